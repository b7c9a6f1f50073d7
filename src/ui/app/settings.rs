//! What the citizen may set on any screen; forgotten with the visit.

use crate::i18n::{Digits, Language, Locales, Texts};
use crate::ui::theme::{Contrast, TextScale};

/// Language, size of text, colours, digits and layout of the present visit.
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
    /// Whether everything that can be touched stands in the lowest 45 % of the screen.
    pub low_reach: bool,
    /// Whether the screen shows nothing, so that nobody reads along; keys and voice go on.
    pub hidden: bool,
}

impl Settings {
    /// The settings of a fresh kiosk.
    #[must_use]
    pub fn fresh(language: Language) -> Self {
        Self {
            language,
            scale: TextScale::default(),
            contrast: Contrast::default(),
            digits: None,
            low_reach: false,
            hidden: false,
        }
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
