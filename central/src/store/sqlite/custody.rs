//! Taking custody of a batch, inside a transaction of the writer.

use kiosk_protocol::{
    Item, ItemResult, ItemStatus, PushBatch, PushResult, RequestState, ResultCode, StatusChange, TicketBody, Topic,
};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{calls, serving};
use crate::store::judge::{Judgement, Reading, judge};
use crate::store::sequence::{self, MAX_SCAN};
use crate::store::{Sender, TOPIC_CUSTODY};

pub(crate) fn take(tx: &Connection, sender: &Sender, batch: &PushBatch, now_ms: i64) -> rusqlite::Result<PushResult> {
    let centre = sender.centre.as_str();
    let first = seq_of(tx, centre)?;
    let mut seq = first;
    let results =
        batch.items.iter().map(|item| take_one(tx, sender, item, now_ms, &mut seq)).collect::<Result<_, _>>()?;
    if seq > first {
        set_seq(tx, centre, seq)?;
    }
    let (contiguous_seq, missing) = advance(tx, sender, batch.app_version.as_deref(), now_ms)?;
    Ok(PushResult { server_ms: now_ms, contiguous_seq, missing, results })
}

/// `last`: the last place given in the centre's sequence.
fn take_one(
    tx: &Connection,
    sender: &Sender,
    item: &Item,
    now_ms: i64,
    last: &mut i64,
) -> rusqlite::Result<ItemResult> {
    let known = tx
        .prepare_cached("select digest, server_seq from item where centre_id = ?1 and id = ?2")?
        .query_row(params![sender.centre.as_str(), item.id.0.as_bytes()], |row| {
            Ok((row.get::<_, [u8; 32]>(0)?, row.get::<_, i64>(1)?))
        })
        .optional()?;
    if let Some((digest, server_seq)) = known {
        return Ok(if digest == *item.digest.as_bytes() {
            ItemResult {
                server_seq: Some(server_seq.cast_unsigned()),
                ..ItemResult::new(item.id, ItemStatus::Duplicate)
            }
        } else {
            tracing::warn!(event = "custody.id_conflict", centre = %sender.centre, device = %sender.device, id = %item.id);
            ItemResult::because(item.id, ItemStatus::Rejected, ResultCode::IdConflict)
        });
    }
    let (reading, mut quarantine) = match judge(item) {
        Judgement::Reject(code) => {
            return Ok(ItemResult::because(item.id, ItemStatus::Rejected, code));
        }
        Judgement::Keep { reading, quarantine } => (reading, quarantine),
    };
    *last += 1;
    let seq = *last;
    insert(tx, sender, item, now_ms, seq, quarantine.as_ref())?;
    let mut conflict = false;
    match &reading {
        Reading::Request { reference, service, language } => {
            tx.prepare_cached(
                "insert into request (centre_id, id, ref, service, language, state, state_ms) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                sender.centre.as_str(),
                item.id.0.as_bytes(),
                reference.compact(),
                service,
                language,
                RequestState::Received.as_str(),
                now_ms
            ])?;
            let change = StatusChange { reference: *reference, state: RequestState::Received, note: None };
            write_event(
                tx,
                sender.centre.as_str(),
                seq,
                now_ms,
                Topic::RequestStatus.as_str(),
                item.id.0.as_bytes(),
                &json(&change)?,
            )?;
        }
        Reading::Ticket(ticket) => {
            conflict = insert_ticket(tx, sender.centre.as_str(), item.id.0.as_bytes(), ticket)?;
            write_event(tx, sender.centre.as_str(), seq, now_ms, TOPIC_CUSTODY, item.id.0.as_bytes(), "{}")?;
        }
        Reading::TicketEvent(event) => {
            serving::happened(tx, sender.centre.as_str(), event)?;
            write_event(tx, sender.centre.as_str(), seq, now_ms, TOPIC_CUSTODY, item.id.0.as_bytes(), "{}")?;
        }
        Reading::Help(help) => {
            calls::heard(tx, sender.centre.as_str(), item.id, help)?;
            write_event(tx, sender.centre.as_str(), seq, now_ms, TOPIC_CUSTODY, item.id.0.as_bytes(), "{}")?;
        }
        Reading::Head(_) | Reading::CommandEnded(_) | Reading::CheckedIn(_) | Reading::Nothing => {
            write_event(tx, sender.centre.as_str(), seq, now_ms, TOPIC_CUSTODY, item.id.0.as_bytes(), "{}")?;
        }
    }
    let mut result = match quarantine.take() {
        Some(code) => {
            tracing::warn!(event = "custody.quarantined", centre = %sender.centre, device = %sender.device, id = %item.id, code = code.as_str());
            ItemResult::because(item.id, ItemStatus::Quarantined, code)
        }
        None if conflict => {
            tracing::warn!(event = "custody.label_conflict", centre = %sender.centre, device = %sender.device, id = %item.id);
            ItemResult::because(item.id, ItemStatus::Accepted, ResultCode::LabelConflict)
        }
        None => ItemResult::new(item.id, ItemStatus::Accepted),
    };
    result.server_seq = Some(seq.cast_unsigned());
    Ok(result)
}

fn insert(
    tx: &Connection,
    sender: &Sender,
    item: &Item,
    now_ms: i64,
    seq: i64,
    quarantine: Option<&ResultCode>,
) -> rusqlite::Result<()> {
    let seal = item.seal.as_ref().map(json).transpose()?;
    let blobs = if item.blobs.is_empty() { None } else { Some(json(&item.blobs)?) };
    tx.prepare_cached(
        "insert into item (centre_id, id, device_id, device_seq, kind, schema, created_ms, clock_trusted, ref, digest, seal, blobs, body, received_ms, server_seq, quarantine) \
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
    )?
    .execute(params![
        sender.centre.as_str(),
        item.id.0.as_bytes(),
        sender.device.0.as_bytes(),
        item.device_seq.as_i64(),
        item.kind.as_str(),
        item.schema,
        item.created_ms,
        item.clock_trusted,
        item.reference,
        item.digest.as_bytes(),
        seal,
        blobs,
        item.body.as_bytes(),
        now_ms,
        seq,
        quarantine.map(ResultCode::as_str),
    ])?;
    if quarantine.is_none() {
        tx.prepare_cached("insert into unchecked (centre_id, server_seq, id) values (?1, ?2, ?3)")?
            .execute(params![sender.centre.as_str(), seq, item.id.0.as_bytes()])?;
    }
    Ok(())
}

/// Keeps a ticket; whether its label was issued before.
pub(crate) fn insert_ticket(
    tx: &Connection,
    centre: &str,
    id: &[u8; 16],
    ticket: &TicketBody,
) -> rusqlite::Result<bool> {
    let conflict = tx
        .prepare_cached(
            "select 1 from ticket where centre_id = ?1 and service_day = ?2 and label = ?3 and conflict = 0 and id <> ?4",
        )?
        .exists(params![centre, ticket.service_day, ticket.label, id])?;
    tx.prepare_cached(
        "insert into ticket (centre_id, id, service_day, label, queue, service, issued_ms, language, conflict, priority, party) \
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) on conflict (centre_id, id) do nothing",
    )?
    .execute(params![
        centre,
        id,
        ticket.service_day,
        ticket.label,
        ticket.queue,
        ticket.service,
        ticket.issued_ms,
        ticket.language,
        conflict,
        ticket.priority.as_ref().map(|class| class.as_str().to_owned()),
        ticket.party,
    ])?;
    Ok(conflict)
}

/// The next place in the centre's sequence. The centre's row is written, so that no other writer can
/// commit a later place before this one.
pub(crate) fn next_seq(tx: &Connection, centre: &str) -> rusqlite::Result<i64> {
    tx.prepare_cached(
        "insert into centre (centre_id, seq) values (?1, 1) on conflict (centre_id) do update set seq = seq + 1 returning seq",
    )?
    .query_row([centre], |row| row.get(0))
}

/// The last place given in the centre's sequence. The transaction is IMMEDIATE: nobody else gives one before it ends.
fn seq_of(tx: &Connection, centre: &str) -> rusqlite::Result<i64> {
    let seq = tx
        .prepare_cached("select seq from centre where centre_id = ?1")?
        .query_row([centre], |row| row.get(0))
        .optional()?;
    Ok(seq.unwrap_or(0))
}

/// Keeps the place reached by a batch.
fn set_seq(tx: &Connection, centre: &str, seq: i64) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "insert into centre (centre_id, seq) values (?1, ?2) on conflict (centre_id) do update set seq = excluded.seq",
    )?
    .execute(params![centre, seq])?;
    Ok(())
}

pub(crate) fn write_event(
    tx: &Connection,
    centre: &str,
    seq: i64,
    at_ms: i64,
    topic: &str,
    item: &[u8; 16],
    data: &str,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "insert into event (centre_id, seq, at_ms, topic, item_id, data) values (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![centre, seq, at_ms, topic, item, data])?;
    Ok(())
}

pub(crate) fn json<T: serde::Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))
}

/// Moves the device's contiguous mark on and names what is missing above it.
fn advance(
    tx: &Connection,
    sender: &Sender,
    app_version: Option<&str>,
    now_ms: i64,
) -> rusqlite::Result<(u64, Vec<u64>)> {
    let mark: i64 = tx
        .prepare_cached(
            "insert into device (centre_id, device_id, contiguous_seq, app_version, seen_ms) values (?1, ?2, 0, ?3, ?4) \
             on conflict (centre_id, device_id) do update set app_version = excluded.app_version, seen_ms = excluded.seen_ms \
             returning contiguous_seq",
        )?
        .query_row(params![sender.centre.as_str(), sender.device.0.as_bytes(), app_version, now_ms], |row| row.get(0))?;
    let (reached, missing) = {
        let mut above = tx.prepare_cached(
            "select distinct device_seq from item where centre_id = ?1 and device_id = ?2 and device_seq > ?3 order by device_seq limit ?4",
        )?;
        let seqs = above
            .query_map(params![sender.centre.as_str(), sender.device.0.as_bytes(), mark, MAX_SCAN], |row| row.get(0))?;
        sequence::advance(mark, seqs)?
    };
    if reached != mark {
        tx.prepare_cached("update device set contiguous_seq = ?3 where centre_id = ?1 and device_id = ?2")?
            .execute(params![sender.centre.as_str(), sender.device.0.as_bytes(), reached])?;
    }
    if !missing.is_empty() {
        tracing::warn!(event = "custody.gap", centre = %sender.centre, device = %sender.device, missing = missing.len());
    }
    Ok((reached.cast_unsigned(), missing))
}
