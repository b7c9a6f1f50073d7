//! Checks 41 to 43: time, and what is left afterwards.

use std::time::Duration;

use iced::keyboard::key::Named;

use super::super::fake::Fake;
use super::super::walk;
use super::{Kiosk, PATIENCE, PORTRAIT};
use crate::config::{Config, SpeechOutput};
use crate::i18n::{Language, args};
use crate::ui::app::backend::Event;
use crate::ui::app::settings::Settings;
use crate::ui::app::timers::Purpose;
use crate::ui::app::voice::VoiceKey;
use crate::ui::app::{Message, keys::Input};

fn hurried(change: impl FnOnce(&mut Config)) -> Kiosk {
    Kiosk::with(PORTRAIT.0, PORTRAIT.1, |config| {
        config.timeouts.idle_ask = Duration::from_millis(600);
        change(config);
    })
}

fn asked(kiosk: &mut Kiosk) {
    kiosk.shown.wait_until(PATIENCE, |shown| shown.program().shown() == "idle").unwrap();
}

#[test]
fn check_41_time_is_asked_for_by_touch_key_and_switch() {
    let timeouts = Config::default().timeouts;
    assert_eq!((timeouts.idle_ask.as_secs(), timeouts.idle_countdown.as_secs()), (120, 45));
    assert!(timeouts.extensions >= 10);
    // ten times, by turns by finger, by two keys and by one
    let mut kiosk = hurried(|_| {});
    kiosk.start("en", "traffic", "driving_licence_renewal");
    for turn in 0..10 {
        asked(&mut kiosk);
        // who has just used keys has twice the time
        let left = if turn == 0 || turn % 3 == 1 { "45 seconds left" } else { "90 seconds left" };
        assert!(kiosk.text().contains(left), "seen: {}", kiosk.text());
        let is_heard = |fake: &Fake| fake.with(|state| state.spoken.last().is_some_and(|said| said.screen == "idle"));
        let fake = kiosk.fake.clone();
        kiosk.shown.wait_until(PATIENCE, |_| is_heard(&fake)).expect("and heard");
        match turn % 3 {
            0 => kiosk.tap("idle.more"),
            1 => kiosk.key(Named::Escape),
            _ => {
                while kiosk.focus().as_deref() != Some("idle.more") {
                    kiosk.key(Named::Tab);
                }
                kiosk.key(Named::Enter);
            }
        }
        assert_eq!(kiosk.at(), "eligibility", "turn {turn}");
    }
    // typing counts as being there
    let mut kiosk = hurried(|_| {});
    kiosk.start("en", "traffic", "driving_licence_renewal");
    kiosk.tap("choice.yes");
    kiosk.tap("choice.no");
    for letter in ["key.A", "key.B", "key.C", "key.D", "key.E", "key.F"] {
        std::thread::sleep(Duration::from_millis(120));
        kiosk.tap(letter);
        assert_eq!(kiosk.at(), "question", "on the screen's keyboard");
    }
    for letter in ["g", "h", "i", "j", "k", "l"] {
        std::thread::sleep(Duration::from_millis(120));
        kiosk.type_in(letter);
        assert_eq!(kiosk.at(), "question", "on a real keyboard");
    }
    // who listens, or goes by switch with the voice, has twice the time
    let waits = |kiosk: &Kiosk| kiosk.shown.program().patience().unwrap().0;
    let mut kiosk = hurried(|config| config.speech.output = SpeechOutput::Device);
    kiosk.tap("language.en");
    let once = waits(&kiosk);
    assert_eq!(kiosk.shown.program().countdown(), 45);
    kiosk.shown.update(Message::Key(Input::Voice(VoiceKey::Plugged)));
    assert_eq!((waits(&kiosk), kiosk.shown.program().countdown()), (once * 2, 90));
    kiosk.shown.update(Message::Key(Input::Voice(VoiceKey::Unplugged)));
    assert_eq!(waits(&kiosk), once);
    kiosk.key(Named::Tab);
    assert_eq!(waits(&kiosk), once * 2);
    kiosk.tap("home.status");
    assert_eq!(waits(&kiosk), once, "a finger is quick again");
}

/// Check 41 where a screen goes by itself.
#[test]
fn screens_that_go_by_themselves_ask_first_whoever_needs_longer() {
    let soon = Duration::from_millis(400);
    let short = |config: &mut Config| {
        (config.timeouts.done, config.timeouts.rating) = (soon, soon);
        config.speech.output = SpeechOutput::Device;
    };
    let ticket = |kiosk: &mut Kiosk| {
        for id in ["language.en", "home.ticket", "service.birth_certificate"] {
            kiosk.tap(id);
        }
        assert_eq!(kiosk.at(), "ticket");
    };
    let rating = |kiosk: &mut Kiosk| {
        ticket(kiosk);
        kiosk.tap("action.finish");
        assert_eq!(kiosk.at(), "rating");
    };
    let help = |kiosk: &mut Kiosk| kiosk.tap("header.staff");
    type Way<'a> = (&'a str, &'a dyn Fn(&mut Kiosk));
    let ways: [Way<'_>; 3] = [("ticket", &ticket), ("rating", &rating), ("help", &help)];
    for (screen, go) in ways {
        for listens in [true, false] {
            let mut kiosk = hurried(short);
            if listens {
                kiosk.tell(&Event::Headphones(true));
            }
            go(&mut kiosk);
            if !listens {
                kiosk.key(Named::Tab);
            }
            // twice the time, then twice the countdown, then what was there is still there
            assert_eq!(kiosk.shown.program().patience().unwrap().0, soon * 2, "{screen}");
            asked(&mut kiosk);
            let left = kiosk.shown.program().texts.with("idle-left", &args![n = 90]);
            assert!(kiosk.text().contains(&left), "{screen}: {}", kiosk.text());
            kiosk.key(Named::Escape);
            assert_eq!(kiosk.at(), screen, "by voice: {listens}");
            asked(&mut kiosk);
            for _ in 0..90 {
                kiosk.shown.update(Message::Tick);
            }
            assert_eq!(kiosk.at(), "attract", "{screen}");
            // who has the paper, or has not begun, gave nothing up
            assert!(kiosk.fake.with(|state| !state.visits.contains(&true)), "{screen}");
        }
        // who is in a hurry waits for nothing
        let mut kiosk = hurried(short);
        go(&mut kiosk);
        assert_eq!(kiosk.shown.program().patience(), Some((soon, Purpose::Return)), "{screen}");
        kiosk.shown.wait_until(PATIENCE, |shown| shown.program().shown() == "attract").unwrap();
    }
}

#[test]
fn check_42_nothing_is_left_of_a_visit() {
    let mut kiosk = hurried(|_| {});
    for id in ["header.display", "display.size.largest", "display.colours.low", "display.reach", "display.close"] {
        kiosk.tap(id);
    }
    kiosk.shown.update(Message::Key(Input::Voice(VoiceKey::Plugged)));
    kiosk.start("en", "traffic", "driving_licence_renewal");
    kiosk.tap("choice.yes");
    kiosk.tap("choice.no");
    kiosk.type_in("Azad");
    kiosk.tap("header.display");
    kiosk.tap("display.hide");
    asked(&mut kiosk);
    for _ in 0..90 {
        kiosk.shown.update(Message::Tick);
    }
    assert_eq!(kiosk.at(), "attract");
    let app = kiosk.shown.program();
    assert!(app.visit.is_none() && app.trail.is_empty() && app.focus.is_none() && app.pressed.is_none());
    assert_eq!(app.settings, Settings::fresh(Language::CKB));
    assert!(!app.by_keys);
    // the same after an ordinary end
    let mut kiosk = Kiosk::open(PORTRAIT.0, PORTRAIT.1);
    for id in ["header.display", "display.size.small", "display.close"] {
        kiosk.tap(id);
    }
    walk::renew(&mut kiosk, "en", |_, _| {});
    kiosk.shown.update(Message::Return);
    assert_eq!(kiosk.shown.program().settings, Settings::fresh(Language::CKB));
}

#[test]
fn check_43_the_screen_at_rest_waits_and_nothing_moves() {
    let mut kiosk = hurried(|_| {});
    assert!(kiosk.shown.program().patience().is_none(), "no time limit");
    let first = kiosk.shown.screenshot();
    std::thread::sleep(Duration::from_millis(900));
    let _busy = kiosk.shown.pump();
    assert_eq!(kiosk.shown.due(), None, "no widget waits for a moment to move");
    assert!(kiosk.shown.screenshot() == first, "nothing moves");
    // nor on a screen with a caret: it does not blink
    kiosk.start("en", "traffic", "driving_licence_renewal");
    kiosk.tap("choice.yes");
    kiosk.tap("choice.no");
    let first = kiosk.shown.screenshot();
    std::thread::sleep(Duration::from_millis(200));
    assert!(kiosk.shown.screenshot() == first);
}

#[test]
fn whoever_is_next_need_not_wait_for_the_thanks() {
    for by_key in [false, true] {
        let mut kiosk = Kiosk::open(PORTRAIT.0, PORTRAIT.1);
        kiosk.tap("language.en");
        kiosk.tap("header.finish");
        kiosk.tap("finish.yes");
        assert_eq!(kiosk.at(), "wiped");
        std::thread::sleep(Duration::from_millis(320));
        if by_key {
            kiosk.shown.key(Named::Enter);
        } else {
            kiosk.shown.tap(iced::Point::new(540.0, 960.0));
        }
        kiosk.shown.settle(PATIENCE).unwrap();
        assert_eq!(kiosk.at(), "attract", "by key: {by_key}");
    }
}
