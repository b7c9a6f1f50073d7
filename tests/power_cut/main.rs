//! The power is cut: whatever the store has answered is there when the machine comes back.
//!
//! `strace` records every write, truncation and sync of the real program (this executable again, as a kiosk that submits)
//! together with the acknowledgements that it prints. The replay then cuts the record at a random point: what was synced
//! before is on the disk, of the rest nothing, a beginning, a random half, or torn 512-byte sectors. From that disk the
//! store is opened again. Directory entries count as durable, and a drive that lies about its syncs is not modelled.
//!
//! The same with `synchronous=NORMAL` has to lose something: otherwise the test has tested nothing.
//! `POWER_CUTS` sets how many cuts are made (`make bench-faults`: 1,000), `POWER_CUT_SEED` where chance begins.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

mod disk;
#[path = "../needed/mod.rs"]
mod needed;
#[path = "../seal_keys/mod.rs"]
mod seal_keys;
mod trace;

use std::collections::HashSet;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use disk::{Cut, Dice, Disk};
use jiff::tz::TimeZone;
use kiosk::store::{Durability, JobEnding, Limits, NewSubmission, Store, StoreOptions};
use kiosk::ticket::{QueueLetter, Slot};
use kiosk_protocol::{ItemResult, ItemStatus};
use trace::Event;
use zeroize::Zeroizing;

const CHILD: &str = "KIOSK_POWER_CHILD";
const NORMAL: &str = "KIOSK_POWER_NORMAL";
/// Submissions of the recorded kiosk: enough for several checkpoints.
const SUBMISSIONS: usize = 90;

fn options(dir: &Path) -> StoreOptions {
    let zone = TimeZone::get("Asia/Baghdad").unwrap();
    let mut options = StoreOptions::new(dir, "erbil-1".parse().unwrap(), Slot::new('3').unwrap(), zone);
    options.limits = Limits::none();
    options.seal_keys = seal_keys::seal_keys();
    options
}

#[test]
fn the_kiosk_whose_power_is_cut() {
    let Some(dir) = std::env::var_os(CHILD) else { return };
    let mut options = options(Path::new(&dir));
    if std::env::var_os(NORMAL).is_some() {
        options.durability = Durability::ProgramEnd;
    }
    let store = Store::open(options).unwrap().0;
    let mut out = std::io::stdout().lock();
    let mut say = |line: String| {
        out.write_all(format!("{line}\n").as_bytes()).unwrap();
        out.flush().unwrap();
    };
    say("ack-ready".into());
    for n in 0..SUBMISSIONS {
        let new = NewSubmission {
            service: "civ.birth".into(),
            schema: "civ.birth@1".into(),
            queue: QueueLetter::new('B').unwrap(),
            private: false,
            language: "ckb".into(),
            body: Zeroizing::new(vec![b'x'; 500 + 37 * n]),
            documents: Vec::new(),
            with_ticket: true,
            terms: kiosk::store::TicketTerms::default(),
        };
        let done = store.submit(new).wait().unwrap();
        say(format!("ack-request {} {}", done.id, done.ticket.unwrap().label));
        store.job_sent(done.jobs[0]).wait().unwrap();
        store.job_ended(done.jobs[0], JobEnding::Proven).wait().unwrap();
        say(format!("ack-proven {}", done.jobs[0]));
        if n % 9 == 8 {
            // Central answers for some, as in a push.
            let due = store.due(5, 1 << 20).wait().unwrap();
            let results: Vec<_> = due.items.iter().map(|item| ItemResult::new(item.id, ItemStatus::Accepted)).collect();
            store.settle(&results).wait().unwrap();
            due.items.iter().for_each(|item| say(format!("ack-custody {}", item.id)));
        }
    }
    say("ack-end".into());
    // The power does not close the database.
    std::process::exit(0);
}

/// Records a kiosk; `None` where strace is not to be had and need not be.
fn record(normal: bool) -> Option<Vec<Event>> {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("trace.txt");
    let state = folder.path().join("state");
    let mut command = Command::new("strace");
    command
        .args(["-f", "-qq", "-xx", "-s", "300000", "-o"])
        .arg(&log)
        .args(["-e", "trace=openat,close,pwrite64,write,ftruncate,fsync,fdatasync,unlink,rename"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "the_kiosk_whose_power_is_cut", "--nocapture", "--test-threads=1"])
        .env(CHILD, &state);
    if normal {
        command.env(NORMAL, "1");
    }
    let output = match command.output() {
        Ok(output) => output,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            needed::missing("power cuts", "strace");
            return None;
        }
        Err(error) => panic!("strace: {error}"),
    };
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("ack-end"), "the kiosk did not come to its end: {said}{:?}", output.status);
    Some(trace::read(&std::fs::read_to_string(log).unwrap(), &state))
}

/// What was acknowledged before the cut and is not there afterwards. The file itself must be sound.
fn lost_after(events: &[Event], cut: &Cut, dice: &mut Dice) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    Disk::at(&events[..cut.at], cut.rest, dice).write_to(folder.path());
    let (store, report) = Store::open(options(folder.path())).unwrap();
    assert!(report.recovered.is_none(), "damaged by a cut at {cut:?}");
    assert_eq!((report.foreign_key_violations, report.audit_broken), (0, None), "{cut:?}");
    store.verify_audit().wait().unwrap();
    assert!(store.due(usize::MAX, usize::MAX).wait().unwrap().items.iter().all(kiosk_protocol::Item::is_intact));
    let conn = rusqlite::Connection::open(folder.path().join("kiosk.db")).unwrap();
    let set = |sql: &str| -> HashSet<String> {
        let mut query = conn.prepare(sql).unwrap();
        query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let requests = set("select hex(request.id) || ' ' || label from request join ticket on ticket.id = ticket_id
                        join outbox on outbox.id = request.id");
    let proven = set("select hex(id) from print_job where state = 'proven'");
    let custody = set("select hex(id) from outbox where state = 1 and body is null");
    let hex = |id: &str| id.replace('-', "").to_uppercase();
    let acks = events[..cut.at].iter().filter_map(Event::ack);
    let kept = |ack: &&str| match ack.split(' ').collect::<Vec<_>>()[..] {
        ["ack-request", id, label] => requests.contains(&format!("{} {label}", hex(id))),
        ["ack-proven", id] => proven.contains(&hex(id)),
        ["ack-custody", id] => custody.contains(&hex(id)),
        _ => true,
    };
    acks.filter(|ack| !kept(ack)).map(ToOwned::to_owned).collect()
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().map_or(default, |text| text.parse().unwrap())
}

/// Cuts `count` times; gives how many cuts lost something, and the most that one lost.
fn cut_often(events: &[Event], count: u64, seed: u64) -> (u64, usize) {
    let first = events.iter().position(|event| event.ack() == Some("ack-ready")).unwrap();
    let (mut losing, mut worst) = (0, 0);
    for n in 0..count {
        let mut dice = Dice::new(seed.wrapping_add(n));
        let cut = Cut::random(first, events.len(), &mut dice);
        let lost = lost_after(events, &cut, &mut dice);
        losing += u64::from(!lost.is_empty());
        worst = worst.max(lost.len());
    }
    (losing, worst)
}

#[test]
fn nothing_acknowledged_is_lost_when_the_power_is_cut() {
    if std::env::var_os(CHILD).is_some() {
        return;
    }
    let Some(events) = record(false) else { return };
    let (cuts, seed) = (number("POWER_CUTS", 40), number("POWER_CUT_SEED", 1));
    let syncs = events.iter().filter(|event| event.is_sync()).count();
    assert!(syncs > SUBMISSIONS, "only {syncs} syncs were seen: the record is not whole");
    let (losing, worst) = cut_often(&events, cuts, seed);
    println!(
        "power cuts, synchronous=FULL: {cuts} cuts, {losing} lost something, {syncs} syncs in {} events",
        events.len()
    );
    assert_eq!((losing, worst), (0, 0), "cuts that lost acknowledged work, and the most that one lost");
}

#[test]
fn with_synchronous_normal_something_is_lost() {
    if std::env::var_os(CHILD).is_some() {
        return;
    }
    let Some(events) = record(true) else { return };
    let cuts = number("POWER_CUTS", 40).min(400);
    let (losing, worst) = cut_often(&events, cuts, number("POWER_CUT_SEED", 1));
    println!("power cuts, synchronous=NORMAL: {cuts} cuts, {losing} lost something, {worst} acknowledgements at worst");
    assert!(losing > cuts / 4, "NORMAL lost something in {losing} of {cuts} cuts only: the test cannot see losses");
}
