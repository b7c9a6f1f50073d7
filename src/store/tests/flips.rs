//! Bits that flip on the disk: in a body that waits, in what seals it, and anywhere.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::PathBuf;

use kiosk_protocol::{DeviceId, ItemKind, ItemResult, ItemStatus, ResultCode};
use rand::RngExt as _;

use super::*;

/// A place with copies of its database in a folder beside it.
fn with_copies() -> (Place, TempDir) {
    let copies = tempfile::tempdir().unwrap();
    let mut place = Place::new();
    place.limits.backup_dir = Some(copies.path().to_owned());
    (place, copies)
}

fn change(place: &Place, sql: &str) {
    assert_eq!(place.look().execute(sql, []).unwrap(), 1, "{sql}");
}

fn audited(place: &Place, word: &str) -> i64 {
    number(&place.look(), &format!("select count(*) from audit where event like '%\"event\":\"{word}\"%'"))
}

/// Changes of one column that keep its type: SQLite sees nothing in them.
const FLIPS: [&str; 5] = [
    "body = cast(x'ff' || substr(body, 2) as blob)",
    "digest = cast(x'ff' || substr(digest, 2) as blob)",
    "seal = replace(seal, 'enc', 'eoc')",
    "schema = 'civ.berth@1'",
    "id = cast(substr(id, 1, 15) || x'ff' as blob)",
];

#[test]
fn what_waits_and_was_altered_is_taken_from_the_copy_before_it_is_pushed() {
    for flip in FLIPS {
        let (place, _copies) = with_copies();
        let store = place.open();
        store.submit(submission(b"first", false)).wait().unwrap();
        let done = store.submit(submission(b"second", false)).wait().unwrap();
        store.rest().wait().unwrap();
        change(&place, &format!("update outbox set {flip} where device_seq = 2"));
        let due = store.due(10, usize::MAX).wait().unwrap();
        assert_eq!(due.items.len(), 2, "{flip}");
        assert_eq!(due.items[1].id, done.id, "{flip}");
        assert!(due.items[1].is_intact(), "{flip}");
        assert_eq!(opened(&store, &due.items[1]), b"second", "{flip}");
        assert_eq!((audited(&place, "mended"), audited(&place, "altered")), (1, 0), "{flip}");
        let settled = store.settle(&custody::accepted(&due)).wait().unwrap();
        assert_eq!(settled.custody, 2, "{flip}");
        assert!(store.check().wait().unwrap().sound, "{flip}");
        store.verify_audit().wait().unwrap();
    }
}

#[test]
fn an_altered_digest_needs_no_copy() {
    let place = Place::new();
    let store = place.open();
    store.submit(submission(b"whole", false)).wait().unwrap();
    change(&place, &format!("update outbox set {}", FLIPS[1]));
    let due = store.due(10, usize::MAX).wait().unwrap();
    assert!(due.items[0].is_intact());
    assert_eq!(opened(&store, &due.items[0]), b"whole");
    assert_eq!(audited(&place, "mended"), 1);
}

#[test]
fn what_no_copy_has_goes_to_central_as_it_is_and_is_told_once() {
    let place = Place::new();
    let store = place.open();
    let done = store.submit(submission(b"altered", false)).wait().unwrap();
    store.submit(submission(b"behind it", false)).wait().unwrap();
    change(&place, &format!("update outbox set {} where device_seq = 1", FLIPS[0]));
    for _ in 0..3 {
        let due = store.due(10, usize::MAX).wait().unwrap();
        assert_eq!(due.items.len(), 2, "it holds nothing up");
        assert!(!due.items[0].is_intact() && due.items[1].is_intact());
        assert_eq!(due.items[0].reference, Some(done.reference.to_string()), "so that it is found in quarantine");
    }
    assert_eq!((audited(&place, "mended"), audited(&place, "altered")), (0, 1));
}

#[test]
fn a_copy_is_never_renewed_with_what_was_altered() {
    let (place, copies) = with_copies();
    let store = place.open();
    store.submit(submission(b"whole", false)).wait().unwrap();
    store.rest().wait().unwrap();
    change(&place, &format!("update outbox set {}", FLIPS[0]));
    // Two more copies: both that are kept were made after the flip.
    for _ in 0..2 {
        store.issue_ticket(wanted('A')).wait().unwrap();
        store.rest().wait().unwrap();
    }
    for name in ["kiosk.db", "kiosk.db.1"] {
        let copy = Connection::open(copies.path().join(name)).unwrap();
        let (body, digest): (Vec<u8>, [u8; 32]) = copy
            .query_row("select body, digest from outbox where device_seq = 1", [], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        assert_eq!(Digest::of(&body).as_bytes(), &digest, "{name}");
    }
    assert_eq!(audited(&place, "mended"), 1);
}

#[test]
fn an_altered_document_is_taken_from_the_copy() {
    let (place, _copies) = with_copies();
    let store = place.open();
    let documents = vec![Zeroizing::new(noise(5, 9000))];
    store.submit(NewSubmission { documents, ..submission(b"with a document", false) }).wait().unwrap();
    store.rest().wait().unwrap();
    let due = store.due(10, usize::MAX).wait().unwrap();
    store.settle(&custody::accepted(&due)).wait().unwrap();
    change(&place, "update outbox_blob set body = cast(x'ff' || substr(body, 2) as blob)");
    let blob = store.blob_due().wait().unwrap().unwrap();
    // Central has all its bytes and finds that they are not what their name says.
    store.blob_settle(blob.sha256, BlobOutcome::Refused("digest_mismatch".into())).wait().unwrap();
    assert_eq!(store.blob_due().wait().unwrap(), Some(BlobDue { offset: 0, ..blob }));
    let bytes = store.blob_part(blob.sha256, 0, usize::MAX >> 1).wait().unwrap();
    assert_eq!(Digest::of(&bytes), blob.sha256);
    assert_eq!(audited(&place, "document_mended"), 1);
}

/// Central, as far as this matters: what opens is a request, the rest stands in quarantine.
#[derive(Default)]
struct Central {
    whole: HashMap<ItemId, Vec<u8>>,
    /// By number and by reference.
    quarantine: HashSet<(u64, Option<String>)>,
    seen: HashSet<u64>,
}

impl Central {
    fn take(&mut self, store: &Store, item: &Item) -> ItemResult {
        self.seen.insert(item.device_seq.get());
        let device = store.device();
        let context = SealContext { id: item.id, schema: &item.schema, centre: &device.centre, device: device.id };
        let open = |seal| seal::open(&context, seal, item.body.as_bytes(), &[secret()]).ok();
        match item.seal.as_ref().and_then(open) {
            Some(plain) if item.is_intact() => {
                self.whole.insert(item.id, plain.to_vec());
                ItemResult::new(item.id, ItemStatus::Accepted)
            }
            // A request that has lost its seal is read as a form and is none.
            _ if item.seal.is_none() && item.kind != ItemKind::Request && item.is_intact() => {
                ItemResult::new(item.id, ItemStatus::Accepted)
            }
            _ => {
                self.quarantine.insert((item.device_seq.get(), item.reference.clone()));
                ItemResult::because(item.id, ItemStatus::Quarantined, ResultCode::UnsealFailed)
            }
        }
    }

    /// The numbers that it misses.
    fn missing(&self) -> Vec<u64> {
        let highest = self.seen.iter().max().copied().unwrap_or(0);
        (1..highest).filter(|n| !self.seen.contains(n)).collect()
    }
}

struct Made {
    id: ItemId,
    seq: u64,
    reference: String,
    body: Vec<u8>,
}

/// A database with requests of which the first are in custody, closed; and what waits in it.
fn filled(place: &Place, device: DeviceId) -> Vec<Made> {
    let store = Store::open(StoreOptions { device: Some(device), ..place.options() }).unwrap().0;
    let mut made = Vec::new();
    for n in 0..24_u64 {
        let body = noise(n, 300 + 211 * n as usize);
        let done = store.submit(submission(&body, n % 2 == 0)).wait().unwrap();
        if n == 3 {
            let due = store.due(100, usize::MAX).wait().unwrap();
            store.settle(&custody::accepted(&due)).wait().unwrap();
            made.clear();
        }
        let seq = store.outbox_show(done.id).wait().unwrap().device_seq.get();
        if n > 3 {
            made.push(Made { id: done.id, seq, reference: done.reference.to_string(), body });
        }
    }
    store.rest().wait().unwrap();
    made
}

/// One byte anywhere in the file, a hundred times, with copies and without.
#[test]
fn of_a_hundred_flipped_bytes_none_loses_a_request_unnoticed() {
    let device = DeviceId(ItemId::new(1, [4; 10]).0);
    let (origin, copies) = with_copies();
    let made = filled(&origin, device);
    let file = fs::read(origin.path()).unwrap();
    let mut rng = StdRng::seed_from_u64(20_261_127);
    let mut fates = HashMap::<&str, usize>::new();
    for n in 0..100 {
        let (at, bit) = (rng.random_range(0..file.len()), rng.random_range(0..8));
        let copied = n % 2 == 0;
        let what = format!("flip {n}: bit {bit} of byte {at} (page {}), copies: {copied}", at / 4096 + 1);
        let mut place = Place::new();
        place.limits.backup_dir = copied.then(|| copies.path().to_owned());
        let mut flipped = file.clone();
        flipped[at] ^= 1 << bit;
        fs::write(place.path(), &flipped).unwrap();
        let options = StoreOptions { device: Some(device), ..place.options() };
        let (store, report) = Store::open(options).unwrap_or_else(|error| panic!("{what}: {error}"));
        // Life goes on, and the file is checked in the week that follows.
        store.issue_ticket(wanted('A')).wait().unwrap_or_else(|error| panic!("{what}: {error}"));
        store.check().wait().unwrap_or_else(|error| panic!("{what}: {error}"));
        let mut central = Central::default();
        let mut rounds = 0;
        loop {
            let due = store.due(10, usize::MAX).wait().unwrap_or_else(|error| panic!("{what}: {error}"));
            if due.items.is_empty() {
                break;
            }
            let results: Vec<_> = due.items.iter().map(|item| central.take(&store, item)).collect();
            store.settle(&results).wait().unwrap_or_else(|error| panic!("{what}: {error}"));
            rounds += 1;
            assert!(rounds < 20, "{what}: the same is pushed for ever");
        }
        let recovered = report.recovered.as_ref();
        let anew = recovered.is_some_and(|recovery| !recovery.same_device);
        for request in &made {
            let fate = if let Some(body) = central.whole.get(&request.id) {
                assert_eq!(body, &request.body, "{what}");
                "whole"
            } else if central
                .quarantine
                .iter()
                .any(|(seq, reference)| *seq == request.seq || reference.as_ref() == Some(&request.reference))
            {
                "in quarantine"
            } else if central.missing().contains(&request.seq) {
                "named as missing"
            } else if recovered.is_some_and(|recovery| recovery.unreadable > 0 || anew) {
                assert!(recovered.unwrap().kept.exists(), "{what}");
                "in the file that is kept aside"
            } else {
                panic!("{what}: request {} is lost without a word", request.seq)
            };
            assert!(fate == "whole" || !copied, "{what}: {fate} although a copy has it");
            *fates.entry(fate).or_default() += 1;
        }
        store.verify_audit().wait().ok();
        drop(store);
        let again = StoreOptions { device: Some(device), ..place.options() };
        Store::open(again).unwrap_or_else(|error| panic!("{what}: at the next start: {error}"));
    }
    assert!(fates["whole"] > 95 * made.len(), "{fates:?}");
    assert!(fates.len() > 1, "no flip has met a request: {fates:?}");
}

#[test]
fn damage_that_only_the_weekly_check_sees_is_salvaged_at_the_next_start() {
    let place = Place::new();
    let store = place.open();
    let done = store.submit(submission(b"carried over", false)).wait().unwrap();
    drop(store);
    assert!(!place.dir.path().join("damaged").exists());
    // As the weekly check leaves it.
    fs::write(place.dir.path().join("damaged"), b"").unwrap();
    let (store, report) = place.open_with_report();
    assert!(report.recovered.is_some());
    assert_eq!(store.due(10, usize::MAX).wait().unwrap().items[0].id, done.id);
    drop(store);
    let (_store, report) = place.open_with_report();
    assert!(report.recovered.is_none(), "once");
    let kept: Vec<PathBuf> = recover::kept_aside(place.dir.path()).unwrap();
    assert_eq!(kept.len(), 1);
}

#[test]
fn an_index_that_does_not_fit_its_rows_is_made_anew() {
    let place = Place::new();
    let store = place.open();
    store.submit(submission(b"one", false)).wait().unwrap();
    let due = store.due(10, usize::MAX).wait().unwrap();
    drop(store);
    // The row says that it was delivered, the index that it waits: a bit of the row has flipped.
    let conn = place.look();
    conn.execute_batch(
        "pragma writable_schema = on;
         create table aside as select sql from sqlite_schema where name = 'outbox_due';
         update sqlite_schema set sql = 'create index outbox_due on outbox(kind)' where name = 'outbox_due';",
    )
    .unwrap();
    drop(conn);
    let conn = place.look();
    conn.execute("update outbox set state = 1", []).ok();
    conn.execute_batch(
        "pragma writable_schema = on;
         update sqlite_schema set sql = (select sql from aside) where name = 'outbox_due'; drop table aside;",
    )
    .unwrap();
    drop(conn);
    let store = place.open();
    for _ in 0..3 {
        let due = store.due(10, usize::MAX).wait().unwrap();
        store.settle(&custody::accepted(&due)).wait().unwrap();
    }
    assert!(store.due(10, usize::MAX).wait().unwrap().items.is_empty(), "it is not pushed for ever");
    assert!(store.check().wait().unwrap().sound);
    assert_eq!(store.outbox_show(due.items[0].id).wait().unwrap().state, OutboxState::Custody);
}
