//! What a citizen reads and types to look a request up: the reference and its check code.
//!
//! A reference is twelve characters of Crockford's base 32 (no I, L, O, U): the letter `K`, ten random
//! characters (50 bits: kiosks make them offline, so they must not meet by chance in a whole region; they follow from
//! the item's random id), and one check character; shown as `KXXX-XXXX-XXXX`.
//!
//! The check character makes the word a codeword of a linear code over GF(32): each place has another
//! non-zero weight (a power of a generator), so *every* single wrong character and *every* swap of two
//! characters is caught, not only adjacent ones.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

use crate::ItemId;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Random characters between the letter and the check character.
const DATA: usize = 10;

/// A citizen's reference. It is no secret and no personal data by itself, but it does not belong in logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference {
    /// The values (0..32) of the ten random characters.
    data: [u8; DATA],
}

/// Why a text is not a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAReference {
    /// Too few or too many characters (after leaving out spaces and dashes).
    #[error("a reference has 12 letters and digits, not {0}")]
    Length(usize),
    /// A character that never stands in a reference.
    #[error("{0:?} is not a letter or digit of a reference")]
    Character(char),
    /// It does not begin with `K`.
    #[error("a reference begins with K")]
    Prefix,
    /// The check character does not fit: a character is wrong or two are swapped.
    #[error("the check character does not fit: a character is wrong")]
    Check,
}

impl Reference {
    /// How many characters a reference has, without dashes.
    pub const CHARACTERS: usize = DATA + 2;

    /// A new reference from 7 random bytes (50 of the 56 bits are used).
    #[must_use]
    pub fn new(random: [u8; 7]) -> Self {
        let mut bits = random.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        let mut data = [0; DATA];
        for value in &mut data {
            *value = (bits & 31) as u8;
            bits >>= 5;
        }
        Self { data }
    }

    /// The reference of a request: 50 bits of a hash of its item's id, which has 74 random bits. Who has the id (in
    /// a signed receipt) has the reference; the other way round there is none.
    #[must_use]
    pub fn of(id: ItemId) -> Self {
        let hash: [u8; 32] =
            Sha256::new().chain_update(b"psc reference 1\0").chain_update(id.0.as_bytes()).finalize().into();
        let [a, b, c, d, e, f, g, ..] = hash;
        Self::new([a, b, c, d, e, f, g])
    }

    /// The twelve characters without dashes.
    #[must_use]
    pub fn compact(&self) -> String {
        self.characters().collect()
    }

    fn characters(&self) -> impl Iterator<Item = char> {
        std::iter::once('K').chain(
            self.data.into_iter().chain([check(&self.data)]).map(|value| char::from(ALPHABET[usize::from(value & 31)])),
        )
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        for (place, character) in self.characters().enumerate() {
            if place > 0 && place % 4 == 0 {
                f.write_char('-')?;
            }
            f.write_char(character)?;
        }
        Ok(())
    }
}

impl FromStr for Reference {
    type Err = NotAReference;

    /// Forgiving: case, spaces, dashes and bidi marks do not matter; O is 0; I and L are 1.
    /// Arabic digits are folded by the caller.
    fn from_str(text: &str) -> Result<Self, NotAReference> {
        let mut values = Vec::with_capacity(Self::CHARACTERS);
        for character in text.chars().filter(|c| !is_separator(*c)) {
            values.push(value_of(character).ok_or(NotAReference::Character(character))?);
            if values.len() > 64 {
                return Err(NotAReference::Length(values.len()));
            }
        }
        let [first, data @ .., last] = values.as_slice() else {
            return Err(NotAReference::Length(values.len()));
        };
        let data: [u8; DATA] = data.try_into().map_err(|_| NotAReference::Length(values.len()))?;
        if Some(*first) != value_of('K') {
            return Err(NotAReference::Prefix);
        }
        if *last != check(&data) {
            return Err(NotAReference::Check);
        }
        Ok(Self { data })
    }
}

impl TryFrom<String> for Reference {
    type Error = NotAReference;

    fn try_from(text: String) -> Result<Self, NotAReference> {
        text.parse()
    }
}

impl From<Reference> for String {
    fn from(reference: Reference) -> Self {
        reference.to_string()
    }
}

/// Spaces, dashes of all lengths, underscores, full stops, and the marks that keep a reference
/// left-to-right within right-to-left text.
fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '_' | '.' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{0640}')
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{061C}' | '\u{FEFF}')
}

fn value_of(c: char) -> Option<u8> {
    let c = match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = ALPHABET.iter().position(|a| char::from(*a) == c)?;
    u8::try_from(place).ok()
}

/// The check value: the sum of `α^i · value_i` over GF(32), places counted from 1. The check
/// character itself has weight 1 = α^0.
fn check(data: &[u8; DATA]) -> u8 {
    // Horner: ((d1·α + d2)·α + …)·α gives d1 the weight α^10 and d10 the weight α.
    data.iter().fold(0, |sum, value| times_alpha(sum ^ value))
}

/// Multiplies by α = x in GF(2)\[x\]/(x^5 + x^2 + 1), where x has the order 31.
fn times_alpha(value: u8) -> u8 {
    let shifted = value << 1;
    if shifted & 0x20 == 0 { shifted } else { (shifted ^ 0b10_0101) & 0x1f }
}

/// Four digits printed on the receipt. Whoever looks a request up must know them, so that a guessed
/// reference alone shows nothing.
///
/// They follow from the item's id, which is never printed in clear beside the reference and has 74
/// random bits: kiosk and server agree on them without sending them, also while the body is sealed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CheckCode(u16);

/// The text is not four digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a check code has 4 digits")]
pub struct NotACheckCode;

impl CheckCode {
    /// The code of an item.
    #[must_use]
    pub fn of(id: ItemId) -> Self {
        let hash = Sha256::new().chain_update(b"psc check code 1\0").chain_update(id.0.as_bytes()).finalize();
        let number = hash.iter().take(8).fold(0_u64, |n, b| n << 8 | u64::from(*b));
        Self((number % 10_000) as u16)
    }
}

impl fmt::Display for CheckCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.0)
    }
}

impl fmt::Debug for CheckCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CheckCode(****)")
    }
}

impl FromStr for CheckCode {
    type Err = NotACheckCode;

    /// Spaces and bidi marks do not matter. Arabic digits are folded by the caller.
    fn from_str(text: &str) -> Result<Self, NotACheckCode> {
        let mut digits = 0;
        let mut number = 0;
        for character in text.chars().filter(|c| !is_separator(*c)) {
            digits += 1;
            let digit = character.to_digit(10).ok_or(NotACheckCode)?;
            if digits > 4 {
                return Err(NotACheckCode);
            }
            number = number * 10 + digit;
        }
        match u16::try_from(number) {
            Ok(number) if digits == 4 => Ok(Self(number)),
            _ => Err(NotACheckCode),
        }
    }
}

impl TryFrom<String> for CheckCode {
    type Error = NotACheckCode;

    fn try_from(text: String) -> Result<Self, NotACheckCode> {
        text.parse()
    }
}

impl From<CheckCode> for String {
    fn from(code: CheckCode) -> Self {
        code.to_string()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_fixed_reference_never_changes() {
        // Receipts on paper outlive versions: what was printed must stay readable.
        let reference = Reference::new([1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(reference.to_string().len(), 14);
        assert_eq!(reference.to_string().parse(), Ok(reference));
        assert_eq!(Reference::new([0; 7]).to_string(), "K000-0000-0000");
    }

    #[test]
    fn forgiving() {
        let zeros = Reference::new([0; 7]);
        for text in ["koooooooOOOO", " K000 0000 0000 ", "\u{2066}k000–0000–0000\u{2069}"] {
            assert_eq!(text.parse(), Ok(zeros), "{text}");
        }
        let ones = "K111-1111-111";
        let full = ALPHABET
            .iter()
            .map(|c| format!("{ones}{}", char::from(*c)))
            .find(|text| text.parse::<Reference>().is_ok())
            .unwrap();
        let spoken = full.replacen("1111", "iIlL", 1);
        assert_eq!(spoken.parse::<Reference>(), full.parse::<Reference>());
    }

    #[test]
    fn says_what_is_wrong() {
        assert_eq!("".parse::<Reference>(), Err(NotAReference::Length(0)));
        assert_eq!("K".parse::<Reference>(), Err(NotAReference::Length(1)));
        assert_eq!("K000".parse::<Reference>(), Err(NotAReference::Length(4)));
        assert_eq!("K000-0000-00001".parse::<Reference>(), Err(NotAReference::Length(13)));
        assert_eq!("K00U-0000-0000".parse::<Reference>(), Err(NotAReference::Character('U')));
        assert_eq!("0K00-0000-0000".parse::<Reference>(), Err(NotAReference::Prefix));
        assert_eq!("K000-0000-0001".parse::<Reference>(), Err(NotAReference::Check));
    }

    #[test]
    fn check_codes() {
        let id = ItemId::new(1_700_000_000_000, [9; 10]);
        let code = CheckCode::of(id);
        assert_eq!(code, CheckCode::of(id));
        assert_eq!(code.to_string().len(), 4);
        assert_eq!(code.to_string().parse(), Ok(code));
        assert_eq!("0 0 4 2".parse::<CheckCode>().unwrap().to_string(), "0042");
        for bad in ["", "123", "12345", "12a4", "+123", "0000000000000000000000"] {
            assert_eq!(bad.parse::<CheckCode>(), Err(NotACheckCode), "{bad}");
        }
        assert!(!format!("{code:?}").contains(&code.to_string()));
        // Spread: 1,000 ids must not fall on a few codes.
        let distinct: std::collections::HashSet<_> = (0..1000_u32)
            .map(|n| {
                let mut random = [0; 10];
                random[..4].copy_from_slice(&n.to_be_bytes());
                CheckCode::of(ItemId::new(0, random))
            })
            .collect();
        assert!(distinct.len() > 900);
    }

    proptest! {
        #[test]
        fn round_trip(random: [u8; 7]) {
            let reference = Reference::new(random);
            prop_assert_eq!(reference.to_string().parse(), Ok(reference));
            prop_assert_eq!(reference.compact().to_lowercase().parse(), Ok(reference));
        }

        #[test]
        fn every_single_wrong_character_is_caught(random: [u8; 7], place in 0..12_usize, other in 0..32_usize) {
            let right = Reference::new(random).compact();
            let mut wrong: Vec<char> = right.chars().collect();
            wrong[place] = char::from(ALPHABET[other]);
            let wrong: String = wrong.into_iter().collect();
            prop_assume!(wrong != right);
            prop_assert!(wrong.parse::<Reference>().is_err());
        }

        #[test]
        fn every_swap_is_caught(random: [u8; 7], a in 0..12_usize, b in 0..12_usize) {
            let right = Reference::new(random).compact();
            let mut wrong: Vec<char> = right.chars().collect();
            wrong.swap(a, b);
            let wrong: String = wrong.into_iter().collect();
            prop_assume!(wrong != right);
            prop_assert!(wrong.parse::<Reference>().is_err());
        }

        #[test]
        fn any_text_is_answered(text in ".{0,80}") {
            if let Ok(reference) = text.parse::<Reference>() {
                prop_assert_eq!(reference.to_string().parse(), Ok(reference));
            }
        }
    }
}
