//! Checks 16 to 21, 44 to 47 and 50: the same place, plain questions, answers that stay, help.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, Pattern, PatternElement};
use iced::Rectangle;
use iced::keyboard::key::Named;

use super::super::walk;
use super::{Kiosk, LANGUAGES, LARGEST, LOW, PANELS, PORTRAIT, Snapshot, WIDE, on_each_page, screens};
use crate::i18n::Language;
use crate::ui::app::Message;
use crate::ui::font;
use crate::ui::theme::{Direction, Type};
use crate::ui::widget::Role;

/// What stands at the same place everywhere.
const FIXED: [&str; 6] =
    ["header.staff", "header.help", "header.language", "header.display", "header.finish", "action.back"];

#[test]
fn check_16_help_language_display_finish_and_back_keep_their_place() {
    for panel in PANELS {
        for language in ["ckb", "en"] {
            let mut places: BTreeMap<String, (Rectangle, String)> = BTreeMap::new();
            for Snapshot { shot, stops, .. } in &*screens(panel, language) {
                if shot == "01-attract" {
                    continue;
                }
                for stop in stops {
                    if !FIXED.contains(&stop.words.id.as_str()) {
                        continue;
                    }
                    let first = places.entry(stop.words.id.clone()).or_insert((stop.bounds, shot.to_owned()));
                    assert_eq!(first.0, stop.bounds, "{panel:?} {}: {} and {shot}", stop.words.id, first.1);
                }
            }
            assert_eq!(places.len(), FIXED.len());
        }
    }
}

#[test]
fn check_17_a_page_of_the_form_asks_one_thing() {
    for Snapshot { shot, stops, .. } in &*screens(PORTRAIT, "en") {
        let count = |role| stops.iter().filter(|stop| stop.words.role == role).count();
        assert!(count(Role::Field) <= 1, "{shot}");
        assert!(count(Role::Heading) <= 1, "{shot}");
    }
}

#[test]
fn check_18_every_answer_can_be_changed_from_the_list() {
    let mut kiosk = Kiosk::open(PORTRAIT.0, PORTRAIT.1);
    walk::renew(&mut kiosk, "en", |kiosk, shot| {
        if shot != "17-review" {
            return;
        }
        let asked = {
            let app = kiosk.shown.program();
            app.visit.as_ref().unwrap().review(&app.texts).len()
        };
        let mut rows = BTreeSet::new();
        on_each_page(kiosk, |kiosk| {
            rows.extend(
                kiosk.shown.stops().into_iter().map(|stop| stop.words.id).filter(|id| id.starts_with("change.")),
            );
        });
        assert_eq!(rows.len(), asked, "a row for each answer");
        for row in rows {
            kiosk.tap(&row);
            assert!(["question", "eligibility"].contains(&kiosk.at()), "{row} leads to {}", kiosk.at());
            kiosk.tap("action.continue");
            assert_eq!(kiosk.at(), "review", "after {row}");
        }
    });
}

#[test]
fn check_19_nothing_is_asked_twice() {
    let kiosk = Kiosk::open(PORTRAIT.0, PORTRAIT.1);
    let app = kiosk.shown.program();
    for service in &app.world.catalogue.services {
        let mut asked = BTreeSet::new();
        for page in &service.pages {
            for field in &page.fields {
                let about = field.context.as_ref().or(page.title.as_ref()).map(|text| app.texts.local(text));
                let question = (about, app.texts.local(&field.label));
                assert!(asked.insert(question.clone()), "{}: {question:?} is asked twice", service.id);
            }
        }
    }
}

#[test]
fn check_20_answers_survive_back_language_and_display() {
    let mut kiosk = Kiosk::open(PORTRAIT.0, PORTRAIT.1);
    kiosk.start("en", "traffic", "driving_licence_renewal");
    kiosk.tap("choice.yes");
    kiosk.tap("choice.no");
    kiosk.type_in("AZAD");
    let typed = |kiosk: &mut Kiosk| {
        kiosk.shown.stops().into_iter().find(|stop| stop.words.role == Role::Field).and_then(|stop| stop.words.value)
    };
    for id in [
        "header.display",
        "display.size.largest",
        "display.colours.white-on-black",
        "display.reach",
        "display.digits",
        "display.hide",
        "hidden.show",
        "header.language",
        "language.ar",
        "header.help",
        "help.close",
    ] {
        kiosk.tap(id);
    }
    assert_eq!(typed(&mut kiosk).as_deref(), Some("AZAD"));
    kiosk.tap("action.back");
    kiosk.tap("action.continue");
    assert_eq!(typed(&mut kiosk).as_deref(), Some("AZAD"));
    kiosk.tap("action.continue");
    kiosk.tap("action.back");
    assert_eq!(typed(&mut kiosk).as_deref(), Some("AZAD"));
}

/// A private number is typed under a mask; it is seen while the eye is held, and not a moment longer.
#[test]
fn a_masked_number_is_seen_while_it_is_held() {
    use iced::{Event, Point, touch};
    for panel in PANELS {
        let mut kiosk = Kiosk::open(panel.0, panel.1);
        let mut seen = false;
        walk::renew(&mut kiosk, "en", |kiosk, shot| {
            if shot != "13-digits" {
                return;
            }
            seen = true;
            // typed so far: 19850623
            let is_shown = |kiosk: &mut Kiosk| kiosk.text().contains("19850623");
            let masked = |kiosk: &mut Kiosk| kiosk.text().contains("•••••623") && !is_shown(kiosk);
            assert!(masked(kiosk), "{panel:?}: {}", kiosk.text());
            let eye = kiosk.shown.stops().into_iter().find(|stop| stop.words.id == "field.reveal").unwrap();
            let (at, id) = (eye.bounds.center(), touch::Finger(77));
            let away = Point::new(at.x, at.y + eye.bounds.height * 3.0);
            // lifted there, lost, lifted elsewhere
            for end in [
                touch::Event::FingerLifted { id, position: at },
                touch::Event::FingerLost { id, position: at },
                touch::Event::FingerLifted { id, position: away },
            ] {
                kiosk.shown.events(&[Event::Touch(touch::Event::FingerPressed { id, position: at })]);
                assert!(is_shown(kiosk), "{panel:?}: while it is held");
                std::thread::sleep(std::time::Duration::from_millis(30));
                let _busy = kiosk.shown.pump();
                assert!(is_shown(kiosk), "{panel:?}: for as long as it is held");
                kiosk.shown.events(&[Event::Touch(end)]);
                kiosk.shown.settle(super::PATIENCE).unwrap();
                assert!(masked(kiosk), "{panel:?}: {end:?}");
            }
            // a dialog that comes meanwhile takes the finger's end: it hides the number itself
            for dialog in [Message::Idle, Message::AskHelp] {
                kiosk.shown.events(&[Event::Touch(touch::Event::FingerPressed { id, position: at })]);
                assert!(is_shown(kiosk), "{panel:?}");
                kiosk.shown.update(dialog);
                kiosk.shown.events(&[Event::Touch(touch::Event::FingerLifted { id, position: at })]);
                kiosk.key(Named::Escape);
                assert_eq!(kiosk.at(), "question");
                assert!(masked(kiosk), "{panel:?}: under a dialog");
            }
            // by key: on and off; and the voice does not say it either way
            while kiosk.focus().as_deref() != Some("field.reveal") {
                kiosk.key(Named::Tab);
            }
            kiosk.key(Named::Enter);
            assert!(is_shown(kiosk), "{panel:?}: by key");
            kiosk.key(Named::Enter);
            assert!(masked(kiosk), "{panel:?}: by key, again");
            let said = kiosk.fake.with(|state| state.spoken.iter().map(|line| line.say.clone()).collect::<String>());
            assert!(!said.contains("nine eight five"), "{said}");
        });
        assert!(seen);
    }
}

#[test]
fn check_21_an_error_is_told_twice_in_the_same_words_and_has_the_focus() {
    for language in LANGUAGES {
        let mut kiosk = Kiosk::open(PORTRAIT.0, PORTRAIT.1);
        kiosk.start(language, "traffic", "driving_licence_renewal");
        kiosk.tap("choice.yes");
        kiosk.tap("choice.no");
        let problem = |kiosk: &Kiosk| {
            let app = kiosk.shown.program();
            app.page(&app.ctx()).problem
        };
        assert_eq!(problem(&kiosk), None, "no error before the page is sent");
        // by key, so that there is a focus to move
        for _ in 0..80 {
            kiosk.key(Named::Tab);
            if kiosk.focus().as_deref() == Some("action.continue") {
                break;
            }
        }
        kiosk.key(Named::Enter);
        let words = problem(&kiosk).expect("an error");
        let told = kiosk.shown.texts().into_iter().filter(|seen| seen.text == words).count();
        assert_eq!(told, 2, "{language}: above the page and at the field, in the same words");
        assert_eq!(kiosk.focus().as_deref(), Some("field.answer"), "{language}");
        assert!(kiosk.shown.focus().unwrap().words.text.contains(&words), "{language}: the field says what is wrong");
        let said = kiosk.fake.with(|state| state.spoken.last().unwrap().say.clone());
        let spoken = kiosk.shown.program().texts.spoken(&words);
        assert!(said.contains(&spoken), "{language}: {said}");
        // it goes when it is mended
        kiosk.tap(if language == "en" { "key.A" } else { "key.ا" });
        assert_eq!(problem(&kiosk), None, "{language}");
    }
}

#[test]
fn check_44_right_to_left_is_mirrored_and_codes_are_not() {
    let place = |language: &str, id: &str| {
        let mut kiosk = Kiosk::open(PORTRAIT.0, PORTRAIT.1);
        kiosk.start(language, "traffic", "driving_licence_renewal");
        let stop = kiosk.shown.stops().into_iter().find(|stop| stop.words.id == id).unwrap();
        assert_eq!(kiosk.shown.program().look().direction == Direction::Rtl, language != "en");
        stop.bounds
    };
    let middle = PORTRAIT.0 / 2.0;
    for language in LANGUAGES {
        let back = place(language, "action.back").center_x();
        let help = place(language, "header.staff").center_x();
        let finish = place(language, "header.finish").center_x();
        assert_eq!(back > middle, language != "en", "{language}: Back");
        assert_eq!(help > middle, language != "en", "{language}: the first of the header");
        assert_eq!(finish < middle, language != "en", "{language}: the end of the header");
    }
    // Back points to where one comes from
    let arrow = |direction| {
        let handle = crate::ui::icon::handle(crate::ui::icon::Icon::Back, 64, iced::Color::BLACK, direction);
        match handle {
            iced::widget::image::Handle::Rgba { pixels, .. } => pixels.to_vec(),
            other => panic!("{other:?}"),
        }
    };
    let (left, right) = (arrow(Direction::Ltr), arrow(Direction::Rtl));
    let mirrored: Vec<u8> = left.chunks(64 * 4).flat_map(|row| row.chunks(4).rev().flatten().copied()).collect();
    let differ = mirrored.iter().zip(&right).filter(|(a, b)| a.abs_diff(**b) > 40).count();
    assert!(left != right && differ < right.len() / 50, "the arrow is mirrored");
    // codes and telephones are islands
    for language in LANGUAGES.into_iter().filter(|language| *language != "en") {
        let kiosk = Kiosk::open(PORTRAIT.0, PORTRAIT.1);
        let texts = kiosk.shown.program().world.locales.texts(Language::parse(language).unwrap());
        let code = texts.code("B3-041");
        assert!(code.starts_with('\u{2066}') && code.ends_with('\u{2069}'), "{language}: {code:?}");
    }
}

#[test]
fn check_45_the_language_can_be_changed_everywhere() {
    for screen in &*screens(PORTRAIT, "ckb") {
        let shot = screen.shot.as_str();
        let dialog =
            ["30-help", "31-language", "31-display", "31-voice", "32-finish", "33-idle", "21-wiped"].contains(&shot);
        // a technician tests the whole panel
        let dialog = dialog || shot == "staff 42-touch";
        assert!(dialog || screen.has("header.language") || screen.has("language.ckb"), "{shot}");
    }
    // each in its own words and letters
    let mut kiosk = Kiosk::open(PORTRAIT.0, PORTRAIT.1);
    kiosk.tap("language.en");
    kiosk.tap("header.language");
    let shown = kiosk.text();
    for language in LANGUAGES {
        let locales = &kiosk.shown.program().world.locales;
        let name = &locales.info(Language::parse(language).unwrap()).unwrap().name;
        assert!(shown.contains(name.as_str()), "{name}");
    }
}

/// A pattern with one variant chosen of each of its selectors; a value counts as a word.
fn written(pattern: &Pattern<&str>) -> Vec<String> {
    let mut all = vec![String::new()];
    for element in &pattern.elements {
        let tails = match element {
            PatternElement::TextElement { value } => vec![(*value).to_owned()],
            PatternElement::Placeable { expression: Expression::Select { variants, .. } } => {
                variants.iter().flat_map(|variant| written(&variant.value)).collect()
            }
            PatternElement::Placeable { .. } => vec!["value".to_owned()],
        };
        all = all.iter().flat_map(|head| tails.iter().map(move |tail| format!("{head}{tail}"))).collect();
    }
    all
}

/// Every English text with the place where it stands: all messages with all their attributes and variants, and the
/// catalogue.
fn english() -> Vec<(String, String)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    for file in std::fs::read_dir(root.join("locales/en")).unwrap().map(|file| file.unwrap().path()) {
        if file.extension().is_none_or(|kind| kind != "ftl") {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        let resource = fluent_syntax::parser::parse(text.as_str()).unwrap();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        for entry in &resource.body {
            let Entry::Message(message) = entry else { continue };
            let patterns = message.value.iter().chain(message.attributes.iter().map(|attribute| &attribute.value));
            let place = format!("{name}: {}", message.id.name);
            all.extend(patterns.flat_map(written).map(|text| (place.clone(), text)));
        }
    }
    let mut folders = vec![root.join("assets/catalogue")];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            // Beside the texts stands their licence.
            if path.extension().is_none_or(|end| end != "toml") {
                continue;
            }
            let table: toml::Table = std::fs::read_to_string(&path).unwrap().parse().unwrap();
            let table = toml::Value::Table(table);
            let mut open = vec![&table];
            while let Some(value) = open.pop() {
                match value {
                    toml::Value::Table(table) => {
                        let name = path.file_name().unwrap().to_string_lossy().into_owned();
                        let text = table.get("en").and_then(toml::Value::as_str);
                        all.extend(text.map(|text| (name, text.to_owned())));
                        open.extend(table.values());
                    }
                    toml::Value::Array(array) => open.extend(array),
                    _ => {}
                }
            }
        }
    }
    all
}

#[test]
fn check_46_sentences_are_short_and_questions_fit_two_lines() {
    let mut long = Vec::new();
    let mut seen = 0;
    for (place, text) in english() {
        for sentence in text.split_terminator(['.', '?', '!', ':', ';']) {
            let count = sentence.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
            seen += usize::from(count > 0);
            if count > 12 {
                long.push(format!("{place}: {count} words: {}", sentence.trim()));
            }
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
    assert!(seen > 1000, "{seen} sentences were looked at");
    for language in LANGUAGES {
        for Snapshot { shot, stops, look, .. } in &*screens(PORTRAIT, language) {
            let two = 2.0 * look.text(Type::Title) * font::LINE_HEIGHT + 1.0;
            if let Some(title) = stops.iter().find(|stop| stop.words.role == Role::Heading) {
                assert!(title.bounds.height <= two, "{language} {shot}: {:?}", title.words.text);
            }
        }
    }
}

#[test]
fn check_47_fee_documents_and_time_come_before_the_first_question() {
    for panel in PANELS {
        for language in LANGUAGES {
            let mut kiosk = Kiosk::open(panel.0, panel.1);
            for id in [
                &*format!("language.{language}"),
                "home.service",
                "category.traffic",
                "service.driving_licence_renewal",
            ] {
                kiosk.tap(id);
            }
            assert_eq!(kiosk.at(), "service");
            let mut text = String::new();
            on_each_page(&mut kiosk, |kiosk| text.push_str(&kiosk.text()));
            for key in ["service-fee", "service-documents", "service-time"] {
                let app = kiosk.shown.program();
                assert!(text.contains(&app.texts.get(key)), "{panel:?} {language}: {key}");
            }
            assert!(kiosk.shown.program().visit.is_none(), "nothing was asked yet");
        }
    }
}

/// How often something invented stands in the file of a service.
fn samples_in(service: &str) -> usize {
    let file = format!("{}/assets/catalogue/services/{service}.toml", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(file).unwrap().lines().filter(|line| line.trim() == "basis = \"sample\"").count()
}

#[test]
fn a_card_marks_what_is_a_sample_line_by_line_and_nothing_else() {
    let (mut marked, mut plain) = (0, 0);
    for (panel, settings, language) in
        [(PORTRAIT, &[][..], "ckb"), (PORTRAIT, &[][..], "kmr"), (LOW, &LARGEST[..], "ar"), (WIDE, &[][..], "en")]
    {
        let services = Kiosk::open(panel.0, panel.1).shown.program().world.catalogue.services.clone();
        for service in services {
            let mut kiosk = Kiosk::open(panel.0, panel.1);
            for id in settings {
                kiosk.tap(id);
            }
            kiosk.tap(&format!("language.{language}"));
            kiosk.tap("home.service");
            kiosk.tap(&format!("category.{}", service.category.as_str()));
            kiosk.tap(&format!("service.{}", service.id));
            assert_eq!(kiosk.at(), "service");
            let texts = kiosk.shown.program().texts.clone();
            let (mut seen, mut notices) = (0, 0);
            on_each_page(&mut kiosk, |kiosk| {
                let shown = kiosk.shown.texts();
                seen += shown.iter().filter(|seen| seen.text == texts.get("service-sample-short")).count();
                notices += shown.iter().filter(|seen| seen.text == texts.get("service-sample")).count();
            });
            let invented = samples_in(service.id.as_str());
            assert_eq!(seen, invented, "{} in {language}", service.id);
            assert_eq!(notices, usize::from(invented > 0), "{} in {language}", service.id);
            marked += seen;
            plain += usize::from(invented == 0);
        }
    }
    assert!(marked > 4 && plain > 0, "the catalogue has services with and without: {marked}, {plain}");
}

#[test]
fn a_card_tells_until_when_how_long_and_the_telephone() {
    for language in LANGUAGES {
        for (category, service, keys) in [
            ("civil_status", "birth_certificate", &["service-deadline"][..]),
            ("visa", "e_visa", &["service-validity"][..]),
            ("traffic", "driving_licence_renewal", &[][..]),
        ] {
            let mut kiosk = Kiosk::open(PORTRAIT.0, PORTRAIT.1);
            for id in [
                &*format!("language.{language}"),
                "home.service",
                &format!("category.{category}"),
                &format!("service.{service}"),
            ] {
                kiosk.tap(id);
            }
            let mut text = String::new();
            on_each_page(&mut kiosk, |kiosk| text.push_str(&kiosk.text()));
            let app = kiosk.shown.program();
            let card = app.world.catalogue.service(&service.into()).unwrap();
            for key in ["service-deadline", "service-validity"] {
                assert_eq!(text.contains(&app.texts.get(key)), keys.contains(&key), "{language} {service}: {key}");
            }
            for told in [&card.deadline, &card.validity].into_iter().flatten() {
                // Its sentences are parts of their own: the next may stand on the next page.
                for words in app.texts.local(&told.value).split(". ") {
                    assert!(text.contains(words), "{language} {service}: {words}");
                }
            }
            // As people say it, left to right in any sentence.
            let number = app.texts.phone("07511608686");
            assert!(number.contains("0751 160 8686"), "{number}");
            assert_eq!(text.contains(&number), service == "e_visa", "{language} {service}: {text}");
        }
    }
}

#[test]
fn check_50_a_person_is_one_touch_away() {
    for screen in &*screens(PORTRAIT, "ckb") {
        let shot = screen.shot.as_str();
        // the last words stand for five seconds; a technician tests the whole panel
        let is_empty = shot == "21-wiped" || shot == "staff 42-touch";
        let person = ["header.staff", "help.staff", "dialog.staff"].iter().any(|id| screen.has(id));
        assert!(is_empty || person, "{shot}");
    }
    let dialog = |id| vec!["language.en", id];
    let mut ways = vec![vec!["language.en"], vec!["language.en", "home.status"], vec![]];
    ways.extend(["header.language", "header.display", "header.finish"].map(dialog));
    ways.push(vec!["language.en", "header.display", "display.voice"]);
    ways.push(vec!["language.en", "idle"]);
    for way in ways {
        let mut kiosk = Kiosk::open(PORTRAIT.0, PORTRAIT.1);
        for id in &way {
            if *id == "idle" {
                kiosk.shown.update(Message::Idle);
            } else {
                kiosk.tap(id);
            }
        }
        let is_dialog = kiosk.shown.program().overlay.is_some();
        kiosk.tap(if is_dialog { "dialog.staff" } else { "header.staff" });
        assert_eq!(kiosk.fake.with(|state| state.staff.len()), 1, "{way:?}");
        let said = kiosk.shown.program().texts.get("staff-called");
        assert!(kiosk.text().contains(&said), "{way:?}: {}", kiosk.text());
    }
}
