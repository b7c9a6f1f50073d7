//! Central: is there one, does it answer, is it vouched for, and do the two clocks agree?

use std::sync::Arc;

use super::Findings;
use crate::clock::{Corrected, SystemClock};
use crate::config::Config;
use crate::enrolment::Enrolment;
use crate::problem::Problem;
use crate::sync::look;

/// So far apart the clocks may be before somebody should look: central puts the kiosk's right, but papers printed before
/// that carry the wrong minute.
const APART_S: i64 = 60;

/// Looks at central.
pub(super) fn look_at(found: &mut Findings, config: &Config) {
    let Some(url) = &config.central.url else {
        let problem = Problem::new("central", "there is none: this kiosk gives queue tickets only").warning();
        found.device(problem.fix("set central.url and enrol the kiosk (kiosk enrol --code CODE)"));
        return;
    };
    let enrolment = match Enrolment::load(&config.store.state_dir) {
        Ok(Some(enrolment)) => {
            found.right("enrolment", format!("{}, slot {}", enrolment.centre(), enrolment.slot()));
            Some(enrolment)
        }
        Ok(None) => {
            let problem = Problem::new("enrolment", "this kiosk is not enrolled: it takes no requests");
            found.device(problem.fix("kiosk enrol --code CODE (the code comes from `central kiosk add`)"));
            None
        }
        Err(error) => {
            found.device(Problem::new("enrolment", error.to_string()).fix("kiosk enrol --code CODE"));
            None
        }
    };
    // Before the enrolment the authority is the one that the technician has brought.
    let brought = config.central.ca.as_deref().map(std::fs::read_to_string);
    let ca = match (&enrolment, brought) {
        (Some(enrolment), _) => Some(enrolment.config().ca_pem.clone()),
        (None, Some(Ok(pem))) => Some(pem),
        (None, Some(Err(error))) => {
            let path = config.central.ca.as_deref().unwrap_or_else(|| std::path::Path::new("")).display();
            let problem = Problem::new("central.ca", format!("{path}: {error}"));
            found.device(problem.fix("bring ca.pem of central's keys folder, readable for the kiosk's user"));
            return;
        }
        (None, None) => None,
    };
    let clock = Arc::new(Corrected::new(Arc::new(SystemClock)));
    let Ok(runtime) = super::super::run::runtime() else { return };
    match runtime.block_on(look(url, ca.as_deref(), clock)) {
        Ok(seen) => {
            found.right("central", format!("{url} answers in {} ms", seen.round_trip.as_millis()));
            let apart = (jiff::Timestamp::now().as_second() - seen.time.as_second()).abs();
            if apart > APART_S {
                let what = format!("the clock is {apart} s apart from central's");
                found.device(Problem::new("clock", what).fix("let NTP keep it (timedatectl set-ntp true), or set it"));
            }
        }
        Err(error) => {
            let fix = "is the network cable in, is central.url right, does central run, and is central.ca the certificate \
                       of its authority?";
            found.device(Problem::new("central", format!("{url}: {error}")).fix(fix));
        }
    }
}
