//! What central keeps, in words of the field. Databases stand behind [`Store`]: `sqlite` is embedded, for one
//! centre; `postgres` is for a region or a nation; [`any`] is whichever was configured. One suite
//! (`tests/store.rs`) holds them to the same word.

pub mod any;
pub mod appointments;
pub mod audit;
pub mod calls;
pub mod commands;
mod cursor;
pub mod figures;
pub(crate) mod judge;
pub mod offers;
pub mod postgres;
pub mod registry;
mod sequence;
pub mod serving;
pub mod sqlite;
pub mod work;

use std::future::Future;

use kiosk_protocol::{
    CaseEvent, CentreId, ChangePage, CheckCode, DeviceId, Item, ItemId, PushBatch, PushResult, Reference, RequestState,
    ResultCode, StatusAnswer, StatusEvent,
};
use tokio::sync::watch;

/// The topic of events that only record custody; kiosks do not see them.
pub(crate) const TOPIC_CUSTODY: &str = "item.custody";

/// Who pushes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The centre it stands in.
    pub centre: CentreId,
    /// The device itself.
    pub device: DeviceId,
}

/// The store could not do it. The text is for operators and holds no personal data.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct StoreError(pub String);

/// Why changes cannot be told.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ChangesError {
    /// The cursor is none of this store's.
    #[error("not a cursor of this server")]
    NotACursor,
    /// The cursor is from before the store was made anew or put back from a copy, or of an earlier program; take a snapshot.
    #[error("the cursor is too old")]
    Gone,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a state cannot be set.
#[derive(Debug, Clone, thiserror::Error)]
pub enum RecordError {
    /// No request has this reference.
    #[error("no request has this reference")]
    Unknown,
    /// More than one request has it; the item id is needed.
    #[error("more than one request has this reference; it must be named by its id")]
    Ambiguous,
    /// The request may not go from one state to the other.
    #[error("a request that is {from} cannot become {to}")]
    NotAllowed {
        /// How it stands.
        from: RequestState,
        /// What was asked for.
        to: RequestState,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An item in custody with what central knows about it. `Debug` does not show the body.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// Who sent it.
    pub sender: Sender,
    /// The item as it was sent.
    pub item: Item,
    /// When custody was taken, milliseconds since 1970.
    pub received_ms: i64,
    /// Its place in the centre's sequence.
    pub server_seq: u64,
    /// Why it stands in quarantine, if it does.
    pub quarantine: Option<ResultCode>,
    /// How it stands, if it is a request.
    pub state: Option<RequestState>,
}

/// A line of a list: an item without its body.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Line {
    /// The centre it came from.
    pub centre: CentreId,
    /// The item.
    pub id: ItemId,
    /// What it is.
    pub kind: String,
    /// What its body follows.
    pub schema: String,
    /// When custody was taken, milliseconds since 1970.
    pub received_ms: i64,
    /// The reference of a request.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The label of a ticket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The service, if it names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// How a request stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<RequestState>,
    /// Why it stands in quarantine, if it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quarantine: Option<ResultCode>,
}

/// Where a page of [`Store::kept_after`] begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct After {
    /// The centre of the last item seen.
    pub centre: CentreId,
    /// Its server sequence.
    pub server_seq: u64,
}

/// What central keeps. Every method is one transaction.
pub trait Store:
    work::Work
    + figures::Figures
    + registry::Registry
    + audit::Audit
    + serving::Serving
    + commands::Commands
    + calls::Calls
    + offers::Offering
    + appointments::Appointments
{
    /// Takes custody of a batch: exactly one result per item, in order.
    ///
    /// - The key is (centre, item id), for ever. The same digest again is a duplicate, another one an
    ///   id conflict (rejected).
    /// - What cannot be processed is kept in quarantine with its reason.
    /// - Each item's place in the centre's sequence is given within the transaction that writes it,
    ///   together with its event, so that no reader can pass over it.
    fn take_custody(
        &self,
        sender: Sender,
        batch: PushBatch,
        now_ms: i64,
    ) -> impl Future<Output = Result<PushResult, StoreError>> + Send;

    /// Everything for the centre after the cursor (`None` = from the start), in commit order.
    fn changes_after(
        &self,
        centre: CentreId,
        cursor: Option<String>,
        limit: usize,
    ) -> impl Future<Output = Result<ChangePage, ChangesError>> + Send;

    /// How the request stands; `None` for an unknown reference and for a wrong code alike.
    fn status(
        &self,
        reference: Reference,
        code: CheckCode,
    ) -> impl Future<Output = Result<Option<StatusAnswer>, StoreError>> + Send;

    /// Sets the state of a request and tells the kiosks of its centre.
    fn record_event(
        &self,
        reference: Reference,
        event: CaseEvent,
        now_ms: i64,
    ) -> impl Future<Output = Result<StatusEvent, RecordError>> + Send;

    /// The newest items in custody, newest first.
    fn newest(&self, limit: usize) -> impl Future<Output = Result<Vec<Line>, StoreError>> + Send;

    /// An item by its id (in any centre).
    fn find(&self, id: ItemId) -> impl Future<Output = Result<Option<Kept>, StoreError>> + Send;

    /// Items in the order of centre and sequence, for exports.
    fn kept_after(
        &self,
        after: Option<After>,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Kept>, StoreError>> + Send;

    /// How far the sequence of each centre has come.
    fn places(&self) -> impl Future<Output = Result<Vec<(CentreId, u64)>, StoreError>> + Send;

    /// Ticks when something was committed here. A hint to look earlier, never the carrier: another
    /// process may write without it.
    fn committed(&self) -> watch::Receiver<u64>;
}
