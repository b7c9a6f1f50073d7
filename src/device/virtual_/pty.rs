//! A pseudo-terminal: the kiosk opens one end by its path as any serial port, a virtual device
//! holds the other.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::fcntl::OFlag;
use nix::poll::{PollFd, PollFlags, PollTimeout};
use nix::pty::PtyMaster;
use nix::sys::termios::{ControlFlags, InputFlags, SetArg, cfmakeraw, tcgetattr, tcsetattr};

/// Both ends of one pseudo-terminal. Dropping it hangs up: the kiosk sees a pulled cable.
#[derive(Debug)]
pub struct Pty {
    device: PtyMaster,
    /// Keeps the kiosk's end alive while the kiosk has it closed, and shows how it is set.
    kiosk: File,
    path: PathBuf,
}

impl Pty {
    /// Makes a new pair in raw mode.
    ///
    /// # Errors
    /// When the system has no pseudo-terminal left.
    pub fn open() -> io::Result<Self> {
        let device = nix::pty::posix_openpt(OFlag::O_RDWR | OFlag::O_NOCTTY | OFlag::O_NONBLOCK | OFlag::O_CLOEXEC)?;
        nix::pty::grantpt(&device)?;
        nix::pty::unlockpt(&device)?;
        let path = PathBuf::from(nix::pty::ptsname_r(&device)?);
        let kiosk = OpenOptions::new().read(true).write(true).custom_flags(OFlag::O_NOCTTY.bits()).open(&path)?;
        let mut settings = tcgetattr(&kiosk)?;
        cfmakeraw(&mut settings);
        tcsetattr(&kiosk, SetArg::TCSANOW, &settings)?;
        Ok(Self { device, kiosk, path })
    }

    /// The path the kiosk opens.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the kiosk's end obeys the CTS wire now.
    #[must_use]
    pub fn obeys_cts(&self) -> bool {
        tcgetattr(&self.kiosk).is_ok_and(|settings| settings.control_flags.contains(ControlFlags::CRTSCTS))
    }

    /// Whether the kiosk's end stops at XOFF now.
    #[must_use]
    pub fn obeys_xoff(&self) -> bool {
        tcgetattr(&self.kiosk).is_ok_and(|settings| settings.input_flags.contains(InputFlags::IXON))
    }

    /// What the kiosk wrote, waiting at most `wait` or until there is something to read from
    /// `bell`; 0 when nothing came.
    ///
    /// # Errors
    /// What the system says.
    pub fn read(&mut self, into: &mut [u8], wait: Duration, bell: Option<BorrowedFd<'_>>) -> io::Result<usize> {
        if !self.wait_for(PollFlags::POLLIN, wait, bell)? {
            return Ok(0);
        }
        match self.device.read(into) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(0),
            other => other,
        }
    }

    /// Sends to the kiosk. What does not fit in the kernel's buffer within a second is dropped, as
    /// on a line whose reader is gone.
    ///
    /// # Errors
    /// What the system says.
    pub fn write(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            if !self.wait_for(PollFlags::POLLOUT, Duration::from_secs(1), None)? {
                return Ok(());
            }
            match self.device.write(bytes) {
                Ok(n) => bytes = &bytes[n..],
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn wait_for(&self, what: PollFlags, wait: Duration, bell: Option<BorrowedFd<'_>>) -> io::Result<bool> {
        let mut ends = vec![PollFd::new(self.device.as_fd(), what)];
        ends.extend(bell.map(|bell| PollFd::new(bell, PollFlags::POLLIN)));
        let wait = PollTimeout::try_from(wait).unwrap_or(PollTimeout::MAX);
        nix::poll::poll(&mut ends, wait)?;
        Ok(ends[0].revents().is_some_and(|seen| seen.intersects(what)))
    }
}

/// A path that stays while devices come and go behind it, as `/dev/serial/by-id/…` does.
#[derive(Debug)]
pub(super) struct StablePath {
    folder: tempfile::TempDir,
    name: &'static str,
}

impl StablePath {
    pub(super) fn new(name: &'static str) -> io::Result<Self> {
        Ok(Self { folder: tempfile::Builder::new().prefix("kiosk-virtual-").tempdir()?, name })
    }

    pub(super) fn path(&self) -> PathBuf {
        self.folder.path().join(self.name)
    }

    pub(super) fn lead_to(&self, pty: &Pty) -> io::Result<()> {
        self.remove();
        std::os::unix::fs::symlink(pty.path(), self.path())
    }

    pub(super) fn remove(&self) {
        // Not there is what is wanted.
        let _ = std::fs::remove_file(self.path());
    }
}
