//! What sync needs from whoever keeps the items: sync itself knows no database.

use std::future::Future;
use std::time::Duration;

use kiosk_protocol::{ChangePage, DeviceSeq, Digest, Item, ItemResult};

/// Items to be pushed next, oldest first.
#[derive(Debug, Default)]
pub struct Due {
    /// The items, by lane and device sequence; empty when nothing waits.
    pub items: Vec<Item>,
    /// The smallest sequence number that central has not acknowledged (`device_seq_first` of a push);
    /// `None` takes that of the first item.
    pub first_unacknowledged: Option<DeviceSeq>,
}

/// Central's time, as an answer brought it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServerTime {
    /// Central's clock when it answered, milliseconds since 1970.
    pub unix_ms: i64,
    /// From the question to the answer: central's clock was read somewhere in between.
    pub took: Duration,
}

/// A document to hand over next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Document {
    /// Its name: the digest of its sealed bytes.
    pub sha256: Digest,
    /// Bytes, at least one.
    pub size: u64,
    /// How many of them central is known to have.
    pub offset: u64,
}

/// What became of an attempt to hand a document over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocumentOutcome {
    /// Central has so many bytes of it.
    Reached(u64),
    /// Central has all of it.
    Stored,
    /// Central refuses it, with this code.
    Refused(String),
}

/// How much waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// Items that wait for custody.
    pub queued: u64,
    /// How long the oldest of them has waited.
    pub oldest_age: Option<Duration>,
    /// Items set aside: central can never take them; staff must look.
    pub aside: u64,
}

/// Keeps items until central has them, and what central says until the kiosk shows it.
///
/// Each method is one transaction of the keeper. An error means that nothing was changed.
pub trait Outbox: Send + Sync + 'static {
    /// Why the keeper could not do it (disk full, file damaged). Its text goes to the log: no personal data.
    type Error: std::fmt::Display + Send + Sync + 'static;

    /// The next items: at most `max_items`, and bodies of at most `max_bytes` together, but at least one
    /// item when any waits. Never one that is in custody or aside.
    fn due(&self, max_items: usize, max_bytes: usize) -> impl Future<Output = Result<Due, Self::Error>> + Send;

    /// Records what became of items, all in one transaction: `accepted`, `duplicate`, `quarantined` = in
    /// custody, the body may go; `rejected` = aside, the body is kept. Sync never passes `retry` on.
    fn settle(&self, results: Vec<ItemResult>) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Takes in what central says about this device's sequence: every number up to `contiguous_seq` is in custody,
    /// those in `missing` are not. Called after [`Outbox::settle`] of the same answer.
    fn sequence(&self, contiguous_seq: u64, missing: Vec<u64>) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Central has told its time. Called as soon as the answer is there: the keeper compares it with its own clock.
    fn heard_time(&self, heard: ServerTime) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// The cursor stored by the last [`Outbox::apply`]; `None` = from the start.
    fn cursor(&self) -> impl Future<Output = Result<Option<String>, Self::Error>> + Send;

    /// Applies a page and stores its `next_cursor` in one transaction. Pages may come again (after a
    /// restart from the start): a change with an older `seq` than what is known changes nothing.
    fn apply(&self, page: ChangePage) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// As [`apply`](Outbox::apply), with a snapshot: its word replaces what was known, whatever the sequences say.
    fn replace(&self, snapshot: ChangePage) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// The document to hand over next; only one whose request is in custody.
    fn document_due(&self) -> impl Future<Output = Result<Option<Document>, Self::Error>> + Send;

    /// Bytes of a document from `offset`, `most` at most; fewer only at its end.
    fn document_part(
        &self,
        sha256: Digest,
        offset: u64,
        most: usize,
    ) -> impl Future<Output = Result<Vec<u8>, Self::Error>> + Send;

    /// Records what became of a document. One that is refused comes after all others the next time, and not for ever.
    fn document_settle(
        &self,
        sha256: Digest,
        outcome: DocumentOutcome,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// How much waits now.
    fn figures(&self) -> impl Future<Output = Result<Figures, Self::Error>> + Send;
}
