//! What each member of staff may do.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The work of a member of staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Helps citizens at the kiosk.
    Attendant,
    /// Leads the day as well: pauses, reopens, closes the day.
    Supervisor,
    /// Repairs the kiosk; gives no tickets.
    Technician,
}

/// Something that not everybody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Right {
    /// Gives, reprints and cancels tickets, and marks priority.
    Tickets,
    /// Says whether a sheet came out whole; loads paper; prints the test strip; looks at the kiosk's state.
    Papers,
    /// Answers calls for help.
    Calls,
    /// Pauses and reopens.
    Pause,
    /// Closes the day.
    Report,
    /// Tests the devices at the screen, and reads the log.
    Diagnose,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Attendant, Self::Supervisor, Self::Technician];

    /// The word on the command line and in the roster.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Attendant => "attendant",
            Self::Supervisor => "supervisor",
            Self::Technician => "technician",
        }
    }

    /// Whether it has this right.
    #[must_use]
    pub const fn may(self, right: Right) -> bool {
        match self {
            Self::Supervisor => !matches!(right, Right::Diagnose),
            Self::Attendant => matches!(right, Right::Tickets | Right::Papers | Right::Calls),
            Self::Technician => matches!(right, Right::Papers | Right::Pause | Right::Diagnose),
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == word)
            .ok_or_else(|| format!("allowed are {}", Self::ALL.map(Self::as_str).join(", ")))
    }
}
