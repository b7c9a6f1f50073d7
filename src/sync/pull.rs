//! The pull loop: what central tells its kiosks, page by page.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::time::sleep;

use super::client::Client;
use super::failure::{Failure, Stranger};
use super::outbox::Outbox;
use super::state::Direction;
use super::{Shared, SyncConfig};

/// An empty page that comes sooner than this did not wait at the server; the loop then does.
const BREATH: Duration = Duration::from_secs(1);
/// No centre has more open requests.
const MOST_OF_SNAPSHOT: usize = 200_000;

/// The pull loop.
pub(crate) struct Pull<O> {
    pub(crate) client: Client,
    pub(crate) outbox: Arc<O>,
    pub(crate) shared: Arc<Shared>,
    pub(crate) config: SyncConfig,
}

impl<O: Outbox> Pull<O> {
    pub(crate) async fn run(self) {
        // The first call does not wait at the server, so that the link is known at once.
        let mut wait = Duration::ZERO;
        loop {
            let cursor = match self.outbox.cursor().await {
                Ok(cursor) => cursor,
                Err(error) => {
                    tracing::error!(event = "sync.outbox.cursor", %error);
                    sleep(self.config.timings.look_every).await;
                    continue;
                }
            };
            let began = Instant::now();
            match self.client.changes(cursor.as_deref(), wait).await {
                Ok(page) => {
                    self.shared.note(Direction::Pull, Ok(()));
                    let more = page.more;
                    let empty = page.changes.is_empty();
                    let same = cursor.as_deref() == Some(page.next_cursor.as_str());
                    if !(empty && same)
                        && let Err(error) = self.outbox.apply(page).await
                    {
                        tracing::error!(event = "sync.outbox.apply", %error);
                        sleep(self.config.timings.look_every).await;
                        continue;
                    }
                    let answered_at_once = began.elapsed() < BREATH;
                    let first = wait.is_zero() && !self.config.timings.pull_wait.is_zero();
                    if empty && answered_at_once && !first {
                        sleep(BREATH).await;
                    }
                    wait = if more { Duration::ZERO } else { self.config.timings.pull_wait };
                }
                Err(Failure::CursorGone) => {
                    tracing::warn!(event = "sync.pull.snapshot");
                    if let Err(failure) = self.snapshot().await {
                        self.rest_after(failure).await;
                    }
                    wait = Duration::ZERO;
                }
                Err(failure) => {
                    self.rest_after(failure).await;
                    wait = Duration::ZERO;
                }
            }
        }
    }

    /// Waits as the failure asks.
    async fn rest_after(&self, failure: Failure) {
        let failures = self.shared.note(Direction::Pull, Err(failure));
        let timings = &self.config.timings;
        let most = timings.backoff(failures, failure.retry_after(), self.config.chance.as_ref());
        // Pulling is also how the end of an outage is noticed.
        let wait = match failure.retry_after() {
            Some(_) => most,
            None => most.min(timings.probe_every),
        };
        sleep(wait.max(timings.backoff_base / 4)).await;
    }

    /// Takes central's whole word, after 410: its changes since the cursor are no longer told one by one. The pages become
    /// one, so that no cursor is kept that does not cover what was applied.
    async fn snapshot(&self) -> Result<(), Failure> {
        let mut page = self.client.snapshot(None).await?;
        while page.more {
            let next = self.client.snapshot(Some(&page.next_cursor)).await?;
            if page.changes.len() + next.changes.len() > MOST_OF_SNAPSHOT {
                return Err(Failure::NotCentral(Stranger::Shape));
            }
            page.changes.extend(next.changes);
            (page.next_cursor, page.more) = (next.next_cursor, next.more);
        }
        if let Err(error) = self.outbox.replace(page).await {
            tracing::error!(event = "sync.outbox.replace", %error);
            sleep(self.config.timings.look_every).await;
        }
        Ok(())
    }
}
