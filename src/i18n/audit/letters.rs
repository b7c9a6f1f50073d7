//! Letters that do not belong into a language's alphabet.

use crate::i18n::Language;

/// A wrong letter or word.
pub(super) struct Fault {
    pub(super) what: String,
    pub(super) fix: Option<String>,
}

/// Latin words that stand in Kurdish and Arabic texts as they are: names of things that people
/// know by these letters.
const LATIN_WORDS: [&str; 8] = ["QR", "UPN", "KRG", "MRZ", "PDF", "SMS", "IQD", "USB"];

/// Words that keep the letters of their own language in a text of another one: how a language
/// calls itself.
const NAMES: [&str; 2] = ["کوردی", "العربية"];

/// The first wrong letter of a text: where it stands (bytes) and what is wrong. Texts for staff
/// may name commands, groups and settings in Latin letters.
pub(super) fn fault(language: Language, for_staff: bool, text: &str) -> Option<(usize, Fault)> {
    let mut at = 0;
    for word in text.split(|c: char| !(c.is_alphanumeric() || c == '\u{200C}' || is_mark(c))) {
        let start = text[at..].find(word).map_or(at, |found| at + found);
        at = start + word.len();
        if word.is_empty() || NAMES.contains(&word) {
            continue;
        }
        if word.starts_with(|c: char| c.is_ascii_alphabetic()) {
            if for_staff || LATIN_WORDS.contains(&word) || is_example(word) {
                continue;
            }
            let fault = Fault {
                what: format!("the Latin word \"{word}\" stands in a text written from the right"),
                fix: Some("translate it, or add it to the allowed words".into()),
            };
            return Some((start, fault));
        }
        for (offset, letter) in word.char_indices() {
            if let Some(fault) = letter_fault(language, letter) {
                return Some((start + offset, fault));
            }
        }
    }
    None
}

/// A code or a letter given as an example, such as `A12345678`, `B3` or `A`.
fn is_example(word: &str) -> bool {
    let letter = word.len() == 1 && word.bytes().all(|b| b.is_ascii_uppercase());
    letter
        || word.bytes().any(|b| b.is_ascii_digit())
            && word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

/// Marks of vowels, which stand inside words.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{064B}'..='\u{0652}' | '\u{0670}' | '\u{0640}' | '\u{065A}')
}

fn letter_fault(language: Language, letter: char) -> Option<Fault> {
    let code = u32::from(letter);
    let kurdish = |right: char| Fault {
        what: format!("the letter {letter} (U+{code:04X}) is not Kurdish"),
        fix: Some(format!("write {right} (U+{:04X})", u32::from(right))),
    };
    match letter {
        '\u{06F0}'..='\u{06F9}' => Some(Fault {
            what: format!("the digit {letter} (U+{code:04X}) is Persian"),
            fix: Some("write ٠ to ٩ (U+0660 to U+0669)".into()),
        }),
        _ if language == Language::CKB || language == Language::KMR => match letter {
            '\u{0643}' => Some(kurdish('ک')),
            '\u{064A}' | '\u{0649}' => Some(kurdish('ی')),
            '\u{06BE}' => Some(kurdish('ه')),
            '\u{0629}' => Some(kurdish('ە')),
            _ => None,
        },
        'ڕ' | 'ڵ' | 'ێ' | 'ۆ' | 'ە' | 'ڤ' | 'پ' | 'چ' | 'گ' | 'ژ' | 'ک' | 'ی' if language == Language::AR => {
            Some(Fault { what: format!("the letter {letter} (U+{code:04X}) is not Arabic"), fix: None })
        }
        _ => None,
    }
}
