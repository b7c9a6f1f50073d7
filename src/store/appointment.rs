//! Appointments as central has told them, and the check-in: a ticket, in the same transaction.

use kiosk_protocol::{
    AppointmentState, CHECKIN_SCHEMA, Change, CheckinBody, ItemId, ItemKind, PriorityClass, Reference,
};
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::audit::{self, Event};
use super::error::StoreError;
use super::rows;
use super::submission::{Content, enqueue, issue_ticket};
use super::types::{Appointment, CheckIn, NewTicket};
use super::writer::Context;

/// So long after its time an appointment is forgotten, in milliseconds.
const KEPT_MS: i64 = 36 * 60 * 60 * 1000;
/// No list of a day is longer.
const MOST: i64 = 5_000;

/// Keeps what a change says of an appointment, when it is one. Whether it is news. One that has checked in here stays so,
/// whatever an earlier word of central's says; old ones are forgotten on the way.
pub(super) fn take(tx: &Transaction<'_>, context: &Context, change: &Change) -> Result<bool, StoreError> {
    let Some(told) = change.appointment() else { return Ok(false) };
    let Ok(seq) = i64::try_from(change.seq) else { return Ok(false) };
    let state = match told.state {
        AppointmentState::Booked => "booked",
        AppointmentState::Cancelled => "cancelled",
        AppointmentState::CheckedIn => "checked_in",
        // A later central's word: nobody is sent away for it, but nobody is checked in either.
        AppointmentState::Other(_) => return Ok(false),
    };
    if told.at_ms < forget(tx, context)? {
        return Ok(false);
    }
    let changed = tx
        .prepare_cached(
            "insert into appointment(id, ref, service, at_ms, phone, party, state, server_seq)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             on conflict(id) do update set service = excluded.service, at_ms = excluded.at_ms, phone = excluded.phone,
               party = excluded.party, server_seq = excluded.server_seq,
               state = case when state = 'checked_in' then state else excluded.state end
             where excluded.server_seq > server_seq",
        )?
        .execute(params![
            told.id.0.as_bytes(),
            told.reference().to_string(),
            told.service,
            told.at_ms,
            told.phone.as_ref().map(|phone| phone.as_bytes().as_slice()),
            told.party,
            state,
            seq
        ])?;
    Ok(changed > 0)
}

/// Forgets the appointments that are long over; gives the moment before which they are.
pub(super) fn forget(tx: &Transaction<'_>, context: &Context) -> Result<i64, StoreError> {
    let before = context.now_ms().saturating_sub(KEPT_MS);
    tx.prepare_cached("delete from appointment where at_ms < ?1")?.execute([before])?;
    Ok(before)
}

/// The columns that [`row`] reads.
const COLUMNS: &str = "a.id, a.service, a.at_ms, a.phone, a.party, a.state, t.label from appointment a left join ticket t on t.id = a.ticket_id";

fn row(row: &rusqlite::Row<'_>) -> Result<Appointment, StoreError> {
    Ok(Appointment {
        id: rows::item_id(row.get(0)?),
        service: row.get(1)?,
        at: rows::time(row.get(2)?)?,
        phone: row.get(3)?,
        party: row.get(4)?,
        state: match row.get::<_, String>(5)?.as_str() {
            "booked" => CheckIn::Open,
            "checked_in" => CheckIn::Done(row.get(6)?),
            _ => CheckIn::Cancelled,
        },
    })
}

/// The appointment of this reference.
pub(super) fn of_reference(conn: &Connection, reference: &Reference) -> Result<Option<Appointment>, StoreError> {
    let mut query = conn.prepare_cached(&format!("select {COLUMNS} where a.ref = ?1"))?;
    let mut found = query.query([reference.to_string()])?;
    found.next()?.map(row).transpose()
}

/// The appointments between two moments (milliseconds since 1970) that have a phone number, the earliest first.
pub(super) fn with_phone(conn: &Connection, from_ms: i64, until_ms: i64) -> Result<Vec<Appointment>, StoreError> {
    let mut query = conn.prepare_cached(&format!(
        "select {COLUMNS} where a.at_ms between ?1 and ?2 and a.phone is not null order by a.at_ms, a.id limit {MOST}"
    ))?;
    let mut found = query.query([from_ms, until_ms])?;
    let mut all = Vec::new();
    while let Some(found) = found.next()? {
        all.push(row(found)?);
    }
    Ok(all)
}

/// Checks in: the ticket, the item that tells central, and the row, or none of them. `None`: it is not open any more.
pub(super) fn check_in(
    tx: &Transaction<'_>,
    context: &mut Context,
    id: ItemId,
    ticket: NewTicket,
) -> Result<Option<super::types::Issued>, StoreError> {
    let open = tx
        .prepare_cached("select 1 from appointment where id = ?1 and state = 'booked'")?
        .query_row([id.0.as_bytes()], |_| Ok(()))
        .optional()?;
    if open.is_none() {
        return Ok(None);
    }
    let issued = issue_ticket(tx, context, NewTicket { priority: Some(PriorityClass::Appointment), ..ticket })?;
    let item = context.item_id()?;
    let body = CheckinBody { appointment: id, ticket: issued.ticket.id, at_ms: context.now_ms() };
    let body = serde_json::to_vec(&body).map_err(|_| StoreError::Strange("check-in"))?;
    enqueue(tx, context, item, &ItemKind::Checkin, CHECKIN_SCHEMA, None, &Content::Plain(&body))?;
    tx.prepare_cached("update appointment set state = 'checked_in', ticket_id = ?2 where id = ?1")?
        .execute(params![id.0.as_bytes(), issued.ticket.id.0.as_bytes()])?;
    let event = Event::CheckedIn { id: id.to_string(), ticket: issued.ticket.id.to_string() };
    audit::append(tx, context.now_ms(), &event)?;
    Ok(Some(issued))
}
