//! The text of a field and its caret, kept by the application.

use super::super::keyboard::Key;
use crate::i18n::Direction;
use crate::i18n::text::first_strong;
use std::fmt;
use zeroize::Zeroizing;

/// Most bytes a field takes; longer input is refused character by character.
const MOST: usize = 512;

/// A line of text with a caret. Its memory is wiped when it is dropped, and
/// never moved while it grows; `Debug` shows only the length.
#[derive(Clone)]
pub struct Edit {
    text: Zeroizing<String>,
    caret: usize,
}

impl Default for Edit {
    fn default() -> Self {
        Self::new("")
    }
}

impl Edit {
    /// A text with the caret at its end.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut kept = Zeroizing::new(String::with_capacity(MOST));
        for sign in text.chars() {
            if kept.len() + sign.len_utf8() <= MOST {
                kept.push(sign);
            }
        }
        let caret = kept.len();
        Self { text: kept, caret }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The byte before which the caret stands; always between two characters.
    #[must_use]
    pub fn caret(&self) -> usize {
        self.caret
    }

    /// Puts the caret before the nearest character boundary at or before this byte.
    pub fn set_caret(&mut self, index: usize) {
        let mut index = index.min(self.text.len());
        while !self.text.is_char_boundary(index) {
            index -= 1;
        }
        self.caret = index;
    }

    /// Replaces the text; the caret goes to its end.
    pub fn set(&mut self, text: &str) {
        *self = Self::new(text);
    }

    /// Empties the field.
    pub fn clear(&mut self) {
        self.set("");
    }

    /// Inserts text at the caret, as much as fits into `most` characters.
    /// Control characters are left out.
    pub fn insert(&mut self, text: &str, most: usize) {
        let mut room = most.saturating_sub(self.text.chars().count());
        for sign in text.chars().filter(|sign| !sign.is_control()) {
            if room == 0 || self.text.len() + sign.len_utf8() > MOST {
                return;
            }
            self.text.insert(self.caret, sign);
            self.caret += sign.len_utf8();
            room -= 1;
        }
    }

    /// Deletes the character before the caret.
    pub fn backspace(&mut self) {
        if let Some((index, _)) = self.text[..self.caret].char_indices().next_back() {
            let _deleted = self.text.remove(index);
            self.caret = index;
        }
    }

    /// The caret goes one character to the left, or to the right, as seen: in a text that runs from the right, left leads
    /// to its end.
    pub fn step(&mut self, key: &Key) {
        if let Some(onward) = self.leads_on(key) {
            self.caret = match onward {
                true => self.text[self.caret..].chars().next().map_or(self.caret, |sign| self.caret + sign.len_utf8()),
                false => self.text[..self.caret].char_indices().next_back().map_or(0, |(index, _)| index),
            };
        }
    }

    /// The character over which such a step goes; `None` at the end of the text.
    #[must_use]
    pub fn passes(&self, key: &Key) -> Option<char> {
        match self.leads_on(key)? {
            true => self.text[self.caret..].chars().next(),
            false => self.text[..self.caret].chars().next_back(),
        }
    }

    /// Whether a step leads to the end of the text, not to its beginning.
    fn leads_on(&self, key: &Key) -> Option<bool> {
        let from_right = first_strong(&self.text) == Some(Direction::Rtl);
        match key {
            Key::Left => Some(from_right),
            Key::Right => Some(!from_right),
            _ => None,
        }
    }

    /// Applies a key of the keyboard; `most` characters. Answers whether it was
    /// a key for the text (Done and the layer keys are not).
    pub fn apply(&mut self, key: &Key, most: usize) -> bool {
        match key {
            Key::Text(text) => self.insert(text, most),
            Key::Backspace => self.backspace(),
            Key::Left | Key::Right => self.step(key),
            Key::Done | Key::Digits | Key::Letters | Key::Order | Key::Others => return false,
        }
        true
    }
}

impl fmt::Debug for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Edit").field("bytes", &self.text.len()).field("caret", &self.caret).finish()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn typing_happens_at_the_caret() {
        let mut edit = Edit::new("ئاد");
        edit.set_caret(4);
        edit.insert("زا", 10);
        assert_eq!((edit.text(), edit.caret()), ("ئازاد", 8));
        edit.backspace();
        assert_eq!(edit.text(), "ئازد");
        edit.set_caret(5);
        assert_eq!(edit.caret(), 4, "never inside a letter");
        edit.insert("۱۲۳", 5);
        assert_eq!(edit.text().chars().count(), 5);
        assert!(!format!("{edit:?}").contains('ز'));
    }

    #[test]
    fn the_caret_goes_where_the_arrow_points() {
        for (text, more, to_end) in [("ئازاد", "ێ", Key::Left), ("AZAD", "E", Key::Right), ("1985", "0", Key::Right)]
        {
            let back = if to_end == Key::Left { Key::Right } else { Key::Left };
            let mut edit = Edit::new(text);
            for sign in text.chars().rev() {
                assert_eq!(edit.passes(&back), Some(sign), "{text}");
                assert!(edit.apply(&back, 10));
            }
            assert_eq!((edit.caret(), edit.passes(&back)), (0, None), "{text}: at the beginning");
            edit.step(&back);
            assert_eq!(edit.caret(), 0, "{text}: and no further");
            edit.step(&to_end);
            edit.insert(more, 10);
            let (first, rest) = text.split_at(text.chars().next().unwrap().len_utf8());
            assert_eq!(edit.text(), format!("{first}{more}{rest}"));
            for _ in 0..20 {
                edit.step(&to_end);
            }
            assert_eq!((edit.caret(), edit.passes(&to_end)), (edit.text().len(), None), "{text}: at the end");
        }
        let mut empty = Edit::default();
        empty.step(&Key::Left);
        assert_eq!(empty.caret(), 0);
    }

    proptest! {
        #[test]
        fn no_input_breaks_it(keys in proptest::collection::vec((0..6u8, ".{0,3}", 0..600usize), 0..60)) {
            let mut edit = Edit::default();
            let place = edit.text.as_ptr();
            for (what, text, at) in keys {
                match what {
                    0 => edit.backspace(),
                    1 => edit.set_caret(at),
                    2 => edit.step(&Key::Left),
                    3 => edit.step(&Key::Right),
                    _ => edit.insert(&text, 40),
                }
                prop_assert!(edit.text.is_char_boundary(edit.caret));
                prop_assert!(edit.text.chars().count() <= 40);
                prop_assert_eq!(edit.text.as_ptr(), place, "no copy is left behind");
            }
        }
    }
}
