//! The sign of life of the real program, as the service manager hears it: over a real socket, with a real window, a real
//! database, and each of the two hung in turn. The test then does what systemd does: it kills, waits, starts again.
//!
//! With `--nocapture` each test prints how long that took; the figures of a quiet machine stand in docs/BENCHMARKS.md.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod real_window;

use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use real_window::display::Display;
use real_window::program::write_config;
use real_window::speech::Speech;
use real_window::{PATIENCE, wait_for};

/// So long systemd would wait here before it kills: a sign of life is due every half second.
const LIMIT: Duration = Duration::from_secs(2);

/// What it may take from the kill to the screen at rest, on a machine that builds beside: ten times what the plan wants.
const RESTART: Duration = Duration::from_secs(30);

/// The kiosk under watch, and what its manager hears.
struct Watched {
    child: Child,
    ear: UnixDatagram,
    config: PathBuf,
    speech: Speech,
    display: String,
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
        let ear = UnixDatagram::bind(folder.join("notify")).unwrap();
        let config = write_config(&folder, "");
        let child = program(&config, display.name());
        let speech = Speech::follow(folder.join("speech.log"));
        Self { child, ear, config, speech, display: display.name().to_owned() }
    }

    /// What systemd does with a service that is silent: SIGKILL, `RestartSec`, the same command again. Waits until the kiosk
    /// is ready and at rest; answers how long that took, from the kill and from the start.
    fn is_restarted(&mut self, meanwhile: impl FnOnce()) -> (Duration, Duration) {
        let killed = Instant::now();
        self.child.kill().unwrap();
        let ended = self.child.wait().unwrap();
        assert_eq!(std::os::unix::process::ExitStatusExt::signal(&ended), Some(9), "{ended}");
        self.speech.rest();
        meanwhile();
        // The words of the one before are heard no more.
        while self.heard(Duration::from_millis(1)).is_some() {}
        let begun = killed.elapsed();
        std::thread::sleep(restart_sec());
        let started = Instant::now();
        self.child = program(&self.config, &self.display);
        wait_for("READY", || self.heard(LIMIT).filter(|said| said.starts_with("READY=1\n")));
        self.speech.screen("attract");
        self.lives();
        // What the test itself did between kill and wait is not the kiosk's.
        (killed.elapsed() - begun, started.elapsed())
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

fn program(config: &Path, display: &str) -> Child {
    let folder = config.parent().unwrap();
    let errors = std::fs::File::options().create(true).append(true).open(folder.join("program.err")).unwrap();
    Command::new(env!("CARGO_BIN_EXE_kiosk"))
        .args(["run", "--config", config.to_str().unwrap()])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("DISPLAY", display)
        .env_remove("WAYLAND_DISPLAY")
        .env("NOTIFY_SOCKET", folder.join("notify"))
        .env("WATCHDOG_USEC", LIMIT.as_micros().to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(errors)
        .spawn()
        .unwrap()
}

/// What the unit says of itself.
fn restart_sec() -> Duration {
    let unit = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/systemd/kiosk.service");
    let text = std::fs::read_to_string(unit).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix("RestartSec=")).unwrap();
    Duration::from_millis(line.strip_suffix("ms").unwrap().parse().unwrap())
}

fn told(fault: &str, (whole, start): (Duration, Duration)) {
    println!("{fault}: at rest {whole:?} after the kill, {start:?} after the start");
    assert!(whole < RESTART, "{whole:?}");
}

/// The write lock of the store, taken by somebody else: the writer hangs.
fn wedge(state: &Path) -> rusqlite::Connection {
    let other = rusqlite::Connection::open(state.join("kiosk.db")).unwrap();
    other.busy_timeout(Duration::from_secs(10)).unwrap();
    other.execute_batch("begin immediate").unwrap();
    other
}

#[test]
fn a_wedged_store_is_noticed_and_the_kiosk_restarted() {
    let display = Display::virtual_screen(540, 960);
    let mut watched = Watched::start(&display);
    let first = watched.heard(PATIENCE).expect("READY");
    assert!(first.starts_with("READY=1\n"), "{first}");
    watched.lives();
    watched.lives();

    let state = display.folder().join("state");
    let other = wedge(&state);
    watched.falls_silent();
    let log = std::fs::read_to_string(display.folder().join("program.err")).unwrap();
    assert!(log.contains("kiosk.no_sign_of_life") && log.contains("drawn=true wrote=false"), "{log}");
    // It comes back by itself when the lock goes; the manager does not wait for that.
    other.execute_batch("rollback").unwrap();
    watched.lives();
    let other = wedge(&state);
    watched.falls_silent();
    let took = watched.is_restarted(|| other.execute_batch("rollback").unwrap());
    told("wedged store", took);
    assert_eq!(starts(&display), 2);
}

#[test]
fn a_frozen_window_is_noticed_and_the_kiosk_restarted() {
    let display = Display::virtual_screen(540, 960);
    let mut watched = Watched::start(&display);
    watched.lives();
    // The server of the screen stops: the window's thread waits for it in the middle of a frame.
    let server = Pid::from_raw(i32::try_from(display.server()).unwrap());
    kill(server, Signal::SIGSTOP).unwrap();
    let silent = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| watched.falls_silent()));
    let log = std::fs::read_to_string(display.folder().join("program.err")).unwrap();
    if let Err(panic) = silent {
        kill(server, Signal::SIGCONT).unwrap();
        std::panic::resume_unwind(panic);
    }
    // Killed while it hangs, as it is then.
    let took = watched.is_restarted(|| kill(server, Signal::SIGCONT).unwrap());
    assert!(log.contains("drawn=false wrote=true"), "{log}");
    told("frozen window", took);
    assert_eq!(starts(&display), 2);
}

/// How often the program has begun.
fn starts(display: &Display) -> usize {
    std::fs::read_to_string(display.folder().join("program.err")).unwrap().matches("kiosk.started").count()
}
