//! Central: is there one, does it answer, is it vouched for and for how long, and do the two clocks agree?

use std::sync::Arc;

use jiff::Timestamp;

use super::Findings;
use crate::clock::{Clock, Corrected, SystemClock};
use crate::config::Config;
use crate::enrolment::Enrolment;
use crate::problem::Problem;
use crate::sync::{Distrust, Failure, Seen, Unseen, ends, look};

/// So far apart the clocks may be before somebody should look: central puts the kiosk's right, but papers printed before
/// that carry the wrong minute.
const APART_S: i64 = 60;
/// A certificate that ends within so many days is told: somebody has to travel to central.
const SOON_DAYS: i64 = 30;

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
    connection(found, url, ca.as_deref(), Arc::new(SystemClock));
}

/// Asks central, by this machine's clock, and says what to do about what is wrong.
fn connection(found: &mut Findings, url: &str, ca: Option<&str>, machine: Arc<dyn Clock>) {
    let Ok(runtime) = super::super::run::runtime() else { return };
    let now = machine.now();
    let look = |clock: Corrected| runtime.block_on(look(url, ca, Arc::new(clock)));
    let mut seen = look(Corrected::new(Arc::clone(&machine)));
    if let Err(Unseen::Failure(Failure::Untrusted(Distrust::Over(Some(until))))) = &seen {
        // Which of the two is wrong, the certificate or the clock? At the certificate's last moment its authority still vouches
        // for it: central is asked what time it is.
        let clock = Corrected::new(machine);
        clock.raise_floor(*until);
        seen = look(clock).or(seen);
    }
    match seen {
        Ok(seen) => {
            found.right("central", format!("{url} answers in {} ms", seen.round_trip.as_millis()));
            clocks(found, now, seen.time);
            certificates(found, ca, &seen);
        }
        Err(error) => {
            let fix = fix_of(&error);
            found.device(Problem::new("central", format!("{url}: {error}")).fix(fix));
        }
    }
}

fn clocks(found: &mut Findings, now: Timestamp, central: Timestamp) {
    let apart = (now.as_second() - central.as_second()).abs();
    if apart > APART_S {
        let what = format!("the clock is {apart} s apart from central's");
        found.device(Problem::new("clock", what).fix("let NTP keep it (timedatectl set-ntp true), or set it"));
    }
}

/// How long the certificates are good, by central's clock: the kiosk's own may be what is wrong.
fn certificates(found: &mut Findings, ca: Option<&str>, seen: &Seen) {
    let both = [
        (
            "central's certificate",
            seen.certificate_until,
            "on central: central key rotate certificate, and start it again",
        ),
        (
            "the certificate of central's authority",
            seen.certificate_until.and_then(|_| ends(ca?)),
            "central needs a new authority (central key init), and every kiosk is enrolled again",
        ),
    ];
    for (whose, until, fix) in both {
        let Some(until) = until else { continue };
        let days = until.duration_since(seen.time).as_hours() / 24;
        let day = until.strftime("%Y-%m-%d");
        if until <= seen.time {
            found.device(Problem::new("certificate", format!("{whose} is over since {day}")).fix(fix));
        } else if days < SOON_DAYS {
            let problem = Problem::new("certificate", format!("{whose} ends in {days} days, on {day}")).warning();
            found.device(problem.fix(fix));
        } else {
            found.right("certificate", format!("{whose} is good until {day}"));
        }
    }
}

/// What to do when central was not reached.
fn fix_of(error: &Unseen) -> &'static str {
    match error {
        Unseen::Sync(_) => "mend central.url or central.ca as it says",
        Unseen::Failure(Failure::Untrusted(distrust)) => match distrust {
            Distrust::Authority => {
                "bring ca.pem of central's keys folder and name it in central.ca; an enrolled kiosk is enrolled again. Is it the \
                 right one, another machine answers at this address: ask whoever keeps the network"
            }
            Distrust::Name => {
                "write central.url as the certificate has it, or on central: central key rotate certificate --host NAME"
            }
            Distrust::Over(_) | Distrust::NotYet => {
                "look at this machine's clock (timedatectl); if it is right, on central: central key rotate certificate"
            }
            Distrust::Tls => "is the port in central.url that of central, and does central run with --tls?",
        },
        Unseen::Failure(Failure::NotCentral(_)) => {
            "something else answers at this address (a login page, a proxy): is central.url right? Ask whoever keeps the network"
        }
        Unseen::Failure(Failure::Unreachable | Failure::Timeout) => {
            "is the network cable in, is central.url right, and does central run?"
        }
        Unseen::Failure(_) => "central is there and cannot answer now: look at central's log",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use std::path::Path;

    use jiff::SignedDuration;
    use kiosk_central::keys::{CA, InitOptions, Keys};
    use kiosk_central::{Running, Server, ServerConfig};

    use super::*;
    use crate::clock::TestClock;
    use crate::problem::Severity;

    const DAY: SignedDuration = SignedDuration::from_hours(24);

    /// A central whose certificate was made so many days ago; those of `central key init` are good for 825.
    fn central(folder: &Path, days_ago: i32, hosts: &[&str]) -> (Running, String) {
        let keys = folder.join(format!("keys-{days_ago}-{}", hosts.len()));
        let made = Timestamp::now().checked_sub(DAY * days_ago).unwrap();
        let hosts = hosts.iter().map(|host| (*host).to_owned()).collect();
        let options = InitOptions { hosts, days: 3650, ..InitOptions::default() };
        Keys::init(&keys, &options, made.as_millisecond()).unwrap();
        let ca = std::fs::read_to_string(keys.join(CA)).unwrap();
        let database = keys.join("central.db");
        let config = ServerConfig::new("127.0.0.1:0".parse().unwrap(), database);
        (Server::start(ServerConfig { keys: Some(keys), tls: true, ..config }).unwrap(), ca)
    }

    /// What is wrong: (thing, whether it is an error, what and what to do).
    fn wrong(url: &str, ca: &str, now: Timestamp) -> Vec<(String, bool, String)> {
        let mut found = Findings::default();
        connection(&mut found, url, Some(ca), Arc::new(TestClock::new(now)));
        let one = |problem: &Problem| {
            let text = format!("{} -> {}", problem.what, problem.fix.clone().unwrap_or_default());
            (problem.file.clone(), problem.severity == Severity::Error, text)
        };
        found.devices.0.iter().map(one).collect()
    }

    #[test]
    fn each_way_in_which_tls_fails_has_its_own_remedy() {
        let folder = tempfile::tempdir().unwrap();
        let local = ["127.0.0.1"];
        let (fresh, ca) = central(folder.path(), 0, &local);
        let now = Timestamp::now();
        assert!(wrong(&fresh.url(), &ca, now).is_empty());
        let one = |url: &str, ca: &str, now: Timestamp| {
            let mut all = wrong(url, ca, now);
            assert_eq!(all.len(), 1, "{all:?}");
            all.remove(0)
        };

        // Another authority, which has the same name.
        let (soon, other_ca) = central(folder.path(), 810, &local);
        let (thing, is_error, text) = one(&fresh.url(), &other_ca, now);
        assert!(thing == "central" && is_error && text.contains("not from the authority"), "{text}");
        assert!(text.contains("central.ca") && !text.contains("cable"), "{text}");

        // Soon over; over.
        let (thing, is_error, text) = one(&soon.url(), &other_ca, now);
        assert!(thing == "certificate" && !is_error && text.contains("ends in 14 days"), "{text}");
        let (over, ca_of_over) = central(folder.path(), 900, &local);
        let (thing, is_error, text) = one(&over.url(), &ca_of_over, now);
        assert!(thing == "certificate" && is_error && text.contains("is over since"), "{text}");
        assert!(text.contains("rotate certificate"), "{text}");

        // The certificate is good and the clock is not: ahead of its end, and before its beginning.
        for clock in [now.checked_add(DAY * 1000).unwrap(), Timestamp::UNIX_EPOCH] {
            let (thing, is_error, text) = one(&fresh.url(), &ca, clock);
            assert!(thing == "clock" && is_error && text.contains("apart from central's"), "{text}");
        }

        // For another name.
        let (elsewhere, ca_elsewhere) = central(folder.path(), 0, &["central.example.krd", "central"]);
        let (thing, _, text) = one(&elsewhere.url(), &ca_elsewhere, now);
        assert!(thing == "central" && text.contains("another name") && text.contains("--host"), "{text}");

        // No TLS there, and nobody there.
        let plain = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("https://{}", plain.local_addr().unwrap());
        let talks = std::thread::spawn(move || {
            use std::io::{Read as _, Write as _};
            let (mut line, _) = plain.accept().unwrap();
            let _ = line.read(&mut [0; 1024]).unwrap();
            line.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
        });
        let (_, _, text) = one(&url, &ca, now);
        assert!(text.contains("TLS 1.3") && text.contains("--tls"), "{text}");
        talks.join().unwrap();
        let (_, _, text) = one(&url, &ca, now);
        assert!(text.contains("cannot be reached") && text.contains("cable"), "{text}");
    }
}
