//! The serial line: opening, bounded reads and writes, and errors a technician can act on.
//!
//! Facts behind the shape (`reference/pdf_qr_mrz.md` §6): the default time-out of `serialport` is
//! zero; one large write ignores its time-out while the peer does not read, so writes go out in
//! chunks of [`WRITE_CHUNK`] bytes; a pulled cable shows as a broken pipe on read and write.

use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serialport::{ClearBuffer, SerialPort, TTYPort};

/// Most bytes handed to the port in one write; more may block past any time-out.
pub const WRITE_CHUNK: usize = 256;

/// Data bits of a character.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DataBits {
    /// Seven (some old scanners).
    Seven,
    /// Eight: the usual, and the only choice for printers (images are 8-bit data).
    #[default]
    Eight,
}

/// Parity bit of a character.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Parity {
    /// No parity bit.
    #[default]
    None,
    /// Odd.
    Odd,
    /// Even.
    Even,
}

/// Stop bits of a character.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StopBits {
    /// One.
    #[default]
    One,
    /// Two.
    Two,
}

/// How the device holds the kiosk back while its buffer is full.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Flow {
    /// Not at all: what does not fit in the device's buffer is lost.
    #[default]
    None,
    /// By the CTS wire.
    RtsCts,
    /// By the bytes XON (11h) and XOFF (13h) from the device.
    XonXoff,
}

/// Where a serial line is and how it is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineConfig {
    /// Device path, such as `/dev/ttyS0` or `/dev/serial/by-id/…`; links are followed.
    pub path: PathBuf,
    /// Bits per second.
    pub baud: u32,
    /// Data bits.
    pub data_bits: DataBits,
    /// Parity.
    pub parity: Parity,
    /// Stop bits.
    pub stop_bits: StopBits,
    /// Flow control.
    pub flow: Flow,
}

impl LineConfig {
    /// 8 data bits, no parity, one stop bit, no flow control.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>, baud: u32) -> Self {
        Self {
            path: path.into(),
            baud,
            data_bits: DataBits::Eight,
            parity: Parity::None,
            stop_bits: StopBits::One,
            flow: Flow::None,
        }
    }

    /// The same line with this flow control.
    #[must_use]
    pub fn with_flow(mut self, flow: Flow) -> Self {
        self.flow = flow;
        self
    }

    /// How long `bytes` bytes take on the wire, start, parity and stop bits counted.
    #[must_use]
    pub fn wire_time(&self, bytes: usize) -> Duration {
        let bits =
            1 + match self.data_bits {
                DataBits::Seven => 7,
                DataBits::Eight => 8,
            } + u64::from(self.parity != Parity::None)
                + match self.stop_bits {
                    StopBits::One => 1,
                    StopBits::Two => 2,
                };
        Duration::from_micros(bytes as u64 * bits * 1_000_000 / u64::from(self.baud.max(1)))
    }
}

/// What is wrong with a line, by what has to be done about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// The path does not exist: cable out, adapter off, or a wrong path.
    #[error("{0}: no such port; is the cable in, and is the path right?")]
    NoSuchPort(String),
    /// The user may not open it.
    #[error(
        "{0}: no permission; add the kiosk's user to the group dialout (usermod -aG dialout USER) and log in again"
    )]
    NoPermission(String),
    /// The path is a file or another thing that is no terminal line.
    #[error("{0}: not a serial port")]
    NotATty(String),
    /// Another program holds it.
    #[error("{0}: in use by another program; stop it (ModemManager and getty are frequent holders)")]
    InUse(String),
    /// The port went away while open: cable pulled, adapter gone.
    #[error("the port went away")]
    HungUp,
    /// The device did not take the bytes in time (flow control holds the line).
    #[error("the device did not take data in time")]
    TimedOut,
    /// Anything else, in the system's words.
    #[error("{0}")]
    Other(String),
}

/// A serial line as the actors use it.
pub trait Line: Send {
    /// Reads what is there, waiting at most `wait`; 0 when nothing came.
    ///
    /// # Errors
    /// [`LineError::HungUp`] when the port went away, else [`LineError::Other`].
    fn read(&mut self, into: &mut [u8], wait: Duration) -> Result<usize, LineError>;

    /// Hands over the first bytes of `bytes`, at most [`WRITE_CHUNK`], waiting at most `wait` for
    /// room. Returns how many were taken; 0 when the device holds the line.
    ///
    /// # Errors
    /// As [`Line::read`].
    fn write(&mut self, bytes: &[u8], wait: Duration) -> Result<usize, LineError>;

    /// Throws away what was written and has not left this computer yet.
    fn discard_unsent(&mut self);

    /// Ignores (`true`) or obeys flow control again. Printers act on real-time commands even while
    /// they hold the line, but the kernel would not let them out.
    fn ignore_flow(&mut self, ignore: bool);

    /// Writes all of `bytes` within `deadline` in all.
    ///
    /// # Errors
    /// [`LineError::TimedOut`] when the device does not take them; otherwise as [`Line::read`].
    fn write_all(&mut self, mut bytes: &[u8], deadline: Duration) -> Result<(), LineError> {
        let end = Instant::now() + deadline;
        while !bytes.is_empty() {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(LineError::TimedOut);
            }
            let taken = self.write(bytes, left.min(Duration::from_millis(50)))?;
            bytes = bytes.get(taken..).unwrap_or_default();
        }
        Ok(())
    }
}

/// A [`Line`] on a terminal device of this computer.
#[derive(Debug)]
pub struct SerialLine {
    port: TTYPort,
    flow: Flow,
}

impl SerialLine {
    /// Opens and sets the line, for this program alone.
    ///
    /// # Errors
    /// The first four of [`LineError`], or [`LineError::Other`].
    pub fn open(config: &LineConfig) -> Result<Self, LineError> {
        let path = config.path.to_string_lossy();
        check_is_device(&config.path)?;
        let port = serialport::new(path.as_ref(), config.baud)
            .data_bits(match config.data_bits {
                DataBits::Seven => serialport::DataBits::Seven,
                DataBits::Eight => serialport::DataBits::Eight,
            })
            .parity(match config.parity {
                Parity::None => serialport::Parity::None,
                Parity::Odd => serialport::Parity::Odd,
                Parity::Even => serialport::Parity::Even,
            })
            .stop_bits(match config.stop_bits {
                StopBits::One => serialport::StopBits::One,
                StopBits::Two => serialport::StopBits::Two,
            })
            .flow_control(flow_control(config.flow))
            .timeout(Duration::from_millis(50))
            .exclusive(true)
            .open_native()
            .map_err(|error| classify_open(&path, &error))?;
        Ok(Self { port, flow: config.flow })
    }

    fn set_timeout(&mut self, wait: Duration) -> Result<(), LineError> {
        if self.port.timeout() == wait {
            return Ok(());
        }
        self.port.set_timeout(wait).map_err(|error| LineError::Other(error.to_string()))
    }
}

impl Line for SerialLine {
    fn read(&mut self, into: &mut [u8], wait: Duration) -> Result<usize, LineError> {
        self.set_timeout(wait)?;
        match self.port.read(into) {
            Ok(0) => Err(LineError::HungUp),
            Ok(n) => Ok(n),
            Err(error) => absent(&error),
        }
    }

    fn write(&mut self, bytes: &[u8], wait: Duration) -> Result<usize, LineError> {
        self.set_timeout(wait)?;
        match self.port.write(&bytes[..bytes.len().min(WRITE_CHUNK)]) {
            Ok(n) => Ok(n),
            Err(error) => absent(&error),
        }
    }

    fn discard_unsent(&mut self) {
        if let Err(error) = self.port.clear(ClearBuffer::Output) {
            tracing::debug!(event = "line.discard", %error);
        }
    }

    fn ignore_flow(&mut self, ignore: bool) {
        if self.flow == Flow::None {
            return;
        }
        let flow = if ignore { Flow::None } else { self.flow };
        if let Err(error) = self.port.set_flow_control(flow_control(flow)) {
            tracing::debug!(event = "line.flow", %error);
        }
    }
}

fn flow_control(flow: Flow) -> serialport::FlowControl {
    match flow {
        Flow::None => serialport::FlowControl::None,
        Flow::RtsCts => serialport::FlowControl::Hardware,
        Flow::XonXoff => serialport::FlowControl::Software,
    }
}

/// Nothing came or went in time is no error; the rest says whether the port is still there.
fn absent(error: &std::io::Error) -> Result<usize, LineError> {
    match error.kind() {
        ErrorKind::TimedOut | ErrorKind::WouldBlock | ErrorKind::Interrupted => Ok(0),
        ErrorKind::BrokenPipe | ErrorKind::NotConnected | ErrorKind::UnexpectedEof => Err(LineError::HungUp),
        // EIO (hung-up terminal), ENXIO and ENODEV (adapter unplugged) have no kind of their own,
        // and a port that was open and answers with any of them has gone.
        _ => match error.raw_os_error() {
            Some(5 | 6 | 19) => Err(LineError::HungUp),
            _ if error.to_string().contains("I/O error") || error.to_string().contains("No such device") => {
                Err(LineError::HungUp)
            }
            _ => Err(LineError::Other(error.to_string())),
        },
    }
}

/// Tells a plain file or folder from a device before the serial library fails on it with less to say.
fn check_is_device(path: &Path) -> Result<(), LineError> {
    use std::os::unix::fs::FileTypeExt;
    let name = path.display().to_string();
    match std::fs::metadata(path) {
        Ok(about) if about.file_type().is_char_device() => Ok(()),
        Ok(_) => Err(LineError::NotATty(name)),
        Err(error) => Err(match error.kind() {
            ErrorKind::NotFound => LineError::NoSuchPort(name),
            ErrorKind::PermissionDenied => LineError::NoPermission(name),
            _ => LineError::Other(format!("{name}: {error}")),
        }),
    }
}

fn classify_open(path: &str, error: &serialport::Error) -> LineError {
    let name = path.to_owned();
    let text = error.to_string().to_lowercase();
    match error.kind() {
        serialport::ErrorKind::Io(ErrorKind::NotFound) => LineError::NoSuchPort(name),
        serialport::ErrorKind::Io(ErrorKind::PermissionDenied) => LineError::NoPermission(name),
        serialport::ErrorKind::NoDevice if text.contains("lock") || text.contains("busy") => LineError::InUse(name),
        _ if text.contains("busy") => LineError::InUse(name),
        _ if text.contains("typewriter") || text.contains("inappropriate ioctl") => LineError::NotATty(name),
        _ if text.contains("no such device") || text.contains("i/o error") || text.contains("input/output") => {
            LineError::NoSuchPort(name)
        }
        _ => LineError::Other(format!("{name}: {error}")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;
    use crate::device::virtual_::pty::Pty;

    fn open(path: &Path) -> Result<SerialLine, LineError> {
        SerialLine::open(&LineConfig::new(path, 9600))
    }

    #[test]
    fn each_failure_to_open_has_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "x").unwrap();
        assert!(matches!(open(&folder.path().join("none")), Err(LineError::NoSuchPort(_))));
        assert!(matches!(open(&file), Err(LineError::NotATty(_))));
        assert!(matches!(open(folder.path()), Err(LineError::NotATty(_))));
        assert!(matches!(open(Path::new("/dev/null")), Err(LineError::NotATty(_))));
        let pty = Pty::open().unwrap();
        let _held = open(pty.path()).unwrap();
        assert!(matches!(open(pty.path()), Err(LineError::InUse(_))));
    }

    #[test]
    fn permission_is_told_with_its_remedy() {
        let error = serialport::Error::new(serialport::ErrorKind::Io(ErrorKind::PermissionDenied), "Permission denied");
        let error = classify_open("/dev/ttyS0", &error);
        assert_eq!(error, LineError::NoPermission("/dev/ttyS0".into()));
        assert!(error.to_string().contains("dialout"));
    }

    #[test]
    fn a_reader_that_does_not_read_cannot_block_a_writer() {
        let pty = Pty::open().unwrap();
        let mut line = open(pty.path()).unwrap();
        let start = Instant::now();
        let error = line.write_all(&vec![0x55; 200_000], Duration::from_millis(150)).unwrap_err();
        assert_eq!(error, LineError::TimedOut);
        assert!(start.elapsed() < Duration::from_secs(2));
    }

    #[test]
    fn a_pulled_cable_is_hung_up() {
        let pty = Pty::open().unwrap();
        let mut line = open(pty.path()).unwrap();
        let mut byte = [0];
        assert_eq!(line.read(&mut byte, Duration::from_millis(5)), Ok(0));
        drop(pty);
        assert_eq!(line.read(&mut byte, Duration::from_millis(50)), Err(LineError::HungUp));
        assert_eq!(line.write(b"x", Duration::from_millis(50)), Err(LineError::HungUp));
    }

    #[test]
    fn wire_time_counts_start_and_stop_bits() {
        assert_eq!(LineConfig::new("x", 9600).wire_time(960), Duration::from_secs(1));
        let mut even = LineConfig::new("x", 11_000);
        even.parity = Parity::Even;
        assert_eq!(even.wire_time(1000), Duration::from_secs(1));
    }
}
