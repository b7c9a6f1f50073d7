//! The queues: who waits, who is called, who is done. The rules are in [`crate::serving`].

use std::future::Future;

use kiosk_protocol::{CentreId, ItemId, PriorityClass, QueueChange};

use super::StoreError;
use crate::serving::{self, Fairness};

/// A ticket that was issued longer ago than this waits no more, in milliseconds: its day is over.
pub(crate) const WAITS_MS: i64 = 12 * 60 * 60 * 1000;
/// More are not looked at at once.
pub(crate) const MOST_WAITING: i64 = 2000;

/// Somebody was called.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Called {
    /// The ticket.
    pub id: ItemId,
    /// What is called out.
    pub label: String,
    /// Why before others, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<PriorityClass>,
    /// How many come together, where that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub party: Option<u8>,
    /// The desk that calls.
    pub desk: String,
}

/// A ticket that was called and is not done: who should be at which desk.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct AtDesk {
    /// The ticket.
    pub ticket: ItemId,
    /// What was called out.
    pub label: String,
    /// The queue's letter.
    pub queue: String,
    /// The desk that called.
    pub desk: String,
    /// When, milliseconds since 1970.
    pub at_ms: i64,
}

/// Who is served now, and from where [`super::Store::changes_after`] tells what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NowServing {
    /// The centre's place of which this is true.
    pub cursor: String,
    /// The newest call first.
    pub called: Vec<AtDesk>,
}

/// More calls than these that nobody has noted as done are not told.
pub(crate) const MOST_CALLED: i64 = 100;

/// The queues of a centre. Every method is one transaction.
pub trait Serving: Send + Sync + 'static {
    /// How many wait in each queue of the centre's newest service day, and how long.
    fn queue_lengths(
        &self,
        centre: CentreId,
        now_ms: i64,
    ) -> impl Future<Output = Result<Vec<QueueChange>, StoreError>> + Send;

    /// Who was called on the centre's newest service day and is not done.
    fn now_serving(&self, centre: CentreId, now_ms: i64)
    -> impl Future<Output = Result<NowServing, StoreError>> + Send;

    /// Calls the next one of a queue to a desk, by the fairness of the centre; `None` when nobody waits. The kiosks of the
    /// centre hear of it.
    fn call_next(
        &self,
        centre: CentreId,
        queue: char,
        desk: String,
        now_ms: i64,
    ) -> impl Future<Output = Result<Option<Called>, StoreError>> + Send;

    /// How often priority overtakes in the centre; `None` when it has none of its own, and [`Fairness::default`] holds.
    fn fairness(&self, centre: CentreId) -> impl Future<Output = Result<Option<Fairness>, StoreError>> + Send;

    /// Sets how often priority overtakes in the centre, for all its desks from the next call on, and writes it into the
    /// audit chain; whether there is such a centre.
    fn set_fairness(
        &self,
        centre: CentreId,
        fairness: Fairness,
        by: String,
        now_ms: i64,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Notes that a called ticket is done (of several with this label the one called first); whether there was one.
    fn close_ticket(
        &self,
        centre: CentreId,
        label: String,
        now_ms: i64,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;
}

/// One queue; nothing for a letter that is none.
pub(crate) fn length(queue: &str, waiting: u32, calls: &[(String, i64)], now_ms: i64) -> Option<QueueChange> {
    let mut letters = queue.chars();
    let (Some(letter), None) = (letters.next(), letters.next()) else { return None };
    let own: Vec<i64> = calls.iter().filter(|(of, _)| of == queue).map(|(_, at)| *at).collect();
    Some(QueueChange { queue: letter, waiting, minutes: serving::estimate(waiting, &own, now_ms) })
}
