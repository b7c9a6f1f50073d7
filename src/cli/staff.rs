//! `kiosk staff`: who may open staff mode, and one-time badges.

use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::os::fd::AsFd as _;
use std::path::PathBuf;

use jiff::Timestamp;
use nix::sys::termios::{self, LocalFlags, SetArg};
use serde_json::json;
use zeroize::Zeroizing;

use super::{Failure, Outcome, fail, load};
use crate::keys::DeviceKey;
use crate::staff::{Badge, Role, Roster};

/// The members of staff.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example: kiosk staff add --name Narin --role attendant\n\nA running kiosk takes changes over with `kiosk reload`."
)]
pub struct Args {
    /// The configuration file
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Add somebody; asks for the PIN (6 to 10 digits), twice
    Add {
        /// What colleagues call them, at most 40 characters
        #[arg(long)]
        name: String,
        /// attendant (tickets, paper, help), supervisor (and pause, close of day) or technician (paper, pause)
        #[arg(long)]
        role: Role,
    },
    /// Take somebody out
    Remove {
        /// Their number
        number: u8,
    },
    /// Who they are, without PINs
    List {
        /// For a machine to read
        #[arg(long)]
        json: bool,
    },
    /// Make a badge that opens staff mode once: the text of a QR code
    Badge {
        /// Whose
        number: u8,
        /// Good for so many hours
        #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u8).range(1..=72))]
        hours: u8,
    },
}

/// Changes or shows the list.
///
/// # Errors
/// The list cannot be read or written, or the PIN is too easy.
pub fn run(args: &Args) -> Result<Outcome, Failure> {
    let (config, _) = load(args.config.as_deref())?;
    let dir = &config.store.state_dir;
    let mut roster = Roster::load(dir).map_err(fail)?.unwrap_or_default();
    let mut out = std::io::stdout().lock();
    match &args.command {
        Command::Add { name, role } => {
            let pin = ask("PIN (6 to 10 digits): ")?;
            if ask("the same again: ")? != pin {
                return Err(Failure::new("the two differ; nothing was changed"));
            }
            let number = roster.add(name, *role, &pin).map_err(fail)?;
            roster.save(dir).map_err(fail)?;
            writeln!(out, "{name} has number {number}: typed at the kiosk, the code is {number} and then the PIN")
                .map_err(fail)?;
        }
        Command::Remove { number } => {
            if !roster.remove(*number) {
                writeln!(out, "nobody has number {number}").map_err(fail)?;
                return Ok(Outcome::Wrong);
            }
            roster.save(dir).map_err(fail)?;
            writeln!(out, "number {number} is out").map_err(fail)?;
        }
        Command::List { json } => {
            for member in roster.members() {
                let (number, name, role) = (member.number, &member.name, member.role);
                if *json {
                    let line = json!({ "number": number, "name": name, "role": role.as_str() });
                    writeln!(out, "{line}").map_err(fail)?;
                } else {
                    writeln!(out, "{number}  {role:<10}  {name}").map_err(fail)?;
                }
            }
        }
        Command::Badge { number, hours } => {
            if roster.member(*number).is_none() {
                writeln!(out, "nobody has number {number}").map_err(fail)?;
                return Ok(Outcome::Wrong);
            }
            let key = DeviceKey::existing(dir).map_err(fail)?;
            let key = key.ok_or_else(|| Failure::new("this kiosk has no key yet; start it once"))?;
            let until_ms = Timestamp::now().as_millisecond() + i64::from(*hours) * 3_600_000;
            let badge = Badge { number: *number, until_ms, nonce: rand::random() };
            writeln!(out, "{}", badge.write(&key)).map_err(fail)?;
        }
    }
    Ok(Outcome::Done)
}

/// Asks on the terminal without showing what is typed; from a pipe a line is read.
fn ask(question: &str) -> Result<Zeroizing<String>, Failure> {
    let input = std::io::stdin();
    let mut line = Zeroizing::new(String::new());
    if !input.is_terminal() {
        input.lock().read_line(&mut line).map_err(fail)?;
        return Ok(Zeroizing::new(line.trim().to_owned()));
    }
    write!(std::io::stderr(), "{question}").map_err(fail)?;
    let before = termios::tcgetattr(input.as_fd()).map_err(fail)?;
    let mut silent = before.clone();
    silent.local_flags.remove(LocalFlags::ECHO);
    termios::tcsetattr(input.as_fd(), SetArg::TCSAFLUSH, &silent).map_err(fail)?;
    let read = input.lock().read_line(&mut line);
    termios::tcsetattr(input.as_fd(), SetArg::TCSAFLUSH, &before).map_err(fail)?;
    writeln!(std::io::stderr()).map_err(fail)?;
    read.map_err(fail)?;
    Ok(Zeroizing::new(line.trim().to_owned()))
}
