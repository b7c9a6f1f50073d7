//! An appointment from end to end: booked at central, known at the kiosk by the pull, checked in with the scanner, a ticket
//! on paper, and central knows that somebody is here. No phone number lies in any file of the kiosk.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::fs;
use std::path::Path;
use std::time::Duration;

use common::{PATIENCE, SERVICE, everything, wait_for, wishes};
use kiosk::catalogue::ServiceId;
use kiosk::i18n::Language;
use kiosk::identity::{Phone, Who};
use kiosk::kiosk::CheckedIn;
use kiosk_central::store::appointments::{Appointments as _, NewAppointment};
use kiosk_central::store::serving::Serving as _;
use kiosk_protocol::{AppointmentChange, AppointmentState, PriorityClass};

const NUMBER: &str = "+9647501239876";

/// Whether these bytes stand in any file below a folder.
fn stands_in(folder: &Path, wanted: &[u8]) -> bool {
    fs::read_dir(folder).unwrap().flatten().any(|file| {
        let path = file.path();
        if path.is_dir() {
            return stands_in(&path, wanted);
        }
        fs::read(path).is_ok_and(|bytes| bytes.windows(wanted.len()).any(|window| window == wanted))
    })
}

#[test]
fn an_appointment_is_checked_in_by_code_and_by_phone() {
    let everything = everything(wishes());
    let kiosk = everything.kiosk();
    let central = everything.central_store().unwrap();
    let centre = || kiosk.store().device().centre.clone();
    let runtime = everything.runtime();
    let now_ms = kiosk.now().as_millisecond();
    let book = |minutes: i64, phone: Option<&str>| -> AppointmentChange {
        let new = NewAppointment {
            centre: centre(),
            service: SERVICE.into(),
            at_ms: now_ms + minutes * 60_000,
            phone: phone.map(str::to_owned),
            party: Some(2),
            by: "test".into(),
        };
        runtime.block_on(central.book(new, now_ms)).unwrap()
    };
    let by_code = book(10, None);
    let by_phone = book(5, Some(NUMBER));
    let (early, late) = (book(180, None), book(-120, None));
    let known = |one: &AppointmentChange| runtime.block_on(kiosk.store().appointment(one.reference())).unwrap();
    wait_for("the kiosk knows them", || known(&late).is_some());

    let come = |who: Who| runtime.block_on(kiosk.check_in(who, Language::CKB)).unwrap();
    let reference = |one: &AppointmentChange| Who::Reference(one.reference());
    assert!(matches!(come(reference(&early)), CheckedIn::Early { .. }));
    let service = ServiceId::new(SERVICE);
    assert!(matches!(come(reference(&late)), CheckedIn::Late { service: named, .. } if named == service));
    assert!(matches!(come(Who::Phone(Phone::parse("+9647501239877").unwrap())), CheckedIn::Unknown));
    let CheckedIn::Ticket(first) = come(reference(&by_code)) else { panic!("in time") };
    assert_eq!((first.ticket.priority.clone(), first.ticket.party), (Some(PriorityClass::Appointment), Some(2)));
    let label = first.ticket.label.to_string();
    assert!(matches!(come(reference(&by_code)), CheckedIn::Already(Some(known)) if known == label));
    let CheckedIn::Ticket(second) = come(Who::Phone(Phone::parse(NUMBER).unwrap())) else {
        panic!("the number is known")
    };
    assert!(runtime.block_on(kiosk.print(second.job)).is_ok());
    everything.drained(PATIENCE).unwrap();

    // Central knows who is here, with which ticket, and calls them first.
    let all = || runtime.block_on(central.appointments(centre(), 0, i64::MAX, 10)).unwrap();
    wait_for("central knows", || {
        all().iter().filter(|one| one.appointment.state == AppointmentState::CheckedIn).count() == 2
    });
    let here = all().into_iter().find(|one| one.appointment.id == by_phone.id).unwrap();
    assert_eq!(here.ticket, Some(second.ticket.id));
    let ordinary = runtime.block_on(kiosk.issue_ticket(&service, Language::CKB, None)).unwrap();
    everything.drained(PATIENCE).unwrap();
    let queue = label.chars().next().unwrap();
    let called = runtime.block_on(central.call_next(centre(), queue, "3".into(), now_ms + 1000)).unwrap().unwrap();
    assert_ne!(called.label, ordinary.ticket.label.to_string());
    assert_eq!(called.party, Some(2));

    std::thread::sleep(Duration::from_millis(50));
    let folder = kiosk.config().store.state_dir.clone();
    assert!(stands_in(&folder, by_phone.reference().to_string().as_bytes()), "the search finds what is there");
    for wanted in [NUMBER.as_bytes(), &NUMBER.as_bytes()[4..]] {
        assert!(!stands_in(&folder, wanted), "a phone number lies in the state folder");
    }
    let hash = by_phone.phone.unwrap();
    assert!(
        !stands_in(&folder, hash.as_bytes()) && !stands_in(&folder, hash.to_string().as_bytes()),
        "nor central's hash"
    );
}
