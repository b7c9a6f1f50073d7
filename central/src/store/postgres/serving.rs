//! The queues.

use deadpool_postgres::{Client, Transaction};
use kiosk_protocol::{CentreId, ItemId, PriorityClass, QueueChange, TicketEventBody, TicketHappening, Topic};
use serde_json::json;

use super::PostgresStore;
use super::attempt::{Attempts, Failure};
use super::columns::EventColumns;
use super::custody::{json as text, lock_centre, set_seq};
use crate::serving::{self, Before, Fairness, MEMORY, PACE_OVER_MS, Waiting};
use crate::store::StoreError;
use crate::store::serving::{Called, MOST_WAITING, Serving, WAITS_MS, length};

impl Serving for PostgresStore {
    async fn queue_lengths(&self, centre: CentreId, now_ms: i64) -> Result<Vec<QueueChange>, StoreError> {
        Ok(lengths(&self.inner.client().await?, centre.as_str(), now_ms).await?)
    }

    async fn call_next(
        &self,
        centre: CentreId,
        queue: char,
        desk: String,
        fairness: Fairness,
        now_ms: i64,
    ) -> Result<Option<Called>, StoreError> {
        let mut attempts = Attempts::default();
        loop {
            match self.call_once(centre.as_str(), queue, &desk, fairness, now_ms).await {
                Err(failure) if attempts.again(&failure).await => {}
                done => {
                    self.inner.tick();
                    return Ok(done?);
                }
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
    async fn call_once(
        &self,
        centre: &str,
        queue: char,
        desk: &str,
        fairness: Fairness,
        now_ms: i64,
    ) -> Result<Option<Called>, Failure> {
        let mut client = self.inner.client().await?;
        let tx = client.transaction().await?;
        let called = call(&tx, centre, queue, desk, fairness, now_ms).await?;
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
    let count = |row: &tokio_postgres::Row| u32::try_from(row.get::<_, i64>(1)).unwrap_or(u32::MAX);
    Ok(found.iter().filter_map(|row| length(row.get(0), count(row), &calls, now_ms)).collect())
}

async fn call(
    tx: &Transaction<'_>,
    centre: &str,
    queue: char,
    desk: &str,
    fairness: Fairness,
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
