//! `central quarantine`: what could not be processed, and what people do about it.

use std::io::Write;

use clap::Subcommand;
use kiosk_protocol::{CaseEvent, ItemId, RequestState};

use super::{Database, Failed, output, with_store};
use crate::http::{is_name, now_ms};
use crate::store::work::{Remedy, RemedyError, Work as _};

/// What to do with what stands in quarantine.
#[derive(Debug, Subcommand)]
pub(super) enum QuarantineCommand {
    /// List what stands in quarantine and why
    #[command(after_help = "Example:\n  central quarantine list --json")]
    List {
        #[command(flatten)]
        database: Database,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Look at an item again, after a key, a form or a program was added
    #[command(after_help = "Example:\n  central quarantine retry 01890a5d-ac96-774b-bcce-b302099a8057")]
    Retry(Which),
    /// Take an item as it is: a person has read it and entered what it says
    #[command(after_help = "Example:\n  central quarantine fix 01890a5d-ac96-774b-bcce-b302099a8057 --by officer-7")]
    Fix(Which),
    /// Give an item back to the citizen: the request is rejected, with a reason
    #[command(
        after_help = "Example:\n  central quarantine return 01890a5d-ac96-774b-bcce-b302099a8057 --note status-come-again"
    )]
    Return {
        #[command(flatten)]
        which: Which,
        /// A message key that explains it to the citizen
        #[arg(long)]
        note: Option<String>,
    },
}

/// Which item, and who acts.
#[derive(Debug, clap::Args)]
pub(super) struct Which {
    /// The item's id
    id: ItemId,
    /// Who does it, for the audit; the user of this session unless told otherwise
    #[arg(long)]
    by: Option<String>,
    #[command(flatten)]
    database: Database,
}

pub(super) fn perform(command: QuarantineCommand, out: &mut impl Write) -> Result<(), Failed> {
    match command {
        QuarantineCommand::List { database, json } => {
            let lines = with_store(&database, async |store| {
                let (mut all, mut after) = (Vec::new(), None);
                loop {
                    let page = store.quarantined(after, 500).await?;
                    let Some((last, _)) = page.last() else { return Ok(all) };
                    after = Some(last.clone());
                    all.extend(page.into_iter().map(|(_, line)| line));
                }
            })?;
            output::list(out, &lines, json)
        }
        QuarantineCommand::Retry(which) => apply(which, Remedy::Retry, out),
        QuarantineCommand::Fix(which) => apply(which, Remedy::Fix, out),
        QuarantineCommand::Return { which, note } => {
            let event = CaseEvent { state: RequestState::Rejected, note };
            if !event.has_good_note() {
                return Err(Failed::Usage("--note: a message key is expected, 1 to 100 of a-z A-Z 0-9 . _ -".into()));
            }
            apply(which, Remedy::Return { note: event.note }, out)
        }
    }
}

/// Who acts, for the audit: as told, else the user of this session.
pub(super) fn who(by: Option<String>) -> Result<String, Failed> {
    let by = by.or_else(|| std::env::var("SUDO_USER").or_else(|_| std::env::var("USER")).ok());
    by.filter(|by| is_name(by)).ok_or_else(|| Failed::Usage("--by: who does it? 1 to 100 characters".into()))
}

fn apply(which: Which, remedy: Remedy, out: &mut impl Write) -> Result<(), Failed> {
    let Which { id, by, database } = which;
    let by = who(by)?;
    let word = remedy.as_str();
    match with_store(&database, async |store| Ok(store.remedy(id, remedy, by, now_ms()).await))? {
        Ok(()) => Ok(writeln!(out, "{id}: {word} done")?),
        Err(RemedyError::NotThere) => Err(Failed::Wrong(format!(
            "{id}: no such item stands in quarantine in {}; `central quarantine list` names those that do",
            database.address
        ))),
        Err(RemedyError::Store(error)) => Err(error.into()),
    }
}
