//! What paper says of a service: as much as may be read by whoever sees it.

use crate::catalogue::{Catalogue, Document, Service};
use crate::i18n::{Texts, args};

/// The lines of a service that stand on tickets and receipts, in the language of `texts`.
///
/// Of a private service only the category is said: its office, its papers or its price would give
/// it away in the hall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceLines {
    /// The service's name, or its category's.
    pub name: String,
    /// The office that decides.
    pub office: Option<String>,
    /// The fee, in words when there is none to pay.
    pub fee: Option<String>,
    /// How long it takes.
    pub time_needed: Option<String>,
    /// Papers to bring, with originals and copies.
    pub documents: Vec<String>,
}

impl ServiceLines {
    /// Takes the lines from the catalogue. `needed` decides whether a document with a condition
    /// is needed, from the citizen's eligibility answers; without answers, say yes to all.
    #[must_use]
    pub fn new(catalogue: &Catalogue, service: &Service, texts: &Texts, needed: impl Fn(&Document) -> bool) -> Self {
        if service.private {
            return Self::category_only(catalogue, service, texts);
        }
        let fee =
            if service.fee.value.amount == 0 { texts.get("free-of-charge") } else { texts.money(service.fee.value) };
        Self {
            name: texts.local(&service.name),
            office: Some(texts.local(&service.office.value)),
            fee: Some(fee),
            time_needed: Some(service.time.value.text(texts)),
            documents: service
                .documents
                .iter()
                .filter(|document| needed(document))
                .map(|d| document(d, texts))
                .collect(),
        }
    }

    /// As of a private service, whatever the service is now: a paper that was private stays so when it is printed again.
    #[must_use]
    pub fn category_only(catalogue: &Catalogue, service: &Service, texts: &Texts) -> Self {
        let category = catalogue.category(&service.category).map(|category| texts.local(&category.name));
        let name = category.unwrap_or_default();
        Self { name, office: None, fee: None, time_needed: None, documents: Vec::new() }
    }
}

fn document(document: &Document, texts: &Texts) -> String {
    let name = texts.local(&document.name);
    let n = i64::from(document.copies);
    match (document.original, document.copies) {
        (true, 0) => texts.with("paper-document-original", &args![name = name]),
        (false, 0) => name,
        (false, _) => texts.with("paper-document-copies", &args![name = name, n = n]),
        (true, _) => texts.with("paper-document-both", &args![name = name, n = n]),
    }
}
