//! Commands: what central tells one of its kiosks to do, and what the kiosk says became of it.
//!
//! There is none that reads anything a citizen has said, and none that interrupts a visit.

use serde::{Deserialize, Serialize};

use crate::text_enum::open_words;
use crate::{Body, DeviceId, ItemId};

/// The schema of an item that tells what became of a command ([`CommandResult`]).
pub const COMMAND_RESULT_SCHEMA: &str = "psc.command-result@1";

open_words! {
    /// What citizens read where a kiosk is locked: a word, since each language has its own text for it.
    LockReason {
        /// It is being looked after.
        Maintenance = "maintenance",
        /// Another kiosk or the counter serves.
        Elsewhere = "elsewhere",
        /// It opens again later today.
        Later = "later",
        /// It serves no more today.
        Today = "today",
    }
}

/// What a kiosk can be told to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Command {
    /// Serve nobody who comes from now on; whoever is there finishes.
    Lock {
        /// What is shown.
        reason: LockReason,
    },
    /// Serve again.
    Reopen,
    /// Read the configuration again, as `kiosk reload` does.
    Reload {
        /// Begin anew when no visit is running, even if nothing has changed.
        anew: bool,
    },
    /// Send a support bundle: figures and the log, nothing of a citizen.
    Bundle,
    /// Print a test page when no visit is running.
    TestPage,
    /// Something that this version does not know.
    #[serde(other)]
    Unknown,
}

impl Command {
    /// The word for it.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Lock { .. } => "lock",
            Self::Reopen => "reopen",
            Self::Reload { .. } => "reload",
            Self::Bundle => "bundle",
            Self::TestPage => "test_page",
            Self::Unknown => "unknown",
        }
    }
}

/// The data of a [`crate::Topic::DeviceCommand`] change. All kiosks of the centre see it; one is meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceCommand {
    /// Made once; the same id is carried out once.
    pub id: ItemId,
    /// Who is meant.
    pub device: DeviceId,
    /// What it does.
    pub command: Command,
    /// Who ordered it, for the audit chains.
    pub by: String,
}

/// What became of a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandResult {
    /// Which.
    pub command: ItemId,
    /// Whether it was done.
    pub done: bool,
    /// What the kiosk says, in English, for those who ordered it.
    #[serde(default)]
    pub text: String,
    /// The support bundle, packed with gzip.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Body>,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn commands_are_read_as_they_were_written_and_later_ones_are_known_as_unknown() {
        let all = [
            Command::Lock { reason: LockReason::Maintenance },
            Command::Reopen,
            Command::Reload { anew: true },
            Command::Bundle,
            Command::TestPage,
        ];
        for command in all {
            let text = serde_json::to_string(&command).unwrap();
            assert!(text.contains(&format!(r#""do":"{}""#, command.as_str())), "{text}");
            assert_eq!(serde_json::from_str::<Command>(&text).unwrap(), command);
        }
        let later: Command = serde_json::from_str(r#"{"do":"self_destruct","in_s":10}"#).unwrap();
        assert_eq!(later, Command::Unknown);
    }
}
