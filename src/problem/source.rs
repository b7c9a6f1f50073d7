//! Reading a TOML file by hand, so that every mistake in it is named with its place.
//!
//! `serde` stops at the first mistake. Here the file is parsed into a tree whose every
//! value knows where it stands; readers ask for keys, say what is wrong, and go on.

use std::cell::RefCell;
use std::fs;
use std::ops::Range;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::{Excerpt, Problem, Problems, nearest};

/// A text file and what has been found wrong in it.
#[derive(Debug)]
pub(crate) struct Source {
    file: String,
    text: String,
    problems: RefCell<Vec<Problem>>,
}

impl Source {
    /// Reads a file; `file` is how messages name it.
    pub(crate) fn open(path: &Path, file: impl Into<String>) -> Result<Self, Box<Problem>> {
        let file = file.into();
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(Box::new(Problem::new(file, "there is no such file")));
            }
            Err(error) => {
                let problem = Problem::new(file, format!("the file cannot be read: {error}"))
                    .fix("check that it is a file and who may read it");
                return Err(Box::new(problem));
            }
        };
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Self::new(file, text)),
            Err(error) => {
                let good = error.utf8_error().valid_up_to();
                let start = String::from_utf8_lossy(&error.as_bytes()[..good]).into_owned();
                let (line, column) = place(&start, start.len());
                let problem = Problem::new(file, "the file is not UTF-8 text")
                    .at(line, column)
                    .fix("save it with the encoding UTF-8");
                Err(Box::new(problem))
            }
        }
    }

    /// A text that is already at hand.
    pub(crate) fn new(file: impl Into<String>, text: impl Into<String>) -> Self {
        let text: String = text.into();
        // Editors on other systems begin a file with a byte order mark; it means nothing here.
        let text = match text.strip_prefix('\u{FEFF}') {
            Some(rest) => rest.to_owned(),
            None => text,
        };
        Self { file: file.into(), text, problems: RefCell::default() }
    }

    /// The text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The parsed file. Mistakes of syntax become problems; what could be understood is kept.
    pub(crate) fn tree(&self) -> DeTable<'_> {
        let (tree, errors) = DeTable::parse_recoverable(&self.text);
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            let what = error.message().lines().collect::<Vec<_>>().join(", ");
            self.report(&span, "", format!("this is not TOML: {what}"), None, false);
        }
        tree.into_inner()
    }

    /// The whole file as a section.
    pub(crate) fn root<'s>(&'s self, tree: &'s DeTable<'s>) -> Section<'s> {
        Section { source: self, tree, path: String::new(), span: None, asked: RefCell::default() }
    }

    /// A problem at a byte range of the text.
    pub(crate) fn report(
        &self,
        span: &Range<usize>,
        key: &str,
        what: impl Into<String>,
        fix: Option<String>,
        warning: bool,
    ) {
        let (line, column) = place(&self.text, span.start);
        let mut problem = Problem::new(self.file.clone(), what).at(line, column).key(key);
        problem.fix = fix;
        if warning {
            problem = problem.warning();
        }
        problem.excerpt = Some(self.excerpt(span));
        self.problems.borrow_mut().push(problem);
    }

    /// A problem of the file as a whole.
    pub(crate) fn report_file(&self, key: &str, what: impl Into<String>, fix: Option<String>) {
        let mut problem = Problem::new(self.file.clone(), what).key(key);
        problem.fix = fix;
        self.problems.borrow_mut().push(problem);
    }

    /// Whether any error was reported.
    pub(crate) fn has_errors(&self) -> bool {
        self.problems.borrow().iter().any(|p| p.severity == super::Severity::Error)
    }

    /// What was found, from the top of the file.
    pub(crate) fn into_problems(self) -> Problems {
        let mut problems = Problems(self.problems.into_inner());
        problems.sort();
        problems
    }

    fn excerpt(&self, span: &Range<usize>) -> Excerpt {
        let at = floor(&self.text, span.start);
        let start = self.text[..at].rfind('\n').map_or(0, |found| found + 1);
        let end = self.text[at..].find('\n').map_or(self.text.len(), |found| at + found);
        let stop = floor(&self.text, span.end).clamp(at, end);
        Excerpt {
            line: self.text[start..end].trim_end_matches('\r').to_owned(),
            width: self.text[at..stop].chars().count().max(1),
        }
    }
}

/// The nearest character boundary at or before a byte offset.
fn floor(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Line and column, both from 1, of a byte offset; columns count characters.
pub(crate) fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..floor(text, offset)];
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |found| found + 1);
    (line, before[start..].chars().count() + 1)
}

/// A table of the file. Remembers which keys were asked for; [`Section::end`] names the others.
#[derive(Debug)]
pub(crate) struct Section<'s> {
    source: &'s Source,
    tree: &'s DeTable<'s>,
    path: String,
    /// Where it stands; `None` for the whole file.
    span: Option<Range<usize>>,
    asked: RefCell<Vec<&'static str>>,
}

impl<'s> Section<'s> {
    /// The value of a key, when the file has it.
    pub(crate) fn get(&self, key: &'static str) -> Option<Entry<'s>> {
        self.asked.borrow_mut().push(key);
        self.entries().find(|(_, name, _)| *name == key).map(|(_, _, entry)| entry)
    }

    /// The value of a key that must be there.
    pub(crate) fn need(&self, key: &'static str) -> Option<Entry<'s>> {
        let found = self.get(key);
        if found.is_none() {
            self.bad_key(key, format!("`{key}` is missing"), None);
        }
        found
    }

    /// All keys with their values, in alphabetical order: (where the key stands, key, value).
    pub(crate) fn entries(&self) -> impl Iterator<Item = (Range<usize>, &'s str, Entry<'s>)> + '_ {
        self.tree.iter().map(|(key, value)| {
            let name: &'s str = key.get_ref().as_ref();
            let path = join(&self.path, name);
            (key.span(), name, Entry { source: self.source, path, span: value.span(), value: value.get_ref() })
        })
    }

    /// A table below this one; a wrong kind of value is reported.
    pub(crate) fn section(&self, key: &'static str) -> Option<Section<'s>> {
        self.get(key).and_then(|entry| entry.section())
    }

    /// An array of tables (`[[key]]`), empty when absent.
    pub(crate) fn sections(&self, key: &'static str) -> Vec<Section<'s>> {
        self.get(key).and_then(|entry| entry.list()).unwrap_or_default().iter().filter_map(Entry::section).collect()
    }

    /// The file this table stands in.
    pub(crate) fn source(&self) -> &'s Source {
        self.source
    }

    /// A problem with this table.
    pub(crate) fn bad(&self, what: impl Into<String>, fix: Option<String>) {
        match &self.span {
            Some(span) => self.source.report(span, &self.path, what, fix, false),
            None => self.source.report_file(&self.path, what, fix),
        }
    }

    /// A problem with a key that is not there, shown at the table's place.
    pub(crate) fn bad_key(&self, key: &str, what: impl Into<String>, fix: Option<String>) {
        let path = join(&self.path, key);
        match &self.span {
            Some(span) => self.source.report(span, &path, what, fix, false),
            None => self.source.report_file(&path, what, fix),
        }
    }

    /// Reports every key that nobody asked for, with the known key that was probably meant.
    pub(crate) fn end(&self) {
        let asked = self.asked.borrow();
        for (span, name, _) in self.entries() {
            if asked.contains(&name) {
                continue;
            }
            // A known key that already stands in the table is not what was meant.
            let free =
                asked.iter().copied().filter(|known| !self.tree.keys().any(|key| key.get_ref().as_ref() == *known));
            let fix = match nearest(name, free) {
                Some(known) => format!("did you mean `{known}`?"),
                None => {
                    let mut known = asked.clone();
                    known.sort_unstable();
                    known.dedup();
                    format!("known here: {}", known.join(", "))
                }
            };
            let path = join(&self.path, name);
            self.source.report(&span, &path, "there is no such key", Some(fix), false);
        }
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// A value of the file.
#[derive(Debug, Clone)]
pub(crate) struct Entry<'s> {
    source: &'s Source,
    path: String,
    span: Range<usize>,
    value: &'s DeValue<'s>,
}

impl<'s> Entry<'s> {
    /// The dotted path of this value.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// A text.
    pub(crate) fn text(&self) -> Option<&'s str> {
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
        let text = self.text()?;
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
    pub(crate) fn within(&self, least: i64, most: i64, unit: &str) -> Option<i64> {
        let number = self.integer()?;
        if (least..=most).contains(&number) {
            return Some(number);
        }
        let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
        self.bad(format!("{number} is out of range"), Some(format!("allowed are {least} to {most}{unit}")));
        None
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
        match self.value {
            DeValue::Boolean(flag) => Some(*flag),
            _ => self.wrong("true or false"),
        }
    }

    /// A table.
    pub(crate) fn section(&self) -> Option<Section<'s>> {
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
        let text = self.text()?;
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
