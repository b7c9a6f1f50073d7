//! What the citizen may set on any screen; forgotten with the visit.

use crate::i18n::{Digits, Language, Locales, Texts};
use crate::ui::theme::{Contrast, TextScale};

/// Language, size of text, colours and digits of the present visit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// The language of the screens.
    pub language: Language,
    /// How large text is.
    pub scale: TextScale,
    /// Which colours.
    pub contrast: Contrast,
    /// Digits chosen by hand; `None`: those of the language.
    pub digits: Option<Digits>,
}

impl Settings {
    /// The settings of a fresh kiosk.
    #[must_use]
    pub fn fresh(language: Language) -> Self {
        Self { language, scale: TextScale::default(), contrast: Contrast::default(), digits: None }
    }

    /// The texts in this language and with these digits.
    #[must_use]
    pub fn texts(&self, locales: &Locales) -> Texts {
        let texts = locales.texts(self.language);
        match self.digits {
            Some(digits) => texts.with_digits(digits),
            None => texts,
        }
    }

    /// Another language brings its own digits again.
    pub fn speak(&mut self, language: Language) {
        if self.language != language {
            self.language = language;
            self.digits = None;
        }
    }

    /// 123 to ١٢٣ and back.
    pub fn turn_digits(&mut self, shown: Digits) {
        self.digits = Some(match shown {
            Digits::Arabic => Digits::Latin,
            Digits::Latin => Digits::Arabic,
        });
    }
}
