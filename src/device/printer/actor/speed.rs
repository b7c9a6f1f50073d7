//! A printer that hears garbage says nothing, as one that is not there. Between jobs it is asked at other speeds, so that
//! a switch that somebody moved gets its own name.

use super::{Actor, SILENT_AFTER};
use crate::device::line::LineConfig;
use crate::device::probe;

/// Further questions without answer before a printer that used to answer is asked at another speed: as a rule it was
/// switched off, and one that is starting must not hear garbage.
const FALLEN_SILENT: u32 = 3;
/// The same once all speeds were tried: it may have been off all the time.
const LONG_SILENT: u32 = 30;

impl Actor {
    /// Whether so many questions without answer are a reason to ask at another speed.
    pub(super) fn wants_another_speed(&self, silent: u32) -> bool {
        let further = match self.met {
            false => 0,
            true if self.speeds_tried < self.other_speeds() => FALLEN_SILENT,
            true => LONG_SILENT,
        };
        self.other_speed.is_none() && silent > SILENT_AFTER + further
    }

    fn other_speeds(&self) -> usize {
        probe::other_speeds(self.config.line.baud).count()
    }

    /// Asks at one other speed, the usual ones first. One at a time, so that whoever wants to print is told soon.
    pub(super) fn try_a_speed(&mut self) {
        let all = self.other_speeds().max(1);
        let Some(baud) = probe::other_speeds(self.config.line.baud).nth(self.speeds_tried % all) else { return };
        self.speeds_tried += 1;
        let line = LineConfig { baud, ..self.config.line.clone() };
        // A port that is gone is found out when it is opened again.
        if probe::ask_at(&line) == Ok(probe::Answer::Printer) {
            tracing::warn!(event = "printer.speed", baud, configured = self.config.line.baud);
            self.other_speed = Some(baud);
        }
    }
}
