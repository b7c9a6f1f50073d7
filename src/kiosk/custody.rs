//! The store as sync sees it.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use kiosk_protocol::{ChangePage, Digest, ItemResult};

use crate::clock::Corrected;
use crate::store::{BlobOutcome, Sequence, Store, StoreError};
use crate::sync::{Document, DocumentOutcome, Due, Figures, Outbox, ServerTime};

/// Lets sync take items out of the store and bring central's word back in.
#[derive(Debug)]
pub(super) struct Custody {
    pub(super) store: Store,
    /// Corrected by what central tells.
    pub(super) clock: Arc<Corrected>,
}

impl Custody {
    /// Compares central's time with the clock and remembers it. The clock is trusted from then on.
    pub(super) async fn heard(&self, heard: ServerTime) -> Result<(), StoreError> {
        let Ok(central) = Timestamp::from_millisecond(heard.unix_ms) else { return Ok(()) };
        let Some(offset) = self.clock.heard(central, heard.took) else { return Ok(()) };
        let floor_ms = self.clock.floor().unwrap_or(central).as_millisecond();
        let offset_ms = i64::try_from(offset.as_millis()).unwrap_or(0);
        self.store.note_time(offset_ms, floor_ms).await
    }
}

impl Outbox for Custody {
    type Error = StoreError;

    async fn due(&self, max_items: usize, max_bytes: usize) -> Result<Due, StoreError> {
        let due = self.store.due(max_items, max_bytes).await?;
        Ok(Due { items: due.items, first_unacknowledged: Some(due.first_seq) })
    }

    async fn settle(&self, results: Vec<ItemResult>) -> Result<(), StoreError> {
        let settled = self.store.settle(&results).await?;
        tracing::info!(event = "outbox.settled", custody = settled.custody, aside = settled.aside, kept = settled.kept);
        Ok(())
    }

    async fn sequence(&self, contiguous_seq: u64, missing: Vec<u64>) -> Result<(), StoreError> {
        let sequence = self.store.acknowledge(contiguous_seq, missing).await?;
        if sequence != Sequence::default() {
            tracing::warn!(
                event = "outbox.sequence",
                requeued = sequence.requeued,
                lost = sequence.lost,
                behind = sequence.behind
            );
        }
        Ok(())
    }

    async fn heard_time(&self, heard: ServerTime) -> Result<(), StoreError> {
        self.heard(heard).await
    }

    async fn cursor(&self) -> Result<Option<String>, StoreError> {
        self.store.cursor().await
    }

    async fn apply(&self, page: ChangePage) -> Result<(), StoreError> {
        self.store.apply_changes(page).await.map(drop)
    }

    async fn replace(&self, snapshot: ChangePage) -> Result<(), StoreError> {
        self.store.apply_snapshot(snapshot).await.map(drop)
    }

    async fn document_due(&self) -> Result<Option<Document>, StoreError> {
        let due = self.store.blob_due().await?;
        Ok(due.map(|due| Document { sha256: due.sha256, size: due.size, offset: due.offset }))
    }

    async fn document_part(&self, sha256: Digest, offset: u64, most: usize) -> Result<Vec<u8>, StoreError> {
        self.store.blob_part(sha256, offset, most).await
    }

    async fn document_settle(&self, sha256: Digest, outcome: DocumentOutcome) -> Result<(), StoreError> {
        let outcome = match outcome {
            DocumentOutcome::Reached(bytes) => BlobOutcome::Reached(bytes),
            DocumentOutcome::Stored => BlobOutcome::Stored,
            DocumentOutcome::Refused(code) => BlobOutcome::Refused(code),
        };
        self.store.blob_settle(sha256, outcome).await
    }

    async fn figures(&self) -> Result<Figures, StoreError> {
        let figures = self.store.figures().await?;
        Ok(Figures {
            queued: figures.queued,
            oldest_age: figures.oldest_ms.map(Duration::from_millis),
            aside: figures.aside,
        })
    }
}
