//! AIM identifiers: `]`, a letter for the kind of code, a character for its variant (ISO/IEC 15424), before the data.
//!
//! Nothing tells them from data that happens to begin so; they are taken off only when the scanner is set to send them.

/// An identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aim {
    /// The letter.
    pub kind: char,
    /// The variant.
    pub variant: char,
}

impl Aim {
    /// The identifier that `text` begins with, and the rest.
    #[must_use]
    pub fn split(text: &str) -> Option<(Self, &str)> {
        let mut characters = text.chars();
        match (characters.next(), characters.next(), characters.next()) {
            (Some(']'), Some(kind), Some(variant)) if kind.is_ascii_alphabetic() && variant.is_ascii_alphanumeric() => {
                Some((Self { kind, variant }, characters.as_str()))
            }
            _ => None,
        }
    }

    /// The kind of code, for technicians.
    #[must_use]
    pub fn name(self) -> &'static str {
        match (self.kind, self.variant) {
            ('A', _) => "Code 39",
            ('C', '1' | '2') => "GS1-128",
            ('C', _) => "Code 128",
            ('d', '2') => "GS1 Data Matrix",
            ('d', _) => "Data Matrix",
            ('E', '4') => "EAN-8",
            ('E', _) => "UPC/EAN",
            ('e', _) => "GS1 DataBar",
            ('F', _) => "Codabar",
            ('G', _) => "Code 93",
            ('H', _) => "Code 11",
            ('h', _) => "Han Xin",
            ('I', _) => "Interleaved 2 of 5",
            ('L', _) => "PDF417",
            ('M', _) => "MSI",
            ('o', _) => "OCR",
            ('Q', '3' | '4') => "GS1 QR",
            ('Q', _) => "QR",
            ('S', _) => "2 of 5",
            ('U', _) => "MaxiCode",
            ('X', _) => "other",
            ('z', 'C') => "Aztec rune",
            ('z', _) => "Aztec",
            _ => "unknown kind",
        }
    }
}

impl std::fmt::Display for Aim {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "]{}{}", self.kind, self.variant)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    #[test]
    fn identifiers_are_split_off() {
        let (aim, rest) = Aim::split("]Q1KR:1").unwrap();
        assert_eq!((aim.name(), aim.to_string().as_str(), rest), ("QR", "]Q1", "KR:1"));
        assert_eq!(Aim::split("]C1").unwrap().0.name(), "GS1-128");
        for none in ["", "]", "]Q", "Q1]", "]1Q", "]Q-", "]ڕ1", "KR:]Q1"] {
            assert_eq!(Aim::split(none), None, "{none}");
        }
    }
}
