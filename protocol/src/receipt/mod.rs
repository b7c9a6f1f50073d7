//! Signed receipts: what a kiosk prints, and what central answers when it has taken custody.
//!
//! Both are COSE_Sign1 messages (RFC 9052) with EdDSA over a CBOR map with small labels (`claims`). They hold no
//! personal data: who finds a receipt learns that a request was made where and when, never by whom.
//!
//! - [`Receipt`]: signed by the kiosk's device key, printed as a QR code ([`text`]). Valid without a network:
//!   "received at this kiosk".
//! - [`Custody`]: signed by central for each item it has taken; the `receipt` member of its result.
//!
//! Verification says more than yes or no: [`Refusal`] tells what is wrong, and each has its own words on the screen
//! and its own exit code.

mod claims;
mod cose;
mod custody;
pub mod text;

use std::fmt;

use ciborium::Value;

pub use custody::Custody;
pub use text::{NotAReceiptUrl, ReceiptUrl};

use crate::key_set::{KeyRole, KeySet, Kid, TrustedKey};
use crate::keys::Signer;
use crate::{CentreId, Digest, ItemId};
use claims::{CENTRE, DIGEST, ISSUED, ITEM, LABEL, Reader, SERVICE, SLOT, Writer, need};

/// Why a receipt is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is something else, or another office's.
    #[error("this is not a receipt of this service")]
    NotOurs,
    /// It begins like a receipt, but a part is missing or damaged, or it is of a form that is not known here.
    #[error("the receipt is incomplete or damaged: scan it again, or copy all of it")]
    Unreadable,
    /// Whoever signed it is not known here.
    #[error("the receipt is signed by a key that is not known here ({0})")]
    UnknownKey(Kid),
    /// It is not what was signed.
    #[error("the receipt was altered, or is not genuine: the signature does not fit")]
    Altered,
    /// It says that it was signed before its key came into use.
    #[error("the receipt says that it was signed before its key came into use")]
    TooEarly {
        /// When it says that it was signed, in seconds since 1970.
        issued_s: i64,
        /// When its key came into use, in milliseconds since 1970.
        not_before_ms: i64,
    },
    /// It was signed after its key had ended.
    #[error("the receipt was signed with a key that had expired")]
    Expired {
        /// When it says that it was signed, in seconds since 1970.
        issued_s: i64,
        /// When its key ended, in milliseconds since 1970.
        not_after_ms: i64,
    },
}

/// The beginning of the SHA-256 of a body: 8 to 32 bytes of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DigestHead {
    /// Zero behind `length`.
    bytes: [u8; 32],
    length: usize,
}

impl DigestHead {
    /// The fewest bytes that are of use.
    pub const SHORTEST: usize = 8;
    /// As many as a receipt holds where there is room.
    pub const USUAL: usize = 16;

    /// The first `length` bytes of a digest; at least [`SHORTEST`](Self::SHORTEST), at most all.
    #[must_use]
    pub fn of(digest: &Digest, length: usize) -> Self {
        let mut bytes = *digest.as_bytes();
        let length = length.clamp(Self::SHORTEST, bytes.len());
        bytes[length..].fill(0);
        Self { bytes, length }
    }

    /// One byte less; `None` at the shortest.
    fn shorter(self) -> Option<Self> {
        let length = self.length.checked_sub(1).filter(|length| *length >= Self::SHORTEST)?;
        let mut bytes = self.bytes;
        bytes[length..].fill(0);
        Some(Self { bytes, length })
    }

    fn from_slice(slice: &[u8]) -> Option<Self> {
        let mut bytes = [0; 32];
        bytes.get_mut(..slice.len())?.copy_from_slice(slice);
        (slice.len() >= Self::SHORTEST).then_some(Self { bytes, length: slice.len() })
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// Whether `digest` begins so.
    #[must_use]
    pub fn begins(&self, digest: &Digest) -> bool {
        digest.as_bytes().starts_with(self.as_bytes())
    }
}

impl fmt::Display for DigestHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_bytes().iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for DigestHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DigestHead({self})")
    }
}

/// What the receipt of a request says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The request.
    pub item: ItemId,
    /// When it was made durable at the kiosk, in seconds since 1970.
    pub issued_s: i64,
    /// Where.
    pub centre: CentreId,
    /// The kiosk's slot in the centre: one ASCII letter or digit.
    pub slot: char,
    /// The service's number in the catalogue; nothing for a service that paper must not name.
    pub service: Option<u16>,
    /// The label of the queue ticket that came with it: at most [`Receipt::LONGEST_LABEL`] ASCII characters.
    pub label: Option<String>,
    /// Of the body that was kept, where it is known.
    pub digest: Option<DigestHead>,
}

/// A receipt that a trusted kiosk has signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// What it says.
    pub receipt: Receipt,
    /// Whose key has signed it.
    pub key: TrustedKey,
}

/// How the claims of a receipt are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Names as text.
    Usual,
    /// The centre packed, and the slot only where the label does not say it.
    Short,
}

/// The slot that a label says: `3` of `B3-041`.
fn label_slot(label: Option<&str>) -> Option<char> {
    let mut characters = label?.chars();
    let (_, slot, dash) = (characters.next()?, characters.next()?, characters.next()?);
    Some(slot).filter(|_| dash == '-')
}

impl Receipt {
    /// The longest label that is read.
    pub const LONGEST_LABEL: usize = 16;

    /// The signed text for the QR code. Where the address and the names leave too little room for a QR code of
    /// version 9, the digest is shortened, never below [`DigestHead::SHORTEST`]; where that is not enough, the centre's
    /// name is packed, and the slot is left to the label, which says it too.
    ///
    /// `None` only if CBOR cannot be written, which no receipt can cause.
    #[must_use]
    pub fn sign(&self, key: &impl Signer, url: Option<&ReceiptUrl>) -> Option<String> {
        let mut text = None;
        for form in [Form::Usual, Form::Short] {
            let mut receipt = self.clone();
            loop {
                let signed = text::encode(&cose::sign(receipt.payload(form)?, key)?, url);
                let fits = signed.len() <= text::MAX_CHARACTERS;
                text = Some(signed);
                match receipt.digest.and_then(DigestHead::shorter) {
                    _ if fits => return text,
                    Some(shorter) => receipt.digest = Some(shorter),
                    None => break,
                }
            }
        }
        text
    }

    fn payload(&self, form: Form) -> Option<Vec<u8>> {
        let short = form == Form::Short;
        let centre = claims::pack(self.centre.as_str()).filter(|_| short).map(Value::from);
        let slot = Some(self.slot).filter(|slot| !short || label_slot(self.label.as_deref()) != Some(*slot));
        Writer::default()
            .claim(ISSUED, self.issued_s)
            .claim(ITEM, self.item.0.as_bytes().as_slice())
            .claim(CENTRE, centre.unwrap_or_else(|| self.centre.as_str().into()))
            .claim_if(SLOT, slot.map(String::from))
            .claim_if(SERVICE, self.service)
            .claim_if(LABEL, self.label.as_deref())
            .claim_if(DIGEST, self.digest.as_ref().map(DigestHead::as_bytes))
            .bytes()
    }

    fn read(payload: &[u8]) -> Result<Self, Refusal> {
        let claims = Reader::new(payload)?;
        let item = need(claims.bytes(ITEM)?)?;
        let label = claims.text(LABEL)?;
        let slot = match claims.text(SLOT)? {
            Some(slot) => slot.chars().next().filter(|_| slot.len() == 1),
            None => label_slot(label),
        };
        let centre = match need(claims.maybe(CENTRE)?)? {
            Value::Bytes(packed) => need(claims::unpack(packed))?,
            centre => need(centre.as_text())?.to_owned(),
        };
        let fits =
            label.is_none_or(|label| label.len() <= Self::LONGEST_LABEL && label.bytes().all(|b| b.is_ascii_graphic()));
        match (uuid::Uuid::from_slice(item), slot) {
            (Ok(item), Some(slot)) if fits && slot.is_ascii_alphanumeric() => Ok(Self {
                item: ItemId(item),
                issued_s: need(claims.integer(ISSUED)?)?,
                centre: centre.parse().map_err(|_| Refusal::Unreadable)?,
                slot,
                service: claims.integer(SERVICE)?,
                label: label.map(str::to_owned),
                digest: match claims.bytes(DIGEST)? {
                    Some(bytes) => Some(need(DigestHead::from_slice(bytes))?),
                    None => None,
                },
            }),
            _ => Err(Refusal::Unreadable),
        }
    }

    /// Verifies the text of a receipt's QR code. Needs no network.
    ///
    /// # Errors
    /// [`Refusal`] says why it is not believed.
    pub fn verify(text: &str, url: Option<&ReceiptUrl>, keys: &KeySet) -> Result<Verified, Refusal> {
        Self::verify_bytes(&text::decode(text, url)?, keys)
    }

    /// Verifies the COSE_Sign1 message within such a text.
    ///
    /// # Errors
    /// As [`verify`](Self::verify), but never [`Refusal::NotOurs`].
    pub fn verify_bytes(bytes: &[u8], keys: &KeySet) -> Result<Verified, Refusal> {
        let envelope = cose::Envelope::open(bytes)?;
        let key = envelope.signer(keys, &KeyRole::Device)?;
        let receipt = Self::read(envelope.payload())?;
        cose::within(key, receipt.issued_s)?;
        Ok(Verified { receipt, key: key.clone() })
    }
}

#[cfg(test)]
mod tests;
