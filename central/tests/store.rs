//! One suite that every store must pass, run on SQLite and on PostgreSQL. A further store only adds a test
//! that hands its own maker to [`suite`].
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod cluster;

use std::collections::BTreeSet;
use std::sync::Arc;

use kiosk_central::audit::{Keys, Walk};
use kiosk_central::store::any::{Address, AnyStore};
use kiosk_central::store::audit::NewHead;
use kiosk_central::store::postgres::{ConnectError, PostgresStore};
use kiosk_central::store::registry::{Candidate, EnrolError, NewCode};
use kiosk_central::store::sqlite::SqliteStore;
use kiosk_central::store::work::{Contents, Finding, Remedy, RemedyError, Verdict};
use kiosk_central::store::{After, ChangesError, RecordError, Sender, Store};
use kiosk_protocol::{
    CaseEvent, CentreId, CheckCode, Checkpoint, Command, DeviceId, DeviceSeq, Digest, Item, ItemId, ItemKind,
    ItemStatus, MAX_BODY_BYTES, PushBatch, Reference, RequestState, ResultCode, Signer as _, SigningKey,
};

/// Runs everything, each part on a fresh store.
async fn suite<S: Store>(make: impl AsyncFn() -> S) {
    idempotent(make().await).await;
    quarantine(make().await).await;
    texts(make().await).await;
    gaps(make().await).await;
    centres_are_apart(make().await).await;
    pages(make().await, make().await).await;
    cases(make().await).await;
    labels(make().await).await;
    export(make().await).await;
    work(make().await).await;
    remedies(make().await).await;
    audit(make().await).await;
    snapshots(make().await, make().await).await;
    figures(make().await).await;
    registry(make().await).await;
    commands(make().await).await;
    many_at_once(Arc::new(make().await)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let number = std::cell::Cell::new(0);
    suite(async || {
        number.set(number.get() + 1);
        SqliteStore::open(&folder.path().join(format!("{}.db", number.get()))).unwrap()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres() {
    let cluster = cluster::Cluster::start();
    suite(async || PostgresStore::open(&cluster.database()).await.unwrap()).await;
    servers_side_by_side(&cluster.database()).await;
    reopening(&cluster.database().parse().unwrap()).await;
    newer_database(&cluster, &cluster.database()).await;
}

/// Several servers start on one empty database and write to one centre: one schema, one sequence.
async fn servers_side_by_side(url: &str) {
    let (a, b, c) = tokio::join!(PostgresStore::open(url), PostgresStore::open(url), PostgresStore::open(url));
    let servers = [Arc::new(a.unwrap()), Arc::new(b.unwrap()), Arc::new(c.unwrap())];
    let tasks: Vec<_> = (0..48_u32)
        .map(|n| {
            let server = Arc::clone(&servers[n as usize % 3]);
            tokio::spawn(async move {
                let mine: Vec<_> = (1..=5).map(|i| ticket(n * 10 + i, &format!("{n}-{i}"))).collect();
                push(&*server, &sender("erbil", n as u8), &mine).await;
                // The same again through any server is a duplicate.
                let again = push(&*server, &sender("erbil", n as u8), &mine).await;
                assert!(again.results.iter().all(|r| r.status == ItemStatus::Duplicate));
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let kept = servers[0].kept_after(None, 1000).await.unwrap();
    let seqs: Vec<_> = kept.iter().map(|k| k.server_seq).collect();
    assert_eq!(seqs, (1..=240).collect::<Vec<_>>());
    // A page that one server began goes on at another.
    let cursor = servers[0].changes_after("erbil".parse().unwrap(), None, 10).await.unwrap().next_cursor;
    assert!(servers[1].changes_after("erbil".parse().unwrap(), Some(cursor), 10).await.is_ok());
}

async fn newer_database(cluster: &cluster::Cluster, url: &str) {
    drop(PostgresStore::open(url).await.unwrap());
    cluster.sql(url, "insert into schema_step values (999, 0)");
    assert!(matches!(PostgresStore::open(url).await, Err(ConnectError::Newer { found: 999, .. })));
    let nobody = PostgresStore::open(&url.replace("user=central", "user=nobody")).await;
    assert!(matches!(nobody, Err(ConnectError::Database(_))));
}

fn sender(centre: &str, device: u8) -> Sender {
    Sender { centre: centre.parse().unwrap(), device: DeviceId(uuid::Uuid::from_bytes([device; 16])) }
}

fn id(n: u32) -> ItemId {
    let mut random = [0; 10];
    random[6..].copy_from_slice(&n.to_be_bytes());
    ItemId::new(1_700_000_000_000, random)
}

fn reference(n: u8) -> Reference {
    Reference::new([6, 5, 4, 3, 2, 1, n])
}

fn item(n: u32, kind: ItemKind, body: &str) -> Item {
    let seq = DeviceSeq::try_from(u64::from(n)).unwrap();
    Item::plain(id(n), seq, kind, "test@1", 1_700_000_000_000, body.into())
}

fn request(n: u8) -> Item {
    let body = r#"{"service":"civ.birth","schema":"civ.birth@1","language":"ckb","answers":{"a":"b"},
        "consent":{"version":"1","hash":"00","at_ms":1}}"#;
    Item { reference: Some(reference(n).to_string()), ..item(n.into(), ItemKind::Request, body) }
}

fn ticket_body(label: &str, language: &str) -> String {
    format!(r#"{{"label":"{label}","service_day":"2026-11-23","queue":"B","issued_ms":1,"language":"{language}"}}"#)
}

fn ticket(n: u32, label: &str) -> Item {
    item(n, ItemKind::Ticket, &ticket_body(label, "ar"))
}

fn batch(items: &[Item]) -> PushBatch {
    PushBatch {
        protocol: 1,
        app_version: Some("0.1.0".into()),
        boot_id: None,
        clock: None,
        device_seq_first: items[0].device_seq,
        items: items.to_vec(),
    }
}

async fn push(store: &impl Store, from: &Sender, items: &[Item]) -> kiosk_protocol::PushResult {
    let result = store.take_custody(from.clone(), batch(items), 1_000).await.unwrap();
    let ids: Vec<_> = result.results.iter().map(|r| r.id).collect();
    assert_eq!(ids, items.iter().map(|i| i.id).collect::<Vec<_>>());
    result
}

fn outcomes(result: &kiosk_protocol::PushResult) -> Vec<(ItemStatus, Option<ResultCode>)> {
    result.results.iter().map(|r| (r.status, r.code.clone())).collect()
}

async fn idempotent(store: impl Store) {
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

async fn quarantine(store: impl Store) {
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
async fn texts(store: impl Store) {
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

async fn gaps(store: impl Store) {
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

async fn centres_are_apart(store: impl Store) {
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

async fn pages(store: impl Store, elsewhere: impl Store) {
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

async fn cases(store: impl Store) {
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

async fn labels(store: impl Store) {
    let (one, clone) = (sender("erbil", 1), sender("erbil", 2));
    push(&store, &one, &[ticket(1, "B3-001")]).await;
    let result = push(&store, &clone, &[ticket(2, "B3-001")]).await;
    assert_eq!(outcomes(&result), [(ItemStatus::Accepted, Some(ResultCode::LabelConflict))]);
    let result = push(&store, &sender("duhok", 3), &[ticket(3, "B3-001")]).await;
    assert_eq!(outcomes(&result), [(ItemStatus::Accepted, None)]);
}

async fn export(store: impl Store) {
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

fn seal() -> kiosk_protocol::Seal {
    kiosk_protocol::Seal {
        recipients: vec![kiosk_protocol::seal::Recipient {
            kid: kiosk_protocol::KeyId::of(b"k"),
            suite: "of the future".into(),
            enc: b"e".to_vec(),
            key: b"k".to_vec(),
        }],
    }
}

fn finding(n: u32, verdict: Verdict) -> Finding {
    Finding { id: id(n), verdict }
}

async fn work(store: impl Store) {
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

async fn remedies(store: impl Store) {
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
async fn audit(store: impl Store) {
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

async fn snapshots(store: impl Store, elsewhere: impl Store) {
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

async fn figures(store: impl Store) {
    let (one, two) = (sender("erbil", 1), sender("erbil", 2));
    store.ping().await.unwrap();
    assert_eq!(store.queues(one.centre.clone()).await.unwrap().queues.len(), 0);
    push(&store, &one, &[ticket(1, "B3-001"), ticket(2, "B3-002"), request(3)]).await;
    push(&store, &two, &[ticket(11, "B4-001")]).await;
    push(&store, &sender("duhok", 1), &[ticket(1, "B3-001")]).await;
    let queues = store.queues(one.centre.clone()).await.unwrap();
    assert_eq!(queues.service_day.as_deref(), Some("2026-11-23"));
    assert_eq!((queues.queues.len(), &*queues.queues[0].queue, queues.queues[0].issued), (1, "B", 3));
    let centres = store.centres().await.unwrap();
    let seen: Vec<_> = centres.iter().map(|c| (c.centre.as_str(), c.seq, c.devices, c.seen_ms)).collect();
    assert_eq!(seen, [("duhok", 1, 1, Some(1_000)), ("erbil", 4, 2, Some(1_000))]);
    assert_eq!(store.counts().await.unwrap().devices, 3);
    let report = |depth: u64| serde_json::Map::from_iter([("queue_depth".to_owned(), depth.into())]);
    store.report(one.clone(), report(5), 10).await.unwrap();
    store.report(one.clone(), report(6), 20).await.unwrap();
    store.report(two.clone(), report(1), 15).await.unwrap();
    let reports = store.reports(one.centre.clone()).await.unwrap();
    assert_eq!(reports, [(one, 20, report(6)), (two, 15, report(1))]);
}

async fn registry(store: impl Store) {
    use kiosk_protocol::{Hardware, Signer as _, SigningKey};
    let key = |n: u8| SigningKey::from_seed(&[n; 32]).public();
    let code = |n: u8, centre: &str, slot, expires_ms| NewCode {
        hash: Digest::of(&[n]),
        centre: centre.parse().unwrap(),
        slot,
        expires_ms,
    };
    let device = |n: u8| DeviceId(uuid::Uuid::from_bytes([n; 16]));
    let candidate = |code: u8, of: u8, before: Option<u8>| Candidate {
        code: Digest::of(&[code]),
        key: key(of),
        device: before.map(device),
        fresh: device(of),
        hardware: Hardware { app_version: "0.1.0".into(), machine: "x86_64 linux".into() },
    };
    for (n, centre, slot, expires) in [
        (1, "erbil", '1', 100),
        (2, "erbil", '1', 100),
        (3, "erbil", '2', 5),
        (4, "duhok", '1', 100),
        (5, "erbil", '1', 100),
    ] {
        store.add_code(code(n, centre, slot, expires)).await.unwrap();
    }
    assert!(matches!(store.enrol(candidate(99, 1, None), 10).await, Err(EnrolError::UnknownCode)));
    let known = store.enrol(candidate(1, 1, None), 10).await.unwrap();
    assert_eq!((&known.sender, known.slot, known.enrolled_ms), (&sender("erbil", 1), '1', 10));
    // The answer was lost: the same key asks again. Another key does not get in by the same code.
    assert_eq!(store.enrol(candidate(1, 1, None), 11).await.unwrap(), known);
    assert!(matches!(store.enrol(candidate(1, 2, None), 11).await, Err(EnrolError::Used)));
    assert!(matches!(store.enrol(candidate(2, 2, None), 11).await, Err(EnrolError::SlotTaken)));
    assert!(matches!(store.enrol(candidate(3, 2, None), 11).await, Err(EnrolError::Expired)));
    assert!(matches!(store.enrol(candidate(4, 2, Some(1)), 11).await, Err(EnrolError::Elsewhere)));
    // The same device with a new key: the old key ends.
    let renewed = store.enrol(candidate(2, 3, Some(1)), 20).await.unwrap();
    assert_eq!(renewed.sender, known.sender);
    assert_eq!(store.device(key(1).id()).await.unwrap().unwrap().revoked_ms, Some(20));
    assert!(store.device(key(9).id()).await.unwrap().is_none());
    assert!(matches!(store.enrol(candidate(5, 1, None), 21).await, Err(EnrolError::KeyRevoked)));
    store.enrol(candidate(4, 4, None), 22).await.unwrap();
    let listed: Vec<_> = store.devices().await.unwrap().iter().map(|d| (d.sender.clone(), d.revoked_ms)).collect();
    assert_eq!(listed, [(sender("duhok", 4), None), (sender("erbil", 1), Some(20)), (sender("erbil", 1), None)]);
    assert_eq!(store.revoke(device(1), 30).await.unwrap(), 1);
    assert_eq!(store.revoke(device(1), 31).await.unwrap(), 0);
    // The slot is free again.
    assert_eq!(store.enrol(candidate(5, 6, None), 32).await.unwrap().slot, '1');
}

/// A command goes to the centre of its kiosk, and ends once, by the word of that kiosk alone.
async fn commands(store: impl Store) {
    let device = |n: u8| DeviceId(uuid::Uuid::from_bytes([n; 16]));
    let reload = Command::Reload { anew: true };
    let nobody = store.order(device(1), reload.clone(), "operator-7".into(), 5).await.unwrap();
    assert_eq!(nobody, None, "not enrolled");
    for n in [1, 2] {
        let hash = Digest::of(&[n]);
        let slot = char::from(b'0' + n);
        let code = NewCode { hash, centre: "erbil".parse().unwrap(), slot, expires_ms: 100 };
        store.add_code(code).await.unwrap();
        let hardware = kiosk_protocol::Hardware { app_version: "0.1.0".into(), machine: "x86_64 linux".into() };
        let key = SigningKey::from_seed(&[n; 32]).public();
        store.enrol(Candidate { code: hash, key, device: None, fresh: device(n), hardware }, 10).await.unwrap();
    }
    let order = store.order(device(1), reload, "operator-7".into(), 20).await.unwrap().unwrap();
    let centre: CentreId = "erbil".parse().unwrap();
    let page = store.changes_after(centre.clone(), None, 100).await.unwrap();
    assert_eq!(page.changes.iter().filter_map(kiosk_protocol::Change::command).collect::<Vec<_>>(), [order.clone()]);
    let waits = store.orders(10).await.unwrap();
    assert_eq!((waits.len(), waits[0].ended), (1, None));

    // Two kiosks say that it is done; one of them was told. It says so twice.
    push(&store, &sender("erbil", 2), &[item(1, ItemKind::CommandResult, "{}")]).await;
    push(
        &store,
        &sender("erbil", 1),
        &[item(2, ItemKind::CommandResult, "{}"), item(3, ItemKind::CommandResult, "{}")],
    )
    .await;
    let told = |n: u32, of: u8, done| finding(n, Verdict::Good(Contents::command_ended(order.id, device(of), done)));
    store.settle(centre.clone(), vec![told(1, 2, true), told(2, 1, false), told(3, 1, true)], 30).await.unwrap();
    let orders = store.orders(10).await.unwrap();
    let ended = orders[0].ended.unwrap();
    assert_eq!((orders.len(), ended.item, ended.done, ended.at_ms), (1, id(2), false, 30));
    let after = store.changes_after(centre.clone(), Some(page.next_cursor), 100).await.unwrap();
    assert!(after.changes.is_empty(), "kiosks hear nothing of it");
    let rows = store.audit_after(centre, 0, 10).await.unwrap();
    let words: Vec<_> = rows.iter().map(|row| row.entry.split('"').nth(3).unwrap_or_default()).collect();
    assert_eq!(words, ["command", "command_ended"]);
}

/// Many devices at once: nothing lost, nothing doubled, and the centre's sequence has no hole.
async fn many_at_once<S: Store>(store: Arc<S>) {
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

#[tokio::test]
async fn what_was_acknowledged_is_there_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    reopening(&folder.path().join("central.db").into()).await;
}

async fn reopening(address: &Address) {
    let from = sender("erbil", 1);
    {
        let store = AnyStore::open(address).await.unwrap();
        push(&store, &from, &[request(1), ticket(2, "a")]).await;
    }
    let store = AnyStore::open(address).await.unwrap();
    let result = push(&store, &from, &[request(1), ticket(2, "a"), ticket(3, "b")]).await;
    let statuses: Vec<_> = result.results.iter().map(|r| r.status).collect();
    assert_eq!(statuses, [ItemStatus::Duplicate, ItemStatus::Duplicate, ItemStatus::Accepted]);
    assert_eq!(result.results[2].server_seq, Some(3));
}
