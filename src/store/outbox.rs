//! The outbox: what has to reach central, until central has it.

use std::collections::HashSet;
use std::time::Duration;

use kiosk_protocol::{Body, DeviceSeq, Digest, Item, ItemId, ItemKind, ItemResult, ItemStatus, ResultCode, Seal};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::audit::{self, Event};
use super::error::StoreError;
use super::housekeeping::BATCH_WITHOUT_BALLAST;
use super::rows::{item_id, time};
use super::types::{Due, Figures, OutboxRow, OutboxState, Settled};
use super::whole::{self, Held};
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
/// that nothing can be stuck behind a limit. What is not what was committed is put right first, where it can be.
pub(super) fn due(writer: &mut Writer, max_items: usize, max_bytes: usize) -> Result<Due, StoreError> {
    let max_items = if writer.keeper.ballast_off { max_items.min(BATCH_WITHOUT_BALLAST) } else { max_items };
    let (due, altered) = gather(writer, max_items, max_bytes)?;
    if altered.is_empty() {
        return Ok(due);
    }
    whole::mend(writer, &altered);
    Ok(gather(writer, max_items, max_bytes)?.0)
}

/// What is due, and the numbers of those among it that are altered and not known to be beyond mending.
fn gather(writer: &mut Writer, max_items: usize, max_bytes: usize) -> Result<(Due, Vec<i64>), StoreError> {
    let Writer { conn, context, .. } = writer;
    let now = context.clock.monotonic();
    context.resting.retain(|_, until| *until > now);
    let mut query = conn.prepare_cached(&format!(
        "select {}, size from outbox where state = 0 order by lane, device_seq",
        Held::COLUMNS
    ))?;
    let mut found = query.query([])?;
    let (mut items, mut altered) = (Vec::new(), Vec::new());
    let mut bytes = 0_usize;
    while items.len() < max_items
        && let Some(row) = found.next()?
    {
        if row.get(1).is_ok_and(|id| context.resting.contains_key(&item_id(id))) {
            continue;
        }
        let size = row.get::<_, i64>(11).ok().and_then(|size| usize::try_from(size).ok()).unwrap_or_default();
        if !items.is_empty() && bytes.saturating_add(size) > max_bytes {
            break;
        }
        match Held::read(row) {
            Ok(held) if held.is_whole() || context.unmended.contains(&held.seq) => {
                bytes = bytes.saturating_add(held.body.len());
                items.push(item(conn, held)?);
            }
            // One that cannot even be read is left out: it must not hold up the others.
            _ => altered.push(row.get(0)?),
        }
    }
    drop(found);
    drop(query);
    altered.retain(|seq| !context.unmended.contains(seq));
    Ok((Due { items, first_seq: first_open(conn)? }, altered))
}

fn item(conn: &Connection, held: Held) -> Result<Item, StoreError> {
    let id = item_id(held.id);
    // A seal that cannot be read (a flipped bit) must not hold up the queue: central keeps such an item in quarantine.
    let seal = held.seal.and_then(|json| match serde_json::from_str::<Seal>(&json) {
        Ok(seal) => Some(seal),
        Err(_) => {
            tracing::error!(event = "store.seal_unreadable", %id);
            None
        }
    });
    Ok(Item {
        id,
        device_seq: seq(held.seq)?,
        kind: ItemKind::from(held.kind),
        schema: held.schema,
        created_ms: held.created_ms,
        clock_trusted: held.clock_trusted,
        reference: held.reference,
        digest: Digest::from_bytes(held.digest),
        seal,
        blobs: blob::of_request(conn, id)?,
        body: Body::from(held.body),
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
    let mut settled = match settle_all(writer, results) {
        Err(error) if error.is_damage() && whole::reindex(writer) => settle_all(writer, results)?,
        other => other?,
    };
    // What central has answered and yet waits here under the index alone: the row says something else (a flipped bit), and
    // it would be pushed again for ever.
    if settled.custody + settled.aside + settled.kept < results.len()
        && still_waits(&writer.conn, results)?
        && whole::reindex(writer)
    {
        let more = settle_all(writer, results)?;
        settled.custody += more.custody;
        settled.aside += more.aside;
        settled.kept += more.kept;
    }
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

fn settle_all(writer: &mut Writer, results: &[ItemResult]) -> Result<Settled, StoreError> {
    writer.write_freeing(|tx, context| {
        let mut settled = Settled::default();
        for result in results {
            settle_one(tx, context, result, &mut settled)?;
        }
        Ok(settled)
    })
}

/// Whether one of these items is given as due although it has been answered and does not wait by its own row.
fn still_waits(conn: &Connection, results: &[ItemResult]) -> Result<bool, StoreError> {
    let mut by_index = conn.prepare_cached("select id from outbox indexed by outbox_due where state = 0")?;
    let given: HashSet<ItemId> = by_index
        .query_map([], |row| Ok(row.get(0).ok().map(item_id)))?
        .filter_map(Result::transpose)
        .collect::<Result<_, _>>()?;
    let answered = |result: &&ItemResult| result.status != ItemStatus::Retry && given.contains(&result.id);
    Ok(results.iter().any(|result| answered(&result)))
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
        // Below zero: delivered under an identity that the kiosk had before (`recover`).
        device_seq: seq(row.get::<_, i64>(0)?.saturating_abs())?,
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
