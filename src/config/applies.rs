//! When a running kiosk takes a changed key.

use std::fmt;

/// When a change is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applies {
    /// As soon as the file is read again.
    AtOnce,
    /// When nobody stands before the kiosk: between two visits.
    AfterVisit,
    /// When the program starts again.
    NextStart,
}

impl Applies {
    /// When the key at a dotted path is taken. What is not listed holds devices, keys or files open: the next start.
    #[must_use]
    pub fn of(key: &str) -> Self {
        match key {
            "log.level" => Self::AtOnce,
            "display.pixel_pitch_mm" | "display.languages" | "display.default_language" => Self::AfterVisit,
            key if key.starts_with("timeouts.") => Self::AfterVisit,
            _ => Self::NextStart,
        }
    }
}

impl fmt::Display for Applies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AtOnce => "at once",
            Self::AfterVisit => "at the end of the visit",
            Self::NextStart => "at the next start",
        })
    }
}
