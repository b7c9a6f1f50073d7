//! Commands to kiosks.

use deadpool_postgres::{Client, Transaction};
use kiosk_protocol::{Command, DeviceCommand, DeviceId, ItemId, Topic};
use uuid::Uuid;

use super::attempt::{Attempts, Failure};
use super::columns::EventColumns;
use super::custody::{json, lock_centre, set_seq};
use super::read::{damaged, rows};
use super::{PostgresStore, audit};
use crate::audit::Entry;
use crate::store::StoreError;
use crate::store::commands::{Commands, Ended, Order, TOPIC_COMMAND_RESULT};
use crate::store::judge::Told;

impl Commands for PostgresStore {
    async fn order(
        &self,
        device: DeviceId,
        command: Command,
        by: String,
        now_ms: i64,
    ) -> Result<Option<DeviceCommand>, StoreError> {
        let order = DeviceCommand { id: ItemId(Uuid::now_v7()), device, command, by };
        let mut attempts = Attempts::default();
        loop {
            match self.order_once(&order, now_ms).await {
                Err(failure) if attempts.again(&failure).await => {}
                done => {
                    self.inner.tick();
                    return Ok(done?.then_some(order));
                }
            }
        }
    }

    async fn orders(&self, limit: usize) -> Result<Vec<Order>, StoreError> {
        Ok(read(&self.inner.client().await?, limit).await?)
    }
}

impl PostgresStore {
    async fn order_once(&self, order: &DeviceCommand, now_ms: i64) -> Result<bool, Failure> {
        let mut client = self.inner.client().await?;
        let tx = client.transaction().await?;
        let done = write(&tx, order, now_ms).await?;
        tx.commit().await?;
        Ok(done)
    }
}

async fn write(tx: &Transaction<'_>, order: &DeviceCommand, now_ms: i64) -> Result<bool, Failure> {
    let select = tx
        .prepare_cached("select centre_id from device_key where device_id = $1 and revoked_ms is null limit 1")
        .await?;
    let Some(row) = tx.query_opt(&select, &[&order.device.0]).await? else { return Ok(false) };
    let centre: String = row.get(0);
    let seq = lock_centre(tx, &centre).await? + 1;
    let mut events = EventColumns::default();
    events.push(seq, Topic::DeviceCommand.as_str().to_owned(), order.id, json(order)?);
    events.insert(tx, &centre, now_ms).await?;
    set_seq(tx, &centre, seq).await?;
    let DeviceCommand { id, device, command, by } = order.clone();
    audit::append(tx, &centre, now_ms, &Entry::Command { id, device, command, by }).await?;
    Ok(true)
}

async fn read(client: &Client, limit: usize) -> Result<Vec<Order>, Failure> {
    let select = client
        .prepare_cached(
            "select e.centre_id, e.at_ms, e.data, r.at_ms, r.data from event e \
             left join event r on r.centre_id = e.centre_id and r.item_id = e.item_id and r.topic = $2 \
             where e.topic = $1 order by e.at_ms desc, e.centre_id collate \"C\", e.seq desc limit $3",
        )
        .await?;
    let found = client.query(&select, &[&Topic::DeviceCommand.as_str(), &TOPIC_COMMAND_RESULT, &rows(limit)]).await?;
    found
        .iter()
        .map(|row| {
            let ended = match row.get::<_, Option<&str>>(4) {
                Some(text) => {
                    let ended: Ended = serde_json::from_str(text).map_err(damaged)?;
                    Some(Ended { at_ms: row.get(3), ..ended })
                }
                None => None,
            };
            Ok(Order {
                centre: row.get::<_, &str>(0).parse().map_err(damaged)?,
                at_ms: row.get(1),
                order: serde_json::from_str(row.get(2)).map_err(damaged)?,
                ended,
            })
        })
        .collect()
}

/// A kiosk says what became of a command. Only the one that was meant can, and once. Under the centre's lock; whether there
/// is an event to be written in the place `seq`.
pub(super) async fn ended(
    tx: &Transaction<'_>,
    events: &mut EventColumns,
    centre: &str,
    seq: i64,
    item: ItemId,
    told: &Told,
    now_ms: i64,
) -> Result<bool, Failure> {
    let select = tx
        .prepare_cached("select topic, data from event where centre_id = $1 and item_id = $2 and topic in ($3, $4)")
        .await?;
    let topic = Topic::DeviceCommand;
    let found = tx.query(&select, &[&centre, &told.command.0, &topic.as_str(), &TOPIC_COMMAND_RESULT]).await?;
    // One row: the order alone.
    let [row] = found.as_slice() else { return Ok(false) };
    let order: DeviceCommand = serde_json::from_str(row.get(1)).map_err(damaged)?;
    if order.device != told.device {
        return Ok(false);
    }
    let ended = Ended { item, done: told.done, at_ms: now_ms };
    events.push(seq, TOPIC_COMMAND_RESULT.to_owned(), told.command, json(&ended)?);
    let entry = Entry::CommandEnded { id: told.command, device: told.device, item, done: told.done };
    audit::append(tx, centre, now_ms, &entry).await?;
    Ok(true)
}
