//! The running kiosk: wires the actors together and owns their handles.
//!
//! Store, printer, scanner and sync do not know each other; they meet here. A
//! request goes one way: commit in the store, then (and only then) wake sync
//! and tell the printer. Whatever fails after the commit costs paper or time,
//! never the request.

mod appointment;
mod command;
mod custody;
mod desk;
pub(crate) mod devices;
mod enrol;
mod event;
mod heads;
mod health;
mod heart;
mod neighbours;
mod network;
mod offered;
mod paper;
mod queue;
mod receipts;
mod reload;
mod renewal;
mod report;
mod rhythm;
mod samples;
mod staff;
mod start;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use kiosk_protocol::{CheckCode, ItemId, Rating, Reference, StatusAnswer};
use tokio::sync::{broadcast, watch};
use zeroize::Zeroizing;

use paper::Queues;

use crate::catalogue::{Catalogue, Service, ServiceId};
use crate::clock::Clock;
use crate::config::Config;
use crate::device::a4::{A4Fault, A4Printer};
use crate::device::printer::{Printer, PrinterState};
use crate::device::scanner::{Scanner, ScannerFault};
use crate::i18n::{Language, Locales};
use crate::identity::{Framing, Scanned};
use crate::receipt::Said;
use crate::store::{
    JobId, JobSubject, LocalStatus, NewRating, NewSubmission, PrintJob, Request, Room, Store, StoreError, Submitted,
};
use crate::sync::{Link, LookUpError, Sync, SyncState};
use crate::ticket::{Hours, QueueLetter, ServiceDay, service_day};
use crate::visit::{Form, Submission};

pub use appointment::CheckedIn;
pub use desk::{Desk, PageMaker, PaperLeft, PrintError, Printed, RollSize, RollState};
pub use devices::Virtual;
pub use enrol::{EnrolError, enrol};
pub use event::Event;
pub use heart::Manager;
pub use neighbours::neighbours;
pub use paper::{Paper, PaperError, Papers};
pub use queue::{MOST_PAPERS, NoTicket};
pub use receipts::{Receipts, Trust, believe_also};
pub use reload::{AskError, Device, Devices, Reloading, SetLevel, ask_devices, ask_running};
pub use rhythm::Rhythm;
pub use start::{StartError, StartOptions, Started, store_options};

/// How far back a slow listener may fall before it misses events.
const EVENTS_KEPT: usize = 64;

/// So long a paper that did not print is offered to whoever stands at the
/// kiosk: its owner probably still does. Older ones are for staff alone, since
/// a receipt opens the look-up of its request.
pub const OFFERED_FOR: Duration = Duration::from_secs(10 * 60);

/// The running kiosk. Cheap to clone; when the last clone is dropped the
/// actors end.
#[derive(Clone, Debug)]
pub struct Kiosk {
    inner: Arc<Inner>,
}

struct Inner {
    config: Config,
    catalogue: Arc<Catalogue>,
    locales: Locales,
    clock: Arc<dyn Clock>,
    store: Store,
    printer: Printer,
    scanner: Scanner,
    a4: Option<A4Printer>,
    sync: Sync,
    papers: Papers,
    queues: Queues,
    phones: appointment::Phones,
    events: broadcast::Sender<Event>,
    desk: Desk,
    door: staff::Door,
    frames: heart::Frames,
    manager: Option<Arc<Manager>>,
    reload: reload::Reload,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kiosk").field("device", self.store.device()).finish_non_exhaustive()
    }
}

/// The answer to a look-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookUp {
    /// Central's answer.
    Found(StatusAnswer),
    /// No request has this reference and check code.
    NotFound,
    /// Central cannot be asked now; what this kiosk knows, if it made the request.
    Offline(Option<Box<LocalStatus>>),
}

impl Kiosk {
    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.inner.config
    }

    /// The services.
    #[must_use]
    pub fn catalogue(&self) -> &Arc<Catalogue> {
        &self.inner.catalogue
    }

    /// The languages.
    #[must_use]
    pub fn locales(&self) -> &Locales {
        &self.inner.locales
    }

    /// The store, for staff tools and tests.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    /// Today's calendar date at the centre (not the service day).
    #[must_use]
    pub fn today(&self) -> Date {
        self.inner.config.day.zone.to_datetime(self.now()).date()
    }

    /// The service day by the clock alone; the store guards against leaps.
    #[must_use]
    pub fn service_day(&self) -> ServiceDay {
        let day = &self.inner.config.day;
        service_day(self.now(), &day.zone, day.starts_at)
    }

    /// What happens from now on. Ask for the present state with
    /// [`printer`](Self::printer), [`scanner`](Self::scanner) and [`sync`](Self::sync).
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.inner.events.subscribe()
    }

    /// The printer now.
    #[must_use]
    pub fn printer(&self) -> PrinterState {
        *self.inner.printer.state().borrow()
    }

    /// Why there is no scanner now, if there is none.
    #[must_use]
    pub fn scanner(&self) -> Option<ScannerFault> {
        *self.inner.scanner.fault().borrow()
    }

    /// How the newest scan came from the scanner.
    #[must_use]
    pub fn framing(&self) -> Option<Framing> {
        self.inner.scanner.framing()
    }

    /// Whether a screen asks for a scan now: a scanner that must be triggered looks while one does.
    pub fn want_scan(&self, wanted: bool) {
        self.inner.scanner.want(wanted);
    }

    /// The way to central now.
    #[must_use]
    pub fn sync(&self) -> SyncState {
        *self.inner.sync.state().borrow()
    }

    /// Follows the way to central.
    #[must_use]
    pub fn sync_state(&self) -> watch::Receiver<SyncState> {
        self.inner.sync.state()
    }

    /// The whole view has been drawn.
    pub fn drawn(&self) {
        self.inner.frames.drawn();
    }

    /// What a scanned text is, to this kiosk: a signed receipt is verified with the keys it believes.
    #[must_use]
    pub fn recognise(&self, text: &str) -> Scanned {
        Scanned::recognise_with(text, self.today(), &self.inner.papers.receipts.trust().now())
    }

    /// Whether a request would be taken now: it could be sealed, and there is room for it. Asked before a citizen begins;
    /// where it cannot, there are queue tickets all the same. Answers at once.
    #[must_use]
    pub fn takes_requests(&self) -> bool {
        self.inner.store.seals_now() && self.inner.store.room_now() == Room::Requests
    }

    /// Makes a request durable, with its queue ticket and its print jobs, in
    /// one transaction. Nothing is printed or sent before this returns.
    ///
    /// # Errors
    /// The store cannot keep it; nothing has been done.
    pub async fn submit(&self, submission: Submission) -> Result<Submitted, StoreError> {
        let service = self.service(&submission.service)?;
        let submitted = self
            .inner
            .store
            .submit(NewSubmission {
                service: submission.service.as_str().to_owned(),
                schema: submission.schema,
                queue: queue_of(service)?,
                private: service.private,
                language: submission.language.tag().to_owned(),
                body: submission.body,
                documents: Vec::new(),
                // What was begun while the centre was open is taken; a ticket would not be called any more.
                with_ticket: self.hours_of(queue_of(service)?) == Hours::Open,
                terms: self.ticket_terms(service)?,
            })
            .await?;
        self.inner.sync.wake();
        tracing::info!(event = "request.committed", item = %submitted.id);
        Ok(submitted)
    }

    /// Prints a committed job and notes how it ended: [`Desk::print`].
    ///
    /// # Errors
    /// The job cannot be printed now because of what it is; a printer that
    /// cannot print is not an error but an end ([`Printed`]).
    pub async fn print(&self, job: JobId) -> Result<Printed, PrintError> {
        self.inner.desk.print(job).await
    }

    /// Prints the paper of a job again. Someone has said that it is missing.
    ///
    /// # Errors
    /// As [`print`](Self::print).
    pub async fn reprint(&self, job: JobId) -> Result<(JobId, Printed), PrintError> {
        let again = self.inner.store.reprint(job).await?;
        let printed = self.print(again).await?;
        Ok((again, printed))
    }

    /// Where papers are printed, and what of them is in doubt.
    #[must_use]
    pub fn desk(&self) -> &Desk {
        &self.inner.desk
    }

    /// The papers that are owed: committed but never printed, or in doubt.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn unproven(&self) -> Result<Vec<PrintJob>, StoreError> {
        self.inner.store.unproven().await
    }

    /// The papers owed to whoever was here last: the jobs of the last visit that are not proven, in their order.
    /// After [`OFFERED_FOR`] nobody waits for them any more; staff still find them under [`unproven`](Self::unproven).
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn owed(&self) -> Result<Vec<JobId>, StoreError> {
        let unproven = self.unproven().await?;
        let since = self.now().checked_sub(OFFERED_FOR).unwrap_or(Timestamp::MIN);
        let mut owed = Vec::new();
        let mut visit = None;
        // The youngest first: a visit has a receipt and a ticket at most.
        for job in unproven.iter().rev().take(2).take_while(|job| job.created >= since) {
            let of = ticket_of(&self.inner.store.job_subject(job.id).await?);
            if *visit.get_or_insert(of) == of {
                owed.insert(0, job.id);
            }
        }
        Ok(owed)
    }

    /// Asks central how a request stands; when it cannot be asked, what this
    /// kiosk knows. The check code is needed for both.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn look_up(&self, reference: &Reference, code: CheckCode) -> Result<LookUp, StoreError> {
        match self.inner.sync.look_up(reference, code).await {
            Ok(answer) => return Ok(LookUp::Found(answer)),
            Err(LookUpError::TooOften | LookUpError::Offline) => {}
            Err(LookUpError::NotFound) => {
                // Central has not heard of what still waits here.
                return Ok(match self.known_here(reference, code).await? {
                    Some(known) => LookUp::Offline(Some(known)),
                    None => LookUp::NotFound,
                });
            }
        }
        Ok(LookUp::Offline(self.known_here(reference, code).await?))
    }

    async fn known_here(&self, reference: &Reference, code: CheckCode) -> Result<Option<Box<LocalStatus>>, StoreError> {
        let known = self.inner.store.status(reference).await?;
        Ok(known.filter(|known| known.request.as_ref().is_some_and(|request| request.check_code == code)).map(Box::new))
    }

    /// Keeps a rating, tied to nobody.
    ///
    /// # Errors
    /// The store cannot keep it.
    pub async fn rate(&self, rating: Rating) -> Result<(), StoreError> {
        self.inner.store.record_rating(NewRating { rating, service: None }).await?;
        self.inner.sync.wake();
        Ok(())
    }

    /// Calls a person to this kiosk: kept, audited, and sent to central with
    /// the tickets' priority. `screen` is the stable id of the screen.
    ///
    /// # Errors
    /// The store cannot keep it.
    pub async fn call_staff(&self, screen: &'static str) -> Result<(), StoreError> {
        self.inner.store.call_staff(screen).await?;
        self.inner.sync.wake();
        tracing::warn!(event = "staff.called", screen);
        Ok(())
    }

    /// Makes the papers of a job without printing, for files and pictures.
    ///
    /// # Errors
    /// The store does not have it, or its paper cannot be made.
    pub async fn paper(&self, job: JobId) -> Result<Paper, PrintError> {
        let subject = self.inner.store.job_subject(job).await?;
        Ok(self.inner.papers.paper(&subject))
    }

    /// What stands on the paper of a job, for the voice; and the language of its words.
    ///
    /// # Errors
    /// The store does not have it.
    pub async fn paper_said(&self, job: JobId) -> Result<(Language, Vec<Said>), PrintError> {
        Ok(self.paper(job).await?.said(&self.inner.papers.media))
    }

    /// Prints the filled application form of a request on the A4 printer and waits until it is out. The form exists in
    /// memory only; nothing of it is kept.
    ///
    /// # Errors
    /// Why it is not printed.
    pub async fn print_form(&self, form: Arc<Form>, reference: &Reference) -> Result<(), A4Fault> {
        self.print_on_a4(reference, move |papers, request| papers.form(&form, request)).await
    }

    /// Prints the receipt of a request on the A4 printer and waits until it is out: the same receipt, signed the same.
    ///
    /// # Errors
    /// Why it is not printed.
    pub async fn print_receipt_a4(&self, reference: &Reference) -> Result<(), A4Fault> {
        self.print_on_a4(reference, Papers::receipt_a4).await
    }

    async fn print_on_a4(
        &self,
        reference: &Reference,
        make: impl FnOnce(&Papers, &Request) -> Result<Zeroizing<Vec<u8>>, PaperError> + Send + 'static,
    ) -> Result<(), A4Fault> {
        let Some(printer) = &self.inner.a4 else { return Err(A4Fault::Unreachable) };
        let known = self.inner.store.status(reference).await.ok().flatten().and_then(|known| known.request);
        let Some(request) = known else {
            tracing::error!(event = "form.no_request");
            return Err(A4Fault::NotMade);
        };
        let papers = self.inner.papers.clone();
        let made = tokio::task::spawn_blocking(move || make(&papers, &request)).await;
        let pdf = match made {
            Ok(Ok(pdf)) => pdf,
            Ok(Err(error)) => {
                tracing::error!(event = "form.not_made", %error);
                return Err(A4Fault::NotMade);
            }
            Err(_) => return Err(A4Fault::NotMade),
        };
        printer.print(pdf).await
    }

    /// Whether this kiosk can reach central now, as far as it knows.
    #[must_use]
    pub fn is_online(&self) -> bool {
        matches!(self.sync().link, Link::Online | Link::Degraded { .. })
    }

    fn service(&self, id: &ServiceId) -> Result<&Service, StoreError> {
        self.inner.catalogue.service(id).ok_or(StoreError::NotFound("service"))
    }
}

/// The visit that a job belongs to, known by its ticket or, without one, by its request.
fn ticket_of(subject: &JobSubject) -> ItemId {
    match subject {
        JobSubject::Ticket { ticket, .. } => ticket.id,
        JobSubject::Receipt { request, .. } => request.ticket.as_ref().map_or(request.id, |ticket| ticket.id),
    }
}

/// The queue of a service. The catalogue checks the letter when it is loaded.
fn queue_of(service: &Service) -> Result<QueueLetter, StoreError> {
    QueueLetter::new(service.queue).map_err(|_| StoreError::Range("queue letter"))
}
