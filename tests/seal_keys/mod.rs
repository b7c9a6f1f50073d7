//! A seal key for tests of the store alone: always the same, and nobody opens what is sealed to it.
#![allow(dead_code, unreachable_pub, missing_docs)]

use kiosk_protocol::seal::{SecretKey, Suite};
use kiosk_protocol::{SealKey, SealKeys, Window};
use rand::SeedableRng as _;
use rand::rngs::StdRng;

/// One key of central's, valid at all times.
pub fn seal_keys() -> SealKeys {
    let secret = SecretKey::generate(Suite::X25519, &mut StdRng::seed_from_u64(1));
    SealKeys(vec![SealKey {
        holder: SealKeys::INTAKE.to_owned(),
        suite: secret.suite(),
        public: secret.public().to_vec(),
        window: Window { not_before_ms: i64::MIN, not_after_ms: i64::MAX },
    }])
}
