//! The readiness slip: what the check has found, on the paper of the printer that it has checked. In English, as the test
//! page: for technicians.

use std::time::Duration;

use super::Findings;
use crate::cli::Failure;
use crate::config::Config;
use crate::config::data::DataDir;
use crate::device::printer::test_page::slip;
use crate::device::printer::{JobEnd, JobId, Printer, Profile};
use crate::kiosk::devices::{self, Virtual};
use crate::problem::Severity;

/// Prints it; on a virtual printer the picture goes into the state folder's `sheets/`.
///
/// # Errors
/// There is no printer, or it did not print.
pub(super) fn print(found: &Findings, config: &Config, data: &DataDir) -> Result<(), Failure> {
    let profile = Profile::load(&data.printers(), &config.printer.profile).map_err(crate::cli::fail)?;
    let problems = found.problems.iter().filter(|problem| problem.severity == Severity::Error);
    let wrong: Vec<String> = problems.chain(&found.devices).map(ToString::to_string).collect();
    let right: Vec<String> = found.right.iter().map(|(what, about)| format!("{what}: {about}")).collect();
    let title = format!(
        "{} · {} · {}",
        config.centre.id,
        config.kiosk.name,
        config.day.zone.to_datetime(jiff::Timestamp::now()).strftime("%Y-%m-%d %H:%M")
    );
    let page = slip(&profile, &title, &wrong, &right);
    let mut twins = Virtual::default();
    let sheets = config.store.state_dir.join("sheets");
    let settings = devices::printer(&config.printer, &profile, None, &sheets, &mut twins).map_err(crate::cli::fail)?;
    let printer = Printer::start(settings, profile);
    let end = crate::cli::run::runtime()?.block_on(printer.print(JobId(1), page));
    if let Some(twin) = &twins.printer {
        let _sheets = twin.wait_for_sheets(1, Duration::from_secs(2));
    }
    match end {
        JobEnd::Proven(_) => Ok(()),
        JobEnd::NotPrinted(fault) | JobEnd::Unknown(fault) => {
            Err(Failure::new(format!("the slip was not printed: {fault}")))
        }
    }
}
