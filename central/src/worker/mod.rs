//! The worker after custody: opens items and looks whether they can be processed.
//!
//! A kiosk waits for custody only. What is found here later puts an item into quarantine at central, where
//! people see it; it never goes back into a kiosk's queue.

mod documents;
mod forms;
mod heads;

use std::sync::Arc;
use std::time::Duration;

use kiosk_protocol::{
    CHECKIN_SCHEMA, CheckinBody, CommandResult, FeedbackBody, ItemKind, RequestBody, ResultCode, TicketBody,
};
use tokio::sync::watch;
use tokio::time::Instant;

pub(crate) use forms::Forms;

use crate::documents::Folder;
use crate::http::now_ms;
use crate::keys::Keys;
use crate::store::judge::{Reading, has_nul};
use crate::store::work::{Contents, Finding, Verdict};
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
    pub(crate) forms: Forms,
    pub(crate) documents: Arc<Folder>,
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
        let items = self.store.unchecked(PAGE).await?;
        let count = items.len();
        for of_centre in items.chunk_by(|a, b| a.sender.centre == b.sender.centre) {
            let Some(first) = of_centre.first() else { continue };
            let mut findings = Vec::with_capacity(of_centre.len());
            for kept in of_centre {
                findings.push(Finding { id: kept.item.id, verdict: self.judge(kept).await? });
            }
            self.store.settle(first.sender.centre.clone(), findings, now_ms()).await?;
            // Custody goes first where both want the centre's lock.
            tokio::task::yield_now().await;
        }
        Ok(count)
    }

    async fn judge(&self, kept: &Kept) -> Result<Verdict, StoreError> {
        let verdict = self.open(kept).await?;
        // What is wrong with the request itself is said first.
        if matches!(verdict, Verdict::Good(_)) && !self.has_all(&kept.item.blobs).await? {
            return Ok(Verdict::Bad(ResultCode::BlobMissing));
        }
        Ok(verdict)
    }

    async fn open(&self, kept: &Kept) -> Result<Verdict, StoreError> {
        if kept.item.seal.is_none() {
            return self.weigh(kept, kept.item.body.as_bytes()).await;
        }
        let Some(keys) = &self.keys else {
            tracing::warn!(event = "worker.sealed", id = %kept.item.id, reason = "this server has no keys");
            return Ok(Verdict::Bad(ResultCode::UnsealFailed));
        };
        match keys.opener().open(&kept.sender, &kept.item) {
            Ok(plain) => self.weigh(kept, &plain).await,
            Err(reason) => {
                tracing::warn!(event = "worker.sealed", id = %kept.item.id, %reason);
                Ok(Verdict::Bad(ResultCode::UnsealFailed))
            }
        }
    }

    async fn weigh(&self, kept: &Kept, body: &[u8]) -> Result<Verdict, StoreError> {
        match kept.item.kind {
            ItemKind::AuditHead => self.head(kept, body).await,
            ItemKind::CommandResult => Ok(match serde_json::from_slice::<CommandResult>(body) {
                Ok(told) => Verdict::Good(Contents::command_ended(told.command, kept.sender.device, told.done)),
                Err(_) => Verdict::Bad(ResultCode::ValidationFailed),
            }),
            _ => Ok(self.read(kept, body)),
        }
    }

    fn read(&self, kept: &Kept, body: &[u8]) -> Verdict {
        let reading = match &kept.item.kind {
            ItemKind::Request => self.request(kept, body),
            ItemKind::Ticket => match serde_json::from_slice::<TicketBody>(body) {
                // The door has written what came plain.
                Ok(_) if kept.item.seal.is_none() => Ok(Reading::Nothing),
                Ok(ticket) if !has_nul(&[&ticket.label, &ticket.service_day, &ticket.queue, &ticket.language]) => {
                    Ok(Reading::Ticket(ticket))
                }
                _ => Err(ResultCode::ValidationFailed),
            },
            ItemKind::Feedback => serde_json::from_slice::<FeedbackBody>(body)
                .map(|_| Reading::Nothing)
                .map_err(|_| ResultCode::ValidationFailed),
            ItemKind::Checkin if kept.item.schema == CHECKIN_SCHEMA => serde_json::from_slice::<CheckinBody>(body)
                .map(Reading::CheckedIn)
                .map_err(|_| ResultCode::ValidationFailed),
            ItemKind::TicketEvent
            | ItemKind::Consent
            | ItemKind::Checkin
            | ItemKind::AuditHead
            | ItemKind::CommandResult => Ok(Reading::Nothing),
            ItemKind::Other(_) => Err(ResultCode::SchemaUnknown),
        };
        reading.map_or_else(Verdict::Bad, |reading| Verdict::Good(Contents(reading)))
    }

    fn request(&self, kept: &Kept, body: &[u8]) -> Result<Reading, ResultCode> {
        let invalid = ResultCode::ValidationFailed;
        let body: RequestBody = serde_json::from_slice(body).map_err(|_| invalid.clone())?;
        let reference = kept.item.reference.as_deref().and_then(|text| text.parse().ok()).ok_or(invalid.clone())?;
        if body.schema != kept.item.schema || has_nul(&[&body.service, &body.language]) {
            return Err(invalid);
        }
        self.forms.check(&body)?;
        Ok(Reading::Request { reference, service: Some(body.service.clone()), language: Some(body.language.clone()) })
    }
}
