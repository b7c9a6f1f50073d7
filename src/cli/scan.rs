//! `kiosk scan`: what the scanner reads, one line each.

use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;

use super::{Failure, Outcome, fail, load};
use crate::config::{Config, Port};
use crate::device::line::{Line, LineConfig, SerialLine};
use crate::device::scanner::{ScanEvent, Scanner, ScannerConfig};

/// Print what the scanner reads, one line each, until Ctrl-C.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: kiosk scan --count 1 --port /dev/ttyACM0")]
pub struct Args {
    /// Show every byte as it comes, in hexadecimal and as text: for finding the terminator
    #[arg(long)]
    raw: bool,
    /// End after this many readings (with --raw: pieces)
    #[arg(long, value_name = "N")]
    count: Option<u64>,
    /// The configuration file
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Another port than the configuration's: a device path
    #[arg(long, value_name = "PORT")]
    port: Option<PathBuf>,
}

/// Reads until the count is reached or Ctrl-C.
///
/// # Errors
/// No configuration, a virtual port (nothing can be held to it), or with `--raw` a port that does
/// not open.
pub fn run(args: &Args) -> Result<Outcome, Failure> {
    let (config, _) = load(args.config.as_deref())?;
    let path = match (&args.port, &config.scanner.port) {
        (Some(path), _) | (None, Port::Path(path)) => path.clone(),
        (None, Port::Virtual) => {
            return Err(Failure::new(
                "scanner.port: is \"virtual\", and nothing can be held to a virtual scanner from here; \
                 set a device path or pass --port",
            ));
        }
    };
    if args.raw {
        raw(&LineConfig::from_settings(&path, &config.scanner.line), args.count)
    } else {
        readings(&path, &config, args.count)
    }
}

fn readings(path: &std::path::Path, config: &Config, count: Option<u64>) -> Result<Outcome, Failure> {
    let runtime = super::run::runtime()?;
    let scanner = Scanner::start(ScannerConfig::from_settings(path, &config.scanner));
    let mut events = scanner.events();
    runtime.block_on(async {
        let mut left = count;
        while left != Some(0) {
            let event = tokio::select! {
                event = events.recv() => event,
                _ = tokio::signal::ctrl_c() => return Ok(Outcome::Done),
            };
            match event {
                Ok(ScanEvent::Read(text)) => {
                    say(&format!("{}\n", escaped(&text)))?;
                    left = left.map(|left| left - 1);
                }
                Ok(ScanEvent::Connected) => tell(&format!("connected: {}", path.display())),
                Ok(ScanEvent::Lost(fault)) => {
                    tell(&format!("no scanner on {} ({fault:?}); waiting for it", path.display()));
                }
                Err(RecvError::Lagged(missed)) => tell(&format!("{missed} readings were too quick and are lost")),
                Err(RecvError::Closed) => return Ok(Outcome::Wrong),
            }
        }
        Ok(Outcome::Done)
    })
}

/// Bytes as they come; Ctrl-C ends the process as for any program that reads.
fn raw(line: &LineConfig, count: Option<u64>) -> Result<Outcome, Failure> {
    let mut port = SerialLine::open(line).map_err(fail)?;
    let mut bytes = [0; 64];
    let mut left = count;
    while left != Some(0) {
        let n = port.read(&mut bytes, Duration::from_millis(200)).map_err(fail)?;
        if n > 0 {
            say(&format!("{}\n", hexadecimal(&bytes[..n])))?;
            left = left.map(|left| left - 1);
        }
    }
    Ok(Outcome::Done)
}

/// One line whatever it holds.
fn escaped(text: &str) -> String {
    let mut line = String::new();
    for c in text.chars() {
        if c.is_control() { line.extend(c.escape_default()) } else { line.push(c) }
    }
    line
}

fn hexadecimal(bytes: &[u8]) -> String {
    let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    let text: String = bytes
        .iter()
        .map(|byte| if byte.is_ascii_graphic() || *byte == b' ' { char::from(*byte) } else { '.' })
        .collect();
    format!("{}  {text}", hex.join(" "))
}

fn say(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(fail)
}

/// To stderr, so that readings alone stand on stdout.
fn tell(text: &str) {
    // A closed stderr leaves nobody to tell.
    let _ = writeln!(std::io::stderr(), "{text}");
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    #[test]
    fn a_reading_is_one_line() {
        assert_eq!(escaped("ID<<\n90\r\n\u{1D}سڵاو"), "ID<<\\n90\\r\\n\\u{1d}سڵاو");
        assert_eq!(hexadecimal(b"K1\r\n"), "4B 31 0D 0A  K1..");
    }
}
