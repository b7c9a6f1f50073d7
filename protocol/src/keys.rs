//! Ed25519 keys, their names, and the time in which a key may be used.

use std::fmt;
use std::str::FromStr;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use ed25519_dalek::{Signer as _, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// The name of a key: the first 16 bytes of the SHA-256 of its public part, as 32 lower-case hexadecimal digits.
/// Derived, never chosen, so that no two keys can be given one name by mistake.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KeyId([u8; 16]);

/// The text does not name a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a key: 32 lower-case hexadecimal digits expected")]
pub struct NotAKeyId;

impl KeyId {
    /// The name of the key with this public part.
    #[must_use]
    pub fn of(public: &[u8]) -> Self {
        let hash: [u8; 32] = Sha256::digest(public).into();
        let mut name = [0; 16];
        name.copy_from_slice(hash.split_at(16).0);
        Self(name)
    }

    /// The 16 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

impl FromStr for KeyId {
    type Err = NotAKeyId;

    fn from_str(text: &str) -> Result<Self, NotAKeyId> {
        let bytes = HEXLOWER.decode(text.as_bytes()).map_err(|_| NotAKeyId)?;
        bytes.try_into().map(Self).map_err(|_| NotAKeyId)
    }
}

impl TryFrom<String> for KeyId {
    type Error = NotAKeyId;

    fn try_from(text: String) -> Result<Self, NotAKeyId> {
        text.parse()
    }
}

impl From<KeyId> for String {
    fn from(id: KeyId) -> Self {
        id.to_string()
    }
}

/// The public part of an Ed25519 key (RFC 8032); base64url without padding on the wire.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicKey(VerifyingKey);

/// The bytes are not a usable Ed25519 public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an Ed25519 public key: 32 bytes in base64url expected")]
pub struct NotAPublicKey;

/// The signature is not that of this key over these bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not fit")]
pub struct BadSignature;

impl PublicKey {
    /// A key read back from where it was kept.
    ///
    /// # Errors
    /// The bytes are no point of the curve, or one of the weak ones under which every message verifies.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, NotAPublicKey> {
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| NotAPublicKey)?;
        if key.is_weak() { Err(NotAPublicKey) } else { Ok(Self(key)) }
    }

    /// The 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Its name.
    #[must_use]
    pub fn id(&self) -> KeyId {
        KeyId::of(self.as_bytes())
    }

    /// Checks a signature, strictly: no malleable forms, no weak keys.
    ///
    /// # Errors
    /// It does not fit.
    pub fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), BadSignature> {
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        self.0.verify_strict(message, &signature).map_err(|_| BadSignature)
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64URL_NOPAD.encode(self.as_bytes()))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

impl FromStr for PublicKey {
    type Err = NotAPublicKey;

    fn from_str(text: &str) -> Result<Self, NotAPublicKey> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| NotAPublicKey)?;
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| NotAPublicKey)?;
        Self::from_bytes(&bytes)
    }
}

impl TryFrom<String> for PublicKey {
    type Error = NotAPublicKey;

    fn try_from(text: String) -> Result<Self, NotAPublicKey> {
        text.parse()
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> Self {
        key.to_string()
    }
}

/// An Ed25519 signature, 64 bytes; base64 with padding on the wire.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Signature([u8; 64]);

impl Signature {
    /// A signature made or kept elsewhere.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 64]) -> Self {
        Self(bytes)
    }

    /// The 64 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature")
    }
}

impl TryFrom<String> for Signature {
    type Error = BadSignature;

    fn try_from(text: String) -> Result<Self, BadSignature> {
        let bytes = data_encoding::BASE64.decode(text.as_bytes()).map_err(|_| BadSignature)?;
        bytes.try_into().map(Self).map_err(|_| BadSignature)
    }
}

impl From<Signature> for String {
    fn from(signature: Signature) -> Self {
        data_encoding::BASE64.encode(&signature.0)
    }
}

/// Whoever can sign with one Ed25519 key: a device, central. The secret may live elsewhere.
pub trait Signer {
    /// The public part.
    fn public(&self) -> PublicKey;

    /// The signature over `message`.
    fn sign(&self, message: &[u8]) -> Signature;
}

/// An Ed25519 key in memory; overwritten when dropped.
#[derive(Clone)]
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// The key with this 32-byte secret (RFC 8032 seed). Fresh random bytes make a fresh key.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }
}

impl Signer for SigningKey {
    fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    fn sign(&self, message: &[u8]) -> Signature {
        Signature(self.0.sign(message).to_bytes())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.public().id())
    }
}

/// The time in which a key may be used, milliseconds since 1970: from the first moment, before the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Not before this moment.
    pub not_before_ms: i64,
    /// Not at this moment any more.
    pub not_after_ms: i64,
}

impl Window {
    /// Whether the moment lies within.
    #[must_use]
    pub fn holds(&self, at_ms: i64) -> bool {
        (self.not_before_ms..self.not_after_ms).contains(&at_ms)
    }
}

/// A public key of central's with the time in which its signatures count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatedKey {
    /// The key.
    pub public: PublicKey,
    /// When it may be used.
    #[serde(flatten)]
    pub window: Window,
}

impl DatedKey {
    /// Its name.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.public.id()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn signs_as_rfc_8032_says() {
        // RFC 8032 §7.1, TEST 2.
        let seed = HEXLOWER.decode(b"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb").unwrap();
        let key = SigningKey::from_seed(&seed.try_into().unwrap());
        assert_eq!(
            HEXLOWER.encode(key.public().as_bytes()),
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
        );
        let signature = key.sign(&[0x72]);
        assert!(HEXLOWER.encode(signature.as_bytes()).starts_with("92a009a9f0d4cab8720e820b5f642540"));
        assert_eq!(key.public().verify(&[0x72], &signature), Ok(()));
        assert_eq!(key.public().verify(&[0x73], &signature), Err(BadSignature));
    }

    #[test]
    fn texts_come_back_and_strangers_do_not() {
        let key = SigningKey::from_seed(&[7; 32]).public();
        assert_eq!(key.to_string().parse(), Ok(key));
        assert_eq!(key.id().to_string().parse(), Ok(key.id()));
        assert_eq!("AB".repeat(16).parse::<KeyId>(), Err(NotAKeyId), "upper case is another name");
        assert_eq!("00".parse::<PublicKey>(), Err(NotAPublicKey));
        // The identity point: every signature would verify under it.
        let mut weak = [0; 32];
        weak[0] = 1;
        assert_eq!(PublicKey::from_bytes(&weak), Err(NotAPublicKey));
    }

    #[test]
    fn a_window_begins_with_its_first_moment_and_ends_before_its_last() {
        let window = Window { not_before_ms: 10, not_after_ms: 20 };
        assert_eq!([9, 10, 19, 20].map(|at| window.holds(at)), [false, true, true, false]);
    }
}
