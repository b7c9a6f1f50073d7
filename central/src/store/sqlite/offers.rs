//! What is handed out.

use rusqlite::{Connection, params};
use serde_json::json;
use uuid::Uuid;

use super::custody::{json as text, next_seq, write_event};
use super::{SqliteStore, failed};
use crate::store::StoreError;
use crate::store::offers::{Offering, Offers};

impl Offering for SqliteStore {
    async fn offer(&self, offers: Offers, now_ms: i64) -> Result<(), StoreError> {
        self.write(move |tx| offer(tx, &offers, now_ms).map_err(|e| failed(&e))).await
    }
}

fn offer(tx: &Connection, offers: &Offers, now_ms: i64) -> rusqlite::Result<()> {
    let before = tx.query_row("select catalogue, config from meta where one = 1", [], |row| {
        Ok(Offers { catalogue: row.get(0)?, config: row.get(1)? })
    })?;
    let news = offers.news(&before);
    if news.is_empty() {
        return Ok(());
    }
    tx.execute(
        "update meta set catalogue = coalesce(?1, catalogue), config = coalesce(?2, config) where one = 1",
        params![offers.catalogue, offers.config],
    )?;
    let centres: Vec<String> =
        tx.prepare("select centre_id from centre")?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for centre in &centres {
        for (topic, version) in &news {
            let seq = next_seq(tx, centre)?;
            let data = text(&json!({ "version": version }))?;
            write_event(tx, centre, seq, now_ms, topic.as_str(), Uuid::now_v7().as_bytes(), &data)?;
        }
    }
    Ok(())
}
