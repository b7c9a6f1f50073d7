//! Which keys are trusted with what, and when.
//!
//! A key set travels signed ([`crate::SignedBundle::RECEIPT_KEYS`]) and as a file. It is JSON; members that are not known are
//! ignored. A key that is retired stays in the set with a `not_after_ms`, so that what it signed while it was
//! valid can still be verified; a new key is published before it is used.
//!
//! ```json
//! {
//!   "format": "psc-keys@1",
//!   "keys": [
//!     { "kid": "39f713d0", "public": "PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw", "role": "device",
//!       "owner": "erbil-1/3", "not_before_ms": 1767225600000, "not_after_ms": 1830297600000 }
//!   ]
//! }
//! ```
//!
//! - `public`: the 32 bytes of RFC 8032 in base64url without padding;
//! - `kid`: follows from `public` ([`Kid::of`]); may be left out, must be right when it stands there;
//! - `role`: `device` (signs receipts and requests) or `central` (signs what it has taken into custody);
//! - `owner`: for people, optional;
//! - `not_before_ms`, `not_after_ms`: a [`Window`], milliseconds since 1970; each may be left out.

use std::fmt;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use crate::keys::{NotAPublicKey, PublicKey, Window};
use crate::text_enum::open_words;

/// The most keys one set may hold: the kiosks of a region with all their former keys.
pub const MAX_KEYS: usize = 50_000;
/// The longest name of a key's owner, in bytes.
const MAX_OWNER: usize = 200;
const FORMAT: &str = "psc-keys@1";

/// The short name of a key, for places where bytes are dear (the QR code of a receipt): the first four bytes of its
/// [`KeyId`](crate::KeyId). Among thousands of keys two may share one, so it finds candidates; only a signature proves
/// which.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Kid(pub [u8; 4]);

impl Kid {
    /// The short name of this key.
    #[must_use]
    pub fn of(key: &PublicKey) -> Self {
        let id = key.id();
        let [a, b, c, d, ..] = *id.as_bytes();
        Self([a, b, c, d])
    }
}

impl fmt::Display for Kid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for Kid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kid({self})")
    }
}

open_words! {
    /// What a key is trusted with. Keys of a role that is not known are kept and never used.
    KeyRole {
        /// A kiosk: receipts, request signatures, heads of its audit chain.
        Device = "device",
        /// The central server: custody.
        Central = "central",
    }
}

/// A key that is trusted with one thing for some time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedKey {
    /// The key.
    pub public: PublicKey,
    /// What it is trusted with.
    pub role: KeyRole,
    /// Whose it is, for people.
    pub owner: Option<String>,
    /// When it may sign.
    pub window: Window,
}

/// All times.
const ALWAYS: Window = Window { not_before_ms: i64::MIN, not_after_ms: i64::MAX };

impl TrustedKey {
    /// A key that is trusted at all times.
    #[must_use]
    pub fn always(public: PublicKey, role: KeyRole) -> Self {
        Self { public, role, owner: None, window: ALWAYS }
    }
}

/// Keys to verify with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeySet {
    keys: Vec<TrustedKey>,
}

/// Why some bytes are no key set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadKeySet {
    /// Not JSON of this shape.
    #[error("not a key set, at line {line}, column {column}")]
    Malformed {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// Another format, or a later version of it.
    #[error("the format is not \"{FORMAT}\"")]
    Format,
    /// More than [`MAX_KEYS`].
    #[error("{0} keys are more than {MAX_KEYS}")]
    TooMany(usize),
    /// An entry is wrong.
    #[error("key {number}: {what}")]
    Key {
        /// Which one, from 1.
        number: usize,
        /// What is wrong with it.
        what: &'static str,
    },
}

#[derive(Serialize, Deserialize)]
struct WireSet {
    format: String,
    keys: Vec<WireKey>,
}

#[derive(Serialize, Deserialize)]
struct WireKey {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kid: Option<String>,
    public: String,
    role: KeyRole,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    not_before_ms: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    not_after_ms: Option<i64>,
}

impl KeySet {
    /// Reads a key set.
    ///
    /// # Errors
    /// It is not of the documented format, or one of its entries is wrong: a key that is none, a `kid` of
    /// another key, a window that ends before it begins, an entry that stands twice.
    pub fn from_json(bytes: &[u8]) -> Result<Self, BadKeySet> {
        let set: WireSet =
            serde_json::from_slice(bytes).map_err(|e| BadKeySet::Malformed { line: e.line(), column: e.column() })?;
        Self::checked(set)
    }

    fn checked(set: WireSet) -> Result<Self, BadKeySet> {
        if set.format != FORMAT {
            return Err(BadKeySet::Format);
        }
        if set.keys.len() > MAX_KEYS {
            return Err(BadKeySet::TooMany(set.keys.len()));
        }
        let mut seen = std::collections::HashSet::with_capacity(set.keys.len());
        let mut keys = Vec::with_capacity(set.keys.len());
        for (index, wire) in set.keys.into_iter().enumerate() {
            let bad = |what| BadKeySet::Key { number: index + 1, what };
            let key = wire.checked().map_err(bad)?;
            if !seen.insert((*key.public.as_bytes(), key.role.clone())) {
                return Err(bad("stands twice with the same role"));
            }
            keys.push(key);
        }
        Ok(Self { keys })
    }

    /// Writes it as a file for people to read, in the documented format.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Strings and integers: there is nothing that JSON cannot say.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// Trusts one more key.
    pub fn add(&mut self, key: TrustedKey) {
        self.keys.push(key);
    }

    /// The keys of this short name that have this role; as a rule one.
    pub fn candidates<'a>(&'a self, kid: Kid, role: &'a KeyRole) -> impl Iterator<Item = &'a TrustedKey> {
        self.keys.iter().filter(move |key| key.role == *role && Kid::of(&key.public) == kid)
    }

    /// All keys, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &TrustedKey> {
        self.keys.iter()
    }
}

impl Serialize for KeySet {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let keys = self.keys.iter().map(WireKey::of).collect();
        WireSet { format: FORMAT.to_owned(), keys }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for KeySet {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::checked(WireSet::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl FromIterator<TrustedKey> for KeySet {
    fn from_iter<I: IntoIterator<Item = TrustedKey>>(keys: I) -> Self {
        Self { keys: keys.into_iter().collect() }
    }
}

impl WireKey {
    fn of(key: &TrustedKey) -> Self {
        Self {
            kid: Some(Kid::of(&key.public).to_string()),
            public: key.public.to_string(),
            role: key.role.clone(),
            owner: key.owner.clone(),
            not_before_ms: Some(key.window.not_before_ms).filter(|at| *at != ALWAYS.not_before_ms),
            not_after_ms: Some(key.window.not_after_ms).filter(|at| *at != ALWAYS.not_after_ms),
        }
    }

    fn checked(self) -> Result<TrustedKey, &'static str> {
        let public: PublicKey =
            self.public.parse().map_err(|NotAPublicKey| "\"public\" is not an Ed25519 key in base64url")?;
        if self.kid.is_some_and(|kid| !kid.eq_ignore_ascii_case(&Kid::of(&public).to_string())) {
            return Err("\"kid\" is not that of \"public\"");
        }
        let window = Window {
            not_before_ms: self.not_before_ms.unwrap_or(ALWAYS.not_before_ms),
            not_after_ms: self.not_after_ms.unwrap_or(ALWAYS.not_after_ms),
        };
        if window.not_after_ms <= window.not_before_ms {
            return Err("\"not_after_ms\" lies before \"not_before_ms\"");
        }
        if self.owner.as_ref().is_some_and(|owner| owner.len() > MAX_OWNER) {
            return Err("\"owner\" is too long");
        }
        Ok(TrustedKey { public, role: self.role, owner: self.owner, window })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use proptest::prelude::*;

    use super::*;
    use crate::{Signer as _, SigningKey};

    fn public(seed: u8) -> PublicKey {
        SigningKey::from_seed(&[seed; 32]).public()
    }

    fn set() -> KeySet {
        let mut retired = TrustedKey::always(public(1), KeyRole::Device);
        retired.owner = Some("erbil-1/3".into());
        retired.window = Window { not_before_ms: 1_000, not_after_ms: 2_000 };
        [retired, TrustedKey::always(public(2), KeyRole::Central)].into_iter().collect()
    }

    #[test]
    fn there_and_back() {
        let json = set().to_json();
        assert_eq!(KeySet::from_json(json.as_bytes()), Ok(set()));
        let kid = Kid::of(&public(1));
        assert_eq!(set().candidates(kid, &KeyRole::Device).count(), 1);
        assert_eq!(set().candidates(kid, &KeyRole::Central).count(), 0);
        assert_eq!(set().candidates(Kid([0; 4]), &KeyRole::Device).count(), 0);
    }

    #[test]
    fn what_is_documented_is_read() {
        let text = include_str!("key_set.rs");
        let example: String = text
            .lines()
            .skip_while(|line| *line != "//! ```json")
            .skip(1)
            .take_while(|line| *line != "//! ```")
            .map(|line| line.trim_start_matches("//!"))
            .collect();
        let read = KeySet::from_json(example.as_bytes()).unwrap();
        assert_eq!(read.iter().next().unwrap().owner.as_deref(), Some("erbil-1/3"));
    }

    #[test]
    fn wrong_entries_are_named() {
        let good = set().to_json();
        let replaced = |from: &str, to: &str| KeySet::from_json(good.replace(from, to).as_bytes());
        assert_eq!(replaced("psc-keys@1", "psc-keys@2"), Err(BadKeySet::Format));
        let kid = Kid::of(&public(2)).to_string();
        assert_eq!(
            replaced(&kid, "00000000"),
            Err(BadKeySet::Key { number: 2, what: "\"kid\" is not that of \"public\"" })
        );
        assert!(matches!(replaced("2000", "999"), Err(BadKeySet::Key { number: 1, .. })));
        assert!(matches!(replaced(&public(1).to_string(), "AAAA"), Err(BadKeySet::Key { number: 1, .. })));
        assert!(matches!(KeySet::from_json(b"{\n]"), Err(BadKeySet::Malformed { line: 2, .. })));
        let twice: KeySet = set().iter().chain(set().iter()).cloned().collect();
        assert!(matches!(KeySet::from_json(twice.to_json().as_bytes()), Err(BadKeySet::Key { number: 3, .. })));
        // A role from the future is kept and never asked.
        let newer = replaced("\"central\"", "\"notary\"").unwrap();
        assert_eq!(newer.candidates(Kid::of(&public(2)), &KeyRole::Central).count(), 0);
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered(bytes: Vec<u8>) {
            let _ = KeySet::from_json(&bytes);
        }
    }
}
