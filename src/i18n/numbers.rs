//! Numbers in words, as data: `locales/<tag>/numbers.toml`.
//!
//! A voice must not read digits by itself: espeak-ng is silent at Arabic-Indic ones, and recorded
//! clips exist for words only. The rules here cover the languages of Iraq: words that are joined
//! with or without "and", units before tens (Arabic), a dual and counted plurals of *thousand*
//! (Arabic), a silent *one* (Kurdish `هەزار`), years read in pairs (English).
//! The Kurdish words and rules are those of ckb-textify 5.0.1 (MIT), in the spelling of the kiosk.

use std::collections::BTreeMap;
use std::path::Path;

use crate::problem::Problems;
use crate::problem::source::{Section, Source};

/// A group of three digits and how it is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Scale {
    size: i64,
    /// Exactly one of it, whole: `هەزار`, `one thousand`.
    one: String,
    /// Exactly two of it, whole, where there is a dual.
    two: Option<String>,
    /// After 3 to 10.
    few: String,
    /// After 11 to 99.
    many: String,
    /// After all others.
    other: String,
}

/// The number words of one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbers {
    small: Vec<String>,
    tens: Vec<String>,
    hundreds: Vec<String>,
    units_first: bool,
    after_tens: String,
    after_hundreds: String,
    between: String,
    before_last: String,
    minus: String,
    years_in_pairs: bool,
    /// The largest first.
    scales: Vec<Scale>,
    letters: BTreeMap<char, String>,
}

impl Numbers {
    /// Reads `numbers.toml`. What is wrong is named in `problems`, and then there is none.
    pub(super) fn load(path: &Path, problems: &mut Problems) -> Option<Self> {
        let source = match Source::open(path, path.display().to_string()) {
            Ok(source) => source,
            Err(problem) => {
                problems.push(*problem);
                return None;
            }
        };
        let tree = source.tree();
        let numbers = {
            let root = source.root(&tree);
            let numbers = read(&root);
            root.end();
            numbers
        };
        drop(tree);
        let sound = !source.has_errors();
        problems.extend(source.into_problems());
        numbers.filter(|_| sound)
    }

    /// A whole number in words: 25000 is `بیست و پێنج هەزار`.
    #[must_use]
    pub fn words(&self, number: i64) -> String {
        if number == 0 {
            return self.small[0].clone();
        }
        let mut rest = number.unsigned_abs();
        let mut groups: Vec<String> = Vec::new();
        for scale in &self.scales {
            let size = scale.size.unsigned_abs();
            let count = rest / size;
            rest %= size;
            match (count, &scale.two) {
                (0, _) => {}
                (1, _) => groups.push(scale.one.clone()),
                (2, Some(two)) => groups.push(two.clone()),
                (count, _) => {
                    let noun = match count % 100 {
                        3..=10 => &scale.few,
                        11..=99 => &scale.many,
                        _ => &scale.other,
                    };
                    groups.push(format!("{} {noun}", self.counted(count)));
                }
            }
        }
        let mut words = groups.join(&self.between);
        if rest > 0 {
            if !words.is_empty() {
                words.push_str(if rest < 100 { &self.before_last } else { &self.between });
            }
            words.push_str(&self.group(rest));
        }
        if number < 0 { format!("{} {words}", self.minus) } else { words }
    }

    /// How many of a scale there are; beyond 999 of the largest it counts in itself.
    fn counted(&self, count: u64) -> String {
        if count < 1000 {
            return self.group(count);
        }
        self.words(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// 1 to 999.
    fn group(&self, number: u64) -> String {
        let at = |list: &[String], index: u64| {
            usize::try_from(index).ok().and_then(|index| list.get(index)).cloned().unwrap_or_default()
        };
        let (hundreds, rest) = (number / 100, number % 100);
        let below = match (rest / 10, rest % 10) {
            _ if rest < 20 => at(&self.small, rest),
            (tens, 0) => at(&self.tens, tens - 2),
            (tens, units) => {
                let (tens, units) = (at(&self.tens, tens - 2), at(&self.small, units));
                let (first, second) = if self.units_first { (units, tens) } else { (tens, units) };
                format!("{first}{}{second}", self.after_tens)
            }
        };
        match (hundreds, rest) {
            (0, _) => below,
            (_, 0) => at(&self.hundreds, hundreds - 1),
            _ => format!("{}{}{below}", at(&self.hundreds, hundreds - 1), self.after_hundreds),
        }
    }

    /// A year: in pairs where the language reads it so.
    #[must_use]
    pub fn year(&self, year: i64) -> String {
        let (century, rest) = (year / 100, year % 100);
        let is_pair = self.years_in_pairs && rest >= 10 && (11..=20).contains(&century);
        if is_pair { format!("{} {}", self.words(century), self.words(rest)) } else { self.words(year) }
    }

    /// The name of one digit.
    #[must_use]
    pub fn digit(&self, digit: u32) -> &str {
        usize::try_from(digit).ok().and_then(|digit| self.small.get(digit)).map_or("", String::as_str)
    }

    /// The word before a number below zero.
    #[must_use]
    pub fn minus(&self) -> &str {
        &self.minus
    }

    /// What a Latin letter is called; the letter itself where the language has no word for it.
    #[must_use]
    pub fn letter(&self, letter: char) -> String {
        let letter = letter.to_ascii_uppercase();
        self.letters.get(&letter).cloned().unwrap_or_else(|| letter.to_string())
    }

    /// Every single word that a number can contain, and the names of letters: what a recorded voice needs as clips.
    pub fn clips(&self) -> impl Iterator<Item = &str> + '_ {
        let scales = self.scales.iter().flat_map(|scale| {
            [Some(&scale.one), scale.two.as_ref(), Some(&scale.few), Some(&scale.many), Some(&scale.other)]
        });
        let joins = [&self.after_tens, &self.after_hundreds, &self.between, &self.before_last, &self.minus];
        (self.small.iter().chain(&self.tens).chain(&self.hundreds))
            .chain(scales.flatten())
            .chain(joins)
            .chain(self.letters.values())
            .flat_map(|text| text.split_whitespace())
    }

    /// The clips of number words, in the order in which they are said. An "and" that is written on the word after it
    /// (Arabic `وَعِشْرُون`) is a clip of its own.
    #[must_use]
    pub fn split<'t>(&self, words: &'t str) -> Vec<&'t str> {
        let known = |word: &str| self.clips().any(|clip| clip == word);
        let joined = [&self.after_tens, &self.after_hundreds, &self.between, &self.before_last];
        let mut clips = Vec::new();
        for word in words.split_whitespace() {
            let prefix = joined
                .iter()
                .map(|text| text.trim())
                .find(|text| !text.is_empty() && !known(word) && word.strip_prefix(text).is_some_and(known));
            match prefix.map(|prefix| word.split_at(prefix.len())) {
                Some((first, second)) => clips.extend([first, second]),
                None => clips.push(word),
            }
        }
        clips
    }
}

fn read(root: &Section<'_>) -> Option<Numbers> {
    let list = |key: &'static str, wanted: usize| -> Option<Vec<String>> {
        let entry = root.need(key)?;
        let words: Vec<String> = entry.list()?.iter().filter_map(|word| word.filled().map(str::to_owned)).collect();
        if words.len() == wanted {
            return Some(words);
        }
        entry.bad(format!("these are {} words", words.len()), Some(format!("{wanted} are needed")));
        None
    };
    let text = |key: &'static str| root.need(key).and_then(|entry| entry.text()).map(str::to_owned);
    let (small, tens, hundreds) = (list("small", 20), list("tens", 8), list("hundreds", 9));
    let units_first = root.get("units_first").and_then(|entry| entry.flag()).unwrap_or(false);
    let years_in_pairs = root.get("years_in_pairs").and_then(|entry| entry.flag()).unwrap_or(false);
    let (after_tens, after_hundreds, between) = (text("after_tens"), text("after_hundreds"), text("between"));
    let before_last = root.get("before_last").and_then(|entry| entry.text()).map(str::to_owned);
    let minus = text("minus");
    let mut scales = Vec::new();
    for section in root.sections("scale") {
        let size = section.need("size").and_then(|entry| entry.within(1000, 1_000_000_000_000, ""));
        let word = |key: &'static str| section.get(key).and_then(|entry| entry.filled()).map(str::to_owned);
        let one = section.need("one").and_then(|entry| entry.filled()).map(str::to_owned);
        let other = section.need("other").and_then(|entry| entry.filled()).map(str::to_owned);
        let (two, few, many) = (word("two"), word("few"), word("many"));
        section.end();
        let (Some(size), Some(one), Some(other)) = (size, one, other) else { continue };
        let few = few.unwrap_or_else(|| other.clone());
        let many = many.unwrap_or_else(|| other.clone());
        scales.push(Scale { size, one, two, few, many, other });
    }
    scales.sort_by_key(|scale| -scale.size);
    if !scales.iter().any(|scale| scale.size == 1000) {
        root.bad_key("scale", "there is no word for a thousand", Some("add [[scale]] with size = 1000".to_owned()));
    }
    let mut letters = BTreeMap::new();
    if let Some(section) = root.section("letters") {
        for (_, key, entry) in section.entries() {
            match (key.chars().next(), key.len(), entry.filled()) {
                (Some(letter @ 'A'..='Z'), 1, Some(name)) => {
                    letters.insert(letter, name.to_owned());
                }
                (_, _, None) => {}
                _ => entry.bad("this is not a letter from A to Z", None),
            }
        }
    }
    let between = between?;
    Some(Numbers {
        small: small?,
        tens: tens?,
        hundreds: hundreds?,
        units_first,
        after_tens: after_tens?,
        after_hundreds: after_hundreds?,
        before_last: before_last.unwrap_or_else(|| between.clone()),
        between,
        minus: minus?,
        years_in_pairs,
        scales,
        letters,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use std::path::PathBuf;

    fn shipped(tag: &str) -> Numbers {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("locales").join(tag).join("numbers.toml");
        let mut problems = Problems::default();
        let numbers = Numbers::load(&path, &mut problems);
        numbers.unwrap_or_else(|| panic!("{problems}"))
    }

    #[test]
    fn numbers_are_said_as_the_language_says_them() {
        for (tag, number, words) in [
            ("ckb", 0, "سفر"),
            ("ckb", 7, "حەوت"),
            ("ckb", 25, "بیست و پێنج"),
            ("ckb", 100, "سەد"),
            ("ckb", 341, "سێ سەد و چل و یەک"),
            ("ckb", 1000, "هەزار"),
            ("ckb", 25_000, "بیست و پێنج هەزار"),
            ("ckb", 1_000_000, "یەک ملیۆن"),
            ("ckb", 2026, "دوو هەزار و بیست و شەش"),
            ("ckb", -5, "سالب پێنج"),
            ("kmr", 21, "بیست و ئێک"),
            ("kmr", 4_500, "چار هزار و پێنج سەد"),
            ("en", 21, "twenty one"),
            ("en", 105, "one hundred and five"),
            ("en", 25_000, "twenty five thousand"),
            ("en", 2_005, "two thousand and five"),
            ("en", 1_234_567, "one million two hundred and thirty four thousand five hundred and sixty seven"),
            ("ar", 3, "ثَلَاثَة"),
            ("ar", 25, "خَمْسَة وَعِشْرُون"),
            ("ar", 2_000, "أَلْفَان"),
            ("ar", 5_000, "خَمْسَة آلَاف"),
            ("ar", 25_000, "خَمْسَة وَعِشْرُون أَلْفاً"),
            ("ar", 100_000, "مِئَة أَلْف"),
            ("ar", 125, "مِئَة وَخَمْسَة وَعِشْرُون"),
            ("ar", 12_000_000, "اِثْنَا عَشَر مِلْيُوناً"),
        ] {
            assert_eq!(shipped(tag).words(number), words, "{tag} {number}");
        }
    }

    #[test]
    fn no_number_is_silent_and_none_has_a_digit() {
        for tag in ["ckb", "kmr", "ar", "en"] {
            let numbers = shipped(tag);
            let mut said = std::collections::HashMap::new();
            for number in (0..=1999).chain([9_999, 10_000, 99_999, 100_001, 999_999, 1_000_001, 987_654_321_012]) {
                let words = numbers.words(number);
                assert!(!words.trim().is_empty() && !words.contains("  "), "{tag} {number}: {words}");
                assert!(!words.chars().any(char::is_numeric), "{tag} {number}: {words}");
                assert_eq!(said.insert(words.clone(), number), None, "{tag}: two numbers are both {words}");
                for word in numbers.split(&words) {
                    assert!(numbers.clips().any(|clip| clip == word), "{tag} {number}: no clip is {word}");
                }
            }
            assert!(!numbers.words(i64::MAX).is_empty());
        }
    }

    #[test]
    fn an_and_that_is_written_on_the_next_word_is_a_clip_of_its_own() {
        let arabic = shipped("ar");
        assert_eq!(arabic.split(&arabic.words(25_000)), ["خَمْسَة", "وَ", "عِشْرُون", "أَلْفاً"]);
        // `وَاحِد` begins with the same letter and is one word
        assert_eq!(arabic.split(&arabic.words(1)), ["وَاحِد"]);
        let sorani = shipped("ckb");
        assert_eq!(sorani.split(&sorani.words(25)), ["بیست", "و", "پێنج"]);
    }

    #[test]
    fn english_years_are_pairs() {
        let english = shipped("en");
        assert_eq!(english.year(1985), "nineteen eighty five");
        assert_eq!(english.year(2026), "twenty twenty six");
        assert_eq!(english.year(2005), "two thousand and five");
        assert_eq!(english.year(1900), "one thousand nine hundred");
        assert_eq!(shipped("ckb").year(1985), "هەزار و نۆ سەد و هەشتا و پێنج");
    }

    #[test]
    fn what_is_missing_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("numbers.toml");
        std::fs::write(&path, "small = [\"zero\"]\ntens = 3\nletters = { AB = \"x\" }\n").unwrap();
        let mut problems = Problems::default();
        assert_eq!(Numbers::load(&path, &mut problems), None);
        let said = problems.to_string();
        for part in ["small: these are 1 words; 20 are needed", "tens: this is a whole number", "`minus` is missing"] {
            assert!(said.contains(part), "{part}\n{said}");
        }
        assert!(said.contains("scale: there is no word for a thousand") && said.contains("letters.AB"), "{said}");
    }
}
