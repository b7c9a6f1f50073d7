//! What a printer is told while nobody prints, so that the next page finds it ready.

use std::time::Instant;

use super::Actor;
use crate::device::line::{Line, LineError};
use crate::device::printer::{encode, escpos};

impl Actor {
    /// Says what the pages to come rely on, so that the first of them need not. Only where the witness would tell of a
    /// restart, in which all that is lost.
    pub(super) fn prepare(&mut self, line: &mut dyn Line) -> Result<(), LineError> {
        if self.settings != encode::Settings::default() {
            return Ok(());
        }
        let Some(page) = self.keeper.samples().first() else { return Ok(()) };
        let prepared = encode::preparation(page, &self.profile);
        match line.write_all(prepared.bytes(), self.config.timing.probe) {
            Ok(()) => self.settings = prepared.settings(),
            // The page will say it.
            Err(LineError::TimedOut) => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// A blade that is stuck stays in error, whatever is done to it, until the printer is told to go on. No job runs here,
    /// so what became of its sheet is decided: what the printer still holds of it is dropped (`DLE ENQ 2`; 1 would print
    /// it). Told again from time to time, and at once when the cover was closed.
    pub(super) fn free_the_blade(&mut self, line: &mut dyn Line) -> Result<(), LineError> {
        if !self.status.cutter || self.status.cover_open {
            self.blade_tried = None;
            return Ok(());
        }
        if self.blade_tried.is_some_and(|tried| tried.elapsed() < self.config.timing.blade) {
            return Ok(());
        }
        self.blade_tried = Some(Instant::now());
        tracing::info!(event = "printer.blade");
        // It is off line, and may hold the line.
        line.ignore_flow(true);
        let told = line.write_all(&escpos::RECOVER_CLEARED, self.config.timing.answer);
        let heard = self.hear(line, self.config.timing.answer / 4, |_, _| false);
        line.ignore_flow(false);
        match told {
            // It is told again.
            Ok(()) | Err(LineError::TimedOut) => heard.map(|_| ()),
            error => error,
        }
    }
}
