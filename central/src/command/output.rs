//! What the commands print.

use std::io::{BufRead, Write};

use kiosk_protocol::{CentreId, DeviceId, Item, ResultCode};
use serde::Deserialize as _;
use serde_json::{Value, json};

use super::Failed;
use crate::opener::Opener;
use crate::store::{Kept, Line, Sender};

pub(super) fn list(out: &mut impl Write, lines: &[Line], as_json: bool) -> Result<(), Failed> {
    if as_json {
        for line in lines {
            writeln!(out, "{}", to_json(line)?)?;
        }
        return Ok(());
    }
    if lines.is_empty() {
        return Ok(writeln!(out, "nothing in custody")?);
    }
    writeln!(out, "{:36}  {:8}  {:14}  {:20}  {:13}  quarantine", "id", "kind", "reference", "service", "state")?;
    for line in lines {
        writeln!(
            out,
            "{:36}  {:8}  {:14}  {:20}  {:13}  {}",
            line.id.to_string(),
            line.kind,
            line.reference.as_deref().or(line.label.as_deref()).unwrap_or("-"),
            line.service.as_deref().unwrap_or("-"),
            line.state.map_or("-", |state| state.as_str()),
            line.quarantine.as_ref().map_or("-", ResultCode::as_str),
        )?;
    }
    Ok(())
}

pub(super) fn show(out: &mut impl Write, kept: &Kept, opener: Option<&Opener>) -> Result<(), Failed> {
    let text = serde_json::to_string_pretty(&whole(kept, opener)).map_err(unwritable)?;
    Ok(writeln!(out, "{text}")?)
}

pub(super) fn export(out: &mut impl Write, kept: &Kept, opener: Option<&Opener>) -> Result<(), Failed> {
    Ok(writeln!(out, "{}", to_json(&whole(kept, opener))?)?)
}

/// Lines of an export with the content of what opens; what does not open is passed on as it is, and told at the end.
pub(super) fn open(out: &mut impl Write, from: impl BufRead, opener: &Opener) -> Result<(), Failed> {
    let mut sealed = 0_u64;
    for (number, line) in (1..).zip(from.lines()) {
        let line = line.map_err(|error| Failed::Usage(format!("cannot read the input: {error}")))?;
        let wrong = || Failed::Usage(format!("line {number} is none that `central export` wrote"));
        let mut value: Value = serde_json::from_str(&line).map_err(|_| wrong())?;
        let Exported { centre, device, item } = Exported::deserialize(&value).map_err(|_| wrong())?;
        if item.seal.is_some() {
            match opener.open(&Sender { centre, device }, &item) {
                Ok(plain) => value["content"] = serde_json::from_slice(&plain).unwrap_or(Value::Null),
                Err(_) => sealed += 1,
            }
        }
        writeln!(out, "{}", to_json(&value)?)?;
    }
    match sealed {
        0 => Ok(()),
        _ => Err(Failed::Wrong(format!("{sealed} items do not open with these keys"))),
    }
}

/// What of a line of an export is needed to open it.
#[derive(serde::Deserialize)]
struct Exported {
    centre: CentreId,
    device: DeviceId,
    item: Item,
}

/// One line of JSON.
pub(super) fn json_line(out: &mut impl Write, value: &impl serde::Serialize) -> Result<(), Failed> {
    Ok(writeln!(out, "{}", to_json(value)?)?)
}

fn to_json(value: &impl serde::Serialize) -> Result<String, Failed> {
    serde_json::to_string(value).map_err(unwritable)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
fn unwritable(error: serde_json::Error) -> Failed {
    Failed::Usage(format!("cannot write as JSON: {error}"))
}

/// The item as it was sent, with what central knows; a JSON body that is plain, or opens with the keys at hand, also as
/// `content`.
fn whole(kept: &Kept, opener: Option<&Opener>) -> Value {
    let content: Option<Value> = match (&kept.item.seal, opener) {
        (None, _) => serde_json::from_slice(kept.item.body.as_bytes()).ok(),
        (Some(_), Some(opener)) => {
            opener.open(&kept.sender, &kept.item).ok().and_then(|plain| serde_json::from_slice(&plain).ok())
        }
        (Some(_), None) => None,
    };
    let mut value = json!({
        "centre": kept.sender.centre,
        "device": kept.sender.device,
        "received_ms": kept.received_ms,
        "server_seq": kept.server_seq,
        "item": kept.item,
    });
    if let Some(members) = value.as_object_mut() {
        let more = [
            ("quarantine", kept.quarantine.as_ref().map(|code| json!(code))),
            ("state", kept.state.map(|state| json!(state))),
            ("content", content),
        ];
        for (name, value) in more {
            if let Some(value) = value {
                members.insert(name.to_owned(), value);
            }
        }
    }
    value
}
