//! The configuration file, typed.
//!
//! `kiosk-config.toml` explains every key in place; this module reads it, checks every value
//! with its range, and names all mistakes at once with line and column. [`Config::default`]
//! is exactly what the shipped file says.

mod a4;
mod appointments;
pub mod data;
mod device;
mod difference;
mod installed;
mod keypad;
pub(crate) mod keys;
mod network;
mod opening;
mod place;
mod receipt;
mod screen;
mod staff;
mod system;
mod taken;

use std::path::{Path, PathBuf};

pub use a4::A4;
pub use appointments::Appointments;
pub(crate) use device::BAUD_RATES;
pub use device::{
    Flow, Parity, Port, Printer, PrinterCache, PrinterDigits, Scanner, ScannerBrand, SerialLine, Terminator,
};
pub use difference::{Difference, differences};
pub use keypad::{KeyUse, Keypad};
pub use network::Central;
pub use opening::{DAY_MINUTES, Holiday, Opening, Queue, Span};
pub use place::{Centre, Day, Kiosk};
pub use receipt::Receipt;
pub use screen::{Display, Millimetres, Timeouts};
pub use staff::{Corner, Staff};
pub use system::{Log, LogFormat, LogLevel, Speech, SpeechOutput, SpeechStart, Store};
pub use taken::Taken;

use crate::problem::Problems;
use crate::problem::source::{Section, Source};

/// Everything a technician can set.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Config {
    /// The public service centre.
    pub centre: Centre,
    /// This kiosk in the centre.
    pub kiosk: Kiosk,
    /// Screen and languages.
    pub display: Display,
    /// How long the kiosk waits for people.
    pub timeouts: Timeouts,
    /// Keypads and switches.
    pub keypad: Keypad,
    /// When a service day begins.
    pub day: Day,
    /// When queue tickets are given.
    pub opening: Opening,
    /// The queues.
    pub queue: Queue,
    /// Check-in for appointments.
    pub appointments: Appointments,
    /// Staff mode.
    pub staff: Staff,
    /// The ticket and receipt printer.
    pub printer: Printer,
    /// Signed receipts.
    pub receipt: Receipt,
    /// The A4 printer of forms.
    pub a4: A4,
    /// The code and document scanner.
    pub scanner: Scanner,
    /// The central server.
    pub central: Central,
    /// Where the kiosk keeps its data.
    pub store: Store,
    /// The voice.
    pub speech: Speech,
    /// What is written to the log.
    pub log: Log,
}

impl Config {
    /// Reads and checks a configuration file. Relative paths in it are relative to its folder.
    ///
    /// # Errors
    /// Every mistake in the file, each with line and column.
    pub fn load(path: &Path) -> Result<Self, Problems> {
        Self::load_with_text(path).map(|(config, _)| config)
    }

    /// As [`load`](Self::load), with the text that was read.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn load_with_text(path: &Path) -> Result<(Self, String), Problems> {
        let source = open(path)?;
        let text = source.text().to_owned();
        let config = Self::read(&source, base_of(path));
        if source.has_errors() { Err(source.into_problems()) } else { Ok((config, text)) }
    }

    /// Reads as much of a configuration file as can be understood, and says everything that is wrong in it. What is
    /// wrong has its default.
    #[must_use]
    pub fn examine(path: &Path) -> (Self, Problems) {
        let source = match open(path) {
            Ok(source) => source,
            Err(problems) => return (Self::default(), problems),
        };
        let config = Self::read(&source, base_of(path));
        (config, source.into_problems())
    }

    /// Reads and checks a configuration from text. `file` is how messages name it, `base` is
    /// the folder that relative paths start from.
    ///
    /// # Errors
    /// Every mistake in the text, each with line and column.
    pub fn parse(text: &str, file: &str, base: &Path) -> Result<Self, Problems> {
        let source = Source::new(file, text);
        let config = Self::read(&source, base);
        if source.has_errors() { Err(source.into_problems()) } else { Ok(config) }
    }

    fn read(source: &Source, base: &Path) -> Self {
        let mut config = Self::default();
        let tree = source.tree();
        let root = source.root(&tree);
        let each = |key, read: &mut dyn FnMut(&Section<'_>)| {
            if let Some(section) = root.section(key) {
                read(&section);
                section.end();
            }
        };
        each("centre", &mut |section| config.centre.read(section));
        each("kiosk", &mut |section| config.kiosk.read(section));
        each("display", &mut |section| config.display.read(section));
        each("timeouts", &mut |section| config.timeouts.read(section));
        each("keypad", &mut |section| config.keypad.read(section));
        each("day", &mut |section| config.day.read(section));
        each("opening", &mut |section| config.opening.read(section));
        each("queue", &mut |section| config.queue.read(section));
        each("appointments", &mut |section| config.appointments.read(section));
        each("staff", &mut |section| config.staff.read(section));
        each("printer", &mut |section| config.printer.read(section));
        each("receipt", &mut |section| config.receipt.read(section, base));
        each("a4", &mut |section| config.a4.read(section));
        each("scanner", &mut |section| {
            config.scanner.read(section);
            if let (Port::Path(path), Some(entry)) = (&config.scanner.port, section.get("port"))
                && config.printer.port == config.scanner.port
            {
                entry.bad(
                    format!("{} is the printer's port", path.display()),
                    Some("give each device its own; `kiosk devices` lists them".into()),
                );
            }
        });
        each("central", &mut |section| config.central.read(section, base));
        each("store", &mut |section| config.store.read(section, base));
        each("speech", &mut |section| config.speech.read(section, base));
        each("log", &mut |section| config.log.read(section));
        root.end();
        config
    }
}

fn open(path: &Path) -> Result<Source, Problems> {
    Source::open(path, path.display().to_string())
        .map_err(|problem| problem.fix_if_none("copy kiosk-config.toml and pass it with --config FILE").into())
}

/// The folder that relative paths in a file start from.
pub(crate) fn base_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// A path of the configuration: relative ones start from the folder of the file.
fn resolved(base: &Path, path: &str) -> PathBuf {
    base.join(path)
}

#[cfg(test)]
mod tests;
