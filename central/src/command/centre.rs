//! `central centre`: the centres, their devices and their queues.

use std::io::Write;

use clap::Subcommand;
use kiosk_protocol::CentreId;
use serde_json::json;

use super::{Database, Failed, output, with_store};
use crate::store::figures::Figures as _;

/// The centres.
#[derive(Debug, Subcommand)]
pub(super) enum CentreCommand {
    /// List the centres that have sent anything
    #[command(after_help = "Example:\n  central centre list")]
    List {
        #[command(flatten)]
        database: Database,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Show a centre's queues and the health of its devices, as JSON
    #[command(after_help = "Example:\n  central centre show erbil-1")]
    Show {
        /// The centre
        centre: CentreId,
        #[command(flatten)]
        database: Database,
    },
}

pub(super) fn perform(command: CentreCommand, out: &mut impl Write) -> Result<(), Failed> {
    match command {
        CentreCommand::List { database, json } => {
            let lines = with_store(&database, async |store| store.centres().await)?;
            if json {
                return lines.iter().try_for_each(|line| output::json_line(out, line));
            }
            writeln!(out, "{:24}  {:>7}  {:>10}  last heard of (ms since 1970)", "centre", "devices", "sequence")?;
            for line in lines {
                let seen = line.seen_ms.map_or_else(|| "-".to_owned(), |ms| ms.to_string());
                writeln!(out, "{:24}  {:>7}  {:>10}  {seen}", line.centre.as_str(), line.devices, line.seq)?;
            }
            Ok(())
        }
        CentreCommand::Show { centre, database } => {
            let (queues, reports) = with_store(&database, async |store| {
                Ok((store.queues(centre.clone()).await?, store.reports(centre.clone()).await?))
            })?;
            let devices: Vec<_> = reports
                .into_iter()
                .map(|(sender, at_ms, report)| json!({ "device": sender.device, "at_ms": at_ms, "report": report }))
                .collect();
            output::json_line(out, &json!({ "centre": centre, "queues": queues, "devices": devices }))
        }
    }
}
