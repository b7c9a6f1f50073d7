//! Central's word that it has an item: the countersignature that makes a receipt final.

use data_encoding::BASE64URL_NOPAD;

use super::claims::{CENTRE, DIGEST, ISSUED, ITEM, Reader, SERVER_SEQ, Writer, need};
use super::{Refusal, cose};
use crate::key_set::{KeyRole, KeySet};
use crate::keys::Signer;
use crate::{CentreId, Digest, Item, ItemId};

/// What central signs for each item it has taken into custody: the `receipt` member of
/// [`ItemResult`](crate::ItemResult), a COSE_Sign1 message in base64url.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Custody {
    /// The item.
    pub item: ItemId,
    /// The digest of the body that central has.
    pub digest: Digest,
    /// The centre under which it is kept.
    pub centre: CentreId,
    /// Its place in the centre's sequence.
    pub server_seq: u64,
    /// Since when, by central's clock, in seconds since 1970.
    pub since_s: i64,
}

impl Custody {
    /// Signs it with central's key.
    ///
    /// `None` only if CBOR cannot be written, which no custody can cause.
    #[must_use]
    pub fn sign(&self, key: &impl Signer) -> Option<String> {
        let payload = Writer::default()
            .claim(ISSUED, self.since_s)
            .claim(ITEM, self.item.0.as_bytes().as_slice())
            .claim(CENTRE, self.centre.as_str())
            .claim(DIGEST, self.digest.as_bytes().as_slice())
            .claim(SERVER_SEQ, self.server_seq)
            .bytes()?;
        Some(BASE64URL_NOPAD.encode(&cose::sign(payload, key)?))
    }

    /// Verifies what central answered.
    ///
    /// # Errors
    /// [`Refusal`] says why it is not believed; never [`Refusal::NotOurs`].
    pub fn verify(text: &str, keys: &KeySet) -> Result<Self, Refusal> {
        if text.len() > cose::MAX_BYTES * 2 {
            return Err(Refusal::Unreadable);
        }
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| Refusal::Unreadable)?;
        let envelope = cose::Envelope::open(&bytes)?;
        let key = envelope.signer(keys, &KeyRole::Central)?;
        let claims = Reader::new(envelope.payload())?;
        let item = uuid::Uuid::from_slice(need(claims.bytes(ITEM)?)?).map_err(|_| Refusal::Unreadable)?;
        let digest: [u8; 32] = need(claims.bytes(DIGEST)?)?.try_into().map_err(|_| Refusal::Unreadable)?;
        let custody = Self {
            item: ItemId(item),
            digest: Digest::from_bytes(digest),
            centre: need(claims.text(CENTRE)?)?.parse().map_err(|_| Refusal::Unreadable)?,
            server_seq: need(claims.integer(SERVER_SEQ)?)?,
            since_s: need(claims.integer(ISSUED)?)?,
        };
        cose::within(key, custody.since_s)?;
        Ok(custody)
    }

    /// Whether it is about this item, as it was sent.
    #[must_use]
    pub fn is_of(&self, item: &Item) -> bool {
        self.item == item.id && self.digest == item.digest
    }
}
