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

/// The queues of a centre. Every method is one transaction.
pub trait Serving: Send + Sync + 'static {
    /// How many wait in each queue of the centre's newest service day, and how long.
    fn queue_lengths(
        &self,
        centre: CentreId,
        now_ms: i64,
    ) -> impl Future<Output = Result<Vec<QueueChange>, StoreError>> + Send;

    /// Calls the next one of a queue to a desk; `None` when nobody waits. The kiosks of the centre hear of it.
    fn call_next(
        &self,
        centre: CentreId,
        queue: char,
        desk: String,
        fairness: Fairness,
        now_ms: i64,
    ) -> impl Future<Output = Result<Option<Called>, StoreError>> + Send;

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
