//! The way through a visit: next, back, change.

use crate::catalogue::{Condition, Field, FieldKey};

use super::step::{Progress, Step, Subject};
use super::validate::{Fault, Invalid, canonical, missing};
use super::{Visit, filter_of};

impl Visit {
    /// The page the citizen is on.
    #[must_use]
    pub fn step(&self) -> Step {
        self.step
    }

    /// Whether the citizen came from *check your answers* to change one.
    #[must_use]
    pub fn is_changing(&self) -> bool {
        self.returning
    }

    /// All pages that are (or may yet be) asked, ending with *check your answers*.
    pub(super) fn path(&self) -> Vec<Step> {
        let eligibility =
            (0..self.service().eligibility.len()).filter(|&i| self.is_eligibility_asked(i)).map(Step::Eligibility);
        let questions =
            self.fields().enumerate().filter(|(_, field)| self.is_asked(field)).map(|(i, _)| Step::Question(i));
        eligibility.chain(questions).chain([Step::Review]).collect()
    }

    /// Whether a condition on an eligibility answer holds; `None` while that is not answered.
    pub(super) fn holds(&self, condition: &Condition) -> Option<bool> {
        let index = self.service().eligibility.iter().position(|e| e.id == condition.question)?;
        if self.service().eligibility.get(index).is_some_and(|e| e.ask_if.is_some())
            && !self.is_eligibility_asked(index)
        {
            return Some(false);
        }
        self.eligibility_answer(index).map(|answer| answer == condition.answer)
    }

    /// Whether eligibility question `index` is asked, as far as the answers say.
    pub(super) fn is_eligibility_asked(&self, index: usize) -> bool {
        self.service().eligibility.get(index).is_some_and(|eligibility| {
            // A condition can only look back: the catalogue's order decides, so this ends.
            eligibility.ask_if.as_ref().is_none_or(|condition| {
                let earlier = self.service().eligibility.iter().take(index).any(|e| e.id == condition.question);
                earlier && self.holds(condition) != Some(false)
            })
        })
    }

    /// Whether a field is asked: a dependent choice that has nothing to choose is not.
    pub(super) fn is_asked(&self, field: &Field) -> bool {
        match filter_of(field).and_then(|parent| self.get(parent)) {
            Some(_) => !self.options(field).is_empty(),
            None => true,
        }
    }

    fn stops(&self, index: usize) -> bool {
        let Some(eligibility) = self.service().eligibility.get(index) else {
            return false;
        };
        match (&eligibility.continue_if, self.eligibility_answer(index)) {
            (Some(wanted), Some(answer)) => wanted != answer,
            _ => false,
        }
    }

    pub(super) fn subject_of(&self, step: Step) -> Option<Subject> {
        match step {
            Step::Eligibility(index) | Step::Stopped(index) => Some(Subject::Eligibility(index)),
            Step::Question(index) => self.field(index).map(|field| Subject::Field(field.key.clone())),
            Step::Review | Step::Consent => None,
        }
    }

    /// What keeps the citizen from going on from `step`.
    fn check(&self, step: Step) -> Result<(), Invalid> {
        match step {
            // An earlier answer can make a question fall away while it is on the screen.
            Step::Eligibility(index) if !self.is_eligibility_asked(index) => Ok(()),
            Step::Eligibility(index) => match self.eligibility_answer(index) {
                Some(_) => Ok(()),
                None => Err(Fault::plain("answer-missing-choice").about(Subject::Eligibility(index), None)),
            },
            Step::Question(index) => {
                let Some(field) = self.field(index).filter(|field| self.is_asked(field)) else {
                    return Ok(());
                };
                match self.get(&field.key) {
                    Some(answer) => canonical(field, answer, &self.surroundings(field)).map(|_| ()),
                    None if field.optional => Ok(()),
                    None => Err(missing(field).about(Subject::Field(field.key.clone()), None)),
                }
            }
            Step::Stopped(_) | Step::Review | Step::Consent => Ok(()),
        }
    }

    /// Whether a page of the path still needs the citizen.
    pub(super) fn is_open(&self, step: Step) -> bool {
        match step {
            Step::Eligibility(index) => self.eligibility_answer(index).is_none() || self.stops(index),
            Step::Question(index) => {
                self.check(step).is_err()
                    || self.field(index).is_some_and(|field| {
                        field.optional && self.get(&field.key).is_none() && !self.skipped.contains(&field.key)
                    })
            }
            Step::Stopped(_) | Step::Review | Step::Consent => false,
        }
    }

    /// Goes on. From a question that was changed: back to *check your answers*, through whatever
    /// the change left open. From *check your answers*: to consent, or to the first open question.
    /// From a stop or from consent nothing lies ahead; the page stays.
    ///
    /// # Errors
    /// [`Invalid`] when this page has no valid answer yet; the page stays.
    #[expect(clippy::should_implement_trait, reason = "a visit is walked forth and back, not iterated")]
    pub fn next(&mut self) -> Result<Step, Invalid> {
        self.check(self.step)?;
        self.step = match self.step {
            Step::Eligibility(index) if self.stops(index) => Step::Stopped(index),
            Step::Eligibility(_) | Step::Question(_) => {
                self.pass();
                self.following()
            }
            Step::Review => match self.first_open() {
                Some(open) => {
                    self.returning = true;
                    open
                }
                None => {
                    self.unconfirmed.clear();
                    Step::Consent
                }
            },
            stay @ (Step::Stopped(_) | Step::Consent) => stay,
        };
        if matches!(self.step, Step::Review | Step::Consent) {
            self.returning = false;
        }
        Ok(self.step)
    }

    /// The citizen has seen this page's answer and goes on with it.
    fn pass(&mut self) {
        let Step::Question(index) = self.step else {
            return;
        };
        let Some(field) = self.field(index) else {
            return;
        };
        let (key, empty) = (field.key.clone(), self.get(&field.key).is_none());
        self.unconfirmed.remove(&key);
        if empty {
            self.skipped.insert(key);
        }
    }

    fn first_open(&self) -> Option<Step> {
        self.path().into_iter().find(|&step| self.is_open(step))
    }

    fn following(&self) -> Step {
        if self.returning {
            return self.first_open().unwrap_or(Step::Review);
        }
        self.path().into_iter().find(|&step| step > self.step).unwrap_or(Step::Review)
    }

    /// Goes back one page; `None` when this was the first and the visit is to be left.
    /// While changing one answer: back to *check your answers*. No answer is lost.
    pub fn back(&mut self) -> Option<Step> {
        self.step = match self.step {
            Step::Stopped(index) => Step::Eligibility(index),
            Step::Consent => Step::Review,
            Step::Eligibility(_) | Step::Question(_) if self.returning => {
                self.returning = false;
                Step::Review
            }
            here => self.path().into_iter().rev().find(|&step| step < here)?,
        };
        Some(self.step)
    }

    /// Goes to one question and returns to *check your answers* after it (and after any question
    /// that the change left open). For a choice that depends on one not made yet, that one comes first.
    /// False when there is no such question, or it is not asked.
    pub fn change(&mut self, subject: impl Into<Subject>) -> bool {
        let target = match subject.into() {
            Subject::Eligibility(index) => Step::Eligibility(index),
            Subject::Field(key) => match self.index_of(self.undecided_parent(&key).unwrap_or(&key)) {
                Some(index) => Step::Question(index),
                None => return false,
            },
        };
        let asked = self.path().contains(&target);
        if asked {
            self.step = target;
            self.returning = true;
        }
        asked
    }

    /// The field that must be answered before this one has anything to choose from.
    fn undecided_parent(&self, key: &FieldKey) -> Option<&FieldKey> {
        let parent = self.field_by_key(key).and_then(filter_of)?;
        if self.get(parent).is_some() {
            return None;
        }
        Some(self.undecided_parent(parent).unwrap_or(parent))
    }

    /// Where this page stands among all pages.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let path = self.path();
        let here = match self.step {
            Step::Stopped(index) => Step::Eligibility(index),
            Step::Consent => Step::Review,
            step => step,
        };
        let n = path.iter().position(|&step| step == here).map_or(path.len(), |i| i + 1);
        Progress { n, of: path.len() }
    }
}
