//! Every QR code that a citizen may get is read by a program that shares nothing with this one: `zbarimg` (Debian's
//! zbar-tools) on what the independent decoder puts on paper, for each printer profile and language, and on the PDFs as
//! `pdftoppm` (poppler-utils) draws them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use jiff::Timestamp;
use jiff::civil::{date, datetime};
use kiosk::device::printer::encode;
use kiosk::device::printer::profile::{Profile, known};
use kiosk::device::virtual_::Model;
use kiosk::device::virtual_::firmware::Firmware;
use kiosk::i18n::{Language, Locales, Money, Texts};
use kiosk::receipt::design::{
    FormFacts, RequestFacts, TicketFacts, form, reference_payload, request_receipt, ticket, ticket_payload,
};
use kiosk::receipt::{Document, Dots, Fonts, Media, Page, PdfMeta, layout, pdf, raster};
use kiosk_protocol::receipt::{DigestHead, Receipt};
use kiosk_protocol::{Digest, ItemId, Reference, SigningKey};

const LANGUAGES: [Language; 4] = [Language::CKB, Language::KMR, Language::AR, Language::EN];

fn assets(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets").join(folder)
}

/// What `zbarimg` reads in a picture, one text a code.
fn read(picture: &Path) -> Vec<String> {
    let output = Command::new("zbarimg")
        .args(["-q", "--raw", "-Sdisable", "-Sqrcode.enable"])
        .arg(picture)
        .stderr(Stdio::null())
        .output()
        .expect("zbarimg; scripts/setup-debian test installs it (zbar-tools)");
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// The largest receipt there is: its code is of version 9.
fn signed() -> String {
    let receipt = Receipt {
        item: ItemId::new(1_795_000_000_000, [0xA5; 10]),
        issued_s: 1_795_000_000,
        centre: "sulaymaniyah-north-gate2".parse().unwrap(),
        slot: '3',
        service: Some(9999),
        label: Some("B3-1041".into()),
        digest: Some(DigestHead::of(&Digest::of(b"body"), DigestHead::USUAL)),
    };
    receipt.sign(&SigningKey::from_seed(&[7; 32]), Some(&"https://r.example.krd/".parse().unwrap())).unwrap()
}

struct Paper {
    name: &'static str,
    document: Document,
    payload: String,
}

fn papers(texts: &Texts) -> [Paper; 2] {
    let payload = ticket_payload("B3-041", date(2026, 11, 23));
    let facts = TicketFacts {
        centre: "Erbil Public Service Centre".into(),
        label: "B3-041".into(),
        service: "Driving licence renewal".into(),
        priority: None,
        party: None,
        people_ahead: Some(7),
        estimate: Some(25),
        issued: datetime(2026, 11, 23, 10, 42, 0, 0),
        fee: Some(texts.money(Money::iqd(25_000))),
        documents: vec!["National card".into()],
        complaint_phone: Some("07501234567".into()),
        payload: payload.clone(),
        sample: false,
    };
    let receipt = RequestFacts {
        centre: facts.centre.clone(),
        service: facts.service.clone(),
        reference: Reference::new([1, 2, 3, 4, 5, 6, 7]).to_string(),
        check_code: "4821".into(),
        label: Some("B3-1041".into()),
        submitted: facts.issued,
        office: None,
        fee: facts.fee.clone(),
        time_needed: Some(texts.working_days(5)),
        documents: facts.documents.clone(),
        complaint_phone: facts.complaint_phone.clone(),
        payload: signed(),
        sample: false,
    };
    [
        Paper { name: "ticket", document: ticket(&facts, texts), payload },
        Paper { name: "receipt", document: request_receipt(&receipt, texts), payload: signed() },
    ]
}

fn texts() -> Vec<Texts> {
    let locales = Locales::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("locales")).unwrap();
    LANGUAGES.into_iter().map(|language| locales.texts(language)).collect()
}

/// The sheet that a printer of this profile makes of the page, as a picture.
fn printed(page: &Page, profile: &Profile, file: &Path) {
    let encoded = encode::page(page, profile).unwrap();
    assert_eq!(encoded.lost_dots(), 0);
    let mut firmware = Firmware::new(Model { buffer: usize::MAX, ..Model::of_profile(profile) });
    firmware.receive(encoded.bytes());
    firmware.run(usize::MAX, usize::MAX);
    firmware.tear_off();
    assert_eq!(firmware.foreign(), &[] as &[Vec<u8>]);
    let sheet = firmware.take_sheets().remove(0);
    let mut png = Vec::new();
    sheet.picture.write_png(&mut png, profile.dpi).unwrap();
    std::fs::write(file, png).unwrap();
}

#[test]
fn every_profile_prints_codes_that_are_read() {
    let fonts = Fonts::new();
    let folder = tempfile::tempdir().unwrap();
    let names = known(&assets("printers"));
    assert!(names.len() >= 6, "{names:?}");
    for name in names {
        let profile = Profile::load(&assets("printers"), &name).unwrap();
        let media = Media::thermal(Dots(profile.width_dots), profile.dpi);
        for texts in texts() {
            for paper in papers(&texts) {
                let page = raster(&fonts, &layout(&fonts, &paper.document, &media).unwrap());
                let file = folder.path().join("sheet.png");
                printed(&page, &profile, &file);
                let what = format!("{} of {name}, {}", paper.name, texts.language());
                assert_eq!(read(&file), [paper.payload], "{what}");
            }
        }
    }
}

#[test]
fn codes_of_pdfs_are_read() {
    let fonts = Fonts::new();
    let folder = tempfile::tempdir().unwrap();
    let reference = Reference::new([1, 2, 3, 4, 5, 6, 7]);
    for texts in texts() {
        let facts = FormFacts {
            centre: "Erbil Public Service Centre".into(),
            service: "Driving licence renewal".into(),
            reference: reference.to_string(),
            label: Some("B3-041".into()),
            submitted: datetime(2026, 11, 23, 10, 42, 0, 0),
            office: None,
            fee: None,
            documents: Vec::new(),
            complaint_phone: None,
            sections: Vec::new(),
            payload: reference_payload(reference),
            sample: false,
        };
        let filled = Paper { name: "form", document: form(&facts, &texts), payload: reference_payload(reference) };
        for paper in papers(&texts).into_iter().chain([filled]) {
            let laid = layout(&fonts, &paper.document, &Media::a4()).unwrap();
            let file = folder.path().join("paper.pdf");
            let meta = PdfMeta { created: Timestamp::UNIX_EPOCH, author: "Erbil".into() };
            std::fs::write(&file, pdf(&laid, &meta).unwrap()).unwrap();
            let mut draw = Command::new("pdftoppm");
            draw.args(["-r", "150", "-png", "-singlefile"]).arg(&file).arg(folder.path().join("paper"));
            let status = draw.status();
            assert!(status.expect("pdftoppm; scripts/setup-debian test installs it (poppler-utils)").success());
            let what = format!("{}.pdf, {}", paper.name, texts.language());
            assert_eq!(read(&folder.path().join("paper.png")), [paper.payload], "{what}");
        }
    }
}
