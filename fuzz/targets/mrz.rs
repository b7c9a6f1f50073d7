//! Any text as a machine-readable zone: it is refused, or all its check digits are right. They are
//! computed here once more from the rows of the input, after ICAO 9303-3 §4.9, sharing no code.
#![no_main]

use std::sync::LazyLock;

use jiff::civil::{Date, date};
use kiosk::identity::{DocumentKind, mrz};
use libfuzzer_sys::fuzz_target;

static TODAY: LazyLock<Date> = LazyLock::new(|| date(2026, 3, 1));

fuzz_target!(|text: &str| {
    let Ok(document) = mrz::read(text, *TODAY) else { return };
    assert!(document.birth().is_none_or(|birth| birth <= *TODAY), "born in the future");
    // A filler inside stands for a space or a special character of the printed number.
    let of_a_number = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'<';
    assert!(!document.number().trim_matches('<').is_empty() && document.number().bytes().all(of_a_number));
    for name in [document.surname(), document.given_names()] {
        assert!(name.bytes().all(|b| b.is_ascii_uppercase() || b == b' '), "a name of other characters");
        assert!(name == name.trim() && !name.contains("  "));
    }
    if let Some(number) = document.national_number() {
        assert!(document.kind() == DocumentKind::IraqiNationalCard);
        assert!(number.digits().len() == 12 && number.digits().bytes().all(|b| b.is_ascii_digit()));
    }
    assert!(!format!("{document:?}").contains(document.number()), "Debug shows the number");

    // The rows as they were sent: their order may differ, so some order must prove right.
    let zone: Vec<u8> = text
        .chars()
        .filter_map(|c| match c {
            '_' => Some(b'<'),
            'a'..='z' | 'A'..='Z' | '0'..='9' | '<' => Some(c.to_ascii_uppercase() as u8),
            _ => None,
        })
        .collect();
    let proven = match document.kind() {
        DocumentKind::Passport => {
            let (a, b) = zone.split_at(44);
            td3(a) || td3(b)
        }
        _ => {
            let rows: Vec<&[u8]> = zone.chunks(30).collect();
            let mut pairs = (0..3).flat_map(|first| (0..3).map(move |second| (first, second)));
            pairs.any(|(first, second)| first != second && td1(rows[first], rows[second]))
        }
    };
    assert!(proven, "a document whose check digits do not agree");
});

/// Weights 7, 3, 1; digits as they are, letters from 10, fillers nothing.
fn agrees(fields: &[&[u8]], check: u8) -> bool {
    let value = |b: &u8| match b {
        b'0'..=b'9' => u32::from(b - b'0'),
        b'A'..=b'Z' => u32::from(b - b'A') + 10,
        _ => 0,
    };
    let sum: u32 = fields.iter().flat_map(|f| f.iter()).zip([7, 3, 1].iter().cycle()).map(|(b, w)| value(b) * w).sum();
    check.is_ascii_digit() && sum % 10 == u32::from(check - b'0')
}

/// As [`agrees`]; an empty field may have a filler for its digit.
fn agrees_or_empty(field: &[u8], check: u8) -> bool {
    agrees(&[field], check) || (check == b'<' && field.iter().all(|b| *b == b'<'))
}

/// A number of nine characters, or one that goes on in the optional field with its digit behind it
/// (9303-5 §4.2.2, note j; passports have no such rule, but issuers do it).
fn number_agrees(number: &[u8], check: u8, optional: &[u8]) -> bool {
    let end = optional.iter().position(|b| *b == b'<').unwrap_or(optional.len());
    let goes_on = check == b'<' && end > 0 && agrees(&[number, &optional[..end - 1]], optional[end - 1]);
    agrees_or_empty(number, check) || goes_on
}

/// The first two rows of a card: number, birth, expiry, composite.
fn td1(first: &[u8], second: &[u8]) -> bool {
    number_agrees(&first[5..14], first[14], &first[15..])
        && agrees_or_empty(&second[..6], second[6])
        && agrees_or_empty(&second[8..14], second[14])
        && agrees(&[&first[5..], &second[..7], &second[8..15], &second[18..29]], second[29])
}

/// The second row of a passport: number, birth, expiry, personal number, composite.
fn td3(row: &[u8]) -> bool {
    number_agrees(&row[..9], row[9], &row[28..42])
        && agrees_or_empty(&row[13..19], row[19])
        && agrees_or_empty(&row[21..27], row[27])
        && agrees_or_empty(&row[28..42], row[42])
        && agrees(&[&row[..10], &row[13..20], &row[21..43]], row[43])
}
