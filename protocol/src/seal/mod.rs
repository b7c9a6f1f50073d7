//! Sealing: what a citizen said, readable by central's custodians alone.
//!
//! Form of an envelope (`psc-seal-v1`). A fresh 32-byte content key per request. Body and documents are *parts*:
//!
//! ```text
//! part      = nonce (12 bytes, random) | ChaCha20-Poly1305(content key, nonce, padded, aad of the part)
//! padded    = length of packed (4 bytes, big end first) | packed | zeros up to a size class (Padmé, at least 512)
//! packed    = the plain bytes compressed with Zstandard (RFC 8878)
//! aad       = "psc-seal-v1" | then each behind its length (4 bytes, big end first): item id, schema, centre, device, role
//! role      = "key", "body" or "document"
//! ```
//!
//! The content key is sealed to each recipient with HPKE (RFC 9180, mode base, info = `psc-seal-v1`, aad of role `key`):
//! X25519 or X-Wing, both with HKDF-SHA256 and ChaCha20-Poly1305. So a part moved to another item, another form, another
//! kiosk or another place in the request does not open.
//!
//! Nothing here does I/O or draws random numbers of its own; what was plain is overwritten before the functions return
//! (except what the compressor held inside its own memory, which it frees without overwriting).

mod context;
mod key;
mod open;
mod padding;
mod part;
mod suite;
#[cfg(test)]
mod tests;

use data_encoding::BASE64;
use hpke::rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

pub use context::SealContext;
pub use key::{NoSealKey, SealKey, SealKeys};
pub use open::{OpenError, SecretKey, open, open_document};
pub use suite::{NotASuite, Suite};

use crate::KeyId;
use context::Role;
use part::ContentKey;

/// The random numbers that sealing takes: any cryptographic generator, seeded by whoever may do I/O.
pub use hpke::rand_core;

/// The most plain bytes of one part (32 MiB). A body is bounded more tightly by [`crate::MAX_BODY_BYTES`].
pub const MAX_PLAIN_BYTES: usize = 32 * 1024 * 1024;
/// The most recipients of one envelope.
pub const MAX_RECIPIENTS: usize = 8;

/// How a body is sealed: to whom, and the content key for each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// Who can open it, at least one.
    pub recipients: Vec<Recipient>,
}

/// One who can open an envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// The key it is sealed to.
    pub kid: KeyId,
    /// The HPKE suite by name. One that is not known here is kept like any other: the item is somebody's request.
    pub suite: String,
    /// The encapsulated key (RFC 9180 `enc`), base64.
    #[serde(with = "base64")]
    pub enc: Vec<u8>,
    /// The sealed content key, 48 bytes, base64.
    #[serde(with = "base64")]
    pub key: Vec<u8>,
}

/// A sealed request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Who can open it.
    pub seal: Seal,
    /// The sealed body.
    pub body: Vec<u8>,
    /// The sealed documents, in the order they were given.
    pub documents: Vec<Vec<u8>>,
}

/// Why something cannot be sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// A part is longer than [`MAX_PLAIN_BYTES`].
    #[error("a part of the request is too large to be sealed")]
    TooLarge,
    /// The recipient's public key is of no use.
    #[error("the seal key {0} cannot be sealed to")]
    BadKey(KeyId),
    /// The compressor or the cipher failed.
    #[error("the request cannot be sealed")]
    Failed,
}

/// Seals a body and its documents to every recipient. `keys` is never empty: [`SealKeys::recipients`] gives at least one.
///
/// The caller wipes `body` and `documents`; every copy made here is wiped here.
///
/// # Errors
/// A part is too large, or a key is of no use. Nothing is half sealed then.
pub fn seal(
    context: &SealContext<'_>,
    body: &[u8],
    documents: &[&[u8]],
    keys: &[&SealKey],
    rng: &mut impl CryptoRng,
) -> Result<Sealed, SealError> {
    let (content_key, seal) = key_for(context, keys, rng)?;
    let sealed_body = content_key.seal(&context.aad(Role::Body), body, rng)?;
    let aad = context.aad(Role::Document);
    let documents = documents.iter().map(|document| content_key.seal(&aad, document, rng)).collect::<Result<_, _>>()?;
    Ok(Sealed { seal, body: sealed_body, documents })
}

/// A fresh content key, sealed to every recipient.
fn key_for(
    context: &SealContext<'_>,
    keys: &[&SealKey],
    rng: &mut impl CryptoRng,
) -> Result<(ContentKey, Seal), SealError> {
    let content_key = ContentKey::random(rng);
    let aad = context.aad(Role::Key);
    let mut recipients = Vec::with_capacity(keys.len());
    for key in keys {
        let kid = key.kid();
        let (enc, sealed) =
            key.suite.seal(&key.public, &aad, content_key.as_bytes(), rng).ok_or(SealError::BadKey(kid))?;
        recipients.push(Recipient { kid, suite: key.suite.as_str().to_owned(), enc, key: sealed });
    }
    if recipients.is_empty() {
        return Err(SealError::Failed);
    }
    Ok((content_key, Seal { recipients }))
}

/// Seals bytes as they are in the place of the padded body (and of one document): what whoever has the public key, but not
/// this program, may send. For tests of the opening.
///
/// # Errors
/// As [`seal`].
#[doc(hidden)]
pub fn seal_padded(
    context: &SealContext<'_>,
    padded: &[u8],
    keys: &[&SealKey],
    rng: &mut impl CryptoRng,
) -> Result<Sealed, SealError> {
    let (content_key, seal) = key_for(context, keys, rng)?;
    let mut sealed = |role| content_key.seal_padded(&context.aad(role), Zeroizing::new(padded.to_vec()), rng);
    Ok(Sealed { seal, body: sealed(Role::Body)?, documents: vec![sealed(Role::Document)?] })
}

/// Pads bytes as if they were what the compressor gave.
///
/// # Errors
/// They are too long.
#[doc(hidden)]
pub fn pad_packed(packed: &[u8]) -> Result<Vec<u8>, SealError> {
    padding::pad_packed(packed).map(|padded| padded.to_vec())
}

/// Plain bytes that are overwritten when dropped.
pub type Plain = Zeroizing<Vec<u8>>;

/// Bytes as base64 text in JSON.
mod base64 {
    use super::BASE64;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        BASE64.decode(text.as_bytes()).map_err(|_| serde::de::Error::custom("base64 expected"))
    }
}
