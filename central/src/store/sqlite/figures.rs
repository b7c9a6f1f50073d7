//! Figures.

use kiosk_protocol::{CentreId, ChangePage, DeviceId, MAX_CHANGES, Report};
use rusqlite::{Connection, params};

use super::custody::json;
use super::read::{change, damaged, mark, place, words};
use super::{SqliteStore, failed};
use crate::store::cursor::{Cursor, SnapshotCursor};
use crate::store::figures::{CentreLine, Counts, Figures, QueueFigure, QueueFigures, Reported};
use crate::store::{ChangesError, Sender, StoreError};

impl Figures for SqliteStore {
    async fn ping(&self) -> Result<(), StoreError> {
        self.read(|c| c.query_row("select 1 from meta", [], |_| Ok(())).map_err(|e| failed(&e))).await
    }

    async fn counts(&self) -> Result<Counts, StoreError> {
        self.read(|c| counts(c).map_err(|e| failed(&e))).await
    }

    async fn centres(&self) -> Result<Vec<CentreLine>, StoreError> {
        self.read(|c| centres(c).map_err(|e| failed(&e))).await
    }

    async fn queues(&self, centre: CentreId) -> Result<QueueFigures, StoreError> {
        self.read(move |c| queues(c, &centre).map_err(|e| failed(&e))).await
    }

    async fn snapshot(
        &self,
        centre: CentreId,
        cursor: Option<String>,
        limit: usize,
    ) -> Result<ChangePage, ChangesError> {
        self.read(move |c| snapshot(c, &centre, cursor.as_deref(), limit.clamp(1, MAX_CHANGES))).await
    }

    async fn report(&self, sender: Sender, report: Report, now_ms: i64) -> Result<(), StoreError> {
        self.write(move |tx| {
            let data = json(&report).map_err(|e| failed(&e))?;
            tx.prepare_cached(
                "insert into report (centre_id, device_id, at_ms, data) values (?1, ?2, ?3, ?4) \
                 on conflict (centre_id, device_id) do update set at_ms = excluded.at_ms, data = excluded.data",
            )
            .and_then(|mut insert| {
                insert.execute(params![sender.centre.as_str(), sender.device.0.as_bytes(), now_ms, data])
            })
            .map(|_| ())
            .map_err(|e| failed(&e))
        })
        .await
    }

    async fn reports(&self, centre: CentreId) -> Result<Vec<Reported>, StoreError> {
        self.read(move |c| reports(c, &centre).map_err(|e| failed(&e))).await
    }
}

fn counts(connection: &Connection) -> rusqlite::Result<Counts> {
    let count = |sql| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).map(i64::cast_unsigned);
    Ok(Counts {
        quarantined: count("select count(*) from item where quarantine is not null")?,
        unchecked: count("select count(*) from unchecked")?,
        devices: count("select count(*) from device")?,
    })
}

fn centres(connection: &Connection) -> rusqlite::Result<Vec<CentreLine>> {
    connection
        .prepare_cached(
            "select c.centre_id, c.seq, count(d.device_id), max(d.seen_ms) from centre c \
             left join device d on d.centre_id = c.centre_id group by c.centre_id, c.seq order by c.centre_id",
        )?
        .query_map([], |row| {
            Ok(CentreLine {
                centre: words(row, 0)?,
                seq: row.get::<_, i64>(1)?.cast_unsigned(),
                devices: row.get::<_, i64>(2)?.cast_unsigned(),
                seen_ms: row.get(3)?,
            })
        })?
        .collect()
}

fn queues(connection: &Connection, centre: &CentreId) -> rusqlite::Result<QueueFigures> {
    let service_day: Option<String> = connection
        .prepare_cached("select max(service_day) from ticket where centre_id = ?1")?
        .query_row([centre.as_str()], |row| row.get(0))?;
    let queues = connection
        .prepare_cached(
            "select queue, count(*), max(issued_ms) from ticket where centre_id = ?1 and service_day = ?2 group by queue order by queue",
        )?
        .query_map(params![centre.as_str(), service_day], |row| {
            Ok(QueueFigure { queue: row.get(0)?, issued: row.get::<_, i64>(1)?.cast_unsigned(), newest_ms: row.get(2)? })
        })?
        .collect::<Result<_, _>>()?;
    Ok(QueueFigures { service_day, queues })
}

fn snapshot(
    connection: &mut Connection,
    centre: &CentreId,
    cursor: Option<&str>,
    limit: usize,
) -> Result<ChangePage, ChangesError> {
    let cursor = match cursor {
        Some(text) => Some(SnapshotCursor::read(text).ok_or(ChangesError::NotACursor)?),
        None => None,
    };
    let tx = connection.transaction().map_err(|e| failed(&e))?;
    let (epoch, newest) = place(&tx, centre).map_err(|e| failed(&e))?;
    let stands_at = cursor.as_ref().map_or(newest, |cursor| cursor.until.seq);
    let there = mark(&tx, centre, stands_at).map_err(|e| failed(&e))?;
    let SnapshotCursor { until, after } = match cursor {
        None => SnapshotCursor { until: Cursor::new(epoch, newest, there), after: 0 },
        Some(cursor) if cursor.until.stands(&epoch, newest, there) => cursor,
        Some(_) => return Err(ChangesError::Gone),
    };
    // Of what was there when the snapshot began: the newest event of each open request and appointment, commands that have not
    // ended, and the day's calls.
    let mut changes = tx
        .prepare_cached(
            "select e.seq, e.topic, e.at_ms, e.data from event e \
             left join request r on r.centre_id = e.centre_id and r.id = e.item_id and e.topic = 'request.status' \
             left join appointment a on a.centre_id = e.centre_id and a.id = e.item_id and e.topic = 'appointment' \
             left join ticket t on t.centre_id = e.centre_id and t.id = e.item_id and e.topic = 'ticket.called' \
             where e.centre_id = ?1 and e.seq > ?2 and e.seq <= ?3 \
             and (r.state <> 'closed' or (a.id is not null and a.cancelled_ms is null and a.checked_ms is null) \
               or e.topic = 'device.command' or t.service_day = (select max(service_day) from ticket where centre_id = ?1)) \
             and not exists (select 1 from event n where n.centre_id = e.centre_id and n.item_id = e.item_id \
               and ((n.topic = e.topic and n.seq > e.seq and n.seq <= ?3) or n.topic = 'device.command_result')) \
             order by e.seq limit ?4",
        )
        .and_then(|mut select| {
            select.query_map(params![centre.as_str(), after, until.seq, (limit + 1) as i64], change)?.collect()
        })
        .map_err(|e: rusqlite::Error| failed(&e))?;
    Ok(crate::store::cursor::snapshot_page(&mut changes, until, limit))
}

fn reports(connection: &Connection, centre: &CentreId) -> rusqlite::Result<Vec<Reported>> {
    connection
        .prepare_cached("select device_id, at_ms, data from report where centre_id = ?1 order by device_id")?
        .query_map([centre.as_str()], |row| {
            let device = DeviceId(uuid::Uuid::from_bytes(row.get(0)?));
            let data = serde_json::from_str(&row.get::<_, String>(2)?).map_err(|e| damaged(2, e))?;
            Ok((Sender { centre: centre.clone(), device }, row.get(1)?, data))
        })?
        .collect()
}
