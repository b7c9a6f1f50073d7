//! Opening an envelope: for whoever holds a secret key (central's worker, a ministry).

use std::fmt;

use zeroize::Zeroizing;

use super::context::Role;
use super::part::ContentKey;
use super::{MAX_PLAIN_BYTES, MAX_RECIPIENTS, Plain, Seal, SealContext, Suite};
use crate::KeyId;

/// A secret seal key; overwritten when dropped.
#[derive(Clone)]
pub struct SecretKey {
    suite: Suite,
    kid: KeyId,
    public: Vec<u8>,
    secret: Zeroizing<Vec<u8>>,
}

impl SecretKey {
    /// A fresh key.
    #[must_use]
    pub fn generate(suite: Suite, rng: &mut impl super::rand_core::CryptoRng) -> Self {
        let (secret, public) = suite.generate(rng);
        Self { suite, kid: KeyId::of(&public), public, secret }
    }

    /// A key read back from where it was kept; `None` when the bytes are no key of this suite.
    #[must_use]
    pub fn from_bytes(suite: Suite, secret: &[u8]) -> Option<Self> {
        let public = suite.public_of(secret)?;
        Some(Self { suite, kid: KeyId::of(&public), public, secret: Zeroizing::new(secret.to_vec()) })
    }

    /// The secret bytes, for whoever keeps them.
    #[must_use]
    pub fn secret_bytes(&self) -> &[u8] {
        &self.secret
    }

    /// The public key.
    #[must_use]
    pub fn public(&self) -> &[u8] {
        &self.public
    }

    /// Its name.
    #[must_use]
    pub fn kid(&self) -> KeyId {
        self.kid
    }

    /// Its suite.
    #[must_use]
    pub fn suite(&self) -> Suite {
        self.suite
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({}, {})", self.suite, self.kid)
    }
}

/// Why an envelope does not open. No variant tells more about its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// It is not sealed to any of these keys.
    #[error("it is sealed to none of the keys here")]
    NotForUs,
    /// Something was altered, or it belongs to another item, form, centre or device.
    #[error("the seal does not open")]
    Broken,
}

/// Opens a part: the content key comes out of the seal, the part with it.
fn open_part(
    context: &SealContext<'_>,
    seal: &Seal,
    role: Role,
    part: &[u8],
    most: usize,
    keys: &[SecretKey],
) -> Result<Plain, OpenError> {
    if seal.recipients.len() > MAX_RECIPIENTS {
        return Err(OpenError::Broken);
    }
    let ours = |recipient: &super::Recipient| {
        keys.iter().find(|key| key.kid == recipient.kid && key.suite.as_str() == recipient.suite)
    };
    let (recipient, key) = seal
        .recipients
        .iter()
        .find_map(|recipient| ours(recipient).map(|key| (recipient, key)))
        .ok_or(OpenError::NotForUs)?;
    let content_key = key
        .suite
        .open(&key.secret, &recipient.enc, &context.aad(Role::Key), &recipient.key)
        .and_then(|bytes| ContentKey::from_bytes(&bytes))
        .ok_or(OpenError::Broken)?;
    content_key.open(&context.aad(role), part, most).ok_or(OpenError::Broken)
}

/// Opens the body of an item with whichever of `keys` it is sealed to.
///
/// # Errors
/// It is for none of them, or it is not exactly what was sealed for this context.
pub fn open(context: &SealContext<'_>, seal: &Seal, body: &[u8], keys: &[SecretKey]) -> Result<Plain, OpenError> {
    open_part(context, seal, Role::Body, body, crate::MAX_BODY_BYTES, keys)
}

/// Opens a document of an item, like [`open`].
///
/// # Errors
/// As [`open`].
pub fn open_document(
    context: &SealContext<'_>,
    seal: &Seal,
    document: &[u8],
    keys: &[SecretKey],
) -> Result<Plain, OpenError> {
    open_part(context, seal, Role::Document, document, MAX_PLAIN_BYTES, keys)
}
