//! A form filled by a sample person who does not exist, for `kiosk receipt --form`.

use std::sync::Arc;

use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use super::sample;
use crate::catalogue::{Catalogue, Field, FieldKind, Script, ServiceId};
use crate::i18n::{Language, Texts};
use crate::visit::{Form, Step, Visit};

/// Why no sample could be filled in.
#[derive(Debug, thiserror::Error)]
#[error("no sample answer fits the question {0:?}; print a form of another service")]
pub struct NoSample(String);

/// Answers every question of a service as someone would who may apply.
pub(super) fn filled(
    catalogue: &Arc<Catalogue>,
    service: &ServiceId,
    texts: &Texts,
    today: Date,
) -> Result<Form, NoSample> {
    let stuck = |what: &str| NoSample(what.to_owned());
    let mut visit = Visit::start(Arc::clone(catalogue), service, texts.language(), today)
        .map_err(|error| NoSample(error.to_string()))?;
    loop {
        match visit.step() {
            Step::Eligibility(index) => {
                let question = visit.current_eligibility().ok_or_else(|| stuck("eligibility"))?;
                let wanted = question.continue_if.clone();
                let first = question.options.first().map(|option| option.id.clone());
                let option = wanted.or(first).ok_or_else(|| stuck(question.id.as_str()))?;
                visit.answer_eligibility(index, &option).map_err(|_| stuck(&option))?;
            }
            Step::Question(index) => {
                let field = visit.field(index).ok_or_else(|| stuck("question"))?.clone();
                let options = visit.options(&field).iter().map(|option| option.id.clone()).collect();
                let fits = candidates(&field, index, options, texts.language(), today)
                    .iter()
                    .any(|answer| visit.answer(&field.key, answer).is_ok());
                if !fits && !field.optional {
                    return Err(stuck(field.key.as_str()));
                }
            }
            Step::Stopped(_) => return Err(stuck("eligibility")),
            Step::Review | Step::Consent => break,
        }
        let here = visit.step();
        if visit.next().is_err() || visit.step() == here {
            return Err(stuck("next page"));
        }
    }
    visit.form(texts).map_err(|error| NoSample(error.to_string()))
}

/// What a sample person may answer, the likeliest first.
fn candidates(field: &Field, index: usize, options: Vec<String>, language: Language, today: Date) -> Vec<String> {
    let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    match &field.kind {
        FieldKind::Text { script: Script::LatinCaps, .. } => texts(&["A12345678", "AZAD REBWAR", "AB123456"]),
        FieldKind::Text { .. } => {
            let person = sample::person(language).or_else(|| sample::person(Language::CKB));
            let mut names: Vec<String> =
                person.map(|person| texts(&[person.given, person.father, person.grandfather])).unwrap_or_default();
            // Who is asked for three names in a row has three.
            let turn = index % names.len().max(1);
            names.rotate_left(turn);
            names
        }
        FieldKind::Digits { .. } => texts(&["199012345678", "1990123456789", "123456", "1234"]),
        FieldKind::Phone => texts(&["07500000000"]),
        // Born long ago, or lately; an event of these weeks; something that is good for years to come.
        FieldKind::Date { .. } => {
            let days = [10_i64, -10, 0, 60, 900].map(|days| today.saturating_add(days.days()));
            [date(1990, 1, 1)].iter().chain(&days).map(ToString::to_string).collect()
        }
        FieldKind::Choice { .. } => options,
        FieldKind::YesNo => texts(&["yes"]),
        FieldKind::Count { default, .. } => vec![default.to_string(), "1".to_owned(), "2".to_owned()],
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;
    use crate::config::data::DataDir;
    use crate::i18n::Locales;

    #[test]
    fn every_service_can_be_filled_in_by_a_sample_person() {
        let data = DataDir::find(None).unwrap();
        let locales = Locales::load(&data.locales()).unwrap();
        let catalogue = Catalogue::load(&data.catalogue(), &locales).unwrap();
        for language in [Language::CKB, Language::KMR, Language::AR, Language::EN] {
            for service in &catalogue.services {
                let texts = locales.texts(language);
                let form = filled(&catalogue, &service.id, &texts, date(2026, 11, 23))
                    .unwrap_or_else(|error| panic!("{}: {error}", service.id.as_str()));
                assert!(form.parts.iter().map(|part| part.rows.len()).sum::<usize>() >= 3, "{}", service.id.as_str());
                assert!(form.parts.iter().flat_map(|part| &part.rows).all(|(label, _)| !label.is_empty()));
            }
        }
    }
}
