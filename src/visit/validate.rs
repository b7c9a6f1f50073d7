//! From what was typed, chosen or scanned to the form an answer is stored in.
//!
//! Order: digits folded, control and bidi characters out, Kurdish spelling normalised where the
//! text is Kurdish, spaces made single and trimmed; then the rules of the field.

use std::fmt;

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization as _;
use zeroize::{Zeroize as _, Zeroizing};

use crate::catalogue::{Field, FieldKind, Script};
use crate::i18n::{Args, Language, LocalText, Texts, text};
use crate::identity::Phone;

use super::step::Subject;

/// Longest text looked at, in bytes. No field allows as much; it bounds the work on any input.
const MAX_RAW: usize = 4096;

/// A value in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arg {
    /// A number: written and declined as the language does.
    Number(i64),
    /// A date: written in the long form of the language.
    Date(Date),
}

/// Why an answer was not taken, in words that say how to mend it. Holds nothing of the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    /// The question it is about.
    pub subject: Subject,
    /// Key of the Fluent message.
    pub key: &'static str,
    /// What the message says it with.
    pub args: Vec<(&'static str, Arg)>,
    /// The catalogue's own words for a wrong answer here; they win over the message.
    pub own: Option<LocalText>,
}

impl Invalid {
    /// The sentence for the citizen: the catalogue's own words where it has some, otherwise the
    /// message. A question left without any answer always gets the message.
    #[must_use]
    pub fn message(&self, texts: &Texts) -> String {
        match &self.own {
            Some(own) => texts.local(own),
            None => {
                let mut args = Args::new();
                for (name, value) in &self.args {
                    match *value {
                        Arg::Number(n) => args.set(*name, n),
                        Arg::Date(date) => args.set(*name, texts.long_date(date)),
                    }
                }
                texts.with(self.key, &args)
            }
        }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key)
    }
}

impl std::error::Error for Invalid {}

/// What is wrong, before it is known which question it is about.
pub(super) struct Fault {
    key: &'static str,
    args: Vec<(&'static str, Arg)>,
}

impl Fault {
    pub(super) fn plain(key: &'static str) -> Self {
        Self { key, args: Vec::new() }
    }

    fn count(key: &'static str, name: &'static str, n: i64) -> Self {
        Self { key, args: vec![(name, Arg::Number(n))] }
    }

    fn date(key: &'static str, date: Date) -> Self {
        Self { key, args: vec![("date", Arg::Date(date))] }
    }

    pub(super) fn about(self, subject: Subject, own: Option<&LocalText>) -> Invalid {
        Invalid { subject, key: self.key, args: self.args, own: own.cloned() }
    }
}

/// What an answer must be judged by besides its field.
pub(super) struct Surroundings<'a> {
    pub(super) language: Language,
    pub(super) today: Date,
    /// The answer of the field that a choice is filtered by.
    pub(super) parent: Option<&'a str>,
}

/// The stored form of `raw` for `field`; `Ok(None)` when an optional field is left empty.
pub(super) fn canonical(
    field: &Field,
    raw: &str,
    around: &Surroundings<'_>,
) -> Result<Option<Zeroizing<String>>, Invalid> {
    let subject = || Subject::Field(field.key.clone());
    let text = clean(field, raw, around.language);
    if text.is_empty() {
        return if field.optional { Ok(None) } else { Err(missing(field).about(subject(), None)) };
    }
    let judged = if raw.len() > MAX_RAW { Err(Fault::plain("answer-shape")) } else { judge(field, &text, around) };
    judged.map(|stored| Some(stored.unwrap_or(text))).map_err(|fault| fault.about(subject(), field.error.as_ref()))
}

/// The words for a question without an answer.
pub(super) fn missing(field: &Field) -> Fault {
    Fault::plain(match field.kind {
        FieldKind::Choice { .. } | FieldKind::YesNo => "answer-missing-choice",
        FieldKind::Date { .. } => "answer-missing-date",
        _ => "answer-missing",
    })
}

/// The cleaned text, before the rules.
fn clean(field: &Field, raw: &str, language: Language) -> Zeroizing<String> {
    let end = (0..=MAX_RAW.min(raw.len())).rev().find(|&i| raw.is_char_boundary(i)).unwrap_or(0);
    let folded = Zeroizing::new(text::fold_digits(raw.get(..end).unwrap_or_default()));
    let plain = Zeroizing::new(text::strip_bidi(&folded));
    let composed: Zeroizing<String> =
        Zeroizing::new(plain.nfc().filter(|c| !c.is_control() || c.is_whitespace()).collect());
    match &field.kind {
        FieldKind::Text { script: Script::LatinCaps, .. } => {
            let mut caps = spaced(&composed);
            caps.make_ascii_uppercase();
            caps
        }
        FieldKind::Text { .. } if matches!(language, Language::CKB | Language::KMR) => {
            spaced(&Zeroizing::new(text::normalise_kurdish(&composed)))
        }
        FieldKind::Text { .. } => spaced(&composed),
        // Between the digits of a number people write spaces and dashes.
        FieldKind::Digits { .. } => Zeroizing::new(
            composed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}')).collect(),
        ),
        _ => Zeroizing::new(composed.trim().to_owned()),
    }
}

/// Single spaces, none at the ends; nor a joiner at the ends.
fn spaced(text: &str) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::with_capacity(text.len()));
    for word in text.split_whitespace() {
        let word = word.trim_matches(|c| matches!(c, '\u{200c}' | '\u{200d}'));
        if word.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The rules of the field; `Ok(Some(..))` when the stored form is another than the cleaned text.
fn judge(field: &Field, text: &str, around: &Surroundings<'_>) -> Result<Option<Zeroizing<String>>, Fault> {
    match &field.kind {
        FieldKind::Text { script, min, max } => {
            let length = text.chars().count();
            let (min, max) = (*min, *max);
            if length < min {
                return Err(Fault::count("answer-too-short", "min", to_i64(min)));
            }
            if max > 0 && length > max {
                return Err(Fault::count("answer-too-long", "max", to_i64(max)));
            }
            if *script == Script::LatinCaps && !text.is_ascii() {
                return Err(Fault::plain("answer-latin"));
            }
            match matches_pattern(field, text) {
                Ok(()) => Ok(None),
                // A passport number written "A 1234 5678": the same number without the spaces.
                Err(fault) if *script == Script::LatinCaps => {
                    let compact: Zeroizing<String> =
                        Zeroizing::new(text.chars().filter(|c| !matches!(c, ' ' | '-')).collect());
                    matches_pattern(field, &compact).map_err(|_| fault)?;
                    Ok(Some(compact))
                }
                Err(fault) => Err(fault),
            }
        }
        FieldKind::Digits { group } => {
            if !text.bytes().all(|b| b.is_ascii_digit()) {
                return Err(Fault::plain("answer-digits"));
            }
            let expected: usize = group.iter().sum();
            if expected > 0 && text.len() != expected {
                return Err(Fault::count("answer-digits-length", "n", to_i64(expected)));
            }
            matches_pattern(field, text)?;
            Ok(None)
        }
        FieldKind::Phone => {
            let phone = Phone::parse(text).ok_or(Fault::plain("answer-phone"))?;
            Ok(Some(Zeroizing::new(phone.e164().to_owned())))
        }
        FieldKind::Date { min, max } => {
            let date = read_date(text).ok_or(Fault::plain("answer-date"))?;
            let (first, last) = (min.on(around.today), max.on(around.today));
            if date < first {
                return Err(Fault::date("answer-date-early", first));
            }
            if date > last {
                return Err(if last == around.today {
                    Fault::plain("answer-date-future")
                } else {
                    Fault::date("answer-date-late", last)
                });
            }
            Ok(Some(Zeroizing::new(date.to_string())))
        }
        FieldKind::Choice { options, filter_by, .. } => {
            let option = options.iter().find(|option| option.id == text).ok_or(Fault::plain("answer-choice"))?;
            if filter_by.is_some() && option.parent.is_some() && option.parent.as_deref() != around.parent {
                return Err(Fault::plain("answer-choice"));
            }
            Ok(None)
        }
        FieldKind::YesNo => match text {
            "yes" | "no" => Ok(None),
            _ => Err(Fault::plain("answer-choice")),
        },
        FieldKind::Count { min, max, .. } => {
            let (min, max) = (i64::from(*min), i64::from(*max));
            let range =
                || Fault { key: "answer-count", args: vec![("min", Arg::Number(min)), ("max", Arg::Number(max))] };
            let n: i64 = text.parse().map_err(|_| range())?;
            if (min..=max).contains(&n) { Ok(Some(Zeroizing::new(n.to_string()))) } else { Err(range()) }
        }
    }
}

fn to_i64(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn matches_pattern(field: &Field, text: &str) -> Result<(), Fault> {
    match &field.pattern {
        Some(pattern) if !pattern.is_match(text) => Err(Fault::plain("answer-shape")),
        _ => Ok(()),
    }
}

/// `2026-11-23`, or day first with `/`, `.`, `-` or spaces between (`23/11/2026`); digits folded already.
fn read_date(text: &str) -> Option<Date> {
    let mut parts = [0_i16; 3];
    let mut count = 0;
    for part in text.split(|c: char| matches!(c, '-' | '/' | '.') || c.is_whitespace()).filter(|p| !p.is_empty()) {
        if part.len() > 4 || !part.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        *parts.get_mut(count)? = part.parse().ok()?;
        count += 1;
    }
    let [a, b, c] = parts;
    let year_first = text.trim_start().find(|c: char| !c.is_ascii_digit()) == Some(4);
    let (year, month, day) = if year_first { (a, b, c) } else { (c, b, a) };
    let date = if count == 3 && year >= 1000 {
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    } else {
        None
    };
    parts.zeroize();
    date
}
