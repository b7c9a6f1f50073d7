//! The print desk: from a durable job to a proven sheet, or to one question to a member of staff.
//!
//! A job is marked *sent* before its first byte and *cutting* before its cut. What left no sheet (the printer said so,
//! or dropped what it held and said that) is printed again by itself as soon as the printer is well. What may have come
//! out is asked about, once: [`Desk::questions`], [`Desk::answer`]. All of it is in the store; a restart changes nothing.

mod paper_left;

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};

use jiff::Timestamp;
use tokio::runtime::Handle;
use tokio::sync::{Mutex, broadcast};

pub use paper_left::{PaperLeft, RollSize, RollState};

use super::{Event, OFFERED_FOR, PaperError};
use crate::clock::Clock;
use crate::device::printer::{BeforeCut, Fault, JobEnd, Printer, PrinterState, Proof};
use crate::receipt::Page;
use crate::store::{JobEnding, JobId, JobState, JobSubject, PrintJob, SheetAnswer, Store, StoreError};

/// So often a paper is given to the printer by the desk itself; after that somebody has to ask for it.
const MOST_ATTEMPTS: u32 = 6;

/// Makes the page of a job.
pub type PageMaker = Arc<dyn Fn(&JobSubject) -> Result<Page, PaperError> + Send + Sync>;

/// How printing a job ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Printed {
    /// On paper, and the printer said so.
    Proven(Proof),
    /// Certainly no whole paper; it is printed again by itself as soon as the fault is mended.
    Not(Fault),
    /// Perhaps on paper. A member of staff looks; nothing prints it again by itself.
    Perhaps(Fault),
}

/// Why a job could not even be tried.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// The store does not have it or does not allow it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Its paper cannot be made.
    #[error(transparent)]
    Paper(#[from] PaperError),
    /// The program ends.
    #[error("the kiosk is ending")]
    Ending,
}

/// The desk. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Desk {
    inner: Arc<Inner>,
}

struct Inner {
    runtime: Handle,
    store: Store,
    printer: Printer,
    page: PageMaker,
    clock: Arc<dyn Clock>,
    events: broadcast::Sender<Event>,
    roll: Option<RollSize>,
    next_print: AtomicU64,
    /// Dots of the printer's count that are in the store already.
    fed: AtomicU64,
    /// Held while what is missing is printed.
    missing: Mutex<()>,
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desk").field("roll", &self.roll).finish_non_exhaustive()
    }
}

impl Desk {
    /// Opens the desk: from now on what is missing is printed whenever the printer becomes ready.
    #[must_use]
    pub fn start(
        runtime: &Handle,
        store: Store,
        printer: Printer,
        page: PageMaker,
        clock: Arc<dyn Clock>,
        events: broadcast::Sender<Event>,
        roll: Option<RollSize>,
    ) -> Self {
        let inner = Arc::new(Inner {
            runtime: runtime.clone(),
            store,
            printer,
            page,
            clock,
            events,
            roll,
            next_print: AtomicU64::new(1),
            fed: AtomicU64::new(0),
            missing: Mutex::new(()),
        });
        runtime.spawn(follow(Arc::downgrade(&inner), inner.printer.clone()));
        Self { inner }
    }

    /// Prints a committed job and notes how it ended. A job that is with the printer already is waited for. Dropping
    /// the future does not stop it.
    ///
    /// # Errors
    /// The job cannot be printed now because of what it is; a printer that cannot print is not an error but an end.
    pub async fn print(&self, job: JobId) -> Result<Printed, PrintError> {
        let mut events = self.inner.events.subscribe();
        let desk = self.clone();
        let done = self.inner.runtime.spawn(async move { desk.give_to_printer(job).await }).await;
        match done.map_err(|_| PrintError::Ending)? {
            Err(PrintError::Store(StoreError::JobState { state: JobState::Sent, .. })) => loop {
                match events.recv().await {
                    Ok(Event::Printed { job: ended, printed }) if ended == job => return Ok(printed),
                    Ok(_) => {}
                    Err(broadcast::error::RecvError::Lagged(_)) => {
                        // Its end may have been among what was missed.
                        if let Some(printed) = self.known_end(job).await? {
                            return Ok(printed);
                        }
                    }
                    Err(broadcast::error::RecvError::Closed) => return Err(PrintError::Ending),
                }
            },
            other => other,
        }
    }

    /// How a job stands in the store, once it is not with the printer.
    async fn known_end(&self, job: JobId) -> Result<Option<Printed>, StoreError> {
        let job = match self.inner.store.job_subject(job).await? {
            JobSubject::Ticket { job, .. } | JobSubject::Receipt { job, .. } => job,
        };
        let fault = job.fault.as_deref().and_then(Fault::of_key).unwrap_or(Fault::NotResponding);
        Ok(match job.state {
            JobState::Sent => None,
            JobState::Proven | JobState::Reprinted | JobState::Cancelled => Some(Printed::Proven(Proof::InOrder)),
            JobState::Committed => Some(Printed::Not(fault)),
            JobState::Unknown => Some(Printed::Perhaps(fault)),
        })
    }

    async fn give_to_printer(&self, job: JobId) -> Result<Printed, PrintError> {
        let inner = &self.inner;
        let subject = inner.store.job_subject(job).await?;
        let page = (inner.page)(&subject)?;
        let clears = *inner.printer.clears().borrow();
        inner.store.job_sent(job).await?;
        let number = crate::device::printer::JobId(inner.next_print.fetch_add(1, Ordering::Relaxed));
        let store = inner.store.clone();
        let note = BeforeCut::new(move || {
            // Without the note a crash within the next second could print the sheet twice; without the cut there is
            // none at all.
            if let Err(error) = store.job_cutting(job).wait() {
                tracing::error!(event = "print.cutting.not_noted", %job, %error);
            }
        });
        let end = inner.printer.print_noting(number, page, note).await;
        let (ending, printed) = match end {
            JobEnd::Proven(proof) => (JobEnding::Proven, Printed::Proven(proof)),
            JobEnd::NotPrinted(fault) => (JobEnding::NotPrinted(fault.message_key().to_owned()), Printed::Not(fault)),
            JobEnd::Unknown(fault) => (JobEnding::Unknown(fault.message_key().to_owned()), Printed::Perhaps(fault)),
        };
        tracing::info!(event = "print.ended", %job, end = ?printed);
        inner.store.job_ended(job, ending).await?;
        self.count_paper(matches!(printed, Printed::Proven(_))).await;
        // Nobody listening is not a failure.
        let _ = inner.events.send(Event::Printed { job, printed });
        // The printer may have been well, and empty, before its end was in the store.
        if matches!(printed, Printed::Perhaps(_)) && *inner.printer.clears().borrow() != clears {
            self.cleared().await;
        }
        if !matches!(printed, Printed::Proven(_)) && self.is_ready() {
            self.print_missing_soon();
        }
        Ok(printed)
    }

    /// The page of a job, as it was or will be printed.
    ///
    /// # Errors
    /// The store does not have it, or its paper cannot be made.
    pub async fn page(&self, job: JobId) -> Result<Page, PrintError> {
        let subject = self.inner.store.job_subject(job).await?;
        Ok((self.inner.page)(&subject)?)
    }

    fn is_ready(&self) -> bool {
        matches!(*self.inner.printer.state().borrow(), PrinterState::Ready { .. })
    }

    // ---- what is missing, and what is in doubt ------------------------------------------------

    /// The sheets of which nobody knows whether they came out, oldest first. Each is asked about until it is answered.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn questions(&self) -> Result<Vec<PrintJob>, StoreError> {
        let mut jobs = self.inner.store.unproven().await?;
        jobs.retain(|job| job.state == JobState::Unknown);
        Ok(jobs)
    }

    /// What a member of staff says of a sheet in doubt; one that is missing is printed again.
    ///
    /// # Errors
    /// It is in doubt no more, or the store cannot keep the answer.
    pub async fn answer(&self, job: JobId, answer: SheetAnswer) -> Result<Option<(JobId, Printed)>, PrintError> {
        let again = self.inner.store.answer_sheet(job, answer).await?;
        tracing::info!(event = "print.answered", %job, answer = answer.as_str());
        let _ = self.inner.events.send(Event::Settled(job));
        match again {
            None => Ok(None),
            Some(again) => Ok(Some((again, self.print(again).await?))),
        }
    }

    /// The printer holds nothing of earlier jobs.
    async fn cleared(&self) {
        match self.inner.store.jobs_cleared().await {
            Ok(jobs) => {
                for job in jobs {
                    tracing::info!(event = "print.cleared", %job);
                    let _ = self.inner.events.send(Event::Settled(job));
                }
            }
            Err(error) => tracing::error!(event = "print.cleared.not_noted", %error),
        }
    }

    fn print_missing_soon(&self) {
        let desk = self.clone();
        self.inner.runtime.spawn(async move { desk.print_missing().await });
    }

    /// Prints what certainly did not come out, oldest first, for those who still wait for it.
    async fn print_missing(&self) {
        let _one_at_a_time = self.inner.missing.lock().await;
        let unproven = match self.inner.store.unproven().await {
            Ok(unproven) => unproven,
            Err(error) => return tracing::error!(event = "print.missing.unknown", %error),
        };
        let since = self.inner.clock.now().checked_sub(OFFERED_FOR).unwrap_or(Timestamp::MIN);
        for job in unproven.into_iter().filter(|job| is_missing(job, since)) {
            if !self.is_ready() {
                return;
            }
            tracing::info!(event = "print.again", job = %job.id, attempts = job.attempts);
            match self.print(job.id).await {
                Ok(Printed::Not(_)) => return,
                Ok(Printed::Proven(_) | Printed::Perhaps(_)) => {}
                Err(error) => tracing::error!(event = "print.again.failed", job = %job.id, %error),
            }
        }
    }
}

/// Whether the desk prints it again by itself: a fault is the reason why it is not there, and no fault of the page.
fn is_missing(job: &PrintJob, since: Timestamp) -> bool {
    let by_a_fault = job.fault.as_deref().is_some_and(|fault| fault != Fault::BadPage.message_key());
    job.state == JobState::Committed && by_a_fault && job.attempts < MOST_ATTEMPTS && job.created >= since
}

/// Follows the printer for as long as the desk is open.
async fn follow(desk: Weak<Inner>, printer: Printer) {
    let (mut state, mut clears) = (printer.state(), printer.clears());
    drop(printer);
    // What it was before anybody followed counts as well.
    state.mark_changed();
    // Whether a hand may have been at the roll since the printer was last ready: while the kiosk was off it may.
    let mut touched = true;
    loop {
        let cleared = tokio::select! {
            changed = clears.changed() => match changed { Ok(()) => true, Err(_) => return },
            changed = state.changed() => match changed { Ok(()) => false, Err(_) => return },
        };
        let Some(inner) = desk.upgrade() else { return };
        let desk = Desk { inner };
        if cleared {
            let _ = *clears.borrow_and_update();
            desk.cleared().await;
        }
        let now = *state.borrow_and_update();
        match now {
            PrinterState::Ready { paper } => {
                desk.paper_seen(paper, touched).await;
                touched = false;
                desk.print_missing_soon();
            }
            PrinterState::Fault(fault) => {
                touched = true;
                if fault == Fault::PaperOut {
                    desk.paper_out().await;
                }
            }
            // Met anew while all is well, too: nothing was opened.
            PrinterState::Connecting | PrinterState::Printing { .. } => {}
        }
    }
}
