//! From a print job to its paper: facts out of store and catalogue, words out
//! of the citizen's language, dots for the printer's width.

use std::sync::Arc;

use jiff::Timestamp;

use super::receipts::Receipts;
use crate::catalogue::{Catalogue, Service, ServiceId};
use crate::config::{Centre, Day};
use crate::i18n::{Language, Locales, Texts};
use crate::receipt::design::{self, RequestFacts, ServiceLines, TicketFacts, ticket_payload};
use crate::receipt::pdf::PdfError;
use crate::receipt::qr::QrError;
use crate::receipt::{Block, Document, Fonts, Media, Page, PdfMeta, layout, pdf, raster};
use crate::store::{JobSubject, Request, Ticket};

/// Why a paper could not be made. Neither can happen with the catalogue and
/// the faces that the kiosk started with.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// Its code does not fit in a QR symbol.
    #[error("the QR code cannot be made: {0}")]
    Qr(#[from] QrError),
    /// The PDF cannot be written.
    #[error(transparent)]
    Pdf(#[from] PdfError),
}

/// Makes the papers of this kiosk.
#[derive(Debug, Clone)]
pub struct Papers {
    /// The services; a service that has gone since is called by its id.
    pub catalogue: Arc<Catalogue>,
    /// The languages.
    pub locales: Locales,
    /// The centre named at the top.
    pub centre: Centre,
    /// The centre's time zone.
    pub day: Day,
    /// The printer's paper.
    pub media: Media,
    /// What receipts are signed with.
    pub receipts: Receipts,
    /// Whether every paper says that it is not valid: on demonstrations.
    pub sample: bool,
}

/// One paper, before it has a width.
#[derive(Debug)]
pub struct Paper {
    document: Document,
    created: Timestamp,
    author: String,
}

impl Paper {
    /// In dots, for a printer.
    ///
    /// # Errors
    /// [`PaperError::Qr`].
    pub fn page(&self, media: &Media) -> Result<Page, PaperError> {
        let fonts = Fonts::new();
        let laid = layout(&fonts, &self.document, media)?;
        Ok(raster(&fonts, &laid))
    }

    /// As a PDF file on `media`.
    ///
    /// # Errors
    /// [`PaperError`].
    pub fn pdf(&self, media: &Media) -> Result<Vec<u8>, PaperError> {
        let laid = layout(&Fonts::new(), &self.document, media)?;
        Ok(pdf(&laid, &PdfMeta { created: self.created, author: self.author.clone() })?)
    }
}

impl Papers {
    /// The paper of a job, in dots of this kiosk's printer.
    ///
    /// # Errors
    /// [`PaperError::Qr`].
    pub fn page(&self, subject: &JobSubject) -> Result<Page, PaperError> {
        self.paper(subject).page(&self.media)
    }

    /// The paper of a job. One that is printed again says that it is a copy.
    #[must_use]
    pub fn paper(&self, subject: &JobSubject) -> Paper {
        let (language, created, job) = match subject {
            JobSubject::Ticket { ticket, job, .. } => (&ticket.language, ticket.issued, job),
            JobSubject::Receipt { request, job } => (&request.language, request.created, job),
        };
        let language = Language::parse(language).unwrap_or(Language::CKB);
        let texts = self.locales.texts(language);
        let mut document = match subject {
            JobSubject::Ticket { ticket, .. } => design::ticket(&self.ticket(ticket, &texts), &texts),
            JobSubject::Receipt { request, .. } => design::request_receipt(&self.request(request, &texts), &texts),
        };
        if job.reprint_of.is_some() {
            document.blocks.insert(0, Block::Band(texts.get("paper-copy")));
        }
        Paper { document, created, author: texts.local(&self.centre.name) }
    }

    fn ticket(&self, ticket: &Ticket, texts: &Texts) -> TicketFacts {
        let lines = self.lines(ticket.service.as_deref(), texts);
        let label = ticket.label.to_string();
        TicketFacts {
            centre: texts.local(&self.centre.name),
            payload: ticket_payload(&label, ticket.day.date()),
            label,
            service: lines.name,
            people_ahead: None,
            issued: self.day.zone.to_datetime(ticket.issued),
            fee: lines.fee,
            documents: lines.documents,
            complaint_phone: self.complaint_phone(),
            sample: self.sample,
        }
    }

    fn request(&self, request: &Request, texts: &Texts) -> RequestFacts {
        let lines = self.lines(Some(&request.service), texts);
        let reference = request.reference.to_string();
        let check_code = request.check_code.to_string();
        RequestFacts {
            centre: texts.local(&self.centre.name),
            payload: self.receipts.payload(request, self.service(&request.service)),
            service: lines.name,
            reference,
            check_code,
            label: request.ticket.as_ref().map(|ticket| ticket.label.to_string()),
            submitted: self.day.zone.to_datetime(request.created),
            office: lines.office,
            fee: lines.fee,
            time_needed: lines.time_needed,
            documents: lines.documents,
            complaint_phone: self.complaint_phone(),
            sample: self.sample,
        }
    }

    /// What paper says of a service. Every document that may be needed is
    /// named (what was answered is not known any more): a paper too many in
    /// the bag is better than a second way to the centre.
    fn lines(&self, service: Option<&str>, texts: &Texts) -> ServiceLines {
        match service.and_then(|id| self.service(id)) {
            Some(service) => ServiceLines::new(&self.catalogue, service, texts, |_| true),
            None => ServiceLines {
                name: texts.get("paper-service"),
                office: None,
                fee: None,
                time_needed: None,
                documents: Vec::new(),
            },
        }
    }

    fn service(&self, id: &str) -> Option<&Service> {
        self.catalogue.service(&ServiceId::new(id))
    }

    fn complaint_phone(&self) -> Option<String> {
        Some(self.centre.complaint_phone.clone()).filter(|phone| !phone.is_empty())
    }
}
