//! The thread that owns the printer's port.
//!
//! It opens the port and keeps trying, asks whether a printer is there and how it can prove a job
//! (once a connection), watches its state while idle, and runs one job after the other.

use std::future::Future;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use tokio::sync::{oneshot, watch};

use super::cache::Stored;
use super::cache::keeper::{Keeper, NvAnswer};
use super::cache::record::Record;
use super::encode::{self, Encoded};
use super::escpos;
use super::job::{Job, LineOrder, Terms};
use super::profile::CutKind;
use super::status::{Answer, AnswerReader, Paper, Status};
use super::{Fault, JobEnd, JobId, PaperLevel, PrinterConfig, PrinterState, Profile, ProofMethod};
use crate::device::line::{Line, LineError, SerialLine};
use crate::receipt::page::Page;

/// Status requests in a row without answer before a printer counts as silent.
const SILENT_AFTER: u32 = 2;

/// White bytes that complete any raster a printer may be stuck in (`reference/printing.md` §5,
/// "Stuck parser"); outside of one they do nothing.
const UNSTICK_BYTES: usize = 8192;

/// So long a single upload of a picture may hold the line: a job that comes meanwhile waits for it.
const UPLOAD_TIME: Duration = Duration::from_secs(4);

/// A running printer. Cheap to clone; its thread ends when the last clone is dropped.
#[derive(Clone, Debug)]
pub struct Printer {
    orders: Sender<Request>,
    state: watch::Receiver<PrinterState>,
    kept: watch::Receiver<Vec<Stored>>,
}

#[derive(Debug)]
enum Request {
    Print(Order),
    Expect { samples: Vec<Page>, record: Option<PathBuf> },
}

#[derive(Debug)]
struct Order {
    job: JobId,
    what: What,
    done: oneshot::Sender<JobEnd>,
}

#[derive(Debug)]
enum What {
    Page(Page),
    Raw(Vec<u8>),
}

impl Printer {
    /// Starts the thread. Never fails: what is wrong with the port is a [`PrinterState::Fault`].
    #[must_use]
    pub fn start(config: PrinterConfig, profile: Profile) -> Self {
        let (orders, inbox) = mpsc::channel();
        let (publish, state) = watch::channel(PrinterState::Connecting);
        let (publish_kept, kept) = watch::channel(Vec::new());
        let actor = Actor::new(config, profile, inbox, publish, publish_kept);
        let spawned = std::thread::Builder::new().name("printer".into()).spawn(move || actor.run());
        if let Err(error) = spawned {
            // The inbox is gone with the closure: every job ends as not printed.
            tracing::error!(event = "printer.thread", %error);
        }
        Self { orders, state, kept }
    }

    /// Tells which pages will come: `samples` that differ in every number that may differ. While nothing is to
    /// be printed, the printer is given what stands on many of them. What its flash holds is remembered in the
    /// file `record`.
    pub fn expect(&self, samples: Vec<Page>, record: Option<PathBuf>) {
        // A thread that has ended needs no samples.
        let _ = self.orders.send(Request::Expect { samples, record });
    }

    /// The pictures that the printer keeps, now and on each change.
    #[must_use]
    pub fn kept(&self) -> watch::Receiver<Vec<Stored>> {
        self.kept.clone()
    }

    /// Prints a page. The job waits for the jobs before it and for the first connection; when the
    /// printer has a fault it ends at once as [`JobEnd::NotPrinted`]. Dropping the future does not
    /// stop the job.
    pub fn print(&self, job: JobId, page: Page) -> impl Future<Output = JobEnd> + Send + use<> {
        self.order(job, What::Page(page))
    }

    /// Sends bytes as they are, followed by the proof. They should end in a cut.
    pub fn print_raw(&self, job: JobId, bytes: Vec<u8>) -> impl Future<Output = JobEnd> + Send + use<> {
        self.order(job, What::Raw(bytes))
    }

    fn order(&self, job: JobId, what: What) -> impl Future<Output = JobEnd> + Send + use<> {
        let (done, end) = oneshot::channel();
        let accepted = self.orders.send(Request::Print(Order { job, what, done })).is_ok();
        async move {
            let lost =
                if accepted { JobEnd::Unknown(Fault::NotResponding) } else { JobEnd::NotPrinted(Fault::NotResponding) };
            end.await.unwrap_or(lost)
        }
    }

    /// What the printer is doing, now and on each change.
    #[must_use]
    pub fn state(&self) -> watch::Receiver<PrinterState> {
        self.state.clone()
    }
}

/// What the probes of one connection found.
#[derive(Clone, Copy, Debug)]
struct Abilities {
    method: ProofMethod,
    can_clear: bool,
}

/// Why serving a connection ended.
enum Leave {
    /// No handle is left.
    Stop,
    /// The port is gone.
    Line(LineError),
}

struct Actor {
    config: PrinterConfig,
    profile: Profile,
    inbox: Receiver<Request>,
    publish: watch::Sender<PrinterState>,
    publish_kept: watch::Sender<Vec<Stored>>,
    keeper: Keeper,
    /// Where what the printer's flash holds is written down.
    record: Option<PathBuf>,
    origin: Instant,
    reader: AnswerReader,
    status: Status,
    /// Numbers process ids; begins at a random place so that ids of an earlier run do not match.
    ids: u64,
    /// Bytes of a command begun that the printer still waits for; `None` when its buffer is clean.
    unfinished: Option<usize>,
    /// Whether bytes of any origin went out, which may have changed settings that pages rely on.
    altered: bool,
    /// Whether a printer ever answered on this port.
    met: bool,
}

impl Actor {
    fn new(
        config: PrinterConfig,
        profile: Profile,
        inbox: Receiver<Request>,
        publish: watch::Sender<PrinterState>,
        publish_kept: watch::Sender<Vec<Stored>>,
    ) -> Self {
        let byte_time = config.line.wire_time(1).as_nanos().max(1);
        let most = u32::try_from(UPLOAD_TIME.as_nanos() / byte_time).unwrap_or(u32::MAX);
        Self {
            keeper: Keeper::new(&profile, most),
            record: None,
            config,
            profile,
            inbox,
            publish,
            publish_kept,
            origin: Instant::now(),
            reader: AnswerReader::default(),
            status: Status::default(),
            ids: rand::random_range(0..95_u64.pow(4)),
            unfinished: None,
            altered: false,
            met: false,
        }
    }

    fn now(&self) -> Duration {
        self.origin.elapsed()
    }

    fn set_state(&self, state: PrinterState) {
        self.publish.send_if_modified(|current| {
            let changed = *current != state;
            if changed {
                match state {
                    PrinterState::Fault(fault) => tracing::warn!(event = "printer.fault", fault = ?fault),
                    other => tracing::info!(event = "printer.state", state = ?other),
                }
                *current = state;
            }
            changed
        });
    }

    fn run(mut self) {
        loop {
            let fault = match SerialLine::open(&self.config.line) {
                Ok(mut line) => match self.serve(&mut line) {
                    Leave::Stop => return,
                    Leave::Line(error) => {
                        tracing::warn!(event = "printer.line", %error);
                        Fault::from(&error)
                    }
                },
                Err(error) => {
                    let fault = Fault::from(&error);
                    // A path that vanished after it worked is a pulled cable, not a wrong setting.
                    if fault == Fault::NoSuchPort && self.met { Fault::Unplugged } else { fault }
                }
            };
            self.set_state(PrinterState::Fault(fault));
            if !self.refuse_for(self.config.timing.reconnect, fault) {
                return;
            }
        }
    }

    /// Waits; jobs that come meanwhile end as not printed. `false` when no handle is left.
    fn refuse_for(&mut self, wait: Duration, fault: Fault) -> bool {
        let end = Instant::now() + wait;
        loop {
            match self.inbox.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(Request::Print(order)) => refuse(order, fault),
                Ok(Request::Expect { samples, record }) => self.expect(samples, record),
                Err(RecvTimeoutError::Timeout) => return true,
                Err(RecvTimeoutError::Disconnected) => return false,
            }
        }
    }

    /// One connection, from the first question to the end of the line.
    fn serve(&mut self, line: &mut dyn Line) -> Leave {
        self.reader.reset();
        self.status = Status::default();
        let mut abilities = None;
        let mut silent = SILENT_AFTER;
        loop {
            // The state of the printer, then of what it can do.
            let answered = match self.ask_status(line, silent >= SILENT_AFTER) {
                Ok(answered) => answered,
                Err(error) => return Leave::Line(error),
            };
            if answered {
                self.met = true;
                if silent >= SILENT_AFTER {
                    // New here, or back after a pause: it may have been switched off and on.
                    abilities = None;
                }
                silent = 0;
                if abilities.is_none() && self.status.fault().is_none() {
                    match self.probe(line).and_then(|found| self.ask_memory(line, found)) {
                        Ok(found) => abilities = found,
                        Err(error) => return Leave::Line(error),
                    }
                }
            } else {
                silent += 1;
            }
            let fault = if silent >= SILENT_AFTER {
                Some(if self.met { Fault::NotResponding } else { Fault::NotAPrinter })
            } else {
                self.status.fault().or_else(|| abilities.is_none().then_some(Fault::NotResponding))
            };
            self.set_state(match fault {
                Some(fault) => PrinterState::Fault(fault),
                None => PrinterState::Ready { paper: level(self.status.paper) },
            });
            if fault.is_some() {
                self.keeper.doubt();
                self.tell_kept();
            }
            match self.inbox.recv_timeout(self.config.timing.poll) {
                Ok(Request::Expect { samples, record }) => {
                    self.expect(samples, record);
                    abilities = None;
                }
                Ok(Request::Print(order)) => match (fault, abilities) {
                    (None, Some(able)) => {
                        if let Err(error) = self.run_job(line, order, able) {
                            return Leave::Line(error);
                        }
                        if self.unfinished.is_some() || std::mem::take(&mut self.altered) {
                            // Who knows what is left in there: ask anew before the next job.
                            abilities = None;
                        }
                    }
                    (fault, _) => refuse(order, fault.unwrap_or(Fault::NotResponding)),
                },
                Err(RecvTimeoutError::Timeout) => {
                    if let (None, Some(able)) = (fault, abilities) {
                        match self.upload(line, able) {
                            Ok(true) => {}
                            // It may wait for the rest of the picture: ask anew before the next job.
                            Ok(false) => abilities = None,
                            Err(error) => return Leave::Line(error),
                        }
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return Leave::Stop,
            }
        }
    }

    /// Asks the four status bytes. `false` when they do not all come, or something talks that is no
    /// printer. `strangers`: whoever is there has not introduced itself yet.
    fn ask_status(&mut self, line: &mut dyn Line, strangers: bool) -> Result<bool, LineError> {
        self.hear(line, Duration::ZERO, |_, _| false)?;
        if strangers {
            // What was asked before and never left must not pile up before a silent device.
            line.discard_unsent();
            self.reader.reset();
        }
        let wait = self.config.timing.answer;
        if line.write_all(&escpos::REAL_TIME_STATUS, wait) == Err(LineError::TimedOut) {
            return Ok(false);
        }
        let mut next = 1;
        let mut foreign = 0;
        self.hear(line, wait, |status, answer| {
            match answer {
                Answer::RealTime(byte) => {
                    status.read_real_time(next, *byte);
                    next += 1;
                }
                Answer::Unknown(0x06 | 0x15)
                | Answer::Hold(_)
                | Answer::Automatic(_)
                | Answer::Cleared
                | Answer::ProcessId(_) => {}
                Answer::InOrder(_) | Answer::Block(..) | Answer::Unknown(_) => foreign += 1,
            }
            next > 4
        })?;
        // Words from a modem or a scanner contain bytes that look like status here and there.
        Ok(next > 4 && (!strangers || foreign <= 2))
    }

    /// Reads answers until `enough` says so or `wait` is over; automatic status is taken in along
    /// the way. Returns whether it was enough.
    fn hear(
        &mut self,
        line: &mut dyn Line,
        wait: Duration,
        mut enough: impl FnMut(&mut Status, &Answer) -> bool,
    ) -> Result<bool, LineError> {
        let end = Instant::now() + wait;
        let mut bytes = [0; 256];
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let n = line.read(&mut bytes, left.min(Duration::from_millis(20)))?;
            let mut done = false;
            for answer in self.reader.push(&bytes[..n]) {
                if let Answer::Automatic(bytes) = &answer {
                    self.status.read_automatic(*bytes);
                }
                done |= enough(&mut self.status, &answer);
            }
            if done {
                return Ok(true);
            }
            if n == 0 && left.is_zero() {
                return Ok(false);
            }
        }
    }

    /// Finds out how this printer proves jobs. `None` when it executes nothing in order and the
    /// profile allows no weaker proof.
    fn probe(&mut self, line: &mut dyn Line) -> Result<Option<Abilities>, LineError> {
        let timing = self.config.timing;
        self.set_state(PrinterState::Connecting);
        let mut can_clear = false;
        if self.profile.status.clear_buffers {
            line.write_all(&escpos::CLEAR_BUFFERS, timing.clear)?;
            can_clear = self.hear(line, timing.clear, |_, answer| *answer == Answer::Cleared)?;
        }
        let mut patience = timing.probe;
        if let Some(missing) = self.unfinished.take()
            && !can_clear
        {
            // The rest of a job is in there. Its last command is completed, the torn piece is cut off,
            // and the probe waits until all that is done.
            let rest = completion(missing, &self.profile);
            line.write_all(&rest, self.config.line.wire_time(rest.len()) * 2 + timing.stall)?;
            patience += self.config.line.wire_time(rest.len()) + timing.proof;
        }
        let unstick: &[bool] = if can_clear { &[false] } else { &[false, true] };
        for &unstick in unstick {
            if unstick {
                line.write_all(&[0; UNSTICK_BYTES], self.config.line.wire_time(UNSTICK_BYTES) * 2 + timing.clear)?;
            }
            line.write_all(&escpos::INITIALISE, timing.answer)?;
            if self.profile.status.automatic {
                line.write_all(&escpos::AUTOMATIC_STATUS, timing.answer)?;
            }
            for &method in &self.profile.status.proof.clone() {
                if self.answers(line, method, patience)? {
                    tracing::info!(event = "printer.probe", ?method, can_clear);
                    return Ok(Some(Abilities { method, can_clear }));
                }
                if method == ProofMethod::StatusAndTime && (unstick || can_clear) {
                    tracing::info!(event = "printer.probe", ?method, can_clear);
                    return Ok(Some(Abilities { method, can_clear }));
                }
            }
        }
        Ok(None)
    }

    /// Whether the printer answers the command that `method` rests on within `wait`.
    fn answers(&mut self, line: &mut dyn Line, method: ProofMethod, wait: Duration) -> Result<bool, LineError> {
        match method {
            ProofMethod::ProcessId => {
                let id = self.next_id();
                line.write_all(&escpos::process_id(id), wait)?;
                self.hear(line, wait, |_, answer| *answer == Answer::ProcessId(id))
            }
            ProofMethod::InOrder => {
                line.write_all(&escpos::IN_ORDER_STATUS, wait)?;
                let heard = self.hear(line, wait, |_, answer| matches!(answer, Answer::InOrder(_)))?;
                // An answer that an earlier job is still owed stands before this one: none may be
                // left over to prove the next job.
                self.hear(line, self.config.timing.answer / 4, |_, _| false)?;
                Ok(heard)
            }
            ProofMethod::StatusAndTime => Ok(false),
        }
    }

    // ---- pictures that the printer keeps ------------------------------------------------------

    fn expect(&mut self, samples: Vec<Page>, record: Option<PathBuf>) {
        let known = record.as_deref().map(Record::read).unwrap_or_default();
        self.record = record;
        self.keeper.expect(samples, known);
        self.tell_kept();
    }

    fn tell_kept(&self) {
        self.publish_kept.send_if_modified(|current| {
            let changed = current.len() != self.keeper.kept().len() || current.as_slice() != self.keeper.kept();
            if changed {
                tracing::info!(event = "printer.kept", pictures = self.keeper.kept().len());
                *current = self.keeper.kept().to_vec();
            }
            changed
        });
    }

    /// After the probe: which memory the printer has for pictures.
    fn ask_memory(&mut self, line: &mut dyn Line, able: Option<Abilities>) -> Result<Option<Abilities>, LineError> {
        let mut answer = None;
        // Without an answer in order nobody could tell whether a picture arrived.
        if able.is_some_and(|able| able.method != ProofMethod::StatusAndTime) {
            if self.keeper.asks_nv()
                && let Some(total) = self.ask_number(line, &escpos::NV_CAPACITY, 0x30)?
                && let Some(free) = self.ask_number(line, &escpos::NV_FREE, 0x31)?
            {
                answer = Some(NvAnswer { total, free });
            }
            self.keeper.connected(answer);
        } else {
            self.keeper.give_up();
        }
        self.tell_kept();
        Ok(able)
    }

    /// Sends a question whose answer is a decimal number in a block `37 <identifier> … 00`.
    fn ask_number(&mut self, line: &mut dyn Line, question: &[u8], identifier: u8) -> Result<Option<u32>, LineError> {
        let wait = self.config.timing.probe;
        if line.write_all(question, wait) == Err(LineError::TimedOut) {
            return Ok(None);
        }
        let mut number = None;
        self.hear(line, wait, |_, answer| {
            if let Answer::Block(0x37, content) = answer
                && let [first, digits @ ..] = content.as_slice()
                && *first == identifier
            {
                number = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok());
            }
            number.is_some()
        })?;
        Ok(number)
    }

    /// Sends the next picture that the printer is to keep, if any. `false` when it did not take it.
    fn upload(&mut self, line: &mut dyn Line, able: Abilities) -> Result<bool, LineError> {
        let today = jiff::Timestamp::now().as_second().div_euclid(86_400);
        let Some(upload) = self.keeper.next(today) else { return Ok(true) };
        self.keeper.begins(&upload, today);
        self.write_record();
        let wire = self.config.line.wire_time(upload.bytes.len());
        let timing = self.config.timing;
        let sent = line.write_all(&upload.bytes, wire * 2 + timing.stall);
        let taken = match sent {
            Ok(()) => self.answers(line, able.method, wire + timing.probe + timing.proof)?,
            Err(LineError::TimedOut) => false,
            Err(error) => return Err(error),
        };
        let (pictures, bytes) = (upload.stored.len(), upload.bytes.len());
        if taken {
            tracing::info!(event = "printer.upload", pictures, bytes);
            let free = if self.keeper.asks_nv() { self.ask_number(line, &escpos::NV_FREE, 0x31)? } else { None };
            self.keeper.done(upload, free);
            self.write_record();
        } else {
            tracing::warn!(event = "printer.upload.failed", pictures, bytes);
            self.keeper.give_up();
        }
        self.tell_kept();
        Ok(taken)
    }

    /// Without the file nothing is lost but some writes to flash after the next start.
    fn write_record(&self) {
        if let Some(file) = &self.record
            && let Err(error) = self.keeper.record().write(file)
        {
            tracing::warn!(event = "printer.record", %error);
        }
    }

    fn next_id(&mut self) -> [u8; 4] {
        self.ids = self.ids.wrapping_add(1);
        escpos::process_id_of(self.ids)
    }

    fn run_job(&mut self, line: &mut dyn Line, order: Order, able: Abilities) -> Result<(), LineError> {
        let Order { job: id, what, done } = order;
        let encoded = match what {
            What::Raw(bytes) => {
                self.altered = true;
                Encoded::raw(bytes, 0)
            }
            What::Page(page) => match encode::page_with(&page, &self.profile, self.keeper.shelf()) {
                Ok(encoded) => encoded,
                Err(error) => {
                    tracing::error!(event = "printer.page", %error);
                    let _ = done.send(JobEnd::NotPrinted(Fault::BadPage));
                    return Ok(());
                }
            },
        };
        self.set_state(PrinterState::Printing { job: id });
        let started = Instant::now();
        let bytes = encoded.bytes().len();
        let terms = Terms {
            method: able.method,
            id: self.next_id(),
            can_clear: able.can_clear,
            byte_time: self.config.line.wire_time(1),
            timing: self.config.timing,
        };
        let mut job = Job::new(encoded, &self.profile, terms, self.now());
        let line_end = self.drive(line, &mut job);
        let end = job.end().unwrap_or(JobEnd::Unknown(Fault::NotResponding));
        if let Some(order) = job.take_line_order() {
            line.ignore_flow(order == LineOrder::Break);
        }
        self.status = job.status();
        let clean = job.cleared() || matches!(end, JobEnd::Proven(_));
        self.unfinished = (!clean && job.began()).then(|| job.missing());
        let millis = started.elapsed().as_millis() as u64;
        tracing::info!(event = "printer.job", job = id.0, ?end, bytes, millis);
        // Nobody may be waiting any more; the store knows the job as sent then.
        let _ = done.send(end);
        line_end
    }

    /// Runs `job` to its end.
    fn drive(&mut self, line: &mut dyn Line, job: &mut Job) -> Result<(), LineError> {
        let mut bytes = [0; 256];
        loop {
            let now = self.now();
            job.tick(now);
            if let Some(order) = job.take_line_order() {
                if order == LineOrder::Break {
                    line.discard_unsent();
                }
                line.ignore_flow(order == LineOrder::Break);
            }
            if job.end().is_some() {
                return Ok(());
            }
            let result = self.exchange(line, job, &mut bytes);
            if let Err(error) = result {
                job.line_lost(Fault::from(&error));
                return Err(error);
            }
        }
    }

    fn exchange(&mut self, line: &mut dyn Line, job: &mut Job, bytes: &mut [u8]) -> Result<(), LineError> {
        let now = self.now();
        let outgoing = job.outgoing(now);
        let mut wait = Duration::from_millis(10);
        if !outgoing.is_empty() {
            let taken = line.write(outgoing, Duration::from_millis(20))?;
            job.written(taken, self.now());
            if taken > 0 {
                wait = Duration::ZERO;
            }
        }
        let n = line.read(bytes, wait)?;
        let now = self.now();
        for answer in self.reader.push(&bytes[..n]) {
            job.heard(&answer, now);
        }
        Ok(())
    }
}

/// White dots for the rest of a command begun, then the torn piece is cut away.
fn completion(missing: usize, profile: &Profile) -> Vec<u8> {
    let mut bytes = vec![0; missing];
    // Columns in the line buffer would hold the cut back and stand above the next job.
    bytes.extend(escpos::feed(1));
    if profile.cutter.kind == CutKind::TearBar {
        bytes.extend(escpos::feed(u8::MAX));
    } else {
        bytes.extend(escpos::cut(profile.cutter, 0));
    }
    bytes
}

fn level(paper: Paper) -> PaperLevel {
    match paper {
        Paper::Ok => PaperLevel::Ok,
        Paper::NearEnd | Paper::Out => PaperLevel::NearEnd,
    }
}

fn refuse(order: Order, fault: Fault) {
    tracing::info!(event = "printer.refused", job = order.job.0, ?fault);
    // Nobody waiting is fine.
    let _ = order.done.send(JobEnd::NotPrinted(fault));
}
