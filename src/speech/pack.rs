//! A recorded voice: `assets/speech/<tag>/manifest.toml` and the WAV files beside it.
//!
//! Each clip names the message it was spoken for and the hash of the words that were spoken. What is to be
//! said is looked up by its words, so a text that has changed is never answered with the old recording: it
//! falls to the machine voice, and `kiosk locale status` names it. Numbers and codes are put together from
//! the clips of their words, in the order of the language.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::sound::Sound;
use crate::i18n::Numbers;
use crate::problem::Problems;
use crate::problem::source::Source;

/// The file that lists the clips of a language.
pub(super) const MANIFEST: &str = "manifest.toml";

/// What was spoken, as 16 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Spoken(String);

impl Spoken {
    /// The hash of these words, whatever punctuation stands between them.
    #[must_use]
    pub fn of(words: &[&str]) -> Self {
        let digest = Sha256::digest(words.join(" ").as_bytes());
        Self(digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect())
    }

    /// The hash of a text.
    #[must_use]
    pub fn of_text(text: &str, numbers: Option<&Numbers>) -> Self {
        let plain = without_punctuation(text);
        Self::of(&words(&plain, numbers))
    }

    /// As the manifest writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The words of a text that is to be said.
fn words<'t>(plain: &'t str, numbers: Option<&Numbers>) -> Vec<&'t str> {
    match numbers {
        Some(numbers) => numbers.split(plain),
        None => plain.split_whitespace().collect(),
    }
}

fn without_punctuation(text: &str) -> String {
    let sign = |sign: char| if is_stop(sign) { ' ' } else { sign };
    text.chars().map(sign).collect()
}

/// Whether a voice makes a pause here.
pub(super) fn is_stop(sign: char) -> bool {
    ".,:;!?،؛؟…".contains(sign)
}

/// One recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clip {
    /// The message, or `number` for a word of a number, for the person who records.
    pub key: String,
    /// What was spoken.
    pub spoken: Spoken,
    /// The WAV file.
    pub file: PathBuf,
}

/// The recordings of a language.
#[derive(Debug, Clone, Default)]
pub struct Pack {
    clips: Vec<Clip>,
    by_words: HashMap<Spoken, usize>,
}

/// The longest text that is looked for, in words.
const LONGEST: usize = 40;

impl Pack {
    /// Reads the recordings of a folder; a folder without a manifest has none.
    /// What is wrong is named in `problems`: a file that is missing or of another kind is not used.
    pub fn load(folder: &Path, problems: &mut Problems) -> Self {
        let path = folder.join(MANIFEST);
        let mut pack = Self::default();
        if !path.exists() {
            return pack;
        }
        let source = match Source::open(&path, path.display().to_string()) {
            Ok(source) => source,
            Err(problem) => {
                problems.push(*problem);
                return pack;
            }
        };
        {
            let tree = source.tree();
            let root = source.root(&tree);
            for section in root.sections("clip") {
                let filled = |key: &'static str| section.need(key).and_then(|entry| Some((entry.filled()?, entry)));
                let (key, hash, file) = (filled("key"), filled("hash"), filled("file"));
                section.end();
                let (Some((key, _)), Some((hash, entry)), Some((name, file))) = (key, hash, file) else { continue };
                if hash.len() != 16 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                    entry.bad("this is not a hash of 16 digits", Some("`kiosk locale status` prints them".to_owned()));
                    continue;
                }
                let is_inside =
                    Path::new(name).components().all(|part| matches!(part, std::path::Component::Normal(_)));
                if !is_inside {
                    file.bad("this file is not in the folder of the manifest", None);
                    continue;
                }
                let wav = folder.join(name);
                if let Err(error) = Sound::load(&wav) {
                    file.bad(format!("{name}: {error}"), None);
                    continue;
                }
                pack.add(Clip { key: key.to_owned(), spoken: Spoken(hash.to_owned()), file: wav });
            }
            root.end();
        }
        problems.extend(source.into_problems());
        pack
    }

    fn add(&mut self, clip: Clip) {
        self.by_words.insert(clip.spoken.clone(), self.clips.len());
        self.clips.push(clip);
    }

    /// Every recording.
    #[must_use]
    pub fn clips(&self) -> &[Clip] {
        &self.clips
    }

    /// Whether these words were recorded.
    #[must_use]
    pub fn has(&self, spoken: &Spoken) -> bool {
        self.by_words.contains_key(spoken)
    }

    /// The recordings that say all of this, in order; `None` when some of it was never recorded. Half a sentence in
    /// another voice is harder to follow than a whole one.
    pub(super) fn find(&self, clause: &str, numbers: Option<&Numbers>) -> Option<Vec<&Clip>> {
        if self.clips.is_empty() {
            return None;
        }
        let plain = without_punctuation(clause);
        let words = words(&plain, numbers);
        let mut rest = words.as_slice();
        let mut found = Vec::new();
        while !rest.is_empty() {
            // the longest recording sounds best
            let (count, clip) = (1..=rest.len().min(LONGEST)).rev().find_map(|count| {
                let (head, _) = rest.split_at(count);
                let clip = self.clips.get(*self.by_words.get(&Spoken::of(head))?)?;
                Some((count, clip))
            })?;
            found.push(clip);
            (_, rest) = rest.split_at(count);
        }
        Some(found)
    }

    /// Which of these words of numbers were never recorded.
    #[must_use]
    pub fn missing_words<'n>(&self, numbers: &'n Numbers) -> Vec<&'n str> {
        let mut seen = HashSet::new();
        numbers.clips().filter(|word| seen.insert(*word) && !self.has(&Spoken::of(&[word]))).collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    fn write(folder: &Path, manifest: &str, files: &[&str]) {
        for file in files {
            std::fs::write(folder.join(file), Sound::silence(50).to_wav()).unwrap();
        }
        std::fs::write(folder.join(MANIFEST), manifest).unwrap();
    }

    fn clip(key: &str, text: &str, file: &str) -> String {
        let hash = Spoken::of_text(text, None);
        format!("[[clip]]\nkey = \"{key}\"\nhash = \"{}\"\nfile = \"{file}\"\n", hash.as_str())
    }

    #[test]
    fn the_longest_recording_is_taken_and_a_gap_takes_the_clause() {
        let dir = tempfile::tempdir().unwrap();
        let manifest =
            [clip("a", "your number", "a.wav"), clip("b", "your", "b.wav"), clip("number", "five", "c.wav")].concat();
        write(dir.path(), &manifest, &["a.wav", "b.wav", "c.wav"]);
        let mut problems = Problems::default();
        let pack = Pack::load(dir.path(), &mut problems);
        assert!(problems.is_empty(), "{problems}");
        let found = |text: &str| -> Option<Vec<String>> {
            pack.find(text, None).map(|clips| clips.iter().map(|clip| clip.key.clone()).collect())
        };
        assert_eq!(found("your number: five."), Some(vec!["a".into(), "number".into()]));
        assert_eq!(found("your five"), Some(vec!["b".into(), "number".into()]));
        assert_eq!(found("your ticket"), None);
        assert_eq!(found(""), Some(vec![]));
    }

    #[test]
    fn what_is_wrong_in_a_manifest_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let manifest = "[[clip]]\nkey = \"a\"\nhash = \"12\"\nfile = \"a.wav\"\n[[clip]]\nkey = \"b\"\nhash = \"0123456789abcdef\"\nfile = \"../b.wav\"\n[[clip]]\nkey = \"c\"\nhash = \"0123456789abcdef\"\nfile = \"none.wav\"\nspeaker = \"x\"\n";
        write(dir.path(), manifest, &["a.wav"]);
        let mut problems = Problems::default();
        let pack = Pack::load(dir.path(), &mut problems);
        let said = problems.to_string();
        assert!(pack.clips().is_empty());
        for part in ["not a hash of 16 digits", "not in the folder", "none.wav: it cannot be read", "no such key"] {
            assert!(said.contains(part), "{part}\n{said}");
        }
    }
}
