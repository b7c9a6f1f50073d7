//! The desk of staff and the bench of technicians in the real program: a real window, keys and the speech log alone, printer
//! and scanner on lines, the audit chain in the real database. Pictures for people stand in `target/pictures/staff-window-*`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod real_window;

use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use iced::Point;
use kiosk::config::Config;
use kiosk::device::virtual_::{VirtualPrinter, VirtualPrinterConfig, VirtualScanner};
use kiosk::i18n::{Language, Locales, Texts, args};
use kiosk::staff::{Role, Roster};
use real_window::display::{Display, Key};
use real_window::program::Program;
use real_window::{GUARD, PATIENCE, wait_for};
use serde_json::Value;

const PIN: &str = "402817";
const SIZE: (u16, u16) = (1080, 1920);
/// More than any part of the desk has pages.
const MOST_PAGES: usize = 8;

/// Whoever works at the kiosk, with a keyboard.
struct Post {
    display: Display,
    program: Program,
    printer: VirtualPrinter,
    scanner: VirtualScanner,
    texts: Texts,
    language: &'static str,
    sheets: usize,
}

impl Post {
    /// The kiosk at rest, with an attendant (10), a supervisor (11) and a technician (12).
    fn begin(language: &'static str) -> Self {
        let display = Display::virtual_screen(SIZE.0, SIZE.1);
        let printer = VirtualPrinter::start(VirtualPrinterConfig::default()).unwrap();
        let scanner = VirtualScanner::start(b"\r").unwrap();
        let more = format!(
            "[printer]\nport = \"{}\"\nbaud = 460800\n[scanner]\nport = \"{}\"\n[keypad.keys]\nF12 = \"staff\"\n",
            printer.path().display(),
            scanner.path().display()
        );
        let mut program = Program::run_prepared(&display, &more, |state| {
            let mut roster = Roster::default();
            for role in [Role::Attendant, Role::Supervisor, Role::Technician] {
                roster.add(role.as_str(), role, PIN).unwrap();
            }
            roster.save(state).unwrap();
        });
        program.speech.screen("attract");
        wait_for("the window", || display.window("Kiosk 1"));
        display.settled();
        let locales = Locales::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("locales")).unwrap();
        let texts = locales.texts(Language::parse(language).unwrap());
        Self { display, program, printer, scanner, texts, language, sheets: 0 }
    }

    /// Moves the focus on until it stands on the control whose id ends so, on a later page if need be.
    fn reach(&mut self, ends: &str) {
        let end = Instant::now() + PATIENCE;
        let mut all = Vec::new();
        while Instant::now() < end {
            for turn in ["page.next", "page.previous"] {
                for _ in 0..MOST_PAGES {
                    self.program.speech.rest();
                    if self.round(ends, &mut all) {
                        return;
                    }
                    if !self.round(turn, &mut Vec::new()) {
                        break;
                    }
                    sleep(GUARD);
                    self.display.key(Key::Enter);
                }
            }
        }
        panic!("Tab does not lead to \"{ends}\"; it led to {all:?}");
    }

    /// Once around the screen, from where the focus is; whether it stands on the control in the end.
    fn round(&mut self, ends: &str, all: &mut Vec<String>) -> bool {
        let mut first = None;
        loop {
            self.display.key(Key::Tab);
            let id = self.program.speech.focus()["focus"].as_str().unwrap_or_default().to_owned();
            if id.ends_with(ends) {
                return true;
            }
            if first.as_ref() == Some(&id) {
                return false;
            }
            // Which digit of the PIN it is, nobody is told: they all have one name.
            if id != "pin.digit" {
                first.get_or_insert_with(|| id.clone());
            }
            all.push(id);
        }
    }

    fn press(&mut self, ends: &str) {
        self.reach(ends);
        sleep(GUARD);
        self.display.key(Key::Enter);
    }

    /// Presses it and waits for the screen that follows; answers what is said of it.
    fn choose(&mut self, ends: &str, screen: &str) -> String {
        self.press(ends);
        let line = self.program.speech.screen(screen);
        line["say"].as_str().unwrap().to_owned()
    }

    fn back(&mut self, screen: &str) {
        self.program.speech.rest();
        sleep(GUARD);
        self.display.key(Key::Escape);
        self.program.speech.screen(screen);
    }

    /// Waits until this message is said.
    fn hears(&mut self, key: &str) {
        let words = self.spoken(key);
        self.program.speech.words(&words);
    }

    fn spoken(&self, key: &str) -> String {
        self.texts.spoken(&self.texts.get(key))
    }

    /// Presses it; paper comes out, and it is said that it is done.
    fn prints(&mut self, ends: &str) {
        self.press(ends);
        self.hears("staff-done");
        self.sheet();
    }

    /// One more sheet has come out: cut, and not white.
    fn sheet(&mut self) {
        self.sheets += 1;
        let sheets = self.printer.wait_for_sheets(self.sheets, PATIENCE);
        assert_eq!(sheets.len(), self.sheets);
        let content = sheets.last().unwrap().content();
        assert!(content.width().0 > 0 && content.height().0 > 0, "a white sheet");
    }

    fn picture(&mut self, name: &str) {
        self.program.speech.rest();
        self.display.settled().save(&format!("staff-window-{}-{name}", self.language));
    }

    /// The screens speak this language.
    fn speak(&mut self, screen: &str) {
        self.program.speech.rest();
        sleep(GUARD);
        self.display.key(Key::F3);
        self.program.speech.screen("language");
        self.press(&format!("language.{}", self.language));
        assert_eq!(self.program.speech.screen(screen)["lang"], self.language);
    }

    /// The key switch, then number and PIN by keys.
    fn enter(&mut self, number: u8) {
        self.program.speech.rest();
        sleep(GUARD);
        self.display.key(Key::F12);
        self.program.speech.screen("staff-gate");
        sleep(GUARD);
        for digit in format!("{number}{PIN}").chars() {
            self.display.sign(digit);
            sleep(Duration::from_millis(30));
        }
        self.choose("pin.enter", "staff-desk");
    }

    /// Ends what a citizen has begun.
    fn finish(&mut self) {
        self.choose("header.finish", "finish");
        self.choose("finish.yes", "wiped");
        self.program.speech.screen("attract");
    }

    fn rows(&self, query: &str) -> Vec<String> {
        let database = rusqlite::Connection::open(self.display.folder().join("state/kiosk.db")).unwrap();
        database.busy_timeout(Duration::from_secs(5)).unwrap();
        let mut rows = database.prepare(query).unwrap();
        rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    /// What this member has done, as the audit chain says.
    fn acts(&self, number: u8) -> Vec<String> {
        let rows = self.rows("select cast(event as text) from audit where event like '%\"staff\"%' order by seq");
        let rows = rows.iter().map(|row| serde_json::from_str::<Value>(row).unwrap());
        let number = number.to_string();
        let own = rows.filter(|row| row["by"].as_str() == Some(&*number));
        own.map(|row| row["act"].as_str().unwrap().to_owned()).collect()
    }

    /// It is in the chain that this member has done exactly this.
    fn did(&self, number: u8, wanted: &[&str]) {
        wait_for("the acts in the audit chain", || {
            let acts = self.acts(number);
            (acts.len() >= wanted.len()).then(|| assert_eq!(acts, wanted))
        });
    }

    fn is_well(&mut self) {
        assert!(self.program.runs());
        let errors = self.program.errors();
        assert!(!errors.contains("panicked") && !errors.contains(PIN), "{errors}");
        let said = std::fs::read_to_string(self.display.folder().join("speech.log")).unwrap();
        assert!(!said.contains(PIN));
    }
}

fn attendant(post: &mut Post) {
    // Somebody has called for help from the screen at rest.
    post.speak("attract");
    post.display.key(Key::F1);
    post.program.speech.screen("help");
    post.press("help.staff");
    post.hears("staff-called");
    post.back("attract");
    post.enter(10);
    post.speak("staff-desk");
    post.picture("attendant");
    // A ticket for a citizen: two touches.
    post.choose("staff.ticket", "staff-services");
    post.picture("services");
    post.press("staff.service.birth_certificate");
    post.sheet();
    post.program.speech.screen("staff-desk");
    let label = post.rows("select label from ticket").pop().unwrap();
    post.picture("issued");
    post.choose("staff.tickets", "staff-tickets");
    post.picture("tickets");
    post.choose(&format!("staff.line.{label}"), "staff-ticket");
    post.picture("ticket");
    post.prints("staff.reprint");
    let papers = post.printer.sheets();
    assert_eq!(papers[0].qr_texts, papers[1].qr_texts, "the same number once more");
    post.choose("staff.priority", "staff-priority");
    post.picture("priority");
    post.choose("priority.elderly", "staff-ticket");
    post.hears("staff-done");
    assert_eq!(post.rows("select priority from ticket"), ["elderly"]);
    post.choose("staff.cancel", "staff-desk");
    wait_for("the ticket is given up", || {
        (post.rows("select label from ticket where cancelled_ms is not null") == [label.as_str()]).then_some(())
    });
    post.choose("staff.calls", "staff-calls");
    post.picture("calls");
    post.choose("staff.answered", "staff-desk");
    wait_for("no call waits", || {
        post.rows("select 'call' from staff_call where answered_ms is null").is_empty().then_some(())
    });
    post.choose("staff.overview", "staff-overview");
    post.picture("overview");
    post.back("staff-desk");
    post.choose("staff.paper", "staff-paper");
    post.picture("paper");
    post.prints("staff.strip");
    post.back("staff-desk");
    post.back("attract");
    post.did(10, &["enter", "ticket", "reprint", "priority", "cancel", "answer_calls", "test_strip", "leave"]);
}

fn supervisor(post: &mut Post) {
    post.enter(11);
    post.speak("staff-desk");
    post.picture("supervisor");
    // The whole kiosk is paused, and says so to the next citizen.
    post.choose("staff.pause", "staff-pause");
    post.press("staff.pause.kiosk");
    post.hears("staff-done");
    post.picture("pause");
    post.back("staff-desk");
    post.back("attract");
    post.choose(&format!("language.{}", post.language), "paused");
    post.picture("paused");
    post.back("home");
    post.finish();
    // By badge this time: read by the scanner.
    let badge = Command::new(env!("CARGO_BIN_EXE_kiosk"))
        .args(["staff", "badge", "11", "--config"])
        .arg(post.display.folder().join("kiosk-config.toml"))
        .output()
        .unwrap();
    let badge = String::from_utf8(badge.stdout).unwrap();
    post.scanner.scan(badge.trim()).unwrap();
    post.program.speech.screen("staff-desk");
    post.speak("staff-desk");
    post.choose("staff.pause", "staff-pause");
    post.press("staff.pause.kiosk");
    post.hears("staff-done");
    post.press("staff.pause.birth_certificate");
    post.hears("staff-done");
    assert_eq!(post.rows("select what from pause"), ["birth_certificate"]);
    post.back("staff-desk");
    post.back("attract");
    post.choose(&format!("language.{}", post.language), "home");
    post.choose("home.ticket", "ticket-services");
    post.choose("service.birth_certificate", "paused");
    post.finish();
    post.enter(11);
    post.speak("staff-desk");
    post.choose("staff.pause", "staff-pause");
    post.press("staff.pause.birth_certificate");
    post.hears("staff-done");
    assert!(post.rows("select what from pause").is_empty());
    post.back("staff-desk");
    post.choose("staff.report", "staff-report");
    post.picture("report");
    post.prints("staff.print-report");
    // Closed, as the next citizen reads, and taken back.
    post.press("staff.close-day");
    post.reach("staff.open-day");
    post.picture("closed");
    post.back("staff-desk");
    post.back("attract");
    post.choose(&format!("language.{}", post.language), "home");
    post.choose("home.ticket", "closed");
    post.picture("closed-citizen");
    post.finish();
    post.enter(11);
    post.speak("staff-desk");
    post.choose("staff.report", "staff-report");
    post.press("staff.open-day");
    post.reach("staff.close-day");
    post.press("staff.before");
    post.reach("staff.today");
    post.prints("staff.print-report");
    post.back("staff-desk");
    post.back("attract");
    let first = ["enter", "pause", "leave"];
    let second = ["enter_by_badge", "reopen", "pause", "leave"];
    let third = ["enter", "reopen", "print_report", "close_day", "leave"];
    let fourth = ["enter", "open_day", "print_report", "leave"];
    post.did(11, &[&first[..], &second, &third, &fourth].concat());
}

fn technician(post: &mut Post) {
    post.enter(12);
    post.speak("staff-desk");
    post.picture("technician");
    post.choose("staff.tests", "staff-tests");
    post.picture("tests");
    // Every field of the touch panel answers.
    post.choose("test.touch", "test-touch");
    let pitch = Config::default().display.pixel_pitch.0 as f32;
    let count = |pixels: u16| (f32::from(pixels) * pitch / 30.0).round() as u16;
    let (columns, rows) = (count(SIZE.0), count(SIZE.1));
    let middle = |at: u16, of: u16, size: u16| (f32::from(at) + 0.5) / f32::from(of) * f32::from(size);
    sleep(GUARD);
    for row in 0..rows {
        for column in 0..columns {
            if (column, row) == (columns - 1, rows - 1) {
                post.picture("touch");
            }
            post.display.click(Point::new(middle(column, columns, SIZE.0), middle(row, rows, SIZE.1)));
        }
    }
    let line = post.program.speech.screen("test-touch-end");
    assert!(line["say"].as_str().unwrap().contains(&post.spoken("test-touch-good")), "{line}");
    post.picture("touch-end");
    post.back("staff-tests");
    // Keys are named, also the one that otherwise opens the door.
    post.choose("test.keys", "test-keys");
    post.display.key(Key::F9);
    post.hears("key-use-aloud");
    post.display.key(Key::F12);
    post.hears("key-use-staff");
    post.picture("keys");
    post.display.key(Key::Escape);
    post.hears("key-use-back");
    post.back("staff-tests");
    post.choose("test.colours", "test-colours");
    post.press("test.longer");
    let line = post.texts.code(&format!("display.pixel_pitch_mm = {:.3}", pitch * 1.01));
    let words = post.texts.with("test-colours-write", &args![line = line]);
    post.program.speech.words(&post.texts.spoken(&words));
    post.picture("colours");
    post.back("staff-tests");
    post.choose("test.sound", "test-sound");
    post.press("test.say");
    post.hears("test-sound-sentence");
    post.picture("sound");
    post.back("staff-tests");
    post.choose("test.printer", "test-printer");
    post.prints("test.strip");
    post.picture("printer");
    post.back("staff-tests");
    post.choose("test.scanner", "test-scanner");
    post.scanner.scan("5449000000996").unwrap();
    post.hears("scan-kind-unknown");
    post.picture("scanner");
    post.back("staff-tests");
    // Nobody listens where central should be.
    let said = post.choose("test.network", "test-network");
    assert!(said.contains(&post.spoken("network-unreached")), "{said}");
    post.picture("network");
    post.back("staff-tests");
    post.back("staff-desk");
    let said = post.choose("staff.log", "staff-log");
    assert!(said.contains(&post.spoken("log-level-info")), "{said}");
    post.picture("log");
    post.press("log.errors");
    post.hears("log-nothing");
    post.back("staff-desk");
    post.back("attract");
    post.did(12, &["enter", "diagnose", "test_strip", "leave"]);
}

fn work_in(language: &'static str) {
    let mut post = Post::begin(language);
    attendant(&mut post);
    supervisor(&mut post);
    technician(&mut post);
    post.is_well();
}

#[test]
fn the_work_of_each_role_in_ckb() {
    work_in("ckb");
}

#[test]
fn the_work_of_each_role_in_ar() {
    work_in("ar");
}

#[test]
fn the_work_of_each_role_in_en() {
    work_in("en");
}

/// A simple generator, so that a failure can be played again (Knuth's MMIX).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

/// The long walk goes over the screens without a window (`a_walk_of_100_000_events`); this one shows that the window itself,
/// with real keys and a real server, is not left either.
#[test]
fn no_key_and_no_touch_leaves_the_window() {
    const KEYS: [Key; 19] = [
        Key::F1,
        Key::F2,
        Key::F3,
        Key::F4,
        Key::F5,
        Key::F6,
        Key::F7,
        Key::F8,
        Key::F9,
        Key::F10,
        Key::F11,
        Key::F12,
        Key::Delete,
        Key::Escape,
        Key::Tab,
        Key::Enter,
        Key::Up,
        Key::Down,
        Key::Left,
    ];
    const HELD: [Key; 4] = [Key::Control, Key::Alt, Key::Super, Key::Shift];
    let mut post = Post::begin("en");
    let mut dice = Dice(11);
    for _ in 0..1_500 {
        match dice.roll(8) {
            0..=2 => {
                let at = Point::new(dice.roll(SIZE.0.into()) as f32, dice.roll(SIZE.1.into()) as f32);
                post.display.click(at);
            }
            3 => post.display.sign(['1', '0', 'q', 'w', ' '][dice.roll(5)]),
            4 => post.display.key(KEYS[dice.roll(KEYS.len())]),
            5 => {
                let (window, _) = post.display.window("Kiosk 1").unwrap();
                post.display.ask_to_close(window);
            }
            _ => post.display.chord(HELD[dice.roll(HELD.len())], KEYS[dice.roll(KEYS.len())]),
        }
        sleep(Duration::from_millis(3));
    }
    assert!(post.program.runs(), "{}", post.program.errors());
    let (_, place) = post.display.window("Kiosk 1").unwrap();
    assert_eq!(place, (0, 0, SIZE.0, SIZE.1));
    post.display.settled().save("staff-window-walk");
    // It still answers, and nobody is in.
    let before = post.program.speech.count();
    post.display.key(Key::F2);
    wait_for("an answer", || (post.program.speech.count() > before).then_some(()));
    assert!(post.rows("select 'in' from audit where event like '%\"enter\"%'").is_empty());
    post.is_well();
}
