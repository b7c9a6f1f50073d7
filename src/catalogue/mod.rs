//! The services: forms, documents, fees, times, in every language.
//!
//! The data stands in `assets/catalogue/` and is checked as a whole before it is used:
//! [`Catalogue::load`] names every mistake with file, line and column.

mod field;
mod id;
mod load;
mod service;

pub use field::{ChoiceOption, DateLimit, Field, FieldKind, Script};
pub use id::{CategoryId, FieldKey, ListId, ServiceId};
pub use service::{
    Basis, Category, Cited, Condition, Document, Eligibility, Page, Service, ServiceTime, Sourced, TimeUnit,
};

pub use crate::i18n::{Currency, LocalText, Money};

/// All services of the centre.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// The version of the data, kept with every request.
    pub version: String,
    /// In the order of the screen.
    pub categories: Vec<Category>,
    /// In the order of the screen.
    pub services: Vec<Service>,
    /// The lists that choices are taken from.
    pub lists: Vec<ChoiceList>,
}

/// A list of things to choose from.
#[derive(Debug, Clone)]
pub struct ChoiceList {
    /// Its id.
    pub id: ListId,
    /// In the order of the file.
    pub options: Vec<ChoiceOption>,
}

impl Catalogue {
    /// The service of an id.
    #[must_use]
    pub fn service(&self, id: &ServiceId) -> Option<&Service> {
        self.services.iter().find(|service| service.id == *id)
    }

    /// The category of an id.
    #[must_use]
    pub fn category(&self, id: &CategoryId) -> Option<&Category> {
        self.categories.iter().find(|category| category.id == *id)
    }

    /// The services of a category, in the order of the screen.
    pub fn in_category<'a>(&'a self, id: &'a CategoryId) -> impl Iterator<Item = &'a Service> + 'a {
        self.services.iter().filter(move |service| service.category == *id)
    }

    /// The list of an id.
    #[must_use]
    pub fn list(&self, id: &ListId) -> Option<&ChoiceList> {
        self.lists.iter().find(|list| list.id == *id)
    }
}
