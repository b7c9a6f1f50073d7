//! The store as sync sees it.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use kiosk_protocol::{Change, ChangePage, Digest, ItemResult, Topic};
use tokio::sync::{Notify, watch};

use super::appointment::Phones;
use super::paper::Queues;
use crate::clock::Corrected;
use crate::store::{Applied, BlobOutcome, Sequence, Store, StoreError};
use crate::sync::{Document, DocumentOutcome, Due, Figures, Outbox, ServerTime};
use crate::ticket::{QueueLength, QueueLetter, Sighting};

/// Lets sync take items out of the store and bring central's word back in.
#[derive(Debug)]
pub(super) struct Custody {
    pub(super) store: Store,
    /// Corrected by what central tells.
    pub(super) clock: Arc<Corrected>,
    /// What tickets say of their queues. Not kept on the disk: after two minutes it is of no use.
    pub(super) queues: Queues,
    /// How the phone numbers of appointments are kept.
    pub(super) phones: Phones,
    /// Counts the commands that have come, so that whoever carries them out looks.
    pub(super) commands: watch::Sender<u64>,
    /// Central hands out another configuration or catalogue.
    pub(super) offers: Arc<Notify>,
}

/// What a change tells of a queue, by central's clock, which is the kiosk's own as far as it is corrected.
fn sighting(change: &Change) -> Option<(QueueLetter, Sighting)> {
    let told = change.queue()?;
    let queue = QueueLetter::new(told.queue).ok()?;
    let at = Timestamp::from_millisecond(change.at_ms).ok()?;
    Some((queue, Sighting::new(QueueLength { waiting: told.waiting, minutes: told.minutes }, at)))
}

fn sightings(page: &ChangePage) -> Vec<(QueueLetter, Sighting)> {
    page.changes.iter().filter_map(sighting).collect()
}

impl Custody {
    /// Wakes whoever carries commands out.
    fn came(&self, applied: &Applied) {
        if applied.commands > 0 {
            self.commands.send_modify(|count| *count += applied.commands as u64);
        }
    }

    /// Passes on what was told of queues.
    fn seen(&self, sightings: Vec<(QueueLetter, Sighting)>) {
        for (queue, sighting) in sightings {
            self.queues.seen(queue, sighting);
        }
    }

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

    async fn apply(&self, mut page: ChangePage) -> Result<(), StoreError> {
        self.phones.hide(&mut page);
        let sightings = sightings(&page);
        let offers =
            page.changes.iter().any(|change| matches!(change.topic, Topic::CatalogueChanged | Topic::ConfigChanged));
        // How long queues are is not kept: where nothing else is told nothing is written.
        let only_queues = sightings.len() == page.changes.len();
        if !(only_queues && self.store.cursor().await?.as_deref() == Some(&*page.next_cursor)) {
            let applied = self.store.apply_changes(page).await?;
            self.came(&applied);
        }
        if offers {
            self.offers.notify_one();
        }
        self.seen(sightings);
        Ok(())
    }

    async fn replace(&self, mut snapshot: ChangePage) -> Result<(), StoreError> {
        self.phones.hide(&mut snapshot);
        let sightings = sightings(&snapshot);
        let applied = self.store.apply_snapshot(snapshot).await?;
        self.came(&applied);
        self.seen(sightings);
        Ok(())
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;
    use crate::clock::SystemClock;
    use crate::store::StoreOptions;
    use crate::ticket::Slot;
    use jiff::tz::TimeZone;

    fn told(seq: u64, topic: Topic, at: Timestamp, data: &serde_json::Value) -> Change {
        let data = data.as_object().unwrap().clone();
        Change { seq, topic, at_ms: at.as_millisecond(), data }
    }

    #[tokio::test]
    async fn a_page_of_changes_tells_how_many_wait() {
        let folder = tempfile::tempdir().unwrap();
        let slot = Slot::new('3').unwrap();
        let options = StoreOptions::new(folder.path(), "erbil-1".parse().unwrap(), slot, TimeZone::UTC);
        let (store, _) = Store::open(options).unwrap();
        let queues = Queues::default();
        let clock = Arc::new(Corrected::new(Arc::new(SystemClock)));
        let phones = Phones::new(&kiosk_protocol::SigningKey::from_seed(&[1; 32]));
        let custody = Custody {
            store,
            clock,
            queues: queues.clone(),
            phones,
            commands: watch::Sender::new(0),
            offers: Arc::default(),
        };
        let at: Timestamp = "2026-11-23T07:42:00Z".parse().unwrap();
        let figures = |queue: &str, waiting| serde_json::json!({ "queue": queue, "waiting": waiting, "minutes": 25 });
        let changes = vec![
            told(1, Topic::QueueFigures, at, &figures("B", 9)),
            told(2, Topic::TicketCalled, at, &figures("C", 9)),
            told(3, Topic::QueueFigures, at, &figures("i", 9)),
            told(4, Topic::QueueFigures, at, &figures("B", 7)),
        ];
        custody.apply(ChangePage { changes, next_cursor: "4".into(), more: false }).await.unwrap();
        assert_eq!(custody.cursor().await.unwrap().as_deref(), Some("4"));
        let letter = |letter| QueueLetter::new(letter).unwrap();
        assert_eq!(queues.fresh(letter('B'), at), Some(QueueLength { waiting: 7, minutes: Some(25) }));
        assert_eq!(queues.fresh(letter('C'), at), None);
        let later = at + jiff::SignedDuration::from_mins(3);
        assert_eq!(queues.fresh(letter('B'), later), None, "nobody is told of a queue that is not there any more");
    }
}
