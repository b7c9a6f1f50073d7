//! Opening the store: lock, checks, schema, and what to do with a damaged file.

use std::collections::{HashMap, HashSet};
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use kiosk_protocol::{CentreId, DeviceId, ItemId, SealKeys};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension, params};
use uuid::Uuid;

use super::audit::{self, Event, GENESIS};
use super::error::StoreError;
use super::housekeeping::Keeper;
use super::random::{Random, SystemRandom};
use super::recover::{self, Recovery};
use super::room::{self, Limits, PAGE};
use super::sealing::Sealer;
use super::types::Device;
use super::writer::{Context, Writer};
use super::{backup, job, migrate, plain, rows, status};
use crate::clock::{Clock, SystemClock};
use crate::ticket::Slot;

/// The database in the state folder.
pub(super) const DATABASE: &str = "kiosk.db";
/// Held as long as a process has the store open. A file of its own: closing another descriptor of the database would
/// drop SQLite's own locks.
const LOCK: &str = "kiosk.lock";
/// SQLite 3.51.3, the first without the WAL-reset bug (<https://sqlite.org/wal.html#walresetbug>).
const OLDEST_SQLITE: i32 = 3_051_003;
/// How many rows at the end of the audit chain are walked at every start.
const AUDIT_TAIL: i64 = 200;

/// How to open the store.
#[derive(Debug)]
pub struct StoreOptions {
    /// The state folder; made if it is missing.
    pub dir: PathBuf,
    /// Who central knows this kiosk as, once it is enrolled; otherwise it names itself at the first start.
    pub device: Option<DeviceId>,
    /// The centre that the kiosk stands in.
    pub centre: CentreId,
    /// The kiosk's slot in ticket labels. No two kiosks of a centre may share one.
    pub slot: Slot,
    /// The time zone of the service day.
    pub time_zone: TimeZone,
    /// When the service day begins, local time.
    pub day_starts_at: Time,
    /// The most that the database may grow to, in bytes. Beyond it the store says [`StoreError::Full`].
    pub max_bytes: u64,
    /// Central's keys, from a verified bundle, that requests are sealed to. Without a valid one there are tickets only.
    pub seal_keys: SealKeys,
    /// What is kept free, held back and remembered.
    pub limits: Limits,
    /// How commits reach the disk.
    #[doc(hidden)]
    pub durability: Durability,
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// Where random bytes come from.
    pub random: Box<dyn Random>,
}

/// How commits reach the disk. Only [`Durability::PowerCut`] keeps the promise of the store.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// `synchronous=FULL`: every commit waits for the disk.
    PowerCut,
    /// `synchronous=NORMAL`: survives the end of the program, not of the power. It exists for the test that proves that
    /// the test of power cuts can fail.
    ProgramEnd,
}

impl StoreOptions {
    /// Options with the machine's clock and random numbers, days from 04:00 in `time_zone`, at most 2 GiB, not enrolled
    /// and without seal keys.
    #[must_use]
    pub fn new(dir: impl Into<PathBuf>, centre: CentreId, slot: Slot, time_zone: TimeZone) -> Self {
        let dir = dir.into();
        Self {
            limits: Limits::usual(&dir),
            durability: Durability::PowerCut,
            dir,
            device: None,
            seal_keys: SealKeys::default(),
            centre,
            slot,
            time_zone,
            day_starts_at: Time::constant(4, 0, 0, 0),
            max_bytes: 2 << 30,
            clock: Arc::new(SystemClock),
            random: Box::new(SystemRandom),
        }
    }
}

/// What was found and done when the store was opened.
#[derive(Debug)]
pub struct StartReport {
    /// Who this kiosk is.
    pub device: Device,
    /// Whether the database is new.
    pub begun: bool,
    /// Set when the database was damaged: it has been kept aside and a new one begun. Staff must see this.
    pub recovered: Option<Recovery>,
    /// Print jobs that were with the printer when the program last ended; now `unknown`.
    pub jobs_in_doubt: usize,
    /// Requests that an older version had queued as plain text, and that are sealed now.
    pub sealed_late: usize,
    /// Rows that refer to rows that are not there; 0 unless a program was wrong.
    pub foreign_key_violations: u64,
    /// The first row at the end of the audit chain that does not fit, and why.
    pub audit_broken: Option<(i64, &'static str)>,
    /// The latest time that central has told in an earlier run.
    pub time_floor: Option<Timestamp>,
    /// The SQLite version.
    pub sqlite: &'static str,
    /// How long the checks took.
    pub checks: Duration,
}

fn file_error(path: &Path) -> impl FnOnce(std::io::Error) -> StoreError {
    let path = path.to_owned();
    move |source| StoreError::File { path, source }
}

/// The lock on the state folder; gone with this value, or with the process.
#[derive(Debug)]
pub(super) struct DirLock(#[expect(dead_code, reason = "held for its lock")] File);

fn lock(dir: &Path) -> Result<DirLock, StoreError> {
    let path = dir.join(LOCK);
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&path)
        .map_err(file_error(&path))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut text = String::new();
            let pid = file.read_to_string(&mut text).ok().and_then(|_| text.trim().parse().ok());
            return Err(StoreError::InUse { path, pid });
        }
        Err(TryLockError::Error(source)) => return Err(StoreError::File { path, source }),
    }
    // The number is a courtesy to whoever meets the lock; the lock itself does not depend on it.
    let write = file
        .set_len(0)
        .and_then(|()| file.rewind())
        .and_then(|()| file.write_all(std::process::id().to_string().as_bytes()));
    write.map_err(file_error(&path))?;
    Ok(DirLock(file))
}

/// Opens a database file with the pragmas that durability rests on (`sync.md` §2.7).
fn connect(path: &Path, max_bytes: u64, durability: Durability) -> Result<Connection, StoreError> {
    // The file is made with its rights before SQLite opens it; -wal and -shm take theirs from it.
    OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path).map_err(file_error(path))?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    // Until the file has been found sound, closing it must not write the log back into it.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    conn.busy_timeout(Duration::from_secs(5))?;
    let mode: String = conn.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))?;
    if mode != "wal" {
        return Err(StoreError::Pragma("journal_mode=WAL"));
    }
    let wanted = match durability {
        Durability::PowerCut => 2,
        Durability::ProgramEnd => 1,
    };
    conn.pragma_update(None, "synchronous", wanted)?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "temp_store", "memory")?;
    conn.pragma_update(None, "trusted_schema", false)?;
    conn.pragma_update(None, "cell_size_check", true)?;
    conn.pragma_update_and_check(None, "secure_delete", true, |_| Ok(()))?;
    conn.pragma_update_and_check(None, "wal_autocheckpoint", 256, |_| Ok(()))?;
    conn.pragma_update_and_check(None, "journal_size_limit", 4_194_304, |_| Ok(()))?;
    let pages = i64::try_from(max_bytes / PAGE).unwrap_or(i64::MAX).clamp(1, 0xffff_fffe);
    conn.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))?;
    let synchronous: i64 = conn.pragma_query_value(None, "synchronous", |row| row.get(0))?;
    if synchronous != wanted {
        return Err(StoreError::Pragma("synchronous=FULL"));
    }
    conn.set_prepared_statement_cache_capacity(64);
    Ok(conn)
}

/// What [`prepare`] needs of the options.
struct Prepare<'a> {
    max_bytes: u64,
    durability: Durability,
    backup_dir: Option<&'a Path>,
}

/// Opens the file, checks that it is sound, and brings it to the newest schema.
fn prepare(path: &Path, options: &Prepare<'_>) -> Result<Connection, StoreError> {
    let mut conn = connect(path, options.max_bytes, options.durability)?;
    migrate::check_not_newer(&conn, migrate::STEPS)?;
    let answer: String = conn.query_row("pragma quick_check(1)", [], |row| row.get(0))?;
    if answer != "ok" {
        return Err(StoreError::Damaged);
    }
    let schema = migrate::version(&conn)?;
    if let Some(dir) = options.backup_dir
        && schema > 0
        && schema < migrate::newest(migrate::STEPS)
    {
        let copy = backup::before_migration(&conn, dir, schema)?;
        tracing::info!(event = "store.copied_before_migration", schema, copy = %copy.display());
    }
    migrate::migrate(&mut conn, migrate::STEPS)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    Ok(conn)
}

fn foreign_key_violations(conn: &Connection) -> Result<u64, StoreError> {
    let mut check = conn.prepare("pragma foreign_key_check")?;
    let mut found = check.query([])?;
    let mut violations = 0;
    while found.next()?.is_some() {
        violations += 1;
    }
    Ok(violations)
}

/// This run of the machine. Linux names it; elsewhere, or without rights, a name of this process is as good.
fn boot_id(random: &mut dyn Random) -> Result<String, StoreError> {
    let named = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok();
    if let Some(uuid) = named.and_then(|text| Uuid::parse_str(text.trim()).ok()) {
        return Ok(uuid.to_string());
    }
    let mut bytes = [0; 16];
    random.fill(&mut bytes)?;
    Ok(Uuid::from_bytes(bytes).to_string())
}

/// Opens everything and gives what the writer's thread needs.
pub(super) fn open(options: StoreOptions) -> Result<(Writer, DirLock, StartReport), StoreError> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(StoreError::SqliteTooOld(rusqlite::version()));
    }
    let StoreOptions {
        dir,
        device: enrolled,
        centre,
        slot,
        time_zone,
        day_starts_at,
        max_bytes,
        seal_keys,
        limits,
        durability,
        clock,
        mut random,
    } = options;
    DirBuilder::new().recursive(true).mode(0o700).create(&dir).map_err(file_error(&dir))?;
    let lock = lock(&dir)?;
    let path = dir.join(DATABASE);
    if let Err(error) = room::place_ballast(&dir, &limits) {
        // Without ballast the kiosk works all the same, until the disk is full.
        tracing::warn!(event = "store.ballast_failed", %error);
    }
    let started = Instant::now();
    let how = Prepare { max_bytes, durability, backup_dir: limits.backup_dir.as_deref() };
    let stray_log = !path.exists() && recover::wal_of(&path).exists();
    let (conn, damaged) = if stray_log {
        // A log without its database: SQLite would throw it away.
        let kept = recover::keep_aside(&path, clock.now())?;
        (prepare(&path, &how)?, Some(kept))
    } else {
        match prepare(&path, &how) {
            Ok(conn) if recover::is_marked(&dir) => {
                // Not written back into the file: its pages may be wrong.
                conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
                drop(conn);
                let kept = recover::keep_aside(&path, clock.now())?;
                (prepare(&path, &how)?, Some(kept))
            }
            Err(error) if error.is_damage() => {
                let kept = recover::keep_aside(&path, clock.now())?;
                (prepare(&path, &how)?, Some(kept))
            }
            other => (other?, None),
        }
    };
    let checks = started.elapsed();
    let known = known_device(&conn)?;
    let begun = known.is_none();
    let incarnation = known.as_ref().map_or(1, |device| device.incarnation);
    let device = Device {
        id: match enrolled.or(known.map(|device| device.id)) {
            Some(id) => id,
            None => new_device_id(clock.as_ref(), random.as_mut())?,
        },
        centre,
        slot,
        incarnation,
        boot_id: boot_id(random.as_mut())?,
    };
    let context = Context {
        clock,
        random,
        zone: time_zone,
        day_starts_at,
        device,
        clock_trusted: false,
        sealer: Sealer::new(seal_keys),
        resting: HashMap::new(),
        missed: HashSet::new(),
        unmended: HashSet::new(),
        unmended_documents: HashSet::new(),
    };
    let keeper = Keeper::new(dir.clone(), limits, max_bytes);
    let mut writer = Writer { conn, context, keeper };
    let mut recovered = None;
    if begun {
        // A new file beside damaged ones, though nothing was damaged now: an earlier recovery was cut short.
        let aside = recover::kept_aside(&dir)?;
        match damaged.as_ref().or(aside.last()) {
            Some(kept) => {
                let named = enrolled.is_some();
                recovered = Some(recover::recover(&mut writer, kept, aside.len(), named)?);
            }
            None => begin(&mut writer)?,
        }
        recover::unmark(&dir)?;
    } else {
        assign(&mut writer)?;
    }
    let sealed_late = plain::seal(&mut writer).unwrap_or_else(|error| {
        // Nothing was changed; the kiosk starts, and the next start tries again.
        tracing::error!(event = "store.plain_kept", %error);
        0
    });
    let jobs_in_doubt = writer.write(|tx, context| job::doubt_sent(tx, context))?;
    let audit_broken = match audit::verify_tail(&writer.conn, AUDIT_TAIL) {
        Ok(_) => None,
        Err(StoreError::Audit { seq, what }) => {
            tracing::error!(event = "store.audit_broken", seq, what);
            Some((seq, what))
        }
        Err(error) => return Err(error),
    };
    let report = StartReport {
        device: writer.context.device.clone(),
        begun,
        recovered,
        jobs_in_doubt,
        sealed_late,
        foreign_key_violations: foreign_key_violations(&writer.conn)?,
        audit_broken,
        time_floor: Some(status::time_floor(&writer.conn)?).filter(|ms| *ms > 0).map(rows::time).transpose()?,
        sqlite: rusqlite::version(),
        checks,
    };
    tracing::info!(
        event = "store.opened",
        begun,
        recovered = report.recovered.is_some(),
        jobs_in_doubt,
        sqlite = report.sqlite
    );
    Ok((writer, lock, report))
}

fn new_device_id(clock: &dyn Clock, random: &mut dyn Random) -> Result<DeviceId, StoreError> {
    let mut bytes = [0; 10];
    random.fill(&mut bytes)?;
    let unix_ms = u64::try_from(clock.now().as_millisecond()).unwrap_or(0);
    Ok(DeviceId(ItemId::new(unix_ms, bytes).0))
}

struct KnownDevice {
    id: DeviceId,
    incarnation: u32,
}

fn known_device(conn: &Connection) -> Result<Option<KnownDevice>, StoreError> {
    let known = conn
        .query_row("select device_id, incarnation from device", [], |row| {
            Ok(KnownDevice { id: DeviceId(rows::item_id(row.get(0)?).0), incarnation: row.get(1)? })
        })
        .optional()?;
    Ok(known)
}

/// The first row of a new database, and the first of its audit chain.
pub(super) fn begin(writer: &mut Writer) -> Result<(), StoreError> {
    writer.write(|tx, context| {
        insert_device(tx, &context.device, 1)?;
        let event = Event::Begun {
            device: context.device.id.to_string(),
            centre: context.device.centre.as_str(),
            slot: context.device.slot.get(),
            incarnation: context.device.incarnation,
        };
        audit::append(tx, context.now_ms(), &event)
    })
}

pub(super) fn insert_device(conn: &Connection, device: &Device, next_seq: i64) -> Result<(), StoreError> {
    conn.execute(
        "insert into device(one, device_id, centre_id, slot, incarnation, next_seq, audit_hash)
         values (1, ?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            device.id.0.as_bytes(),
            device.centre.as_str(),
            device.slot.to_string(),
            device.incarnation,
            next_seq,
            GENESIS
        ],
    )?;
    Ok(())
}

/// Takes over who this kiosk is by its enrolment or configuration; a change is recorded.
fn assign(writer: &mut Writer) -> Result<(), StoreError> {
    writer.write(|tx, context| {
        // A flipped bit in it would make every commit clash with a number that is given.
        tx.execute(
            "update device set next_seq = (select max(device_seq) + 1 from outbox)
             where next_seq <= (select max(device_seq) from outbox)",
            [],
        )?;
        let device = &context.device;
        let changed = tx.execute(
            "update device set device_id = ?1, centre_id = ?2, slot = ?3
             where device_id <> ?1 or centre_id <> ?2 or slot <> ?3",
            params![device.id.0.as_bytes(), device.centre.as_str(), device.slot.to_string()],
        )?;
        if changed > 0 {
            let (device, centre) = (device.id.to_string(), device.centre.as_str());
            let event = Event::Assigned { device, centre, slot: context.device.slot.get() };
            audit::append(tx, context.now_ms(), &event)?;
        }
        Ok(())
    })
}
