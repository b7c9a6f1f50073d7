//! An item: one thing a device hands over, with its digest, for ever the same.

use std::fmt;

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::text_enum::open_words;
use crate::{DeviceSeq, Digest, ItemId, Seal};

open_words! {
    /// What an item is. A kind the server does not know is kept in quarantine, not refused.
    ItemKind {
        /// A citizen's request ([`crate::RequestBody`]).
        Request = "request",
        /// A queue ticket that was issued ([`crate::TicketBody`]).
        Ticket = "ticket",
        /// Something that happened to a ticket at the kiosk.
        TicketEvent = "ticket_event",
        /// A consent of its own, outside a request.
        Consent = "consent",
        /// A check-in for an appointment ([`crate::CheckinBody`]).
        Checkin = "checkin",
        /// A rating ([`crate::FeedbackBody`]).
        Feedback = "feedback",
        /// The head of the kiosk's audit chain.
        AuditHead = "audit_head",
        /// What became of a command of central's ([`crate::CommandResult`]).
        CommandResult = "command_result",
    }
}

/// The bytes of an item; base64 on the wire. They are personal data: `Debug` shows their number only,
/// and they are overwritten when dropped.
#[derive(Clone, PartialEq, Eq, Default, Zeroize, ZeroizeOnDrop, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Body(Vec<u8>);

impl Body {
    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// How many bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl TryFrom<String> for Body {
    type Error = data_encoding::DecodeError;

    fn try_from(mut text: String) -> Result<Self, Self::Error> {
        let bytes = BASE64.decode(text.as_bytes());
        text.zeroize();
        bytes.map(Self)
    }
}

impl From<Body> for String {
    fn from(body: Body) -> Self {
        BASE64.encode(&body.0)
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({} bytes)", self.0.len())
    }
}

/// One thing a device hands over. Once made it never changes: the same id with another digest is
/// another thing, and refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Made once, in the transaction that commits the item.
    pub id: ItemId,
    /// Its place in the device's gapless sequence.
    pub device_seq: DeviceSeq,
    /// What it is.
    pub kind: ItemKind,
    /// What its body follows, as `service@version`, e.g. `civ.birth@1`. At most 200 characters.
    pub schema: String,
    /// When it was made by the device's clock, milliseconds since 1970. Evidence, never order.
    pub created_ms: i64,
    /// Whether the device trusted its clock then.
    #[serde(default)]
    pub clock_trusted: bool,
    /// The citizen's reference, as printed on the receipt (requests only).
    #[serde(rename = "ref", default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// SHA-256 of the body's bytes (of the ciphertext when sealed).
    pub digest: Digest,
    /// How the body is sealed; `None` is plain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<Seal>,
    /// The documents that belong to it, uploaded on their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blobs: Vec<Digest>,
    /// The body.
    pub body: Body,
}

impl Item {
    /// A plain item: the digest is taken from the body; no reference, no blobs, clock not trusted.
    #[must_use]
    pub fn plain(
        id: ItemId,
        device_seq: DeviceSeq,
        kind: ItemKind,
        schema: impl Into<String>,
        created_ms: i64,
        body: Vec<u8>,
    ) -> Self {
        Self {
            id,
            device_seq,
            kind,
            schema: schema.into(),
            created_ms,
            clock_trusted: false,
            reference: None,
            digest: Digest::of(&body),
            seal: None,
            blobs: Vec::new(),
            body: Body(body),
        }
    }

    /// Whether the digest is that of the body.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        Digest::of(self.body.as_bytes()) == self.digest
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    fn item() -> Item {
        Item::plain(
            ItemId::new(1_700_000_000_000, [7; 10]),
            DeviceSeq::FIRST,
            ItemKind::Request,
            "civ.birth@1",
            1_700_000_000_000,
            b"secret answer".to_vec(),
        )
    }

    #[test]
    fn json_names_are_those_of_the_contract() {
        let mut item = item();
        item.reference = Some("K000-0000-0000".into());
        let json = serde_json::to_value(&item).unwrap();
        let mut names: Vec<_> = json.as_object().unwrap().keys().cloned().collect();
        names.sort();
        assert_eq!(
            names,
            ["body", "clock_trusted", "created_ms", "device_seq", "digest", "id", "kind", "ref", "schema"]
        );
        assert_eq!(json["kind"], "request");
        assert_eq!(json["body"], "c2VjcmV0IGFuc3dlcg==");
        assert_eq!(serde_json::from_value::<Item>(json).unwrap(), item);
    }

    #[test]
    fn unknown_members_are_ignored_and_unknown_kinds_kept() {
        let mut json = serde_json::to_value(item()).unwrap();
        json["kind"] = "hologram".into();
        json["from_the_future"] = 1.into();
        let read: Item = serde_json::from_value(json).unwrap();
        assert_eq!(read.kind, ItemKind::Other("hologram".into()));
        assert!(read.is_intact());
    }

    #[test]
    fn debug_does_not_show_the_body() {
        let shown = format!("{:?}", item());
        assert!(shown.contains("Body(13 bytes)"));
        assert!(!shown.contains("secret"));
        assert!(!shown.contains("115, 101, 99"));
    }
}
