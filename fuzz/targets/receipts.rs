//! Any text as a receipt, any bytes as a message: nothing is believed that was not signed, and what is refused is
//! refused again. Good receipts with bytes changed come from the seeds.
#![no_main]

use std::sync::LazyLock;

use kiosk_protocol::receipt::{Custody, Receipt, ReceiptUrl, text};
use kiosk_protocol::{KeyRole, KeySet, Signer as _, SigningKey, TrustedKey};
use libfuzzer_sys::fuzz_target;

/// The key under which the seeds were signed.
static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::from_seed(&[1; 32]));
static KEYS: LazyLock<KeySet> = LazyLock::new(|| {
    [KeyRole::Device, KeyRole::Central].map(|role| TrustedKey::always(KEY.public(), role)).into_iter().collect()
});
static URL: LazyLock<Option<ReceiptUrl>> = LazyLock::new(|| "https://r.example.krd/".parse().ok());

fuzz_target!(|data: &[u8]| {
    let _ = KeySet::from_json(data);
    if let Ok(verified) = Receipt::verify_bytes(data, &KEYS) {
        // It is one that this key has signed, in the one form that it has: signing it again gives the same bytes.
        let again = verified.receipt.sign(&*KEY, URL.as_ref()).unwrap_or_default();
        assert_eq!(text::decode(&again, URL.as_ref()).as_deref(), Ok(data), "a second form of one receipt");
    }
    let Ok(text) = std::str::from_utf8(data) else { return };
    let verified = Receipt::verify(text, URL.as_ref(), &KEYS);
    assert_eq!(verified.is_ok(), Receipt::verify(&text.to_ascii_uppercase(), URL.as_ref(), &KEYS).is_ok());
    assert!(Receipt::verify(text, URL.as_ref(), &KeySet::default()).is_err(), "believed without a key");
    let _ = Custody::verify(text, &KEYS);
});
