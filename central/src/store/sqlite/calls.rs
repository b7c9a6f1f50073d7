//! Calls for a person.

use kiosk_protocol::{CentreId, DeviceId, ItemId};
use rusqlite::{Connection, params};
use uuid::Uuid;

use super::read::words;
use super::{SqliteStore, failed};
use crate::store::StoreError;
use crate::store::calls::{Asked, Call, Calls, OPEN_MS};
use crate::store::judge::Help;

impl Calls for SqliteStore {
    async fn calls(&self, asked: Asked, limit: usize, now_ms: i64) -> Result<Vec<Call>, StoreError> {
        self.read(move |connection| read(connection, &asked, limit, now_ms).map_err(|e| failed(&e))).await
    }
}

fn read(connection: &Connection, asked: &Asked, limit: usize, now_ms: i64) -> rusqlite::Result<Vec<Call>> {
    connection
        .prepare_cached(
            "select c.centre_id, c.device_id, c.id, c.screen, c.at_ms, c.received_ms, c.answered_ms, \
             (select k.slot from device_key k where k.device_id = c.device_id order by k.enrolled_ms desc limit 1) \
             from staff_call c where (?1 is null or c.centre_id = ?1) and (?2 or (c.answered_ms is null and c.received_ms > ?3)) \
             order by c.received_ms desc, c.centre_id, c.at_ms desc, c.id limit ?4",
        )?
        .query_map(
            params![asked.centre.as_ref().map(CentreId::as_str), asked.all, now_ms - OPEN_MS, limit.min(100_000) as i64],
            |row| {
                Ok(Call {
                    centre: words(row, 0)?,
                    device: DeviceId(Uuid::from_bytes(row.get(1)?)),
                    slot: row.get::<_, Option<String>>(7)?.and_then(|slot| slot.chars().next()),
                    id: ItemId(Uuid::from_bytes(row.get(2)?)),
                    screen: row.get(3)?,
                    at_ms: row.get(4)?,
                    received_ms: row.get(5)?,
                    answered_ms: row.get(6)?,
                })
            },
        )?
        .collect()
}

/// What an item in custody says of calls of its kiosk. Said again it changes nothing.
pub(super) fn heard(tx: &Connection, centre: &str, item: ItemId, help: &Help) -> rusqlite::Result<()> {
    let id = item.0.as_bytes();
    match help {
        Help::Called(call) => tx
            .prepare_cached(
                "insert into staff_call (centre_id, id, device_id, device_seq, screen, at_ms, received_ms) \
                 select centre_id, id, device_id, device_seq, ?3, ?4, received_ms from item where centre_id = ?1 and id = ?2 \
                 on conflict (centre_id, id) do nothing",
            )?
            .execute(params![centre, id, call.screen, call.at_ms])?,
        // By the kiosk's sequence: its clock may have been put right in between.
        Help::Answered(answer) => tx
            .prepare_cached(
                "update staff_call set answered_ms = ?3 where centre_id = ?1 and answered_ms is null \
                 and device_id = (select device_id from item where centre_id = ?1 and id = ?2) \
                 and device_seq < (select device_seq from item where centre_id = ?1 and id = ?2)",
            )?
            .execute(params![centre, id, answer.at_ms])?,
    };
    Ok(())
}
