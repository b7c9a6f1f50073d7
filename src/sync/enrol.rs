//! `POST /v1/enrol`: a one-time code makes this kiosk's key known to central, and central's keys known to this kiosk.
//!
//! Nothing of central's is known yet but the certificate of its authority, which a technician has brought: over TLS that
//! alone says who answers. On this machine itself plain http will do.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use kiosk_protocol::{BadBundle, ConfigBundle, DeviceId, Enrol, EnrolCode, Enrolled, Hardware, Signer as _};
use reqwest::StatusCode;

use super::SyncError;
use super::client::ServerTime;
use super::failure::Failure;
use super::transport::{Ask, Transport, problem};
use crate::clock::Corrected;
use crate::keys::DeviceKey;

/// For each of the two exchanges: somebody waits at a prompt.
const TIMEOUT: Duration = Duration::from_secs(20);

/// A kiosk that asks to be let in.
#[derive(Debug)]
pub struct Candidate<'a> {
    /// Central's address.
    pub url: &'a str,
    /// The certificates of central's authority; needed for https.
    pub ca_pem: Option<&'a str>,
    /// The one-time code.
    pub code: EnrolCode,
    /// Who this kiosk was so far, so that it stays itself.
    pub device: Option<DeviceId>,
    /// Corrected by central before the request is signed.
    pub clock: Arc<Corrected>,
}

/// Why a kiosk is not enrolled.
#[derive(Debug, thiserror::Error)]
pub enum NotEnrolled {
    /// Address or authority cannot be used.
    #[error(transparent)]
    Sync(#[from] SyncError),
    /// Central cannot be asked now.
    #[error("{url}: {failure}; is it central's address, and is the certificate in central.ca that of its authority?")]
    Unreachable {
        /// Where.
        url: String,
        /// How it failed.
        failure: Failure,
    },
    /// Central says no.
    #[error("central refuses: {title}{}", detail.as_ref().map_or_else(String::new, |detail| format!(" ({detail})")))]
    Refused {
        /// A stable word.
        code: Option<String>,
        /// In a few words.
        title: String,
        /// More of it.
        detail: Option<String>,
    },
    /// What answers is not central, or its bundle is not signed as it says.
    #[error("what answers at {url} cannot be believed: {what}")]
    NotCentral {
        /// Where.
        url: String,
        /// Why.
        what: String,
    },
}

impl NotEnrolled {
    /// The code of a refusal of central's.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Refused { code, .. } => code.as_deref(),
            _ => None,
        }
    }
}

/// Asks to be let in with `key`. What is returned was signed by central for this very request.
///
/// # Errors
/// See [`NotEnrolled`]. The same key may ask again with the same code: an answer may be lost.
pub async fn enrol(candidate: Candidate<'_>, key: &DeviceKey) -> Result<Enrolled, NotEnrolled> {
    let Candidate { url, ca_pem, code, device, clock } = candidate;
    let transport = Transport::new(url, ca_pem, Arc::clone(&clock), TIMEOUT)?;
    let unreachable = |failure| NotEnrolled::Unreachable { url: url.to_owned(), failure };
    let strange = |what: &str| NotEnrolled::NotCentral { url: url.to_owned(), what: what.to_owned() };

    // A request signed by a wrong clock would be refused; there is nobody here yet whose word on it could be verified.
    let asked = Instant::now();
    let answer = transport.ask(&Ask::get(transport.url("v1/time"), TIMEOUT)).await.map_err(unreachable)?;
    let time: ServerTime = serde_json::from_slice(&answer.body).map_err(|_| strange("it does not tell the time"))?;
    if let Ok(central) = Timestamp::from_millisecond(time.unix_ms) {
        clock.heard(central, asked.elapsed());
    }

    let request = Enrol { code, device_public_key: key.public(), device_id: device, hardware: hardware() };
    let body = serde_json::to_vec(&request).map_err(|_| strange("the request cannot be written"))?;
    let ask = Ask::post(transport.url("v1/enrol"), body, TIMEOUT);
    let unverified = transport.ask_first(&ask, key).await.map_err(unreachable)?;
    if unverified.answer.status != StatusCode::CREATED {
        return Err(match problem(&unverified.answer) {
            Some(problem) => NotEnrolled::Refused { code: problem.code, title: problem.title, detail: problem.detail },
            None => strange(&format!("it answers {}", unverified.answer.status)),
        });
    }
    let told: Enrolled =
        serde_json::from_slice(&unverified.answer.body).map_err(|_| strange("its answer is no enrolment"))?;
    let verified: Result<ConfigBundle, BadBundle> = told.config.verify(ConfigBundle::KIND, &told.bundle_keys);
    let config = verified.map_err(|error| strange(&error.to_string()))?;
    if !unverified.verify(config.answer_keys) {
        return Err(strange("its answer is not signed"));
    }
    if told.keyid != key.keyid() {
        return Err(strange("it answers about another key"));
    }
    Ok(told)
}

fn hardware() -> Hardware {
    Hardware {
        app_version: env!("CARGO_PKG_VERSION").to_owned(),
        machine: format!("{} {}", std::env::consts::ARCH, std::env::consts::OS),
    }
}
