//! What the QR codes say. The kiosk's own scanner reads them back (`identity::scan::Scanned`).
//!
//! Both are upper-case alphanumeric, so that they fit in the smallest symbol (version 1-M, 20
//! characters) and print as 21 × 21 modules:
//!
//! - ticket: `KT:` label `.` service day as `YYYYMMDD`, e.g. `KT:B3-041.20261123`;
//! - receipt without a signature (samples): `KR:` reference without separators `.` check code, e.g.
//!   `KR:K9C12QFRZ7KB.4821`. A kiosk prints the signed form, `kiosk_protocol::receipt`.

use std::fmt::Display;

use jiff::civil::Date;

/// Before the label of a queue ticket.
pub const TICKET_PREFIX: &str = "KT:";
/// Before the reference of a request.
pub const RECEIPT_PREFIX: &str = "KR:";

/// The QR of a queue ticket: its label and the service day on which it counts.
#[must_use]
pub fn ticket_payload(label: &str, day: Date) -> String {
    format!("{TICKET_PREFIX}{}.{:04}{:02}{:02}", label.to_ascii_uppercase(), day.year(), day.month(), day.day())
}

/// The QR of an unsigned receipt: a `kiosk_protocol::Reference` (separators are left out) and its `CheckCode`.
#[must_use]
pub fn receipt_payload(reference: impl Display, check_code: impl Display) -> String {
    let reference = reference.to_string();
    let plain: String = reference.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{RECEIPT_PREFIX}{}.{check_code}", plain.to_ascii_uppercase())
}

/// The QR of a filled form: the reference alone, as a receipt without its check code.
#[must_use]
pub fn reference_payload(reference: impl Display) -> String {
    let reference = reference.to_string();
    let plain: String = reference.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{RECEIPT_PREFIX}{}", plain.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use jiff::civil::date;
    use kiosk_protocol::{CheckCode, Reference};

    use super::*;
    use crate::identity::scan::Scanned;
    use crate::receipt::{ErrorCorrection, qr};

    #[test]
    fn both_are_alphanumeric_small_and_understood_by_the_scanner() {
        let today = date(2026, 11, 23);
        let reference = Reference::new([1, 2, 3, 4, 5, 6, 7]);
        let code: CheckCode = "0821".parse().unwrap();
        let ticket = ticket_payload("B3-041", today);
        let receipt = receipt_payload(reference, code);
        assert_eq!(ticket, "KT:B3-041.20261123");
        assert_eq!(receipt, format!("KR:{}.0821", reference.compact()));
        for payload in [&ticket, &receipt] {
            assert!(qr::is_alphanumeric(payload));
            assert_eq!(qr::symbol(payload, ErrorCorrection::Medium).unwrap().modules(), 21);
        }
        assert!(matches!(Scanned::recognise(&ticket, today), Scanned::Ticket(label) if label == "B3-041"));
        let Scanned::Reference { reference: read, code: read_code } = Scanned::recognise(&receipt, today) else {
            panic!()
        };
        assert_eq!((read, read_code), (reference, Some(code)));
        let alone = Scanned::recognise(&reference_payload(reference), today);
        assert!(matches!(alone, Scanned::Reference { reference: read, code: None } if read == reference));
    }
}
