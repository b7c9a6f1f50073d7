//! Somebody who sees nothing: the real program in a real window, keys and the speech log alone, to a ticket and to a whole
//! request, in every language. And the same with two switches.
//!
//! In one language there is a printer and a central: what was done in the window is then on the paper, in the kiosk's
//! file and at central.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;
mod real_window;

use std::path::Path;
use std::thread::sleep;

use kiosk::config::Config;
use kiosk::i18n::text::first_strong;
use kiosk::i18n::{Language, Locales};
use kiosk::keys::DeviceKey;
use kiosk::receipt::page::{Bitmap, Dots};
use kiosk_protocol::receipt::Receipt;
use kiosk_protocol::{KeyRole, KeySet, Reference, Signer as _, TrustedKey};
use real_window::display::{Display, Key};
use real_window::office::Office;
use real_window::program::Program;
use real_window::{GUARD, wait_for};
use serde_json::Value;

/// More than any screen has controls.
const MOST: usize = 90;

/// Two switches: one moves the focus on, the other presses.
const SWITCHES: &str = "[keypad.keys]\n\"1\" = \"next\"\n\"2\" = \"select\"\n";

/// What is pressed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// Tab, Shift and Tab, Enter, and the digits of a keypad.
    Keys,
    /// The switches, which send 1 and 2; nothing else is there.
    Switches,
}

/// Who listens and presses keys.
struct Hearing {
    by: By,
    display: Display,
    program: Program,
    language: &'static str,
    /// Printer and central, where there are any.
    office: Option<Office>,
}

impl Hearing {
    /// Before the kiosk at rest; chooses the language.
    fn begin(language: &'static str, by: By) -> Self {
        let display = Display::virtual_screen(1080, 1920);
        let program = Program::run_with(&display, if by == By::Switches { SWITCHES } else { "" });
        Self::before(display, program, language, by, None)
    }

    /// The same by keys, beside a printer and a central.
    fn in_office(language: &'static str) -> Self {
        let display = Display::virtual_screen(1080, 1920);
        let office = Office::open(&display.folder());
        let program = Program::start(&display, &["run", "--config", office.config.to_str().unwrap()]);
        Self::before(display, program, language, By::Keys, Some(office))
    }

    fn before(display: Display, mut program: Program, language: &'static str, by: By, office: Option<Office>) -> Self {
        program.speech.screen("attract");
        // a key that is pressed before the window is there goes nowhere
        wait_for("the window", || display.window("Kiosk 1"));
        display.settled();
        let mut hearing = Self { by, display, program, language, office };
        // whoever has two switches has no key for the voice: it is asked for on the screen
        if by == By::Switches {
            hearing.choose("attract.speech", "attract");
        }
        hearing.choose(&format!("language.{language}"), "home");
        hearing
    }

    /// Moves on until the control whose id ends so has the focus; answers what is said of it. What is done last stands
    /// at the end of a screen, so the way there is back.
    fn reach(&mut self, ends: &str) -> Value {
        let mut heard = Vec::new();
        for _ in 0..MOST {
            match self.by {
                By::Keys if ends.starts_with("action.") => self.display.chord(Key::Shift, Key::Tab),
                By::Keys => self.display.key(Key::Tab),
                By::Switches => self.display.sign('1'),
            }
            let line = self.program.speech.focus();
            let id = line["focus"].as_str().unwrap_or_default().to_owned();
            if id.ends_with(ends) {
                return line;
            }
            heard.push(id);
        }
        panic!("Tab does not lead to \"{ends}\"; it led to {heard:?}");
    }

    /// Presses it once it has the focus.
    fn press(&mut self, ends: &str) {
        let line = self.reach(ends);
        assert!(!line["say"].as_str().unwrap_or_default().is_empty(), "nothing is said of {line}");
        // what is pressed sooner is meant for the screen before
        sleep(GUARD);
        match self.by {
            By::Keys => self.display.key(Key::Enter),
            By::Switches => self.display.sign('2'),
        }
    }

    /// And waits for the screen that follows; answers what is said of it.
    fn choose(&mut self, ends: &str, screen: &str) -> Value {
        self.press(ends);
        self.program.speech.screen(screen)
    }

    /// Types letters on the keyboard of the screen.
    fn write(&mut self, word: &str) {
        for letter in word.chars() {
            self.press(&format!("key.{letter}"));
        }
    }

    /// Types digits on the keypad beside the screen, or by switch on the one of the screen.
    fn digits(&mut self, digits: &str) {
        if self.by == By::Switches {
            return self.write(digits);
        }
        sleep(GUARD);
        for digit in digits.chars() {
            self.display.sign(digit);
            sleep(std::time::Duration::from_millis(30));
        }
    }

    /// Waits until so many papers are out, where there is a printer. Its word changes the screen, and what is pressed just
    /// then is meant for the screen before.
    fn papers(&self, count: i64) {
        let Some(office) = &self.office else { return };
        let rows = common::Rows::of_kiosk(&office.folder);
        let proven = || rows.number("select count(*) from print_job where state = 'proven'");
        wait_for("the papers", || (proven() == count).then_some(()));
        sleep(GUARD);
    }

    /// Everything that was said: in the language, in words, and nothing of what is personal.
    fn check(&self, personal: &[&str]) {
        let lines = self.program.speech.lines();
        let own = lines.iter().filter(|line| line["screen"] != "attract");
        for line in own {
            let say = line["say"].as_str().unwrap();
            assert_eq!(line["lang"], self.language, "{line}");
            assert!(!say.trim().is_empty(), "{line}");
            assert!(!say.chars().any(char::is_numeric), "a digit is left to the voice: {line}");
            if line["role"] == "screen" && self.language != "en" {
                assert!(first_strong(say).is_some(), "{line}");
                assert_eq!(line["dir"], "rtl");
            }
            for text in personal {
                assert!(!line.to_string().contains(text), "said to everybody: {line}");
            }
        }
        assert!(!self.program.errors().contains("panicked"), "{}", self.program.errors());
    }
}

/// A queue ticket, from the first key to the number.
fn ticket(hearing: &mut Hearing) {
    hearing.choose("home.ticket", "ticket-services");
    let line = hearing.choose("service.birth_certificate", "ticket");
    // the number is heard, sign by sign: a new day has zeros in it
    let locales = Locales::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("locales")).unwrap();
    let numbers = locales.texts(Language::parse(hearing.language).unwrap());
    let zero = numbers.numbers().unwrap().digit(0);
    assert!(line["say"].as_str().unwrap().contains(zero), "{zero}: {line}");
    hearing.papers(1);
    // and all that stands on the paper, when it is asked for
    if hearing.by == By::Switches {
        hearing.press("done.read");
        let words = |key: &str| numbers.spoken(&numbers.get(key));
        let line = hearing.program.speech.notice(&words("paper-ticket-next"));
        for key in ["paper-your-number", "paper-bring", "paper-ticket-keep", "paper-fee"] {
            assert!(line["say"].as_str().unwrap().contains(&words(key)), "{key}: {line}");
        }
    }
    hearing.choose("action.finish", "rating");
    hearing.choose("action.skip", "wiped");
    hearing.program.speech.screen("attract");
}

/// The licence renewal, from the first key to the thanks.
fn request(hearing: &mut Hearing, name: &str) {
    hearing.choose("home.service", "categories");
    hearing.choose("category.traffic", "services");
    hearing.choose("service.driving_licence_renewal", "service");
    hearing.choose("action.start", "eligibility");
    hearing.choose("choice.yes", "eligibility");
    hearing.choose("choice.no", "question");
    // an empty answer is told with the way to mend it, before the question
    let line = hearing.choose("action.continue", "question");
    assert!(line["say"].as_str().unwrap().len() > 20, "{line}");
    for _ in 0..3 {
        hearing.write(name);
        hearing.choose("action.continue", "question");
    }
    hearing.choose("action.skip", "question");
    for part in [".decade.1990", ".year.1990", ".month.1", ".day.1"] {
        hearing.press(part);
    }
    hearing.choose("action.continue", "question");
    hearing.digits("199012345678");
    hearing.choose("action.continue", "question");
    hearing.choose("choice.erbil", "question");
    hearing.choose("choice.erbil_centre", "question");
    hearing.digits("07500000000");
    hearing.choose("action.continue", "review");
    hearing.choose("action.continue", "consent");
    hearing.choose("consent.agree", "done");
    hearing.papers(3);
    hearing.choose("action.finish", "rating");
    hearing.choose("action.skip", "wiped");
}

/// Both, one after the other; `name` has letters that lie near on the keyboard of the screen.
fn by_ear(language: &'static str, by: By, name: &str) {
    heard(Hearing::begin(language, by), name);
}

fn heard(mut hearing: Hearing, name: &str) -> Hearing {
    let language = hearing.language;
    ticket(&mut hearing);
    hearing.choose(&format!("language.{language}"), "home");
    request(&mut hearing, name);
    hearing.check(&["199012345678", "1990 1234 5678", "07500000000", &format!("\"{name}\"")]);
    hearing
}

/// Black and white of a picture file, as an independent reader wants it.
fn sheet(path: &Path) -> Bitmap {
    let file = std::io::BufReader::new(std::fs::File::open(path).unwrap());
    let mut decoder = png::Decoder::new(file);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().unwrap();
    let mut grey = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut grey).unwrap();
    assert_eq!(info.color_type, png::ColorType::Grayscale);
    let mut picture = Bitmap::new(Dots(info.width), Dots(info.height));
    for (index, _) in grey.iter().enumerate().filter(|(_, shade)| **shade < 128) {
        let index = u32::try_from(index).unwrap();
        picture.fill(index % info.width, index / info.width, 1, 1, true);
    }
    picture
}

/// What the keys in the window have led to: rows in the kiosk's file, sheets of paper, rows at central. Nothing here asks
/// the program.
fn is_on_paper_and_at_central(hearing: &Hearing, name: &str) {
    let office = hearing.office.as_ref().unwrap();
    let rows = common::Rows::of_kiosk(&office.folder);
    let central = common::Rows::open(&office.folder.join("central.db"));

    // The kiosk's file: two tickets and a request, every paper proven, everything in custody.
    wait_for("three proven papers", || {
        (rows.jobs() == ["ticket proven", "receipt proven", "ticket proven"]).then_some(())
    });
    assert_eq!(rows.number("select count(*) from print_job where reprint_of is not null"), 0);
    wait_for("everything in custody", || {
        (rows.number("select count(*) from outbox where state <> 1") == 0).then_some(())
    });
    let labels = rows.texts("select label from ticket order by n");
    let [reference] = &rows.texts("select ref from request")[..] else { panic!("one request") };
    assert_eq!(labels.len(), 2, "{labels:?}");

    // The paper, from the printer's own files: one sheet a paper, and its code is read from the picture.
    let sheets = office.printer.wait_for_sheets(3, real_window::PATIENCE);
    assert_eq!((sheets.len(), office.printer.file_error()), (3, None));
    let pictures: Vec<Bitmap> =
        (1..=3).map(|n| sheet(&office.folder.join(format!("sheets/sheet-{n:04}.png")))).collect();
    let read: Vec<String> = pictures.iter().flat_map(common::qr_in).collect();
    assert_eq!(read.len(), 3, "one code on each sheet: {read:?}");
    assert!(read[0].starts_with(&format!("KT:{}.", labels[0])), "{read:?}");
    assert!(read[2].starts_with(&format!("KT:{}.", labels[1])), "{read:?}");
    let key = DeviceKey::existing(&office.folder.join("state")).unwrap().expect("the kiosk has a key");
    let keys: KeySet = [TrustedKey::always(key.public(), KeyRole::Device)].into_iter().collect();
    let url = Config::load(&office.config).unwrap().receipt.url;
    let receipt = Receipt::verify(&read[1], url.as_ref(), &keys).expect("the kiosk has signed it").receipt;
    assert_eq!(receipt.label.as_ref(), Some(&labels[1]));
    assert_eq!(Reference::of(receipt.item).to_string(), *reference, "the receipt is that of the request");

    // Central: each item once, both tickets, the request with what was typed; the rating was passed over.
    wait_for("central has looked at everything", || {
        (central.number("select count(*) from item") == 3 && central.number("select count(*) from unchecked") == 0)
            .then_some(())
    });
    assert_eq!(common::each_once_in(&office.folder), 3);
    assert_eq!(central.texts("select label from ticket order by label"), sorted(&labels));
    assert_eq!(central.texts("select ref from request"), [reference.replace('-', "")]);
    assert_eq!(central.texts("select state from request"), ["received"]);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let [body] = &common::requests_in(&office.folder, &runtime)[..] else { panic!("one request at central") };
    assert_eq!((&body["service"], &body["language"]), (&common::SERVICE.into(), &hearing.language.into()));
    let answers: Vec<&str> = body["answers"].as_object().unwrap().values().filter_map(|value| value.as_str()).collect();
    for wanted in [name, "1990-01-01", "199012345678", "erbil", "erbil_centre", "+9647500000000"] {
        assert!(answers.contains(&wanted), "{wanted} is not among {answers:?}");
    }

    // And the kiosk keeps none of it.
    let traces = [name, "199012345678", "1990-01-01", "7500000000"].map(str::to_owned);
    assert_eq!(common::found_in_files(&office.folder.join("state"), &traces), Vec::<String>::new());
}

fn sorted(labels: &[String]) -> Vec<String> {
    let mut labels = labels.to_vec();
    labels.sort();
    labels
}

#[test]
fn a_ticket_and_a_request_by_ear_in_ckb() {
    let hearing = heard(Hearing::in_office("ckb"), "ڕێ");
    is_on_paper_and_at_central(&hearing, "ڕێ");
}

#[test]
fn a_ticket_and_a_request_by_ear_in_kmr() {
    by_ear("kmr", By::Keys, "ڕێ");
}

#[test]
fn a_ticket_and_a_request_by_ear_in_ar() {
    by_ear("ar", By::Keys, "ثق");
}

#[test]
fn a_ticket_and_a_request_by_ear_in_en() {
    by_ear("en", By::Keys, "WE");
}

#[test]
fn a_ticket_and_a_request_by_two_switches_in_ckb() {
    by_ear("ckb", By::Switches, "ڕێ");
}

#[test]
fn a_ticket_and_a_request_by_two_switches_in_kmr() {
    by_ear("kmr", By::Switches, "ڕێ");
}

#[test]
fn a_ticket_and_a_request_by_two_switches_in_ar() {
    by_ear("ar", By::Switches, "ثق");
}

#[test]
fn a_ticket_and_a_request_by_two_switches_in_en() {
    by_ear("en", By::Switches, "WE");
}
