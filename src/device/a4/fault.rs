//! What can be wrong with the A4 printer, in the words the screens know.

use std::fmt;

/// Why an A4 sheet is not printed. Each has a Fluent message ([`A4Fault::message_key`]) with the attributes
/// `.citizen`, `.staff` and `.staff-steps`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum A4Fault {
    /// Nothing answers at its address.
    Unreachable,
    /// What answers is not a printer.
    NotAPrinter,
    /// It does not list `application/pdf` among its formats.
    NoPdf,
    /// `media-empty`, `media-needed`.
    PaperOut,
    /// `media-jam`.
    Jam,
    /// `cover-open`, `door-open`, `interlock-open`.
    CoverOpen,
    /// `toner-empty`, `marker-supply-empty`, `developer-empty`.
    NoInk,
    /// It has stopped, or takes no jobs, and gives no reason that has a name here.
    Stopped,
    /// It gave the job up (`aborted`), or somebody took it back at the printer (`canceled`).
    Aborted,
    /// It did not finish in time.
    Busy,
    /// The paper could not be made: ours, not the printer's.
    NotMade,
}

impl A4Fault {
    /// All, for tests and for the list of messages.
    pub const ALL: [Self; 11] = [
        Self::Unreachable,
        Self::NotAPrinter,
        Self::NoPdf,
        Self::PaperOut,
        Self::Jam,
        Self::CoverOpen,
        Self::NoInk,
        Self::Stopped,
        Self::Aborted,
        Self::Busy,
        Self::NotMade,
    ];

    /// The Fluent message, in `locales/*/form.ftl`.
    #[must_use]
    pub const fn message_key(self) -> &'static str {
        match self {
            Self::Unreachable => "fault-a4-unreachable",
            Self::NotAPrinter => "fault-a4-not-a-printer",
            Self::NoPdf => "fault-a4-no-pdf",
            Self::PaperOut => "fault-a4-paper-out",
            Self::Jam => "fault-a4-jam",
            Self::CoverOpen => "fault-a4-cover-open",
            Self::NoInk => "fault-a4-no-ink",
            Self::Stopped => "fault-a4-stopped",
            Self::Aborted => "fault-a4-aborted",
            Self::Busy => "fault-a4-busy",
            Self::NotMade => "fault-a4-not-made",
        }
    }
}

/// English, for technicians and the command line.
impl fmt::Display for A4Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreachable => "the A4 printer cannot be reached",
            Self::NotAPrinter => "what answers at the address of the A4 printer is not an IPP printer",
            Self::NoPdf => "the A4 printer does not take PDF; set up a CUPS queue for it",
            Self::PaperOut => "the A4 printer has no paper",
            Self::Jam => "paper is stuck in the A4 printer",
            Self::CoverOpen => "the A4 printer is open",
            Self::NoInk => "the A4 printer has no toner or ink",
            Self::Stopped => "the A4 printer has stopped",
            Self::Aborted => "the A4 printer gave the job up",
            Self::Busy => "the A4 printer did not finish in time",
            Self::NotMade => "the paper could not be made",
        })
    }
}

impl std::error::Error for A4Fault {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    #[test]
    fn every_fault_is_said_in_every_language() {
        let locales = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("locales");
        for language in ["en", "ckb", "ar", "kmr"] {
            let text = std::fs::read_to_string(locales.join(language).join("form.ftl")).unwrap();
            let resource = fluent_bundle::FluentResource::try_new(text).expect("form.ftl parses");
            let mut bundle = fluent_bundle::FluentBundle::default();
            bundle.add_resource(resource).expect("no key twice");
            for fault in A4Fault::ALL {
                let key = fault.message_key();
                let message = bundle.get_message(key).unwrap_or_else(|| panic!("{language}: {key}"));
                assert!(message.value().is_some(), "{language}: {key}");
                for attribute in ["citizen", "staff", "staff-steps"] {
                    assert!(message.get_attribute(attribute).is_some(), "{language}: {key}.{attribute}");
                }
            }
        }
    }
}
