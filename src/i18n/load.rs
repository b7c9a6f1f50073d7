//! Reading `locales/`: a folder is a language.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use fluent_bundle::FluentResource;
use fluent_bundle::concurrent::FluentBundle;
use fluent_syntax::ast;
use unic_langid::LanguageIdentifier;

use super::said::Saying;
use super::{Digits, Direction, Language, LanguageInfo, Letters, Numbers, Status, Texts, format, said};
use crate::problem::source::{Entry, Source, place};
use crate::problem::{Problem, Problems};

pub(super) type Bundle = FluentBundle<Arc<FluentResource>>;

/// All installed languages. Cheap to clone.
#[derive(Clone)]
pub struct Locales(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) infos: Vec<LanguageInfo>,
    pub(super) packs: Vec<Pack>,
    problems: Problems,
    /// What was already reported as missing, so that each is reported once.
    pub(super) missing: Mutex<HashSet<String>>,
}

/// One loaded language.
pub(super) struct Pack {
    pub(super) bundle: Bundle,
    pub(super) files: Vec<MessageFile>,
    /// Where it was read from.
    pub(super) folder: PathBuf,
    /// Number words, for the voice.
    pub(super) numbers: Option<Numbers>,
    /// Messages that the voice says otherwise than they are written.
    pub(super) sayings: Vec<Saying>,
}

/// One `*.ftl` file.
pub(super) struct MessageFile {
    /// As messages name it.
    pub(super) file: String,
    pub(super) resource: Arc<FluentResource>,
}

impl MessageFile {
    /// Line and column of a piece of this file's text, from a slice of its syntax tree.
    pub(super) fn place(&self, slice: &str) -> (usize, usize) {
        let text = self.resource.source();
        let offset = (slice.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        place(text, if offset > text.len() { 0 } else { offset })
    }
}

impl std::fmt::Debug for Locales {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Locales").field(&self.0.infos).finish()
    }
}

impl Locales {
    /// Reads every language below a folder.
    ///
    /// A mistake in one file does not take the others away: what could be read is usable and
    /// [`Locales::problems`] names the rest.
    ///
    /// # Errors
    /// When no language at all can be read.
    pub fn load(dir: &Path) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let mut loaded: BTreeMap<(i64, Language), (LanguageInfo, Pack)> = BTreeMap::new();
        let shown = dir.display().to_string();
        let folders = match std::fs::read_dir(dir) {
            Ok(entries) => {
                let mut folders: Vec<_> =
                    entries.filter_map(Result::ok).map(|e| e.path()).filter(|p| p.is_dir()).collect();
                folders.sort();
                folders
            }
            Err(error) => {
                return Err(Problem::new(shown, format!("the folder of languages cannot be read: {error}")).into());
            }
        };
        for folder in folders {
            if let Some((info, pack)) = load_language(&folder, &mut problems) {
                loaded.insert((info.order, info.language), (info, pack));
            }
        }
        if loaded.is_empty() {
            problems.push(
                Problem::new(shown, "no language could be read from this folder")
                    .fix("each language is a folder with language.toml and messages in *.ftl"),
            );
            return Err(problems);
        }
        let known: Vec<Language> = loaded.keys().map(|(_, language)| *language).collect();
        let (infos, packs): (Vec<_>, Vec<_>) = loaded.into_values().unzip();
        for info in &infos {
            if let Some(fallback) = info.fallback
                && !known.contains(&fallback)
            {
                let file = dir.join(info.language.tag()).join("language.toml");
                problems.push(
                    Problem::new(file.display().to_string(), format!("the language \"{fallback}\" is not installed"))
                        .key("fallback")
                        .fix(format!("add the folder {}", dir.join(fallback.tag()).display())),
                );
            }
        }
        Ok(Self(Arc::new(Inner { infos, packs, problems, missing: Mutex::default() })))
    }

    /// The installed languages in the order of the language screen.
    #[must_use]
    pub fn languages(&self) -> &[LanguageInfo] {
        &self.0.infos
    }

    /// What is known of one language, when it is installed.
    #[must_use]
    pub fn info(&self, language: Language) -> Option<&LanguageInfo> {
        self.0.infos.iter().find(|info| info.language == language)
    }

    /// The folder of a language, when it is installed.
    #[must_use]
    pub fn folder(&self, language: Language) -> Option<&Path> {
        self.index(language).map(|index| self.0.packs[index].folder.as_path())
    }

    /// What is wrong in the files of the languages.
    #[must_use]
    pub fn problems(&self) -> &Problems {
        &self.0.problems
    }

    /// The messages of a language. A language that is not installed is served by the nearest
    /// one that is (kmr → ckb → en → the first).
    #[must_use]
    pub fn texts(&self, language: Language) -> Texts {
        let mut asked = Some(language);
        while let Some(language) = asked {
            if let Some(index) = self.index(language) {
                return Texts::new(Arc::clone(&self.0), index);
            }
            asked = language.usual_fallback();
        }
        Texts::new(Arc::clone(&self.0), 0)
    }

    pub(super) fn index(&self, language: Language) -> Option<usize> {
        self.0.infos.iter().position(|info| info.language == language)
    }
}

fn load_language(folder: &Path, problems: &mut Problems) -> Option<(LanguageInfo, Pack)> {
    let path = folder.join("language.toml");
    let source = match Source::open(&path, path.display().to_string()) {
        Ok(source) => source,
        Err(problem) => {
            problems.push(problem.fix("a language is a folder with language.toml and messages in *.ftl"));
            return None;
        }
    };
    let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let info = read_info(&source, name);
    problems.extend(source.into_problems());
    let info = info?;

    let mut files: Vec<_> = std::fs::read_dir(folder)
        .map(|entries| entries.filter_map(Result::ok).map(|entry| entry.path()).collect())
        .unwrap_or_default();
    files.retain(|path: &PathBuf| path.extension().is_some_and(|ext| ext == "ftl"));
    files.sort();
    if files.is_empty() {
        problems.push(Problem::new(folder.display().to_string(), "the language has no messages (*.ftl)"));
        return None;
    }

    let tag: LanguageIdentifier = info.plural.tag().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![tag]);
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(format::formatter(info.digits, info.direction)));
    if let Err(error) = bundle.add_builtins() {
        problems.push(Problem::new(folder.display().to_string(), format!("Fluent refuses its functions: {error}")));
    }
    let mut kept = Vec::new();
    for path in files {
        if let Some(file) = read_messages(&path, problems) {
            add(&mut bundle, &file, problems);
            kept.push(file);
        }
    }
    let numbers = folder.join("numbers.toml");
    let numbers = if numbers.exists() { Numbers::load(&numbers, problems) } else { None };
    let sayings = said::sayings(&kept);
    Some((info, Pack { bundle, files: kept, folder: folder.to_path_buf(), numbers, sayings }))
}

fn read_info(source: &Source, folder: &str) -> Option<LanguageInfo> {
    let tree = source.tree();
    let root = source.root(&tree);
    let Some(language) = Language::parse(folder) else {
        source.report_file(
            "",
            format!("the folder name \"{folder}\" is not a language tag"),
            Some("name it like ckb, ar, en".into()),
        );
        return None;
    };
    let name = root.need("name").and_then(|e| e.filled());
    let english = root.need("english").and_then(|e| e.filled());
    let direction = root.need("direction").and_then(|e| e.word(&[("ltr", Direction::Ltr), ("rtl", Direction::Rtl)]));
    let digits = root.need("digits").and_then(|e| e.word(&[("arabic", Digits::Arabic), ("latin", Digits::Latin)]));
    let status = root.need("status").and_then(|e| e.word(&[("complete", Status::Complete), ("draft", Status::Draft)]));
    let tag = |key| {
        root.get(key).and_then(|entry| {
            let parsed = entry.text().and_then(Language::parse);
            if parsed.is_none() {
                entry.bad("this is not a language tag", Some("write a tag such as ckb, ar, en".into()));
            }
            parsed
        })
    };
    let fallback = tag("fallback");
    let plural = tag("plural").unwrap_or(language);
    let keyboards = root
        .need("keyboards")
        .and_then(|e| e.list())
        .map(|list| list.iter().filter_map(Entry::filled).map(str::to_owned).collect());
    let order = root.need("order").and_then(|e| e.within(0, 999, ""));
    let voice = root.get("voice").and_then(|e| e.filled()).map(str::to_owned);
    let letters = root
        .get("voice_letters")
        .and_then(|e| e.word(&[("as_written", Letters::AsWritten), ("kurdish_latin", Letters::KurdishLatin)]));
    root.end();
    Some(LanguageInfo {
        language,
        name: name?.to_owned(),
        english: english?.to_owned(),
        direction: direction?,
        digits: digits?,
        fallback,
        status: status?,
        plural,
        keyboards: keyboards?,
        order: order?,
        voice,
        voice_letters: letters.unwrap_or_default(),
    })
}

fn read_messages(path: &Path, problems: &mut Problems) -> Option<MessageFile> {
    let source = match Source::open(path, path.display().to_string()) {
        Ok(source) => source,
        Err(problem) => {
            problems.push(*problem);
            return None;
        }
    };
    let resource = match FluentResource::try_new(source.text().to_owned()) {
        Ok(resource) => resource,
        Err((resource, errors)) => {
            for error in errors {
                // The parser often notices a mistake in the line after; people look for the message.
                let bad = error.slice.clone().unwrap_or(error.pos);
                let text = source.text().get(bad.clone()).unwrap_or_default();
                let start = bad.start + (text.len() - text.trim_start().len());
                let end = start + text.trim_start().lines().next().unwrap_or_default().len();
                let what = format!("this message cannot be read: {}", error.kind);
                source.report(&(start..end), "", what, None, false);
            }
            resource
        }
    };
    problems.extend(source.into_problems());
    Some(MessageFile { file: path.display().to_string(), resource: Arc::new(resource) })
}

/// Adds a file to the bundle; a key that another file of the language already has is named.
fn add(bundle: &mut Bundle, file: &MessageFile, problems: &mut Problems) {
    let mut own = HashSet::new();
    for entry in file.resource.entries() {
        let name = match entry {
            ast::Entry::Message(message) => message.id.name,
            ast::Entry::Term(term) => term.id.name,
            _ => continue,
        };
        let twice = !own.insert(name) || bundle.has_message(name);
        if twice {
            let (line, column) = file.place(name);
            problems.push(
                Problem::new(file.file.clone(), "this message stands twice in the language")
                    .at(line, column)
                    .key(name)
                    .fix("remove one of them or rename it"),
            );
        }
    }
    // What it reports (keys that stand twice) is named above, with its line.
    let _twice = bundle.add_resource(Arc::clone(&file.resource));
}
