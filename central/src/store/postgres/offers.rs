//! What is handed out.

use kiosk_protocol::ItemId;
use serde_json::json;
use tokio_postgres::Row;
use uuid::Uuid;

use super::PostgresStore;
use super::attempt::{Attempts, Failure};
use super::columns::EventColumns;
use super::custody::{json as text, lock_centre, set_seq};
use crate::store::StoreError;
use crate::store::offers::{FormVersion, Offering, Offers};

impl Offering for PostgresStore {
    async fn publish(&self, forms: Vec<FormVersion>, now_ms: i64) -> Result<Vec<FormVersion>, StoreError> {
        let mut attempts = Attempts::default();
        loop {
            match self.publish_once(&forms, now_ms).await {
                Err(failure) if attempts.again(&failure).await => {}
                done => return Ok(done?),
            }
        }
    }

    async fn offer(&self, offers: Offers, now_ms: i64) -> Result<(), StoreError> {
        let mut attempts = Attempts::default();
        loop {
            match self.offer_once(&offers, now_ms).await {
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
    async fn publish_once(&self, forms: &[FormVersion], now_ms: i64) -> Result<Vec<FormVersion>, Failure> {
        let mut client = self.inner.client().await?;
        let tx = client.transaction().await?;
        let (names, versions): (Vec<&str>, Vec<i32>) =
            forms.iter().map(|form| (form.name.as_str(), i32::try_from(form.version).unwrap_or(i32::MAX))).unzip();
        // In one order, so that two servers never wait for each other.
        tx.execute(
            "insert into published_form (name, version, published_ms) \
             select x.name, x.version, $3::bigint from unnest($1::text[], $2::integer[]) as x (name, version) \
             order by x.name, x.version on conflict (name, version) do nothing",
            &[&names, &versions, &now_ms],
        )
        .await?;
        let all =
            tx.query("select name, version from published_form order by name collate \"C\", version", &[]).await?;
        tx.commit().await?;
        let form = |row: &Row| FormVersion {
            name: row.get(0),
            version: u32::try_from(row.get::<_, i32>(1)).unwrap_or_default(),
        };
        Ok(all.iter().map(form).collect())
    }

    async fn offer_once(&self, offers: &Offers, now_ms: i64) -> Result<(), Failure> {
        let mut client = self.inner.client().await?;
        let tx = client.transaction().await?;
        // Locked: of several servers that start at once the first tells it, the others find it told.
        let row = tx.query_one("select catalogue, config from meta where one = 1 for update", &[]).await?;
        let before = Offers { catalogue: row.get(0), config: row.get(1) };
        let news = offers.news(&before);
        if news.is_empty() {
            return Ok(());
        }
        tx.execute(
            "update meta set catalogue = coalesce($1, catalogue), config = coalesce($2, config) where one = 1",
            &[&offers.catalogue, &offers.config],
        )
        .await?;
        // In one order, so that two servers never wait for each other.
        let centres = tx.query("select centre_id from centre order by centre_id", &[]).await?;
        for row in &centres {
            let centre: &str = row.get(0);
            let mut seq = lock_centre(&tx, centre).await?;
            let mut events = EventColumns::default();
            for (topic, version) in &news {
                seq += 1;
                let data = text(&json!({ "version": version }))?;
                events.push(seq, topic.as_str().to_owned(), ItemId(Uuid::now_v7()), data);
            }
            events.insert(&tx, centre, now_ms).await?;
            set_seq(&tx, centre, seq).await?;
        }
        Ok(tx.commit().await?)
    }
}
