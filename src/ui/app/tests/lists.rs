//! What stands in lists: districts in the order of a language's alphabet, a draft among the languages.

use super::checks::on_each_page;
use super::fake::Kiosk;
use super::walk;
use crate::i18n::Language;

/// The choices of the question on the screen, in the order in which they are met; its first page is shown afterwards.
fn choices(kiosk: &mut Kiosk) -> Vec<String> {
    let mut all = Vec::new();
    on_each_page(kiosk, |kiosk| {
        let mut tiles: Vec<_> =
            kiosk.shown.stops().into_iter().filter(|stop| stop.words.id.starts_with("choice.")).collect();
        tiles.sort_by(|a, b| a.bounds.y.total_cmp(&b.bounds.y));
        all.extend(tiles.into_iter().map(|stop| stop.words.id["choice.".len()..].to_owned()));
    });
    all
}

#[test]
fn districts_stand_by_the_alphabet_of_the_language_and_what_is_fixed_keeps_its_place() {
    for (language, governorates, districts) in [
        (
            "ckb",
            ["duhok", "sulaymaniyah", "halabja", "erbil", "other_iraq"],
            ["erbil_centre", "choman", "khabat", "dashti_hawler", "rawanduz", "soran", "shaqlawa", "koya", "mergasor"],
        ),
        (
            "ar",
            ["erbil", "sulaymaniyah", "halabja", "duhok", "other_iraq"],
            ["erbil_centre", "choman", "khabat", "dashti_hawler", "rawanduz", "soran", "shaqlawa", "koya", "mergasor"],
        ),
        (
            "en",
            ["duhok", "erbil", "halabja", "sulaymaniyah", "other_iraq"],
            ["erbil_centre", "choman", "dashti_hawler", "khabat", "koya", "mergasor", "rawanduz", "shaqlawa", "soran"],
        ),
    ] {
        let mut kiosk = Kiosk::open(1080.0, 1920.0);
        let mut seen = 0;
        walk::renew(&mut kiosk, language, |kiosk, shot| match shot {
            "14-choice" => {
                seen += 1;
                assert_eq!(choices(kiosk), governorates, "{language}");
            }
            "15-choice-many" => {
                seen += 1;
                assert_eq!(choices(kiosk), districts, "{language}");
                // Another language has another order, at once.
                kiosk.tap("header.language");
                kiosk.tap(if language == "en" { "language.ckb" } else { "language.en" });
                assert_ne!(choices(kiosk), districts, "{language}");
                kiosk.tap("header.language");
                kiosk.tap(&format!("language.{language}"));
            }
            _ => {}
        });
        assert_eq!(seen, 2);
        // What is kept is the district that was touched, whatever stood where.
        let body = kiosk.fake.with(|state| String::from_utf8(state.submissions[0].body.to_vec()).unwrap());
        assert!(body.contains("\"erbil_centre\"") && body.contains("\"erbil\""), "{body}");
    }
}

#[test]
fn a_language_that_is_a_draft_says_so_wherever_it_is_chosen() {
    let mut kiosk = Kiosk::open(1080.0, 1920.0);
    let draft = |kiosk: &Kiosk, key: &str| kiosk.shown.program().world.locales.texts(Language::KMR).get(key);
    let at_rest = draft(&kiosk, "attract-choose-draft");
    assert!(kiosk.text().contains(&at_rest), "{}", kiosk.text());
    kiosk.tap("language.en");
    kiosk.tap("header.language");
    let words = draft(&kiosk, "language-draft");
    let said: Vec<(String, String)> = kiosk
        .shown
        .stops()
        .into_iter()
        .filter(|stop| stop.words.id.starts_with("language.") && stop.words.text.contains(&words))
        .map(|stop| (stop.words.id, stop.words.text))
        .collect();
    assert_eq!(said.len(), 1, "one language is a draft, and it is said: {said:?}");
    assert_eq!(said[0].0, "language.kmr");
    let seen = kiosk.shown.texts().iter().filter(|seen| seen.text.contains(&words)).count();
    assert_eq!(seen, 1, "and seen: {}", kiosk.text());
}
