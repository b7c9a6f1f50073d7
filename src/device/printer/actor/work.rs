//! One job from its order to its end.

use std::time::{Duration, Instant};

use super::probe::Abilities;
use super::{Actor, BeforeCut, Order, What};
use crate::device::line::{Line, LineError};
use crate::device::printer::encode::{self, Encoded};
use crate::device::printer::job::{Job, LineOrder, Terms};
use crate::device::printer::profile::CutKind;
use crate::device::printer::{Fault, JobEnd, PrinterState, Profile, escpos};

impl Actor {
    pub(super) fn next_id(&mut self) -> [u8; 4] {
        self.ids = self.ids.wrapping_add(1);
        escpos::process_id_of(self.ids)
    }

    pub(super) fn run_job(&mut self, line: &mut dyn Line, order: Order, able: Abilities) -> Result<(), LineError> {
        let Order { job: id, what, before_cut, done } = order;
        let mut able = able;
        let encoded = match what {
            What::Raw(bytes) => {
                self.altered = true;
                // Who knows what these bytes make it forget.
                able.witness = None;
                Encoded::raw(bytes, 0)
            }
            What::Page(page) => match encode::page_after(&page, &self.profile, self.keeper.shelf(), self.settings) {
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
        let (bytes, settings) = (encoded.bytes().len(), encoded.settings());
        let terms = Terms {
            method: able.method,
            ids: [self.next_id(), self.next_id()],
            answers_each: able.answers_each,
            can_clear: able.can_clear,
            witness: able.witness,
            byte_time: self.config.line.wire_time(1),
            timing: self.config.timing,
        };
        let mut job = Job::new(encoded, &self.profile, terms, self.now());
        let line_end = self.drive(line, &mut job, before_cut);
        let end = job.end().unwrap_or(JobEnd::Unknown(Fault::NotResponding));
        if let Some(order) = job.take_line_order() {
            line.ignore_flow(order == LineOrder::Break);
        }
        self.status = job.status();
        self.clean = matches!(end, JobEnd::Proven(_)) || !job.touched();
        // The witness has answered after the cut: what was set is set, and stays so for as long as it answers.
        let is_known = matches!(end, JobEnd::Proven(_)) && terms.witness.is_some();
        self.settings = if is_known { settings } else { encode::Settings::default() };
        let holds_nothing = self.clean || job.cleared();
        // What is printed again by itself must not be cut off first: all of it but the cut may hang there, and then
        // there would be two. It hangs above the next sheet instead.
        let again = matches!(end, JobEnd::NotPrinted(_)) || self.clears_known;
        // What a stuck blade has left hanging is nobody's but its citizen's: staff are asked about it.
        let hangs = end == JobEnd::Unknown(Fault::CutterJam);
        self.unfinished =
            (!holds_nothing || hangs).then(|| Left { missing: job.missing(), inked: job.began() && (hangs || !again) });
        self.feed(&job, end);
        let millis = started.elapsed().as_millis() as u64;
        tracing::info!(event = "printer.job", job = id.0, ?end, bytes, millis);
        // Nobody may be waiting any more; the store knows the job as sent then.
        let _ = done.send(end);
        line_end
    }

    /// Runs `job` to its end.
    fn drive(&mut self, line: &mut dyn Line, job: &mut Job, before_cut: BeforeCut) -> Result<(), LineError> {
        let mut before_cut = Some(before_cut);
        let mut bytes = [0; 256];
        loop {
            let now = self.now();
            job.tick(now);
            if job.wants_gate() {
                if let Some(BeforeCut(note)) = before_cut.take() {
                    note();
                }
                job.open_gate(self.now());
            }
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

    /// Counts the paper of a job.
    fn feed(&self, job: &Job, end: JobEnd) {
        let blade = if matches!(end, JobEnd::Proven(_)) { self.profile.blade_dots } else { 0 };
        let dots = u64::from(job.dots_sent()) + u64::from(blade);
        if dots > 0 {
            self.tell.fed.send_modify(|fed| *fed += dots);
        }
    }
}

/// What a job that failed left in the printer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Left {
    /// So many bytes at most are missing of a command begun.
    missing: usize,
    /// Whether something may hang in it that has to be cut off.
    inked: bool,
}

impl Left {
    /// Whether something has to be cut off.
    pub(super) const fn hangs(self) -> bool {
        self.inked
    }

    /// White dots for the rest of a command begun, then the torn piece is cut away.
    pub(super) fn completion(self, profile: &Profile) -> Vec<u8> {
        let mut bytes = vec![0; self.missing];
        if !self.inked {
            return bytes;
        }
        // Columns in the line buffer would hold the cut back and stand above the next job.
        bytes.extend(escpos::feed(1));
        if profile.cutter.kind == CutKind::TearBar {
            bytes.extend(escpos::feed(u8::MAX));
        } else {
            bytes.extend(escpos::cut(profile.cutter, 0));
        }
        bytes
    }
}
