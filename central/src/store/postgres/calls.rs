//! Calls for a person, in PostgreSQL.

use deadpool_postgres::{Client, Transaction};
use kiosk_protocol::{CentreId, DeviceId, ItemId};

use super::PostgresStore;
use super::attempt::Failure;
use super::read::{damaged, rows};
use crate::store::StoreError;
use crate::store::calls::{Asked, Call, Calls, OPEN_MS};
use crate::store::judge::Help;

impl Calls for PostgresStore {
    async fn calls(&self, asked: Asked, limit: usize, now_ms: i64) -> Result<Vec<Call>, StoreError> {
        Ok(read(&self.inner.client().await?, &asked, limit, now_ms).await?)
    }
}

async fn read(client: &Client, asked: &Asked, limit: usize, now_ms: i64) -> Result<Vec<Call>, Failure> {
    let select = client
        .prepare_cached(
            "select c.centre_id, c.device_id, c.id, c.screen, c.at_ms, c.received_ms, c.answered_ms, \
             (select k.slot from device_key k where k.device_id = c.device_id order by k.enrolled_ms desc limit 1) \
             from staff_call c where ($1::text is null or c.centre_id = $1) \
             and ($2::bool or (c.answered_ms is null and c.received_ms > $3)) \
             order by c.received_ms desc, c.centre_id collate \"C\", c.at_ms desc, c.id limit $4",
        )
        .await?;
    let centre = asked.centre.as_ref().map(CentreId::as_str);
    let found = client.query(&select, &[&centre, &asked.all, &(now_ms - OPEN_MS), &rows(limit)]).await?;
    found
        .iter()
        .map(|row| {
            Ok(Call {
                centre: row.get::<_, &str>(0).parse().map_err(damaged)?,
                device: DeviceId(row.get(1)),
                slot: row.get::<_, Option<&str>>(7).and_then(|slot| slot.chars().next()),
                id: ItemId(row.get(2)),
                screen: row.get(3),
                at_ms: row.get(4),
                received_ms: row.get(5),
                answered_ms: row.get(6),
            })
        })
        .collect()
}

/// What an item in custody says of calls of its kiosk. Said again it changes nothing.
pub(super) async fn heard(tx: &Transaction<'_>, centre: &str, item: ItemId, help: &Help) -> Result<(), Failure> {
    match help {
        Help::Called(call) => {
            let insert = tx
                .prepare_cached(
                    "insert into staff_call (centre_id, id, device_id, device_seq, screen, at_ms, received_ms) \
                     select centre_id, id, device_id, device_seq, $3::text, $4::bigint, received_ms from item where centre_id = $1 and id = $2 \
                     on conflict (centre_id, id) do nothing",
                )
                .await?;
            tx.execute(&insert, &[&centre, &item.0, &call.screen, &call.at_ms]).await?;
        }
        Help::Answered(answer) => {
            // By the kiosk's sequence: its clock may have been put right in between.
            let update = tx
                .prepare_cached(
                    "update staff_call set answered_ms = $3 where centre_id = $1 and answered_ms is null \
                     and device_id = (select device_id from item where centre_id = $1 and id = $2) \
                     and device_seq < (select device_seq from item where centre_id = $1 and id = $2)",
                )
                .await?;
            tx.execute(&update, &[&centre, &item.0, &answer.at_ms]).await?;
        }
    }
    Ok(())
}
