//! Any bytes as an envelope, opened with a real key: refused, never a panic, never a large allocation.
#![no_main]

use std::sync::LazyLock;

use kiosk_protocol::seal::{Recipient, SecretKey, Suite, open, open_document};
use kiosk_protocol::{CentreId, DeviceId, ItemId, Seal, SealContext};
use libfuzzer_sys::fuzz_target;

static KEY: LazyLock<SecretKey> = LazyLock::new(|| SecretKey::from_bytes(Suite::X25519, &[9; 32]).expect("a key"));
static CENTRE: LazyLock<CentreId> = LazyLock::new(|| "erbil-1".parse().expect("a centre"));

fuzz_target!(|data: &[u8]| {
    let context = SealContext {
        id: ItemId::new(1, [1; 10]),
        schema: "civ.birth@1",
        centre: &CENTRE,
        device: DeviceId(ItemId::new(1, [2; 10]).0),
    };
    let keys = std::slice::from_ref(&*KEY);
    // The first bytes are the seal, the rest the body; nobody without the public key can make one that opens.
    let (seal, body) = data.split_at(data.len().min(80));
    let (enc, key) = seal.split_at(seal.len().min(32));
    let recipient =
        Recipient { kid: KEY.kid(), suite: Suite::X25519.as_str().into(), enc: enc.to_vec(), key: key.to_vec() };
    let seal = Seal { recipients: vec![recipient] };
    assert!(open(&context, &seal, body, keys).is_err());
    assert!(open_document(&context, &seal, body, keys).is_err());
    // And as JSON, as it comes in an item.
    if let Ok(seal) = serde_json::from_slice::<Seal>(data) {
        assert!(open(&context, &seal, body, keys).is_err());
        let written = serde_json::to_vec(&seal).expect("a seal can be written");
        assert_eq!(serde_json::from_slice::<Seal>(&written).expect("it reads again"), seal);
    }
});
