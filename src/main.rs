//! The `kiosk` binary: hardens its own process, then hands over to the command line.

use std::os::unix::process::CommandExt as _;
use std::process::{Command, ExitCode};

use kiosk::cli;
use kiosk::config::data::DataDir;

/// Names the font-less fontconfig file. Without it the text engine scans every
/// font of the system at start (50-800 ms), and a glyph that is missing from
/// ours would silently come from another face.
const FONTCONFIG_FILE: &str = "FONTCONFIG_FILE";

/// Names our short table of composed characters. Without it X reads the whole
/// table of the system's locale, twice (10-20 ms of the start).
const COMPOSE_FILE: &str = "XCOMPOSEFILE";

fn main() -> ExitCode {
    harden();
    with_own_environment();
    cli::run()
}

/// One heap for all threads. A heap for each keeps a megabyte that none of them needs; the threads of a kiosk wait for
/// ports and disks, not for each other's memory.
const ARENAS: (&str, &str) = ("MALLOC_ARENA_MAX", "1");

/// Answers live in this process's memory: no core dump, no debugger of another
/// process of the same user. Failing to harden is not a reason not to serve.
fn harden() {
    use nix::sys::{prctl, resource};
    let _ = resource::setrlimit(resource::Resource::RLIMIT_CORE, 0, 0);
    let _ = prctl::set_dumpable(false);
}

/// Starts this program anew with [`FONTCONFIG_FILE`], [`COMPOSE_FILE`] and [`ARENAS`] set,
/// unless the first is set. (Setting them inside the running process would be `unsafe`.)
fn with_own_environment() {
    if std::env::var_os(FONTCONFIG_FILE).is_some() {
        return;
    }
    let (Ok(data), Ok(this)) = (DataDir::find(None), std::env::current_exe()) else {
        return;
    };
    // `exec` only returns when it failed; then we go on with the system's fonts.
    let _ = Command::new(this)
        .args(std::env::args_os().skip(1))
        .env(FONTCONFIG_FILE, data.assets().join("fonts/fonts.conf"))
        .env(COMPOSE_FILE, data.keyboards().join("Compose"))
        .env(ARENAS.0, ARENAS.1)
        .exec();
}
