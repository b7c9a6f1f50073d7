//! One print job as a state machine without port, clock or thread.
//!
//! ```text
//! Check ─ok─▶ Send ─content─▶ Hold ─fence─▶ Gate ─noted─▶ Send ─cut─▶ Prove ─fence─▶ Confirm ─▶ Proven
//!   │ fault     │ fault          │ fault, time               │ fault     │ fault, time   │ cutter
//!   ▼           ▼                ▼                           ▼           ▼               ▼
//! NotPrinted  Clear ◀────────────┴───────────────────────────┴───────────┘            Unknown
//!               └▶ Diagnose ─▶ NotPrinted | Unknown
//! ```
//! The owner asks what to write ([`Job::outgoing`]), tells what was written ([`Job::written`]), what
//! the printer said ([`Job::heard`]) and what time it is, until there is an [`Job::end`].
//!
//! Rules it keeps (`reference/printing.md` §1.3, §5):
//! - status is asked between commands only; paper and cover are checked before the first dot;
//! - the cut is held back until the printer has executed all that stands above it, and until the owner has made
//!   durable that it comes now ([`Job::wants_gate`]). Before it no whole sheet can be out: what failed may be
//!   printed again once the printer's memory is known to be empty. After it only the fence, or a person, can tell;
//! - a printer that lost its power answers the fence all the same, although it lost what it held: the witness
//!   ([`Terms::witness`]) tells, or else a pause that a restart needs ([`super::Timing::pause`]);
//! - on a fault nothing more is written but the request to clear, and only its answer makes a reprint safe.
//!
//! This module holds the states and what goes out, `hear` what comes in, `stop` how a job fails.

mod hear;
mod stop;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::time::Duration;

use super::encode::Encoded;
use super::escpos;
use super::status::Status;
use super::{Fault, JobEnd, Profile, Proof, ProofMethod, Timing};

/// So far ahead of the wire bytes are handed to the computer's own buffers: what lies there is lost when the cable is
/// pulled, and stands before every question. Shorter where pauses of the answers have to be noticed.
const AHEAD: Duration = Duration::from_secs(1);
const AHEAD_WATCHING: Duration = Duration::from_millis(300);

/// Between two status requests of a job at most: a restart that no witness tells of has to fall on one.
const LOOK_EVERY: Duration = Duration::from_millis(300);

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
    /// The ids before and after the cut, for [`ProofMethod::ProcessId`]; distinct from those of any job before.
    pub ids: [[u8; 4]; 2],
    /// How many answers one question gets, for [`ProofMethod::InOrder`]: some lines say everything twice.
    pub answers_each: u32,
    /// Whether the printer answers a request to clear its buffers.
    pub can_clear: bool,
    /// What a printer that was not switched off since the probe answers to [`escpos::DOWNLOAD_FREE`]; `None` where
    /// nothing of the kind is known.
    pub witness: Option<u32>,
    /// Time of one byte on the wire.
    pub byte_time: Duration,
    /// Waiting times.
    pub timing: Timing,
}

impl Terms {
    fn ahead(&self) -> Duration {
        if self.witness.is_some() { AHEAD } else { AHEAD_WATCHING }
    }
}

#[derive(Debug)]
enum Stage {
    Check {
        until: Duration,
    },
    Send,
    /// All but the cut is out; its fence is waited for.
    Hold {
        until: Duration,
    },
    /// The owner is to make durable that the cut comes now.
    Gate,
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

/// What has to be answered before a stage is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Fence {
    /// The witness has not answered yet.
    witness: bool,
    /// Answers of the method that have not come yet.
    answers: u32,
    /// The id, where the method has one.
    id: [u8; 4],
}

impl Fence {
    const fn is_whole(self) -> bool {
        !self.witness && self.answers == 0
    }
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
    fence: Option<Fence>,
    /// Whether the cut may be sent.
    opened: bool,
    /// `DLE EOT` requests not answered yet, in order.
    asked: VecDeque<u8>,
    last_asked: Option<Duration>,
    /// When the last request will have left the wire.
    asked_until: Duration,
    /// When all that was written will have left the wire, if the printer does not hold it.
    wire_free: Duration,
    last_progress: Duration,
    order: Option<LineOrder>,
    broke_line: bool,
    /// The longest rest of a command that the printer may wait for after its line was broken.
    torn: Option<usize>,
    cleared: bool,
    /// It lost its power, and has executed or lost all that was sent: nothing of the job is left in it.
    emptied: bool,
    /// It was silent for so long that it may have been switched off and on.
    doubted: bool,
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
            fence: None,
            opened: false,
            asked: VecDeque::new(),
            last_asked: None,
            asked_until: now,
            wire_free: now,
            last_progress: now,
            order: None,
            broke_line: false,
            torn: None,
            cleared: false,
            emptied: false,
            doubted: false,
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

    /// Whether any byte of the job went out.
    #[must_use]
    pub const fn touched(&self) -> bool {
        self.data_written > 0
    }

    /// How much of its paper was moved at most, in dots, without the way to the blade.
    #[must_use]
    pub fn dots_sent(&self) -> u32 {
        let whole = self.encoded.bytes().len().max(1) as u64;
        let dots = u64::from(self.encoded.dots()) * self.data_written.min(whole as usize) as u64 / whole;
        u32::try_from(dots).unwrap_or(u32::MAX)
    }

    /// What to do to the line first, once.
    pub fn take_line_order(&mut self) -> Option<LineOrder> {
        self.order.take()
    }

    /// Whether the cut is next: the owner makes that durable and then calls [`Self::open_gate`].
    #[must_use]
    pub const fn wants_gate(&self) -> bool {
        matches!(self.stage, Stage::Gate)
    }

    /// The cut may be sent.
    pub fn open_gate(&mut self, now: Duration) {
        if self.wants_gate() {
            self.opened = true;
            self.stage = Stage::Send;
            self.last_progress = now;
        }
    }

    /// What is to be written next; empty when nothing is, or when the wire has enough.
    pub fn outgoing(&mut self, now: Duration) -> &[u8] {
        if self.out.is_empty() {
            self.refill(now);
        }
        if self.out_is_data && self.wire_free > now + self.terms.ahead() {
            return &[];
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
        if !matches!(self.stage, Stage::Hold { .. } | Stage::Prove { .. }) {
            // Status requests while waiting for the proof must not put it off.
            self.wire_free = self.wire_free.max(now) + self.terms.byte_time * u32::try_from(n).unwrap_or(u32::MAX);
        }
        if !self.asked.is_empty() && self.out.is_empty() && !self.out_is_data {
            self.asked_until = self.wire_free.max(now);
        }
    }

    /// Time passes.
    pub fn tick(&mut self, now: Duration) {
        self.look_for_a_pause(now);
        match self.stage {
            Stage::Check { until } if now >= until => {
                self.finish(JobEnd::NotPrinted(Fault::NotResponding));
            }
            Stage::Send => {
                if self.is_stalled(now) {
                    self.fail(self.status.fault().unwrap_or(Fault::Busy), now);
                } else if !self.asked.is_empty()
                    && now >= self.wire_free.max(self.last_progress) + self.terms.timing.stall
                {
                    self.fail(Fault::NotResponding, now);
                }
            }
            Stage::Hold { until } | Stage::Prove { until } => {
                if matches!(self.stage, Stage::Prove { .. })
                    && self.terms.method == ProofMethod::StatusAndTime
                    && self.out.is_empty()
                    && self.clean_since_sent
                    && now >= self.wire_free + self.mechanical
                {
                    self.conclude(Proof::StatusAndTime);
                } else if now >= until || self.is_stalled(now) {
                    let silent = if self.asked.is_empty() { Fault::Busy } else { Fault::NotResponding };
                    self.fail(self.status.fault().unwrap_or(silent), now);
                }
            }
            // The fence came: a status that does not come takes nothing from it.
            Stage::Confirm { proof, until } if now >= until => self.conclude(proof),
            Stage::Clear { fault, until } | Stage::Diagnose { fault, until } if now >= until => {
                self.finish(self.end_by(fault));
            }
            Stage::Check { .. }
            | Stage::Gate
            | Stage::Confirm { .. }
            | Stage::Clear { .. }
            | Stage::Diagnose { .. }
            | Stage::Ended(_) => {}
        }
    }

    /// Whether the line has taken nothing for longer than any printer needs.
    fn is_stalled(&self, now: Duration) -> bool {
        !self.out.is_empty() && now >= self.may_write_since() + self.terms.timing.stall
    }

    /// Since when the line could have taken what is next.
    fn may_write_since(&self) -> Duration {
        self.last_progress.max(self.wire_free.saturating_sub(self.terms.ahead()))
    }

    /// Without a witness a restart shows only as a pause: nothing is answered, or nothing taken, for as long as the
    /// printer needs to come up again.
    fn look_for_a_pause(&mut self, now: Duration) {
        let watched = matches!(self.stage, Stage::Send | Stage::Hold { .. } | Stage::Prove { .. });
        // A head that cools and a button that is held are pauses with a name.
        let explained = self.status.self_recovering || self.status.feeding;
        if self.terms.witness.is_some() || self.doubted || !watched || explained {
            return;
        }
        let since = if !self.out.is_empty() {
            self.may_write_since()
        } else if !self.asked.is_empty() {
            self.asked_until
        } else {
            return;
        };
        self.doubted = now >= since + self.terms.timing.pause;
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
        self.asked_until = self.wire_free.max(now);
    }

    /// Puts the next whole command, or a status request, into `out`.
    fn refill(&mut self, now: Duration) {
        let every = self.terms.timing.poll.min(LOOK_EVERY);
        let due = self.asked.is_empty() && self.last_asked.is_none_or(|last| now >= last + every);
        match self.stage {
            Stage::Send if due => self.ask(now),
            Stage::Send => {
                if !self.opened && self.encoded.start_of(self.next_command) >= self.encoded.cut_at() {
                    self.hold(now);
                } else if let Some(command) = self.encoded.command(self.next_command) {
                    self.out.extend(command);
                    self.out_is_data = true;
                    self.next_command += 1;
                } else {
                    self.raise(true);
                    self.stage =
                        Stage::Prove { until: self.wire_free.max(now) + self.mechanical + self.terms.timing.proof };
                }
            }
            Stage::Hold { .. } | Stage::Prove { .. } if due => self.ask(now),
            _ => {}
        }
    }

    /// The cut is next.
    fn hold(&mut self, now: Duration) {
        let nothing_to_ask = self.terms.method == ProofMethod::StatusAndTime && self.terms.witness.is_none();
        if nothing_to_ask || self.data_written == 0 {
            self.stage = Stage::Gate;
        } else {
            self.raise(false);
            self.stage = Stage::Hold { until: self.wire_free.max(now) + self.mechanical + self.terms.timing.proof };
        }
    }

    /// Sends a fence: after the cut what proves, before it the least that is executed in order.
    fn raise(&mut self, proves: bool) {
        let id = self.terms.ids[usize::from(proves)];
        let witness = self.terms.witness.is_some();
        if witness {
            self.out.extend(escpos::DOWNLOAD_FREE);
        }
        let mut answers = 0;
        if proves || !witness {
            answers = match self.terms.method {
                ProofMethod::ProcessId => {
                    self.out.extend(escpos::process_id(id));
                    1
                }
                ProofMethod::InOrder => {
                    self.out.extend(escpos::IN_ORDER_STATUS);
                    self.terms.answers_each
                }
                ProofMethod::StatusAndTime => 0,
            };
        }
        self.out_is_data = false;
        self.fence = Some(Fence { witness, answers, id });
    }
}
