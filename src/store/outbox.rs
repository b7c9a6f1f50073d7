//! The outbox: what has to reach central, until central has it.

use std::time::Duration;

use kiosk_protocol::{Body, DeviceSeq, Digest, Item, ItemId, ItemKind, ItemResult, ItemStatus, ResultCode, Seal};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::audit::{self, Event};
use super::error::StoreError;
use super::housekeeping::BATCH_WITHOUT_BALLAST;
use super::rows::{item_id, time};
use super::types::{Due, Figures, OutboxRow, OutboxState, Settled};
use super::writer::{Context, Writer};
use super::{blob, sequence};

/// How long an item rests that central would not take just now, when central does not say how long.
const DEFAULT_REST: Duration = Duration::from_secs(30);
/// The longest rest that central can ask for.
const MAX_REST: Duration = Duration::from_secs(3600);

/// While more waits, so many settlements share one emptying of the write-ahead log: it costs as much as a settlement itself.
/// The bodies in it are sealed.
const FORGET_EVERY: u32 = 8;

const QUEUED: i64 = 0;
const CUSTODY: i64 = 1;
const ASIDE: i64 = 2;

fn state(number: i64) -> Result<OutboxState, StoreError> {
    match number {
        QUEUED => Ok(OutboxState::Queued),
        CUSTODY => Ok(OutboxState::Custody),
        ASIDE => Ok(OutboxState::Aside),
        _ => Err(StoreError::Strange("outbox state")),
    }
}

fn seq(number: i64) -> Result<DeviceSeq, StoreError> {
    u64::try_from(number).ok().and_then(|n| DeviceSeq::try_from(n).ok()).ok_or(StoreError::Strange("device sequence"))
}

/// The items to push now: by lane, then by number, without those that rest. The first is taken however large it is, so
/// that nothing can be stuck behind a limit.
pub(super) fn due(writer: &mut Writer, max_items: usize, max_bytes: usize) -> Result<Due, StoreError> {
    let max_items = if writer.keeper.ballast_off { max_items.min(BATCH_WITHOUT_BALLAST) } else { max_items };
    let Writer { conn, context, .. } = writer;
    let now = context.clock.monotonic();
    context.resting.retain(|_, until| *until > now);
    let mut query = conn.prepare_cached(
        "select device_seq, id, kind, schema, created_ms, clock_trusted, ref, digest, seal, size, body
         from outbox where state = 0 order by lane, device_seq",
    )?;
    let mut found = query.query([])?;
    let mut items = Vec::new();
    let mut bytes = 0_usize;
    while items.len() < max_items
        && let Some(row) = found.next()?
    {
        let id = item_id(row.get(1)?);
        if context.resting.contains_key(&id) {
            continue;
        }
        let size = usize::try_from(row.get::<_, i64>(9)?).map_err(|_| StoreError::Strange("size"))?;
        if !items.is_empty() && bytes.saturating_add(size) > max_bytes {
            break;
        }
        bytes = bytes.saturating_add(size);
        items.push(read_item(conn, id, row)?);
    }
    drop(found);
    drop(query);
    Ok(Due { items, first_seq: first_open(conn)? })
}

fn read_item(conn: &Connection, id: ItemId, row: &Row<'_>) -> Result<Item, StoreError> {
    // A seal that cannot be read (a flipped bit) must not hold up the queue: central keeps such an item in quarantine.
    let seal = row.get::<_, Option<String>>(8)?.and_then(|json| match serde_json::from_str::<Seal>(&json) {
        Ok(seal) => Some(seal),
        Err(_) => {
            tracing::error!(event = "store.seal_unreadable", %id);
            None
        }
    });
    Ok(Item {
        id,
        device_seq: seq(row.get(0)?)?,
        kind: ItemKind::from(row.get::<_, String>(2)?),
        schema: row.get(3)?,
        created_ms: row.get(4)?,
        clock_trusted: row.get(5)?,
        reference: row.get(6)?,
        digest: Digest::from_bytes(row.get(7)?),
        seal,
        blobs: blob::of_request(conn, id)?,
        body: Body::from(row.get::<_, Vec<u8>>(10)?),
    })
}

/// The smallest number that is not in custody, or the next one to be given.
fn first_open(conn: &Connection) -> Result<DeviceSeq, StoreError> {
    let open: i64 = conn
        .prepare_cached(
            "select coalesce(min(first), (select next_seq from device)) from (
               select min(device_seq) as first from outbox where state = 0
               union all select min(device_seq) from outbox where state = 2)",
        )?
        .query_row([], |row| row.get(0))?;
    seq(open)
}

/// Takes central's results in. Whatever central has in custody loses its body here in the same transaction.
pub(super) fn settle(writer: &mut Writer, results: &[ItemResult]) -> Result<Settled, StoreError> {
    let settled = writer.write_freeing(|tx, context| {
        let mut settled = Settled::default();
        for result in results {
            settle_one(tx, context, result, &mut settled)?;
        }
        Ok(settled)
    })?;
    if settled.custody > 0 {
        writer.keeper.unforgotten += 1;
        let queued = writer.conn.prepare_cached("select 1 from outbox where state = 0 limit 1")?.exists([])?;
        if !queued || writer.keeper.ballast_off || writer.keeper.unforgotten >= FORGET_EVERY {
            forget(writer);
        }
    }
    let now = writer.context.clock.monotonic();
    for result in results {
        if result.status == ItemStatus::Retry {
            let rest = result.retry_after_s.map_or(DEFAULT_REST, Duration::from_secs).min(MAX_REST);
            writer.context.resting.insert(result.id, now.saturating_add(rest));
        }
    }
    Ok(settled)
}

/// Empties the write-ahead log, in which pages with the bodies that have just gone still stand. Not being able to
/// (another process is reading) is no failure: the next settlement tries again, and so does the closing of the store.
pub(super) fn forget(writer: &mut Writer) {
    let emptied = writer.conn.query_row("pragma wal_checkpoint(truncate)", [], |row| row.get::<_, i64>(0));
    if matches!(emptied, Ok(0)) {
        writer.keeper.unforgotten = 0;
    } else {
        tracing::warn!(event = "store.log_kept", ?emptied);
    }
}

fn settle_one(
    tx: &Transaction<'_>,
    context: &mut Context,
    result: &ItemResult,
    settled: &mut Settled,
) -> Result<(), StoreError> {
    let id = result.id.0.as_bytes();
    let code = result.code.as_ref().map(ResultCode::as_str);
    let key = result.message_key.as_deref();
    match result.status {
        ItemStatus::Accepted | ItemStatus::Duplicate | ItemStatus::Quarantined => {
            let server_seq = result.server_seq.and_then(|seq| i64::try_from(seq).ok());
            let changed = tx
                .prepare_cached(
                    "update outbox set state = 1, body = null, custody_ms = ?2, server_seq = ?3, last_code = ?4,
                            last_error = ?5, receipt = ?6, attempts = attempts + 1
                     where id = ?1 and state = 0",
                )?
                .execute(params![id, context.now_ms(), server_seq, code, key, result.receipt])?;
            if result.code == Some(ResultCode::LabelConflict) && changed > 0 {
                // Somebody else counts with this kiosk's slot: a cloned disk, or this one was restored.
                tracing::error!(event = "store.label_conflict", id = %result.id);
                sequence::step_aside(tx, context, 0)?;
                audit::append(tx, context.now_ms(), &Event::LabelConflict { id: result.id.to_string() })?;
            }
            settled.custody += changed;
        }
        ItemStatus::Rejected => {
            let changed = tx
                .prepare_cached(
                    "update outbox set state = 2, last_code = ?2, last_error = ?3, attempts = attempts + 1
                     where id = ?1 and state = 0",
                )?
                .execute(params![id, code, key])?;
            if changed > 0 {
                tracing::error!(event = "store.item_aside", code);
                audit::append(tx, context.now_ms(), &Event::Aside { id: result.id.to_string(), code })?;
            }
            settled.aside += changed;
        }
        ItemStatus::Retry => {
            settled.kept += tx
                .prepare_cached(
                    "update outbox set attempts = attempts + 1, last_code = ?2, last_error = ?3
                     where id = ?1 and state = 0",
                )?
                .execute(params![id, code, key])?;
        }
    }
    Ok(())
}

/// How the outbox stands.
pub(super) fn figures(conn: &Connection, now_ms: i64) -> Result<Figures, StoreError> {
    let count = |state: i64| -> Result<u64, StoreError> {
        let n: i64 = conn
            .prepare_cached("select count(*) from outbox where state = ?1")?
            .query_row([state], |row| row.get(0))?;
        u64::try_from(n).map_err(|_| StoreError::Strange("count"))
    };
    let oldest: Option<i64> =
        conn.prepare_cached("select min(created_ms) from outbox where state = 0")?.query_row([], |row| row.get(0))?;
    // A clock that has gone back makes the oldest item look as if it came from the future.
    let oldest_ms = oldest.map(|created| u64::try_from(now_ms.saturating_sub(created)).unwrap_or(0));
    Ok(Figures { queued: count(QUEUED)?, aside: count(ASIDE)?, oldest_ms })
}

const COLUMNS: &str = "device_seq, id, kind, schema, created_ms, size, state, attempts, last_code, last_error,
                       custody_ms, server_seq";

fn read_row(row: &Row<'_>) -> Result<OutboxRow, StoreError> {
    Ok(OutboxRow {
        device_seq: seq(row.get(0)?)?,
        id: item_id(row.get(1)?),
        kind: row.get(2)?,
        schema: row.get(3)?,
        created: time(row.get(4)?)?,
        size: u64::try_from(row.get::<_, i64>(5)?).map_err(|_| StoreError::Strange("size"))?,
        state: state(row.get(6)?)?,
        attempts: row.get(7)?,
        last_code: row.get(8)?,
        last_error: row.get(9)?,
        custody: row.get::<_, Option<i64>>(10)?.map(time).transpose()?,
        server_seq: row.get::<_, Option<i64>>(11)?.and_then(|n| u64::try_from(n).ok()),
    })
}

/// What is not in custody yet, by number.
pub(super) fn list(conn: &Connection) -> Result<Vec<OutboxRow>, StoreError> {
    let mut query = conn.prepare(&format!("select {COLUMNS} from outbox where state <> 1 order by device_seq"))?;
    let mut found = query.query([])?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        rows.push(read_row(row)?);
    }
    Ok(rows)
}

/// One item, wherever it is.
pub(super) fn show(conn: &Connection, id: ItemId) -> Result<OutboxRow, StoreError> {
    let mut query = conn.prepare_cached(&format!("select {COLUMNS} from outbox where id = ?1"))?;
    let mut found = query.query([id.0.as_bytes()])?;
    found.next()?.map(read_row).ok_or(StoreError::NotFound("item"))?
}

/// Where an item is, if it is known.
pub(super) fn state_of(conn: &Connection, id: ItemId) -> Result<Option<OutboxState>, StoreError> {
    let number: Option<i64> = conn
        .prepare_cached("select state from outbox where id = ?1")?
        .query_row([id.0.as_bytes()], |row| row.get(0))
        .optional()?;
    number.map(state).transpose()
}

/// Queues an item again that stands aside, or ends the rest of one that central asked to wait with.
pub(super) fn retry(writer: &mut Writer, id: ItemId) -> Result<(), StoreError> {
    writer.write(|tx, context| match state_of(tx, id)? {
        None => Err(StoreError::NotFound("item")),
        Some(OutboxState::Custody) => Err(StoreError::NotAside),
        Some(OutboxState::Queued) => Ok(()),
        Some(OutboxState::Aside) => {
            tx.prepare_cached("update outbox set state = 0 where id = ?1")?.execute([id.0.as_bytes()])?;
            audit::append(tx, context.now_ms(), &Event::Retried { id: id.to_string() })
        }
    })?;
    writer.context.resting.remove(&id);
    Ok(())
}
