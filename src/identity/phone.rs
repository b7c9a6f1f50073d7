//! Iraqi mobile numbers.
//!
//! Accepted forms and the national format follow the libphonenumber metadata of `IQ`:
//! mobiles are `7[3-9]` and eight digits, written `0750 123 4567`.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::i18n::text::fold_digits;

/// An Iraqi mobile number, kept in E.164 (`+9647501234567`). Wiped on drop.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Phone(String);

/// Digits of the national significant number.
const SIGNIFICANT: usize = 10;

impl Phone {
    /// Reads `0750 123 4567`, `750…`, `964750…`, `00964750…`, `+964750…`, also `+964 (0)750…`,
    /// with Arabic or Persian digits, spaces, dashes, dots, brackets and bidi marks anywhere.
    /// `None` for anything else.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        let mut folded = fold_digits(raw);
        let mut digits = String::with_capacity(folded.len());
        let mut plus = false;
        let mut fits = true;
        for c in folded.chars() {
            match c {
                '0'..='9' => digits.push(c),
                '+' if digits.is_empty() && !plus => plus = true,
                c if is_separator(c) => {}
                _ => fits = false,
            }
        }
        folded.zeroize();
        let phone = if fits { Self::from_digits(&digits, plus) } else { None };
        digits.zeroize();
        phone
    }

    fn from_digits(digits: &str, plus: bool) -> Option<Self> {
        let national = if plus {
            digits.strip_prefix("964")?
        } else if let Some(rest) = digits.strip_prefix("00964") {
            rest
        } else {
            digits.strip_prefix("964").filter(|r| r.len() >= SIGNIFICANT).unwrap_or(digits)
        };
        let national = national.strip_prefix('0').unwrap_or(national);
        let mut bytes = national.bytes();
        let fits =
            national.len() == SIGNIFICANT && bytes.next() == Some(b'7') && matches!(bytes.next(), Some(b'3'..=b'9'));
        fits.then(|| Self(format!("+964{national}")))
    }

    /// `+9647501234567`.
    #[must_use]
    pub fn e164(&self) -> &str {
        &self.0
    }

    /// `0750 123 4567`: Latin digits, not yet isolated for right-to-left text.
    #[must_use]
    pub fn national(&self) -> String {
        let n = self.0.strip_prefix("+964").unwrap_or(&self.0);
        match (n.get(..3), n.get(3..6), n.get(6..)) {
            (Some(network), Some(middle), Some(rest)) => format!("0{network} {middle} {rest}"),
            _ => n.to_owned(),
        }
    }

    /// `•••• ••• •567`: what may stand on a screen others can see.
    #[must_use]
    pub fn masked(&self) -> String {
        let national = self.national();
        let length = national.chars().count();
        national
            .chars()
            .enumerate()
            .map(|(i, c)| {
                if c == ' ' || i + super::national_card::VISIBLE_DIGITS >= length {
                    c
                } else {
                    super::national_card::MASK
                }
            })
            .collect()
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(..)")
    }
}

/// What people put between the digits of a telephone number, and marks nobody sees.
fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '.' | '(' | ')' | '/' | '\u{2010}'..='\u{2015}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{61c}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn all_accepted_forms_are_one_number() {
        for form in [
            "07501234567",
            "7501234567",
            "9647501234567",
            "009647501234567",
            "+9647501234567",
            "0750 123 4567",
            "0750-123-4567",
            "+964 (0)750 123 4567",
            "٠٧٥٠ ١٢٣ ٤٥٦٧",
            "۰۷۵۰۱۲۳۴۵۶۷",
            "\u{2066}0750 123 4567\u{2069}",
            "\u{202a}+964 750 123 4567\u{202c}",
        ] {
            let phone = Phone::parse(form).unwrap_or_else(|| panic!("{form}"));
            assert_eq!(phone.e164(), "+9647501234567", "{form}");
            assert_eq!(phone.national(), "0750 123 4567");
            assert_eq!(phone.masked(), "•••• ••• •567");
        }
    }

    #[test]
    fn others_are_refused() {
        for form in [
            "",
            "0750123456",
            "075012345678",
            "07201234567",
            "06501234567",
            "+907501234567",
            "0750x1234567",
            "07501234567+",
            "++9647501234567",
            "00967501234567",
        ] {
            assert!(Phone::parse(form).is_none(), "{form}");
        }
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Phone::parse("07501234567").unwrap()), "Phone(..)");
    }

    proptest! {
        #[test]
        fn every_mobile_round_trips(second in 3u8..=9, rest in 0u32..100_000_000, form in 0usize..5) {
            let significant = format!("7{second}{rest:08}");
            let prefix = ["", "0", "964", "00964", "+964"][form];
            let phone = Phone::parse(&format!("{prefix}{significant}")).unwrap();
            prop_assert_eq!(phone.e164(), format!("+964{significant}"));
            let shown = Phone::parse(&phone.national()).unwrap();
            prop_assert_eq!(shown, phone);
        }

        #[test]
        fn any_text_is_survived(text in "\\PC{0,40}") {
            if let Some(phone) = Phone::parse(&text) {
                prop_assert_eq!(phone.e164().len(), 14);
            }
        }
    }
}
