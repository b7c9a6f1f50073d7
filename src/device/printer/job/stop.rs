//! How a job fails: what is still asked of the printer, and what can be said in the end.

use std::time::Duration;

use super::{Job, LineOrder, Stage};
use crate::device::printer::{Fault, JobEnd, escpos};

impl Job {
    /// The port went away.
    pub fn line_lost(&mut self, fault: Fault) {
        if self.end().is_none() {
            // What was handed over and had not left the computer is gone, who knows how much of it.
            self.torn = self.longest_command();
            self.finish(self.end_by(fault));
        }
    }

    pub(super) fn fail(&mut self, fault: Fault, now: Duration) {
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
            // Bytes that wait in the computer may be dropped before they leave, and after a restart nobody knows what it
            // took for the beginning of a command.
            self.torn = self.longest_command();
            self.finish(self.end_by(fault));
        }
    }

    /// Nothing of the job goes out any more; what waits in the computer is dropped.
    fn break_line(&mut self) {
        self.torn = self.longest_command();
        self.out.clear();
        self.out_is_data = false;
        self.asked.clear();
        self.order = Some(LineOrder::Break);
        self.broke_line = true;
    }

    fn longest_command(&self) -> Option<usize> {
        self.encoded.commands().map(<[u8]>::len).max()
    }

    pub(super) fn diagnose(&mut self, fault: Fault, now: Duration) {
        if is_guess(fault) {
            if !self.cleared {
                self.out.extend(escpos::END_OF_HEADER);
            }
            self.ask(now);
            self.stage = Stage::Diagnose { fault, until: now + self.terms.timing.answer };
        } else {
            self.finish(self.end_by(fault));
        }
    }

    /// How a job ends that `fault` stopped. Before the cut was sent no whole sheet is out; whether one will come out
    /// after all depends on what the printer still holds.
    pub(super) fn end_by(&self, fault: Fault) -> JobEnd {
        let no_sheet = self.data_written <= self.encoded.cut_at();
        let holds_nothing = self.cleared || self.emptied;
        if !self.began() || (holds_nothing && no_sheet) { JobEnd::NotPrinted(fault) } else { JobEnd::Unknown(fault) }
    }
}

/// Time was up, and nothing said why.
const fn is_guess(fault: Fault) -> bool {
    matches!(fault, Fault::Busy | Fault::NotResponding)
}
