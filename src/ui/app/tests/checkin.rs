//! Check-in for an appointment on the screens: by code, reference and phone, and what is said where there is no ticket.

use std::sync::Arc;

use super::fake::{Fake, Kiosk};
use crate::config::Config;
use crate::identity::{Phone, Scanned, Who};
use crate::ui::app::backend::{CheckedIn, Event, NoTicket, PrintJob, TicketIssued};

pub(super) fn offered(config: &mut Config) {
    config.appointments.check_in = true;
}

fn at_home() -> Kiosk {
    let mut kiosk = Kiosk::with(1080.0, 1920.0, offered);
    kiosk.tap("language.en");
    kiosk
}

fn ticket() -> CheckedIn {
    let (job, service) = (PrintJob("t".into()), Some("birth_certificate".into()));
    CheckedIn::Ticket(TicketIssued { label: "T3-001".into(), job, service })
}

fn asked(kiosk: &Kiosk) -> Vec<Who> {
    kiosk.fake.with(|state| state.check_ins.clone())
}

#[test]
fn it_is_offered_only_where_it_is_configured() {
    let mut kiosk = Kiosk::open(1080.0, 1920.0);
    kiosk.tap("language.en");
    assert!(kiosk.shown.tap_id("home.appointment").is_err());
    kiosk.tell(&Event::Scan(Arc::new(Scanned::Appointment(Fake::reference()))));
    assert!(asked(&kiosk).is_empty());
}

#[test]
fn a_code_is_enough_from_rest_and_from_the_start() {
    for begins in [false, true] {
        let mut kiosk = Kiosk::with(1080.0, 1920.0, offered);
        if begins {
            kiosk.tap("language.en");
        }
        kiosk.fake.with(|state| state.checked_in = Some(ticket()));
        kiosk.tell(&Event::Scan(Arc::new(Scanned::Appointment(Fake::reference()))));
        assert_eq!(asked(&kiosk), [Who::Reference(Fake::reference())]);
        assert_eq!(kiosk.at(), "ticket");
        assert!(kiosk.text().contains("T3"), "{}", kiosk.text());
        assert_eq!(kiosk.fake.with(|state| state.printed.clone()), ["t"]);
    }
}

#[test]
fn who_has_checked_in_is_asked_before_another_ticket_for_the_same() {
    let mut kiosk = at_home();
    kiosk.fake.with(|state| state.checked_in = Some(ticket()));
    kiosk.tell(&Event::Scan(Arc::new(Scanned::Appointment(Fake::reference()))));
    kiosk.tap("done.another");
    kiosk.tap("service.birth_certificate");
    assert_eq!(kiosk.at(), "queue-another");
    assert!(kiosk.text().contains("T3"), "{}", kiosk.text());
    kiosk.tap("action.back");
    kiosk.tap("service.driving_licence_renewal");
    assert_eq!(kiosk.at(), "ticket", "another service is another matter");
}

#[test]
fn reference_and_phone_can_be_typed_and_wrong_ones_are_said() {
    let mut kiosk = at_home();
    kiosk.tap("home.appointment");
    assert_eq!(kiosk.fake.with(|state| state.scans_wanted.last().copied()), Some(true), "the scanner looks");
    kiosk.tap("checkin.reference");
    kiosk.type_in("K000");
    kiosk.tap("action.continue");
    assert!(asked(&kiosk).is_empty());
    kiosk.tap("action.back");
    kiosk.tap("checkin.phone");
    kiosk.type_in("0750");
    kiosk.tap("action.continue");
    assert!(asked(&kiosk).is_empty() && kiosk.text().contains("not a phone number"), "{}", kiosk.text());
    kiosk.type_in("1234567");
    kiosk.fake.with(|state| state.checked_in = Some(ticket()));
    kiosk.tap("action.continue");
    assert_eq!(asked(&kiosk), [Who::Phone(Phone::parse("+9647501234567").unwrap())]);
    assert_eq!(kiosk.at(), "ticket");
    let mut kiosk = at_home();
    kiosk.tap("home.appointment");
    kiosk.tap("checkin.reference");
    kiosk.type_in(&Fake::reference().to_string());
    kiosk.tap("action.continue");
    assert_eq!(asked(&kiosk), [Who::Reference(Fake::reference())]);
}

/// A phone number is nobody else's business: it is not said aloud.
#[test]
fn the_voice_says_no_digit_of_a_phone_number() {
    let mut kiosk = at_home();
    kiosk.tap("home.appointment");
    kiosk.tap("checkin.phone");
    kiosk.fake.with(|state| state.spoken.clear());
    kiosk.type_in("0759");
    let said = kiosk.fake.with(|state| state.spoken.iter().map(|line| line.say.clone()).collect::<Vec<_>>().join(" "));
    for digit in ["zero", "seven", "five", "nine", "0", "7", "5", "9"] {
        assert!(!said.contains(digit), "{digit}: {said}");
    }
}

#[test]
fn early_and_late_are_told_what_to_do() {
    // It is 11:00 in Baghdad.
    let at = |time: &str| format!("2026-11-24T{time}:00+03:00").parse().unwrap();
    let come = |with: CheckedIn| {
        let mut kiosk = at_home();
        kiosk.fake.with(|state| state.checked_in = Some(with));
        kiosk.tell(&Event::Scan(Arc::new(Scanned::Appointment(Fake::reference()))));
        kiosk
    };
    let mut kiosk = come(CheckedIn::Early { at: at("12:30"), from: at("12:00") });
    assert_eq!(kiosk.at(), "checkin-early");
    assert!(kiosk.text().contains("12:30") && kiosk.text().contains("12:00"), "{}", kiosk.text());
    kiosk.tap("action.back");
    assert_eq!(kiosk.at(), "home");
    let late = CheckedIn::Late { at: at("09:30"), service: "birth_certificate".into() };
    let mut kiosk = come(late);
    assert_eq!(kiosk.at(), "checkin-late");
    assert!(kiosk.text().contains("9:30"), "{}", kiosk.text());
    kiosk.tap("checkin.ticket");
    assert_eq!(kiosk.at(), "ticket", "an ordinary ticket instead");
    assert_eq!(kiosk.fake.with(|state| state.orders[0].service.to_string()), "birth_certificate");
    let mut kiosk = come(CheckedIn::Already(Some("T3-001".into())));
    assert!(kiosk.at() == "checkin-already" && kiosk.text().contains("T3"), "{}", kiosk.text());
    assert_eq!(come(CheckedIn::Already(None)).at(), "checkin-already");
    assert_eq!(come(CheckedIn::Cancelled("birth_certificate".into())).at(), "checkin-cancelled");
    let mut kiosk = come(CheckedIn::Unknown);
    assert_eq!(kiosk.at(), "checkin-unknown");
    kiosk.tap("staff.call");
    assert_eq!(kiosk.fake.with(|state| state.staff.clone()).len(), 1);
    assert_eq!(come(CheckedIn::NoTicket(NoTicket::Closed { opens: None })).at(), "closed");
}
