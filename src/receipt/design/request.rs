//! The receipt of a submitted request: the two codes that find it again, and what to do next.

use jiff::civil::DateTime;

use super::{centred, documents, foot};
use crate::i18n::Texts;
use crate::receipt::document::{Block, Document, Gap, Row, Rule, Size, Weight};

/// What the receipt of a request says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestFacts {
    /// Name of the centre in the receipt's language.
    pub centre: String,
    /// Name of the service in the receipt's language; the name of its *category* where the service is private.
    pub service: String,
    /// The reference in groups, as it is read aloud and typed.
    pub reference: String,
    /// The check code, four digits.
    pub check_code: String,
    /// The queue label, when the request also has a place in a queue.
    pub label: Option<String>,
    /// When it was submitted, local time.
    pub submitted: DateTime,
    /// The office that decides, in the receipt's language.
    pub office: Option<String>,
    /// The fee as it is shown on the service card.
    pub fee: Option<String>,
    /// How long it takes, in words.
    pub time_needed: Option<String>,
    /// Documents to bring to the desk, in the receipt's language.
    pub documents: Vec<String>,
    /// Where to complain, as it is dialled.
    pub complaint_phone: Option<String>,
    /// What the QR code says: the signed receipt ([`kiosk_protocol::receipt`]), or [`super::receipt_payload`] where
    /// nothing is signed.
    pub payload: String,
    /// Marks the receipt as a sample.
    pub sample: bool,
}

/// Designs the receipt of a request.
#[must_use]
pub fn request_receipt(facts: &RequestFacts, texts: &Texts) -> Document {
    let title = texts.get("paper-receipt-title");
    let mut blocks = vec![
        Block::Logo,
        Block::Gap(Gap::Small),
        Block::Heading(facts.centre.clone()),
        Block::Rule(Rule::Thick),
        centred(title.clone(), Size::Body, Weight::Medium),
        Block::Gap(Gap::Small),
        centred(facts.service.clone(), Size::Large, Weight::Bold),
        Block::Gap(Gap::Large),
        Block::Rows(vec![
            Row::strong(texts.get("paper-reference"), texts.code(&facts.reference)),
            Row::strong(texts.get("paper-check-code"), texts.code(&facts.check_code)),
        ]),
        Block::Rule(Rule::Thin),
    ];
    let mut rows = Vec::new();
    if let Some(label) = &facts.label {
        rows.push(Row::new(texts.get("paper-your-number"), texts.code(label)));
    }
    rows.push(Row::new(texts.get("paper-date"), texts.date(facts.submitted.date())));
    rows.push(Row::new(texts.get("paper-time"), texts.time(facts.submitted.time())));
    let further =
        [("paper-office", &facts.office), ("paper-time-needed", &facts.time_needed), ("paper-fee", &facts.fee)];
    for (key, value) in further {
        if let Some(value) = value {
            rows.push(Row::new(texts.get(key), value.clone()));
        }
    }
    blocks.push(Block::Rows(rows));
    blocks.push(Block::Gap(Gap::Large));
    documents(&mut blocks, &facts.documents, texts);
    blocks.push(Block::Notice { title: Some(texts.get("paper-next")), text: texts.get("paper-receipt-next") });
    blocks.push(Block::Qr { payload: facts.payload.clone(), caption: Some(texts.get("paper-receipt-scan")) });
    blocks.push(Block::Gap(Gap::Medium));
    blocks.push(centred(texts.get("paper-receipt-keep"), Size::Small, Weight::Bold));
    blocks.push(Block::Gap(Gap::Small));
    foot(&mut blocks, facts.complaint_phone.as_deref(), facts.sample, texts);
    Document { language: texts.language(), direction: texts.direction(), title, blocks }
}
