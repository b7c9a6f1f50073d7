//! `kiosk audit`: the hash chain of everything that was done.

use std::io::Write as _;
use std::path::PathBuf;

use super::{Failure, Outcome, fail, load};
use crate::store::{StoreError, StoreReader};

/// The audit chain.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: kiosk audit verify")]
pub struct Args {
    /// The configuration file
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// For a machine to read
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Walk the whole chain; says where it is broken
    Verify,
}

/// Walks the chain.
///
/// # Errors
/// No configuration or no database.
pub fn run(args: &Args) -> Result<Outcome, Failure> {
    let (config, _) = load(args.config.as_deref())?;
    let Command::Verify = args.command;
    let mut out = std::io::stdout().lock();
    let verdict = StoreReader::open(&config.store.state_dir).map_err(fail)?.verify_audit();
    let (line, outcome) = match verdict {
        Ok(head) if args.json => {
            let hash: String = head.hash.iter().map(|byte| format!("{byte:02x}")).collect();
            (
                serde_json::json!({ "ok": true, "rows": head.rows, "seq": head.seq, "hash": hash }).to_string(),
                Outcome::Done,
            )
        }
        Ok(head) => (format!("ok: {} rows, whole", head.rows), Outcome::Done),
        Err(StoreError::Audit { seq, what }) if args.json => {
            (serde_json::json!({ "ok": false, "seq": seq, "what": what }).to_string(), Outcome::Wrong)
        }
        Err(error @ StoreError::Audit { .. }) => (error.to_string(), Outcome::Wrong),
        Err(error) => return Err(fail(error)),
    };
    writeln!(out, "{line}").map_err(fail)?;
    Ok(outcome)
}
