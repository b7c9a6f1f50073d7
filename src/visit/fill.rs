//! Answers from a scanned identity document.
//!
//! A document fills only the person the citizen is being asked about: the fields with the same
//! prefix as the current question (`father.…` while the father is asked about). It never replaces
//! what the citizen typed; that is reported, and [`Visit::overwrite_from`] does it when the citizen
//! says so. What was filled stays unconfirmed until its page or *check your answers* is passed.

use zeroize::Zeroizing;

use crate::catalogue::{Field, FieldKey, FieldKind, Script};
use crate::identity::{DocumentKind, IdentityDocument, Sex};

use super::step::Subject;
use super::validate::{Surroundings, canonical};
use super::{Step, Visit};

/// What a scan did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled {
    /// Fields that now hold what the document says, or already held exactly that.
    pub filled: Vec<FieldKey>,
    /// Fields where the citizen typed something else, which was kept.
    pub conflicts: Vec<FieldKey>,
}

impl Filled {
    /// Whether the document had nothing for this person's questions.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.filled.is_empty() && self.conflicts.is_empty()
    }
}

impl Visit {
    /// Fills what the document says about the person this page asks about. Outside a question of
    /// the form it fills nothing.
    pub fn fill_from(&mut self, document: &IdentityDocument) -> Filled {
        self.take_over(document, false)
    }

    /// As [`Visit::fill_from`], but also replaces what the citizen typed; for when they said so.
    pub fn overwrite_from(&mut self, document: &IdentityDocument) -> Filled {
        self.take_over(document, true)
    }

    /// Whether this answer was read from a document and not yet passed by the citizen.
    #[must_use]
    pub fn is_unconfirmed(&self, key: &FieldKey) -> bool {
        self.unconfirmed.contains(key)
    }

    /// The citizen said that what was read is right.
    pub fn confirm_filled(&mut self) {
        self.unconfirmed.clear();
    }

    /// The citizen said that what was read is wrong: those answers are forgotten.
    pub fn reject_filled(&mut self) {
        for key in std::mem::take(&mut self.unconfirmed) {
            self.filled.remove(&key);
            self.answers.remove(&Subject::Field(key.clone()));
            self.clear_children(&key);
        }
    }

    /// Whether a document could fill anything on this page (so that the page may say so).
    #[must_use]
    pub fn takes_document(&self) -> bool {
        self.group().any(wants)
    }

    /// The fields about the person of the current question.
    fn group(&self) -> impl Iterator<Item = &Field> {
        let prefix = match self.step {
            Step::Question(index) => self.field(index).map(|field| prefix(&field.key)),
            _ => None,
        };
        self.fields().filter(move |field| prefix.is_some_and(|p| p == super::fill::prefix(&field.key)))
    }

    fn take_over(&mut self, document: &IdentityDocument, overwrite: bool) -> Filled {
        let mut found: Vec<(FieldKey, Zeroizing<String>)> = Vec::new();
        for field in self.group() {
            let Some(value) = value(field, document) else {
                continue;
            };
            let around = Surroundings { language: self.language, today: self.today, parent: None };
            // What the form would refuse from a hand it refuses from a card.
            if let Ok(Some(stored)) = canonical(field, &value, &around) {
                found.push((field.key.clone(), stored));
            }
        }
        let mut report = Filled::default();
        for (key, stored) in found {
            let typed = self.get(&key).filter(|_| !self.filled.contains(&key)).map(|have| have == stored.as_str());
            let drafted = self.drafts.get(&Subject::Field(key.clone())).is_some_and(|draft| !draft.trim().is_empty());
            match typed {
                Some(true) => {}
                Some(false) if !overwrite => {
                    report.conflicts.push(key);
                    continue;
                }
                None if drafted && !overwrite => {
                    report.conflicts.push(key);
                    continue;
                }
                Some(false) | None => {
                    let same = self.get(&key) == Some(stored.as_str());
                    self.keep(&key, Some(stored));
                    self.filled.insert(key.clone());
                    if !same {
                        self.unconfirmed.insert(key.clone());
                    }
                    self.source = Some(document.kind());
                }
            }
            report.filled.push(key);
        }
        report
    }
}

/// What stands before the last dot of a key; empty without one.
fn prefix(key: &FieldKey) -> &str {
    key.as_str().rsplit_once('.').map_or("", |(prefix, _)| prefix)
}

/// Whether any document can answer this field.
fn wants(field: &Field) -> bool {
    match field.name.as_str() {
        "national_card_number" | "date_of_birth" | "sex" | "passport_iraqi" | "passport_foreign" => is_own_kind(field),
        "given_name" | "fourth_name" => is_latin(field),
        _ => false,
    }
}

/// A reused question can ask for something else: the date of a death is made from the birth date,
/// with another range. Only a range as long as a life asks for a birth.
fn is_own_kind(field: &Field) -> bool {
    match &field.kind {
        FieldKind::Date { min, max } => {
            let day = jiff::civil::date(2000, 1, 1);
            min.on(day).year() <= 1920 && max.on(day) == day
        }
        _ => true,
    }
}

fn is_latin(field: &Field) -> bool {
    matches!(field.kind, FieldKind::Text { script: Script::LatinCaps, .. })
}

/// What the document says for this field.
fn value(field: &Field, document: &IdentityDocument) -> Option<Zeroizing<String>> {
    if !wants(field) {
        return None;
    }
    let text = match field.name.as_str() {
        "national_card_number" => document.national_number()?.digits().to_owned(),
        "date_of_birth" => document.birth()?.to_string(),
        "sex" => match document.sex() {
            Sex::Female => "f".to_owned(),
            Sex::Male => "m".to_owned(),
            Sex::Unspecified => return None,
        },
        "passport_iraqi" if document.kind() == DocumentKind::Passport && document.issuing_state() == "IRQ" => {
            document.number().to_owned()
        }
        "passport_foreign" if document.kind() == DocumentKind::Passport => document.number().to_owned(),
        // One name only stands in the primary identifier; then there is no surname besides.
        "given_name" if document.given_names().is_empty() => document.surname().to_owned(),
        "given_name" => document.given_names().to_owned(),
        "fourth_name" if !document.given_names().is_empty() => document.surname().to_owned(),
        _ => return None,
    };
    (!text.is_empty()).then(|| Zeroizing::new(text))
}
