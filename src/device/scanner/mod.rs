//! The serial barcode, QR and MRZ scanner.
//!
//! [`framer`] turns bytes into readings, [`ssi`] packets into theirs, [`mrz_lines`] joins the lines of a
//! machine-readable zone that arrive one by one, [`brand`] knows the commands of each make, [`actor`]
//! owns the port. What a reading means is decided elsewhere (`crate::identity`).

pub mod actor;
pub mod aim;
pub mod brand;
pub mod framer;
pub mod mrz_lines;
pub mod ssi;

use std::fmt;
use std::time::Duration;

pub use actor::Scanner;
pub use aim::Aim;
pub use brand::Brand;
pub use framer::{Framer, Suffix};

use crate::device::line::{LineConfig, LineError};

/// Where the scanner is and how it ends a reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScannerConfig {
    /// The line.
    pub line: LineConfig,
    /// Its make: how it is told to look.
    pub brand: Brand,
    /// A fixed text that it sends before each reading; empty for none.
    pub prefix: String,
    /// Whether it sends an AIM identifier before each reading.
    pub aim: bool,
    /// What ends a reading.
    pub suffix: Suffix,
    /// Silence that ends a reading without its suffix.
    pub gap: Duration,
    /// How long to wait for the next line of a machine-readable zone.
    pub mrz_wait: Duration,
    /// Between attempts to open the port.
    pub reconnect: Duration,
}

impl ScannerConfig {
    /// Any line end, 80 ms gap, 1.5 s for the lines of an MRZ, a new attempt every second.
    #[must_use]
    pub fn new(line: LineConfig) -> Self {
        Self {
            line,
            brand: Brand::Generic,
            prefix: String::new(),
            aim: false,
            suffix: Suffix::AnyLineEnd,
            gap: Duration::from_millis(80),
            mrz_wait: Duration::from_millis(1_500),
            reconnect: Duration::from_secs(1),
        }
    }
}

/// Why there is no scanner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScannerFault {
    /// The configured port does not exist, cannot be opened, or is no serial port.
    NoPort,
    /// The port went away while in use.
    Unplugged,
}

impl ScannerFault {
    /// The Fluent message, in `locales/*/fault.ftl`, with attributes as for the printer's faults.
    #[must_use]
    pub const fn message_key(self) -> &'static str {
        match self {
            Self::NoPort => "fault-scanner-no-such-port",
            Self::Unplugged => "fault-scanner-lost",
        }
    }
}

impl From<&LineError> for ScannerFault {
    fn from(error: &LineError) -> Self {
        match error {
            LineError::HungUp => Self::Unplugged,
            LineError::NoSuchPort(_)
            | LineError::NoPermission(_)
            | LineError::NotATty(_)
            | LineError::InUse(_)
            | LineError::TimedOut
            | LineError::Other(_) => Self::NoPort,
        }
    }
}

/// What the scanner reports.
#[derive(Clone, PartialEq, Eq)]
pub enum ScanEvent {
    /// Someone held something to it. The lines of a machine-readable zone are joined by `\n`.
    Read(String),
    /// The port is open.
    Connected,
    /// The port is gone, or could not be opened at the start. Said once.
    Lost(ScannerFault),
}

/// What was read is personal: only its length shows.
impl fmt::Debug for ScanEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(text) => write!(f, "Read({} characters)", text.chars().count()),
            Self::Connected => f.write_str("Connected"),
            Self::Lost(fault) => write!(f, "Lost({fault:?})"),
        }
    }
}
