//! What central can tell about itself and its kiosks.

use std::future::Future;

use kiosk_protocol::{CentreId, ChangePage, Report};

use super::{ChangesError, Sender, StoreError};

/// How much stands where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Items in quarantine.
    pub quarantined: u64,
    /// Items the worker has not looked at.
    pub unchecked: u64,
    /// Devices that have ever pushed.
    pub devices: u64,
}

/// A centre as operators see it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct CentreLine {
    /// Which.
    pub centre: CentreId,
    /// The last place in its sequence.
    pub seq: u64,
    /// Devices that have ever pushed.
    pub devices: u64,
    /// When one of them was last heard of, milliseconds since 1970.
    pub seen_ms: Option<i64>,
}

/// The tickets of one queue on the newest service day.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct QueueFigure {
    /// The queue's letter.
    pub queue: String,
    /// Tickets issued.
    pub issued: u64,
    /// When the newest was issued, milliseconds since 1970, by the kiosk's clock.
    pub newest_ms: i64,
}

/// The queues of a centre.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct QueueFigures {
    /// The newest service day there are tickets of, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_day: Option<String>,
    /// By letter.
    pub queues: Vec<QueueFigure>,
}

/// A device's newest health report: whose, when (milliseconds since 1970), and what it says.
pub type Reported = (Sender, i64, Report);

/// Figures. Every method is one transaction.
pub trait Figures: Send + Sync + 'static {
    /// Whether the database answers.
    fn ping(&self) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// How much stands where.
    fn counts(&self) -> impl Future<Output = Result<Counts, StoreError>> + Send;

    /// All centres, by name.
    fn centres(&self) -> impl Future<Output = Result<Vec<CentreLine>, StoreError>> + Send;

    /// The queues of a centre on its newest service day.
    fn queues(&self, centre: CentreId) -> impl Future<Output = Result<QueueFigures, StoreError>> + Send;

    /// The newest state of every request of a centre that is not closed, in pages, and at the end the cursor
    /// from which [`super::Store::changes_after`] goes on. `cursor` is a page's own.
    fn snapshot(
        &self,
        centre: CentreId,
        cursor: Option<String>,
        limit: usize,
    ) -> impl Future<Output = Result<ChangePage, ChangesError>> + Send;

    /// Keeps the newest health report of a device.
    fn report(
        &self,
        sender: Sender,
        report: Report,
        now_ms: i64,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The newest health report of every device of a centre.
    fn reports(&self, centre: CentreId) -> impl Future<Output = Result<Vec<Reported>, StoreError>> + Send;
}
