//! The citizen's answers: in memory only, overwritten when they go.

use std::collections::BTreeMap;
use std::fmt;

use zeroize::Zeroizing;

/// Answers by what they belong to, each in its stored form. Replacing, removing, wiping and
/// dropping overwrite the memory of the old text. `Debug` shows how many there are.
pub struct Answers<K>(BTreeMap<K, Zeroizing<String>>);

impl<K> Default for Answers<K> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<K: Ord> Answers<K> {
    /// The stored answer.
    #[must_use]
    pub fn get(&self, key: &K) -> Option<&str> {
        self.0.get(key).map(|text| text.as_str())
    }

    /// Whether there is an answer.
    #[must_use]
    pub fn contains(&self, key: &K) -> bool {
        self.0.contains_key(key)
    }

    /// Keeps `text`; the text it replaces is overwritten.
    pub fn set(&mut self, key: K, text: Zeroizing<String>) {
        self.0.insert(key, text);
    }

    /// Forgets one answer; tells whether there was one.
    pub fn remove(&mut self, key: &K) -> bool {
        self.0.remove(key).is_some()
    }

    /// Forgets everything.
    pub fn wipe(&mut self) {
        self.0.clear();
    }

    /// How many answers there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All answers in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &str)> {
        self.0.iter().map(|(key, text)| (key, text.as_str()))
    }
}

impl<K> fmt::Debug for Answers<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answers({})", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn nothing_is_shown_and_nothing_stays() {
        let mut answers = Answers::default();
        answers.set("name", Zeroizing::new("Sample Person".to_owned()));
        assert_eq!(format!("{answers:?}"), "Answers(1)");
        assert_eq!(answers.get(&"name"), Some("Sample Person"));
        answers.wipe();
        assert!(answers.is_empty());
        assert_eq!(answers.get(&"name"), None);
    }

    /// `Zeroizing` is what overwrites: the type must stay, and `zeroize` on it must clear the text.
    #[test]
    fn the_stored_type_overwrites_itself() {
        fn overwrites<T: zeroize::ZeroizeOnDrop>(_: &T) {}
        let mut text = Zeroizing::new("Sample Person".to_owned());
        overwrites(&text);
        zeroize::Zeroize::zeroize(&mut text);
        assert!(text.is_empty());
        let mut answers: Answers<u8> = Answers::default();
        answers.set(1, text);
        answers.0.values().for_each(overwrites);
    }
}
