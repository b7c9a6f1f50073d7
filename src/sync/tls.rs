//! TLS 1.3 with central's private authority and nobody else's, by a clock that may be dead.
//!
//! A machine whose battery is empty begins in 1970, before every certificate; one that was set wrongly stands behind them
//! all. As long as central has not vouched for the clock in this run ([`Corrected::is_trusted`]), a certificate of
//! central's own authority is therefore not refused for its dates alone: one that is not valid *yet* is judged at the
//! moment it begins, one that is *over* at the latest time that central has ever told. Everything else about it is
//! checked as always, and what central says is signed besides ([`super::transport`]).

use std::sync::Arc;
use std::time::Duration;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::time_provider::TimeProvider;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

use super::SyncError;
use crate::clock::{Clock as _, Corrected};

/// So many certificates of a chain may each be too young for a dead clock.
const CHAIN: usize = 4;

/// What a connection to central needs: TLS 1.3, the certificates in `ca_pem` as the only authorities, the kiosk's clock.
pub(super) fn client_config(ca_pem: &str, clock: &Arc<Corrected>) -> Result<ClientConfig, SyncError> {
    let wrong = |what: String| SyncError::Authority { what };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(ca_pem.as_bytes()) {
        let certificate = certificate.map_err(|error| wrong(error.to_string()))?;
        roots.add(certificate).map_err(|error| wrong(error.to_string()))?;
    }
    let provider = Arc::new(ring::default_provider());
    let inner = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
        .build()
        .map_err(|error| wrong(error.to_string()))?;
    let verifier = Arc::new(Verifier { inner, clock: Arc::clone(clock) });
    let config = ClientConfig::builder_with_details(provider, Arc::new(Time(Arc::clone(clock))))
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(|error| wrong(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    Ok(config)
}

/// Milliseconds since 1970 as TLS counts time; what lies before is 1970.
fn unix_time(ms: i64) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_millis(u64::try_from(ms).unwrap_or(0)))
}

/// The kiosk's clock for TLS.
#[derive(Debug)]
struct Time(Arc<Corrected>);

impl TimeProvider for Time {
    fn current_time(&self) -> Option<UnixTime> {
        Some(unix_time(self.0.now().as_millisecond()))
    }
}

/// The usual verifier, patient with certificates' dates while nobody vouches for the clock.
#[derive(Debug)]
struct Verifier {
    inner: Arc<WebPkiServerVerifier>,
    clock: Arc<Corrected>,
}

impl Verifier {
    /// The moment at which to judge instead, when `error` speaks of dates only.
    fn other_moment(&self, error: &Error) -> Option<UnixTime> {
        let Error::InvalidCertificate(error) = error else { return None };
        match error {
            CertificateError::NotValidYetContext { not_before, .. } => Some(*not_before),
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                self.clock.floor().map(|floor| unix_time(floor.as_millisecond()))
            }
            _ => None,
        }
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let judge = |at| self.inner.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, at);
        let mut judged = judge(now);
        for _ in 0..CHAIN {
            let Err(error) = &judged else { break };
            if self.clock.is_trusted() {
                break;
            }
            let Some(moment) = self.other_moment(error) else { break };
            tracing::warn!(event = "sync.tls.clock_in_doubt", clock = %self.clock.now());
            judged = judge(moment);
        }
        judged
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}
