//! Calls for a person: who asked, at which kiosk, and whether somebody came.

use kiosk_central::store::Store;
use kiosk_central::store::calls::{Asked, OPEN_MS};
use kiosk_central::store::registry::{Candidate, NewCode};
use kiosk_protocol::{
    Digest, Item, ItemKind, ItemStatus, ResultCode, STAFF_ANSWER_SCHEMA, STAFF_CALL_SCHEMA, Signer as _, SigningKey,
};

use crate::fixture::{id, item, outcomes, push, sender};

fn called(n: u32, screen: &str, at_ms: i64) -> Item {
    let body = serde_json::json!({ "screen": screen, "at_ms": at_ms }).to_string();
    Item { schema: STAFF_CALL_SCHEMA.into(), ..item(n, ItemKind::TicketEvent, &body) }
}

fn answered(n: u32, at_ms: i64) -> Item {
    let body = serde_json::json!({ "at_ms": at_ms }).to_string();
    Item { schema: STAFF_ANSWER_SCHEMA.into(), ..item(n, ItemKind::TicketEvent, &body) }
}

/// The kiosk's word opens and answers calls, of itself only and in its own order, whatever its clock says.
pub(crate) async fn calls(store: impl Store) {
    let (one, two, duhok) = (sender("erbil", 1), sender("erbil", 2), sender("duhok", 3));
    let hash = Digest::of(&[1]);
    let code = NewCode { hash, centre: one.centre.clone(), slot: '7', expires_ms: 100 };
    store.add_code(code).await.unwrap();
    let key = SigningKey::from_seed(&[1; 32]).public();
    let candidate = Candidate { code: hash, key, device: None, fresh: one.device, hardware: Default::default() };
    store.enrol(candidate, 5).await.unwrap();

    let ids = async |centre: Option<&str>, all, now_ms| {
        let asked = Asked { centre: centre.map(|centre| centre.parse().unwrap()), all };
        let calls = store.calls(asked, 10, now_ms).await.unwrap();
        calls.iter().map(|call| call.id).collect::<Vec<_>>()
    };
    // `push` says that it is 1000.
    push(&store, &one, &[called(1, "question", 900), called(2, "home", 950)]).await;
    push(&store, &two, &[called(11, "printing", 940)]).await;
    push(&store, &duhok, &[called(21, "home", 930)]).await;
    assert_eq!(ids(Some("erbil"), false, 1_500).await, [id(2), id(11), id(1)], "the newest first");
    assert_eq!(ids(None, false, 1_500).await.len(), 4);
    let asked = Asked { centre: Some(one.centre.clone()), all: false };
    let shown = store.calls(asked, 10, 1_500).await.unwrap();
    let (first, other) = (&shown[0], &shown[1]);
    assert_eq!((first.device, first.slot, &*first.screen), (one.device, Some('7'), "home"));
    assert_eq!((first.at_ms, first.received_ms, first.answered_ms), (950, 1_000, None));
    assert_eq!((other.device, other.slot), (two.device, None), "not enrolled here");

    // The clock was put back in between: its order counts. The same again changes nothing.
    let items = [answered(3, 100), called(4, "home", 110)];
    push(&store, &one, &items).await;
    let again = push(&store, &one, &items).await;
    assert!(again.results.iter().all(|result| result.status == ItemStatus::Duplicate));
    assert_eq!(ids(Some("erbil"), false, 1_500).await, [id(11), id(4)]);
    assert_eq!(ids(Some("erbil"), true, 1_500).await.len(), 4);
    let all = store.calls(Asked { all: true, ..Asked::default() }, 10, 1_500).await.unwrap();
    let when: Vec<_> = all.iter().filter(|call| call.answered_ms.is_some()).map(|call| call.answered_ms).collect();
    assert_eq!(when, [Some(100), Some(100)]);
    // Whoever called half a day ago has gone.
    assert!(ids(None, false, 1_000 + OPEN_MS).await.is_empty());
    assert_eq!(store.calls(Asked { all: true, ..Asked::default() }, 2, 1_500).await.unwrap().len(), 2);

    let broken = [called(31, "a\0b", 1), called(32, &"x".repeat(201), 1), answered(33, 1)];
    let broken = broken.map(|item| if item.schema == STAFF_ANSWER_SCHEMA { damaged(item) } else { item });
    let result = push(&store, &sender("duhok", 4), &broken).await;
    let quarantined = (ItemStatus::Quarantined, Some(ResultCode::ValidationFailed));
    assert_eq!(outcomes(&result), [quarantined.clone(), quarantined.clone(), quarantined]);
}

fn damaged(of: Item) -> Item {
    let Item { schema, device_seq, id, .. } = of;
    Item::plain(id, device_seq, ItemKind::TicketEvent, &schema, 1, b"soon".to_vec())
}
