//! Somebody who sees nothing: the real program in a real window, keys and the speech log alone, to a ticket and to a whole
//! request, in every language. And the same with two switches.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod real_window;

use std::path::Path;
use std::thread::sleep;

use kiosk::i18n::text::first_strong;
use kiosk::i18n::{Language, Locales};
use real_window::display::{Display, Key};
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
}

impl Hearing {
    /// Before the kiosk at rest; chooses the language.
    fn begin(language: &'static str, by: By) -> Self {
        let display = Display::virtual_screen(1080, 1920);
        let mut program = Program::run_with(&display, if by == By::Switches { SWITCHES } else { "" });
        program.speech.screen("attract");
        // a key that is pressed before the window is there goes nowhere
        wait_for("the window", || display.window("Kiosk 1"));
        display.settled();
        let mut hearing = Self { by, display, program, language };
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
    hearing.choose("action.finish", "rating");
    hearing.choose("action.skip", "wiped");
}

/// Both, one after the other; `name` has letters that lie near on the keyboard of the screen.
fn by_ear(language: &'static str, by: By, name: &str) {
    let mut hearing = Hearing::begin(language, by);
    ticket(&mut hearing);
    hearing.choose(&format!("language.{language}"), "home");
    request(&mut hearing, name);
    hearing.check(&["199012345678", "1990 1234 5678", "07500000000", &format!("\"{name}\"")]);
}

#[test]
fn a_ticket_and_a_request_by_ear_in_ckb() {
    by_ear("ckb", By::Keys, "ڕێ");
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
