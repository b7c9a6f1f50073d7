//! The real catalogue: every service walked to its end in every language.

use std::path::Path;
use std::sync::Arc;

use crate::catalogue::{Catalogue, Field, FieldKind};
use crate::i18n::{Language, Locales};
use crate::visit::fixture::today;
use crate::visit::{Step, Visit};

/// A valid answer for any field of the catalogue; the person is made up.
fn sample(visit: &Visit, field: &Field) -> String {
    match &field.kind {
        FieldKind::Choice { .. } => visit.options(field)[0].id.clone(),
        FieldKind::YesNo => "yes".into(),
        FieldKind::Count { default, .. } => default.to_string(),
        FieldKind::Phone => "٠٧٥٠ ١٢٣ ٤٥٦٧".into(),
        FieldKind::Date { max, .. } => max.on(today()).yesterday().unwrap().to_string(),
        FieldKind::Digits { group } => {
            "1".repeat(group.iter().sum::<usize>().max(if group.is_empty() { 13 } else { 0 }))
        }
        FieldKind::Text { .. } => match field.name.as_str() {
            "passport_foreign" | "passport_iraqi" => "A12345678".into(),
            _ if matches!(field.kind, FieldKind::Text { script: crate::catalogue::Script::LatinCaps, .. }) => {
                "SAMPLE".into()
            }
            _ => "نموونە".into(),
        },
    }
}

#[test]
fn every_service_is_walked_to_its_request_in_every_language() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let locales = Locales::load(&root.join("locales")).unwrap();
    let catalogue: Arc<Catalogue> = Catalogue::load(&root.join("assets/catalogue"), &locales).unwrap();
    assert_eq!(catalogue.services.len(), 6);
    for service in &catalogue.services {
        for language in [Language::CKB, Language::AR, Language::EN, Language::KMR] {
            let texts = locales.texts(language);
            let mut visit = Visit::start(Arc::clone(&catalogue), &service.id, language, today()).unwrap();
            let mut pages = 0;
            while visit.step() != Step::Review {
                pages += 1;
                assert!(pages < 60, "{} never ends", service.id);
                if let Some(field) = visit.current().cloned() {
                    let raw = sample(&visit, &field);
                    if let Err(invalid) = visit.answer(&field.key, &raw) {
                        panic!("{} {}: {} ({})", service.id, field.key, invalid.message(&texts), invalid.key);
                    }
                } else if let Step::Eligibility(index) = visit.step() {
                    let question = &service.eligibility[index];
                    let option = question.continue_if.clone().unwrap_or_else(|| question.options[0].id.clone());
                    visit.answer_eligibility(index, &option).unwrap();
                }
                visit.next().unwrap();
            }
            let rows = visit.review(&texts);
            assert_eq!(rows.len(), pages, "{}: a row for every page", service.id);
            for row in &rows {
                assert!(!row.open && !row.value.is_empty() && !row.label.is_empty(), "{} {row:?}", service.id);
                assert!(!row.label.contains('⟦') && !row.value.contains('⟦'), "{} {}", service.id, row.label);
                if row.masked {
                    assert!(row.value.contains('•') && !row.value.contains("1111"), "{} {}", service.id, row.label);
                }
            }
            let body = visit.finish(&super::consent()).unwrap().body;
            let body: kiosk_protocol::RequestBody = serde_json::from_slice(&body).unwrap();
            assert_eq!(body.answers.as_map().len(), rows.len());
            assert_eq!((body.schema.as_str(), body.language.as_str()), (service.schema.as_str(), language.tag()));
            assert!(visit.is_empty());
        }
    }
}

/// Every message this floor can name exists in every language and says something.
#[test]
fn every_message_exists() {
    let locales = Locales::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("locales")).unwrap();
    let sources = [
        include_str!("../validate.rs"),
        include_str!("../walk.rs"),
        include_str!("../review.rs"),
        include_str!("../submission.rs"),
        include_str!("../mod.rs"),
        include_str!("../../identity/mrz.rs"),
        include_str!("../../identity/document.rs"),
    ];
    let mut found = 0;
    for word in sources.iter().flat_map(|source| source.split('"')) {
        let message = (word.starts_with("answer-") || word.starts_with("identity-"))
            && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        if !message {
            continue;
        }
        found += 1;
        for language in [Language::CKB, Language::AR, Language::EN, Language::KMR] {
            let args = crate::i18n::args![min = 2, max = 40, n = 12, date = "1"];
            let text = locales.texts(language).with(word, &args);
            assert!(!text.contains('⟦') && text.trim().len() > 1, "{word} in {}: {text}", language.tag());
        }
    }
    assert!(found > 20, "only {found} keys were found");
}
