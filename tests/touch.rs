//! Touch as real fingers do it: the real program on a real X server with a touch panel.
//!
//! Nothing is injected into the program: the panel's driver hands the X server what a
//! panel would, with several fingers, and without a pause where fingers make none.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod real_window;

use std::thread::sleep;
use std::time::Duration;

use iced::{Point, Vector};
use real_window::GUARD;
use real_window::display::{Display, Key};
use real_window::program::Program;
use real_window::touch_panel::TouchPanel;
use real_window::twin::Twin;

const WIDTH: u16 = 1080;
const HEIGHT: u16 = 1920;

/// A citizen's hand before the kiosk.
struct Citizen {
    panel: TouchPanel,
    program: Program,
    twin: Twin,
    // The last to go: the program stands in it.
    display: Display,
}

impl Citizen {
    /// Before the resting kiosk; `None` where there can be no such server.
    fn arrives() -> Option<Self> {
        let (display, panel) = Display::with_touch_panel()?;
        let mut program = Program::run(&display);
        let twin = Twin::new(WIDTH, HEIGHT);
        program.speech.screen("attract");
        sleep(GUARD);
        Some(Self { panel, program, twin, display })
    }

    /// Taps a control in the window and in the twin, and waits for the screen it leads to.
    fn go(&mut self, id: &str, screen: &str) {
        let at = self.twin.tap(id);
        self.twin.expect(screen);
        self.panel.tap(at);
        self.program.speech.screen(screen);
        sleep(GUARD);
    }

    /// To the first question that is typed, in this language.
    fn reaches_the_name(&mut self, language: &str) {
        self.go(&format!("language.{language}"), "home");
        self.go("home.service", "categories");
        self.go("category.traffic", "services");
        self.go("service.driving_licence_renewal", "service");
        self.go("action.start", "eligibility");
        // The second eligibility question is the same screen with other words.
        self.go("choice.yes", "eligibility");
        self.go("choice.no", "question");
    }

    /// The middle of a key.
    fn key(&mut self, label: &str) -> Point {
        self.twin.at(&format!("key.{label}"))
    }

    /// What stands in the field, as the voice says it. (The keypad's focus goes to it and a touch takes it away.)
    fn typed(&mut self) -> String {
        // What fingers did last has been drawn by now.
        self.display.settled();
        for _ in 0..60 {
            self.display.key(Key::Tab);
            let line = self.program.speech.focus();
            if line["role"] == "field" {
                return line["value"].as_str().unwrap_or_default().to_owned();
            }
        }
        panic!("the focus does not come to a field");
    }

    fn no_panic(&self) {
        assert!(!self.program.errors().contains("panicked"), "{}", self.program.errors());
    }
}

#[test]
fn quick_taps_on_three_buttons_hit_these_three() {
    let Some(mut citizen) = Citizen::arrives() else { return };
    citizen.go("language.en", "home");
    citizen.go("header.display", "display");
    let tools = ["display.colours.low", "display.colours.black-on-white", "display.digits"];
    // Three rounds: the fault that this guards against (all taps of a frame at the last place) needs luck to show.
    for round in 0..3 {
        let places = tools.map(|id| citizen.twin.at(id));
        for at in places {
            citizen.panel.flick(at);
        }
        for id in tools {
            citizen.twin.tap(id);
        }
        let wanted = citizen.twin.picture();
        citizen.display.wait_for_picture(&format!("touch-quick-taps-{round}"), &wanted);
    }
    citizen.no_panic();
}

#[test]
fn typing_with_quick_fingers_with_two_thumbs_and_with_a_long_press() {
    let Some(mut citizen) = Citizen::arrives() else { return };
    citizen.reaches_the_name("ckb");
    // What is personal is told only to whoever asks for it aloud (or has headphones): this one does.
    citizen.display.key(Key::F9);

    // A burst without any pause.
    let letters: Vec<Point> = ["ئ", "ا", "ز", "ا", "د"].map(|label| citizen.key(label)).into();
    for at in &letters {
        citizen.panel.flick(*at);
    }
    assert_eq!(citizen.typed(), "ئازاد");
    citizen.display.settled().save("touch-typed-ckb");

    // Two thumbs: the second comes down before the first is lifted; both type, in the order they came.
    let (first, second) = (citizen.key("س"), citizen.key("ل"));
    let a = citizen.panel.down(first);
    sleep(Duration::from_millis(30));
    let b = citizen.panel.down(second);
    sleep(Duration::from_millis(30));
    citizen.panel.up(a, first);
    sleep(Duration::from_millis(30));
    citizen.panel.up(b, second);
    assert_eq!(citizen.typed(), "ئازادسل");

    // Both in the same frame.
    let a = citizen.panel.down(first);
    let b = citizen.panel.down(second);
    citizen.panel.up(b, second);
    citizen.panel.up(a, first);
    assert_eq!(citizen.typed(), "ئازادسلسل");

    // A finger that slides off its key types nothing, neither there nor where it is lifted.
    let (from, to) = (citizen.key("ش"), citizen.key("ن"));
    let finger = citizen.panel.down(from);
    for step in 1..=5 {
        citizen.panel.slide(finger, from + (to - from) * (step as f32 / 5.0));
        sleep(Duration::from_millis(10));
    }
    citizen.panel.up(finger, to);
    assert_eq!(citizen.typed(), "ئازادسلسل");

    // A long press offers what the letter also is; lifting there takes the first.
    let held = citizen.key("ه");
    let before = citizen.display.settled();
    let finger = citizen.panel.down(held);
    sleep(Duration::from_millis(900));
    let open = citizen.display.picture();
    open.save("touch-long-press");
    // More than the pressed key has changed: the offer stands above it.
    let key = citizen.twin.bounds("key.ه");
    assert!(open.differ(&before) as f32 > key.width * key.height * 1.5, "no alternates are shown");
    citizen.panel.up(finger, held);
    assert_eq!(citizen.typed(), "ئازادسلسلھ");

    // A held backspace goes on erasing; a short one erases one letter.
    let backspace = citizen.key("backspace");
    citizen.panel.tap(backspace);
    assert_eq!(citizen.typed(), "ئازادسلسل");
    let finger = citizen.panel.down(backspace);
    sleep(Duration::from_millis(2000));
    citizen.panel.up(finger, backspace);
    assert_eq!(citizen.typed(), "");
    citizen.no_panic();
}

#[test]
fn a_finger_that_slides_off_a_button_activates_nothing_and_nothing_stays_hovered() {
    let Some(mut citizen) = Citizen::arrives() else { return };
    citizen.go("language.en", "home");
    let resting = citizen.display.settled();
    let said = citizen.program.speech.count();

    // Off one tile onto another, and off into nothing.
    let (from, other) = (citizen.twin.at("home.service"), citizen.twin.at("home.ticket"));
    for to in [other, Point::new(4.0, 1000.0)] {
        let finger = citizen.panel.down(from);
        sleep(Duration::from_millis(80));
        let pressed = citizen.display.settled();
        assert!(pressed.differ(&resting) > 1000, "the pressed button does not look pressed");
        for step in 1..=6 {
            citizen.panel.slide(finger, from + (to - from) * (step as f32 / 6.0));
            sleep(Duration::from_millis(10));
        }
        citizen.panel.up(finger, to);
        sleep(Duration::from_millis(400));
        assert_eq!(citizen.program.speech.count(), said, "{:?}", citizen.program.speech.lines().last());
        citizen.display.wait_for_picture("touch-slid-off", &resting);
    }

    // One finger rests beside the buttons, as a leaning hand does: another still works.
    let leaning = citizen.panel.down(Point::new(4.0, 1000.0));
    let at = citizen.twin.bounds("header.help");
    citizen.twin.tap("header.help");
    citizen.panel.tap(at.center());
    citizen.program.speech.screen("help");
    citizen.panel.up(leaning, Point::new(4.0, 1000.0));
    sleep(GUARD);

    // A tap near the edge of a button is a tap on it; after it the screen is at rest.
    let close = citizen.twin.bounds("help.close");
    citizen.twin.tap("help.close");
    citizen.panel.tap(close.position() + Vector::new(6.0, close.height / 2.0));
    citizen.program.speech.screen("home");
    citizen.display.wait_for_picture("touch-nothing-hovered", &resting);
    citizen.no_panic();
}
