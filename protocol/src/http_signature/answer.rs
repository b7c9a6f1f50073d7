//! Signed answers.

use super::fields::{Component, Malformed, Params, read_signature, write_signature};
use super::{ALG, LABEL, TAG, content_digest};
use crate::{DatedKey, Signer};

/// What an answer's signature covers.
#[derive(Debug, Clone, Copy)]
pub struct AnswerParts<'a> {
    /// The HTTP status.
    pub status: u16,
    /// The content as it travels.
    pub content: &'a [u8],
    /// The signature of the request that is answered ([`super::SignedRequest::answer_covers`]).
    pub request: &'a str,
}

/// The headers of a signed answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerHeaders {
    /// `Content-Digest`.
    pub content_digest: String,
    /// `Signature-Input`.
    pub signature_input: String,
    /// `Signature`.
    pub signature: String,
}

/// Why an answer is not believed to be central's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadAnswerSignature {
    /// The fields cannot be read.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// Not of this profile.
    #[error("the signature does not cover what it must: @status content-digest and the request's signature")]
    Profile,
    /// The content is not what its digest says.
    #[error("the content is not what content-digest says")]
    Digest,
    /// Signed with a key that is none of central's.
    #[error("the answer is signed with a key that is not central's")]
    UnknownKey,
    /// The signature does not fit: altered, or an answer to another request.
    #[error("the signature does not fit")]
    Signature,
}

fn covered() -> Vec<Component> {
    let request = Component { req: true, key: Some(LABEL.to_owned()), ..Component::new("signature") };
    vec![Component::new("@status"), Component::new("content-digest"), request]
}

impl AnswerParts<'_> {
    /// Signs an answer.
    ///
    /// # Errors
    /// The request's signature holds a line feed: it was none.
    pub fn sign(&self, signer: &impl Signer, created_s: i64) -> Result<AnswerHeaders, Malformed> {
        let params = Params::covering(covered())
            .integer("created", created_s)
            .text("keyid", &signer.public().id().to_string())
            .text("alg", ALG)
            .text("tag", TAG);
        let digest = content_digest(self.content);
        let signature = signer.sign(self.base(&params, &digest)?.as_bytes());
        Ok(AnswerHeaders {
            content_digest: digest,
            signature_input: format!("{LABEL}={}", params.write()),
            signature: write_signature(LABEL, &signature),
        })
    }

    /// Checks that one of central's keys signed exactly this answer to exactly this request. Times are not looked at: the
    /// answer cannot be older than the request whose signature it covers.
    ///
    /// # Errors
    /// See [`BadAnswerSignature`].
    pub fn verify(&self, headers: &AnswerHeaders, keys: &[DatedKey]) -> Result<(), BadAnswerSignature> {
        let params = Params::read(&headers.signature_input, LABEL)?;
        let signature = read_signature(&headers.signature, LABEL)?;
        let of_ours =
            params.covered == covered() && params.get_text("alg") == Some(ALG) && params.get_text("tag") == Some(TAG);
        let keyid = params.get_text("keyid").and_then(|text| text.parse().ok());
        let (true, Some(keyid)) = (of_ours, keyid) else {
            return Err(BadAnswerSignature::Profile);
        };
        if headers.content_digest != content_digest(self.content) {
            return Err(BadAnswerSignature::Digest);
        }
        let key = keys.iter().find(|key| key.id() == keyid).ok_or(BadAnswerSignature::UnknownKey)?;
        let base = self.base(&params, &headers.content_digest)?;
        key.public.verify(base.as_bytes(), &signature).map_err(|_| BadAnswerSignature::Signature)
    }

    fn base(&self, params: &Params, digest: &str) -> Result<String, Malformed> {
        let value = |component: &Component| match component.name.as_str() {
            "@status" => Some(self.status.to_string()),
            "content-digest" => Some(digest.to_owned()),
            "signature" => Some(self.request.to_owned()),
            _ => None,
        };
        params.base(value)
    }
}
