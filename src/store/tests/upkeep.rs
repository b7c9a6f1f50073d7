//! Room, ballast, copies, forgetting.

use std::fs;
use std::time::Duration;

use kiosk_protocol::{ItemResult, ItemStatus};

use super::*;

fn accept_all(store: &Store) {
    loop {
        let due = store.due(100, usize::MAX).wait().unwrap();
        if due.items.is_empty() {
            return;
        }
        store.settle(&custody::accepted(&due)).wait().unwrap();
    }
}

#[test]
fn requests_stop_before_tickets_do() {
    // The disk has no such room: the marks are met at once.
    let mut place = Place::new();
    place.limits.requests_need = u64::MAX;
    let store = place.open();
    assert_eq!(store.room().wait().unwrap(), Room::Tickets);
    assert_eq!(store.room_now(), Room::Tickets);
    let error = store.submit(submission(b"x", true)).wait().unwrap_err();
    assert!(matches!(error, StoreError::LowOnSpace), "{error:?}");
    assert_eq!(error.message_key(), "store-full");
    store.issue_ticket(wanted('A')).wait().unwrap();
    drop(store);
    place.limits.tickets_need = u64::MAX;
    let store = place.open();
    assert_eq!(store.room().wait().unwrap(), Room::Nothing);
    assert!(store.issue_ticket(wanted('A')).wait().is_err());
    assert_eq!(number(&place.look(), "select count(*) from ticket"), 1);
}

#[test]
fn the_database_has_marks_of_its_own() {
    let mut place = Place { max_bytes: 2 << 20, ..Place::new() };
    place.limits.requests_need = 1;
    let store = place.open();
    // One byte of the disk is always there; of the database's own 2 MB an eighth would be, but the mark is smaller.
    assert_eq!(store.room().wait().unwrap(), Room::Requests);
    drop(store);
    place.limits.requests_need = 1 << 20;
    place.limits.tickets_need = 1 << 19;
    let store = place.open();
    let mut rooms = vec![store.room().wait().unwrap()];
    loop {
        let taken = store.submit(submission(&noise(1, 20_000), false)).wait().is_ok()
            || store.issue_ticket(wanted('A')).wait().is_ok();
        let room = store.room().wait().unwrap();
        assert_eq!(store.room_now(), room);
        if rooms.last() != Some(&room) {
            rooms.push(room);
        }
        if !taken {
            break;
        }
    }
    assert_eq!(rooms, [Room::Requests, Room::Tickets, Room::Nothing]);
    // What central takes makes room again.
    accept_all(&store);
    assert_eq!(store.room().wait().unwrap(), Room::Requests);
}

#[test]
fn a_full_database_drains_by_its_ballast() {
    let mut place = Place { max_bytes: 1 << 20, ..Place::new() };
    place.limits.ballast = 1 << 20;
    let store = place.open();
    assert_eq!(fs::metadata(place.dir.path().join("ballast")).unwrap().len(), 1 << 20);
    let mut taken = 0_i64;
    while store.submit(submission(&noise(7, 3000), false)).wait().is_ok() {
        taken += 1;
    }
    // Not one page is left: tiny bodies fill what large ones could not.
    while store.issue_ticket(wanted('A')).wait().is_ok() {
        taken += 1;
    }
    assert!(taken > 50);
    // Every reason is longer than the room of its row: without ballast this cannot be written.
    let mut batches = Vec::new();
    loop {
        let due = store.due(100, usize::MAX).wait().unwrap();
        if due.items.is_empty() {
            break;
        }
        batches.push(due.items.len());
        let results: Vec<_> = due
            .items
            .iter()
            .map(|item| ItemResult {
                receipt: Some("r".repeat(4000)),
                ..ItemResult::new(item.id, ItemStatus::Accepted)
            })
            .collect();
        store.settle(&results).wait().unwrap();
    }
    assert!(batches.contains(&10), "small batches without ballast: {batches:?}");
    assert_eq!(number(&place.look(), "select count(*) from outbox where state = 1"), taken);
    assert!(!place.dir.path().join("ballast").exists());
    store.rest().wait().unwrap();
    assert!(place.dir.path().join("ballast").exists(), "the ballast is back");
    assert!(store.upkeep().wait().unwrap().ballast);
}

#[test]
fn a_copy_is_whole_and_gives_back_what_the_file_lost() {
    let mut place = Place::new();
    let dir = place.dir.path().join("copies");
    place.limits.backup_dir = Some(dir.clone());
    place.limits.backup_every = 7;
    let store = place.open();
    let made: Vec<_> = (0..4_u8).map(|n| store.submit(submission(&[n; 900], true)).wait().unwrap()).collect();
    assert!(!dir.exists());
    store.rest().wait().unwrap();
    assert_eq!(store.upkeep().wait().unwrap().uncopied, 0);
    for n in 0..7_u8 {
        store.submit(submission(&[100 + n; 900], false)).wait().unwrap();
    }
    // The seventh commit makes a copy by itself; the one before is kept.
    store.figures().wait().unwrap();
    let copy = Connection::open(dir.join("kiosk.db")).unwrap();
    assert_eq!(number(&copy, "select count(*) from request"), 11);
    assert_eq!(copy.query_row("pragma integrity_check", [], |row| row.get::<_, String>(0)).unwrap(), "ok");
    assert_eq!(number(&Connection::open(dir.join("kiosk.db.1")).unwrap(), "select count(*) from request"), 4);
    drop((store, copy));
    // The whole file is gone; the copy has all of it.
    fs::write(place.path(), vec![0xAA; 200_000]).unwrap();
    let (store, report) = place.open_with_report();
    let recovery = report.recovered.unwrap();
    assert_eq!((recovery.outbox, recovery.tickets), (15, 4));
    let due = store.due(100, usize::MAX).wait().unwrap();
    assert!(due.items.iter().all(Item::is_intact));
    for done in &made {
        assert!(due.items.iter().any(|item| item.id == done.id));
    }
    // Numbers stay unique although nobody knows what came after the copy.
    let next = store.issue_ticket(wanted('B')).wait().unwrap();
    assert_eq!(next.ticket.label.to_string(), "B3-1001");
    store.verify_audit().wait().unwrap();
}

#[test]
fn a_copy_is_made_before_the_schema_changes() {
    let mut place = Place::new();
    let dir = place.dir.path().join("backup");
    place.limits.backup_dir = Some(dir.clone());
    drop(place.open());
    // As the first version left it.
    fs::remove_file(place.path()).unwrap();
    let mut conn = place.look();
    migrate::migrate(&mut conn, &migrate::STEPS[..1]).unwrap();
    drop(conn);
    drop(place.open());
    let copy = Connection::open(dir.join("kiosk-schema-1.db")).unwrap();
    assert_eq!(copy.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0)).unwrap(), 1);
    assert!(number(&copy, "select count(*) from sqlite_schema where name = 'outbox'") == 1);
}

#[test]
fn what_was_delivered_long_ago_is_forgotten_but_nothing_owed() {
    let mut place = Place::new();
    place.limits.keep_delivered = Duration::from_secs(10 * 86_400);
    let store = place.open();
    let printed = store.submit(submission(b"printed", true)).wait().unwrap();
    for job in &printed.jobs {
        store.job_sent(*job).wait().unwrap();
        store.job_ended(*job, JobEnding::Proven).wait().unwrap();
    }
    let owed = store.submit(submission(b"owed", true)).wait().unwrap();
    accept_all(&store);
    place.clock.advance(Duration::from_secs(11 * 86_400));
    let queued = store.submit(submission(b"queued", true)).wait().unwrap();
    store.rest().wait().unwrap();
    assert_eq!(number(&place.look(), "select count(*) from request"), 3, "an untrusted clock forgets nothing");
    store.trust_clock(true).wait().unwrap();
    store.rest().wait().unwrap();
    assert!(store.status(&printed.reference).wait().unwrap().is_none());
    assert!(store.outbox_show(printed.id).wait().is_err());
    for kept in [&owed, &queued] {
        assert!(store.status(&kept.reference).wait().unwrap().unwrap().request.unwrap().ticket.is_some());
    }
    // The sequence goes on; the chain is whole.
    let due = store.due(10, usize::MAX).wait().unwrap();
    assert_eq!(due.first_seq.get(), 5);
    store.verify_audit().wait().unwrap();
    assert_eq!(number(&place.look(), "select count(*) from pragma_foreign_key_check"), 0);
}

#[test]
fn the_whole_file_is_checked_weekly() {
    let place = Place::new();
    let store = place.open();
    assert_eq!(store.upkeep().wait().unwrap().integrity, None);
    store.rest().wait().unwrap();
    let first = store.upkeep().wait().unwrap().integrity.unwrap();
    assert!(first.sound);
    place.clock.advance(Duration::from_secs(6 * 86_400));
    store.rest().wait().unwrap();
    assert_eq!(store.upkeep().wait().unwrap().integrity, Some(first));
    place.clock.advance(Duration::from_secs(2 * 86_400));
    store.rest().wait().unwrap();
    assert!(store.upkeep().wait().unwrap().integrity.unwrap().at > first.at);
}
