//! Requests and their documents: a request is complete when all of them are there.
//!
//! A request comes before its documents, so that they hold nothing up; until the last has arrived it stands in quarantine
//! (`blob_missing`), where people see which requests wait and for how long. When it arrives the request is looked at again.

use std::sync::Arc;

use kiosk_protocol::{Digest, ItemId, ResultCode};

use super::Worker;
use crate::documents::Extent;
use crate::http::now_ms;
use crate::store::work::{Remedy, RemedyError};
use crate::store::{Store, StoreError};

/// Who has the request looked at again: stands in the audit like a person.
const BY: &str = "documents";
/// Items of a page of the quarantine.
const PAGE: usize = 200;

impl<S: Store> Worker<S> {
    /// Whether every document is there, whole.
    pub(super) async fn has_all(&self, documents: &[Digest]) -> Result<bool, StoreError> {
        if documents.is_empty() {
            return Ok(true);
        }
        let (kept, names) = (Arc::clone(&self.documents), documents.to_vec());
        let looked = tokio::task::spawn_blocking(move || {
            for name in names {
                match kept.extent(name) {
                    Ok(Extent::Complete(_)) => {}
                    Ok(_) => return Ok(false),
                    Err(error) => return Err(StoreError(error.to_string())),
                }
            }
            Ok(true)
        });
        looked.await.unwrap_or_else(|error| Err(StoreError(error.to_string())))
    }

    /// Has the requests looked at again whose last document has come.
    pub(super) async fn arrived(&self) -> Result<(), StoreError> {
        let mut after = None;
        loop {
            let page = self.store.quarantined(after, PAGE).await?;
            let Some((last, _)) = page.last() else { return Ok(()) };
            after = Some(last.clone());
            for (_, line) in page.iter().filter(|(_, line)| line.quarantine == Some(ResultCode::BlobMissing)) {
                self.look_again(line.id).await?;
            }
        }
    }

    async fn look_again(&self, id: ItemId) -> Result<(), StoreError> {
        let Some(kept) = self.store.find(id).await? else { return Ok(()) };
        if !self.has_all(&kept.item.blobs).await? {
            return Ok(());
        }
        match self.store.remedy(id, Remedy::Retry, BY.to_owned(), now_ms()).await {
            // Somebody was faster.
            Ok(()) | Err(RemedyError::NotThere) => {
                tracing::info!(event = "worker.complete", %id);
                Ok(())
            }
            Err(RemedyError::Store(error)) => Err(error),
        }
    }
}
