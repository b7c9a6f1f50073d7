//! A disk that is full: nothing that was answered is lost, and the queue drains all the same.
//!
//! The disk is a small tmpfs, which only root may mount; elsewhere the test says so and ends. (The database's own limit is
//! tested everywhere: `store::tests::upkeep`.)
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::tz::TimeZone;
use kiosk::store::{Limits, NewSubmission, Room, Store, StoreError, StoreOptions};
use kiosk::ticket::{QueueLetter, Slot};
use kiosk_protocol::{ItemResult, ItemStatus};
use zeroize::Zeroizing;

#[path = "seal_keys/mod.rs"]
mod seal_keys;

const MEGABYTE: u64 = 1 << 20;

/// A tmpfs of some megabytes; unmounted before its folder goes.
struct SmallDisk(PathBuf, #[allow(dead_code, reason = "held: the folder goes with it")] tempfile::TempDir);

impl SmallDisk {
    fn mount(megabytes: u64) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("disk");
        std::fs::create_dir(&path).unwrap();
        let size = format!("size={megabytes}m");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&path).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self(path, folder));
        }
        eprintln!("note: a tmpfs cannot be mounted here (not root); the full disk is NOT tested");
        None
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

fn open(dir: &Path, limits: Limits) -> Store {
    let zone = TimeZone::get("Asia/Baghdad").unwrap();
    let mut options = StoreOptions::new(dir, "erbil-1".parse().unwrap(), Slot::new('3').unwrap(), zone);
    options.limits = limits;
    options.seal_keys = seal_keys::seal_keys();
    Store::open(options).unwrap().0
}

/// 2 KB that sealing does not make smaller: what is on the disk is what the room is for.
fn noise(n: usize) -> Vec<u8> {
    let mut state = (n as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let next = || {
        // xorshift64
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    };
    std::iter::repeat_with(next).take(2048).collect()
}

fn submission(n: usize) -> NewSubmission {
    NewSubmission {
        service: "civ.birth".into(),
        schema: "civ.birth@1".into(),
        queue: QueueLetter::new('B').unwrap(),
        private: false,
        language: "ckb".into(),
        body: Zeroizing::new(noise(n)),
        documents: Vec::new(),
        with_ticket: true,
        terms: kiosk::store::TicketTerms::default(),
    }
}

#[test]
fn a_full_disk_loses_nothing_and_drains() {
    let Some(disk) = SmallDisk::mount(12) else { return };
    let limits = Limits { ballast: 2 * MEGABYTE, ..Limits::none() };
    let store = open(&disk.0, limits.clone());
    let mut taken = Vec::new();
    let error = loop {
        match store.submit(submission(taken.len())).wait() {
            Ok(done) => taken.push(done.id),
            Err(error) => break error,
        }
    };
    assert!(matches!(error, StoreError::Full), "{error:?}");
    assert!(taken.len() > 300, "only {}", taken.len());
    // The power may go now as well: what is there is whole.
    drop(store);
    let store = open(&disk.0, limits);
    store.verify_audit().wait().unwrap();
    let mut drained = 0;
    loop {
        let due = store.due(100, usize::MAX).wait().unwrap();
        if due.items.is_empty() {
            break;
        }
        let results: Vec<_> = due
            .items
            .iter()
            .map(|item| ItemResult { receipt: Some("r".repeat(300)), ..ItemResult::new(item.id, ItemStatus::Accepted) })
            .collect();
        drained += store.settle(&results).wait().unwrap().custody;
    }
    assert_eq!(drained, 2 * taken.len(), "each request and its ticket");
    store.rest().wait().unwrap();
    assert!(store.upkeep().wait().unwrap().ballast, "the ballast is back");
    assert!(store.check().wait().unwrap().sound);
    store.submit(submission(0)).wait().unwrap();
}

#[test]
fn requests_stop_at_the_first_mark_and_tickets_at_the_second() {
    let Some(disk) = SmallDisk::mount(12) else { return };
    let limits = Limits { requests_need: 6 * MEGABYTE, tickets_need: 3 * MEGABYTE, ..Limits::none() };
    let store = open(&disk.0, limits);
    let mut seen = vec![store.room().wait().unwrap()];
    let mut filler = 0;
    while seen.last() != Some(&Room::Nothing) {
        // Something else fills the disk: a log, a picture.
        std::fs::write(disk.0.join(format!("filler-{filler}")), vec![0; 256 << 10]).unwrap();
        filler += 1;
        let room = store.room().wait().unwrap();
        let (request, ticket) = (
            store.submit(submission(filler)).wait().is_ok(),
            store
                .issue_ticket(kiosk::store::NewTicket {
                    service: None,
                    queue: QueueLetter::new('A').unwrap(),
                    private: false,
                    language: "ckb".into(),
                    priority: None,
                    party: None,
                    terms: kiosk::store::TicketTerms::default(),
                })
                .wait()
                .is_ok(),
        );
        // A mark may be passed by the very act between look and act.
        assert!(request <= (room >= Room::Requests) && ticket <= (room >= Room::Tickets), "{room:?}");
        if seen.last() != Some(&room) {
            seen.push(room);
        }
    }
    assert_eq!(seen, [Room::Requests, Room::Tickets, Room::Nothing]);
}
