//! What the QR codes say. The kiosk's own scanner reads them back (`identity::scan::Scanned`).
//!
//! Both are upper-case alphanumeric, so that they fit in the smallest symbol (version 1-M, 20
//! characters) and print as 21 × 21 modules:
//!
//! - ticket: `KT:` label `.` service day as `YYYYMMDD`, e.g. `KT:B3-041.20261123`;
//! - receipt: `KR:` reference without separators `.` check code, e.g. `KR:K7Q2X9M4TZ.4821`.

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

/// The QR of a receipt: the reference (separators are left out) and the check code.
#[must_use]
pub fn receipt_payload(reference: &str, check_code: &str) -> String {
    let plain: String = reference.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{RECEIPT_PREFIX}{}.{check_code}", plain.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;
    use crate::receipt::ErrorCorrection;
    use crate::receipt::qr;

    #[test]
    fn both_are_alphanumeric_and_small() {
        let ticket = ticket_payload("B3-041", jiff::civil::date(2026, 11, 23));
        let receipt = receipt_payload("k7q2-x9m4-tz", "4821");
        assert_eq!(ticket, "KT:B3-041.20261123");
        assert_eq!(receipt, "KR:K7Q2X9M4TZ.4821");
        for payload in [ticket, receipt] {
            assert!(qr::is_alphanumeric(&payload));
            assert_eq!(qr::symbol(&payload, ErrorCorrection::Medium).unwrap().modules(), 21);
        }
    }
}
