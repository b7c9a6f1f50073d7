//! Any bytes as what central and kiosks tell each other at enrolment: refused or read, and never believed unsigned.
#![no_main]

use kiosk_protocol::{ConfigBundle, DatedKey, Enrol, Enrolled, SignedBundle, Signer as _, SigningKey, Window};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(enrol) = serde_json::from_slice::<Enrol>(data) {
        let written = serde_json::to_vec(&enrol).expect("it can be written");
        assert_eq!(serde_json::from_slice::<Enrol>(&written).expect("it reads again"), enrol);
    }
    let _ = serde_json::from_slice::<Enrolled>(data);
    if let Ok(bundle) = serde_json::from_slice::<SignedBundle>(data) {
        // The secret of this key is not in any input.
        let public = SigningKey::from_seed(&[0x5a; 32]).public();
        let trusted = DatedKey { public, window: Window { not_before_ms: 0, not_after_ms: i64::MAX } };
        assert!(bundle.verify::<ConfigBundle>(ConfigBundle::KIND, &[trusted]).is_err());
    }
});
