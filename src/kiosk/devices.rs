//! From the configuration file to devices on their lines, virtual ones included.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::config::{self, Port, Terminator};
use crate::device::line::{DataBits, Flow, LineConfig, Parity, StopBits};
use crate::device::printer::{PrinterConfig, Profile, Timing};
use crate::device::scanner::{ScannerConfig, Suffix};
use crate::device::virtual_::{Model, VirtualPrinter, VirtualPrinterConfig, VirtualScanner};

/// The virtual devices of a kiosk whose configuration asks for them. They
/// live as long as this value; tests and the demo reach for their far ends.
#[derive(Debug, Default)]
pub struct Virtual {
    /// The printer's other end.
    pub printer: Option<VirtualPrinter>,
    /// The scanner's other end.
    pub scanner: Option<VirtualScanner>,
}

/// The line of a real port, or of a virtual device that is started for it.
fn line(path: PathBuf, line: config::SerialLine) -> LineConfig {
    LineConfig {
        path,
        baud: line.baud,
        data_bits: if line.data_bits == 7 { DataBits::Seven } else { DataBits::Eight },
        parity: match line.parity {
            config::Parity::None => Parity::None,
            config::Parity::Even => Parity::Even,
            config::Parity::Odd => Parity::Odd,
        },
        stop_bits: if line.stop_bits == 2 { StopBits::Two } else { StopBits::One },
        flow: match line.flow {
            config::Flow::RtsCts => Flow::RtsCts,
            config::Flow::XonXoff => Flow::XonXoff,
            config::Flow::None => Flow::None,
        },
    }
}

/// Where the printer is; starts a virtual one when the configuration says so.
/// Its sheets go to `sheets` as PNG.
pub(super) fn printer(
    config: &config::Printer,
    profile: &Profile,
    timing: Option<Timing>,
    sheets: &Path,
    devices: &mut Virtual,
) -> io::Result<PrinterConfig> {
    let path = match &config.port {
        Port::Path(path) => path.clone(),
        Port::Virtual => {
            let printer = VirtualPrinter::start(VirtualPrinterConfig {
                model: Model { width_dots: profile.width_dots, dpi: profile.dpi, ..Model::default() },
                folder: Some(sheets.to_path_buf()),
                ..VirtualPrinterConfig::default()
            })?;
            let path = printer.path().to_path_buf();
            devices.printer = Some(printer);
            path
        }
    };
    let mut printer = PrinterConfig::new(line(path, config.line));
    printer.timing = timing.unwrap_or(Timing { proof: config.proof_timeout, ..Timing::default() });
    Ok(printer)
}

/// Where the scanner is; starts a virtual one when the configuration says so.
pub(super) fn scanner(config: &config::Scanner, devices: &mut Virtual) -> io::Result<ScannerConfig> {
    let path = match &config.port {
        Port::Path(path) => path.clone(),
        Port::Virtual => {
            let scanner = VirtualScanner::start(config.terminator.bytes())?;
            let path = scanner.path();
            devices.scanner = Some(scanner);
            path
        }
    };
    let mut scanner = ScannerConfig::new(line(path, config.line));
    scanner.suffix = match config.terminator {
        Terminator::Cr => Suffix::Cr,
        Terminator::Lf => Suffix::Lf,
        Terminator::CrLf => Suffix::CrLf,
    };
    scanner.gap = config.gap;
    scanner.reconnect = Duration::from_secs(1);
    Ok(scanner)
}
