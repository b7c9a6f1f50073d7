//! What of a language a native speaker has looked at: `locales/<tag>/review.toml`.
//!
//! The file keeps, for each message, the hash of the translation and of its English original as they were when
//! somebody approved them. If either changes, the message counts as *changed* until it is approved again.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use fluent_syntax::ast::Entry;
use sha2::{Digest as _, Sha256};

use super::load::Pack;
use super::{Language, Locales, Status, said, spoken};
use crate::problem::Problems;
use crate::problem::source::Source;

/// How far a language has come, message by message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The language.
    pub language: Language,
    /// What it says of itself.
    pub status: Status,
    /// How many messages English has.
    pub messages: usize,
    /// Taken from the fallback language.
    pub missing: Vec<String>,
    /// Nobody has approved it.
    pub unreviewed: Vec<String>,
    /// Approved, and changed since, here or in English.
    pub changed: Vec<String>,
}

/// Messages by their keys, with everything that is written in them.
type Written = BTreeMap<String, String>;

fn written(pack: &Pack) -> Written {
    let mut all = Written::new();
    for entry in pack.files.iter().flat_map(|file| file.resource.entries()) {
        let Entry::Message(message) = entry else { continue };
        let mut text = message.value.as_ref().map(said::canonical).unwrap_or_default();
        for attribute in &message.attributes {
            let _ = write!(text, "\n.{}={}", attribute.id.name, said::canonical(&attribute.value));
        }
        all.entry(message.id.name.to_owned()).or_insert(text);
    }
    all
}

fn approved_as(own: &str, original: &str) -> String {
    let digest = Sha256::digest(format!("{own}\0{original}").as_bytes());
    digest.iter().take(8).fold(String::new(), |mut hash, byte| {
        let _ = write!(hash, "{byte:02x}");
        hash
    })
}

impl Locales {
    fn file_of_review(&self, language: Language) -> Option<PathBuf> {
        Some(self.0.packs.get(self.index(language)?)?.folder.join("review.toml"))
    }

    /// What was approved in this language: message → hash. A mistake in the file is named in `problems`.
    fn approved(&self, language: Language, problems: &mut Problems) -> BTreeMap<String, String> {
        let mut approved = BTreeMap::new();
        let Some(path) = self.file_of_review(language).filter(|path| path.exists()) else { return approved };
        match Source::open(&path, path.display().to_string()) {
            Ok(source) => {
                let tree = source.tree();
                for (_, key, entry) in source.root(&tree).entries() {
                    if let Some(hash) = entry.filled() {
                        approved.insert(key.to_owned(), hash.to_owned());
                    }
                }
                drop(tree);
                problems.extend(source.into_problems());
            }
            Err(problem) => problems.push(*problem),
        }
        approved
    }

    /// How far the review of a language has come; `None` when it is not installed.
    #[must_use]
    pub fn review(&self, language: Language, problems: &mut Problems) -> Option<Review> {
        let index = self.index(language)?;
        let own = written(self.0.packs.get(index)?);
        let original = match self.index(Language::EN).and_then(|index| self.0.packs.get(index)) {
            Some(pack) => written(pack),
            None => own.clone(),
        };
        let approved = self.approved(language, problems);
        let (mut missing, mut unreviewed, mut changed) = (Vec::new(), Vec::new(), Vec::new());
        for (key, english) in &original {
            match (own.get(key), approved.get(key)) {
                (None, _) => missing.push(key.clone()),
                (Some(_), None) => unreviewed.push(key.clone()),
                (Some(own), Some(hash)) if approved_as(own, english) != *hash => changed.push(key.clone()),
                (Some(_), Some(_)) => {}
            }
        }
        let status = self.info(language)?.status;
        Some(Review { language, status, messages: original.len(), missing, unreviewed, changed })
    }

    /// Notes that somebody who speaks the language has approved these messages as they are now.
    /// Answers how many; messages that the language does not have are left out.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn approve(&self, language: Language, keys: &BTreeSet<String>) -> std::io::Result<usize> {
        let packs = (self.index(language), self.index(Language::EN));
        let (Some(own), Some(path)) = (packs.0.and_then(|i| self.0.packs.get(i)), self.file_of_review(language)) else {
            return Ok(0);
        };
        let own = written(own);
        let original = packs.1.and_then(|i| self.0.packs.get(i)).map(written).unwrap_or_default();
        let mut approved = self.approved(language, &mut Problems::default());
        let mut count = 0;
        for (key, text) in own.iter().filter(|(key, _)| keys.contains(*key)) {
            let english = original.get(key).map_or("", String::as_str);
            approved.insert(key.clone(), approved_as(text, english));
            count += 1;
        }
        let mut file = String::from(
            "# Which messages a native speaker has approved, and as what. Written by `kiosk locale approve`.\n",
        );
        for (key, hash) in &approved {
            let _ = writeln!(file, "{key} = \"{hash}\"");
        }
        std::fs::write(path, file)?;
        Ok(count)
    }

    /// What a voice says of each message, as the pieces between its values, for who records it.
    /// Numbers are words of their own; see [`super::Numbers::clips`].
    #[must_use]
    pub fn to_record(&self, language: Language) -> Vec<(String, Vec<String>)> {
        let Some(pack) = self.index(language).and_then(|index| self.0.packs.get(index)) else { return Vec::new() };
        let texts = self.texts(language);
        let mut all = Vec::new();
        for entry in pack.files.iter().flat_map(|file| file.resource.entries()) {
            let Entry::Message(message) = entry else { continue };
            let speech = message.attributes.iter().find(|attribute| attribute.id.name == "speech");
            let Some(pattern) = speech.map(|speech| &speech.value).or(message.value.as_ref()) else { continue };
            let mut pieces: Vec<String> = Vec::new();
            for piece in said::literals(pattern) {
                let said = spoken::verbalise(&piece, texts.numbers());
                if said.chars().any(char::is_alphabetic) && !pieces.contains(&said) {
                    pieces.push(said);
                }
            }
            if !pieces.is_empty() {
                all.push((message.id.name.to_owned(), pieces));
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    fn load(folder: &std::path::Path, english: &str, other: &str) -> Locales {
        for (tag, text) in [("en", english), ("tk", other)] {
            let own = folder.join(tag);
            std::fs::create_dir_all(&own).unwrap();
            let info =
                "name='x'\nenglish='x'\ndirection='ltr'\ndigits='latin'\nstatus='draft'\nkeyboards=[]\norder=1\n";
            std::fs::write(own.join("language.toml"), info).unwrap();
            std::fs::write(own.join("a.ftl"), text).unwrap();
        }
        Locales::load(folder).unwrap()
    }

    #[test]
    fn what_is_approved_stays_so_until_it_or_the_original_changes() {
        let dir = tempfile::tempdir().unwrap();
        let tk = Language::parse("tk").unwrap();
        let review = |locales: &Locales| {
            let mut problems = Problems::default();
            let review = locales.review(tk, &mut problems).unwrap();
            assert!(problems.is_empty(), "{problems}");
            (review.missing.join(" "), review.unreviewed.join(" "), review.changed.join(" "))
        };
        let english = "a = One\nb = Two\nc = Three { $n }\n";
        let locales = load(dir.path(), english, "a = Bir\nb = Iki\n");
        assert_eq!(review(&locales), ("c".into(), "a b".into(), String::new()));
        let keys = ["a", "b", "zz"].map(str::to_owned).into();
        assert_eq!(locales.approve(tk, &keys).unwrap(), 2);
        assert_eq!(review(&locales), ("c".into(), String::new(), String::new()));
        let other = load(dir.path(), english, "a = Birinji\nb = Iki\n    .speech = ikki\n");
        assert_eq!(review(&other), ("c".into(), String::new(), "a b".into()));
        let original = load(dir.path(), "a = First\nb = Two\n", "a = Bir\nb = Iki\n");
        assert_eq!(review(&original), (String::new(), String::new(), "a".into()));
    }

    #[test]
    fn who_records_gets_the_pieces_between_the_values() {
        let dir = tempfile::tempdir().unwrap();
        let locales = load(dir.path(), "step = Step { $n } of { $of }.\nb = IQD\n    .speech = dinars\n", "a = Bir\n");
        let wanted = |key: &str, pieces: &[&str]| (key.to_owned(), pieces.iter().map(|p| (*p).to_owned()).collect());
        assert_eq!(locales.to_record(Language::EN), [wanted("step", &["Step", "of"]), wanted("b", &["dinars"])]);
    }
}
