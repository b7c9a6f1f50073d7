//! Signed requests.

use super::fields::{Component, Malformed, Params, member, read_signature, write_signature};
use super::{ALG, LABEL, TAG, TOLERANCE_S, content_digest};
use crate::{KeyId, PublicKey, Signature, Signer};

/// What a request signature covers.
#[derive(Debug, Clone, Copy)]
pub struct RequestParts<'a> {
    /// `GET`, `POST` …
    pub method: &'a str,
    /// The whole address, as the sender sees it: `https://central.example.krd/v1/sync/push`.
    pub target_uri: &'a str,
    /// The content as it travels; empty when there is none.
    pub content: &'a [u8],
}

/// The headers of a signed request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedRequest {
    /// `Content-Digest`.
    pub content_digest: String,
    /// `Signature-Input`.
    pub signature_input: String,
    /// `Signature`.
    pub signature: String,
    /// The signature as an answer covers it; keep it to verify the answer.
    pub answer_covers: String,
}

impl RequestParts<'_> {
    /// Signs. `nonce` is fresh for every request: 16 random bytes in base64url.
    ///
    /// # Errors
    /// Method or address hold a line feed.
    pub fn sign(&self, signer: &impl Signer, created_s: i64, nonce: &str) -> Result<SignedRequest, Malformed> {
        let params = Params::covering(covered())
            .integer("created", created_s)
            .text("nonce", nonce)
            .text("keyid", &signer.public().id().to_string())
            .text("alg", ALG)
            .text("tag", TAG);
        let digest = content_digest(self.content);
        let base = base(&params, self.method, self.target_uri, &digest)?;
        let signature = signer.sign(base.as_bytes());
        Ok(SignedRequest {
            content_digest: digest,
            signature_input: format!("{LABEL}={}", params.write()),
            signature: write_signature(LABEL, &signature),
            answer_covers: member(&signature),
        })
    }
}

fn covered() -> Vec<Component> {
    ["@method", "@target-uri", "content-digest"].map(Component::new).into()
}

/// The base of our own parameters, whose components are those of [`covered`].
fn base(params: &Params, method: &str, target_uri: &str, digest: &str) -> Result<String, Malformed> {
    let value = |component: &Component| match component.name.as_str() {
        "@method" => Some(method.to_owned()),
        "@target-uri" => Some(target_uri.to_owned()),
        "content-digest" => Some(digest.to_owned()),
        _ => None,
    };
    params.base(value)
}

/// The headers of a request as they came.
#[derive(Debug, Clone, Copy)]
pub struct RequestHeaders<'a> {
    /// `Content-Digest`.
    pub content_digest: &'a str,
    /// `Signature-Input`.
    pub signature_input: &'a str,
    /// `Signature`.
    pub signature: &'a str,
}

/// Why a request is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadRequestSignature {
    /// The fields cannot be read.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// The signature is not of this profile: something is not covered, or a parameter is missing or of another value.
    #[error(
        "the signature does not cover what it must: @method @target-uri content-digest; created nonce keyid alg tag"
    )]
    Profile,
    /// The content is not what its digest says.
    #[error("the content is not what content-digest says")]
    Digest,
    /// Made too long ago or in the future, by the receiver's clock.
    #[error("the request was not made now; the clocks differ by more than {TOLERANCE_S} s")]
    ClockSkew,
    /// The signature does not fit the key.
    #[error("the signature does not fit")]
    Signature,
}

/// A signature that was read but not verified: who claims to have made it, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestSignature {
    /// The key it claims.
    pub keyid: KeyId,
    /// When it claims to have been made, seconds since 1970.
    pub created_s: i64,
    /// What makes it unique.
    pub nonce: String,
    base: String,
    signature: Signature,
}

impl RequestSignature {
    /// Reads the headers and checks everything but the signature itself, for which the key must be looked up first.
    ///
    /// # Errors
    /// Malformed, another profile, or the content does not fit its digest.
    pub fn read(headers: &RequestHeaders<'_>, parts: &RequestParts<'_>) -> Result<Self, BadRequestSignature> {
        let params = Params::read(headers.signature_input, LABEL)?;
        let signature = read_signature(headers.signature, LABEL)?;
        let of_ours =
            params.covered == covered() && params.get_text("alg") == Some(ALG) && params.get_text("tag") == Some(TAG);
        let (created_s, nonce) = (params.get_integer("created"), params.get_text("nonce"));
        let keyid = params.get_text("keyid").and_then(|text| text.parse().ok());
        let (true, Some(created_s), Some(nonce), Some(keyid)) = (of_ours, created_s, nonce, keyid) else {
            return Err(BadRequestSignature::Profile);
        };
        if !(16..=64).contains(&nonce.len()) {
            return Err(BadRequestSignature::Profile);
        }
        if headers.content_digest != content_digest(parts.content) {
            return Err(BadRequestSignature::Digest);
        }
        let nonce = nonce.to_owned();
        let base = base(&params, parts.method, parts.target_uri, headers.content_digest)?;
        Ok(Self { keyid, created_s, nonce, base, signature })
    }

    /// Checks the signature, then the time: a clock is only spoken of to whoever holds the key.
    ///
    /// # Errors
    /// [`BadRequestSignature::Signature`] or [`BadRequestSignature::ClockSkew`].
    pub fn verify(&self, key: &PublicKey, now_s: i64) -> Result<(), BadRequestSignature> {
        key.verify(self.base.as_bytes(), &self.signature).map_err(|_| BadRequestSignature::Signature)?;
        if now_s.abs_diff(self.created_s) > TOLERANCE_S.unsigned_abs() {
            return Err(BadRequestSignature::ClockSkew);
        }
        Ok(())
    }

    /// What the answer to this request covers.
    #[must_use]
    pub fn answer_covers(&self) -> String {
        member(&self.signature)
    }
}
