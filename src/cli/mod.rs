//! The command line: thin. Each command is a module with its arguments and a
//! `run`; exit codes are 0 done, 1 the checked thing is wrong, 2 usage or
//! configuration error.

pub mod accessibility;
mod anew;
pub mod audit;
pub mod bundle;
pub mod check;
pub mod config;
#[cfg(feature = "demo")]
pub mod demo;
pub mod devices;
mod display;
pub mod enrol;
pub mod environment;
pub mod events;
pub mod locale;
mod logging;
pub mod print;
pub mod queue;
pub mod receipt;
pub mod reload;
pub mod run;
pub mod sample;
mod sample_form;
pub mod say;
pub mod scan;
pub mod staff;
pub mod ticket;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::Config;
use crate::config::data::DataDir;
use crate::problem::Problems;

/// The name of the configuration file, looked for in the current folder and in
/// the folder of the data.
pub const CONFIG_FILE: &str = "kiosk-config.toml";

/// The public-service kiosk for the Kurdistan Region of Iraq.
#[derive(Debug, Parser)]
#[command(name = "kiosk", version, about, after_help = "Example: kiosk demo --headless --out pictures")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the kiosk, full screen
    Run(run::Args),
    /// Let the running kiosk take a changed configuration, without interrupting a visit
    Reload(reload::Args),
    /// Run everything on this machine: central, printer, scanner and kiosk
    #[cfg(feature = "demo")]
    Demo(demo::Args),
    /// Make this kiosk known to central with a one-time code
    Enrol(enrol::Args),
    /// Check configuration, languages and catalogue; names every problem at once
    Check(check::Args),
    /// What a key of the configuration means, what differs, a schema for editors
    Config(config::Args),
    /// The serial ports of this machine, and names for them that stay
    Devices(devices::Args),
    /// Write a support bundle without personal data
    Bundle(bundle::Args),
    /// What a line of the log means, and what to do about it
    Events(events::Args),
    /// Write a sample ticket as ESC/POS, PNG and figures
    Ticket(ticket::TicketArgs),
    /// Write a sample receipt as ESC/POS, PNG and PDF; or verify a receipt
    Receipt(receipt::ReceiptArgs),
    /// Print a file of ESC/POS bytes or the test page, and wait for proof
    Print(print::Args),
    /// Print what the scanner reads, one line each
    Scan(scan::Args),
    /// The outbox: what waits for central, without personal data
    Queue(queue::Args),
    /// The members of staff: who may open staff mode
    Staff(staff::Args),
    /// The audit chain
    Audit(audit::Args),
    /// The languages: what is missing, not reviewed, changed since, not recorded
    Locale(locale::Args),
    /// Write how the kiosk says a text as a sound file
    Say(say::Args),
    /// The accessibility checks: what proves each, and what a person must still look at
    Accessibility(accessibility::Args),
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Done: exit code 0.
    Done,
    /// The checked thing is wrong: exit code 1.
    Wrong,
    /// It is wrong in a way that has an exit code of its own; the command's help lists them.
    Exit(u8),
}

/// Why a command could not do its work: exit code 2. The text is for a
/// technician: what, where, how to mend it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Failure(String);

impl Failure {
    /// With what to tell.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

/// Any error that is already worded for a technician.
pub(crate) fn fail(error: impl std::fmt::Display) -> Failure {
    Failure(error.to_string())
}

/// Runs the command line of this process.
#[must_use]
pub fn run() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Run(args) => run::run(&args),
        Command::Reload(args) => reload::run(&args),
        #[cfg(feature = "demo")]
        Command::Demo(args) => demo::run(&args),
        Command::Enrol(args) => enrol::run(&args),
        Command::Check(args) => check(&args),
        Command::Bundle(args) => bundle::run(&args),
        Command::Config(args) => config::run(&args),
        Command::Devices(args) => devices::run(&args),
        Command::Events(args) => events::run(&args),
        Command::Ticket(args) => ticket::run(&args).map(|()| Outcome::Done).map_err(fail),
        Command::Receipt(args) => receipt::run(&args),
        Command::Print(args) => print::run(&args),
        Command::Scan(args) => scan::run(&args),
        Command::Queue(args) => queue::run(&args),
        Command::Staff(args) => staff::run(&args),
        Command::Audit(args) => audit::run(&args),
        Command::Locale(args) => locale::run(&args),
        Command::Say(args) => say::run(&args),
        Command::Accessibility(args) => accessibility::run(&args),
    };
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Wrong) => ExitCode::from(1),
        Ok(Outcome::Exit(code)) => ExitCode::from(code),
        Err(failure) => {
            tell(&failure);
            ExitCode::from(FAILED)
        }
    }
}

/// The exit code of a command that could not do its work.
pub(crate) const FAILED: u8 = 2;

/// Tells whoever started the program.
pub(crate) fn tell(failure: &Failure) {
    // A closed stderr leaves nobody to tell.
    for line in failure.to_string().lines() {
        let _ = writeln!(std::io::stderr(), "error: {line}");
    }
}

fn check(args: &check::Args) -> Result<Outcome, Failure> {
    let verdict = check::run(args, &mut std::io::stdout().lock()).map_err(fail)?;
    match verdict {
        check::Verdict::Right => Ok(Outcome::Done),
        check::Verdict::Wrong => Ok(Outcome::Wrong),
        check::Verdict::Unusable => Err(Failure::new("there is nothing to check; see above")),
    }
}

/// Finds the configuration file (`--config`, else beside the data) and the data.
pub(crate) fn locate(config: Option<&Path>) -> Result<(PathBuf, DataDir), Failure> {
    let data = DataDir::find(config).map_err(fail)?;
    let config = match config {
        Some(path) => path.to_path_buf(),
        None if Path::new(CONFIG_FILE).exists() => PathBuf::from(CONFIG_FILE),
        None => data.path().join(CONFIG_FILE),
    };
    Ok((config, data))
}

/// Reads the configuration file and finds the data.
pub(crate) fn load(config: Option<&Path>) -> Result<(Config, DataDir), Failure> {
    let (path, data) = locate(config)?;
    let config = Config::load(&path).map_err(|problems: Problems| fail(problems))?;
    Ok((config, data))
}
