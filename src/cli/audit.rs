//! `kiosk audit`: the hash chain of everything that was done.

use std::io::Write as _;
use std::path::PathBuf;

use super::{Failure, Outcome, fail, load};
use crate::keys::own_keys;
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
    let dir = &config.store.state_dir;
    let keys = own_keys(dir).map_err(fail)?;
    let verdict = StoreReader::open(dir).map_err(fail)?.verify_audit(&keys);
    let (line, outcome) = match verdict {
        Ok((head, signed)) if args.json => {
            let hash: String = head.hash.iter().map(|byte| format!("{byte:02x}")).collect();
            (
                serde_json::json!({ "ok": true, "rows": head.rows, "seq": head.seq, "hash": hash, "signed_heads": signed,
                    "signatures_checked": !keys.is_empty() })
                .to_string(),
                Outcome::Done,
            )
        }
        Ok((head, 0)) => (format!("ok: {} rows, whole; no head is signed yet", head.rows), Outcome::Done),
        Ok((head, signed)) if keys.is_empty() => {
            let rows = head.rows;
            let line = format!(
                "ok: {rows} rows, whole, {signed} signed heads; their signatures were not checked (device.keys is missing)"
            );
            (line, Outcome::Done)
        }
        Ok((head, signed)) => (format!("ok: {} rows, whole, {signed} signed heads", head.rows), Outcome::Done),
        Err(StoreError::Audit { seq, what }) if args.json => {
            (serde_json::json!({ "ok": false, "seq": seq, "what": what }).to_string(), Outcome::Wrong)
        }
        Err(error @ StoreError::Audit { .. }) => (error.to_string(), Outcome::Wrong),
        Err(error) => return Err(fail(error)),
    };
    writeln!(out, "{line}").map_err(fail)?;
    Ok(outcome)
}
