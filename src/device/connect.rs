//! From the configuration's words to those of the devices.

use std::path::Path;

use super::line::{self, LineConfig};
use super::printer::cache::Memory;
use super::printer::encode::Digits;
use super::printer::profile::CacheChoice;
use super::printer::{PrinterConfig, Profile};
use super::scanner::{Brand, ScannerConfig, Suffix};
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

impl Profile {
    /// The profile with what the configuration decides about its use.
    #[must_use]
    pub const fn with_settings(mut self, settings: &config::Printer) -> Self {
        self.cache_choice = match settings.cache {
            config::PrinterCache::Auto => CacheChoice::Auto,
            config::PrinterCache::None => CacheChoice::None,
            config::PrinterCache::Nv => CacheChoice::Memory(Memory::Nv),
            config::PrinterCache::Download => CacheChoice::Memory(Memory::Download),
            config::PrinterCache::FsQ => CacheChoice::Memory(Memory::FsQ),
        };
        self.digits = match settings.digits {
            config::PrinterDigits::Typeface => Digits::Page,
            config::PrinterDigits::Printer => Digits::Printer,
        };
        self
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
            config::Terminator::Any => Suffix::AnyLineEnd,
            config::Terminator::None => Suffix::None,
        };
        config.gap = settings.gap;
        config.brand = match settings.brand {
            config::ScannerBrand::Generic => Brand::Generic,
            config::ScannerBrand::Honeywell => Brand::Honeywell,
            config::ScannerBrand::ZebraSsi => Brand::ZebraSsi,
            config::ScannerBrand::Newland => Brand::Newland,
            config::ScannerBrand::Register => Brand::Register,
            config::ScannerBrand::Zkteco => Brand::Zkteco,
        };
        config.prefix.clone_from(&settings.prefix);
        config.aim = settings.aim;
        config
    }
}
