//! What the service manager is told (`sd_notify(3)`): one datagram to the socket that it names.

use std::io;
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::path::PathBuf;
use std::time::Duration;

/// The service manager's ear.
#[derive(Debug)]
pub struct Manager {
    socket: UnixDatagram,
    address: SocketAddr,
    /// Without a sign of life for so long it kills the program; `None` when it does not watch.
    pub watchdog: Option<Duration>,
}

impl Manager {
    /// As the environment says: `NOTIFY_SOCKET`, `WATCHDOG_USEC`. `None` when nobody listens. Under a compositor or an X
    /// server that is the main process, `WATCHDOG_PID` names that; the unit says `NotifyAccess=all` and means this one.
    #[must_use]
    pub fn of_environment() -> Option<Self> {
        let path = PathBuf::from(std::env::var_os("NOTIFY_SOCKET")?);
        let watchdog = std::env::var("WATCHDOG_USEC").ok().and_then(|usec| usec.parse().ok());
        Self::new(&path, watchdog.filter(|usec| *usec > 0).map(Duration::from_micros)).ok()
    }

    /// At a socket: a path, or a name without a file that begins with `@`.
    ///
    /// # Errors
    /// The path is too long for a socket, or the system has no sockets left.
    pub fn new(path: &std::path::Path, watchdog: Option<Duration>) -> io::Result<Self> {
        let address = match path.to_str().and_then(|text| text.strip_prefix('@')) {
            Some(name) => SocketAddr::from_abstract_name(name)?,
            None => SocketAddr::from_pathname(path)?,
        };
        let socket = UnixDatagram::unbound()?;
        // A manager that does not read must not hold the kiosk.
        socket.set_nonblocking(true)?;
        Ok(Self { socket, address, watchdog })
    }

    /// Tells it.
    ///
    /// # Errors
    /// Nobody listens there, or not now.
    pub fn tell(&self, state: &str) -> io::Result<()> {
        self.socket.send_to_addr(state.as_bytes(), &self.address).map(drop)
    }
}
