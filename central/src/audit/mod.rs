//! The audit chain of a centre: what its kiosks signed about their own chains, and what people did at central, in a row.
//!
//! `hash = SHA-256(prev | seq | at_ms | entry)`, numbers as 8 bytes with the big end first, the entry as the JSON bytes that
//! were stored: the same form as the kiosk's chain. The head of the chain stands in the centre's row as well, so that rows
//! cut off at the end are noticed; a [`checkpoint`] that another party keeps makes the same sure against someone who edits
//! both.

pub mod checkpoint;
mod walk;

use kiosk_protocol::{Checkpoint, Command, DeviceId, ItemId, RequestState, ResultCode, SignedCheckpoint};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

pub use walk::{Fault, Keys, Sound, Walk};

/// The name under which central signs checkpoints: its own and, as a second line, those of kiosks.
pub const SIGNER: &str = "central";

/// What stands before the first row.
pub const GENESIS: [u8; 32] = [0; 32];

/// The hash of a row.
#[must_use]
pub fn chain(prev: &[u8; 32], seq: u64, at_ms: i64, entry: &str) -> [u8; 32] {
    Sha256::new()
        .chain_update(prev)
        .chain_update(seq.to_be_bytes())
        .chain_update(at_ms.to_be_bytes())
        .chain_update(entry)
        .finalize()
        .into()
}

/// What a row records. Ids, words and numbers only: nothing a citizen has said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Entry {
    /// A kiosk's signed head came, and was countersigned.
    Head(Head),
    /// Someone did something about an item in quarantine.
    Remedy {
        /// The item.
        item: ItemId,
        /// What was done.
        action: String,
        /// By whom.
        by: String,
        /// Why it stood there.
        code: ResultCode,
    },
    /// The state of a request was set.
    Status {
        /// The request.
        item: ItemId,
        /// How it stood.
        from: RequestState,
        /// How it stands.
        to: RequestState,
        /// The message key that explains it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// Someone ordered a kiosk to do something.
    Command {
        /// The order.
        id: ItemId,
        /// The kiosk.
        device: DeviceId,
        /// What it is to do.
        command: Command,
        /// By whom.
        by: String,
    },
    /// Someone booked or cancelled an appointment.
    Appointment {
        /// The appointment.
        id: ItemId,
        /// `booked` or `cancelled`.
        what: String,
        /// By whom.
        by: String,
    },
    /// Someone set how often priority overtakes in the centre.
    Fairness {
        /// So many without priority are called for each one who overtakes.
        normal: u32,
        /// By whom.
        by: String,
    },
    /// A kiosk said what became of an order.
    CommandEnded {
        /// The order.
        id: ItemId,
        /// The kiosk.
        device: DeviceId,
        /// The item that told it.
        item: ItemId,
        /// Whether it was done.
        done: bool,
    },
}

/// A kiosk's signed head in central's chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The item that brought it.
    pub item: ItemId,
    /// The kiosk.
    pub device: DeviceId,
    /// The item's place in the kiosk's sequence.
    pub device_seq: i64,
    /// The signed note, with central's countersignature where central has keys.
    pub note: String,
    /// Why it cannot be of the same log as its neighbours; `None` when it fits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken: Option<String>,
}

impl Head {
    /// What it says; `None` when it is no signed note (it was one when it was kept).
    #[must_use]
    pub fn checkpoint(&self) -> Option<Checkpoint> {
        self.note.parse::<SignedCheckpoint>().ok().map(|signed| signed.unverified().clone())
    }
}

/// Why a head cannot stand between the heads that the same kiosk signed before and after it (by its own sequence; a late
/// one may come after its successor).
#[must_use]
pub fn misfit(earlier: Option<&Checkpoint>, new: &Checkpoint, later: Option<&Checkpoint>) -> Option<String> {
    let before = earlier.and_then(|earlier| earlier.is_followed_by(new).err());
    let after = later.and_then(|later| new.is_followed_by(later).err());
    before.or(after).map(|broken| broken.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(size: u64, byte: u8) -> Checkpoint {
        Checkpoint { origin: "erbil-1/d/1".into(), size, hash: [byte; 32], extensions: Vec::new() }
    }

    #[test]
    fn a_head_fits_between_its_neighbours_or_not() {
        assert_eq!(misfit(None, &at(5, 1), None), None);
        assert_eq!(misfit(Some(&at(5, 1)), &at(7, 2), Some(&at(9, 3))), None);
        assert_eq!(misfit(Some(&at(7, 1)), &at(5, 2), None), Some("rows 6 to 7 were cut off".into()));
        assert_eq!(misfit(None, &at(7, 1), Some(&at(5, 2))), Some("rows 6 to 7 were cut off".into()));
        assert_eq!(
            misfit(Some(&at(7, 1)), &at(7, 2), None),
            Some("row 7 or one before it is another than it was".into())
        );
    }

    #[test]
    fn entries_are_read_as_they_were_written() {
        let item = ItemId::new(1_700_000_000_000, [3; 10]);
        let entry = Entry::Status { item, from: RequestState::Received, to: RequestState::InReview, note: None };
        let text = serde_json::to_string(&entry).unwrap_or_default();
        assert_eq!(text, format!(r#"{{"event":"status","item":"{item}","from":"received","to":"in_review"}}"#));
        assert_eq!(serde_json::from_str::<Entry>(&text).ok(), Some(entry));
    }
}
