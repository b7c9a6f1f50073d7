//! What central tells: pages of changes, and how requests stand.

use kiosk_protocol::{ChangePage, Reference};
use rusqlite::{Connection, Transaction, params};

use super::error::StoreError;
use super::types::{Applied, LocalStatus, ToldStatus};
use super::writer::{Context, Writer};
use super::{appointment, command, outbox, queue, rows};

/// Where the next page of changes begins.
pub(super) fn cursor(conn: &Connection) -> Result<Option<String>, StoreError> {
    Ok(conn.prepare_cached("select cursor from device")?.query_row([], |row| row.get(0))?)
}

/// Takes a page in, together with the cursor after it: a page is never half applied, and never lost between two
/// cursors. Changes that this version has no use for are passed over.
pub(super) fn apply(tx: &Transaction<'_>, context: &Context, page: &ChangePage) -> Result<Applied, StoreError> {
    let mut applied = Applied::default();
    for change in &page.changes {
        let changed = match (change.status(), i64::try_from(change.seq)) {
            (Some(status), Ok(seq)) => tx
                .prepare_cached(
                    "insert into status(ref, state, note, at_ms, server_seq) values (?1, ?2, ?3, ?4, ?5)
                     on conflict(ref) do update set state = excluded.state, note = excluded.note,
                       at_ms = excluded.at_ms, server_seq = excluded.server_seq
                     where excluded.server_seq > server_seq",
                )?
                .execute(params![
                    status.reference.to_string(),
                    status.state.as_str(),
                    status.note,
                    change.at_ms,
                    seq
                ])?,
            _ => 0,
        };
        if changed > 0 {
            applied.statuses += 1;
        } else if queue::called(tx, change)? {
            applied.calls += 1;
        } else if command::take(tx, context, change)? {
            applied.commands += 1;
        } else if appointment::take(tx, context, change)? {
            applied.appointments += 1;
        } else {
            applied.skipped += 1;
        }
    }
    tx.prepare_cached("update device set cursor = ?1")?.execute([&page.next_cursor])?;
    Ok(applied)
}

/// Takes a snapshot in: central was restored or made anew, so its word replaces what was known even where its sequence
/// is lower now. Requests it does not name keep what was last told of them: they may wait here or in a kiosk nearby.
pub(super) fn replace(tx: &Transaction<'_>, context: &Context, page: &ChangePage) -> Result<Applied, StoreError> {
    tx.prepare_cached("update status set server_seq = -1")?.execute([])?;
    tx.prepare_cached("update appointment set server_seq = -1")?.execute([])?;
    let applied = apply(tx, context, page)?;
    tx.prepare_cached("update status set server_seq = 0 where server_seq = -1")?.execute([])?;
    tx.prepare_cached("update appointment set server_seq = 0 where server_seq = -1")?.execute([])?;
    Ok(applied)
}

/// The floor is written down only when it has moved by so much: it is a floor, not a clock.
const FLOOR_STEP_MS: i64 = 60_000;

/// Notes central's time.
pub(super) fn note_time(writer: &mut Writer, offset_ms: i64, floor_ms: i64) -> Result<(), StoreError> {
    writer.context.clock_trusted = true;
    if floor_ms.saturating_sub(time_floor(&writer.conn)?) < FLOOR_STEP_MS {
        return Ok(());
    }
    writer.write_freeing(|tx, _| {
        tx.prepare_cached(
            "update device set clock_offset_ms = ?1, time_floor_ms = max(coalesce(time_floor_ms, 0), ?2)",
        )?
        .execute([offset_ms, floor_ms])?;
        Ok(())
    })
}

/// The latest time that central has told.
pub(super) fn time_floor(conn: &Connection) -> Result<i64, StoreError> {
    Ok(conn.prepare_cached("select coalesce(time_floor_ms, 0) from device")?.query_row([], |row| row.get(0))?)
}

/// How a request stands, as far as this kiosk knows; nothing when it has never heard of it.
pub(super) fn look_up(conn: &Connection, reference: &Reference) -> Result<Option<LocalStatus>, StoreError> {
    let (request, outbox) = match rows::request_id(conn, reference)? {
        Some(id) => (rows::request(conn, id)?, outbox::state_of(conn, id)?),
        None => (None, None),
    };
    let mut query = conn.prepare_cached("select state, note, at_ms from status where ref = ?1")?;
    let mut found = query.query([reference.to_string()])?;
    let told = match found.next()? {
        Some(row) => Some(ToldStatus {
            state: rows::word(&row.get::<_, String>(0)?, "request state")?,
            note: row.get(1)?,
            at: rows::time(row.get(2)?)?,
        }),
        None => None,
    };
    if request.is_none() && told.is_none() {
        return Ok(None);
    }
    Ok(Some(LocalStatus { reference: *reference, request, outbox, told }))
}
