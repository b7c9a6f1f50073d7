//! Reading a TOML file by hand, so that every mistake in it is named with its place.
//!
//! `serde` stops at the first mistake. Here the file is parsed into a tree whose every
//! value knows where it stands; readers ask for keys, say what is wrong, and go on.

mod entry;
mod shape;

use std::cell::RefCell;
use std::fs;
use std::ops::Range;
use std::path::Path;

use toml::de::DeTable;

pub(crate) use self::entry::Entry;
pub(crate) use self::shape::{Shape, Shapes};
use super::{Excerpt, Problem, Problems, nearest};

/// A text file and what has been found wrong in it.
#[derive(Debug)]
pub(crate) struct Source {
    file: String,
    text: String,
    problems: RefCell<Vec<Problem>>,
    /// What the readers ask of each value, where somebody wants to know.
    shapes: Option<RefCell<Shapes>>,
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
        Self { file: file.into(), text, problems: RefCell::default(), shapes: None }
    }

    /// The same file, noting what its readers ask of each value: [`into_shapes`](Self::into_shapes).
    pub(crate) fn recording(mut self) -> Self {
        self.shapes = Some(RefCell::default());
        self
    }

    /// What was asked of each value that the file has.
    pub(crate) fn into_shapes(self) -> Shapes {
        self.shapes.map(RefCell::into_inner).unwrap_or_default()
    }

    fn note(&self, path: &str, shape: Shape) {
        if let Some(shapes) = &self.shapes {
            shapes.borrow_mut().note(path, shape);
        }
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
        self.source.note(&self.path, Shape::Table { closed: true });
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
