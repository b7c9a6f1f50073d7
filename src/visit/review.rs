//! *Check your answers*: every answer in words, each with the way to change it.

use std::fmt;

use jiff::civil::Date;
use zeroize::Zeroizing;

use crate::catalogue::{Field, FieldKind};
use crate::i18n::Texts;
use crate::identity::{Phone, national_card};

use super::Visit;
use super::step::{Step, Subject};

/// One row of *check your answers*. `Debug` leaves the value out.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// What to give to [`Visit::change`].
    pub subject: Subject,
    /// The question, short.
    pub label: String,
    /// Whom or what the question is about ("Father"), where several people are asked about.
    pub context: Option<String>,
    /// The answer as shown: masked where the field is, dates, numbers and telephones in the way of
    /// the language. Empty when an optional question was passed or the question is still open.
    pub value: Zeroizing<String>,
    /// Personal: not to be spoken aloud unasked.
    pub sensitive: bool,
    /// Shown masked; say "entered" instead of the value.
    pub masked: bool,
    /// Read from a document and not yet confirmed.
    pub unconfirmed: bool,
    /// Still needs an answer.
    pub open: bool,
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row").field("subject", &self.subject).field("open", &self.open).finish_non_exhaustive()
    }
}

impl Visit {
    /// All questions that are asked, in order, with their answers in the words of `texts`.
    #[must_use]
    pub fn review(&self, texts: &Texts) -> Vec<Row> {
        self.path().into_iter().filter_map(|step| self.row(step, texts)).collect()
    }

    fn row(&self, step: Step, texts: &Texts) -> Option<Row> {
        let subject = self.subject_of(step)?;
        let open = self.is_open(step);
        match step {
            Step::Eligibility(index) => {
                let question = self.service().eligibility.get(index)?;
                let chosen = self.eligibility_answer(index);
                let option = question.options.iter().find(|option| Some(option.id.as_str()) == chosen);
                Some(Row {
                    subject,
                    label: texts.local(&question.text),
                    context: None,
                    value: Zeroizing::new(option.map(|option| texts.local(&option.name)).unwrap_or_default()),
                    sensitive: false,
                    masked: false,
                    unconfirmed: false,
                    open,
                })
            }
            Step::Question(index) => {
                let field = self.field(index)?;
                let page = self.page_of(index)?;
                Some(Row {
                    subject,
                    label: texts.local(&field.label),
                    context: field.context.as_ref().or(page.title.as_ref()).map(|text| texts.local(text)),
                    value: self
                        .get(&field.key)
                        .map(|answer| shown(field, answer, field.mask, texts))
                        .unwrap_or_default(),
                    sensitive: field.sensitive,
                    masked: field.mask,
                    unconfirmed: self.is_unconfirmed(&field.key),
                    open,
                })
            }
            Step::Stopped(_) | Step::Review | Step::Consent => None,
        }
    }
}

/// A stored answer as the citizen reads it, with all but its ends hidden when `masked`.
pub(super) fn shown(field: &Field, answer: &str, masked: bool, texts: &Texts) -> Zeroizing<String> {
    let text = match &field.kind {
        FieldKind::Text { .. } if masked => texts.code(&Zeroizing::new(national_card::mask(answer))),
        // Latin capitals and digits must not be turned round in a right-to-left line.
        FieldKind::Text { script: crate::catalogue::Script::LatinCaps, .. } => texts.code(answer),
        FieldKind::Text { .. } => answer.to_owned(),
        FieldKind::Digits { group } => {
            let digits = Zeroizing::new(if masked { national_card::mask(answer) } else { answer.to_owned() });
            texts.code(&Zeroizing::new(national_card::group(&digits, group)))
        }
        FieldKind::Phone => match Phone::parse(answer) {
            Some(phone) if masked => texts.code(&Zeroizing::new(phone.masked())),
            Some(phone) => texts.code(&Zeroizing::new(phone.national())),
            None => String::new(),
        },
        FieldKind::Date { .. } => answer.parse::<Date>().map(|date| texts.long_date(date)).unwrap_or_default(),
        FieldKind::Choice { options, .. } => options
            .iter()
            .find(|option| option.id == answer)
            .map(|option| texts.local(&option.name))
            .unwrap_or_default(),
        FieldKind::YesNo => texts.get(if answer == "yes" { "answer-yes" } else { "answer-no" }),
        FieldKind::Count { .. } => answer.parse().map(|n| texts.number(n)).unwrap_or_default(),
    };
    Zeroizing::new(text)
}
