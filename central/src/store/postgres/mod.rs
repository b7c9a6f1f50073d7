//! The store for a region or a nation: PostgreSQL, or a distributed database that speaks its protocol.
//!
//! Any number of servers may stand on one database. Nothing here needs a trigger, LISTEN/NOTIFY, or numbers
//! that the database hands out; see docs/SCALE.md.

mod appointments;
mod attempt;
mod audit;
mod calls;
mod case;
mod columns;
mod commands;
mod connect;
mod custody;
mod figures;
mod gather;
mod migrate;
mod offers;
mod read;
mod registry;
mod serving;
mod work;

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use deadpool_postgres::{Client, Pool};
use kiosk_protocol::{
    CaseEvent, CentreId, ChangePage, CheckCode, ItemId, PushBatch, PushResult, Reference, StatusAnswer, StatusEvent,
};
use tokio::sync::watch;

use super::cursor::Cursor;
use super::{After, ChangesError, Kept, Line, RecordError, Sender, Store, StoreError};
use attempt::{Attempts, Failure};
use case::NotRecorded;
pub use connect::ConnectError;
use gather::Gathering;

/// A store in PostgreSQL. It works on the tokio runtime that calls it.
pub struct PostgresStore {
    inner: Arc<Inner>,
}

struct Inner {
    pool: Pool,
    epoch: String,
    gathering: Gathering,
    committed: watch::Sender<u64>,
}

impl Inner {
    async fn client(&self) -> Result<Client, Failure> {
        Ok(self.pool.get().await?)
    }

    fn tick(&self) {
        self.committed.send_modify(|n| *n += 1);
    }
}

impl PostgresStore {
    /// Connects to `postgres://…` and brings the schema up to date. `sslmode=require&sslrootcert=FILE` asks for
    /// TLS; the password may stand in `PGPASSWORD`.
    ///
    /// # Errors
    /// The address cannot be read, the database cannot be reached, or it is from a newer program.
    pub async fn open(url: &str) -> Result<Self, ConnectError> {
        let pool = connect::pool(url)?;
        let mut client = pool.get().await.map_err(|e| {
            ConnectError::Database(match &e {
                deadpool_postgres::PoolError::Backend(e) => connect::text(e),
                _ => e.to_string(),
            })
        })?;
        let now_ms = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64);
        let epoch = migrate::migrate(&mut client, now_ms).await?;
        drop(client);
        let inner = Inner { pool, epoch, gathering: Gathering::default(), committed: watch::Sender::new(0) };
        Ok(Self { inner: Arc::new(inner) })
    }

    async fn record_once(
        &self,
        reference: Reference,
        event: &CaseEvent,
        now_ms: i64,
    ) -> Result<StatusEvent, NotRecorded> {
        let mut client = self.inner.client().await?;
        let tx = client.transaction().await?;
        let done = case::record(&tx, reference, event, now_ms).await?;
        tx.commit().await?;
        Ok(done)
    }
}

impl Store for PostgresStore {
    async fn take_custody(&self, sender: Sender, batch: PushBatch, now_ms: i64) -> Result<PushResult, StoreError> {
        gather::custody(&self.inner, sender, batch, now_ms).await
    }

    async fn changes_after(
        &self,
        centre: CentreId,
        cursor: Option<String>,
        limit: usize,
    ) -> Result<ChangePage, ChangesError> {
        let cursor = match cursor {
            Some(text) => Some(Cursor::read(&text).ok_or(ChangesError::NotACursor)?),
            None => None,
        };
        let page = async {
            let client = self.inner.client().await?;
            read::changes(&client, &self.inner.epoch, &centre, cursor, limit).await
        };
        page.await.map_err(|failure| ChangesError::Store(failure.into()))?.ok_or(ChangesError::Gone)
    }

    async fn status(&self, reference: Reference, code: CheckCode) -> Result<Option<StatusAnswer>, StoreError> {
        Ok(read::status(&self.inner.client().await?, reference, code).await?)
    }

    async fn record_event(
        &self,
        reference: Reference,
        event: CaseEvent,
        now_ms: i64,
    ) -> Result<StatusEvent, RecordError> {
        let mut attempts = Attempts::default();
        loop {
            match self.record_once(reference, &event, now_ms).await {
                Err(NotRecorded::Failure(failure)) if attempts.again(&failure).await => {}
                done => {
                    if done.is_ok() {
                        self.inner.tick();
                    }
                    return Ok(done?);
                }
            }
        }
    }

    async fn newest(&self, limit: usize) -> Result<Vec<Line>, StoreError> {
        Ok(read::newest(&self.inner.client().await?, limit).await?)
    }

    async fn find(&self, id: ItemId) -> Result<Option<Kept>, StoreError> {
        Ok(read::find(&self.inner.client().await?, id).await?)
    }

    async fn kept_after(&self, after: Option<After>, limit: usize) -> Result<Vec<Kept>, StoreError> {
        Ok(read::kept_after(&self.inner.client().await?, after.as_ref(), limit).await?)
    }

    async fn places(&self) -> Result<Vec<(CentreId, u64)>, StoreError> {
        Ok(read::places(&self.inner.client().await?).await?)
    }

    fn committed(&self) -> watch::Receiver<u64> {
        self.inner.committed.subscribe()
    }
}
