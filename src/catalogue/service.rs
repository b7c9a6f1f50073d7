//! What a service is.

use super::field::{ChoiceOption, Field};
use super::id::{CategoryId, ServiceId};
use crate::i18n::{LocalText, Money, Texts};

/// A group of services on the screen.
#[derive(Debug, Clone)]
pub struct Category {
    /// Its id.
    pub id: CategoryId,
    /// The name of its picture.
    pub icon: String,
    /// Its name.
    pub name: LocalText,
    /// The letter of its queue: A to Z without I and O.
    pub queue: char,
    /// Place on the screen, smallest first.
    pub order: i64,
}

/// A service of the centre.
#[derive(Debug, Clone)]
pub struct Service {
    /// Its id.
    pub id: ServiceId,
    /// A short number, unique, for receipts and codes.
    pub number: u16,
    /// Its category.
    pub category: CategoryId,
    /// The name of its picture.
    pub icon: String,
    /// Place on the screen, smallest first.
    pub order: i64,
    /// Its name is not printed on a queue ticket and not spoken through the loudspeaker.
    pub private: bool,
    /// The letter of its queue.
    pub queue: char,
    /// With a queue ticket it is asked how many come together, up to so many; `None`: it is not asked.
    pub party: Option<u8>,
    /// The form of the answers, such as `civ.birth@1`; kept with every request.
    pub schema: String,
    /// Its name.
    pub name: LocalText,
    /// What it is, in one sentence.
    pub about: LocalText,
    /// For staff: what is open about this service.
    pub note: Option<String>,
    /// The office that does it.
    pub office: Sourced<LocalText>,
    /// The office's telephone, when it is known.
    pub phone: Option<String>,
    /// What it costs.
    pub fee: Sourced<Money>,
    /// How long it takes.
    pub time: Sourced<ServiceTime>,
    /// Until when to apply.
    pub deadline: Option<Sourced<LocalText>>,
    /// How long the result is good for.
    pub validity: Option<Sourced<LocalText>>,
    /// Who may apply.
    pub eligibility: Vec<Eligibility>,
    /// What to bring.
    pub documents: Vec<Document>,
    /// What is asked.
    pub pages: Vec<Page>,
}

impl Service {
    /// All questions in their order.
    pub fn fields(&self) -> impl Iterator<Item = &Field> + '_ {
        self.pages.iter().flat_map(|page| page.fields.iter())
    }

    /// Whether something that a citizen is told about this service is sample data.
    #[must_use]
    pub fn has_sample_data(&self) -> bool {
        let texts = [Some(&self.office), self.deadline.as_ref(), self.validity.as_ref()];
        let texts = texts.into_iter().flatten().map(|text| text.basis);
        let conditions = self.eligibility.iter().filter_map(|question| question.cited.as_ref());
        let cited = self.documents.iter().map(|document| &document.cited).chain(conditions).map(|cited| cited.basis);
        [self.fee.basis, self.time.basis].into_iter().chain(texts).chain(cited).any(|basis| basis == Basis::Sample)
    }
}

/// What a statement rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Basis {
    /// A public source, named beside it.
    Public,
    /// A law, named beside it.
    Law,
    /// Invented for demonstration; must be replaced before public use.
    Sample,
}

/// What a statement rests on, with its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    /// Public, law or sample.
    pub basis: Basis,
    /// Where it is said.
    pub source: Option<String>,
    /// What is open about it.
    pub note: Option<String>,
}

/// A value with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Public, law or sample.
    pub basis: Basis,
    /// Where it is said.
    pub source: Option<String>,
    /// What is open about it.
    pub note: Option<String>,
}

/// A unit of [`ServiceTime`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimeUnit {
    /// Minutes at the desk.
    Minutes,
    /// Days on which the office works (not Friday, not Saturday).
    WorkingDays,
}

/// How long a service takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ServiceTime {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: TimeUnit,
    /// It may be done sooner.
    pub at_most: bool,
}

impl ServiceTime {
    /// In words: `٩٠ خولەک`, `up to 5 working days`.
    #[must_use]
    pub fn text(self, texts: &Texts) -> String {
        let amount = match self.unit {
            TimeUnit::Minutes => texts.minutes(self.amount),
            TimeUnit::WorkingDays => texts.working_days(self.amount),
        };
        if self.at_most { texts.with("duration-at-most", &crate::i18n::args![time = amount]) } else { amount }
    }
}

/// A condition: a question was answered so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The id of an eligibility question of the same service.
    pub question: String,
    /// The id of the answer.
    pub answer: String,
}

/// A question that decides whether this service is for the citizen.
#[derive(Debug, Clone)]
pub struct Eligibility {
    /// Its id, unique in the service.
    pub id: String,
    /// The question.
    pub text: LocalText,
    /// The answers.
    pub options: Vec<ChoiceOption>,
    /// Whether the answers are yes and no.
    pub yes_no: bool,
    /// The only answer with which the visit goes on; every answer when `None`.
    pub continue_if: Option<String>,
    /// What is said when the visit does not go on, and where to go instead.
    pub stop: Option<LocalText>,
    /// Asked only when this holds.
    pub ask_if: Option<Condition>,
    /// What the condition rests on.
    pub cited: Option<Cited>,
}

/// A paper to bring.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its id, unique in the service.
    pub id: String,
    /// Its name.
    pub name: LocalText,
    /// The original is needed.
    pub original: bool,
    /// How many copies are needed.
    pub copies: u32,
    /// Needed only when this holds.
    pub ask_if: Option<Condition>,
    /// What it rests on.
    pub cited: Cited,
}

/// Questions that belong together.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its id, unique in the service.
    pub id: String,
    /// What or whom the questions are about.
    pub title: Option<LocalText>,
    /// The questions.
    pub fields: Vec<Field>,
}
