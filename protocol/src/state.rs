//! How a request stands, and which way it may go.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Reference;

/// How a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    /// In central custody; nobody has looked at it yet.
    Received,
    /// An officer works on it.
    InReview,
    /// The citizen has to do something.
    NeedsCitizen,
    /// Granted; what was asked for is being made.
    Approved,
    /// It can be collected.
    Ready,
    /// Refused, with a reason.
    Rejected,
    /// Finished; nothing follows.
    Closed,
}

/// The word names no state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a state; one of received, in_review, needs_citizen, approved, ready, rejected, closed expected")]
pub struct NotAState(pub String);

impl RequestState {
    /// All states in the order of an ordinary request.
    pub const ALL: [Self; 7] =
        [Self::Received, Self::InReview, Self::NeedsCitizen, Self::Approved, Self::Ready, Self::Rejected, Self::Closed];

    /// The word on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::InReview => "in_review",
            Self::NeedsCitizen => "needs_citizen",
            Self::Approved => "approved",
            Self::Ready => "ready",
            Self::Rejected => "rejected",
            Self::Closed => "closed",
        }
    }

    /// The states that may follow. A refusal can be reopened (appeal); what is closed stays closed.
    #[must_use]
    pub fn may_become(self) -> &'static [Self] {
        use RequestState::{Approved, Closed, InReview, NeedsCitizen, Ready, Received, Rejected};
        match self {
            Received => &[InReview, NeedsCitizen, Approved, Ready, Rejected, Closed],
            InReview => &[NeedsCitizen, Approved, Ready, Rejected, Closed],
            NeedsCitizen => &[InReview, Approved, Rejected, Closed],
            Approved => &[InReview, NeedsCitizen, Ready, Closed],
            Ready => &[InReview, NeedsCitizen, Closed],
            Rejected => &[InReview, Closed],
            Closed => &[],
        }
    }
}

impl fmt::Display for RequestState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for RequestState {
    type Err = NotAState;

    fn from_str(word: &str) -> Result<Self, NotAState> {
        Self::ALL.into_iter().find(|state| state.as_str() == word).ok_or_else(|| NotAState(word.to_owned()))
    }
}

/// One step in the history of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusEvent {
    /// The state it came into.
    pub state: RequestState,
    /// When, milliseconds since 1970, by central's clock.
    pub at_ms: i64,
    /// The message key that explains it to the citizen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The answer to a look-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusAnswer {
    /// The reference that was asked for.
    pub reference: Reference,
    /// How it stands now.
    pub state: RequestState,
    /// Since when, milliseconds since 1970.
    pub at_ms: i64,
    /// All steps, oldest first; the last is the present state.
    pub history: Vec<StatusEvent>,
}

/// What a ministry sends to set a state: the body of `POST /v1/cases/{reference}/events`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseEvent {
    /// The new state.
    pub state: RequestState,
    /// The message key that explains it to the citizen. At most 100 of `a-z A-Z 0-9 . _ -`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl CaseEvent {
    /// Whether the note can be a message key.
    #[must_use]
    pub fn has_good_note(&self) -> bool {
        self.note.as_deref().is_none_or(|note| {
            (1..=100).contains(&note.len())
                && note.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn words_agree_with_json() {
        for state in RequestState::ALL {
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
            assert_eq!(state.as_str().parse(), Ok(state));
        }
        assert!("done".parse::<RequestState>().is_err());
    }

    #[test]
    fn every_state_can_be_reached_and_ends_in_closed() {
        for state in RequestState::ALL {
            assert!(!state.may_become().contains(&state), "{state} into itself");
            if state != RequestState::Received {
                assert!(RequestState::ALL.iter().any(|from| from.may_become().contains(&state)));
            }
            if state != RequestState::Closed {
                assert!(state.may_become().contains(&RequestState::Closed));
            }
            // Nothing goes back to before it was looked at.
            assert!(!state.may_become().contains(&RequestState::Received));
        }
    }

    #[test]
    fn notes_are_keys_not_prose() {
        let event = |note: &str| CaseEvent { state: RequestState::Ready, note: Some(note.into()) };
        assert!(event("status-bring-photo").has_good_note());
        assert!(!event("Please come").has_good_note());
        assert!(!event("").has_good_note());
    }
}
