#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use std::path::{Path, PathBuf};

use jiff::civil::{date, time};

use super::*;

fn shipped() -> Locales {
    Locales::load(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("locales")).unwrap()
}

fn write(dir: &Path, name: &str, text: &str) {
    let path = dir.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn language(direction: &str, digits: &str, extra: &str) -> String {
    format!(
        "name = \"x\"\nenglish = \"x\"\ndirection = \"{direction}\"\ndigits = \"{digits}\"\nstatus = \"complete\"\nkeyboards = []\norder = 1\n{extra}"
    )
}

#[test]
fn the_shipped_languages_load_without_a_problem() {
    let locales = shipped();
    assert!(locales.problems().is_empty(), "{}", locales.problems());
    let tags: Vec<_> = locales.languages().iter().map(|info| info.language).collect();
    assert_eq!(tags, [Language::CKB, Language::KMR, Language::AR, Language::EN]);
}

#[test]
fn dates_are_written_as_in_iraq() {
    let locales = shipped();
    let day = date(2026, 1, 15);
    for (language, long) in [
        (Language::CKB, "پێنجشەممە، ١٥ی کانوونی دووەمی ٢٠٢٦"),
        (Language::AR, "الخميس، ١٥ كانون الثاني ٢٠٢٦"),
        (Language::EN, "Thursday, 15 January 2026"),
    ] {
        assert_eq!(locales.texts(language).long_date(day), long);
    }
    let ckb = locales.texts(Language::CKB);
    assert_eq!(ckb.date(day), "١٥ی کانوونی دووەمی ٢٠٢٦");
    assert_eq!(ckb.clone().with_digits(Digits::Latin).date(day), "15ی کانوونی دووەمی 2026");
    assert_eq!(ckb.month_name(12), "کانوونی یەکەم");
    assert_eq!(ckb.time(time(14, 5, 0, 0)), "١٤:٠٥");
    assert_eq!(locales.texts(Language::EN).time(time(4, 0, 0, 0)), "04:00");
}

#[test]
fn no_month_is_of_the_kurdish_solar_calendar() {
    let locales = shipped();
    for language in [Language::CKB, Language::KMR] {
        for month in 1..=12 {
            let name = locales.texts(language).month_name(month);
            for solar in [
                "ڕێبەندان",
                "ڕەشەمە",
                "نەورۆز",
                "گوڵان",
                "جۆزەردان",
                "پووشپەڕ",
                "گەلاوێژ",
                "خەرمانان",
                "ڕەزبەر",
                "گەڵاڕێزان",
                "سەرماوەز",
                "بەفرانبار",
            ] {
                assert_ne!(name, solar);
            }
        }
    }
}

#[test]
fn money_has_the_word_of_its_currency() {
    let locales = shipped();
    let fee = Money::iqd(25_000);
    assert_eq!(locales.texts(Language::CKB).money(fee), "٢٥٬٠٠٠ دینار");
    assert_eq!(locales.texts(Language::AR).money(fee), "٢٥٬٠٠٠ دينار");
    assert_eq!(locales.texts(Language::EN).money(fee), "IQD 25,000");
    assert_eq!(locales.texts(Language::CKB).with_digits(Digits::Latin).money(fee), "25,000 دینار");
}

#[test]
fn plural_forms_are_those_of_the_language() {
    let locales = shipped();
    let ar = locales.texts(Language::AR);
    for (n, text) in [
        (1, "دقيقة واحدة"),
        (2, "دقيقتان"),
        (3, "٣ دقائق"),
        (10, "١٠ دقائق"),
        (11, "١١ دقيقة"),
        (90, "٩٠ دقيقة"),
        (100, "١٠٠ دقيقة"),
    ] {
        assert_eq!(ar.minutes(n), text);
    }
    let en = locales.texts(Language::EN);
    assert_eq!((en.minutes(1), en.minutes(90)), ("1 minute".into(), "90 minutes".into()));
    assert_eq!(locales.texts(Language::CKB).minutes(90), "٩٠ خولەک");
    assert_eq!(locales.texts(Language::CKB).working_days(5), "٥ ڕۆژی کار");
}

#[test]
fn codes_and_phones_are_latin_islands() {
    let texts = shipped().texts(Language::CKB);
    assert_eq!(texts.code("B3-٠٤١"), "\u{2066}B3-041\u{2069}");
    assert_eq!(texts.phone("+9647501234567"), "\u{2066}0750 123 4567\u{2069}");
}

#[test]
fn values_and_sentences_keep_their_direction() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "ckb/language.toml", &language("rtl", "arabic", ""));
    write(dir.path(), "ckb/a.ftl", "ticket = ژمارەکەت { $code }\nkrg = KRG ناو\nmany = { $n } کەس\n");
    let texts = Locales::load(dir.path()).unwrap().texts(Language::CKB);
    assert_eq!(texts.with("ticket", &args![code = "B3-041"]), "ژمارەکەت \u{2066}B3-041\u{2069}");
    assert_eq!(texts.with("ticket", &args![code = texts.code("B3-041")]), "ژمارەکەت \u{2066}B3-041\u{2069}");
    assert_eq!(texts.get("krg"), "\u{200F}KRG ناو");
    assert_eq!(texts.with("many", &args![n = 1234]), "١٬٢٣٤ کەس");
    assert_eq!(texts.get("nothing"), "⟦nothing⟧");
}

#[test]
fn a_missing_message_comes_from_the_fallback() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "en/language.toml", &language("ltr", "latin", ""));
    write(dir.path(), "en/a.ftl", "only-en = English\n    .speech = said\n");
    write(dir.path(), "ckb/language.toml", &language("rtl", "arabic", "fallback = \"en\"\n"));
    write(dir.path(), "ckb/a.ftl", "only-ckb = کوردی\n");
    write(dir.path(), "kmr/language.toml", &language("rtl", "arabic", "fallback = \"ckb\"\nplural = \"ckb\"\n"));
    write(dir.path(), "kmr/a.ftl", "n = { $n ->\n    [one] ئێک\n   *[other] { $n }\n }\n");
    let texts = Locales::load(dir.path()).unwrap().texts(Language::KMR);
    assert_eq!(texts.get("only-ckb"), "کوردی");
    assert_eq!(texts.get("only-en"), "\u{200F}English");
    assert_eq!(texts.attr("only-en", "speech").as_deref(), Some("\u{200F}said"));
    assert_eq!(texts.attr("only-en", "hint"), None);
    assert_eq!(texts.with("n", &args![n = 1]), "ئێک");
    assert_eq!(texts.with("n", &args![n = 5]), "\u{200F}٥");
}

#[test]
fn a_text_of_a_data_file_falls_back_as_its_language_does() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "en/language.toml", &language("ltr", "latin", ""));
    write(dir.path(), "en/a.ftl", "a = A\n");
    write(dir.path(), "ar/language.toml", &language("rtl", "arabic", "fallback = \"en\"\n"));
    write(dir.path(), "ar/a.ftl", "a = أ\n");
    write(dir.path(), "syr/language.toml", &language("rtl", "arabic", "fallback = \"ar\"\n"));
    write(dir.path(), "syr/a.ftl", "a = ܐ\n");
    let texts = Locales::load(dir.path()).unwrap().texts(Language::parse("syr").unwrap());
    let name = |all: &[(Language, &str)]| texts.local(&LocalText::new(all.iter().copied()));
    assert_eq!(name(&[(Language::EN, "Name"), (Language::AR, "الاسم"), (Language::CKB, "ناو")]), "الاسم");
    assert_eq!(name(&[(Language::CKB, "ناو")]), "ناو", "better than nothing");
}

#[test]
fn a_broken_message_leaves_the_others_usable() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "en/language.toml", &language("ltr", "latin", ""));
    write(dir.path(), "en/a.ftl", "good = Good\nbroken = { $n \nalso-good = Yes\n");
    write(dir.path(), "en/b.ftl", "good = Again\n");
    write(dir.path(), "tk/a.ftl", "x = y\n");
    write(dir.path(), "ar/language.toml", "name = \"x\"\ndirection = \"up\"\nordr = 1\n");
    let locales = Locales::load(dir.path()).unwrap();
    let texts = locales.texts(Language::EN);
    assert_eq!((texts.get("good"), texts.get("also-good")), ("Good".into(), "Yes".into()));
    let said = locales.problems().to_string();
    for part in [
        "en/a.ftl:2:",
        "this message cannot be read",
        "en/b.ftl:1:1: good: this message stands twice in the language",
        "tk/language.toml: there is no such file",
        "ar/language.toml:2:13: direction: \"up\" is not known here",
        "ar/language.toml:3:1: ordr: there is no such key; did you mean `order`?",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    assert_eq!(locales.languages().len(), 1);
    assert_eq!(locales.texts(Language::KMR).language(), Language::EN);
}

#[test]
fn no_language_at_all_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    assert!(Locales::load(dir.path()).unwrap_err().to_string().contains("no language could be read"));
    assert!(Locales::load(&dir.path().join("none")).unwrap_err().to_string().contains("cannot be read"));
}

#[test]
fn each_language_sorts_by_its_own_alphabet() {
    let locales = shipped();
    for (language, sorted) in [
        // By code points ڕ would stand after ز, ۆ before ی and ە after all of them.
        (
            Language::CKB,
            &["ئاکرێ", "پشدەر", "دووکان", "رزگار", "ڕانیە", "زاخۆ", "کفری", "کەلار", "گوڵ", "وان", "ۆرال", "ێران"][..],
        ),
        (Language::KMR, &["ئامێدیێ", "رانیە", "ڤیان", "هەولێر", "ێران"][..]),
        // The forms of alif are one letter.
        (Language::AR, &["أربيل", "آشور", "السليمانية", "بغداد", "جومان", "كركوك", "ميركسور"][..]),
        (Language::EN, &["Çamlica", "Dukan", "erbil", "Êlih", "Soran", "Şaklawa", "Zakho"][..]),
    ] {
        let texts = locales.texts(language);
        let mut shuffled: Vec<&str> = sorted.iter().rev().copied().collect();
        shuffled.sort_by_key(|name| texts.sort_key(name));
        assert_eq!(shuffled, sorted, "{language}");
    }
}
