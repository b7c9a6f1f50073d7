//! The tests of a technician at the screen, and the log.

use std::path::Path;
use std::sync::Arc;

use iced::Point;
use iced::keyboard::key::Named;
use zeroize::Zeroizing;

use super::fake::{Kiosk, PATIENCE};
use super::staff::{SIZE, at_rest, ids, last_act, open};
use crate::config::Config;
use crate::identity::{AimCode, End, Framing, Scanned};
use crate::speech::Side;
use crate::staff::{Act, Answer, Central, LogLevel, LogLine, NetworkState, Role};
use crate::ui::app::Message;
use crate::ui::app::backend::Event;
use crate::ui::app::bench::SoundWay;

/// The list of tests, opened by a technician.
fn tests() -> Kiosk {
    let mut kiosk = open(Role::Technician);
    kiosk.fake.with(|state| state.answers = vec![Answer::Tests]);
    kiosk.tap("staff.tests");
    assert!(matches!(last_act(&kiosk), Act::Diagnose), "the kiosk lets them in, not the screen");
    assert_eq!(kiosk.at(), "staff-tests");
    kiosk
}

#[test]
fn only_a_technician_sees_the_tests_and_the_log() {
    for role in [Role::Attendant, Role::Supervisor] {
        let mut kiosk = open(role);
        let mut seen = ids(&mut kiosk);
        if kiosk.shown.tap_id("page.next").is_ok() {
            kiosk.shown.settle(PATIENCE).unwrap();
            seen.extend(ids(&mut kiosk));
        }
        assert!(!seen.iter().any(|id| id == "staff.tests" || id == "staff.log"), "{role}: {seen:?}");
    }
}

#[test]
fn every_field_of_the_touch_panel_has_to_answer_and_what_did_not_is_shown() {
    let mut kiosk = tests();
    kiosk.tap("test.touch");
    assert_eq!(kiosk.at(), "test-touch");
    // Nobody can touch a button by mistake: there is none on the whole screen.
    assert!(kiosk.shown.stops().is_empty());
    let side = 30.0 / 0.277;
    let count = |pixels: f32| (pixels / side).round() as u32;
    let (columns, rows) = (count(SIZE.0), count(SIZE.1));
    let centre = |at: u32, of: u32, all: f32| (at as f32 + 0.5) * all / of as f32;
    let touch = |kiosk: &mut Kiosk, skip: Option<(u32, u32)>| {
        for row in 0..rows {
            for column in 0..columns {
                if skip != Some((column, row)) {
                    kiosk.shown.tap(Point::new(centre(column, columns, SIZE.0), centre(row, rows, SIZE.1)));
                }
            }
        }
        kiosk.shown.settle(PATIENCE).unwrap();
    };
    touch(&mut kiosk, Some((2, 3)));
    assert_eq!(kiosk.at(), "test-touch", "one is missing");
    // Nobody touches any more.
    kiosk.shown.update(Message::Return);
    kiosk.shown.settle(PATIENCE).unwrap();
    assert_eq!(kiosk.at(), "test-touch-end");
    let text = kiosk.text();
    assert!(text.contains('1') || text.contains('١'), "{text}");
    kiosk.tap("test.again");
    touch(&mut kiosk, None);
    assert_eq!(kiosk.at(), "test-touch-end", "it ends by itself when all have answered");
    kiosk.tap("action.back");
    assert_eq!(kiosk.at(), "staff-tests");
}

#[test]
fn each_key_is_named_and_does_nothing_else() {
    let mut kiosk = tests();
    kiosk.tap("test.keys");
    for (key, named) in [(Named::Enter, "Enter"), (Named::F1, "F1"), (Named::F24, "F24"), (Named::Escape, "Escape")] {
        kiosk.key(key);
        assert_eq!(kiosk.at(), "test-keys", "{named}");
        assert!(kiosk.text().contains(named), "{}", kiosk.text());
    }
    kiosk.type_in("a");
    assert!(kiosk.text().contains('a'));
    kiosk.key(Named::Escape);
    assert_eq!(kiosk.at(), "test-keys");
    kiosk.key(Named::Escape);
    assert_eq!(kiosk.at(), "staff-tests", "the key for Back, pressed twice, leaves");
    kiosk.key(Named::Escape);
    assert_eq!(kiosk.at(), "staff-desk", "keys are keys again");
}

#[test]
fn a_line_that_measures_wrong_says_what_to_write() {
    let mut kiosk = tests();
    kiosk.tap("test.colours");
    assert!(!kiosk.text().contains("pixel_pitch_mm"));
    kiosk.tap("test.longer");
    kiosk.tap("test.longer");
    assert!(kiosk.text().contains("display.pixel_pitch_mm = 0.283"), "{}", kiosk.text());
    kiosk.tap("test.shorter");
    kiosk.tap("test.shorter");
    kiosk.tap("test.shorter");
    assert!(kiosk.text().contains("display.pixel_pitch_mm = 0.274"), "{}", kiosk.text());
}

#[test]
fn the_voice_is_tried_on_each_side() {
    let mut kiosk = tests();
    kiosk.tap("test.sound");
    for (id, side) in [("test.say", Side::Both), ("test.left", Side::Left), ("test.right", Side::Right)] {
        kiosk.tap(id);
        assert_eq!(kiosk.fake.with(|state| state.tried.last().map(|(side, _)| *side)), Some(side));
    }
    let said = kiosk.fake.with(|state| state.tried.iter().map(|(_, said)| said.clone()).collect::<Vec<_>>());
    assert!(said.iter().all(|said| !said.is_empty()) && said[1] != said[2], "{said:?}");
    let off = kiosk.text();
    kiosk.fake.with(|state| state.sound = Some(SoundWay::Device));
    kiosk.tap("test.say");
    assert_ne!(kiosk.text(), off, "where it went is said");
}

#[test]
fn a_scan_is_named_and_nothing_of_it_is_shown_or_done() {
    let mut kiosk = tests();
    kiosk.tap("test.scanner");
    assert_eq!(kiosk.fake.with(|state| state.scans_wanted.last().copied()), Some(true), "the scanner looks");
    let aim = Some(AimCode { kind: 'Q', variant: '1', name: "QR" });
    kiosk.fake.with(|state| state.framing = Some(Framing { characters: 41, end: End::CrLf, aim, is_latin: false }));
    kiosk.tell(&Event::Scan(Arc::new(Scanned::Ticket("B3-041".into()))));
    let text = kiosk.text();
    assert_eq!(kiosk.at(), "test-scanner");
    assert!(text.contains("CR+LF") && text.contains("QR") && !text.contains("B3-041"), "{text}");
    assert!(text.contains("41") || text.contains("٤١"), "{text}");
    // A badge is no way in from here, and no word of it is kept.
    kiosk.tell(&Event::Scan(Arc::new(Scanned::Badge(Zeroizing::new("KB1:SECRET".into())))));
    assert!(!kiosk.text().contains("SECRET"));
    assert!(!kiosk.fake.with(|state| state.acts.iter().any(|act| matches!(act, Act::Badge(_)))));
    kiosk.tap("action.back");
    assert_eq!(kiosk.fake.with(|state| state.scans_wanted.last().copied()), Some(false));
}

pub(super) fn reached() -> NetworkState {
    NetworkState {
        at: "2026-11-24T08:00:00Z".parse().unwrap(),
        address: Some("https://central.example.krd:8443".into()),
        central: Central::Reached { ms: 38, apart_s: -75 },
        certificate_until: Some("2026-12-10T00:00:00Z".parse().unwrap()),
        link: "online",
        queued: 3,
    }
}

#[test]
fn the_way_to_central_is_looked_at_by_the_kiosk() {
    let mut kiosk = tests();
    kiosk.fake.with(|state| state.answers = vec![Answer::Network(reached())]);
    kiosk.tap("test.network");
    assert!(matches!(last_act(&kiosk), Act::Network));
    let text = kiosk.text();
    assert!(text.contains("central.example.krd") && (text.contains("75") || text.contains("٧٥")), "{text}");
    let silent = NetworkState { central: Central::NotReached { why: "timed out".into() }, ..reached() };
    kiosk.fake.with(|state| state.answers = vec![Answer::Network(silent)]);
    kiosk.tap("test.look");
    assert!(kiosk.text().contains("timed out"), "{}", kiosk.text());
}

#[test]
fn a_strip_is_printed_from_the_test_of_the_printer() {
    let mut kiosk = tests();
    kiosk.tap("test.printer");
    kiosk.fake.with(|state| state.answers = vec![Answer::NotPrinted("fault-paper-out")]);
    kiosk.tap("test.strip");
    assert!(matches!(last_act(&kiosk), Act::TestStrip));
    assert_eq!(kiosk.at(), "test-printer");
}

pub(super) fn log() -> Vec<LogLine> {
    let line = |level, event, times, meaning, act| LogLine {
        at: "2026-11-24T07:12:00Z".parse().unwrap(),
        level,
        event,
        times,
        meaning,
        act,
        text: None,
    };
    vec![
        line(LogLevel::Info, "scanner.connected", 1, "The scanner's port is open.", None),
        LogLine {
            text: Some("event-config-rolled-back"),
            ..line(LogLevel::Error, "config.rolled_back", 1, "m", Some("a"))
        },
        line(LogLevel::Warning, "a4.failed", 3, "A form did not come out.", Some("Look at the A4 printer.")),
        line(LogLevel::Error, "printer.thread", 1, "The printer's thread did not start.", Some("Restart.")),
    ]
}

#[test]
fn the_log_is_told_by_level_and_goes_on_without_keeping_anybody_in() {
    let mut kiosk = open(Role::Technician);
    kiosk.fake.with(|state| state.answers = vec![Answer::Log(log())]);
    kiosk.tap("staff.log");
    assert_eq!(kiosk.at(), "staff-log");
    let text = kiosk.text();
    for part in ["scanner.connected", "config.rolled_back", "a4.failed", "Look at the A4 printer."] {
        assert!(text.contains(part), "{part}: {text}");
    }
    kiosk.tap("log.warnings");
    assert!(!kiosk.text().contains("scanner.connected"));
    kiosk.tap("log.errors");
    let text = kiosk.text();
    assert!(!text.contains("a4.failed") && text.contains("printer.thread"), "{text}");
    // It goes on by itself, and that is no touch.
    let acts = kiosk.fake.with(|state| state.acts.len());
    let touched = kiosk.fake.with(|state| state.touches);
    kiosk.fake.with(|state| state.log = vec![log().remove(3)]);
    kiosk.tap("log.all");
    kiosk.shown.update(Message::LookAtLog);
    kiosk.shown.settle(PATIENCE).unwrap();
    assert!(!kiosk.text().contains("scanner.connected"), "{}", kiosk.text());
    assert_eq!(kiosk.fake.with(|state| state.acts.len()), acts);
    assert_eq!(kiosk.fake.with(|state| state.touches), touched + 1, "only the touch on the filter");
}

/// The key switch leads to the door as the corners do, and only from the screen at rest.
#[test]
fn a_key_switch_opens_the_door_and_not_in_a_visit() {
    let switch = |config: &mut Config| {
        config.keypad = Config::parse("[keypad.keys]\nF12 = \"staff\"\n", "test.toml", Path::new("")).unwrap().keypad;
    };
    let mut kiosk = Kiosk::with(SIZE.0, SIZE.1, switch);
    kiosk.key(Named::F12);
    assert_eq!(kiosk.at(), "attract", "there is no staff");
    kiosk.fake.with(|state| state.has_staff = true);
    kiosk.key(Named::F12);
    assert_eq!(kiosk.at(), "staff-gate");
    kiosk.key(Named::F12);
    assert_eq!(kiosk.at(), "staff-gate");
    kiosk.tap("action.back");
    kiosk.tap("language.en");
    kiosk.key(Named::F12);
    assert_eq!(kiosk.at(), "home", "a citizen is at work");
    // Without the key in the configuration nothing opens.
    let mut kiosk = at_rest();
    kiosk.key(Named::F12);
    assert_eq!(kiosk.at(), "attract");
}
