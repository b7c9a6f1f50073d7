//! A one-time pass: a code that a member of staff holds before the scanner instead of typing a PIN.
//!
//! `KB1:` and, in base32 (upper case, as small QR codes want it): the member's number, until when it is good
//! (milliseconds since 1970), a random number that makes it one of its kind, and the signature of this kiosk's key over
//! all of it. It opens once; the random number is remembered.

use data_encoding::BASE32_NOPAD;
use kiosk_protocol::{PublicKey, Signature, Signer};

use crate::identity::scan::BADGE_PREFIX as PREFIX;

/// What is signed begins with it, so that no other signature of the key passes for a badge.
const DOMAIN: &[u8] = b"kiosk staff badge 1\0";
const CLAIMS: usize = 1 + 8 + 16;
const SIGNATURE: usize = 64;

/// What a badge says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Badge {
    /// Whose.
    pub number: u8,
    /// Not after, milliseconds since 1970.
    pub until_ms: i64,
    /// One of its kind.
    pub nonce: [u8; 16],
}

/// Why a badge does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadgeError {
    /// It cannot be read.
    #[error("it cannot be read")]
    Unreadable,
    /// Another key has signed it, or it was altered.
    #[error("this kiosk has not made it")]
    Strange,
    /// Its time is over.
    #[error("its time is over")]
    Expired,
}

impl Badge {
    /// The badge as the text of a code.
    #[must_use]
    pub fn write(&self, key: &(impl Signer + ?Sized)) -> String {
        let claims = self.claims();
        let signature = key.sign(&signed(&claims));
        let bytes = [claims.as_slice(), signature.as_bytes()].concat();
        format!("{PREFIX}{}", BASE32_NOPAD.encode(&bytes))
    }

    /// Reads and verifies the text of a code at a moment. Whether it was used before is the store's to say.
    ///
    /// # Errors
    /// [`BadgeError`].
    pub fn read(text: &str, key: &PublicKey, now_ms: i64) -> Result<Self, BadgeError> {
        let text = text.trim().to_ascii_uppercase();
        let bytes = text.strip_prefix(PREFIX).and_then(|rest| BASE32_NOPAD.decode(rest.as_bytes()).ok());
        let bytes = bytes.filter(|bytes| bytes.len() == CLAIMS + SIGNATURE).ok_or(BadgeError::Unreadable)?;
        let (claims, signature) = bytes.split_at(CLAIMS);
        let signature: [u8; SIGNATURE] = signature.try_into().map_err(|_| BadgeError::Unreadable)?;
        if key.verify(&signed(claims), &Signature::from_bytes(signature)).is_err() {
            return Err(BadgeError::Strange);
        }
        let part = |from: usize, to: usize| claims.get(from..to).unwrap_or_default();
        let badge = Self {
            number: claims.first().copied().unwrap_or_default(),
            until_ms: i64::from_be_bytes(part(1, 9).try_into().map_err(|_| BadgeError::Unreadable)?),
            nonce: part(9, CLAIMS).try_into().map_err(|_| BadgeError::Unreadable)?,
        };
        if now_ms > badge.until_ms { Err(BadgeError::Expired) } else { Ok(badge) }
    }

    fn claims(&self) -> Vec<u8> {
        let mut claims = vec![self.number];
        claims.extend(self.until_ms.to_be_bytes());
        claims.extend(self.nonce);
        claims
    }
}

fn signed(claims: &[u8]) -> Vec<u8> {
    [DOMAIN, claims].concat()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use kiosk_protocol::SigningKey;
    use proptest::prelude::*;

    use super::*;

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_seed(&[seed; 32])
    }

    #[test]
    fn it_opens_here_and_in_its_time_only() {
        let badge = Badge { number: 10, until_ms: 1_000, nonce: [7; 16] };
        let text = badge.write(&key(1));
        assert!(text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b':'), "{text}");
        assert_eq!(Badge::read(&text, &key(1).public(), 1_000), Ok(badge));
        assert_eq!(Badge::read(&text.to_lowercase(), &key(1).public(), 0), Ok(badge));
        assert_eq!(Badge::read(&text, &key(1).public(), 1_001), Err(BadgeError::Expired));
        assert_eq!(Badge::read(&text, &key(2).public(), 0), Err(BadgeError::Strange));
    }

    proptest! {
        #[test]
        fn nothing_else_opens(text: String, place in 4_usize..146, letter in "[A-Z2-7]") {
            prop_assert!(Badge::read(&text, &key(1).public(), 0).is_err());
            let good = Badge { number: 10, until_ms: 1_000, nonce: [7; 16] }.write(&key(1));
            let place = place.min(good.len() - 2);
            let mut altered = good.clone();
            altered.replace_range(place..=place, &letter);
            prop_assert!(altered == good || Badge::read(&altered, &key(1).public(), 0).is_err());
        }
    }
}
