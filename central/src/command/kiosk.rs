//! `central kiosk`: letting kiosks in, listing and revoking them.

use std::io::Write;

use kiosk_protocol::{CentreId, DeviceId};

use super::{Database, Failed, with_store};
use crate::http::now_ms;
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
    /// Let a kiosk's keys count no more: it is stolen, or taken out of use
    #[command(after_help = "Example:\n  central kiosk revoke 01890a5d-ac96-774b-bcce-b302099a8057")]
    Revoke {
        /// The device
        device: DeviceId,
        #[command(flatten)]
        database: Database,
    },
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
