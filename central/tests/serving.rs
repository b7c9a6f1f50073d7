//! The queues, on SQLite and on PostgreSQL: who is called, in which order, and what kiosks are told.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod cluster;

use std::sync::Arc;

use kiosk_central::serving::Fairness;
use kiosk_central::store::postgres::PostgresStore;
use kiosk_central::store::sqlite::SqliteStore;
use kiosk_central::store::{Sender, Store};
use kiosk_protocol::{
    CentreId, DeviceId, DeviceSeq, Item, ItemId, ItemKind, ItemStatus, PriorityClass, PushBatch, QueueChange,
    TICKET_EVENT_SCHEMA, TicketBody, TicketEventBody, TicketHappening, Topic,
};

/// 08:00 in Baghdad on the day of the tickets.
const MORNING: i64 = 1_795_410_000_000;
const MINUTE: i64 = 60_000;

fn centre() -> CentreId {
    "erbil-1".parse().unwrap()
}

fn sender() -> Sender {
    Sender { centre: centre(), device: DeviceId(uuid::Uuid::from_bytes([1; 16])) }
}

fn id(n: u32) -> ItemId {
    let mut random = [0; 10];
    random[..4].copy_from_slice(&n.to_be_bytes());
    ItemId::new(1_700_000_000_000, random)
}

fn item(n: u32, kind: ItemKind, schema: &str, body: &impl serde::Serialize) -> Item {
    let seq = DeviceSeq::try_from(u64::from(n)).unwrap();
    Item::plain(id(n), seq, kind, schema, MORNING, serde_json::to_vec(body).unwrap())
}

/// The n-th ticket of the day, n minutes after the opening.
fn ticket(n: u32, queue: char, priority: Option<PriorityClass>) -> Item {
    let body = TicketBody {
        label: format!("{queue}1-{n:03}"),
        service_day: "2026-11-23".into(),
        queue: queue.into(),
        service: None,
        issued_ms: MORNING + i64::from(n) * MINUTE,
        language: "ckb".into(),
        priority,
        party: n.is_multiple_of(2).then_some(3),
    };
    item(n, ItemKind::Ticket, "psc.ticket@1", &body)
}

fn event(n: u32, ticket: u32, happening: TicketHappening) -> Item {
    let body = TicketEventBody { ticket: id(ticket), at_ms: MORNING, happening };
    item(n, ItemKind::TicketEvent, TICKET_EVENT_SCHEMA, &body)
}

async fn push(store: &impl Store, items: Vec<Item>) {
    let device_seq_first = items[0].device_seq;
    let batch = PushBatch { protocol: 1, app_version: None, boot_id: None, clock: None, device_seq_first, items };
    let result = store.take_custody(sender(), batch, MORNING).await.unwrap();
    assert!(result.results.iter().all(|one| one.status == ItemStatus::Accepted), "{result:?}");
}

async fn call(store: &impl Store, queue: char, at_ms: i64) -> Option<String> {
    let called = store.call_next(centre(), queue, "3".into(), at_ms).await.unwrap();
    called.map(|called| called.label)
}

async fn suite<S: Store>(make: impl AsyncFn() -> S) {
    order(make().await).await;
    lengths(make().await).await;
    once(Arc::new(make().await)).await;
    fairness(make().await).await;
}

/// Priority overtakes, one for two; what kiosks report (cancelled, priority given later) counts.
async fn order(store: impl Store) {
    let elderly = || Some(PriorityClass::Elderly);
    let mut items: Vec<Item> = (1..=4).map(|n| ticket(n, 'B', None)).collect();
    items.extend([ticket(5, 'B', elderly()), ticket(6, 'B', elderly()), ticket(7, 'B', None), ticket(8, 'C', None)]);
    // In one batch with its ticket, and later.
    items.push(event(9, 3, TicketHappening::Cancelled));
    push(&store, items).await;
    push(&store, vec![event(10, 7, TicketHappening::Priority { class: PriorityClass::Pregnant })]).await;
    let noon = MORNING + 240 * MINUTE;
    let mut called = Vec::new();
    while let Some(label) = call(&store, 'B', noon).await {
        called.push(label);
    }
    assert_eq!(called, ["B1-005", "B1-001", "B1-002", "B1-006", "B1-004", "B1-007"]);
    assert_eq!(call(&store, 'Z', noon).await, None);
    // What happens after the call changes nothing.
    push(&store, vec![event(11, 5, TicketHappening::Cancelled)]).await;
    assert!(store.close_ticket(centre(), "B1-005".into(), noon).await.unwrap());
    assert!(!store.close_ticket(centre(), "B1-005".into(), noon).await.unwrap(), "once");
    assert!(!store.close_ticket(centre(), "C1-008".into(), noon).await.unwrap(), "not called yet");
    let page = store.changes_after(centre(), None, 100).await.unwrap();
    let topics: Vec<_> = page.changes.iter().map(|change| change.topic.clone()).collect();
    assert_eq!(topics.iter().filter(|topic| **topic == Topic::TicketCalled).count(), 6);
    assert_eq!(topics.last(), Some(&Topic::TicketClosed));
    assert_eq!(page.changes[0].data["label"], "B1-005");
    assert_eq!(page.changes[0].data["desk"], "3");
    // A snapshot tells the calls of the day, and of no other.
    let calls = async || {
        let page = store.snapshot(centre(), None, 100).await.unwrap();
        page.changes.iter().filter(|change| change.topic == Topic::TicketCalled).count()
    };
    assert_eq!(calls().await, 6);
    let mut tomorrow: TicketBody = serde_json::from_slice(ticket(12, 'B', None).body.as_bytes()).unwrap();
    tomorrow.service_day = "2026-11-24".into();
    push(&store, vec![item(12, ItemKind::Ticket, "psc.ticket@1", &tomorrow)]).await;
    assert_eq!(calls().await, 0);
}

/// How often priority overtakes is one word for all desks of a centre, and its setting is in the audit chain.
async fn fairness(store: impl Store) {
    let set =
        async |normal: u32| store.set_fairness(centre(), Fairness(normal), "manager-2".into(), MORNING).await.unwrap();
    assert!(!set(1).await, "a centre that nobody has heard of");
    let elderly = |n: u32| ticket(n, 'B', Some(PriorityClass::Elderly));
    let mut items: Vec<Item> = (1..=6).map(|n| ticket(n, 'B', None)).collect();
    items.extend((7..=10).map(elderly));
    push(&store, items).await;
    assert_eq!(store.fairness(centre()).await.unwrap(), None);
    let noon = MORNING + 240 * MINUTE;
    let calls = async |times: usize| {
        let mut called = Vec::new();
        for _ in 0..times {
            called.push(call(&store, 'B', noon).await.unwrap());
        }
        called
    };
    assert_eq!(
        calls(4).await,
        ["B1-007", "B1-001", "B1-002", "B1-008"],
        "two for one, unless the centre says otherwise"
    );
    assert!(set(1).await);
    assert_eq!(store.fairness(centre()).await.unwrap(), Some(Fairness(1)));
    assert_eq!(calls(4).await, ["B1-003", "B1-009", "B1-004", "B1-010"], "one for one");
    let rows = store.audit_after(centre(), 0, 10).await.unwrap();
    let said: Vec<_> = rows.iter().map(|row| row.entry.as_str()).collect();
    assert_eq!(said, [r#"{"event":"fairness","normal":1,"by":"manager-2"}"#]);
}

async fn lengths(store: impl Store) {
    let now = MORNING + 60 * MINUTE;
    assert_eq!(store.queue_lengths(centre(), now).await.unwrap(), []);
    let mut items: Vec<Item> = (1..=9).map(|n| ticket(n, 'B', None)).collect();
    items.push(ticket(10, 'A', None));
    push(&store, items).await;
    let figure = |queue, waiting, minutes| QueueChange { queue, waiting, minutes };
    assert_eq!(store.queue_lengths(centre(), now).await.unwrap(), [figure('A', 1, None), figure('B', 9, None)]);
    for n in 0..4 {
        call(&store, 'B', now + n * 6 * MINUTE).await.unwrap();
    }
    let later = now + 18 * MINUTE;
    assert_eq!(store.queue_lengths(centre(), later).await.unwrap(), [figure('A', 1, None), figure('B', 5, Some(30))]);
    let other = store.queue_lengths("duhok-1".parse().unwrap(), later).await.unwrap();
    assert_eq!(other, [], "each centre has its own");
    // The next morning nobody waits from yesterday, and nobody of yesterday is called.
    let tomorrow = MORNING + 24 * 60 * MINUTE;
    assert_eq!(store.queue_lengths(centre(), tomorrow).await.unwrap(), []);
    assert_eq!(call(&store, 'B', tomorrow).await, None);
}

/// Many desks at once: everybody is called by one desk.
async fn once<S: Store>(store: Arc<S>) {
    push(&*store, (1..=30).map(|n| ticket(n, 'B', (n % 4 == 0).then_some(PriorityClass::Infant))).collect()).await;
    let desks: Vec<_> = (0..6)
        .map(|_| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                let mut own = Vec::new();
                while let Some(label) = call(&*store, 'B', MORNING + 60 * MINUTE).await {
                    own.push(label);
                }
                own
            })
        })
        .collect();
    let mut all = Vec::new();
    for desk in desks {
        all.extend(desk.await.unwrap());
    }
    all.sort();
    assert_eq!(all, (1..=30).map(|n| format!("B1-{n:03}")).collect::<Vec<_>>());
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
}
