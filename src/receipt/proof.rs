//! Properties of whole sheets in every language, and pictures to look at in `target/paper/`.
//!
//! Here are the papers that are looked at; `sheets` looks at what a printer gets, `pdfs` at files, `forms` at filled forms.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod forms;
mod pdfs;
mod sheets;

use std::path::Path;
use std::sync::OnceLock;

use jiff::civil::{date, datetime};

use super::design::{RequestFacts, TicketFacts, receipt_payload, request_receipt, ticket, ticket_payload};
use super::document::{Block, Document};
use super::layout::Item;
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
        party: None,
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
