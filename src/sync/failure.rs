//! How a call to central can fail, in the words the loops decide by.

use std::time::Duration;

/// Why something that answered is not central.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stranger {
    /// A redirect: login pages of networks do that, central never.
    Redirect,
    /// Not `application/json` (HTML, usually).
    ContentType,
    /// JSON, but not the answer that was asked for, or too much of it.
    Shape,
    /// Not signed by central for the request that was made.
    Unsigned,
    /// A status that central does not use here.
    Status(u16),
}

/// Why central does not take a piece of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// It does not begin where the last one ended.
    Offset,
    /// The bytes are not what the name says.
    Digest,
    /// Another upload of it is under way.
    Busy,
    /// Something else.
    Other,
}

impl Conflict {
    /// As central calls it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Offset => "wrong_offset",
            Self::Digest => "wrong_digest",
            Self::Busy => "upload_busy",
            Self::Other => "conflict",
        }
    }

    pub(super) fn of(code: Option<&str>) -> Self {
        [Self::Offset, Self::Digest, Self::Busy].into_iter().find(|c| Some(c.code()) == code).unwrap_or(Self::Other)
    }
}

/// How a call failed. Only what decides the next step; never what stood in an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// No connection, or it broke before the answer was whole.
    #[error("central cannot be reached")]
    Unreachable,
    /// No whole answer in time.
    #[error("central did not answer in time")]
    Timeout,
    /// 429 or 503.
    #[error("central is busy")]
    Busy {
        /// Not before this long from now.
        retry_after: Option<Duration>,
    },
    /// Another 5xx.
    #[error("central has an error ({0})")]
    Server(u16),
    /// 413.
    #[error("the batch is too large for central")]
    TooLarge,
    /// 400 or 422 for the whole batch.
    #[error("central cannot read the batch ({0})")]
    Refused(u16),
    /// 401 or 403.
    #[error("central refuses this device")]
    Auth,
    /// This kiosk's clock is off, and central's word could not mend it.
    #[error("the clocks differ by too much")]
    ClockSkew,
    /// 426.
    #[error("central asks for a newer kiosk")]
    UpdateNeeded,
    /// 410.
    #[error("the cursor is too old")]
    CursorGone,
    /// 404, as a problem of central's.
    #[error("central does not have it")]
    NotFound,
    /// 409, about a document.
    #[error("central does not take the piece ({})", .0.code())]
    Conflict(Conflict),
    /// What answered is not central.
    #[error("what answers is not central ({0:?})")]
    NotCentral(Stranger),
}

impl Failure {
    /// Whether central itself was reached and struggled.
    #[must_use]
    pub fn is_server_side(&self) -> bool {
        matches!(
            self,
            Self::Busy { .. } | Self::Server(_) | Self::TooLarge | Self::Refused(_) | Self::NotFound | Self::ClockSkew
        )
    }

    /// Whether anybody may say so: it makes the kiosk wait or send less at a time, and nothing else.
    #[must_use]
    pub fn needs_no_signature(&self) -> bool {
        matches!(self, Self::Busy { .. } | Self::Server(_) | Self::TooLarge | Self::NotCentral(_))
    }

    /// The floor that the server set for the next try.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Busy { retry_after } => *retry_after,
            _ => None,
        }
    }
}
