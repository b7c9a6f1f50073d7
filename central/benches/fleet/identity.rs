//! Who a simulated kiosk is, and how central knows it: the place of keys, signatures and seals.

use kiosk_protocol::{DeviceSeq, Item, ItemId, ItemKind};
use uuid::Uuid;

/// One kiosk.
pub(crate) struct Identity {
    centre: String,
    device: Uuid,
    number: u32,
}

impl Identity {
    /// The `number`th kiosk, `per_centre` of them in one centre.
    pub(crate) fn new(number: u32, per_centre: u32) -> Self {
        let mut device = *b"simulated-kiosk-";
        device[12..].copy_from_slice(&number.to_be_bytes());
        Self { centre: format!("centre-{}", number / per_centre), device: Uuid::from_bytes(device), number }
    }

    /// The header fields that tell central who sends this body.
    pub(crate) fn headers(&self, _method: &str, _path: &str, _body: &[u8]) -> String {
        format!("psc-centre: {}\r\npsc-device: {}\r\n", self.centre, self.device)
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
