//! What is handed out.

use rusqlite::{Connection, params};
use serde_json::json;
use uuid::Uuid;

use super::custody::{json as text, next_seq, write_event};
use super::{SqliteStore, failed};
use crate::store::StoreError;
use crate::store::offers::{FormVersion, Offering, Offers};

impl Offering for SqliteStore {
    async fn offer(&self, offers: Offers, now_ms: i64) -> Result<(), StoreError> {
        self.write(move |tx| offer(tx, &offers, now_ms).map_err(|e| failed(&e))).await
    }

    async fn publish(&self, forms: Vec<FormVersion>, now_ms: i64) -> Result<Vec<FormVersion>, StoreError> {
        self.write(move |tx| publish(tx, &forms, now_ms).map_err(|e| failed(&e))).await
    }
}

fn publish(tx: &Connection, forms: &[FormVersion], now_ms: i64) -> rusqlite::Result<Vec<FormVersion>> {
    let mut insert = tx.prepare(
        "insert into published_form (name, version, published_ms) values (?1, ?2, ?3) on conflict (name, version) do nothing",
    )?;
    for form in forms {
        insert.execute(params![form.name, form.version, now_ms])?;
    }
    tx.prepare("select name, version from published_form order by name, version")?
        .query_map([], |row| Ok(FormVersion { name: row.get(0)?, version: row.get(1)? }))?
        .collect()
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
