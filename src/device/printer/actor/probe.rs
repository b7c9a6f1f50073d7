//! Who is there, what it can do, and whether it is still the one that was asked.

use super::Actor;
use super::ask::Reply;
use crate::device::line::{Line, LineError};
use crate::device::printer::status::Answer;
use crate::device::printer::{PrinterState, ProofMethod, encode, escpos};
use crate::receipt::page::{Bitmap, Dots};

/// White bytes that complete any raster a printer may be stuck in (`reference/printing.md` §5,
/// "Stuck parser"); outside of one they do nothing.
const UNSTICK_BYTES: usize = 8192;

/// The key of the witness: the last of all keys, which no picture of the cache gets.
const WITNESS: [u8; 2] = *b"~~";

/// So often in a row a printer that never told of its memory may fall silent over that question before it counts as
/// one that cannot tell.
const MUTE_AFTER: u32 = 3;

/// What the probes of one connection found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Abilities {
    pub(super) method: ProofMethod,
    /// How many answers a question in order gets.
    pub(super) answers_each: u32,
    pub(super) can_clear: bool,
    /// Whether it says that it is of another model than the profile's.
    pub(super) is_another: bool,
    /// See [`crate::device::printer::job::Terms::witness`].
    pub(super) witness: Option<u32>,
}

/// What came since the probe began, awaited any more or not: what answers late can answer.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Heard {
    /// A process id.
    pub(super) id: bool,
    /// That buffers are cleared.
    pub(super) cleared: bool,
}

impl Actor {
    /// Finds out how this printer proves jobs. `None` when it executes nothing in order and the
    /// profile allows no weaker proof.
    pub(super) fn probe(&mut self, line: &mut dyn Line) -> Result<Option<Abilities>, LineError> {
        let timing = self.config.timing;
        // What stands still or is stuck is asked again and again: its fault is told until it is over.
        if !matches!(*self.tell.state.borrow(), PrinterState::Fault(_)) {
            self.set_state(PrinterState::Connecting);
        }
        self.heard = Heard::default();
        self.settings = encode::Settings::default();
        let mut can_clear = false;
        if self.profile.status.clear_buffers {
            line.write_all(&escpos::CLEAR_BUFFERS, timing.clear)?;
            can_clear = self.hear(line, timing.clear, |_, answer| *answer == Answer::Cleared)?;
            if can_clear {
                self.clears_known = true;
                self.tell.clears.send_modify(|clears| *clears += 1);
            }
        }
        let mut patience = timing.probe;
        if let Some(left) = self.unfinished.take()
            && (!can_clear || left.hangs())
        {
            // The rest of a job is in there. Its last command is completed, the torn piece is cut off,
            // and the probe waits until all that is done.
            let rest = left.completion(&self.profile);
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
                let answered = self.answers(line, method, patience)?;
                self.answers_in_order |= answered;
                // What has answered in order before and does not now, is stuck in something: its status proves nothing.
                let weak = method == ProofMethod::StatusAndTime && (unstick || can_clear) && !self.answers_in_order;
                if answered || weak {
                    // What follows was answered, so what came before it was only late, if it came at all.
                    if self.heard.cleared && !can_clear && self.profile.status.clear_buffers {
                        can_clear = true;
                        self.clears_known = true;
                        self.tell.clears.send_modify(|clears| *clears += 1);
                    }
                    let late_id = self.heard.id && self.profile.status.proof.contains(&ProofMethod::ProcessId);
                    let method = if late_id { ProofMethod::ProcessId } else { method };
                    return self.look_closer(
                        line,
                        Abilities { method, answers_each: 1, can_clear, is_another: false, witness: None },
                    );
                }
            }
        }
        Ok(None)
    }

    /// What else is to be known of a printer that answers by `able.method`. `None` when it fell silent over it.
    fn look_closer(&mut self, line: &mut dyn Line, mut able: Abilities) -> Result<Option<Abilities>, LineError> {
        if able.method == ProofMethod::InOrder {
            able.answers_each = self.count_answers(line)?;
        }
        able.is_another = self.is_of_another_model(line, able)?;
        match self.plant_witness(line, able)? {
            Reply::Number(left) => {
                (able.witness, self.witnessed) = (Some(left), true);
                self.mute_graphics = 0;
            }
            Reply::Nothing => self.mute_graphics = 0,
            Reply::Silence => {
                // A busy moment must not make its proof a weaker one.
                self.mute_graphics = self.mute_graphics.saturating_add(1);
                if self.witnessed || self.mute_graphics < MUTE_AFTER {
                    return Ok(None);
                }
            }
        }
        let Abilities { method, answers_each, can_clear, witness, .. } = able;
        let witnessed = witness.is_some();
        tracing::info!(event = "printer.probe", ?method, answers_each, can_clear, witnessed);
        Ok(Some(able))
    }

    /// Whether it bears the name of another model (`GS I 67`). Who says nothing is believed to be what the configuration says.
    fn is_of_another_model(&mut self, line: &mut dyn Line, able: Abilities) -> Result<bool, LineError> {
        if self.profile.models.is_empty() {
            return Ok(false);
        }
        let Some(name) = self.ask_text(line, able, &escpos::MODEL_NAME)? else { return Ok(false) };
        let is_of_profile = self.profile.models.iter().any(|model| name.starts_with(model.as_str()));
        if is_of_profile {
            tracing::info!(event = "printer.model", model = name);
        } else {
            tracing::warn!(event = "printer.other_model", model = name, profile = self.profile.id);
        }
        Ok(!is_of_profile)
    }

    /// How often one question in order is answered. Some lines say everything twice (a splitter, a converter with
    /// echo), and one answer too many would prove what never came out.
    fn count_answers(&mut self, line: &mut dyn Line) -> Result<u32, LineError> {
        let mut count = 0;
        line.write_all(&escpos::IN_ORDER_STATUS, self.config.timing.probe)?;
        self.hear(line, self.config.timing.probe, |_, answer| {
            count += u32::from(matches!(answer, Answer::InOrder(_)));
            count > 0
        })?;
        self.hear(line, self.config.timing.answer / 4, |_, answer| {
            count += u32::from(matches!(answer, Answer::InOrder(_)));
            false
        })?;
        Ok(count.max(1))
    }

    /// Gives the printer a picture of eight dots that it loses with its power; the room that is left for others then
    /// tells whether it still has it. [`Reply::Nothing`] where this cannot be told.
    pub(super) fn plant_witness(&mut self, line: &mut dyn Line, able: Abilities) -> Result<Reply, LineError> {
        let knows_graphics =
            self.profile.cache.is_some_and(|cache| cache.nv_bytes.is_some() || cache.download_bytes.is_some());
        if !knows_graphics || able.method == ProofMethod::StatusAndTime {
            return Ok(Reply::Nothing);
        }
        let Some(planted) = escpos::define_graphic(false, WITNESS, &Bitmap::new(Dots(8), Dots(1))) else {
            return Ok(Reply::Nothing);
        };
        let empty = match self.ask_number(line, able, &escpos::DOWNLOAD_FREE, 0x32)? {
            Reply::Number(empty) => empty,
            other => return Ok(other),
        };
        line.write_all(&planted, self.config.timing.probe)?;
        Ok(match self.ask_number(line, able, &escpos::DOWNLOAD_FREE, 0x32)? {
            Reply::Number(left) if left >= empty => Reply::Nothing,
            other => other,
        })
    }

    /// The witness anew, after other pictures were taken in.
    pub(super) fn plant_witness_again(&mut self, line: &mut dyn Line, able: Abilities) -> Result<Reply, LineError> {
        if let Some(planted) = escpos::define_graphic(false, WITNESS, &Bitmap::new(Dots(8), Dots(1))) {
            line.write_all(&planted, self.config.timing.probe)?;
        }
        self.ask_number(line, able, &escpos::DOWNLOAD_FREE, 0x32)
    }

    /// Whether this is the printer that the probe met, not switched off since. Asked between jobs; a line that fails
    /// is found out by the next question. One that says nothing to it is met anew: its answer may come later, and
    /// must not come in the middle of a job.
    pub(super) fn is_the_same(&mut self, line: &mut dyn Line, able: Abilities) -> bool {
        let Some(expected) = able.witness else { return true };
        match self.ask_number(line, able, &escpos::DOWNLOAD_FREE, 0x32) {
            Ok(reply) => reply == Reply::Number(expected),
            Err(_) => true,
        }
    }
}
