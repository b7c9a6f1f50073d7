//! Where in a visit the citizen is.

use crate::catalogue::FieldKey;

/// One page of a visit. Numbers count from 0 in the order of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// A question that decides whether the service can be asked for here.
    Eligibility(usize),
    /// The answer to eligibility question `usize` stops the visit: the page says what to do instead.
    Stopped(usize),
    /// One question of the form (an index into [`Visit::fields`](super::Visit::fields)).
    Question(usize),
    /// Check your answers.
    Review,
    /// Consent, then submit.
    Consent,
}

/// What an answer belongs to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// An eligibility question, by its place.
    Eligibility(usize),
    /// A field of the form.
    Field(FieldKey),
}

impl From<usize> for Subject {
    fn from(index: usize) -> Self {
        Self::Eligibility(index)
    }
}

impl From<&FieldKey> for Subject {
    fn from(key: &FieldKey) -> Self {
        Self::Field(key.clone())
    }
}

impl From<&Subject> for Subject {
    fn from(subject: &Subject) -> Self {
        subject.clone()
    }
}

/// How far along the visit is: page `n` (from 1) of `of`.
///
/// A question that may yet fall away counts, so `of` can shrink while answering but never grows
/// unless an earlier answer is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// This page, from 1.
    pub n: usize,
    /// All pages up to and with *check your answers*.
    pub of: usize,
}
