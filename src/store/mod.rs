//! SQLite: the outbox, tickets, audit chain and print jobs.
//!
//! [`Store`] is the handle of one writer thread that owns the only connection. Every act of a citizen is **one
//! IMMEDIATE transaction** with `synchronous=FULL`, and no method answers before its COMMIT has returned: what has been
//! answered survives `kill -9` and a power cut. Whoever prints or pushes is told afterwards.
//!
//! **Requests are sealed** to central's keys in the transaction that commits them: this kiosk cannot read them again, nor
//! can whoever takes it away. Without a key that is valid now the store takes no requests ([`Store::seals_now`]), only
//! tickets, which hold nothing that a citizen has said. Once central has an item in custody, its body is overwritten in
//! the database (`secure_delete`) in the transaction that notes it, and the write-ahead log is emptied behind it (unless
//! another process reads at that moment: then with the next settlement, or when the store is closed).
//!
//! Methods return a [`Reply`]: await it on any executor, or `wait()` for it on a thread that may block.

mod appointment;
mod audit;
mod audit_head;
mod backup;
mod blob;
mod bundle;
mod command;
mod error;
mod housekeeping;
mod job;
mod migrate;
mod old_files;
mod open;
mod outbox;
mod plain;
mod queue;
mod random;
mod reader;
mod recover;
mod roll;
mod room;
mod rows;
mod sealing;
mod sequence;
mod staff;
mod status;
mod submission;
#[cfg(test)]
mod tests;
mod types;
mod whole;
mod writer;

use std::sync::Arc;

use jiff::Timestamp;
use kiosk_protocol::{
    ChangePage, CommandResult, Digest, ItemId, ItemResult, LockReason, PriorityClass, PublicKey, Reference, SealKeys,
    SignedBundle, SignedCheckpoint, Signer,
};

pub use blob::{BlobDue, BlobOutcome};
pub use bundle::{BundleAge, KeptBundle};
pub use error::StoreError;
pub use housekeeping::{Integrity, Upkeep};
#[doc(hidden)]
pub use open::Durability;
pub use open::{StartReport, StoreOptions};
pub use random::{Random, SystemRandom};
pub use reader::StoreReader;
pub use recover::Recovery;
pub use room::{Limits, Room};
pub use sequence::Sequence;
pub use types::{
    Applied, Appointment, AuditHead, CallForHelp, CheckIn, DayFigures, Device, Due, Figures, HeldTicket, Issued,
    JobEnding, JobId, JobKind, JobState, JobSubject, LocalStatus, NewRating, NewSubmission, NewTicket, Order,
    OutboxRow, OutboxState, PaperRoll, PrintJob, Request, ServiceFigures, Settled, SheetAnswer, Submitted, Ticket,
    TicketTerms, ToldStatus, VisitEnd,
};
pub use writer::Reply;

use crate::clock::Clock;
use crate::ticket::{DayStep, TicketLabel};
use sealing::Sealer;
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
    gauge: room::Gauge,
    sealer: Sealer,
    clock: Arc<dyn Clock>,
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
        let gauge = writer.keeper.gauge.clone();
        let (sealer, clock) = (writer.context.sealer.clone(), Arc::clone(&writer.context.clock));
        let writer = WriterThread::start(writer).map_err(|source| StoreError::File { path: dir, source })?;
        Ok((Self { shared: Arc::new(Shared { writer, _lock: lock, device, gauge, sealer, clock }) }, report))
    }

    /// Who this kiosk is.
    #[must_use]
    pub fn device(&self) -> &Device {
        &self.shared.device
    }

    /// Commits a request (and a ticket, if one is wanted) with everything that belongs to it: sealed item and documents, counter, audit
    /// row, receipt and print jobs. [`StoreError::NoSealKey`] when it could not be sealed.
    pub fn submit(&self, new: NewSubmission) -> Reply<Submitted> {
        self.shared.writer.ask(move |writer| {
            housekeeping::need(writer, Room::Requests)?;
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
        self.shared.writer.ask(move |writer| {
            housekeeping::need(writer, Room::Tickets)?;
            writer.write(|tx, context| submission::issue_ticket(tx, context, new))
        })
    }

    /// The appointment of this reference, as far as central has told of it.
    pub fn appointment(&self, reference: Reference) -> Reply<Option<Appointment>> {
        self.shared.writer.ask(move |writer| appointment::of_reference(&writer.conn, &reference))
    }

    /// The appointments between two moments (milliseconds since 1970) that have a phone number.
    pub fn appointments(&self, from_ms: i64, until_ms: i64) -> Reply<Vec<Appointment>> {
        self.shared.writer.ask(move |writer| appointment::with_phone(&writer.conn, from_ms, until_ms))
    }

    /// Commits a check-in: its ticket and what tells central. `None`: the appointment is not open any more.
    pub fn check_in(&self, id: ItemId, ticket: NewTicket) -> Reply<Option<Issued>> {
        self.shared.writer.ask(move |writer| {
            housekeeping::need(writer, Room::Tickets)?;
            writer.write(|tx, context| appointment::check_in(tx, context, id, ticket))
        })
    }

    /// The ticket of the present service day with this label, if this kiosk gave it.
    pub fn ticket_today(&self, label: TicketLabel) -> Reply<Option<HeldTicket>> {
        self.shared.writer.ask(move |writer| Ok(queue::today(&writer.conn, Some(&label), 1)?.pop()))
    }

    /// The tickets of the present service day, the newest first, so many at most.
    pub fn tickets_today(&self, limit: usize) -> Reply<Vec<HeldTicket>> {
        self.shared.writer.ask(move |writer| queue::today(&writer.conn, None, limit))
    }

    /// Gives a ticket up, by its holder or by a member of staff; whether it was still wanted.
    pub fn cancel_ticket(&self, id: ItemId, by: Option<String>) -> Reply<bool> {
        self.shared.writer.ask(move |writer| writer.write(|tx, context| queue::cancel(tx, context, id, by.as_deref())))
    }

    /// Gives a ticket priority, by a member of staff; whether that is news.
    pub fn prioritise_ticket(&self, id: ItemId, class: PriorityClass, by: String) -> Reply<bool> {
        self.shared
            .writer
            .ask(move |writer| writer.write(|tx, context| queue::prioritise(tx, context, id, &class, &by)))
    }

    /// How many wrong PINs there were in a row; also after a restart.
    pub fn staff_failures(&self) -> Reply<u32> {
        self.shared.writer.ask(|writer| staff::failures(&writer.conn))
    }

    /// Counts a PIN that is about to be looked at as wrong, durably, and gives the count. Wait for the answer first.
    pub fn staff_tries(&self) -> Reply<u32> {
        self.shared.writer.ask(|writer| writer.write(|tx, context| staff::count_failure(tx, context)))
    }

    /// The PIN was right: the count begins anew.
    pub fn staff_is_in(&self) -> Reply<()> {
        self.shared.writer.ask(|writer| writer.write(|tx, _| staff::forgive(tx)))
    }

    /// Notes that a badge opens now; `false`: it has opened before.
    pub fn use_badge(&self, nonce: [u8; 16], until_ms: i64) -> Reply<bool> {
        self.shared.writer.ask(move |writer| writer.write(|tx, _| staff::use_badge(tx, nonce, until_ms)))
    }

    /// Records in the audit chain what a member of staff, named by number, does.
    pub fn staff_acts(&self, by: String, act: &'static str, about: Option<String>) -> Reply<()> {
        self.shared
            .writer
            .ask(move |writer| writer.write(|tx, context| staff::record(tx, context, &by, act, about.as_deref())))
    }

    /// The calls for a person that nobody has answered.
    pub fn calls_for_help(&self) -> Reply<Vec<CallForHelp>> {
        self.shared.writer.ask(|writer| staff::calls(&writer.conn))
    }

    /// All of them are answered; how many that were.
    pub fn answer_calls(&self) -> Reply<usize> {
        self.shared.writer.ask(|writer| writer.write(submission::answer_calls))
    }

    /// What staff have paused: `""` is the whole kiosk, else a service's id.
    pub fn paused(&self) -> Reply<Vec<String>> {
        self.shared.writer.ask(|writer| staff::paused(&writer.conn))
    }

    /// Pauses or reopens the kiosk (`""`) or a service.
    pub fn pause(&self, what: String, is_paused: bool) -> Reply<()> {
        self.shared.writer.ask(move |writer| writer.write(|tx, context| staff::pause(tx, context, &what, is_paused)))
    }

    /// Why central has locked the kiosk, if it has.
    pub fn lock_reason(&self) -> Reply<Option<LockReason>> {
        self.shared.writer.ask(|writer| staff::lock_reason(&writer.conn))
    }

    /// Pauses the kiosk as central says, with what is shown.
    pub fn lock(&self, reason: LockReason) -> Reply<()> {
        self.shared.writer.ask(move |writer| writer.write(|tx, context| staff::lock(tx, context, &reason)))
    }

    /// The command of central's that is begun now, if one waits. It is begun once.
    pub fn begin_command(&self) -> Reply<Option<Order>> {
        self.shared.writer.ask(|writer| writer.write(|tx, _| command::begin(tx)))
    }

    /// The commands that were begun when the program ended.
    pub fn interrupted_commands(&self) -> Reply<Vec<ItemId>> {
        self.shared.writer.ask(|writer| command::interrupted(&writer.conn))
    }

    /// Notes what became of a command, and queues it for central.
    pub fn end_command(&self, told: CommandResult) -> Reply<()> {
        self.shared.writer.ask(move |writer| writer.write(|tx, context| command::end(tx, context, &told)))
    }

    /// Counts a visit.
    pub fn count_visit(&self, end: VisitEnd) -> Reply<()> {
        self.shared.writer.ask(move |writer| writer.write(|tx, context| staff::visit(tx, context, end)))
    }

    /// The figures of the present service day.
    pub fn day_figures(&self) -> Reply<DayFigures> {
        self.shared.writer.ask(|writer| staff::figures(&writer.conn, &writer.context, false))
    }

    /// The figures of the last service day before the present one on which anything was done.
    pub fn figures_before(&self) -> Reply<DayFigures> {
        self.shared.writer.ask(|writer| staff::figures(&writer.conn, &writer.context, true))
    }

    /// Until when staff have closed the day, if they have: no queue tickets until then.
    pub fn day_closed(&self) -> Reply<Option<Timestamp>> {
        self.shared.writer.ask(|writer| staff::day_closed(&writer.conn))
    }

    /// Closes the day until then, or takes that back.
    pub fn close_day(&self, until: Option<Timestamp>) -> Reply<()> {
        self.shared.writer.ask(move |writer| writer.write(|tx, _| staff::close_day(tx, until)))
    }

    /// How the member of staff with this number has the screens: language (BCP 47) and size of text, from 0.
    pub fn staff_taste(&self, number: u8) -> Reply<Option<(String, u8)>> {
        self.shared.writer.ask(move |writer| staff::taste(&writer.conn, number))
    }

    /// Keeps that.
    pub fn keep_staff_taste(&self, number: u8, language: String, size: u8) -> Reply<()> {
        self.shared.writer.ask(move |writer| writer.write(|tx, _| staff::keep_taste(tx, number, &language, size)))
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
        self.shared.writer.ask(move |writer| writer.write_freeing(|tx, context| job::ended(tx, context, job, &ending)))
    }

    /// Notes that the cut of a job is about to be sent. Wait for the answer before its first byte.
    /// [`StoreError::JobState`] unless it is `sent`.
    pub fn job_cutting(&self, job: JobId) -> Reply<()> {
        self.shared.writer.ask(move |writer| writer.write_freeing(|tx, _| job::cutting(tx, job)))
    }

    /// Notes that the printer holds nothing of earlier jobs. Gives those in doubt whose cut was never sent: they are
    /// `committed` again.
    pub fn jobs_cleared(&self) -> Reply<Vec<JobId>> {
        self.shared.writer.ask(move |writer| writer.write_freeing(|tx, context| job::cleared(tx, context)))
    }

    /// Notes what a member of staff says of a sheet in doubt; gives the job that prints it again.
    /// [`StoreError::JobState`] unless it is `unknown`: it is asked once.
    pub fn answer_sheet(&self, job: JobId, answer: SheetAnswer) -> Reply<Option<JobId>> {
        self.shared.writer.ask(move |writer| writer.write(|tx, context| job::answer(tx, context, job, answer)))
    }

    /// The roll of paper in the printer; `None` before the first paper.
    pub fn paper_roll(&self) -> Reply<Option<PaperRoll>> {
        self.shared.writer.ask(|writer| roll::roll(&writer.conn))
    }

    /// Counts paper that was fed, for a paper that was proven or for nothing.
    pub fn paper_fed(&self, dots: u32, is_paper: bool) -> Reply<()> {
        self.shared.writer.ask(move |writer| writer.write(|tx, context| roll::fed(tx, context, dots, is_paper)))
    }

    /// Notes that the sensor sees the roll's end near; sets the count where that tells it better than counting did.
    pub fn paper_near_end(&self, fed_dots: Option<u64>) -> Reply<()> {
        self.shared.writer.ask(move |writer| writer.write(|tx, context| roll::near_end(tx, context, fed_dots)))
    }

    /// Notes that there is no paper.
    pub fn paper_used_up(&self) -> Reply<()> {
        self.shared.writer.ask(move |writer| writer.write(|tx, context| roll::used_up(tx, context)))
    }

    /// Notes that a new roll was put in.
    pub fn paper_changed(&self) -> Reply<()> {
        self.shared.writer.ask(move |writer| writer.write(|tx, context| roll::changed(tx, context)))
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

    /// Takes in what central says about this kiosk's sequence: everything up to `contiguous` is in custody, `missing` is
    /// not. Answers at once when all is as it should be.
    pub fn acknowledge(&self, contiguous: u64, missing: Vec<u64>) -> Reply<Sequence> {
        self.shared.writer.ask(move |writer| sequence::acknowledge(writer, contiguous, &missing))
    }

    /// Signs the head of the audit chain and queues it for central; nothing when the head is signed already. To be done
    /// hourly and at the close of the day.
    pub fn sign_audit_head(&self, signer: Arc<dyn Signer + Send + Sync>) -> Reply<Option<SignedCheckpoint>> {
        self.shared
            .writer
            .ask(move |writer| writer.write_freeing(|tx, context| audit_head::sign(tx, context, signer.as_ref())))
    }

    /// Compares every signed head with the chain and with `keys`, all that this device has had (none: signatures are not
    /// looked at); says how many there are. [`StoreError::Audit`] names the first row that does not fit.
    pub fn verify_audit_heads(&self, keys: Vec<PublicKey>) -> Reply<u64> {
        self.shared.writer.ask(move |writer| audit_head::verify(&writer.conn, &keys))
    }

    /// The document to hand over next, if any waits whose request central already has.
    pub fn blob_due(&self) -> Reply<Option<BlobDue>> {
        self.shared.writer.ask(|writer| blob::due(&writer.conn))
    }

    /// At most `most` bytes of a document, from `offset`.
    pub fn blob_part(&self, sha256: Digest, offset: u64, most: usize) -> Reply<Vec<u8>> {
        self.shared.writer.ask(move |writer| blob::part(&writer.conn, sha256, offset, most))
    }

    /// Takes in how far central is with a document.
    pub fn blob_settle(&self, sha256: Digest, outcome: BlobOutcome) -> Reply<()> {
        self.shared.writer.ask(move |writer| blob::settled(writer, sha256, &outcome))
    }

    /// Keeps a signed bundle that has been verified; the one before stays, to go back to.
    pub fn keep_bundle(&self, etag: String, signed: SignedBundle) -> Reply<()> {
        self.shared
            .writer
            .ask(move |writer| writer.write_freeing(|tx, context| bundle::keep(tx, context.now_ms(), &etag, &signed)))
    }

    /// A kept bundle of this kind ([`SignedBundle::kind`]). Verify it before use, each time.
    pub fn bundle(&self, kind: &'static str, age: BundleAge) -> Reply<Option<KeptBundle>> {
        self.shared.writer.ask(move |writer| bundle::read(&writer.conn, kind, age))
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

    /// Whether a request could be sealed now, without waiting for the writer: asked before a citizen begins.
    #[must_use]
    pub fn seals_now(&self) -> bool {
        self.shared.sealer.ready(self.shared.clock.now().as_millisecond()).is_ok()
    }

    /// Takes central's newer seal keys over, from a bundle that has been verified.
    pub fn use_seal_keys(&self, keys: SealKeys) {
        self.shared.sealer.renew(keys);
    }

    /// What there is room for, without waiting for the writer: asked before a citizen begins.
    #[must_use]
    pub fn room_now(&self) -> Room {
        self.shared.gauge.read()
    }

    /// Writes something that changes nothing, to the disk and back: whether the store lives. Not counted as a change that
    /// the copy has to follow.
    pub fn beat(&self) -> Reply<()> {
        self.shared.writer.ask(|writer| {
            let tx = writer.conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            tx.execute("update device set incarnation = incarnation where one = 1", ())?;
            Ok(tx.commit()?)
        })
    }

    /// What there is room for, as the writer sees it.
    pub fn room(&self) -> Reply<Room> {
        self.shared.writer.ask(|writer| housekeeping::look(writer))
    }

    /// How the store is kept: room, ballast, copies, the last check.
    pub fn upkeep(&self) -> Reply<Upkeep> {
        self.shared.writer.ask(|writer| housekeeping::upkeep(writer))
    }

    /// Does at once what the store otherwise does when nobody has asked for a while: a copy, the ballast, forgetting.
    pub fn rest(&self) -> Reply<()> {
        self.shared.writer.ask(|writer| {
            housekeeping::at_rest(writer);
            Ok(())
        })
    }

    /// Checks the whole file now (25 ms for 40 MB).
    pub fn check(&self) -> Reply<Integrity> {
        self.shared.writer.ask(housekeeping::check)
    }

    /// Where the next page of changes begins; nothing before the first page.
    pub fn cursor(&self) -> Reply<Option<String>> {
        self.shared.writer.ask(|writer| status::cursor(&writer.conn))
    }

    /// Takes the whole state in that central tells when the cursor is too old: what it says replaces what was known,
    /// together with the cursor after it.
    pub fn apply_snapshot(&self, page: ChangePage) -> Reply<Applied> {
        self.shared.writer.ask(move |writer| writer.write_freeing(|tx, context| status::replace(tx, context, &page)))
    }

    /// Notes central's time: `offset_ms` (central minus this machine's clock, as last estimated), and `floor_ms`, before
    /// which no clock of this kiosk may fall again. The clock is trusted from now on.
    pub fn note_time(&self, offset_ms: i64, floor_ms: i64) -> Reply<()> {
        self.shared.writer.ask(move |writer| status::note_time(writer, offset_ms, floor_ms))
    }

    /// The latest time that central has ever told, milliseconds since 1970; 0 when it never has.
    pub fn time_floor(&self) -> Reply<i64> {
        self.shared.writer.ask(|writer| status::time_floor(&writer.conn))
    }

    /// Takes a page of changes in, together with the cursor after it.
    pub fn apply_changes(&self, page: ChangePage) -> Reply<Applied> {
        self.shared.writer.ask(move |writer| writer.write_freeing(|tx, context| status::apply(tx, context, &page)))
    }

    /// How a request stands, as far as this kiosk knows without asking; nothing when it has never heard of it. Show it
    /// only to someone who knows the check code ([`Request::check_code`]) or holds the receipt.
    pub fn status(&self, reference: &Reference) -> Reply<Option<LocalStatus>> {
        let reference = *reference;
        self.shared.writer.ask(move |writer| status::look_up(&writer.conn, &reference))
    }

    /// Walks the whole audit chain. [`StoreError::Audit`] names the first row that does not fit.
    pub fn verify_audit(&self) -> Reply<AuditHead> {
        self.shared.writer.ask(|writer| audit::verify(&writer.conn, &[]).map(|(head, _)| head))
    }
}
