//! The running kiosk as the screens see it: [`Backend`] over [`Kiosk`].

mod speaking;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use iced::futures::{Stream, StreamExt as _, stream};
use kiosk_protocol::{CheckCode, LockReason, Rating, Reference, StatusAnswer};
use tokio::sync::broadcast;

use super::app::backend::{
    Backend, BackendError, CheckedIn, Doubt, Event, Events, FormOutcome, Held, HeldState, Later, Link, LookUp,
    NoTicket, PaperNotice, PaperRead, PrintJob, PrintOutcome, PrinterNotice, Spoken, Submitted, TicketIssued,
    TicketOrder, VoiceWish,
};
use super::app::bench::SoundWay;
use crate::catalogue::ServiceId;
use crate::device::printer::{Fault, PrinterState};
use crate::i18n::Language;
use crate::identity::{Framing, Who};
use crate::kiosk::{
    self, Event as Happened, Kiosk, LookUp as KioskLookUp, MOST_PAPERS, PrintError, Printed, RollState,
};
use crate::speech::Side;
use crate::staff::{Act, Answer, LogLine, Taste};
use crate::store::{Issued, JobEnding, JobId, JobState, LocalStatus, OutboxState, SheetAnswer, StoreError, VisitEnd};
use crate::sync::SyncState;
use crate::ticket::Hours;
use crate::visit::{Form, Submission};

pub use speaking::Speaking;

/// Between the job ids of papers that belong together.
const AND: char = ',';

/// The screens' way to the running kiosk.
#[derive(Debug)]
pub struct Live {
    kiosk: Kiosk,
    speech: Speaking,
    /// Which job now stands for one that was printed again.
    successors: Arc<Mutex<HashMap<JobId, JobId>>>,
}

impl Live {
    /// Over a running kiosk; what is said goes to `speech`.
    #[must_use]
    pub fn new(kiosk: Kiosk, speech: Speaking) -> Self {
        Self { kiosk, speech, successors: Arc::default() }
    }

    /// Another handle of the same.
    fn again(&self) -> Self {
        Self { kiosk: self.kiosk.clone(), speech: self.speech.clone(), successors: Arc::clone(&self.successors) }
    }

    /// What the store and the roll say about papers.
    async fn what_is_owed(&self) -> Vec<Event> {
        let doubts = self.kiosk.desk().questions().await.unwrap_or_default();
        let mut events = vec![Event::Unprinted(self.unprinted().await), Event::Doubt(!doubts.is_empty())];
        if let Ok(roll) = self.kiosk.desk().roll().await {
            events.push(paper(roll));
        }
        events
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

    fn queue_ticket(&self, order: TicketOrder) -> Later<Result<TicketIssued, NoTicket>> {
        let kiosk = self.kiosk.clone();
        Box::pin(async move {
            if kiosk.is_paused(Some(&order.service)) {
                return Err(NoTicket::Paused(locked(&kiosk)));
            }
            let issued = kiosk.issue_ticket_for(&order.service, order.language, order.priority, order.party).await;
            let issued = issued.map_err(|refused| no_ticket(&kiosk, refused))?;
            Ok(ticket_issued(issued))
        })
    }

    fn check_in(&self, who: Who, language: Language) -> Later<CheckedIn> {
        let kiosk = self.kiosk.clone();
        Box::pin(async move {
            if kiosk.is_paused(None) {
                return CheckedIn::NoTicket(NoTicket::Paused(locked(&kiosk)));
            }
            match kiosk.check_in(who, language).await {
                Ok(done) => checked_in(done),
                Err(refused) => CheckedIn::NoTicket(no_ticket(&kiosk, refused)),
            }
        })
    }

    fn no_tickets(&self) -> Option<NoTicket> {
        if self.kiosk.is_paused(None) {
            return Some(NoTicket::Paused(locked(&self.kiosk)));
        }
        match self.kiosk.hours() {
            Hours::Open => None,
            Hours::Closed { opens } => Some(NoTicket::Closed { opens }),
        }
    }

    fn has_staff(&self) -> bool {
        self.kiosk.has_staff()
    }

    fn staff(&self, act: Act) -> Later<Answer> {
        let kiosk = self.kiosk.clone();
        Box::pin(async move { kiosk.staff(act).await })
    }

    fn staff_touches(&self) {
        self.kiosk.staff_touches();
    }

    fn staff_prefers(&self, taste: Taste) {
        self.kiosk.staff_prefers(taste);
    }

    fn log(&self) -> Vec<LogLine> {
        self.kiosk.log()
    }

    fn framing(&self) -> Option<Framing> {
        self.kiosk.framing()
    }

    fn try_voice(&self, spoken: Spoken, side: Side) -> SoundWay {
        self.speech.try_out(&self.kiosk, spoken, side)
    }

    fn staff_leaves(&self) {
        self.kiosk.staff_leaves();
    }

    fn is_paused(&self, service: Option<&ServiceId>) -> bool {
        self.kiosk.is_paused(service)
    }

    fn count_visit(&self, aborted: bool) {
        if !aborted {
            self.kiosk.visit_begins();
        }
        // Nobody waits for it; that it failed is in the log.
        drop(self.kiosk.store().count_visit(if aborted { VisitEnd::Aborted } else { VisitEnd::Begun }));
    }

    fn waiting(&self, service: &ServiceId) -> Option<u32> {
        self.kiosk.waiting(service)
    }

    fn held_ticket(&self, label: String) -> Later<Option<Held>> {
        let kiosk = self.kiosk.clone();
        Box::pin(async move {
            let held = kiosk.held_ticket(&label).await;
            let held = held.inspect_err(|error| tracing::error!(event = "ticket.held.unknown", %error)).ok()??;
            let state = match (held.cancelled, held.called) {
                (Some(_), _) => HeldState::GivenUp,
                (None, Some(_)) => HeldState::Called,
                (None, None) => HeldState::Waiting { may_print: held.papers < MOST_PAPERS },
            };
            let service = held.ticket.service.filter(|_| !held.ticket.private).map(ServiceId::new);
            Some(Held { label: held.ticket.label.to_string(), job: together(&[held.job]), service, state })
        })
    }

    fn print_again(&self, job: PrintJob) -> Later<PrintOutcome> {
        let (kiosk, successors) = (self.kiosk.clone(), Arc::clone(&self.successors));
        Box::pin(async move {
            let Some(id) = jobs_of(&job).next() else { return PrintOutcome::Proven };
            match kiosk.reprint(id).await {
                Ok((again, printed)) => {
                    if again != id {
                        lock(&successors).insert(id, again);
                    }
                    outcome(printed)
                }
                Err(error) => {
                    tracing::error!(event = "ticket.again.failed", %error);
                    PrintOutcome::Fault { key: Fault::NotResponding.message_key(), can_retry: true }
                }
            }
        })
    }

    fn give_up(&self, label: String) -> Later<bool> {
        let kiosk = self.kiosk.clone();
        Box::pin(async move {
            let done = kiosk.give_up_ticket(&label).await;
            done.inspect_err(|error| tracing::error!(event = "ticket.give_up.failed", %error)).unwrap_or_default()
        })
    }

    fn print(&self, job: PrintJob) -> Later<PrintOutcome> {
        let (kiosk, successors) = (self.kiosk.clone(), Arc::clone(&self.successors));
        Box::pin(async move { print_all(&kiosk, &successors, &job).await })
    }

    fn reprint(&self, job: PrintJob) -> Later<PrintOutcome> {
        let (kiosk, successors) = (self.kiosk.clone(), Arc::clone(&self.successors));
        Box::pin(async move { print_all(&kiosk, &successors, &job).await })
    }

    fn read_paper(&self, job: PrintJob) -> Later<Option<PaperRead>> {
        let kiosk = self.kiosk.clone();
        Box::pin(async move {
            let mut whole: Option<PaperRead> = None;
            for id in jobs_of(&job) {
                let told = kiosk.paper_said(id).await;
                let (language, lines) =
                    told.inspect_err(|error| tracing::error!(event = "speech.paper", %error)).ok()?;
                whole.get_or_insert_with(|| PaperRead { language, lines: Vec::new() }).lines.extend(lines);
            }
            whole
        })
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

    fn print_receipt_a4(&self, reference: Reference) -> Later<FormOutcome> {
        let kiosk = self.kiosk.clone();
        Box::pin(async move {
            match kiosk.print_receipt_a4(&reference).await {
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

    fn doubt(&self, job: Option<PrintJob>) -> Later<Option<Doubt>> {
        let (kiosk, successors) = (self.kiosk.clone(), Arc::clone(&self.successors));
        Box::pin(async move {
            let of = job.map(|job| jobs_of(&job).map(|id| newest(&successors, id)).collect::<Vec<_>>());
            let questions = kiosk.desk().questions().await;
            let questions =
                questions.inspect_err(|error| tracing::error!(event = "print.doubt.unknown", %error)).ok()?;
            let asked = questions.into_iter().find(|asked| of.as_ref().is_none_or(|of| of.contains(&asked.id)))?;
            let page = kiosk.desk().page(asked.id).await;
            let page = page.inspect_err(|error| tracing::error!(event = "print.doubt.no_picture", %error)).ok();
            Some(Doubt {
                job: together(&[asked.id]),
                picture: page.and_then(|page| page.bitmap().ok()).map(Arc::new),
                key: key_of(asked.fault.as_deref()),
            })
        })
    }

    fn answer(&self, job: PrintJob, whole: bool) -> Later<PrintOutcome> {
        let (kiosk, successors) = (self.kiosk.clone(), Arc::clone(&self.successors));
        Box::pin(async move {
            let Some(id) = jobs_of(&job).next() else { return PrintOutcome::Proven };
            if !kiosk.may_answer_sheets() {
                tracing::warn!(event = "print.answer.refused");
                return PrintOutcome::Unknown { key: Fault::NotResponding.message_key() };
            }
            let answer = if whole { SheetAnswer::Whole } else { SheetAnswer::Again };
            match kiosk.desk().answer(id, answer).await {
                Ok(None) => PrintOutcome::Proven,
                Ok(Some((again, printed))) => {
                    lock(&successors).insert(id, again);
                    outcome(printed)
                }
                // Somebody else has answered, or the printer has.
                Err(PrintError::Store(StoreError::JobState { .. })) => print_all(&kiosk, &successors, &job).await,
                Err(error) => {
                    tracing::error!(event = "print.answer.lost", %error);
                    PrintOutcome::Unknown { key: Fault::NotResponding.message_key() }
                }
            }
        })
    }

    fn unprinted(&self) -> Later<Option<PrintJob>> {
        let kiosk = self.kiosk.clone();
        Box::pin(async move {
            let owed = kiosk.owed().await.inspect_err(|error| tracing::error!(event = "print.owed.unknown", %error));
            let mut owed = owed.ok()?;
            // Those in doubt are for staff.
            let doubts = kiosk.desk().questions().await.unwrap_or_default();
            owed.retain(|job| doubts.iter().all(|doubt| doubt.id != *job));
            (!owed.is_empty()).then(|| together(&owed))
        })
    }

    fn want_scan(&self, wanted: bool) {
        self.kiosk.want_scan(wanted);
    }

    fn rests(&self, at_rest: bool) {
        self.kiosk.rests(at_rest);
    }

    fn begins_anew(&self) {
        self.kiosk.begins_anew();
    }

    fn drawn(&self) {
        self.kiosk.drawn();
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
        let live = self.again();
        let owed = stream::once(async move { live.what_is_owed().await }).flat_map(stream::iter);
        let live = self.again();
        let later = later.then(move |event| {
            let live = live.again();
            async move {
                let mut events = Vec::new();
                let changes = matches!(&event, Happened::Printed { .. } | Happened::Settled(_));
                events.extend(told(&live.kiosk, event));
                if changes {
                    events.extend(live.what_is_owed().await);
                }
                events
            }
        });
        let known = stream::iter(present).chain(owed).chain(later.flat_map(stream::iter));
        Box::pin(stream::select(known, self.speech.events()))
    }

    fn say(&self, spoken: Spoken) {
        self.speech.say(&self.kiosk, spoken);
    }

    fn voice(&self, wish: VoiceWish) {
        self.speech.wish(wish);
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn refused(error: StoreError) -> BackendError {
    tracing::error!(event = "store.refused", %error);
    BackendError(error.to_string())
}

/// The message of central's lock.
fn locked(kiosk: &Kiosk) -> Option<&'static str> {
    match kiosk.locked()? {
        LockReason::Maintenance => Some("queue-locked-maintenance"),
        LockReason::Elsewhere => Some("queue-locked-elsewhere"),
        LockReason::Later => Some("queue-locked-later"),
        LockReason::Today => Some("queue-locked-today"),
        // A later central's word.
        LockReason::Other(_) => None,
    }
}

fn checked_in(done: kiosk::CheckedIn) -> CheckedIn {
    match done {
        kiosk::CheckedIn::Ticket(issued) => CheckedIn::Ticket(ticket_issued(issued)),
        kiosk::CheckedIn::Early { at, from } => CheckedIn::Early { at, from },
        kiosk::CheckedIn::Late { at, service } => CheckedIn::Late { at, service },
        kiosk::CheckedIn::Already(label) => CheckedIn::Already(label),
        kiosk::CheckedIn::Cancelled { service } => CheckedIn::Cancelled(service),
        kiosk::CheckedIn::Unknown => CheckedIn::Unknown,
    }
}

fn no_ticket(kiosk: &Kiosk, refused: kiosk::NoTicket) -> NoTicket {
    match refused {
        kiosk::NoTicket::Paused => NoTicket::Paused(locked(kiosk)),
        kiosk::NoTicket::Closed { opens } => NoTicket::Closed { opens },
        kiosk::NoTicket::Full => NoTicket::Full,
        kiosk::NoTicket::Store(error) => NoTicket::Failed(self::refused(error)),
    }
}

fn ticket_issued(issued: Issued) -> TicketIssued {
    TicketIssued {
        label: issued.ticket.label.to_string(),
        job: together(&[issued.job]),
        service: issued.ticket.service.map(ServiceId::new),
    }
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

/// Prints the papers one after the other; stops at the first that fails. The rest is printed by the kiosk itself when the
/// printer is well. Those already proven are not printed again, and those in doubt not without a word of staff.
async fn print_all(kiosk: &Kiosk, successors: &Mutex<HashMap<JobId, JobId>>, job: &PrintJob) -> PrintOutcome {
    let ids: Vec<JobId> = jobs_of(job).map(|first| newest(successors, first)).collect();
    for (at, id) in ids.iter().enumerate() {
        let printed = match kiosk.print(*id).await {
            Err(PrintError::Store(StoreError::JobState { state, .. })) => match state {
                JobState::Unknown | JobState::Reprinted => {
                    return PrintOutcome::Unknown { key: Fault::NotResponding.message_key() };
                }
                // On paper already, or not wanted any more.
                JobState::Committed | JobState::Sent | JobState::Proven | JobState::Cancelled => continue,
            },
            other => other,
        };
        match printed {
            Ok(Printed::Proven(_)) => {}
            Ok(failed @ (Printed::Not(fault) | Printed::Perhaps(fault))) => {
                for later in &ids[at + 1..] {
                    let ending = JobEnding::NotPrinted(fault.message_key().to_owned());
                    match kiosk.store().job_ended(*later, ending).await {
                        Ok(()) | Err(StoreError::JobState { .. }) => {}
                        Err(error) => tracing::error!(event = "print.later.not_noted", %error),
                    }
                }
                return outcome(failed);
            }
            Err(error) => {
                tracing::error!(event = "print.failed", %error);
                return PrintOutcome::Fault { key: Fault::NotResponding.message_key(), can_retry: false };
            }
        }
    }
    PrintOutcome::Proven
}

fn outcome(printed: Printed) -> PrintOutcome {
    match printed {
        Printed::Proven(_) => PrintOutcome::Proven,
        Printed::Not(fault) => PrintOutcome::Fault { key: fault.message_key(), can_retry: true },
        Printed::Perhaps(fault) => PrintOutcome::Unknown { key: fault.message_key() },
    }
}

/// The message of what happened to a job, as its row names it.
fn key_of(fault: Option<&str>) -> &'static str {
    match fault.and_then(Fault::of_key) {
        Some(fault) => fault.message_key(),
        None => "store-job-interrupted",
    }
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

fn paper(roll: RollState) -> Event {
    Event::Paper(PaperNotice { tickets: roll.tickets(), low: roll.is_low() })
}

/// What the screens must hear of.
fn told(kiosk: &Kiosk, event: Happened) -> Option<Event> {
    use Happened as Kiosk;
    match event {
        Kiosk::Printer(state) => Some(Event::Printer(notice(state))),
        Kiosk::Scanner(fault) => Some(Event::Scanner { ready: fault.is_none() }),
        Kiosk::Scan(scanned) => Some(Event::Scan(scanned)),
        Kiosk::Sync(state) => Some(Event::Link(link(kiosk, state))),
        Kiosk::Printed { job, printed } => Some(Event::Printed(together(&[job]), outcome(printed))),
        Kiosk::Paper(roll) => Some(paper(roll)),
        Kiosk::Settled(_) => None,
        Kiosk::Pulse => Some(Event::Pulse),
        Kiosk::BeginAnew => Some(Event::BeginAnew),
    }
}

/// The broadcast as a stream; a listener that fell behind goes on with what is next.
fn follow(events: broadcast::Receiver<Happened>) -> impl Stream<Item = Happened> + Send {
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
