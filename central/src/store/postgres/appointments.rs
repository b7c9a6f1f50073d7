//! Appointments.

use deadpool_postgres::Transaction;
use kiosk_protocol::{AppointmentChange, CentreId, CheckinBody, ItemId, Topic};
use tokio_postgres::Row as Found;
use uuid::Uuid;

use super::attempt::{Attempts, Failure};
use super::columns::EventColumns;
use super::custody::{json, lock_centre, set_seq};
use super::read::{damaged, rows};
use super::{PostgresStore, audit};
use crate::audit::Entry;
use crate::store::StoreError;
use crate::store::appointments::{Appointments, Booked, NewAppointment, Row};

impl Appointments for PostgresStore {
    async fn book(&self, new: NewAppointment, now_ms: i64) -> Result<AppointmentChange, StoreError> {
        let change = new.change(ItemId(Uuid::now_v7()));
        let mut attempts = Attempts::default();
        loop {
            match self.book_once(&new, &change, now_ms).await {
                Err(failure) if attempts.again(&failure).await => {}
                done => {
                    self.inner.tick();
                    return Ok(done.map(|()| change)?);
                }
            }
        }
    }

    async fn cancel_appointment(
        &self,
        centre: CentreId,
        id: ItemId,
        by: String,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let mut attempts = Attempts::default();
        loop {
            match self.cancel_once(centre.as_str(), id, &by, now_ms).await {
                Err(failure) if attempts.again(&failure).await => {}
                done => {
                    self.inner.tick();
                    return Ok(done?);
                }
            }
        }
    }

    async fn appointments(
        &self,
        centre: CentreId,
        from_ms: i64,
        until_ms: i64,
        limit: usize,
    ) -> Result<Vec<Booked>, StoreError> {
        let found = async {
            let client = self.inner.client().await?;
            let select = client
                .prepare_cached(&format!(
                    "select {COLUMNS} where centre_id = $1 and at_ms between $2 and $3 order by at_ms, id limit $4"
                ))
                .await?;
            let found = client.query(&select, &[&centre.as_str(), &from_ms, &until_ms, &rows(limit)]).await?;
            found.iter().map(booked).collect::<Result<Vec<_>, Failure>>()
        };
        Ok(found.await?)
    }
}

impl PostgresStore {
    async fn book_once(&self, new: &NewAppointment, change: &AppointmentChange, now_ms: i64) -> Result<(), Failure> {
        let mut client = self.inner.client().await?;
        let tx = client.transaction().await?;
        let centre = new.centre.as_str();
        let seq = lock_centre(&tx, centre).await? + 1;
        let insert = tx
            .prepare_cached(
                "insert into appointment (centre_id, id, service, at_ms, phone, party) values ($1, $2, $3, $4, $5, $6)",
            )
            .await?;
        let (phone, party) = (change.phone.map(|phone| phone.to_string()), change.party.map(i16::from));
        tx.execute(&insert, &[&centre, &change.id.0, &change.service, &change.at_ms, &phone, &party]).await?;
        tell(&tx, centre, seq, change, now_ms).await?;
        let entry = Entry::Appointment { id: change.id, what: "booked".into(), by: new.by.clone() };
        audit::append(&tx, centre, now_ms, &entry).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn cancel_once(&self, centre: &str, id: ItemId, by: &str, now_ms: i64) -> Result<bool, Failure> {
        let mut client = self.inner.client().await?;
        let tx = client.transaction().await?;
        let seq = lock_centre(&tx, centre).await? + 1;
        let update = tx
            .prepare_cached(
                "update appointment set cancelled_ms = $3 where centre_id = $1 and id = $2 and cancelled_ms is null and checked_ms is null",
            )
            .await?;
        if tx.execute(&update, &[&centre, &id.0, &now_ms]).await? == 0 {
            return Ok(false);
        }
        if let Some(booked) = one(&tx, centre, id).await? {
            tell(&tx, centre, seq, &booked.appointment, now_ms).await?;
        }
        let entry = Entry::Appointment { id, what: "cancelled".into(), by: by.to_owned() };
        audit::append(&tx, centre, now_ms, &entry).await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// Under the centre's lock: the event in the place `seq`.
async fn tell(
    tx: &Transaction<'_>,
    centre: &str,
    seq: i64,
    change: &AppointmentChange,
    now_ms: i64,
) -> Result<(), Failure> {
    let mut events = EventColumns::default();
    events.push(seq, Topic::Appointment.as_str().to_owned(), change.id, json(change)?);
    events.insert(tx, centre, now_ms).await?;
    set_seq(tx, centre, seq).await
}

/// A kiosk says that somebody has come. The first word counts; one that was cancelled meanwhile has come all the same.
/// Under the centre's lock; whether there is an event to be written in the place `seq`.
pub(super) async fn checked_in(
    tx: &Transaction<'_>,
    events: &mut EventColumns,
    centre: &str,
    seq: i64,
    body: &CheckinBody,
) -> Result<bool, Failure> {
    let update = tx
        .prepare_cached(
            "update appointment set checked_ms = $3, ticket = $4 where centre_id = $1 and id = $2 and checked_ms is null",
        )
        .await?;
    if tx.execute(&update, &[&centre, &body.appointment.0, &body.at_ms, &body.ticket.0]).await? == 0 {
        return Ok(false);
    }
    let Some(booked) = one(tx, centre, body.appointment).await? else { return Ok(false) };
    events.push(seq, Topic::Appointment.as_str().to_owned(), body.appointment, json(&booked.appointment)?);
    Ok(true)
}

const COLUMNS: &str = "id, service, at_ms, phone, party, cancelled_ms, checked_ms, ticket from appointment";

fn booked(row: &Found) -> Result<Booked, Failure> {
    let phone = row.get::<_, Option<&str>>(3).map(|text| text.parse().map_err(damaged)).transpose()?;
    Ok(Booked::from(Row {
        id: ItemId(row.get(0)),
        service: row.get(1),
        at_ms: row.get(2),
        phone,
        party: row.get::<_, Option<i16>>(4).and_then(|party| u8::try_from(party).ok()),
        cancelled_ms: row.get(5),
        checked_ms: row.get(6),
        ticket: row.get::<_, Option<Uuid>>(7).map(ItemId),
    }))
}

async fn one(tx: &Transaction<'_>, centre: &str, id: ItemId) -> Result<Option<Booked>, Failure> {
    let select = tx.prepare_cached(&format!("select {COLUMNS} where centre_id = $1 and id = $2")).await?;
    tx.query_opt(&select, &[&centre, &id.0]).await?.as_ref().map(booked).transpose()
}
