//! The screens around queue tickets, of staff mode, and of the printer's faults as pictures, for people to look at:
//! `target/pictures/staff-…` and `faults-…`.
//!
//! Run with `PICTURES=plain-portrait-ckb cargo test --workspace --lib app::tests::pictures_staff -- --ignored`.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::datetime;
use kiosk_protocol::PriorityClass;

use super::fake::{Kiosk, PATIENCE};
use super::staff::overview;
use crate::device::printer::Fault;
use crate::identity::Scanned;
use crate::staff::{Answer, CallLine, DayReport, Overview, Refusal, Role, ServiceLine, TicketLine};
use crate::ui::app::Message;
use crate::ui::app::backend::{Event, Held, HeldState, NoTicket, PrintJob, PrintOutcome};

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
    let save = |kiosk: &mut Kiosk, shot: &str| kiosk.shown.save_png(&folder.join(format!("{shot}.png"))).unwrap();
    let mut kiosk = Kiosk::with(width, height, |config| {
        config.display.default_language = crate::i18n::Language::parse(language).unwrap();
    });
    kiosk.fake.with(|state| state.has_staff = true);
    kiosk.tap(&format!("language.{language}"));
    for setting in settings {
        kiosk.tap(setting);
    }
    kiosk.tap("home.ticket");
    save(&mut kiosk, "01-services");
    kiosk.tap("priority.ask");
    save(&mut kiosk, "02-priority");
    kiosk.tap("priority.elderly");
    save(&mut kiosk, "03-services-priority");
    kiosk.fake.with(|state| state.waiting = Some(57));
    kiosk.tap("service.birth_certificate");
    save(&mut kiosk, "04-many");
    kiosk.tap("queue.yes");
    save(&mut kiosk, "05-ticket");
    kiosk.tap("done.another");
    kiosk.tap("service.birth_certificate");
    save(&mut kiosk, "06-another");
    kiosk.tap("action.back");
    kiosk.tap("action.back");
    kiosk.fake.with(|state| {
        state.no_tickets = Some(NoTicket::Closed { opens: Some(datetime(2026, 11, 28, 8, 30, 0, 0)) });
    });
    kiosk.tap("home.ticket");
    save(&mut kiosk, "07-closed");
    kiosk.tap("action.back");
    kiosk.fake.with(|state| state.no_tickets = Some(NoTicket::Paused(Some("queue-locked-later"))));
    kiosk.tap("home.ticket");
    save(&mut kiosk, "08-paused");
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
    save(&mut kiosk, "09-held");
    kiosk.tap("held.give-up");
    save(&mut kiosk, "10-held-sure");
    kiosk.tap("action.back");
    kiosk.tap("held.print");
    save(&mut kiosk, "11-again");
    kiosk.shown.update(Message::Return);
    kiosk.shown.settle(PATIENCE).unwrap();

    // Staff.
    let badge = Event::Scan(Arc::new(Scanned::Badge(zeroize::Zeroizing::new("KB1:A".into()))));
    kiosk.fake.with(|state| state.answers = vec![Answer::Refused(Refusal::Locked(240))]);
    kiosk.tell(&badge);
    for setting in settings {
        kiosk.tap(setting);
    }
    save(&mut kiosk, "20-gate-locked");
    kiosk.type_in("104028");
    save(&mut kiosk, "21-gate");
    kiosk.fake.with(|state| state.answers = vec![Answer::Open { role: Role::Supervisor, name: "Narin".into() }]);
    kiosk.tap("pin.enter");
    save(&mut kiosk, "22-desk");
    let lines = vec![
        line("B3-042", Some(PriorityClass::Elderly), false),
        line("B3-041", None, true),
        line("A3-017", None, false),
    ];
    let mut part = |id: &str, answer: Answer, shot: &str| {
        kiosk.fake.with(|state| state.answers = vec![answer]);
        kiosk.tap(id);
        save(&mut kiosk, shot);
        if id == "staff.tickets" {
            kiosk.tap("staff.line.B3-042");
            save(&mut kiosk, "24-ticket");
            kiosk.tap("staff.reprint");
            save(&mut kiosk, "25-ticket-done");
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
    part("staff.report", Answer::Report(report()), "30-report");
    part("staff.ticket", Answer::Done, "31-services");
}

#[test]
#[ignore = "writes pictures for people"]
fn screens_of_queue_and_staff() {
    let only = std::env::var("PICTURES").unwrap_or_default();
    for language in ["ckb", "ar", "en"] {
        for panel in PANELS {
            for (mode, settings) in
                [("plain", &[][..]), ("largest", &["header.display", "display.size.largest", "display.close"][..])]
            {
                let name = format!("{mode}-{}-{language}", panel.0);
                if only.is_empty() || only.split(',').any(|wanted| name.starts_with(wanted)) {
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
            config.display.default_language = crate::i18n::Language::parse(language).unwrap();
        });
        kiosk.fake.with(|state| {
            state.has_staff = true;
            state.outcomes = vec![PrintOutcome::Fault { key, can_retry: true }];
        });
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
        kiosk.fake.with(|state| state.answers = vec![Answer::Open { role: Role::Supervisor, name: "Narin".into() }]);
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
            shoot_faults(language, panel);
        }
    }
}
