//! The pull loop: what central tells its kiosks, page by page.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::time::sleep;

use super::client::Client;
use super::failure::Failure;
use super::outbox::Outbox;
use super::state::Direction;
use super::{Shared, SyncConfig};

/// An empty page that comes sooner than this did not wait at the server; the loop then does.
const BREATH: Duration = Duration::from_secs(1);

/// The pull loop.
pub(crate) struct Pull<O> {
    pub(crate) client: Client,
    pub(crate) outbox: Arc<O>,
    pub(crate) shared: Arc<Shared>,
    pub(crate) config: SyncConfig,
}

impl<O: Outbox> Pull<O> {
    pub(crate) async fn run(self) {
        // After 410 the stored cursor is of no use until the first page has replaced it.
        let mut from_start = false;
        // The first call does not wait at the server, so that the link is known at once.
        let mut wait = Duration::ZERO;
        loop {
            let cursor = match self.outbox.cursor().await {
                Ok(cursor) => cursor.filter(|_| !from_start),
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
                    from_start = false;
                    let answered_at_once = began.elapsed() < BREATH;
                    let first = wait.is_zero() && !self.config.timings.pull_wait.is_zero();
                    if empty && answered_at_once && !first {
                        sleep(BREATH).await;
                    }
                    wait = if more { Duration::ZERO } else { self.config.timings.pull_wait };
                }
                Err(Failure::CursorGone) if !from_start => {
                    tracing::warn!(event = "sync.pull.from_start");
                    from_start = true;
                }
                Err(failure) => {
                    let failures = self.shared.note(Direction::Pull, Err(failure));
                    let chance = self.config.chance.as_ref();
                    let timings = &self.config.timings;
                    let most = timings.backoff(failures, failure.retry_after(), chance);
                    // Pulling is also how the end of an outage is noticed.
                    let wait_now = match failure.retry_after() {
                        Some(_) => most,
                        None => most.min(timings.probe_every),
                    };
                    sleep(wait_now.max(timings.backoff_base / 4)).await;
                    wait = Duration::ZERO;
                }
            }
        }
    }
}
