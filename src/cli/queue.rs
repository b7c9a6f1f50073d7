//! `kiosk queue`: the outbox. What it holds cannot be read here, and is not shown.

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use kiosk_protocol::ItemId;
use serde_json::json;

use super::{Failure, Outcome, fail, load};
use crate::clock::SystemClock;
use crate::kiosk::store_options;
use crate::store::{OutboxRow, Store, StoreError, StoreReader};

/// The outbox.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: kiosk queue list --json")]
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
    /// What is not in central custody yet
    List,
    /// One item
    Show {
        /// Its id
        id: uuid::Uuid,
    },
    /// Queue an item again that central has refused (stop the kiosk first)
    Retry {
        /// Its id
        id: uuid::Uuid,
    },
}

/// Shows or retries.
///
/// # Errors
/// No configuration or no database.
pub fn run(args: &Args) -> Result<Outcome, Failure> {
    let (config, _) = load(args.config.as_deref())?;
    let dir = &config.store.state_dir;
    let mut out = std::io::stdout().lock();
    match &args.command {
        Command::List => {
            let reader = StoreReader::open(dir).map_err(fail)?;
            let rows = reader.outbox_list().map_err(fail)?;
            let figures = reader.figures(Timestamp::now()).map_err(fail)?;
            if args.json {
                let rows: Vec<_> = rows.iter().map(as_json).collect();
                let all = json!({ "queued": figures.queued, "aside": figures.aside, "oldest_ms": figures.oldest_ms, "items": rows });
                writeln!(out, "{all}").map_err(fail)?;
            } else {
                writeln!(out, "{} queued, {} aside", figures.queued, figures.aside).map_err(fail)?;
                for row in &rows {
                    writeln!(out, "{}", as_line(row)).map_err(fail)?;
                }
            }
        }
        Command::Show { id } => match StoreReader::open(dir).map_err(fail)?.outbox_show(ItemId(*id)) {
            Ok(row) if args.json => writeln!(out, "{}", as_json(&row)).map_err(fail)?,
            Ok(row) => writeln!(out, "{}", as_line(&row)).map_err(fail)?,
            Err(StoreError::NotFound(_)) => {
                writeln!(out, "no item {id}").map_err(fail)?;
                return Ok(Outcome::Wrong);
            }
            Err(error) => return Err(fail(error)),
        },
        Command::Retry { id } => {
            let options = store_options(&config, Arc::new(SystemClock)).map_err(fail)?;
            let (store, _) = Store::open(options).map_err(fail)?;
            match store.retry(ItemId(*id)).wait() {
                Ok(()) => writeln!(out, "queued again: {id}").map_err(fail)?,
                Err(error @ (StoreError::NotFound(_) | StoreError::NotAside)) => {
                    writeln!(out, "{error}").map_err(fail)?;
                    return Ok(Outcome::Wrong);
                }
                Err(error) => return Err(fail(error)),
            }
        }
    }
    Ok(Outcome::Done)
}

fn as_line(row: &OutboxRow) -> String {
    format!(
        "{seq:>6}  {id}  {kind:<12} {schema:<24} {state:<8} {created}  {size:>6} B  tries {attempts}{why}",
        seq = row.device_seq.get(),
        id = row.id,
        kind = row.kind,
        schema = row.schema,
        state = row.state,
        created = row.created.strftime("%Y-%m-%d %H:%M:%SZ"),
        size = row.size,
        attempts = row.attempts,
        why = row.last_code.as_deref().map_or_else(String::new, |code| format!("  {code}")),
    )
}

fn as_json(row: &OutboxRow) -> serde_json::Value {
    json!({
        "id": row.id.to_string(),
        "device_seq": row.device_seq.get(),
        "kind": row.kind,
        "schema": row.schema,
        "created": row.created.to_string(),
        "size": row.size,
        "state": row.state.as_str(),
        "attempts": row.attempts,
        "last_code": row.last_code,
        "last_error": row.last_error,
        "custody": row.custody.map(|at| at.to_string()),
        "server_seq": row.server_seq,
    })
}
