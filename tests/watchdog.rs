//! The sign of life of the real program, as the service manager hears it: over a real socket, with a real window, a real
//! database, and each of the two hung in turn.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod real_window;

use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use real_window::display::Display;
use real_window::program::write_config;
use real_window::{PATIENCE, wait_for};

/// So long systemd would wait here before it kills: a sign of life is due every half second.
const LIMIT: Duration = Duration::from_secs(2);

/// The kiosk under watch, and what its manager hears.
struct Watched {
    child: Child,
    ear: UnixDatagram,
}

impl Drop for Watched {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Watched {
    fn start(display: &Display) -> Self {
        let folder = display.folder();
        let socket = folder.join("notify");
        let ear = UnixDatagram::bind(&socket).unwrap();
        let config = write_config(&folder, "");
        let child = Command::new(env!("CARGO_BIN_EXE_kiosk"))
            .args(["run", "--config", config.to_str().unwrap()])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("DISPLAY", display.name())
            .env_remove("WAYLAND_DISPLAY")
            .env("NOTIFY_SOCKET", &socket)
            .env("WATCHDOG_USEC", LIMIT.as_micros().to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(folder.join("program.err")).unwrap())
            .spawn()
            .unwrap();
        Self { child, ear }
    }

    /// What is said next, within `wait`.
    fn heard(&self, wait: Duration) -> Option<String> {
        self.ear.set_read_timeout(Some(wait)).unwrap();
        let mut bytes = [0; 512];
        let read = self.ear.recv(&mut bytes).ok()?;
        Some(String::from_utf8_lossy(&bytes[..read]).into_owned())
    }

    /// Waits for a sign of life.
    fn lives(&self) {
        wait_for("a sign of life", || self.heard(LIMIT).filter(|said| said == "WATCHDOG=1"));
    }

    /// After what was already under way, nothing comes for longer than the manager waits: it would kill the program.
    fn falls_silent(&self) {
        let end = Instant::now() + PATIENCE;
        while self.heard(LIMIT * 2).is_some() {
            assert!(Instant::now() < end, "signs of life go on");
        }
    }
}

/// The write lock of the store, taken by somebody else: the writer hangs.
fn wedge(state: &Path) -> rusqlite::Connection {
    let other = rusqlite::Connection::open(state.join("kiosk.db")).unwrap();
    other.busy_timeout(Duration::from_secs(10)).unwrap();
    other.execute_batch("begin immediate").unwrap();
    other
}

#[test]
fn ready_when_shown_and_alive_while_it_draws_and_writes() {
    let display = Display::virtual_screen(540, 960);
    let watched = Watched::start(&display);
    let first = watched.heard(PATIENCE).expect("READY");
    assert!(first.starts_with("READY=1\n"), "{first}");
    watched.lives();
    watched.lives();

    let other = wedge(&display.folder().join("state"));
    watched.falls_silent();
    let log = std::fs::read_to_string(display.folder().join("program.err")).unwrap();
    assert!(log.contains("kiosk.no_sign_of_life") && log.contains("drawn=true wrote=false"), "{log}");
    other.execute_batch("rollback").unwrap();
    watched.lives();
}

#[test]
fn silent_when_the_window_hangs() {
    let display = Display::virtual_screen(540, 960);
    let watched = Watched::start(&display);
    watched.lives();
    // The server of the screen stops: the window's thread waits for it in the middle of a frame.
    let server = Pid::from_raw(i32::try_from(display.server()).unwrap());
    kill(server, Signal::SIGSTOP).unwrap();
    let silent = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| watched.falls_silent()));
    kill(server, Signal::SIGCONT).unwrap();
    silent.unwrap();
    let log = std::fs::read_to_string(display.folder().join("program.err")).unwrap();
    assert!(log.contains("drawn=false wrote=true"), "{log}");
    watched.lives();
}
