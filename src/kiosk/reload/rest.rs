//! The moment at which the kiosk may begin anew: somebody wants it, and nobody stands before it.

use std::sync::Weak;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use super::{Inner, Waiting};
use crate::kiosk::{Event, Kiosk};
use crate::store::JobState;

/// So long the window has to close; if it did not, somebody came in this moment.
const CLOSES_WITHIN: Duration = Duration::from_secs(5);
/// So often it is asked whether the paper that is on its way is out.
const PAPER: Duration = Duration::from_millis(200);

/// Asks the screen to close at such a moment, until the kiosk ends. Holds no handle of the kiosk while it waits.
pub(super) async fn begin_anew(
    kiosk: Weak<Inner>,
    mut at_rest: watch::Receiver<bool>,
    mut waiting: watch::Receiver<Waiting>,
) {
    loop {
        if waiting.wait_for(Waiting::any).await.is_err() || at_rest.wait_for(|rests| *rests).await.is_err() {
            return;
        }
        let Some(kiosk) = kiosk.upgrade().map(|inner| Kiosk { inner }) else { return };
        if kiosk.prints().await {
            drop(kiosk);
            sleep(PAPER).await;
            continue;
        }
        // The files may have been changed once more, by somebody who is not done yet.
        if let Err(error) = kiosk.examine().await.and_then(|_| kiosk.keep_before()) {
            // That is no way to begin anew; whoever mends it asks again.
            tracing::error!(event = "config.refused", %error);
            kiosk.inner.reload.waiting.send_replace(Waiting::default());
            continue;
        }
        if !waiting.borrow_and_update().any() || !*at_rest.borrow_and_update() {
            continue;
        }
        // With nobody listening there is no window either.
        let _ = kiosk.inner.events.send(Event::BeginAnew);
        drop(kiosk);
        let _ = timeout(CLOSES_WITHIN, at_rest.wait_for(|rests| !*rests)).await;
    }
}

impl Kiosk {
    /// Whether a paper is with the printer.
    async fn prints(&self) -> bool {
        let jobs = self.inner.store.unproven().await;
        jobs.is_ok_and(|jobs| jobs.iter().any(|job| job.state == JobState::Sent))
    }
}
