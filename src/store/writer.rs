//! The one thread that writes: it owns the connection and does one piece of work after the other.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::task::{Context as TaskContext, Poll};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use kiosk_protocol::{Digest, ItemId};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::oneshot;

use super::error::StoreError;
use super::housekeeping::{self, Keeper};
use super::random::Random;
use super::sealing::Sealer;
use super::types::{Device, JobId};
use crate::clock::Clock;
use crate::ticket::{ServiceDay, service_day};

/// What work on the database needs besides the database.
#[derive(Debug)]
pub(super) struct Context {
    pub(super) clock: Arc<dyn Clock>,
    pub(super) random: Box<dyn Random>,
    pub(super) zone: TimeZone,
    pub(super) day_starts_at: Time,
    pub(super) device: Device,
    pub(super) clock_trusted: bool,
    pub(super) sealer: Sealer,
    /// Items that central asked to wait with, and until when by the monotonic clock. Forgotten at a restart on purpose:
    /// a wall time that has been written down can hold an item for ever.
    pub(super) resting: HashMap<ItemId, Duration>,
    /// Numbers that central misses and that are nowhere: each is recorded once a run.
    pub(super) missed: HashSet<i64>,
    /// Items that are not what was committed and that no copy has whole, by number: they are pushed as they are.
    pub(super) unmended: HashSet<i64>,
    /// Documents of which the same is true, by name.
    pub(super) unmended_documents: HashSet<Digest>,
}

impl Context {
    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(super) fn now_ms(&self) -> i64 {
        self.clock.now().as_millisecond()
    }

    pub(super) fn clock_day(&self) -> ServiceDay {
        service_day(self.clock.now(), &self.zone, self.day_starts_at)
    }

    pub(super) fn bytes<const N: usize>(&mut self) -> Result<[u8; N], StoreError> {
        let mut bytes = [0; N];
        self.random.fill(&mut bytes)?;
        Ok(bytes)
    }

    pub(super) fn item_id(&mut self) -> Result<ItemId, StoreError> {
        // A clock before 1970 only costs locality.
        let unix_ms = u64::try_from(self.now_ms()).unwrap_or(0);
        Ok(ItemId::new(unix_ms, self.bytes()?))
    }

    pub(super) fn job_id(&mut self) -> Result<JobId, StoreError> {
        Ok(JobId(self.item_id()?.0))
    }
}

/// The connection and what goes with it.
pub(super) struct Writer {
    pub(super) conn: Connection,
    pub(super) context: Context,
    pub(super) keeper: Keeper,
}

impl Writer {
    /// Does work in one IMMEDIATE transaction: all of it is on the disk when this returns `Ok`, none of it otherwise.
    pub(super) fn write<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>, &mut Context) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&tx, &mut self.context)?;
        tx.commit()?;
        self.keeper.committed();
        Ok(done)
    }

    /// The same for work that frees room or records what cannot be done again (what central has taken, what is on
    /// paper): when the disk is full the ballast is thrown off and the work tried once more.
    pub(super) fn write_freeing<T>(
        &mut self,
        mut work: impl FnMut(&Transaction<'_>, &mut Context) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        match self.write(&mut work) {
            Err(StoreError::Full) if housekeeping::relieve(self)? => self.write(&mut work),
            other => other,
        }
    }
}

type Work = Box<dyn FnOnce(&mut Writer) + Send>;

/// The writer's thread. Dropping it waits until the work already given is done and the database is closed.
pub(super) struct WriterThread {
    work: Option<Sender<Work>>,
    thread: Option<JoinHandle<()>>,
}

impl WriterThread {
    pub(super) fn start(writer: Writer) -> std::io::Result<Self> {
        let (work, inbox) = channel();
        let thread = Builder::new().name("store".into()).spawn(move || run(writer, &inbox))?;
        Ok(Self { work: Some(work), thread: Some(thread) })
    }

    pub(super) fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Writer) -> Result<T, StoreError> + Send + 'static,
    ) -> Reply<T> {
        let (answer, reply) = oneshot::channel();
        let work: Work = Box::new(move |writer| {
            let result = work(writer);
            if let Err(error) = &result {
                tracing::warn!(event = "store.failed", key = error.message_key(), %error);
            }
            // Nobody may be waiting any more; the work counts all the same.
            let _ = answer.send(result);
        });
        if let Some(sender) = &self.work {
            // A writer that has gone drops the work and with it the answer: the reply says so.
            let _ = sender.send(work);
        }
        Reply(reply)
    }
}

impl Drop for WriterThread {
    fn drop(&mut self) {
        self.work = None;
        if let Some(thread) = self.thread.take()
            && thread.thread().id() != std::thread::current().id()
        {
            let _ = thread.join();
        }
    }
}

fn run(mut writer: Writer, inbox: &Receiver<Work>) {
    loop {
        let work = match inbox.recv_timeout(writer.keeper.rest()) {
            Ok(work) => Some(work),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => return,
        };
        // A panic unwinds through the open transaction, which rolls it back; the next piece of work finds the
        // connection clean. Losing the writer instead would close the kiosk for a single bad row.
        let done = catch_unwind(AssertUnwindSafe(|| match work {
            Some(work) => {
                work(&mut writer);
                housekeeping::after_work(&mut writer);
            }
            None => housekeeping::at_rest(&mut writer),
        }));
        if done.is_err() {
            tracing::error!(event = "store.panicked");
        }
    }
}

/// An answer of the store that is on its way. Await it on any executor, or [`wait`](Self::wait) for it.
///
/// The work is done whether or not anyone waits: dropping the reply does not call it off.
#[must_use = "only the answer tells whether it is durable"]
pub struct Reply<T>(oneshot::Receiver<Result<T, StoreError>>);

impl<T> Reply<T> {
    /// Blocks this thread until the answer is there. Not for async code.
    ///
    /// # Errors
    /// Those of the work, and [`StoreError::NoAnswer`] when the store has stopped.
    pub fn wait(self) -> Result<T, StoreError> {
        self.0.blocking_recv().unwrap_or(Err(StoreError::NoAnswer))
    }
}

impl<T> Future for Reply<T> {
    type Output = Result<T, StoreError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(cx).map(|answer| answer.unwrap_or(Err(StoreError::NoAnswer)))
    }
}

impl<T> fmt::Debug for Reply<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reply")
    }
}
