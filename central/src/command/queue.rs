//! `central queue`: the desks call, and look how long the queues are.

use std::io::Write;

use clap::Subcommand;
use kiosk_protocol::CentreId;

use super::{Database, Failed, output, with_store};
use crate::http::now_ms;
use crate::store::serving::Serving as _;

/// The queues of a centre.
#[derive(Debug, Subcommand)]
pub(super) enum QueueCommand {
    /// Call the next one to a desk, as JSON; exit code 1 when nobody waits. How often priority overtakes is a setting of the
    /// centre: `central centre set`
    #[command(after_help = "Example:\n  central queue next erbil-1 B --desk 3")]
    Next {
        /// The centre
        centre: CentreId,
        /// The queue's letter
        queue: char,
        /// The desk that calls
        #[arg(long)]
        desk: String,
        #[command(flatten)]
        database: Database,
    },
    /// Note that a called ticket is done; exit code 1 when no such ticket was called today
    #[command(after_help = "Example:\n  central queue done erbil-1 B3-041")]
    Done {
        /// The centre
        centre: CentreId,
        /// What was called out
        label: String,
        #[command(flatten)]
        database: Database,
    },
    /// How many wait in each queue and for how long, one JSON object a line
    #[command(after_help = "Example:\n  central queue figures erbil-1")]
    Figures {
        /// The centre
        centre: CentreId,
        #[command(flatten)]
        database: Database,
    },
}

/// The longest name of a desk, in characters.
const MAX_DESK: usize = 40;

pub(super) fn perform(command: QueueCommand, out: &mut impl Write) -> Result<(), Failed> {
    match command {
        QueueCommand::Next { centre, queue, desk, database } => {
            if desk.is_empty() || desk.chars().count() > MAX_DESK || desk.chars().any(char::is_control) {
                return Err(Failed::Usage(format!("--desk: 1 to {MAX_DESK} characters are expected")));
            }
            let called =
                with_store(&database, async |store| store.call_next(centre.clone(), queue, desk, now_ms()).await)?;
            match called {
                Some(called) => output::json_line(out, &called),
                None => Err(Failed::Wrong(format!("nobody waits in queue {queue} of {centre}"))),
            }
        }
        QueueCommand::Done { centre, label, database } => {
            let label = label.to_ascii_uppercase();
            let closed =
                with_store(&database, async |store| store.close_ticket(centre.clone(), label.clone(), now_ms()).await)?;
            if closed {
                Ok(writeln!(out, "{label} is done")?)
            } else {
                Err(Failed::Wrong(format!("{label}: not called today in {centre}, or done already")))
            }
        }
        QueueCommand::Figures { centre, database } => {
            let lengths = with_store(&database, async |store| store.queue_lengths(centre.clone(), now_ms()).await)?;
            lengths.iter().try_for_each(|length| output::json_line(out, length))
        }
    }
}
