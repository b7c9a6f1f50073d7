//! The filled application form: what a citizen answered, to be signed and handed in.
//!
//! The only paper with personal data. Its facts overwrite themselves when they are dropped; whoever makes the
//! document and the PDF of it overwrites those (`Zeroize` of [`Document`] and [`crate::receipt::Laid`]).

use std::fmt;

use jiff::civil::DateTime;
use zeroize::Zeroizing;

use super::assemble::{self, Facts};
use super::plan::{Design, Fact, Piece};
use super::{Designs, centred, complaint, documents};
use crate::i18n::Texts;
use crate::receipt::document::{Align, Block, Document, Row, Size, Weight};

/// What a filled form says. `Debug` shows no answer.
pub struct FormFacts {
    /// Name of the centre in the form's language.
    pub centre: String,
    /// Name of the service in the form's language.
    pub service: String,
    /// The reference in groups, as it is read aloud and typed.
    pub reference: String,
    /// The queue label, when the request also has a place in a queue.
    pub label: Option<String>,
    /// When it was submitted, local time.
    pub submitted: DateTime,
    /// The office that decides, in the form's language.
    pub office: Option<String>,
    /// The fee as it is shown on the service card.
    pub fee: Option<String>,
    /// Documents to hand in with it, in the form's language.
    pub documents: Vec<String>,
    /// Where to complain, as it is dialled.
    pub complaint_phone: Option<String>,
    /// The answers, part by part.
    pub sections: Vec<FormSection>,
    /// What the QR code says: the reference alone ([`super::reference_payload`]), since others will read this paper.
    pub payload: String,
    /// Marks the form as a sample.
    pub sample: bool,
}

/// One part of a form.
pub struct FormSection {
    /// Its title; the usual one when the form has none.
    pub title: Option<String>,
    /// Questions, short, with what was answered.
    pub rows: Vec<(String, Zeroizing<String>)>,
}

impl fmt::Debug for FormFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let answers: usize = self.sections.iter().map(|section| section.rows.len()).sum();
        f.debug_struct("FormFacts").field("service", &self.service).field("answers", &answers).finish_non_exhaustive()
    }
}

/// A filled form in the built-in design.
#[must_use]
pub fn form(facts: &FormFacts, texts: &Texts) -> Document {
    facts.document(&Designs::built_in().form, texts)
}

impl FormFacts {
    /// The form in a design. The document holds the answers: zeroize it.
    #[must_use]
    pub fn document(&self, design: &Design, texts: &Texts) -> Document {
        let mut document = assemble::document(design, self, texts.get("paper-form-title"), self.sample, texts);
        if self.sample {
            document.mark(&texts.get("paper-sample"));
        }
        document
    }

    fn answers(&self, texts: &Texts) -> Vec<Block> {
        let mut blocks = Vec::new();
        for section in &self.sections {
            let title = section.title.clone().unwrap_or_else(|| texts.get("paper-form-details"));
            blocks.push(Block::Section(title));
            let row = |(label, value): &(String, Zeroizing<String>)| Row::new(label.clone(), value.as_str());
            blocks.push(Block::Fields(section.rows.iter().map(row).collect()));
        }
        blocks
    }
}

impl Facts for FormFacts {
    fn piece(&self, piece: Piece, texts: &Texts) -> Vec<Block> {
        match piece {
            Piece::Masthead => {
                vec![Block::Masthead { title: self.centre.clone(), payload: Some(self.payload.clone()) }]
            }
            Piece::Centre => vec![Block::Heading(self.centre.clone())],
            Piece::Title => vec![Block::Heading(texts.get("paper-form-title"))],
            Piece::Service => vec![centred(self.service.clone(), Size::Large, Weight::Bold)],
            Piece::Answers => self.answers(texts),
            Piece::Documents => documents(&self.documents, texts),
            Piece::Declaration => vec![Block::Text {
                text: texts.get("paper-form-declaration"),
                size: Size::Body,
                weight: Weight::Medium,
                align: Align::Start,
            }],
            Piece::Signature => {
                vec![Block::Signature(vec![texts.get("paper-form-signature"), texts.get("paper-form-signed-on")])]
            }
            Piece::OfficeUse => vec![Block::Space { title: texts.get("paper-form-office-use") }],
            Piece::Complaint => complaint(self.complaint_phone.as_deref(), texts),
            _ => Vec::new(),
        }
    }

    fn fact(&self, fact: Fact, texts: &Texts) -> Option<Row> {
        let row = |key: &str, value: String| Some(Row::new(texts.get(key), value));
        match fact {
            Fact::Reference => row("paper-reference", texts.code(&self.reference)),
            Fact::Label => row("paper-number", texts.code(self.label.as_deref()?)),
            Fact::Date => row("paper-date", texts.date(self.submitted.date())),
            Fact::Time => row("paper-time", texts.time(self.submitted.time())),
            Fact::Office => row("paper-office", self.office.clone()?),
            Fact::Fee => row("paper-fee", self.fee.clone()?),
            Fact::PeopleAhead | Fact::Estimate | Fact::TimeNeeded => None,
        }
    }
}
