//! Filled forms: words, codes, pages, and that they can be overwritten.

use super::pdfs::{extracted, letters, strings};
use super::*;
use crate::receipt::design::{FormFacts, FormSection, form, reference_payload};

fn form_facts(texts: &Texts) -> FormFacts {
    let language = texts.language();
    let name = |ckb, ar, en| zeroize::Zeroizing::new(pick(language, ckb, ckb, ar, en));
    let row = |label: String, value: zeroize::Zeroizing<String>| (label, value);
    let code = |digits: &str| zeroize::Zeroizing::new(texts.code(digits));
    let receipt = request_facts(texts);
    FormFacts {
        centre: receipt.centre,
        service: receipt.service,
        reference: receipt.reference,
        label: receipt.label,
        submitted: receipt.submitted,
        office: receipt.office,
        fee: receipt.fee,
        documents: receipt.documents,
        complaint_phone: receipt.complaint_phone,
        sections: vec![
            FormSection {
                title: None,
                rows: vec![
                    row(pick(language, "ناو", "ناڤ", "الاسم", "Given name"), name("ئازاد", "سامر", "AZAD")),
                    row(
                        pick(language, "ناوی باوک", "ناڤێ بابی", "اسم الأب", "Father’s name"),
                        name("ڕێبوار", "كريم", "REBWAR"),
                    ),
                    row(pick(language, "نازناو", "پاشناڤ", "اللقب", "Surname"), name("", "", "")),
                    row(
                        pick(
                            language,
                            "ژمارەی کارتی نیشتمانی",
                            "هژمارا کارتا نیشتیمانی",
                            "رقم البطاقة الوطنية",
                            "National card number",
                        ),
                        code("1990 1234 5678"),
                    ),
                    row(pick(language, "مۆبایل", "مۆبایل", "الهاتف", "Mobile"), code("0750 000 0000")),
                ],
            },
            FormSection {
                title: Some(texts.get("paper-form-conditions")),
                rows: vec![row(
                    pick(
                        language,
                        "مۆڵەتی شۆفێریی هەرێمی کوردستانت هەیە؟",
                        "تە مۆلەتا شۆفێریێ یا هەرێما کوردستانێ هەیە؟",
                        "هل لديك إجازة سوق صادرة من إقليم كوردستان؟",
                        "Do you have a driving licence issued in the Kurdistan Region?",
                    ),
                    zeroize::Zeroizing::new(texts.get("answer-yes")),
                )],
            },
        ],
        payload: reference_payload(reference()),
        sample: true,
    }
}

#[test]
fn a_filled_form_gives_its_words_back_and_its_code_is_read() {
    for language in LANGUAGES {
        let texts = texts(language);
        let document = form(&form_facts(&texts), &texts);
        let laid = layout(fonts(), &document, &Media::a4()).unwrap();
        assert_eq!(laid.sheets.len(), 1, "an ordinary form is one sheet");
        let bytes = pdf(&laid, &meta()).unwrap();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/paper");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("form-{language}.pdf")), &bytes).unwrap();
        let whole = letters(&extracted(&bytes));
        for string in strings(&document, PaperKind::Sheet) {
            for word in string.split_whitespace().map(letters) {
                assert!(whole.contains(&word), "{language}: no word {word:?}");
            }
        }
        // The margin of the sheet is the code's quiet zone.
        let picture = raster(fonts(), &with_margin(&laid, laid.media.margin_side)).bitmap().unwrap();
        assert_eq!(qr::tests::read(&picture), [reference_payload(reference())]);
    }
}

#[test]
fn a_long_form_keeps_titles_with_their_answers() {
    let texts = texts(Language::CKB);
    let mut facts = form_facts(&texts);
    facts.sections = (0..12)
        .map(|_| FormSection {
            title: Some("باوک".into()),
            rows: (0..6).map(|n| (format!("ناوی {n}"), zeroize::Zeroizing::new("ئازاد".to_owned()))).collect(),
        })
        .collect();
    let laid = layout(fonts(), &form(&facts, &texts), &Media::a4()).unwrap();
    assert!(laid.sheets.len() > 1);
    for sheet in &laid.sheets {
        assert!(sheet.height <= laid.media.height.unwrap());
        assert_ne!(sheet.parts.last().unwrap().role, layout::Role::Heading, "a title alone at the foot of a sheet");
    }
}

#[test]
fn a_form_can_be_overwritten() {
    use zeroize::Zeroize;
    let texts = texts(Language::EN);
    let facts = form_facts(&texts);
    assert!(!format!("{facts:?}").contains("AZAD"));
    let mut document = form(&facts, &texts);
    let mut laid = layout(fonts(), &document, &Media::a4()).unwrap();
    assert!(strings(&document, PaperKind::Sheet).iter().any(|text| text.contains("AZAD")));
    document.zeroize();
    laid.zeroize();
    assert!(strings(&document, PaperKind::Sheet).iter().all(String::is_empty));
    let letters = laid.sheets.iter().flat_map(|sheet| &sheet.items).filter_map(|item| match item {
        Item::Text { line, .. } => {
            Some(line.glyphs.iter().map(|glyph| glyph.text.len() + usize::from(glyph.id)).sum::<usize>())
        }
        _ => None,
    });
    assert_eq!(letters.sum::<usize>(), 0);
}
