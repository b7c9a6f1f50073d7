//! `central appointment`: book, cancel, list. Kiosks hear of it with their next look.

use std::io::Write;

use clap::Subcommand;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use kiosk_protocol::{AppointmentChange, CentreId, ItemId};
use serde_json::json;

use super::{Database, Failed, output, with_store};
use crate::http::now_ms;
use crate::store::appointments::{Appointments as _, NewAppointment};

/// Appointments.
#[derive(Debug, Subcommand)]
pub(super) enum AppointmentCommand {
    /// Book one; prints its reference, and the text of the QR code that the citizen brings, as JSON
    #[command(
        after_help = "Example:\n  central appointment add erbil-1 birth_certificate 2026-11-28T10:30 --phone +9647501234567"
    )]
    Add {
        /// The centre
        centre: CentreId,
        /// The service, by its id in the catalogue
        service: String,
        /// When, at the centre: 2026-11-28T10:30
        at: DateTime,
        /// The time zone of the centre
        #[arg(long, default_value = "Asia/Baghdad")]
        zone: String,
        /// A phone number to check in with, with the country: +9647501234567. It is kept as a hash only
        #[arg(long)]
        phone: Option<String>,
        /// How many come together
        #[arg(long, value_parser = clap::value_parser!(u8).range(1..=20))]
        party: Option<u8>,
        /// Who books, for the audit chain
        #[arg(long, default_value = "command line")]
        by: String,
        #[command(flatten)]
        database: Database,
    },
    /// Cancel one that nobody has checked in for; exit code 1 when there is none
    #[command(after_help = "Example:\n  central appointment cancel erbil-1 01890a5d-ac96-774b-bcce-b302099a8057")]
    Cancel {
        /// The centre
        centre: CentreId,
        /// The appointment's id
        id: ItemId,
        /// Who cancels, for the audit chain
        #[arg(long, default_value = "command line")]
        by: String,
        #[command(flatten)]
        database: Database,
    },
    /// Those from now minus a day to so many days ahead, one JSON object a line
    #[command(after_help = "Example:\n  central appointment list erbil-1 --days 7")]
    List {
        /// The centre
        centre: CentreId,
        /// So many days ahead
        #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(i64).range(1..=366))]
        days: i64,
        #[command(flatten)]
        database: Database,
    },
}

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// The longest id of a service.
const MAX_SERVICE: usize = 60;

pub(super) fn perform(command: AppointmentCommand, out: &mut impl Write) -> Result<(), Failed> {
    match command {
        AppointmentCommand::Add { centre, service, at, zone, phone, party, by, database } => {
            let named = (1..=MAX_SERVICE).contains(&service.len())
                && service.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
            if !named {
                return Err(Failed::Usage(format!(
                    "SERVICE: \"{service}\" is not the id of a service in the catalogue"
                )));
            }
            let phone = phone.map(|phone| number(&phone)).transpose()?;
            let zone =
                TimeZone::get(&zone).map_err(|_| Failed::Usage(format!("--zone: there is no time zone \"{zone}\"")))?;
            let at = zone.to_timestamp(at).map_err(|error| Failed::Usage(format!("AT: {error}")))?;
            let new = NewAppointment { centre, service, at_ms: at.as_millisecond(), phone, party, by };
            let booked = with_store(&database, async |store| store.book(new, now_ms()).await)?;
            output::json_line(out, &told(&booked))
        }
        AppointmentCommand::Cancel { centre, id, by, database } => {
            let done =
                with_store(&database, async |store| store.cancel_appointment(centre.clone(), id, by, now_ms()).await)?;
            if done {
                Ok(writeln!(out, "{id} is cancelled")?)
            } else {
                Err(Failed::Wrong(format!("{id}: no appointment of {centre} that is still open")))
            }
        }
        AppointmentCommand::List { centre, days, database } => {
            let now = now_ms();
            let booked = with_store(&database, async |store| {
                store.appointments(centre, now - DAY_MS, now + days * DAY_MS, 10_000).await
            })?;
            booked.iter().try_for_each(|one| {
                let mut line = told(&one.appointment);
                line["state"] = json!(one.appointment.state);
                line["ticket"] = json!(one.ticket);
                output::json_line(out, &line)
            })
        }
    }
}

/// Without the hash of the number: it is of no use to anybody here.
fn told(booked: &AppointmentChange) -> serde_json::Value {
    let at = Timestamp::from_millisecond(booked.at_ms).ok().map(|at| at.to_string());
    json!({
        "id": booked.id,
        "ref": booked.reference(),
        "code": booked.code(),
        "service": booked.service,
        "at": at,
        "party": booked.party,
    })
}

/// `+` and 8 to 15 digits (E.164); what people write between them is left out.
fn number(text: &str) -> Result<String, Failed> {
    let kept: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')')).collect();
    let digits = kept.strip_prefix('+').unwrap_or_default();
    if (8..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) {
        Ok(kept)
    } else {
        Err(Failed::Usage("--phone: write it with the country, like +9647501234567".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn numbers_have_their_country() {
        assert_eq!(number("+964 750 123-4567").unwrap(), "+9647501234567");
        for wrong in ["07501234567", "+", "+964x", "", "+1234567890123456"] {
            assert!(number(wrong).is_err(), "{wrong}");
        }
    }
}
