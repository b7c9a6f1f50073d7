//! Commands to kiosks.

use kiosk_protocol::{Command, DeviceCommand, DeviceId, ItemId, Topic};
use rusqlite::{Connection, OptionalExtension as _, params};
use uuid::Uuid;

use super::custody::{json, next_seq, write_event};
use super::read::{damaged, words};
use super::{SqliteStore, audit, failed};
use crate::audit::Entry;
use crate::store::StoreError;
use crate::store::commands::{Commands, Ended, Order, TOPIC_COMMAND_RESULT};
use crate::store::judge::Told;

impl Commands for SqliteStore {
    async fn order(
        &self,
        device: DeviceId,
        command: Command,
        by: String,
        now_ms: i64,
    ) -> Result<Option<DeviceCommand>, StoreError> {
        let id = ItemId(Uuid::now_v7());
        let order = DeviceCommand { id, device, command, by };
        self.write(move |tx| {
            let done = write(tx, &order, now_ms).map_err(|e| failed(&e))?;
            Ok(done.then_some(order))
        })
        .await
    }

    async fn orders(&self, limit: usize) -> Result<Vec<Order>, StoreError> {
        self.read(move |connection| read(connection, limit).map_err(|e| failed(&e))).await
    }
}

fn write(tx: &Connection, order: &DeviceCommand, now_ms: i64) -> rusqlite::Result<bool> {
    let centre: Option<String> = tx
        .prepare_cached("select centre_id from device_key where device_id = ?1 and revoked_ms is null limit 1")?
        .query_row([order.device.0.as_bytes()], |row| row.get(0))
        .optional()?;
    let Some(centre) = centre else { return Ok(false) };
    let seq = next_seq(tx, &centre)?;
    write_event(tx, &centre, seq, now_ms, Topic::DeviceCommand.as_str(), order.id.0.as_bytes(), &json(order)?)?;
    let DeviceCommand { id, device, command, by } = order.clone();
    audit::append(tx, &centre, now_ms, &Entry::Command { id, device, command, by })?;
    Ok(true)
}

fn read(connection: &Connection, limit: usize) -> rusqlite::Result<Vec<Order>> {
    connection
        .prepare_cached(
            "select e.centre_id, e.at_ms, e.data, r.at_ms, r.data from event e \
             left join event r on r.centre_id = e.centre_id and r.item_id = e.item_id and r.topic = ?2 \
             where e.topic = ?1 order by e.at_ms desc, e.centre_id, e.seq desc limit ?3",
        )?
        .query_map(params![Topic::DeviceCommand.as_str(), TOPIC_COMMAND_RESULT, limit.min(10_000) as i64], |row| {
            let from_json = |column: usize, text: &str| serde_json::from_str(text).map_err(|e| damaged(column, e));
            let ended = match row.get::<_, Option<String>>(4)? {
                Some(text) => {
                    let ended: Ended = serde_json::from_str(&text).map_err(|e| damaged(4, e))?;
                    Some(Ended { at_ms: row.get(3)?, ..ended })
                }
                None => None,
            };
            Ok(Order {
                centre: words(row, 0)?,
                at_ms: row.get(1)?,
                order: from_json(2, &row.get::<_, String>(2)?)?,
                ended,
            })
        })?
        .collect()
}

/// A kiosk says what became of a command. Only the one that was meant can, and once.
pub(super) fn ended(tx: &Connection, centre: &str, item: ItemId, told: &Told, now_ms: i64) -> rusqlite::Result<()> {
    let command = told.command.0.as_bytes();
    let of = |topic: &str| {
        tx.prepare_cached("select data from event where centre_id = ?1 and item_id = ?2 and topic = ?3 limit 1")?
            .query_row(params![centre, command, topic], |row| row.get::<_, String>(0))
            .optional()
    };
    let Some(order) = of(Topic::DeviceCommand.as_str())? else { return Ok(()) };
    let order: DeviceCommand = serde_json::from_str(&order).map_err(|e| damaged(0, e))?;
    if order.device != told.device || of(TOPIC_COMMAND_RESULT)?.is_some() {
        return Ok(());
    }
    let ended = Ended { item, done: told.done, at_ms: now_ms };
    let seq = next_seq(tx, centre)?;
    write_event(tx, centre, seq, now_ms, TOPIC_COMMAND_RESULT, command, &json(&ended)?)?;
    let entry = Entry::CommandEnded { id: told.command, device: told.device, item, done: told.done };
    audit::append(tx, centre, now_ms, &entry)
}
