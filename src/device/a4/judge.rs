//! What a printer's own words mean: `printer-state` and `printer-state-reasons` (RFC 8011 §5.4.11, §5.4.12).

use super::A4Fault;
use super::message::PrinterAnswer;

/// `printer-state` stopped.
const STOPPED: i32 = 5;

/// What keeps the printer from printing now.
pub(super) fn fault(printer: &PrinterAnswer) -> Option<A4Fault> {
    let stopped = printer.state == STOPPED;
    let named = printer.reasons.iter().find_map(|reason| named(reason, stopped));
    named.or_else(|| (stopped || !printer.accepting).then_some(A4Fault::Stopped))
}

/// What a printer that does not finish is likely to lack, although it only warned of it.
pub(super) fn suspected(printer: &PrinterAnswer) -> Option<A4Fault> {
    printer.reasons.iter().find_map(|reason| named(reason, true))
}

/// The fault of one reason. Reasons may end in `-error`, `-warning` or `-report`; the latter two do not keep a printer
/// from printing unless it has stopped. A reason without an ending counts as an error.
fn named(reason: &str, stopped: bool) -> Option<A4Fault> {
    let (word, mild) = match reason.strip_suffix("-warning").or_else(|| reason.strip_suffix("-report")) {
        Some(word) => (word, true),
        None => (reason.strip_suffix("-error").unwrap_or(reason), false),
    };
    let fault = match word {
        "media-empty" | "media-needed" => A4Fault::PaperOut,
        "media-jam" => A4Fault::Jam,
        "cover-open" | "door-open" | "interlock-open" => A4Fault::CoverOpen,
        "toner-empty" | "marker-supply-empty" | "developer-empty" => A4Fault::NoInk,
        "paused"
        | "shutdown"
        | "stopped-partly"
        | "input-tray-missing"
        | "output-tray-missing"
        | "output-area-full"
        | "spool-area-full"
        | "fuser-over-temp"
        | "marker-waste-full" => A4Fault::Stopped,
        _ => return None,
    };
    (stopped || !mild).then_some(fault)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    fn says(state: i32, reasons: &[&str]) -> Option<A4Fault> {
        let reasons = reasons.iter().map(|reason| (*reason).to_owned()).collect();
        fault(&PrinterAnswer { state, reasons, accepting: true, formats: Vec::new(), media: Vec::new() })
    }

    #[test]
    fn reasons_have_their_faults() {
        for (reason, wanted) in [
            ("media-empty-error", A4Fault::PaperOut),
            ("media-needed", A4Fault::PaperOut),
            ("media-jam-error", A4Fault::Jam),
            ("door-open", A4Fault::CoverOpen),
            ("marker-supply-empty-error", A4Fault::NoInk),
            ("paused", A4Fault::Stopped),
        ] {
            assert_eq!(says(3, &["none", reason]), Some(wanted), "{reason}");
        }
    }

    #[test]
    fn warnings_do_not_keep_it_from_printing_unless_it_has_stopped() {
        for reason in [
            "none",
            "media-low-warning",
            "toner-empty-warning",
            "cover-open-report",
            "toner-low",
            "wifi-not-configured",
        ] {
            assert_eq!(says(3, &[reason]), None, "{reason}");
            assert_eq!(says(4, &[reason]), None, "{reason}");
        }
        assert_eq!(says(5, &["media-empty-report"]), Some(A4Fault::PaperOut));
        assert_eq!(says(5, &["something-of-this-maker"]), Some(A4Fault::Stopped));
        assert_eq!(says(5, &["none"]), Some(A4Fault::Stopped));
    }

    #[test]
    fn a_warning_explains_why_it_does_not_finish() {
        let reasons = vec!["media-low-warning".to_owned(), "media-empty-warning".to_owned()];
        let printer = PrinterAnswer { state: 4, reasons, accepting: true, formats: Vec::new(), media: Vec::new() };
        assert_eq!((fault(&printer), suspected(&printer)), (None, Some(A4Fault::PaperOut)));
    }

    #[test]
    fn one_that_takes_no_jobs_is_stopped() {
        let printer =
            PrinterAnswer { state: 3, reasons: Vec::new(), accepting: false, formats: Vec::new(), media: Vec::new() };
        assert_eq!(fault(&printer), Some(A4Fault::Stopped));
    }
}
