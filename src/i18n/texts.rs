//! The messages of one language, as the rest of the program asks for them.

use std::sync::{Arc, PoisonError};

use jiff::civil::{Date, Time, Weekday};
use unicode_normalization::UnicodeNormalization as _;

use super::load::Inner;
use super::text::{ckb_sort_key, directed, fold_digits, isolate_ltr};
use super::{
    Args, Currency, Digits, Direction, Language, LanguageInfo, LocalText, Money, Numbers, format, said, spoken,
};

/// The messages of one language. Cheap to clone.
///
/// Every text that comes out runs in the direction of the language, whatever it begins with,
/// and is written in the digits the citizen chose.
#[derive(Clone)]
pub struct Texts {
    locales: Arc<Inner>,
    index: usize,
    digits: Digits,
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Texts").field("language", &self.language()).field("digits", &self.digits).finish()
    }
}

impl Texts {
    pub(super) fn new(locales: Arc<Inner>, index: usize) -> Self {
        let digits = locales.infos[index].digits;
        Self { locales, index, digits }
    }

    /// What is known of this language.
    #[must_use]
    pub fn info(&self) -> &LanguageInfo {
        &self.locales.infos[self.index]
    }

    /// The language.
    #[must_use]
    pub fn language(&self) -> Language {
        self.info().language
    }

    /// Which way it is written.
    #[must_use]
    pub fn direction(&self) -> Direction {
        self.info().direction
    }

    /// The digits of prose, amounts and dates.
    #[must_use]
    pub fn digits(&self) -> Digits {
        self.digits
    }

    /// The same messages in other digits. A language that is written in Latin digits keeps them.
    #[must_use]
    pub fn with_digits(mut self, digits: Digits) -> Self {
        self.digits = match self.info().digits {
            Digits::Latin => Digits::Latin,
            Digits::Arabic => digits,
        };
        self
    }

    /// A message without arguments. A missing one comes from the fallback languages;
    /// one that none of them has reads `⟦key⟧`.
    #[must_use]
    pub fn get(&self, key: &str) -> String {
        self.message(key, None, None).unwrap_or_else(|| self.lost(key))
    }

    /// A message with arguments: `texts.with("seconds-left", &args![n = 5])`.
    #[must_use]
    pub fn with(&self, key: &str, args: &Args<'_>) -> String {
        self.message(key, None, Some(args)).unwrap_or_else(|| self.lost(key))
    }

    /// An attribute of a message (`.speech`, `.hint`), when a language of the chain has it.
    #[must_use]
    pub fn attr(&self, key: &str, attribute: &str) -> Option<String> {
        self.message(key, Some(attribute), None)
    }

    /// An attribute of a message, with arguments.
    #[must_use]
    pub fn attr_with(&self, key: &str, attribute: &str, args: &Args<'_>) -> Option<String> {
        self.message(key, Some(attribute), Some(args))
    }

    /// Whether some language of the chain has this message.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.chain().any(|index| self.locales.packs[index].bundle.has_message(key))
    }

    /// What a voice says for a text that stands on the screen: as its message wants it said (`.speech`), every number
    /// in words, codes spelled.
    #[must_use]
    pub fn spoken(&self, text: &str) -> String {
        let find = |text: &str| self.chain().find_map(|index| said::find(&self.locales.packs[index].sayings, text));
        let said = said::together(text, &find);
        spoken::verbalise(&said, self.numbers())
    }

    /// The number words of this language, or of where it falls back to.
    #[must_use]
    pub fn numbers(&self) -> Option<&Numbers> {
        self.chain().find_map(|index| self.locales.packs[index].numbers.as_ref())
    }

    /// A text of a data file (a service's name, a question), directed and in the chosen digits.
    #[must_use]
    pub fn local(&self, text: &LocalText) -> String {
        // a language pack names its own fallback
        let near = self.chain().find_map(|index| text.exactly(self.locales.infos[index].language));
        self.finish(near.unwrap_or_else(|| text.in_language(self.language())))
    }

    /// A whole number with separated thousands.
    #[must_use]
    pub fn number(&self, number: i64) -> String {
        format::grouped(number, self.digits)
    }

    /// An amount with the name of its currency: `٢٥٬٠٠٠ دینار`.
    #[must_use]
    pub fn money(&self, money: Money) -> String {
        let key = match money.currency {
            Currency::Iqd => "money-iqd",
        };
        // 2^53 dinars are more than there are; Fluent counts in f64.
        self.with(key, &super::args![amount = money.amount])
    }

    /// Day, month by name and year: `١٥ی کانوونی دووەمی ٢٠٢٦`.
    #[must_use]
    pub fn date(&self, date: Date) -> String {
        self.with("date-medium", &self.date_args(date))
    }

    /// The same with the weekday: `پێنجشەممە، ١٥ی کانوونی دووەمی ٢٠٢٦`.
    #[must_use]
    pub fn long_date(&self, date: Date) -> String {
        self.with("date-long", &self.date_args(date))
    }

    fn date_args(&self, date: Date) -> Args<'static> {
        let digits = |number: i16| match self.info().digits {
            Digits::Latin => number.to_string(),
            Digits::Arabic => super::text::arabic_digits(&number.to_string()),
        };
        super::args![
            weekday = self.weekday_name(date.weekday()),
            day = i64::from(date.day()),
            month = self.month_name(date.month()),
            year = digits(date.year()),
        ]
    }

    /// The name of a month, from 1 (January); the Gregorian names that are official in Iraq.
    #[must_use]
    pub fn month_name(&self, month: i8) -> String {
        self.get(match month {
            1 => "month-1",
            2 => "month-2",
            3 => "month-3",
            4 => "month-4",
            5 => "month-5",
            6 => "month-6",
            7 => "month-7",
            8 => "month-8",
            9 => "month-9",
            10 => "month-10",
            11 => "month-11",
            _ => "month-12",
        })
    }

    /// The name of a weekday.
    #[must_use]
    pub fn weekday_name(&self, day: Weekday) -> String {
        self.get(match day {
            Weekday::Saturday => "weekday-saturday",
            Weekday::Sunday => "weekday-sunday",
            Weekday::Monday => "weekday-monday",
            Weekday::Tuesday => "weekday-tuesday",
            Weekday::Wednesday => "weekday-wednesday",
            Weekday::Thursday => "weekday-thursday",
            Weekday::Friday => "weekday-friday",
        })
    }

    /// A time of day on the 24-hour clock: `١٤:٠٥`.
    #[must_use]
    pub fn time(&self, time: Time) -> String {
        let text = format!("{:02}:{:02}", time.hour(), time.minute());
        match self.digits {
            Digits::Latin => text,
            Digits::Arabic => super::text::arabic_digits(&text),
        }
    }

    /// A number of minutes, in words: `٩٠ خولەک`.
    #[must_use]
    pub fn minutes(&self, minutes: u32) -> String {
        self.with("duration-minutes", &super::args![n = i64::from(minutes)])
    }

    /// A number of working days, in words: `٥ ڕۆژی کار`.
    #[must_use]
    pub fn working_days(&self, days: u32) -> String {
        self.with("duration-working-days", &super::args![n = i64::from(days)])
    }

    /// A code (ticket, reference, card number): Latin digits, left to right in any sentence.
    #[must_use]
    pub fn code(&self, code: &str) -> String {
        isolate_ltr(&fold_digits(code))
    }

    /// A phone number as people say it, left to right in any sentence: `0750 123 4567`.
    #[must_use]
    pub fn phone(&self, number: &str) -> String {
        isolate_ltr(&fold_digits(&format::phone(number)))
    }

    /// A key that sorts texts in the order of this language. Compare byte by byte.
    #[must_use]
    pub fn sort_key(&self, text: &str) -> Vec<u8> {
        match self.direction() {
            Direction::Rtl if self.language() != Language::AR => ckb_sort_key(text),
            // The order of Unicode is that of the Arabic alphabet.
            Direction::Rtl => arabic_plain(text).to_lowercase().into_bytes(),
            // And that of the Latin letters; one with a sign (ç, ê, ş) stands after the same letter without it.
            Direction::Ltr => text.to_lowercase().nfd().collect::<String>().into_bytes(),
        }
    }

    /// This language, then where it falls back to.
    fn chain(&self) -> impl Iterator<Item = usize> + '_ {
        let mut seen = Vec::new();
        let mut next = Some(self.index);
        std::iter::from_fn(move || {
            let index = next?;
            seen.push(index);
            let info = &self.locales.infos[index];
            next = info
                .fallback
                .and_then(|fallback| self.locales.infos.iter().position(|i| i.language == fallback))
                .filter(|found| !seen.contains(found));
            Some(index)
        })
    }

    fn message(&self, key: &str, attribute: Option<&str>, args: Option<&Args<'_>>) -> Option<String> {
        for index in self.chain() {
            let bundle = &self.locales.packs[index].bundle;
            let Some(message) = bundle.get_message(key) else { continue };
            let pattern = match attribute {
                None => message.value(),
                Some(name) => message.get_attribute(name).map(|attribute| attribute.value()),
            };
            let Some(pattern) = pattern else { continue };
            let mut errors = Vec::new();
            let text = bundle.format_pattern(pattern, args, &mut errors);
            if !errors.is_empty() && self.once(&format!("{index} {key} arguments")) {
                tracing::warn!(event = "text.arguments_wrong", key, language = %self.language(), errors = errors.len());
            }
            return Some(self.finish(&text));
        }
        None
    }

    fn finish(&self, text: &str) -> String {
        let text = directed(text, self.direction());
        if self.digits == Digits::Latin && self.info().digits == Digits::Arabic {
            return fold_digits(&text);
        }
        text.into_owned()
    }

    fn lost(&self, key: &str) -> String {
        if self.once(&format!("{} {key}", self.index)) {
            tracing::warn!(event = "text.missing", key, language = %self.language());
        }
        format!("⟦{key}⟧")
    }

    /// Whether this is the first time.
    fn once(&self, what: &str) -> bool {
        let mut missing = self.locales.missing.lock().unwrap_or_else(PoisonError::into_inner);
        missing.insert(what.to_owned())
    }
}

/// Arabic without the differences that its alphabetical order ignores.
fn arabic_plain(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\u{064B}'..='\u{0652}' | '\u{0640}' | '\u{0670}'))
        .map(|c| match c {
            'أ' | 'إ' | 'آ' => 'ا',
            'ى' => 'ي',
            'ة' => 'ه',
            'ؤ' => 'و',
            'ئ' => 'ي',
            other => other,
        })
        .collect()
}
