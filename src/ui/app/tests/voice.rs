//! What the voice says: all of it, without a digit, and to whom it belongs.

use iced::keyboard::key::Named;

use super::fake::{Fake, Kiosk, PATIENCE};
use super::walk::renew;
use crate::config::{SpeechOutput, SpeechStart};
use crate::i18n::args;
use crate::ui::app::backend::{Event, Spoken, VoiceWish};
use crate::ui::app::{Input, Message};
use crate::ui::widget::Go;

/// With somebody who listens: everything that is said reaches the backend.
fn heard(change: impl FnOnce(&mut crate::config::Config)) -> Kiosk {
    Kiosk::with(1080.0, 1920.0, |config| {
        config.speech.output = SpeechOutput::Log("/dev/null".into());
        change(config);
    })
}

/// The words of a text, so that texts compare whatever stands between the words.
fn words(text: &str) -> String {
    let signs = text.chars().map(|sign| if sign.is_alphanumeric() || is_mark(sign) { sign } else { ' ' });
    format!(" {} ", signs.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "))
}

fn is_mark(sign: char) -> bool {
    matches!(sign, '\u{064B}'..='\u{0652}' | '\u{0670}' | '\u{200C}')
}

/// Every visible text of the present screen that nothing says.
fn unsaid(kiosk: &mut Kiosk) -> Vec<String> {
    let language = kiosk.shown.program().language();
    let texts = kiosk.shown.program().world.locales.texts(language);
    let centre = kiosk.shown.program().world.config.centre.name.in_language(language).to_owned();
    let screen = kiosk.at();
    let mut said = kiosk.fake.with(|state| {
        let lines = state.spoken.iter().filter(|line| line.screen == screen && line.language == language);
        lines
            .flat_map(|line| std::iter::once(&line.say).chain(line.also.iter().map(|(_, say)| say)))
            .map(|say| words(say))
            .collect::<String>()
    });
    // what a control says when the focus comes to it
    for stop in kiosk.shown.stops() {
        said.push_str(&words(&texts.spoken(&stop.words.text)));
        said.push_str(&words(&texts.spoken(stop.words.value.as_deref().unwrap_or_default())));
    }
    for line in kiosk.fake.with(|state| state.spoken.iter().map(|line| line.say.clone()).collect::<Vec<_>>()) {
        assert!(!line.chars().any(char::is_numeric), "a digit is left to the voice on {screen}: {line}");
    }
    // how the voice is set is said when it changes (check 35)
    let tuned = kiosk.fake.with(|state| {
        state.wishes.iter().rev().find_map(|wish| match wish {
            VoiceWish::Tune { percent, volume, .. } => Some((*percent, *volume)),
            _ => None,
        })
    });
    if let Some((percent, volume)) = tuned {
        let rate = texts.with("voice-rate", &args![n = i64::from(percent)]);
        let loud = texts.with("voice-volume", &args![n = i64::from(volume), of = 7]);
        said.push_str(&words(&texts.spoken(&format!("{rate} · {loud}"))));
    }
    let mut unsaid = Vec::new();
    // the picture of the other digits; the control says which they are
    let pictures = ["123", "١٢٣"];
    for seen in kiosk.shown.texts() {
        // masked: "entered" is said instead (check 38)
        let is_masked = seen.text.contains('•') || (seen.text.contains('·') && seen.text.starts_with('\u{2066}'));
        if pictures.contains(&seen.text.as_str()) || is_masked {
            continue;
        }
        // some texts of the first screen are those of another language
        let locales = kiosk.shown.program().world.locales.clone();
        let all = locales.languages().iter().map(|info| words(&locales.texts(info.language).spoken(&seen.text)));
        let mut all = std::iter::once(words(&texts.spoken(&seen.text))).chain(all);
        // the centre's name stands on every screen and is said on the first two
        if seen.text.contains(&centre) || all.any(|wanted| wanted.trim().is_empty() || said.contains(&wanted)) {
            continue;
        }
        unsaid.push(seen.text);
    }
    unsaid
}

/// On the screens at rest and of the choice of a language, each language says its own name.
fn check_every_screen(language: &str) {
    let mut kiosk = heard(|_| {});
    kiosk.tell(&Event::Headphones(true));
    let mut wrong = Vec::new();
    renew(&mut kiosk, language, |kiosk, shot| {
        for text in unsaid(kiosk) {
            wrong.push(format!("{shot}: {text}"));
        }
    });
    for id in ["header.help", "header.language", "header.finish"] {
        let mut kiosk = heard(|_| {});
        kiosk.tap(&format!("language.{language}"));
        kiosk.tap(id);
        for text in unsaid(&mut kiosk) {
            wrong.push(format!("{id}: {text}"));
        }
    }
    assert!(wrong.is_empty(), "in {language} nothing says:\n{}", wrong.join("\n"));
}

#[test]
fn check_32_every_text_is_spoken_in_ckb() {
    check_every_screen("ckb");
}

#[test]
fn check_32_every_text_is_spoken_in_kmr() {
    check_every_screen("kmr");
}

#[test]
fn check_32_every_text_is_spoken_in_ar() {
    check_every_screen("ar");
}

#[test]
fn check_32_every_text_is_spoken_in_en() {
    check_every_screen("en");
}

fn last(kiosk: &Kiosk, role: &str) -> Spoken {
    kiosk.fake.with(|state| state.spoken.iter().rev().find(|line| line.role == role).cloned()).unwrap()
}

fn press(kiosk: &mut Kiosk, key: Named) {
    kiosk.shown.key(key);
    kiosk.shown.settle(PATIENCE).unwrap();
}

#[test]
fn check_34_a_key_or_a_touch_silences_the_voice() {
    let mut kiosk = heard(|_| {});
    kiosk.tap("language.en");
    let hushed = |fake: &Fake| fake.with(|state| state.wishes.iter().filter(|wish| **wish == VoiceWish::Hush).count());
    let before = hushed(&kiosk.fake);
    press(&mut kiosk, Named::ArrowDown);
    let after_key = hushed(&kiosk.fake);
    assert!(after_key > before);
    kiosk.tap("home.service");
    assert!(hushed(&kiosk.fake) > after_key);
}

#[test]
fn check_35_repeat_pause_speed_and_loudness_are_one_key_each() {
    let mut kiosk = heard(|_| {});
    kiosk.tap("language.en");
    let said = last(&kiosk, "screen");
    press(&mut kiosk, Named::F2);
    assert_eq!(last(&kiosk, "screen"), said);
    press(&mut kiosk, Named::F4);
    assert_eq!(kiosk.fake.with(|state| state.wishes.last().copied()), Some(VoiceWish::Pause));
    for (key, wanted) in [
        (Named::F5, "Speed seventy five percent"),
        (Named::F5, "Speed fifty percent"),
        (Named::F5, "Speed fifty percent"),
        (Named::F6, "Speed seventy five percent"),
        (Named::F7, "Loudness three of seven"),
        (Named::F8, "Loudness four of seven"),
    ] {
        press(&mut kiosk, key);
        assert_eq!(last(&kiosk, "notice").say, wanted);
    }
    for _ in 0..9 {
        press(&mut kiosk, Named::F6);
    }
    let tuned = kiosk.fake.with(|state| state.wishes.last().copied());
    assert_eq!(tuned, Some(VoiceWish::Tune { percent: 200, volume: 4, audible: false }));
}

#[test]
fn check_36_speed_and_loudness_are_reset_when_the_visit_ends() {
    let mut kiosk = heard(|config| config.speech.rate = 125);
    kiosk.tap("language.en");
    press(&mut kiosk, Named::F6);
    press(&mut kiosk, Named::F8);
    kiosk.tap("header.finish");
    kiosk.tap("finish.yes");
    kiosk.shown.update(Message::Return);
    assert_eq!(kiosk.at(), "attract");
    let tuned =
        kiosk.fake.with(|state| state.wishes.iter().rev().find(|wish| matches!(wish, VoiceWish::Tune { .. })).copied());
    assert_eq!(tuned, Some(VoiceWish::Tune { percent: 125, volume: 4, audible: false }));
}

/// Everything that was said so far.
fn all_said(kiosk: &Kiosk) -> String {
    kiosk.fake.with(|state| {
        state.spoken.iter().map(|line| format!("{} {}\n", line.say, line.value.clone().unwrap_or_default())).collect()
    })
}

#[test]
fn check_38_personal_answers_are_for_headphones_or_when_asked_for() {
    let name = |kiosk: &Kiosk| all_said(kiosk).contains("Azad");
    let mut kiosk = heard(|_| {});
    let mut reviewed = false;
    renew(&mut kiosk, "en", |kiosk, shot| {
        if shot == "08-question-text" {
            // letters are not said to everybody either
            assert!(all_said(kiosk).contains("A sign was typed"), "{}", all_said(kiosk));
            press(kiosk, Named::Tab);
        }
        if shot == "17-review" {
            reviewed = true;
            assert!(!name(kiosk), "said to everybody:\n{}", all_said(kiosk));
            press(kiosk, Named::F9);
            press(kiosk, Named::F2);
            assert!(last(kiosk, "screen").say.contains("Azad"), "{}", last(kiosk, "screen").say);
        }
    });
    assert!(reviewed);
    let mut kiosk = heard(|_| {});
    kiosk.tell(&Event::Headphones(true));
    renew(&mut kiosk, "en", |kiosk, shot| {
        if shot == "17-review" {
            assert!(last(kiosk, "screen").say.contains("Azad"), "{}", last(kiosk, "screen").say);
            kiosk.tell(&Event::Headphones(false));
            press(kiosk, Named::F2);
            assert!(!last(kiosk, "screen").say.contains("Azad"), "{}", last(kiosk, "screen").say);
        }
    });
}

#[test]
fn check_38_masked_digits_are_never_said() {
    let mut kiosk = heard(|_| {});
    kiosk.tell(&Event::Headphones(true));
    press(&mut kiosk, Named::F9);
    renew(&mut kiosk, "en", |_, _| {});
    let said = all_said(&kiosk);
    for digits in ["one nine eight five", "1985 0623", "198506234567", "four five six seven"] {
        let masked: Vec<&str> =
            said.lines().filter(|line| line.contains(digits) && !line.contains("zero seven five zero")).collect();
        assert!(masked.is_empty(), "{digits}: {masked:?}");
    }
    assert!(said.contains("Entered."), "{said}");
}

#[test]
fn check_39_the_ticket_and_what_the_receipt_says_are_spoken() {
    let mut kiosk = heard(|_| {});
    kiosk.tap("language.en");
    kiosk.tap("home.ticket");
    kiosk.tap("service.birth_certificate");
    assert_eq!(kiosk.at(), "ticket");
    let said = all_said(&kiosk);
    for part in ["A three, zero zero seven", "Your ticket is printed"] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    let mut kiosk = heard(|_| {});
    kiosk.tell(&Event::Headphones(true));
    renew(&mut kiosk, "en", |_, _| {});
    let said = all_said(&kiosk);
    for part in ["B three, zero four one", "zero four two seven"] {
        assert!(said.contains(part), "{part}\n{said}");
    }
}

#[test]
fn check_49_the_screen_at_rest_speaks_all_languages_and_headphones_begin() {
    let mut kiosk = heard(|_| {});
    let audible = |kiosk: &Kiosk| {
        kiosk.fake.with(|state| {
            state.wishes.iter().rev().find_map(|wish| match wish {
                VoiceWish::Tune { audible, .. } => Some(*audible),
                _ => None,
            })
        })
    };
    kiosk.tell(&Event::Headphones(true));
    assert_eq!(audible(&kiosk), Some(true));
    let line = last(&kiosk, "screen");
    let spoken: Vec<&str> = line.also.iter().map(|(language, _)| language.tag()).collect();
    assert_eq!(spoken, ["ckb", "kmr", "ar", "en"]);
    let text = kiosk.text();
    for words in
        ["یارمەتیی دەنگی بەردەستە", "هاریکاریا دەنگی هەیە", "المساعدة الصوتية متوفرة", "Spoken help is available"]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
    kiosk.tell(&Event::Headphones(false));
    assert_eq!(audible(&kiosk), Some(false));
    // and by touch, through the loudspeaker
    kiosk.tap("attract.speech");
    assert_eq!(audible(&kiosk), Some(true));
    let kiosk = heard(|config| config.speech.start = SpeechStart::Always);
    assert!(kiosk.shown.program().audio.on);
}

#[test]
fn check_40_what_the_voice_says_of_itself_is_seen() {
    let mut kiosk = heard(|_| {});
    kiosk.tell(&Event::Headphones(true));
    kiosk.tap("language.en");
    for key in [Named::F6, Named::F7, Named::F9] {
        press(&mut kiosk, key);
        let text = last(&kiosk, "notice").text;
        assert!(kiosk.text().contains(&text), "{text} is not on the screen: {}", kiosk.text());
    }
}

#[test]
fn what_appears_later_is_said_when_it_appears() {
    let mut kiosk = heard(|_| {});
    kiosk.tap("language.en");
    kiosk.tap("header.help");
    kiosk.tap("help.staff");
    assert!(last(&kiosk, "notice").say.contains("staff"), "{:?}", last(&kiosk, "notice"));
    assert_eq!(last(&kiosk, "notice").screen, "help");
}

#[test]
fn a_step_right_after_a_press_is_said_once() {
    let mut kiosk = heard(|_| {});
    kiosk.tap("language.en");
    kiosk.shown.key(Named::Tab);
    kiosk.shown.settle(PATIENCE).unwrap();
    let stops = kiosk.shown.stops();
    let here = stops.iter().position(|stop| stop.focused).unwrap();
    let next = stops[here + 1].clone();
    let moves = kiosk.shown.program().moves;
    // the press before asks where the focus is, and is answered when the step has been made but not yet told
    kiosk.shown.update(Message::Key(Input::Go(Go::Next)));
    kiosk.shown.update(Message::Kept(moves, next.clone()));
    kiosk.shown.settle(PATIENCE).unwrap();
    let id = Some(next.words.id);
    assert_eq!(kiosk.fake.with(|state| state.spoken.iter().filter(|line| line.focus == id).count()), 1);
}
