//! IPP messages: what is asked and what is answered, as bytes (RFC 8010) made and read by the crate `ipp`.
//!
//! Only its encoder and parser are used; the bytes travel over the HTTP client that the kiosk has already, which knows
//! no proxy and sets its own times.

use std::io::Cursor;

use ipp::attribute::IppAttribute;
use ipp::model::{DelimiterTag, IppVersion, Operation, StatusCode};
use ipp::parser::{IppParseError, IppParser};
use ipp::prelude::Uri;
use ipp::reader::IppReader;
use ipp::request::IppRequestResponse;
use ipp::value::IppValue;
use zeroize::Zeroizing;

/// The name of A4 in IPP (PWG 5101.1).
const A4: &str = "iso_a4_210x297mm";
/// The format of what is printed.
pub(super) const PDF: &str = "application/pdf";

/// What is asked for about a printer.
const ABOUT_PRINTER: [&str; 5] = [
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "document-format-supported",
    "media-supported",
];

/// What a printer says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PrinterAnswer {
    /// 3 idle, 4 processing, 5 stopped.
    pub(super) state: i32,
    pub(super) reasons: Vec<String>,
    pub(super) accepting: bool,
    pub(super) formats: Vec<String>,
    pub(super) media: Vec<String>,
}

impl PrinterAnswer {
    pub(super) fn takes_pdf(&self) -> bool {
        self.formats.iter().any(|format| format.eq_ignore_ascii_case(PDF))
    }

    pub(super) fn takes_a4(&self) -> bool {
        self.media.iter().any(|media| media == A4)
    }
}

/// Where a job stands (RFC 8011 §5.3.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum JobState {
    /// Pending, held, processing, or stopped while processing.
    Going,
    /// All sheets are out.
    Completed,
    /// Cancelled or aborted.
    Over,
}

/// An answer to a job's operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct JobAnswer {
    pub(super) id: i32,
    pub(super) state: JobState,
}

/// An answer that could not be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum MessageError {
    #[error("this is not IPP: {0}")]
    NotIpp(#[from] IppParseError),
    #[error("the printer answers {0}")]
    Status(StatusCode),
    #[error("the answer has no {0}")]
    Lacks(&'static str),
}

/// `Get-Printer-Attributes`.
pub(super) fn ask_printer(printer: &Uri) -> Result<Vec<u8>, IppParseError> {
    let mut request = request(Operation::GetPrinterAttributes, printer)?;
    let wanted = ABOUT_PRINTER.iter().map(|name| IppValue::new_keyword(*name)).collect::<Result<_, _>>()?;
    operation(&mut request, "requested-attributes", IppValue::Array(wanted))?;
    Ok(request.to_bytes().to_vec())
}

/// `Print-Job` with the document. The job's name says nothing of whom it is about.
pub(super) fn print_job(printer: &Uri, pdf: &[u8], on_a4: bool) -> Result<Zeroizing<Vec<u8>>, IppParseError> {
    let mut request = request(Operation::PrintJob, printer)?;
    operation(&mut request, "requesting-user-name", IppValue::new_name_without_language("kiosk")?)?;
    operation(&mut request, "job-name", IppValue::new_name_without_language("form")?)?;
    operation(&mut request, "document-format", IppValue::new_mime_media_type(PDF)?)?;
    if on_a4 {
        let media = IppAttribute::with_name("media", IppValue::new_keyword(A4)?)?;
        request.attributes_mut().add(DelimiterTag::JobAttributes, media);
    }
    let head = request.to_bytes();
    // Room for all of it from the start: a buffer that grows leaves copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(head.len() + pdf.len()));
    bytes.extend_from_slice(&head);
    bytes.extend_from_slice(pdf);
    Ok(bytes)
}

/// `Get-Job-Attributes`.
pub(super) fn ask_job(printer: &Uri, job: i32) -> Result<Vec<u8>, IppParseError> {
    about_job(Operation::GetJobAttributes, printer, job)
}

/// `Cancel-Job`.
pub(super) fn cancel_job(printer: &Uri, job: i32) -> Result<Vec<u8>, IppParseError> {
    about_job(Operation::CancelJob, printer, job)
}

fn about_job(what: Operation, printer: &Uri, job: i32) -> Result<Vec<u8>, IppParseError> {
    let mut request = request(what, printer)?;
    operation(&mut request, "job-id", IppValue::new_integer(job))?;
    operation(&mut request, "requesting-user-name", IppValue::new_name_without_language("kiosk")?)?;
    Ok(request.to_bytes().to_vec())
}

fn request(what: Operation, printer: &Uri) -> Result<IppRequestResponse, IppParseError> {
    IppRequestResponse::new(IppVersion::v2_0(), what, Some(printer.clone()))
}

fn operation(request: &mut IppRequestResponse, name: &str, value: IppValue) -> Result<(), IppParseError> {
    let attribute = IppAttribute::with_name(name, value)?;
    request.attributes_mut().add(DelimiterTag::OperationAttributes, attribute);
    Ok(())
}

/// Reads the answer to [`ask_printer`].
pub(super) fn printer_answer(bytes: Vec<u8>) -> Result<PrinterAnswer, MessageError> {
    let answer = parse(bytes)?;
    let value = |name: &str| find(&answer, DelimiterTag::PrinterAttributes, name);
    let list = |name: &str| value(name).map(words).unwrap_or_default();
    Ok(PrinterAnswer {
        state: value("printer-state").and_then(number).ok_or(MessageError::Lacks("printer-state"))?,
        reasons: list("printer-state-reasons"),
        accepting: !matches!(value("printer-is-accepting-jobs"), Some(IppValue::Boolean(false))),
        formats: list("document-format-supported"),
        media: list("media-supported"),
    })
}

/// Reads the answer to [`print_job`] and [`ask_job`].
pub(super) fn job_answer(bytes: Vec<u8>) -> Result<JobAnswer, MessageError> {
    let answer = parse(bytes)?;
    let value = |name: &str| find(&answer, DelimiterTag::JobAttributes, name).and_then(number);
    let state = match value("job-state").ok_or(MessageError::Lacks("job-state"))? {
        9 => JobState::Completed,
        7 | 8 => JobState::Over,
        _ => JobState::Going,
    };
    Ok(JobAnswer { id: value("job-id").ok_or(MessageError::Lacks("job-id"))?, state })
}

fn parse(bytes: Vec<u8>) -> Result<IppRequestResponse, MessageError> {
    let answer = IppParser::new(IppReader::new(Cursor::new(bytes))).parse()?;
    let status = answer.header().status_code();
    if status.is_success() { Ok(answer) } else { Err(MessageError::Status(status)) }
}

fn find<'a>(answer: &'a IppRequestResponse, group: DelimiterTag, name: &str) -> Option<&'a IppValue> {
    answer.attributes().groups_of(group).find_map(|group| group.get(name)).map(IppAttribute::value)
}

fn number(value: &IppValue) -> Option<i32> {
    match value {
        IppValue::Integer(number) | IppValue::Enum(number) => Some(*number),
        _ => None,
    }
}

fn words(value: &IppValue) -> Vec<String> {
    match value {
        IppValue::Array(values) => values.iter().flat_map(words).collect(),
        IppValue::Keyword(word) => vec![word.to_string()],
        IppValue::MimeMediaType(word) => vec![word.to_string()],
        IppValue::NameWithoutLanguage(word) => vec![word.to_string()],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use proptest::prelude::*;

    use super::*;

    fn uri() -> Uri {
        "ipp://127.0.0.1:8631/ipp/print".parse().unwrap()
    }

    fn answered(status: StatusCode, group: DelimiterTag, attributes: &[(&str, IppValue)]) -> Vec<u8> {
        let mut answer = IppRequestResponse::new_response(IppVersion::v2_0(), status, 1).unwrap();
        for (name, value) in attributes {
            answer.attributes_mut().add(group, IppAttribute::with_name(name, value.clone()).unwrap());
        }
        answer.to_bytes().to_vec()
    }

    #[test]
    fn the_job_carries_the_document_byte_for_byte_and_no_name() {
        let bytes = print_job(&uri(), b"%PDF-1.7 body", true).unwrap();
        assert!(bytes.ends_with(b"%PDF-1.7 body"));
        let request = IppParser::new(IppReader::new(Cursor::new(bytes.to_vec()))).parse().unwrap();
        assert_eq!(words(find(&request, DelimiterTag::JobAttributes, "media").unwrap()), [A4]);
        assert_eq!(words(find(&request, DelimiterTag::OperationAttributes, "job-name").unwrap()), ["form"]);
        assert_eq!(words(find(&request, DelimiterTag::OperationAttributes, "document-format").unwrap()), [PDF]);
    }

    #[test]
    fn what_a_printer_says_is_read() {
        let keywords =
            |words: &[&str]| IppValue::Array(words.iter().map(|w| IppValue::new_keyword(*w).unwrap()).collect());
        let bytes = answered(
            StatusCode::SuccessfulOk,
            DelimiterTag::PrinterAttributes,
            &[
                ("printer-state", IppValue::Enum(5)),
                ("printer-state-reasons", keywords(&["media-empty-error", "paused"])),
                ("printer-is-accepting-jobs", IppValue::Boolean(true)),
                ("document-format-supported", IppValue::new_mime_media_type("application/PDF").unwrap()),
                ("media-supported", keywords(&["na_letter_8.5x11in", A4])),
            ],
        );
        let printer = printer_answer(bytes).unwrap();
        assert_eq!((printer.state, printer.reasons.len()), (5, 2));
        assert!(printer.takes_pdf() && printer.takes_a4() && printer.accepting);
    }

    #[test]
    fn job_states_and_refusals() {
        for (number, state) in [
            (3, JobState::Going),
            (5, JobState::Going),
            (6, JobState::Going),
            (7, JobState::Over),
            (8, JobState::Over),
            (9, JobState::Completed),
        ] {
            let attributes = [("job-id", IppValue::Integer(4)), ("job-state", IppValue::Enum(number))];
            let bytes = answered(StatusCode::SuccessfulOk, DelimiterTag::JobAttributes, &attributes);
            assert_eq!(job_answer(bytes).unwrap(), JobAnswer { id: 4, state });
        }
        let refused = answered(StatusCode::ServerErrorNotAcceptingJobs, DelimiterTag::JobAttributes, &[]);
        assert!(matches!(job_answer(refused), Err(MessageError::Status(StatusCode::ServerErrorNotAcceptingJobs))));
        assert!(matches!(job_answer(b"<html>".to_vec()), Err(MessageError::NotIpp(_) | MessageError::Status(_))));
        let empty = answered(StatusCode::SuccessfulOk, DelimiterTag::JobAttributes, &[]);
        assert!(matches!(job_answer(empty), Err(MessageError::Lacks("job-state"))));
    }

    proptest! {
        #[test]
        fn no_answer_makes_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), cut in 0_usize..120) {
            let _ = printer_answer(bytes.clone());
            let _ = job_answer(bytes);
            let whole = answered(StatusCode::SuccessfulOk, DelimiterTag::JobAttributes, &[("job-state", IppValue::Enum(9))]);
            let _ = job_answer(whole[..cut.min(whole.len())].to_vec());
        }
    }
}
