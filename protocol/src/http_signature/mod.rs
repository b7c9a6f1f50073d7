//! Signed HTTP messages: a profile of RFC 9421 with Ed25519, and RFC 9530 digests of the content.
//!
//! A request covers `@method`, `@target-uri` and `content-digest`, with the parameters `created`, `nonce`, `keyid`,
//! `alg="ed25519"` and `tag="psc-sync-v1"`, under the label `psc`. An answer covers `@status`, `content-digest` and the
//! request's own signature (`"signature";req;key="psc"`), so that no answer fits another question.
//!
//! ```text
//! Content-Digest: sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:
//! Signature-Input: psc=("@method" "@target-uri" "content-digest");created=1764150000;nonce="…";keyid="…";alg="ed25519";tag="psc-sync-v1"
//! Signature: psc=:…:
//! ```
//!
//! No clock and no I/O: times are given in seconds since 1970.

mod answer;
mod fields;
mod request;
#[cfg(test)]
mod tests;

use data_encoding::BASE64;
use sha2::{Digest as _, Sha256};

pub use answer::{AnswerHeaders, AnswerParts, BadAnswerSignature};
pub use fields::{Component, Malformed, Params};
pub use request::{BadRequestSignature, RequestHeaders, RequestParts, RequestSignature, SignedRequest};

/// The label of our signatures within the headers.
pub const LABEL: &str = "psc";
/// The `tag` of our signatures.
pub const TAG: &str = "psc-sync-v1";
/// The `alg` of our signatures.
pub const ALG: &str = "ed25519";
/// So far `created` may lie from the receiver's clock, in seconds, before or after.
pub const TOLERANCE_S: i64 = 300;
/// The header with the digest of the content.
pub const HEADER_CONTENT_DIGEST: &str = "content-digest";
/// The header with what is covered.
pub const HEADER_SIGNATURE_INPUT: &str = "signature-input";
/// The header with the signature.
pub const HEADER_SIGNATURE: &str = "signature";

/// The value of `Content-Digest` (RFC 9530) for the content as it travels, after compression.
#[must_use]
pub fn content_digest(content: &[u8]) -> String {
    format!("sha-256=:{}:", BASE64.encode(&Sha256::digest(content)))
}
