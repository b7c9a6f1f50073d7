//! From what stands on the screen to what a voice says: no digit is left to the voice.
//!
//! Numbers become words, codes and telephone numbers (they stand in a left-to-right isolate) are
//! spelled, marks that only steer direction go. What a code's letters and digits are called comes
//! from `numbers.toml`; a language without one borrows that of its fallback.

use super::Numbers;
use super::text::{END_ISOLATE, LTR_ISOLATE, fold_digits, strip_bidi};

/// A number of more digits than this is a code.
const LONGEST_NUMBER: usize = 9;

/// The text with every number in words. Without number words digits are left out: nobody would
/// understand what an unknown voice makes of them.
pub(super) fn verbalise(text: &str, numbers: Option<&Numbers>) -> String {
    let mut said = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(LTR_ISOLATE) {
        plain(&rest[..start], numbers, &mut said);
        let inside = &rest[start + LTR_ISOLATE.len_utf8()..];
        let end = inside.find(END_ISOLATE).unwrap_or(inside.len());
        isolated(&inside[..end], numbers, &mut said);
        rest = inside[end..].strip_prefix(END_ISOLATE).unwrap_or_default();
    }
    plain(rest, numbers, &mut said);
    tidy(&said)
}

/// Something that runs from the left in any text: a code is spelled, a word stays a word.
fn isolated(text: &str, numbers: Option<&Numbers>, said: &mut String) {
    let text = fold_digits(&strip_bidi(text));
    if text.chars().any(|c| c.is_ascii_digit()) {
        spell(&text, numbers, said);
    } else {
        said.push_str(&text);
    }
}

/// Sign by sign; between groups a pause.
fn spell(text: &str, numbers: Option<&Numbers>, said: &mut String) {
    said.push(' ');
    for sign in text.chars() {
        match (sign.to_digit(10), numbers) {
            (Some(digit), Some(numbers)) => said.push_str(numbers.digit(digit)),
            (Some(_), None) => {}
            (None, Some(numbers)) if sign.is_ascii_alphabetic() => said.push_str(&numbers.letter(sign)),
            (None, _) if sign.is_alphanumeric() => said.push(sign),
            (None, _) => {
                said.truncate(said.trim_end().len());
                said.push(',');
            }
        }
        said.push(' ');
    }
}

/// Text with numbers in it.
fn plain(text: &str, numbers: Option<&Numbers>, said: &mut String) {
    let text = fold_digits(&strip_bidi(text));
    let signs: Vec<char> = text.chars().collect();
    let mut at = 0;
    while let Some(&sign) = signs.get(at) {
        let is_code = sign.is_ascii_alphanumeric() && !follows_word(&signs, at);
        let code = if is_code { code_at(&signs, at) } else { 0 };
        if code > 0 {
            let code: String = signs[at..at + code].iter().collect();
            at += code.chars().count();
            spell(&code, numbers, said);
            continue;
        }
        if !sign.is_ascii_digit() {
            said.push(sign);
            at += 1;
            continue;
        }
        let mut end = at;
        while let Some(&sign) = signs.get(end) {
            let inside = matches!(sign, ',' | '.' | ':') && signs.get(end + 1).is_some_and(char::is_ascii_digit);
            if !sign.is_ascii_digit() && !inside {
                break;
            }
            end += 1;
        }
        let number: String = signs[at..end].iter().collect();
        if said.chars().next_back().is_some_and(char::is_alphabetic) {
            said.push(' ');
        }
        if said.ends_with('\u{2212}') {
            said.pop();
            said.push_str(numbers.map_or("", Numbers::minus));
            said.push(' ');
        }
        value(&number, numbers, said);
        at = end;
    }
}

fn follows_word(signs: &[char], at: usize) -> bool {
    at > 0 && signs.get(at - 1).is_some_and(char::is_ascii_alphanumeric)
}

/// How many signs a code like `B3-041` takes here: Latin letters and digits mixed; 0 when there is none.
fn code_at(signs: &[char], at: usize) -> usize {
    let inside = |sign: &char| sign.is_ascii_alphanumeric() || *sign == '-';
    let length = signs[at..].iter().take_while(|sign| inside(sign)).count();
    let run = &signs[at..at + length];
    let length = length - run.iter().rev().take_while(|sign| **sign == '-').count();
    let run = &signs[at..at + length];
    let mixed = run.iter().any(char::is_ascii_digit) && run.iter().any(char::is_ascii_alphabetic);
    if mixed { length } else { 0 }
}

/// A number as it is written: `25,000`, `14:05`, `0750`, `2026`.
fn value(written: &str, numbers: Option<&Numbers>, said: &mut String) {
    let Some(numbers) = numbers else { return };
    if let Some((hours, minutes)) = written.split_once(':') {
        let hours = hours.trim_start_matches('0');
        value(if hours.is_empty() { "0" } else { hours }, Some(numbers), said);
        if minutes.parse::<u32>() != Ok(0) {
            said.push(' ');
            value(minutes, Some(numbers), said);
        }
        return;
    }
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    let is_grouped = written.split(',').skip(1).all(|group| group.len() == 3) && !written.contains('.');
    let is_code = digits.len() > LONGEST_NUMBER || digits.len() > 1 && digits.starts_with('0');
    match digits.parse::<i64>() {
        Ok(number) if is_grouped && !is_code => {
            let is_year = digits.len() == 4 && written.len() == 4;
            said.push_str(&if is_year { numbers.year(number) } else { numbers.words(number) });
        }
        _ => {
            let before = said.len();
            spell(written, Some(numbers), said);
            // what follows (a suffix, a full stop) stands by the last digit
            said.truncate(said.trim_end().len().max(before));
        }
    }
}

/// Signs that a voice would stumble over, and doubled spaces and stops.
fn tidy(text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '·' | '–' | '—' | '•' => {
                said.truncate(said.trim_end().len());
                said.push_str(", ");
            }
            '«' | '»' | '“' | '”' | '"' | '(' | ')' => said.push(' '),
            _ if sign.is_whitespace() => said.push(' '),
            _ => said.push(sign),
        }
    }
    let words: Vec<&str> = said.split_whitespace().collect();
    let mut tidy = String::with_capacity(said.len());
    for word in words {
        let is_stop = word.chars().all(|sign| ".,;:!?،؛؟".contains(sign));
        if !tidy.is_empty() && !is_stop {
            tidy.push(' ');
        }
        if !(is_stop && tidy.ends_with(['.', ',', '،', ':', '?', '؟', '!'])) {
            tidy.push_str(word);
        }
    }
    tidy
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use std::path::PathBuf;

    use super::super::{Language, Locales, Money, Texts, args};
    use jiff::civil::date;
    use proptest::prelude::*;

    fn texts(language: Language) -> Texts {
        Locales::load(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("locales")).unwrap().texts(language)
    }

    #[test]
    fn what_stands_on_the_screen_is_said_in_words() {
        let (ckb, ar, en) = (texts(Language::CKB), texts(Language::AR), texts(Language::EN));
        assert_eq!(ckb.spoken(&ckb.money(Money::iqd(25_000))), "بیست و پێنج هەزار دینار");
        assert_eq!(en.spoken(&en.money(Money::iqd(25_000))), "twenty five thousand dinars");
        assert_eq!(ckb.spoken(&ckb.date(date(2026, 1, 15))), "پازدەی کانوونی دووەمی دوو هەزار و بیست و شەش");
        assert_eq!(en.spoken(&en.date(date(2026, 1, 15))), "fifteen January twenty twenty six");
        assert_eq!(ckb.spoken(&ckb.code("B3-041")), "بی سێ, سفر چوار یەک");
        assert_eq!(en.spoken(&en.code("B3-041")), "B three, zero four one");
        assert_eq!(en.spoken("Ticket B3-041."), "Ticket B three, zero four one.");
        assert_eq!(ckb.spoken(&ckb.with("step-of", &args![n = 3, of = 12])), "هەنگاوی سێ لە دوازدە");
        assert_eq!(ar.spoken(&ar.phone("+9647501234567")), "صِفْر سَبْعَة خَمْسَة صِفْر, وَاحِد اِثْنَان ثَلَاثَة, أَرْبَعَة خَمْسَة سِتَّة سَبْعَة");
        assert_eq!(en.spoken("At 14:05, or 04:00."), "At fourteen zero five, or four.");
        assert_eq!(en.spoken("\u{2212}5 and 007 – so"), "minus five and zero zero seven, so");
    }

    #[test]
    fn a_language_without_number_words_borrows_those_of_its_fallback() {
        let dir = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        let info = "name='x'\nenglish='x'\ndirection='ltr'\ndigits='latin'\nstatus='draft'\nkeyboards=[]\norder=1\n";
        write("en/language.toml", info);
        write("en/a.ftl", "a = A\n");
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("locales/en/numbers.toml");
        write("en/numbers.toml", &std::fs::read_to_string(root).unwrap());
        write("tk/language.toml", &format!("{info}fallback = 'en'\n"));
        write("tk/a.ftl", "a = A\n");
        write("xx/language.toml", info);
        write("xx/a.ftl", "a = A\n");
        let locales = Locales::load(dir.path()).unwrap();
        assert!(locales.problems().is_empty(), "{}", locales.problems());
        assert_eq!(locales.texts(Language::parse("tk").unwrap()).spoken("5 a"), "five a");
        assert_eq!(locales.texts(Language::parse("xx").unwrap()).spoken("5 a"), "a");
    }

    proptest! {
        #[test]
        fn check_37_no_digit_is_left_to_the_voice(text in "[\u{2066}\u{2069}\u{200f}0-9٠-٩۰-۹a-cA-CابPی ,.:·–−-]{0,40}", language in 0..4_usize) {
            let language = [Language::CKB, Language::AR, Language::EN, Language::KMR][language];
            let said = texts(language).spoken(&text);
            prop_assert!(!said.chars().any(char::is_numeric), "{text:?}: {said:?}");
            prop_assert!(!said.contains(['\u{2066}', '\u{2069}', '\u{200f}']), "{said:?}");
        }
    }
}
