//! The running kiosk as the screens see it: [`Backend`] over [`Kiosk`].

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use iced::futures::{Stream, StreamExt as _, stream};
use kiosk_protocol::{CheckCode, Rating, Reference, StatusAnswer};
use tokio::sync::broadcast;

use super::app::backend::{
    Backend, BackendError, Event, Events, FormOutcome, Later, Link, LookUp, PrintJob, PrintOutcome, PrinterNotice,
    Spoken, Submitted, TicketIssued,
};
use super::app::speech_log::SpeechLog;
use crate::catalogue::ServiceId;
use crate::device::printer::{Fault, PrinterState};
use crate::i18n::Language;
use crate::kiosk::{Kiosk, LookUp as KioskLookUp, PrintError, Printed};
use crate::store::{JobId, JobState, LocalStatus, OutboxState, StoreError};
use crate::sync::SyncState;
use crate::visit::{Form, Submission};

/// Between the job ids of papers that belong together.
const AND: char = ',';

/// The screens' way to the running kiosk.
#[derive(Debug)]
pub struct Live {
    kiosk: Kiosk,
    speech: Option<Arc<SpeechLog>>,
    /// Which job now stands for one that was printed again.
    successors: Arc<Mutex<HashMap<JobId, JobId>>>,
}

impl Live {
    /// Over a running kiosk; what is said goes to `speech`, if there is one.
    #[must_use]
    pub fn new(kiosk: Kiosk, speech: Option<SpeechLog>) -> Self {
        Self { kiosk, speech: speech.map(Arc::new), successors: Arc::default() }
    }

    /// Another handle of the same.
    fn again(&self) -> Self {
        Self { kiosk: self.kiosk.clone(), speech: self.speech.clone(), successors: Arc::clone(&self.successors) }
    }
}

impl Backend for Live {
    fn takes_requests(&self) -> bool {
        self.kiosk.takes_requests()
    }

    fn submit(&self, submission: Submission) -> Later<Result<Submitted, BackendError>> {
        let kiosk = self.kiosk.clone();
        Box::pin(async move {
            let submitted = kiosk.submit(submission).await.map_err(refused)?;
            Ok(Submitted {
                reference: submitted.reference,
                check_code: submitted.check_code,
                ticket: submitted.ticket.map(|ticket| ticket.label.to_string()),
                job: together(&submitted.jobs),
                online: kiosk.is_online(),
            })
        })
    }

    fn queue_ticket(&self, service: ServiceId, language: Language) -> Later<Result<TicketIssued, BackendError>> {
        let kiosk = self.kiosk.clone();
        Box::pin(async move {
            let issued = kiosk.issue_ticket(&service, language).await.map_err(refused)?;
            Ok(TicketIssued { label: issued.ticket.label.to_string(), job: together(&[issued.job]) })
        })
    }

    fn print(&self, job: PrintJob) -> Later<PrintOutcome> {
        let (kiosk, successors) = (self.kiosk.clone(), Arc::clone(&self.successors));
        Box::pin(async move { print_all(&kiosk, &successors, &job, false).await })
    }

    fn reprint(&self, job: PrintJob) -> Later<PrintOutcome> {
        let (kiosk, successors) = (self.kiosk.clone(), Arc::clone(&self.successors));
        Box::pin(async move { print_all(&kiosk, &successors, &job, true).await })
    }

    fn print_form(&self, form: Arc<Form>, reference: Reference) -> Later<FormOutcome> {
        let kiosk = self.kiosk.clone();
        Box::pin(async move {
            match kiosk.print_form(form, &reference).await {
                Ok(()) => FormOutcome::Printed,
                Err(fault) => FormOutcome::Fault { key: fault.message_key() },
            }
        })
    }

    fn look_up(&self, reference: Reference, code: Option<CheckCode>) -> Later<LookUp> {
        let kiosk = self.kiosk.clone();
        Box::pin(async move {
            // Without the code nobody is told anything, here or at central.
            let Some(code) = code else { return LookUp::NotFound };
            match kiosk.look_up(&reference, code).await {
                Ok(KioskLookUp::Found(answer)) => LookUp::Found(answer),
                Ok(KioskLookUp::NotFound) => LookUp::NotFound,
                Ok(KioskLookUp::Offline(known)) => LookUp::Offline(known.and_then(|known| last_known(&known))),
                Err(error) => {
                    tracing::error!(event = "status.look_up.failed", %error);
                    LookUp::Offline(None)
                }
            }
        })
    }

    fn rate(&self, stars: u8) -> Later<()> {
        let kiosk = self.kiosk.clone();
        Box::pin(async move {
            let Ok(rating) = Rating::try_from(stars) else { return };
            if let Err(error) = kiosk.rate(rating).await {
                tracing::error!(event = "rating.lost", %error);
            }
        })
    }

    fn call_staff(&self, screen: &'static str) -> Later<bool> {
        let kiosk = self.kiosk.clone();
        Box::pin(async move {
            kiosk
                .call_staff(screen)
                .await
                .inspect_err(|error| tracing::error!(event = "staff.call.lost", %error))
                .is_ok()
        })
    }

    fn taken(&self, job: PrintJob) -> Later<()> {
        let (kiosk, successors) = (self.kiosk.clone(), Arc::clone(&self.successors));
        Box::pin(async move {
            for first in jobs_of(&job) {
                match kiosk.store().cancel_job(newest(&successors, first)).await {
                    // What is proven needs no word of the citizen.
                    Ok(()) | Err(StoreError::JobState { .. }) => {}
                    Err(error) => tracing::error!(event = "print.taken.lost", %error),
                }
            }
        })
    }

    fn unprinted(&self) -> Later<Option<PrintJob>> {
        let kiosk = self.kiosk.clone();
        Box::pin(async move {
            let owed = kiosk.owed().await.inspect_err(|error| tracing::error!(event = "print.owed.unknown", %error));
            owed.ok().filter(|jobs| !jobs.is_empty()).map(|jobs| together(&jobs))
        })
    }

    fn want_scan(&self, wanted: bool) {
        self.kiosk.want_scan(wanted);
    }

    fn events(&self) -> Events {
        let kiosk = self.kiosk.clone();
        // Subscribed first, then asked for the present: nothing is missed in between.
        let later = follow(kiosk.events());
        let present = [
            Event::Printer(notice(kiosk.printer())),
            Event::Scanner { ready: kiosk.scanner().is_none() },
            Event::Link(link(&kiosk, kiosk.sync())),
        ];
        let owed = self.unprinted();
        let owed = stream::once(owed).map(Event::Unprinted);
        let live = self.again();
        let later = later.filter_map(move |event| {
            let (kiosk, live) = (kiosk.clone(), live.again());
            async move {
                match event {
                    // The screens know how their own jobs ended; what has become of the papers owed only the store knows.
                    crate::kiosk::Event::Printed { .. } => Some(Event::Unprinted(live.unprinted().await)),
                    event => told(&kiosk, event),
                }
            }
        });
        Box::pin(stream::iter(present).chain(owed).chain(later))
    }

    fn say(&self, spoken: Spoken) {
        let Some(log) = self.speech.clone() else { return };
        let direction = self.kiosk.locales().texts(spoken.language).direction();
        if let Err(error) = log.write(self.kiosk.now(), &spoken, direction) {
            tracing::warn!(event = "speech.log.failed", %error);
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn refused(error: StoreError) -> BackendError {
    tracing::error!(event = "store.refused", %error);
    BackendError(error.to_string())
}

/// One name for the papers of one visit.
fn together(jobs: &[JobId]) -> PrintJob {
    let ids: Vec<String> = jobs.iter().map(ToString::to_string).collect();
    PrintJob(ids.join(&AND.to_string()).into())
}

/// The jobs in a name.
fn jobs_of(job: &PrintJob) -> impl Iterator<Item = JobId> {
    job.0.split(AND).filter_map(|id| id.parse().ok().map(JobId))
}

/// Prints the papers one after the other; stops at the first that fails. Those
/// already proven are not printed again.
async fn print_all(
    kiosk: &Kiosk,
    successors: &Mutex<HashMap<JobId, JobId>>,
    job: &PrintJob,
    again: bool,
) -> PrintOutcome {
    for first in jobs_of(job) {
        let id = newest(successors, first);
        let printed = match kiosk.print(id).await {
            Err(PrintError::Store(StoreError::JobState { state, .. })) => match state {
                // A reprint that could not even be tried may have left a successor that nobody has noted.
                JobState::Unknown | JobState::Reprinted if again => match kiosk.store().reprint(id).await {
                    Ok(next) => {
                        lock(successors).insert(id, next);
                        kiosk.print(next).await
                    }
                    Err(error) => Err(error.into()),
                },
                JobState::Unknown | JobState::Reprinted => {
                    return PrintOutcome::Unknown { key: Fault::NotResponding.message_key() };
                }
                // On paper already, on its way, or not wanted any more.
                JobState::Committed | JobState::Sent | JobState::Proven | JobState::Cancelled => continue,
            },
            other => other,
        };
        match printed {
            Ok(Printed::Proven(_)) => {}
            Ok(Printed::Not(fault)) => return PrintOutcome::Fault { key: fault.message_key(), can_retry: true },
            Ok(Printed::Perhaps(fault)) => return PrintOutcome::Unknown { key: fault.message_key() },
            Err(error) => {
                tracing::error!(event = "print.failed", %error);
                return PrintOutcome::Fault { key: Fault::NotResponding.message_key(), can_retry: false };
            }
        }
    }
    PrintOutcome::Proven
}

fn lock(successors: &Mutex<HashMap<JobId, JobId>>) -> MutexGuard<'_, HashMap<JobId, JobId>> {
    // Only whole entries are written: a panic elsewhere leaves it usable.
    successors.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The job that now stands for `first`. (Each successor is younger: there is no circle.)
fn newest(successors: &Mutex<HashMap<JobId, JobId>>, first: JobId) -> JobId {
    let successors = lock(successors);
    let mut id = first;
    while let Some(next) = successors.get(&id) {
        id = *next;
    }
    id
}

/// What this kiosk knows of a request that central cannot be asked about.
fn last_known(known: &LocalStatus) -> Option<StatusAnswer> {
    use kiosk_protocol::{RequestState, StatusEvent};
    let request = known.request.as_ref()?;
    // Before central has it there is no state to tell.
    if known.told.is_none() && known.outbox != Some(OutboxState::Custody) {
        return None;
    }
    let made = StatusEvent { state: RequestState::Received, at_ms: request.created.as_millisecond(), note: None };
    let last = known.told.as_ref().map(|told| StatusEvent {
        state: told.state,
        at_ms: told.at.as_millisecond(),
        note: told.note.clone(),
    });
    let (state, at_ms) = last.as_ref().map_or((made.state, made.at_ms), |last| (last.state, last.at_ms));
    let history = std::iter::once(made).chain(last).collect();
    Some(StatusAnswer { reference: known.reference, state, at_ms, history })
}

fn notice(state: PrinterState) -> PrinterNotice {
    match state {
        PrinterState::Fault(fault) => PrinterNotice { fault: Some(fault.message_key()) },
        PrinterState::Connecting | PrinterState::Ready { .. } | PrinterState::Printing { .. } => {
            PrinterNotice { fault: None }
        }
    }
}

fn link(kiosk: &Kiosk, state: SyncState) -> Link {
    if kiosk.is_online() { Link::Online } else { Link::Offline { queued: state.figures.queued } }
}

/// What the screens must hear of; they know themselves how their own jobs ended.
fn told(kiosk: &Kiosk, event: crate::kiosk::Event) -> Option<Event> {
    use crate::kiosk::Event as Kiosk;
    match event {
        Kiosk::Printer(state) => Some(Event::Printer(notice(state))),
        Kiosk::Scanner(fault) => Some(Event::Scanner { ready: fault.is_none() }),
        Kiosk::Scan(scanned) => Some(Event::Scan(scanned)),
        Kiosk::Sync(state) => Some(Event::Link(link(kiosk, state))),
        Kiosk::Printed { .. } => None,
    }
}

/// The broadcast as a stream; a listener that fell behind goes on with what is next.
fn follow(events: broadcast::Receiver<crate::kiosk::Event>) -> impl Stream<Item = crate::kiosk::Event> + Send {
    stream::unfold(events, |mut events| async move {
        loop {
            match events.recv().await {
                Ok(event) => return Some((event, events)),
                Err(broadcast::error::RecvError::Lagged(missed)) => tracing::warn!(event = "ui.events.missed", missed),
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    })
}
