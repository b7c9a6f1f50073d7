//! What the readers of a file ask of its values. Noted while a complete file is read, it is the file's schema: there is
//! no second list of keys, ranges and words that could differ from what is really checked.

use std::collections::BTreeMap;
use std::fmt;

/// What a value has to be.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shape {
    /// A table; `closed` when no other keys than those asked for are allowed.
    Table {
        /// Whether unknown keys are mistakes.
        closed: bool,
    },
    /// A list; what its entries are stands under `path[]`.
    List,
    /// A text, of a form where one is known (a regular expression).
    Text {
        /// The form.
        pattern: Option<&'static str>,
    },
    /// One of these words.
    Words(Vec<&'static str>),
    /// One of these whole numbers.
    Numbers(&'static [u32]),
    /// A whole number, bounds included.
    Whole {
        /// The least allowed.
        least: i64,
        /// The most allowed.
        most: i64,
        /// What is counted; empty for nothing.
        unit: &'static str,
    },
    /// A number, bounds included.
    Number {
        /// The least allowed.
        least: f64,
        /// The most allowed.
        most: f64,
    },
    /// `true` or `false`.
    Flag,
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table { .. } => f.write_str("a table"),
            Self::List => f.write_str("a list in [ ]"),
            Self::Text { .. } => f.write_str("a text in quotes"),
            Self::Words(words) => write!(f, "one of \"{}\"", words.join("\", \"")),
            Self::Numbers(known) => {
                let known: Vec<String> = known.iter().map(u32::to_string).collect();
                write!(f, "one of {}", known.join(", "))
            }
            Self::Whole { least, most, unit: "" } => write!(f, "a whole number, {least} to {most}"),
            Self::Whole { least, most, unit } => write!(f, "a whole number, {least} to {most} {unit}"),
            Self::Number { least, most } => write!(f, "a number, {least} to {most}"),
            Self::Flag => f.write_str("true or false"),
        }
    }
}

/// The shapes of a file by dotted path; the entries of a list are `path[]`.
#[derive(Debug, Default)]
pub(crate) struct Shapes(BTreeMap<String, Shape>);

impl Shapes {
    /// Notes what is asked of a value. A table that was closed stays closed; otherwise the last word counts, which is
    /// the narrowest (readers go from "a text" to "one of these").
    pub(super) fn note(&mut self, path: &str, shape: Shape) {
        let path = match path.find('[') {
            Some(at) => format!("{}[]", &path[..at]),
            None => path.to_owned(),
        };
        let closed = matches!(self.0.get(&path), Some(Shape::Table { closed: true }));
        if !(closed && shape == (Shape::Table { closed: false })) {
            self.0.insert(path, shape);
        }
    }

    /// What the value at a path has to be.
    pub(crate) fn get(&self, path: &str) -> Option<&Shape> {
        self.0.get(path)
    }

    /// All of them, in alphabetical order of their paths.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Shape)> {
        self.0.iter().map(|(path, shape)| (path.as_str(), shape))
    }
}
