//! A real X server with a synthetic touch panel, and the real kiosk on it.
//!
//! Debian's Xorg has the `dummy` video driver and the `inputtest` input driver,
//! whose device is fed through a socket. What the fingers do here goes through
//! the server, winit and iced as it does on a kiosk.

use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use iced::{Point, Rectangle, Size};
use tempfile::TempDir;

/// The panel in pixels.
pub(crate) const PANEL: Size = Size::new(1080.0, 1920.0);
/// The longest that starting or reacting may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);
/// The kiosk ignores presses so soon after a change of screen (`ui::app::run`).
const GUARD: Duration = Duration::from_millis(500);

/// Waits until `arrived`.
pub(crate) fn wait_for(what: &str, mut arrived: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !arrived() {
        assert!(Instant::now() < end, "{what}: nothing came of waiting");
        sleep(Duration::from_millis(20));
    }
}

/// Ends a process with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A running X server with the kiosk on it.
pub(crate) struct Kiosk {
    // In this order: the kiosk ends before its server.
    kiosk: Running,
    _server: Running,
    panel: Panel,
    display: String,
    folder: TempDir,
}

impl Kiosk {
    /// Starts both; the kiosk is at rest then.
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (server, display) = server(folder.path());
        let panel = Panel::connect(&folder.path().join("touch.sock"));
        let config = configuration(folder.path());
        let errors = fs::File::create(folder.path().join("kiosk.err")).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_kiosk"))
            .args(["run", "--config"])
            .arg(&config)
            .env("DISPLAY", &display)
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(errors)
            .spawn()
            .unwrap();
        let mut kiosk = Self { kiosk: Running(child), _server: server, panel, display, folder };
        wait_for("the window", || {
            assert!(kiosk.kiosk.0.try_wait().unwrap().is_none(), "the kiosk ended: {}", kiosk.errors());
            // The ground of the root window is black, that of the kiosk is not.
            kiosk.pixels(Rectangle::new(Point::new(4.0, 4.0), Size::new(2.0, 2.0))).iter().all(|byte| *byte > 200)
        });
        sleep(GUARD);
        kiosk
    }

    /// The screens and dialogs entered so far, by their stable ids.
    pub(crate) fn entered(&self) -> Vec<String> {
        let log = fs::read_to_string(self.folder.path().join("speech.log")).unwrap_or_default();
        let lines = log.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
        lines.filter(|line| line["focus"].is_null()).filter_map(|line| line["screen"].as_str().map(str::to_owned)).collect()
    }

    /// Waits for a screen; then presses count again.
    pub(crate) fn expect(&self, screen: &str) {
        wait_for(screen, || self.entered().last().is_some_and(|last| last == screen));
        sleep(GUARD);
    }

    /// What the kiosk wrote to standard error.
    pub(crate) fn errors(&self) -> String {
        fs::read_to_string(self.folder.path().join("kiosk.err")).unwrap_or_default()
    }

    /// A part of the screen as RGB bytes, as the X server shows it.
    pub(crate) fn pixels(&self, part: Rectangle) -> Vec<u8> {
        let crop = format!("{}x{}+{}+{}", part.width, part.height, part.x, part.y);
        let out = Command::new("import")
            .args(["-display", &self.display, "-window", "root", "-crop", &crop, "+repage", "-depth", "8", "rgb:-"])
            .output()
            .expect("ImageMagick's import; `make test` installs it");
        out.stdout
    }

    /// Keeps a picture for people.
    pub(crate) fn picture(&self, name: &str) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pictures");
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join(format!("{name}.png"));
        let done = Command::new("import").args(["-display", &self.display, "-window", "root"]).arg(path).status();
        assert!(done.is_ok_and(|status| status.success()), "no picture {name}");
    }

    /// Sends a key or a window message by xdotool.
    pub(crate) fn xdotool(&self, args: &[&str]) {
        let done = Command::new("xdotool").args(args).env("DISPLAY", &self.display).status();
        assert!(done.is_ok_and(|status| status.success()), "xdotool {args:?}");
    }

    /// The fingers.
    pub(crate) fn panel(&mut self) -> &mut Panel {
        &mut self.panel
    }

    /// Whether it still runs.
    pub(crate) fn runs(&mut self) -> bool {
        self.kiosk.0.try_wait().unwrap().is_none()
    }

    /// Asks it to end, and how it ended.
    pub(crate) fn terminate(&mut self) -> std::process::ExitStatus {
        let pid = nix::unistd::Pid::from_raw(self.kiosk.0.id() as i32);
        nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGTERM).unwrap();
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.kiosk.0.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < end, "SIGTERM does not end the kiosk");
            sleep(Duration::from_millis(20));
        }
    }
}

/// The shipped configuration with a state of its own and a speech log to follow it by.
fn configuration(folder: &Path) -> PathBuf {
    let shipped = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("kiosk-config.toml")).unwrap();
    let state = format!("state_dir = \"{}\"", folder.join("state").display());
    let speech = format!("output = \"log:{}\"", folder.join("speech.log").display());
    let mut changed = 0;
    let lines: Vec<String> = shipped
        .lines()
        .map(|line| match line {
            line if line.starts_with("state_dir = ") => (changed += 1, state.clone()).1,
            line if line.starts_with("output = ") => (changed += 1, speech.clone()).1,
            line if line.starts_with("url = ") => (changed += 1, "url = \"\"".to_owned()).1,
            line => line.to_owned(),
        })
        .collect();
    assert_eq!(changed, 3, "the shipped configuration names its keys otherwise now");
    let path = folder.join("kiosk-config.toml");
    fs::write(&path, lines.join("\n")).unwrap();
    path
}

/// Xorg on a free display.
fn server(folder: &Path) -> (Running, String) {
    let template = include_str!("xorg.conf");
    let config = folder.join("xorg.conf");
    fs::write(&config, template.replace("TOUCH_SOCKET", &folder.join("touch.sock").display().to_string())).unwrap();
    for number in 90..120 {
        if Path::new(&format!("/tmp/.X11-unix/X{number}")).exists() || Path::new(&format!("/tmp/.X{number}-lock")).exists() {
            continue;
        }
        let display = format!(":{number}");
        let log = folder.join("xorg.log");
        let child = Command::new("Xorg")
            .arg(&display)
            .arg("-config")
            .arg(&config)
            .arg("-logfile")
            .arg(&log)
            .args(["-noreset", "-nolisten", "tcp", "-novtswitch", "-sharevts", "vt7"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xorg; `make test` installs it (xserver-xorg-core, xserver-xorg-video-dummy)");
        let mut child = Running(child);
        let socket = folder.join("touch.sock");
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            if child.0.try_wait().unwrap().is_some() {
                break;
            }
            if socket.exists() && Path::new(&format!("/tmp/.X11-unix/X{number}")).exists() {
                return (child, display);
            }
            sleep(Duration::from_millis(50));
        }
        let log = fs::read_to_string(log).unwrap_or_default();
        let said: Vec<&str> = log.lines().filter(|line| line.contains("(EE)")).collect();
        // Another test may have taken the display in between: try the next one.
        assert!(log.contains("already active") || log.is_empty(), "Xorg does not start: {said:?}");
    }
    panic!("no free display");
}

/// A finger on the panel.
#[derive(Clone, Copy)]
pub(crate) struct Finger(u32);

/// The far end of the `inputtest` driver (xserver's `xf86-input-inputtest-protocol.h`).
pub(crate) struct Panel {
    socket: UnixStream,
    fingers: u32,
}

impl Panel {
    const BEGIN: u32 = 18;
    const UPDATE: u32 = 19;
    const END: u32 = 20;
    /// The range of the driver's axes.
    const AXIS: f64 = 65_535.0;

    fn connect(path: &Path) -> Self {
        let mut socket = UnixStream::connect(path).unwrap();
        // Client version: length 12, type 0, protocol 1.1; the server answers with its own.
        let mut hello = Vec::new();
        hello.extend(12u32.to_ne_bytes());
        hello.extend(0u32.to_ne_bytes());
        hello.extend(1u16.to_ne_bytes());
        hello.extend(1u16.to_ne_bytes());
        socket.write_all(&hello).unwrap();
        let mut answer = [0; 64];
        assert!(socket.read(&mut answer).unwrap() > 0, "the touch panel does not answer");
        Self { socket, fingers: 0 }
    }

    fn send(&mut self, finger: Finger, what: u32, at: Point) {
        let mut event = Vec::with_capacity(1056);
        for word in [1056u32, 6, finger.0, what] {
            event.extend(word.to_ne_bytes());
        }
        event.extend(0u32.to_ne_bytes());
        // The first two axes are given.
        event.extend([3u8, 0, 0, 0, 0, 0, 0, 0]);
        event.extend([0u8; 4]);
        let mut axes = [0.0f64; 128];
        axes[0] = f64::from(at.x) * Self::AXIS / f64::from(PANEL.width);
        axes[1] = f64::from(at.y) * Self::AXIS / f64::from(PANEL.height);
        for axis in axes {
            event.extend(axis.to_ne_bytes());
        }
        assert_eq!(event.len(), 1056);
        self.socket.write_all(&event).unwrap();
    }

    /// A finger comes down.
    pub(crate) fn down(&mut self, at: Point) -> Finger {
        self.fingers += 1;
        let finger = Finger(self.fingers);
        self.send(finger, Self::BEGIN, at);
        finger
    }

    /// It slides.
    pub(crate) fn slide(&mut self, finger: Finger, to: Point) {
        self.send(finger, Self::UPDATE, to);
    }

    /// It leaves.
    pub(crate) fn up(&mut self, finger: Finger, at: Point) {
        self.send(finger, Self::END, at);
    }

    /// A tap of a usual length.
    pub(crate) fn tap(&mut self, at: Point) {
        let finger = self.down(at);
        sleep(Duration::from_millis(60));
        self.up(finger, at);
    }

    /// Taps without any pause between them.
    pub(crate) fn burst(&mut self, points: &[Point]) {
        for at in points {
            let finger = self.down(*at);
            self.up(finger, *at);
        }
    }
}
