//! Any bytes as an envelope, opened with a real key: refused, never a panic, never a large allocation. And any bytes under a
//! seal that is good: everybody has the public key, so what lies behind the cipher (padding, Zstandard) is reached by all.
#![no_main]

use std::sync::LazyLock;

use kiosk_protocol::seal::{
    MAX_PLAIN_BYTES, Recipient, Sealed, SecretKey, Suite, open, open_document, pad_packed, seal_padded,
};
use kiosk_protocol::{CentreId, DeviceId, ItemId, MAX_BODY_BYTES, Seal, SealContext, SealKey, SealKeys, Window};
use libfuzzer_sys::fuzz_target;
use rand::SeedableRng as _;
use rand::rngs::StdRng;

static KEY: LazyLock<SecretKey> = LazyLock::new(|| SecretKey::from_bytes(Suite::X25519, &[9; 32]).expect("a key"));
static CENTRE: LazyLock<CentreId> = LazyLock::new(|| "erbil-1".parse().expect("a centre"));
static PUBLIC: LazyLock<SealKey> = LazyLock::new(|| SealKey {
    holder: SealKeys::INTAKE.into(),
    suite: KEY.suite(),
    public: KEY.public().to_vec(),
    window: Window { not_before_ms: 0, not_after_ms: i64::MAX },
});

fn context() -> SealContext<'static> {
    SealContext {
        id: ItemId::new(1, [1; 10]),
        schema: "civ.birth@1",
        centre: &CENTRE,
        device: DeviceId(ItemId::new(1, [2; 10]).0),
    }
}

/// Opens what was sealed by the rules around bytes that follow none.
fn behind_the_cipher(padded: &[u8]) {
    let mut rng = StdRng::from_seed([7; 32]);
    let Sealed { seal, body, documents } =
        seal_padded(&context(), padded, &[&PUBLIC], &mut rng).expect("any bytes can be sealed");
    let keys = std::slice::from_ref(&*KEY);
    let as_body = open(&context(), &seal, &body, keys);
    let as_document = open_document(&context(), &seal, &documents[0], keys);
    if let Ok(plain) = &as_body {
        assert!(plain.len() <= MAX_BODY_BYTES);
        assert_eq!(as_document.as_ref(), Ok(plain), "one form, one content");
    }
    assert!(as_document.is_ok_and(|plain| plain.len() <= MAX_PLAIN_BYTES) || as_body.is_err());
}

fuzz_target!(|data: &[u8]| {
    behind_the_cipher(data);
    if let Ok(padded) = pad_packed(data) {
        behind_the_cipher(&padded);
    }
    let keys = std::slice::from_ref(&*KEY);
    // The first bytes are the seal, the rest the body; nobody without the public key can make one that opens.
    let (seal, body) = data.split_at(data.len().min(80));
    let (enc, key) = seal.split_at(seal.len().min(32));
    let recipient =
        Recipient { kid: KEY.kid(), suite: Suite::X25519.as_str().into(), enc: enc.to_vec(), key: key.to_vec() };
    let seal = Seal { recipients: vec![recipient] };
    assert!(open(&context(), &seal, body, keys).is_err());
    assert!(open_document(&context(), &seal, body, keys).is_err());
    // And as JSON, as it comes in an item.
    if let Ok(seal) = serde_json::from_slice::<Seal>(data) {
        assert!(open(&context(), &seal, body, keys).is_err());
        let written = serde_json::to_vec(&seal).expect("a seal can be written");
        assert_eq!(serde_json::from_slice::<Seal>(&written).expect("it reads again"), seal);
    }
});
