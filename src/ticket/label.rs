//! What stands on a queue ticket: `B3-041`.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Why a text is not a label, or not a part of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LabelError {
    /// A slot is one character of `0-9 A-Z` without `I` and `O`.
    #[error("a slot is one character, 0-9 or A-Z without I and O")]
    Slot,
    /// A queue letter is one of `A-Z` without `I` and `O`.
    #[error("a queue is one letter, A-Z without I and O")]
    Queue,
    /// A number is 1 to 999 in three digits, or from 1000 on without leading zeros.
    #[error("a ticket number is 001 to 999, or 1000 and more")]
    Number,
    /// A label is `QS-NNN`.
    #[error("a label is a queue letter, a slot, a hyphen and a number, as in B3-041")]
    Form,
}

/// `I` and `O` are read as 1 and 0 on small print and are left out.
const fn is_confused(c: char) -> bool {
    matches!(c, 'I' | 'O')
}

/// One character of a text, or nothing when there are none or more.
fn single(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// Which kiosk of the centre printed a ticket: one of `0-9 A-Z` without `I` and `O` (34 kiosks a centre).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "char", into = "char")]
pub struct Slot(char);

impl Slot {
    /// Takes a character as a slot.
    ///
    /// # Errors
    /// [`LabelError::Slot`] for anything but `0-9` and `A-Z` without `I` and `O`. Small letters are refused: a slot is
    /// configured once, and is to be written as it is printed.
    pub const fn new(c: char) -> Result<Self, LabelError> {
        if (c.is_ascii_digit() || c.is_ascii_uppercase()) && !is_confused(c) {
            Ok(Self(c))
        } else {
            Err(LabelError::Slot)
        }
    }

    /// The character.
    #[must_use]
    pub const fn get(self) -> char {
        self.0
    }
}

/// The letter of a queue: `A-Z` without `I` and `O`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "char", into = "char")]
pub struct QueueLetter(char);

impl QueueLetter {
    /// Takes a character as a queue letter.
    ///
    /// # Errors
    /// [`LabelError::Queue`] for anything but `A-Z` without `I` and `O`.
    pub const fn new(c: char) -> Result<Self, LabelError> {
        if c.is_ascii_uppercase() && !is_confused(c) { Ok(Self(c)) } else { Err(LabelError::Queue) }
    }

    /// The character.
    #[must_use]
    pub const fn get(self) -> char {
        self.0
    }
}

macro_rules! one_character {
    ($type:ident, $error:expr) => {
        impl TryFrom<char> for $type {
            type Error = LabelError;

            fn try_from(c: char) -> Result<Self, LabelError> {
                Self::new(c)
            }
        }

        impl From<$type> for char {
            fn from(value: $type) -> Self {
                value.0
            }
        }

        impl FromStr for $type {
            type Err = LabelError;

            fn from_str(text: &str) -> Result<Self, LabelError> {
                single(text).ok_or($error).and_then(Self::new)
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Write::write_char(f, self.0)
            }
        }
    };
}

one_character!(Slot, LabelError::Slot);
one_character!(QueueLetter, LabelError::Queue);

/// The running number of a ticket in its queue, on its kiosk, in its service day. It starts at 1 and never wraps:
/// after 999 come 1000, 1001 and so on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TicketNumber(NonZeroU32);

impl TicketNumber {
    /// The first number of a day.
    pub const FIRST: Self = Self(NonZeroU32::MIN);

    /// Takes a number; zero is none.
    ///
    /// # Errors
    /// [`LabelError::Number`] for zero.
    pub const fn new(number: u32) -> Result<Self, LabelError> {
        match NonZeroU32::new(number) {
            Some(number) => Ok(Self(number)),
            None => Err(LabelError::Number),
        }
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0.get()
    }

    /// The number after this one; nothing after 4,294,967,295.
    #[must_use]
    pub const fn next(self) -> Option<Self> {
        match self.0.checked_add(1) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }
}

impl fmt::Display for TicketNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}", self.0)
    }
}

impl FromStr for TicketNumber {
    type Err = LabelError;

    /// Reads exactly what [`Display`](fmt::Display) writes: a number has one spelling.
    fn from_str(text: &str) -> Result<Self, LabelError> {
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        let padded = text.len() > 3 && text.starts_with('0');
        if !digits || text.len() < 3 || padded {
            return Err(LabelError::Number);
        }
        let number = text.parse::<u32>().map_err(|_| LabelError::Number)?;
        Self::new(number)
    }
}

/// What stands on a queue ticket and is called out: `B3-041`.
///
/// Unique in a centre and service day as long as no two kiosks of the centre share a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TicketLabel {
    /// The queue that the citizen waits in.
    pub queue: QueueLetter,
    /// The kiosk that printed the ticket.
    pub slot: Slot,
    /// The running number.
    pub number: TicketNumber,
}

impl fmt::Display for TicketLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}-{}", self.queue, self.slot, self.number)
    }
}

impl FromStr for TicketLabel {
    type Err = LabelError;

    fn from_str(text: &str) -> Result<Self, LabelError> {
        let (head, number) = text.split_once('-').ok_or(LabelError::Form)?;
        let mut head = head.chars();
        let (Some(queue), Some(slot), None) = (head.next(), head.next(), head.next()) else {
            return Err(LabelError::Form);
        };
        Ok(Self { queue: QueueLetter::new(queue)?, slot: Slot::new(slot)?, number: number.parse()? })
    }
}

impl TryFrom<String> for TicketLabel {
    type Error = LabelError;

    fn try_from(text: String) -> Result<Self, LabelError> {
        text.parse()
    }
}

impl From<TicketLabel> for String {
    fn from(label: TicketLabel) -> Self {
        label.to_string()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use proptest::prelude::*;

    use super::*;

    fn label(queue: char, slot: char, number: u32) -> TicketLabel {
        TicketLabel {
            queue: QueueLetter::new(queue).unwrap(),
            slot: Slot::new(slot).unwrap(),
            number: TicketNumber::new(number).unwrap(),
        }
    }

    fn labels() -> impl Strategy<Value = TicketLabel> {
        ("[A-HJ-NP-Z]", "[0-9A-HJ-NP-Z]", 1..=u32::MAX)
            .prop_map(|(queue, slot, number)| label(single(&queue).unwrap(), single(&slot).unwrap(), number))
    }

    #[test]
    fn written_as_people_read_it() {
        assert_eq!(label('B', '3', 41).to_string(), "B3-041");
        assert_eq!(label('B', 'Z', 999).to_string(), "BZ-999");
        assert_eq!(label('B', 'Z', 1000).to_string(), "BZ-1000");
        assert_eq!(label('B', 'Z', 12_345).to_string(), "BZ-12345");
    }

    #[test]
    fn one_spelling_only() {
        for wrong in [
            "",
            "B3",
            "B3-",
            "B3-41",
            "B3-0041",
            "B3-000",
            "b3-041",
            "I3-041",
            "BO-041",
            "B33-041",
            "B3-+41",
            "B3 -041",
            "B3-041 ",
            "٣3-041",
            "B3-٠٤١",
            "B3-4294967296",
            "B3-04-1",
        ] {
            assert!(wrong.parse::<TicketLabel>().is_err(), "{wrong:?} was taken");
        }
    }

    #[test]
    fn numbers_never_wrap() {
        assert_eq!(TicketNumber::new(999).unwrap().next().unwrap().to_string(), "1000");
        assert_eq!(TicketNumber::new(u32::MAX).unwrap().next(), None);
        assert_eq!(TicketNumber::new(0), Err(LabelError::Number));
    }

    #[test]
    fn thirty_four_slots() {
        let slots = ('\0'..='\u{ff}').filter(|&c| Slot::new(c).is_ok()).count();
        assert_eq!(slots, 34);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(label in labels()) {
            prop_assert_eq!(label.to_string().parse::<TicketLabel>(), Ok(label));
            let json = serde_json::to_string(&label).unwrap();
            prop_assert_eq!(serde_json::from_str::<TicketLabel>(&json).unwrap(), label);
        }

        #[test]
        fn different_labels_are_written_differently(a in labels(), b in labels()) {
            prop_assert_eq!(a == b, a.to_string() == b.to_string());
        }

        #[test]
        fn any_text_is_read_or_refused_and_has_one_spelling(text in "\\PC{0,12}|[A-Z0-9]{2}-[0-9]{0,11}") {
            if let Ok(label) = text.parse::<TicketLabel>() {
                prop_assert_eq!(label.to_string(), text);
            }
        }
    }
}
