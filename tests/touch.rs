//! Fingers on a real X server: what is touched is what happens.
//!
//! Positions come from the same application without a window
//! (`ui::headless`), in the same size and language; and because both draw with
//! the same renderer, what was typed is compared dot for dot.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod real_window;

use std::time::Duration;

use iced::{Point, Rectangle};
use kiosk::cli::demo::{Everything, Player, Wishes};
use kiosk::config::Config;
use kiosk::config::data::DataDir;
use kiosk::i18n::Language;

use real_window::{Kiosk, PANEL, wait_for};

/// The kiosk without a window, beside the real one.
struct Twin {
    player: Player,
    // The runtime of its tasks ends after it.
    _everything: Everything,
}

impl Twin {
    fn start() -> Self {
        let config = Config::load(std::path::Path::new("kiosk-config.toml")).unwrap();
        let data = DataDir::find(None).unwrap();
        let everything = Everything::start(config, data, Wishes { central: false, ..Wishes::default() }).unwrap();
        let player = Player::new(&everything, PANEL, Language::CKB).unwrap();
        Self { player, _everything: everything }
    }

    fn bounds(&mut self, id: &str) -> Rectangle {
        let stops = self.player.window().stops();
        let stop = stops.iter().find(|stop| stop.words.id == id);
        let there = || stops.iter().map(|stop| stop.words.id.as_str()).collect::<Vec<_>>().join(", ");
        stop.unwrap_or_else(|| panic!("{id} is not on the screen; there is {}", there())).bounds
    }

    fn at(&mut self, id: &str) -> Point {
        self.bounds(id).center()
    }

    /// A part of its picture as RGB bytes.
    fn pixels(&mut self, part: Rectangle) -> Vec<u8> {
        let (size, rgba) = self.player.window().screenshot();
        let mut out = Vec::new();
        for y in part.y as usize..(part.y + part.height) as usize {
            for x in part.x as usize..(part.x + part.width) as usize {
                let at = (y * size.width as usize + x) * 4;
                out.extend_from_slice(&rgba[at..at + 3]);
            }
        }
        out
    }
}

/// The same picture but for the last bit or two of soft edges: the real window redraws only what was
/// damaged, and blends an edge anew over itself.
fn alike(real: &[u8], twin: &[u8]) -> bool {
    real.len() == twin.len() && !real.is_empty() && real.iter().zip(twin).all(|(a, b)| a.abs_diff(*b) <= 3)
}

/// Both kiosks, taking the same steps.
struct Pair {
    real: Kiosk,
    twin: Twin,
}

impl Pair {
    fn start() -> Self {
        Self { real: Kiosk::start(), twin: Twin::start() }
    }

    /// Taps the same thing on both and waits for the screen behind it.
    fn tap(&mut self, id: &str, screen: &str) {
        let at = self.twin.at(id);
        self.real.panel().tap(at);
        self.twin.player.tap(id).unwrap();
        self.twin.player.expect(screen).unwrap();
        self.real.expect(screen);
    }

    /// To the first question, the given name.
    fn to_the_name(&mut self) {
        self.tap("language.ckb", "home");
        self.tap("home.service", "categories");
        self.tap("category.traffic", "services");
        self.tap("service.driving_licence_renewal", "service");
        self.tap("action.start", "eligibility");
        self.tap("choice.yes", "eligibility");
        self.tap("choice.no", "question");
    }

    /// Whether the real window shows in its field what the twin does.
    fn same_field(&mut self) -> bool {
        let bounds = self.twin.bounds("field.answer");
        // Whole pixels, without the border's soft edge.
        let inside = Rectangle {
            x: bounds.x.ceil() + 6.0,
            y: bounds.y.ceil() + 6.0,
            width: bounds.width.floor() - 12.0,
            height: bounds.height.floor() - 12.0,
        };
        let (real, twin) = (self.real.pixels(inside), self.twin.pixels(inside));
        alike(&real, &twin)
    }
}

#[test]
fn fingers_hit_what_they_touch() {
    let mut pair = Pair::start();
    pair.real.picture("window-attract");

    // A finger that slides off a button chooses nothing.
    let at = pair.twin.at("language.en");
    let away = Point::new(PANEL.width / 2.0, 30.0);
    let finger = pair.real.panel().down(at);
    std::thread::sleep(Duration::from_millis(80));
    pair.real.panel().slide(finger, away);
    std::thread::sleep(Duration::from_millis(80));
    pair.real.panel().up(finger, away);
    std::thread::sleep(Duration::from_millis(400));
    assert!(!pair.real.entered().iter().any(|screen| screen == "home"), "{:?}", pair.real.entered());

    pair.to_the_name();
    assert!(pair.same_field(), "the empty fields differ");

    // Three quick taps on three keys, without any pause: these three.
    let keys = ["key.ئ", "key.ا", "key.ز"].map(|id| pair.twin.at(id));
    pair.real.panel().burst(&keys);
    pair.twin.player.type_on_screen("ئاز").unwrap();
    wait_for("three quick taps to type three letters", || pair.same_field());

    // Two fingers: the second lands before the first has left.
    let (first, second) = (pair.twin.at("key.ا"), pair.twin.at("key.د"));
    let a = pair.real.panel().down(first);
    std::thread::sleep(Duration::from_millis(40));
    let b = pair.real.panel().down(second);
    std::thread::sleep(Duration::from_millis(40));
    pair.real.panel().up(a, first);
    std::thread::sleep(Duration::from_millis(40));
    pair.real.panel().up(b, second);
    pair.twin.player.type_on_screen("اد").unwrap();
    wait_for("two fingers to type two letters", || pair.same_field());
    pair.real.picture("window-typed");

    // Nothing stays pressed or hovered, and nothing of the screens before is left as a speck: all
    // between header and footer looks as if it had been drawn at once.
    let body = Rectangle { x: 0.0, y: 260.0, width: PANEL.width, height: 1400.0 };
    wait_for("the screen to look untouched", || alike(&pair.real.pixels(body), &pair.twin.pixels(body)));

    // A finger that slides off a key types nothing.
    let away = Point::new(PANEL.width / 2.0, 30.0);
    let finger = pair.real.panel().down(first);
    std::thread::sleep(Duration::from_millis(40));
    pair.real.panel().slide(finger, away);
    std::thread::sleep(Duration::from_millis(40));
    pair.real.panel().up(finger, away);
    std::thread::sleep(Duration::from_millis(400));
    assert!(pair.same_field(), "a finger that slid off a key typed something");
    assert!(pair.real.runs());
    assert!(!pair.real.errors().contains("panicked"), "{}", pair.real.errors());
}

#[test]
fn a_full_screen_window_with_keys_alone() {
    let mut kiosk = Kiosk::start();
    // Without a window manager it covers the whole panel.
    let corner = Rectangle::new(Point::new(PANEL.width - 6.0, PANEL.height - 6.0), iced::Size::new(4.0, 4.0));
    assert!(kiosk.pixels(corner).iter().all(|byte| *byte > 200), "the window does not cover the panel");

    // Arrows and Enter choose the language, F3 opens the choice of languages, Escape goes back.
    kiosk.xdotool(&["key", "Down"]);
    kiosk.xdotool(&["key", "Return"]);
    kiosk.expect("home");
    kiosk.xdotool(&["key", "F3"]);
    kiosk.expect("language");
    kiosk.xdotool(&["key", "Escape"]);
    kiosk.expect("home");
    kiosk.xdotool(&["key", "F1"]);
    kiosk.expect("help");
    kiosk.xdotool(&["key", "Escape"]);
    kiosk.expect("home");

    // Neither Alt+F4 nor a polite request to close ends it; SIGTERM does.
    kiosk.xdotool(&["key", "alt+F4"]);
    std::thread::sleep(Duration::from_millis(500));
    assert!(kiosk.runs());
    assert!(!kiosk.errors().contains("panicked"), "{}", kiosk.errors());
    let status = kiosk.terminate();
    assert!(status.code() == Some(0) || std::os::unix::process::ExitStatusExt::signal(&status) == Some(15), "{status}");
}
