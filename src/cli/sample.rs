//! Sample people for the script. None of them exists.

use crate::i18n::Language;

/// The back of a sample national card: a synthetic TD1 zone with right check
/// digits (`IRQ`, national number 199012345678).
pub const NATIONAL_CARD: &str =
    "IDIRQAB12345671199012345678<<<\n9001011M3001019IRQ<<<<<<<<<<<3\nAZAD<<RAWAND<<<<<<<<<<<<<<<<<<";

/// What a sample person types.
#[derive(Debug, Clone, Copy)]
pub struct Person {
    /// Given name.
    pub given: &'static str,
    /// Father's name.
    pub father: &'static str,
    /// Grandfather's name.
    pub grandfather: &'static str,
    /// A mobile number that nobody has (not allocated).
    pub mobile: &'static str,
}

/// The sample person of a language.
#[must_use]
pub fn person(language: Language) -> Option<Person> {
    let mobile = "07500000000";
    match language {
        Language::CKB => {
            Some(Person { given: "ئازاد", father: "ڕێبوار", grandfather: "حەسەن", mobile })
        }
        Language::AR => Some(Person { given: "سامر", father: "كريم", grandfather: "حسن", mobile }),
        Language::EN => Some(Person { given: "AZAD", father: "REBWAR", grandfather: "HASAN", mobile }),
        _ => None,
    }
}
