//! SQLite: the outbox, tickets, audit chain and print jobs.
//!
//! [`Store`] is the handle of one writer thread that owns the only connection. Every act of a citizen is **one
//! IMMEDIATE transaction** with `synchronous=FULL`, and no method answers before its COMMIT has returned: what has been
//! answered survives `kill -9` and a power cut. Whoever prints or pushes is told afterwards.
//!
//! **Bodies are stored as they are given.** Until submissions are sealed to central's key inside the commit (the
//! columns `seal_*` are kept for it), whoever has the disk can read requests that central has not taken yet. Once
//! central has an item in custody, its body is overwritten in the database (`secure_delete`) in the transaction that notes
//! it, and the write-ahead log is emptied behind it (unless another process reads at that moment: then with the next
//! settlement, or when the store is closed).
//!
//! Methods return a [`Reply`]: await it on any executor, or `wait()` for it on a thread that may block.

mod audit;
mod error;
mod job;
mod migrate;
mod open;
mod outbox;
mod random;
mod reader;
mod recover;
mod rows;
mod status;
mod submission;
#[cfg(test)]
mod tests;
mod types;
mod writer;

use std::sync::Arc;

use kiosk_protocol::{ChangePage, ItemId, ItemResult, Reference};

pub use error::StoreError;
pub use open::{StartReport, StoreOptions};
pub use random::{Random, SystemRandom};
pub use reader::StoreReader;
pub use recover::Recovery;
pub use types::{
    Applied, AuditHead, Device, Due, Figures, Issued, JobEnding, JobId, JobKind, JobState, JobSubject, LocalStatus,
    NewRating, NewSubmission, NewTicket, OutboxRow, OutboxState, PrintJob, Request, Settled, Submitted, Ticket,
    ToldStatus,
};
pub use writer::Reply;

use crate::ticket::DayStep;
use writer::WriterThread;

/// The kiosk's store. Clones share one writer; when the last is dropped the work already given is finished and the
/// database closed.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
}

struct Shared {
    // In this order: the thread has ended and the database is closed before the lock goes.
    writer: WriterThread,
    _lock: open::DirLock,
    device: Device,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("device", &self.shared.device).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens the store; blocks while the database is checked (about 15 ms for 40 MB). A damaged database does not keep
    /// the kiosk from starting: see [`StartReport::recovered`].
    ///
    /// # Errors
    /// [`StoreError::InUse`] when another process has it open, [`StoreError::Newer`] when a newer version wrote it,
    /// and when the folder cannot be written.
    pub fn open(options: StoreOptions) -> Result<(Self, StartReport), StoreError> {
        let dir = options.dir.clone();
        let (writer, lock, report) = open::open(options)?;
        let device = report.device.clone();
        let writer = WriterThread::start(writer).map_err(|source| StoreError::File { path: dir, source })?;
        Ok((Self { shared: Arc::new(Shared { writer, _lock: lock, device }) }, report))
    }

    /// Who this kiosk is.
    #[must_use]
    pub fn device(&self) -> &Device {
        &self.shared.device
    }

    /// Commits a request (and a ticket, if one is wanted) with everything that belongs to it: item, counter, audit
    /// row, receipt and print jobs.
    pub fn submit(&self, new: NewSubmission) -> Reply<Submitted> {
        self.shared.writer.ask(move |writer| {
            writer.write(|tx, context| {
                let done = submission::submit(tx, context, &new);
                // The answers are wiped before the commit is even tried.
                drop(new);
                done
            })
        })
    }

    /// Commits a queue ticket without a request, with its item, counter, audit row and print job.
    pub fn issue_ticket(&self, new: NewTicket) -> Reply<Issued> {
        self.shared.writer.ask(move |writer| writer.write(|tx, context| submission::issue_ticket(tx, context, new)))
    }

    /// Commits a rating.
    pub fn record_rating(&self, new: NewRating) -> Reply<()> {
        self.shared.writer.ask(move |writer| writer.write(|tx, context| submission::rate(tx, context, &new)))
    }

    /// Commits a call for a person; `screen` is the stable id of the screen it was asked on.
    pub fn call_staff(&self, screen: &'static str) -> Reply<()> {
        self.shared.writer.ask(move |writer| writer.write(|tx, context| submission::call_staff(tx, context, screen)))
    }

    /// What the clock says about the service day; [`DayStep::is_held`] should be shown to staff.
    pub fn day(&self) -> Reply<DayStep> {
        self.shared.writer.ask(|writer| submission::look_at_day(&writer.conn, &writer.context))
    }

    /// Takes the day that the clock shows although it is a leap forward. A step back is never taken.
    pub fn confirm_day(&self) -> Reply<DayStep> {
        self.shared.writer.ask(|writer| writer.write(submission::confirm_day))
    }

    /// Says whether the clock can be trusted from now on (central's time has been heard and agrees). It is noted with
    /// every item, and a leap of the service day then needs no confirmation. Not trusted after a start.
    pub fn trust_clock(&self, trusted: bool) -> Reply<()> {
        self.shared.writer.ask(move |writer| {
            writer.context.clock_trusted = trusted;
            Ok(())
        })
    }

    /// Notes that a committed job is given to the printer. Call it, and wait for the answer, before the first byte.
    /// [`StoreError::JobState`] unless it is `committed`.
    pub fn job_sent(&self, job: JobId) -> Reply<()> {
        self.shared.writer.ask(move |writer| writer.write(|tx, context| job::sent(tx, context, job)))
    }

    /// Notes how a job ended. Late proof is taken for a job already given up as `unknown`.
    pub fn job_ended(&self, job: JobId, ending: JobEnding) -> Reply<()> {
        self.shared.writer.ask(move |writer| writer.write(|tx, context| job::ended(tx, context, job, &ending)))
    }

    /// The jobs that are owed, oldest first: `committed` (to be printed) and `unknown` (perhaps printed). What was with
    /// the printer when the program last ended is among them as `unknown`.
    pub fn unproven(&self) -> Reply<Vec<PrintJob>> {
        self.shared.writer.ask(|writer| job::unproven(&writer.conn))
    }

    /// The job that prints this one's subject again, to be given to [`job_sent`](Self::job_sent): a new one for a job
    /// that is `proven` or `unknown` (which becomes `reprinted`), itself for one that has not gone out yet.
    pub fn reprint(&self, job: JobId) -> Reply<JobId> {
        self.shared.writer.ask(move |writer| writer.write(|tx, context| job::reprint(tx, context, job)))
    }

    /// Notes that nobody wants the paper any more (`committed` or `unknown` jobs).
    pub fn cancel_job(&self, job: JobId) -> Reply<()> {
        self.shared.writer.ask(move |writer| writer.write(|tx, context| job::cancel(tx, context, job)))
    }

    /// Everything that the paper of a job shows.
    pub fn job_subject(&self, job: JobId) -> Reply<JobSubject> {
        self.shared.writer.ask(move |writer| job::subject(&writer.conn, job))
    }

    /// The items to push now, at most so many and so many bytes of bodies (but at least one): tickets first, then
    /// requests, then the rest. Items that central asked to wait with are passed over.
    pub fn due(&self, max_items: usize, max_bytes: usize) -> Reply<Due> {
        self.shared.writer.ask(move |writer| outbox::due(writer, max_items, max_bytes))
    }

    /// Takes central's results in. Accepted, duplicate and quarantined items are in central's custody: their bodies go
    /// in the same transaction. Rejected ones stand aside with their bodies. The others stay.
    pub fn settle(&self, results: &[ItemResult]) -> Reply<Settled> {
        let results = results.to_vec();
        self.shared.writer.ask(move |writer| outbox::settle(writer, &results))
    }

    /// How the outbox stands.
    pub fn figures(&self) -> Reply<Figures> {
        self.shared.writer.ask(|writer| outbox::figures(&writer.conn, writer.context.now_ms()))
    }

    /// The items that are not in custody yet, without their bodies.
    pub fn outbox_list(&self) -> Reply<Vec<OutboxRow>> {
        self.shared.writer.ask(|writer| outbox::list(&writer.conn))
    }

    /// One item, without its body.
    pub fn outbox_show(&self, id: ItemId) -> Reply<OutboxRow> {
        self.shared.writer.ask(move |writer| outbox::show(&writer.conn, id))
    }

    /// Queues an item again that stands aside, or ends the rest of a queued one. [`StoreError::NotAside`] when it is
    /// in custody already.
    pub fn retry(&self, id: ItemId) -> Reply<()> {
        self.shared.writer.ask(move |writer| outbox::retry(writer, id))
    }

    /// Where the next page of changes begins; nothing before the first page.
    pub fn cursor(&self) -> Reply<Option<String>> {
        self.shared.writer.ask(|writer| status::cursor(&writer.conn))
    }

    /// Takes a page of changes in, together with the cursor after it.
    pub fn apply_changes(&self, page: ChangePage) -> Reply<Applied> {
        self.shared.writer.ask(move |writer| writer.write(|tx, _| status::apply(tx, &page)))
    }

    /// How a request stands, as far as this kiosk knows without asking; nothing when it has never heard of it. Show it
    /// only to someone who knows the check code ([`Request::check_code`]) or holds the receipt.
    pub fn status(&self, reference: &Reference) -> Reply<Option<LocalStatus>> {
        let reference = *reference;
        self.shared.writer.ask(move |writer| status::look_up(&writer.conn, &reference))
    }

    /// Walks the whole audit chain. [`StoreError::Audit`] names the first row that does not fit.
    pub fn verify_audit(&self) -> Reply<AuditHead> {
        self.shared.writer.ask(|writer| audit::verify(&writer.conn))
    }
}
