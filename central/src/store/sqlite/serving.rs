//! The queues.

use kiosk_protocol::{CentreId, ItemId, PriorityClass, QueueChange, TicketEventBody, TicketHappening, Topic};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::json;
use uuid::Uuid;

use super::custody::{json as text, next_seq, write_event};
use super::read::{mark, place};
use super::{SqliteStore, audit, failed};
use crate::audit::Entry;
use crate::serving::{self, Before, Fairness, MEMORY, PACE_OVER_MS, Waiting};
use crate::store::StoreError;
use crate::store::cursor::Cursor;
use crate::store::serving::{AtDesk, Called, MOST_CALLED, MOST_WAITING, NowServing, Serving, WAITS_MS, length};

/// The newest service day of the centre.
const DAY: &str = "(select max(service_day) from ticket where centre_id = ?1)";

impl Serving for SqliteStore {
    async fn queue_lengths(&self, centre: CentreId, now_ms: i64) -> Result<Vec<QueueChange>, StoreError> {
        self.read(move |c| lengths(c, centre.as_str(), now_ms).map_err(|e| failed(&e))).await
    }

    async fn now_serving(&self, centre: CentreId, now_ms: i64) -> Result<NowServing, StoreError> {
        self.read(move |c| now_serving(c, &centre, now_ms).map_err(|e| failed(&e))).await
    }

    async fn call_next(
        &self,
        centre: CentreId,
        queue: char,
        desk: String,
        now_ms: i64,
    ) -> Result<Option<Called>, StoreError> {
        self.write(move |tx| call(tx, centre.as_str(), queue, &desk, now_ms).map_err(|e| failed(&e))).await
    }

    async fn fairness(&self, centre: CentreId) -> Result<Option<Fairness>, StoreError> {
        self.read(move |c| fairness(c, centre.as_str()).map_err(|e| failed(&e))).await
    }

    async fn set_fairness(
        &self,
        centre: CentreId,
        fairness: Fairness,
        by: String,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        self.write(move |tx| set_fairness(tx, centre.as_str(), fairness, by, now_ms).map_err(|e| failed(&e))).await
    }

    async fn close_ticket(&self, centre: CentreId, label: String, now_ms: i64) -> Result<bool, StoreError> {
        self.write(move |tx| close(tx, centre.as_str(), &label, now_ms).map_err(|e| failed(&e))).await
    }
}

fn lengths(connection: &Connection, centre: &str, now_ms: i64) -> rusqlite::Result<Vec<QueueChange>> {
    let calls: Vec<(String, i64)> = connection
        .prepare_cached(&format!(
            "select queue, called_ms from ticket where centre_id = ?1 and service_day = {DAY} and called_ms > ?2"
        ))?
        .query_map(params![centre, now_ms - PACE_OVER_MS], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let counts: Vec<(String, u32)> = connection
        .prepare_cached(&format!(
            "select queue, count(case when called_ms is null and cancelled_ms is null and issued_ms > ?2 then 1 end) \
             from ticket where centre_id = ?1 and service_day = {DAY} group by queue having max(issued_ms) > ?2 order by queue"
        ))?
        .query_map(params![centre, now_ms - WAITS_MS], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    Ok(counts.into_iter().filter_map(|(queue, waiting)| length(&queue, waiting, &calls, now_ms)).collect())
}

fn now_serving(connection: &mut Connection, centre: &CentreId, now_ms: i64) -> rusqlite::Result<NowServing> {
    // One read transaction: the calls and the place are of the same moment.
    let tx = connection.transaction()?;
    let (epoch, newest) = place(&tx, centre)?;
    let there = mark(&tx, centre, newest)?;
    let called = tx
        .prepare_cached(&format!(
            "select id, label, queue, coalesce(desk, ''), called_ms from ticket where centre_id = ?1 and service_day = {DAY} \
             and called_ms > ?2 and done_ms is null order by called_ms desc, id limit ?3"
        ))?
        .query_map(params![centre.as_str(), now_ms - WAITS_MS, MOST_CALLED], |row| {
            Ok(AtDesk {
                ticket: ItemId(Uuid::from_bytes(row.get(0)?)),
                label: row.get(1)?,
                queue: row.get(2)?,
                desk: row.get(3)?,
                at_ms: row.get(4)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(NowServing { cursor: Cursor::new(epoch, newest, there).write(), called })
}

fn fairness(connection: &Connection, centre: &str) -> rusqlite::Result<Option<Fairness>> {
    let own = connection
        .prepare_cached("select fairness from centre where centre_id = ?1")?
        .query_row([centre], |row| row.get::<_, Option<u32>>(0))
        .optional()?;
    Ok(own.flatten().map(Fairness))
}

fn set_fairness(tx: &Connection, centre: &str, fairness: Fairness, by: String, now_ms: i64) -> rusqlite::Result<bool> {
    let there = tx
        .prepare_cached("update centre set fairness = ?2 where centre_id = ?1")?
        .execute(params![centre, fairness.0])?;
    if there > 0 {
        audit::append(tx, centre, now_ms, &Entry::Fairness { normal: fairness.0, by })?;
    }
    Ok(there > 0)
}

fn call(tx: &Connection, centre: &str, queue: char, desk: &str, now_ms: i64) -> rusqlite::Result<Option<Called>> {
    let queue = queue.to_string();
    let waiting: Vec<Waiting> = tx
        .prepare_cached(&format!(
            "select id, label, priority, party from ticket where centre_id = ?1 and service_day = {DAY} and queue = ?2 \
             and called_ms is null and cancelled_ms is null and issued_ms > ?3 order by issued_ms, label, id limit ?4"
        ))?
        .query_map(params![centre, queue, now_ms - WAITS_MS, MOST_WAITING], |row| {
            let priority: Option<String> = row.get(2)?;
            let id = ItemId(Uuid::from_bytes(row.get(0)?));
            Ok(Waiting { id, label: row.get(1)?, priority: priority.map(PriorityClass::from), party: row.get(3)? })
        })?
        .collect::<Result<_, _>>()?;
    let mut last = i64::MIN;
    let before: Vec<Before> = tx
        .prepare_cached(&format!(
            "select overtook, priority is not null, called_ms from ticket where centre_id = ?1 and service_day = {DAY} \
             and queue = ?2 and called_ms is not null order by called_ms desc limit ?3"
        ))?
        .query_map(params![centre, queue, MEMORY as i64], |row| {
            last = last.max(row.get(2)?);
            Ok(Before { overtook: row.get(0)?, priority: row.get(1)? })
        })?
        .collect::<Result<_, _>>()?;
    let fairness = fairness(tx, centre)?.unwrap_or_default();
    let Some((place, overtook)) = serving::next(&waiting, &before, fairness) else { return Ok(None) };
    let Some(one) = waiting.into_iter().nth(place) else { return Ok(None) };
    // The order of calls is the order of their moments.
    let at_ms = now_ms.max(last.saturating_add(1));
    tx.prepare_cached("update ticket set called_ms = ?3, desk = ?4, overtook = ?5 where centre_id = ?1 and id = ?2")?
        .execute(params![centre, one.id.0.as_bytes(), at_ms, desk, overtook])?;
    let seq = next_seq(tx, centre)?;
    let data = text(&json!({ "ticket": one.id, "label": one.label, "queue": queue, "desk": desk }))?;
    write_event(tx, centre, seq, at_ms, Topic::TicketCalled.as_str(), one.id.0.as_bytes(), &data)?;
    let Waiting { id, label, priority, party } = one;
    Ok(Some(Called { id, label, priority, party, desk: desk.to_owned() }))
}

fn close(tx: &Connection, centre: &str, label: &str, now_ms: i64) -> rusqlite::Result<bool> {
    let found: Option<([u8; 16], String)> = tx
        .prepare_cached(&format!(
            "select id, queue from ticket where centre_id = ?1 and service_day = {DAY} and label = ?2 \
             and called_ms is not null and done_ms is null order by called_ms limit 1"
        ))?
        .query_row(params![centre, label], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((id, queue)) = found else { return Ok(false) };
    tx.prepare_cached("update ticket set done_ms = ?3 where centre_id = ?1 and id = ?2")?
        .execute(params![centre, id, now_ms])?;
    let seq = next_seq(tx, centre)?;
    let data = text(&json!({ "ticket": Uuid::from_bytes(id), "label": label, "queue": queue }))?;
    write_event(tx, centre, seq, now_ms, Topic::TicketClosed.as_str(), &id, &data)?;
    Ok(true)
}

/// What a kiosk says happened to a ticket. One that was called already stays as it is.
pub(super) fn happened(tx: &Connection, centre: &str, event: &TicketEventBody) -> rusqlite::Result<()> {
    let id = event.ticket.0.as_bytes();
    match &event.happening {
        TicketHappening::Cancelled => tx
            .prepare_cached(
                "update ticket set cancelled_ms = ?3 where centre_id = ?1 and id = ?2 and called_ms is null and cancelled_ms is null",
            )?
            .execute(params![centre, id, event.at_ms])?,
        TicketHappening::Priority { class } => tx
            .prepare_cached("update ticket set priority = ?3 where centre_id = ?1 and id = ?2 and called_ms is null")?
            .execute(params![centre, id, class.as_str()])?,
    };
    Ok(())
}
