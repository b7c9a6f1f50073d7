//! `kiosk enrol`: makes this kiosk known to central.

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use kiosk_protocol::EnrolCode;

use super::{Failure, Outcome, fail, load, logging};
use crate::clock::SystemClock;
use crate::keys::{DeviceKey, KeySource};
use crate::kiosk::enrol;

/// Make this kiosk known to central with a one-time code.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example: kiosk enrol --code ABCDE-FGHJK\n\nThe code comes from `central kiosk add` and is good for 15 minutes. \
                  For a central server on another machine, put the file ca.pem of its keys folder on this one and name it in \
                  central.ca. Enrolling again keeps everything that waits here. A kiosk that runs takes it over with `kiosk reload --anew`."
)]
pub struct Args {
    /// The one-time code
    #[arg(long, value_name = "CODE")]
    code: EnrolCode,
    /// The configuration file
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// Enrols.
///
/// # Errors
/// Central does not let it in, or cannot be asked; the text says what to do.
pub fn run(args: &Args) -> Result<Outcome, Failure> {
    let (config, _) = load(args.config.as_deref())?;
    logging::start(config.log);
    let enrolment =
        super::run::runtime()?.block_on(enrol(&config, args.code.clone(), Arc::new(SystemClock))).map_err(fail)?;
    let mut out = std::io::stdout().lock();
    let (centre, slot) = (enrolment.centre(), enrolment.slot());
    writeln!(out, "enrolled: device {} in {centre}, slot {slot}", enrolment.device()).map_err(fail)?;
    if centre.as_str() != config.centre.id || slot.get() != config.kiosk.slot {
        let (id, own) = (&config.centre.id, config.kiosk.slot);
        writeln!(
            out,
            "note: the configuration says {id}, slot {own}; central's word counts. Change centre.id and kiosk.slot."
        )
        .map_err(fail)?;
    }
    let key = DeviceKey::existing(&config.store.state_dir).map_err(fail)?;
    if key.is_some_and(|key| key.source() != KeySource::Credential) {
        writeln!(
            out,
            "warning: the device's key is a file on this disk; whoever copies the disk has it. Better: systemd-creds encrypt \
             --with-key=host+tpm2, LoadCredentialEncrypted=device.key in the unit, then shred the file."
        )
        .map_err(fail)?;
    }
    writeln!(out, "A kiosk that runs takes this over with `kiosk reload --anew`.").map_err(fail)?;
    Ok(Outcome::Done)
}
