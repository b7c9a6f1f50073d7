//! After custody: the worker's findings, what people do in quarantine, and the chain that records it.

use kiosk_central::audit::{Keys, Walk};
use kiosk_central::store::Store;
use kiosk_central::store::audit::NewHead;
use kiosk_central::store::work::{Contents, Remedy, RemedyError, Verdict};
use kiosk_protocol::{
    CaseEvent, CheckCode, Checkpoint, DeviceSeq, Digest, Item, ItemKind, RequestState, ResultCode, Signer as _,
    SigningKey,
};

use crate::fixture::{finding, id, item, push, reference, request, seal, sender, ticket, ticket_body};

pub(crate) async fn work(store: impl Store) {
    let (erbil, duhok) = (sender("erbil", 1), sender("duhok", 2));
    let sealed = Item { seal: Some(seal()), ..request(1) };
    let sealed_ticket = Item { seal: Some(seal()), ..item(2, ItemKind::Ticket, "sealed") };
    let broken = item(3, ItemKind::Ticket, "broken");
    push(&store, &erbil, &[sealed, sealed_ticket, broken, ticket(4, "B3-004"), request(5)]).await;
    push(&store, &duhok, &[request(6)]).await;
    let waiting = store.unchecked(100).await.unwrap();
    let ids: Vec<_> = waiting.iter().map(|k| k.item.id).collect();
    assert_eq!(ids, [id(6), id(1), id(2), id(4), id(5)], "what the door put into quarantine does not wait");
    assert_eq!(store.unchecked(2).await.unwrap().len(), 2);
    assert_eq!(store.counts().await.unwrap().unchecked, 5);

    let opened = serde_json::from_str(&ticket_body("B3-004", "ckb")).unwrap();
    let findings = vec![
        finding(1, Verdict::Good(Contents::request(reference(1), "civ.birth".into(), "ckb".into()))),
        finding(2, Verdict::Good(Contents::ticket(opened))),
        finding(4, Verdict::Good(Contents::nothing())),
        finding(5, Verdict::Bad(ResultCode::ServiceWithdrawn)),
        finding(6, Verdict::Bad(ResultCode::ServiceWithdrawn)),
    ];
    store.settle(erbil.centre.clone(), findings.clone(), 2_000).await.unwrap();
    // Settled is settled: another server that looked at the same items changes nothing.
    let other =
        vec![finding(1, Verdict::Bad(ResultCode::UnsealFailed)), finding(5, Verdict::Good(Contents::nothing()))];
    store.settle(erbil.centre.clone(), other, 3_000).await.unwrap();
    let left: Vec<_> = store.unchecked(100).await.unwrap().iter().map(|k| k.item.id).collect();
    assert_eq!(left, [id(6)], "the finding was about another centre's item");
    let line = |n| {
        let store = &store;
        async move { store.newest(100).await.unwrap().into_iter().find(|l| l.id == id(n)).unwrap() }
    };
    assert_eq!(line(1).await.service.as_deref(), Some("civ.birth"));
    assert_eq!(line(2).await.label.as_deref(), Some("B3-004"), "a label met twice is kept twice");
    assert_eq!(line(5).await.quarantine, Some(ResultCode::ServiceWithdrawn));
    assert_eq!(store.counts().await.unwrap().quarantined, 2);
    // Kiosks hear nothing of it; the sequence has no hole.
    let page = store.changes_after(erbil.centre.clone(), None, 100).await.unwrap();
    assert_eq!(page.changes.len(), 2);
    let next = push(&store, &erbil, &[ticket(7, "B3-007")]).await;
    assert_eq!(next.results[0].server_seq, Some(7));
}

pub(crate) async fn remedies(store: impl Store) {
    let from = sender("erbil", 1);
    let broken = |n: u8| Item { digest: Digest::of(b"other"), ..request(n) };
    push(&store, &from, &[broken(1), broken(2), broken(3), item(4, ItemKind::Ticket, "?"), request(5)]).await;
    let quarantined = async || {
        let mut ids = Vec::new();
        let mut after = None;
        loop {
            let page = store.quarantined(after, 2).await.unwrap();
            let Some((last, _)) = page.last() else { return ids };
            after = Some(last.clone());
            ids.extend(page.iter().map(|(_, line)| line.id));
        }
    };
    assert_eq!(quarantined().await, [id(1), id(2), id(3), id(4)]);
    let act = |n, remedy| store.remedy(id(n), remedy, "officer-7".into(), 5_000);
    act(1, Remedy::Retry).await.unwrap();
    assert_eq!(store.unchecked(10).await.unwrap().iter().map(|k| k.item.id).collect::<Vec<_>>(), [id(1), id(5)]);
    act(2, Remedy::Fix).await.unwrap();
    let note = Some("status-come-again".to_owned());
    act(3, Remedy::Return { note: note.clone() }).await.unwrap();
    act(4, Remedy::Return { note: None }).await.unwrap();
    assert_eq!(quarantined().await, []);
    for n in [2, 5, 99] {
        assert!(matches!(act(n, Remedy::Fix).await, Err(RemedyError::NotThere)), "{n}");
    }
    let status = store.status(reference(3), CheckCode::of(id(3))).await.unwrap().unwrap();
    assert_eq!((status.state, status.history.last().unwrap().note.clone()), (RequestState::Rejected, note));
    let status = store.status(reference(2), CheckCode::of(id(2))).await.unwrap().unwrap();
    assert_eq!(status.state, RequestState::Received);
    // The worker may find the same again.
    store
        .settle(from.centre.clone(), vec![finding(1, Verdict::Bad(ResultCode::ValidationFailed))], 6_000)
        .await
        .unwrap();
    assert_eq!(quarantined().await, [id(1)]);
}

/// Every act stands in the centre's chain; a kiosk's heads are kept in order, and one that cannot be is found.
pub(crate) async fn audit(store: impl Store) {
    let from = sender("erbil", 1);
    let centre = from.centre.clone();
    let key = SigningKey::from_seed(&[1; 32]);
    let head = |size: u64| {
        let said = Checkpoint {
            origin: format!("erbil/{}/1", from.device),
            size,
            hash: [u8::try_from(size).unwrap(); 32],
            extensions: Vec::new(),
        };
        said.sign(&from.device.to_string(), &key)
    };
    let item_of = |n, size| item(n, ItemKind::AuditHead, &head(size).to_string());
    push(&store, &from, &[request(1), item_of(2, 10), item_of(3, 30), item_of(4, 20), item_of(5, 40)]).await;
    let settle = async |n: u32, size| {
        let new =
            NewHead { device: from.device, device_seq: DeviceSeq::try_from(u64::from(n)).unwrap(), note: head(size) };
        store.settle(centre.clone(), vec![finding(n, Verdict::Good(Contents::head(new)))], 2_000).await.unwrap();
    };
    settle(2, 10).await;
    // A late one comes after its successor, and fits.
    settle(5, 40).await;
    settle(3, 30).await;
    let quarantined =
        async || store.quarantined(None, 10).await.unwrap().into_iter().map(|(_, line)| line.id).collect::<Vec<_>>();
    assert_eq!(quarantined().await, []);
    // Between 30 and 40 the kiosk never had 20 rows.
    settle(4, 20).await;
    settle(4, 20).await;
    assert_eq!(quarantined().await, [id(4)]);
    let kept = store.find(id(4)).await.unwrap().unwrap();
    assert_eq!(kept.quarantine, Some(ResultCode::AuditBroken));
    store.remedy(id(4), Remedy::Fix, "officer-7".into(), 5_000).await.unwrap();
    let event = CaseEvent { state: RequestState::InReview, note: None };
    store.record_event(reference(1), event, 9_000).await.unwrap();

    let ends = store.audit_ends().await.unwrap();
    assert_eq!(ends.iter().map(|end| (end.centre.as_str(), end.rows)).collect::<Vec<_>>(), [("erbil", 6)]);
    let first = store.audit_after(centre.clone(), 0, 4).await.unwrap();
    let rest = store.audit_after(centre.clone(), 4, 4).await.unwrap();
    assert_eq!((first.len(), rest.len()), (4, 2));
    let keys = Keys { devices: [(from.device, vec![key.public()])].into(), central: Vec::new() };
    let mut walk = Walk::new(&keys);
    let heads: Vec<_> = first.iter().chain(&rest).filter_map(|row| walk.row(row)).collect();
    assert_eq!(heads.iter().map(|head| head.item).collect::<Vec<_>>(), [id(2), id(5), id(3), id(4)]);
    let faults = walk.end(&ends[0]).unwrap_err();
    assert_eq!(faults.iter().map(|fault| fault.seq).collect::<Vec<_>>(), [4], "{faults:?}");
    assert!(faults[0].what.ends_with("rows 21 to 30 were cut off"), "{faults:?}");
    assert!(rest[0].entry.contains(r#""by":"officer-7""#) && rest[1].entry.contains(r#""to":"in_review""#));
    // Another centre has a chain of its own.
    assert_eq!(store.audit_after("duhok".parse().unwrap(), 0, 4).await.unwrap(), []);
}
