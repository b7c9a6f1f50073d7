//! `kiosk events`: what a line of the log means.

use std::io::Write as _;

use super::{Failure, Outcome, fail};
use crate::events;
use crate::problem::nearest;

/// What a line of the log means, and what to do about it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: kiosk events printer.fault")]
pub struct Args {
    /// The event's name, or how it begins; all of them when left out
    name: Option<String>,
    /// The whole catalogue as the page docs/EVENTS.md
    #[arg(long, conflicts_with = "name")]
    markdown: bool,
}

/// Shows events.
///
/// # Errors
/// There is no such event.
pub fn run(args: &Args) -> Result<Outcome, Failure> {
    let mut out = std::io::stdout().lock();
    if args.markdown {
        out.write_all(events::markdown().as_bytes()).map_err(fail)?;
        return Ok(Outcome::Done);
    }
    let all = events::all();
    let wanted = args.name.as_deref().unwrap_or_default();
    let exact = all.contains_key(wanted);
    let mut shown = 0;
    for (name, event) in &all {
        if if exact { name == wanted } else { name.starts_with(wanted) } {
            writeln!(out, "{name}  ({}, {})\n  {}", event.level, event.by, event.meaning).map_err(fail)?;
            if let Some(act) = &event.act {
                writeln!(out, "  to do: {act}").map_err(fail)?;
            }
            shown += 1;
        }
    }
    if shown == 0 {
        let fix = nearest(wanted, all.keys().map(String::as_str))
            .map_or_else(|| "kiosk events lists all".to_owned(), |near| format!("did you mean {near}?"));
        return Err(Failure::new(format!("{wanted}: there is no such event; {fix}")));
    }
    Ok(Outcome::Done)
}
