//! A text that a data file carries in several languages.

use super::Language;

/// A text in several languages: names of services, of the centre, questions of forms.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LocalText {
    /// In the order of the tags, so that equal texts are equal.
    texts: Vec<(Language, String)>,
}

impl LocalText {
    /// A text from its translations. A later translation replaces an earlier one of the same language.
    #[must_use]
    pub fn new<S: Into<String>>(texts: impl IntoIterator<Item = (Language, S)>) -> Self {
        let mut all = Self::default();
        for (language, text) in texts {
            all.set(language, text);
        }
        all
    }

    /// Sets the text of one language.
    pub fn set(&mut self, language: Language, text: impl Into<String>) {
        let text = text.into();
        match self.texts.iter_mut().find(|(known, _)| *known == language) {
            Some((_, old)) => *old = text,
            None => {
                let place = self.texts.partition_point(|(known, _)| *known < language);
                self.texts.insert(place, (language, text));
            }
        }
    }

    /// The text in exactly this language.
    #[must_use]
    pub fn exactly(&self, language: Language) -> Option<&str> {
        self.texts.iter().find(|(known, _)| *known == language).map(|(_, text)| text.as_str())
    }

    /// The text in this language, or in the nearest one that has it (kmr → ckb → en → any).
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        let mut asked = Some(language);
        while let Some(language) = asked {
            if let Some(text) = self.exactly(language) {
                return text;
            }
            asked = language.usual_fallback();
        }
        self.texts.first().map_or("", |(_, text)| text.as_str())
    }

    /// The languages it is written in.
    pub fn languages(&self) -> impl Iterator<Item = Language> + '_ {
        self.texts.iter().map(|(language, _)| *language)
    }

    /// Every translation.
    pub fn iter(&self) -> impl Iterator<Item = (Language, &str)> + '_ {
        self.texts.iter().map(|(language, text)| (*language, text.as_str()))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn badini_falls_back_to_sorani_and_then_english() {
        let text = LocalText::new([(Language::CKB, "ناو"), (Language::EN, "Name")]);
        assert_eq!(text.in_language(Language::KMR), "ناو");
        assert_eq!(text.in_language(Language::AR), "Name");
        let text = LocalText::new([(Language::EN, "Name")]);
        assert_eq!(text.in_language(Language::KMR), "Name");
        assert_eq!(LocalText::default().in_language(Language::EN), "");
    }
}
