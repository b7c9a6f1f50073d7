//! Appointments: what central tells the kiosks of a centre of them, and what a kiosk says of a check-in. No names; a
//! phone number travels and lies only as a hash.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::text_enum::open_words;
use crate::{Digest, ItemId, Reference};

/// The schema of a [`CheckinBody`].
pub const CHECKIN_SCHEMA: &str = "psc.checkin@1";
/// Before the reference of an appointment in the QR code that the citizen brings.
pub const APPOINTMENT_PREFIX: &str = "KA:";
const PHONE: &[u8] = b"psc appointment phone 1\0";

open_words! {
    /// How an appointment stands.
    AppointmentState {
        /// Somebody is expected.
        Booked = "booked",
        /// Nobody is.
        Cancelled = "cancelled",
        /// A kiosk of the centre has taken the check-in.
        CheckedIn = "checked_in",
    }
}

/// The data of a [`crate::Topic::Appointment`] change: how one appointment stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentChange {
    /// Made once, by central. Its reference follows from it.
    pub id: ItemId,
    /// The service's id in the catalogue.
    pub service: String,
    /// When somebody is expected, milliseconds since 1970.
    pub at_ms: i64,
    /// [`phone_hash`] of the citizen's number, where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Digest>,
    /// How many come together, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<u8>,
    /// How it stands.
    pub state: AppointmentState,
}

impl AppointmentChange {
    /// What the citizen scans or types.
    #[must_use]
    pub fn reference(&self) -> Reference {
        Reference::of(self.id)
    }

    /// What stands in the QR code that the citizen brings.
    #[must_use]
    pub fn code(&self) -> String {
        format!("{APPOINTMENT_PREFIX}{}", self.reference())
    }
}

/// The body of a `checkin` item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckinBody {
    /// Which appointment.
    pub appointment: ItemId,
    /// The ticket that it gave: the item's id.
    pub ticket: ItemId,
    /// When, milliseconds since 1970, by the kiosk's clock.
    pub at_ms: i64,
}

/// A phone number (E.164: `+9647501234567`) as it may lie about. The appointment's id makes each
/// hash another one, so that two appointments do not tell that they are one person's.
#[must_use]
pub fn phone_hash(id: ItemId, number: &str) -> Digest {
    Digest::of(&Zeroizing::new([PHONE, id.0.as_bytes(), number.as_bytes()].concat()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    fn id(n: u8) -> ItemId {
        ItemId::new(1_700_000_000_000, [n; 10])
    }

    #[test]
    fn a_change_is_read_as_it_was_written_and_says_no_number() {
        let change = AppointmentChange {
            id: id(1),
            service: "birth_certificate".into(),
            at_ms: 1_795_500_000_000,
            phone: Some(phone_hash(id(1), "+9647501234567")),
            party: None,
            state: AppointmentState::Booked,
        };
        let text = serde_json::to_string(&change).unwrap();
        assert!(!text.contains("750"), "{text}");
        assert_eq!(serde_json::from_str::<AppointmentChange>(&text).unwrap(), change);
        let later = text.replace("booked", "moved_to_another_room");
        assert!(matches!(serde_json::from_str::<AppointmentChange>(&later).unwrap().state, AppointmentState::Other(_)));
        assert_eq!(change.code(), format!("KA:{}", Reference::of(id(1))));
    }

    #[test]
    fn the_same_number_has_another_hash_with_each_appointment() {
        let number = "+9647501234567";
        assert_eq!(phone_hash(id(1), number), phone_hash(id(1), number));
        assert_ne!(phone_hash(id(1), number), phone_hash(id(2), number));
        assert_ne!(phone_hash(id(1), number), phone_hash(id(1), "+9647501234568"));
    }
}
