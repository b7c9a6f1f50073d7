//! Is there a screen to open a window on? The toolkit panics when there is none, so it is asked before.

use std::env;
use std::io;
use std::net::Shutdown;
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::net::{SocketAddr, UnixStream};
use std::path::Path;

use super::Failure;

/// Whether the environment names a screen at all.
#[cfg(feature = "demo")]
#[must_use]
pub(super) fn named() -> bool {
    ["WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DISPLAY"].into_iter().any(|name| variable(name).is_some())
}

/// Connects once to the screen that the window will open on, as the toolkit chooses it: Wayland before X.
///
/// # Errors
/// None is named, or nobody answers there: it says which, and how to mend it.
pub(super) fn answers() -> Result<(), Failure> {
    if variable("WAYLAND_SOCKET").is_some() {
        return Ok(());
    }
    if let Some(name) = variable("WAYLAND_DISPLAY") {
        let folder = variable("XDG_RUNTIME_DIR").unwrap_or_default();
        let path = Path::new(&folder).join(&name);
        return reached(UnixStream::connect(&path)).map_err(|error| {
            Failure::new(format!(
                "WAYLAND_DISPLAY={name}: {}: {error}; is the compositor (cage) running, and for this user?",
                path.display()
            ))
        });
    }
    let Some(name) = variable("DISPLAY") else {
        return Err(Failure::new(
            "there is no screen: neither WAYLAND_DISPLAY nor DISPLAY is set; start the kiosk inside cage or an X session, \
             or play it without a screen: kiosk demo --headless",
        ));
    };
    // A server on another machine is left to the toolkit.
    let Some(number) = local_number(&name) else { return Ok(()) };
    let path = format!("/tmp/.X11-unix/X{number}");
    // X servers listen under this path and, where they may not write to /tmp, under the same name without a file.
    let either = UnixStream::connect(&path).or_else(|error| {
        SocketAddr::from_abstract_name(&path).and_then(|name| UnixStream::connect_addr(&name)).map_err(|_| error)
    });
    reached(either).map_err(|error| {
        Failure::new(format!("DISPLAY={name}: {path}: {error}; is the X server running, and is this its number?"))
    })
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

fn reached(socket: io::Result<UnixStream>) -> io::Result<()> {
    // It was only a question; a server that has gone meanwhile is told about by the window.
    let _ = socket?.shutdown(Shutdown::Both);
    Ok(())
}

/// The number of a display of this machine: `:7`, `:7.0`, `unix:7`.
fn local_number(name: &str) -> Option<u16> {
    let (host, number) = name.rsplit_once(':')?;
    let number = number.split('.').next()?;
    matches!(host, "" | "unix").then(|| number.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn displays_of_this_machine_have_a_number() {
        assert_eq!(local_number(":0"), Some(0));
        assert_eq!(local_number(":99.1"), Some(99));
        assert_eq!(local_number("unix:7"), Some(7));
        assert_eq!(local_number("desk.example:0"), None);
        assert_eq!(local_number(":x"), None);
        assert_eq!(local_number("nonsense"), None);
    }
}
