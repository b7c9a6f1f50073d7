//! The answers as they stand on the application form: every one in full, part by part.

use std::fmt;

use zeroize::Zeroizing;

use crate::catalogue::ServiceId;
use crate::i18n::{Language, Texts};

use super::review::shown;
use super::step::Step;
use super::{NotReady, Visit};

/// A filled form. Held in memory while its citizen may print it; every answer overwrites itself on drop. `Debug`
/// shows no answer.
pub struct Form {
    /// What is asked for.
    pub service: ServiceId,
    /// The language of all words.
    pub language: Language,
    /// In the order of the questions.
    pub parts: Vec<FormPart>,
}

/// One part of a form: the questions about one person or matter.
pub struct FormPart {
    /// Whom or what it is about, where the form says so.
    pub title: Option<String>,
    /// Questions, short, and answers in words. A question that was passed has an empty answer.
    pub rows: Vec<(String, Zeroizing<String>)>,
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let answers: usize = self.parts.iter().map(|part| part.rows.len()).sum();
        f.debug_struct("Form").field("service", &self.service).field("answers", &answers).finish_non_exhaustive()
    }
}

impl Visit {
    /// The filled form in the words of `texts`; nothing is masked. The conditions that were answered at the
    /// beginning stand at its end, under their own title.
    ///
    /// # Errors
    /// [`NotReady`] while a question is open.
    pub fn form(&self, texts: &Texts) -> Result<Form, NotReady> {
        let open = self.open();
        if !open.is_empty() {
            return Err(NotReady { open });
        }
        let mut parts: Vec<FormPart> = Vec::new();
        let mut conditions = Vec::new();
        for step in self.path() {
            match step {
                Step::Eligibility(index) => conditions.extend(self.condition(index, texts)),
                Step::Question(index) => {
                    let (Some(field), Some(page)) = (self.field(index), self.page_of(index)) else { continue };
                    let title = field.context.as_ref().or(page.title.as_ref()).map(|text| texts.local(text));
                    let answer = self.get(&field.key).map(|answer| shown(field, answer, false, texts));
                    let row = (texts.local(&field.label), answer.unwrap_or_default());
                    match parts.last_mut() {
                        Some(part) if part.title == title => part.rows.push(row),
                        _ => parts.push(FormPart { title, rows: vec![row] }),
                    }
                }
                Step::Stopped(_) | Step::Review | Step::Consent => {}
            }
        }
        if !conditions.is_empty() {
            parts.push(FormPart { title: Some(texts.get("paper-form-conditions")), rows: conditions });
        }
        Ok(Form { service: self.service().id.clone(), language: self.language(), parts })
    }

    fn condition(&self, index: usize, texts: &Texts) -> Option<(String, Zeroizing<String>)> {
        let question = self.service().eligibility.get(index)?;
        let chosen = self.eligibility_answer(index)?;
        let option = question.options.iter().find(|option| option.id == chosen)?;
        Some((texts.local(&question.text), Zeroizing::new(texts.local(&option.name))))
    }
}
