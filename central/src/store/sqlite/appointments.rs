//! Appointments.

use kiosk_protocol::{AppointmentChange, CentreId, CheckinBody, ItemId, Topic};
use rusqlite::{Connection, OptionalExtension as _, params};
use uuid::Uuid;

use super::custody::{json, next_seq, write_event};
use super::read::damaged;
use super::{SqliteStore, audit, failed};
use crate::audit::Entry;
use crate::store::StoreError;
use crate::store::appointments::{Appointments, Booked, NewAppointment, Row};

impl Appointments for SqliteStore {
    async fn book(&self, new: NewAppointment, now_ms: i64) -> Result<AppointmentChange, StoreError> {
        let change = new.change(ItemId(Uuid::now_v7()));
        self.write(move |tx| book(tx, &new, &change, now_ms).map(|()| change).map_err(|e| failed(&e))).await
    }

    async fn cancel_appointment(
        &self,
        centre: CentreId,
        id: ItemId,
        by: String,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        self.write(move |tx| cancel(tx, centre.as_str(), id, by, now_ms).map_err(|e| failed(&e))).await
    }

    async fn appointments(
        &self,
        centre: CentreId,
        from_ms: i64,
        until_ms: i64,
        limit: usize,
    ) -> Result<Vec<Booked>, StoreError> {
        self.read(move |c| read(c, centre.as_str(), from_ms, until_ms, limit).map_err(|e| failed(&e))).await
    }
}

fn book(tx: &Connection, new: &NewAppointment, change: &AppointmentChange, now_ms: i64) -> rusqlite::Result<()> {
    let centre = new.centre.as_str();
    tx.prepare_cached(
        "insert into appointment (centre_id, id, service, at_ms, phone, party) values (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        centre,
        change.id.0.as_bytes(),
        change.service,
        change.at_ms,
        change.phone.map(|phone| phone.to_string()),
        change.party
    ])?;
    tell(tx, centre, change, now_ms)?;
    let entry = Entry::Appointment { id: change.id, what: "booked".into(), by: new.by.clone() };
    audit::append(tx, centre, now_ms, &entry)
}

fn tell(tx: &Connection, centre: &str, change: &AppointmentChange, now_ms: i64) -> rusqlite::Result<()> {
    let seq = next_seq(tx, centre)?;
    write_event(tx, centre, seq, now_ms, Topic::Appointment.as_str(), change.id.0.as_bytes(), &json(change)?)
}

fn cancel(tx: &Connection, centre: &str, id: ItemId, by: String, now_ms: i64) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "update appointment set cancelled_ms = ?3 where centre_id = ?1 and id = ?2 and cancelled_ms is null and checked_ms is null",
        )?
        .execute(params![centre, id.0.as_bytes(), now_ms])?;
    if changed == 0 {
        return Ok(false);
    }
    if let Some(booked) = one(tx, centre, id)? {
        tell(tx, centre, &booked.appointment, now_ms)?;
    }
    audit::append(tx, centre, now_ms, &Entry::Appointment { id, what: "cancelled".into(), by })?;
    Ok(true)
}

/// A kiosk says that somebody has come. The first word counts; one that was cancelled meanwhile has come all the same.
pub(super) fn checked_in(tx: &Connection, centre: &str, body: &CheckinBody, now_ms: i64) -> rusqlite::Result<()> {
    let changed = tx
        .prepare_cached(
            "update appointment set checked_ms = ?3, ticket = ?4 where centre_id = ?1 and id = ?2 and checked_ms is null",
        )?
        .execute(params![centre, body.appointment.0.as_bytes(), body.at_ms, body.ticket.0.as_bytes()])?;
    match one(tx, centre, body.appointment)?.filter(|_| changed > 0) {
        Some(booked) => tell(tx, centre, &booked.appointment, now_ms),
        None => Ok(()),
    }
}

const COLUMNS: &str = "id, service, at_ms, phone, party, cancelled_ms, checked_ms, ticket from appointment";

fn booked(row: &rusqlite::Row<'_>) -> rusqlite::Result<Booked> {
    let id = |bytes: [u8; 16]| ItemId(Uuid::from_bytes(bytes));
    let phone = row.get::<_, Option<String>>(3)?.map(|text| text.parse().map_err(|e| damaged(3, e))).transpose()?;
    Ok(Booked::from(Row {
        id: id(row.get(0)?),
        service: row.get(1)?,
        at_ms: row.get(2)?,
        phone,
        party: row.get(4)?,
        cancelled_ms: row.get(5)?,
        checked_ms: row.get(6)?,
        ticket: row.get::<_, Option<[u8; 16]>>(7)?.map(id),
    }))
}

fn one(tx: &Connection, centre: &str, id: ItemId) -> rusqlite::Result<Option<Booked>> {
    tx.prepare_cached(&format!("select {COLUMNS} where centre_id = ?1 and id = ?2"))?
        .query_row(params![centre, id.0.as_bytes()], booked)
        .optional()
}

fn read(
    connection: &Connection,
    centre: &str,
    from_ms: i64,
    until_ms: i64,
    limit: usize,
) -> rusqlite::Result<Vec<Booked>> {
    connection
        .prepare_cached(&format!(
            "select {COLUMNS} where centre_id = ?1 and at_ms between ?2 and ?3 order by at_ms, id limit ?4"
        ))?
        .query_map(params![centre, from_ms, until_ms, limit.min(10_000) as i64], booked)?
        .collect()
}
