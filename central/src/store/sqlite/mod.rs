//! The embedded store: one SQLite file, one writer thread, readers on tokio's blocking threads.

mod appointments;
mod audit;
mod calls;
mod case;
mod commands;
mod custody;
mod figures;
mod offers;
mod open;
mod read;
mod registry;
mod serving;
mod work;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use kiosk_protocol::{
    CaseEvent, CentreId, ChangePage, CheckCode, ItemId, PushBatch, PushResult, Reference, StatusAnswer, StatusEvent,
};
use rusqlite::Connection;
use tokio::sync::{oneshot, watch};

use super::{After, ChangesError, Kept, Line, RecordError, Sender, Store, StoreError};
pub use open::OpenError;
use writer::{Job, Reply, Writer, within};

/// How many idle read connections are kept.
const READERS: usize = 4;

/// The embedded store. Dropping it commits what waits and closes the file.
pub struct SqliteStore {
    writer: Writer,
    readers: Arc<Readers>,
    committed: watch::Receiver<u64>,
}

struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

pub(crate) fn failed(error: &rusqlite::Error) -> StoreError {
    // SQLite's messages name tables and columns, never values.
    StoreError(format!("database: {error}"))
}

impl SqliteStore {
    /// Opens the file, making it if needed.
    ///
    /// # Errors
    /// The file cannot be opened, is no database, or is from a newer program.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let (tick, committed) = watch::channel(0);
        let writer = Writer::start(path, tick)?;
        let readers = Arc::new(Readers { path: path.to_owned(), idle: Mutex::new(Vec::new()) });
        Ok(Self { writer, readers, committed })
    }

    fn path(&self) -> &Path {
        &self.readers.path
    }

    async fn read<T, E>(&self, work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let readers = Arc::clone(&self.readers);
        let done = tokio::task::spawn_blocking(move || {
            let mut connection = readers.take().map_err(|e| failed(&e))?;
            let result = work(&mut connection);
            readers.put(connection);
            result
        });
        done.await.unwrap_or_else(|_| Err(StoreError("the reader stopped".into()).into()))
    }

    /// Does `work` in the writer's next commit.
    async fn write<T, E>(&self, work: impl FnOnce(&Connection) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let job = Job::Other(Box::new(move |transaction| -> Reply {
            let result = within(transaction, work);
            Box::new(move |commit| {
                // Who asked may have gone.
                let _ = answer.send(commit.map_err(E::from).and(result));
            })
        }));
        if !self.writer.send(job) {
            return Err(overloaded().into());
        }
        answered.await.unwrap_or_else(|_| Err(overloaded().into()))
    }
}

impl Readers {
    fn take(&self) -> rusqlite::Result<Connection> {
        let idle = self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner).pop();
        idle.map_or_else(|| open::reader(&self.path), Ok)
    }

    fn put(&self, connection: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if idle.len() < READERS {
            idle.push(connection);
        }
    }
}

/// The writer is full, or has stopped.
fn overloaded() -> StoreError {
    StoreError("the writer takes no more work now".into())
}

impl Store for SqliteStore {
    async fn take_custody(&self, sender: Sender, batch: PushBatch, now_ms: i64) -> Result<PushResult, StoreError> {
        let (answer, answered) = oneshot::channel();
        let job = Job::Custody { sender, batch, now_ms, answer };
        if !self.writer.send(job) {
            return Err(overloaded());
        }
        answered.await.unwrap_or_else(|_| Err(overloaded()))
    }

    async fn changes_after(
        &self,
        centre: CentreId,
        cursor: Option<String>,
        limit: usize,
    ) -> Result<ChangePage, ChangesError> {
        self.read(move |c| read::changes(c, &centre, cursor.as_deref(), limit)).await
    }

    async fn status(&self, reference: Reference, code: CheckCode) -> Result<Option<StatusAnswer>, StoreError> {
        self.read(move |c| read::status(c, reference, code).map_err(|e| failed(&e))).await
    }

    async fn record_event(
        &self,
        reference: Reference,
        event: CaseEvent,
        now_ms: i64,
    ) -> Result<StatusEvent, RecordError> {
        let (answer, answered) = oneshot::channel();
        let job = Job::Record { reference, event, now_ms, answer };
        if !self.writer.send(job) {
            return Err(overloaded().into());
        }
        answered.await.unwrap_or_else(|_| Err(overloaded().into()))
    }

    async fn newest(&self, limit: usize) -> Result<Vec<Line>, StoreError> {
        self.read(move |c| read::newest(c, limit).map_err(|e| failed(&e))).await
    }

    async fn find(&self, id: ItemId) -> Result<Option<Kept>, StoreError> {
        self.read(move |c| read::find(c, id).map_err(|e| failed(&e))).await
    }

    async fn kept_after(&self, after: Option<After>, limit: usize) -> Result<Vec<Kept>, StoreError> {
        self.read(move |c| read::kept_after(c, after.as_ref(), limit).map_err(|e| failed(&e))).await
    }

    async fn places(&self) -> Result<Vec<(CentreId, u64)>, StoreError> {
        self.read(|c| read::places(c).map_err(|e| failed(&e))).await
    }

    fn committed(&self) -> watch::Receiver<u64> {
        self.committed.clone()
    }
}
