//! `kiosk reload`: the running kiosk reads its configuration again.

use std::io::Write as _;
use std::path::PathBuf;

use super::run::runtime;
use super::{Failure, Outcome, fail, locate};
use crate::kiosk::ask_running;

/// Let the running kiosk take a changed configuration, without interrupting a visit.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: kiosk reload --config /etc/kiosk/kiosk-config.toml\n\
                  Exit code 0: taken, now or at the end of the visit. 1: refused, the one in force goes on.")]
pub struct Args {
    /// The configuration file that the kiosk was started with
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Begin anew when no visit is running, even if nothing has changed
    #[arg(long)]
    anew: bool,
}

/// Asks the running kiosk and shows what it says.
///
/// # Errors
/// No kiosk runs with this file, or it does not answer.
pub fn run(args: &Args) -> Result<Outcome, Failure> {
    let (path, _) = locate(args.config.as_deref())?;
    let (taken, told) = runtime()?.block_on(ask_running(&path, args.anew)).map_err(fail)?;
    let mut out = std::io::stdout().lock();
    if taken {
        out.write_all(told.as_bytes()).map_err(fail)?;
        return Ok(Outcome::Done);
    }
    writeln!(out, "{told}refused: the configuration in force goes on").map_err(fail)?;
    Ok(Outcome::Wrong)
}
