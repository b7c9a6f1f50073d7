//! Taking custody: once each, with its reason, in a sequence without holes.

use std::collections::BTreeSet;
use std::sync::Arc;

use kiosk_central::store::{After, RecordError, Store};
use kiosk_protocol::{
    CaseEvent, CheckCode, DeviceSeq, Digest, Item, ItemKind, ItemStatus, MAX_BODY_BYTES, PushBatch, RequestState,
    ResultCode,
};

use crate::fixture::{batch, id, item, outcomes, push, reference, request, seal, sender, ticket, ticket_body};

pub(crate) async fn idempotent(store: impl Store) {
    let from = sender("erbil", 1);
    let first = push(&store, &from, &[ticket(1, "B3-001"), ticket(2, "B3-002")]).await;
    assert_eq!(outcomes(&first), [(ItemStatus::Accepted, None), (ItemStatus::Accepted, None)]);
    let again = push(&store, &from, &[ticket(1, "B3-001"), ticket(3, "B3-003")]).await;
    assert_eq!(outcomes(&again), [(ItemStatus::Duplicate, None), (ItemStatus::Accepted, None)]);
    assert_eq!(again.results[0].server_seq, first.results[0].server_seq);
    let other = push(&store, &from, &[ticket(1, "B3-777")]).await;
    assert_eq!(outcomes(&other), [(ItemStatus::Rejected, Some(ResultCode::IdConflict))]);
    // The first is still there, unchanged.
    let kept = store.find(id(1)).await.unwrap().unwrap();
    assert_eq!(kept.item, ticket(1, "B3-001"));
    assert_eq!(store.newest(10).await.unwrap().len(), 3);
}

pub(crate) async fn quarantine(store: impl Store) {
    let from = sender("erbil", 1);
    let damaged = Item { digest: Digest::of(b"other"), ..request(1) };
    let unknown = item(2, ItemKind::Other("hologram".into()), "?");
    let broken = item(3, ItemKind::Ticket, "not json");
    let nameless = Item { reference: None, ..request(4) };
    let large = item(5, ItemKind::AuditHead, &"x".repeat(MAX_BODY_BYTES + 1));
    let rating = item(6, ItemKind::Feedback, r#"{"rating":9}"#);
    let good = request(7);
    let items = [damaged, unknown, broken, nameless, large, rating, good];
    let result = push(&store, &from, &items).await;
    let quarantined = |code| (ItemStatus::Quarantined, Some(code));
    assert_eq!(
        outcomes(&result),
        [
            quarantined(ResultCode::ValidationFailed),
            quarantined(ResultCode::SchemaUnknown),
            quarantined(ResultCode::ValidationFailed),
            quarantined(ResultCode::ValidationFailed),
            (ItemStatus::Rejected, Some(ResultCode::ItemTooLarge)),
            quarantined(ResultCode::ValidationFailed),
            (ItemStatus::Accepted, None),
        ]
    );
    // What is in quarantine is in custody, byte for byte, and again a duplicate.
    assert_eq!(store.find(id(2)).await.unwrap().unwrap().item, items[1]);
    assert!(store.find(id(5)).await.unwrap().is_none());
    assert_eq!(push(&store, &from, &items[1..2]).await.results[0].status, ItemStatus::Duplicate);
    // The citizen of a damaged request still gets an answer.
    let status = store.status(reference(1), CheckCode::of(id(1))).await.unwrap();
    assert_eq!(status.unwrap().state, RequestState::Received);
}

/// Texts that one database keeps and another does not must not make the batch fail.
pub(crate) async fn texts(store: impl Store) {
    let from = sender("erbil", 1);
    let nul_label = item(1, ItemKind::Ticket, &ticket_body("B3\\u0000", "ckb"));
    let odd = item(2, ItemKind::Ticket, &ticket_body("\u{1F64F}\u{200F}\u{FFFF}'\\\\", "ckb"));
    let nul_schema = Item { schema: "a\0b".into(), ..ticket(3, "x") };
    let nul_kind = item(4, ItemKind::Other("\0".into()), "?");
    let nul_body = item(5, ItemKind::AuditHead, "\0\0");
    let batch =
        PushBatch { app_version: Some("1\0".into()), ..batch(&[nul_label, odd, nul_schema, nul_kind, nul_body]) };
    let result = store.take_custody(from, batch, 1_000).await.unwrap();
    let failed = Some(ResultCode::ValidationFailed);
    assert_eq!(
        outcomes(&result),
        [
            (ItemStatus::Quarantined, failed.clone()),
            (ItemStatus::Accepted, None),
            (ItemStatus::Rejected, failed.clone()),
            (ItemStatus::Rejected, failed),
            (ItemStatus::Accepted, None),
        ]
    );
}

pub(crate) async fn gaps(store: impl Store) {
    let from = sender("erbil", 1);
    let seqs = |result: &kiosk_protocol::PushResult| (result.contiguous_seq, result.missing.clone());
    let result = push(&store, &from, &[ticket(1, "a"), ticket(2, "b"), ticket(5, "c")]).await;
    assert_eq!(seqs(&result), (2, vec![3, 4]));
    let result = push(&store, &from, &[ticket(8, "d")]).await;
    assert_eq!(seqs(&result), (2, vec![3, 4, 6, 7]));
    let result = push(&store, &from, &[ticket(3, "e"), ticket(4, "f")]).await;
    assert_eq!(seqs(&result), (5, vec![6, 7]));
    // Another device has its own sequence.
    let result = push(&store, &sender("erbil", 2), &[ticket(100, "g")]).await;
    assert_eq!(result.contiguous_seq, 0);
    assert_eq!(result.missing.len(), 99);
    // A cloned disk sends the same number with another item: both are kept.
    let clone = Item { device_seq: DeviceSeq::FIRST, ..ticket(50, "h") };
    let result = push(&store, &from, &[clone]).await;
    assert_eq!(outcomes(&result), [(ItemStatus::Accepted, None)]);
    assert_eq!(result.contiguous_seq, 5);
    // A number far away does not make the answer endless.
    let far = push(&store, &from, &[ticket(4_000_000, "i")]).await;
    assert_eq!(far.missing.len(), 1000);
}

pub(crate) async fn centres_are_apart(store: impl Store) {
    let (erbil, duhok) = (sender("erbil", 1), sender("duhok", 1));
    push(&store, &erbil, &[request(1)]).await;
    let result = push(&store, &duhok, &[request(1)]).await;
    assert_eq!(outcomes(&result), [(ItemStatus::Accepted, None)]);
    assert_eq!(result.results[0].server_seq, Some(1), "each centre counts for itself");
    let page = store.changes_after(duhok.centre, None, 10).await.unwrap();
    assert_eq!(page.changes.len(), 1);
    // Two requests with one reference (they can only be copies): a state must name which.
    let event = CaseEvent { state: RequestState::InReview, note: None };
    let error = store.record_event(reference(1), event, 5).await.unwrap_err();
    assert!(matches!(error, RecordError::Ambiguous));
}

pub(crate) async fn labels(store: impl Store) {
    let (one, clone) = (sender("erbil", 1), sender("erbil", 2));
    push(&store, &one, &[ticket(1, "B3-001")]).await;
    let result = push(&store, &clone, &[ticket(2, "B3-001")]).await;
    assert_eq!(outcomes(&result), [(ItemStatus::Accepted, Some(ResultCode::LabelConflict))]);
    let result = push(&store, &sender("duhok", 3), &[ticket(3, "B3-001")]).await;
    assert_eq!(outcomes(&result), [(ItemStatus::Accepted, None)]);
}

pub(crate) async fn export(store: impl Store) {
    let sealed = Item { seal: Some(seal()), blobs: vec![Digest::of(b"a document")], clock_trusted: true, ..request(9) };
    push(&store, &sender("erbil", 1), &[request(1), ticket(2, "a"), ticket(3, "b")]).await;
    push(&store, &sender("duhok", 2), &[sealed.clone(), ticket(5, "c")]).await;
    let mut after = None;
    let mut ids = Vec::new();
    loop {
        let page = store.kept_after(after, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(After { centre: last.sender.centre.clone(), server_seq: last.server_seq });
        ids.extend(page.iter().map(|kept| kept.item.id));
    }
    assert_eq!(ids, [id(9), id(5), id(1), id(2), id(3)]);
    let kept = store.find(id(9)).await.unwrap().unwrap();
    assert_eq!(kept.item, sealed);
    assert_eq!(kept.state, Some(RequestState::Received));
    assert_eq!(kept.sender, sender("duhok", 2));
}

/// Many devices at once: nothing lost, nothing doubled, and the centre's sequence has no hole.
pub(crate) async fn many_at_once<S: Store>(store: Arc<S>) {
    let tasks: Vec<_> = (0..16_u32)
        .map(|device| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                let from = sender("erbil", device as u8);
                for round in 0..8_u32 {
                    let first = device * 1000 + round * 3;
                    let items: Vec<_> = (1..=4)
                        .map(|n| Item {
                            // The fourth is the first of the next round: pushed twice.
                            device_seq: DeviceSeq::try_from(u64::from(round * 3 + n)).unwrap(),
                            ..ticket(first + n, &format!("{device}-{}", round * 3 + n))
                        })
                        .collect();
                    push(&*store, &from, &items).await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let kept = store.kept_after(None, 10_000).await.unwrap();
    assert_eq!(kept.len(), 16 * 25);
    let seqs: BTreeSet<_> = kept.iter().map(|k| k.server_seq).collect();
    assert_eq!(seqs, (1..=16 * 25).collect());
    for device in 0..16 {
        let result = push(&*store, &sender("erbil", device), &[kept_item(&kept, device)]).await;
        assert_eq!((result.contiguous_seq, result.missing.len()), (25, 0));
    }
}

fn kept_item(kept: &[kiosk_central::store::Kept], device: u8) -> Item {
    let of_device = |k: &&kiosk_central::store::Kept| k.sender == sender("erbil", device);
    kept.iter().find(of_device).unwrap().item.clone()
}
