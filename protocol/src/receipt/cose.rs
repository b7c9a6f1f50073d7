//! The envelope: COSE_Sign1 (RFC 9052 §4.2), untagged, EdDSA, key id and algorithm protected.
//!
//! One message has exactly one form here. What a lenient reader would let pass is refused: an unprotected
//! header (nothing signs it), bytes behind the end, lengths written longer than need be.

use coset::{Algorithm, CborSerializable as _, CoseSign1, CoseSign1Builder, HeaderBuilder, iana};

use super::Refusal;
use crate::key_set::{KeyRole, KeySet, Kid, TrustedKey};
use crate::keys::{Signature, Signer};

/// No receipt is longer; more is not looked at.
pub(super) const MAX_BYTES: usize = 1024;

/// Signs `payload`. `None` only if CBOR cannot be written, which no payload of ours can cause.
pub(super) fn sign(payload: Vec<u8>, key: &impl Signer) -> Option<Vec<u8>> {
    let protected =
        HeaderBuilder::new().algorithm(iana::Algorithm::EdDSA).key_id(Kid::of(&key.public()).0.to_vec()).build();
    CoseSign1Builder::new()
        .protected(protected)
        .payload(payload)
        .create_signature(b"", |message| key.sign(message).as_bytes().to_vec())
        .build()
        .to_vec()
        .ok()
}

/// A message in the right form. Nothing of it is to be believed yet.
#[derive(Debug)]
pub(super) struct Envelope {
    message: CoseSign1,
    signature: Signature,
    kid: Kid,
}

impl Envelope {
    /// Takes the message apart.
    pub(super) fn open(bytes: &[u8]) -> Result<Self, Refusal> {
        if bytes.len() > MAX_BYTES {
            return Err(Refusal::Unreadable);
        }
        let message = CoseSign1::from_slice(bytes).map_err(|_| Refusal::Unreadable)?;
        let has_one_form = message.clone().to_vec().is_ok_and(|again| again == bytes);
        if !has_one_form || !message.unprotected.is_empty() {
            return Err(Refusal::Unreadable);
        }
        let header = &message.protected.header;
        let known = header.alg == Some(Algorithm::Assigned(iana::Algorithm::EdDSA)) && header.crit.is_empty();
        let kid = <[u8; 4]>::try_from(header.key_id.as_slice());
        let signature = <[u8; 64]>::try_from(message.signature.as_slice()).map(Signature::from_bytes);
        match (known, kid, signature, &message.payload) {
            (true, Ok(kid), Ok(signature), Some(_)) => Ok(Self { kid: Kid(kid), signature, message }),
            _ => Err(Refusal::Unreadable),
        }
    }

    /// The payload.
    pub(super) fn payload(&self) -> &[u8] {
        self.message.payload.as_deref().unwrap_or_default()
    }

    /// The trusted key of this role that has signed it. Whether it was valid then is another question
    /// ([`within`]).
    pub(super) fn signer<'a>(&self, keys: &'a KeySet, role: &'a KeyRole) -> Result<&'a TrustedKey, Refusal> {
        let signed = self.message.tbs_data(b"");
        let mut refusal = Refusal::UnknownKey(self.kid);
        for key in keys.candidates(self.kid, role) {
            if key.public.verify(&signed, &self.signature).is_ok() {
                return Ok(key);
            }
            refusal = Refusal::Altered;
        }
        Err(refusal)
    }
}

/// Whether `key` was valid in the second `issued_s`, in which something was signed.
pub(super) fn within(key: &TrustedKey, issued_s: i64) -> Result<(), Refusal> {
    let (first_ms, last_ms) = (issued_s.saturating_mul(1000), issued_s.saturating_mul(1000).saturating_add(999));
    if last_ms < key.window.not_before_ms {
        Err(Refusal::TooEarly { issued_s, not_before_ms: key.window.not_before_ms })
    } else if first_ms >= key.window.not_after_ms {
        Err(Refusal::Expired { issued_s, not_after_ms: key.window.not_after_ms })
    } else {
        Ok(())
    }
}
