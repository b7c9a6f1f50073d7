//! Reading and checking `assets/catalogue/`: every mistake of every file, in one go.

mod fields;
mod lists;
mod overlay;
mod services;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::overlay::Overlay;
use super::{Basis, Catalogue, Category, CategoryId, Cited};
use crate::i18n::{Language, LocalText, Locales, Status};
use crate::problem::source::{Entry, Section, Source};
use crate::problem::{Problem, Problems, nearest};

impl Catalogue {
    /// Reads the catalogue of a folder. `locales` says which languages every text must have.
    ///
    /// # Errors
    /// Every mistake in any file. Warnings (texts missing in a draft language) alone are no
    /// error: see [`Catalogue::check`].
    pub fn load(dir: &Path, locales: &Locales) -> Result<Arc<Self>, Problems> {
        let (catalogue, problems) = Self::check(dir, locales);
        match catalogue {
            Some(catalogue) if problems.errors() == 0 => Ok(Arc::new(catalogue)),
            _ => Err(problems),
        }
    }

    /// Reads the catalogue of a folder and says everything that is wrong or unfinished in it.
    #[must_use]
    pub fn check(dir: &Path, locales: &Locales) -> (Option<Self>, Problems) {
        let mut reading = Reading::new(dir, locales);
        let catalogue = reading.catalogue(dir);
        let unused = reading.overlay.unused(&reading.english.borrow());
        reading.problems.extend(unused);
        reading.problems.sort();
        (catalogue, reading.problems)
    }
}

/// What is known while the files are read.
struct Reading {
    /// Languages that every text must have.
    complete: Vec<Language>,
    /// Languages that a text may lack.
    draft: Vec<Language>,
    /// Names of the pictures, when their folder is there.
    icons: Option<BTreeSet<String>>,
    /// What language packs add to the texts.
    overlay: Overlay,
    /// Every English text that was read.
    english: RefCell<BTreeSet<String>>,
    problems: Problems,
}

impl Reading {
    fn new(dir: &Path, locales: &Locales) -> Self {
        let of = |status| {
            locales.languages().iter().filter(|info| info.status == status).map(|info| info.language).collect()
        };
        let icons = dir.parent().and_then(|assets| std::fs::read_dir(assets.join("icons")).ok()).map(|files| {
            files
                .filter_map(Result::ok)
                .filter(|file| file.path().extension().is_some_and(|extension| extension == "svg"))
                .filter_map(|file| file.path().file_stem().and_then(|stem| stem.to_str()).map(str::to_owned))
                .collect()
        });
        let mut problems = Problems::default();
        let overlay = Overlay::read(locales, &mut problems);
        let (complete, draft) = (of(Status::Complete), of(Status::Draft));
        Self { complete, draft, icons, overlay, english: RefCell::default(), problems }
    }

    /// Opens a file and hands its root to `read`; what is wrong in it is kept.
    fn file<T>(&mut self, path: &Path, read: impl FnOnce(&Self, &Section<'_>) -> Option<T>) -> Option<T> {
        let source = match Source::open(path, path.display().to_string()) {
            Ok(source) => source,
            Err(problem) => {
                self.problems.push(*problem);
                return None;
            }
        };
        let value = {
            let tree = source.tree();
            let root = source.root(&tree);
            let value = read(self, &root);
            root.end();
            value
        };
        self.problems.extend(source.into_problems());
        value
    }

    fn catalogue(&mut self, dir: &Path) -> Option<Catalogue> {
        let head = self.file(&dir.join("catalogue.toml"), |reading, root| Some(reading.head(root)));
        let lists = self.file(&dir.join("lists.toml"), |reading, root| Some(reading.lists(root)));
        let lists = lists.unwrap_or_default();
        let plans = self.file(&dir.join("fields.toml"), |reading, root| Some(reading.plans(root, &lists)));
        let plans = plans.unwrap_or_default();
        let (version, categories) = head.unwrap_or_default();

        let mut services = Vec::new();
        let mut taken = services::Taken::default();
        for path in self.service_files(&dir.join("services")) {
            let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
            let known = services::Known { lists: &lists, plans: &plans, categories: &categories };
            let service = self.file(&path, |reading, root| reading.service(root, &stem, &known, &mut taken));
            services.extend(service);
        }
        services.sort_by_key(|service| {
            let category = categories.iter().find(|c| c.id == service.category).map_or(0, |c| c.order);
            (category, service.order, service.number)
        });
        let mut lists: Vec<_> = lists.into_values().collect();
        lists.sort_by(|a, b| a.id.cmp(&b.id));
        Some(Catalogue { version: version?, categories, services, lists })
    }

    fn service_files(&mut self, dir: &Path) -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> = match std::fs::read_dir(dir) {
            Ok(entries) => entries.filter_map(Result::ok).map(|entry| entry.path()).collect(),
            Err(error) => {
                let problem =
                    Problem::new(dir.display().to_string(), format!("the folder of services cannot be read: {error}"));
                self.problems.push(problem);
                return Vec::new();
            }
        };
        files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
        files.sort();
        if files.is_empty() {
            self.problems.push(
                Problem::new(dir.display().to_string(), "there is no service").fix("each service is a file NAME.toml"),
            );
        }
        files
    }

    fn head(&self, root: &Section<'_>) -> (Option<String>, Vec<Category>) {
        let version = root.need("version").and_then(|e| e.filled()).map(str::to_owned);
        let mut categories: Vec<Category> = Vec::new();
        for section in root.sections("categories") {
            let id = section.need("id").and_then(|e| self.id(&e));
            if let Some(id) = &id
                && categories.iter().any(|category| category.id.as_str() == *id)
            {
                section.bad(format!("the category \"{id}\" stands twice"), Some("rename one of them".into()));
            }
            let icon = section.need("icon").and_then(|e| self.icon(&e));
            let queue = section.need("queue").and_then(|e| queue_letter(&e));
            let order = section.need("order").and_then(|e| e.within(0, 999, ""));
            let name = section.need("name").and_then(|e| self.local(&e));
            section.end();
            if let (Some(id), Some(icon), Some(queue), Some(order), Some(name)) = (id, icon, queue, order, name) {
                categories.push(Category { id: CategoryId::new(id), icon, name, queue, order });
            }
        }
        categories.sort_by_key(|category| category.order);
        if categories.is_empty() && !root.source().has_errors() {
            root.bad_key("categories", "there is no category", Some("write [[categories]]".into()));
        }
        (version, categories)
    }

    /// A text in several languages; what is missing is named.
    fn local(&self, entry: &Entry<'_>) -> Option<LocalText> {
        let section = entry.section()?;
        let mut text = LocalText::default();
        for (span, tag, entry) in section.entries() {
            let language = self.complete.iter().chain(&self.draft).find(|language| language.tag() == tag);
            match language {
                Some(language) => {
                    if let Some(words) = entry.filled() {
                        text.set(*language, words.trim());
                    }
                }
                None => {
                    let tags = self.complete.iter().chain(&self.draft).map(|language| language.tag());
                    let fix = nearest(tag, tags).map_or_else(
                        || format!("add the folder locales/{tag}, or remove this"),
                        |near| format!("did you mean `{near}`?"),
                    );
                    section.source().report(
                        &span,
                        entry.path(),
                        format!("\"{tag}\" is not an installed language"),
                        Some(fix),
                        false,
                    );
                }
            }
        }
        self.english.borrow_mut().extend(text.exactly(Language::EN).map(str::to_owned));
        self.overlay.complete(&mut text);
        // an empty one is named where it stands
        let stands = |language: &Language| section.entries().any(|(_, tag, _)| tag == language.tag());
        let lacks = |language: &Language| !stands(language) && text.exactly(*language).is_none();
        for language in self.complete.iter().filter(|language| lacks(language)) {
            entry.bad(
                format!("the translation into \"{language}\" is missing"),
                Some(format!("add {language} = \"…\"")),
            );
        }
        for language in self.draft.iter().filter(|language| lacks(language)) {
            entry.warn(format!("the draft translation into \"{language}\" is missing"), None);
        }
        text.languages().next()?;
        Some(text)
    }

    /// An id: lower-case letters, digits and `_`, beginning with a letter.
    fn id(&self, entry: &Entry<'_>) -> Option<String> {
        let text = entry.filled()?;
        let fits = text.len() <= 40
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if !fits {
            entry.bad(format!("\"{text}\" is not an id"), Some("write a-z, 0-9 and _, beginning with a letter".into()));
            return None;
        }
        Some(text.to_owned())
    }

    /// The name of a picture that is there.
    fn icon(&self, entry: &Entry<'_>) -> Option<String> {
        let name = entry.filled()?;
        if let Some(icons) = &self.icons
            && !icons.contains(name)
        {
            let fix = nearest(name, icons.iter().map(String::as_str)).map_or_else(
                || "add the picture to assets/icons/".to_owned(),
                |near| format!("did you mean \"{near}\"?"),
            );
            entry.bad(format!("there is no picture \"{name}\""), Some(fix));
        }
        Some(name.to_owned())
    }

    /// `basis`, `source`, `note` of a section that must say what it rests on.
    fn cited(&self, section: &Section<'_>) -> Option<Cited> {
        let basis = section.need("basis")?;
        self.cited_by(section, &basis)
    }

    /// The same, of a section that may leave it out.
    fn cited_if(&self, section: &Section<'_>) -> Option<Cited> {
        match section.get("basis") {
            Some(basis) => self.cited_by(section, &basis),
            None => {
                // Known keys all the same.
                let _source = section.get("source");
                let _note = section.get("note");
                None
            }
        }
    }

    fn cited_by(&self, section: &Section<'_>, basis: &Entry<'_>) -> Option<Cited> {
        let words = [("public", Basis::Public), ("law", Basis::Law), ("sample", Basis::Sample)];
        let source = section.get("source").and_then(|e| e.filled()).map(str::to_owned);
        let note = section.get("note").and_then(|e| e.filled()).map(str::to_owned);
        Some(Cited { basis: basis.word(&words)?, source, note })
    }
}

/// The letter of a queue.
fn queue_letter(entry: &Entry<'_>) -> Option<char> {
    let text = entry.filled()?;
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) if letter.is_ascii_uppercase() && !matches!(letter, 'I' | 'O') => Some(letter),
        _ => {
            entry.bad(
                format!("\"{text}\" is not a queue letter"),
                Some("write one letter of A to Z except I and O".into()),
            );
            None
        }
    }
}

/// Lists by their id.
type Lists = BTreeMap<String, super::ChoiceList>;

#[cfg(test)]
mod tests;
