//! `central kiosk`: letting kiosks in, listing and revoking them.

use std::io::Write;
use std::path::PathBuf;

use kiosk_protocol::{CentreId, Command, CommandResult, DeviceCommand, DeviceId, ItemId, LockReason};

use super::{Database, Failed, with_store};
use crate::http::now_ms;
use crate::store::Store as _;
use crate::store::commands::{Commands as _, Ended, Order};
use crate::store::registry::{KnownDevice, Registry as _, issue_code};

#[derive(Debug, clap::Subcommand)]
pub(super) enum KioskCommand {
    /// Print a one-time code for a kiosk: valid 15 minutes, for one centre and one slot
    #[command(after_help = "Example:\n  central kiosk add --centre erbil-1 --slot 3")]
    Add {
        /// The centre it stands in
        #[arg(long)]
        centre: CentreId,
        /// Its sign in ticket labels (the 3 in B3-041): 0 to 9, or A to Z without I and O
        #[arg(long, value_parser = slot)]
        slot: char,
        #[command(flatten)]
        database: Database,
    },
    /// List the kiosks
    #[command(after_help = "Example:\n  central kiosk list --json")]
    List {
        #[command(flatten)]
        database: Database,
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// Tell a kiosk to do something: it does it once, never inside a visit, and says what became of it
    #[command(
        after_help = "Example:\n  central kiosk command 01890a5d-ac96-774b-bcce-b302099a8057 lock --reason maintenance\n  central kiosk command 01890a5d-ac96-774b-bcce-b302099a8057 reload"
    )]
    Command {
        /// The device
        device: DeviceId,
        #[command(subcommand)]
        what: What,
    },
    /// What kiosks were told to do, and what became of it, the newest first
    #[command(after_help = "Example:\n  central kiosk commands --limit 20")]
    Commands {
        #[command(flatten)]
        database: Database,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
        /// How many at most
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
    /// What a kiosk says of a command; with --out the support bundle that it sent
    #[command(
        after_help = "Example:\n  central kiosk result 01890a5d-ac96-774b-bcce-b302099a8057 --out bundle.json.gz"
    )]
    Result {
        /// The command's id
        id: ItemId,
        /// Where to write the bundle
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        #[command(flatten)]
        database: Database,
    },
    /// Let a kiosk's keys count no more: it is stolen, or taken out of use
    #[command(after_help = "Example:\n  central kiosk revoke 01890a5d-ac96-774b-bcce-b302099a8057")]
    Revoke {
        /// The device
        device: DeviceId,
        #[command(flatten)]
        database: Database,
    },
}

/// What a kiosk is told.
#[derive(Debug, clap::Subcommand)]
pub(super) enum What {
    /// Serve nobody who comes from now on; whoever is there finishes
    Lock {
        /// What citizens read
        #[arg(long, value_parser = ["maintenance", "elsewhere", "later", "today"], default_value = "maintenance")]
        reason: String,
        #[command(flatten)]
        ordered: Ordered,
    },
    /// Serve again
    Reopen(Ordered),
    /// Read the configuration again; what cannot be taken at once is taken when no visit is running
    Reload {
        /// Begin anew even if nothing has changed
        #[arg(long)]
        anew: bool,
        #[command(flatten)]
        ordered: Ordered,
    },
    /// Send a support bundle without personal data
    Bundle(Ordered),
    /// Print a test page when no visit is running
    TestPage(Ordered),
}

/// Who orders it, and where.
#[derive(Debug, clap::Args)]
pub(super) struct Ordered {
    /// Who orders it, for the audit; the user of this session unless told otherwise
    #[arg(long)]
    by: Option<String>,
    #[command(flatten)]
    database: Database,
}

fn order(device: DeviceId, what: What, out: &mut impl Write) -> Result<(), Failed> {
    let (command, ordered) = match what {
        What::Lock { reason, ordered } => (Command::Lock { reason: LockReason::from(reason) }, ordered),
        What::Reopen(ordered) => (Command::Reopen, ordered),
        What::Reload { anew, ordered } => (Command::Reload { anew }, ordered),
        What::Bundle(ordered) => (Command::Bundle, ordered),
        What::TestPage(ordered) => (Command::TestPage, ordered),
    };
    let by = super::quarantine::who(ordered.by)?;
    let now = now_ms();
    match with_store(&ordered.database, async |store| store.order(device, command, by, now).await)? {
        Some(order) => Ok(writeln!(out, "{}\nWhat becomes of it: central kiosk result {}", order.id, order.id)?),
        None => Err(Failed::Wrong(format!("{device}: no such kiosk is enrolled; `central kiosk list` names them"))),
    }
}

fn order_line(out: &mut impl Write, order: &Order) -> Result<(), Failed> {
    let state = match order.ended {
        None => "waits",
        Some(Ended { done: true, .. }) => "done",
        Some(Ended { done: false, .. }) => "not done",
    };
    let DeviceCommand { id, device, command, by } = &order.order;
    Ok(writeln!(out, "{id}  {:24}  {device}  {:9}  {state:8}  {by}", order.centre.as_str(), command.as_str())?)
}

fn order_json(out: &mut impl Write, order: &Order) -> Result<(), Failed> {
    let line = serde_json::json!({
        "centre": order.centre,
        "at_ms": order.at_ms,
        "order": order.order,
        "done": order.ended.map(|ended| ended.done),
        "ended_ms": order.ended.map(|ended| ended.at_ms),
    });
    Ok(writeln!(out, "{line}")?)
}

fn result(id: ItemId, file: Option<PathBuf>, database: &Database, out: &mut impl Write) -> Result<(), Failed> {
    let found = with_store(database, async |store| {
        let orders = store.orders(10_000).await?;
        let Some(order) = orders.into_iter().find(|order| order.order.id == id) else { return Ok(None) };
        let kept = match &order.ended {
            Some(ended) => store.find(ended.item).await?,
            None => None,
        };
        Ok(Some((order, kept)))
    })?;
    let Some((order, kept)) = found else {
        return Err(Failed::Wrong(format!("{id}: no such command; `central kiosk commands` lists them")));
    };
    order_line(out, &order)?;
    let Some(kept) = kept else { return Ok(()) };
    let told: CommandResult = serde_json::from_slice(kept.item.body.as_bytes())
        .map_err(|error| Failed::Usage(format!("{}: {error}", kept.item.id)))?;
    writeln!(out, "{}", told.text.trim_end())?;
    match (file, told.file) {
        (Some(path), Some(bundle)) => std::fs::write(&path, bundle.as_bytes())
            .map_err(|error| Failed::Usage(format!("{}: {error}", path.display()))),
        (Some(_), None) => Err(Failed::Wrong("it brought no bundle".into())),
        (None, _) => Ok(()),
    }
}

fn slot(text: &str) -> Result<char, String> {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None)
            if letter.is_ascii_digit() || (letter.is_ascii_uppercase() && !matches!(letter, 'I' | 'O')) =>
        {
            Ok(letter)
        }
        _ => Err("one sign is expected: 0 to 9, or A to Z without I and O".into()),
    }
}

pub(super) fn perform(command: KioskCommand, out: &mut impl Write) -> Result<(), Failed> {
    match command {
        KioskCommand::Add { centre, slot, database } => {
            let now = now_ms();
            let code = with_store(&database, async |store| issue_code(store, centre.clone(), slot, now).await)?;
            writeln!(out, "{code}")?;
            Ok(writeln!(
                out,
                "For one kiosk in {centre} with slot {slot}, within 15 minutes. At the kiosk: kiosk enrol --code {code}"
            )?)
        }
        KioskCommand::List { database, json } => {
            let devices = with_store(&database, async |store| store.devices().await)?;
            for device in &devices {
                if json { as_json(out, device)? } else { as_line(out, device)? }
            }
            if devices.is_empty() && !json {
                writeln!(out, "no kiosks")?;
            }
            Ok(())
        }
        KioskCommand::Command { device, what } => order(device, what, out),
        KioskCommand::Commands { database, json, limit } => {
            let orders = with_store(&database, async |store| store.orders(limit).await)?;
            for order in &orders {
                if json { order_json(out, order)? } else { order_line(out, order)? }
            }
            Ok(())
        }
        KioskCommand::Result { id, out: file, database } => result(id, file, &database, out),
        KioskCommand::Revoke { device, database } => {
            let now = now_ms();
            match with_store(&database, async |store| store.revoke(device, now).await)? {
                0 => Err(Failed::Wrong(format!(
                    "{device}: no key of such a kiosk counts; `central kiosk list` names them"
                ))),
                _ => Ok(writeln!(out, "{device} is revoked")?),
            }
        }
    }
}

fn as_line(out: &mut impl Write, device: &KnownDevice) -> Result<(), Failed> {
    let state = if device.revoked_ms.is_some() { "revoked" } else { "enrolled" };
    Ok(writeln!(
        out,
        "{:24}  {}  {}  {}  {state:8}  {}",
        device.sender.centre.as_str(),
        device.slot,
        device.sender.device,
        device.key.id(),
        device.hardware.app_version
    )?)
}

fn as_json(out: &mut impl Write, device: &KnownDevice) -> Result<(), Failed> {
    let line = serde_json::json!({
        "centre": device.sender.centre,
        "slot": device.slot,
        "device": device.sender.device,
        "keyid": device.key.id(),
        "hardware": device.hardware,
        "enrolled_ms": device.enrolled_ms,
        "revoked_ms": device.revoked_ms,
    });
    Ok(writeln!(out, "{line}")?)
}
