//! Checks 22 to 30: keypads, switches, and hands that tremble.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use iced::keyboard::key::Named;
use iced::keyboard::{self, Location, Modifiers, key};
use iced::{Event, Rectangle, Size};

use super::super::tour::tour;
use super::{Kiosk, LOW, PANELS, PORTRAIT, Snapshot, WIDE, screens};
use crate::ui::app::App;
use crate::ui::theme::{Direction, metrics};
use crate::ui::widget::stop::leads;
use crate::ui::widget::{Focus, Go, Role};

/// A key event, perhaps one of a held key.
fn pressed(named: Named, repeat: bool) -> Event {
    let key = keyboard::Key::Named(named);
    Event::Keyboard(keyboard::Event::KeyPressed {
        key: key.clone(),
        modified_key: key,
        physical_key: key::Physical::Unidentified(key::NativeCode::Unidentified),
        location: Location::Standard,
        modifiers: Modifiers::empty(),
        text: None,
        repeat,
    })
}

/// What steps lead to from `from`.
fn reached(stops: &[Focus], from: usize, steps: &[Go]) -> BTreeSet<usize> {
    let mut seen = BTreeSet::from([from]);
    let mut open = vec![from];
    while let Some(here) = open.pop() {
        for step in steps {
            if let Some(next) = leads(stops, here, *step)
                && seen.insert(next)
            {
                open.push(next);
            }
        }
    }
    seen
}

/// Presses Tab until `id` has the focus, then Enter.
fn choose(kiosk: &mut Kiosk, id: &str) {
    for _ in 0..80 {
        if kiosk.focus().as_deref() == Some(id) {
            kiosk.key(Named::Enter);
            return;
        }
        kiosk.key(Named::Tab);
    }
    panic!("{id} never has the focus on {}", kiosk.at());
}

#[test]
fn check_22_four_keys_reach_every_action() {
    for panel in PANELS {
        for language in ["ckb", "en"] {
            for Snapshot { shot, stops, .. } in &*screens(panel, language) {
                let all: BTreeSet<usize> = (0..stops.len()).collect();
                for from in 0..stops.len() {
                    let four = reached(stops, from, &[Go::Next, Go::Previous]);
                    let arrows = reached(stops, from, &[Go::Up, Go::Down, Go::Left, Go::Right]);
                    let lost = |reached: &BTreeSet<usize>| -> Vec<String> {
                        all.difference(reached).map(|index| stops[*index].words.id.clone()).collect()
                    };
                    let here = &stops[from].words.id;
                    assert_eq!(four, all, "{panel:?} {shot} from {here}: {:?}", lost(&four));
                    // arrows go where the eye sees; it sees nothing of what is hidden
                    if shot == "31-hidden" {
                        continue;
                    }
                    assert_eq!(arrows, all, "{panel:?} {language} {shot} from {here}: arrows miss {:?}", lost(&arrows));
                }
            }
        }
    }
    // and they act: a whole way by keys, there and back
    let mut kiosk = Kiosk::open(PORTRAIT.0, PORTRAIT.1);
    for id in ["language.ckb", "home.service", "category.traffic", "service.driving_licence_renewal", "action.start"] {
        choose(&mut kiosk, id);
    }
    choose(&mut kiosk, "choice.yes");
    choose(&mut kiosk, "choice.no");
    for id in ["key.ئ", "key.ا", "key.ز", "key.ا", "key.د", "key.done"] {
        choose(&mut kiosk, id);
    }
    assert_eq!(kiosk.at(), "question");
    let visit = kiosk.shown.program().visit.as_ref().unwrap();
    assert!(visit.review(&kiosk.shown.program().texts).iter().any(|row| row.value.as_str() == "ئازاد"));
    kiosk.key(Named::Escape);
    assert!(kiosk.shown.stops().iter().any(|stop| stop.words.value.as_deref() == Some("ئازاد")));
}

#[test]
fn check_23_two_switches_reach_every_action() {
    // next and select alone: after the last thing comes the first, on the real screens
    for panel in [LOW, PORTRAIT] {
        tour(panel, "ckb", &[], |kiosk, shot| {
            let count = kiosk.shown.stops().len();
            if count == 0 {
                return;
            }
            let mut seen = Vec::new();
            for _ in 0..count {
                kiosk.key(Named::Tab);
                seen.extend(kiosk.focus());
            }
            let first = seen.first().cloned();
            kiosk.key(Named::Tab);
            assert_eq!(kiosk.focus(), first, "{shot}: after the last comes the first");
            let every: BTreeSet<String> = kiosk.shown.stops().into_iter().map(|stop| stop.words.id).collect();
            assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), every, "{shot}");
            // back to fingers, so that the tour goes on
            kiosk.shown.update(crate::ui::app::Message::Touched(iced::Point::new(400.0, 300.0)));
            kiosk.settle();
        });
    }
}

#[test]
fn check_24_one_switch_is_enough_when_the_focus_moves_by_itself() {
    let period = Duration::from_millis(60);
    let mut kiosk = Kiosk::with(PORTRAIT.0, PORTRAIT.1, |config| config.keypad.scan = Some(period));
    let wait = |kiosk: &mut Kiosk, id: &str| {
        let found = kiosk
            .shown
            .wait_until(Duration::from_secs(20), |shown| shown.focus().is_some_and(|focus| focus.words.id == id));
        assert!(found.is_ok(), "{id} never has the focus on {}", kiosk.at());
        kiosk.shown.key(Named::Enter);
        let _busy = kiosk.shown.pump();
    };
    // it does not move before somebody uses the switch
    std::thread::sleep(period * 3);
    let _busy = kiosk.shown.pump();
    assert_eq!(kiosk.focus(), None);
    kiosk.shown.key(Named::Enter);
    for (id, screen) in [
        ("language.en", "home"),
        ("home.service", "categories"),
        ("category.traffic", "services"),
        ("service.driving_licence_renewal", "service"),
        ("action.start", "eligibility"),
        ("choice.yes", "eligibility"),
        ("header.help", "help"),
        ("help.close", "eligibility"),
        ("choice.no", "question"),
        ("action.back", "eligibility"),
    ] {
        wait(&mut kiosk, id);
        assert_eq!(kiosk.at(), screen, "after {id}");
    }
    // a finger ends it
    kiosk.tap("header.help");
    std::thread::sleep(period * 3);
    let _busy = kiosk.shown.pump();
    assert_eq!(kiosk.focus(), None);
}

#[test]
fn check_25_the_focus_moves_as_the_eye_does() {
    for panel in PANELS {
        for language in ["ckb", "en"] {
            for Snapshot { shot, stops, look, .. } in &*screens(panel, language) {
                if shot == "31-hidden" {
                    continue;
                }
                for (index, first) in stops.iter().enumerate() {
                    for second in &stops[index + 1..] {
                        let (a, b) = (first.bounds, second.bounds);
                        let beside = a.y < b.y + b.height - 1.0 && b.y < a.y + a.height - 1.0;
                        let over = a.x < b.x + b.width - 1.0 && b.x < a.x + a.width - 1.0;
                        let (one, two) = (&first.words.id, &second.words.id);
                        if over && !beside {
                            assert!(a.y < b.y, "{panel:?} {language} {shot}: {two} lies above {one}");
                        }
                        // boards of digits and of Latin letters read left to right in every language
                        let is_key = |stop: &Focus| stop.words.role == Role::Key || stop.words.id.starts_with("pin.");
                        let keys = is_key(first) && is_key(second);
                        if beside && !keys && (a.center_y() - b.center_y()).abs() < a.height.min(b.height) / 2.0 {
                            let ordered = match look.direction {
                                Direction::Ltr => a.x < b.x,
                                Direction::Rtl => a.x > b.x,
                            };
                            assert!(ordered, "{panel:?} {language} {shot}: {one} before {two}");
                        }
                    }
                }
            }
        }
    }
}

/// How many pixels of the ring lie outside `bounds` on the least covered side, along lines through its middle thirds.
fn ring_width(picture: &(Size<u32>, Vec<u8>), bounds: Rectangle, ring: [u8; 3]) -> u32 {
    let (size, pixels) = picture;
    let is_ring = |x: f32, y: f32| {
        let (x, y) = (x.round() as i64, y.round() as i64);
        if x < 0 || y < 0 || x >= i64::from(size.width) || y >= i64::from(size.height) {
            return false;
        }
        let at = ((y as u32 * size.width + x as u32) * 4) as usize;
        pixels[at..at + 3] == ring
    };
    let run = |x: f32, y: f32, dx: f32, dy: f32| {
        (0..40).map(|step| is_ring(x + dx * step as f32, y + dy * step as f32)).take_while(|is| *is).count() as u32
    };
    let (right, bottom) = (bounds.x + bounds.width, bounds.y + bounds.height);
    let mut least = u32::MAX;
    for part in [0.35, 0.5, 0.65] {
        let (x, y) = (bounds.x + bounds.width * part, bounds.y + bounds.height * part);
        // from one pixel outside: edges between pixels are mixed
        least = least.min(run(x, bounds.y - 2.0, 0.0, -1.0)).min(run(x, bottom + 1.0, 0.0, 1.0));
        least = least.min(run(bounds.x - 2.0, y, -1.0, 0.0)).min(run(right + 1.0, y, 1.0, 0.0));
    }
    least
}

#[test]
fn check_26_the_focus_is_always_seen() {
    let ways = [("standard", PORTRAIT, "ckb"), ("white-on-black", WIDE, "en"), ("low", LOW, "ar")];
    for (colours, panel, language) in ways {
        let colours = format!("display.colours.{colours}");
        // all the keys once, the other kinds of things in all three
        let seen_here: &[&str] =
            if panel == PORTRAIT { &["08-question-text", "33-idle"] } else { &["02-home", "17-review", "33-idle"] };
        tour(panel, language, &["header.display", &colours, "display.close"], |kiosk, shot| {
            if !seen_here.contains(&shot) {
                return;
            }
            let look = kiosk.shown.program().look();
            let ring = look.palette().ring.into_rgba8();
            // the ring is one thing on the screen, and everything that is focused has it
            let least = (metrics::RING_MM * look.metrics.px_per_mm).floor() as u32 - 2;
            for _ in 0..kiosk.shown.stops().len() {
                kiosk.key(Named::Tab);
                let focus = kiosk.shown.focus().expect("something has the focus");
                let picture = kiosk.shown.screenshot();
                let width = ring_width(&picture, focus.bounds, [ring[0], ring[1], ring[2]]);
                assert!(width >= least, "{panel:?} {shot}: the ring of {} is {width} px", focus.words.id);
            }
            kiosk.shown.update(crate::ui::app::Message::Touched(iced::Point::new(400.0, 300.0)));
            kiosk.settle();
        });
    }
    // and it stays when a screen or a dialog comes
    let mut kiosk = Kiosk::open(PORTRAIT.0, PORTRAIT.1);
    for id in ["language.en", "home.service", "category.traffic", "service.driving_licence_renewal", "action.start"] {
        choose(&mut kiosk, id);
        assert_eq!(kiosk.focus().as_deref(), Some("page.title"), "after {id}");
    }
    choose(&mut kiosk, "header.display");
    choose(&mut kiosk, "display.size.largest");
    assert_eq!(kiosk.focus().as_deref(), Some("display.size.largest"));
    choose(&mut kiosk, "display.close");
    assert_eq!(kiosk.focus().as_deref(), Some("header.display"), "back to where it was");
}

#[test]
fn check_27_nothing_traps_the_focus() {
    for panel in [PORTRAIT, LOW] {
        for Snapshot { shot, stops, .. } in &*screens(panel, "en") {
            if stops.len() < 2 {
                continue;
            }
            for from in 0..stops.len() {
                for step in [Go::Next, Go::Previous] {
                    assert_ne!(leads(stops, from, step), Some(from), "{shot}: {}", stops[from].words.id);
                }
            }
        }
    }
}

#[test]
fn check_28_back_and_home_never_submit() {
    for key in [Named::Escape, Named::Home] {
        let mut kiosk = Kiosk::open(PORTRAIT.0, PORTRAIT.1);
        super::super::walk::renew(&mut kiosk, "en", |kiosk, shot| {
            if !["08-question-text", "17-review", "18-consent", "19-done", "20-rating"].contains(&shot) {
                return;
            }
            let given = |kiosk: &Kiosk| kiosk.fake.with(|state| (state.submissions.len(), state.ratings.len()));
            let (before, session, shown) = (given(kiosk), kiosk.shown.program().session, kiosk.at());
            kiosk.key(key);
            assert_eq!(given(kiosk), before, "{key:?} on {shot} submits nothing");
            assert_eq!(kiosk.shown.program().session, session, "{key:?} on {shot} erases nothing");
            if ["done", "rating"].contains(&shown) {
                assert_eq!(kiosk.at(), shown, "there is no way back");
                return;
            }
            assert_ne!(kiosk.at(), shown);
            // the answers have stayed: the way leads on to where it was
            if kiosk.at() == "home" {
                for id in ["home.service", "category.traffic", "service.driving_licence_renewal", "action.start"] {
                    kiosk.tap(id);
                }
            } else {
                kiosk.tap("action.continue");
            }
            assert_eq!(kiosk.at(), shown, "{key:?} on {shot}");
        });
    }
}

#[test]
fn check_29_a_key_that_is_held_acts_once() {
    let mut kiosk = Kiosk::open(PORTRAIT.0, PORTRAIT.1);
    kiosk.tap("language.en");
    let hold = |kiosk: &mut Kiosk, key: Named| {
        kiosk.shown.events(&[pressed(key, false), pressed(key, true), pressed(key, true), pressed(key, true)]);
        kiosk.settle();
    };
    kiosk.key(Named::Tab);
    let once = kiosk.focus();
    kiosk.shown.update(crate::ui::app::Message::Touched(iced::Point::new(400.0, 300.0)));
    kiosk.settle();
    hold(&mut kiosk, Named::Tab);
    assert_eq!(kiosk.focus(), once, "one step");
    choose(&mut kiosk, "home.service");
    choose(&mut kiosk, "category.traffic");
    hold(&mut kiosk, Named::Escape);
    assert_eq!(kiosk.at(), "categories", "one screen back");
    // a stuck key does not keep a visit alive
    let before = kiosk.shown.program().last_activity;
    kiosk.shown.events(&[pressed(Named::ArrowDown, true), pressed(Named::Enter, true), pressed(Named::Escape, true)]);
    kiosk.settle();
    assert_eq!(kiosk.shown.program().last_activity, before);
}

#[test]
fn check_30_the_same_press_twice_counts_once() {
    let steady = |ms: u64| {
        let change = move |config: &mut crate::config::Config| config.keypad.double_press = Duration::from_millis(ms);
        let mut kiosk = Kiosk::made(PORTRAIT.0, PORTRAIT.1, change, App::steady);
        kiosk.start("en", "traffic", "driving_licence_renewal");
        kiosk.tap("choice.yes");
        kiosk.tap("choice.no");
        kiosk
    };
    assert_eq!(crate::config::Config::default().keypad.double_press, Duration::from_millis(500));
    let mut kiosk = steady(60_000);
    // letters may be doubled, and quick taps on different things all count
    for id in ["key.A", "key.A", "key.L", "key.L", "key.backspace", "key.backspace", "key.Z"] {
        kiosk.tap(id);
    }
    assert!(kiosk.shown.stops().iter().any(|stop| stop.words.value.as_deref() == Some("AAZ")));
    kiosk.tap("action.continue");
    let title = kiosk.text();
    kiosk.tap("action.continue");
    assert_eq!(kiosk.text(), title, "the second tap was no answer to the next question: no error is shown");
    kiosk.tap("header.help");
    kiosk.tap("help.close");
    kiosk.tap("header.help");
    assert_eq!(kiosk.at(), "help", "between the two stood another press");
    // by key as by finger
    let mut kiosk = steady(60_000);
    for id in ["key.A", "key.Z", "key.A", "key.D"] {
        kiosk.tap(id);
    }
    choose(&mut kiosk, "action.continue");
    let title = kiosk.text();
    choose(&mut kiosk, "action.continue");
    assert_eq!(kiosk.text(), title);
    // after the time it is meant
    let mut kiosk = steady(40);
    for id in ["key.A", "key.Z", "key.A", "key.D", "action.continue"] {
        kiosk.tap(id);
    }
    let title = kiosk.text();
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(60) {
        std::thread::sleep(Duration::from_millis(10));
    }
    kiosk.tap("action.continue");
    assert_ne!(kiosk.text(), title, "now it says what is missing");
}
