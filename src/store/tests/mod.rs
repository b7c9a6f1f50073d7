//! Tests of the store over real files.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod appointments;
mod auditing;
mod central;
mod custody;
mod flips;
mod jobs;
mod opening;
mod queueing;
mod recovery;
mod sealing;
mod submitting;
mod upkeep;

use std::path::Path;
use std::sync::Arc;

use jiff::tz::TimeZone;
use kiosk_protocol::seal::{self, SecretKey, Suite};
use kiosk_protocol::{Item, SealContext, SealKey, Window};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use rusqlite::Connection;
use tempfile::TempDir;
use zeroize::Zeroizing;

use super::*;
use crate::clock::TestClock;
use crate::ticket::{QueueLetter, Slot};

/// A folder and a clock; stores come and go in it.
struct Place {
    dir: TempDir,
    clock: TestClock,
    slot: char,
    max_bytes: u64,
    limits: Limits,
}

impl Place {
    fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
            clock: TestClock::new("2026-11-23T09:00:00+03:00".parse().unwrap()),
            slot: '3',
            max_bytes: 64 << 20,
            limits: Limits::none(),
        }
    }

    fn options(&self) -> StoreOptions {
        let zone = TimeZone::get("Asia/Baghdad").unwrap();
        let slot = Slot::new(self.slot).unwrap();
        let mut options = StoreOptions::new(self.dir.path(), "erbil-1".parse().unwrap(), slot, zone);
        options.clock = Arc::new(self.clock.clone());
        options.max_bytes = self.max_bytes;
        options.limits = self.limits.clone();
        options.seal_keys = seal_keys();
        options
    }

    fn open(&self) -> Store {
        Store::open(self.options()).unwrap().0
    }

    fn open_with_report(&self) -> (Store, StartReport) {
        Store::open(self.options()).unwrap()
    }

    fn path(&self) -> std::path::PathBuf {
        self.dir.path().join("kiosk.db")
    }

    /// A second connection, to look at what is in the file.
    fn look(&self) -> Connection {
        Connection::open(self.path()).unwrap()
    }

    fn at(&self, time: &str) {
        self.clock.set(time.parse().unwrap());
    }
}

fn queue(letter: char) -> QueueLetter {
    QueueLetter::new(letter).unwrap()
}

fn submission(body: &[u8], with_ticket: bool) -> NewSubmission {
    NewSubmission {
        service: "civ.birth".into(),
        schema: "civ.birth@1".into(),
        queue: queue('B'),
        private: false,
        language: "ckb".into(),
        body: Zeroizing::new(body.to_vec()),
        documents: Vec::new(),
        with_ticket,
        terms: TicketTerms::default(),
    }
}

fn wanted(letter: char) -> NewTicket {
    NewTicket {
        service: None,
        queue: queue(letter),
        private: true,
        language: "ar".into(),
        priority: None,
        party: None,
        terms: TicketTerms::default(),
    }
}

fn number(conn: &Connection, sql: &str) -> i64 {
    conn.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// Whether a file of the folder holds these bytes anywhere.
fn found_on_disk(dir: &Path, marker: &[u8]) -> bool {
    std::fs::read_dir(dir).unwrap().any(|entry| {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        bytes.windows(marker.len()).any(|window| window == marker)
    })
}

fn generate(seed: u64) -> SecretKey {
    SecretKey::generate(Suite::X25519, &mut StdRng::seed_from_u64(seed))
}

/// Central's secret, in these tests.
fn secret() -> SecretKey {
    generate(1)
}

/// Central's key, valid at all times.
fn seal_keys() -> SealKeys {
    let secret = secret();
    SealKeys(vec![SealKey {
        holder: SealKeys::INTAKE.into(),
        suite: secret.suite(),
        public: secret.public().to_vec(),
        window: Window { not_before_ms: i64::MIN, not_after_ms: i64::MAX },
    }])
}

/// What stands in a sealed item, as central reads it.
fn opened(store: &Store, item: &Item) -> Vec<u8> {
    let device = store.device();
    let context = SealContext { id: item.id, schema: &item.schema, centre: &device.centre, device: device.id };
    seal::open(&context, item.seal.as_ref().unwrap(), item.body.as_bytes(), &[secret()]).unwrap().to_vec()
}

/// Bytes that do not become fewer when they are compressed.
fn noise(seed: u64, size: usize) -> Vec<u8> {
    use rand::Rng as _;
    let mut bytes = vec![0; size];
    StdRng::seed_from_u64(seed).fill_bytes(&mut bytes);
    bytes
}
