//! What happens to items after custody: the worker's findings, and what people do about those in quarantine.

use std::fmt;
use std::future::Future;

use kiosk_protocol::{CentreId, CheckinBody, DeviceId, ItemId, Reference, ResultCode, TicketBody};

use super::audit::NewHead;
use super::judge::{Reading, Told};
use super::{After, Kept, Line, StoreError};

/// The topic of events about quarantine; kiosks do not see them.
pub(crate) const TOPIC_QUARANTINE: &str = "item.quarantine";

/// What the worker found in an item.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Which item.
    pub id: ItemId,
    /// What it is worth.
    pub verdict: Verdict,
}

/// What an item is worth once it is opened.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It can be processed; what lists and look-ups need of it.
    Good(Contents),
    /// It stands in quarantine.
    Bad(ResultCode),
}

/// What was read in an opened item for lists and look-ups.
#[derive(Debug, Clone, PartialEq)]
pub struct Contents(pub(crate) Reading);

impl Contents {
    /// Nothing that lists need.
    #[must_use]
    pub fn nothing() -> Self {
        Self(Reading::Nothing)
    }

    /// A request's.
    #[must_use]
    pub fn request(reference: Reference, service: String, language: String) -> Self {
        Self(Reading::Request { reference, service: Some(service), language: Some(language) })
    }

    /// A verified audit head's.
    #[must_use]
    pub fn head(head: NewHead) -> Self {
        Self(Reading::Head(head))
    }

    /// What a kiosk says became of a command.
    #[must_use]
    pub fn command_ended(command: ItemId, device: DeviceId, done: bool) -> Self {
        Self(Reading::CommandEnded(Told { command, device, done }))
    }

    /// A check-in's.
    #[must_use]
    pub fn checked_in(body: CheckinBody) -> Self {
        Self(Reading::CheckedIn(body))
    }

    /// A ticket's.
    #[must_use]
    pub fn ticket(ticket: TicketBody) -> Self {
        Self(Reading::Ticket(ticket))
    }
}

/// What people do with an item in quarantine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// Look at it again: a key, a catalogue or a program is there now that was missing.
    Retry,
    /// Take it as it is: someone has read it and entered what it says by hand.
    Fix,
    /// Give it back to the citizen: the request is rejected, with a message key as reason.
    Return {
        /// The message key.
        note: Option<String>,
    },
}

impl Remedy {
    /// The word for it.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Retry => "retry",
            Self::Fix => "fix",
            Self::Return { .. } => "return",
        }
    }
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why nothing was done.
#[derive(Debug, Clone, thiserror::Error)]
pub enum RemedyError {
    /// No such item stands in quarantine.
    #[error("no item with this id stands in quarantine")]
    NotThere,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The work after custody. Every method is one transaction.
pub trait Work: Send + Sync + 'static {
    /// Items that nobody has looked at, in the order of centre and sequence.
    fn unchecked(&self, limit: usize) -> impl Future<Output = Result<Vec<Kept>, StoreError>> + Send;

    /// Keeps what was found in items of one centre. What was settled meanwhile stays as it is, so that two
    /// servers may look at the same items.
    fn settle(
        &self,
        centre: CentreId,
        findings: Vec<Finding>,
        now_ms: i64,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Items in quarantine, in the order of centre and sequence, each with its place.
    fn quarantined(
        &self,
        after: Option<After>,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<(After, Line)>, StoreError>> + Send;

    /// Applies a remedy to every item with this id in quarantine, and writes down who did it.
    fn remedy(
        &self,
        id: ItemId,
        remedy: Remedy,
        by: String,
        now_ms: i64,
    ) -> impl Future<Output = Result<(), RemedyError>> + Send;
}
