//! What waits for one centre shares a commit: its row can be locked by one transaction only, and one flush
//! to the disk then serves many kiosks.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kiosk_protocol::{CentreId, PushBatch, PushResult};
use tokio::sync::oneshot;

use super::Inner;
use super::attempt::{Attempts, Failure};
use super::custody::take;
use crate::store::{Sender, StoreError};

/// The most batches that share one commit.
const GROUP: usize = 16;
/// How many batches may wait for one centre before callers are told to come later.
const WAITING: usize = 512;

/// A batch that waits for its commit.
pub(super) struct Job {
    sender: Sender,
    batch: PushBatch,
    now_ms: i64,
    answer: oneshot::Sender<Result<PushResult, StoreError>>,
}

/// What waits, by centre. A centre that stands in it has a task that works on it.
#[derive(Default)]
pub(super) struct Gathering(Mutex<HashMap<CentreId, Vec<Job>>>);

impl Gathering {
    fn lock(&self) -> MutexGuard<'_, HashMap<CentreId, Vec<Job>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next group of a centre; `None` when nothing waits, and the task is then done.
    fn next(&self, centre: &CentreId) -> Option<Vec<Job>> {
        let mut waiting = self.lock();
        let jobs = waiting.get_mut(centre)?;
        if jobs.is_empty() {
            waiting.remove(centre);
            return None;
        }
        let rest = jobs.split_off(jobs.len().min(GROUP));
        Some(std::mem::replace(jobs, rest))
    }
}

/// Hands a batch over and waits for its commit. The work goes on when the caller gives up.
pub(super) async fn custody(
    inner: &Arc<Inner>,
    sender: Sender,
    batch: PushBatch,
    now_ms: i64,
) -> Result<PushResult, StoreError> {
    let busy = || StoreError("too much waits for this centre".into());
    let (answer, answered) = oneshot::channel();
    let centre = sender.centre.clone();
    let job = Job { sender, batch, now_ms, answer };
    let begins = match inner.gathering.lock().entry(centre.clone()) {
        Entry::Occupied(waiting) if waiting.get().len() >= WAITING => return Err(busy()),
        Entry::Occupied(mut waiting) => {
            waiting.get_mut().push(job);
            false
        }
        Entry::Vacant(free) => {
            free.insert(vec![job]);
            true
        }
    };
    if begins {
        tokio::spawn(work(Arc::clone(inner), centre));
    }
    answered.await.unwrap_or_else(|_| Err(StoreError("the writer stopped".into())))
}

async fn work(inner: Arc<Inner>, centre: CentreId) {
    while let Some(jobs) = inner.gathering.next(&centre) {
        match together(&inner, &jobs).await {
            Ok(results) => answer(&inner, jobs, results),
            // One of them may be the reason: each gets its own transaction and its own answer.
            Err(failure) if jobs.len() > 1 => {
                tracing::warn!(event = "store.group", error = %StoreError::from(failure));
                for job in jobs {
                    let jobs = [job];
                    let done = together(&inner, &jobs).await;
                    match done {
                        Ok(results) => answer(&inner, jobs, results),
                        Err(failure) => refuse(jobs, &failure.into()),
                    }
                }
            }
            Err(failure) => refuse(jobs, &failure.into()),
        }
    }
}

fn answer(inner: &Inner, jobs: impl IntoIterator<Item = Job>, results: Vec<PushResult>) {
    // First the hint, then the answers: who has been answered may count on the hint.
    inner.tick();
    for (job, result) in jobs.into_iter().zip(results) {
        // Who asked may have gone; then nobody is told, and a retry finds a duplicate.
        let _ = job.answer.send(Ok(result));
    }
}

fn refuse(jobs: impl IntoIterator<Item = Job>, error: &StoreError) {
    for job in jobs {
        let _ = job.answer.send(Err(error.clone()));
    }
}

async fn together(inner: &Inner, jobs: &[Job]) -> Result<Vec<PushResult>, Failure> {
    let mut attempts = Attempts::default();
    loop {
        match once(inner, jobs).await {
            Err(failure) if attempts.again(&failure).await => {}
            done => return done,
        }
    }
}

async fn once(inner: &Inner, jobs: &[Job]) -> Result<Vec<PushResult>, Failure> {
    let mut client = inner.pool.get().await?;
    let tx = client.transaction().await?;
    let mut results = Vec::with_capacity(jobs.len());
    for job in jobs {
        results.push(take(&tx, &job.sender, &job.batch, job.now_ms).await?);
    }
    tx.commit().await?;
    Ok(results)
}
