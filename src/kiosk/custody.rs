//! The store as sync sees it.

use std::time::Duration;

use kiosk_protocol::{ChangePage, ItemResult};

use crate::store::{Store, StoreError};
use crate::sync::{Due, Figures, Outbox};

/// Lets sync take items out of the store and bring central's word back in.
#[derive(Debug)]
pub(super) struct Custody(pub(super) Store);

impl Outbox for Custody {
    type Error = StoreError;

    async fn due(&self, max_items: usize, max_bytes: usize) -> Result<Due, StoreError> {
        let due = self.0.due(max_items, max_bytes).await?;
        Ok(Due { items: due.items, first_unacknowledged: Some(due.first_seq) })
    }

    async fn settle(&self, results: Vec<ItemResult>) -> Result<(), StoreError> {
        let settled = self.0.settle(&results).await?;
        tracing::info!(event = "outbox.settled", custody = settled.custody, aside = settled.aside, kept = settled.kept);
        Ok(())
    }

    async fn cursor(&self) -> Result<Option<String>, StoreError> {
        self.0.cursor().await
    }

    async fn apply(&self, page: ChangePage) -> Result<(), StoreError> {
        self.0.apply_changes(page).await.map(drop)
    }

    async fn figures(&self) -> Result<Figures, StoreError> {
        let figures = self.0.figures().await?;
        Ok(Figures {
            queued: figures.queued,
            oldest_age: figures.oldest_ms.map(Duration::from_millis),
            aside: figures.aside,
        })
    }
}
