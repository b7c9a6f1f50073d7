//! The keys that requests are sealed to, and which of them count now.

use serde::{Deserialize, Serialize};

use super::Suite;
use crate::{KeyId, Window};

/// A public key that requests are sealed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealKey {
    /// Who holds the secret: `intake` for central, or an authority of its own. One envelope is sealed to every holder.
    pub holder: String,
    /// The HPKE suite.
    pub suite: Suite,
    /// The public key as the suite writes it (32 bytes X25519, 1,216 bytes X-Wing), base64.
    #[serde(with = "super::base64")]
    pub public: Vec<u8>,
    /// When it may be sealed to. The holder can open what was sealed then for as long as the secret is kept.
    #[serde(flatten)]
    pub window: Window,
}

impl SealKey {
    /// Its name, derived from the public key.
    #[must_use]
    pub fn kid(&self) -> KeyId {
        KeyId::of(&self.public)
    }
}

/// Central's seal keys: several holders, and for each several keys whose windows overlap, so that a kiosk that is offline
/// while keys change can go on.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SealKeys(pub Vec<SealKey>);

/// No request can be taken: nothing could be sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoSealKey {
    /// There are no keys at all.
    #[error("there is no seal key")]
    None,
    /// A holder has keys, but none for this moment (by this machine's clock).
    #[error("no seal key is valid now")]
    NotNow,
}

impl SealKeys {
    /// The holder every request is sealed to.
    pub const INTAKE: &'static str = "intake";

    /// The keys to seal to at `at_ms`: for every holder the one that began last. At least one.
    ///
    /// # Errors
    /// A holder has no key that is valid then: nobody may be left out silently.
    pub fn recipients(&self, at_ms: i64) -> Result<Vec<&SealKey>, NoSealKey> {
        let mut holders: Vec<&str> = self.0.iter().map(|key| key.holder.as_str()).collect();
        holders.sort_unstable();
        holders.dedup();
        if holders.is_empty() {
            return Err(NoSealKey::None);
        }
        holders
            .into_iter()
            .map(|holder| {
                let valid = self.0.iter().filter(|key| key.holder == holder && key.window.holds(at_ms));
                valid.max_by_key(|key| key.window.not_before_ms).ok_or(NoSealKey::NotNow)
            })
            .collect()
    }

    /// Until when requests can be sealed without new keys, milliseconds since 1970; `None` without keys.
    #[must_use]
    pub fn good_until_ms(&self) -> Option<i64> {
        let last =
            |holder: &str| self.0.iter().filter(|key| key.holder == holder).map(|key| key.window.not_after_ms).max();
        self.0.iter().filter_map(|key| last(&key.holder)).min()
    }
}
