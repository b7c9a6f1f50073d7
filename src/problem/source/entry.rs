//! One value of a TOML file: asked what it is, it answers or says what is wrong with it.

use std::cell::RefCell;
use std::ops::Range;

use toml::de::DeValue;

use super::shape::Shape;
use super::{Section, Source};
use crate::problem::nearest;

/// A value of the file.
#[derive(Debug, Clone)]
pub(crate) struct Entry<'s> {
    pub(super) source: &'s Source,
    pub(super) path: String,
    pub(super) span: Range<usize>,
    pub(super) value: &'s DeValue<'s>,
}

impl<'s> Entry<'s> {
    /// The dotted path of this value.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// A text.
    pub(crate) fn text(&self) -> Option<&'s str> {
        self.note(Shape::Text { pattern: None });
        self.plain_text()
    }

    /// A text of a form that editors may know: `pattern` is the regular expression of `kiosk config schema`. What it
    /// cannot say, the reader still has to check.
    pub(crate) fn text_like(&self, pattern: &'static str) -> Option<&'s str> {
        self.note(Shape::Text { pattern: Some(pattern) });
        self.plain_text()
    }

    fn plain_text(&self) -> Option<&'s str> {
        match self.value {
            DeValue::String(text) => Some(text.as_ref()),
            _ => self.wrong("a text in quotes"),
        }
    }

    /// Whether this is a text.
    pub(crate) fn is_text(&self) -> bool {
        matches!(self.value, DeValue::String(_))
    }

    /// A text that is not empty.
    pub(crate) fn filled(&self) -> Option<&'s str> {
        self.filled_like(r"\S")
    }

    /// A text that is not empty, of a form as in [`text_like`](Self::text_like).
    pub(crate) fn filled_like(&self, pattern: &'static str) -> Option<&'s str> {
        let text = self.text_like(pattern)?;
        if text.trim().is_empty() {
            self.bad("this is empty", None);
            return None;
        }
        Some(text)
    }

    /// A whole number.
    pub(crate) fn integer(&self) -> Option<i64> {
        match self.value {
            DeValue::Integer(number) => {
                let parsed = i64::from_str_radix(number.as_str(), number.radix()).ok();
                if parsed.is_none() {
                    self.bad(format!("{number} is too large a number"), None);
                }
                parsed
            }
            _ => self.wrong("a whole number"),
        }
    }

    /// A whole number between two bounds, both allowed; `unit` is said in the message.
    pub(crate) fn within(&self, least: i64, most: i64, unit: &'static str) -> Option<i64> {
        self.note(Shape::Whole { least, most, unit });
        let number = self.integer()?;
        if (least..=most).contains(&number) {
            return Some(number);
        }
        let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
        self.bad(format!("{number} is out of range"), Some(format!("allowed are {least} to {most}{unit}")));
        None
    }

    /// One of a fixed set of whole numbers; `what` says in the message what they are.
    pub(crate) fn one_of(&self, known: &'static [u32], what: &str) -> Option<u32> {
        self.note(Shape::Numbers(known));
        let number = self.integer()?;
        let found = known.iter().copied().find(|known| i64::from(*known) == number);
        if found.is_none() {
            let names: Vec<String> = known.iter().map(u32::to_string).collect();
            let fix = nearest(&number.to_string(), names.iter().map(String::as_str))
                .map_or_else(|| format!("allowed are {}", names.join(", ")), |near| format!("did you mean {near}?"));
            self.bad(format!("{number} is not {what}"), Some(fix));
        }
        found
    }

    /// A number between two bounds, as editors are told. The reader still has to check: it knows better words for what
    /// is wrong.
    pub(crate) fn number_like(&self, least: f64, most: f64) -> Option<f64> {
        self.note(Shape::Number { least, most });
        self.number()
    }

    /// A number with or without a fraction.
    pub(crate) fn number(&self) -> Option<f64> {
        match self.value {
            DeValue::Float(number) => number.as_str().parse().ok(),
            DeValue::Integer(number) => number.as_str().parse().ok(),
            _ => self.wrong("a number"),
        }
    }

    /// `true` or `false`.
    pub(crate) fn flag(&self) -> Option<bool> {
        self.note(Shape::Flag);
        match self.value {
            DeValue::Boolean(flag) => Some(*flag),
            _ => self.wrong("true or false"),
        }
    }

    /// A table.
    pub(crate) fn section(&self) -> Option<Section<'s>> {
        self.note(Shape::Table { closed: false });
        match self.value {
            DeValue::Table(tree) => Some(Section {
                source: self.source,
                tree,
                path: self.path.clone(),
                span: Some(self.span.clone()),
                asked: RefCell::default(),
            }),
            _ => self.wrong("a table"),
        }
    }

    /// A list; its entries are named `path[0]`, `path[1]`, …
    pub(crate) fn list(&self) -> Option<Vec<Entry<'s>>> {
        self.note(Shape::List);
        match self.value {
            DeValue::Array(list) => Some(
                list.iter()
                    .enumerate()
                    .map(|(index, value)| Entry {
                        source: self.source,
                        path: format!("{}[{index}]", self.path),
                        span: value.span(),
                        value: value.get_ref(),
                    })
                    .collect(),
            ),
            _ => self.wrong("a list in [ ]"),
        }
    }

    /// One of a fixed set of words.
    pub(crate) fn word<T: Copy>(&self, words: &[(&'static str, T)]) -> Option<T> {
        self.note(Shape::Words(words.iter().map(|(word, _)| *word).collect()));
        let text = self.plain_text()?;
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
            return Some(*value);
        }
        let fix = match nearest(text, words.iter().map(|(word, _)| *word)) {
            Some(known) => format!("did you mean \"{known}\"?"),
            None => {
                let known: Vec<_> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
                format!("allowed are {}", known.join(", "))
            }
        };
        self.bad(format!("\"{text}\" is not known here"), Some(fix));
        None
    }

    fn note(&self, shape: Shape) {
        self.source.note(&self.path, shape);
    }

    /// A problem with this value.
    pub(crate) fn bad(&self, what: impl Into<String>, fix: Option<String>) {
        self.source.report(&self.span, &self.path, what, fix, false);
    }

    /// A warning about this value.
    pub(crate) fn warn(&self, what: impl Into<String>, fix: Option<String>) {
        self.source.report(&self.span, &self.path, what, fix, true);
    }

    fn wrong<T>(&self, wanted: &str) -> Option<T> {
        let found = match self.value {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) => "a whole number",
            DeValue::Float(_) => "a number with a fraction",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date or time",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.bad(format!("this is {found}"), Some(format!("write {wanted}")));
        None
    }
}
