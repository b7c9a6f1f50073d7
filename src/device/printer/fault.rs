//! What can be wrong with a printer, in the words the screens know.

use std::fmt;

use crate::device::line::LineError;

/// Why the printer does not print. Each has a Fluent message ([`Fault::message_key`]) with the
/// attributes `.citizen` (calm: what happens now), `.staff` (what to do) and `.staff-steps`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// The configured port does not exist.
    NoSuchPort,
    /// The kiosk's user may not open the port.
    NoPermission,
    /// Another program holds the port.
    InUse,
    /// The port opens, but nothing at its other end answers as a printer does.
    NotAPrinter,
    /// The port went away while in use.
    Unplugged,
    /// No paper.
    PaperOut,
    /// The cover is open.
    CoverOpen,
    /// The blade is stuck.
    CutterJam,
    /// The print head is too hot; it recovers by itself.
    HeadHot,
    /// The printer says that it is off line, or in error, and not why.
    Offline,
    /// A printer that used to answer answers no more.
    NotResponding,
    /// The printer takes no data, or does not finish, for longer than a job may last.
    Busy,
    /// The printer was switched off and on, or lost its power, in the middle of a job.
    PowerLost,
    /// The printer tells its state and executes nothing: it waits for the rest of something, and nothing ends that.
    Stuck,
    /// What answers is garbled: both ends are set to different speeds.
    WrongSpeed,
    /// The roll is near its end. It stops nothing; it is told so that nothing will stop.
    PaperNearEnd,
    /// The page cannot be printed as it is (a QR payload too long, wider than the paper): ours, not the printer's.
    BadPage,
}

impl Fault {
    /// All, for tests and for the list of messages.
    pub const ALL: [Self; 17] = [
        Self::NoSuchPort,
        Self::NoPermission,
        Self::InUse,
        Self::NotAPrinter,
        Self::Unplugged,
        Self::PaperOut,
        Self::CoverOpen,
        Self::CutterJam,
        Self::HeadHot,
        Self::Offline,
        Self::NotResponding,
        Self::Busy,
        Self::PowerLost,
        Self::Stuck,
        Self::WrongSpeed,
        Self::PaperNearEnd,
        Self::BadPage,
    ];

    /// The Fluent message, in `locales/*/fault.ftl`.
    #[must_use]
    pub const fn message_key(self) -> &'static str {
        match self {
            Self::NoSuchPort => "fault-no-such-port",
            Self::NoPermission => "fault-no-permission",
            Self::InUse => "fault-in-use",
            Self::NotAPrinter => "fault-not-a-printer",
            Self::Unplugged => "fault-unplugged",
            Self::PaperOut => "fault-paper-out",
            Self::CoverOpen => "fault-cover-open",
            Self::CutterJam => "fault-cutter-jam",
            Self::HeadHot => "fault-head-hot",
            Self::Offline => "fault-offline",
            Self::NotResponding => "fault-not-responding",
            Self::Busy => "fault-busy",
            Self::PowerLost => "fault-power-lost",
            Self::Stuck => "fault-stuck",
            Self::WrongSpeed => "fault-wrong-speed",
            Self::PaperNearEnd => "fault-paper-near-end",
            Self::BadPage => "fault-bad-page",
        }
    }

    /// The fault that has this message.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.message_key() == key)
    }

    /// Whether the line itself is gone or was never there.
    #[must_use]
    pub const fn is_of_the_line(self) -> bool {
        matches!(self, Self::NoSuchPort | Self::NoPermission | Self::InUse | Self::Unplugged)
    }
}

/// English, for technicians and the command line.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoSuchPort => "the printer's port does not exist",
            Self::NoPermission => "no permission to open the printer's port (add the user to the group dialout)",
            Self::InUse => "another program holds the printer's port",
            Self::NotAPrinter => "what is on the port does not answer as a printer does",
            Self::Unplugged => "the printer was unplugged",
            Self::PaperOut => "the printer is out of paper",
            Self::CoverOpen => "the printer's cover is open",
            Self::CutterJam => "the printer's cutter is jammed",
            Self::HeadHot => "the print head is too hot and is cooling",
            Self::Offline => "the printer is off line",
            Self::NotResponding => "the printer does not respond",
            Self::Busy => "the printer does not take or finish the data in time",
            Self::PowerLost => "the printer lost its power in the middle of a job",
            Self::Stuck => "the printer answers but executes nothing",
            Self::WrongSpeed => "the printer's answers are garbled: its speed is another one",
            Self::PaperNearEnd => "the paper is near its end",
            Self::BadPage => "the page cannot be printed",
        })
    }
}

impl From<&LineError> for Fault {
    fn from(error: &LineError) -> Self {
        match error {
            LineError::NoSuchPort(_) => Self::NoSuchPort,
            LineError::NoPermission(_) => Self::NoPermission,
            LineError::NotATty(_) => Self::NotAPrinter,
            LineError::InUse(_) => Self::InUse,
            LineError::HungUp | LineError::Other(_) => Self::Unplugged,
            LineError::TimedOut => Self::Busy,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    /// Every fault and both scanner messages have all four texts in every complete language.
    #[test]
    fn every_fault_is_said_in_every_language() {
        let locales = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("locales");
        for language in ["en", "ckb", "ar", "kmr"] {
            let text = std::fs::read_to_string(locales.join(language).join("fault.ftl")).unwrap();
            let resource = fluent_bundle::FluentResource::try_new(text).expect("fault.ftl parses");
            let mut bundle = fluent_bundle::FluentBundle::default();
            bundle.add_resource(resource).expect("no key twice");
            let wanted = Fault::ALL.iter().map(|fault| fault.message_key());
            for key in wanted.chain(["fault-scanner-lost", "fault-scanner-no-such-port"]) {
                let message = bundle.get_message(key).unwrap_or_else(|| panic!("{language}: {key}"));
                assert!(message.value().is_some(), "{language}: {key}");
                for attribute in ["citizen", "staff", "staff-steps"] {
                    assert!(message.get_attribute(attribute).is_some(), "{language}: {key}.{attribute}");
                }
            }
        }
    }
}
