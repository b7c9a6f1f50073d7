//! What stands in the bodies of items that are pushed in clear.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use zeroize::Zeroize;

use crate::ItemId;
use crate::text_enum::open_words;

/// A citizen's answers by field key. `Debug` shows their number only; texts are overwritten on drop.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(Map<String, Value>);

impl Answers {
    /// The answers as a JSON object.
    #[must_use]
    pub fn as_map(&self) -> &Map<String, Value> {
        &self.0
    }
}

impl From<Map<String, Value>> for Answers {
    fn from(map: Map<String, Value>) -> Self {
        Self(map)
    }
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answers({})", self.0.len())
    }
}

impl Drop for Answers {
    fn drop(&mut self) {
        for value in self.0.values_mut() {
            wipe(value);
        }
    }
}

fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(values) => values.iter_mut().for_each(wipe),
        Value::Object(map) => map.values_mut().for_each(wipe),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// What the citizen agreed to, so that it can be proved later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// The version of the text.
    pub version: String,
    /// SHA-256 of the text as shown, hexadecimal.
    pub hash: String,
    /// When, milliseconds since 1970, by the kiosk's clock.
    pub at_ms: i64,
}

/// The body of a `request` item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestBody {
    /// The service's id in the catalogue.
    pub service: String,
    /// `service@version` the answers follow.
    pub schema: String,
    /// The language the citizen used (BCP 47).
    pub language: String,
    /// The answers by field key.
    pub answers: Answers,
    /// What the citizen agreed to.
    pub consent: Consent,
}

/// The body of a `ticket` item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketBody {
    /// The label on the paper, e.g. `B3-041`. A label only; the identity is the item's id.
    pub label: String,
    /// The service day as `YYYY-MM-DD` (it begins at 04:00 local time).
    pub service_day: String,
    /// The queue's letter.
    pub queue: String,
    /// The service it is for, if one was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// When, milliseconds since 1970, by the kiosk's clock.
    pub issued_ms: i64,
    /// The language the citizen used (BCP 47).
    pub language: String,
    /// Why it is called before others, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<PriorityClass>,
    /// How many come together, where that was asked: from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<u8>,
}

open_words! {
    /// Who may be called before others. What a kiosk offers of it is configured there.
    PriorityClass {
        /// Elderly people.
        Elderly = "elderly",
        /// People with a disability.
        Disabled = "disabled",
        /// Pregnant women.
        Pregnant = "pregnant",
        /// Whoever comes with an infant.
        Infant = "infant",
        /// Whoever has an appointment and has checked in for it.
        Appointment = "appointment",
    }
}

/// What happened to a ticket at the kiosk after it was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum TicketHappening {
    /// Its holder, or staff, gave it up.
    Cancelled,
    /// Staff gave it priority.
    Priority {
        /// Why.
        class: PriorityClass,
    },
}

/// The body of a `ticket_event` item of the schema [`TICKET_EVENT_SCHEMA`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketEventBody {
    /// The ticket's item.
    pub ticket: ItemId,
    /// When, milliseconds since 1970, by the kiosk's clock.
    pub at_ms: i64,
    /// What.
    #[serde(flatten)]
    pub happening: TicketHappening,
}

/// The schema of a [`TicketEventBody`].
pub const TICKET_EVENT_SCHEMA: &str = "psc.ticket-event@1";

/// One tap after the visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedbackBody {
    /// From 1 (bad) to 5 (good).
    pub rating: Rating,
    /// The service it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
}

/// Someone at the kiosk asked for a person: the body of a `ticket_event` item of the schema [`STAFF_CALL_SCHEMA`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffCallBody {
    /// The stable id of the screen it was asked on.
    pub screen: String,
    /// When, milliseconds since 1970, by the kiosk's clock.
    pub at_ms: i64,
}

/// The schema of a [`StaffCallBody`].
pub const STAFF_CALL_SCHEMA: &str = "psc.staff-call@1";

/// A member of staff came: every call that this kiosk has made so far is answered. The body of a `ticket_event` item of the
/// schema [`STAFF_ANSWER_SCHEMA`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffAnswerBody {
    /// When, milliseconds since 1970, by the kiosk's clock.
    pub at_ms: i64,
}

/// The schema of a [`StaffAnswerBody`].
pub const STAFF_ANSWER_SCHEMA: &str = "psc.staff-answer@1";

/// A rating from 1 (bad) to 5 (good).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Rating(u8);

impl Rating {
    /// The number.
    #[must_use]
    pub fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Rating {
    type Error = String;

    fn try_from(n: u8) -> Result<Self, String> {
        if (1..=5).contains(&n) { Ok(Self(n)) } else { Err(format!("{n} is not a rating: 1 to 5 expected")) }
    }
}

impl From<Rating> for u8 {
    fn from(rating: Rating) -> Self {
        rating.0
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn a_request_is_redacted_and_round_trips() {
        let json = r#"{"service":"civ.birth","schema":"civ.birth@1","language":"ckb",
            "answers":{"person.name":"ئازاد","kids":[{"name":"x"}]},
            "consent":{"version":"1","hash":"ab","at_ms":5},"later":true}"#;
        let body: RequestBody = serde_json::from_str(json).unwrap();
        assert_eq!(body.answers.as_map()["person.name"], "ئازاد");
        assert!(!format!("{body:?}").contains("ئازاد"));
        let again: RequestBody = serde_json::from_str(&serde_json::to_string(&body).unwrap()).unwrap();
        assert_eq!(again, body);
    }

    #[test]
    fn what_happened_to_a_ticket_is_read_and_written() {
        let json = r#"{"ticket":"01890a5d-ac96-774b-bcce-b302099a8057","at_ms":7,"what":"priority","class":"elderly"}"#;
        let body: TicketEventBody = serde_json::from_str(json).unwrap();
        assert_eq!(body.happening, TicketHappening::Priority { class: PriorityClass::Elderly });
        assert_eq!(serde_json::to_string(&body).unwrap(), json);
        assert!(serde_json::from_str::<TicketEventBody>(&json.replace("priority", "sold")).is_err());
        let older = r#"{"label":"B3-041","service_day":"2026-11-23","queue":"B","issued_ms":1,"language":"ckb"}"#;
        assert_eq!(serde_json::from_str::<TicketBody>(older).unwrap().priority, None);
    }

    #[test]
    fn answers_must_be_an_object_and_ratings_in_range() {
        assert!(serde_json::from_str::<Answers>("[1]").is_err());
        assert!(serde_json::from_str::<FeedbackBody>(r#"{"rating":0}"#).is_err());
        assert!(serde_json::from_str::<FeedbackBody>(r#"{"rating":6}"#).is_err());
        assert_eq!(serde_json::from_str::<FeedbackBody>(r#"{"rating":5}"#).unwrap().rating.get(), 5);
    }
}
