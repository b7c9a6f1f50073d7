//! The number of the Iraqi national card: twelve digits, no published check digit.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

/// How many trailing digits stay visible when the number is masked.
pub const VISIBLE_DIGITS: usize = 3;

/// The character that stands for a hidden digit.
pub const MASK: char = '•';

/// The twelve digits printed on the front of the Iraqi national card.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct NationalNumber(String);

impl NationalNumber {
    /// Digits of the number.
    pub const DIGITS: usize = 12;

    /// Takes exactly twelve ASCII digits (folded and without spaces already).
    #[must_use]
    pub fn new(digits: &str) -> Option<Self> {
        (digits.len() == Self::DIGITS && digits.bytes().all(|b| b.is_ascii_digit())).then(|| Self(digits.to_owned()))
    }

    /// The twelve digits.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// `1990 1234 5678`.
    #[must_use]
    pub fn grouped(&self) -> String {
        group(&self.0, &[4, 4, 4])
    }

    /// `•••• •••• •678`.
    #[must_use]
    pub fn masked(&self) -> String {
        group(&mask(&self.0), &[4, 4, 4])
    }
}

impl fmt::Debug for NationalNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NationalNumber(..)")
    }
}

/// Splits `value` into groups of the given sizes with one space between;
/// what is left over follows as one last group.
#[must_use]
pub fn group(value: &str, sizes: &[usize]) -> String {
    let mut out = String::with_capacity(value.len() + sizes.len());
    let mut rest = value.chars().peekable();
    for &size in sizes {
        if rest.peek().is_none() {
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(rest.by_ref().take(size));
    }
    if rest.peek().is_some() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(rest);
    }
    out
}

/// Hides every character but the last [`VISIBLE_DIGITS`]. Of a value that is not longer
/// than twice that, everything: three digits of four would say too much.
#[must_use]
pub fn mask(value: &str) -> String {
    let length = value.chars().count();
    let visible = if length > 2 * VISIBLE_DIGITS { VISIBLE_DIGITS } else { 0 };
    value.chars().enumerate().map(|(i, c)| if i + visible < length { MASK } else { c }).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn twelve_digits_and_nothing_else() {
        assert!(NationalNumber::new("199012345678").is_some());
        for bad in ["", "19901234567", "1990123456789", "19901234567A", "١٩٩٠١٢٣٤٥٦٧٨"] {
            assert!(NationalNumber::new(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn grouped_and_masked() {
        let number = NationalNumber::new("199012345678").unwrap();
        assert_eq!(number.grouped(), "1990 1234 5678");
        assert_eq!(number.masked(), "•••• •••• •678");
        assert!(!format!("{number:?}").contains("678"));
    }

    #[test]
    fn short_values_are_masked_whole() {
        assert_eq!(mask("1234"), "••••");
        assert_eq!(mask("A12345678"), "••••••678");
        assert_eq!(group("12345", &[4]), "1234 5");
        assert_eq!(group("", &[4, 4]), "");
    }
}
