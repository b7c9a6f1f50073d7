//! One print job as a state machine without port, clock or thread.
//!
//! ```text
//! Check ──ok──▶ Send ──all──▶ Prove ──fence──▶ Confirm ──▶ Proven
//!   │ fault       │ fault       │ fault, time     │ cutter
//!   ▼             ▼             ▼                 ▼
//! NotPrinted    Clear ◀─────────┘              Unknown
//!                 └▶ Diagnose ─▶ NotPrinted | Unknown
//! ```
//! The owner asks what to write ([`Job::outgoing`]), tells what was written ([`Job::written`]), what
//! the printer said ([`Job::heard`]) and what time it is, until there is an [`Job::end`].
//!
//! Rules it keeps (`reference/printing.md` §1.3, §5): status is asked between commands only; paper
//! and cover are checked before the first dot; the fence stands after the cut; on a fault nothing
//! more is written but the request to clear, and only its answer makes a reprint safe.

use std::collections::VecDeque;
use std::time::Duration;

use super::encode::Encoded;
use super::escpos;
use super::status::{Answer, Paper, Status};
use super::{Fault, JobEnd, Profile, Proof, ProofMethod, Timing};

/// What the owner has to do to the line before it writes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineOrder {
    /// Drop what has not left the computer and ignore flow control: a request to clear follows.
    Break,
    /// Obey flow control again.
    Resume,
}

/// What the connection allows this job, above all how it is to be proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The method that answered the probe.
    pub method: ProofMethod,
    /// The id, for [`ProofMethod::ProcessId`]; distinct from that of any job before.
    pub id: [u8; 4],
    /// Whether the printer answers a request to clear its buffers.
    pub can_clear: bool,
    /// Time of one byte on the wire.
    pub byte_time: Duration,
    /// Waiting times.
    pub timing: Timing,
}

#[derive(Debug)]
enum Stage {
    Check {
        until: Duration,
    },
    Send,
    Prove {
        until: Duration,
    },
    Confirm {
        proof: Proof,
        until: Duration,
    },
    Clear {
        fault: Fault,
        until: Duration,
    },
    /// Time was up without a cause: asked once more, past any flow control.
    Diagnose {
        fault: Fault,
        until: Duration,
    },
    Ended(JobEnd),
}

/// One job.
#[derive(Debug)]
pub struct Job {
    encoded: Encoded,
    terms: Terms,
    mechanical: Duration,
    stage: Stage,
    status: Status,
    /// What goes out next, whole commands only.
    out: VecDeque<u8>,
    /// Whether what is in `out` is job data, and up to where of the job it reaches.
    out_is_data: bool,
    next_command: usize,
    data_written: usize,
    fence_queued: bool,
    /// `DLE EOT` requests not answered yet, in order.
    asked: VecDeque<u8>,
    last_asked: Option<Duration>,
    /// When all that was written will have left the wire, if the printer does not hold it.
    wire_free: Duration,
    last_progress: Duration,
    order: Option<LineOrder>,
    broke_line: bool,
    /// The longest rest of a command that the printer may wait for after its line was broken.
    torn: Option<usize>,
    cleared: bool,
    clean_since_sent: bool,
}

impl Job {
    /// A job begun at time `now` (of any origin).
    #[must_use]
    pub fn new(encoded: Encoded, profile: &Profile, terms: Terms, now: Duration) -> Self {
        let mechanical = profile.mechanical_time(encoded.dots());
        let mut job = Self {
            encoded,
            terms,
            mechanical,
            stage: Stage::Check { until: now },
            status: Status::default(),
            out: VecDeque::new(),
            out_is_data: false,
            next_command: 0,
            data_written: 0,
            fence_queued: false,
            asked: VecDeque::new(),
            last_asked: None,
            wire_free: now,
            last_progress: now,
            order: None,
            broke_line: false,
            torn: None,
            cleared: false,
            clean_since_sent: false,
        };
        job.ask(now);
        job.stage = Stage::Check { until: now + terms.timing.answer + terms.byte_time * 24 };
        job
    }

    /// How it ended, once it has.
    #[must_use]
    pub const fn end(&self) -> Option<JobEnd> {
        match self.stage {
            Stage::Ended(end) => Some(end),
            _ => None,
        }
    }

    /// The last known state of the printer.
    #[must_use]
    pub const fn status(&self) -> Status {
        self.status
    }

    /// Whether the printer confirmed that its buffers are empty.
    #[must_use]
    pub const fn cleared(&self) -> bool {
        self.cleared
    }

    /// How many bytes of a command begun are missing in the printer: without a clear it takes the
    /// next bytes, whatever they are, for the rest of it.
    #[must_use]
    pub fn missing(&self) -> usize {
        match (self.cleared, self.torn) {
            (true, _) => 0,
            (false, Some(rest)) => rest,
            (false, None) if self.out_is_data => self.out.len(),
            (false, None) => 0,
        }
    }

    /// Whether paper may have been marked or moved.
    #[must_use]
    pub const fn began(&self) -> bool {
        self.data_written > self.encoded.first_ink()
    }

    /// What to do to the line first, once.
    pub fn take_line_order(&mut self) -> Option<LineOrder> {
        self.order.take()
    }

    /// What is to be written next; empty when nothing is.
    pub fn outgoing(&mut self, now: Duration) -> &[u8] {
        if self.out.is_empty() {
            self.refill(now);
        }
        self.out.make_contiguous()
    }

    /// The first `n` bytes of [`Self::outgoing`] were taken by the line.
    pub fn written(&mut self, n: usize, now: Duration) {
        if n == 0 {
            return;
        }
        self.out.drain(..n.min(self.out.len()));
        if self.out_is_data {
            self.data_written += n;
        }
        self.last_progress = now;
        if !matches!(self.stage, Stage::Prove { .. }) {
            // Status requests while waiting for the proof must not put it off.
            self.wire_free = self.wire_free.max(now) + self.terms.byte_time * u32::try_from(n).unwrap_or(u32::MAX);
        }
    }

    /// The printer said something.
    pub fn heard(&mut self, answer: &Answer, now: Duration) {
        match answer {
            Answer::RealTime(byte) => {
                let Some(n) = self.asked.pop_front() else { return };
                self.status.read_real_time(n, *byte);
                if self.asked.is_empty() {
                    self.status_is_whole(now);
                }
            }
            Answer::Automatic(bytes) => {
                self.status.read_automatic(*bytes);
                self.look_for_fault(now);
            }
            Answer::ProcessId(id) if self.fence_queued && *id == self.terms.id => {
                self.fence_came(Proof::ProcessId, now);
            }
            Answer::InOrder(_) if self.fence_queued && self.terms.method == ProofMethod::InOrder => {
                self.fence_came(Proof::InOrder, now);
            }
            Answer::Cleared => {
                if let Stage::Clear { fault, .. } = self.stage {
                    self.cleared = true;
                    self.diagnose(fault, now);
                }
            }
            Answer::InOrder(_) | Answer::ProcessId(_) | Answer::Block(..) | Answer::Hold(_) | Answer::Unknown(_) => {}
        }
    }

    /// The port went away.
    pub fn line_lost(&mut self, fault: Fault) {
        if self.end().is_none() {
            self.finish(self.end_by(fault));
        }
    }

    /// Time passes.
    pub fn tick(&mut self, now: Duration) {
        match self.stage {
            Stage::Check { until } if now >= until => {
                self.finish(JobEnd::NotPrinted(Fault::NotResponding));
            }
            Stage::Send => {
                let stalled = !self.out.is_empty() && now >= self.last_progress + self.terms.timing.stall;
                if stalled {
                    self.fail(self.status.fault().unwrap_or(Fault::Busy), now);
                } else if !self.asked.is_empty()
                    && now >= self.wire_free.max(self.last_progress) + self.terms.timing.stall
                {
                    self.fail(Fault::NotResponding, now);
                }
            }
            Stage::Prove { until } => {
                let stalled = !self.out.is_empty() && now >= self.last_progress + self.terms.timing.stall;
                if self.terms.method == ProofMethod::StatusAndTime
                    && self.out.is_empty()
                    && self.clean_since_sent
                    && now >= self.wire_free + self.mechanical
                {
                    self.finish(JobEnd::Proven(Proof::StatusAndTime));
                } else if now >= until || stalled {
                    let silent = if self.asked.is_empty() { Fault::Busy } else { Fault::NotResponding };
                    self.fail(self.status.fault().unwrap_or(silent), now);
                }
            }
            // The fence came: a status that does not come takes nothing from it.
            Stage::Confirm { proof, until } if now >= until => self.finish(JobEnd::Proven(proof)),
            Stage::Clear { fault, until } | Stage::Diagnose { fault, until } if now >= until => {
                self.finish(self.end_by(fault));
            }
            Stage::Check { .. }
            | Stage::Confirm { .. }
            | Stage::Clear { .. }
            | Stage::Diagnose { .. }
            | Stage::Ended(_) => {}
        }
    }

    fn finish(&mut self, end: JobEnd) {
        if self.broke_line {
            self.order = Some(LineOrder::Resume);
            self.broke_line = false;
        }
        self.stage = Stage::Ended(end);
    }

    fn ask(&mut self, now: Duration) {
        self.out.extend(escpos::REAL_TIME_STATUS);
        self.out_is_data = false;
        self.asked.extend(1..=4);
        self.last_asked = Some(now);
    }

    /// Puts the next whole command, or a status request, into `out`.
    fn refill(&mut self, now: Duration) {
        let due = self.asked.is_empty() && self.last_asked.is_none_or(|last| now >= last + self.terms.timing.poll);
        match self.stage {
            Stage::Send if due => self.ask(now),
            Stage::Send => {
                if let Some(command) = self.encoded.command(self.next_command) {
                    self.out.extend(command);
                    self.out_is_data = true;
                    self.next_command += 1;
                } else {
                    match self.terms.method {
                        ProofMethod::ProcessId => self.out.extend(escpos::process_id(self.terms.id)),
                        ProofMethod::InOrder => self.out.extend(escpos::IN_ORDER_STATUS),
                        ProofMethod::StatusAndTime => {}
                    }
                    self.out_is_data = false;
                    self.fence_queued = true;
                    self.stage =
                        Stage::Prove { until: self.wire_free.max(now) + self.mechanical + self.terms.timing.proof };
                }
            }
            Stage::Prove { .. } if due => self.ask(now),
            _ => {}
        }
    }

    /// All four answers of a request are in.
    fn status_is_whole(&mut self, now: Duration) {
        match self.stage {
            Stage::Check { .. } => match self.status.fault() {
                Some(fault) => self.finish(JobEnd::NotPrinted(fault)),
                None => {
                    self.stage = Stage::Send;
                    self.last_progress = now;
                }
            },
            Stage::Confirm { proof, .. } => {
                let end = if self.status.cutter { JobEnd::Unknown(Fault::CutterJam) } else { JobEnd::Proven(proof) };
                self.finish(end);
            }
            Stage::Prove { .. } => {
                self.look_for_fault(now);
                self.clean_since_sent = self.status.fault().is_none();
            }
            Stage::Diagnose { fault, .. } => {
                // It answers, so it was not silent but held the line.
                let busy = if fault == Fault::NotResponding { Fault::Busy } else { fault };
                self.finish(self.end_by(self.status.fault().unwrap_or(busy)));
            }
            Stage::Send | Stage::Clear { .. } | Stage::Ended(_) => self.look_for_fault(now),
        }
    }

    /// A fault that stops the paper ends the job. A hot head or an unexplained off-line state passes
    /// by itself more often than not: those only count when time is up.
    fn look_for_fault(&mut self, now: Duration) {
        if !matches!(self.stage, Stage::Send | Stage::Prove { .. }) {
            return;
        }
        let stops = self.status.cover_open
            || self.status.cutter
            || self.status.unrecoverable
            || self.status.paper == Paper::Out;
        if let (true, Some(fault)) = (stops, self.status.fault()) {
            self.fail(fault, now);
        }
    }

    fn fence_came(&mut self, proof: Proof, now: Duration) {
        match self.stage {
            Stage::Prove { .. } | Stage::Send => {
                // Whether the id waits for the blade differs by model: ask for the cutter once more.
                self.stage = Stage::Confirm { proof, until: now + self.terms.timing.answer };
                if self.asked.is_empty() {
                    self.out.clear();
                    self.ask(now);
                }
            }
            // It was only late: all is printed, whatever came after.
            Stage::Clear { fault, .. } if fault != Fault::CutterJam => self.finish(JobEnd::Proven(proof)),
            _ => {}
        }
    }

    fn fail(&mut self, fault: Fault, now: Duration) {
        if !self.began() {
            // Set-up bytes mark nothing; what is half written of them is completed by `missing`.
            self.finish(JobEnd::NotPrinted(fault));
        } else if self.terms.can_clear {
            self.break_line();
            self.out.extend(escpos::CLEAR_BUFFERS);
            self.stage = Stage::Clear { fault, until: now + self.terms.timing.clear };
        } else if is_guess(fault) {
            self.break_line();
            self.diagnose(fault, now);
        } else {
            self.finish(JobEnd::Unknown(fault));
        }
    }

    /// Nothing of the job goes out any more; what waits in the computer is dropped.
    fn break_line(&mut self) {
        self.torn = self.encoded.commands().map(<[u8]>::len).max();
        self.out.clear();
        self.out_is_data = false;
        self.asked.clear();
        self.order = Some(LineOrder::Break);
        self.broke_line = true;
    }

    fn diagnose(&mut self, fault: Fault, now: Duration) {
        if is_guess(fault) {
            self.ask(now);
            self.stage = Stage::Diagnose { fault, until: now + self.terms.timing.answer };
        } else {
            self.finish(self.end_by(fault));
        }
    }

    /// How a job ends that `fault` stopped, from what was sent and cleared.
    fn end_by(&self, fault: Fault) -> JobEnd {
        // Once the cut is out, only a fault that keeps the fence from being executed shows that the
        // sheet is not whole: the fence would have come before it.
        let stopped_before_fence =
            matches!(fault, Fault::PaperOut | Fault::CoverOpen) && self.terms.method != ProofMethod::StatusAndTime;
        let no_sheet = self.data_written <= self.encoded.cut_at() || stopped_before_fence;
        if !self.began() || (self.cleared && no_sheet) { JobEnd::NotPrinted(fault) } else { JobEnd::Unknown(fault) }
    }
}

/// Time was up, and nothing said why.
const fn is_guess(fault: Fault) -> bool {
    matches!(fault, Fault::Busy | Fault::NotResponding)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::super::profile::tests::shipped;
    use super::*;
    use crate::receipt::page::{Bitmap, Dots, Element, Page};

    const OK: [u8; 4] = [0x12; 4];
    const MS: Duration = Duration::from_millis(1);

    struct Bench {
        job: Job,
        now: Duration,
        wrote: Vec<u8>,
    }

    impl Bench {
        fn new(method: ProofMethod, can_clear: bool) -> Self {
            let profile = shipped("epson-tm-t20iii");
            let mut picture = Bitmap::new(Dots(576), Dots(300));
            picture.fill(40, 0, 300, 300, true);
            // No two dots side by side and no two rows are equal: nothing makes it shorter.
            (0..300 * 300).for_each(|n| picture.set(40 + n % 300, n / 300, n * (n / 300 + 7) % 5 < 3));
            let page = Page { width_dots: Dots(576), elements: vec![Element::Raster(picture), Element::Cut] };
            let encoded = super::super::encode::page(&page, &profile).unwrap();
            let terms = Terms {
                method,
                id: *b"ab c",
                can_clear,
                byte_time: Duration::from_micros(87),
                timing: Timing::brisk(),
            };
            let job = Job::new(encoded, &profile, terms, Duration::ZERO);
            Self { job, now: Duration::ZERO, wrote: Vec::new() }
        }

        fn write(&mut self, most: usize) -> usize {
            let n = self.job.outgoing(self.now).len().min(most);
            let bytes = self.job.outgoing(self.now)[..n].to_vec();
            self.wrote.extend(&bytes);
            self.job.written(n, self.now);
            n
        }

        fn write_all(&mut self) {
            while self.job.end().is_none() && self.write(256) > 0 {}
        }

        fn real_time(&mut self, bytes: [u8; 4]) {
            for byte in bytes {
                self.job.heard(&Answer::RealTime(byte), self.now);
            }
        }

        fn checked(mut self) -> Self {
            self.write_all();
            self.real_time(OK);
            self
        }

        fn later(&mut self, by: Duration) {
            self.now += by;
            self.job.tick(self.now);
        }
    }

    #[test]
    fn the_id_after_the_cut_proves_the_job() {
        let mut bench = Bench::new(ProofMethod::ProcessId, true).checked();
        bench.write_all();
        assert!(bench.wrote.ends_with(&escpos::process_id(*b"ab c")));
        bench.job.heard(&Answer::ProcessId(*b"ab d"), bench.now);
        bench.later(MS);
        assert_eq!(bench.job.end(), None, "another job's id proves nothing");
        bench.job.heard(&Answer::ProcessId(*b"ab c"), bench.now);
        bench.write_all();
        assert_eq!(bench.job.end(), None, "the cutter is asked first");
        bench.real_time(OK);
        assert_eq!(bench.job.end(), Some(JobEnd::Proven(Proof::ProcessId)));
    }

    #[test]
    fn a_jammed_cutter_after_the_fence_is_not_a_sheet_in_the_hand() {
        let mut bench = Bench::new(ProofMethod::ProcessId, true).checked();
        bench.write_all();
        bench.job.heard(&Answer::ProcessId(*b"ab c"), bench.now);
        bench.write_all();
        bench.real_time([0x1A, 0x52, 0x1A, 0x12]);
        assert_eq!(bench.job.end(), Some(JobEnd::Unknown(Fault::CutterJam)));
    }

    #[test]
    fn a_fault_before_the_start_prints_nothing() {
        for (bytes, fault) in [
            ([0x1A, 0x16, 0x12, 0x12], Fault::CoverOpen),
            ([0x1A, 0x32, 0x12, 0x7E], Fault::PaperOut),
            ([0x1A, 0x12, 0x12, 0x12], Fault::Offline),
            ([0x1A, 0x52, 0x52, 0x12], Fault::HeadHot),
        ] {
            let mut bench = Bench::new(ProofMethod::ProcessId, true);
            bench.write_all();
            bench.real_time(bytes);
            assert_eq!(bench.job.end(), Some(JobEnd::NotPrinted(fault)));
            assert_eq!(bench.wrote, escpos::REAL_TIME_STATUS);
        }
    }

    #[test]
    fn silence_before_the_start_prints_nothing() {
        let mut bench = Bench::new(ProofMethod::ProcessId, true);
        bench.write_all();
        bench.later(Timing::brisk().answer * 2);
        assert_eq!(bench.job.end(), Some(JobEnd::NotPrinted(Fault::NotResponding)));
    }

    #[test]
    fn status_is_asked_between_commands_only() {
        let mut bench = Bench::new(ProofMethod::ProcessId, true).checked();
        let mut data = Vec::new();
        let mut polls = 0;
        loop {
            bench.later(MS);
            let at = bench.wrote.len();
            if bench.write(100) == 0 || bench.job.fence_queued {
                break;
            }
            let piece = bench.wrote[at..].to_vec();
            if piece == escpos::REAL_TIME_STATUS {
                polls += 1;
                let written = data.len();
                let ends: Vec<usize> = bench
                    .job
                    .encoded
                    .commands()
                    .scan(0, |sum, c| {
                        *sum += c.len();
                        Some(*sum)
                    })
                    .collect();
                assert!(written == 0 || ends.contains(&written), "inside a command at {written}");
                bench.real_time(OK);
            } else {
                data.extend(piece);
            }
        }
        assert!(polls >= 2, "{polls}");
    }

    #[test]
    fn paper_out_while_sending_clears_and_is_safe_to_reprint() {
        let mut bench = Bench::new(ProofMethod::ProcessId, true).checked();
        for _ in 0..5 {
            bench.write(256);
        }
        bench.job.heard(&Answer::Automatic([0x18, 0, 0x0F, 0]), bench.now);
        assert_eq!(bench.job.take_line_order(), Some(LineOrder::Break));
        let at = bench.wrote.len();
        bench.write_all();
        assert_eq!(bench.wrote[at..], escpos::CLEAR_BUFFERS);
        bench.job.heard(&Answer::Cleared, bench.now);
        assert_eq!(bench.job.end(), Some(JobEnd::NotPrinted(Fault::PaperOut)));
        assert_eq!(bench.job.take_line_order(), Some(LineOrder::Resume));
        assert_eq!(bench.job.missing(), 0);
    }

    #[test]
    fn without_an_answer_to_the_clear_nothing_is_known() {
        let mut bench = Bench::new(ProofMethod::ProcessId, true).checked();
        for _ in 0..5 {
            bench.write(256);
        }
        bench.job.heard(&Answer::Automatic([0x18, 0, 0x0F, 0]), bench.now);
        bench.write_all();
        bench.later(Timing::brisk().clear + MS);
        assert_eq!(bench.job.end(), Some(JobEnd::Unknown(Fault::PaperOut)));
    }

    #[test]
    fn a_printer_that_cannot_clear_leaves_the_rest_of_the_command_to_complete() {
        let mut bench = Bench::new(ProofMethod::InOrder, false).checked();
        for _ in 0..5 {
            bench.write(256);
        }
        bench.job.heard(&Answer::Automatic([0x38, 0, 0, 0]), bench.now);
        assert_eq!(bench.job.end(), Some(JobEnd::Unknown(Fault::CoverOpen)));
        assert!(bench.job.missing() > 0);
    }

    #[test]
    fn a_late_fence_while_clearing_still_proves() {
        let mut bench = Bench::new(ProofMethod::ProcessId, true).checked();
        bench.write_all();
        bench.job.heard(&Answer::Automatic([0x18, 0, 0x0F, 0]), bench.now);
        bench.job.heard(&Answer::ProcessId(*b"ab c"), bench.now);
        assert_eq!(bench.job.end(), Some(JobEnd::Proven(Proof::ProcessId)));
    }

    #[test]
    fn a_fence_that_never_comes_leaves_it_unknown_even_when_cleared() {
        let mut bench = Bench::new(ProofMethod::ProcessId, true).checked();
        bench.write_all();
        bench.later(Duration::from_secs(20));
        bench.write_all();
        bench.job.heard(&Answer::Cleared, bench.now);
        bench.write_all();
        bench.real_time(OK);
        assert_eq!(bench.job.end(), Some(JobEnd::Unknown(Fault::Busy)));
    }

    #[test]
    fn a_line_that_takes_nothing_is_busy() {
        let mut bench = Bench::new(ProofMethod::ProcessId, false).checked();
        for _ in 0..5 {
            bench.write(256);
        }
        bench.later(Timing::brisk().stall + MS);
        assert_eq!(bench.job.take_line_order(), Some(LineOrder::Break));
        bench.write_all();
        assert!(bench.wrote.ends_with(&escpos::REAL_TIME_STATUS));
        bench.later(Timing::brisk().answer + MS);
        assert_eq!(bench.job.end(), Some(JobEnd::Unknown(Fault::Busy)));
        assert!(bench.job.missing() > 256);
    }

    #[test]
    fn a_held_line_hides_a_fault_until_it_is_asked_past_it() {
        let mut bench = Bench::new(ProofMethod::InOrder, false).checked();
        for _ in 0..5 {
            bench.write(256);
        }
        bench.later(Timing::brisk().stall + MS);
        bench.write_all();
        bench.real_time([0x1A, 0x32, 0x12, 0x7E]);
        assert_eq!(bench.job.end(), Some(JobEnd::Unknown(Fault::PaperOut)));
    }

    #[test]
    fn a_hot_head_is_waited_for() {
        let mut bench = Bench::new(ProofMethod::ProcessId, true).checked();
        bench.write_all();
        bench.job.heard(&Answer::Automatic([0x18, 0x40, 0, 0]), bench.now);
        assert_eq!(bench.job.end(), None);
        bench.job.heard(&Answer::Automatic([0x10, 0, 0, 0]), bench.now);
        bench.job.heard(&Answer::ProcessId(*b"ab c"), bench.now);
        bench.write_all();
        bench.real_time(OK);
        assert_eq!(bench.job.end(), Some(JobEnd::Proven(Proof::ProcessId)));
    }

    #[test]
    fn unplugged_before_the_first_dot_is_not_printed_after_it_unknown() {
        let mut bench = Bench::new(ProofMethod::ProcessId, true);
        bench.job.line_lost(Fault::Unplugged);
        assert_eq!(bench.job.end(), Some(JobEnd::NotPrinted(Fault::Unplugged)));
        let mut bench = Bench::new(ProofMethod::ProcessId, true).checked();
        for _ in 0..5 {
            bench.write(256);
        }
        bench.job.line_lost(Fault::Unplugged);
        assert_eq!(bench.job.end(), Some(JobEnd::Unknown(Fault::Unplugged)));
    }

    #[test]
    fn status_and_time_need_a_clean_status_after_all_was_sent() {
        let mut bench = Bench::new(ProofMethod::StatusAndTime, false).checked();
        bench.write_all();
        let mut answered = false;
        for _ in 0..5_000 {
            bench.later(MS);
            if bench.write(256) > 0 {
                bench.real_time(OK);
                answered = true;
            }
            if bench.job.end().is_some() {
                break;
            }
        }
        assert!(answered);
        assert_eq!(bench.job.end(), Some(JobEnd::Proven(Proof::StatusAndTime)));
    }
}
