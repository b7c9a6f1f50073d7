//! The real program, run in a display of the test.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use kiosk::cli::demo::{Everything, Wishes};
use kiosk::config::Config;
use kiosk::config::data::DataDir;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::display::Display;
use super::speech::Speech;
use super::wait_for;

/// `kiosk` with its own folder; it is killed when the test ends.
pub struct Program {
    child: Child,
    folder: PathBuf,
    /// What it says.
    pub speech: Speech,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What differs in the configurations of tests.
pub struct Parts<'a> {
    /// Where central is.
    pub central: &'a str,
    /// More sections.
    pub more: &'a str,
}

/// A configuration for a test: virtual devices, its own state, the speech log beside it.
pub fn write_config(folder: &Path, more: &str) -> PathBuf {
    // Nobody listens there.
    write_parts(folder, &Parts { central: "http://127.0.0.1:9", more })
}

/// The same with a central that may be there.
pub fn write_parts(folder: &Path, Parts { central, more }: &Parts<'_>) -> PathBuf {
    let path = folder.join("kiosk-config.toml");
    let state = folder.join("state");
    let log = folder.join("speech.log");
    let text = format!(
        "[central]\nurl = \"{central}\"\n[store]\nstate_dir = \"{}\"\n[speech]\noutput = \"log:{}\"\n{more}",
        state.display(),
        log.display()
    );
    std::fs::write(&path, text).unwrap();
    path
}

/// Lets the kiosk of this configuration in at a central that is gone again afterwards: it takes requests.
fn enrol(folder: &Path, config: &Path) {
    let config = Config::load(config).unwrap();
    let wishes = Wishes { folder: Some(folder.to_owned()), central: false, ..Wishes::default() };
    drop(Everything::start(config, DataDir::find(None).unwrap(), wishes).unwrap());
}

impl Program {
    /// `kiosk run`, full screen.
    pub fn run(display: &Display) -> Self {
        Self::run_with(display, "")
    }

    /// The same with more sections in its configuration.
    pub fn run_with(display: &Display, more: &str) -> Self {
        Self::run_prepared(display, more, |_| {})
    }

    /// The same after `prepare` has put something into its state folder.
    pub fn run_prepared(display: &Display, more: &str, prepare: impl FnOnce(&Path)) -> Self {
        let folder = display.folder();
        let config = write_config(&folder, more);
        enrol(&folder, &config);
        prepare(&folder.join("state"));
        Self::start(display, &["run", "--config", config.to_str().unwrap()])
    }

    /// Starts the program with these arguments; its speech log is `speech.log` in the display's folder.
    pub fn start(display: &Display, arguments: &[&str]) -> Self {
        let folder = display.folder();
        let child = Command::new(env!("CARGO_BIN_EXE_kiosk"))
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("DISPLAY", display.name())
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::piped())
            .stdout(File::create(folder.join("program.out")).unwrap())
            .stderr(File::create(folder.join("program.err")).unwrap())
            .spawn()
            .unwrap();
        let speech = Speech::follow(folder.join("speech.log"));
        Self { child, folder, speech }
    }

    /// What it wrote on standard error so far.
    pub fn errors(&self) -> String {
        std::fs::read_to_string(self.folder.join("program.err")).unwrap_or_default()
    }

    /// What it wrote on standard output so far.
    pub fn output(&self) -> String {
        std::fs::read_to_string(self.folder.join("program.out")).unwrap_or_default()
    }

    /// Whether it still runs.
    pub fn runs(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Asks it to end, as systemd does, and tells how it ended.
    pub fn terminate(&mut self) -> ExitStatus {
        kill(Pid::from_raw(i32::try_from(self.child.id()).unwrap()), Signal::SIGTERM).unwrap();
        self.ended()
    }

    /// Waits for its end.
    pub fn ended(&mut self) -> ExitStatus {
        wait_for("the end of the program", || self.child.try_wait().unwrap())
    }
}
