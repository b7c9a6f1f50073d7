//! The real program in a real window: the whole screen, mouse, keyboard, and a clean end.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod real_window;

use std::thread::sleep;

use real_window::display::{Display, Key};
use real_window::program::Program;
use real_window::twin::Twin;
use real_window::{GUARD, wait_for};

/// The window's title: the kiosk's name in the configuration.
const TITLE: &str = "Kiosk 1";

/// The program at rest on a display of its own, with its twin.
fn at_rest(width: u16, height: u16) -> (Display, Program, Twin) {
    let display = Display::virtual_screen(width, height);
    let mut program = Program::run(&display);
    let twin = Twin::new(width, height);
    program.speech.screen("attract");
    (display, program, twin)
}

/// Clicks a control in the window and in the twin, and waits for the screen it leads to.
fn go(display: &Display, program: &mut Program, twin: &mut Twin, id: &str, screen: &str) -> serde_json::Value {
    sleep(GUARD);
    display.click(twin.tap(id));
    twin.expect(screen);
    program.speech.screen(screen)
}

#[test]
fn the_window_covers_the_screen_without_a_window_manager_and_shows_what_it_should() {
    for (width, height) in [(1080, 1920), (1920, 1080)] {
        let (display, mut program, mut twin) = at_rest(width, height);
        let place = wait_for("a window that covers the screen", || {
            let (_, place) = display.window(TITLE)?;
            (place == (0, 0, width, height)).then_some(place)
        });
        assert_eq!(place, (0, 0, width, height));
        display.wait_for_picture(&format!("window-attract-{width}x{height}"), &twin.picture());
        // Not a test of the twin against itself: it is no blank page.
        let colours = display.picture().colours();
        assert!(colours.len() > 50, "{} colours only", colours.len());
        assert_eq!(colours[0].0, [0xF6, 0xF4, 0xEF], "the paper of the house");
        assert!(colours[0].1 < usize::from(width) * usize::from(height) * 95 / 100, "almost nothing is drawn");
        assert!(program.runs() && program.errors().matches("panicked").count() == 0, "{}", program.errors());
    }
}

#[test]
fn a_visit_by_mouse_language_service_back_another_language_finish() {
    let (display, mut program, mut twin) = at_rest(1080, 1920);
    let line = go(&display, &mut program, &mut twin, "language.ckb", "home");
    assert_eq!((line["lang"].as_str(), line["dir"].as_str()), (Some("ckb"), Some("rtl")));
    display.wait_for_picture("window-home-ckb", &twin.picture());
    go(&display, &mut program, &mut twin, "home.service", "categories");
    go(&display, &mut program, &mut twin, "category.traffic", "services");
    go(&display, &mut program, &mut twin, "service.driving_licence_renewal", "service");
    go(&display, &mut program, &mut twin, "action.back", "services");
    go(&display, &mut program, &mut twin, "service.driving_licence_renewal", "service");
    // Another language keeps the place.
    go(&display, &mut program, &mut twin, "header.language", "language");
    let line = go(&display, &mut program, &mut twin, "language.en", "service");
    assert_eq!((line["lang"].as_str(), line["dir"].as_str()), (Some("en"), Some("ltr")));
    display.wait_for_picture("window-service-en", &twin.picture());
    // Finish asks, and no keeps everything.
    go(&display, &mut program, &mut twin, "header.finish", "finish");
    display.wait_for_picture("window-finish-en", &twin.picture());
    go(&display, &mut program, &mut twin, "finish.no", "service");
    go(&display, &mut program, &mut twin, "header.finish", "finish");
    let line = go(&display, &mut program, &mut twin, "finish.yes", "wiped");
    assert_eq!(line["lang"], "en");
    // Five seconds later the kiosk is fresh, in its own language.
    let line = program.speech.screen("attract");
    assert_eq!(line["lang"], "ckb");
    twin.expect("attract");
    display.wait_for_picture("window-attract-again", &twin.picture());
    assert!(!program.errors().contains("panicked"), "{}", program.errors());
}

#[test]
fn quick_clicks_on_three_buttons_hit_these_three() {
    let (display, mut program, mut twin) = at_rest(1080, 1920);
    go(&display, &mut program, &mut twin, "language.ar", "home");
    sleep(GUARD);
    go(&display, &mut program, &mut twin, "header.display", "display");
    sleep(GUARD);
    let tools = ["display.colours.low", "display.colours.black-on-white", "display.digits"];
    for round in 0..3 {
        let places = tools.map(|id| twin.at(id));
        display.flicks(&places);
        for id in tools {
            twin.tap(id);
        }
        display.wait_for_picture(&format!("window-quick-clicks-{round}"), &twin.picture());
    }
}

#[test]
fn a_visit_by_keypad_alone() {
    let (display, mut program, _twin) = at_rest(1080, 1920);
    // No window manager gives the keyboard to the window: the keypad must work all the same, once it is there.
    wait_for("the window", || display.window(TITLE));
    display.settled();
    sleep(GUARD);
    let reach = |program: &mut Program, key: Key, id: &str| {
        for _ in 0..40 {
            display.key(key);
            let line = program.speech.focus();
            if line["focus"] == id {
                return line;
            }
        }
        panic!("{key:?} does not lead to \"{id}\"");
    };
    let line = reach(&mut program, Key::Down, "language.en");
    // before the languages stands the way to the voice, after them a person and the display
    assert_eq!(line["position"], serde_json::json!([5, 7]));
    display.key(Key::Enter);
    program.speech.screen("home");
    sleep(GUARD);

    display.key(Key::F1);
    program.speech.screen("help");
    display.key(Key::Escape);
    program.speech.screen("home");
    display.key(Key::F3);
    program.speech.screen("language");
    reach(&mut program, Key::Tab, "language.ar");
    sleep(GUARD);
    display.key(Key::Enter);
    let line = program.speech.screen("home");
    assert_eq!((line["lang"].as_str(), line["dir"].as_str()), (Some("ar"), Some("rtl")));
    sleep(GUARD);
    reach(&mut program, Key::Down, "home.ticket");
    display.settled().save("window-focus-ar");
    display.key(Key::Enter);
    program.speech.screen("ticket-services");
    display.key(Key::Escape);
    program.speech.screen("home");
    // Repeat says the screen once more.
    let before = program.speech.count();
    display.key(Key::F2);
    program.speech.screen("home");
    assert_eq!(program.speech.count(), before + 1);
    assert!(!program.errors().contains("panicked"), "{}", program.errors());
}

#[test]
fn it_cannot_be_closed_by_whoever_stands_before_it_and_ends_when_the_system_asks() {
    let (display, mut program, mut twin) = at_rest(1080, 1920);
    let (window, _) = wait_for("the window", || display.window(TITLE));
    display.ask_to_close(window);
    display.chord(Key::Alt, Key::F4);
    // It answers a touch after that.
    go(&display, &mut program, &mut twin, "language.ar", "home");
    assert!(program.runs());
    let status = program.terminate();
    assert_eq!(status.code(), Some(0), "{status}: {}", program.errors());
    assert!(!program.errors().contains("panicked"), "{}", program.errors());
    // The database was closed, not left: its write-ahead log is gone.
    let state = display.folder().join("state");
    assert!(state.join("kiosk.db").exists());
    assert!(!state.join("kiosk.db-wal").exists(), "the store was not closed");
}

#[test]
fn the_demo_opens_a_window_that_can_be_closed() {
    let display = Display::virtual_screen(1280, 1024);
    let log = display.folder().join("speech.log");
    let mut program = Program::start(&display, &["demo", "--size", "800x600", "--speech-log", log.to_str().unwrap()]);
    program.speech.screen("attract");
    let (window, place) = wait_for("the window", || display.window(TITLE));
    assert_eq!((place.2, place.3), (800, 600));
    display.settled().save("window-demo");
    display.ask_to_close(window);
    let status = program.ended();
    assert_eq!(status.code(), Some(0), "{status}: {}", program.errors());
    assert!(program.output().contains("central"), "{}", program.output());
}
