//! The queue ticket: one number, as large as the paper allows, and what to do with it.

use jiff::civil::DateTime;

use super::assemble::{self, Facts};
use super::plan::{Design, Fact, Piece};
use super::{Designs, centred, complaint, documents};
use crate::i18n::{Texts, args};
use crate::receipt::document::{Block, Document, Row, Size, Weight};

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
    /// Why it is called before others, in the ticket's language.
    pub priority: Option<String>,
    /// How many come together, where that was asked.
    pub party: Option<u8>,
    /// How many wait before; `None` when the kiosk cannot know.
    pub people_ahead: Option<u32>,
    /// How many minutes it will take until the call; `None` when the kiosk cannot know.
    pub estimate: Option<u32>,
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

/// A queue ticket in the built-in design.
#[must_use]
pub fn ticket(facts: &TicketFacts, texts: &Texts) -> Document {
    facts.document(&Designs::built_in().ticket, texts)
}

impl TicketFacts {
    /// The ticket in a design.
    #[must_use]
    pub fn document(&self, design: &Design, texts: &Texts) -> Document {
        let title = texts.with("paper-ticket-title", &args![label = texts.code(&self.label)]);
        assemble::document(design, self, title, self.sample, texts)
    }
}

impl Facts for TicketFacts {
    fn piece(&self, piece: Piece, texts: &Texts) -> Vec<Block> {
        match piece {
            Piece::Masthead => vec![Block::Masthead { title: self.centre.clone(), payload: None }],
            Piece::Centre => vec![Block::Heading(self.centre.clone())],
            Piece::Label => vec![
                centred(texts.get("paper-your-number"), Size::Body, Weight::Medium),
                Block::Number { label: texts.code(&self.label), coarse: false },
            ],
            Piece::Service => {
                let reason = self.priority.as_ref().map(|reason| {
                    centred(texts.with("paper-priority", &args![reason = reason.as_str()]), Size::Body, Weight::Bold)
                });
                let party = self
                    .party
                    .map(|n| centred(texts.with("paper-party", &args![n = i64::from(n)]), Size::Body, Weight::Bold));
                let service = std::iter::once(centred(self.service.clone(), Size::Large, Weight::Bold));
                service.chain(party).chain(reason).collect()
            }
            Piece::Documents => documents(&self.documents, texts),
            Piece::Next => {
                vec![Block::Notice { title: Some(texts.get("paper-next")), text: texts.get("paper-ticket-next") }]
            }
            Piece::Qr => {
                vec![Block::Qr { payload: self.payload.clone(), caption: Some(texts.get("paper-ticket-keep")) }]
            }
            Piece::Complaint => complaint(self.complaint_phone.as_deref(), texts),
            _ => Vec::new(),
        }
    }

    fn fact(&self, fact: Fact, texts: &Texts) -> Option<Row> {
        let row = |key: &str, value: String| Some(Row::new(texts.get(key), value));
        match fact {
            Fact::PeopleAhead => {
                row("paper-ahead-label", texts.with("paper-ahead", &args![n = i64::from(self.people_ahead?)]))
            }
            // Less than a minute is not promised.
            Fact::Estimate => {
                row("paper-estimate-label", texts.with("paper-estimate", &args![n = i64::from(self.estimate?.max(1))]))
            }
            Fact::Date => row("paper-date", texts.date(self.issued.date())),
            Fact::Time => row("paper-time", texts.time(self.issued.time())),
            Fact::Fee => row("paper-fee", self.fee.clone()?),
            Fact::Reference | Fact::Label | Fact::Office | Fact::TimeNeeded => None,
        }
    }
}
