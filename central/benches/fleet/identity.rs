//! Who a simulated kiosk is, and how central knows it: each has a key of its own, signs what it sends, and seals its requests
//! to central's key as a real kiosk does.

use std::net::SocketAddr;
use std::time::{SystemTime, UNIX_EPOCH};

use data_encoding::BASE64;
use kiosk_central::store::any::{Address, AnyStore};
use kiosk_central::store::registry::{Candidate, Registry as _, issue_code};
use kiosk_protocol::http_signature::RequestParts;
use kiosk_protocol::seal::{self, SealContext};
use kiosk_protocol::{
    CentreId, DeviceId, DeviceSeq, Digest, Hardware, Item, ItemId, ItemKind, Reference, SealKeys, Signer as _,
    SigningKey,
};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use uuid::Uuid;

use crate::PER_CENTRE;

/// The signs of kiosks in one centre.
const SLOTS: &[u8] = b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// The form of every request.
const SCHEMA: &str = "bench@1";

/// One kiosk.
pub(crate) struct Identity {
    number: u32,
    key: SigningKey,
    centre: CentreId,
    device: DeviceId,
}

pub(crate) fn now_ms() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

impl Identity {
    /// The `number`th kiosk.
    pub(crate) fn new(number: u32) -> Self {
        let mut seed = *b"simulated-kiosk-simulated-kiosk-";
        seed[28..].copy_from_slice(&number.to_be_bytes());
        let centre = format!("centre-{}", number / PER_CENTRE).parse().unwrap();
        let device = DeviceId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 | u128::from(number)));
        Self { number, key: SigningKey::from_seed(&seed), centre, device }
    }

    /// Lets the first `count` kiosks in, with a code each.
    pub(crate) async fn let_in(database: &Address, count: u32) {
        let store = AnyStore::open(database).await.unwrap();
        for number in 0..count {
            let kiosk = Self::new(number);
            let slot = char::from(SLOTS[(number % PER_CENTRE) as usize]);
            let code = issue_code(&store, kiosk.centre, slot, now_ms()).await.unwrap();
            let candidate = Candidate {
                code: Digest::of(code.compact().as_bytes()),
                key: kiosk.key.public(),
                device: None,
                fresh: kiosk.device,
                hardware: Hardware::default(),
            };
            store.enrol(candidate, now_ms()).await.unwrap();
        }
    }

    /// The header fields that tell central who sends this body.
    pub(crate) fn headers(&self, addr: SocketAddr, method: &str, path: &str, body: &[u8]) -> String {
        let target_uri = format!("https://{addr}{path}");
        let nonce = Uuid::new_v4().simple().to_string();
        let parts = RequestParts { method, target_uri: &target_uri, content: body };
        let signed = parts.sign(&self.key, now_ms() / 1000, &nonce).unwrap();
        format!(
            "content-digest: {}\r\nsignature-input: {}\r\nsignature: {}\r\n",
            signed.content_digest, signed.signature_input, signed.signature
        )
    }

    /// The request with the place `seq`, sealed: answers of `size` bytes, most of which do not compress.
    pub(crate) fn item(&self, seq: u32, size: usize, keys: &SealKeys) -> Item {
        let mut random = [0; 10];
        random[..4].copy_from_slice(&self.number.to_be_bytes());
        random[4..8].copy_from_slice(&seq.to_be_bytes());
        let id = ItemId::new(1_700_000_000_000 + u64::from(seq), random);
        let mut state = (u64::from(self.number) << 32) | u64::from(seq) | 1;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            // xorshift64: quick, and the same in every run.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state as u8
        })
        .take(size / 4 * 3)
        .collect();
        let body = serde_json::json!({
            "service": "bench", "schema": SCHEMA, "language": "ckb", "answers": { "text": BASE64.encode(&noise) },
            "consent": { "version": "1", "hash": "00", "at_ms": 1 },
        });
        let context = SealContext { id, schema: SCHEMA, centre: &self.centre, device: self.device };
        let recipients = keys.recipients(now_ms()).unwrap();
        let body = body.to_string().into_bytes();
        let sealed = seal::seal(&context, &body, &[], &recipients, &mut StdRng::seed_from_u64(state)).unwrap();
        let seq = DeviceSeq::try_from(u64::from(seq)).unwrap();
        let mut item = Item::plain(id, seq, ItemKind::Request, SCHEMA, 1_700_000_000_000, sealed.body);
        item.seal = Some(sealed.seal);
        item.reference = Some(Reference::of(id).to_string());
        item
    }
}
