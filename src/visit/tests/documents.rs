use crate::catalogue::FieldKey;
use crate::identity::{IdentityDocument, mrz};
use crate::visit::Step;
use crate::visit::fixture::{answered, key, today, visit};

/// A sample card and the ICAO specimen passport.
const CARD: &str = "IDIRQAB12345671199012345678<<<\r9001011M3001019IRQ<<<<<<<<<<<3\rAZAD<<RAWAND<<<<<<<<<<<<<<<<<<";
const PASSPORT: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\rL898902C36UTO7408122F1204159ZE184226B<<<<<10";

fn document(zone: &str) -> IdentityDocument {
    mrz::read(zone, today()).unwrap()
}

fn keys(keys: &[&str]) -> Vec<FieldKey> {
    keys.iter().map(|k| key(k)).collect()
}

#[test]
fn a_card_fills_only_the_person_asked_about() {
    let mut visit = visit();
    assert!(visit.fill_from(&document(CARD)).is_empty(), "not before the form");
    visit.answer_eligibility(0, "copy").unwrap();
    visit.next().unwrap();
    assert!(visit.takes_document());
    let filled = visit.fill_from(&document(CARD));
    assert_eq!(filled.filled, keys(&["date_of_birth", "sex", "national_card_number"]));
    assert_eq!(filled.conflicts, keys(&[]));
    assert_eq!(visit.get(&key("national_card_number")), Some("199012345678"));
    assert_eq!(visit.get(&key("given_name")), None, "Latin letters are no answer in Kurdish script");
    assert_eq!(visit.get(&key("father.national_card_number")), None);
    assert_eq!(visit.get(&key("death.date_of_birth")), None);
}

#[test]
fn a_death_is_not_dated_by_a_birth() {
    let mut visit = answered();
    visit.change(&key("death.date_of_birth"));
    assert!(!visit.takes_document());
    // A child born within two years: the only card whose birth date would fit the range.
    assert!(visit.overwrite_from(&document(CARD)).is_empty());
}

#[test]
fn a_passport_fills_names_where_latin_letters_are_asked() {
    let mut visit = answered();
    visit.change(&key("visitor.passport_foreign"));
    let filled = visit.overwrite_from(&document(PASSPORT));
    assert_eq!(filled.filled, keys(&["visitor.given_name", "visitor.fourth_name", "visitor.passport_foreign"]));
    assert_eq!(visit.get(&key("visitor.given_name")), Some("ANNA MARIA"));
    assert_eq!(visit.get(&key("visitor.fourth_name")), Some("ERIKSSON"));
    assert!(visit.is_unconfirmed(&key("visitor.given_name")));
    assert!(!visit.is_unconfirmed(&key("visitor.passport_foreign")), "the same number was typed before");
    assert_eq!(visit.next(), Ok(Step::Review));
    visit.next().unwrap();
    assert!(!visit.is_unconfirmed(&key("visitor.given_name")), "confirmed at review");
    let body = visit.finish(&super::consent()).unwrap().body;
    let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(body["identity_source"]["kind"], "passport");
    assert_eq!(
        body["identity_source"]["fields"],
        serde_json::json!(["visitor.given_name"]),
        "what was typed and agrees stays typed"
    );
}

#[test]
fn what_was_typed_is_not_replaced_unasked() {
    let mut visit = answered();
    visit.change(&key("national_card_number"));
    visit.answer(&key("national_card_number"), "198000000000").unwrap();
    let filled = visit.fill_from(&document(CARD));
    assert_eq!(filled.conflicts, keys(&["national_card_number"]));
    assert_eq!(filled.filled, keys(&["date_of_birth", "sex"]));
    assert_eq!(visit.get(&key("national_card_number")), Some("198000000000"));
    let filled = visit.overwrite_from(&document(CARD));
    assert!(filled.conflicts.is_empty());
    assert_eq!(visit.get(&key("national_card_number")), Some("199012345678"));
    assert!(visit.is_unconfirmed(&key("national_card_number")));
    visit.next().unwrap();
    assert!(!visit.is_unconfirmed(&key("national_card_number")), "passing the page confirms");
    // Typed again: no longer from the card.
    visit.answer(&key("national_card_number"), "198000000000").unwrap();
    let body = visit.finish(&super::consent()).unwrap().body;
    let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(body.get("identity_source"), None);
}
