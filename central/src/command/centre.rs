//! `central centre`: the centres, their devices and their queues.

use std::io::Write;

use clap::Subcommand;
use kiosk_protocol::CentreId;
use serde_json::json;

use super::{Database, Failed, output, with_store};
use crate::http::now_ms;
use crate::serving::Fairness;
use crate::store::calls::{Asked, Calls as _};
use crate::store::figures::Figures as _;
use crate::store::serving::Serving as _;

/// More open calls of a centre are not shown.
const MOST_CALLS: usize = 100;

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
    /// Show a centre's queues, its open calls for a person and the health of its devices, as JSON
    #[command(after_help = "Example:\n  central centre show erbil-1")]
    Show {
        /// The centre
        centre: CentreId,
        #[command(flatten)]
        database: Database,
    },
    /// Set what holds for all desks of a centre; exit code 1 when no kiosk of such a centre has sent anything yet
    #[command(after_help = "Example:\n  central centre set erbil-1 --fairness 3")]
    Set {
        /// The centre
        centre: CentreId,
        /// So many without priority are called for each one who overtakes: 1 to 20; 2 unless told otherwise
        #[arg(long, value_parser = clap::value_parser!(u32).range(fairness_range()))]
        fairness: u32,
        /// Who sets it, for the audit; the user of this session unless told otherwise
        #[arg(long)]
        by: Option<String>,
        #[command(flatten)]
        database: Database,
    },
}

fn fairness_range() -> std::ops::RangeInclusive<i64> {
    i64::from(*Fairness::RANGE.start())..=i64::from(*Fairness::RANGE.end())
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
            let asked = Asked { centre: Some(centre.clone()), all: false };
            let (queues, fairness, calls, reports) = with_store(&database, async |store| {
                let fairness = store.fairness(centre.clone()).await?.unwrap_or_default();
                let calls = store.calls(asked, MOST_CALLS, now_ms()).await?;
                Ok((store.queues(centre.clone()).await?, fairness, calls, store.reports(centre.clone()).await?))
            })?;
            let devices: Vec<_> = reports
                .into_iter()
                .map(|(sender, at_ms, report)| json!({ "device": sender.device, "at_ms": at_ms, "report": report }))
                .collect();
            let shown =
                json!({ "centre": centre, "queues": queues, "fairness": fairness, "calls": calls, "devices": devices });
            output::json_line(out, &shown)
        }
        CentreCommand::Set { centre, fairness, by, database } => {
            let by = super::quarantine::who(by)?;
            let set = with_store(&database, async |store| {
                store.set_fairness(centre.clone(), Fairness(fairness), by, now_ms()).await
            })?;
            if set {
                Ok(writeln!(out, "{centre}: {fairness} without priority for each one who overtakes, at every desk")?)
            } else {
                Err(Failed::Wrong(format!(
                    "{centre}: no kiosk of such a centre has sent anything; `central centre list` names those there are"
                )))
            }
        }
    }
}
