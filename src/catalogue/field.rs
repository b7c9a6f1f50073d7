//! The questions of a form.

use jiff::ToSpan;
use jiff::civil::Date;
use regex::Regex;

use super::id::{FieldKey, ListId};
use crate::i18n::{LocalText, Texts};

/// One question.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its key, unique in the service.
    pub key: FieldKey,
    /// The reusable question it was made from, such as `given_name`.
    pub name: String,
    /// Whom the question is about ("Father"), where a page asks about someone.
    pub context: Option<LocalText>,
    /// What is asked for.
    pub kind: FieldKind,
    /// The question.
    pub label: LocalText,
    /// How to answer.
    pub hint: Option<LocalText>,
    /// What is said when the answer does not fit.
    pub error: Option<LocalText>,
    /// The form of a right answer, after digits are folded and spaces, dashes and direction
    /// marks are removed.
    pub pattern: Option<Regex>,
    /// May be left empty.
    pub optional: bool,
    /// Personal: masked in logs, never printed on tickets.
    pub sensitive: bool,
    /// Shown masked after it was entered.
    pub mask: bool,
}

/// What a question asks for.
#[derive(Debug, Clone)]
pub enum FieldKind {
    /// A text.
    Text {
        /// The letters it is written in.
        script: Script,
        /// Fewest characters.
        min: usize,
        /// Most characters.
        max: usize,
    },
    /// Digits, shown in groups of these lengths (empty: one group).
    Digits {
        /// Lengths of the groups.
        group: Vec<usize>,
    },
    /// An Iraqi mobile number, kept as E.164.
    Phone,
    /// A day of the Gregorian calendar.
    Date {
        /// Not before.
        min: DateLimit,
        /// Not after.
        max: DateLimit,
    },
    /// One of a list.
    Choice {
        /// The list it was taken from.
        list: ListId,
        /// What can be chosen.
        options: Vec<ChoiceOption>,
        /// Only options whose parent is the answer to this question.
        filter_by: Option<FieldKey>,
    },
    /// Yes or no.
    YesNo,
    /// A number of things.
    Count {
        /// Fewest.
        min: u32,
        /// Most.
        max: u32,
        /// What is set at first.
        default: u32,
    },
}

/// The letters a text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Script {
    /// Those of the citizen's language.
    Ui,
    /// Kurdish and Arabic letters, whatever the language.
    KurdishArabic,
    /// A-Z and digits.
    LatinCaps,
}

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceOption {
    /// What is kept.
    pub id: String,
    /// The option of another list it belongs to (a district to its governorate).
    pub parent: Option<String>,
    /// What is shown.
    pub name: LocalText,
    /// It stands by the alphabet of the citizen's language among the others that do; else where the file has it.
    pub by_name: bool,
}

impl ChoiceOption {
    /// The order in which these options stand on a screen in this language.
    #[must_use]
    pub fn in_order<'o>(options: impl IntoIterator<Item = &'o Self>, texts: &Texts) -> Vec<&'o Self> {
        let mut all: Vec<&Self> = options.into_iter().collect();
        let mut named: Vec<&Self> = all.iter().copied().filter(|option| option.by_name).collect();
        // Two options of one name stay as they are: the sort is stable.
        named.sort_by_cached_key(|option| texts.sort_key(option.name.in_language(texts.language())));
        // The sorted ones share the places that no fixed one holds.
        for (place, option) in all.iter_mut().filter(|option| option.by_name).zip(named) {
            *place = option;
        }
        all
    }
}

/// A first or last day, relative to the day of the visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateLimit {
    /// The day of the visit.
    Today,
    /// So many years after it (before it when negative).
    Years(i32),
    /// So many months after it.
    Months(i32),
    /// So many days after it.
    Days(i32),
}

impl DateLimit {
    /// Reads `today`, `-120y`, `+6m`, `-30d`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text == "today" {
            return Some(Self::Today);
        }
        let unit = text.chars().last()?;
        let number = text.strip_suffix(unit)?;
        let number: i32 = number.strip_prefix('+').unwrap_or(number).parse().ok()?;
        // Unsigned: the smallest number of all has no positive twin.
        match (unit, number.unsigned_abs()) {
            ('y', ..=200) => Some(Self::Years(number)),
            ('m', ..=2_400) => Some(Self::Months(number)),
            ('d', ..=50_000) => Some(Self::Days(number)),
            _ => None,
        }
    }

    /// The day it means for a visit on `today`.
    #[must_use]
    pub fn on(self, today: Date) -> Date {
        match self {
            Self::Today => today,
            Self::Years(years) => today.saturating_add(years.years()),
            Self::Months(months) => today.saturating_add(months.months()),
            Self::Days(days) => today.saturating_add(days.days()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use jiff::civil::date;

    #[test]
    fn limits_are_relative_to_the_day_of_the_visit() {
        let today = date(2026, 11, 23);
        for (text, day) in [
            ("today", today),
            ("-120y", date(1906, 11, 23)),
            ("-2y", date(2024, 11, 23)),
            ("+6m", date(2027, 5, 23)),
            ("-30d", date(2026, 10, 24)),
        ] {
            assert_eq!(DateLimit::parse(text).unwrap().on(today), day, "{text}");
        }
    }

    #[test]
    fn what_is_not_a_limit() {
        for text in ["", "yesterday", "y", "-y", "12", "1.5y", "-9999y", "-2147483648y", "-2147483648d", "+50001d", "ێ"]
        {
            assert_eq!(DateLimit::parse(text), None, "{text}");
        }
    }
}
