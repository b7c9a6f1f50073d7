//! Central's database was lost and put back from a copy: the places after the copy are given a second time.

use kiosk_central::store::any::{Address, AnyStore};
use kiosk_central::store::figures::Figures as _;
use kiosk_central::store::{ChangesError, Store};
use kiosk_protocol::{CaseEvent, Change, ChangePage, RequestState};

use crate::fixture::{push, reference, request, sender, ticket};

fn told(page: &ChangePage) -> Vec<kiosk_protocol::Reference> {
    page.changes.iter().filter_map(Change::status).map(|status| status.reference).collect()
}

/// `copy` copies the closed database of `address` and says where the copy is.
pub(crate) async fn restored(address: &Address, copy: impl FnOnce() -> Address) {
    let from = sender("erbil", 1);
    let centre = from.centre.clone();
    let early = {
        let store = AnyStore::open(address).await.unwrap();
        push(&store, &from, &[request(1), request(2)]).await;
        store.changes_after(centre.clone(), None, 100).await.unwrap().next_cursor
    };
    let copy = copy();
    // Two kiosks read on, one of them a snapshot, before the database is lost.
    let (late, half) = {
        let store = AnyStore::open(address).await.unwrap();
        push(&store, &from, &[request(3), ticket(4, "x"), request(5)]).await;
        let late = store.changes_after(centre.clone(), None, 100).await.unwrap();
        assert_eq!(told(&late), [1, 2, 3, 5].map(reference));
        let half = store.snapshot(centre.clone(), None, 2).await.unwrap();
        assert!(half.more);
        (late.next_cursor, half.next_cursor)
    };
    let store = AnyStore::open(&copy).await.unwrap();
    let page = store.changes_after(centre.clone(), Some(late.clone()), 100).await;
    assert!(matches!(page, Err(ChangesError::Gone)), "the place was not given yet");
    // Other things happen, further than those kiosks had read.
    push(&store, &from, &[request(6), request(7), request(8)]).await;
    let event = CaseEvent { state: RequestState::Ready, note: None };
    store.record_event(reference(1), event, 2_000).await.unwrap();

    let page = store.changes_after(centre.clone(), Some(late), 100).await;
    assert!(matches!(page, Err(ChangesError::Gone)), "there is something else at that place: {page:?}");
    let page = store.snapshot(centre.clone(), Some(half), 100).await;
    assert!(matches!(page, Err(ChangesError::Gone)), "so it is for half a snapshot: {page:?}");
    // Who had read no further than the copy goes on without a snapshot.
    let page = store.changes_after(centre.clone(), Some(early), 100).await.unwrap();
    assert_eq!(told(&page), [6, 7, 8, 1].map(reference));
    let whole = store.snapshot(centre.clone(), None, 100).await.unwrap();
    assert_eq!(told(&whole), [2, 6, 7, 8, 1].map(reference));
    let after = store.changes_after(centre, Some(whole.next_cursor), 100).await.unwrap();
    assert!(after.changes.is_empty());
}
