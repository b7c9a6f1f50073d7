//! The screens around queue tickets, of staff mode, and of the printer's faults as pictures, for people to look at:
//! `target/pictures/staff-…` and `faults-…`.
//!
//! Made by `make pictures`.

use std::path::PathBuf;
use std::sync::Arc;

use iced::keyboard::key::Named;
use jiff::civil::datetime;
use kiosk_protocol::PriorityClass;

use super::bench::{log, reached};
use super::fake::{Kiosk, PATIENCE};
use super::pictures::wanted;
use super::staff::{overview, shown};
use super::tour::listens;
use crate::device::printer::Fault;
use crate::i18n::Language;
use crate::identity::{AimCode, End, Framing, Scanned};
use crate::staff::{Answer, CallLine, DayReport, DayShown, Overview, Refusal, ReportOf, Role, ServiceLine, TicketLine};
use crate::ui::app::Message;
use crate::ui::app::backend::{CheckedIn, Event, Held, HeldState, NoTicket, PrintJob, PrintOutcome};
use crate::ui::app::bench::SoundWay;

const PANELS: [(&str, f32, f32); 3] = [("portrait", 1080.0, 1920.0), ("wide", 1920.0, 1080.0), ("low", 1280.0, 800.0)];

fn line(label: &str, priority: Option<PriorityClass>, called: bool) -> TicketLine {
    TicketLine {
        label: label.into(),
        service: Some("birth_certificate".into()),
        issued: "2026-11-24T07:12:00Z".parse().unwrap(),
        priority,
        called,
        cancelled: false,
    }
}

fn report() -> DayReport {
    let service = |id: &str, tickets, requests| ServiceLine { service: Some(id.into()), tickets, requests };
    DayReport {
        services: vec![service("birth_certificate", 41, 12), service("driving_licence_renewal", 87, 34)],
        cancelled: 3,
        called: 117,
        mean_wait: Some(23),
        longest_wait: Some(71),
        visits: 160,
        aborted: 9,
        calls: 4,
    }
}

fn shoot(mode: &str, language: &str, (name, width, height): (&str, f32, f32), settings: &[&str]) {
    let folder =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("target/pictures/staff-{mode}-{name}-{language}"));
    staff_tour((width, height), language, settings, |kiosk, shot| {
        kiosk.shown.save_png(&folder.join(format!("{shot}.png"))).unwrap();
    });
}

/// Goes to every screen around queue tickets and of staff; `settings` are touched in the visit and on the desk. `see` is
/// called on each screen with its name.
pub(super) fn staff_tour(size: (f32, f32), language: &str, settings: &[&str], see: impl FnMut(&mut Kiosk, &str)) {
    staff_toured(size, language, settings, listens(size, language, settings), see);
}

/// The same by somebody who listens, or not.
pub(super) fn staff_toured(
    (width, height): (f32, f32),
    language: &str,
    settings: &[&str],
    listens: bool,
    mut see: impl FnMut(&mut Kiosk, &str),
) {
    let mut kiosk = Kiosk::with(width, height, |config| {
        config.display.default_language = Language::parse(language).unwrap();
    });
    if listens {
        kiosk.listen();
    }
    kiosk.fake.with(|state| state.has_staff = true);
    kiosk.tap(&format!("language.{language}"));
    for setting in settings {
        kiosk.tap(setting);
    }
    kiosk.tap("home.ticket");
    see(&mut kiosk, "01-services");
    kiosk.tap("priority.ask");
    see(&mut kiosk, "02-priority");
    kiosk.tap("priority.elderly");
    see(&mut kiosk, "03-services-priority");
    kiosk.fake.with(|state| state.waiting = Some(57));
    kiosk.tap("service.birth_certificate");
    see(&mut kiosk, "04-many");
    kiosk.tap("queue.yes");
    see(&mut kiosk, "05-ticket");
    kiosk.tap("done.another");
    kiosk.tap("service.birth_certificate");
    see(&mut kiosk, "06-another");
    kiosk.tap("action.back");
    kiosk.tap("action.back");
    kiosk.fake.with(|state| {
        state.no_tickets = Some(NoTicket::Closed { opens: Some(datetime(2026, 11, 28, 8, 30, 0, 0)) });
    });
    kiosk.tap("home.ticket");
    see(&mut kiosk, "07-closed");
    kiosk.tap("action.back");
    kiosk.fake.with(|state| state.no_tickets = Some(NoTicket::Paused(Some("queue-locked-later"))));
    kiosk.tap("home.ticket");
    see(&mut kiosk, "08-paused");
    kiosk.tap("action.back");
    kiosk.fake.with(|state| {
        state.held = Some(Held {
            label: "B3-041".into(),
            job: PrintJob("old".into()),
            service: Some("birth_certificate".into()),
            state: HeldState::Waiting { may_print: true },
        });
    });
    kiosk.tell(&Event::Scan(Arc::new(Scanned::Ticket("B3-041".into()))));
    see(&mut kiosk, "09-held");
    kiosk.tap("held.give-up");
    see(&mut kiosk, "10-held-sure");
    kiosk.tap("action.back");
    kiosk.tap("held.print");
    see(&mut kiosk, "11-again");
    kiosk.shown.update(Message::Return);
    kiosk.shown.settle(PATIENCE).unwrap();

    // Staff.
    let badge = Event::Scan(Arc::new(Scanned::Badge(zeroize::Zeroizing::new("KB1:A".into()))));
    kiosk.fake.with(|state| state.answers = vec![Answer::Refused(Refusal::Locked(240))]);
    kiosk.tell(&badge);
    for setting in settings {
        kiosk.tap(setting);
    }
    see(&mut kiosk, "20-gate-locked");
    kiosk.type_in("104028");
    see(&mut kiosk, "21-gate");
    kiosk
        .fake
        .with(|state| state.answers = vec![Answer::Open { role: Role::Supervisor, name: "Narin".into(), taste: None }]);
    kiosk.tap("pin.enter");
    assert_eq!(kiosk.at(), "staff-desk");
    see(&mut kiosk, "22-desk");
    let lines = vec![
        line("B3-042", Some(PriorityClass::Elderly), false),
        line("B3-041", None, true),
        line("A3-017", None, false),
    ];
    let mut part = |id: &str, answer: Answer, shot: &str| {
        kiosk.fake.with(|state| state.answers = vec![answer]);
        kiosk.tap(id);
        see(&mut kiosk, shot);
        if id == "staff.tickets" {
            kiosk.tap("staff.line.B3-042");
            see(&mut kiosk, "24-ticket");
            kiosk.tap("staff.reprint");
            see(&mut kiosk, "25-ticket-done");
            kiosk.fake.with(|state| state.answers = vec![Answer::Tickets(Vec::new())]);
            kiosk.tap("action.back");
        }
        kiosk.tap("action.back");
    };
    part("staff.tickets", Answer::Tickets(lines), "23-tickets");
    let calls = vec![CallLine { at: "2026-11-24T07:50:00Z".parse().unwrap() }];
    part("staff.calls", Answer::Calls(calls), "26-calls");
    part("staff.overview", Answer::Overview(overview()), "27-overview");
    part("staff.paper", Answer::Done, "28-paper");
    part("staff.pause", Answer::Overview(overview()), "29-pause");
    let today = DayShown { report: report(), ..shown(ReportOf::Today, Some(datetime(2026, 11, 25, 8, 30, 0, 0))) };
    part("staff.report", Answer::Report(today), "30-report");
    part("staff.ticket", Answer::Done, "31-services");
    technician(&mut kiosk, settings, &mut see);
    citizens((width, height), language, settings, listens, &mut see);
}

/// Out, and in again as a technician: the tests and the log.
fn technician(kiosk: &mut Kiosk, settings: &[&str], see: &mut impl FnMut(&mut Kiosk, &str)) {
    kiosk.tap("action.back");
    kiosk.fake.with(|state| {
        state.answers = vec![Answer::Open { role: Role::Technician, name: "Dilshad".into(), taste: None }];
    });
    kiosk.tell(&Event::Scan(Arc::new(Scanned::Badge(zeroize::Zeroizing::new("KB1:A".into())))));
    for setting in settings {
        kiosk.tap(setting);
    }
    see(kiosk, "40-technician");
    kiosk.fake.with(|state| state.answers = vec![Answer::Tests]);
    kiosk.tap("staff.tests");
    see(kiosk, "41-tests");
    kiosk.tap("test.touch");
    for n in 0..40_u16 {
        kiosk.shown.tap(iced::Point::new(f32::from(n) * 31.0 % 1000.0 + 20.0, f32::from(n) * 17.0 + 20.0));
    }
    kiosk.shown.settle(PATIENCE).unwrap();
    see(kiosk, "42-touch");
    kiosk.shown.update(Message::Return);
    kiosk.shown.settle(PATIENCE).unwrap();
    see(kiosk, "43-touch-end");
    kiosk.tap("action.back");
    kiosk.tap("test.keys");
    for key in [Named::F15, Named::F17, Named::Enter, Named::ArrowUp, Named::Escape] {
        kiosk.key(key);
    }
    kiosk.type_in("a");
    see(kiosk, "44-keys");
    kiosk.key(Named::Escape);
    kiosk.key(Named::Escape);
    kiosk.tap("test.colours");
    kiosk.tap("test.longer");
    see(kiosk, "45-colours");
    kiosk.tap("action.back");
    kiosk.tap("test.sound");
    kiosk.fake.with(|state| state.sound = Some(SoundWay::Device));
    kiosk.tap("test.left");
    see(kiosk, "46-sound");
    kiosk.tap("action.back");
    kiosk.tap("test.printer");
    see(kiosk, "47-printer");
    kiosk.tap("action.back");
    kiosk.tap("test.scanner");
    let aim = Some(AimCode { kind: 'Q', variant: '1', name: "QR" });
    kiosk.fake.with(|state| state.framing = Some(Framing { characters: 41, end: End::CrLf, aim, is_latin: false }));
    kiosk.tell(&Event::Scan(Arc::new(Scanned::Ticket("B3-041".into()))));
    kiosk.fake.with(|state| {
        state.framing = Some(Framing { characters: 90, end: End::Silence, aim: None, is_latin: true });
    });
    kiosk.tell(&Event::Scan(Arc::new(Scanned::Unknown)));
    see(kiosk, "48-scanner");
    kiosk.tap("action.back");
    kiosk.fake.with(|state| state.answers = vec![Answer::Network(reached())]);
    kiosk.tap("test.network");
    see(kiosk, "49-network");
    kiosk.tap("action.back");
    kiosk.tap("action.back");
    kiosk.fake.with(|state| state.answers = vec![Answer::Log(log())]);
    kiosk.tap("staff.log");
    see(kiosk, "50-log");
    kiosk.tap("action.back");
    kiosk.tap("action.back");
}

/// How many come, check-in, and each word of a kiosk that central has locked.
fn citizens(
    (width, height): (f32, f32),
    language: &str,
    settings: &[&str],
    listens: bool,
    see: &mut impl FnMut(&mut Kiosk, &str),
) {
    let mut kiosk = Kiosk::made(
        width,
        height,
        |config| {
            config.display.default_language = Language::parse(language).unwrap();
            config.appointments.check_in = true;
        },
        |mut app| {
            let mut catalogue = (*app.world.catalogue).clone();
            catalogue.services.iter_mut().for_each(|service| service.party = Some(8));
            app.world.catalogue = Arc::new(catalogue);
            app
        },
    );
    if listens {
        kiosk.listen();
    }
    kiosk.tap(&format!("language.{language}"));
    for setting in settings {
        kiosk.tap(setting);
    }
    see(&mut kiosk, "60-home");
    kiosk.tap("home.ticket");
    kiosk.tap("service.birth_certificate");
    kiosk.tap("count.more");
    see(&mut kiosk, "61-party");
    kiosk.tap("action.back");
    kiosk.tap("action.back");
    kiosk.tap("home.appointment");
    see(&mut kiosk, "62-checkin");
    kiosk.tap("checkin.reference");
    kiosk.type_in("K7M2");
    see(&mut kiosk, "63-checkin-reference");
    kiosk.tap("action.back");
    kiosk.tap("checkin.phone");
    kiosk.type_in("0750");
    kiosk.tap("action.continue");
    see(&mut kiosk, "64-checkin-phone");
    kiosk.tap("action.back");
    kiosk.tap("action.back");
    let at = |time: &str| format!("2026-11-24T{time}:00+03:00").parse().unwrap();
    let service = || "birth_certificate".into();
    for (shot, with) in [
        ("65-early", CheckedIn::Early { at: at("12:30"), from: at("12:00") }),
        ("66-late", CheckedIn::Late { at: at("09:30"), service: service() }),
        ("67-already", CheckedIn::Already(Some("T3-001".into()))),
        ("68-cancelled", CheckedIn::Cancelled(service())),
        ("69-unknown", CheckedIn::Unknown),
    ] {
        kiosk.fake.with(|state| state.checked_in = Some(with));
        kiosk.tell(&Event::Scan(Arc::new(Scanned::Appointment(super::fake::Fake::reference()))));
        see(&mut kiosk, shot);
        kiosk.tap("action.back");
    }
    for why in ["maintenance", "elsewhere", "later", "today"] {
        let key = match why {
            "maintenance" => "queue-locked-maintenance",
            "elsewhere" => "queue-locked-elsewhere",
            "later" => "queue-locked-later",
            _ => "queue-locked-today",
        };
        kiosk.fake.with(|state| state.no_tickets = Some(NoTicket::Paused(Some(key))));
        kiosk.tap("home.ticket");
        see(&mut kiosk, &format!("70-locked-{why}"));
        kiosk.tap("action.back");
    }
}

#[test]
#[ignore = "writes pictures for people"]
fn screens_of_queue_and_staff() {
    for language in ["ckb", "ar", "en"] {
        for panel in PANELS {
            for (mode, settings) in
                [("plain", &[][..]), ("largest", &["header.display", "display.size.largest", "display.close"][..])]
            {
                if wanted(&format!("staff-{mode}-{}-{language}", panel.0)) {
                    shoot(mode, language, panel, settings);
                }
            }
        }
    }
}

/// Each fault of the printer: what the citizen reads, what stands there for whoever was called, the question about a
/// sheet in doubt, and staff mode's overview.
fn shoot_faults(language: &str, (name, width, height): (&str, f32, f32)) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("target/pictures/faults-{name}-{language}"));
    for fault in Fault::ALL {
        let key = fault.message_key();
        let save = |kiosk: &mut Kiosk, shot: &str| {
            kiosk.shown.save_png(&folder.join(format!("{key}-{shot}.png"))).unwrap();
        };
        let mut kiosk = Kiosk::with(width, height, |config| {
            config.display.default_language = Language::parse(language).unwrap();
        });
        kiosk.fake.with(|state| state.outcomes = vec![PrintOutcome::Fault { key, can_retry: true }]);
        kiosk.tap(&format!("language.{language}"));
        kiosk.tap("home.ticket");
        kiosk.tap("service.birth_certificate");
        save(&mut kiosk, "1-citizen");
        kiosk.tap("staff.call");
        save(&mut kiosk, "2-called");
        kiosk.tell(&Event::Printed(PrintJob("ticket-1".into()), PrintOutcome::Unknown { key }));
        kiosk.tap("sheet.open");
        save(&mut kiosk, "3-sheet");
        kiosk.tap("action.back");
        kiosk.shown.update(Message::Return);
        kiosk.shown.settle(PATIENCE).unwrap();
        // Where there is staff mode, the question is behind its code.
        kiosk.fake.with(|state| {
            state.has_staff = true;
            state.answers = vec![Answer::Open { role: Role::Supervisor, name: "Narin".into(), taste: None }];
        });
        kiosk.tell(&Event::Scan(Arc::new(Scanned::Badge(zeroize::Zeroizing::new("KB1:A".into())))));
        let now = Overview { printer: Some(key), ..overview() };
        kiosk.fake.with(|state| state.answers = vec![Answer::Overview(now)]);
        kiosk.tap("staff.overview");
        save(&mut kiosk, "4-staff");
    }
}

#[test]
#[ignore = "writes pictures for people"]
fn screens_of_faults() {
    for language in ["ckb", "ar", "en"] {
        for panel in [PANELS[0], PANELS[2]] {
            if wanted(&format!("faults-{}-{language}", panel.0)) {
                shoot_faults(language, panel);
            }
        }
    }
}
