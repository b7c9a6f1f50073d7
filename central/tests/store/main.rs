//! One suite that every store must pass, run on SQLite and on PostgreSQL. A further store only adds a test
//! that hands its own maker to [`suite`].
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod appointments;
mod calls;
mod changes;
#[path = "../cluster/mod.rs"]
mod cluster;
mod commands;
mod custody;
mod fixture;
mod offers;
mod registry;
mod restored;
mod work;

use std::sync::Arc;

use fixture::{push, request, sender, ticket};
use kiosk_central::store::Store;
use kiosk_central::store::any::{Address, AnyStore};
use kiosk_central::store::postgres::{ConnectError, PostgresStore};
use kiosk_central::store::sqlite::SqliteStore;
use kiosk_central::store::work::Work as _;
use kiosk_protocol::ItemStatus;

/// Runs everything, each part on a fresh store.
async fn suite<S: Store>(make: impl AsyncFn() -> S) {
    custody::idempotent(make().await).await;
    custody::quarantine(make().await).await;
    custody::texts(make().await).await;
    custody::gaps(make().await).await;
    custody::centres_are_apart(make().await).await;
    changes::pages(make().await, make().await).await;
    changes::cases(make().await).await;
    custody::labels(make().await).await;
    custody::export(make().await).await;
    work::work(make().await).await;
    work::remedies(make().await).await;
    work::audit(make().await).await;
    changes::snapshots(make().await, make().await).await;
    registry::figures(make().await).await;
    registry::registry(make().await).await;
    commands::commands(make().await).await;
    calls::calls(make().await).await;
    offers::offers(make().await).await;
    appointments::appointments(make().await).await;
    custody::many_at_once(Arc::new(make().await)).await;
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
    serializable(&cluster).await;
    reopening(&cluster.database().parse().unwrap()).await;
    let url = cluster.database();
    restored::restored(&url.parse().unwrap(), || cluster.copy(&url).parse().unwrap()).await;
    older_database(&cluster, &cluster.database()).await;
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

/// Distributed databases are serializable by default: there whoever meets another in a centre is refused with 40001 and
/// tries again, and nobody outside hears of it.
async fn serializable(cluster: &cluster::Cluster) {
    let database = || {
        let url = cluster.database();
        let name = cluster.sql(&url, "select current_database()");
        cluster.sql(&url, &format!("alter database {name} set default_transaction_isolation = 'serializable'"));
        url
    };
    custody::many_at_once(Arc::new(PostgresStore::open(&database()).await.unwrap())).await;
    let url = database();
    servers_side_by_side(&url).await;
    // They did meet: without that this would have shown nothing.
    let undone = || cluster.sql(&url, "select xact_rollback from pg_stat_database where datname = current_database()");
    for _ in 0..100 {
        if undone().parse::<u64>().unwrap() > 10 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("only {} transactions were refused: the database is not serializable", undone());
}

/// What waited for the worker before an update waits on after it.
async fn older_database(cluster: &cluster::Cluster, url: &str) {
    let steps = [
        include_str!("../../src/store/postgres/migrations/0001_custody.sql"),
        include_str!("../../src/store/postgres/migrations/0002_work.sql"),
        include_str!("../../src/store/postgres/migrations/0003_registry.sql"),
        include_str!("../../src/store/postgres/migrations/0004_audit.sql"),
        include_str!("../../src/store/postgres/migrations/0005_serving.sql"),
        include_str!("../../src/store/postgres/migrations/0006_appointment.sql"),
    ];
    for step in steps {
        cluster.sql(url, step);
    }
    cluster.sql(
        url,
        "create table schema_step (step integer primary key, at_ms bigint not null);
         insert into schema_step select n, 0 from generate_series(1, 6) n;
         insert into meta (one, epoch) values (1, 'e');
         insert into item (centre_id, id, device_id, device_seq, kind, schema, created_ms, clock_trusted, digest, body,
                           received_ms, server_seq, checked_ms, quarantine)
           select 'erbil', ('00000000-0000-7000-8000-00000000000' || n)::uuid, '00000000-0000-7000-8000-000000000000', n,
                  'ticket', 's', 0, true, decode(repeat('00', 32), 'hex'), '', 0, n,
                  case n when 2 then 5 end, case n when 3 then 'unseal_failed' end
           from generate_series(1, 3) n",
    );
    let store = PostgresStore::open(url).await.unwrap();
    let waits: Vec<_> = store.unchecked(10).await.unwrap().iter().map(|kept| kept.server_seq).collect();
    assert_eq!(waits, [1]);
}

async fn newer_database(cluster: &cluster::Cluster, url: &str) {
    drop(PostgresStore::open(url).await.unwrap());
    cluster.sql(url, "insert into schema_step values (999, 0)");
    assert!(matches!(PostgresStore::open(url).await, Err(ConnectError::Newer { found: 999, .. })));
    let nobody = PostgresStore::open(&url.replace("user=central", "user=nobody")).await;
    assert!(matches!(nobody, Err(ConnectError::Database(_))));
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    reopening(&folder.path().join("central.db").into()).await;
}

#[tokio::test]
async fn a_database_that_was_put_back_from_a_copy() {
    let folder = tempfile::tempdir().unwrap();
    let (path, copy) = (folder.path().join("central.db"), folder.path().join("copy.db"));
    let address = path.clone().into();
    restored::restored(&address, || {
        std::fs::copy(&path, &copy).unwrap();
        copy.clone().into()
    })
    .await;
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
