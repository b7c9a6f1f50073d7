//! The private authority and the server's certificate (X.509, ECDSA P-256, by rcgen).

use std::path::Path;

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use time::{Duration, OffsetDateTime};
use zeroize::Zeroizing;

use super::{KeysError, file};

/// The authority's certificate: what kiosks trust.
pub const CA: &str = "ca.pem";
/// The server's certificate.
pub const SERVER: &str = "server.pem";
/// The server's secret key.
pub const SERVER_KEY: &str = "server-key.pem";
/// The authority's secret key.
pub(super) const CA_KEY: &str = "ca-key.pem";

/// So long the authority is valid: kiosks live ten years.
const CA_LIFE: Duration = Duration::days(20 * 365);
/// So long the server's certificate is valid.
const SERVER_LIFE: Duration = Duration::days(825);
/// Certificates begin this much earlier, for clocks that are a little behind.
const EARLIER: Duration = Duration::days(1);

fn moment(now_ms: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(now_ms.div_euclid(1000)).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// What the authority is, apart from its key and its time: enough to sign in its name again.
fn authority_params() -> Result<CertificateParams, KeysError> {
    let mut params = CertificateParams::new(Vec::<String>::new())?;
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, "Public service kiosks: central authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(params)
}

/// Makes the authority.
pub(super) fn authority(folder: &Path, now_ms: i64) -> Result<(), KeysError> {
    let key = KeyPair::generate()?;
    let mut params = authority_params()?;
    params.not_before = moment(now_ms) - EARLIER;
    params.not_after = moment(now_ms) + CA_LIFE;
    let certificate = params.self_signed(&key)?;
    file::write_new(&folder.join(CA_KEY), key.serialize_pem().as_bytes(), true)?;
    file::write_new(&folder.join(CA), certificate.pem().as_bytes(), false)
}

/// Makes (or renews) the server's certificate for these names and addresses.
pub(super) fn server(folder: &Path, hosts: &[String], now_ms: i64) -> Result<(), KeysError> {
    let path = folder.join(CA_KEY);
    let pem = Zeroizing::new(std::fs::read_to_string(&path).map_err(|error| KeysError::File { path, error })?);
    let issuer = Issuer::new(authority_params()?, KeyPair::from_pem(&pem)?);
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::new(hosts.to_vec())?;
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, "Public service kiosks: central server");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    params.not_before = moment(now_ms) - EARLIER;
    params.not_after = moment(now_ms) + SERVER_LIFE;
    let certificate = params.signed_by(&key, &issuer)?;
    file::replace(&folder.join(SERVER_KEY), key.serialize_pem().as_bytes(), true)?;
    file::replace(&folder.join(SERVER), certificate.pem().as_bytes(), false)
}
