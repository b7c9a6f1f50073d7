//! The document lane: what central lacks goes up piece by piece, and goes on where it ended.
//!
//! A document waits until central has its request ([`Outbox::document_due`]), so documents never hold up what people wait
//! for. Its name is the digest of its sealed bytes: central takes it whole and right, or not at all.

use std::sync::Arc;

use tokio::time::{sleep, timeout};

use super::client::{Client, Extent};
use super::failure::{Conflict, Failure};
use super::outbox::{Document, DocumentOutcome, Outbox};
use super::{Shared, SyncConfig};

/// Bytes of a piece: on a slow line (128 kbit/s) it travels for some 16 s, and a cut costs no more than that.
const PIECE: usize = 256 * 1024;
/// Two pieces that cross may make central name another place; after so many it is no accident.
const MOST_DETOURS: u32 = 4;

/// The document lane.
pub(crate) struct Documents<O> {
    pub(crate) client: Client,
    pub(crate) outbox: Arc<O>,
    pub(crate) shared: Arc<Shared>,
    pub(crate) config: SyncConfig,
}

impl<O: Outbox> Documents<O> {
    pub(crate) async fn run(self) {
        let timings = &self.config.timings;
        let mut failures = 0;
        loop {
            let due = match self.outbox.document_due().await {
                Ok(due) => due,
                Err(error) => {
                    tracing::error!(event = "sync.documents.due", %error);
                    sleep(timings.look_every).await;
                    continue;
                }
            };
            let Some(document) = due else {
                // A time-out here is an ordinary look.
                let _ = timeout(timings.look_every, self.shared.settled.notified()).await;
                continue;
            };
            match self.hand_over(&document).await {
                Ok(()) => failures = 0,
                Err(Stop::Way(failure)) => {
                    failures += 1;
                    let wait = timings.backoff(failures, failure.retry_after(), self.config.chance.as_ref());
                    tracing::info!(event = "sync.documents.waits", %failure, failures, ms = wait.as_millis() as u64);
                    sleep(wait.max(timings.backoff_base / 4)).await;
                }
                Err(Stop::Outbox) => sleep(timings.look_every).await,
            }
        }
    }

    /// Hands one document over, from where central has it.
    async fn hand_over(&self, document: &Document) -> Result<(), Stop> {
        let mut offset = document.offset;
        let mut detours = 0;
        // What the kiosk remembers may be old: another program, or a server that was restored.
        if offset > 0 {
            offset = match self.client.extent(document.sha256).await? {
                Extent::Complete => return self.settle(document, DocumentOutcome::Stored).await,
                extent => start(document, &extent),
            };
        }
        loop {
            let piece = self.outbox.document_part(document.sha256, offset, PIECE).await.map_err(|error| {
                tracing::error!(event = "sync.documents.part", %error);
                Stop::Outbox
            })?;
            match self.client.put_piece(document, offset, piece).await {
                Ok(Extent::Complete) => return self.settle(document, DocumentOutcome::Stored).await,
                Ok(Extent::Partial(reached)) if reached > offset => {
                    offset = reached;
                    self.settle(document, DocumentOutcome::Reached(reached)).await?;
                }
                Ok(Extent::Partial(_) | Extent::None) => {
                    return self.settle(document, DocumentOutcome::Refused("no_progress".into())).await;
                }
                Err(Failure::Conflict(Conflict::Offset)) if detours < MOST_DETOURS => {
                    detours += 1;
                    offset = match self.client.extent(document.sha256).await? {
                        Extent::Complete => return self.settle(document, DocumentOutcome::Stored).await,
                        extent => start(document, &extent),
                    };
                }
                Err(Failure::Conflict(Conflict::Busy)) => {
                    return Err(Stop::Way(Failure::Busy { retry_after: None }));
                }
                Err(Failure::Conflict(conflict)) => {
                    return self.settle(document, DocumentOutcome::Refused(conflict.code().into())).await;
                }
                Err(Failure::TooLarge) => {
                    return self.settle(document, DocumentOutcome::Refused("too_large".into())).await;
                }
                Err(Failure::Refused(status)) => {
                    return self.settle(document, DocumentOutcome::Refused(format!("refused_{status}"))).await;
                }
                Err(failure) => return Err(failure.into()),
            }
        }
    }

    async fn settle(&self, document: &Document, outcome: DocumentOutcome) -> Result<(), Stop> {
        if let DocumentOutcome::Refused(code) = &outcome {
            tracing::warn!(event = "sync.document.refused", sha256 = %document.sha256, code);
        }
        self.outbox.document_settle(document.sha256, outcome).await.map_err(|error| {
            tracing::error!(event = "sync.documents.settle", %error);
            Stop::Outbox
        })
    }
}

/// Where the next piece begins. Central may have all bytes and not the document, when it was ended right then: it
/// finishes that at any piece, and an empty one is none.
fn start(document: &Document, there: &Extent) -> u64 {
    match there {
        Extent::Partial(offset) if *offset < document.size => *offset,
        Extent::Partial(_) | Extent::Complete | Extent::None => 0,
    }
}

/// Why a document stopped on its way.
enum Stop {
    /// The way to central failed.
    Way(Failure),
    /// The outbox itself failed.
    Outbox,
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Way(failure)
    }
}
