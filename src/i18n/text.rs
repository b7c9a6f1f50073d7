//! Text as citizens type it and as it must be shown: digits, letters, direction, order.

use std::borrow::Cow;

use unicode_bidi::BidiClass;
use unicode_normalization::UnicodeNormalization;

use super::Direction;

/// U+2066: what follows is laid out left to right, apart from the text around it.
pub const LTR_ISOLATE: char = '\u{2066}';
/// U+2067: what follows is laid out right to left, apart from the text around it.
pub const RTL_ISOLATE: char = '\u{2067}';
/// U+2069: the end of an isolate.
pub const END_ISOLATE: char = '\u{2069}';
/// U+200F: an invisible right-to-left letter.
pub const RTL_MARK: char = '\u{200F}';
/// U+200C: keeps two letters from joining; a letter of Kurdish spelling.
pub const ZWNJ: char = '\u{200C}';

/// Invisible characters that only steer direction, and the byte order mark.
fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Arabic-Indic (٠-٩) and Persian (۰-۹) digits become 0-9; their separators `٬` and `٫` become `,` and `.`.
///
/// ```
/// assert_eq!(kiosk::i18n::text::fold_digits("٠٧٥٠ ۱۲۳"), "0750 123");
/// ```
#[must_use]
pub fn fold_digits(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{0660}'..='\u{0669}' => shifted(c, '\u{0660}', '0'),
            '\u{06F0}'..='\u{06F9}' => shifted(c, '\u{06F0}', '0'),
            '\u{066C}' => ',',
            '\u{066B}' => '.',
            other => other,
        })
        .collect()
}

/// 0-9 become ٠-٩. Separators are left alone.
#[must_use]
pub fn arabic_digits(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_digit() { shifted(c, '0', '\u{0660}') } else { c }).collect()
}

/// The digit that stands as far after `to` as `c` stands after `from`.
fn shifted(c: char, from: char, to: char) -> char {
    char::from_u32(u32::from(to) + (u32::from(c) - u32::from(from))).unwrap_or(c)
}

/// Removes characters that only steer direction.
#[must_use]
pub fn strip_bidi(text: &str) -> String {
    text.chars().filter(|c| !is_bidi_control(*c)).collect()
}

/// Left to right inside any text: codes, phone numbers, references.
#[must_use]
pub fn isolate_ltr(text: &str) -> String {
    format!("{LTR_ISOLATE}{text}{END_ISOLATE}")
}

/// Right to left inside any text: a Kurdish or Arabic name in an English sentence.
#[must_use]
pub fn isolate_rtl(text: &str) -> String {
    format!("{RTL_ISOLATE}{text}{END_ISOLATE}")
}

/// The direction of the first letter that has one, outside isolates (UAX #9, rules P2 and P3).
#[must_use]
pub fn first_strong(text: &str) -> Option<Direction> {
    let mut depth = 0_usize;
    for c in text.chars() {
        match unicode_bidi::bidi_class(c) {
            BidiClass::LRI | BidiClass::RLI | BidiClass::FSI => depth += 1,
            BidiClass::PDI => depth = depth.saturating_sub(1),
            BidiClass::L if depth == 0 => return Some(Direction::Ltr),
            BidiClass::R | BidiClass::AL if depth == 0 => return Some(Direction::Rtl),
            _ => {}
        }
    }
    None
}

/// A text that lays itself out in the direction of its language, whatever it begins with.
///
/// Layout engines take the direction of a paragraph from its first letter: a Kurdish sentence
/// that begins with `KRG` or with a ticket number would run the wrong way. Such a text gets an
/// invisible right-to-left mark in front. Every formatted message passes through here.
#[must_use]
pub fn directed(text: &str, direction: Direction) -> Cow<'_, str> {
    match direction {
        Direction::Rtl if !text.is_empty() && first_strong(text) != Some(Direction::Rtl) => {
            Cow::Owned(format!("{RTL_MARK}{text}"))
        }
        Direction::Ltr if first_strong(text) == Some(Direction::Rtl) => Cow::Owned(format!("\u{200E}{text}")),
        _ => Cow::Borrowed(text),
    }
}

/// One value put into a sentence of the given direction: isolated where it runs the other way.
#[must_use]
pub fn placed(value: &str, direction: Direction) -> Cow<'_, str> {
    let isolated = value.starts_with([LTR_ISOLATE, RTL_ISOLATE, '\u{2068}']);
    if isolated {
        return Cow::Borrowed(value);
    }
    let rtl = value.chars().any(|c| matches!(unicode_bidi::bidi_class(c), BidiClass::R | BidiClass::AL));
    let ltr = value.chars().any(|c| c.is_ascii_digit() || unicode_bidi::bidi_class(c) == BidiClass::L);
    match direction {
        Direction::Rtl if ltr && !rtl => Cow::Owned(isolate_ltr(value)),
        Direction::Ltr if rtl => Cow::Owned(isolate_rtl(value)),
        _ => Cow::Borrowed(value),
    }
}

/// Kurdish spelling as it should be: one code for each letter, whatever keyboard wrote it.
///
/// Arabic yeh, alef maqsura and kaf become the Kurdish letters, the old `ه`+ZWNJ becomes `ە`,
/// letter + small v becomes one letter, tatweel and direction marks go, digits become 0-9,
/// spaces are single. Doing it twice changes nothing.
///
/// For Kurdish fields and search keys; never for a legal Arabic text.
#[must_use]
pub fn normalise_kurdish(text: &str) -> String {
    let mut current = normalise_once(text);
    // Removing a mark can bring two letters together that form one; each pass shortens the
    // text or leaves it as it is, so this ends.
    loop {
        let next = normalise_once(&current);
        if next == current {
            return current;
        }
        current = next;
    }
}

fn normalise_once(text: &str) -> String {
    let composed = fold_digits(&strip_bidi(text)).nfc().collect::<String>();
    let letters = composed
        .replace(['\u{064A}', '\u{0649}'], "ی")
        .replace('\u{0643}', "ک")
        .replace('\u{06BE}', "ه")
        .replace("ه\u{200C}", "ە")
        .replace('\u{0640}', "")
        .replace("ر\u{065A}", "ڕ")
        .replace("ل\u{065A}", "ڵ")
        .replace("و\u{065A}", "ۆ")
        .replace("ی\u{065A}", "ێ");
    letters
        .split_whitespace()
        .map(|word| word.trim_matches(ZWNJ))
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
        .nfc()
        .collect()
}

/// The letters of Central Kurdish in their alphabetical order.
const CKB_ALPHABET: &str = "ئابپتجچحخدرڕزژسشعغفڤقکگلڵمنهەوۆیێ";

/// A key that sorts Kurdish texts by the Kurdish alphabet (Unicode has no order for it).
///
/// Compare keys byte by byte. Digits stand before letters, Arabic letters that Kurdish does not
/// have stand beside their nearest relative, letters of other scripts come last.
#[must_use]
pub fn ckb_sort_key(text: &str) -> Vec<u8> {
    let mut key = Vec::new();
    for c in normalise_kurdish(text).chars() {
        let letter = match c {
            'أ' | 'إ' | 'آ' => 'ا',
            'ة' => 'ت',
            'ث' | 'ص' => 'س',
            'ذ' | 'ض' | 'ظ' => 'ز',
            'ط' => 'ت',
            'ؤ' => 'و',
            'ء' => 'ئ',
            other => other,
        };
        match CKB_ALPHABET.chars().position(|known| known == letter) {
            // 33 letters: the position fits in a byte, above the digits.
            Some(position) => key.push(0x40 + u8::try_from(position).unwrap_or(0)),
            None if letter == ' ' => key.push(0x01),
            None if letter.is_ascii_digit() => key.push(0x10 + (letter as u8 - b'0')),
            None if letter == ZWNJ => {}
            None => {
                key.push(0x80);
                key.extend(u32::from(letter).to_be_bytes());
            }
        }
    }
    key
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn all_digits_fold_to_ascii() {
        assert_eq!(fold_digits("٠١٢٣٤٥٦٧٨٩"), "0123456789");
        assert_eq!(fold_digits("۰۱۲۳۴۵۶۷۸۹"), "0123456789");
        assert_eq!(fold_digits("٢٥٬٠٠٠ دینار"), "25,000 دینار");
        assert_eq!(arabic_digits("B3-041"), "B٣-٠٤١");
    }

    #[test]
    fn old_and_arabic_spellings_become_kurdish_letters() {
        for (from, to) in [
            ("كوردي", "کوردی"),
            ("هه\u{200C}رێم", "هەرێم"),
            ("ر\u{065A}ێگە", "ڕێگە"),
            ("گول\u{065A}", "گوڵ"),
            ("و\u{065A}", "ۆ"),
            ("ي\u{065A}", "ێ"),
            ("ھەینی", "هەینی"),
            ("سـلێمانی", "سلێمانی"),
            ("\u{200F}ناو \u{200E} باوک ", "ناو باوک"),
            ("١٢", "12"),
            ("\u{200C}ناو\u{200C}", "ناو"),
        ] {
            assert_eq!(normalise_kurdish(from), to, "{from}");
        }
    }

    #[test]
    fn the_alphabet_has_thirty_three_different_letters() {
        let mut letters: Vec<char> = CKB_ALPHABET.chars().collect();
        letters.sort_unstable();
        letters.dedup();
        assert_eq!(letters.len(), 33);
        assert_eq!(CKB_ALPHABET.chars().count(), 33);
    }

    #[test]
    fn names_sort_by_the_kurdish_alphabet() {
        let mut names =
            vec!["زانا", "ڕێبوار", "رزگار", "ئازاد", "ێران", "پەروین", "بەهار", "چیا", "هێمن", "نالی", "ڤیان"];
        names.sort_by_key(|name| ckb_sort_key(name));
        assert_eq!(
            names,
            ["ئازاد", "بەهار", "پەروین", "چیا", "رزگار", "ڕێبوار", "زانا", "ڤیان", "نالی", "هێمن", "ێران"]
        );
    }

    #[test]
    fn the_first_letter_outside_isolates_decides() {
        assert_eq!(first_strong("KRG ناو"), Some(Direction::Ltr));
        assert_eq!(first_strong("١٢ ناو"), Some(Direction::Rtl));
        assert_eq!(first_strong(&format!("{} ناو", isolate_ltr("B3-041"))), Some(Direction::Rtl));
        assert_eq!(first_strong("12-34"), None);
    }

    #[test]
    fn a_kurdish_text_that_begins_with_latin_is_led_from_the_right() {
        assert_eq!(directed("KRG ناو", Direction::Rtl), "\u{200F}KRG ناو");
        assert_eq!(directed("ناو KRG", Direction::Rtl), "ناو KRG");
        assert_eq!(directed("", Direction::Rtl), "");
        assert_eq!(directed("12", Direction::Rtl), "\u{200F}12");
        assert_eq!(directed("Name", Direction::Ltr), "Name");
    }

    #[test]
    fn values_that_run_the_other_way_are_isolated_once() {
        let code = placed("B3-041", Direction::Rtl).into_owned();
        assert_eq!(code, "\u{2066}B3-041\u{2069}");
        assert_eq!(placed(&code, Direction::Rtl), code.as_str());
        assert_eq!(placed("٢٥", Direction::Rtl), "٢٥");
        assert_eq!(placed("ئازاد", Direction::Ltr), "\u{2067}ئازاد\u{2069}");
        assert_eq!(placed("Azad", Direction::Ltr), "Azad");
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(text in "[\u{0600}-\u{06FF}\u{200C}-\u{200F}\u{0650}-\u{0660}هی\u{065A} a]{0,24}") {
            let once = normalise_kurdish(&text);
            prop_assert_eq!(normalise_kurdish(&once), once);
        }

        #[test]
        fn normalising_anything_leaves_no_arabic_letter(text in any::<String>()) {
            let done = normalise_kurdish(&text);
            let left = done.contains(['ي', 'ى', 'ك', '\u{06BE}', '\u{0640}', '\u{200F}']);
            prop_assert!(!left, "{done:?}");
        }

        #[test]
        fn folding_digits_is_exact(number in any::<u64>()) {
            let text = number.to_string();
            prop_assert_eq!(fold_digits(&arabic_digits(&text)), text);
        }

        #[test]
        fn directed_texts_run_their_way(text in any::<String>()) {
            let done = directed(&text, Direction::Rtl);
            let isolated = text.contains(['\u{2066}', '\u{2067}', '\u{2068}']);
            prop_assert!(text.is_empty() || first_strong(&done) == Some(Direction::Rtl) || isolated);
        }
    }
}
