//! Signed bundles: what central hands to kiosks and what kiosks believe only under central's bundle key.
//!
//! **Before use:** take the [`SignedBundle`] as it came, call [`SignedBundle::verify`] with the bundle keys that this
//! kiosk trusts *now* (those of its enrolment, then those of the last verified [`ConfigBundle`]), and use only what that
//! returns. A bundle with a smaller `serial` than the one in use is refused with [`ConfigBundle::replaces`], so that an old
//! one, though rightly signed, cannot bring old keys back. Keep the `SignedBundle` itself (not its content) in the database
//! and verify it again whenever it is read: whoever can write the disk is then no nearer to the keys.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{Body, DatedKey, KeyId, SealKeys, Signature, Signer};

/// Bytes with central's signature. The signature covers `psc-bundle-v1`, the kind, and the bytes, with a line feed
/// between them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedBundle {
    /// What it holds: [`ConfigBundle::KIND`], [`SignedBundle::CATALOGUE`] or [`SignedBundle::RECEIPT_KEYS`].
    pub kind: String,
    /// The signed bytes (JSON), base64.
    pub payload: Body,
    /// The key it is signed with.
    pub kid: KeyId,
    /// The signature.
    pub signature: Signature,
}

/// Why a bundle is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadBundle {
    /// It is of another kind than was asked for.
    #[error("the bundle is of another kind")]
    Kind,
    /// None of the trusted keys has this name.
    #[error("the bundle is signed with a key that is not trusted")]
    UnknownKey,
    /// The key is known, the signature does not fit.
    #[error("the signature of the bundle does not fit")]
    Signature,
    /// The signature fits, but the content is not what this version can read.
    #[error("the content of the bundle cannot be read")]
    Content,
}

impl SignedBundle {
    /// The kind of a catalogue bundle ([`crate::CatalogueBundle`]).
    pub const CATALOGUE: &'static str = "catalogue";

    /// The kind of the keys whose receipts are believed ([`crate::KeySet`]).
    pub const RECEIPT_KEYS: &'static str = "receipt-keys";

    /// Signs `content` as JSON.
    ///
    /// # Errors
    /// It cannot be written as JSON.
    pub fn sign<T: Serialize>(kind: &str, content: &T, signer: &impl Signer) -> Result<Self, serde_json::Error> {
        let payload = serde_json::to_vec(content)?;
        let signature = signer.sign(&signed_bytes(kind, &payload));
        Ok(Self { kind: kind.to_owned(), payload: payload.into(), kid: signer.public().id(), signature })
    }

    /// The content, if one of `trusted` signed it. Windows of keys are not looked at: they would let a wrong clock lock a
    /// kiosk out; a key ends when a later bundle no longer names it.
    ///
    /// # Errors
    /// See [`BadBundle`].
    pub fn verify<T: DeserializeOwned>(&self, kind: &str, trusted: &[DatedKey]) -> Result<T, BadBundle> {
        if self.kind != kind {
            return Err(BadBundle::Kind);
        }
        let key = trusted.iter().find(|key| key.id() == self.kid).ok_or(BadBundle::UnknownKey)?;
        let message = signed_bytes(kind, self.payload.as_bytes());
        key.public.verify(&message, &self.signature).map_err(|_| BadBundle::Signature)?;
        serde_json::from_slice(self.payload.as_bytes()).map_err(|_| BadBundle::Content)
    }
}

fn signed_bytes(kind: &str, payload: &[u8]) -> Vec<u8> {
    let mut bytes = format!("psc-bundle-v1\n{kind}\n").into_bytes();
    bytes.extend_from_slice(payload);
    bytes
}

/// What every kiosk must know of central's keys. Answered by `GET /v1/config` and at enrolment, signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigBundle {
    /// Grows with every bundle; an older one never replaces a newer one.
    pub serial: u64,
    /// When central made it, milliseconds since 1970. Also a floor for a kiosk's clock: it cannot be earlier.
    pub issued_ms: i64,
    /// What requests are sealed to.
    pub seal_keys: SealKeys,
    /// What central countersigns receipts with; old ones stay for as long as receipts are verified.
    pub receipt_keys: Vec<DatedKey>,
    /// What central signs its answers with.
    pub answer_keys: Vec<DatedKey>,
    /// What bundles are signed with from now on (the present key and the next).
    pub bundle_keys: Vec<DatedKey>,
    /// The certificates of central's private authority (the present one and the next), PEM.
    pub ca_pem: String,
}

impl ConfigBundle {
    /// Its kind as a [`SignedBundle`].
    pub const KIND: &'static str = "config";

    /// Whether it may take the place of `other`.
    #[must_use]
    pub fn replaces(&self, other: &Self) -> bool {
        self.serial > other.serial
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use crate::{SigningKey, Window};

    fn dated(key: &SigningKey) -> DatedKey {
        DatedKey { public: key.public(), window: Window { not_before_ms: 0, not_after_ms: 1 } }
    }

    fn config(serial: u64) -> ConfigBundle {
        ConfigBundle {
            serial,
            issued_ms: 5,
            seal_keys: SealKeys::default(),
            receipt_keys: Vec::new(),
            answer_keys: Vec::new(),
            bundle_keys: Vec::new(),
            ca_pem: String::new(),
        }
    }

    #[test]
    fn only_what_a_trusted_key_signed_is_read() {
        let (ours, other) = (SigningKey::from_seed(&[1; 32]), SigningKey::from_seed(&[2; 32]));
        let signed = SignedBundle::sign(ConfigBundle::KIND, &config(3), &ours).unwrap();
        let trusted = [dated(&other), dated(&ours)];
        assert_eq!(signed.verify(ConfigBundle::KIND, &trusted), Ok(config(3)));
        let refused = |signed: &SignedBundle, keys: &[DatedKey]| {
            signed.verify::<ConfigBundle>(ConfigBundle::KIND, keys).unwrap_err()
        };
        assert_eq!(refused(&signed, &trusted[..1]), BadBundle::UnknownKey);
        assert_eq!(refused(&SignedBundle { kind: "catalogue".into(), ..signed.clone() }, &trusted), BadBundle::Kind);
        // Signed as another kind by the right key.
        let crossed = SignedBundle::sign("catalogue", &config(3), &ours).unwrap();
        assert_eq!(refused(&SignedBundle { kind: "config".into(), ..crossed }, &trusted), BadBundle::Signature);
        // The other's signature under our key's name.
        let forged =
            SignedBundle { kid: ours.public().id(), ..SignedBundle::sign("config", &config(9), &other).unwrap() };
        assert_eq!(refused(&forged, &trusted), BadBundle::Signature);
        let strange = SignedBundle::sign("config", &"not a bundle", &ours).unwrap();
        assert_eq!(refused(&strange, &trusted), BadBundle::Content);
    }

    #[test]
    fn every_single_bit_flip_is_refused() {
        let key = SigningKey::from_seed(&[1; 32]);
        let signed = SignedBundle::sign(ConfigBundle::KIND, &config(3), &key).unwrap();
        let trusted = [dated(&key)];
        for bit in 0..signed.payload.len() * 8 {
            let mut bytes = signed.payload.as_bytes().to_vec();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let altered = SignedBundle { payload: bytes.into(), ..signed.clone() };
            assert_eq!(altered.verify::<ConfigBundle>(ConfigBundle::KIND, &trusted), Err(BadBundle::Signature));
        }
        for bit in 0..64 * 8 {
            let mut bytes = *signed.signature.as_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let altered = SignedBundle { signature: Signature::from_bytes(bytes), ..signed.clone() };
            assert_eq!(altered.verify::<ConfigBundle>(ConfigBundle::KIND, &trusted), Err(BadBundle::Signature));
        }
    }

    #[test]
    fn an_older_bundle_never_replaces_a_newer_one() {
        assert!(config(4).replaces(&config(3)));
        assert!(!config(3).replaces(&config(3)));
        assert!(!config(2).replaces(&config(3)));
    }
}
