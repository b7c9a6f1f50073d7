//! Every screen as a picture, for people to look at: `target/pictures/`.
//!
//! Run with `cargo test -p kiosk --lib app::tests::pictures -- --ignored`.

use std::path::PathBuf;

use super::fake::Kiosk;
use super::walk;
use crate::ui::app::Message;
use crate::ui::app::backend::{Event, Link, PrintJob, PrintOutcome, PrinterNotice};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/pictures")
}

/// Panels: name, width, height in pixels of 0.277 mm.
const PANELS: [(&str, f32, f32); 3] = [("portrait", 1080.0, 1920.0), ("wide", 1920.0, 1080.0), ("low", 1280.0, 800.0)];

fn shoot(mode: &str, language: &str, panel: (&str, f32, f32), settings: &[&str]) {
    let (name, width, height) = panel;
    let save = |kiosk: &mut Kiosk, shot: &str| {
        kiosk.shown.save_png(&folder().join(format!("{mode}-{name}-{language}")).join(format!("{shot}.png"))).unwrap();
    };
    let mut kiosk = Kiosk::open(width, height);
    walk::renew(&mut kiosk, language, |kiosk, shot| {
        if shot == "02-home" {
            for setting in settings {
                kiosk.tap(setting);
            }
        }
        save(kiosk, shot);
    });
    // what the ordinary way does not show
    let mut kiosk = Kiosk::open(width, height);
    kiosk.tap(&format!("language.{language}"));
    for setting in settings {
        kiosk.tap(setting);
    }
    kiosk.tap("header.help");
    kiosk.tap("help.staff");
    save(&mut kiosk, "30-help");
    kiosk.tap("help.close");
    kiosk.tap("header.language");
    save(&mut kiosk, "31-language");
    kiosk.tap("language.close");
    kiosk.tap("header.finish");
    save(&mut kiosk, "32-finish");
    kiosk.tap("finish.no");
    kiosk.shown.update(Message::Idle);
    save(&mut kiosk, "33-idle");
    kiosk.tap("idle.more");
    kiosk.tap("home.status");
    save(&mut kiosk, "34-status");
    kiosk.type_in(&super::fake::Fake::reference().to_string());
    kiosk.tap("action.continue");
    kiosk.type_in("0427");
    save(&mut kiosk, "35-status-code");
    kiosk.tap("action.find");
    save(&mut kiosk, "36-status-answer");
    kiosk.tap("action.back");
    kiosk.fake.with(|state| state.outcomes = vec![PrintOutcome::Fault { key: "fault-paper-out", can_retry: true }]);
    kiosk.tell(&Event::Link(Link::Offline { queued: 2 }));
    kiosk.tell(&Event::Printer(PrinterNotice { fault: Some("fault-paper-out") }));
    kiosk.tap("home.ticket");
    save(&mut kiosk, "37-ticket-services");
    kiosk.tap("service.birth_certificate");
    save(&mut kiosk, "38-ticket-fault");
    kiosk.tap("staff.call");
    save(&mut kiosk, "38-ticket-fault-staff");
    kiosk.tell(&Event::Printed(PrintJob("ticket-1".into()), PrintOutcome::Unknown { key: "fault-unplugged" }));
    save(&mut kiosk, "38-ticket-doubt");
    kiosk.tap("sheet.open");
    save(&mut kiosk, "38-sheet");
    kiosk.tap("action.back");
    kiosk.tap("header.finish");
    kiosk.tap("finish.yes");
    kiosk.shown.update(Message::Return);
    kiosk.tell(&Event::Printer(PrinterNotice { fault: None }));
    kiosk.tell(&Event::Link(Link::Online));
    kiosk.start(language, "civil_status", "birth_certificate");
    kiosk.tap("choice.new");
    kiosk.tap("choice.no");
    save(&mut kiosk, "39-stopped");
    kiosk.tap("header.finish");
    kiosk.tap("finish.yes");
    kiosk.shown.update(Message::Return);
    kiosk.start(language, "traffic", "driving_licence_renewal");
    kiosk.tap("choice.yes");
    kiosk.tap("choice.no");
    let crate::identity::Scanned::Identity(document) =
        crate::identity::Scanned::recognise(&walk::card(), jiff::civil::date(2026, 11, 24))
    else {
        panic!("not read")
    };
    kiosk.tell(&Event::Scan(std::sync::Arc::new(crate::identity::Scanned::Identity(document))));
    save(&mut kiosk, "40-scanned");
}

#[test]
#[ignore = "writes pictures for people"]
fn every_screen_as_it_stands() {
    let only = std::env::var("PICTURES").unwrap_or_default();
    for language in ["ckb", "ar", "en"] {
        for panel in PANELS {
            for (mode, settings) in [
                ("plain", &[][..]),
                ("largest", &["header.text-size", "header.text-size"][..]),
                ("contrast", &["header.contrast"][..]),
            ] {
                let name = format!("{mode}-{}-{language}", panel.0);
                if only.is_empty() || only.split(',').any(|wanted| name.starts_with(wanted)) {
                    shoot(mode, language, panel, settings);
                }
            }
        }
    }
}
