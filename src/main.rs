//! The `kiosk` binary: hardens its own process, then hands over to the command line.

use std::os::unix::process::CommandExt as _;
use std::process::{Command, ExitCode};

use kiosk::cli::{self, environment};
use kiosk::config::data::DataDir;

fn main() -> ExitCode {
    harden();
    with_own_environment();
    cli::run()
}

/// Answers live in this process's memory: no core dump, no debugger of another
/// process of the same user. Failing to harden is not a reason not to serve.
fn harden() {
    use nix::sys::{prctl, resource};
    let _ = resource::setrlimit(resource::Resource::RLIMIT_CORE, 0, 0);
    let _ = prctl::set_dumpable(false);
}

/// Executes this program anew in its own environment, unless it has it. (Setting variables inside the running process
/// would be `unsafe`.)
fn with_own_environment() {
    if std::env::var_os(environment::MARK).is_some() {
        return;
    }
    let (Ok(data), Ok(this)) = (DataDir::find(None), std::env::current_exe()) else {
        return;
    };
    // `exec` only returns when it failed; then we go on with the system's fonts.
    let _ = Command::new(this).args(std::env::args_os().skip(1)).envs(environment::own(&data)).exec();
}
