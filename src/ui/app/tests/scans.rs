//! Whatever is held before the scanner while something is being typed: what was typed stays, unless the field asked for
//! just that.

use std::sync::Arc;

use kiosk_protocol::receipt::Refusal;
use zeroize::Zeroizing;

use super::fake::{Fake, Kiosk, PATIENCE};
use super::staff::{at_rest, last_act};
use super::walk::card;
use crate::identity::Scanned;
use crate::identity::mrz::MrzError;
use crate::staff::Act;
use crate::ui::app::backend::Event;

/// Every kind of thing that a scanner can read, by name.
const KINDS: [&str; 9] =
    ["badge", "identity", "unreadable", "reference", "receipt", "refused", "appointment", "ticket", "unknown"];

fn read(kind: &str) -> Scanned {
    match kind {
        "badge" => Scanned::Badge(Zeroizing::new("KB1:AAAA".into())),
        "identity" => match Scanned::recognise(&card(), jiff::civil::date(2026, 11, 24)) {
            identity @ Scanned::Identity(_) => identity,
            other => panic!("{other:?}"),
        },
        "unreadable" => Scanned::Unreadable(MrzError::WrongSide),
        "reference" => Scanned::Reference { reference: Fake::reference(), code: None },
        "receipt" => Scanned::Reference { reference: Fake::reference(), code: Some(Fake::code()) },
        "refused" => Scanned::Refused(Refusal::Altered),
        "appointment" => Scanned::Appointment(Fake::reference()),
        "ticket" => Scanned::Ticket("B3-041".into()),
        "unknown" => Scanned::Unknown,
        other => panic!("{other}"),
    }
}

/// The list above has every kind: a new one does not compile here.
const fn index(read: &Scanned) -> usize {
    match read {
        Scanned::Badge(_) => 0,
        Scanned::Identity(_) => 1,
        Scanned::Unreadable(_) => 2,
        Scanned::Reference { code: None, .. } => 3,
        Scanned::Reference { code: Some(_), .. } => 4,
        Scanned::Refused(_) => 5,
        Scanned::Appointment(_) => 6,
        Scanned::Ticket(_) => 7,
        Scanned::Unknown => 8,
    }
}

fn scan(kiosk: &mut Kiosk, kind: &str) {
    kiosk.tell(&Event::Scan(Arc::new(read(kind))));
}

fn open() -> Kiosk {
    let mut kiosk = Kiosk::with(1080.0, 1920.0, super::checkin::offered);
    kiosk.fake.with(|state| state.has_staff = true);
    kiosk.tap("language.en");
    kiosk
}

/// What stands in the field, which has the focus.
fn typed(kiosk: &mut Kiosk) -> String {
    let field = kiosk.shown.stops().into_iter().find(|stop| stop.words.id == "field.answer");
    field.expect("a field").words.value.unwrap_or_default()
}

/// None of these changes what was typed, nor the screen.
fn nothing_moves(kiosk: &mut Kiosk, asked_for: &[&str], keep: impl Fn(&mut Kiosk) -> String) {
    let (at, before) = (kiosk.at(), keep(kiosk));
    assert!(!before.is_empty(), "something was typed on {at}");
    let none_asked = kiosk.fake.with(|state| (state.acts.len(), state.check_ins.len(), state.tickets.len()));
    for kind in KINDS.into_iter().filter(|kind| !asked_for.contains(kind)) {
        scan(kiosk, kind);
        assert_eq!((kiosk.at(), keep(kiosk)), (at, before.clone()), "{kind}");
    }
    let asked = kiosk.fake.with(|state| (state.acts.len(), state.check_ins.len(), state.tickets.len()));
    assert_eq!(asked, none_asked, "on {at}: nothing was asked of the kiosk");
}

fn name_question() -> Kiosk {
    let mut kiosk = Kiosk::with(1080.0, 1920.0, super::checkin::offered);
    kiosk.fake.with(|state| state.has_staff = true);
    kiosk.start("en", "traffic", "driving_licence_renewal");
    for id in ["choice.yes", "choice.no"] {
        kiosk.tap(id);
    }
    assert_eq!(kiosk.at(), "question");
    kiosk
}

#[test]
fn the_list_of_kinds_is_whole() {
    for (at, kind) in KINDS.into_iter().enumerate() {
        assert_eq!(index(&read(kind)), at, "{kind}");
    }
}

#[test]
fn an_answer_half_typed_stays() {
    let mut kiosk = name_question();
    kiosk.type_in("Raw");
    nothing_moves(&mut kiosk, &["identity"], typed);
    // A card is asked for here. Whoever says that it is not right finds what was typed.
    scan(&mut kiosk, "identity");
    assert_eq!(kiosk.at(), "scanned");
    nothing_else(&mut kiosk);
    kiosk.tap("scanned.no");
    assert_eq!((kiosk.at(), typed(&mut kiosk)), ("question", "Raw".to_owned()));
    // With a dialog above it nothing is heard at all.
    kiosk.key(iced::keyboard::key::Named::F1);
    scan(&mut kiosk, "identity");
    kiosk.shown.settle(PATIENCE).unwrap();
    kiosk.key(iced::keyboard::key::Named::Escape);
    assert_eq!((kiosk.at(), typed(&mut kiosk)), ("question", "Raw".to_owned()));
}

/// On the screen that asks whether the card was read right, another scan changes nothing.
fn nothing_else(kiosk: &mut Kiosk) {
    let before = kiosk.text();
    for kind in KINDS {
        scan(kiosk, kind);
        assert_eq!((kiosk.at(), kiosk.text()), ("scanned", before.clone()), "{kind}");
    }
}

/// The number of the national card: masked, so that it shows only when it is settled.
#[test]
fn a_masked_number_half_typed_stays() {
    let mut kiosk = name_question();
    for name in ["Rawand", "Karim", "Ali"] {
        kiosk.type_in(name);
        kiosk.tap("action.continue");
    }
    kiosk.tap("action.skip");
    for id in ["date.decade.1990", "date.year.1990", "date.month.1", "date.day.1", "action.continue"] {
        kiosk.tap(id);
    }
    let number = kiosk.shown.program().visit.as_ref().unwrap().current().unwrap().key.clone();
    kiosk.type_in("199012345");
    for kind in KINDS.into_iter().filter(|kind| *kind != "identity") {
        scan(&mut kiosk, kind);
        assert_eq!(kiosk.at(), "question", "{kind}");
    }
    kiosk.type_in("678");
    kiosk.tap("action.continue");
    let visit = kiosk.shown.program().visit.as_ref().unwrap();
    assert_eq!(*visit.entry(&number), "199012345678", "as it was typed");
}

#[test]
fn a_reference_half_typed_gives_way_to_a_receipt_alone() {
    let status = || {
        let mut kiosk = open();
        kiosk.tap("home.status");
        kiosk
    };
    let mut kiosk = status();
    kiosk.type_in("K7Q2");
    nothing_moves(&mut kiosk, &["reference", "receipt"], typed);
    scan(&mut kiosk, "reference");
    assert_eq!(typed(&mut kiosk), "", "the code is asked for next");
    kiosk.type_in("04");
    nothing_moves(&mut kiosk, &["reference", "receipt"], typed);
    scan(&mut kiosk, "receipt");
    assert_eq!(kiosk.at(), "status-answer");
}

#[test]
fn an_appointment_half_typed_gives_way_to_its_code_alone() {
    for way in ["checkin.reference", "checkin.phone"] {
        let mut kiosk = open();
        kiosk.tap("home.appointment");
        kiosk.tap(way);
        kiosk.type_in("750");
        nothing_moves(&mut kiosk, &["appointment"], typed);
    }
}

#[test]
fn a_pin_half_typed_gives_way_to_a_badge_alone() {
    let mut kiosk = at_rest();
    super::staff::corners(&mut kiosk);
    for digit in "10402".chars() {
        kiosk.tap(&format!("pin.{digit}"));
    }
    for kind in KINDS.into_iter().filter(|kind| *kind != "badge") {
        scan(&mut kiosk, kind);
        assert_eq!(kiosk.at(), "staff-gate", "{kind}");
    }
    for digit in "817".chars() {
        kiosk.tap(&format!("pin.{digit}"));
    }
    kiosk.tap("pin.enter");
    assert!(matches!(last_act(&kiosk), Act::Enter(code) if *code == "10402817"));
    scan(&mut kiosk, "badge");
    assert!(matches!(last_act(&kiosk), Act::Badge(_)));
}
