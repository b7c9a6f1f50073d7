//! What a scanned text is.

use std::fmt;

use jiff::civil::Date;
use kiosk_protocol::receipt::{Receipt, ReceiptUrl, Refusal, text};
use kiosk_protocol::{APPOINTMENT_PREFIX, CheckCode, KeySet, Reference};
use zeroize::Zeroizing;

use super::document::IdentityDocument;
use super::mrz::{self, MrzError};

/// Before the reference in the QR code of a printed receipt: `KR:` reference `.` code.
pub const RECEIPT_PREFIX: &str = "KR:";
/// Before the label in the QR code of a queue ticket: `KT:` label `.` service day (`YYYYMMDD`).
pub const TICKET_PREFIX: &str = "KT:";
/// Before a badge of staff. What follows is for staff mode alone to read.
pub const BADGE_PREFIX: &str = "KB1:";

/// No code that the kiosk prints is longer.
const MAX_CODE: usize = 64;
/// No badge is longer.
const MAX_BADGE: usize = 200;

/// Whose signed receipts are believed, and what they begin with.
#[derive(Debug, Clone, Default)]
pub struct ReceiptTrust {
    /// The keys of kiosks.
    pub keys: KeySet,
    /// The address in the codes of receipts; without it they begin with `KR1:`.
    pub url: Option<ReceiptUrl>,
}

/// The Fluent message that tells the citizen why a receipt is not believed.
#[must_use]
pub fn refusal_key(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::NotOurs => "receipt-not-ours",
        Refusal::Unreadable => "receipt-unreadable",
        Refusal::UnknownKey(_) => "receipt-unknown-key",
        Refusal::Altered => "receipt-altered",
        Refusal::TooEarly { .. } => "receipt-too-early",
        Refusal::Expired { .. } => "receipt-expired",
    }
}

/// What was held before the scanner.
pub enum Scanned {
    /// An identity card or a passport, all check digits right.
    Identity(Box<IdentityDocument>),
    /// It was, or was meant to be, an identity document, but could not be taken.
    Unreadable(MrzError),
    /// A receipt, or a reference alone. With the check code its state can be asked at once.
    Reference {
        /// The reference of the request.
        reference: Reference,
        /// The check code, when the receipt's own code was read.
        code: Option<CheckCode>,
    },
    /// A signed receipt that is not believed, or the address of another office.
    Refused(Refusal),
    /// The code of an appointment.
    Appointment(Reference),
    /// A queue ticket: its label, like `B3-041`.
    Ticket(String),
    /// A badge of staff. It opens a door: nobody is shown it.
    Badge(Zeroizing<String>),
    /// None of these. Nothing of it is kept.
    Unknown,
}

impl Scanned {
    /// As [`recognise_with`](Self::recognise_with) without any keys: no signed receipt is believed.
    #[must_use]
    pub fn recognise(text: &str, today: Date) -> Self {
        Self::recognise_with(text, today, &ReceiptTrust::default())
    }

    /// Decides by the text alone; `today` is needed for the centuries in identity documents.
    #[must_use]
    pub fn recognise_with(text: &str, today: Date, trust: &ReceiptTrust) -> Self {
        if text::looks_signed(text, trust.url.as_ref()) {
            return signed(text, trust);
        }
        let trimmed = text.trim_matches(|c: char| c.is_whitespace() || c.is_control());
        if ["https://", "http://"].into_iter().any(|scheme| strip_prefix(trimmed, scheme).is_some()) {
            return Self::Refused(Refusal::NotOurs);
        }
        if let Some(rest) = strip_prefix(trimmed, RECEIPT_PREFIX) {
            return receipt(rest);
        }
        if let Some(rest) = strip_prefix(trimmed, TICKET_PREFIX) {
            // The service day tells papers apart, not tickets.
            let label = rest.split_once('.').map_or(rest, |(label, _day)| label);
            return if is_ticket_label(label) { Self::Ticket(label.to_ascii_uppercase()) } else { Self::Unknown };
        }
        if let Some(rest) = strip_prefix(trimmed, APPOINTMENT_PREFIX) {
            return match rest.parse() {
                Ok(reference) if rest.len() <= MAX_CODE => Self::Appointment(reference),
                _ => Self::Unknown,
            };
        }
        if strip_prefix(trimmed, BADGE_PREFIX).is_some() && trimmed.len() <= MAX_BADGE {
            return Self::Badge(Zeroizing::new(trimmed.to_owned()));
        }
        match mrz::read(text, today) {
            Ok(document) => Self::Identity(Box::new(document)),
            Err(MrzError::NotAZone) => bare_reference(trimmed),
            // The reference's alphabet is that of the access number on a card; one whose check
            // character agrees is a reference.
            Err(error @ MrzError::WrongSide) => match bare_reference(trimmed) {
                Self::Unknown => Self::Unreadable(error),
                reference => reference,
            },
            Err(error) => Self::Unreadable(error),
        }
    }
}

impl fmt::Debug for Scanned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Identity(document) => f.debug_tuple("Identity").field(document).finish(),
            Self::Unreadable(error) => f.debug_tuple("Unreadable").field(error).finish(),
            Self::Reference { .. } => f.write_str("Reference(..)"),
            Self::Appointment(_) => f.write_str("Appointment(..)"),
            Self::Refused(refusal) => f.debug_tuple("Refused").field(refusal).finish(),
            Self::Ticket(_) => f.write_str("Ticket(..)"),
            Self::Badge(_) => f.write_str("Badge(..)"),
            Self::Unknown => f.write_str("Unknown"),
        }
    }
}

/// `strip_prefix` that does not mind a scanner that sends lower case.
fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

/// A genuine receipt opens its request: reference and check code follow from the item's id.
fn signed(text: &str, trust: &ReceiptTrust) -> Scanned {
    match Receipt::verify(text, trust.url.as_ref(), &trust.keys) {
        Ok(verified) => {
            let item = verified.receipt.item;
            Scanned::Reference { reference: Reference::of(item), code: Some(CheckCode::of(item)) }
        }
        Err(refusal) => Scanned::Refused(refusal),
    }
}

fn receipt(rest: &str) -> Scanned {
    if rest.len() > MAX_CODE {
        return Scanned::Unknown;
    }
    let (reference, code) = match rest.split_once('.') {
        Some((reference, code)) => match code.parse::<CheckCode>() {
            Ok(code) => (reference, Some(code)),
            Err(_) => return Scanned::Unknown,
        },
        None => (rest, None),
    };
    match reference.parse::<Reference>() {
        Ok(reference) => Scanned::Reference { reference, code },
        Err(_) => Scanned::Unknown,
    }
}

fn bare_reference(text: &str) -> Scanned {
    match text.parse::<Reference>() {
        Ok(reference) if text.len() <= MAX_CODE => Scanned::Reference { reference, code: None },
        _ => Scanned::Unknown,
    }
}

/// A queue letter, the kiosk's slot, a dash, three digits or more (`B3-041`).
fn is_ticket_label(text: &str) -> bool {
    let Some((head, number)) = text.split_once('-') else {
        return false;
    };
    let mut head = head.bytes();
    head.next().is_some_and(|b| b.is_ascii_alphabetic())
        && head.next().is_some_and(|b| b.is_ascii_alphanumeric())
        && head.next().is_none()
        && (3..=4).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn recognise(text: &str) -> Scanned {
        Scanned::recognise(text, date(2026, 11, 23))
    }

    #[test]
    fn receipts_and_references() {
        let reference = Reference::new([1, 2, 3, 4, 5, 6, 7]);
        for text in [
            format!("KR:{reference}.0415"),
            format!("kr:{}.0415\r\n", reference.compact().to_lowercase()),
            format!("\u{2}KR:{}.0415\u{3}", reference.compact()),
        ] {
            match recognise(&text) {
                Scanned::Reference { reference: read, code: Some(code) } => {
                    assert_eq!((read, code.to_string().as_str()), (reference, "0415"));
                }
                other => panic!("{text:?}: {other:?}"),
            }
        }
        for text in [format!("KR:{reference}"), reference.to_string(), reference.compact()] {
            assert!(
                matches!(recognise(&text), Scanned::Reference { reference: read, code: None } if read == reference),
                "{text}"
            );
        }
        let mut damaged = reference.compact();
        damaged.replace_range(5..6, if &damaged[5..6] == "7" { "8" } else { "7" });
        for text in [damaged.clone(), format!("KR:{damaged}.0415"), format!("KR:{reference}.04x5"), "KR:".into()] {
            assert!(matches!(recognise(&text), Scanned::Unknown), "{text}");
        }
    }

    #[test]
    fn signed_receipts() {
        use kiosk_protocol::{ItemId, KeyRole, Signer as _, SigningKey, TrustedKey};

        let key = SigningKey::from_seed(&[1; 32]);
        let item = ItemId::new(1_795_000_000_000, [3; 10]);
        let receipt = Receipt {
            item,
            issued_s: 1_795_000_000,
            centre: "erbil-1".parse().unwrap(),
            slot: '1',
            service: Some(2),
            label: Some("B1-041".into()),
            digest: None,
        };
        let trusted: KeySet = [TrustedKey::always(key.public(), KeyRole::Device)].into_iter().collect();
        for url in ["https://r.example.krd/".parse().ok(), None] {
            let trust = ReceiptTrust { keys: trusted.clone(), url };
            let text = receipt.sign(&key, trust.url.as_ref()).unwrap();
            let recognise = |text: &str, trust: &ReceiptTrust| Scanned::recognise_with(text, date(2026, 11, 23), trust);
            for text in [text.clone(), format!("{text}\r\n"), text.to_lowercase()] {
                let Scanned::Reference { reference, code: Some(code) } = recognise(&text, &trust) else { panic!() };
                assert_eq!((reference, code), (Reference::of(item), CheckCode::of(item)));
            }
            let refusal = |text: &str, trust: &ReceiptTrust| match recognise(text, trust) {
                Scanned::Refused(refusal) => refusal,
                other => panic!("{other:?}"),
            };
            let stranger = ReceiptTrust { keys: KeySet::default(), ..trust.clone() };
            assert!(matches!(refusal(&text, &stranger), Refusal::UnknownKey(_)));
            assert_eq!(refusal(&text[..text.len() - 40], &trust), Refusal::Unreadable);
            // The last characters are those of the signature.
            let end = text.len() - 9;
            let other = if &text[end..=end] == "A" { "B" } else { "A" };
            assert_eq!(refusal(&format!("{}{other}{}", &text[..end], &text[end + 1..]), &trust), Refusal::Altered);
        }
    }

    #[test]
    fn tickets() {
        for text in ["KT:B3-041", "kt:b3-041\r", "KT:A1-1041"] {
            assert!(
                matches!(recognise(text), Scanned::Ticket(label) if label.contains('-') && label.chars().all(|c| !c.is_ascii_lowercase())),
                "{text}"
            );
        }
        for text in ["KT:", "KT:B3041", "KT:B3-41", "KT:3B-041", "KT:B3-04x", "KT:B33-041", "B3-041"] {
            assert!(matches!(recognise(text), Scanned::Unknown), "{text}");
        }
    }

    #[test]
    fn identity_documents_and_what_failed_to_be_one() {
        let card = "IDIRQAB12345671199012345678<<<\r9001011M3001019IRQ<<<<<<<<<<<3\rAZAD<<RAWAND<<<<<<<<<<<<<<<<<<\r";
        assert!(matches!(recognise(card), Scanned::Identity(_)));
        assert!(matches!(
            recognise(&card.replace("9001011M", "9101011M")),
            Scanned::Unreadable(MrzError::CheckDigit(_))
        ));
        assert!(matches!(recognise("199012345678"), Scanned::Unreadable(MrzError::WrongSide)));
        assert!(matches!(recognise("https://example.org"), Scanned::Refused(Refusal::NotOurs)));
        for text in ["", "hello", "4006381333931"] {
            assert!(matches!(recognise(text), Scanned::Unknown), "{text}");
        }
        assert!(!format!("{:?}", recognise(card)).contains("AZAD"));
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in any::<String>(), prefix in 0usize..3) {
            let _ = recognise(&format!("{}{text}", ["", "KR:", "KT:"][prefix]));
        }
    }
}
