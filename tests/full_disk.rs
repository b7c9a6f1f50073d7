//! A disk that is full: nothing that was answered is lost, and the queue drains all the same.
//!
//! The disk is a small tmpfs, which only root may mount; on somebody's own machine the test says so and ends. (The database's
//! own limit is tested everywhere: `store::tests::upkeep`.) Central is a real one, on another disk.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod common;
#[path = "needed/mod.rs"]
mod needed;

use std::collections::HashSet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::Rows;
use jiff::tz::TimeZone;
use kiosk::cli::demo::{Everything, Wishes, central_config};
use kiosk::store::{Limits, NewSubmission, Room, Store, StoreError, StoreOptions};
use kiosk::ticket::{QueueLetter, Slot};
use kiosk_central::Server;
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
        needed::missing("the full disk (a tmpfs cannot be mounted)", "mount");
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

/// A kiosk whose state is on the small disk; all else is beside it.
fn kiosk(folder: &Path, central_address: Option<SocketAddr>) -> Everything {
    let mut config = common::config();
    config.store.ballast = 2 * MEGABYTE;
    (config.store.requests_need, config.store.tickets_need) = (0, 0);
    config.store.backup_dir = Some(folder.join("copies"));
    let folder = Some(folder.to_owned());
    let wishes = Wishes { folder, central: false, central_address, ..common::wishes() };
    Everything::start(config, common::data(), wishes).unwrap()
}

#[test]
fn a_full_disk_loses_nothing_and_drains() {
    let Some(disk) = SmallDisk::mount(12) else { return };
    let (_temporary, folder) = common::folder();
    std::os::unix::fs::symlink(&disk.0, folder.join("state")).unwrap();
    let everything = kiosk(&folder, None);
    let submit = |everything: &Everything, n| everything.kiosk().store().submit(submission(n)).wait();
    let mut taken = HashSet::new();
    let error = loop {
        match submit(&everything, taken.len()) {
            Ok(done) => taken.extend([done.id, done.ticket.unwrap().id]),
            Err(error) => break error,
        }
    };
    assert!(matches!(error, StoreError::Full), "{error:?}");
    assert!(taken.len() > 600, "only {}", taken.len());
    // The power may go now as well: what is there is whole. Then central comes back.
    let address = everything.central_address();
    drop(everything);
    let everything = kiosk(&folder, Some(address));
    everything.kiosk().store().verify_audit().wait().unwrap();
    let central = Server::start(central_config(address, &folder).unwrap()).unwrap();
    let store = everything.kiosk().store();
    common::wait_for("the queue has drained", || store.figures().wait().unwrap().queued == 0);
    assert_eq!(store.figures().wait().unwrap().aside, 0);
    let at_central: Vec<String> = Rows::open(&folder.join("central.db"))
        .texts("select lower(hex(id)) from item where kind in ('request', 'ticket')");
    let each: HashSet<String> = at_central.iter().cloned().collect();
    assert_eq!(at_central.len(), each.len(), "doubled");
    let lost: Vec<_> = taken.iter().filter(|id| !each.contains(&id.to_string().replace('-', ""))).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
    assert_eq!(each.len(), taken.len(), "each request and its ticket");
    store.rest().wait().unwrap();
    assert!(store.upkeep().wait().unwrap().ballast, "the ballast is back");
    assert!(store.check().wait().unwrap().sound);
    submit(&everything, 0).unwrap();
    drop((everything, central));
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
