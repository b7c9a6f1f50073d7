//! A push: a batch of items, and exactly one result for each, in order.

use serde::{Deserialize, Serialize};

use crate::seal::MAX_RECIPIENTS;
use crate::text_enum::open_words;
use crate::{DeviceSeq, Item, ItemId, MAX_ITEMS, PROTOCOL};

/// The device's clock at the moment of a push: evidence, never order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockReading {
    /// Milliseconds since 1970.
    #[serde(default)]
    pub wall_ms: i64,
    /// Server time minus device time, milliseconds, as last estimated.
    #[serde(default)]
    pub offset_ms: i64,
    /// Whether the device trusts it.
    #[serde(default)]
    pub trusted: bool,
}

/// The body of `POST /v1/sync/push`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushBatch {
    /// Always [`PROTOCOL`].
    pub protocol: u32,
    /// The kiosk's version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_version: Option<String>,
    /// Which boot of the machine this is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boot_id: Option<String>,
    /// The device's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<ClockReading>,
    /// The smallest sequence number not yet acknowledged; lets the server see gaps.
    pub device_seq_first: DeviceSeq,
    /// 1 to 500 items.
    pub items: Vec<Item>,
}

/// Why a push cannot be read. None of it shows what stood in the batch.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadBatch {
    /// Not JSON of this shape.
    #[error("not a push batch, at line {line}, column {column}")]
    Malformed {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// A protocol that is not spoken here.
    #[error("protocol {0} is not spoken here; {PROTOCOL} is")]
    Protocol(u32),
    /// It does not say which protocol it speaks.
    #[error("the batch does not say which protocol it speaks (member `protocol`); {PROTOCOL} is spoken here")]
    NoProtocol,
    /// None or too many items.
    #[error("{0} items; 1 to {MAX_ITEMS} expected")]
    Count(usize),
    /// The same item stands in it twice.
    #[error("item {0} stands in the batch twice")]
    Twice(ItemId),
    /// A text is longer than it may be.
    #[error("item {id}: {what} is too long")]
    TooLong {
        /// Which item.
        id: ItemId,
        /// Which member.
        what: &'static str,
    },
}

impl PushBatch {
    /// Reads a batch and checks its bounds.
    ///
    /// # Errors
    /// It is malformed or out of bounds. Too large a body and an unknown kind are no errors here: they
    /// concern one item only.
    pub fn from_json(bytes: &[u8]) -> Result<Self, BadBatch> {
        #[derive(Deserialize)]
        struct Version {
            protocol: Option<u32>,
        }
        match serde_json::from_slice::<Self>(bytes) {
            Ok(batch) if batch.protocol != PROTOCOL => Err(BadBatch::Protocol(batch.protocol)),
            Ok(batch) => batch.check().map(|()| batch),
            // Another shape is named as such. Only what cannot be read is read twice: a batch may have megabytes.
            Err(error) => Err(match serde_json::from_slice::<Version>(bytes) {
                Ok(Version { protocol: None }) => BadBatch::NoProtocol,
                Ok(Version { protocol: Some(version) }) if version != PROTOCOL => BadBatch::Protocol(version),
                _ => BadBatch::Malformed { line: error.line(), column: error.column() },
            }),
        }
    }

    fn check(&self) -> Result<(), BadBatch> {
        if !(1..=MAX_ITEMS).contains(&self.items.len()) {
            return Err(BadBatch::Count(self.items.len()));
        }
        let mut seen = std::collections::HashSet::with_capacity(self.items.len());
        for item in &self.items {
            if !seen.insert(item.id) {
                return Err(BadBatch::Twice(item.id));
            }
            let too_long = |what| Err(BadBatch::TooLong { id: item.id, what });
            if item.schema.len() > 200 {
                return too_long("schema");
            }
            if item.kind.as_str().len() > 64 {
                return too_long("kind");
            }
            if item.reference.as_ref().is_some_and(|text| text.len() > 64) {
                return too_long("ref");
            }
            if item.blobs.len() > crate::MAX_BLOBS {
                return too_long("blobs");
            }
            if let Some(seal) = &item.seal
                && (seal.recipients.len() > MAX_RECIPIENTS
                    || seal.recipients.iter().map(|to| to.suite.len() + to.enc.len() + to.key.len()).sum::<usize>()
                        > 16 * 1024)
            {
                return too_long("seal");
            }
        }
        Ok(())
    }
}

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemStatus {
    /// Custody taken now.
    Accepted,
    /// The same id and digest were already in custody.
    Duplicate,
    /// Custody taken, but it cannot be processed; the server's staff works on it.
    Quarantined,
    /// Custody is impossible; the item is set aside on the kiosk.
    Rejected,
    /// Not now, this item only.
    Retry,
}

impl ItemStatus {
    /// Whether central now has the item, so that the kiosk may let its body go.
    #[must_use]
    pub fn is_custody(self) -> bool {
        matches!(self, Self::Accepted | Self::Duplicate | Self::Quarantined)
    }
}

open_words! {
    /// Why an item was quarantined or rejected.
    ResultCode {
        /// The schema or kind is not known.
        SchemaUnknown = "schema_unknown",
        /// The seal cannot be opened.
        UnsealFailed = "unseal_failed",
        /// The content is not what it should be, or not what its digest says.
        ValidationFailed = "validation_failed",
        /// The service is no longer offered.
        ServiceWithdrawn = "service_withdrawn",
        /// The id is known with another digest.
        IdConflict = "id_conflict",
        /// The body is too large.
        ItemTooLarge = "item_too_large",
        /// A document is missing.
        BlobMissing = "blob_missing",
        /// The ticket's label was issued before (cloned disk, restored image).
        LabelConflict = "label_conflict",
        /// An audit head is no signed note of this device.
        AuditUnsigned = "audit_unsigned",
        /// An audit head says of the kiosk's chain what cannot be true beside the heads before and after it.
        AuditBroken = "audit_broken",
        /// This device may not send this.
        DeviceNotAllowed = "device_not_allowed",
    }
}

/// The result of one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemResult {
    /// Which item.
    pub id: ItemId,
    /// What became of it.
    pub status: ItemStatus,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<ResultCode>,
    /// A message key for staff and citizens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_key: Option<String>,
    /// With [`ItemStatus::Retry`]: not before so many seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u64>,
    /// Its place in the centre's sequence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_seq: Option<u64>,
    /// Central's countersignature (base64url COSE_Sign1); the place of receipts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<String>,
}

impl ItemResult {
    /// A result without a reason.
    #[must_use]
    pub fn new(id: ItemId, status: ItemStatus) -> Self {
        Self { id, status, code: None, message_key: None, retry_after_s: None, server_seq: None, receipt: None }
    }

    /// A result with a reason; the message key is made from it.
    #[must_use]
    pub fn because(id: ItemId, status: ItemStatus, code: ResultCode) -> Self {
        Self {
            message_key: Some(format!("item-{}", code.as_str().replace('_', "-"))),
            code: Some(code),
            ..Self::new(id, status)
        }
    }
}

/// The answer to a push.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushResult {
    /// Central's clock, milliseconds since 1970.
    pub server_ms: i64,
    /// Every sequence number of the device up to here is in custody; 0 when none is.
    pub contiguous_seq: u64,
    /// Numbers above that which are missing below the highest one seen (the first 1,000).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<u64>,
    /// Exactly one per item, in order.
    pub results: Vec<ItemResult>,
}

/// Why an answer cannot be central's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadAnswer {
    /// Not JSON of this shape.
    #[error("not an answer of central, at line {line}, column {column}")]
    Malformed {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// Not one result for each item, in order.
    #[error("the results do not answer the items one by one")]
    NotOneByOne,
    /// More than a page may hold.
    #[error("{0} changes in one page")]
    TooMany(usize),
    /// An empty or absurdly long cursor.
    #[error("no usable cursor")]
    Cursor,
}

impl BadAnswer {
    pub(crate) fn malformed(e: &serde_json::Error) -> Self {
        Self::Malformed { line: e.line(), column: e.column() }
    }
}

impl PushResult {
    /// Reads a server's answer to a push of `items`.
    ///
    /// # Errors
    /// It is not JSON of this shape, or has not exactly one result per item in the same order.
    pub fn from_json(bytes: &[u8], items: &[Item]) -> Result<Self, BadAnswer> {
        let result: Self = serde_json::from_slice(bytes).map_err(|e| BadAnswer::malformed(&e))?;
        let one_by_one =
            result.results.len() == items.len() && result.results.iter().zip(items).all(|(r, i)| r.id == i.id);
        if one_by_one { Ok(result) } else { Err(BadAnswer::NotOneByOne) }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use proptest::prelude::*;

    use super::*;
    use crate::{Digest, ItemKind};

    fn item(n: u8) -> Item {
        Item::plain(
            ItemId::new(1_700_000_000_000, [n; 10]),
            DeviceSeq::try_from(u64::from(n) + 1).unwrap(),
            ItemKind::Ticket,
            "ticket@1",
            0,
            vec![n; 20],
        )
    }

    fn batch(items: Vec<Item>) -> PushBatch {
        PushBatch {
            protocol: PROTOCOL,
            app_version: None,
            boot_id: None,
            clock: None,
            device_seq_first: DeviceSeq::FIRST,
            items,
        }
    }

    fn read(batch: &PushBatch) -> Result<PushBatch, BadBatch> {
        PushBatch::from_json(&serde_json::to_vec(batch).unwrap())
    }

    #[test]
    fn bounds() {
        assert_eq!(read(&batch(vec![])), Err(BadBatch::Count(0)));
        let good = batch(vec![item(1), item(2)]);
        assert_eq!(read(&good), Ok(good));
        assert!(matches!(read(&batch(vec![item(1), item(1)])), Err(BadBatch::Twice(_))));
        let many = (0..501_u32)
            .map(|n| {
                let mut random = [0; 10];
                random[..4].copy_from_slice(&n.to_be_bytes());
                Item { id: ItemId::new(0, random), ..item(1) }
            })
            .collect();
        assert_eq!(read(&batch(many)), Err(BadBatch::Count(501)));
        let newer = PushBatch { protocol: 2, ..batch(vec![item(1)]) };
        assert_eq!(read(&newer), Err(BadBatch::Protocol(2)));
        let before_the_first = PushBatch { protocol: 0, ..batch(vec![item(1)]) };
        assert_eq!(read(&before_the_first), Err(BadBatch::Protocol(0)));
        let mut silent = serde_json::to_value(batch(vec![item(1)])).unwrap();
        silent.as_object_mut().unwrap().remove("protocol");
        assert_eq!(PushBatch::from_json(silent.to_string().as_bytes()), Err(BadBatch::NoProtocol));
        assert!(BadBatch::NoProtocol.to_string().contains("`protocol`"));
        for not_a_version in [r#"{"protocol":"1"}"#, r#"{"protocol":-1}"#, r#"{"protocol":1.5}"#, "[]"] {
            let read = PushBatch::from_json(not_a_version.as_bytes());
            assert!(matches!(read, Err(BadBatch::Malformed { .. })), "{not_a_version}: {read:?}");
        }
        let other_shape = br#"{"protocol":2,"bundles":[]}"#;
        assert_eq!(PushBatch::from_json(other_shape), Err(BadBatch::Protocol(2)));
        assert!(matches!(PushBatch::from_json(br#"{"protocol":1}"#), Err(BadBatch::Malformed { .. })));
        let long = Item { schema: "x".repeat(201), ..item(1) };
        assert!(matches!(read(&batch(vec![long])), Err(BadBatch::TooLong { what: "schema", .. })));
    }

    #[test]
    fn results_answer_the_items_one_by_one() {
        let items = [item(1), item(2)];
        let result = |ids: &[u8]| {
            let results = ids.iter().map(|n| ItemResult::new(item(*n).id, ItemStatus::Accepted)).collect();
            let result = PushResult { server_ms: 1, contiguous_seq: 2, missing: vec![], results };
            PushResult::from_json(&serde_json::to_vec(&result).unwrap(), &items)
        };
        assert!(result(&[1, 2]).is_ok());
        for wrong in [&[1][..], &[2, 1], &[1, 2, 3], &[]] {
            assert_eq!(result(wrong), Err(BadAnswer::NotOneByOne));
        }
    }

    #[test]
    fn a_status_that_is_not_known_is_not_custody() {
        let json = format!(r#"{{"id":"{}","status":"splendid"}}"#, item(1).id);
        assert!(serde_json::from_str::<ItemResult>(&json).is_err());
        let json = format!(r#"{{"id":"{}","status":"rejected","code":"moon_phase"}}"#, item(1).id);
        let result: ItemResult = serde_json::from_str(&json).unwrap();
        assert_eq!(result.code, Some(ResultCode::Other("moon_phase".into())));
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered(bytes: Vec<u8>) {
            let _ = PushBatch::from_json(&bytes);
            let _ = PushResult::from_json(&bytes, &[item(1)]);
        }

        /// A good batch with one byte changed: refused or read, never a panic, and never a body that
        /// passes for intact while it differs.
        #[test]
        fn flipped_bytes(place: prop::sample::Index, byte: u8) {
            let good = batch(vec![item(1), item(2), item(3)]);
            let mut bytes = serde_json::to_vec(&good).unwrap();
            let place = place.index(bytes.len());
            bytes[place] = byte;
            if let Ok(read) = PushBatch::from_json(&bytes) {
                for (was, is) in good.items.iter().zip(&read.items) {
                    let same_digest = is.digest == was.digest;
                    prop_assert!(!is.is_intact() || !same_digest || is.body == was.body);
                    prop_assert_eq!(is.is_intact(), Digest::of(is.body.as_bytes()) == is.digest);
                }
            }
        }

        #[test]
        fn truncated_answers_are_refused(keep: prop::sample::Index) {
            let items = [item(1)];
            let result = PushResult {
                server_ms: 1, contiguous_seq: 1, missing: vec![3],
                results: vec![ItemResult::because(items[0].id, ItemStatus::Quarantined, ResultCode::SchemaUnknown)],
            };
            let bytes = serde_json::to_vec(&result).unwrap();
            let keep = keep.index(bytes.len());
            prop_assert!(PushResult::from_json(&bytes[..keep], &items).is_err());
        }
    }
}
