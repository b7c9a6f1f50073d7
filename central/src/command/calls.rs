//! `central calls`: who asked for a person, at which kiosk, and whether somebody came.

use std::io::Write;

use kiosk_protocol::CentreId;

use super::{Database, Failed, moment, output, with_store};
use crate::http::now_ms;
use crate::store::calls::{Asked, Call, Calls as _};

/// Which calls to show.
#[derive(Debug, clap::Args)]
pub(super) struct CallsArguments {
    /// Of this centre only
    #[arg(long)]
    centre: Option<CentreId>,
    /// Also those that were answered, and those older than 12 hours
    #[arg(long)]
    all: bool,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
    /// How many at most
    #[arg(long, default_value_t = 100)]
    limit: usize,
    #[command(flatten)]
    database: Database,
}

pub(super) fn perform(arguments: CallsArguments, out: &mut impl Write) -> Result<(), Failed> {
    let CallsArguments { centre, all, json, limit, database } = arguments;
    let asked = Asked { centre, all };
    let calls = with_store(&database, async |store| store.calls(asked, limit, now_ms()).await)?;
    if json {
        return calls.iter().try_for_each(|call| output::json_line(out, call));
    }
    if calls.is_empty() {
        return Ok(writeln!(out, "{}", if all { "nobody has called" } else { "no open calls" })?);
    }
    writeln!(out, "{:20}  {:24}  slot  {:36}  {:20}  answered", "asked", "centre", "kiosk", "screen")?;
    calls.iter().try_for_each(|call| line(out, call))
}

fn line(out: &mut impl Write, call: &Call) -> Result<(), Failed> {
    let answered = call.answered_ms.map_or_else(|| "-".to_owned(), moment);
    Ok(writeln!(
        out,
        "{:20}  {:24}  {:4}  {:36}  {:20}  {answered}",
        moment(call.at_ms),
        call.centre.as_str(),
        call.slot.unwrap_or('-'),
        call.device.to_string(),
        call.screen,
    )?)
}
