//! From a print job to its paper: facts out of store and catalogue, words out
//! of the citizen's language, dots for the printer's width.

use std::sync::Arc;

use jiff::Timestamp;

use crate::catalogue::{Catalogue, Service, ServiceId};
use crate::config::{Centre, Day};
use crate::i18n::{Language, Locales, Texts};
use crate::receipt::design::{self, RequestFacts, TicketFacts, receipt_payload, ticket_payload};
use crate::receipt::qr::QrError;
use crate::receipt::{Block, Document, Fonts, Media, Page, PdfError, PdfMeta, layout, pdf, raster};
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
        let service = ticket.service.as_deref().and_then(|id| self.catalogue.service(&ServiceId::new(id)));
        let label = ticket.label.to_string();
        TicketFacts {
            centre: texts.local(&self.centre.name),
            payload: ticket_payload(&label, ticket.day.date()),
            label,
            service: self.name(ticket.service.as_deref(), ticket.private, texts),
            people_ahead: None,
            issued: self.day.zone.to_datetime(ticket.issued),
            fee: service.filter(|_| !ticket.private).and_then(|service| fee(service, texts)),
            documents: service.filter(|_| !ticket.private).map_or_else(Vec::new, |s| documents(s, texts)),
            complaint_phone: self.complaint_phone(),
            sample: self.sample,
        }
    }

    fn request(&self, request: &Request, texts: &Texts) -> RequestFacts {
        let service = self.catalogue.service(&ServiceId::new(&request.service));
        let reference = request.reference.to_string();
        let check_code = request.check_code.to_string();
        RequestFacts {
            centre: texts.local(&self.centre.name),
            service: self.name(Some(&request.service), request.private, texts),
            payload: receipt_payload(&reference, &check_code),
            reference,
            check_code,
            label: request.ticket.as_ref().map(|ticket| ticket.label.to_string()),
            submitted: self.day.zone.to_datetime(request.created),
            office: service.map(|service| texts.local(&service.office.value)),
            fee: service.and_then(|service| fee(service, texts)),
            time_needed: service.map(|service| service.time.value.text(texts)),
            documents: service.filter(|_| !request.private).map_or_else(Vec::new, |s| documents(s, texts)),
            complaint_phone: self.complaint_phone(),
            sample: self.sample,
        }
    }

    /// The service's name, or that of its category where the paper must not name it.
    fn name(&self, service: Option<&str>, private: bool, texts: &Texts) -> String {
        let Some(id) = service else { return texts.get("paper-service") };
        match self.catalogue.service(&ServiceId::new(id)) {
            Some(service) if private || service.private => self
                .catalogue
                .category(&service.category)
                .map_or_else(|| texts.get("paper-service"), |category| texts.local(&category.name)),
            Some(service) => texts.local(&service.name),
            None => texts.get("paper-service"),
        }
    }

    fn complaint_phone(&self) -> Option<String> {
        Some(self.centre.complaint_phone.clone()).filter(|phone| !phone.is_empty())
    }
}

fn fee(service: &Service, texts: &Texts) -> Option<String> {
    (service.fee.value.amount > 0).then(|| texts.money(service.fee.value))
}

/// All that may be needed: a paper too many in the bag is better than a second
/// way to the centre. (What was answered is not known any more.)
fn documents(service: &Service, texts: &Texts) -> Vec<String> {
    service.documents.iter().map(|document| texts.local(&document.name)).collect()
}
