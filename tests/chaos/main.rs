//! Chaos: kiosk and central are killed with `kill -9` at random moments, what lies between them answers wrongly four
//! times in ten, the network is cut, the clock jumps, and some items are poison. In the end central has every
//! acknowledged item once, the poison stands aside with its reason, and each lane came in order.
//!
//! Some requests have a document, and every second seed goes over TLS. A run counts only if all of it has happened: each
//! wrong clock, both killed, four answers in ten faulty.
//!
//! Kiosk and central are this executable again (`KIOSK_CHAOS` says which). `CHAOS_SEEDS` says how many seeded runs
//! (2; `make bench-faults`: 10), `CHAOS_SEED` where they begin.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

#[path = "../common/mod.rs"]
mod common;
mod proxy;

use std::collections::HashSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use common::{Wrong, everything, wishes};
use jiff::{SignedDuration, Timestamp};
use kiosk::catalogue::ServiceId;
use kiosk::cli::demo::{Wishes, central_config};
use kiosk::i18n::Language;
use kiosk::store::{NewSubmission, StoreError};
use kiosk::ticket::QueueLetter;
use kiosk_central::Server;
use proxy::{Dice, Proxy};
use rusqlite::{Connection, OpenFlags};
use zeroize::Zeroizing;

const PART: &str = "KIOSK_CHAOS";
const FOLDER: &str = "KIOSK_CHAOS_FOLDER";
const CENTRAL: &str = "KIOSK_CHAOS_CENTRAL";
const CLOCK: &str = "KIOSK_CHAOS_CLOCK";
const TLS: &str = "KIOSK_CHAOS_TLS";
/// The clocks that are wrong: a kiosk lives once by each before the last, quiet round.
const CLOCKS: [&str; 4] = ["day_back", "day_ahead", "1970", "2038"];
/// The length of a document: several pieces.
const DOCUMENT: usize = 600_000;
/// So long the last round may take on a busy machine.
const DRAIN: Duration = Duration::from_secs(240);

fn value(name: &str) -> String {
    std::env::var(name).unwrap()
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("{line}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

fn wrong_by(which: &str) -> SignedDuration {
    let until = |text: &str| Timestamp::now().duration_until(text.parse().unwrap());
    match which {
        "day_back" => SignedDuration::from_hours(-24),
        "day_ahead" => SignedDuration::from_hours(24),
        "1970" => until("1970-01-02T00:00:00Z"),
        "2038" => until("2038-01-19T03:14:08Z"),
        "right" => SignedDuration::ZERO,
        other => panic!("no such clock: {other}"),
    }
}

/// The central that is killed.
#[test]
fn the_central() {
    if std::env::var_os(PART).is_none_or(|part| part != "central") {
        return;
    }
    let address: SocketAddr = value(CENTRAL).parse().unwrap();
    let mut config = central_config(address, Path::new(&value(FOLDER))).unwrap();
    config.tls = value(TLS) == "true";
    let _running = Server::start(config).unwrap();
    say("ack-ready");
    std::thread::park();
}

/// The kiosk that is killed: it takes requests and tickets until it dies, or waits until all is delivered.
#[test]
fn the_kiosk() {
    let Some(part) = std::env::var_os(PART).filter(|part| part != "central") else { return };
    let everything = everything(Wishes {
        folder: Some(PathBuf::from(value(FOLDER))),
        central: false,
        central_address: Some(value(CENTRAL).parse().unwrap()),
        tls: value(TLS) == "true",
        clock: Arc::new(Wrong(wrong_by(&value(CLOCK)))),
        ..wishes()
    });
    let (kiosk, runtime) = (everything.kiosk(), everything.runtime());
    say("ack-ready");
    if part == "drain" {
        loop {
            let figures = runtime.block_on(kiosk.store().figures()).unwrap();
            let document = runtime.block_on(kiosk.store().blob_due()).unwrap();
            if figures.queued == 0 && document.is_none() {
                say(&format!("ack-drained {}", figures.aside));
                std::thread::park();
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    let service = ServiceId::new(common::SERVICE);
    for n in 0.. {
        if n % 3 == 2 {
            let issued = runtime.block_on(kiosk.issue_ticket(&service, Language::AR, None)).unwrap();
            say(&format!("ack-item {}", issued.ticket.id));
            continue;
        }
        // Central takes no body of more than 1 MiB: poison.
        let poison = n % 29 == 13;
        let size = if poison { kiosk_protocol::MAX_BODY_BYTES + 1 } else { 200 + 61 * (n % 50) };
        let new = NewSubmission {
            service: common::SERVICE.into(),
            schema: format!("{}@1", common::SERVICE),
            queue: QueueLetter::new('B').unwrap(),
            private: false,
            language: "ckb".into(),
            // Bytes that neither zstd nor gzip make small.
            body: Zeroizing::new(noise(size, n as u64)),
            documents: if n % 10 == 4 && !poison {
                vec![Zeroizing::new(noise(DOCUMENT, !(n as u64)))]
            } else {
                Vec::new()
            },
            with_ticket: n % 2 == 0,
            terms: kiosk::store::TicketTerms::default(),
        };
        let done = match runtime.block_on(kiosk.store().submit(new)) {
            Ok(done) => done,
            // By a clock that stands in 2038 no seal key is valid, until central has put it right: tickets only.
            Err(StoreError::NoSealKey(_)) => {
                let issued = runtime.block_on(kiosk.issue_ticket(&service, Language::AR, None)).unwrap();
                say(&format!("ack-item {}", issued.ticket.id));
                continue;
            }
            Err(error) => panic!("{error}"),
        };
        say(&format!("ack-{} {}", if poison { "poison" } else { "item" }, done.id));
        if let Some(ticket) = done.ticket {
            say(&format!("ack-item {}", ticket.id));
        }
        std::thread::sleep(Duration::from_millis(3));
    }
}

fn noise(size: usize, seed: u64) -> Vec<u8> {
    let mut dice = Dice::new(seed);
    std::iter::repeat_with(|| dice.below(256) as u8).take(size).collect()
}

/// One of the two, running.
struct Process {
    child: Child,
    lines: Receiver<String>,
}

impl Process {
    fn start(part: &str, test: &str, folder: &Path, central: SocketAddr, tls: bool, clock: &str) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", test, "--nocapture", "--test-threads=1"])
            .env(PART, part)
            .env(FOLDER, folder)
            .env(CENTRAL, central.to_string())
            .env(CLOCK, clock)
            .env(TLS, tls.to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (tell, lines) = channel();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                if let Some(at) = line.find("ack-") {
                    let _ = tell.send(line[at..].to_owned());
                }
            }
        });
        let process = Self { child, lines };
        let ready = process.lines.recv_timeout(Duration::from_secs(60)).expect("it does not start");
        assert_eq!(ready, "ack-ready");
        process
    }

    fn kill(mut self) -> Vec<String> {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        // The reader ends with the pipe; everything that was said is told.
        self.lines.iter().collect()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address that is free now, for a central that comes back to it.
fn free_address() -> SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// What happened in a run.
#[derive(Default)]
struct Tally {
    requests: u64,
    faults: u64,
    documents: usize,
}

fn run(seed: u64) -> Tally {
    let mut dice = Dice::new(seed);
    let (_temporary, folder) = common::folder();
    let address = free_address();
    let proxy = Proxy::start(address, seed);
    // Every second run, also of a series that begins elsewhere.
    let tls = seed.is_multiple_of(2);
    let start = |part: &str, test, to, clock: &str| Process::start(part, test, &folder, to, tls, clock);
    let mut clocks = CLOCKS;
    for last in (1..clocks.len()).rev() {
        clocks.swap(last, dice.below(last + 1));
    }
    let mut acks = Vec::new();
    let mut kills = (0, 0);
    let mut central = start("central", "the_central", address, "right");
    for (round, clock) in clocks.into_iter().enumerate() {
        // A kiosk may have to enrol first, which is done by a person who sees whether it works.
        proxy.calm(true);
        let kiosk = start("live", "the_kiosk", proxy.address(), clock);
        proxy.calm(false);
        for turn in 0..2 + dice.below(3) {
            std::thread::sleep(Duration::from_millis(150 + dice.below(500) as u64));
            // Chance may spare central three rounds, not four.
            let spared = round + 1 == clocks.len() && turn == 1 && kills.1 == 0;
            match if spared { 1 } else { dice.below(3) } {
                0 => proxy.cut_for(Duration::from_millis(300 + dice.below(600) as u64)),
                1 => {
                    central.kill();
                    kills.1 += 1;
                    central = start("central", "the_central", address, "right");
                }
                _ => {}
            }
        }
        acks.extend(kiosk.kill());
        kills.0 += 1;
    }
    let last = start("drain", "the_kiosk", proxy.address(), "right");
    let begun = Instant::now();
    let drained = last.lines.recv_timeout(DRAIN).unwrap_or_else(|_| panic!("seed {seed}: not drained in {DRAIN:?}"));
    let took = begun.elapsed();
    drop((last, central));
    let documents = verify(seed, &folder, &acks, &drained);
    let tally = Tally { requests: proxy.requests(), faults: proxy.faults(), documents };
    println!(
        "chaos seed {seed}{}: {} acknowledged, {documents} documents, clocks {clocks:?}, kiosk killed {} times, central {} \
         times, {} of {} {} were faulty, drained in {:.1} s",
        if tls { " (TLS)" } else { "" },
        acks.len(),
        kills.0,
        kills.1,
        tally.faults,
        tally.requests,
        if tls { "connections" } else { "answers" },
        took.as_secs_f64()
    );
    assert_eq!(kills.0, CLOCKS.len(), "seed {seed}");
    assert!(kills.1 > 0, "seed {seed}: central was never killed");
    assert!(tally.is_four_in_ten(), "seed {seed}: {} of {} were faulty", tally.faults, tally.requests);
    tally
}

impl Tally {
    /// Within four standard deviations of what chance gives.
    fn is_four_in_ten(&self) -> bool {
        let (requests, faults) = (self.requests as f64, self.faults as f64);
        // Over TLS these are connections, of which a slow machine makes some dozen in a run.
        requests >= 10.0 && faults > 0.0 && (faults - 0.4 * requests).abs() <= 4.0 * (0.24 * requests).sqrt()
    }
}

fn open(path: &Path) -> Connection {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap()
}

fn column(conn: &Connection, sql: &str) -> Vec<String> {
    let mut query = conn.prepare(sql).unwrap();
    query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// Nothing lost, nothing doubled; gives how many documents there are.
fn verify(seed: u64, folder: &Path, acks: &[String], drained: &str) -> usize {
    let kiosk = open(&folder.join("state/kiosk.db"));
    let central = open(&folder.join("central.db"));
    let hex = |id: &str| id.replace('-', "").to_uppercase();
    let kept = column(&central, "select hex(id) from item");
    let there: HashSet<&String> = kept.iter().collect();
    assert_eq!(kept.len(), there.len(), "seed {seed}: doubled");
    let named = |word: &str| -> Vec<String> {
        acks.iter().filter_map(|ack| ack.strip_prefix(word)).map(|id| hex(id.trim())).collect()
    };
    let (items, poison) = (named("ack-item"), named("ack-poison"));
    assert!(items.len() > 30, "seed {seed}: only {} acknowledged: nothing was tested", items.len());
    let lost: Vec<_> = items.iter().filter(|id| !there.contains(id)).collect();
    assert!(lost.is_empty(), "seed {seed}: lost {lost:?}");
    // What was committed but not yet acknowledged when the kiosk died is there too: the outbox has no other.
    let owed = column(&kiosk, "select hex(id) from outbox where state <> 2");
    assert!(owed.iter().all(|id| there.contains(id)), "seed {seed}: an item of the outbox is not at central");
    assert_eq!(kept.len(), owed.len(), "seed {seed}: central has what the kiosk never made");
    let aside = column(&kiosk, "select hex(id) || ' ' || last_code from outbox where state = 2 and body is not null");
    for id in &poison {
        assert!(aside.contains(&format!("{id} item_too_large")), "seed {seed}: poison {id} is not aside: {aside:?}");
        assert!(!there.contains(id), "seed {seed}: poison at central");
    }
    assert_eq!(drained.strip_prefix("ack-drained "), Some(aside.len().to_string().as_str()));
    for kind in ["ticket", "request"] {
        let order = format!("select printf('%010d', device_seq) from item where kind = '{kind}' order by server_seq");
        let order = column(&central, &order);
        assert!(order.is_sorted(), "seed {seed}: {kind}s came out of order");
    }
    let labels = column(&kiosk, "select service_day || label from ticket");
    assert_eq!(labels.len(), labels.iter().collect::<HashSet<_>>().len(), "seed {seed}: a label twice");
    let documents = column(
        &kiosk,
        "select lower(hex(sha256)) as name from outbox_blob where state = 1 and body is null order by name",
    );
    let left = column(
        &kiosk,
        "select hex(sha256) || ' state ' || state || ' after ' || attempts || ' ' || ifnull(last_code, '')
         from outbox_blob where not (state = 1 and body is null)",
    );
    assert!(left.is_empty(), "seed {seed}: not handed over: {left:?}");
    for name in &documents {
        let path = folder.join("central.documents").join(&name[..2]).join(name);
        let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("seed {seed}: {}: {error}", path.display()));
        assert_eq!(&kiosk_protocol::Digest::of(&bytes).to_string(), name, "seed {seed}: a document is another");
    }
    for conn in [&kiosk, &central] {
        assert_eq!(column(conn, "pragma integrity_check"), ["ok"], "seed {seed}");
    }
    documents.len()
}

#[test]
fn nothing_is_lost_and_nothing_doubled() {
    if std::env::var_os(PART).is_some() {
        return;
    }
    let number = |name: &str, default| std::env::var(name).map_or(default, |text| text.parse().unwrap());
    let (first, seeds) = (number("CHAOS_SEED", 1), number("CHAOS_SEEDS", 2));
    let mut all = Tally::default();
    for seed in first..first + seeds {
        let tally = run(seed);
        all.requests += tally.requests;
        all.faults += tally.faults;
        all.documents += tally.documents;
    }
    println!("chaos: {seeds} runs, {} of {} faulty, {} documents", all.faults, all.requests, all.documents);
    assert!(all.documents > 0, "no request had a document");
    assert!(all.is_four_in_ten(), "{} of {} were faulty", all.faults, all.requests);
}
