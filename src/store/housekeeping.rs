//! What the writer does when nobody waits for it: copies, forgetting what was delivered long ago, the weekly check, and
//! the ballast back in its place. And what it does when the disk is full.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, params};

use super::error::StoreError;
use super::room::{self, Gauge, Limits, PAGE, Room};
use super::writer::Writer;
use super::{appointment, backup, old_files, outbox, recover, rows, whole};

/// So long nothing was asked before the writer looks around, when something has changed.
const REST: Duration = Duration::from_secs(20);
/// And when nothing has.
const LONG_REST: Duration = Duration::from_secs(3600);
/// Items that are forgotten in one transaction, per lane: what a citizen may have to wait behind (a few milliseconds).
const FORGET_AT_ONCE: i64 = 200;
/// Between two whole checks of the file.
const CHECK_EVERY_MS: i64 = 7 * 86_400_000;
/// The lanes of the outbox are numbered from 0 to this.
const LAST_LANE: i64 = 4;
/// While the ballast is off, a batch holds no more: each result needs a little room of its own.
pub(super) const BATCH_WITHOUT_BALLAST: usize = 10;

/// What the writer keeps in order.
#[derive(Debug)]
pub(super) struct Keeper {
    pub(super) dir: PathBuf,
    pub(super) limits: Limits,
    /// The database's own limit, bytes.
    pub(super) max_bytes: u64,
    /// Commits that no copy holds yet.
    uncopied: u32,
    /// The ballast was thrown off and is not back.
    pub(super) ballast_off: bool,
    /// Settlements whose bodies may still stand in the write-ahead log.
    pub(super) unforgotten: u32,
    /// Delivered items may be old enough to be forgotten.
    forgetting: bool,
    pub(super) gauge: Gauge,
    checked: Option<Integrity>,
}

/// What the last whole check of the file found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Integrity {
    /// When, by the kiosk's clock.
    pub at: Timestamp,
    /// Whether nothing was wrong.
    pub sound: bool,
}

/// How the store is kept, for staff and health.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Upkeep {
    /// What there is room for.
    pub room: Room,
    /// Whether the ballast is in its place (or none is wanted).
    pub ballast: bool,
    /// Commits that no copy of the database holds yet.
    pub uncopied: u32,
    /// The last whole check since this start.
    pub integrity: Option<Integrity>,
}

impl Keeper {
    pub(super) fn new(dir: PathBuf, limits: Limits, max_bytes: u64) -> Self {
        let gauge = Gauge::new(dir.clone(), limits.clone());
        Self {
            dir,
            limits,
            max_bytes,
            uncopied: 0,
            ballast_off: false,
            unforgotten: 0,
            forgetting: true,
            gauge,
            checked: None,
        }
    }

    pub(super) fn committed(&mut self) {
        self.uncopied = self.uncopied.saturating_add(1);
    }

    /// How long the writer may sleep.
    pub(super) fn rest(&self) -> Duration {
        let copies = self.limits.backup_dir.is_some() && self.uncopied > 0;
        if copies || self.ballast_off || self.forgetting || self.unforgotten > 0 { REST } else { LONG_REST }
    }
}

/// What there is room for.
pub(super) fn look(writer: &Writer) -> Result<Room, StoreError> {
    let keeper = &writer.keeper;
    room::look(&writer.conn, &keeper.dir, &keeper.limits, keeper.max_bytes)
}

/// Everything staff may want to know.
pub(super) fn upkeep(writer: &Writer) -> Result<Upkeep, StoreError> {
    let keeper = &writer.keeper;
    Ok(Upkeep {
        room: look(writer)?,
        ballast: keeper.limits.ballast == 0 || room::has_ballast(&keeper.dir),
        uncopied: keeper.uncopied,
        integrity: keeper.checked,
    })
}

/// Refuses work that there is no room for.
pub(super) fn need(writer: &Writer, needed: Room) -> Result<(), StoreError> {
    if look(writer)? < needed { Err(StoreError::LowOnSpace) } else { Ok(()) }
}

/// After a piece of work: what is left, and a copy if many commits are in none.
pub(super) fn after_work(writer: &mut Writer) {
    let keeper = &writer.keeper;
    match room::in_database(&writer.conn, &keeper.limits, keeper.max_bytes) {
        Ok(own) => keeper.gauge.set(own),
        Err(error) => tracing::warn!(event = "store.gauge_failed", %error),
    }
    if writer.keeper.uncopied >= writer.keeper.limits.backup_every {
        copy(writer);
    }
}

/// Nobody has asked for a while.
pub(super) fn at_rest(writer: &mut Writer) {
    if let Err(error) = restore_ballast(writer) {
        tracing::warn!(event = "store.ballast_failed", %error);
    }
    if writer.keeper.unforgotten > 0 {
        outbox::forget(writer);
    }
    match forget_delivered(writer) {
        Ok(forgotten) => writer.keeper.forgetting = forgotten > 0,
        Err(error) => {
            writer.keeper.forgetting = false;
            tracing::warn!(event = "store.forget_failed", %error);
        }
    }
    if let Err(error) = old_files::look(writer) {
        tracing::warn!(event = "store.old_files_failed", %error);
    }
    if let Err(error) = weekly_check(writer) {
        tracing::error!(event = "store.check_failed", %error);
    }
    // Last, so that the copy holds what was done here too.
    copy(writer);
}

fn copy(writer: &mut Writer) {
    let Some(dir) = writer.keeper.limits.backup_dir.clone() else { return };
    if writer.keeper.uncopied == 0 || writer.keeper.ballast_off {
        return;
    }
    // A copy of an altered item would take the place of the last whole one.
    let whole = whole::altered(&writer.conn).and_then(|altered| {
        whole::mend(writer, &altered);
        whole::mend_documents(writer)
    });
    if let Err(error) = whole {
        tracing::error!(event = "store.items_not_compared", %error);
    }
    // Counted as done even when it fails: the next commits bring the next try, not the next second.
    let commits = std::mem::take(&mut writer.keeper.uncopied);
    match backup::renew(&writer.conn, &dir) {
        Ok(()) => tracing::info!(event = "store.copied", commits),
        Err(error) => tracing::error!(event = "store.copy_failed", %error),
    }
}

/// The disk is full in the middle of work that frees room: throws the ballast off and empties the log. Says whether
/// trying again can help.
pub(super) fn relieve(writer: &mut Writer) -> Result<bool, StoreError> {
    if writer.keeper.ballast_off || writer.keeper.limits.ballast == 0 {
        return Ok(false);
    }
    let dropped = room::drop_ballast(&writer.keeper.dir)?;
    writer.keeper.ballast_off = true;
    // The same help when not the disk but the database's own limit was met.
    set_pages(&writer.conn, writer.keeper.max_bytes.saturating_add(writer.keeper.limits.ballast))?;
    checkpoint(&writer.conn);
    tracing::error!(event = "store.ballast_off", dropped);
    Ok(true)
}

/// Puts the ballast back when there is room again.
fn restore_ballast(writer: &mut Writer) -> Result<(), StoreError> {
    let keeper = &mut writer.keeper;
    if keeper.limits.ballast == 0 || (!keeper.ballast_off && room::has_ballast(&keeper.dir)) {
        return Ok(());
    }
    if room::place_ballast(&keeper.dir, &keeper.limits)? {
        keeper.ballast_off = false;
        set_pages(&writer.conn, keeper.max_bytes)?;
        tracing::info!(event = "store.ballast_back");
    } else {
        keeper.ballast_off = true;
    }
    Ok(())
}

fn set_pages(conn: &Connection, bytes: u64) -> Result<(), StoreError> {
    let pages = i64::try_from(bytes / PAGE).unwrap_or(i64::MAX).clamp(1, 0xffff_fffe);
    Ok(conn.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))?)
}

fn checkpoint(conn: &Connection) {
    let emptied = conn.query_row("pragma wal_checkpoint(truncate)", [], |row| row.get::<_, i64>(0));
    if !matches!(emptied, Ok(0)) {
        tracing::warn!(event = "store.log_kept", ?emptied);
    }
}

/// Forgets what central has had for long enough, some items at a time; says how many. Only a trusted clock may say what
/// is long ago: one set to 2038 by mistake would forget everything at once.
pub(super) fn forget_delivered(writer: &mut Writer) -> Result<usize, StoreError> {
    let keep = i64::try_from(writer.keeper.limits.keep_delivered.as_millis()).unwrap_or(i64::MAX);
    if !writer.context.clock_trusted || keep == i64::MAX {
        return Ok(0);
    }
    writer.write_freeing(|tx, context| {
        let before = context.now_ms().saturating_sub(keep);
        // An appointment names the ticket of its check-in: first, and also when no change comes that would do it.
        appointment::forget(tx, context)?;
        let mut forgotten = 0;
        // Requests before tickets: a request names its ticket.
        for lane in (0..=LAST_LANE).rev() {
            forgotten += forget_lane(tx, lane, before)?;
        }
        let day = rows::time(before)?.to_string();
        let day = day.get(..10).unwrap_or_default();
        // What was carried over from a damaged file, but not its item.
        for table in ["request", "ticket"] {
            forgotten += forget_without_item(tx, table, day)?;
        }
        if forgotten > 0 {
            tx.execute("delete from counter where service_day < ?1", [day])?;
            tx.execute("delete from feedback where at_ms < ?1", [before])?;
            tx.execute("delete from status where at_ms < ?1", [before])?;
        }
        Ok(forgotten)
    })
}

fn forget_lane(tx: &Transaction<'_>, lane: i64, before: i64) -> Result<usize, StoreError> {
    let mut query = tx.prepare_cached(
        "select id, device_seq from (select id, device_seq, custody_ms from outbox where state = 1 and lane = ?1
           order by device_seq limit ?2) where custody_ms < ?3",
    )?;
    let old: Vec<([u8; 16], i64)> = query
        .query_map(params![lane, FORGET_AT_ONCE, before], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut forgotten = 0;
    for (id, seq) in old {
        if forget_papers(tx, id)? {
            tx.prepare_cached("delete from outbox where device_seq = ?1")?.execute([seq])?;
            forgotten += 1;
        }
    }
    Ok(forgotten)
}

/// Requests or tickets from before a service day that no item belongs to.
fn forget_without_item(tx: &Transaction<'_>, table: &str, day: &str) -> Result<usize, StoreError> {
    let mut query = tx.prepare_cached(&format!(
        "select id from {table} where service_day < ?1 and not exists(select 1 from outbox where outbox.id = {table}.id)
         limit ?2"
    ))?;
    let old: Vec<[u8; 16]> =
        query.query_map(params![day, FORGET_AT_ONCE], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut forgotten = 0;
    for id in old {
        forgotten += usize::from(forget_papers(tx, id)?);
    }
    Ok(forgotten)
}

/// Forgets what is known of an item besides the item, unless something still needs it; whether that was done. Paper that is
/// owed keeps what it shows; a ticket stays as long as its request or its appointment, a request as long as its documents.
fn forget_papers(tx: &Transaction<'_>, id: [u8; 16]) -> Result<bool, StoreError> {
    let held = tx
        .prepare_cached(
            "select exists(select 1 from print_job where (ticket_id = ?1 or request_id = ?1)
                      and state in ('committed', 'sent', 'unknown'))
                 or exists(select 1 from request where ticket_id = ?1)
                 or exists(select 1 from appointment where ticket_id = ?1)
                 or exists(select 1 from outbox_blob where request_id = ?1 and state <> 1)",
        )?
        .query_row([id], |row| row.get::<_, bool>(0))?;
    if held {
        return Ok(false);
    }
    tx.prepare_cached("delete from print_job where ticket_id = ?1 or request_id = ?1")?.execute([id])?;
    tx.prepare_cached("delete from outbox_blob where request_id = ?1")?.execute([id])?;
    tx.prepare_cached("delete from request where id = ?1")?.execute([id])?;
    tx.prepare_cached("delete from ticket where id = ?1")?.execute([id])?;
    Ok(true)
}

/// The whole file, once a week, when nobody waits.
fn weekly_check(writer: &mut Writer) -> Result<(), StoreError> {
    let now = writer.context.now_ms();
    let last: Option<i64> =
        writer.conn.prepare_cached("select checked_ms from device")?.query_row([], |row| row.get(0))?;
    // A clock that went back must not put the check off for years.
    if last.is_some_and(|last| (0..CHECK_EVERY_MS).contains(&now.saturating_sub(last))) {
        return Ok(());
    }
    check(writer).map(drop)
}

/// The whole file, now. An index that does not fit its rows is made anew; anything else is salvaged at the next start,
/// which would find nothing wrong by its own, quicker check.
pub(super) fn check(writer: &mut Writer) -> Result<Integrity, StoreError> {
    let mut sound = is_sound(&writer.conn)?;
    if !sound && whole::reindex(writer) {
        sound = is_sound(&writer.conn)?;
    }
    if !sound {
        tracing::error!(event = "store.integrity", "the database is damaged; the next start salvages what can be read");
        recover::mark(&writer.keeper.dir)?;
    }
    let now = writer.context.now_ms();
    writer.write_freeing(|tx, _| Ok(tx.prepare_cached("update device set checked_ms = ?1")?.execute([now])?))?;
    let integrity = Integrity { at: writer.context.now(), sound };
    writer.keeper.checked = Some(integrity);
    Ok(integrity)
}

fn is_sound(conn: &Connection) -> Result<bool, StoreError> {
    let answer: String = conn.query_row("pragma integrity_check(1)", [], |row| row.get(0))?;
    Ok(answer == "ok")
}
