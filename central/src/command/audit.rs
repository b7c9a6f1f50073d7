//! `central audit`: the chains of the centres, and checkpoints of them for a second party.

use std::collections::HashMap;
use std::io::Write;
use std::path::PathBuf;

use kiosk_protocol::{CentreId, SignedCheckpoint};

use super::{Database, Failed, output, with_store};
use crate::audit::checkpoint::{ends, sign};
use crate::audit::{Fault, Head, Keys, SIGNER, Sound, Walk};
use crate::http::now_ms;
use crate::keys::{self, Index};
use crate::store::any::AnyStore;
use crate::store::audit::{Audit as _, End};
use crate::store::registry::Registry as _;
use crate::store::{Store as _, StoreError};

/// So many rows are read at once.
const PAGE: usize = 1000;

/// What to do with the audit chains.
#[derive(Debug, clap::Subcommand)]
pub(super) enum AuditCommand {
    /// Walk every chain, check every signature, and say where something was deleted, moved, edited or cut off
    #[command(
        after_help = "Example:\n  central audit verify --keys /etc/central/keys --checkpoint 2026-11-25.checkpoint"
    )]
    Verify {
        #[command(flatten)]
        database: Database,
        /// The keys folder (its public part is enough): countersignatures and checkpoints are checked with it
        #[arg(long, value_name = "DIR")]
        keys: Option<PathBuf>,
        /// A checkpoint that was kept elsewhere: the chains must still begin as it says; may be given more than once
        #[arg(long = "checkpoint", value_name = "FILE", requires = "keys")]
        checkpoints: Vec<PathBuf>,
        /// One JSON object a centre
        #[arg(long)]
        json: bool,
    },
    /// Sign how the chains stand now; `central serve` does it once a day
    #[command(after_help = "Example:\n  central audit checkpoint --keys /etc/central/keys > today.checkpoint")]
    Checkpoint {
        #[command(flatten)]
        database: Database,
        /// The keys folder
        #[arg(long, value_name = "DIR", default_value = "keys")]
        keys: PathBuf,
    },
}

pub(super) fn perform(command: AuditCommand, out: &mut impl Write) -> Result<(), Failed> {
    match command {
        AuditCommand::Checkpoint { database, keys } => {
            let keys = keys::Keys::load(&keys, now_ms())?;
            let key = keys.receipt_key(now_ms())?;
            let ends = with_store(&database, async |store| store.audit_ends().await)?;
            Ok(write!(out, "{}", sign(&ends, key, now_ms()))?)
        }
        AuditCommand::Verify { database, keys, checkpoints, json } => {
            let central = match &keys {
                None => Vec::new(),
                Some(folder) => Index::read(folder)?.receipt_keys(),
            };
            let mut promised = Vec::new();
            for path in &checkpoints {
                promised.extend(read_checkpoint(path, &central)?);
            }
            let found = with_store(&database, async |store| {
                let mut keys = Keys { devices: HashMap::new(), central };
                for known in store.devices().await? {
                    keys.devices.entry(known.sender.device).or_default().push(known.key);
                }
                let mut found = Vec::new();
                let standing = store.audit_ends().await?;
                for end in standing {
                    found.push((end.centre.clone(), walk(store, &keys, &promised, &end).await?));
                }
                Ok(found)
            })?;
            tell(&found, &promised, keys.is_some(), json, out)
        }
    }
}

/// What a checkpoint promises, when central signed it.
fn read_checkpoint(path: &std::path::Path, central: &[kiosk_protocol::DatedKey]) -> Result<Vec<End>, Failed> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| Failed::Usage(format!("{shown}: {error}")))?;
    let signed: SignedCheckpoint = text.parse().map_err(|error| Failed::Usage(format!("{shown}: {error}")))?;
    let said = central
        .iter()
        .find_map(|key| signed.verify(SIGNER, &key.public).ok())
        .ok_or_else(|| Failed::Wrong(format!("{shown}: not signed by a key of this keys folder")))?;
    ends(said).ok_or_else(|| Failed::Usage(format!("{shown}: a checkpoint, but not one of central's chains")))
}

type Verdict = Result<Sound, Vec<Fault>>;

async fn walk(store: &AnyStore, keys: &Keys, promised: &[End], end: &End) -> Result<Verdict, StoreError> {
    let mut walk = Walk::new(keys);
    for promise in promised.iter().filter(|promise| promise.centre == end.centre) {
        walk.promise(promise);
    }
    let mut after = 0;
    loop {
        let page = store.audit_after(end.centre.clone(), after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(walk.end(end)) };
        after = last.seq;
        for row in &page {
            // What was written while we walk belongs to the next walk.
            if row.seq > end.rows {
                return Ok(walk.end(end));
            }
            if let Some(head) = walk.row(row)
                && let Some(what) = missing_item(store, &head).await?
            {
                walk.fault(row.seq, what);
            }
        }
    }
}

/// Whether the item that brought a head is still in custody, and says the same.
async fn missing_item(store: &AnyStore, head: &Head) -> Result<Option<&'static str>, StoreError> {
    let Some(kept) = store.find(head.item).await? else {
        return Ok(Some("holds a head whose item is no longer in custody"));
    };
    if kept.item.seal.is_some() {
        return Ok(None);
    }
    let said =
        std::str::from_utf8(kept.item.body.as_bytes()).ok().and_then(|text| text.parse::<SignedCheckpoint>().ok());
    let same = said.is_some_and(|said| Some(said.unverified()) == head.checkpoint().as_ref());
    Ok((!same).then_some("holds a head that says something else than its item"))
}

fn tell(
    found: &[(CentreId, Verdict)],
    promised: &[End],
    with_keys: bool,
    json: bool,
    out: &mut impl Write,
) -> Result<(), Failed> {
    let mut faults = 0;
    for (centre, verdict) in found {
        match verdict {
            Ok(sound) if json => {
                let Sound { rows, heads, logs } = sound;
                let line =
                    serde_json::json!({ "centre": centre, "ok": true, "rows": rows, "heads": heads, "logs": logs });
                output::json_line(out, &line)?;
            }
            Ok(Sound { rows, heads, logs }) => {
                writeln!(out, "{centre}: whole, {rows} rows, {heads} signed heads of {logs} kiosk chains")?;
            }
            Err(wrong) => {
                faults += wrong.len();
                for Fault { seq, what } in wrong {
                    if json {
                        let line = serde_json::json!({ "centre": centre, "ok": false, "row": seq, "what": what });
                        output::json_line(out, &line)?;
                    } else {
                        writeln!(out, "{centre}: row {seq} {what}")?;
                    }
                }
            }
        }
    }
    let gone: Vec<_> = promised
        .iter()
        .filter(|promise| promise.rows > 0 && !found.iter().any(|(centre, _)| *centre == promise.centre))
        .collect();
    for promise in &gone {
        faults += 1;
        if json {
            let line = serde_json::json!({ "centre": promise.centre, "ok": false, "row": 1,
                "what": "the whole chain is gone; a checkpoint promised it" });
            output::json_line(out, &line)?;
        } else {
            writeln!(out, "{}: the whole chain is gone; a checkpoint promised it", promise.centre)?;
        }
    }
    if !json && !with_keys {
        writeln!(out, "note: central's countersignatures were not checked; name the keys folder with --keys")?;
    }
    match faults {
        0 => Ok(()),
        1 => Err(Failed::Wrong("the audit has 1 fault".into())),
        more => Err(Failed::Wrong(format!("the audit has {more} faults"))),
    }
}
