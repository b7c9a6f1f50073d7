//! Properties of whole sheets in every language, and pictures to look at in `target/paper/`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use jiff::civil::{date, datetime};

use super::design::{
    FormFacts, FormSection, RequestFacts, TicketFacts, form, receipt_payload, reference_payload, request_receipt,
    ticket, ticket_payload,
};
use super::document::{Block, Document};
use super::layout::Item;
use super::shape::Style;
use super::*;
use crate::i18n::{Language, Locales, Money, Texts};

const LANGUAGES: [Language; 4] = [Language::CKB, Language::KMR, Language::AR, Language::EN];

fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    FONTS.get_or_init(Fonts::new)
}

fn texts(language: Language) -> Texts {
    static LOCALES: OnceLock<Locales> = OnceLock::new();
    LOCALES
        .get_or_init(|| Locales::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("locales")).unwrap())
        .texts(language)
}

fn pick(language: Language, ckb: &str, kmr: &str, ar: &str, en: &str) -> String {
    match language.tag() {
        "ckb" => ckb,
        "kmr" => kmr,
        "ar" => ar,
        _ => en,
    }
    .to_owned()
}

fn centre(language: Language) -> String {
    pick(
        language,
        "ناوەندی خزمەتگوزاریی گشتی هەولێر",
        "سەنتەرێ خزمەتگوزاریێن گشتی یێ دهۆکێ",
        "مركز الخدمات العامة في أربيل",
        "Erbil Public Service Centre",
    )
}

fn service(language: Language) -> String {
    pick(
        language,
        "نوێکردنەوەی مۆڵەتی شۆفێری",
        "نویکرنا مۆلەتا شوفێریێ",
        "تجديد إجازة السوق",
        "Driving licence renewal",
    )
}

fn documents(language: Language) -> Vec<String> {
    vec![
        pick(language, "کارتی نیشتمانی", "کارتا نیشتیمانی", "البطاقة الوطنية", "National card"),
        pick(
            language,
            "مۆڵەتی کۆن، یان ڕاپۆرتی پۆلیس ئەگەر ون بووە",
            "مۆلەتا کەڤن، یان راپۆرتا پۆلیسی ئەگەر بەرزە بووبیت",
            "الإجازة القديمة، أو تقرير الشرطة إذا كانت مفقودة",
            "The old licence, or a police report if it is lost",
        ),
        pick(language, "پشکنینی چاو", "پشکنینا چاڤان", "فحص النظر", "Eye test"),
    ]
}

fn ticket_facts(texts: &Texts) -> TicketFacts {
    let language = texts.language();
    TicketFacts {
        centre: centre(language),
        label: "B3-041".into(),
        service: service(language),
        priority: None,
        people_ahead: Some(7),
        estimate: Some(25),
        issued: datetime(2026, 11, 23, 10, 42, 0, 0),
        fee: Some(texts.money(Money::iqd(25_000))),
        documents: documents(language),
        complaint_phone: Some("07501234567".into()),
        payload: ticket_payload("B3-041", date(2026, 11, 23)),
        sample: true,
    }
}

fn request_facts(texts: &Texts) -> RequestFacts {
    let language = texts.language();
    RequestFacts {
        centre: centre(language),
        service: service(language),
        reference: reference().to_string(),
        check_code: "4821".into(),
        label: Some("B3-041".into()),
        submitted: datetime(2026, 11, 23, 10, 42, 0, 0),
        office: Some(pick(
            language,
            "بەڕێوەبەرایەتیی هاتوچۆی هەولێر",
            "رێڤەبەریا هاتنوچوونا دهۆکێ",
            "مديرية مرور أربيل",
            "Erbil Traffic Directorate",
        )),
        fee: Some(texts.money(Money::iqd(25_000))),
        time_needed: Some(texts.working_days(5)),
        documents: documents(language),
        complaint_phone: Some("07501234567".into()),
        payload: receipt_payload(reference(), "4821"),
        sample: false,
    }
}

fn reference() -> kiosk_protocol::Reference {
    kiosk_protocol::Reference::new([0x5A, 0xC3, 0x91, 0x2E, 0x77, 0x0B, 0xD4])
}

fn sheets() -> Vec<(String, Document)> {
    let both = |language: Language| {
        let texts = texts(language);
        [
            (format!("ticket-{language}"), ticket(&ticket_facts(&texts), &texts)),
            (format!("receipt-{language}"), request_receipt(&request_facts(&texts), &texts)),
        ]
    };
    LANGUAGES.into_iter().flat_map(both).collect()
}

fn media() -> [(&'static str, Media); 5] {
    [
        ("80", Media::thermal_80()),
        ("58", Media::thermal_58()),
        ("80-180dpi", Media::thermal(Dots(512), 180)),
        ("58-180dpi", Media::thermal(Dots(360), 180)),
        ("a4", Media::a4()),
    ]
}

fn meta() -> PdfMeta {
    PdfMeta { created: "2026-11-23T07:42:00Z".parse().unwrap(), author: "Erbil".into() }
}

/// Everything moved away from the edges, so that ink outside the sheet shows.
fn with_margin(laid: &Laid, by: f32) -> Laid {
    let mut wide = laid.clone();
    wide.media.width += 2.0 * by;
    for sheet in &mut wide.sheets {
        sheet.height += 2.0 * by;
        for item in &mut sheet.items {
            match item {
                Item::Text { x, y, .. } | Item::Rect { x, y, .. } | Item::Qr { x, y, .. } => {
                    *x += by;
                    *y += by;
                }
                Item::Shape { outlines } => {
                    for point in outlines.iter_mut().flatten() {
                        *point = point.map(|at| at + by);
                    }
                }
            }
        }
    }
    wide
}

#[test]
fn pictures_to_look_at() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/paper");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, document) in sheets() {
        for (paper, media) in media() {
            let laid = layout(fonts(), &document, &media).unwrap();
            if paper != "a4" {
                let picture = raster(fonts(), &laid).bitmap().unwrap();
                let file = std::fs::File::create(folder.join(format!("{name}-{paper}.png"))).unwrap();
                picture.write_png(file, media.dpi).unwrap();
            }
            std::fs::write(folder.join(format!("{name}-{paper}.pdf")), pdf(&laid, &meta()).unwrap()).unwrap();
        }
    }
}

#[test]
fn no_ink_outside_the_sheet() {
    for (name, document) in sheets() {
        for (paper, media) in media() {
            let by = 40.0 * 72.0 / media.dpi as f32;
            let laid = layout(fonts(), &document, &media).unwrap();
            let wide = raster(fonts(), &with_margin(&laid, by)).bitmap().unwrap();
            let (left, top, width, height) = wide.ink().unwrap();
            assert!(left >= 40 && left + width <= 40 + media.width_dots().get(), "{name} on {paper}: {left}+{width}");
            let used: f32 = laid.sheets.iter().map(|sheet| sheet.height * media.dpi as f32 / 72.0).sum();
            assert!(top >= 40 && top + height <= 40 + used.ceil() as u32, "{name} on {paper}: {top}+{height}");
        }
    }
}

#[test]
fn every_character_has_a_glyph() {
    for (name, document) in sheets() {
        let laid = layout(fonts(), &document, &Media::thermal_80()).unwrap();
        for item in &laid.sheets[0].items {
            if let Item::Text { line, .. } = item {
                let missing: Vec<_> =
                    line.glyphs.iter().filter(|glyph| glyph.id == 0).map(|glyph| &glyph.text).collect();
                assert!(missing.is_empty(), "{name}: no glyph for {missing:?}");
                assert!(line.glyphs.iter().all(|glyph| !glyph.text.contains('⟦')), "{name}: a message is missing");
            }
        }
    }
}

#[test]
fn check_48_the_label_is_at_least_eight_millimetres_high() {
    for language in LANGUAGES {
        let texts = texts(language);
        // The widest possible label does not fit on 58 mm in one line; then it breaks, and stays as high.
        for (label, unbroken_on_58) in [("B3-041", true), ("WM-1041", false)] {
            let mut facts = ticket_facts(&texts);
            facts.label = label.into();
            let document = ticket(&facts, &texts);
            for (paper, media) in media() {
                let laid = layout(fonts(), &document, &media).unwrap();
                let picture = raster(fonts(), &laid).bitmap().unwrap();
                let scale = media.dpi as f32 / 72.0;
                let mut parts = Vec::new();
                for item in &laid.sheets[0].items {
                    let Item::Text { x, y, line, .. } = item else { continue };
                    if line.style.points < 25.0 {
                        continue;
                    }
                    assert!(*x >= 0.0 && x + line.width <= media.width);
                    let cap = (fonts().vertical(line.style).cap_height * scale).ceil() as u32;
                    let baseline = (y * scale).round() as u32;
                    let band = picture.crop(0, baseline - cap - 3, media.width_dots(), Dots(cap + 6));
                    let (_, _, _, height) = band.ink().unwrap();
                    assert!(Dots(height) >= Millimetres(8.0).dots(media.dpi), "{label} on {paper}: {height} dots");
                    parts.push(line.glyphs.iter().map(|glyph| glyph.text.as_str()).collect::<String>());
                }
                assert_eq!(parts.concat(), label, "left to right on {paper}");
                assert!(parts.len() == 1 || (paper.starts_with("58") && !unbroken_on_58), "{parts:?} on {paper}");
            }
        }
    }
}

/// A profile may name any head of 8 dots or more.
#[test]
fn a_head_narrower_than_the_code_is_no_disaster() {
    for (name, document) in sheets() {
        for dots in [8, 64, 120] {
            let media = Media::thermal(Dots(dots), 203);
            let sheet = raster(fonts(), &layout(fonts(), &document, &media).unwrap()).bitmap().unwrap();
            assert_eq!(sheet.width().get(), dots, "{name}");
        }
    }
}

#[test]
fn the_qr_code_reads_back_and_keeps_its_quiet_zone() {
    for (name, document) in sheets() {
        let payload = document.body(PaperKind::Wide).blocks.iter().find_map(|block| match block {
            Block::Qr { payload, .. } => Some(payload.clone()),
            _ => None,
        });
        let payload = payload.unwrap();
        for (paper, media) in &media()[..4] {
            let page = raster(fonts(), &layout(fonts(), &document, media).unwrap());
            let sheet = page.bitmap().unwrap();
            assert_eq!(qr::tests::read(&sheet), std::slice::from_ref(&payload), "{name} on {paper}");
            let mut y = Dots::ZERO;
            for element in &page.elements {
                if let Element::Qr { module_dots, .. } = element {
                    let millimetres = module_dots.millimetres(media.dpi).0;
                    assert!(millimetres >= qr::MIN_MODULE_MM, "{name} on {paper}: {millimetres} mm");
                    let quiet = module_dots.get() * qr::QUIET_MODULES;
                    let side = element.height().unwrap();
                    for row in (y.get() - quiet..y.get()).chain((y + side).get()..(y + side).get() + quiet) {
                        assert!(sheet.is_blank_row(row), "{name} on {paper}: row {row}");
                    }
                    assert!(side.get() + 2 * quiet <= page.width_dots.get());
                }
                y += element.height().unwrap();
            }
            assert_eq!(page.elements.iter().filter(|element| matches!(element, Element::Qr { .. })).count(), 1);
            assert_eq!(page.elements.last(), Some(&Element::Cut));
        }
    }
}

#[test]
fn long_names_wrap_and_lose_nothing() {
    let texts = texts(Language::CKB);
    let mut facts = ticket_facts(&texts);
    facts.service =
        "دەرکردنی بڕوانامەی نیشتەجێبوون بۆ هاووڵاتیانی گەڕاوە لە دەرەوەی هەرێم و خێزانەکانیان لە قەزاکانی ناوەند".into();
    facts.centre = "بەڕێوەبەرایەتیی گشتیی ڕەگەزنامە و کاروباری باری شارستانی لە پارێزگای سلێمانی".into();
    let document = ticket(&facts, &texts);
    for (paper, media) in media() {
        let laid = layout(fonts(), &document, &media).unwrap();
        let mut seen: Vec<char> = laid.sheets[0]
            .items
            .iter()
            .filter_map(|item| match item {
                Item::Text { line, .. } => Some(line.glyphs.iter().flat_map(|glyph| glyph.text.chars())),
                _ => None,
            })
            .flatten()
            .collect();
        for wanted in facts.service.chars().chain(facts.centre.chars()).filter(|c| !c.is_whitespace()) {
            let at = seen.iter().position(|c| *c == wanted).unwrap_or_else(|| panic!("{wanted} is lost on {paper}"));
            seen.swap_remove(at);
        }
    }
}

#[test]
fn a_long_document_goes_on_to_the_next_sheet() {
    let texts = texts(Language::AR);
    let mut facts = request_facts(&texts);
    facts.documents = (0..60).map(|n| format!("{n} البطاقة الوطنية")).collect();
    let laid = layout(fonts(), &request_receipt(&facts, &texts), &Media::a4()).unwrap();
    assert!(laid.sheets.len() > 1);
    for sheet in &laid.sheets {
        assert!(sheet.height <= laid.media.height.unwrap());
    }
    let roll = layout(fonts(), &request_receipt(&facts, &texts), &Media::thermal_80()).unwrap();
    assert_eq!(roll.sheets.len(), 1);
}

#[test]
fn every_glyph_of_every_face_can_be_drawn() {
    use skrifa::MetadataProvider;
    use skrifa::instance::{LocationRef, Size};
    use skrifa::outline::DrawSettings;
    use skrifa::raw::TableProvider;

    struct Nothing;
    impl skrifa::outline::OutlinePen for Nothing {
        fn move_to(&mut self, _: f32, _: f32) {}
        fn line_to(&mut self, _: f32, _: f32) {}
        fn quad_to(&mut self, _: f32, _: f32, _: f32, _: f32) {}
        fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, _: f32, _: f32) {}
        fn close(&mut self) {}
    }
    for weight in [document::Weight::Regular, document::Weight::Medium, document::Weight::Bold] {
        let face = fonts().face(weight);
        let count = face.maxp().unwrap().num_glyphs();
        assert!(count > 1000);
        for id in 0..count {
            let outline = face.outline_glyphs().get(skrifa::GlyphId::new(u32::from(id))).unwrap();
            outline.draw(DrawSettings::unhinted(Size::new(28.0), LocationRef::default()), &mut Nothing).unwrap();
        }
        let style = Style { weight, points: 10.0 };
        assert!((6.0..8.0).contains(&fonts().vertical(style).cap_height));
    }
}

/// Letters, digits and joiners: what a reader of the PDF must give back. Bidi controls are the
/// extractor's business.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric() || *c == '\u{200C}').collect()
}

fn strings(document: &Document, kind: PaperKind) -> Vec<String> {
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

fn extracted(pdf: &[u8]) -> String {
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

/// Whatever order a technician chooses, what he kept stands, and nothing else does.
#[test]
fn a_design_is_followed() {
    let texts = texts(Language::EN);
    let mut facts = ticket_facts(&texts);
    let design = "blocks = [\"complaint\", \"thin-rule\", { figures = [\"estimate\"] }, \"thin-rule\", \"label\"]";
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("ticket.toml"), design).unwrap();
    let (designs, _) = design::Designs::load(folder.path());
    let said = |facts: &TicketFacts| strings(&facts.document(&designs.ticket, &texts), PaperKind::Wide);
    let all = said(&facts);
    assert!(all[0].contains("Questions or complaints"), "{all:?}");
    assert_eq!(all[1..3], [texts.get("paper-estimate-label"), "25 minutes".to_owned()]);
    assert!(all.iter().any(|text| text.contains("B3-041")) && all.iter().all(|text| text != &facts.service));
    // What is not known leaves neither a gap nor a second line.
    facts.estimate = None;
    let rules = |facts: &TicketFacts| {
        let document = facts.document(&designs.ticket, &texts);
        document.body(PaperKind::Wide).blocks.iter().filter(|block| matches!(block, Block::Rule(_))).count()
    };
    assert_eq!(rules(&facts), 1);
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
