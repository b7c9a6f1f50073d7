//! `kiosk scan`: what the scanner reads, one line each.

use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;

use super::{Failure, Outcome, fail, load};
use crate::config::{Config, Port};
use crate::device::line::{Line, SerialLine};
use crate::device::scanner::brand::Replies;
use crate::device::scanner::ssi::{Packets, Step};
use crate::device::scanner::{Aim, Brand, ScanEvent, Scanner, ScannerConfig};

/// Print what the scanner reads, one line each, until Ctrl-C.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: kiosk scan --count 1 --port /dev/ttyACM0")]
pub struct Args {
    /// Show every byte as it comes, in hexadecimal and as text, and what it is to a scanner of the configured make:
    /// for finding terminator, prefix, AIM identifier and make
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
        raw(&ScannerConfig::from_settings(&path, &config.scanner), args.count)
    } else {
        readings(&path, &config, args.count)
    }
}

fn readings(path: &std::path::Path, config: &Config, count: Option<u64>) -> Result<Outcome, Failure> {
    let runtime = super::run::runtime()?;
    let settings = ScannerConfig::from_settings(path, &config.scanner);
    tell(&format!("make: {}", settings.brand.word()));
    let aim = settings.aim;
    let scanner = Scanner::start(settings);
    scanner.want(true);
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
                    if let (false, Some((found, _))) = (aim, Aim::split(&text)) {
                        tell(&format!(
                            "{found} looks like an AIM identifier ({}); if all readings begin so: scanner.aim = true",
                            found.name()
                        ));
                    }
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
fn raw(settings: &ScannerConfig, count: Option<u64>) -> Result<Outcome, Failure> {
    let mut port = SerialLine::open(&settings.line).map_err(fail)?;
    if let Some(trigger) = settings.brand.trigger() {
        port.write_all(trigger.start, Duration::from_millis(500)).map_err(fail)?;
        say(&format!("> {}\n", hexadecimal(trigger.start)))?;
    }
    let mut reader = Interpreter::new(settings.brand);
    let mut bytes = [0; 64];
    let mut left = count;
    while left != Some(0) {
        let n = port.read(&mut bytes, Duration::from_millis(200)).map_err(fail)?;
        if n > 0 {
            say(&format!("{}\n", hexadecimal(&bytes[..n])))?;
            let (words, answers) = reader.read(&bytes[..n]);
            for word in words {
                say(&format!("  {word}\n"))?;
            }
            for answer in answers {
                port.write_all(answer, Duration::from_millis(500)).map_err(fail)?;
                say(&format!("> {}\n", hexadecimal(answer)))?;
            }
            left = left.map(|left| left - 1);
        }
    }
    Ok(Outcome::Done)
}

/// What pieces of bytes are, to a scanner of a make.
struct Interpreter {
    brand: Brand,
    replies: Replies,
    packets: Packets,
}

impl Interpreter {
    fn new(brand: Brand) -> Self {
        Self { brand, replies: Replies::new(brand), packets: Packets::default() }
    }

    /// In words, and what the scanner waits for.
    fn read(&mut self, bytes: &[u8]) -> (Vec<String>, Vec<&'static [u8]>) {
        let (mut words, mut answers) = (Vec::new(), Vec::new());
        let data = if self.brand == Brand::ZebraSsi {
            let mut data = Vec::new();
            for step in self.packets.push(bytes) {
                match step {
                    Step::Answer(answer) => answers.push(answer),
                    Step::Decoded(decoded) => data.extend_from_slice(&decoded),
                }
            }
            data
        } else {
            let data = self.replies.without(bytes);
            if data.len() < bytes.len() {
                words.push(format!("an answer of {} to a command", self.brand.word()));
            }
            data
        };
        let text = String::from_utf8_lossy(&data);
        if let Some((aim, _)) = Aim::split(text.trim_start_matches('\u{2}')) {
            words.push(format!("{aim}: AIM identifier, {}", aim.name()));
        }
        for (byte, name) in [(0x02, "STX"), (0x03, "ETX"), (0x06, "ACK"), (0x15, "NAK"), (0x00, "NUL")] {
            if self.brand != Brand::ZebraSsi && data.contains(&byte) {
                words.push(format!("{name} is passed over"));
            }
        }
        match data.as_slice() {
            [.., b'\r', b'\n'] => words.push("ends with CR LF".to_owned()),
            [.., b'\r'] => words.push("ends with CR".to_owned()),
            [.., b'\n'] => words.push("ends with LF".to_owned()),
            _ => {}
        }
        (words, answers)
    }
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

    #[test]
    fn bytes_are_explained() {
        let (words, answers) = Interpreter::new(Brand::Generic).read(b"\x02]Q1KR:1\x03\r\n");
        assert_eq!(words, ["]Q1: AIM identifier, QR", "STX is passed over", "ETX is passed over", "ends with CR LF"]);
        assert!(answers.is_empty());
        let (words, _) = Interpreter::new(Brand::Register).read(&[0x02, 0x00, 0x00, 0x01, 0x00, 0x33, 0x31]);
        assert_eq!(words, ["an answer of register to a command"]);
        // A decode in SSI: NUL, length 6, F3, scanner, status, symbology, 'K'.
        let (words, answers) = Interpreter::new(Brand::ZebraSsi).read(&[0, 6, 0xF3, 0, 0, 0x1C, b'K', 0xFE, 0xA0]);
        assert_eq!((words.len(), answers.as_slice()), (0, &[&crate::device::scanner::ssi::ACK[..]][..]));
    }
}
