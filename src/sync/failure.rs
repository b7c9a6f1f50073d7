//! How a call to central can fail, in the words the loops decide by.

use std::error::Error;
use std::io;
use std::time::Duration;

use jiff::Timestamp;
use rustls::CertificateError;

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

/// Why whoever answers is not believed to be central, before a word is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Distrust {
    /// The certificate is of an authority that is not central's.
    #[error("the certificate there is not from the authority that this kiosk trusts")]
    Authority,
    /// The certificate is central's, for another name or address.
    #[error("the certificate there is for another name or address")]
    Name,
    /// By this machine's clock the certificate is over; when it ended, where that is told.
    #[error("by this machine's clock the certificate there is over")]
    Over(Option<Timestamp>),
    /// By this machine's clock, which central has vouched for, the certificate begins later.
    #[error("by this machine's clock the certificate there has not begun")]
    NotYet,
    /// Something else about TLS: what answers does not speak it, or not version 1.3.
    #[error("what answers there does not speak TLS 1.3 as central does")]
    Tls,
}

impl Distrust {
    fn of(error: &rustls::Error) -> Self {
        let rustls::Error::InvalidCertificate(error) = error else { return Self::Tls };
        match error {
            // Two authorities of central have the same name and different keys.
            CertificateError::UnknownIssuer | CertificateError::BadSignature => Self::Authority,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => Self::Name,
            CertificateError::ExpiredContext { not_after, .. } => {
                let second = i64::try_from(not_after.as_secs()).ok();
                Self::Over(second.and_then(|second| Timestamp::from_second(second).ok()))
            }
            CertificateError::Expired => Self::Over(None),
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Self::NotYet,
            _ => Self::Tls,
        }
    }

    /// What TLS says in a chain of causes; `None` when it did not come to that.
    pub(super) fn among(error: &(dyn Error + 'static)) -> Option<Self> {
        let mut next = Some(error);
        while let Some(error) = next {
            if let Some(tls) = error.downcast_ref::<rustls::Error>() {
                return Some(Self::of(tls));
            }
            // An I/O error that holds another names that one's cause as its own, and not itself.
            let held = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
            next = held.map(|held| held as &(dyn Error + 'static)).or_else(|| error.source());
        }
        None
    }
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
    /// Somebody answers, and it does not come to a connection: it is not central, or a clock or certificate is wrong.
    #[error("{0}")]
    Untrusted(Distrust),
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
