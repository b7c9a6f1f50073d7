//! The queue ticket: one number, as large as the paper allows, and what to do with it.

use jiff::civil::DateTime;

use super::{centred, documents, foot};
use crate::i18n::{Texts, args};
use crate::receipt::document::{Block, Document, Gap, Row, Rule, Size, Weight};

/// What a queue ticket says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketFacts {
    /// Name of the centre in the ticket's language.
    pub centre: String,
    /// The label, `B3-041`.
    pub label: String,
    /// Name of the service in the ticket's language; the name of its *category* where the service
    /// is private, since others see the ticket in the hall.
    pub service: String,
    /// How many wait before; `None` when the kiosk cannot know.
    pub people_ahead: Option<u32>,
    /// When it was issued, local time.
    pub issued: DateTime,
    /// The fee as it is shown on the service card ([`Texts::money`] or words), when there is one to say.
    pub fee: Option<String>,
    /// Documents to bring to the desk, in the ticket's language.
    pub documents: Vec<String>,
    /// Where to complain, as it is dialled.
    pub complaint_phone: Option<String>,
    /// What the QR code says ([`super::ticket_payload`]).
    pub payload: String,
    /// Marks the ticket as a sample that nobody will call.
    pub sample: bool,
}

/// Designs a queue ticket.
#[must_use]
pub fn ticket(facts: &TicketFacts, texts: &Texts) -> Document {
    let label = texts.code(&facts.label);
    let mut blocks = vec![
        Block::Logo,
        Block::Gap(Gap::Small),
        Block::Heading(facts.centre.clone()),
        Block::Rule(Rule::Thick),
        centred(texts.get("paper-your-number"), Size::Body, Weight::Medium),
        Block::Number(label.clone()),
        centred(facts.service.clone(), Size::Large, Weight::Bold),
        Block::Rule(Rule::Thin),
    ];
    let mut rows = Vec::new();
    if let Some(ahead) = facts.people_ahead {
        rows.push(Row::new(texts.get("paper-ahead-label"), texts.with("paper-ahead", &args![n = i64::from(ahead)])));
    }
    rows.push(Row::new(texts.get("paper-date"), texts.date(facts.issued.date())));
    rows.push(Row::new(texts.get("paper-time"), texts.time(facts.issued.time())));
    if let Some(fee) = &facts.fee {
        rows.push(Row::new(texts.get("paper-fee"), fee.clone()));
    }
    blocks.push(Block::Rows(rows));
    blocks.push(Block::Gap(Gap::Large));
    documents(&mut blocks, &facts.documents, texts);
    blocks.push(Block::Notice { title: Some(texts.get("paper-next")), text: texts.get("paper-ticket-next") });
    blocks.push(Block::Qr { payload: facts.payload.clone(), caption: Some(texts.get("paper-ticket-keep")) });
    foot(&mut blocks, facts.complaint_phone.as_deref(), facts.sample, texts);
    Document {
        language: texts.language(),
        direction: texts.direction(),
        title: texts.with("paper-ticket-title", &args![label = label]),
        blocks,
    }
}
