//! Nonces that were seen: a request that changes who may do what is taken once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use kiosk_protocol::KeyId;
use kiosk_protocol::http_signature::TOLERANCE_S;

/// Twice the tolerance: a request older than that is refused for its time.
const KEPT_MS: i64 = 2 * TOLERANCE_S * 1000;
/// Above this many, the oldest are looked through for ones that no longer matter.
const MANY: usize = 4096;

/// What was seen, and when. In memory: pushing needs none of it (it is idempotent), and codes are used up in the database.
#[derive(Debug, Default)]
pub(crate) struct Nonces(Mutex<HashMap<(KeyId, String), i64>>);

impl Nonces {
    /// Whether this nonce is seen for the first time; it is remembered.
    pub(crate) fn is_fresh(&self, keyid: KeyId, nonce: &str, now_ms: i64) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() > MANY {
            seen.retain(|_, at| now_ms.saturating_sub(*at) < KEPT_MS);
        }
        seen.insert((keyid, nonce.to_owned()), now_ms).is_none_or(|at| now_ms.saturating_sub(at) >= KEPT_MS)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn a_nonce_is_fresh_once_in_ten_minutes_and_key() {
        let nonces = Nonces::default();
        let (one, two) = (KeyId::of(b"1"), KeyId::of(b"2"));
        assert!(nonces.is_fresh(one, "n", 0));
        assert!(!nonces.is_fresh(one, "n", 1));
        assert!(nonces.is_fresh(two, "n", 1));
        assert!(nonces.is_fresh(one, "m", 1));
        assert!(nonces.is_fresh(one, "n", 2 + KEPT_MS));
    }
}
