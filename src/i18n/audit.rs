//! What is wrong with the translations, beyond their syntax.
use super::Locales;
use crate::problem::Problems;

/// Audits.
#[must_use]
pub fn audit(locales: &Locales) -> Problems {
    locales.problems().clone()
}
