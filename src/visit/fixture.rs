//! A small catalogue with every kind of question, for the tests of this module. All data is made up.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::Arc;

use jiff::civil::{Date, date};
use regex::Regex;

use super::Visit;
use crate::catalogue::{
    Basis, Catalogue, CategoryId, ChoiceOption, Cited, Condition, Currency, DateLimit, Document, Eligibility, Field,
    FieldKey, FieldKind, ListId, LocalText, Money, Page, Script, Service, ServiceId, ServiceTime, Sourced, TimeUnit,
};
use crate::i18n::Language;

pub(super) fn today() -> Date {
    date(2026, 11, 23)
}

pub(super) fn key(text: &str) -> FieldKey {
    FieldKey::new(text)
}

pub(super) fn text(en: &str) -> LocalText {
    LocalText::new([(Language::EN, en)])
}

fn option(id: &str, parent: Option<&str>) -> ChoiceOption {
    ChoiceOption { id: id.into(), parent: parent.map(str::to_owned), name: text(id), by_name: false }
}

fn cited() -> Cited {
    Cited { basis: Basis::Sample, source: None, note: None }
}

fn sourced<T>(value: T) -> Sourced<T> {
    Sourced { value, basis: Basis::Sample, source: None, note: None }
}

pub(super) fn field(full: &str, kind: FieldKind) -> Field {
    Field {
        key: key(full),
        name: full.rsplit('.').next().unwrap().to_owned(),
        context: None,
        kind,
        label: text(full),
        hint: None,
        error: None,
        pattern: None,
        optional: false,
        sensitive: true,
        mask: false,
    }
}

fn patterned(mut field: Field, pattern: &str) -> Field {
    field.pattern = Some(Regex::new(pattern).unwrap());
    field
}

fn name(full: &str, script: Script) -> Field {
    field(full, FieldKind::Text { script, min: 2, max: 40 })
}

fn card(full: &str) -> Field {
    let mut card = field(full, FieldKind::Digits { group: vec![4, 4, 4] });
    card.mask = true;
    patterned(card, r"^\d{12}$")
}

fn choice(full: &str, options: Vec<ChoiceOption>, filter_by: Option<&str>) -> Field {
    field(full, FieldKind::Choice { list: ListId::new(full), options, filter_by: filter_by.map(key) })
}

fn page(id: &str, fields: Vec<Field>) -> Page {
    Page { id: id.into(), title: Some(text(id)), fields }
}

fn pages() -> Vec<Page> {
    let mut fourth = name("fourth_name", Script::Ui);
    fourth.optional = true;
    let mut visitor_fourth = name("visitor.fourth_name", Script::LatinCaps);
    visitor_fourth.optional = true;
    let mut death = field("death.date_of_birth", FieldKind::Date { min: DateLimit::Years(-2), max: DateLimit::Today });
    death.error = Some(text("own words"));
    vec![
        page(
            "person",
            vec![
                name("given_name", Script::Ui),
                fourth,
                field("date_of_birth", FieldKind::Date { min: DateLimit::Years(-120), max: DateLimit::Today }),
                choice("sex", vec![option("f", None), option("m", None)], None),
                card("national_card_number"),
            ],
        ),
        page("father", vec![name("father.given_name", Script::Ui), card("father.national_card_number")]),
        page("death", vec![death]),
        page(
            "visitor",
            vec![
                name("visitor.given_name", Script::LatinCaps),
                visitor_fourth,
                patterned(
                    field("visitor.passport_foreign", FieldKind::Text { script: Script::LatinCaps, min: 0, max: 0 }),
                    "^[A-Z0-9]{6,9}$",
                ),
            ],
        ),
        page(
            "place",
            vec![
                choice("governorate", vec![option("erbil", None), option("duhok", None), option("other", None)], None),
                choice(
                    "district",
                    vec![option("soran", Some("erbil")), option("koya", Some("erbil")), option("zakho", Some("duhok"))],
                    Some("governorate"),
                ),
            ],
        ),
        page(
            "contact",
            vec![
                field("mobile", FieldKind::Phone),
                field("copies", FieldKind::Count { min: 1, max: 5, default: 1 }),
                field("by_post", FieldKind::YesNo),
            ],
        ),
    ]
}

fn document(id: &str, ask_if: Option<Condition>) -> Document {
    Document { id: id.into(), name: text(id), original: true, copies: 1, ask_if, cited: cited() }
}

pub(super) fn catalogue() -> Arc<Catalogue> {
    let if_new = || Some(Condition { question: "kind".into(), answer: "new".into() });
    let service = Service {
        id: ServiceId::new("sample"),
        number: 1,
        category: CategoryId::new("samples"),
        icon: "certificate".into(),
        order: 1,
        private: false,
        queue: 'B',
        party: None,
        schema: "tst.sample@1".into(),
        name: text("Sample"),
        about: text("A sample service"),
        note: None,
        office: sourced(text("Office")),
        phone: None,
        fee: sourced(Money { amount: 5000, currency: Currency::Iqd }),
        time: sourced(ServiceTime { amount: 30, unit: TimeUnit::Minutes, at_most: false }),
        deadline: None,
        validity: None,
        eligibility: vec![
            Eligibility {
                id: "kind".into(),
                text: text("What?"),
                options: vec![option("new", None), option("copy", None)],
                yes_no: false,
                continue_if: None,
                stop: None,
                ask_if: None,
                cited: None,
            },
            Eligibility {
                id: "in_time".into(),
                text: text("In time?"),
                options: vec![option("yes", None), option("no", None)],
                yes_no: true,
                continue_if: Some("yes".into()),
                stop: Some(text("Go to the court.")),
                ask_if: if_new(),
                cited: None,
            },
        ],
        documents: vec![document("notice", if_new()), document("card", None)],
        pages: pages(),
    };
    Arc::new(Catalogue { version: "test".into(), categories: Vec::new(), services: vec![service], lists: Vec::new() })
}

pub(super) fn visit() -> Visit {
    Visit::start(catalogue(), &ServiceId::new("sample"), Language::CKB, today()).unwrap()
}

/// A valid answer for every field; the person is made up.
pub(super) const SAMPLE: &[(&str, &str)] = &[
    ("given_name", "ڕاوەند"),
    ("fourth_name", ""),
    ("date_of_birth", "1990-01-01"),
    ("sex", "m"),
    ("national_card_number", "١٩٩٠ ١٢٣٤ ٥٦٧٨"),
    ("father.given_name", "ئازاد"),
    ("father.national_card_number", "196012345678"),
    ("death.date_of_birth", "2026-10-01"),
    ("visitor.given_name", "anna"),
    ("visitor.fourth_name", "Eriksson"),
    ("visitor.passport_foreign", "L898 902C3"),
    ("governorate", "erbil"),
    ("district", "soran"),
    ("mobile", "٠٧٥٠ ١٢٣ ٤٥٦٧"),
    ("copies", "٢"),
    ("by_post", "no"),
];

/// Answers everything and goes to *check your answers*.
pub(super) fn answered() -> Visit {
    let mut visit = visit();
    visit.answer_eligibility(0, "copy").unwrap();
    while let Ok(step) = visit.next() {
        let Some(field) = visit.current().map(|field| field.key.clone()) else {
            assert_eq!(step, super::Step::Review);
            break;
        };
        let (_, raw) = SAMPLE.iter().find(|(name, _)| *name == field.as_str()).unwrap();
        visit.answer(&field, raw).unwrap_or_else(|e| panic!("{field}: {e}"));
    }
    visit
}
