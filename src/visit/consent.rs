//! What the citizen agreed to.

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

/// Version of the consent text. Raise it whenever the meaning of the text changes.
pub const CONSENT_VERSION: &str = "1";

/// Agreement to one text, provable later: which version, what exactly stood there, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    version: String,
    hash: String,
    at: Timestamp,
}

impl Consent {
    /// The citizen agreed at `at` to the text `shown`, word by word as it stood on the screen.
    #[must_use]
    pub fn given(version: &str, shown: &str, at: Timestamp) -> Self {
        use std::fmt::Write as _;
        let mut hash = String::with_capacity(64);
        for byte in Sha256::digest(shown.as_bytes()) {
            // Writing to a String cannot fail.
            let _ = write!(hash, "{byte:02x}");
        }
        Self { version: version.to_owned(), hash, at }
    }

    /// The version of the text.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// SHA-256 of the text as shown (UTF-8), lower-case hexadecimal.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// When, by the kiosk's clock.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// As it stands in the body of the request.
    #[must_use]
    pub fn to_body(&self) -> kiosk_protocol::Consent {
        kiosk_protocol::Consent {
            version: self.version.clone(),
            hash: self.hash.clone(),
            at_ms: self.at.as_millisecond(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn the_hash_is_of_the_text_shown() {
        let consent = Consent::given("1", "abc", Timestamp::UNIX_EPOCH);
        // FIPS 180-2, appendix B.1.
        assert_eq!(consent.hash(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_ne!(consent.hash(), Consent::given("1", "abd", Timestamp::UNIX_EPOCH).hash());
    }
}
