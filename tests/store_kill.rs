//! `kill -9` in the middle of the work: whatever has been answered is there afterwards, once, in an unbroken sequence.
//!
//! The test runs its own executable again as the kiosk that is killed: with `KIOSK_STORE_CHILD` set to a folder, the
//! test `the_kiosk_that_is_killed` submits until it dies and prints an acknowledgement for every answer of the store.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use kiosk::store::{JobEnding, NewSubmission, NewTicket, Store, StoreOptions};
use kiosk::ticket::{QueueLetter, Slot};
use kiosk_protocol::{ItemKind, ItemResult, ItemStatus, TicketBody};
use zeroize::Zeroizing;

#[path = "seal_keys/mod.rs"]
mod seal_keys;

const CHILD: &str = "KIOSK_STORE_CHILD";

fn open(dir: &Path) -> Store {
    let zone = TimeZone::get("Asia/Baghdad").unwrap();
    let mut options = StoreOptions::new(dir, "erbil-1".parse().unwrap(), Slot::new('3').unwrap(), zone);
    options.seal_keys = seal_keys::seal_keys();
    Store::open(options).unwrap().0
}

fn queue(n: usize) -> QueueLetter {
    QueueLetter::new(if n.is_multiple_of(2) { 'A' } else { 'B' }).unwrap()
}

#[test]
fn the_kiosk_that_is_killed() {
    let Some(dir) = std::env::var_os(CHILD) else {
        return;
    };
    let store = open(Path::new(&dir));
    let mut out = std::io::stdout().lock();
    let mut say = |line: String| {
        // One write per line: what the parent reads is whole or not there.
        out.write_all(format!("{line}\n").as_bytes()).unwrap();
        out.flush().unwrap();
    };
    say("ack-ready".into());
    for n in 0.. {
        if n % 5 == 4 {
            let new = NewTicket {
                service: None,
                queue: queue(n),
                private: false,
                language: "ar".into(),
                priority: None,
                party: None,
                terms: kiosk::store::TicketTerms::default(),
            };
            let issued = store.issue_ticket(new).wait().unwrap();
            say(format!("ack-ticket {} {}", issued.ticket.id, issued.ticket.label));
            store.job_sent(issued.job).wait().unwrap();
            store.job_ended(issued.job, JobEnding::Proven).wait().unwrap();
            say(format!("ack-proven {}", issued.job));
            continue;
        }
        let done = store
            .submit(NewSubmission {
                service: "civ.birth".into(),
                schema: "civ.birth@1".into(),
                queue: queue(n),
                private: false,
                language: "ckb".into(),
                body: Zeroizing::new(vec![b'x'; 500 + n % 3000]),
                documents: Vec::new(),
                with_ticket: true,
                terms: kiosk::store::TicketTerms::default(),
            })
            .wait()
            .unwrap();
        let ticket = done.ticket.unwrap();
        say(format!("ack-request {} {} {} {}", done.id, done.reference, ticket.id, ticket.label));
        if n % 7 == 6 {
            // Sync settles in between, as central would answer.
            let due = store.due(3, 1 << 20).wait().unwrap();
            let results: Vec<_> = due.items.iter().map(|item| ItemResult::new(item.id, ItemStatus::Accepted)).collect();
            store.settle(&results).wait().unwrap();
            for item in &due.items {
                say(format!("ack-custody {}", item.id));
            }
        }
    }
}

/// Runs the kiosk until `after` has passed since its first answer, kills it, and gives what it acknowledged.
fn run_and_kill(dir: &Path, after: Duration) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_kiosk_that_is_killed", "--nocapture", "--test-threads=1"])
        .env(CHILD, dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let begun = loop {
        let line = lines.next().expect("the kiosk did not start").unwrap();
        if line.contains("ack-ready") {
            break Instant::now();
        }
    };
    let killer = std::thread::spawn(move || {
        std::thread::sleep(after.saturating_sub(begun.elapsed()));
        child.kill().unwrap();
        child.wait().unwrap();
    });
    let acks = lines.map_while(Result::ok).filter(|line| line.starts_with("ack-")).collect();
    killer.join().unwrap();
    acks
}

#[test]
fn nothing_that_was_answered_is_lost() {
    if std::env::var_os(CHILD).is_some() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let mut acks = Vec::new();
    for round in 0..5_u64 {
        acks.extend(run_and_kill(dir.path(), Duration::from_millis(120 + 67 * round)));
    }
    assert!(acks.len() > 50, "only {} answers: the test has tested nothing", acks.len());

    let store = open(dir.path());
    let conn = rusqlite::Connection::open(dir.path().join("kiosk.db")).unwrap();
    let column = |sql: &str| -> Vec<String> {
        let mut query = conn.prepare(sql).unwrap();
        query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let hex = |id: &str| id.replace('-', "").to_uppercase();
    let outbox: HashMap<String, i64> = conn
        .prepare("select hex(id), state from outbox")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let requests: HashSet<String> = column("select hex(id) || ' ' || ref from request").into_iter().collect();
    let tickets: HashSet<String> = column("select hex(id) || ' ' || label from ticket").into_iter().collect();
    let proven: HashSet<String> = column("select hex(id) from print_job where state = 'proven'").into_iter().collect();
    for ack in &acks {
        let words: Vec<&str> = ack.split(' ').collect();
        match words[..] {
            ["ack-request", id, reference, ticket, label] => {
                assert!(outbox.contains_key(&hex(id)), "lost: {ack}");
                assert!(requests.contains(&format!("{} {reference}", hex(id))), "lost: {ack}");
                assert!(tickets.contains(&format!("{} {label}", hex(ticket))), "lost: {ack}");
            }
            ["ack-ticket", id, label] => {
                assert!(outbox.contains_key(&hex(id)), "lost: {ack}");
                assert!(tickets.contains(&format!("{} {label}", hex(id))), "lost: {ack}");
            }
            ["ack-custody", id] => assert_eq!(outbox[&hex(id)], 1, "custody forgotten: {ack}"),
            ["ack-proven", id] => assert!(proven.contains(&hex(id)), "proof forgotten: {ack}"),
            _ => panic!("not an answer: {ack}"),
        }
    }

    // The sequence has no gap and nothing half done: every ticket has its item and its job, every request too.
    let one = |sql: &str| -> i64 { conn.query_row(sql, [], |row| row.get(0)).unwrap() };
    let (rows, last, next) = (
        one("select count(*) from outbox"),
        one("select max(device_seq) from outbox"),
        one("select next_seq from device"),
    );
    assert_eq!((rows, next), (last, last + 1));
    assert_eq!(one("select count(*) from ticket") + one("select count(*) from request"), rows);
    assert_eq!(one("select count(*) from print_job"), rows);
    assert_eq!(
        one("select count(*) from print_job where state = 'sent'"),
        0,
        "in doubt after the start, not in flight"
    );
    let labels = column("select service_day || label from ticket");
    assert_eq!(labels.len(), labels.iter().collect::<HashSet<_>>().len(), "a label was given twice");
    assert_eq!(one("select count(*) from outbox where state = 1 and body is not null"), 0);
    store.verify_audit().wait().unwrap();

    // And what is queued is whole, each ticket under the number its counter gave.
    let due = store.due(usize::MAX, usize::MAX).wait().unwrap();
    assert!(due.items.iter().all(kiosk_protocol::Item::is_intact));
    for item in due.items.iter().filter(|item| item.kind == ItemKind::Ticket) {
        let body: TicketBody = serde_json::from_slice(item.body.as_bytes()).unwrap();
        assert!(tickets.contains(&format!("{} {}", hex(&item.id.to_string()), body.label)));
    }
}
