//! What stands on each kind of paper: from facts and messages to a [`Document`](super::Document).
//!
//! No personal data: whoever finds a ticket or a receipt learns a service and a number, never a name,
//! a birthday or an answer. The facts' types have no place for them.

mod payload;
mod request;
mod service;
mod ticket;

pub use payload::{RECEIPT_PREFIX, TICKET_PREFIX, receipt_payload, ticket_payload};
pub use request::{RequestFacts, request_receipt};
pub use service::ServiceLines;
pub use ticket::{TicketFacts, ticket};

use super::document::{Align, Block, Size, Weight};
use crate::i18n::{Texts, args};

/// A centred line of running text.
fn centred(text: String, size: Size, weight: Weight) -> Block {
    Block::Text { text, size, weight, align: Align::Centre }
}

/// *Bring with you* and a box to tick for each document.
fn documents(blocks: &mut Vec<Block>, documents: &[String], texts: &Texts) {
    if documents.is_empty() {
        return;
    }
    blocks.push(Block::Text {
        text: texts.get("paper-bring"),
        size: Size::Body,
        weight: Weight::Bold,
        align: Align::Start,
    });
    blocks.push(Block::Checklist(documents.to_vec()));
    blocks.push(Block::Gap(super::document::Gap::Medium));
}

/// Who hears complaints, and the mark of a sample.
fn foot(blocks: &mut Vec<Block>, complaint_phone: Option<&str>, sample: bool, texts: &Texts) {
    if let Some(phone) = complaint_phone {
        let text = texts.with("paper-complaint", &args![contact = texts.phone(phone)]);
        blocks.push(centred(text, Size::Small, Weight::Medium));
    }
    if sample {
        blocks.push(Block::Gap(super::document::Gap::Small));
        blocks.push(Block::Band(texts.get("paper-sample")));
    }
}
