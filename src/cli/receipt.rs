//! `kiosk receipt`: a sample receipt as files, and whether a receipt is genuine.

mod verify;

use kiosk_protocol::Reference;

pub use verify::VerifyArgs;

use super::ticket::{Sample, SampleArgs, SampleError, told};
use super::{Failure, Outcome, fail};
use crate::receipt::design::{self, RequestFacts};
use crate::receipt::{Media, PdfMeta, layout, pdf};

/// Writes a sample receipt: receipt.escpos, receipt.png and receipt.pdf (A4).
///
/// Example: kiosk receipt --service licence-renewal --lang ckb --out /tmp/receipt
#[derive(Clone, Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct ReceiptArgs {
    #[command(subcommand)]
    command: Option<ReceiptCommand>,
    #[command(flatten)]
    sample: Option<SampleArgs>,
}

#[derive(Clone, Debug, clap::Subcommand)]
enum ReceiptCommand {
    /// Verify the text of a receipt's QR code, without a network
    Verify(VerifyArgs),
}

/// What a sample's reference is made of: it belongs to no request.
const REFERENCE: [u8; 7] = [0x5A, 0xC3, 0x91, 0x2E, 0x77, 0x0B, 0xD4];
const CHECK_CODE: &str = "4821";

/// Runs `kiosk receipt`.
///
/// # Errors
/// A sample cannot be made, or there is nothing to verify with.
pub fn run(args: &ReceiptArgs) -> Result<Outcome, Failure> {
    match (&args.command, &args.sample) {
        (Some(ReceiptCommand::Verify(args)), _) => verify::run(args),
        (None, Some(args)) => sample(args).map(|()| Outcome::Done).map_err(fail),
        (None, None) => {
            Err(Failure::new("--service, --lang and --out are needed for a sample; see kiosk receipt --help"))
        }
    }
}

fn sample(args: &SampleArgs) -> Result<(), SampleError> {
    let sample = Sample::load(args)?;
    let document = design::request_receipt(&facts(&sample), &sample.texts);
    sample.print(&document, "receipt")?;
    let laid = layout(&sample.fonts, &document, &Media::a4())?;
    let meta = PdfMeta { created: jiff::Timestamp::now(), author: sample.centre() };
    sample.write("receipt.pdf", &pdf(&laid, &meta)?)?;
    told(&args.out, &["receipt.escpos", "receipt.png", "receipt.pdf"]);
    Ok(())
}

fn facts(sample: &Sample) -> RequestFacts {
    let lines = sample.lines();
    let lines = lines.as_ref();
    let reference = Reference::new(REFERENCE);
    RequestFacts {
        centre: sample.centre(),
        service: lines.map(|lines| lines.name.clone()).unwrap_or_default(),
        reference: reference.to_string(),
        check_code: CHECK_CODE.to_owned(),
        label: Some(sample.label()),
        submitted: sample.now(),
        office: lines.and_then(|lines| lines.office.clone()),
        fee: lines.and_then(|lines| lines.fee.clone()),
        time_needed: lines.and_then(|lines| lines.time_needed.clone()),
        documents: lines.map(|lines| lines.documents.clone()).unwrap_or_default(),
        complaint_phone: sample.complaint_phone(),
        payload: design::receipt_payload(reference, CHECK_CODE),
        sample: true,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::super::ticket::tests::{arguments, services};

    #[test]
    fn a_receipt_is_written_in_three_forms() {
        let folder = tempfile::tempdir().unwrap();
        let service = &services()[0];
        super::sample(&arguments(service, "kmr", None, folder.path())).unwrap();
        let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
        assert!(read("receipt.pdf").starts_with(b"%PDF-1.7"));
        assert!(read("receipt.png").starts_with(b"\x89PNG"));
        assert!(!read("receipt.escpos").is_empty());
    }
}
