//! `kiosk receipt`: a sample receipt as files, and whether a receipt is genuine.

mod verify;

use kiosk_protocol::Reference;
use serde_json::json;

pub use verify::VerifyArgs;

use super::sample_form;
use super::ticket::{Sample, SampleArgs, SampleError, for_each_profile, told};
use super::{Failure, Outcome, fail};
use crate::receipt::design::{self, FormFacts, FormSection, RequestFacts};
use crate::receipt::{Document, Media, PdfMeta, layout, pdf};

/// Writes a sample receipt: receipt.escpos, receipt.png, receipt.pdf (A4) and receipt.json (bytes, dots,
/// seconds per baud).
///
/// Example: kiosk receipt --service driving_licence_renewal --lang ckb --form --out /tmp/receipt
#[derive(Clone, Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct ReceiptArgs {
    #[command(subcommand)]
    command: Option<ReceiptCommand>,
    #[command(flatten)]
    sample: Option<SampleArgs>,
    /// Also form.pdf: the application form, filled in by a sample person who does not exist
    #[arg(long)]
    form: bool,
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
        (None, Some(sample)) => {
            for_each_profile(sample, |asked| write(asked, args.form)).map(|()| Outcome::Done).map_err(fail)
        }
        (None, None) => {
            Err(Failure::new("--service, --lang and --out are needed for a sample; see kiosk receipt --help"))
        }
    }
}

/// Writes the files of a sample.
fn write(args: &SampleArgs, form: bool) -> Result<(), SampleError> {
    let mut sample = Sample::load(args)?;
    let once = sample.keep(args)?;
    let document = facts(&sample).document(&sample.designs.receipt, &sample.texts);
    let encoded = sample.print(&document, "receipt")?;
    let file = on_a4(&sample, &document)?;
    sample.write("receipt.pdf", &file)?;
    let mut figures = sample.figures(&encoded, once);
    figures["pdf_bytes"] = json!(file.len());
    sample.write("receipt.json", format!("{figures:#}\n").as_bytes())?;
    let mut names = vec!["receipt.escpos", "receipt.png", "receipt.pdf", "receipt.json"];
    if form {
        let document = form_facts(&sample)?.document(&sample.designs.form, &sample.texts);
        sample.write("form.pdf", &on_a4(&sample, &document)?)?;
        names.push("form.pdf");
    }
    told(&args.out, &names);
    Ok(())
}

fn on_a4(sample: &Sample, document: &Document) -> Result<Vec<u8>, SampleError> {
    let laid = layout(&sample.fonts, document, &Media::a4())?;
    Ok(pdf(&laid, &PdfMeta { created: jiff::Timestamp::now(), author: sample.centre() })?)
}

fn form_facts(sample: &Sample) -> Result<FormFacts, SampleError> {
    let service = sample.service_id();
    let form = sample_form::filled(&sample.catalogue, service, &sample.texts, sample.now().date())?;
    let lines = sample.lines();
    let lines = lines.as_ref();
    let reference = Reference::new(REFERENCE);
    Ok(FormFacts {
        centre: sample.centre(),
        service: lines.map(|lines| lines.name.clone()).unwrap_or_default(),
        reference: reference.to_string(),
        label: Some(sample.label()),
        submitted: sample.now(),
        office: lines.and_then(|lines| lines.office.clone()),
        fee: lines.and_then(|lines| lines.fee.clone()),
        documents: lines.map(|lines| lines.documents.clone()).unwrap_or_default(),
        complaint_phone: sample.complaint_phone(),
        sections: form.parts.into_iter().map(|part| FormSection { title: part.title, rows: part.rows }).collect(),
        payload: design::reference_payload(reference),
        sample: true,
    })
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
    use super::*;

    #[test]
    fn a_receipt_is_written_in_every_form() {
        let folder = tempfile::tempdir().unwrap();
        let service = &services()[0];
        write(&arguments(service, "kmr", None, folder.path()), true).unwrap();
        let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
        assert!(read("receipt.pdf").starts_with(b"%PDF-1.7"));
        assert!(read("receipt.png").starts_with(b"\x89PNG"));
        let figures: serde_json::Value = serde_json::from_slice(&read("receipt.json")).unwrap();
        assert_eq!(figures["bytes"], read("receipt.escpos").len());
        assert_eq!(figures["pdf_bytes"], read("receipt.pdf").len());
        assert!(figures["seconds_at_baud"]["9600"].as_f64().unwrap() > 1.0);
        assert!(read("form.pdf").starts_with(b"%PDF-1.7"));
    }

    /// A printer that keeps what stands on tickets has some words of a receipt as well.
    #[test]
    fn a_receipt_is_written_for_every_printer() {
        let folder = tempfile::tempdir().unwrap();
        let bytes = |cached: bool| {
            let out = folder.path().join(format!("{cached}"));
            let mut all = arguments(&services()[0], "ckb", Some("all"), &out);
            all.cached = cached;
            for_each_profile(&all, |asked| write(asked, false)).unwrap();
            let read = |id: &str| {
                let bytes = std::fs::read(out.join(id).join("receipt.json")).unwrap();
                serde_json::from_slice::<serde_json::Value>(&bytes).unwrap()["bytes"].as_u64().unwrap()
            };
            (read("epson-tm-t20iii"), read("generic-58mm"))
        };
        let (plain, cached) = (bytes(false), bytes(true));
        assert!(cached.0 < plain.0, "{cached:?} {plain:?}");
        assert_eq!(cached.1, plain.1, "it keeps nothing");
    }
}
