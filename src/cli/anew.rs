//! Beginning anew in the same process: the program executes itself, with the arguments that it was started with.
//!
//! What was in force is kept in a file until the next start has succeeded. A start that fails goes back to it, once, and
//! says so in the log: the kiosk goes on as it was, whatever stands in the file.

use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Failure, environment, fail, tell};
use crate::config::{Config, base_of};

/// Names the file with the configuration that was in force, for a start that may go back to it.
const BEFORE: &str = "KIOSK_CONFIG_BEFORE";
/// Names it for a start that has to use it instead of its own.
const INSTEAD: &str = "KIOSK_CONFIG_INSTEAD";
/// Why.
const BECAUSE: &str = "KIOSK_CONFIG_REFUSED";

/// How this start came to be.
#[derive(Debug, Clone, Default)]
pub(super) struct Anew {
    /// What was in force before.
    before: Option<PathBuf>,
    /// What is used instead of the configuration file, and why.
    instead: Option<(PathBuf, String)>,
}

impl Anew {
    /// As the environment says.
    pub(super) fn of_environment() -> Self {
        let instead =
            std::env::var_os(INSTEAD).map(|path| (PathBuf::from(path), std::env::var(BECAUSE).unwrap_or_default()));
        Self { before: std::env::var_os(BEFORE).map(PathBuf::from), instead }
    }

    /// The configuration of this start, and its text.
    pub(super) fn config(&self, path: &Path) -> Result<(Config, String), Failure> {
        match &self.instead {
            None => Config::load_with_text(path).map_err(fail),
            Some((kept, _)) => {
                let text = std::fs::read_to_string(kept).map_err(fail)?;
                let config = Config::parse(&text, &path.display().to_string(), base_of(path)).map_err(fail)?;
                Ok((config, text))
            }
        }
    }

    /// The kiosk has started: what was before is not needed any more.
    pub(super) fn has_started(&self) {
        if let Some((_, error)) = &self.instead {
            tracing::error!(event = "config.rolled_back", %error);
        } else if let Some(before) = &self.before {
            let _ = std::fs::remove_file(before);
            tracing::info!(event = "config.taken");
        }
    }

    /// The kiosk does not start: goes back to what was before, if there is something. Returns only if there is not.
    pub(super) fn go_back(&self, failure: &Failure) {
        let Some(before) = &self.before else { return };
        tell(failure);
        if let Ok(mut command) = this_program() {
            // `exec` only returns when it failed; then this start fails as any other.
            let _ = command.env_remove(BEFORE).env(INSTEAD, before).env(BECAUSE, failure.to_string()).exec();
        }
    }
}

/// Executes this program anew, which may go back to the configuration kept in `before`.
pub(super) fn begin(program: &Path, before: &Path) -> Failure {
    let mut command = Command::new(program);
    command.args(std::env::args_os().skip(1)).env(BEFORE, before).env_remove(INSTEAD).env_remove(BECAUSE);
    // Of another version, it may want another environment: `main` makes it.
    fail(command.env_remove(environment::MARK).exec())
}

fn this_program() -> std::io::Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(std::env::args_os().skip(1));
    Ok(command)
}
