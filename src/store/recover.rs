//! When the database is damaged: it is kept, a new one is begun, and what can be read is carried over.
//!
//! Numbers must stay unique although nobody knows what was lost. Ticket numbers of the day begin at the next full
//! thousand (`B3-1001`), one thousand further with each recovery; the sequence of items goes on where the old one was,
//! and where even that cannot be read, the kiosk takes a new identity and counts from 1.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use kiosk_protocol::DeviceId;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, Transaction, params, params_from_iter};

use super::audit::{self, Event};
use super::backup;
use super::error::StoreError;
use super::open::{DATABASE, insert_device};
use super::rows;
use super::whole;
use super::writer::Writer;
use crate::ticket::{DayGuard, ServiceDay};

/// The file that says that the next start is to salvage.
const MARK: &str = "damaged";
/// How many rows in a row may be unreadable before a table is given up.
const MAX_HOLE: u32 = 5_000;

/// What became of a damaged database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// The damaged file; its `-wal` and `-shm` stand beside it. It is never deleted by the kiosk.
    pub kept: PathBuf,
    /// The new incarnation.
    pub incarnation: u32,
    /// Whether the kiosk could keep its identity and the sequence of its items.
    pub same_device: bool,
    /// Items not yet in custody that were carried over.
    pub outbox: u64,
    /// Tickets that were carried over.
    pub tickets: u64,
    /// Places where rows could not be read, or were not what their digest says. What was lost can be more.
    pub unreadable: u64,
}

pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}

/// The write-ahead log of a database.
pub(super) fn wal_of(path: &Path) -> PathBuf {
    with_suffix(path, "-wal")
}

/// Renames the database, its log and its index, so that the three still belong together under the new name.
pub(super) fn keep_aside(path: &Path, now: Timestamp) -> Result<PathBuf, StoreError> {
    let stamp = TimeZone::UTC.to_datetime(now).strftime("%Y%m%dT%H%M%SZ").to_string();
    let taken = |kept: &Path| ["", "-wal", "-shm"].iter().any(|suffix| with_suffix(kept, suffix).exists());
    let mut kept = with_suffix(path, &format!(".corrupt-{stamp}"));
    let mut again = 2;
    while taken(&kept) {
        kept = with_suffix(path, &format!(".corrupt-{stamp}.{again}"));
        again += 1;
    }
    for suffix in ["-wal", "-shm", ""] {
        let from = with_suffix(path, suffix);
        match fs::rename(&from, with_suffix(&kept, suffix)) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(source) => return Err(StoreError::File { path: from, source }),
        }
    }
    if let Some(dir) = path.parent() {
        let sync = File::open(dir).and_then(|dir| dir.sync_all());
        sync.map_err(|source| StoreError::File { path: dir.to_owned(), source })?;
    }
    tracing::error!(event = "store.damaged", kept = %kept.display());
    Ok(kept)
}

/// Says that the database is damaged although the check of a start may not see it.
pub(super) fn mark(dir: &Path) -> Result<(), StoreError> {
    let path = dir.join(MARK);
    let made = File::create(&path).and_then(|file| file.sync_all());
    made.map_err(|source| StoreError::File { path, source })
}

/// Whether that was said.
pub(super) fn is_marked(dir: &Path) -> bool {
    dir.join(MARK).exists()
}

/// A new database has begun: whatever was said was said of the one before.
pub(super) fn unmark(dir: &Path) -> Result<(), StoreError> {
    let path = dir.join(MARK);
    match fs::remove_file(&path) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(StoreError::File { path, source }),
        _ => Ok(()),
    }
}

/// The damaged databases in the folder, oldest first. One of which only the log is left counts too.
pub(super) fn kept_aside(dir: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let prefix = format!("{DATABASE}.corrupt-");
    let entries = fs::read_dir(dir).map_err(|source| StoreError::File { path: dir.to_owned(), source })?;
    let names: BTreeSet<String> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.starts_with(&prefix) && !name.ends_with("-shm"))
        .map(|name| name.strip_suffix("-wal").map_or(name.clone(), ToOwned::to_owned))
        .collect();
    Ok(names.into_iter().map(|name| dir.join(name)).collect())
}

/// What the old device row says, as far as it can be read.
struct OldDevice {
    id: DeviceId,
    incarnation: u32,
    next_seq: i64,
    cursor: Option<String>,
    day: Option<ServiceDay>,
}

fn old_device(old: &Connection) -> Option<OldDevice> {
    let mut device = old
        .query_row("select device_id, incarnation, next_seq, cursor, service_day from device", [], |row| {
            Ok(OldDevice {
                id: DeviceId(rows::item_id(row.get(0)?).0),
                incarnation: row.get(1)?,
                next_seq: row.get(2)?,
                cursor: row.get(3)?,
                day: row.get::<_, Option<String>>(4)?.and_then(|text| text.parse().ok()),
            })
        })
        .ok()?;
    // The page of the device row may be an older one than those of the outbox.
    if let Ok(Some(last)) = old.query_row("select max(device_seq) from outbox", [], |row| row.get::<_, Option<i64>>(0))
    {
        device.next_seq = device.next_seq.max(last.saturating_add(1));
    }
    (device.next_seq > 0).then_some(device)
}

/// Begins the new database and carries over what the old one still gives. `named`: central has given this kiosk its identity.
pub(super) fn recover(writer: &mut Writer, kept: &Path, aside: usize, named: bool) -> Result<Recovery, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let old = Connection::open_with_flags(kept, flags).ok();
    let device = old.as_ref().and_then(old_device);
    let same_device = device.is_some();
    let copies = writer.keeper.limits.backup_dir.as_deref().map(backup::copies).unwrap_or_default();
    let recovery = writer.write(|tx, context| {
        let aside = u32::try_from(aside).unwrap_or(u32::MAX);
        let incarnation = device.as_ref().map_or(0, |device| device.incarnation).max(aside).saturating_add(1);
        context.device.incarnation = incarnation;
        if let Some(device) = &device
            && !named
        {
            context.device.id = device.id;
        }
        insert_device(tx, &context.device, device.as_ref().map_or(1, |device| device.next_seq))?;
        let mut copied = Copied::default();
        if let Some(old) = &old {
            copied = copy_all(old, tx)?;
        }
        // What the damaged file does not give, the copies may. What central has already is answered as a duplicate.
        let mut from_copies = Copied::default();
        for copy in &copies {
            from_copies.unreadable += copy_all(copy, tx)?.unreadable;
        }
        if copied.unreadable > 0 || old.is_none() {
            tracing::warn!(event = "store.copies_used", copies = copies.len(), unreadable = from_copies.unreadable);
        }
        whole::requeue_unknown(tx)?;
        // An item that is not what was committed and stands in no copy goes to central as it is, which keeps it in
        // quarantine: whoever holds its receipt finds it there.
        for seq in whole::altered(tx)? {
            if !whole::mend_one(tx, context, &copies, seq)? {
                copied.unreadable += 1;
            }
        }
        if !same_device {
            renumber(tx)?;
            context.unmended.clear();
        }
        let mut guard = DayGuard::new(device.as_ref().and_then(|device| device.day));
        let day = guard.step(context.clock_day(), context.clock_trusted).day();
        tx.execute(
            "update device set service_day = ?1, number_day = ?1, cursor = ?2, number_floor = 1 + 1000 * max(?3,
               (select coalesce(max(n), 0) / 1000 + 1 from ticket where service_day = ?1))",
            params![
                day.to_string(),
                // Where something that central had told is lost, central tells it again from the beginning.
                device.and_then(|device| device.cursor).filter(|_| copied.told == 0),
                incarnation.saturating_sub(1)
            ],
        )?;
        let outbox = count(tx, "select count(*) from outbox where state <> 1")?;
        let tickets = count(tx, "select count(*) from ticket")?;
        let kept_as = kept.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let event = Event::Recovered { incarnation, kept_as, outbox, tickets, unreadable: copied.unreadable };
        audit::append(tx, context.now_ms(), &event)?;
        Ok(Recovery { kept: kept.to_owned(), incarnation, same_device, outbox, tickets, unreadable: copied.unreadable })
    })?;
    tracing::error!(
        event = "store.recovered",
        incarnation = recovery.incarnation,
        outbox = recovery.outbox,
        tickets = recovery.tickets,
        unreadable = recovery.unreadable
    );
    Ok(recovery)
}

fn count(conn: &Connection, sql: &str) -> Result<u64, StoreError> {
    let n: i64 = conn.query_row(sql, [], |row| row.get(0))?;
    Ok(u64::try_from(n).unwrap_or(0))
}

#[derive(Default)]
struct Copied {
    unreadable: u64,
    /// Those among them that central had told.
    told: u64,
}

/// The tables that are carried over, in the order that references ask for, and which of their rows.
const TABLES: &[(&str, &str)] = &[
    ("ticket", "true"),
    ("appointment", "true"),
    ("request", "true"),
    ("print_job", "state <> 'cancelled'"),
    // What is in custody too: by it, what belongs to it is forgotten in time.
    ("outbox", "state = 1 or body is not null"),
    ("outbox_blob", "state = 1 or body is not null"),
    ("bundle", "true"),
    ("feedback", "true"),
    ("status", "true"),
    ("staff_door", "true"),
    ("staff_badge", "true"),
    ("staff_call", "true"),
    ("pause", "true"),
    ("tally", "true"),
    ("day_close", "true"),
    ("staff_taste", "true"),
    ("command", "true"),
    ("old_file", "true"),
];

/// Those of them that central's changes fill.
const TOLD: [&str; 2] = ["appointment", "status"];

fn copy_all(old: &Connection, new: &Transaction<'_>) -> Result<Copied, StoreError> {
    let mut copied = Copied::default();
    for (table, which) in TABLES {
        let unreadable = copy(old, new, table, which)?;
        copied.unreadable += unreadable;
        if TOLD.contains(table) {
            copied.told += unreadable;
        }
    }
    Ok(copied)
}

fn columns(conn: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    let mut query = conn.prepare("select name from pragma_table_info(?1)")?;
    query.query_map([table], |row| row.get(0))?.collect()
}

/// Copies a table row by row, stepping over what cannot be read. Errors of the new database end it; those of the old
/// one are counted.
fn copy(old: &Connection, new: &Transaction<'_>, table: &str, which: &str) -> Result<u64, StoreError> {
    let wanted = columns(new, table)?;
    let Ok(there) = columns(old, table) else {
        return Ok(1);
    };
    let shared: Vec<String> = there.into_iter().filter(|column| wanted.contains(column)).collect();
    if shared.is_empty() {
        return Ok(1);
    }
    let names = shared.join(", ");
    let places = vec!["?"; shared.len()].join(", ");
    let mut insert = new.prepare(&format!("insert or ignore into {table}({names}) values ({places})"))?;
    let Ok(mut query) =
        old.prepare(&format!("select rowid, {names} from {table} where rowid > ?1 and ({which}) order by rowid"))
    else {
        return Ok(1);
    };
    let (mut last, mut unreadable, mut hole) = (i64::MIN, 0, 0);
    loop {
        let read = (|| -> Result<Option<(i64, Vec<Value>)>, rusqlite::Error> {
            let mut found = query.query([last])?;
            while let Some(row) = found.next()? {
                last = row.get(0)?;
                let values: Vec<Value> = (1..=shared.len()).map(|i| row.get(i)).collect::<Result<_, _>>()?;
                hole = 0;
                match insert.execute(params_from_iter(&values)) {
                    // A row that refers to one that is lost, or is not what the schema asks for.
                    Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) => {
                        unreadable += 1;
                    }
                    Err(_) => return Ok(Some((last, values))),
                    Ok(_) => {}
                }
            }
            Ok(None)
        })();
        match read {
            Ok(None) => return Ok(unreadable),
            // The new database would not take the row: ask again, for its reason.
            Ok(Some((_, values))) => {
                insert.execute(params_from_iter(&values))?;
            }
            Err(_) => {
                unreadable += 1;
                hole += 1;
                last = last.max(0).saturating_add(1);
                if hole > MAX_HOLE {
                    return Ok(unreadable);
                }
            }
        }
    }
}

/// Numbers the items from 1: a new identity has a sequence of its own. Ids and digests stay, so what central has
/// already is answered as a duplicate. What is in custody is in no sequence any more; it keeps its number below zero until it
/// is forgotten.
fn renumber(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute("update outbox set device_seq = -device_seq where state = 1 and device_seq > 0", [])?;
    let seqs: Vec<i64> = {
        let mut query = tx.prepare("select device_seq from outbox where state <> 1 order by device_seq")?;
        query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?
    };
    let mut next = 1_i64;
    for seq in seqs {
        tx.execute("update outbox set device_seq = ?1 where device_seq = ?2", [next, seq])?;
        next += 1;
    }
    tx.execute("update device set next_seq = ?1", [next])?;
    Ok(())
}
