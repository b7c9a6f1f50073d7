//! From the configuration file to devices on their lines, virtual ones included.

use std::io;
use std::path::Path;

use crate::config::{self, Port};
use crate::device::printer::{PrinterConfig, Profile, Timing};
use crate::device::scanner::ScannerConfig;
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

/// Where the printer is; starts a virtual one when the configuration says so.
/// Its sheets go to `sheets` as PNG.
pub(crate) fn printer(
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
                model: Model::of_profile(profile),
                folder: Some(sheets.to_path_buf()),
                ..VirtualPrinterConfig::default()
            })?;
            let path = printer.path().to_path_buf();
            devices.printer = Some(printer);
            path
        }
    };
    let mut printer = PrinterConfig::from_settings(&path, config);
    printer.timing = timing.unwrap_or(printer.timing);
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
    Ok(ScannerConfig::from_settings(&path, config))
}
