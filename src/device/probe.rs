//! Who is on a line? One question that every ESC/POS printer answers at once, whatever it is doing, and that no scanner
//! understands.

use std::time::{Duration, Instant};

use super::line::{Line, LineConfig, LineError, SerialLine};
use super::printer::escpos::REAL_TIME_STATUS;
use crate::config::BAUD_RATES;

/// So long a printer may take to answer. Epson's answer within 100 ms; converters to Ethernet or USB take some more.
const ANSWER: Duration = Duration::from_millis(400);

/// What came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Status bytes of a printer.
    Printer,
    /// So many bytes that no printer sends: another speed, or another device.
    Strange(usize),
    /// Nothing.
    Silence,
}

/// Asks whoever is on an open line.
///
/// # Errors
/// The port went away.
pub fn ask(line: &mut dyn Line) -> Result<Answer, LineError> {
    let mut bytes = [0; 64];
    // What was sent before is no answer.
    while line.read(&mut bytes, Duration::from_millis(20))? > 0 {}
    // A printer that holds the line answers all the same.
    line.ignore_flow(true);
    let asked = line.write_all(&REAL_TIME_STATUS, ANSWER);
    line.ignore_flow(false);
    match asked {
        Ok(()) => {}
        Err(LineError::TimedOut) => {
            line.discard_unsent();
            return Ok(Answer::Silence);
        }
        Err(error) => return Err(error),
    }
    let (end, mut heard) = (Instant::now() + ANSWER, Vec::new());
    while heard.len() < 4 {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        let read = line.read(&mut bytes, left)?;
        heard.extend_from_slice(&bytes[..read]);
    }
    // Bits 1 and 4 are set in every status byte, bits 0 and 7 never are (`dle_eot`).
    let status = heard.iter().filter(|byte| **byte & 0b1001_0011 == 0b0001_0010).count();
    Ok(match heard.len() {
        0 => Answer::Silence,
        all if status * 2 > all && status >= 2 => Answer::Printer,
        all => Answer::Strange(all),
    })
}

/// Asks at the speed of `config`.
///
/// # Errors
/// The port cannot be opened or went away.
pub fn ask_at(config: &LineConfig) -> Result<Answer, LineError> {
    ask(&mut SerialLine::open(config)?)
}

/// All speeds but `baud`; the usual ones first.
pub fn other_speeds(baud: u32) -> impl Iterator<Item = u32> {
    let usual = [9600, 115_200, 19_200, 38_400];
    let others = BAUD_RATES.into_iter().filter(move |rate| !usual.contains(rate));
    usual.into_iter().chain(others).filter(move |rate| *rate != baud)
}

/// The speed at which a printer answers, other than that of `config`.
///
/// # Errors
/// As [`ask_at`].
pub fn other_speed(config: &LineConfig) -> Result<Option<u32>, LineError> {
    for baud in other_speeds(config.baud) {
        if ask_at(&LineConfig { baud, ..config.clone() })? == Answer::Printer {
            return Ok(Some(baud));
        }
    }
    Ok(None)
}

#[cfg(test)]
pub(in crate::device) mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use crate::device::virtual_::{VirtualFault, VirtualPrinter, VirtualPrinterConfig, VirtualScanner};

    #[test]
    fn a_printer_answers_even_with_its_cover_open() {
        let printer = VirtualPrinter::start(VirtualPrinterConfig::default()).unwrap();
        let config = LineConfig::new(printer.path(), 115_200);
        assert_eq!(ask_at(&config), Ok(Answer::Printer));
        printer.set(VirtualFault::CoverOpen);
        assert_eq!(ask_at(&config), Ok(Answer::Printer));
        printer.set(VirtualFault::Mute);
        assert_eq!(ask_at(&config), Ok(Answer::Silence));
    }

    #[test]
    fn a_scanner_is_silent() {
        let scanner = VirtualScanner::start(b"\r").unwrap();
        assert_eq!(ask_at(&LineConfig::new(scanner.path(), 9600)), Ok(Answer::Silence));
    }

    #[test]
    fn words_are_no_printer() {
        let printer = VirtualPrinter::start(VirtualPrinterConfig::default()).unwrap();
        printer.set(VirtualFault::Garbage);
        assert!(matches!(ask_at(&LineConfig::new(printer.path(), 9600)), Ok(Answer::Strange(_))));
    }

    /// A printer that answers at the speed of its switches alone: that of the last line it was told. A pseudo-terminal
    /// carries no speed, but it remembers what it was told (`TCGETS2`: the speed stands in the eleventh word).
    const PRINTER_WITH_SWITCHES: &str = r#"
import fcntl, os, select, struct, sys, termios, tty
device, kiosk = os.openpty()
tty.setraw(kiosk)
own = int(sys.stdin.readline())
print(os.ttyname(kiosk), flush=True)
while True:
    ready = select.select([device, sys.stdin], [], [])[0]
    if sys.stdin in ready:
        line = sys.stdin.readline()
        if not line:
            break
        own = int(line)
    if device in ready:
        heard = os.read(device, 64)
        speed = struct.unpack("11I", fcntl.ioctl(kiosk, 0x802C542A, bytes(44)))[10]
        if speed == own and b"\x10\x04" in heard:
            os.write(device, b"\x12" * 4)
"#;

    /// Its process, which ends with the value, and its path.
    pub(in crate::device) struct Switches {
        process: std::process::Child,
        pub(in crate::device) path: std::path::PathBuf,
    }

    impl Switches {
        pub(in crate::device) fn at(baud: u32) -> Self {
            use std::io::BufRead as _;
            let mut process = std::process::Command::new("python3")
                .args(["-c", PRINTER_WITH_SWITCHES])
                .stdin(std::process::Stdio::piped())
                .stdout(std::process::Stdio::piped())
                .spawn()
                .expect("python3; scripts/setup-debian test installs it");
            let answers = process.stdout.take().unwrap();
            let mut switches = Self { process, path: std::path::PathBuf::new() };
            switches.set(baud);
            let mut path = String::new();
            std::io::BufReader::new(answers).read_line(&mut path).unwrap();
            switches.path = path.trim().into();
            switches
        }

        /// Somebody moves them.
        pub(in crate::device) fn set(&mut self, baud: u32) {
            use std::io::Write as _;
            let told = self.process.stdin.as_mut().unwrap();
            writeln!(told, "{baud}").unwrap();
            told.flush().unwrap();
        }
    }

    impl Drop for Switches {
        fn drop(&mut self) {
            let _ = self.process.kill();
            let _ = self.process.wait();
        }
    }

    #[test]
    fn the_speed_is_found() {
        let device = Switches::at(38_400);
        let config = LineConfig::new(&device.path, 115_200);
        assert_eq!(ask_at(&config), Ok(Answer::Silence));
        assert_eq!(other_speed(&config), Ok(Some(38_400)));
    }
}
