//! From a print job to its paper: facts out of store and catalogue, words out
//! of the citizen's language, dots for the printer's width.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jiff::Timestamp;
use zeroize::{Zeroize as _, Zeroizing};

use super::receipts::Receipts;
use crate::catalogue::{Catalogue, Service, ServiceId};
use crate::config::{Centre, Day};
use crate::i18n::{Language, Locales, Texts};
use crate::receipt::design::{
    Designs, FormFacts, FormSection, RequestFacts, ServiceLines, TicketFacts, reference_payload, ticket_payload,
};
use crate::receipt::pdf::PdfError;
use crate::receipt::qr::QrError;
use crate::receipt::{Document, Fonts, Media, Page, PdfMeta, Said, layout, pdf, raster};
use crate::store::{JobSubject, Request, Ticket};
use crate::ticket::{QueueLength, QueueLetter, Sighting, priority_key};
use crate::visit::Form;

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
    /// What stands on each kind of paper.
    pub designs: Arc<Designs>,
}

/// The queues as they were last seen. Cheap to clone; all clones see the same.
#[derive(Debug, Clone, Default)]
pub(super) struct Queues(Arc<Mutex<HashMap<QueueLetter, Sighting>>>);

impl Queues {
    /// Somebody who knows has seen a queue.
    pub(super) fn seen(&self, queue: QueueLetter, sighting: Sighting) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(queue, sighting);
    }

    /// The queue, when that is known and young enough to be told at `now`.
    #[must_use]
    pub(super) fn fresh(&self, queue: QueueLetter, now: Timestamp) -> Option<QueueLength> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&queue)?.fresh(now)
    }
}

/// The faces of all papers without personal data: what stands on one ticket after the other is set once.
fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    FONTS.get_or_init(Fonts::remembering)
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
        let laid = layout(fonts(), &self.document, media)?;
        Ok(raster(fonts(), &laid))
    }

    /// What stands on it when it is printed on `media`, for the voice; and the language of its words.
    #[must_use]
    pub fn said(&self, media: &Media) -> (Language, Vec<Said>) {
        (self.document.language, self.document.said(media.kind))
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
            JobSubject::Ticket { ticket, .. } => {
                self.ticket(ticket, job.created, &texts).document(&self.designs.ticket, &texts)
            }
            JobSubject::Receipt { request, .. } => {
                self.request(request, &texts).document(&self.designs.receipt, &texts)
            }
        };
        if job.reprint_of.is_some() {
            document.mark(&texts.get("paper-copy"));
        }
        Paper { document, created, author: texts.local(&self.centre.name) }
    }

    /// The filled application form of a request, as an A4 PDF. It holds personal data: it and all that it is made
    /// from here is overwritten when it is dropped (what the libraries for shaping and PDF copy, is freed only).
    ///
    /// # Errors
    /// [`PaperError`].
    pub fn form(&self, form: &Form, request: &Request) -> Result<Zeroizing<Vec<u8>>, PaperError> {
        let texts = self.locales.texts(form.language);
        let facts = self.form_facts(form, request, &texts);
        let document = Zeroizing::new(facts.document(&self.designs.form, &texts));
        let mut laid = layout(&Fonts::new(), &document, &Media::a4())?;
        let meta = PdfMeta { created: request.created, author: texts.local(&self.centre.name) };
        let bytes = pdf(&laid, &meta).map(Zeroizing::new);
        laid.zeroize();
        Ok(bytes?)
    }

    /// The receipt of a request, as an A4 PDF.
    ///
    /// # Errors
    /// [`PaperError`].
    pub fn receipt_a4(&self, request: &Request) -> Result<Zeroizing<Vec<u8>>, PaperError> {
        let texts = self.locales.texts(Language::parse(&request.language).unwrap_or(Language::CKB));
        let document = self.request(request, &texts).document(&self.designs.receipt, &texts);
        let paper = Paper { document, created: request.created, author: texts.local(&self.centre.name) };
        paper.pdf(&Media::a4()).map(Zeroizing::new)
    }

    fn form_facts(&self, form: &Form, request: &Request, texts: &Texts) -> FormFacts {
        let lines = self.lines(Some(&request.service), request.private, texts);
        let reference = request.reference.to_string();
        FormFacts {
            centre: texts.local(&self.centre.name),
            payload: reference_payload(&reference),
            service: lines.name,
            reference,
            label: request.ticket.as_ref().map(|ticket| ticket.label.to_string()),
            submitted: self.day.zone.to_datetime(request.created),
            office: lines.office,
            fee: lines.fee,
            documents: lines.documents,
            complaint_phone: self.complaint_phone(),
            sections: form
                .parts
                .iter()
                .map(|part| FormSection { title: part.title.clone(), rows: part.rows.clone() })
                .collect(),
            sample: self.sample,
        }
    }

    fn ticket(&self, ticket: &Ticket, made: Timestamp, texts: &Texts) -> TicketFacts {
        let lines = self.lines(ticket.service.as_deref(), ticket.private, texts);
        let label = ticket.label.to_string();
        // A copy that is made later does not tell how long the queue was.
        let queue = ticket.queue.and_then(|queue| Sighting::new(queue, ticket.issued).fresh(made));
        TicketFacts {
            centre: texts.local(&self.centre.name),
            payload: ticket_payload(&label, ticket.day.date()),
            label,
            service: lines.name,
            priority: ticket.priority.as_ref().map(|class| texts.get(priority_key(class))),
            party: ticket.party,
            people_ahead: queue.map(|queue| queue.waiting),
            estimate: queue.and_then(|queue| queue.minutes),
            issued: self.day.zone.to_datetime(ticket.issued),
            fee: lines.fee,
            documents: lines.documents,
            complaint_phone: self.complaint_phone(),
            sample: self.sample,
        }
    }

    fn request(&self, request: &Request, texts: &Texts) -> RequestFacts {
        let lines = self.lines(Some(&request.service), request.private, texts);
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
    fn lines(&self, service: Option<&str>, private: bool, texts: &Texts) -> ServiceLines {
        match service.and_then(|id| self.service(id)) {
            Some(service) if private => ServiceLines::category_only(&self.catalogue, service, texts),
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
