//! One part of an envelope under the content key.

use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce, Tag};
use hpke::rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::padding::{pad, unpad};
use super::{Plain, SealError};

const NONCE: usize = 12;
const TAG: usize = 16;

/// The key of one request; overwritten when dropped.
pub(super) struct ContentKey(Zeroizing<[u8; 32]>);

impl ContentKey {
    pub(super) fn random(rng: &mut impl CryptoRng) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        rng.fill_bytes(key.as_mut());
        Self(key)
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(|key| Self(Zeroizing::new(key)))
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    fn cipher(&self) -> ChaCha20Poly1305 {
        ChaCha20Poly1305::new(&Key::from(*self.0))
    }

    pub(super) fn seal(&self, aad: &[u8], plain: &[u8], rng: &mut impl CryptoRng) -> Result<Vec<u8>, SealError> {
        self.seal_padded(aad, pad(plain)?, rng)
    }

    /// Encrypted in place: the padded plain text becomes the cipher text.
    pub(super) fn seal_padded(
        &self,
        aad: &[u8],
        mut buffer: Plain,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; NONCE];
        rng.fill_bytes(&mut nonce);
        let tag = self
            .cipher()
            .encrypt_inout_detached(&Nonce::from(nonce), aad, buffer.as_mut_slice().into())
            .map_err(|_| SealError::Failed)?;
        let mut part = Vec::with_capacity(NONCE + buffer.len() + TAG);
        part.extend_from_slice(&nonce);
        part.extend_from_slice(&buffer);
        part.extend_from_slice(&tag);
        Ok(part)
    }

    /// At most `most` plain bytes; `None` when the part is not what was sealed.
    pub(super) fn open(&self, aad: &[u8], part: &[u8], most: usize) -> Option<Plain> {
        let (nonce, rest) = part.split_first_chunk::<NONCE>()?;
        let (sealed, tag) = rest.split_last_chunk::<TAG>()?;
        let mut buffer = Zeroizing::new(sealed.to_vec());
        self.cipher()
            .decrypt_inout_detached(&Nonce::from(*nonce), aad, buffer.as_mut_slice().into(), &Tag::from(*tag))
            .ok()?;
        unpad(&buffer, most)
    }
}
