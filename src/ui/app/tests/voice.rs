//! What the voice says: all of it, without a digit, and to whom it belongs.

use iced::keyboard::key::Named;

use super::checks::{PANELS, PORTRAIT, on_each_page};
use super::fake::{Fake, Kiosk, PATIENCE};
use super::pictures_staff::staff_toured;
use super::tour::toured;
use super::walk::renew;
use crate::config::{SpeechOutput, SpeechStart};
use crate::i18n::{Language, args};
use crate::receipt::Said;
use crate::ui::app::backend::{Event, PaperRead, Spoken, VoiceWish};
use crate::ui::app::frame::REACH;
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
    // pictures of the other digits, of sizes and colours; the control says which they are
    let sample = texts.get("display-sample");
    let pictures = ["123", "١٢٣", &sample];
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

/// Every page of every screen, those of staff included: each text is said, and whatever can have the focus has words. On
/// the screens at rest and of the choice of a language, each language says its own name.
fn check_every_screen(language: &str) {
    let wrong = std::cell::RefCell::new(Vec::new());
    let see = |kiosk: &mut Kiosk, shot: &str| {
        on_each_page(kiosk, |kiosk| {
            let mut wrong = wrong.borrow_mut();
            wrong.extend(unsaid(kiosk).into_iter().map(|text| format!("{shot}: {text}")));
            let texts = kiosk.shown.program().texts.clone();
            for stop in kiosk.shown.stops() {
                let says = texts.spoken(&stop.words.text);
                if !says.chars().any(char::is_alphabetic) {
                    wrong.push(format!("{shot}: {} has no words: {says:?}", stop.words.id));
                }
            }
        });
    };
    toured(PORTRAIT, language, &[], true, see);
    staff_toured(PORTRAIT, language, &[], true, |kiosk, shot| see(kiosk, &format!("staff {shot}")));
    let wrong = wrong.into_inner();
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

/// A paper with an open line and one for the citizen alone, in Kurdish whatever the screen speaks.
fn paper(label: &str) -> PaperRead {
    let line = |text: &str, private| Said { text: text.to_owned(), private };
    PaperRead { language: Language::CKB, lines: vec![line("\u{2066}A3-007\u{2069}", false), line(label, true)] }
}

#[test]
fn the_paper_is_read_to_headphones_by_itself_and_to_others_when_they_ask() {
    let ticket = |kiosk: &mut Kiosk| {
        kiosk.fake.with(|state| state.paper = Some(paper("\u{2066}48\u{2069}")));
        for id in ["language.en", "home.ticket", "service.birth_certificate"] {
            kiosk.tap(id);
        }
    };
    let read = |kiosk: &Kiosk| -> Vec<Spoken> {
        kiosk.fake.with(|state| state.spoken.iter().filter(|line| line.voice == Some(Language::CKB)).cloned().collect())
    };
    // nobody listens: nothing is read, and nothing offers it
    let mut kiosk = heard(|_| {});
    ticket(&mut kiosk);
    assert!(read(&kiosk).is_empty());
    assert!(kiosk.shown.stops().iter().all(|stop| stop.words.id != "done.read"));
    // by headphones: by itself, in the paper's own language, after the number and the printer's word
    let mut kiosk = heard(|_| {});
    kiosk.listen();
    ticket(&mut kiosk);
    let said = read(&kiosk);
    assert_eq!(said.len(), 1);
    assert_eq!(said[0].say, "ئەی سێ, سفر سفر حەوت. چوار هەشت");
    let order = all_said(&kiosk);
    let place = |words: &str| order.find(words).unwrap_or_else(|| panic!("{words}\n{order}"));
    assert!(place("A three, zero zero seven") < place("ئەی سێ"));
    assert!(place("Your ticket is printed") < place("ئەی سێ"));
    kiosk.tap("done.read");
    assert_eq!(read(&kiosk).len(), 2, "and again");
    // by loudspeaker: when they ask, without what is theirs alone, until they want that too
    let mut kiosk = heard(|_| {});
    kiosk.tap("attract.speech");
    ticket(&mut kiosk);
    assert!(read(&kiosk).is_empty());
    kiosk.tap("done.read");
    let hidden = kiosk.shown.program().world.locales.texts(Language::CKB).get("voice-hidden");
    assert!(read(&kiosk)[0].say.contains("سفر سفر حەوت") && read(&kiosk)[0].text.contains(&hidden));
    assert!(!read(&kiosk)[0].say.contains("چوار هەشت"), "{:?}", read(&kiosk));
    press(&mut kiosk, Named::F9);
    kiosk.tap("done.read");
    assert!(read(&kiosk)[1].say.contains("چوار هەشت"), "{:?}", read(&kiosk));
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

/// The last wish of the voice that is not about its sound.
fn last_wish(kiosk: &Kiosk) -> Option<VoiceWish> {
    kiosk.fake.with(|state| state.wishes.iter().rev().find(|wish| !matches!(wish, VoiceWish::Tune { .. })).copied())
}

fn sound(kiosk: &Kiosk) -> Option<VoiceWish> {
    kiosk.fake.with(|state| state.wishes.iter().rev().find(|wish| matches!(wish, VoiceWish::Tune { .. })).copied())
}

/// Check 35 for whoever has the touch screen alone, and for whoever has two switches.
#[test]
fn everything_that_the_keys_do_to_the_voice_is_on_the_screen() {
    for by_switch in [false, true] {
        let mut kiosk = heard(|_| {});
        let choose = |kiosk: &mut Kiosk, id: &str| {
            if !by_switch {
                return kiosk.tap(id);
            }
            for _ in 0..80 {
                if kiosk.focus().as_deref() == Some(id) {
                    return press(kiosk, Named::Enter);
                }
                press(kiosk, Named::Tab);
            }
            panic!("{id} never has the focus on {}", kiosk.at());
        };
        choose(&mut kiosk, "attract.speech");
        choose(&mut kiosk, "language.en");
        choose(&mut kiosk, "footer.pause");
        assert_eq!(last_wish(&kiosk), Some(VoiceWish::Pause), "it pauses, and nothing ends what has paused");
        choose(&mut kiosk, "footer.voice");
        assert_eq!(kiosk.at(), "voice");
        for id in ["voice.slower", "voice.slower", "voice.faster", "voice.louder", "voice.louder", "voice.softer"] {
            choose(&mut kiosk, id);
        }
        assert_eq!(sound(&kiosk), Some(VoiceWish::Tune { percent: 75, volume: 5, audible: true }));
        assert_eq!(last(&kiosk, "notice").say, "Loudness five of seven");
        assert!(!kiosk.shown.program().audio.aloud);
        choose(&mut kiosk, "voice.private");
        assert!(kiosk.shown.program().audio.aloud);
        choose(&mut kiosk, "voice.pause");
        assert_eq!(last_wish(&kiosk), Some(VoiceWish::Pause));
        choose(&mut kiosk, "voice.again");
        assert_eq!((kiosk.at(), last(&kiosk, "screen").screen), ("home", "home"));
        assert!(last(&kiosk, "screen").say.contains("What do you need today"), "{:?}", last(&kiosk, "screen"));
        // silent again, and there is a way back to the voice
        choose(&mut kiosk, "footer.voice");
        choose(&mut kiosk, "voice.speaks");
        assert!(matches!(sound(&kiosk), Some(VoiceWish::Tune { audible: false, .. })));
        choose(&mut kiosk, "voice.close");
        assert!(kiosk.shown.stops().iter().all(|stop| stop.words.id != "footer.pause"), "nothing speaks");
        choose(&mut kiosk, "header.display");
        choose(&mut kiosk, "display.voice");
        choose(&mut kiosk, "voice.speaks");
        assert!(matches!(sound(&kiosk), Some(VoiceWish::Tune { audible: true, .. })));
    }
    // where there is no voice nothing promises one
    let mut kiosk = heard(|config| config.speech.output = SpeechOutput::Off);
    assert!(kiosk.shown.stops().iter().all(|stop| stop.words.id != "attract.speech"));
    kiosk.tap("header.display");
    assert!(kiosk.shown.stops().iter().all(|stop| stop.words.id != "display.voice"));
}

/// Every part of the dialog of the voice stands there on every panel, in the largest text and in low reach as well.
#[test]
fn the_dialog_of_the_voice_is_whole_on_every_panel() {
    for panel in PANELS {
        for language in ["ckb", "kmr", "ar", "en"] {
            for setting in ["display.size.largest", "display.reach"] {
                let mut kiosk = Kiosk::open(panel.0, panel.1);
                kiosk.listen();
                kiosk.tap(&format!("language.{language}"));
                kiosk.tap("header.display");
                // a low panel is in reach as a whole
                let _there = kiosk.shown.tap_id(setting);
                kiosk.tap("display.voice");
                let stops = kiosk.shown.stops();
                let parts = ["slower", "faster", "softer", "louder", "speaks", "pause", "again", "private", "close"];
                for id in parts.map(|part| format!("voice.{part}")).iter().map(String::as_str).chain(["dialog.staff"]) {
                    let stop = stops.iter().find(|stop| stop.words.id == id);
                    let stop = stop.unwrap_or_else(|| panic!("{panel:?} {language} {setting}: {id}"));
                    let low = setting == "display.reach" && panel.1 > 800.0;
                    let top = if low { panel.1 * (1.0 - REACH) - 1.0 } else { 0.0 };
                    let bounds = stop.bounds;
                    let inside = bounds.y >= top && bounds.y + bounds.height <= panel.1;
                    assert!(inside, "{panel:?} {language} {setting}: {id} {bounds:?}");
                }
            }
        }
    }
}
