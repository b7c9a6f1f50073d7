//! What kiosks hear: pages behind a cursor, states of requests, snapshots.

use kiosk_central::store::{ChangesError, RecordError, Store};
use kiosk_protocol::{CaseEvent, CentreId, CheckCode, RequestState};

use crate::fixture::{id, push, reference, request, sender, ticket};

pub(crate) async fn pages(store: impl Store, elsewhere: impl Store) {
    let from = sender("erbil", 1);
    let centre: CentreId = from.centre.clone();
    let empty = store.changes_after(centre.clone(), None, 10).await.unwrap();
    assert!(empty.changes.is_empty() && !empty.more);
    // Tickets between them are events too, but not for kiosks.
    let items = [request(1), ticket(2, "x"), request(3), ticket(4, "y"), request(5), ticket(6, "z")];
    push(&store, &from, &items).await;
    let mut cursor = Some(empty.next_cursor);
    let mut seen = Vec::new();
    let mut rounds = 0;
    loop {
        let page = store.changes_after(centre.clone(), cursor, 2).await.unwrap();
        seen.extend(page.changes.iter().map(|c| c.status().unwrap().reference));
        cursor = Some(page.next_cursor);
        rounds += 1;
        if !page.more {
            break;
        }
    }
    assert_eq!(seen, [reference(1), reference(3), reference(5)]);
    assert_eq!(rounds, 2);
    let end = store.changes_after(centre.clone(), cursor.clone(), 2).await.unwrap();
    assert!(end.changes.is_empty());
    let stranger = store.changes_after(centre.clone(), Some("17".into()), 2).await;
    assert!(matches!(stranger, Err(ChangesError::NotACursor)));
    // A store made anew does not pretend to know where this cursor was.
    let gone = elsewhere.changes_after(centre, cursor, 2).await;
    assert!(matches!(gone, Err(ChangesError::Gone)));
}

pub(crate) async fn cases(store: impl Store) {
    let from = sender("erbil", 1);
    push(&store, &from, &[request(1), request(2)]).await;
    let mut committed = store.committed();
    committed.mark_unchanged();
    let set = |state, note: Option<&str>, at| {
        let event = CaseEvent { state, note: note.map(Into::into) };
        store.record_event(reference(1), event, at)
    };
    set(RequestState::NeedsCitizen, Some("status-bring-photo"), 2_000).await.unwrap();
    assert!(committed.has_changed().unwrap());
    // The server's clock went back: the history does not.
    let event = set(RequestState::InReview, None, 1_500).await.unwrap();
    assert_eq!(event.at_ms, 2_000);
    let error = set(RequestState::Received, None, 3_000).await.unwrap_err();
    assert!(matches!(error, RecordError::NotAllowed { from: RequestState::InReview, to: RequestState::Received }));
    set(RequestState::Closed, None, 4_000).await.unwrap();
    for state in RequestState::ALL {
        assert!(set(state, None, 5_000).await.is_err(), "closed stays closed");
    }
    let code = CheckCode::of(id(1));
    let status = store.status(reference(1), code).await.unwrap().unwrap();
    let states: Vec<_> = status.history.iter().map(|e| (e.state, e.at_ms, e.note.as_deref())).collect();
    assert_eq!(
        states,
        [
            (RequestState::Received, 1_000, None),
            (RequestState::NeedsCitizen, 2_000, Some("status-bring-photo")),
            (RequestState::InReview, 2_000, None),
            (RequestState::Closed, 4_000, None),
        ]
    );
    assert_eq!((status.state, status.at_ms), (RequestState::Closed, 4_000));
    // The other's code, and an unknown reference: nothing.
    assert_ne!(code, CheckCode::of(id(2)));
    assert!(store.status(reference(1), CheckCode::of(id(2))).await.unwrap().is_none());
    assert!(store.status(reference(9), code).await.unwrap().is_none());
    let event = CaseEvent { state: RequestState::Ready, note: None };
    assert!(matches!(store.record_event(reference(9), event, 1).await, Err(RecordError::Unknown)));
    // The kiosks of the centre hear of it.
    let page = store.changes_after(from.centre, None, 100).await.unwrap();
    assert_eq!(page.changes.len(), 5);
}

pub(crate) async fn snapshots(store: impl Store, elsewhere: impl Store) {
    let from = sender("erbil", 1);
    let centre = from.centre.clone();
    let empty = store.snapshot(centre.clone(), None, 10).await.unwrap();
    assert!(empty.changes.is_empty() && !empty.more);
    push(&store, &from, &[request(1), ticket(2, "x"), request(3), request(4), request(5)]).await;
    let set = async |n, state| {
        store.record_event(reference(n), CaseEvent { state, note: None }, 9_000).await.unwrap();
    };
    set(1, RequestState::InReview).await;
    set(1, RequestState::Ready).await;
    set(4, RequestState::Closed).await;
    let first = store.snapshot(centre.clone(), None, 2).await.unwrap();
    assert!(first.more);
    // What happens meanwhile comes with the changes afterwards.
    set(3, RequestState::InReview).await;
    let mut told = first.changes;
    let mut cursor = first.next_cursor;
    loop {
        let page = store.snapshot(centre.clone(), Some(cursor), 2).await.unwrap();
        told.extend(page.changes);
        cursor = page.next_cursor;
        if !page.more {
            break;
        }
    }
    let mut states: Vec<_> = told.iter().map(|c| c.status().unwrap()).map(|s| (s.reference, s.state)).collect();
    let page = store.changes_after(centre.clone(), Some(cursor), 10).await.unwrap();
    states.extend(page.changes.iter().map(|c| c.status().unwrap()).map(|s| (s.reference, s.state)));
    assert_eq!(
        states,
        [
            (reference(3), RequestState::Received),
            (reference(5), RequestState::Received),
            (reference(1), RequestState::Ready),
            (reference(3), RequestState::InReview),
        ]
    );
    let plain = store.changes_after(centre.clone(), None, 10).await.unwrap().next_cursor;
    let wrong = store.snapshot(centre.clone(), Some(plain), 10).await;
    assert!(matches!(wrong, Err(ChangesError::NotACursor)));
    let page = store.snapshot(centre.clone(), None, 1).await.unwrap();
    let gone = elsewhere.snapshot(centre, Some(page.next_cursor), 10).await;
    assert!(matches!(gone, Err(ChangesError::Gone)));
}
