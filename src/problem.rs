//! What is wrong in a file that a person wrote, where, and how to mend it.
//!
//! Every file that people edit (configuration, catalogue, languages) reports its
//! mistakes in one form, all of them at once:
//!
//! ```text
//! kiosk-config.toml:12:8: printer.baud: 11520 is not a baud rate; did you mean 115200?
//! ```

use std::fmt;

pub(crate) mod source;

/// How much a [`Problem`] matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The file can be used; something in it is unfinished (a draft translation, say).
    Warning,
    /// The file must not be used like this.
    Error,
}

/// The line a problem stands on, for showing a caret below the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The whole line, without its end.
    pub line: String,
    /// How many characters are wrong, from the problem's column; at least 1.
    pub width: usize,
}

/// One thing that is wrong in a file.
///
/// `Display` gives one line; the alternate form (`{:#}`) adds the line of the file and a caret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, as the reader of the message would name it.
    pub file: String,
    /// Line in the file, from 1; 0 when the problem has no line (a missing file).
    pub line: usize,
    /// Column in characters, from 1; 0 when the problem has no column.
    pub column: usize,
    /// The key in the file, such as `printer.baud`; empty when there is none.
    pub key: String,
    /// What is wrong.
    pub what: String,
    /// How to mend it, when that can be said.
    pub fix: Option<String>,
    /// Whether the file can be used all the same.
    pub severity: Severity,
    /// The line itself, where there is one.
    pub excerpt: Option<Excerpt>,
}

impl Problem {
    /// An error in a file as a whole.
    #[must_use]
    pub fn new(file: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            line: 0,
            column: 0,
            key: String::new(),
            what: what.into(),
            fix: None,
            severity: Severity::Error,
            excerpt: None,
        }
    }

    /// The same problem, at a line and column (both from 1).
    #[must_use]
    pub fn at(mut self, line: usize, column: usize) -> Self {
        self.line = line;
        self.column = column;
        self
    }

    /// The same problem, of a key.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = key.into();
        self
    }

    /// The same problem, with a way to mend it.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }

    /// The same problem; with this way to mend it when it has none yet.
    #[must_use]
    pub fn fix_if_none(self, fix: &str) -> Self {
        if self.fix.is_some() { self } else { self.fix(fix) }
    }

    /// The same problem, as a warning.
    #[must_use]
    pub fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
            if self.column > 0 {
                write!(f, ":{}", self.column)?;
            }
        }
        if !self.key.is_empty() {
            write!(f, ": {}", self.key)?;
        }
        write!(f, ": {}", self.what)?;
        if let Some(fix) = &self.fix {
            write!(f, "; {fix}")?;
        }
        if f.alternate()
            && self.line > 0
            && let Some(excerpt) = &self.excerpt
        {
            let number = self.line.to_string();
            let gutter = " ".repeat(number.len().max(5));
            let before = " ".repeat(self.column.saturating_sub(1));
            let carets = "^".repeat(excerpt.width.max(1));
            // Tabs would shift the caret: show each as one space.
            let line = excerpt.line.replace('\t', " ");
            write!(f, "\n{number:>5} | {line}\n{gutter} | {before}{carets}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}

/// Everything that is wrong, in the order of the files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// Whether there is nothing to report.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many of them are errors.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.0.iter().filter(|problem| problem.severity == Severity::Error).count()
    }

    /// How many of them are warnings.
    #[must_use]
    pub fn warnings(&self) -> usize {
        self.0.len() - self.errors()
    }

    /// Adds those of another file.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Adds one.
    pub fn push(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    /// Walks over them.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.0.iter()
    }

    /// Orders them by file, line and column, so that a reader can mend a file from its top. What was found twice (a file
    /// that was read for two reasons) is told once.
    pub fn sort(&mut self) {
        self.0.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
        let mut kept: Vec<Problem> = Vec::with_capacity(self.0.len());
        for problem in self.0.drain(..) {
            if !kept.contains(&problem) {
                kept.push(problem);
            }
        }
        self.0 = kept;
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            if f.alternate() {
                write!(f, "{problem:#}")?;
            } else {
                write!(f, "{problem}")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// The known word nearest to `word`, near enough to be what was meant.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (strsim::normalized_damerau_levenshtein(word, candidate), candidate))
        .filter(|(likeness, _)| *likeness >= 0.5)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn one_line_with_place_key_and_fix() {
        let problem = Problem::new("kiosk-config.toml", "11520 is not a baud rate")
            .at(12, 8)
            .key("printer.baud")
            .fix("did you mean 115200?");
        assert_eq!(
            problem.to_string(),
            "kiosk-config.toml:12:8: printer.baud: 11520 is not a baud rate; did you mean 115200?"
        );
    }

    #[test]
    fn a_missing_file_has_no_place() {
        let problem = Problem::new("kiosk-config.toml", "there is no such file");
        assert_eq!(problem.to_string(), "kiosk-config.toml: there is no such file");
    }

    #[test]
    fn the_caret_stands_below_the_place() {
        let mut problem = Problem::new("f.toml", "no").at(12, 8).key("baud");
        problem.excerpt = Some(Excerpt { line: "baud = 11520".into(), width: 5 });
        assert_eq!(format!("{problem:#}"), "f.toml:12:8: baud: no\n   12 | baud = 11520\n      |        ^^^^^");
    }

    #[test]
    fn nearest_word_is_near_or_none() {
        assert_eq!(nearest("buad", ["baud", "port"]), Some("baud"));
        assert_eq!(nearest("colour", ["baud", "port"]), None);
    }
}
