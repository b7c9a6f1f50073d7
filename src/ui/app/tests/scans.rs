//! What is scanned goes to the screen that asked for it, or nowhere.

use std::sync::Arc;

use jiff::civil::date;
use kiosk_protocol::receipt::Refusal;
use kiosk_protocol::{Kid, Reference};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use super::fake::Kiosk;
use super::walk::card;
use crate::identity::Scanned;
use crate::ui::app::backend::Event;
use crate::ui::screen::Screen;

fn refusals() -> [Refusal; 6] {
    [
        Refusal::NotOurs,
        Refusal::Unreadable,
        Refusal::UnknownKey(Kid([1, 2, 3, 4])),
        Refusal::Altered,
        Refusal::TooEarly { issued_s: 1, not_before_ms: 2000 },
        Refusal::Expired { issued_s: 2, not_after_ms: 1000 },
    ]
}

/// What scanners send when things go wrong, and what is made of it.
fn everything_scanned() -> Vec<Arc<Scanned>> {
    let mut runner = TestRunner::deterministic();
    let noise = "[ -~\r\nسڵاو\\x00\\x1d]{0,120}";
    let mut texts: Vec<String> = (0..8).map(|_| noise.new_tree(&mut runner).unwrap().current()).collect();
    texts.extend(
        ["KT:B3-041.20261123", "]Q1KR:1", "KR:", "KR1:", "HTTPS://R.EXAMPLE.KRD/AAAA", "199012345678"]
            .map(String::from),
    );
    texts.push(card().replacen("850623", "850624", 1));
    let recognised = texts.iter().map(|text| Scanned::recognise(text, date(2026, 11, 24)));
    let refused = refusals().into_iter().map(Scanned::Refused);
    recognised.chain(refused).chain([Scanned::Unknown, Scanned::Ticket("B3-041".into())]).map(Arc::new).collect()
}

/// Shows all of it; the screen stays, and nothing is typed, answered or begun by it.
fn nothing_moves(kiosk: &mut Kiosk) {
    let at = kiosk.at();
    let typed = |kiosk: &mut Kiosk| {
        let program = kiosk.shown.program();
        let visit = program
            .visit
            .as_ref()
            .map(|visit| visit.review(&program.texts).iter().map(|row| row.value.clone()).collect::<Vec<_>>());
        (visit, program.trail.len(), program.session)
    };
    let before = typed(kiosk);
    for scanned in everything_scanned() {
        kiosk.tell(&Event::Scan(scanned));
        assert_eq!(kiosk.at(), at);
    }
    assert_eq!(typed(kiosk), before, "on {at}");
    assert!(kiosk.fake.with(|state| state.submissions.is_empty() && state.tickets.is_empty()), "on {at}");
}

#[test]
fn noise_moves_no_screen() {
    let mut kiosk = Kiosk::open(1080.0, 1920.0);
    nothing_moves(&mut kiosk);
    kiosk.tap("language.en");
    kiosk.tap("header.help");
    nothing_moves(&mut kiosk);
    kiosk.tap("help.close");
    kiosk.tap("home.service");
    nothing_moves(&mut kiosk);
    kiosk.tap("category.traffic");
    nothing_moves(&mut kiosk);
    kiosk.tap("service.driving_licence_renewal");
    nothing_moves(&mut kiosk);
    kiosk.tap("action.start");
    nothing_moves(&mut kiosk);
    kiosk.tap("choice.yes");
    kiosk.tap("choice.no");
    assert_eq!(kiosk.at(), "question");
    kiosk.type_in("Azad");
    nothing_moves(&mut kiosk);
    let Screen::Question(question) = &kiosk.shown.program().screen else { panic!("a question") };
    assert!(question.takes_text());
    assert!(kiosk.text().contains("Azad"), "what was typed stays");
    // A receipt does not end the answers of a visit.
    kiosk.tell(&Event::Scan(Arc::new(Scanned::Reference { reference: Reference::new([1; 7]), code: None })));
    assert_eq!(kiosk.at(), "question");
}

#[test]
fn a_refused_receipt_is_told_where_receipts_are_asked_for() {
    for refusal in refusals() {
        let mut kiosk = Kiosk::open(1080.0, 1920.0);
        kiosk.tap("language.en");
        let words = kiosk.shown.program().texts.get(crate::identity::scan::refusal_key(&refusal));
        kiosk.tell(&Event::Scan(Arc::new(Scanned::Refused(refusal))));
        assert_eq!(kiosk.at(), "status-reference", "{refusal:?}");
        assert!(kiosk.text().contains(&words), "{words}");
        // Typing goes on; the field has only what was typed.
        kiosk.type_in("K1");
        assert!(!kiosk.text().contains(&words) && kiosk.text().contains("K1"));
    }
}

#[test]
fn the_scanner_is_told_to_look_only_where_a_scan_is_asked_for() {
    let mut kiosk = Kiosk::open(1080.0, 1920.0);
    let wanted = |kiosk: &Kiosk| kiosk.fake.with(|state| state.scans_wanted.clone());
    kiosk.tap("language.en");
    assert_eq!(wanted(&kiosk), Vec::<bool>::new());
    kiosk.tap("home.status");
    assert_eq!(wanted(&kiosk), [true]);
    kiosk.tap("header.help");
    assert_eq!(wanted(&kiosk), [true, false], "nothing is read behind a dialog");
    kiosk.tap("help.close");
    kiosk.tap("header.finish");
    kiosk.tap("finish.yes");
    assert_eq!(wanted(&kiosk), [true, false, true, false]);
}
