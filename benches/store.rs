//! How long a citizen waits for the commit: one submission of 8 KB, sealed, with its ticket, receipt and print jobs; and whether a
//! million delivered rows make that any slower (goal: at most 1.2 times the wait beside a thousand, in one run).

#![allow(clippy::unwrap_used, missing_docs)]

use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use jiff::tz::TimeZone;
use kiosk::store::{NewSubmission, Store, StoreOptions};
use kiosk::ticket::{QueueLetter, Slot};
use kiosk_protocol::{ItemResult, ItemStatus};
use zeroize::Zeroizing;

#[path = "../tests/seal_keys/mod.rs"]
mod seal_keys;

fn submission() -> NewSubmission {
    NewSubmission {
        service: "civ.birth".into(),
        schema: "civ.birth@1".into(),
        queue: QueueLetter::new('B').unwrap(),
        private: false,
        language: "ckb".into(),
        // Bytes that sealing does not make smaller.
        body: Zeroizing::new(
            (0..1024_u64).flat_map(|n| (n + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15).to_le_bytes()).collect(),
        ),
        documents: Vec::new(),
        with_ticket: true,
    }
}

fn open(dir: &Path) -> Store {
    let zone = TimeZone::get("Asia/Baghdad").unwrap();
    let mut options = StoreOptions::new(dir, "bench".parse().unwrap(), Slot::new('1').unwrap(), zone);
    options.seal_keys = seal_keys::seal_keys();
    Store::open(options).unwrap().0
}

/// A store in which so many items were delivered long ago, written past the program: through it a million would take an
/// hour. The rows are what the program leaves of an item.
fn delivered(dir: &Path, rows: u32) -> Store {
    drop(open(dir));
    let conn = rusqlite::Connection::open(dir.join("kiosk.db")).unwrap();
    conn.execute(
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < ?1)
         insert into outbox(device_seq, id, lane, kind, schema, ref, created_ms, boot_id, mono_ms, clock_trusted, digest,
                            size, state, attempts, custody_ms, server_seq)
         select i, randomblob(16), i % 2, iif(i % 2, 'request', 'ticket'), 'civ.birth@1', null, 1700000000000 + i,
                'boot', i, 1, randomblob(32), 8192, 1, 1, 1700000000000 + i, i from n",
        [rows],
    )
    .unwrap();
    conn.execute("update device set next_seq = ?1", [rows + 1]).unwrap();
    conn.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(())).unwrap();
    drop(conn);
    open(dir)
}

fn beside_delivered(c: &mut Criterion) {
    let mut group = c.benchmark_group("submit 8 KB beside delivered rows");
    for rows in [1_000, 1_000_000] {
        let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let store = delivered(dir.path(), rows);
        group.bench_function(rows.to_string(), |b| b.iter(|| store.submit(submission()).wait().unwrap()));
    }
    group.finish();
}

fn store(c: &mut Criterion) {
    // On the disk of the build, not on a tmpfs: the wait is that of the fsync.
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let store = open(dir.path());
    c.bench_function("submit 8 KB with a ticket", |b| {
        b.iter(|| store.submit(submission()).wait().unwrap());
    });
    c.bench_function("take 100 queued items and settle them", |b| {
        b.iter_batched(
            || {
                for _ in 0..50 {
                    store.submit(submission()).wait().unwrap();
                }
            },
            |()| {
                let due = store.due(100, usize::MAX).wait().unwrap();
                let results: Vec<_> =
                    due.items.iter().map(|item| ItemResult::new(item.id, ItemStatus::Accepted)).collect();
                store.settle(&results).wait().unwrap()
            },
            criterion::BatchSize::PerIteration,
        );
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = store, beside_delivered
}
criterion_main!(benches);
