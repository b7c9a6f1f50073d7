use proptest::prelude::*;

use crate::i18n::Language;
use crate::i18n::text::arabic_digits;
use crate::visit::fixture::{answered, key, today, visit};
use crate::visit::{Arg, Subject};

#[test]
fn refusals_say_how_to_mend_them() {
    let mut visit = visit();
    let long = "ن".repeat(41);
    for (field, raw, message) in [
        ("given_name", "", "answer-missing"),
        ("given_name", " \u{200f} ", "answer-missing"),
        ("given_name", "ن", "answer-too-short"),
        ("given_name", long.as_str(), "answer-too-long"),
        ("visitor.given_name", "ئازاد", "answer-latin"),
        ("visitor.passport_foreign", "AB", "answer-shape"),
        ("national_card_number", "1234", "answer-digits-length"),
        ("national_card_number", "12345678901x", "answer-digits"),
        ("date_of_birth", "", "answer-missing-date"),
        ("date_of_birth", "2001-02-29", "answer-date"),
        ("date_of_birth", "someday", "answer-date"),
        ("date_of_birth", "2026-11-24", "answer-date-future"),
        ("date_of_birth", "1906-11-22", "answer-date-early"),
        ("sex", "", "answer-missing-choice"),
        ("sex", "x", "answer-choice"),
        ("mobile", "0750123", "answer-phone"),
        ("copies", "0", "answer-count"),
        ("copies", "6", "answer-count"),
        ("copies", "two", "answer-count"),
        ("by_post", "maybe", "answer-choice"),
        ("no_such_field", "x", "answer-choice"),
    ] {
        let invalid = visit.answer(&key(field), raw).unwrap_err();
        assert_eq!(invalid.key, message, "{field} {raw:?}");
        assert_eq!(invalid.subject, Subject::Field(key(field)));
        assert_eq!(visit.get(&key(field)), None);
    }
    let range = visit.answer(&key("copies"), "9").unwrap_err().args;
    assert_eq!(range, [("min", Arg::Number(1)), ("max", Arg::Number(5))]);
    let own = visit.answer(&key("death.date_of_birth"), "2020-01-01").unwrap_err();
    assert_eq!(own.own.unwrap().in_language(Language::EN), "own words");
    assert!(visit.answer(&key("death.date_of_birth"), "").unwrap_err().own.is_none());
}

#[test]
fn a_refused_answer_leaves_the_old_one_and_keeps_the_draft() {
    let mut visit = answered();
    assert!(visit.answer(&key("mobile"), "0750").is_err());
    assert_eq!(visit.get(&key("mobile")), Some("+9647501234567"));
    assert_eq!(visit.entry(&key("mobile")).as_str(), "0750");
    visit.answer(&key("mobile"), "07501234567").unwrap();
    assert_eq!(visit.entry(&key("mobile")).as_str(), "0750 123 4567");
}

#[test]
fn texts_are_cleaned_as_their_language_wants() {
    let mut visit = visit();
    // Arabic yeh and kaf, tatweel, bidi marks and doubled spaces.
    visit.answer(&key("given_name"), " \u{202b}كـوردي  عەلي\u{202c} ").unwrap();
    assert_eq!(visit.get(&key("given_name")), Some("کوردی عەلی"));
    visit.set_language(Language::AR);
    visit.answer(&key("given_name"), "علي  الكردي\u{200f}").unwrap();
    assert_eq!(visit.get(&key("given_name")), Some("علي الكردي"), "Arabic stays Arabic");
}

#[test]
fn dates_are_read_in_both_orders() {
    let mut visit = visit();
    for raw in ["1990-01-31", "31/1/1990", "٣١/٠١/١٩٩٠", "31.01.1990", "31-1-1990", "31 1 1990"] {
        visit.answer(&key("date_of_birth"), raw).unwrap();
        assert_eq!(visit.get(&key("date_of_birth")), Some("1990-01-31"), "{raw}");
    }
    for raw in ["1/31/1990", "31/1/90", "1990-1", "31/1/1990/2", "19900131"] {
        assert!(visit.answer(&key("date_of_birth"), raw).is_err(), "{raw}");
    }
    let parts = visit.date_parts(visit.field_by_key(&key("date_of_birth")).unwrap()).unwrap();
    assert_eq!(parts.date(), Some(jiff::civil::date(1990, 1, 31)));
    assert_eq!(parts.years().first(), Some(&today().year()));
}

proptest! {
    #[test]
    fn digits_of_every_script_are_one_number(number in 0u64..1_000_000_000_000) {
        let mut visit = visit();
        let latin = format!("{number:012}");
        let spaced = format!("{} {} {}", &latin[..4], &latin[4..8], &latin[8..]);
        let arabic = arabic_digits(&spaced);
        let persian: String = latin.chars().map(|c| char::from_u32(0x6f0 + c.to_digit(10).unwrap()).unwrap()).collect();
        for raw in [&latin, &spaced, &arabic, &persian] {
            visit.answer(&key("national_card_number"), raw).unwrap();
            prop_assert_eq!(visit.get(&key("national_card_number")), Some(latin.as_str()));
        }
    }

    /// Whatever is typed into whatever field: no panic, and what is taken is taken again unchanged.
    #[test]
    fn any_text_in_any_field(which in 0usize..16, raw in "\\PC{0,60}", language in 0usize..4) {
        let mut visit = visit();
        visit.set_language([Language::CKB, Language::AR, Language::EN, Language::KMR][language]);
        let field = visit.field(which).unwrap().key.clone();
        if visit.answer(&field, &raw).is_ok() && let Some(stored) = visit.get(&field).map(str::to_owned) {
            visit.answer(&field, &stored).unwrap();
            prop_assert_eq!(visit.get(&field), Some(stored.as_str()));
        }
    }
}
