//! Kiosks, items and batches of the suite.

use kiosk_central::store::work::{Finding, Verdict};
use kiosk_central::store::{Sender, Store};
use kiosk_protocol::{DeviceId, DeviceSeq, Item, ItemId, ItemKind, ItemStatus, PushBatch, Reference, ResultCode};

pub(crate) fn sender(centre: &str, device: u8) -> Sender {
    Sender { centre: centre.parse().unwrap(), device: DeviceId(uuid::Uuid::from_bytes([device; 16])) }
}

pub(crate) fn id(n: u32) -> ItemId {
    let mut random = [0; 10];
    random[6..].copy_from_slice(&n.to_be_bytes());
    ItemId::new(1_700_000_000_000, random)
}

pub(crate) fn reference(n: u8) -> Reference {
    Reference::new([6, 5, 4, 3, 2, 1, n])
}

pub(crate) fn item(n: u32, kind: ItemKind, body: &str) -> Item {
    let seq = DeviceSeq::try_from(u64::from(n)).unwrap();
    Item::plain(id(n), seq, kind, "test@1", 1_700_000_000_000, body.into())
}

pub(crate) fn request(n: u8) -> Item {
    let body = r#"{"service":"civ.birth","schema":"civ.birth@1","language":"ckb","answers":{"a":"b"},
        "consent":{"version":"1","hash":"00","at_ms":1}}"#;
    Item { reference: Some(reference(n).to_string()), ..item(n.into(), ItemKind::Request, body) }
}

pub(crate) fn ticket_body(label: &str, language: &str) -> String {
    format!(r#"{{"label":"{label}","service_day":"2026-11-23","queue":"B","issued_ms":1,"language":"{language}"}}"#)
}

pub(crate) fn ticket(n: u32, label: &str) -> Item {
    item(n, ItemKind::Ticket, &ticket_body(label, "ar"))
}

pub(crate) fn batch(items: &[Item]) -> PushBatch {
    PushBatch {
        protocol: 1,
        app_version: Some("0.1.0".into()),
        boot_id: None,
        clock: None,
        device_seq_first: items[0].device_seq,
        items: items.to_vec(),
    }
}

pub(crate) async fn push(store: &impl Store, from: &Sender, items: &[Item]) -> kiosk_protocol::PushResult {
    let result = store.take_custody(from.clone(), batch(items), 1_000).await.unwrap();
    let ids: Vec<_> = result.results.iter().map(|r| r.id).collect();
    assert_eq!(ids, items.iter().map(|i| i.id).collect::<Vec<_>>());
    result
}

pub(crate) fn outcomes(result: &kiosk_protocol::PushResult) -> Vec<(ItemStatus, Option<ResultCode>)> {
    result.results.iter().map(|r| (r.status, r.code.clone())).collect()
}

pub(crate) fn seal() -> kiosk_protocol::Seal {
    kiosk_protocol::Seal {
        recipients: vec![kiosk_protocol::seal::Recipient {
            kid: kiosk_protocol::KeyId::of(b"k"),
            suite: "of the future".into(),
            enc: b"e".to_vec(),
            key: b"k".to_vec(),
        }],
    }
}

pub(crate) fn finding(n: u32, verdict: Verdict) -> Finding {
    Finding { id: id(n), verdict }
}
