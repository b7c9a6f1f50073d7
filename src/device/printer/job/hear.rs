//! What the printer says, taken into a job.

use std::time::Duration;

use super::{Job, Stage};
use crate::device::printer::status::{Answer, Paper};
use crate::device::printer::{Fault, JobEnd, Proof, ProofMethod};

impl Job {
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
            Answer::ProcessId(id) => {
                if let Some(fence) = &mut self.fence
                    && self.terms.method == ProofMethod::ProcessId
                    && fence.id == *id
                {
                    fence.answers = 0;
                    self.look_at_fence(now);
                }
            }
            Answer::InOrder(_) => {
                if let Some(fence) = &mut self.fence
                    && self.terms.method == ProofMethod::InOrder
                {
                    fence.answers = fence.answers.saturating_sub(1);
                    self.look_at_fence(now);
                }
            }
            Answer::Cleared => {
                if let Stage::Clear { fault, .. } = self.stage {
                    self.cleared = true;
                    self.diagnose(fault, now);
                }
            }
            // The notice that a printer may send when it is switched on (Epson, memory switch 1-1).
            Answer::Block(0x3B, content) if content == b"0" => self.restarted(false, now),
            Answer::Block(0x37, content) => {
                if let [0x32, digits @ ..] = content.as_slice() {
                    self.witness_said(digits, now);
                }
            }
            Answer::Block(..) | Answer::Hold(_) | Answer::Unknown(_) => {}
        }
    }

    /// The answer to `GS ( L` fn 52.
    fn witness_said(&mut self, digits: &[u8], now: Duration) {
        let number: Option<u32> = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok());
        let (Some(fence), Some(expected)) = (&mut self.fence, self.terms.witness) else { return };
        if number == Some(expected) {
            fence.witness = false;
            self.look_at_fence(now);
        } else if number.is_some() {
            // It executed the question: all before it is executed too, or was lost with the power.
            self.restarted(true, now);
        }
    }

    /// It was switched off and on in the middle of the job.
    fn restarted(&mut self, all_is_executed: bool, now: Duration) {
        if !matches!(self.stage, Stage::Send | Stage::Hold { .. } | Stage::Gate | Stage::Prove { .. }) {
            return;
        }
        self.emptied = all_is_executed && matches!(self.stage, Stage::Hold { .. });
        self.fail(Fault::PowerLost, now);
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
                if self.status.cutter {
                    self.finish(JobEnd::Unknown(Fault::CutterJam));
                } else {
                    self.conclude(proof);
                }
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
            Stage::Send | Stage::Hold { .. } | Stage::Gate | Stage::Clear { .. } | Stage::Ended(_) => {
                self.look_for_fault(now);
            }
        }
    }

    /// A fault that stops the paper ends the job. A hot head or an unexplained off-line state passes
    /// by itself more often than not: those only count when time is up.
    fn look_for_fault(&mut self, now: Duration) {
        if !matches!(self.stage, Stage::Send | Stage::Hold { .. } | Stage::Gate | Stage::Prove { .. }) {
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

    fn look_at_fence(&mut self, now: Duration) {
        if !self.fence.is_some_and(super::Fence::is_whole) {
            return;
        }
        match self.stage {
            Stage::Hold { .. } => {
                self.fence = None;
                if self.doubted && self.terms.can_clear {
                    self.fail(Fault::PowerLost, now);
                } else {
                    self.stage = Stage::Gate;
                }
            }
            Stage::Prove { .. } => {
                let Some(proof) = self.proof() else { return };
                // Whether the id waits for the blade differs by model: ask for the cutter once more.
                self.stage = Stage::Confirm { proof, until: now + self.terms.timing.answer };
                if self.asked.is_empty() {
                    self.out.clear();
                    self.ask(now);
                }
            }
            // It was only late: all is printed, whatever came after.
            Stage::Clear { fault, .. } if self.all_is_sent() && fault != Fault::CutterJam => {
                if let Some(proof) = self.proof() {
                    self.conclude(proof);
                }
            }
            _ => {}
        }
    }

    /// What a whole fence after the cut proves.
    const fn proof(&self) -> Option<Proof> {
        match self.terms.method {
            ProofMethod::ProcessId => Some(Proof::ProcessId),
            ProofMethod::InOrder => Some(Proof::InOrder),
            ProofMethod::StatusAndTime => None,
        }
    }

    fn all_is_sent(&self) -> bool {
        self.data_written >= self.encoded.bytes().len()
    }

    /// Everything speaks for a whole sheet, unless the printer may have forgotten a part of it.
    pub(super) fn conclude(&mut self, proof: Proof) {
        let end = if self.doubted { JobEnd::Unknown(Fault::PowerLost) } else { JobEnd::Proven(proof) };
        self.finish(end);
    }
}
