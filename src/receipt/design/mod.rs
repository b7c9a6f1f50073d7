//! What stands on each kind of paper: from facts and messages to a [`Document`](super::Document).
//!
//! Which blocks, in which order and how large is data (`plan`, read by `load`); what a block says is decided by
//! the facts of each paper. No personal data on tickets and receipts: whoever finds one learns a service and a number,
//! never a name, a birthday or an answer. Their facts have no place for them. The filled form ([`FormFacts`]) is the one
//! paper that holds answers.

mod assemble;
mod form;
mod load;
mod payload;
mod plan;
mod request;
mod service;
mod ticket;

pub use form::{FormFacts, FormSection, form};
pub use load::Designs;
pub use payload::{RECEIPT_PREFIX, TICKET_PREFIX, receipt_payload, reference_payload, ticket_payload};
pub use plan::{Design, Kind};
pub use request::{RequestFacts, request_receipt};
pub use service::ServiceLines;
pub use ticket::{TicketFacts, ticket};

use super::document::{Align, Block, Gap, Size, Weight};
use crate::i18n::{Texts, args};

/// A centred line of running text.
fn centred(text: String, size: Size, weight: Weight) -> Block {
    Block::Text { text, size, weight, align: Align::Centre }
}

/// *Bring with you* and a box to tick for each document.
fn documents(documents: &[String], texts: &Texts) -> Vec<Block> {
    if documents.is_empty() {
        return Vec::new();
    }
    let title =
        Block::Text { text: texts.get("paper-bring"), size: Size::Body, weight: Weight::Bold, align: Align::Start };
    vec![title, Block::Checklist(documents.to_vec()), Block::Gap(Gap::Small)]
}

/// Who hears questions and complaints.
fn complaint(phone: Option<&str>, texts: &Texts) -> Vec<Block> {
    let words = |phone: &str| texts.with("paper-complaint", &args![contact = texts.phone(phone)]);
    phone.map(|phone| centred(words(phone), Size::Small, Weight::Medium)).into_iter().collect()
}
