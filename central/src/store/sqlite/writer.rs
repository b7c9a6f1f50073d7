//! The one writer: a thread that groups what waits into one commit, so that one flush to the disk
//! serves up to 64 kiosks.

use std::path::Path;
use std::sync::mpsc;
use std::thread;

use kiosk_protocol::{CaseEvent, PushBatch, PushResult, Reference, StatusEvent};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::{oneshot, watch};

use super::open::{self, OpenError};
use super::{case, custody, failed};
use crate::store::{RecordError, Sender, StoreError};

/// The most jobs that share one commit.
const GROUP: usize = 64;
/// How many jobs may wait before callers do.
const WAITING: usize = 1024;

/// What the writer is asked to do; the answer goes out only after the commit.
pub(crate) enum Job {
    Custody {
        sender: Sender,
        batch: PushBatch,
        now_ms: i64,
        answer: oneshot::Sender<Result<PushResult, StoreError>>,
    },
    Record {
        reference: Reference,
        event: CaseEvent,
        now_ms: i64,
        answer: oneshot::Sender<Result<StatusEvent, RecordError>>,
    },
    /// Other work; it is done in a savepoint of its own and returns what tells its caller.
    Other(Box<dyn FnOnce(&mut Transaction<'_>) -> Reply + Send>),
}

/// The handle of the writer thread. When it is dropped, what waits is still committed, then it ends.
pub(crate) struct Writer {
    jobs: Option<mpsc::SyncSender<Job>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Writer {
    pub(crate) fn start(path: &Path, committed: watch::Sender<u64>) -> Result<Self, OpenError> {
        let connection = open::writer(path)?;
        let (jobs, waiting) = mpsc::sync_channel(WAITING);
        let thread = thread::Builder::new()
            .name("central-writer".into())
            .spawn(move || run(connection, &waiting, &committed))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Hands a job over; `false` when the writer is full or gone (the job's answer is then dropped).
    pub(crate) fn send(&self, job: Job) -> bool {
        self.jobs.as_ref().is_some_and(|jobs| jobs.try_send(job).is_ok())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!(event = "store.writer.panicked");
        }
    }
}

/// An answer that waits for the commit.
pub(crate) type Reply = Box<dyn FnOnce(Result<(), StoreError>)>;

fn run(mut connection: Connection, jobs: &mpsc::Receiver<Job>, committed: &watch::Sender<u64>) {
    while let Ok(first) = jobs.recv() {
        let group = std::iter::once(first).chain(jobs.try_iter()).take(GROUP);
        let mut replies: Vec<Reply> = Vec::new();
        let outcome = write_group(&mut connection, group, &mut replies);
        if let Err(error) = &outcome {
            tracing::error!(event = "store.commit", %error);
        }
        // First the hint, then the answers: who has been answered may count on the hint.
        if outcome.is_ok() {
            committed.send_modify(|n| *n += 1);
        }
        for reply in replies {
            reply(outcome.clone());
        }
    }
}

fn write_group(
    connection: &mut Connection,
    group: impl Iterator<Item = Job>,
    replies: &mut Vec<Reply>,
) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate);
    let mut transaction = match transaction {
        Ok(transaction) => transaction,
        Err(error) => {
            // Without a transaction nothing can be done for any of them: the answers are dropped,
            // which the callers are told as an error.
            group.for_each(drop);
            return Err(failed(&error));
        }
    };
    for job in group {
        replies.push(one(&mut transaction, job));
    }
    transaction.commit().map_err(|e| failed(&e))
}

/// Does one job in a savepoint of its own, so that it fails alone.
fn one(transaction: &mut Transaction<'_>, job: Job) -> Reply {
    match job {
        Job::Custody { sender, batch, now_ms, answer } => {
            let result = within(transaction, |tx| custody::take(tx, &sender, &batch, now_ms).map_err(|e| failed(&e)));
            Box::new(move |commit| {
                // Who asked may have gone; then nobody is told, and a retry finds a duplicate.
                let _ = answer.send(commit.and(result));
            })
        }
        Job::Record { reference, event, now_ms, answer } => {
            let result = within(transaction, |tx| case::record(tx, reference, &event, now_ms));
            Box::new(move |commit| {
                let _ = answer.send(commit.map_err(RecordError::from).and(result));
            })
        }
        Job::Other(work) => work(transaction),
    }
}

pub(crate) fn within<T, E: From<StoreError>>(
    transaction: &mut Transaction<'_>,
    work: impl FnOnce(&Connection) -> Result<T, E>,
) -> Result<T, E> {
    let savepoint = transaction.savepoint().map_err(|e| failed(&e))?;
    let done = work(&savepoint)?;
    savepoint.commit().map_err(|e| failed(&e))?;
    Ok(done)
}
