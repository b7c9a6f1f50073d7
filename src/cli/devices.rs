//! `kiosk devices`: the serial ports of this machine, and names for them that stay.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::{Failure, Outcome, fail};
use crate::config::{self, Config};
use crate::device::ports::{self, Port, Role};

/// The serial ports of this machine, names for them that stay, and lines for udev.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: kiosk devices --json")]
pub struct Args {
    /// The configuration file, to show which port is used as what
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// For a machine to read
    #[arg(long)]
    json: bool,
}

/// Lists the ports; exit code 1 when there is none.
///
/// # Errors
/// Nothing can be written.
pub fn run(args: &Args) -> Result<Outcome, Failure> {
    let found = ports::list(Path::new("/"));
    // A configuration that is not there or wrong only leaves out what is used as what.
    let config = super::locate(args.config.as_deref()).ok().map(|(path, _)| Config::examine(&path).0);
    let mut out = std::io::stdout().lock();
    if args.json {
        let all: Vec<_> = found.iter().map(|port| as_json(port, config.as_ref())).collect();
        writeln!(out, "{}", json!(all)).map_err(fail)?;
    } else if found.is_empty() {
        writeln!(out, "no serial port; is the cable in? (dmesg tells what the kernel saw last)").map_err(fail)?;
    } else {
        let told: Vec<String> = found.iter().map(|port| as_text(port, config.as_ref())).collect();
        writeln!(out, "{}", told.join("\n")).map_err(fail)?;
    }
    Ok(if found.is_empty() { Outcome::Wrong } else { Outcome::Done })
}

/// What the configuration uses a port as: by any of its names.
fn used_as(port: &Port, config: &Config) -> Option<Role> {
    let is = |named: &config::Port| match named {
        config::Port::Virtual => false,
        config::Port::Path(path) => {
            path == port.stable()
                || path == &port.path
                || std::fs::canonicalize(path).is_ok_and(|path| path == port.path)
        }
    };
    match config {
        config if is(&config.printer.port) => Some(Role::Printer),
        config if is(&config.scanner.port) => Some(Role::Scanner),
        _ => None,
    }
}

fn as_text(port: &Port, config: Option<&Config>) -> String {
    let mut lines = vec![port.path.display().to_string()];
    if let Some(usb) = &port.usb {
        let serial =
            usb.serial.as_deref().map_or_else(|| "no serial number".to_owned(), |serial| format!("number {serial}"));
        lines.push(format!("  adapter   {} ({}:{}, {serial})", usb.name, usb.vendor, usb.product));
    }
    lines.push(format!("  name      {}", port.stable().display()));
    if let Some(role) = config.and_then(|config| used_as(port, config)) {
        lines.push(format!("  used as   {}", role.name()));
    }
    let role = port.role();
    if let Some(role) = role {
        lines.push(format!("  probably  a {}", role.name()));
    }
    for role in role.map_or_else(|| vec![Role::Printer, Role::Scanner], |role| vec![role]) {
        if let Some(rule) = port.udev_rule(role.name()) {
            lines.push(format!("  as /dev/kiosk/{}: {rule}", role.name()));
        }
    }
    lines.join("\n")
}

fn as_json(port: &Port, config: Option<&Config>) -> serde_json::Value {
    json!({
        "path": port.path,
        "stable": port.stable(),
        "vendor": port.usb.as_ref().map(|usb| &usb.vendor),
        "product": port.usb.as_ref().map(|usb| &usb.product),
        "serial": port.usb.as_ref().and_then(|usb| usb.serial.as_ref()),
        "name": port.usb.as_ref().map(|usb| &usb.name),
        "used_as": config.and_then(|config| used_as(port, config)).map(Role::name),
        "probably": port.role().map(Role::name),
        "udev_printer": port.udev_rule(Role::Printer.name()),
        "udev_scanner": port.udev_rule(Role::Scanner.name()),
    })
}
