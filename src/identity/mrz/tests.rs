#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use jiff::civil::date;
use proptest::prelude::*;

use super::*;

/// ICAO 9303-5 appendix B.
const TD1: [&str; 3] =
    ["I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"];
/// ICAO 9303-4 appendix B.
const TD3: [&str; 2] = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"];
/// A sample person on an Iraqi national card (made up, sums valid: `reference/printing.md` §6).
const IRAQI: [&str; 3] =
    ["IDIRQAB12345671199012345678<<<", "9001011M3001019IRQ<<<<<<<<<<<3", "AZAD<<RAWAND<<<<<<<<<<<<<<<<<<"];

fn today() -> Date {
    date(2026, 11, 23)
}

fn read_rows(rows: &[&str]) -> Result<IdentityDocument, MrzError> {
    read(&rows.join("\r\n"), today())
}

#[test]
fn icao_card() {
    let card = read_rows(&TD1).unwrap();
    assert_eq!(card.kind(), DocumentKind::IdentityCard);
    assert_eq!((card.issuing_state(), card.nationality(), card.number()), ("UTO", "UTO", "D23145890"));
    assert_eq!((card.surname(), card.given_names()), ("ERIKSSON", "ANNA MARIA"));
    assert_eq!((card.birth(), card.expiry()), (Some(date(1974, 8, 12)), Some(date(2012, 4, 15))));
    assert_eq!(card.sex(), Sex::Female);
    assert_eq!(card.national_number(), None);
    assert!(card.has_expired(today()));
    assert_eq!(card.notice_key(today()), Some("identity-expired"));
}

#[test]
fn icao_passport() {
    let passport = read_rows(&TD3).unwrap();
    assert_eq!(passport.kind(), DocumentKind::Passport);
    assert_eq!(passport.number(), "L898902C3");
    assert_eq!((passport.surname(), passport.given_names()), ("ERIKSSON", "ANNA MARIA"));
    assert_eq!(passport.birth(), Some(date(1974, 8, 12)));
}

#[test]
fn iraqi_national_card() {
    let card = read_rows(&IRAQI).unwrap();
    assert_eq!(card.kind(), DocumentKind::IraqiNationalCard);
    assert_eq!(card.national_number().unwrap().digits(), "199012345678");
    assert_eq!(card.number(), "AB1234567");
    assert_eq!((card.surname(), card.given_names()), ("AZAD", "RAWAND"));
    assert_eq!(card.birth(), Some(date(1990, 1, 1)));
    assert_eq!((card.sex(), card.expiry()), (Sex::Male, Some(date(2030, 1, 1))));
    assert_eq!(card.notice_key(today()), None);
}

#[test]
fn as_scanners_send_it() {
    let expected = read_rows(&IRAQI).unwrap();
    let [a, b, c] = IRAQI;
    for text in [
        format!("{a}{b}{c}"),
        format!("{a}\r{b}\r{c}\r"),
        format!("{a}\n{b}{c}\n"),
        format!("\u{2}{a}\r\n{b}\r\n{c}\r\n\u{3}"),
        format!("\0{a}\n\0{b}\n{c}\0"),
        format!("\u{feff}\u{202a}{a}\u{202c}\n\u{200e}{b}\n{c}"),
        format!("{a}\n{b}\n{c}").replace('<', "_"),
        format!("{a}\n{b}\n{c}").to_lowercase(),
        format!("  {a} {b}\t{c}  "),
        format!("{b}\r{c}\r{a}"),
        format!("{c}\r{b}\r{a}"),
    ] {
        assert!(read(&text, today()).unwrap() == expected, "{text:?}");
    }
    let passport = read_rows(&TD3).unwrap();
    assert!(read(&TD3.concat(), today()).unwrap() == passport);
    assert!(read(&format!("{}\r{}", TD3[1], TD3[0]), today()).unwrap() == passport);
}

#[test]
fn mixed_case_is_damage() {
    let mut text = IRAQI.join("\n");
    text.replace_range(0..1, "i");
    assert_eq!(read(&text, today()), Err(MrzError::BadCharacter { row: 1, column: 1 }));
}

#[test]
fn parts_and_other_papers_are_named() {
    let [a, b, c] = IRAQI;
    let read = |text: &str| read(text, today()).unwrap_err();
    assert_eq!(read(a), MrzError::Incomplete);
    assert_eq!(read(&format!("{a}\n{b}")), MrzError::Incomplete);
    assert_eq!(read(&format!("{a}\n{b}\n{}", &c[..29])), MrzError::Incomplete);
    assert_eq!(read("199012345678"), MrzError::WrongSide);
    assert_eq!(read("AB1234567"), MrzError::WrongSide);
    for nothing in ["", "\r\n", "hello", "https://example.org/?q=1", "6281234567890", &"<".repeat(600)] {
        assert_eq!(read(nothing), MrzError::NotAZone, "{nothing}");
    }
    // ICAO 9303-6 TD2 specimen and 9303-7 visa specimens.
    assert_eq!(
        read("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6"),
        MrzError::WrongDocument
    );
    assert_eq!(
        read("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<"),
        MrzError::WrongDocument
    );
}

#[test]
fn the_century_follows_today() {
    let born = |yymmdd: &str, today| {
        let check = mrz::check_digit(yymmdd).unwrap();
        super::date(yymmdd, |d| d <= today, &[2000, 1900]).map(|d| (d, check))
    };
    assert_eq!(born("261123", today()).unwrap().0, Some(date(2026, 11, 23)));
    assert_eq!(born("261124", today()).unwrap().0, Some(date(1926, 11, 24)));
    assert_eq!(born("270101", date(2027, 1, 1)).unwrap().0, Some(date(2027, 1, 1)));
    assert_eq!(born("000229", today()).unwrap().0, Some(date(2000, 2, 29)));
    assert!(born("010229", today()).is_err());
    assert!(born("900000", today()).is_err());
    assert_eq!(born("90<<<<", today()).unwrap().0, None);
    assert_eq!(born("<<<<<<", today()).unwrap().0, None);
    assert!(born("<<0101", today()).is_err());
}

#[test]
fn a_birth_date_left_open_is_read_without_one() {
    // 1974, month and day unknown; sums recomputed.
    let birth = format!("74<<<<{}", mrz::check_digit("74<<<<").unwrap());
    let first = TD1[0];
    let head = format!("{birth}F1204159UTO<<<<<<<<<<<");
    let composite = format!("{}{}{}{}", &first[5..30], &head[0..7], &head[8..15], &head[18..29]);
    let second = format!("{head}{}", mrz::check_digit(&composite).unwrap());
    let card = read_rows(&[first, &second, TD1[2]]).unwrap();
    assert_eq!(card.birth(), None);
}

#[test]
fn a_filler_is_no_check_digit() {
    // Found by fuzzing: the sum of everything is 0, and the digit that says so was not read.
    let second = "9001011M3001019IRQ<<<<019IRQ<<";
    assert_eq!(read_rows(&[IRAQI[0], second, IRAQI[2]]), Err(MrzError::BadCharacter { row: 2, column: 30 }));
    let whole = second.strip_suffix('<').map(|most| format!("{most}0")).unwrap();
    assert!(read_rows(&[IRAQI[0], &whole, IRAQI[2]]).is_ok());
}

#[test]
fn nothing_personal_in_debug_or_errors() {
    let shown = format!("{:?}", read_rows(&IRAQI));
    for word in ["AZAD", "RAWAND", "1990", "AB123"] {
        assert!(!shown.contains(word), "{shown}");
    }
    let mut text = IRAQI.join("\n");
    text.replace_range(20..21, "X");
    let error = read(&text, today()).unwrap_err();
    assert_eq!(error, MrzError::CheckDigit(CheckedField::Composite));
    assert!(!format!("{error} {error:?}").contains("1990"));
}

fn value(c: char) -> u32 {
    match c {
        '<' => 0,
        c => c.to_digit(36).unwrap(),
    }
}

/// Rows and columns (from 0) that no check digit covers.
fn is_covered(rows: usize, row: usize, column: usize) -> bool {
    match (rows, row) {
        (3, 0) => column >= 5,
        (3, 1) => !matches!(column, 7 | 15..=17),
        (2, 1) => !matches!(column, 10..=12 | 20),
        _ => false,
    }
}

/// Every single substitution of every character is refused, or is one that the arithmetic of
/// 7-3-1 cannot see (equal value modulo 10), or stands where ICAO prints no check digit.
#[test]
fn single_substitutions_are_detected_or_provably_invisible() {
    let alphabet: Vec<char> = ('A'..='Z').chain('0'..='9').chain(['<']).collect();
    let mut refused = 0;
    for zone in [&IRAQI[..], &TD1[..], &TD3[..]] {
        for row in 0..zone.len() {
            for column in 0..zone[row].len() {
                let original = zone[row].chars().nth(column).unwrap();
                for &other in alphabet.iter().filter(|&&c| c != original) {
                    let mut changed: Vec<String> = zone.iter().map(|r| (*r).to_owned()).collect();
                    changed[row].replace_range(column..=column, &other.to_string());
                    let rows: Vec<&str> = changed.iter().map(String::as_str).collect();
                    match read_rows(&rows) {
                        Err(_) => refused += 1,
                        Ok(_) => assert!(
                            !is_covered(zone.len(), row, column) || value(other) % 10 == value(original) % 10,
                            "row {row} column {column}: {original} -> {other} was taken"
                        ),
                    }
                }
            }
        }
    }
    assert!(refused > 4000, "only {refused} refused");
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&String::from_utf8_lossy(&bytes), today());
    }

    #[test]
    fn any_zone_alphabet_is_survived(text in "[A-Z0-9<_\r\n]{0,95}") {
        let _ = read(&text, today());
    }

    #[test]
    fn any_right_length_zone_is_survived(text in "[IACP][A-Z0-9<]{29}[0-9<]{15}[A-Z0-9<é]{15}[A-Z<]{28,30}") {
        let _ = read(&text, today());
    }

    /// Any person on a passport that a conforming printer made is read back.
    #[test]
    fn printed_passports_are_read_back(
        surname in "[A-Z]{2,12}", given in "[A-Z]{2,10}( [A-Z]{2,8})?", number in "[A-Z][0-9]{8}",
        age_days in 0i64..36_000, left_days in -3_000i64..3_600, female in any::<bool>(),
    ) {
        let span = |days: i64| jiff::Span::new().days(days);
        let birth = today().checked_sub(span(age_days)).unwrap();
        let expiry = today().checked_add(span(left_days)).unwrap();
        let calendar = |d: Date| mrz::MrzDate::Calendar(mrz::Date::new(d.year().into(), d.month().unsigned_abs().into(), d.day().unsigned_abs().into()));
        let zone = mrz::format_td3(&mrz::Td3Fields {
            issuing_country: "IRQ".into(), nationality: "IRQ".into(), document_number: number.clone(),
            surname: surname.clone(), given_names: given.clone(), date_of_birth: calendar(birth),
            date_of_expiry: calendar(expiry), sex: if female { mrz::Sex::Female } else { mrz::Sex::Male },
            ..Default::default()
        });
        let read = read(&zone, today()).unwrap();
        prop_assert_eq!(read.surname(), surname);
        prop_assert_eq!(read.given_names(), given);
        prop_assert_eq!(read.number(), number);
        prop_assert_eq!(read.birth(), Some(birth));
        prop_assert_eq!(read.expiry(), Some(expiry));
        prop_assert_eq!(read.has_expired(today()), left_days < 0);
    }
}
