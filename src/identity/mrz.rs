//! Machine-readable zones as scanners send them: ICAO 9303 TD1 (cards, three rows of 30)
//! and TD3 (passports, two rows of 44).
//!
//! The layout and the check digits are read by the crate `mrz`, always through its strict
//! parsers; its searching and repairing parts are never used, because a machine that guesses a
//! character of somebody's identity is worse than one that asks to scan again. What scanners do
//! around the rows (control bytes, bidi marks, `_` for `<`, glued or separated rows, a whole
//! zone in lower case, rows in another order) is undone here; none of it changes a character's meaning.

use std::ops::Range;

use jiff::civil::Date;
use zeroize::{Zeroize, Zeroizing};

use super::document::{DocumentKind, IdentityDocument, Parts, Sex};
use super::national_card::NationalNumber;

/// Width of a row of a TD1 zone.
const TD1_WIDTH: usize = 30;
/// Width of a row of a TD2 zone or a format-B visa; known only to name the wrong document.
const TD2_WIDTH: usize = 36;
/// Width of a row of a TD3 zone or a format-A visa.
const TD3_WIDTH: usize = 44;
/// No zone is longer than three rows of 30; anything much longer is not one.
const MAX_INPUT: usize = 512;

/// Which part of a zone a check digit guards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckedField {
    /// The document number.
    DocumentNumber,
    /// The birth date.
    Birth,
    /// The last day of validity.
    Expiry,
    /// The personal number of a passport.
    PersonalNumber,
    /// Everything together.
    Composite,
}

/// Why a zone was not taken. Carries nothing of what was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MrzError {
    /// Nothing in the text looks like a machine-readable zone.
    #[error("no machine-readable zone")]
    NotAZone,
    /// Rows are missing, or a row is too short or too long.
    #[error("incomplete machine-readable zone")]
    Incomplete,
    /// A character no zone can contain, or one where it cannot stand.
    #[error("row {row}, column {column}: a character that cannot stand there")]
    BadCharacter {
        /// Row, from 1.
        row: usize,
        /// Column, from 1.
        column: usize,
    },
    /// A check digit does not agree with what it guards.
    #[error("the check digit of {0:?} does not agree")]
    CheckDigit(CheckedField),
    /// The digits agree but do not make a date.
    #[error("{0:?} is not a date")]
    NotADate(CheckedField),
    /// The front of a card was read: its number or its access number, without a zone.
    #[error("this is the front of a card; the machine-readable zone is on its back")]
    WrongSide,
    /// A visa, a TD2 document or another paper that is not an identity card or a passport.
    #[error("not an identity card or a passport")]
    WrongDocument,
}

impl MrzError {
    /// The Fluent message that tells the citizen what to do.
    #[must_use]
    pub fn message_key(&self) -> &'static str {
        match self {
            Self::NotAZone => "identity-not-read",
            Self::Incomplete => "identity-incomplete",
            Self::BadCharacter { .. } | Self::CheckDigit(_) | Self::NotADate(_) => "identity-scan-again",
            Self::WrongSide => "identity-wrong-side",
            Self::WrongDocument => "identity-wrong-document",
        }
    }
}

/// Reads a TD1 or TD3 zone out of what a scanner sent.
///
/// `today` decides the century of two-digit years: a birth lies in the past, an expiry within
/// fifty years of today.
///
/// # Errors
/// [`MrzError`] when it is no such zone, or when any check digit disagrees.
pub fn read(text: &str, today: Date) -> Result<IdentityDocument, MrzError> {
    let rows = rows(text)?;
    let rows: Vec<&str> = rows.iter().map(|row| row.as_str()).collect();
    match *rows.as_slice() {
        [a, b, c] => {
            let [first, second, third] = in_order_td1([a, b, c]);
            check_rows(&[first, second, third])?;
            if !matches!(first.as_bytes().first(), Some(b'I' | b'A' | b'C')) {
                return Err(MrzError::WrongDocument);
            }
            let zone = Wiped(mrz::parse_td1(first, second, third).map_err(from_crate)?);
            if zone.0.document_number_full.is_none() {
                digit_stands(first, 1, 5..14)?;
            }
            digit_stands(second, 2, 0..6)?;
            digit_stands(second, 2, 8..14)?;
            digit_stands(second, 2, 18..29)?;
            let card = DocumentShape { zone: &zone.0, birth: &second[..6], expiry: &second[8..14], names: third };
            let national = national_number(first);
            card.document(national, today)
        }
        [a, b] => {
            let [first, second] = in_order_td3([a, b]);
            check_rows(&[first, second])?;
            if !first.starts_with('P') {
                return Err(MrzError::WrongDocument);
            }
            let zone = Wiped(mrz::parse_td3(first, second).map_err(from_crate)?);
            if zone.0.document_number_full.is_none() {
                digit_stands(second, 2, 0..9)?;
            }
            digit_stands(second, 2, 13..19)?;
            digit_stands(second, 2, 21..27)?;
            digit_stands(second, 2, 28..42)?;
            digit_stands(second, 2, 42..43)?;
            let passport =
                DocumentShape { zone: &zone.0, birth: &second[13..19], expiry: &second[21..27], names: &first[5..] };
            passport.document(None, today)
        }
        _ => Err(MrzError::Incomplete),
    }
}

/// Undoes what scanners put around and between the rows, and cuts glued rows apart.
fn rows(text: &str) -> Result<Vec<Zeroizing<String>>, MrzError> {
    if text.len() > MAX_INPUT {
        return Err(MrzError::NotAZone);
    }
    let mut clean = Zeroizing::new(String::with_capacity(text.len()));
    for c in text.chars() {
        match c {
            '_' => clean.push('<'),
            '\r' | '\n' | '\t' | '\u{b}' | '\u{c}' | ' ' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                clean.push('\n');
            }
            c if c.is_control() || is_invisible(c) => {}
            c => clean.push(c),
        }
    }
    fold_uniform_case(&mut clean);
    let tokens: Vec<&str> = clean.split('\n').filter(|token| !token.is_empty()).collect();
    let length: usize = tokens.iter().map(|token| token.chars().count()).sum();
    let fits = |width: usize| tokens.iter().all(|token| token.chars().count() % width == 0);
    let width = match length {
        90 if fits(TD1_WIDTH) => TD1_WIDTH,
        88 if fits(TD3_WIDTH) => TD3_WIDTH,
        72 if fits(TD2_WIDTH) && resembles(&tokens) => return Err(MrzError::WrongDocument),
        _ if is_front_of_card(&tokens) => return Err(MrzError::WrongSide),
        _ if resembles(&tokens) => return Err(MrzError::Incomplete),
        _ => return Err(MrzError::NotAZone),
    };
    if !resembles(&tokens) {
        return Err(MrzError::NotAZone);
    }
    let mut characters: Vec<char> = tokens.iter().flat_map(|token| token.chars()).collect();
    let rows = characters.chunks(width).map(|row| Zeroizing::new(row.iter().collect::<String>())).collect();
    characters.zeroize();
    Ok(rows)
}

/// Marks that take no room: joiners, bidi controls, byte-order mark.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A zone has no lower case, so a text without a single capital comes from a scanner that is
/// set to send lower case, and folding it back loses nothing. Mixed case is damage and stays.
fn fold_uniform_case(text: &mut str) {
    if !text.bytes().any(|b| b.is_ascii_uppercase()) {
        text.make_ascii_uppercase();
    }
}

/// Whether the text has the look of a zone, or of a part of one: a row of at least 28 characters,
/// nine in ten of them of the zone's alphabet, with a filler somewhere.
fn resembles(tokens: &[&str]) -> bool {
    let zone_like = |c: char| matches!(c, 'A'..='Z' | '0'..='9' | '<');
    let (all, good) = tokens
        .iter()
        .flat_map(|token| token.chars())
        .fold((0_usize, 0_usize), |(all, good), c| (all + 1, good + usize::from(zone_like(c))));
    all >= 28 && good * 10 >= all * 9 && tokens.iter().any(|token| token.contains('<'))
}

/// What readers give for the front of the Iraqi card: its twelve digits, or the access number
/// (two letters and seven digits), and no zone.
fn is_front_of_card(tokens: &[&str]) -> bool {
    let [token] = tokens else { return false };
    let bytes = token.as_bytes();
    let number = bytes.len() == NationalNumber::DIGITS && bytes.iter().all(u8::is_ascii_digit);
    let access = bytes.len() == 9
        && bytes.iter().take(2).all(u8::is_ascii_uppercase)
        && bytes.iter().skip(2).all(u8::is_ascii_digit);
    number || access
}

fn check_rows(rows: &[&str]) -> Result<(), MrzError> {
    for (r, row) in rows.iter().enumerate() {
        for (c, character) in row.chars().enumerate() {
            if !matches!(character, 'A'..='Z' | '0'..='9' | '<') {
                return Err(MrzError::BadCharacter { row: r + 1, column: c + 1 });
            }
        }
    }
    Ok(())
}

/// Whether a digit follows `field`. The crate takes a filler for the check digit 0 everywhere, but a
/// filler may stand there only behind an empty field (ICAO 9303-4 §4.2.2.2, personal number): elsewhere
/// it is a digit that was not read.
fn digit_stands(row: &str, number: usize, field: Range<usize>) -> Result<(), MrzError> {
    let check = field.end;
    let bytes = row.as_bytes();
    let is_digit = bytes.get(check).is_some_and(u8::is_ascii_digit);
    let is_empty = bytes.get(field).is_some_and(|field| field.iter().all(|b| *b == b'<'));
    // The last digit of a zone guards other fields as well.
    if is_digit || (is_empty && check + 1 < row.len()) {
        Ok(())
    } else {
        Err(MrzError::BadCharacter { row: number, column: check + 1 })
    }
}

/// `[digits or fillers; 6] digit` at `at`: how a date and its check digit look.
fn date_stands_at(row: &str, at: usize) -> bool {
    let Some(field) = row.as_bytes().get(at..at + 7) else {
        return false;
    };
    field.iter().take(6).all(|b| b.is_ascii_digit() || *b == b'<') && field.get(6).is_some_and(u8::is_ascii_digit)
}

/// Some readers send the rows of a card in another order. The row with two dates is unlike the
/// others, and the first row begins with the document code and carries a check digit; when exactly
/// one order fits it is taken, otherwise the rows stay as they came. The check digits decide after.
fn in_order_td1(rows: [&str; 3]) -> [&str; 3] {
    let is_dates = |row: &str| date_stands_at(row, 0) && date_stands_at(row, 8);
    let is_head = |row: &str| {
        matches!(row.as_bytes().first(), Some(b'I' | b'A' | b'C')) && row.bytes().skip(5).any(|b| b.is_ascii_digit())
    };
    let [a, b, c] = rows;
    let fitting: Vec<[&str; 3]> = [[a, b, c], [a, c, b], [b, a, c], [b, c, a], [c, a, b], [c, b, a]]
        .into_iter()
        .filter(|[first, second, third]| {
            is_head(first) && is_dates(second) && !third.bytes().any(|x| x.is_ascii_digit())
        })
        .collect();
    match *fitting.as_slice() {
        [only] => only,
        _ => rows,
    }
}

/// As [`in_order_td1`], for a passport.
fn in_order_td3(rows: [&str; 2]) -> [&str; 2] {
    let is_data = |row: &str| date_stands_at(row, 13) && date_stands_at(row, 21);
    let [a, b] = rows;
    if is_data(a) && !is_data(b) { [b, a] } else { [a, b] }
}

/// Positions 16-27 of the first row of an Iraqi national card.
fn national_number(first: &str) -> Option<NationalNumber> {
    let iraqi = first.starts_with("ID") && first.get(2..5) == Some("IRQ");
    let field = first.get(15..27).filter(|_| iraqi && first.get(27..30) == Some("<<<"))?;
    NationalNumber::new(field)
}

/// What the crate made of the rows, wiped when done with. (Its own `zeroize` feature wants an
/// older `zeroize` than the rest of the workspace.)
struct Wiped(mrz::MrzData);

impl Drop for Wiped {
    fn drop(&mut self) {
        let zone = &mut self.0;
        for text in [
            &mut zone.document_type,
            &mut zone.issuing_country,
            &mut zone.document_number,
            &mut zone.surname,
            &mut zone.given_names,
            &mut zone.nationality,
            &mut zone.mrz_lines,
        ] {
            text.zeroize();
        }
        for text in [&mut zone.document_number_full, &mut zone.optional_data_1, &mut zone.optional_data_2] {
            text.zeroize();
        }
        zone.date_of_birth = mrz::MrzDate::Unknown;
        zone.date_of_expiry = mrz::MrzDate::Unknown;
        zone.sex = mrz::Sex::Unspecified;
    }
}

/// A parsed zone with those of its raw fields that we read ourselves.
struct DocumentShape<'a> {
    zone: &'a mrz::MrzData,
    birth: &'a str,
    expiry: &'a str,
    names: &'a str,
}

impl DocumentShape<'_> {
    fn document(&self, national_number: Option<NationalNumber>, today: Date) -> Result<IdentityDocument, MrzError> {
        let zone = self.zone;
        if let Some(&field) = zone.checks.failed().first() {
            return Err(MrzError::CheckDigit(checked(field)));
        }
        // A long number in the crate's own older way of cutting it is a guess between two
        // readings; ICAO knows only one.
        if !zone.valid() || zone.document_number_legacy_encoding {
            return Err(MrzError::CheckDigit(CheckedField::DocumentNumber));
        }
        let sex = match zone.sex {
            mrz::Sex::Female => Sex::Female,
            mrz::Sex::Male => Sex::Male,
            mrz::Sex::Unspecified => Sex::Unspecified,
            _ => {
                let (row, column) = if zone.format == mrz::Format::Td3 { (2, 21) } else { (2, 8) };
                return Err(MrzError::BadCharacter { row, column });
            }
        };
        if !is_state(&zone.issuing_country) {
            return Err(MrzError::BadCharacter { row: 1, column: 3 });
        }
        if !is_state(&zone.nationality) {
            let column = if zone.format == mrz::Format::Td3 { 11 } else { 16 };
            return Err(MrzError::BadCharacter { row: 2, column });
        }
        let row = if zone.format == mrz::Format::Td3 { 1 } else { 3 };
        let (surname, given_names) = names(self.names).ok_or(MrzError::BadCharacter { row, column: 1 })?;
        let kind = match (zone.format, &national_number) {
            (mrz::Format::Td3, _) => DocumentKind::Passport,
            (_, Some(_)) => DocumentKind::IraqiNationalCard,
            (_, None) => DocumentKind::IdentityCard,
        };
        Ok(Parts {
            kind,
            issuing_state: zone.issuing_country.clone(),
            nationality: zone.nationality.clone(),
            number: zone.full_document_number().to_owned(),
            surname,
            given_names,
            birth: date(self.birth, |candidate| candidate <= today, &[2000, 1900])
                .map_err(|()| MrzError::NotADate(CheckedField::Birth))?,
            expiry: date(
                self.expiry,
                |candidate| (i32::from(candidate.year()) - i32::from(today.year())).abs() <= 50,
                &[2000, 2100, 1900],
            )
            .map_err(|()| MrzError::NotADate(CheckedField::Expiry))?,
            sex,
            national_number,
        }
        .into())
    }
}

/// One to three letters.
fn is_state(code: &str) -> bool {
    (1..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_uppercase())
}

/// Splits a name field at the first `<<` (ICAO 9303-3 §4.6). Without one, the whole is a primary
/// identifier: nothing is guessed. Digits cannot stand in a name.
fn names(field: &str) -> Option<(String, String)> {
    if field.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let field = field.trim_end_matches('<');
    let (surname, given) = field.split_once("<<").unwrap_or((field, ""));
    let spaced = |part: &str| part.split('<').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    Some((spaced(surname), spaced(given)))
}

/// A `YYMMDD` field in the first century whose date `fits`. Fillers in the month or the day
/// (ICAO 9303-3 §4.8: not known) make it `None`; digits that make no date are an error.
fn date(field: &str, fits: impl Fn(Date) -> bool, centuries: &[i16]) -> Result<Option<Date>, ()> {
    if field.contains('<') {
        // Unknown parts are filled from the right; the rest must still be digits.
        let known = field.trim_end_matches('<');
        let even = known.len().is_multiple_of(2);
        return if even && known.bytes().all(|b| b.is_ascii_digit()) { Ok(None) } else { Err(()) };
    }
    let number = |at: usize| -> Result<i8, ()> { field.get(at..at + 2).and_then(|t| t.parse().ok()).ok_or(()) };
    let (year, month, day) = (number(0)?, number(2)?, number(4)?);
    let candidates: Vec<Date> =
        centuries.iter().filter_map(|century| Date::new(century + i16::from(year), month, day).ok()).collect();
    candidates.iter().copied().find(|&c| fits(c)).map(Some).ok_or(())
}

fn checked(field: mrz::Field) -> CheckedField {
    match field {
        mrz::Field::DocumentNumber => CheckedField::DocumentNumber,
        mrz::Field::DateOfBirth => CheckedField::Birth,
        mrz::Field::DateOfExpiry => CheckedField::Expiry,
        mrz::Field::PersonalNumber => CheckedField::PersonalNumber,
        _ => CheckedField::Composite,
    }
}

/// Takes over what an error of the crate says, but not the characters it quotes.
// By value because it is passed to `map_err`.
#[expect(clippy::needless_pass_by_value, reason = "the signature `map_err` wants")]
fn from_crate(error: mrz::MrzError) -> MrzError {
    match error {
        mrz::MrzError::BadDocumentCode(_) => MrzError::WrongDocument,
        mrz::MrzError::BadCharacter { line, position, .. } => {
            MrzError::BadCharacter { row: line.unwrap_or(0) + 1, column: position + 1 }
        }
        mrz::MrzError::LeadingFiller { line, position, .. } => {
            MrzError::BadCharacter { row: line + 1, column: position + 1 }
        }
        mrz::MrzError::BadChecksum { field, .. } => MrzError::CheckDigit(checked(field)),
        _ => MrzError::Incomplete,
    }
}

#[cfg(test)]
mod tests;
