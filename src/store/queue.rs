//! Queue tickets after they were issued: found again, given up, called earlier, called.

use kiosk_protocol::{
    Change, ItemId, ItemKind, PriorityClass, TICKET_EVENT_SCHEMA, TicketEventBody, TicketHappening, Topic,
};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use uuid::Uuid;

use super::audit::{self, Event};
use super::error::StoreError;
use super::job;
use super::rows::{self, time};
use super::submission::{Content, enqueue};
use super::types::{HeldTicket, JobId};
use super::writer::Context;
use crate::ticket::TicketLabel;

/// The member of a call that names its ticket.
const TICKET: &str = "ticket";

/// The tickets of the present service day, the newest first; with a label the one that has it.
pub(super) fn today(
    conn: &Connection,
    label: Option<&TicketLabel>,
    limit: usize,
) -> Result<Vec<HeldTicket>, StoreError> {
    let label = label.map(ToString::to_string);
    let mut query = conn.prepare_cached(&format!(
        "select {}, cancelled_ms, called_ms from ticket
         where service_day = (select service_day from device) and (?1 is null or label = ?1)
         order by issued_ms desc, rowid desc limit ?2",
        rows::TICKET
    ))?;
    let mut found = query.query(params![label, i64::try_from(limit).unwrap_or(i64::MAX)])?;
    let mut held = Vec::new();
    while let Some(row) = found.next()? {
        let ticket = rows::ticket_row(row)?;
        let (cancelled, called): (Option<i64>, Option<i64>) = (row.get(11)?, row.get(12)?);
        // A job that was printed again leads to its successor: the newest is the one that counts.
        let paper = conn
            .prepare_cached(
                "select id, count(*) over () from print_job where ticket_id = ?1 order by created_ms desc, rowid desc limit 1",
            )?
            .query_row([ticket.id.0.as_bytes()], |row| Ok((row.get::<_, [u8; 16]>(0)?, row.get::<_, u32>(1)?)))
            .optional()?;
        let Some((job, papers)) = paper else { continue };
        held.push(HeldTicket {
            ticket,
            job: JobId(Uuid::from_bytes(job)),
            papers,
            cancelled: cancelled.map(time).transpose()?,
            called: called.map(time).transpose()?,
        });
    }
    Ok(held)
}

/// Gives a ticket up: its paper is wanted no more, and central is told. `by`: the member of staff, if it is not its
/// holder. Whether it was still wanted.
pub(super) fn cancel(
    tx: &Transaction<'_>,
    context: &mut Context,
    id: ItemId,
    by: Option<&str>,
) -> Result<bool, StoreError> {
    let now_ms = context.now_ms();
    let changed = tx
        .prepare_cached("update ticket set cancelled_ms = ?2 where id = ?1 and cancelled_ms is null")?
        .execute(params![id.0.as_bytes(), now_ms])?;
    if changed == 0 {
        return Ok(false);
    }
    let unproven: Vec<[u8; 16]> = tx
        .prepare_cached("select id from print_job where ticket_id = ?1 and state in ('committed', 'unknown')")?
        .query_map([id.0.as_bytes()], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for paper in unproven {
        job::cancel(tx, context, JobId(Uuid::from_bytes(paper)))?;
    }
    tell(tx, context, id, TicketHappening::Cancelled)?;
    audit::append(tx, now_ms, &Event::TicketCancelled { id: id.to_string(), by })?;
    Ok(true)
}

/// Gives a ticket priority, by a member of staff. Whether that is news.
pub(super) fn prioritise(
    tx: &Transaction<'_>,
    context: &mut Context,
    id: ItemId,
    class: &PriorityClass,
    by: &str,
) -> Result<bool, StoreError> {
    let changed = tx
        .prepare_cached(
            "update ticket set priority = ?2 where id = ?1 and cancelled_ms is null and priority is not ?2",
        )?
        .execute(params![id.0.as_bytes(), class.as_str()])?;
    if changed == 0 {
        return Ok(false);
    }
    tell(tx, context, id, TicketHappening::Priority { class: class.clone() })?;
    let event = Event::TicketPriority { id: id.to_string(), class: class.as_str(), by };
    audit::append(tx, context.now_ms(), &event)?;
    Ok(true)
}

fn tell(
    tx: &Transaction<'_>,
    context: &mut Context,
    ticket: ItemId,
    happening: TicketHappening,
) -> Result<(), StoreError> {
    let id = context.item_id()?;
    let body = TicketEventBody { ticket, at_ms: context.now_ms(), happening };
    let body = serde_json::to_vec(&body).map_err(|_| StoreError::Strange("ticket event"))?;
    enqueue(tx, context, id, &ItemKind::TicketEvent, TICKET_EVENT_SCHEMA, None, &Content::Plain(&body))?;
    Ok(())
}

/// Notes that a ticket of this kiosk was called, when the change says so. Whether that is news.
pub(super) fn called(tx: &Transaction<'_>, change: &Change) -> Result<bool, StoreError> {
    if change.topic != Topic::TicketCalled {
        return Ok(false);
    }
    let Some(id) = change.data.get(TICKET).and_then(|id| id.as_str()).and_then(|id| Uuid::parse_str(id).ok()) else {
        return Ok(false);
    };
    let changed = tx
        .prepare_cached("update ticket set called_ms = ?2 where id = ?1 and called_ms is null")?
        .execute(params![id.as_bytes(), change.at_ms])?;
    Ok(changed > 0)
}
