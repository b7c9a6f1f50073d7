//! What a language is: its tag, its direction, its digits.

use std::collections::HashSet;
use std::fmt;
use std::sync::{Mutex, OnceLock, PoisonError};

/// A language by its BCP 47 tag, such as `ckb`. Cheap to copy and compare.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Language(&'static str);

impl Language {
    /// Central Kurdish (Sorani).
    pub const CKB: Self = Self("ckb");
    /// Arabic as used in Iraq.
    pub const AR: Self = Self("ar");
    /// English.
    pub const EN: Self = Self("en");
    /// Badini Kurdish in Arabic script.
    pub const KMR: Self = Self("kmr");

    /// The language of a tag; `None` when the text cannot be a tag
    /// (2 to 35 lower- or upper-case letters, digits and dashes, beginning with two or three letters).
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        let mut parts = tag.split('-');
        let first = parts.next()?;
        let fits = (2..=3).contains(&first.len())
            && first.bytes().all(|b| b.is_ascii_lowercase())
            && parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
            && tag.len() <= 35;
        fits.then(|| Self(intern(tag)))
    }

    /// The tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        self.0
    }

    /// Where a text that is missing in this language is looked for next, when no
    /// `language.toml` says otherwise: kmr → ckb → en, and en for all others.
    #[must_use]
    pub fn usual_fallback(self) -> Option<Self> {
        match self {
            Self::KMR => Some(Self::CKB),
            Self::EN => None,
            _ => Some(Self::EN),
        }
    }
}

/// Keeps each tag once for the life of the program. The set of tags is small: those of
/// the installed languages and of the configuration.
fn intern(tag: &str) -> &'static str {
    static TAGS: OnceLock<Mutex<HashSet<&'static str>>> = OnceLock::new();
    let known = [Language::CKB, Language::AR, Language::EN, Language::KMR];
    if let Some(language) = known.iter().find(|language| language.0 == tag) {
        return language.0;
    }
    let mut tags = TAGS.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(kept) = tags.get(tag) {
        return kept;
    }
    let kept: &'static str = Box::leak(tag.to_owned().into_boxed_str());
    tags.insert(kept);
    kept
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// Which way a language is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

/// Which digits a citizen reads in prose, amounts and dates. Codes and phone numbers are
/// always in Latin digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Digits {
    /// ٠١٢٣٤٥٦٧٨٩ (U+0660 to U+0669).
    Arabic,
    /// 0123456789.
    Latin,
}

/// How far the translation of a language has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// Every message is there.
    Complete,
    /// Unreviewed; missing messages are taken from the fallback language.
    Draft,
}

/// The letters that a machine voice reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Letters {
    /// Those of the language.
    #[default]
    AsWritten,
    /// Kurdish in Latin letters (Hawar): espeak-ng's `ku` spells Arabic letters instead of reading them.
    KurdishLatin,
}

/// What `language.toml` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguageInfo {
    /// The language.
    pub language: Language,
    /// Its own name for itself, as shown on the language screen.
    pub name: String,
    /// Its name in English, for staff and logs.
    pub english: String,
    /// Which way it is written.
    pub direction: Direction,
    /// The digits of prose.
    pub digits: Digits,
    /// Where missing messages are taken from.
    pub fallback: Option<Language>,
    /// Complete or draft.
    pub status: Status,
    /// The language whose plural rules are used (a tag known to CLDR).
    pub plural: Language,
    /// Ids of on-screen keyboards (`assets/keyboards/`), the first is shown first.
    pub keyboards: Vec<String>,
    /// Place on the language screen, smallest first.
    pub order: i64,
    /// The voice of espeak-ng that speaks where nothing is recorded; `None`: there is none for this language.
    pub voice: Option<String>,
    /// The letters in which that voice is given its texts.
    pub voice_letters: Letters,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn a_tag_is_interned_once() {
        let one = Language::parse("az-Latn-IQ").unwrap();
        let two = Language::parse(&String::from("az-Latn-IQ")).unwrap();
        assert!(std::ptr::eq(one.tag(), two.tag()));
        assert_eq!(Language::parse("ckb"), Some(Language::CKB));
    }

    #[test]
    fn what_is_not_a_tag() {
        for text in ["", "c", "CKB", "ckb_IQ", "../en", "ckb-", "english"] {
            assert_eq!(Language::parse(text), None, "{text}");
        }
    }
}
