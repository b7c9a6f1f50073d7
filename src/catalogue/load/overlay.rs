//! The catalogue in languages that its own files do not have: `catalogue.toml` in the folder of a language pack, so that
//! nobody has to edit the files of the product for it.
//!
//! A text is found by its English words. One that has changed in the catalogue since is no longer found, and is named.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::i18n::{Language, LocalText, Locales};
use crate::problem::source::{Source, place};
use crate::problem::{Problem, Problems, nearest};

/// The file in the folder of a language.
const FILE: &str = "catalogue.toml";

/// The texts of every language that brings some.
#[derive(Debug, Default)]
pub(super) struct Overlay {
    languages: Vec<Texts>,
}

/// The texts of one language.
#[derive(Debug)]
struct Texts {
    language: Language,
    file: String,
    /// By the English words: the translation, and where it stands.
    texts: BTreeMap<String, (String, (usize, usize))>,
    /// What the catalogue has asked for.
    found: RefCell<BTreeSet<String>>,
}

impl Overlay {
    /// Reads the files of all languages; what is wrong in them is named.
    pub(super) fn read(locales: &Locales, problems: &mut Problems) -> Self {
        let mut overlay = Self::default();
        for info in locales.languages() {
            let Some(path) = locales.folder(info.language).map(|folder| folder.join(FILE)) else { continue };
            if !path.exists() {
                continue;
            }
            let source = match Source::open(&path, path.display().to_string()) {
                Ok(source) => source,
                Err(problem) => {
                    problems.push(*problem);
                    continue;
                }
            };
            let mut texts = BTreeMap::new();
            {
                let tree = source.tree();
                for (span, english, entry) in source.root(&tree).entries() {
                    if let Some(words) = entry.filled() {
                        let at = place(source.text(), span.start);
                        texts.insert(english.trim().to_owned(), (words.trim().to_owned(), at));
                    }
                }
            }
            problems.extend(source.into_problems());
            let (language, file) = (info.language, path.display().to_string());
            overlay.languages.push(Texts { language, file, texts, found: RefCell::default() });
        }
        overlay
    }

    /// Adds to a text what the language packs have of it. What the catalogue says itself stays.
    pub(super) fn complete(&self, text: &mut LocalText) {
        let Some(english) = text.exactly(Language::EN).map(str::to_owned) else { return };
        for pack in &self.languages {
            let Some((words, _)) = pack.texts.get(&english) else { continue };
            pack.found.borrow_mut().insert(english.clone());
            if text.exactly(pack.language).is_none() {
                text.set(pack.language, words.clone());
            }
        }
    }

    /// What nothing in the catalogue has asked for: its English words have changed, or are mistyped. `known` are those
    /// of the catalogue.
    pub(super) fn unused(&self, known: &BTreeSet<String>) -> Problems {
        let mut problems = Problems::default();
        for pack in &self.languages {
            let found = pack.found.borrow();
            for (english, (_, (line, column))) in pack.texts.iter().filter(|(english, _)| !found.contains(*english)) {
                let problem = Problem::new(pack.file.clone(), "the catalogue has no such English text")
                    .at(*line, *column)
                    .key(english.clone());
                let near = nearest(english, known.iter().map(String::as_str));
                let fix = near.map_or_else(|| "remove it".to_owned(), |near| format!("did you mean \"{near}\"?"));
                problems.push(problem.fix(fix).warning());
            }
        }
        problems
    }
}
