//! The queues.

use deadpool_postgres::{Client, Transaction};
use kiosk_protocol::{CentreId, ItemId, PriorityClass, QueueChange, TicketEventBody, TicketHappening, Topic};
use serde_json::json;
use tokio_postgres::Row;

use super::attempt::{Attempts, Failure};
use super::columns::EventColumns;
use super::custody::{json as text, lock_centre, set_seq};
use super::read::place;
use super::{PostgresStore, audit};
use crate::audit::Entry;
use crate::serving::{self, Before, Fairness, MEMORY, PACE_OVER_MS, Waiting};
use crate::store::StoreError;
use crate::store::cursor::Cursor;
use crate::store::serving::{AtDesk, Called, MOST_CALLED, MOST_WAITING, NowServing, Serving, WAITS_MS, length};

/// The centre's own fairness, if it has one.
const FAIRNESS: &str = "select fairness from centre where centre_id = $1";

fn own_fairness(row: Option<&Row>) -> Option<Fairness> {
    let own: Option<i32> = row?.get(0);
    own.and_then(|own| u32::try_from(own).ok()).map(Fairness)
}

impl Serving for PostgresStore {
    async fn queue_lengths(&self, centre: CentreId, now_ms: i64) -> Result<Vec<QueueChange>, StoreError> {
        Ok(lengths(&self.inner.client().await?, centre.as_str(), now_ms).await?)
    }

    async fn now_serving(&self, centre: CentreId, now_ms: i64) -> Result<NowServing, StoreError> {
        Ok(self.now(&centre, now_ms).await?)
    }

    async fn call_next(
        &self,
        centre: CentreId,
        queue: char,
        desk: String,
        now_ms: i64,
    ) -> Result<Option<Called>, StoreError> {
        let mut attempts = Attempts::default();
        loop {
            match self.call_once(centre.as_str(), queue, &desk, now_ms).await {
                Err(failure) if attempts.again(&failure).await => {}
                done => {
                    self.inner.tick();
                    return Ok(done?);
                }
            }
        }
    }

    async fn fairness(&self, centre: CentreId) -> Result<Option<Fairness>, StoreError> {
        let client = self.inner.client().await.map_err(StoreError::from)?;
        let select = client.prepare_cached(FAIRNESS).await.map_err(Failure::from)?;
        let row = client.query_opt(&select, &[&centre.as_str()]).await.map_err(Failure::from)?;
        Ok(own_fairness(row.as_ref()))
    }

    async fn set_fairness(
        &self,
        centre: CentreId,
        fairness: Fairness,
        by: String,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let mut attempts = Attempts::default();
        loop {
            match self.set_once(centre.as_str(), fairness, &by, now_ms).await {
                Err(failure) if attempts.again(&failure).await => {}
                done => return Ok(done?),
            }
        }
    }

    async fn close_ticket(&self, centre: CentreId, label: String, now_ms: i64) -> Result<bool, StoreError> {
        let mut attempts = Attempts::default();
        loop {
            match self.close_once(centre.as_str(), &label, now_ms).await {
                Err(failure) if attempts.again(&failure).await => {}
                done => {
                    self.inner.tick();
                    return Ok(done?);
                }
            }
        }
    }
}

impl PostgresStore {
    async fn now(&self, centre: &CentreId, now_ms: i64) -> Result<NowServing, Failure> {
        let client = self.inner.client().await?;
        // The place first: what is called in between is told twice, not lost.
        let place = place(&client, centre, None).await?;
        let cursor = Cursor::new(self.inner.epoch.clone(), place.newest, place.at_newest).write();
        let day = newest_day(&client, centre.as_str()).await?.unwrap_or_default();
        let select = client
            .prepare_cached(
                "select id, label, queue, coalesce(desk, ''), called_ms from ticket where centre_id = $1 and service_day = $2 \
                 and called_ms > $3 and done_ms is null order by called_ms desc, id limit $4",
            )
            .await?;
        let found = client.query(&select, &[&centre.as_str(), &day, &(now_ms - WAITS_MS), &MOST_CALLED]).await?;
        let called = found
            .iter()
            .map(|row| AtDesk {
                ticket: ItemId(row.get(0)),
                label: row.get(1),
                queue: row.get(2),
                desk: row.get(3),
                at_ms: row.get(4),
            })
            .collect();
        Ok(NowServing { cursor, called })
    }

    async fn set_once(&self, centre: &str, fairness: Fairness, by: &str, now_ms: i64) -> Result<bool, Failure> {
        let mut client = self.inner.client().await?;
        let tx = client.transaction().await?;
        let update = tx.prepare_cached("update centre set fairness = $2 where centre_id = $1").await?;
        // What may be set fits (`Fairness::RANGE`).
        let normal = i32::try_from(fairness.0).unwrap_or(i32::MAX);
        if tx.execute(&update, &[&centre, &normal]).await? == 0 {
            return Ok(false);
        }
        audit::append(&tx, centre, now_ms, &Entry::Fairness { normal: fairness.0, by: by.to_owned() }).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn call_once(&self, centre: &str, queue: char, desk: &str, now_ms: i64) -> Result<Option<Called>, Failure> {
        let mut client = self.inner.client().await?;
        let tx = client.transaction().await?;
        let called = call(&tx, centre, queue, desk, now_ms).await?;
        tx.commit().await?;
        Ok(called)
    }

    async fn close_once(&self, centre: &str, label: &str, now_ms: i64) -> Result<bool, Failure> {
        let mut client = self.inner.client().await?;
        let tx = client.transaction().await?;
        let closed = close(&tx, centre, label, now_ms).await?;
        tx.commit().await?;
        Ok(closed)
    }
}

async fn newest_day(client: &impl deadpool_postgres::GenericClient, centre: &str) -> Result<Option<String>, Failure> {
    let select = client.prepare_cached("select max(service_day) from ticket where centre_id = $1").await?;
    Ok(client.query_one(&select, &[&centre]).await?.get(0))
}

async fn lengths(client: &Client, centre: &str, now_ms: i64) -> Result<Vec<QueueChange>, Failure> {
    let Some(day) = newest_day(client, centre).await? else { return Ok(Vec::new()) };
    let select = client
        .prepare_cached(
            "select queue, called_ms from ticket where centre_id = $1 and service_day = $2 and called_ms > $3",
        )
        .await?;
    let found = client.query(&select, &[&centre, &day, &(now_ms - PACE_OVER_MS)]).await?;
    let calls: Vec<(String, i64)> = found.iter().map(|row| (row.get(0), row.get(1))).collect();
    let select = client
        .prepare_cached(
            "select queue, count(case when called_ms is null and cancelled_ms is null and issued_ms > $3 then 1 end) \
             from ticket where centre_id = $1 and service_day = $2 group by queue having max(issued_ms) > $3 order by queue collate \"C\"",
        )
        .await?;
    let found = client.query(&select, &[&centre, &day, &(now_ms - WAITS_MS)]).await?;
    let count = |row: &Row| u32::try_from(row.get::<_, i64>(1)).unwrap_or(u32::MAX);
    Ok(found.iter().filter_map(|row| length(row.get(0), count(row), &calls, now_ms)).collect())
}

async fn call(
    tx: &Transaction<'_>,
    centre: &str,
    queue: char,
    desk: &str,
    now_ms: i64,
) -> Result<Option<Called>, Failure> {
    // Two desks never call the same one: what is read is read under the centre's lock.
    let seq = lock_centre(tx, centre).await? + 1;
    let Some(day) = newest_day(tx, centre).await? else { return Ok(None) };
    let queue = queue.to_string();
    let select = tx
        .prepare_cached(
            "select id, label, priority, party from ticket where centre_id = $1 and service_day = $2 and queue = $3 \
             and called_ms is null and cancelled_ms is null and issued_ms > $4 order by issued_ms, label collate \"C\", id limit $5",
        )
        .await?;
    let found = tx.query(&select, &[&centre, &day, &queue, &(now_ms - WAITS_MS), &MOST_WAITING]).await?;
    let waiting: Vec<Waiting> = found
        .iter()
        .map(|row| Waiting {
            id: ItemId(row.get(0)),
            label: row.get(1),
            priority: row.get::<_, Option<String>>(2).map(PriorityClass::from),
            party: row.get::<_, Option<i16>>(3).and_then(|party| u8::try_from(party).ok()),
        })
        .collect();
    let select = tx
        .prepare_cached(
            "select overtook, priority is not null, called_ms from ticket where centre_id = $1 and service_day = $2 \
             and queue = $3 and called_ms is not null order by called_ms desc limit $4",
        )
        .await?;
    let found = tx.query(&select, &[&centre, &day, &queue, &(MEMORY as i64)]).await?;
    let before: Vec<Before> = found.iter().map(|row| Before { overtook: row.get(0), priority: row.get(1) }).collect();
    let last = found.first().map_or(i64::MIN, |row| row.get(2));
    let select = tx.prepare_cached(FAIRNESS).await?;
    let fairness = own_fairness(tx.query_opt(&select, &[&centre]).await?.as_ref()).unwrap_or_default();
    let Some((place, overtook)) = serving::next(&waiting, &before, fairness) else { return Ok(None) };
    let Some(one) = waiting.into_iter().nth(place) else { return Ok(None) };
    // The order of calls is the order of their moments.
    let at_ms = now_ms.max(last.saturating_add(1));
    let update = tx
        .prepare_cached("update ticket set called_ms = $3, desk = $4, overtook = $5 where centre_id = $1 and id = $2")
        .await?;
    tx.execute(&update, &[&centre, &one.id.0, &at_ms, &desk, &overtook]).await?;
    let mut events = EventColumns::default();
    let data = text(&json!({ "ticket": one.id, "label": one.label, "queue": queue, "desk": desk }))?;
    events.push(seq, Topic::TicketCalled.as_str().to_owned(), one.id, data);
    events.insert(tx, centre, at_ms).await?;
    set_seq(tx, centre, seq).await?;
    let Waiting { id, label, priority, party } = one;
    Ok(Some(Called { id, label, priority, party, desk: desk.to_owned() }))
}

async fn close(tx: &Transaction<'_>, centre: &str, label: &str, now_ms: i64) -> Result<bool, Failure> {
    let seq = lock_centre(tx, centre).await? + 1;
    let Some(day) = newest_day(tx, centre).await? else { return Ok(false) };
    let select = tx
        .prepare_cached(
            "select id, queue from ticket where centre_id = $1 and service_day = $2 and label = $3 \
             and called_ms is not null and done_ms is null order by called_ms limit 1",
        )
        .await?;
    let Some(row) = tx.query_opt(&select, &[&centre, &day, &label]).await? else { return Ok(false) };
    let (id, queue): (uuid::Uuid, String) = (row.get(0), row.get(1));
    let update = tx.prepare_cached("update ticket set done_ms = $3 where centre_id = $1 and id = $2").await?;
    tx.execute(&update, &[&centre, &id, &now_ms]).await?;
    let mut events = EventColumns::default();
    let data = text(&json!({ "ticket": id, "label": label, "queue": queue }))?;
    events.push(seq, Topic::TicketClosed.as_str().to_owned(), ItemId(id), data);
    events.insert(tx, centre, now_ms).await?;
    set_seq(tx, centre, seq).await?;
    Ok(true)
}

/// What a kiosk says happened to a ticket. One that was called already stays as it is.
pub(super) async fn happened(tx: &Transaction<'_>, centre: &str, event: &TicketEventBody) -> Result<(), Failure> {
    match &event.happening {
        TicketHappening::Cancelled => {
            let update = tx
                .prepare_cached(
                    "update ticket set cancelled_ms = $3 where centre_id = $1 and id = $2 and called_ms is null and cancelled_ms is null",
                )
                .await?;
            tx.execute(&update, &[&centre, &event.ticket.0, &event.at_ms]).await?;
        }
        TicketHappening::Priority { class } => {
            let update = tx
                .prepare_cached(
                    "update ticket set priority = $3 where centre_id = $1 and id = $2 and called_ms is null",
                )
                .await?;
            tx.execute(&update, &[&centre, &event.ticket.0, &class.as_str()]).await?;
        }
    }
    Ok(())
}
