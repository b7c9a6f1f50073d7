//! The program as a service manager runs it, with a printer on a line.

use std::fs;
use std::os::unix::net::UnixDatagram;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use kiosk::device::virtual_::{VirtualPrinter, VirtualPrinterConfig};

use super::display::Display;
use super::program::write_config;
use super::speech::Speech;
use super::twin::Twin;
use super::{GUARD, PATIENCE};

/// The running kiosk, and what its manager hears.
pub struct Service {
    pub display: Display,
    /// The same screens, which know where everything lies.
    pub twin: Twin,
    pub printer: VirtualPrinter,
    pub child: Child,
    pub speech: Speech,
    ear: UnixDatagram,
    pub config: PathBuf,
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn line(printer: &VirtualPrinter) -> String {
    format!("[printer]\nport = \"{}\"\nbaud = 460800\n", printer.path().display())
}

impl Service {
    /// At rest; central cannot be reached.
    pub fn start() -> Self {
        let display = Display::virtual_screen(1080, 1920);
        let printer = VirtualPrinter::start(VirtualPrinterConfig::default()).unwrap();
        let config = write_config(&display.folder(), &line(&printer));
        Self::run(display, printer, config)
    }

    /// With this configuration of the display's folder.
    pub fn run(display: Display, printer: VirtualPrinter, config: PathBuf) -> Self {
        let folder = display.folder();
        let socket = folder.join("notify");
        let ear = UnixDatagram::bind(&socket).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_kiosk"))
            .args(["run", "--config", config.to_str().unwrap()])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("DISPLAY", display.name())
            .env_remove("WAYLAND_DISPLAY")
            .env("NOTIFY_SOCKET", &socket)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::File::create(folder.join("program.err")).unwrap())
            .spawn()
            .unwrap();
        let speech = Speech::follow(folder.join("speech.log"));
        let mut service = Self { twin: Twin::new(1080, 1920), display, printer, child, speech, ear, config };
        service.speech.screen("attract");
        service.hears("READY=1");
        service
    }

    /// Another text in the file; `more` comes after what the test needs.
    pub fn write(&self, more: &str) {
        write_config(&self.display.folder(), &format!("{}{more}", line(&self.printer)));
    }

    /// `kiosk reload`: its exit code and its words.
    pub fn reload(&self) -> (Option<i32>, String) {
        let output: Output = Command::new(env!("CARGO_BIN_EXE_kiosk"))
            .args(["reload", "--config", self.config.to_str().unwrap()])
            .output()
            .unwrap();
        let text = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(text).unwrap())
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        fs::read_to_string(self.display.folder().join("program.err")).unwrap()
    }

    /// Waits until the manager is told this.
    pub fn hears(&self, what: &str) {
        self.ear.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        let end = Instant::now() + PATIENCE;
        let mut bytes = [0; 512];
        loop {
            if let Ok(read) = self.ear.recv(&mut bytes)
                && String::from_utf8_lossy(&bytes[..read]).lines().any(|line| line == what)
            {
                return;
            }
            assert!(Instant::now() < end, "{what} was not heard: {}", self.log());
        }
    }

    /// Touches a control and waits for the screen that it leads to.
    pub fn go(&mut self, id: &str, screen: &str) {
        self.touch(id, screen);
        self.twin.expect(screen);
    }

    /// The same where the twin's kiosk shows something else.
    pub fn touch(&mut self, id: &str, screen: &str) {
        sleep(GUARD);
        self.display.click(self.twin.tap(id));
        self.speech.screen(screen);
    }

    /// Whether its window is shown with this name of the kiosk.
    pub fn is_titled(&self, title: &str) -> bool {
        self.display.window(title).is_some()
    }

    /// How often it has begun anew.
    pub fn begins_anew(&self) -> usize {
        self.log().matches("kiosk.begins_anew").count()
    }
}
