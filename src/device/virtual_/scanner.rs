//! A virtual scanner: what a test or the demo holds to it arrives on a pseudo-terminal.

use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::pty::{Pty, StablePath};

/// Bytes that a scanner's UART hands over at once.
const CHUNK: usize = 14;

/// A virtual scanner. Dropping it pulls the cable.
#[derive(Debug)]
pub struct VirtualScanner {
    link: StablePath,
    pty: Mutex<Option<Pty>>,
    suffix: Vec<u8>,
    pause: Duration,
}

impl VirtualScanner {
    /// One that ends each reading with `suffix` (`b"\r\n"`, as a rule).
    ///
    /// # Errors
    /// When no pseudo-terminal can be had.
    pub fn start(suffix: &[u8]) -> io::Result<Self> {
        let link = StablePath::new("scanner")?;
        let pty = Pty::open()?;
        link.lead_to(&pty)?;
        // 14 bytes at 9600 baud take 15 ms; a third of it keeps tests quick and pieces apart.
        Ok(Self { link, pty: Mutex::new(Some(pty)), suffix: suffix.to_vec(), pause: Duration::from_millis(5) })
    }

    fn lock(&self) -> MutexGuard<'_, Option<Pty>> {
        self.pty.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The path to open; stays the same when unplugged and plugged in again.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.link.path()
    }

    /// Holds something to it: sends the text and the suffix, in pieces.
    ///
    /// # Errors
    /// [`io::ErrorKind::NotConnected`] while unplugged.
    pub fn scan(&self, text: &str) -> io::Result<()> {
        let bytes: Vec<u8> = text.bytes().chain(self.suffix.iter().copied()).collect();
        for piece in bytes.chunks(CHUNK) {
            self.raw(piece)?;
            std::thread::sleep(self.pause);
        }
        Ok(())
    }

    /// Sends these bytes and nothing else.
    ///
    /// # Errors
    /// [`io::ErrorKind::NotConnected`] while unplugged.
    pub fn raw(&self, bytes: &[u8]) -> io::Result<()> {
        match &mut *self.lock() {
            Some(pty) => pty.write(bytes),
            None => Err(io::Error::new(io::ErrorKind::NotConnected, "the virtual scanner is unplugged")),
        }
    }

    /// Pulls the cable.
    pub fn unplug(&self) {
        self.link.remove();
        *self.lock() = None;
    }

    /// Plugs it in again, at the same path.
    ///
    /// # Errors
    /// When no pseudo-terminal can be had.
    pub fn replug(&self) -> io::Result<()> {
        let pty = Pty::open()?;
        self.link.lead_to(&pty)?;
        *self.lock() = Some(pty);
        Ok(())
    }
}
