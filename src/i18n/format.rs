//! Numbers, and the values that messages carry.

use std::borrow::Cow;

use fluent_bundle::FluentValue;
use fluent_bundle::types::FluentNumber;
use intl_memoizer::concurrent::IntlLangMemoizer;

use super::text::{arabic_digits, placed};
use super::{Digits, Direction};

/// A currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Currency {
    /// Iraqi dinar; it has no smaller unit in use.
    Iqd,
}

impl Currency {
    /// The ISO 4217 code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Iqd => "IQD",
        }
    }

    /// The currency of an ISO 4217 code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        (code == "IQD").then_some(Self::Iqd)
    }
}

/// An amount of money in whole units of its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    /// Whole dinars.
    pub amount: i64,
    /// The currency.
    pub currency: Currency,
}

impl Money {
    /// Iraqi dinars.
    #[must_use]
    pub const fn iqd(amount: i64) -> Self {
        Self { amount, currency: Currency::Iqd }
    }
}

/// A whole number with a separator between thousands: `25,000` or `٢٥٬٠٠٠`.
pub(super) fn grouped(number: i64, digits: Digits) -> String {
    let plain = number.unsigned_abs().to_string();
    let mut latin = String::with_capacity(plain.len() + plain.len() / 3 + 1);
    for (index, digit) in plain.chars().enumerate() {
        if index > 0 && (plain.len() - index).is_multiple_of(3) {
            latin.push(',');
        }
        latin.push(digit);
    }
    let text = match digits {
        Digits::Latin => latin,
        Digits::Arabic => arabic_digits(&latin).replace(',', "\u{066C}"),
    };
    if number < 0 { format!("\u{2212}{text}") } else { text }
}

/// A number of a message, in the digits of its language.
fn number(number: &FluentNumber, digits: Digits) -> String {
    let whole = number.value.fract() == 0.0
        && number.value.abs() < 9e15
        && number.options.minimum_fraction_digits.unwrap_or(0) == 0
        && number.options.minimum_integer_digits.is_none()
        && number.options.use_grouping;
    if whole {
        // Exact: whole and below 2^53.
        #[expect(clippy::cast_possible_truncation, reason = "whole and below 9e15, checked above")]
        return grouped(number.value as i64, digits);
    }
    let text = number.as_string();
    match digits {
        Digits::Latin => text.into_owned(),
        Digits::Arabic => arabic_digits(&text).replace('.', "\u{066B}"),
    }
}

fn value(value: &FluentValue<'_>, digits: Digits, direction: Direction) -> Option<String> {
    match value {
        FluentValue::Number(n) => Some(number(n, digits)),
        FluentValue::String(text) => match placed(text, direction) {
            Cow::Owned(isolated) => Some(isolated),
            Cow::Borrowed(_) => None,
        },
        _ => None,
    }
}

/// How a bundle writes the values of its messages (Fluent takes plain functions here).
pub(super) type Formatter = fn(&FluentValue<'_>, &IntlLangMemoizer) -> Option<String>;

pub(super) fn formatter(digits: Digits, direction: Direction) -> Formatter {
    match (digits, direction) {
        (Digits::Arabic, Direction::Rtl) => |v, _| value(v, Digits::Arabic, Direction::Rtl),
        (Digits::Latin, Direction::Rtl) => |v, _| value(v, Digits::Latin, Direction::Rtl),
        (Digits::Arabic, Direction::Ltr) => |v, _| value(v, Digits::Arabic, Direction::Ltr),
        (Digits::Latin, Direction::Ltr) => |v, _| value(v, Digits::Latin, Direction::Ltr),
    }
}

/// How a phone number is read: `0750 123 4567` for Iraqi mobiles, as given otherwise.
pub(super) fn phone(number: &str) -> String {
    let plain: String = super::text::fold_digits(number).chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    let national = ["+964", "00964", "964", "0"].iter().find_map(|prefix| plain.strip_prefix(prefix)).unwrap_or(&plain);
    if national.len() == 10 && national.starts_with('7') {
        format!("0{} {} {}", &national[..3], &national[3..6], &national[6..])
    } else {
        number.trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn thousands_are_separated() {
        for (n, latin, arabic) in [
            (0, "0", "٠"),
            (999, "999", "٩٩٩"),
            (25_000, "25,000", "٢٥٬٠٠٠"),
            (1_234_567, "1,234,567", "١٬٢٣٤٬٥٦٧"),
            (-5_000, "−5,000", "−٥٬٠٠٠"),
        ] {
            assert_eq!(grouped(n, Digits::Latin), latin);
            assert_eq!(grouped(n, Digits::Arabic), arabic);
        }
    }

    #[test]
    fn iraqi_mobiles_are_grouped_as_people_say_them() {
        for text in ["+9647501234567", "07501234567", "7501234567", "00964 750 123 4567", "٠٧٥٠١٢٣٤٥٦٧"] {
            assert_eq!(phone(text), "0750 123 4567", "{text}");
        }
        assert_eq!(phone("122"), "122");
        assert_eq!(phone("066 211 0000"), "066 211 0000");
    }
}
