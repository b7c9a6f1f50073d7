//! The receipt of a submitted request: the two codes that find it again, and what to do next.

use jiff::civil::DateTime;

use super::assemble::{self, Facts};
use super::plan::{Design, Fact, Piece};
use super::{Designs, centred, complaint, documents};
use crate::i18n::Texts;
use crate::receipt::document::{Block, Document, Row, Size, Weight};

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

/// The receipt of a request in the built-in design.
#[must_use]
pub fn request_receipt(facts: &RequestFacts, texts: &Texts) -> Document {
    facts.document(&Designs::built_in().receipt, texts)
}

impl RequestFacts {
    /// The receipt in a design.
    #[must_use]
    pub fn document(&self, design: &Design, texts: &Texts) -> Document {
        assemble::document(design, self, texts.get("paper-receipt-title"), self.sample, texts)
    }
}

impl Facts for RequestFacts {
    fn piece(&self, piece: Piece, texts: &Texts) -> Vec<Block> {
        match piece {
            Piece::Masthead => vec![Block::Masthead { title: self.centre.clone(), payload: None }],
            Piece::Centre => vec![Block::Heading(self.centre.clone())],
            Piece::Title => vec![centred(texts.get("paper-receipt-title"), Size::Body, Weight::Medium)],
            Piece::Service => vec![centred(self.service.clone(), Size::Large, Weight::Bold)],
            Piece::Codes => vec![Block::Rows(vec![
                Row::strong(texts.get("paper-reference"), texts.code(&self.reference)),
                Row::secret(texts.get("paper-check-code"), texts.code(&self.check_code)),
            ])],
            Piece::Documents => documents(&self.documents, texts),
            Piece::Next => {
                vec![Block::Notice { title: Some(texts.get("paper-next")), text: texts.get("paper-receipt-next") }]
            }
            Piece::Qr => {
                vec![Block::Qr { payload: self.payload.clone(), caption: Some(texts.get("paper-receipt-scan")) }]
            }
            Piece::Keep => vec![centred(texts.get("paper-receipt-keep"), Size::Small, Weight::Bold)],
            Piece::Complaint => complaint(self.complaint_phone.as_deref(), texts),
            _ => Vec::new(),
        }
    }

    fn fact(&self, fact: Fact, texts: &Texts) -> Option<Row> {
        let row = |key: &str, value: String| Some(Row::new(texts.get(key), value));
        match fact {
            Fact::Label => row("paper-your-number", texts.code(self.label.as_deref()?)),
            Fact::Date => row("paper-date", texts.date(self.submitted.date())),
            Fact::Time => row("paper-time", texts.time(self.submitted.time())),
            Fact::Office => row("paper-office", self.office.clone()?),
            Fact::TimeNeeded => row("paper-time-needed", self.time_needed.clone()?),
            Fact::Fee => row("paper-fee", self.fee.clone()?),
            Fact::Reference | Fact::PeopleAhead | Fact::Estimate => None,
        }
    }
}
