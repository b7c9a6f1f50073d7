//! The worker after custody: opens items and looks whether they can be processed.
//!
//! A kiosk waits for custody only. What is found here later puts an item into quarantine at central, where
//! people see it; it never goes back into a kiosk's queue.

mod documents;
mod examine;
mod forms;
mod heads;

use std::sync::Arc;
use std::time::Duration;

use kiosk_protocol::ResultCode;
use tokio::sync::watch;
use tokio::time::Instant;

use examine::Examined;
pub(crate) use examine::Examining;
pub(crate) use forms::Forms;

use crate::documents::Documents;
use crate::http::now_ms;
use crate::keys::Keys;
use crate::store::work::{Finding, Verdict};
use crate::store::{Kept, Store, StoreError};

/// How many items are looked at between two commits.
const PAGE: usize = 200;
/// Another server may have taken items without a tick here.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// After a commit more commits follow; together they are one page instead of many.
const GATHER: Duration = Duration::from_millis(250);
/// Documents may have come through another server that has the same folder.
const DOCUMENTS_EVERY: Duration = Duration::from_secs(60);
/// After a failure of the store.
const PAUSE: Duration = Duration::from_secs(5);

/// What the worker needs.
pub(crate) struct Worker<S> {
    pub(crate) store: Arc<S>,
    pub(crate) keys: Option<Arc<Keys>>,
    pub(crate) examining: Examining,
    pub(crate) documents: Arc<dyn Documents>,
    /// The last byte of a document has come.
    pub(crate) document_came: watch::Receiver<()>,
}

impl<S: Store> Worker<S> {
    /// Works until told to stop; a page that was begun is finished.
    pub(crate) async fn run(self, mut stopping: watch::Receiver<bool>) {
        let mut committed = self.store.committed();
        let mut looked = Instant::now();
        // Two ears: one wakes, the other knows what has not been looked at yet.
        let (mut knock, mut came) = (self.document_came.clone(), self.document_came.clone());
        while !*stopping.borrow() {
            committed.mark_unchanged();
            if came.has_changed().unwrap_or(false) || looked.elapsed() > DOCUMENTS_EVERY {
                came.mark_unchanged();
                looked = Instant::now();
                if let Err(error) = self.arrived().await {
                    tracing::error!(event = "worker.store", %error);
                }
            }
            let pause = match self.page().await {
                Ok(PAGE..) => continue,
                Ok(_) => LOOK_EVERY,
                Err(error) => {
                    tracing::error!(event = "worker.store", %error);
                    PAUSE
                }
            };
            tokio::select! {
                () = async {
                    // Elapsed or ticked: either way it is time to look again.
                    let something = async {
                        tokio::select! { _ = committed.changed() => {} _ = knock.changed() => {} }
                    };
                    let _ = tokio::time::timeout(pause, something).await;
                    tokio::time::sleep(GATHER).await;
                } => {}
                _ = stopping.changed() => {}
            }
        }
    }

    /// Looks at one page of items; how many they were.
    pub(crate) async fn page(&self) -> Result<usize, StoreError> {
        let items = Arc::new(self.store.unchecked(PAGE).await?);
        let count = items.len();
        let mut examined = self.examining.examine(&items).await?.into_iter();
        for of_centre in items.chunk_by(|a, b| a.sender.centre == b.sender.centre) {
            let Some(first) = of_centre.first() else { continue };
            let mut findings = Vec::with_capacity(of_centre.len());
            for (kept, examined) in of_centre.iter().zip(examined.by_ref()) {
                findings.push(Finding { id: kept.item.id, verdict: self.judge(kept, examined).await? });
            }
            self.store.settle(first.sender.centre.clone(), findings, now_ms()).await?;
            // Custody goes first where both want the centre's lock.
            tokio::task::yield_now().await;
        }
        Ok(count)
    }

    async fn judge(&self, kept: &Kept, examined: Examined) -> Result<Verdict, StoreError> {
        let verdict = match examined {
            Examined::Judged(verdict) => verdict,
            Examined::Head(Some(body)) => self.head(kept, &body).await?,
            Examined::Head(None) => self.head(kept, kept.item.body.as_bytes()).await?,
        };
        // What is wrong with the request itself is said first.
        if matches!(verdict, Verdict::Good(_)) && !self.has_all(&kept.item.blobs).await? {
            return Ok(Verdict::Bad(ResultCode::BlobMissing));
        }
        Ok(verdict)
    }
}
