//! PDF files: they give their words back in order, say what they are, and their codes are read.

use std::process::Command;

use super::*;

/// Letters, digits and joiners: what a reader of the PDF must give back. Bidi controls are the
/// extractor's business.
pub(super) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric() || *c == '\u{200C}').collect()
}

pub(super) fn strings(document: &Document, kind: PaperKind) -> Vec<String> {
    let mut all = Vec::new();
    for block in &document.body(kind).blocks {
        match block {
            Block::Heading(text) | Block::Text { text, .. } | Block::Number { label: text, .. } | Block::Band(text) => {
                all.push(text.clone());
            }
            Block::Masthead { title, .. } | Block::Section(title) | Block::Space { title } => all.push(title.clone()),
            Block::Signature(labels) => all.extend(labels.iter().cloned()),
            Block::Rows(rows) | Block::Figures(rows) | Block::Fields(rows) => {
                all.extend(rows.iter().flat_map(|row| [row.label.clone(), row.value.clone()]));
            }
            Block::Checklist(entries) => all.extend(entries.iter().cloned()),
            Block::Notice { title, text } => all.extend(title.iter().chain([text]).cloned()),
            Block::Qr { caption, .. } => all.extend(caption.clone()),
            Block::Logo | Block::Rule(_) | Block::Gap(_) => {}
        }
    }
    all
}

pub(super) fn extracted(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("paper.pdf");
    std::fs::write(&file, pdf).unwrap();
    let output = Command::new("pdftotext").args(["-enc", "UTF-8"]).arg(&file).arg("-").output();
    let output =
        output.expect("pdftotext is missing: `make test` installs poppler-utils (apt-get install poppler-utils)");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_pdf_gives_its_words_back() {
    for (name, document) in sheets() {
        for (paper, media) in media() {
            let bytes = pdf(&layout(fonts(), &document, &media).unwrap(), &meta()).unwrap();
            let text = extracted(&bytes);
            let whole = letters(&text);
            for string in strings(&document, media.kind) {
                for word in string.split_whitespace().map(letters) {
                    assert!(whole.contains(&word), "{name} on {paper}: no word {word:?} in\n{text}");
                }
                // On A4 no string breaks in a table, so that whole paragraphs come out in order.
                let paragraph = letters(&string);
                assert!(paper != "a4" || whole.contains(&paragraph), "{name}: {paragraph:?} is not in\n{text}");
            }
        }
    }
}

#[test]
fn the_pdf_says_what_it_is_and_claims_no_more() {
    let texts = texts(Language::CKB);
    let document = request_receipt(&request_facts(&texts), &texts);
    let bytes = pdf(&layout(fonts(), &document, &Media::a4()).unwrap(), &meta()).unwrap();
    let file = lopdf::Document::load_mem(&bytes).unwrap();
    assert_eq!(file.version, "1.7");
    let catalog = file.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"ckb");
    assert!(catalog.get(b"OutputIntents").is_err());
    let info = file.trailer.get(b"Info").unwrap().as_reference().unwrap();
    let info = file.get_dictionary(info).unwrap();
    assert!(info.get(b"GTS_PDFXVersion").is_err());
    let created = info.get(b"CreationDate").unwrap().as_str().unwrap();
    assert!(created.starts_with(b"D:20261123074200"), "{}", String::from_utf8_lossy(created));
    assert!(bytes.len() < 60_000, "faces are subset: {} bytes", bytes.len());
    let tags = catalog.get(b"StructTreeRoot").unwrap().as_reference().unwrap();
    let parents = file.get_dictionary(tags).unwrap().get(b"ParentTree").unwrap().as_reference().unwrap();
    let numbers = file.get_dictionary(parents).unwrap().get(b"Nums").unwrap().as_array().unwrap();
    assert!(numbers[1].as_array().unwrap().len() > 15, "every part is tagged");
}

/// Zbar, which is in many telephones, reads the codes of the PDF files as a printer draws them.
#[test]
fn another_reader_reads_the_codes_of_the_pdf_files() {
    let folder = tempfile::tempdir().unwrap();
    for (name, document) in sheets().into_iter().filter(|(name, _)| name.ends_with("ckb") || name.ends_with("en")) {
        for (paper, media) in [("80", Media::thermal_80()), ("a4", Media::a4())] {
            let stem = folder.path().join(format!("{name}-{paper}"));
            let file = stem.with_extension("pdf");
            std::fs::write(&file, pdf(&layout(fonts(), &document, &media).unwrap(), &meta()).unwrap()).unwrap();
            let drawn =
                Command::new("pdftoppm").args(["-r", "150", "-png", "-singlefile"]).arg(&file).arg(&stem).status();
            assert!(drawn.expect("pdftoppm is missing (poppler-utils)").success());
            let read = Command::new("zbarimg").args(["--raw", "-q"]).arg(stem.with_extension("png")).output();
            let read = read.expect("zbarimg is missing: `make test` installs zbar-tools").stdout;
            let payload =
                if name.starts_with("ticket") { "KT:B3-041.20261123" } else { &receipt_payload(reference(), "4821") };
            assert_eq!(String::from_utf8_lossy(&read).trim(), payload, "{name} on {paper}");
        }
    }
}
