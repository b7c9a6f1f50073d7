//! Damaged files.

use std::collections::HashSet;
use std::io::{Seek, SeekFrom, Write};
use std::time::Duration;

use super::*;

fn overwrite(path: &Path, at: u64, bytes: &[u8]) {
    let mut file = std::fs::OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(bytes).unwrap();
    file.sync_all().unwrap();
}

/// The sealed bodies that wait, by number.
fn bodies(store: &Store) -> Vec<Vec<u8>> {
    let due = store.due(1000, usize::MAX).wait().unwrap();
    due.items.iter().map(|item| item.body.as_bytes().to_vec()).collect()
}

/// Where 400 bytes of a body lie together in a file: a large one goes over several pages.
fn place_of(path: &Path, body: &[u8]) -> u64 {
    let bytes = std::fs::read(path).unwrap();
    let find = |part: &[u8]| bytes.windows(part.len()).position(|window| window == part);
    body.chunks_exact(400).find_map(find).unwrap() as u64
}

/// The page numbers of a table's tree, inner pages first.
fn pages(conn: &Connection, table: &str) -> Vec<u64> {
    // `dbstat` is not built in; the root is known, and the file is walked from there: an inner table page (type 5) lists
    // its children in cells.
    let root: u64 = number(conn, &format!("select rootpage from sqlite_schema where name = '{table}'")) as u64;
    vec![root]
}

#[test]
fn a_destroyed_header_starts_anew_with_unique_numbers() {
    let place = Place::new();
    let (store, before) = place.open_with_report();
    for _ in 0..3 {
        store.submit(submission(b"gone", true)).wait().unwrap();
    }
    drop(store);
    overwrite(&place.path(), 0, &[0xAA; 4096]);
    let damaged = std::fs::read(place.path()).unwrap();
    let (store, report) = place.open_with_report();
    let recovery = report.recovered.unwrap();
    assert_eq!(std::fs::read(&recovery.kept).unwrap(), damaged, "kept as it was");
    assert!(recovery.kept.file_name().unwrap().to_str().unwrap().starts_with("kiosk.db.corrupt-20261123T060000Z"));
    assert!(!recovery.same_device);
    assert_eq!((recovery.incarnation, recovery.outbox), (2, 0));
    assert_ne!(report.device.id, before.device.id, "a sequence that cannot be read needs another identity");
    let label = store.issue_ticket(wanted('B')).wait().unwrap().ticket.label.to_string();
    assert_eq!(label, "B3-1001");
    drop(store);
    // And once more on the same day.
    overwrite(&place.path(), 0, &[0xAA; 4096]);
    let (store, report) = place.open_with_report();
    assert_eq!(report.recovered.unwrap().incarnation, 3);
    assert_eq!(store.issue_ticket(wanted('B')).wait().unwrap().ticket.label.to_string(), "B3-2001");
    place.at("2026-11-24T09:00:00+03:00");
    assert_eq!(store.issue_ticket(wanted('B')).wait().unwrap().ticket.label.to_string(), "B3-001", "the next day");
    store.verify_audit().wait().unwrap();
}

#[test]
fn what_can_be_read_is_carried_over() {
    let place = Place::new();
    let (store, before) = place.open_with_report();
    let mut made = Vec::new();
    for n in 0..40_u8 {
        made.push(store.submit(submission(&noise(n.into(), 3000), true)).wait().unwrap());
    }
    let old_labels: HashSet<_> = made.iter().map(|done| done.ticket.clone().unwrap().label).collect();
    // Central has the first five tickets.
    store.settle(&custody::accepted(&store.due(5, 1 << 20).wait().unwrap())).wait().unwrap();
    drop(store);
    // An index is wrecked: the tables are whole, but quick_check will not have it.
    let conn = place.look();
    let root = pages(&conn, "print_job_state")[0];
    drop(conn);
    overwrite(&place.path(), (root - 1) * 4096, &[0xFF; 4096]);
    let (store, report) = place.open_with_report();
    let recovery = report.recovered.unwrap();
    assert!(recovery.same_device);
    assert_eq!(report.device.id, before.device.id);
    assert_eq!(report.device.incarnation, 2);
    assert_eq!((recovery.outbox, recovery.tickets), (75, 40));
    let due = store.due(1000, usize::MAX).wait().unwrap();
    assert_eq!(due.items.len(), 75);
    assert!(due.items.iter().all(Item::is_intact));
    let ids: HashSet<_> = due.items.iter().map(|item| item.id).collect();
    assert!(made.iter().all(|done| ids.contains(&done.id)), "every request by its id");
    assert_eq!(due.first_seq.get(), 2, "the sequence goes on where it was");
    // The next item and the next ticket clash with nothing.
    let next = store.submit(submission(b"x", true)).wait().unwrap();
    let ticket = next.ticket.unwrap();
    assert_eq!(ticket.label.to_string(), "B3-1001");
    assert!(!old_labels.contains(&ticket.label));
    assert_eq!(number(&place.look(), "select max(device_seq) from outbox"), 82);
    // Receipts can still be printed.
    assert_eq!(store.unproven().wait().unwrap().len(), 82);
    assert!(store.status(&made[0].reference).wait().unwrap().is_some());
    store.verify_audit().wait().unwrap();
}

#[test]
fn a_hole_in_the_outbox_costs_only_what_is_in_it() {
    let place = Place::new();
    let store = place.open();
    for n in 0..60_u8 {
        store.submit(submission(&noise(n.into(), 900), false)).wait().unwrap();
    }
    let bodies = bodies(&store);
    drop(store);
    // Wreck one leaf of the outbox: the page that holds the body of the thirtieth.
    let at = place_of(&place.path(), &bodies[30]);
    overwrite(&place.path(), (at / 4096) * 4096, &[0xFF; 4096]);
    let (store, report) = place.open_with_report();
    let recovery = report.recovered.unwrap();
    assert!(recovery.same_device);
    assert!(recovery.unreadable > 0);
    assert!((50..60).contains(&recovery.outbox), "{recovery:?}");
    let due = store.due(1000, usize::MAX).wait().unwrap();
    assert_eq!(due.items.len() as u64, recovery.outbox);
    assert!(due.items.iter().all(Item::is_intact));
    // What is lost is a hole in the sequence, which central sees.
    assert_eq!(number(&place.look(), "select next_seq from device"), 61);
}

#[test]
fn an_altered_body_is_carried_over_for_central_to_keep_in_quarantine() {
    let place = Place::new();
    let store = place.open();
    for n in 0..10_u8 {
        store.submit(submission(&noise(n.into(), 20_000), false)).wait().unwrap();
    }
    let bodies = bodies(&store);
    drop(store);
    overwrite(&place.path(), place_of(&place.path(), &bodies[7]) + 50, b"altered");
    let root = pages(&place.look(), "print_job_state")[0];
    overwrite(&place.path(), (root - 1) * 4096, &[0xFF; 4096]);
    let (store, report) = place.open_with_report();
    let recovery = report.recovered.unwrap();
    assert_eq!((recovery.outbox, recovery.unreadable), (10, 1));
    let items = store.due(1000, usize::MAX).wait().unwrap().items;
    let intact: Vec<_> = items.iter().map(Item::is_intact).collect();
    assert_eq!(intact, (0..10).map(|n| n != 7).collect::<Vec<_>>());
    assert!(items[7].reference.is_some(), "whoever holds the receipt finds it at central");
    assert_eq!(number(&place.look(), "select count(*) from audit where event like '%\"altered\"%'"), 1);
}

#[test]
fn all_three_files_are_kept_and_the_log_is_read() {
    let place = Place::new();
    let store = place.open();
    store.submit(submission(b"in the log", true)).wait().unwrap();
    // As after a power cut: the log has not been written back.
    let dead = Place { dir: tempfile::tempdir().unwrap(), ..Place::new() };
    for name in ["kiosk.db", "kiosk.db-wal", "kiosk.db-shm"] {
        std::fs::copy(place.dir.path().join(name), dead.dir.path().join(name)).unwrap();
    }
    // The database file itself is empty as yet; all is in the log. A broken index is put through a raw connection.
    let conn = dead.look();
    conn.execute_batch(
        "pragma writable_schema = on; update sqlite_schema set rootpage = 2 where name = 'print_job_state'",
    )
    .unwrap();
    conn.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).unwrap();
    drop(conn);
    assert!(dead.dir.path().join("kiosk.db-wal").exists());
    let (store, report) = dead.open_with_report();
    let recovery = report.recovered.unwrap();
    assert!(recover::wal_of(&recovery.kept).exists());
    assert_eq!(recovery.outbox, 2);
    let due = store.due(10, 1 << 20).wait().unwrap();
    assert_eq!(opened(&store, &due.items[1]), b"in the log");
}

#[test]
fn a_recovery_that_was_cut_short_is_taken_up_again() {
    let place = Place::new();
    let store = place.open();
    let done = store.submit(submission(b"precious", false)).wait().unwrap();
    drop(store);
    // The old file has been kept aside, the new one has its tables, and then the power went.
    std::fs::rename(place.path(), place.dir.path().join("kiosk.db.corrupt-20261123T050000Z")).unwrap();
    let mut conn = place.look();
    migrate::migrate(&mut conn, migrate::STEPS).unwrap();
    drop(conn);
    let (store, report) = place.open_with_report();
    assert_eq!(report.recovered.unwrap().outbox, 1);
    assert_eq!(store.due(10, 1 << 20).wait().unwrap().items[0].id, done.id);
}

#[test]
fn a_log_without_its_database_is_kept() {
    let place = Place::new();
    std::fs::write(recover::wal_of(&place.path()), b"something").unwrap();
    let (_store, report) = place.open_with_report();
    let kept = report.recovered.unwrap().kept;
    assert_eq!(std::fs::read(recover::wal_of(&kept)).unwrap(), b"something");
}

/// Wrecks an index: the tables are whole, but the check of a start will not have it.
fn wreck_an_index(place: &Place) {
    let root = pages(&place.look(), "print_job_state")[0];
    overwrite(&place.path(), (root - 1) * 4096, &[0xFF; 4096]);
}

#[test]
fn what_is_in_custody_is_carried_over_and_forgotten_in_time() {
    let mut place = Place::new();
    place.limits.keep_delivered = Duration::from_secs(10 * 86_400);
    let store = place.open();
    let done = store.submit(submission(b"delivered", true)).wait().unwrap();
    for job in &done.jobs {
        store.job_sent(*job).wait().unwrap();
        store.job_ended(*job, JobEnding::Proven).wait().unwrap();
    }
    store.settle(&custody::accepted(&store.due(10, 1 << 20).wait().unwrap())).wait().unwrap();
    drop(store);
    wreck_an_index(&place);
    let (store, report) = place.open_with_report();
    assert_eq!(report.recovered.unwrap().outbox, 0);
    let status = store.status(&done.reference).wait().unwrap().unwrap();
    assert_eq!(status.outbox, Some(OutboxState::Custody), "the citizen hears that it is delivered");
    assert!(store.due(10, 1 << 20).wait().unwrap().items.is_empty());
    place.clock.advance(Duration::from_secs(11 * 86_400));
    store.trust_clock(true).wait().unwrap();
    store.rest().wait().unwrap();
    // The damaged file itself waits for central by now.
    for table in ["outbox where kind <> 'damaged_store'", "request", "ticket", "print_job"] {
        assert_eq!(number(&place.look(), &format!("select count(*) from {table}")), 0, "{table}");
    }
}

#[test]
fn with_a_new_identity_what_was_delivered_has_no_number_of_it() {
    let place = Place::new();
    let store = place.open();
    let delivered = store.submit(submission(b"delivered", false)).wait().unwrap();
    store.settle(&custody::accepted(&store.due(10, 1 << 20).wait().unwrap())).wait().unwrap();
    let waits = store.submit(submission(b"waits", false)).wait().unwrap();
    drop(store);
    place.look().execute("delete from device", []).unwrap();
    wreck_an_index(&place);
    let (store, report) = place.open_with_report();
    assert!(!report.recovered.unwrap().same_device);
    assert_eq!(store.outbox_show(waits.id).wait().unwrap().device_seq.get(), 1);
    let shown = store.outbox_show(delivered.id).wait().unwrap();
    assert_eq!((shown.state, shown.device_seq.get()), (OutboxState::Custody, 1));
    let next = store.submit(submission(b"next", false)).wait().unwrap();
    assert_eq!(store.outbox_show(next.id).wait().unwrap().device_seq.get(), 2);
}

#[test]
fn what_was_carried_over_without_its_item_is_forgotten_too() {
    let mut place = Place::new();
    place.limits.keep_delivered = Duration::from_secs(10 * 86_400);
    let store = place.open();
    let done = store.submit(submission(b"its item is lost", true)).wait().unwrap();
    for job in &done.jobs {
        store.job_sent(*job).wait().unwrap();
        store.job_ended(*job, JobEnding::Proven).wait().unwrap();
    }
    place.look().execute("delete from outbox", []).unwrap();
    store.trust_clock(true).wait().unwrap();
    store.rest().wait().unwrap();
    assert_eq!(number(&place.look(), "select count(*) from request"), 1, "not before its time");
    place.clock.advance(Duration::from_secs(12 * 86_400));
    store.rest().wait().unwrap();
    for table in ["request", "ticket", "print_job"] {
        assert_eq!(number(&place.look(), &format!("select count(*) from {table}")), 0, "{table}");
    }
}

#[test]
fn an_altered_body_is_carried_over_from_the_copy() {
    let copies = tempfile::tempdir().unwrap();
    let mut place = Place::new();
    place.limits.backup_dir = Some(copies.path().to_owned());
    let store = place.open();
    for n in 0..4_u8 {
        store.submit(submission(&noise(n.into(), 20_000), false)).wait().unwrap();
    }
    store.rest().wait().unwrap();
    let bodies = bodies(&store);
    drop(store);
    overwrite(&place.path(), place_of(&place.path(), &bodies[2]) + 50, b"altered");
    wreck_an_index(&place);
    let (store, report) = place.open_with_report();
    assert_eq!(report.recovered.unwrap().outbox, 4);
    let due = store.due(10, usize::MAX).wait().unwrap();
    assert!(due.items.iter().all(Item::is_intact));
    assert_eq!(opened(&store, &due.items[2]), noise(2, 20_000));
}

#[test]
fn damaged_files_and_old_copies_go_when_nothing_of_them_waits_any_more() {
    let copies = tempfile::tempdir().unwrap();
    let mut place = Place::new();
    place.limits.backup_dir = Some(copies.path().to_owned());
    place.limits.keep_delivered = Duration::from_secs(10 * 86_400);
    let store = place.open();
    store.submit(submission(b"waits long", false)).wait().unwrap();
    drop(store);
    wreck_an_index(&place);
    let (store, report) = place.open_with_report();
    let kept = report.recovered.unwrap().kept;
    let old = copies.path().join("kiosk-schema-1.db");
    std::fs::write(&old, b"from before a change of the schema").unwrap();
    let days = |days: u64| {
        place.clock.advance(Duration::from_secs(days * 86_400));
        store.rest().wait().unwrap();
    };
    days(400);
    assert!(kept.exists() && old.exists(), "by a clock that nobody trusts nothing is old");
    store.trust_clock(true).wait().unwrap();
    days(0);
    days(31);
    assert!(kept.exists() && old.exists(), "what may stand in them waits");
    store.settle(&custody::accepted(&store.due(10, 1 << 20).wait().unwrap())).wait().unwrap();
    assert!(old.exists(), "nor before central has the damaged file");
    // The database, and its log where there is one.
    while let Some(sent) = store.blob_due().wait().unwrap() {
        store.blob_settle(sent.sha256, BlobOutcome::Stored).wait().unwrap();
    }
    days(0);
    assert!(!kept.exists() && !old.exists());
    assert!(!recover::wal_of(&kept).exists());
    assert_eq!(number(&place.look(), "select count(*) from old_file"), 0);
    assert_eq!(number(&place.look(), "select count(*) from audit where event like '%old_file_removed%'"), 2);
    // A start does not take the next new database for one that was cut short.
    assert!(copies.path().join("kiosk.db").exists());
    // One that is new is counted from now on, and not less than thirty days.
    std::fs::write(&old, b"another").unwrap();
    days(0);
    days(29);
    assert!(old.exists());
    days(2);
    assert!(!old.exists());
    // And one that somebody else has removed meanwhile as well.
    std::fs::write(&old, b"a third").unwrap();
    days(0);
    std::fs::remove_file(&old).unwrap();
    days(31);
    std::fs::write(&old, b"a fourth of that name").unwrap();
    days(0);
    days(29);
    assert!(old.exists());
}

#[test]
fn a_damaged_file_is_sealed_and_queued_for_central_once() {
    let place = Place::new();
    let store = place.open();
    store.submit(submission(b"carried over", false)).wait().unwrap();
    drop(store);
    wreck_an_index(&place);
    let (store, report) = place.open_with_report();
    let kept = report.recovered.unwrap().kept;
    for _ in 0..2 {
        store.rest().wait().unwrap();
    }
    let due = store.due(10, usize::MAX).wait().unwrap();
    let kinds: Vec<_> = due.items.iter().map(|item| item.kind.as_str()).collect();
    assert_eq!(kinds, ["request", "damaged_store"]);
    let item = &due.items[1];
    let body: serde_json::Value = serde_json::from_slice(&opened(&store, item)).unwrap();
    let bytes = std::fs::read(&kept).unwrap();
    assert_eq!(body["name"], kept.file_name().unwrap().to_str().unwrap());
    assert_eq!(body["sizes"][0], bytes.len());
    store.settle(&custody::accepted(&due)).wait().unwrap();
    let blob = store.blob_part(item.blobs[0], 0, usize::MAX >> 1).wait().unwrap();
    let device = store.device();
    let context = SealContext { id: item.id, schema: &item.schema, centre: &device.centre, device: device.id };
    let plain = seal::open_document(&context, item.seal.as_ref().unwrap(), &blob, &[secret()]).unwrap();
    assert_eq!(plain.as_slice(), bytes, "central can open it as it was");
    drop(store);
    // Nor after the next damage: what is known of it is carried over.
    wreck_an_index(&place);
    let store = place.open();
    store.rest().wait().unwrap();
    let sent = store.due(10, usize::MAX).wait().unwrap();
    assert_eq!(sent.items.len(), 1, "the second file, not the first again");
}

#[test]
fn without_a_seal_key_a_damaged_file_waits_for_one() {
    let place = Place::new();
    drop(place.open());
    wreck_an_index(&place);
    let mut options = place.options();
    options.seal_keys = SealKeys::default();
    let store = Store::open(options).unwrap().0;
    store.rest().wait().unwrap();
    assert!(store.due(10, usize::MAX).wait().unwrap().items.is_empty());
    drop(store);
    let store = place.open();
    store.rest().wait().unwrap();
    assert_eq!(store.due(10, usize::MAX).wait().unwrap().items.len(), 1);
}
