//! One citizen's visit: steps, answers, validation. Pure: no I/O, no clock, nothing on disk, no logs.
//!
//! A [`Visit`] walks eligibility questions, then the form (one question a page), then *check your
//! answers*, then consent. [`Visit::finish`] turns it into a [`Submission`] and wipes it.

mod answers;
mod consent;
mod date_parts;
mod fill;
mod form;
mod review;
mod step;
mod submission;
mod validate;
mod walk;

pub use answers::Answers;
pub use consent::{CONSENT_VERSION, Consent};
pub use date_parts::DateParts;
pub use fill::Filled;
pub use form::{Form, FormPart};
pub use review::Row;
pub use step::{Progress, Step, Subject};
pub use submission::{NotReady, Submission};
pub use validate::{Arg, Invalid};

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;
use zeroize::Zeroizing;

use crate::catalogue::{
    Catalogue, ChoiceOption, Document, Eligibility, Field, FieldKey, FieldKind, Page, Service, ServiceId,
};
use crate::i18n::Language;
use crate::identity::DocumentKind;

use validate::{Fault, Surroundings};

/// One citizen's visit for one service. Dropping it overwrites every answer.
pub struct Visit {
    catalogue: Arc<Catalogue>,
    /// Place of the service in the catalogue.
    place: usize,
    language: Language,
    today: Date,
    step: Step,
    /// The citizen came from *check your answers* and goes back there.
    returning: bool,
    answers: Answers<Subject>,
    /// Text typed but not (yet) taken, so that *Back* and another language lose nothing.
    drafts: Answers<Subject>,
    /// Optional questions passed without an answer.
    skipped: BTreeSet<FieldKey>,
    /// Answers read from a document.
    filled: BTreeSet<FieldKey>,
    /// Those of them that the citizen has not passed yet.
    unconfirmed: BTreeSet<FieldKey>,
    source: Option<DocumentKind>,
}

/// The service asked for is not in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no service {0} in the catalogue")]
pub struct UnknownService(pub ServiceId);

impl Visit {
    /// Begins a visit at its first question.
    ///
    /// # Errors
    /// When the catalogue has no such service.
    pub fn start(
        catalogue: Arc<Catalogue>,
        service: &ServiceId,
        language: Language,
        today: Date,
    ) -> Result<Self, UnknownService> {
        let place =
            catalogue.services.iter().position(|s| s.id == *service).ok_or_else(|| UnknownService(service.clone()))?;
        let mut visit = Self {
            catalogue,
            place,
            language,
            today,
            step: Step::Review,
            returning: false,
            answers: Answers::default(),
            drafts: Answers::default(),
            skipped: BTreeSet::new(),
            filled: BTreeSet::new(),
            unconfirmed: BTreeSet::new(),
            source: None,
        };
        visit.step = visit.path().first().copied().unwrap_or(Step::Review);
        Ok(visit)
    }

    /// The service this visit is for.
    #[must_use]
    pub fn service(&self) -> &Service {
        // `start` found this place and a catalogue does not change.
        &self.catalogue.services[self.place]
    }

    /// The language the citizen uses.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// The day of the visit, by which date ranges are judged.
    #[must_use]
    pub fn today(&self) -> Date {
        self.today
    }

    /// Another language; every answer and the page stay.
    pub fn set_language(&mut self, language: Language) {
        self.language = language;
    }

    /// All fields of the form in their order, asked or not.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.service().fields()
    }

    /// Field `index` of [`Visit::fields`].
    #[must_use]
    pub fn field(&self, index: usize) -> Option<&Field> {
        self.fields().nth(index)
    }

    /// The page of the catalogue that field `index` stands on.
    #[must_use]
    pub fn page_of(&self, index: usize) -> Option<&Page> {
        self.service().pages.iter().flat_map(|page| page.fields.iter().map(move |_| page)).nth(index)
    }

    /// The field with this key.
    #[must_use]
    pub fn field_by_key(&self, key: &FieldKey) -> Option<&Field> {
        self.fields().find(|field| field.key == *key)
    }

    fn index_of(&self, key: &FieldKey) -> Option<usize> {
        self.fields().position(|field| field.key == *key)
    }

    /// The field asked on this page, if this page is a question of the form.
    #[must_use]
    pub fn current(&self) -> Option<&Field> {
        match self.step {
            Step::Question(index) => self.field(index),
            _ => None,
        }
    }

    /// The eligibility question of this page (also of the page that says why not).
    #[must_use]
    pub fn current_eligibility(&self) -> Option<&Eligibility> {
        match self.step {
            Step::Eligibility(index) | Step::Stopped(index) => self.service().eligibility.get(index),
            _ => None,
        }
    }

    // ------------------------------------------------------------- answers

    /// The stored answer: text as written, a choice's id, `yes`/`no`, `+964…`, `YYYY-MM-DD`.
    #[must_use]
    pub fn get(&self, key: &FieldKey) -> Option<&str> {
        self.answers.get(&Subject::Field(key.clone()))
    }

    /// The chosen option of eligibility question `index`.
    #[must_use]
    pub fn eligibility_answer(&self, index: usize) -> Option<&str> {
        self.answers.get(&Subject::Eligibility(index))
    }

    /// What an input field should show: the draft if there is one, else the stored answer
    /// (a telephone number as it is written in Iraq).
    #[must_use]
    pub fn entry(&self, key: &FieldKey) -> Zeroizing<String> {
        let subject = Subject::Field(key.clone());
        let text = match (self.drafts.get(&subject), self.answers.get(&subject)) {
            (Some(draft), _) => draft.to_owned(),
            (None, Some(answer)) if self.field_by_key(key).is_some_and(|f| matches!(f.kind, FieldKind::Phone)) => {
                crate::identity::Phone::parse(answer).map_or_else(String::new, |phone| phone.national())
            }
            (None, Some(answer)) => answer.to_owned(),
            (None, None) => String::new(),
        };
        Zeroizing::new(text)
    }

    /// Keeps what is typed before it is judged, so that leaving the page loses nothing.
    pub fn draft(&mut self, key: &FieldKey, text: &str) {
        if self.index_of(key).is_some() {
            self.drafts.set(Subject::Field(key.clone()), Zeroizing::new(text.to_owned()));
        }
    }

    /// Judges `raw` and keeps it. An optional question may be answered with nothing. A refused
    /// answer changes nothing but the draft.
    ///
    /// A changed choice clears the choices that depend on it (another governorate: the district).
    ///
    /// # Errors
    /// [`Invalid`] says what is wrong and how to mend it.
    pub fn answer(&mut self, key: &FieldKey, raw: &str) -> Result<(), Invalid> {
        let stored = {
            let Some(field) = self.field_by_key(key) else {
                return Err(Fault::plain("answer-choice").about(Subject::Field(key.clone()), None));
            };
            validate::canonical(field, raw, &self.surroundings(field))
        };
        match stored {
            Ok(stored) => {
                self.keep(key, stored);
                self.filled.remove(key);
                self.unconfirmed.remove(key);
                Ok(())
            }
            Err(invalid) => {
                self.draft(key, raw);
                Err(invalid)
            }
        }
    }

    /// Chooses `option` for eligibility question `index`. Eligibility questions that are no longer
    /// asked because of it lose their answers.
    ///
    /// # Errors
    /// [`Invalid`] when the question has no such option.
    pub fn answer_eligibility(&mut self, index: usize, option: &str) -> Result<(), Invalid> {
        let known = self.service().eligibility.get(index).is_some_and(|e| e.options.iter().any(|o| o.id == option));
        if !known {
            return Err(Fault::plain("answer-choice").about(Subject::Eligibility(index), None));
        }
        self.answers.set(Subject::Eligibility(index), Zeroizing::new(option.to_owned()));
        for other in 0..self.service().eligibility.len() {
            if !self.is_eligibility_asked(other) {
                self.answers.remove(&Subject::Eligibility(other));
            }
        }
        self.leave_consent_if_open();
        Ok(())
    }

    /// Stores a judged answer and clears what depended on the old one.
    fn keep(&mut self, key: &FieldKey, stored: Option<Zeroizing<String>>) {
        let subject = Subject::Field(key.clone());
        let changed = self.answers.get(&subject) != stored.as_ref().map(|text| text.as_str());
        self.drafts.remove(&subject);
        match stored {
            Some(text) => {
                self.answers.set(subject, text);
                self.skipped.remove(key);
            }
            None => {
                self.answers.remove(&subject);
                self.skipped.insert(key.clone());
            }
        }
        if changed {
            self.clear_children(key);
            self.leave_consent_if_open();
        }
    }

    /// Nobody stands before consent while a question is open.
    fn leave_consent_if_open(&mut self) {
        if self.step == Step::Consent && !self.open().is_empty() {
            self.step = Step::Review;
        }
    }

    /// Clears choices filtered by `parent` that no longer fit it.
    fn clear_children(&mut self, parent: &FieldKey) {
        let children: Vec<FieldKey> = self
            .fields()
            .filter(|field| filter_of(field) == Some(parent))
            .filter(|field| {
                let kept = self.get(&field.key).is_some_and(|id| self.options(field).iter().any(|o| o.id == id));
                !kept
            })
            .map(|field| field.key.clone())
            .collect();
        for child in children {
            let subject = Subject::Field(child.clone());
            self.answers.remove(&subject);
            self.drafts.remove(&subject);
            self.skipped.remove(&child);
            self.filled.remove(&child);
            self.unconfirmed.remove(&child);
            self.clear_children(&child);
        }
    }

    /// The options of a choice that can be chosen now: those of the chosen governorate, say.
    #[must_use]
    pub fn options<'f>(&self, field: &'f Field) -> Vec<&'f ChoiceOption> {
        let FieldKind::Choice { options, filter_by, .. } = &field.kind else {
            return Vec::new();
        };
        match filter_by {
            None => options.iter().collect(),
            Some(parent) => {
                let chosen = self.get(parent);
                options.iter().filter(|o| o.parent.is_none() || o.parent.as_deref() == chosen).collect()
            }
        }
    }

    /// The date pickers of a date field, set to the stored answer. `None` for other fields.
    #[must_use]
    pub fn date_parts(&self, field: &Field) -> Option<DateParts> {
        let FieldKind::Date { min, max } = &field.kind else {
            return None;
        };
        let parts = DateParts::new(min.on(self.today), max.on(self.today));
        let given = self.get(&field.key).and_then(|text| text.parse::<Date>().ok());
        Some(match given {
            Some(date) => parts.with(date),
            None => parts,
        })
    }

    /// The papers to bring, as far as the answers say. A paper whose condition is not decided yet
    /// is among them.
    pub fn documents(&self) -> impl Iterator<Item = &Document> {
        self.service()
            .documents
            .iter()
            .filter(|document| document.ask_if.as_ref().is_none_or(|condition| self.holds(condition) != Some(false)))
    }

    fn surroundings(&self, field: &Field) -> Surroundings<'_> {
        Surroundings {
            language: self.language,
            today: self.today,
            parent: filter_of(field).and_then(|parent| self.get(parent)),
        }
    }

    // -------------------------------------------------------------- the end

    /// Questions that still need an answer, or whose answer no longer holds.
    #[must_use]
    pub fn open(&self) -> Vec<Subject> {
        self.path().into_iter().filter(|&step| self.is_open(step)).filter_map(|step| self.subject_of(step)).collect()
    }

    /// The request as it will be sent. The visit stays, so that a failed save loses nothing.
    ///
    /// # Errors
    /// Outside *check your answers* and consent, or while questions are open.
    pub fn submission(&self, consent: &Consent) -> Result<Submission, NotReady> {
        let open = self.open();
        if !open.is_empty() || !matches!(self.step, Step::Review | Step::Consent) {
            return Err(NotReady { open });
        }
        Ok(submission::build(self, consent))
    }

    /// The request, and the visit wiped. When not ready, the visit stays as it is.
    ///
    /// # Errors
    /// As [`Visit::submission`].
    pub fn finish(&mut self, consent: &Consent) -> Result<Submission, NotReady> {
        let submission = self.submission(consent)?;
        self.wipe();
        Ok(submission)
    }

    /// Overwrites and forgets every answer; the visit stands at its first page again.
    pub fn wipe(&mut self) {
        self.answers.wipe();
        self.drafts.wipe();
        self.skipped.clear();
        self.filled.clear();
        self.unconfirmed.clear();
        self.source = None;
        self.returning = false;
        self.step = self.path().first().copied().unwrap_or(Step::Review);
    }

    /// Whether nothing of the citizen is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty() && self.drafts.is_empty()
    }

    fn source_kind(&self) -> Option<DocumentKind> {
        self.source.filter(|_| !self.filled.is_empty())
    }

    fn filled_keys(&self) -> impl Iterator<Item = &FieldKey> {
        self.filled.iter()
    }

    fn answers_bytes(&self) -> usize {
        self.answers.iter().map(|(_, text)| text.len() + 128).sum()
    }
}

/// The field a choice is filtered by.
fn filter_of(field: &Field) -> Option<&FieldKey> {
    match &field.kind {
        FieldKind::Choice { filter_by, .. } => filter_by.as_ref(),
        _ => None,
    }
}

/// Which page, how many answers: nothing that was said.
impl fmt::Debug for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Visit")
            .field("service", &self.service().id)
            .field("language", &self.language)
            .field("step", &self.step)
            .field("answers", &self.answers)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;
