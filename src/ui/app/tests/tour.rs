//! Every screen once: for the pictures, and for the checks that hold on every screen.

use std::sync::Arc;

use super::fake::{Fake, Kiosk, PATIENCE};
use super::walk;
use crate::catalogue::FieldKind;
use crate::identity::Scanned;
use crate::ui::app::Message;
use crate::ui::app::backend::{BackendError, Event, Link, LookUp, NoTicket, PrintJob, PrintOutcome, PrinterNotice};

/// Whether a tour is made by somebody who listens, so that what the voice adds to the screens is seen as well: whoever
/// changes the display does, and of the others every second one, each panel and each language by turns.
pub(super) fn listens(size: (f32, f32), language: &str, settings: &[&str]) -> bool {
    let panel = [1080.0, 1920.0, 1280.0].into_iter().position(|width| width == size.0).unwrap_or(0);
    let tongue = ["ckb", "kmr", "ar", "en"].into_iter().position(|tag| tag == language).unwrap_or(0);
    !settings.is_empty() || (panel + tongue) % 2 == 1
}

/// [`toured`], now with the voice and now without.
pub(super) fn tour(size: (f32, f32), language: &str, settings: &[&str], see: impl FnMut(&mut Kiosk, &str)) {
    toured(size, language, settings, listens(size, language, settings), see);
}

/// Goes to every screen in a window of this size; `settings` are touched on the screen at rest, and again for each
/// visit. `see` is called on each screen with its name.
pub(super) fn toured(
    size: (f32, f32),
    language: &str,
    settings: &[&str],
    listens: bool,
    mut see: impl FnMut(&mut Kiosk, &str),
) {
    let open = || {
        let mut kiosk = Kiosk::open(size.0, size.1);
        if listens {
            kiosk.listen();
        }
        kiosk
    };
    let set = |kiosk: &mut Kiosk| {
        for setting in settings {
            kiosk.tap(setting);
        }
    };
    let mut kiosk = open();
    set(&mut kiosk);
    walk::renew(&mut kiosk, language, |kiosk, shot| {
        if shot == "18-consent" {
            kiosk.fake.with(|state| (state.refuse, state.hold) = (true, true));
            kiosk.tap("consent.agree");
            see(kiosk, "18-sending");
            kiosk.release();
            see(kiosk, "18-failed");
            kiosk.fake.with(|state| state.refuse = false);
            kiosk.tap("action.back");
        }
        see(kiosk, shot);
    });
    // what the ordinary way does not show
    let mut kiosk = open();
    set(&mut kiosk);
    kiosk.tap(&format!("language.{language}"));
    kiosk.tap("header.help");
    kiosk.tap("help.staff");
    see(&mut kiosk, "30-help");
    kiosk.tap("help.close");
    kiosk.tap("header.language");
    see(&mut kiosk, "31-language");
    kiosk.tap("language.close");
    kiosk.tap("header.display");
    see(&mut kiosk, "31-display");
    kiosk.tap("display.voice");
    see(&mut kiosk, "31-voice");
    kiosk.tap("voice.close");
    kiosk.tap("header.display");
    kiosk.tap("display.hide");
    see(&mut kiosk, "31-hidden");
    kiosk.tap("hidden.show");
    kiosk.tap("header.finish");
    see(&mut kiosk, "32-finish");
    kiosk.tap("finish.no");
    kiosk.shown.update(Message::Idle);
    kiosk.shown.settle(PATIENCE).unwrap();
    see(&mut kiosk, "33-idle");
    kiosk.tap("idle.more");
    kiosk.tap("home.status");
    see(&mut kiosk, "34-status");
    kiosk.type_in(&Fake::reference().to_string());
    kiosk.tap("action.continue");
    kiosk.type_in("0427");
    see(&mut kiosk, "35-status-code");
    kiosk.fake.with(|state| state.hold = true);
    kiosk.tap("action.find");
    see(&mut kiosk, "35-status-looking");
    kiosk.release();
    see(&mut kiosk, "36-status-answer");
    no_answer(&mut kiosk, &mut see);
    kiosk.tap("action.back");
    no_ticket(&mut kiosk, &mut see);
    cards(&mut kiosk, &mut see);
    kiosk.fake.with(|state| state.outcomes = vec![PrintOutcome::Fault { key: "fault-paper-out", can_retry: true }]);
    kiosk.tell(&Event::Link(Link::Offline { queued: 2 }));
    kiosk.tell(&Event::Printer(PrinterNotice { fault: Some("fault-paper-out") }));
    kiosk.tap("home.ticket");
    see(&mut kiosk, "37-ticket-services");
    kiosk.tap("service.birth_certificate");
    see(&mut kiosk, "38-ticket-fault");
    kiosk.tap("staff.call");
    see(&mut kiosk, "38-ticket-fault-staff");
    kiosk.tell(&Event::Printed(PrintJob("ticket-1".into()), PrintOutcome::Unknown { key: "fault-unplugged" }));
    see(&mut kiosk, "38-ticket-doubt");
    kiosk.tap("sheet.open");
    see(&mut kiosk, "38-sheet");
    kiosk.tap("action.back");
    kiosk.tap("header.finish");
    kiosk.tap("finish.yes");
    kiosk.shown.update(Message::Return);
    kiosk.shown.settle(PATIENCE).unwrap();
    set(&mut kiosk);
    kiosk.tell(&Event::Printer(PrinterNotice { fault: None }));
    kiosk.tell(&Event::Link(Link::Online));
    kiosk.start(language, "civil_status", "birth_certificate");
    kiosk.tap("choice.new");
    kiosk.tap("choice.no");
    see(&mut kiosk, "39-stopped");
    kiosk.tap("header.finish");
    kiosk.tap("finish.yes");
    kiosk.shown.update(Message::Return);
    kiosk.shown.settle(PATIENCE).unwrap();
    set(&mut kiosk);
    kiosk.start(language, "traffic", "driving_licence_renewal");
    kiosk.tap("choice.yes");
    kiosk.tap("choice.no");
    let Scanned::Identity(document) = Scanned::recognise(&walk::card(), jiff::civil::date(2026, 11, 24)) else {
        panic!("not read")
    };
    kiosk.tap("key.digits");
    see(&mut kiosk, "41-keyboard-digits");
    kiosk.tap("key.letters");
    if kiosk.shown.stops().iter().any(|stop| stop.words.id == "key.others") {
        kiosk.tap("key.others");
        see(&mut kiosk, "42-keyboard-others");
        kiosk.tap("key.letters");
    }
    kiosk.tap("key.order");
    see(&mut kiosk, "43-keyboard-alphabetical");
    kiosk.tell(&Event::Scan(Arc::new(Scanned::Identity(document))));
    see(&mut kiosk, "40-scanned");
    count(size, language, &set, &mut see);
}

/// What a look-up finds where there is no answer, one after the other; ends on the last of them.
fn no_answer(kiosk: &mut Kiosk, see: &mut impl FnMut(&mut Kiosk, &str)) {
    for (shot, shown, looked) in [
        ("36-status-not-found", "status-not-found", LookUp::NotFound),
        ("36-status-offline", "status-offline", LookUp::Offline(None)),
        ("36-status-last-known", "status-answer", LookUp::Offline(Some(Fake::approved()))),
    ] {
        kiosk.tap("status.again");
        kiosk.fake.with(|state| state.looked = Some(looked));
        let receipt = Scanned::Reference { reference: Fake::reference(), code: Some(Fake::code()) };
        kiosk.tell(&Event::Scan(Arc::new(receipt)));
        assert_eq!(kiosk.at(), shown);
        see(kiosk, shot);
    }
}

/// A ticket that nobody knows here; one that is being made, and cannot be. From home, and back to it.
fn no_ticket(kiosk: &mut Kiosk, see: &mut impl FnMut(&mut Kiosk, &str)) {
    kiosk.tell(&Event::Scan(Arc::new(Scanned::Ticket("Z9-999".into()))));
    assert_eq!(kiosk.at(), "held-unknown");
    see(kiosk, "36-held-unknown");
    kiosk.tap("action.back");
    let refused = NoTicket::Failed(BackendError("the disk is full".into()));
    kiosk.fake.with(|state| (state.refused, state.hold) = (Some(refused), true));
    kiosk.tap("home.ticket");
    kiosk.tap("service.birth_certificate");
    assert_eq!(kiosk.at(), "ticket-making");
    see(kiosk, "37-ticket-making");
    kiosk.release();
    assert_eq!(kiosk.at(), "ticket-failed");
    see(kiosk, "37-ticket-failed");
    kiosk.tap("staff.call");
    see(kiosk, "37-ticket-failed-staff");
    kiosk.fake.with(|state| state.refused = None);
    kiosk.tap("action.back");
    kiosk.tap("action.back");
    assert_eq!(kiosk.at(), "home");
}

/// Cards that say more than others: until when to apply; that the service is private; how long the result is good for and a
/// telephone. From home, and back to it.
fn cards(kiosk: &mut Kiosk, see: &mut impl FnMut(&mut Kiosk, &str)) {
    for (category, service) in
        [("civil_status", "birth_certificate"), ("civil_status", "divorce_certificate"), ("visa", "e_visa")]
    {
        kiosk.tap("home.service");
        kiosk.tap(&format!("category.{category}"));
        kiosk.tap(&format!("service.{service}"));
        assert_eq!(kiosk.at(), "service");
        see(kiosk, &format!("36-card-{service}"));
        for _ in 0..3 {
            kiosk.tap("action.back");
        }
    }
}

/// The question how many: of a service that asks nothing else, so that the way to it is short.
fn count(size: (f32, f32), language: &str, set: &impl Fn(&mut Kiosk), see: &mut impl FnMut(&mut Kiosk, &str)) {
    let only_the_count = |mut app: crate::ui::app::App| {
        let mut catalogue = (*app.world.catalogue).clone();
        for service in &mut catalogue.services {
            service.eligibility.clear();
            for page in &mut service.pages {
                page.fields.retain(|field| matches!(field.kind, FieldKind::Count { .. }));
            }
        }
        app.world.catalogue = Arc::new(catalogue);
        app
    };
    let mut kiosk = Kiosk::made(size.0, size.1, |_| {}, only_the_count);
    set(&mut kiosk);
    kiosk.start(language, "civil_status", "birth_certificate");
    assert_eq!(kiosk.at(), "question");
    kiosk.tap("count.more");
    see(&mut kiosk, "44-count");
}
