//! The push loop: takes what is due, hands it to central, records what became of each item.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kiosk_protocol::{Item, ItemId, ItemResult, ItemStatus, ResultCode};
use tokio::time::{sleep, timeout};

use super::client::Client;
use super::failure::Failure;
use super::outbox::{Due, Outbox, ServerTime};
use super::pace::BatchSize;
use super::state::{Direction, FAILURES_TO_OPEN};
use super::{Shared, SyncConfig};

/// Bodies of one push together: base 64 and the other members keep it below 4 MiB.
const MAX_BODIES: usize = 2_500_000;
/// How often central may refuse a single item before it is set aside.
const TRIES: u32 = 3;
/// An outage from this length on makes the first push wait its share.
const LONG_OUTAGE: Duration = Duration::from_secs(60);

/// The push loop.
pub(crate) struct Push<O> {
    client: Option<Client>,
    outbox: Arc<O>,
    shared: Arc<Shared>,
    config: SyncConfig,
    size: BatchSize,
    /// Failures in a row, of this direction.
    failures: u32,
    failing_since: Option<Instant>,
    /// Items that are left out for a while: central asked for it, or refused them alone.
    deferred: HashMap<ItemId, Deferred>,
}

struct Deferred {
    until: Instant,
    refused: u32,
    bytes: usize,
}

/// What a round of pushing came to.
enum Round {
    /// Nothing waits (or only what is left out until then).
    Idle(Option<Instant>),
    /// Something went; there may be more.
    Moved,
    /// The way to central failed.
    Failed(Failure),
    /// The outbox itself failed.
    Stuck,
}

impl<O: Outbox> Push<O> {
    pub(crate) fn new(client: Option<Client>, outbox: Arc<O>, shared: Arc<Shared>, config: SyncConfig) -> Self {
        Self {
            client,
            outbox,
            shared,
            config,
            size: BatchSize::START,
            failures: 0,
            failing_since: None,
            deferred: HashMap::new(),
        }
    }

    pub(crate) async fn run(mut self) {
        loop {
            let round = match self.client.clone() {
                Some(client) => self.round(&client).await,
                None => Round::Idle(None),
            };
            self.tell_figures().await;
            match round {
                Round::Moved => {}
                Round::Idle(until) => {
                    let mut wait = self.config.timings.look_every;
                    if let Some(until) = until {
                        wait = wait.min(until.saturating_duration_since(Instant::now()));
                    }
                    // A time-out here is an ordinary look at the outbox.
                    let _ = timeout(wait, self.shared.committed.notified()).await;
                }
                Round::Failed(failure) => self.rest_after(failure).await,
                Round::Stuck => sleep(self.config.timings.look_every).await,
            }
        }
    }

    async fn tell_figures(&self) {
        match self.outbox.figures().await {
            Ok(figures) => self.shared.tell(figures),
            Err(error) => tracing::error!(event = "sync.outbox.figures", %error),
        }
    }

    /// Waits as the failure asks. A commit does not cut this short (each would become a try while
    /// central struggles), but a pull that reached central does, unless there is a floor.
    async fn rest_after(&mut self, failure: Failure) {
        let timings = &self.config.timings;
        let chance = self.config.chance.as_ref();
        let wait = match failure {
            Failure::Auth | Failure::UpdateNeeded => timings.backoff(u32::MAX, None, chance).max(timings.probe_every),
            _ if self.is_open() && failure.retry_after().is_none() => {
                timings.probe_every + timings.probe_every.mul_f64(0.2 * chance.draw())
            }
            _ => timings.backoff(self.failures, failure.retry_after(), chance),
        };
        tracing::info!(event = "sync.push.waits", %failure, failures = self.failures, ms = wait.as_millis() as u64);
        if matches!(failure, Failure::Unreachable | Failure::Untrusted(_) | Failure::Timeout | Failure::NotCentral(_)) {
            let _ = timeout(wait, self.shared.recovered.notified()).await;
        } else {
            sleep(wait).await;
        }
    }

    fn is_open(&self) -> bool {
        self.failures >= FAILURES_TO_OPEN
    }

    async fn round(&mut self, client: &Client) -> Round {
        if self.is_open() {
            if let Err(failure) = client.alive().await {
                return self.failed(failure);
            }
            let outage = self.failing_since.map_or(Duration::ZERO, |since| since.elapsed());
            if outage >= LONG_OUTAGE {
                sleep(self.config.timings.spread.mul_f64(self.config.chance.draw())).await;
            }
        }
        let now = Instant::now();
        self.deferred.retain(|_, d| d.until > now || d.refused > 0);
        let left_out = self.deferred.values().filter(|d| d.until > now);
        let (count, bytes) = left_out.fold((0, 0), |(n, b), d| (n + 1, b + d.bytes));
        let due = self.outbox.due(self.size.get() + count, MAX_BODIES + bytes).await;
        let mut due = match due {
            Ok(due) => due,
            Err(error) => {
                tracing::error!(event = "sync.outbox.due", %error);
                return Round::Stuck;
            }
        };
        if due.items.is_empty() {
            self.deferred.clear();
            if self.is_open() {
                // The probe went well and nothing waits that could prove more.
                self.went_well(self.config.timings.push_timeout);
            }
            return Round::Idle(None);
        }
        due.items.retain(|item| self.deferred.get(&item.id).is_none_or(|d| d.until <= now));
        if due.items.is_empty() {
            return Round::Idle(self.deferred.values().map(|d| d.until).filter(|u| *u > now).min());
        }
        due.items.truncate(self.size.get());
        self.push_or_split(client, due).await
    }

    /// Pushes the items; what central refuses as a whole is split until the one item is found.
    async fn push_or_split(&mut self, client: &Client, due: Due) -> Round {
        let first = due.first_unacknowledged;
        let mut parts = vec![due.items];
        while let Some(mut items) = parts.pop() {
            let part = Due { items, first_unacknowledged: first };
            let began = Instant::now();
            let answer = client.push(&part).await;
            items = part.items;
            match answer {
                Ok(answer) => {
                    let took = began.elapsed();
                    self.went_well(took);
                    self.heard(ServerTime { unix_ms: answer.server_ms, took }).await;
                    if let Some(stuck) = self.settle(&items, answer.results).await {
                        return stuck;
                    }
                    if let Err(error) = self.outbox.sequence(answer.contiguous_seq, answer.missing).await {
                        tracing::error!(event = "sync.outbox.sequence", %error);
                    }
                }
                Err(Failure::Refused(_) | Failure::TooLarge) if items.len() > 1 => {
                    if matches!(answer, Err(Failure::TooLarge)) {
                        self.size.shrink();
                    }
                    let rest = items.split_off(items.len() / 2);
                    parts.push(rest);
                    parts.push(items);
                }
                Err(failure @ (Failure::Refused(_) | Failure::TooLarge)) => {
                    if let Some(stuck) = self.refused_alone(&items, failure).await {
                        return stuck;
                    }
                }
                Err(failure) => {
                    if failure == Failure::Timeout {
                        self.size.shrink();
                    }
                    return self.failed(failure);
                }
            }
        }
        Round::Moved
    }

    fn went_well(&mut self, took: Duration) {
        self.failures = 0;
        self.failing_since = None;
        self.shared.note(Direction::Push, Ok(()));
        if took < self.config.timings.quick {
            self.size.grow();
        }
    }

    async fn heard(&self, time: ServerTime) {
        if let Err(error) = self.outbox.heard_time(time).await {
            tracing::error!(event = "sync.outbox.time", %error);
        }
    }

    fn failed(&mut self, failure: Failure) -> Round {
        self.failures = self.shared.note(Direction::Push, Err(failure));
        self.failing_since.get_or_insert_with(Instant::now);
        Round::Failed(failure)
    }

    /// Records the results of a push. `Some` when the outbox could not.
    async fn settle(&mut self, items: &[Item], results: Vec<ItemResult>) -> Option<Round> {
        let now = Instant::now();
        let mut settled = Vec::with_capacity(results.len());
        for (item, result) in items.iter().zip(results) {
            if result.status == ItemStatus::Retry {
                let wait = Duration::from_secs(result.retry_after_s.unwrap_or(30).clamp(1, 86_400));
                self.defer(item, now + wait, 0);
                continue;
            }
            self.deferred.remove(&item.id);
            if !result.status.is_custody() {
                tracing::error!(event = "sync.item.rejected", id = %item.id, code = result.code.as_ref().map(ResultCode::as_str));
            }
            settled.push(result);
        }
        self.record(settled).await
    }

    /// One item alone was refused: it waits, and after three times it is set aside, so that it can
    /// never hold up the others.
    async fn refused_alone(&mut self, items: &[Item], failure: Failure) -> Option<Round> {
        let item = items.first()?;
        let refused = self.deferred.get(&item.id).map_or(0, |d| d.refused) + 1;
        // A refusal is an answer: central lives.
        self.shared.note(Direction::Push, Ok(()));
        if refused < TRIES {
            let wait = self.config.timings.backoff_base.saturating_mul(1 << refused);
            self.defer(item, Instant::now() + wait, refused);
            return None;
        }
        self.deferred.remove(&item.id);
        let code = match failure {
            Failure::TooLarge => ResultCode::ItemTooLarge,
            _ => ResultCode::Other("batch_refused".to_owned()),
        };
        tracing::error!(event = "sync.item.aside", id = %item.id, code = code.as_str());
        self.record(vec![ItemResult::because(item.id, ItemStatus::Rejected, code)]).await
    }

    fn defer(&mut self, item: &Item, until: Instant, refused: u32) {
        let bytes = item.body.len();
        self.deferred.insert(item.id, Deferred { until, refused, bytes });
    }

    async fn record(&self, results: Vec<ItemResult>) -> Option<Round> {
        if results.is_empty() {
            return None;
        }
        match self.outbox.settle(results).await {
            Ok(()) => {
                self.shared.settled.notify_one();
                None
            }
            Err(error) => {
                // Nothing is lost: the items are still due, and central will call them duplicates.
                tracing::error!(event = "sync.outbox.settle", %error);
                Some(Round::Stuck)
            }
        }
    }
}
