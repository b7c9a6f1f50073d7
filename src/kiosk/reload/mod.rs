//! Another configuration while the kiosk runs: read and checked whole, told as a diff, taken when nobody can notice.
//!
//! What can be changed in a running kiosk is changed at once ([`Taken::AtOnce`]). For everything else the program begins
//! anew in its own process, from the start it always has, at a moment when nobody stands before it ([`rest`]): the
//! kiosk has one way to become what its files say, not two. A file with mistakes changes nothing, and a start that fails all
//! the same goes back to the text that was in force (`cli::run`).

mod control;
mod rest;

use std::fmt;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};

use tokio::runtime::Handle;
use tokio::sync::watch;

pub use control::{AskError, Device, Devices, ask_devices, ask_running};

use super::start::{StartError, could_start};
use super::{Inner, Kiosk, heart};
use crate::config::data::DataDir;
use crate::config::{Config, Difference, LogLevel, Taken, differences};
use crate::enrolment::Enrolment;
use crate::problem::Problems;
use crate::staff::{Roster, RosterError};

/// The configuration in force, kept until the next one has started.
const BEFORE: &str = "config-before.toml";

/// Sets how much is logged from now on.
pub type SetLevel = Arc<dyn Fn(LogLevel) + Send + Sync>;

/// What a kiosk must know to take another configuration while it runs.
#[derive(Clone)]
pub struct Reloading {
    /// The configuration file.
    pub path: PathBuf,
    /// Its text as it is in force.
    pub in_force: String,
    /// The program's file.
    pub program: PathBuf,
    /// Sets how much is logged.
    pub set_level: SetLevel,
}

impl fmt::Debug for Reloading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reloading").field("path", &self.path).field("program", &self.program).finish_non_exhaustive()
    }
}

/// What waits until nobody stands before the kiosk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Waiting {
    /// A file that was read at the start has changed.
    files: bool,
    /// Central has given another catalogue.
    catalogue: bool,
    /// Somebody wants it in any case.
    asked: bool,
}

impl Waiting {
    const fn any(&self) -> bool {
        self.files || self.catalogue || self.asked
    }
}

/// The kiosk's own side of it.
pub(super) struct Reload {
    /// `None`: this kiosk cannot begin anew (the demo, a test).
    of: Option<Reloading>,
    data: DataDir,
    program: Option<Stamp>,
    enrolled: bool,
    waiting: watch::Sender<Waiting>,
    at_rest: watch::Sender<bool>,
    begins_anew: AtomicBool,
}

/// A file as it was: another one in its place has another.
type Stamp = (u64, u64, i64, i64);

fn stamp(path: &Path) -> Option<Stamp> {
    let found = std::fs::metadata(path).ok()?;
    Some((found.dev(), found.ino(), found.mtime(), found.mtime_nsec()))
}

/// What has changed, and when it is taken.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Changes {
    keys: Vec<Difference>,
    /// What else was read at the start and has changed.
    others: Vec<&'static str>,
    /// Somebody wants the kiosk to begin anew in any case.
    asked: bool,
}

impl Changes {
    fn wait(&self) -> bool {
        self.asked || !self.others.is_empty() || self.keys.iter().any(|key| Taken::of(&key.key) == Taken::AtRest)
    }
}

impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.keys.is_empty() && self.others.is_empty() {
            f.write_str("nothing has changed\n")?;
        }
        for key in &self.keys {
            writeln!(f, "{key}  ({})", Taken::of(&key.key))?;
        }
        for other in &self.others {
            writeln!(f, "{other}  ({})", Taken::AtRest)?;
        }
        if self.wait() {
            f.write_str("The kiosk begins anew when no visit is running.\n")?;
        }
        Ok(())
    }
}

/// Why a configuration is not taken; the one in force goes on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotTaken {
    /// The file has mistakes.
    #[error("{0}")]
    Config(#[from] Problems),
    /// The kiosk would not start with it.
    #[error("{0}")]
    Start(#[from] StartError),
    /// The list of staff cannot be read.
    #[error("{0}")]
    Staff(#[from] RosterError),
    /// The text in force cannot be kept for going back.
    #[error("the configuration in force cannot be kept for going back: {0}")]
    Before(#[from] std::io::Error),
    /// Not a kiosk that was started by `kiosk run`, or it ends.
    #[error("this kiosk does not take another configuration while it runs")]
    Never,
}

impl Reload {
    pub(super) fn new(of: Option<Reloading>, data: DataDir, enrolled: bool) -> Self {
        let program = of.as_ref().and_then(|of| stamp(&of.program));
        Self {
            of,
            data,
            program,
            enrolled,
            waiting: watch::Sender::default(),
            at_rest: watch::Sender::new(false),
            begins_anew: AtomicBool::new(false),
        }
    }

    /// Begins to listen for those who ask for it, and to look for the moment.
    pub(super) fn start(&self, runtime: &Handle, kiosk: &Weak<Inner>) {
        let Some(of) = &self.of else { return };
        runtime.spawn(rest::begin_anew(Weak::clone(kiosk), self.at_rest.subscribe(), self.waiting.subscribe()));
        runtime.spawn(control::hang_up(Weak::clone(kiosk)));
        if let Err(error) = control::listen(runtime, &of.path, Weak::clone(kiosk)) {
            tracing::error!(event = "config.no_control", %error);
        }
    }

    /// The program's file and the configuration file that it was started with.
    pub(super) fn program(&self) -> Option<(&Path, &Path)> {
        self.of.as_ref().map(|of| (of.program.as_path(), of.path.as_path()))
    }

    /// Follows whether the screen is at rest.
    pub(super) fn follow_rest(&self) -> watch::Receiver<bool> {
        self.at_rest.subscribe()
    }

    /// Central has given another catalogue.
    pub(super) fn has_catalogue(&self) {
        self.waiting.send_modify(|waiting| waiting.catalogue = true);
    }

    /// Reads and checks all that was read at the start. Changes nothing.
    fn look(&self, of: &Reloading, inner: &Inner) -> Result<(Config, Changes), NotTaken> {
        let (config, text) = Config::load_with_text(&of.path)?;
        let file = of.path.display().to_string();
        let keys = differences(Some((&file, &of.in_force)), Some((&file, &text)))?;
        could_start(&config, &of.path, &self.data)?;
        let mut others = Vec::new();
        if Roster::load(&config.store.state_dir)?.as_ref() != inner.door.roster() {
            others.push("the members of staff");
        }
        if !self.enrolled && matches!(Enrolment::load(&config.store.state_dir), Ok(Some(_))) {
            others.push("the enrolment");
        }
        if stamp(&of.program) != self.program {
            others.push("the program");
        }
        Ok((config, Changes { keys, others, asked: false }))
    }
}

impl Kiosk {
    /// Reads the configuration file again and takes it: at once what can be, the rest when no visit is running. With
    /// `anew` the kiosk begins anew then even if nothing has changed.
    ///
    /// # Errors
    /// It is not taken; what is in force goes on.
    pub(crate) async fn reload(&self, anew: bool) -> Result<Changes, NotTaken> {
        let changes = self.examine().await.inspect_err(|error| tracing::error!(event = "config.refused", %error))?;
        if anew {
            self.inner.reload.waiting.send_modify(|waiting| waiting.asked = true);
        }
        for key in &changes.keys {
            tracing::info!(event = "config.changed", key = key.key, taken = %Taken::of(&key.key));
        }
        for what in &changes.others {
            tracing::info!(event = "config.changed", what);
        }
        Ok(Changes { asked: anew, ..changes })
    }

    /// Looks at the files, takes at once what can be taken at once, and notes whether the rest waits: what was refused and
    /// what was changed back waits no longer.
    async fn examine(&self) -> Result<Changes, NotTaken> {
        let inner = Arc::clone(&self.inner);
        let looked = tokio::task::spawn_blocking(move || {
            let of = inner.reload.of.as_ref().ok_or(NotTaken::Never)?;
            let (config, changes) = inner.reload.look(of, &inner)?;
            (of.set_level)(config.log.level);
            Ok(changes)
        });
        let looked = looked.await.unwrap_or(Err(NotTaken::Never));
        let files = looked.as_ref().is_ok_and(Changes::wait);
        self.inner.reload.waiting.send_modify(|waiting| waiting.files = files);
        looked
    }

    /// Whether the screen is at rest: nobody's visit is running there.
    pub fn rests(&self, at_rest: bool) {
        self.inner.reload.at_rest.send_replace(at_rest);
    }

    /// The window closes so that the kiosk begins anew.
    pub fn begins_anew(&self) {
        self.inner.reload.begins_anew.store(true, Ordering::Relaxed);
        if let Some(manager) = &self.inner.manager {
            heart::begins_anew(manager);
        }
        tracing::info!(event = "kiosk.begins_anew");
    }

    /// Where the configuration that was in force is kept, when the window closed to begin anew.
    #[must_use]
    pub fn left_to_begin_anew(&self) -> Option<PathBuf> {
        let left = self.inner.reload.begins_anew.load(Ordering::Relaxed);
        left.then(|| self.config().store.state_dir.join(BEFORE))
    }

    /// Keeps the text in force where the next start finds it when it fails.
    fn keep_before(&self) -> Result<(), NotTaken> {
        let of = self.inner.reload.of.as_ref().ok_or(NotTaken::Never)?;
        let path = self.config().store.state_dir.join(BEFORE);
        Ok(std::fs::write(path, &of.in_force)?)
    }
}
