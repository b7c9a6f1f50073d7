//! A look at central by whoever repairs a kiosk: does it answer, is it vouched for, what time is it there?

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use super::client::ServerTime;
use super::failure::{Failure, Stranger};
use super::transport::{Ask, Transport};
use super::{SyncError, certificate};
use crate::clock::Corrected;

/// Somebody waits at a prompt.
const TIMEOUT: Duration = Duration::from_secs(10);

/// What was seen of central.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    /// Its clock, when its answer was on its way.
    pub time: Timestamp,
    /// From question to answer.
    pub round_trip: Duration,
    /// When its certificate ends; `None` without TLS.
    pub certificate_until: Option<Timestamp>,
}

/// Why nothing was seen.
#[derive(Debug, thiserror::Error)]
pub enum Unseen {
    /// Address or authority cannot be used.
    #[error(transparent)]
    Sync(#[from] SyncError),
    /// It does not answer as central does.
    #[error("{0}")]
    Failure(Failure),
}

/// Asks central for the time. Nothing of the answer is believed; it is for a person to read.
///
/// # Errors
/// See [`Unseen`].
pub async fn look(url: &str, ca_pem: Option<&str>, clock: Arc<Corrected>) -> Result<Seen, Unseen> {
    let transport = Transport::looking(url, ca_pem, clock, TIMEOUT)?;
    let asked = Instant::now();
    let answer = transport.ask(&Ask::get(transport.url("v1/time"), TIMEOUT)).await.map_err(Unseen::Failure)?;
    let round_trip = asked.elapsed();
    let stranger = || Unseen::Failure(Failure::NotCentral(Stranger::Shape));
    let time: ServerTime = serde_json::from_slice(&answer.body).map_err(|_| stranger())?;
    let time = Timestamp::from_millisecond(time.unix_ms).map_err(|_| stranger())?;
    let certificate_until = answer.certificate.as_deref().and_then(certificate::not_after);
    Ok(Seen { time, round_trip, certificate_until })
}

/// When the first of these certificates (PEM) ends.
#[must_use]
pub fn ends(pem: &str) -> Option<Timestamp> {
    CertificateDer::pem_slice_iter(pem.as_bytes())
        .filter_map(|certificate| certificate::not_after(&certificate.ok()?))
        .min()
}
