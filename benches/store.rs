//! How long a citizen waits for the commit: one submission of 8 KB with its ticket, receipt and print jobs.

#![allow(clippy::unwrap_used, missing_docs)]

use criterion::{Criterion, criterion_group, criterion_main};
use jiff::tz::TimeZone;
use kiosk::store::{NewSubmission, Store, StoreOptions};
use kiosk::ticket::{QueueLetter, Slot};
use kiosk_protocol::{ItemResult, ItemStatus};
use zeroize::Zeroizing;

fn submission() -> NewSubmission {
    NewSubmission {
        service: "civ.birth".into(),
        schema: "civ.birth@1".into(),
        queue: QueueLetter::new('B').unwrap(),
        private: false,
        language: "ckb".into(),
        body: Zeroizing::new(vec![b'x'; 8192]),
        with_ticket: true,
    }
}

fn store(c: &mut Criterion) {
    // On the disk of the build, not on a tmpfs: the wait is that of the fsync.
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let zone = TimeZone::get("Asia/Baghdad").unwrap();
    let options = StoreOptions::new(dir.path(), "bench".parse().unwrap(), Slot::new('1').unwrap(), zone);
    let (store, _) = Store::open(options).unwrap();
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
    targets = store
}
criterion_main!(benches);
