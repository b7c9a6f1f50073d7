//! Room on the disk: what may still be taken, and the ballast that is thrown off when there is none.
//!
//! A full disk must never stop the *drain*: noting that central has an item needs a few pages as well (measured,
//! `sync.md` §2.7: without ballast the first acknowledgement could not be written). So requests stop first, tickets later,
//! and a file of nothing is held back that makes room for the acknowledgements which then free the rest.

use std::fs::{self, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use nix::fcntl::{FallocateFlags, fallocate};
use nix::sys::statvfs::statvfs;
use rusqlite::Connection;

use super::error::StoreError;

/// Bytes of a database page.
pub(super) const PAGE: u64 = 4096;
/// The file that is held back.
const BALLAST: &str = "ballast";

/// What the store keeps free, holds back, and for how long it remembers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Below so many free bytes no requests are taken; tickets still are.
    pub requests_need: u64,
    /// Below so many free bytes nothing is taken. Not more than `requests_need`.
    pub tickets_need: u64,
    /// Bytes of the ballast file; 0 holds nothing back.
    pub ballast: u64,
    /// So long the metadata of what central has is kept (to print a receipt again, to answer a look-up offline).
    pub keep_delivered: Duration,
    /// Where copies of the database go; `None` makes none.
    pub backup_dir: Option<PathBuf>,
    /// After so many commits the copy is renewed at once; otherwise when the kiosk rests. At least 1.
    pub backup_every: u32,
}

impl Limits {
    /// The limits of the shipped configuration, with copies in `backup/` of the state folder `dir`.
    #[must_use]
    pub fn usual(dir: &Path) -> Self {
        Self {
            requests_need: 256 << 20,
            tickets_need: 64 << 20,
            ballast: 16 << 20,
            keep_delivered: Duration::from_secs(30 * 86_400),
            backup_dir: Some(dir.join("backup")),
            backup_every: 200,
        }
    }

    /// No limits, no ballast and no copies.
    #[must_use]
    pub fn none() -> Self {
        Self {
            requests_need: 0,
            tickets_need: 0,
            ballast: 0,
            keep_delivered: Duration::MAX,
            backup_dir: None,
            backup_every: u32::MAX,
        }
    }
}

/// What there is room for. Asked before a citizen begins, so that nobody fills a form in for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Room {
    /// Nothing more; staff must make room or the network must come back.
    Nothing,
    /// Queue tickets, no requests.
    Tickets,
    /// Requests and tickets.
    Requests,
}

impl Room {
    fn of(free: u64, requests_need: u64, tickets_need: u64) -> Self {
        if free >= requests_need {
            Self::Requests
        } else if free >= tickets_need {
            Self::Tickets
        } else {
            Self::Nothing
        }
    }
}

/// Bytes that the kiosk's user may still write on the partition of `dir`.
pub(super) fn free_bytes(dir: &Path) -> Result<u64, StoreError> {
    let stat = statvfs(dir).map_err(|errno| file_error(dir, errno.into()))?;
    // The types differ from one system to the next.
    #[allow(clippy::useless_conversion, reason = "u32 on some systems, u64 here")]
    Ok(u64::from(stat.blocks_available()).saturating_mul(u64::from(stat.fragment_size())))
}

/// What there is room for now: the smaller of what the disk and the database's own limit leave.
pub(super) fn look(conn: &Connection, dir: &Path, limits: &Limits, max_bytes: u64) -> Result<Room, StoreError> {
    Ok(on_disk(dir, limits)?.min(in_database(conn, limits, max_bytes)?))
}

/// What the disk has room for.
pub(super) fn on_disk(dir: &Path, limits: &Limits) -> Result<Room, StoreError> {
    Ok(Room::of(free_bytes(dir)?, limits.requests_need, limits.tickets_need))
}

/// What the database's own limit leaves room for. It is often far smaller than a disk, so its marks are at most an eighth
/// and a sixteenth of it.
pub(super) fn in_database(conn: &Connection, limits: &Limits, max_bytes: u64) -> Result<Room, StoreError> {
    let pages = |name: &str| -> Result<u64, StoreError> {
        Ok(u64::try_from(conn.pragma_query_value(None, name, |row| row.get::<_, i64>(0))?).unwrap_or(0))
    };
    let used = pages("page_count")?.saturating_sub(pages("freelist_count")?).saturating_mul(PAGE);
    let left = max_bytes.saturating_sub(used);
    Ok(Room::of(left, limits.requests_need.min(max_bytes / 8), limits.tickets_need.min(max_bytes / 16)))
}

/// What there is room for, told without asking the writer.
#[derive(Debug, Clone)]
pub(super) struct Gauge {
    dir: PathBuf,
    limits: Limits,
    /// What the database leaves room for, as the writer last saw it.
    own: Arc<AtomicU8>,
}

impl Gauge {
    pub(super) fn new(dir: PathBuf, limits: Limits) -> Self {
        Self { dir, limits, own: Arc::new(AtomicU8::new(Room::Requests as u8)) }
    }

    /// The writer has looked.
    pub(super) fn set(&self, own: Room) {
        self.own.store(own as u8, Ordering::Relaxed);
    }

    /// What there is room for now. A disk that cannot be asked has room: the writer will find out.
    pub(super) fn read(&self) -> Room {
        let own = match self.own.load(Ordering::Relaxed) {
            n if n == Room::Nothing as u8 => Room::Nothing,
            n if n == Room::Tickets as u8 => Room::Tickets,
            _ => Room::Requests,
        };
        own.min(on_disk(&self.dir, &self.limits).unwrap_or(Room::Requests))
    }
}

/// Whether the ballast lies where it should.
pub(super) fn has_ballast(dir: &Path) -> bool {
    dir.join(BALLAST).exists()
}

/// Puts the ballast in its place when there is room for it beside the marks; says whether it lies there now.
pub(super) fn place_ballast(dir: &Path, limits: &Limits) -> Result<bool, StoreError> {
    let path = dir.join(BALLAST);
    if limits.ballast == 0 {
        return Ok(false);
    }
    let there = fs::metadata(&path).map_or(0, |file| file.len());
    if there == limits.ballast {
        return Ok(true);
    }
    if free_bytes(dir)?.saturating_add(there) < limits.ballast.saturating_add(limits.tickets_need) {
        return Ok(false);
    }
    drop_ballast(dir)?;
    let allocate = || -> io::Result<()> {
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        let length = i64::try_from(limits.ballast).map_err(|_| io::ErrorKind::InvalidInput)?;
        fallocate(&file, FallocateFlags::empty(), 0, length)?;
        file.sync_all()
    };
    allocate().map_err(|source| {
        // Half a ballast is none; that it cannot be removed changes nothing.
        let _ = fs::remove_file(&path);
        StoreError::File { path: path.clone(), source }
    })?;
    Ok(true)
}

/// Throws the ballast off; says whether there was one.
pub(super) fn drop_ballast(dir: &Path) -> Result<bool, StoreError> {
    let path = dir.join(BALLAST);
    match fs::remove_file(&path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(source) => Err(StoreError::File { path, source }),
    }
}

fn file_error(path: &Path, source: io::Error) -> StoreError {
    StoreError::File { path: path.to_owned(), source }
}
