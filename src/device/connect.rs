//! From the configuration to running devices, real or virtual.

use std::io;
use std::path::{Path, PathBuf};

use super::line::{self, LineConfig};
use super::printer::{Printer, PrinterConfig, Profile};
use super::scanner::{Scanner, ScannerConfig, Suffix};
use super::virtual_::{Model, VirtualPrinter, VirtualPrinterConfig, VirtualScanner};
use crate::config;

impl LineConfig {
    /// The line that the configuration describes, at `path`.
    #[must_use]
    pub fn from_settings(path: &Path, settings: &config::SerialLine) -> Self {
        Self {
            path: path.to_path_buf(),
            baud: settings.baud,
            data_bits: if settings.data_bits == 7 { line::DataBits::Seven } else { line::DataBits::Eight },
            parity: match settings.parity {
                config::Parity::None => line::Parity::None,
                config::Parity::Even => line::Parity::Even,
                config::Parity::Odd => line::Parity::Odd,
            },
            stop_bits: if settings.stop_bits == 2 { line::StopBits::Two } else { line::StopBits::One },
            flow: match settings.flow {
                config::Flow::RtsCts => line::Flow::RtsCts,
                config::Flow::XonXoff => line::Flow::XonXoff,
                config::Flow::None => line::Flow::None,
            },
        }
    }
}

impl PrinterConfig {
    /// What the configuration says, for the port at `path`.
    #[must_use]
    pub fn from_settings(path: &Path, settings: &config::Printer) -> Self {
        let mut config = Self::new(LineConfig::from_settings(path, &settings.line));
        config.timing.proof = settings.proof_timeout;
        config
    }
}

impl ScannerConfig {
    /// What the configuration says, for the port at `path`.
    #[must_use]
    pub fn from_settings(path: &Path, settings: &config::Scanner) -> Self {
        let mut config = Self::new(LineConfig::from_settings(path, &settings.line));
        config.suffix = match settings.terminator {
            config::Terminator::Cr => Suffix::Cr,
            config::Terminator::Lf => Suffix::Lf,
            config::Terminator::CrLf => Suffix::CrLf,
        };
        config.gap = settings.gap;
        config
    }
}

impl Model {
    /// A virtual printer of the size that `profile` describes, able to do all that it may ask for.
    #[must_use]
    pub fn of_profile(profile: &Profile) -> Self {
        Self {
            name: profile.name.clone(),
            width_dots: profile.width_dots,
            dpi: profile.dpi,
            blade_dots: profile.blade_dots,
            units_per_dot: profile.feed.units_per_dot,
            ..Self::default()
        }
    }
}

/// The printer of the configuration. For `port = "virtual"` a virtual one comes with it, which
/// writes its sheets into `sheets` (if given) and works as long as it is kept.
///
/// # Errors
/// Only for a virtual printer, when no pseudo-terminal can be had.
pub fn printer(
    settings: &config::Printer,
    profile: Profile,
    sheets: Option<PathBuf>,
) -> io::Result<(Printer, Option<VirtualPrinter>)> {
    let twin = match &settings.port {
        config::Port::Path(_) => None,
        config::Port::Virtual => Some(VirtualPrinter::start(VirtualPrinterConfig {
            model: Model::of_profile(&profile),
            folder: sheets,
            ..VirtualPrinterConfig::default()
        })?),
    };
    let path = match (&settings.port, &twin) {
        (_, Some(twin)) => twin.path(),
        (config::Port::Path(path), None) => path,
        (config::Port::Virtual, None) => Path::new(""),
    };
    Ok((Printer::start(PrinterConfig::from_settings(path, settings), profile), twin))
}

/// The scanner of the configuration, with its virtual twin for `port = "virtual"`.
///
/// # Errors
/// Only for a virtual scanner, when no pseudo-terminal can be had.
pub fn scanner(settings: &config::Scanner) -> io::Result<(Scanner, Option<VirtualScanner>)> {
    let (path, twin) = match &settings.port {
        config::Port::Path(path) => (path.clone(), None),
        config::Port::Virtual => {
            let twin = VirtualScanner::start(settings.terminator.bytes())?;
            (twin.path(), Some(twin))
        }
    };
    Ok((Scanner::start(ScannerConfig::from_settings(&path, settings)), twin))
}
