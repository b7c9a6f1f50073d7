//! Chaos: kiosk and central are killed with `kill -9` at random moments, what lies between them answers wrongly four
//! times in ten, the network is cut, the clock jumps, and some items are poison. In the end central has every
//! acknowledged item once, the poison stands aside with its reason, and each lane came in order.
//!
//! Kiosk and central are this executable again (`KIOSK_CHAOS` says which). `CHAOS_SEEDS` says how many seeded runs
//! (`make bench-faults`: 10), `CHAOS_SEED` where they begin.
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
/// Times that a kiosk and a central live before the last, quiet round.
const ROUNDS: usize = 4;
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
        _ => SignedDuration::ZERO,
    }
}

/// The central that is killed.
#[test]
fn the_central() {
    if std::env::var_os(PART).is_none_or(|part| part != "central") {
        return;
    }
    let address: SocketAddr = value(CENTRAL).parse().unwrap();
    let _running = Server::start(central_config(address, Path::new(&value(FOLDER))).unwrap()).unwrap();
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
        clock: Arc::new(Wrong(wrong_by(&value(CLOCK)))),
        ..wishes()
    });
    let (kiosk, runtime) = (everything.kiosk(), everything.runtime());
    say("ack-ready");
    if part == "drain" {
        loop {
            let figures = runtime.block_on(kiosk.store().figures()).unwrap();
            if figures.queued == 0 {
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
            documents: Vec::new(),
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
    fn start(part: &str, test: &str, folder: &Path, central: SocketAddr, clock: &str) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", test, "--nocapture", "--test-threads=1"])
            .env(PART, part)
            .env(FOLDER, folder)
            .env(CENTRAL, central.to_string())
            .env(CLOCK, clock)
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

fn run(seed: u64) {
    let mut dice = Dice::new(seed);
    let (_temporary, folder) = common::folder();
    let address = free_address();
    let proxy = Proxy::start(address, seed);
    let clocks = ["right", "day_back", "day_ahead", "1970", "2038"];
    let mut acks = Vec::new();
    let mut kills = (0, 0);
    let mut central = Process::start("central", "the_central", &folder, address, "right");
    for _ in 0..ROUNDS {
        // A kiosk may have to enrol first, which is done by a person who sees whether it works.
        proxy.calm(true);
        let kiosk = Process::start("live", "the_kiosk", &folder, proxy.address(), clocks[dice.below(clocks.len())]);
        proxy.calm(false);
        for _ in 0..2 + dice.below(3) {
            std::thread::sleep(Duration::from_millis(150 + dice.below(500) as u64));
            match dice.below(3) {
                0 => proxy.cut_for(Duration::from_millis(300 + dice.below(600) as u64)),
                1 => {
                    central.kill();
                    kills.1 += 1;
                    central = Process::start("central", "the_central", &folder, address, "right");
                }
                _ => {}
            }
        }
        acks.extend(kiosk.kill());
        kills.0 += 1;
    }
    let last = Process::start("drain", "the_kiosk", &folder, proxy.address(), "right");
    let begun = Instant::now();
    let drained = last.lines.recv_timeout(DRAIN).unwrap_or_else(|_| panic!("seed {seed}: not drained in {DRAIN:?}"));
    let took = begun.elapsed();
    drop((last, central));
    verify(seed, &folder, &acks, &drained);
    println!(
        "chaos seed {seed}: {} acknowledged, kiosk killed {} times, central {} times, {} of {} answers were faulty, drained in {:.1} s",
        acks.len(),
        kills.0,
        kills.1,
        proxy.faults(),
        proxy.requests(),
        took.as_secs_f64()
    );
}

fn open(path: &Path) -> Connection {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap()
}

fn column(conn: &Connection, sql: &str) -> Vec<String> {
    let mut query = conn.prepare(sql).unwrap();
    query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn verify(seed: u64, folder: &Path, acks: &[String], drained: &str) {
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
    for conn in [&kiosk, &central] {
        assert_eq!(column(conn, "pragma integrity_check"), ["ok"], "seed {seed}");
    }
}

#[test]
fn nothing_is_lost_and_nothing_doubled() {
    if std::env::var_os(PART).is_some() {
        return;
    }
    let number = |name: &str, default| std::env::var(name).map_or(default, |text| text.parse().unwrap());
    let first = number("CHAOS_SEED", 1);
    for seed in first..first + number("CHAOS_SEEDS", 1) {
        run(seed);
    }
}
