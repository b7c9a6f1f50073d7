//! What a machine-readable identity document says about its holder.

use std::fmt;

use jiff::civil::Date;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::national_card::NationalNumber;

/// The sort of paper that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    /// The Iraqi unified national card (ICAO TD1, issued by `IRQ`, with the 12-digit number).
    IraqiNationalCard,
    /// Another card of ICAO size TD1: a foreign identity card or a residence card.
    IdentityCard,
    /// A passport booklet (ICAO TD3).
    Passport,
}

impl DocumentKind {
    /// Stable word for the submission body and for messages.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::IraqiNationalCard => "national_card",
            Self::IdentityCard => "identity_card",
            Self::Passport => "passport",
        }
    }
}

/// Sex as a machine-readable zone states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// `F`.
    Female,
    /// `M`.
    Male,
    /// `<`: the issuer does not say.
    Unspecified,
}

/// A calendar date whose memory can be wiped (`jiff::civil::Date` cannot).
#[derive(Clone, Copy, PartialEq, Eq, Zeroize)]
struct Day {
    year: i16,
    month: i8,
    day: i8,
}

impl Day {
    fn date(self) -> Option<Date> {
        Date::new(self.year, self.month, self.day).ok()
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Self {
        Self { year: date.year(), month: date.month(), day: date.day() }
    }
}

/// One identity document whose check digits all agreed.
///
/// Wiped on drop; `Debug` tells the kind and nothing else.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct IdentityDocument {
    #[zeroize(skip)]
    kind: DocumentKind,
    issuing_state: String,
    nationality: String,
    number: String,
    surname: String,
    given_names: String,
    birth: Option<Day>,
    expiry: Option<Day>,
    sex: u8,
    national_number: Option<NationalNumber>,
}

/// The parts of an [`IdentityDocument`], to build one.
pub(super) struct Parts {
    pub(super) kind: DocumentKind,
    pub(super) issuing_state: String,
    pub(super) nationality: String,
    pub(super) number: String,
    pub(super) surname: String,
    pub(super) given_names: String,
    pub(super) birth: Option<Date>,
    pub(super) expiry: Option<Date>,
    pub(super) sex: Sex,
    pub(super) national_number: Option<NationalNumber>,
}

impl From<Parts> for IdentityDocument {
    fn from(parts: Parts) -> Self {
        Self {
            kind: parts.kind,
            issuing_state: parts.issuing_state,
            nationality: parts.nationality,
            number: parts.number,
            surname: parts.surname,
            given_names: parts.given_names,
            birth: parts.birth.map(Day::from),
            expiry: parts.expiry.map(Day::from),
            sex: match parts.sex {
                Sex::Female => b'F',
                Sex::Male => b'M',
                Sex::Unspecified => 0,
            },
            national_number: parts.national_number,
        }
    }
}

impl IdentityDocument {
    /// The sort of paper.
    #[must_use]
    pub fn kind(&self) -> DocumentKind {
        self.kind
    }

    /// Who issued it: an ICAO 9303-3 code of one to three letters (`IRQ`, `D`).
    #[must_use]
    pub fn issuing_state(&self) -> &str {
        &self.issuing_state
    }

    /// The holder's nationality: an ICAO 9303-3 code of one to three letters.
    #[must_use]
    pub fn nationality(&self) -> &str {
        &self.nationality
    }

    /// Document number, A-Z and 0-9, with `<` inside where the printed number has a space or a
    /// special character (ICAO 9303-3 §4.2); on the Iraqi national card this is the
    /// access number of the chip, *not* the national number.
    #[must_use]
    pub fn number(&self) -> &str {
        &self.number
    }

    /// Primary identifier in Latin capitals. Empty when the document has none;
    /// a person with a single name has it here and no given names (ICAO 9303-3 §4.6).
    #[must_use]
    pub fn surname(&self) -> &str {
        &self.surname
    }

    /// Secondary identifiers in Latin capitals, separated by one space; may be cut off
    /// by the document's own space. May be empty.
    #[must_use]
    pub fn given_names(&self) -> &str {
        &self.given_names
    }

    /// Birth date; `None` where the issuer left the day or the month open.
    #[must_use]
    pub fn birth(&self) -> Option<Date> {
        self.birth.and_then(Day::date)
    }

    /// Last day of validity; `None` where the issuer left it open.
    #[must_use]
    pub fn expiry(&self) -> Option<Date> {
        self.expiry.and_then(Day::date)
    }

    /// Sex as stated.
    #[must_use]
    pub fn sex(&self) -> Sex {
        match self.sex {
            b'F' => Sex::Female,
            b'M' => Sex::Male,
            _ => Sex::Unspecified,
        }
    }

    /// The 12 digits of the Iraqi national card, if this is one.
    #[must_use]
    pub fn national_number(&self) -> Option<&NationalNumber> {
        self.national_number.as_ref()
    }

    /// Whether its last day of validity lies before `today`.
    #[must_use]
    pub fn has_expired(&self, today: Date) -> bool {
        self.expiry().is_some_and(|expiry| expiry < today)
    }

    /// A notice the citizen should see, though the reading goes on: a Fluent key.
    ///
    /// An expired card still says who someone is, and renewing it may be why they came.
    #[must_use]
    pub fn notice_key(&self, today: Date) -> Option<&'static str> {
        self.has_expired(today).then_some("identity-expired")
    }
}

impl fmt::Debug for IdentityDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdentityDocument").field("kind", &self.kind).finish_non_exhaustive()
    }
}
