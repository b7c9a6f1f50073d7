//! Between rows and types.

use std::str::FromStr;

use jiff::Timestamp;
use kiosk_protocol::{CheckCode, Digest, ItemId, PriorityClass, Reference};
use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;

use super::error::StoreError;
use super::types::{Request, Ticket};
use crate::ticket::{QueueLength, ServiceDay, TicketLabel};

/// Reads a word that this program has written.
pub(super) fn word<T: FromStr>(text: &str, what: &'static str) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::Strange(what))
}

/// Reads milliseconds since 1970.
pub(super) fn time(ms: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(ms).map_err(|_| StoreError::Strange("time"))
}

/// An id as it stands in the database.
pub(super) fn item_id(bytes: [u8; 16]) -> ItemId {
    ItemId(Uuid::from_bytes(bytes))
}

/// The columns that [`ticket`] reads.
pub(super) const TICKET: &str =
    "id, label, service, private, language, service_day, issued_ms, priority, ahead, ahead_min, party";

pub(super) fn ticket_row(row: &Row<'_>) -> Result<Ticket, StoreError> {
    let minutes = row.get(9)?;
    Ok(Ticket {
        id: item_id(row.get(0)?),
        label: word::<TicketLabel>(&row.get::<_, String>(1)?, "ticket label")?,
        service: row.get(2)?,
        private: row.get(3)?,
        language: row.get(4)?,
        day: word::<ServiceDay>(&row.get::<_, String>(5)?, "service day")?,
        issued: time(row.get(6)?)?,
        priority: row.get::<_, Option<String>>(7)?.map(PriorityClass::from),
        queue: row.get::<_, Option<u32>>(8)?.map(|waiting| QueueLength { waiting, minutes }),
        party: row.get(10)?,
    })
}

/// The ticket of this id.
pub(super) fn ticket(conn: &Connection, id: ItemId) -> Result<Option<Ticket>, StoreError> {
    let mut query = conn.prepare_cached(&format!("select {TICKET} from ticket where id = ?1"))?;
    let mut rows = query.query([id.0.as_bytes()])?;
    rows.next()?.map(ticket_row).transpose()
}

/// The request of this id.
pub(super) fn request(conn: &Connection, id: ItemId) -> Result<Option<Request>, StoreError> {
    let mut query = conn.prepare_cached(
        "select ref, service, schema, private, language, created_ms, service_day, ticket_id,
                (select digest from outbox where outbox.id = request.id)
         from request where id = ?1",
    )?;
    let mut rows = query.query([id.0.as_bytes()])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let ticket = match row.get::<_, Option<[u8; 16]>>(7)? {
        Some(ticket_id) => ticket(conn, item_id(ticket_id))?,
        None => None,
    };
    Ok(Some(Request {
        id,
        reference: word::<Reference>(&row.get::<_, String>(0)?, "reference")?,
        check_code: CheckCode::of(id),
        service: row.get(1)?,
        schema: row.get(2)?,
        private: row.get(3)?,
        language: row.get(4)?,
        created: time(row.get(5)?)?,
        day: word::<ServiceDay>(&row.get::<_, String>(6)?, "service day")?,
        ticket,
        digest: row.get::<_, Option<[u8; 32]>>(8)?.map(Digest::from_bytes),
    }))
}

/// The id of the request with this reference.
pub(super) fn request_id(conn: &Connection, reference: &Reference) -> Result<Option<ItemId>, StoreError> {
    let id = conn
        .prepare_cached("select id from request where ref = ?1")?
        .query_row([reference.to_string()], |row| row.get(0))
        .optional()?;
    Ok(id.map(item_id))
}

/// The reference of the request that this ticket was issued with.
pub(super) fn reference_of_ticket(conn: &Connection, ticket: ItemId) -> Result<Option<Reference>, StoreError> {
    let text: Option<String> = conn
        .prepare_cached("select ref from request where ticket_id = ?1")?
        .query_row([ticket.0.as_bytes()], |row| row.get(0))
        .optional()?;
    text.map(|text| word(&text, "reference")).transpose()
}
