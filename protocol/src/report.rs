//! What a kiosk says of its own health: flat, small, and nothing of any citizen.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The most members of a report.
pub const MAX_REPORT_MEMBERS: usize = 100;
/// The longest name of a member, in bytes.
pub const MAX_REPORT_NAME: usize = 64;
/// The longest text of a member, in bytes.
pub const MAX_REPORT_TEXT: usize = 200;

/// What a member of a report says. There is no list and no object among it: a report cannot be nested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Said {
    /// Not known.
    Nothing(()),
    /// Yes or no.
    Yes(bool),
    /// A number; what it counts stands in the member's name (`_s`, `_ms`, `_mb`).
    Number(serde_json::Number),
    /// A word.
    Text(String),
}

impl From<bool> for Said {
    fn from(yes: bool) -> Self {
        Self::Yes(yes)
    }
}

impl From<&str> for Said {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

macro_rules! from_numbers {
    ($($number:ty)*) => {
        $(impl From<$number> for Said {
            fn from(number: $number) -> Self {
                Self::Number(number.into())
            }
        })*
    };
}
from_numbers!(u32 u64 i64 usize);

impl<T: Into<Self>> From<Option<T>> for Said {
    fn from(said: Option<T>) -> Self {
        said.map_or(Self::Nothing(()), Into::into)
    }
}

/// Why something is no report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a flat JSON object of at most {MAX_REPORT_MEMBERS} members is expected: texts of at most {MAX_REPORT_TEXT} bytes, \
     numbers, true, false or null; names of at most {MAX_REPORT_NAME} bytes"
)]
pub struct NotAReport;

/// A health report. Whoever has one has one that central takes: it is flat by its type and within its bounds by its
/// construction.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<String, Said>")]
pub struct Report(BTreeMap<String, Said>);

impl Report {
    /// Reads what a kiosk sent.
    ///
    /// # Errors
    /// It is no JSON, or beyond the bounds.
    pub fn from_json(bytes: &[u8]) -> Result<Self, NotAReport> {
        serde_json::from_slice(bytes).map_err(|_| NotAReport)
    }

    /// Says something under a name; a text that is too long is cut where a character ends. What no report has room for (a
    /// name that is too long, one member too many) is left out and told as `false`: the rest of a report is worth more than
    /// all of none.
    pub fn say(&mut self, name: &str, said: impl Into<Said>) -> bool {
        let room = self.0.len() < MAX_REPORT_MEMBERS || self.0.contains_key(name);
        let fits = room && !name.is_empty() && name.len() <= MAX_REPORT_NAME;
        if fits {
            let mut said = said.into();
            if let Said::Text(text) = &mut said
                && let Some(end) = (0..=MAX_REPORT_TEXT.min(text.len())).rev().find(|end| text.is_char_boundary(*end))
            {
                text.truncate(end);
            }
            self.0.insert(name.to_owned(), said);
        }
        fits
    }

    /// What it says under a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Said> {
        self.0.get(name)
    }

    /// Its members, by name.
    pub fn members(&self) -> impl Iterator<Item = (&str, &Said)> {
        self.0.iter().map(|(name, said)| (name.as_str(), said))
    }
}

impl TryFrom<BTreeMap<String, Said>> for Report {
    type Error = NotAReport;

    fn try_from(members: BTreeMap<String, Said>) -> Result<Self, NotAReport> {
        let fits = |(name, said): (&String, &Said)| {
            let short = !matches!(said, Said::Text(text) if text.len() > MAX_REPORT_TEXT);
            short && (1..=MAX_REPORT_NAME).contains(&name.len())
        };
        let good = members.len() <= MAX_REPORT_MEMBERS && members.iter().all(fits);
        if good { Ok(Self(members)) } else { Err(NotAReport) }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn a_report_is_flat_and_small_or_none() {
        let good = r#"{"a":null,"clock_offset_ms":-3,"load":0.5,"printer":"ready","seals":true}"#;
        let report = Report::from_json(good.as_bytes()).unwrap();
        assert_eq!(serde_json::to_string(&report).unwrap(), good);
        assert_eq!(report.get("clock_offset_ms"), Some(&(-3_i64).into()));
        let long = format!(r#"{{"a":"{}"}}"#, "x".repeat(MAX_REPORT_TEXT + 1));
        let name = format!(r#"{{"{}":1}}"#, "x".repeat(MAX_REPORT_NAME + 1));
        let members: Vec<_> = (0..=MAX_REPORT_MEMBERS).map(|n| format!(r#""m{n}":1"#)).collect();
        let many = format!("{{{}}}", members.join(","));
        for bad in [r#"{"noticed":{}}"#, r#"{"a":[1]}"#, r#"{"":1}"#, "[]", "3", "{", &long, &name, &many] {
            assert_eq!(Report::from_json(bad.as_bytes()), Err(NotAReport), "{bad}");
        }
    }

    #[test]
    fn what_is_written_is_always_read() {
        let mut report = Report::default();
        let said = (0..200_u32).filter(|n| report.say(&format!("m{n}"), *n)).count();
        assert_eq!(said, MAX_REPORT_MEMBERS);
        assert!(report.say("m0", "ئ".repeat(MAX_REPORT_TEXT).as_str()), "what stands there may be said anew");
        assert!(!report.say(&"n".repeat(MAX_REPORT_NAME + 1), true));
        let text = serde_json::to_vec(&report).unwrap();
        assert_eq!(Report::from_json(&text), Ok(report));
    }
}
