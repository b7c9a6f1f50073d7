//! Figures.

use deadpool_postgres::Client;
use kiosk_protocol::{CentreId, ChangePage, DeviceId, MAX_CHANGES, Report};

use super::PostgresStore;
use super::attempt::Failure;
use super::custody::json;
use super::read::{change, damaged, place, rows};
use crate::store::cursor::{Cursor, SnapshotCursor, snapshot_page};
use crate::store::figures::{CentreLine, Counts, Figures, QueueFigure, QueueFigures, Reported};
use crate::store::{ChangesError, Sender, StoreError};

impl Figures for PostgresStore {
    async fn ping(&self) -> Result<(), StoreError> {
        let ping = async { Ok::<_, Failure>(self.inner.client().await?.query_one("select 1 from meta", &[]).await?) };
        ping.await?;
        Ok(())
    }

    async fn counts(&self) -> Result<Counts, StoreError> {
        Ok(counts(&self.inner.client().await?).await?)
    }

    async fn centres(&self) -> Result<Vec<CentreLine>, StoreError> {
        Ok(centres(&self.inner.client().await?).await?)
    }

    async fn queues(&self, centre: CentreId) -> Result<QueueFigures, StoreError> {
        Ok(queues(&self.inner.client().await?, &centre).await?)
    }

    async fn snapshot(
        &self,
        centre: CentreId,
        cursor: Option<String>,
        limit: usize,
    ) -> Result<ChangePage, ChangesError> {
        let cursor = match cursor {
            Some(text) => Some(SnapshotCursor::read(&text).ok_or(ChangesError::NotACursor)?),
            None => None,
        };
        let page = async {
            let client = self.inner.client().await?;
            snapshot(&client, &self.inner.epoch, &centre, cursor, limit.clamp(1, MAX_CHANGES)).await
        };
        page.await.map_err(|failure| ChangesError::Store(failure.into()))?.ok_or(ChangesError::Gone)
    }

    async fn report(&self, sender: Sender, report: Report, now_ms: i64) -> Result<(), StoreError> {
        let write = async {
            let client = self.inner.client().await?;
            let upsert = client
                .prepare_cached(
                    "insert into report (centre_id, device_id, at_ms, data) values ($1, $2, $3, $4) \
                     on conflict (centre_id, device_id) do update set at_ms = excluded.at_ms, data = excluded.data",
                )
                .await?;
            let data = json(&report)?;
            client.execute(&upsert, &[&sender.centre.as_str(), &sender.device.0, &now_ms, &data]).await?;
            Ok::<_, Failure>(())
        };
        Ok(write.await?)
    }

    async fn reports(&self, centre: CentreId) -> Result<Vec<Reported>, StoreError> {
        Ok(reports(&self.inner.client().await?, &centre).await?)
    }
}

async fn counts(client: &Client) -> Result<Counts, Failure> {
    let select = client
        .prepare_cached(
            "select (select count(*) from item where quarantine is not null), \
             (select count(*) from unchecked), (select count(*) from device)",
        )
        .await?;
    let row = client.query_one(&select, &[]).await?;
    let count = |column| row.get::<_, i64>(column).cast_unsigned();
    Ok(Counts { quarantined: count(0), unchecked: count(1), devices: count(2) })
}

async fn centres(client: &Client) -> Result<Vec<CentreLine>, Failure> {
    let select = client
        .prepare_cached(
            "select c.centre_id, c.seq, count(d.device_id), max(d.seen_ms) from centre c \
             left join device d on d.centre_id = c.centre_id group by c.centre_id, c.seq order by c.centre_id collate \"C\"",
        )
        .await?;
    let found = client.query(&select, &[]).await?;
    found
        .iter()
        .map(|row| {
            Ok(CentreLine {
                centre: row.get::<_, &str>(0).parse().map_err(damaged)?,
                seq: row.get::<_, i64>(1).cast_unsigned(),
                devices: row.get::<_, i64>(2).cast_unsigned(),
                seen_ms: row.get(3),
            })
        })
        .collect()
}

async fn queues(client: &Client, centre: &CentreId) -> Result<QueueFigures, Failure> {
    let select = client.prepare_cached("select max(service_day) from ticket where centre_id = $1").await?;
    let service_day: Option<String> = client.query_one(&select, &[&centre.as_str()]).await?.get(0);
    let select = client
        .prepare_cached(
            "select queue, count(*), max(issued_ms) from ticket where centre_id = $1 and service_day = $2 group by queue order by queue",
        )
        .await?;
    let found = client.query(&select, &[&centre.as_str(), &service_day]).await?;
    let queues = found
        .iter()
        .map(|row| QueueFigure {
            queue: row.get(0),
            issued: row.get::<_, i64>(1).cast_unsigned(),
            newest_ms: row.get(2),
        })
        .collect();
    Ok(QueueFigures { service_day, queues })
}

async fn snapshot(
    client: &Client,
    epoch: &str,
    centre: &CentreId,
    cursor: Option<SnapshotCursor>,
    limit: usize,
) -> Result<Option<ChangePage>, Failure> {
    let place = place(client, centre, cursor.as_ref().map(|cursor| cursor.until.seq)).await?;
    let SnapshotCursor { until, after } = match cursor {
        None => SnapshotCursor { until: Cursor::new(epoch.to_owned(), place.newest, place.at_newest), after: 0 },
        Some(cursor) if cursor.until.stands(epoch, place.newest, place.there) => cursor,
        Some(_) => return Ok(None),
    };
    // Of what was there when the snapshot began: the newest event of each open request and appointment, commands that have not
    // ended, and the day's calls.
    let select = client
        .prepare_cached(
            "select e.seq, e.topic, e.at_ms, e.data from event e \
             left join request r on r.centre_id = e.centre_id and r.id = e.item_id and e.topic = 'request.status' \
             left join appointment a on a.centre_id = e.centre_id and a.id = e.item_id and e.topic = 'appointment' \
             left join ticket t on t.centre_id = e.centre_id and t.id = e.item_id and e.topic = 'ticket.called' \
             where e.centre_id = $1 and e.seq > $2 and e.seq <= $3 \
             and (r.state <> 'closed' or (a.id is not null and a.cancelled_ms is null and a.checked_ms is null) \
               or e.topic = 'device.command' or t.service_day = (select max(service_day) from ticket where centre_id = $1)) \
             and not exists (select 1 from event n where n.centre_id = e.centre_id and n.item_id = e.item_id \
               and ((n.topic = e.topic and n.seq > e.seq and n.seq <= $3) or n.topic = 'device.command_result')) \
             order by e.seq limit $4",
        )
        .await?;
    let found = client.query(&select, &[&centre.as_str(), &after, &until.seq, &rows(limit + 1)]).await?;
    let mut changes = found.iter().map(change).collect::<Result<Vec<_>, _>>()?;
    Ok(Some(snapshot_page(&mut changes, until, limit)))
}

async fn reports(client: &Client, centre: &CentreId) -> Result<Vec<Reported>, Failure> {
    let select = client
        .prepare_cached("select device_id, at_ms, data from report where centre_id = $1 order by device_id")
        .await?;
    let found = client.query(&select, &[&centre.as_str()]).await?;
    found
        .iter()
        .map(|row| {
            let data = serde_json::from_str(row.get(2)).map_err(damaged)?;
            Ok((Sender { centre: centre.clone(), device: DeviceId(row.get(0)) }, row.get(1), data))
        })
        .collect()
}
