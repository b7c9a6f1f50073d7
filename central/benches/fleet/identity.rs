//! Who a simulated kiosk is, and how central knows it: each has a key of its own and signs what it sends.

use std::net::SocketAddr;
use std::time::{SystemTime, UNIX_EPOCH};

use kiosk_central::store::any::{Address, AnyStore};
use kiosk_central::store::registry::{Candidate, Registry as _, issue_code};
use kiosk_protocol::http_signature::RequestParts;
use kiosk_protocol::{DeviceId, DeviceSeq, Digest, Hardware, Item, ItemId, ItemKind, Signer as _, SigningKey};
use uuid::Uuid;

use crate::PER_CENTRE;

/// The signs of kiosks in one centre.
const SLOTS: &[u8] = b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// One kiosk.
pub(crate) struct Identity {
    number: u32,
    key: SigningKey,
}

pub(crate) fn now_ms() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

impl Identity {
    /// The `number`th kiosk.
    pub(crate) fn new(number: u32) -> Self {
        let mut seed = *b"simulated-kiosk-simulated-kiosk-";
        seed[28..].copy_from_slice(&number.to_be_bytes());
        Self { number, key: SigningKey::from_seed(&seed) }
    }

    /// Lets the first `count` kiosks in, with a code each.
    pub(crate) async fn let_in(database: &Address, count: u32) {
        let store = AnyStore::open(database).await.unwrap();
        for number in 0..count {
            let centre = format!("centre-{}", number / PER_CENTRE).parse().unwrap();
            let slot = char::from(SLOTS[(number % PER_CENTRE) as usize]);
            let code = issue_code(&store, centre, slot, now_ms()).await.unwrap();
            let candidate = Candidate {
                code: Digest::of(code.compact().as_bytes()),
                key: Self::new(number).key.public(),
                device: None,
                fresh: DeviceId(Uuid::now_v7()),
                hardware: Hardware::default(),
            };
            store.enrol(candidate, now_ms()).await.unwrap();
        }
    }

    /// The header fields that tell central who sends this body.
    pub(crate) fn headers(&self, addr: SocketAddr, method: &str, path: &str, body: &[u8]) -> String {
        let target_uri = format!("http://{addr}{path}");
        let nonce = Uuid::new_v4().simple().to_string();
        let parts = RequestParts { method, target_uri: &target_uri, content: body };
        let signed = parts.sign(&self.key, now_ms() / 1000, &nonce).unwrap();
        format!(
            "content-digest: {}\r\nsignature-input: {}\r\nsignature: {}\r\n",
            signed.content_digest, signed.signature_input, signed.signature
        )
    }

    /// The item with the place `seq`: bytes that do not compress, as sealed ones do not.
    pub(crate) fn item(&self, seq: u32, size: usize) -> Item {
        let mut random = [0; 10];
        random[..4].copy_from_slice(&self.number.to_be_bytes());
        random[4..8].copy_from_slice(&seq.to_be_bytes());
        let id = ItemId::new(1_700_000_000_000 + u64::from(seq), random);
        let mut state = (u64::from(self.number) << 32) | u64::from(seq) | 1;
        let body = std::iter::repeat_with(|| {
            // xorshift64: quick, and the same in every run.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state as u8
        });
        let seq = DeviceSeq::try_from(u64::from(seq)).unwrap();
        Item::plain(id, seq, ItemKind::AuditHead, "bench@1", 1_700_000_000_000, body.take(size).collect())
    }
}
