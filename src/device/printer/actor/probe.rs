//! Asking: who is there, in what state, what it can do, and whether it is still the one that was asked.

use std::time::{Duration, Instant};

use super::Actor;
use crate::device::line::{Line, LineError};
use crate::device::printer::status::{Answer, Status};
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

/// What came of a question for a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reply {
    /// The number.
    Number(u32),
    /// It executed the question and said nothing to it: it does not know it.
    Nothing,
    /// Whether it executed the question is not known: nothing follows from that, above all not that it cannot answer.
    Silence,
}

impl Reply {
    pub(super) const fn number(self) -> Option<u32> {
        match self {
            Self::Number(number) => Some(number),
            Self::Nothing | Self::Silence => None,
        }
    }
}

/// What came since the probe began, awaited any more or not: what answers late can answer.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Heard {
    /// A process id.
    id: bool,
    /// That buffers are cleared.
    cleared: bool,
}

impl Actor {
    /// Asks the four status bytes. `false` when they do not all come, or something talks that is no
    /// printer. `strangers`: whoever is there has not introduced itself yet.
    pub(super) fn ask_status(&mut self, line: &mut dyn Line, strangers: bool) -> Result<bool, LineError> {
        self.hear(line, Duration::ZERO, |_, _| false)?;
        if strangers {
            // What was asked before and never left must not pile up before a silent device.
            line.discard_unsent();
            self.reader.reset();
        }
        let wait = self.config.timing.answer;
        if self.unfinished.is_some() && line.write_all(&escpos::END_OF_HEADER, wait) == Err(LineError::TimedOut) {
            return Ok(false);
        }
        if line.write_all(&escpos::REAL_TIME_STATUS, wait) == Err(LineError::TimedOut) {
            return Ok(false);
        }
        let mut next = 1;
        let mut foreign = 0;
        let mut garbled = 0;
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
                Answer::InOrder(_) | Answer::Block(..) | Answer::Unknown(_) => {
                    foreign += 1;
                    garbled += u32::from(matches!(answer, Answer::Unknown(0x80..)));
                }
            }
            next > 4
        })?;
        self.garbled = garbled > 0 && next <= 4;
        // Words from a modem or a scanner contain bytes that look like status here and there.
        Ok(next > 4 && (!strangers || foreign <= 2))
    }

    /// Reads answers until `enough` says so or `wait` is over; automatic status is taken in along
    /// the way. Returns whether it was enough.
    pub(super) fn hear(
        &mut self,
        line: &mut dyn Line,
        wait: Duration,
        mut enough: impl FnMut(&mut Status, &Answer) -> bool,
    ) -> Result<bool, LineError> {
        let end = Instant::now() + wait;
        let mut bytes = [0; 256];
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let n = line.read(&mut bytes, left)?;
            let mut done = false;
            for answer in self.reader.push(&bytes[..n]) {
                if let Answer::Automatic(bytes) = &answer {
                    self.status.read_automatic(*bytes);
                }
                self.heard.id |= matches!(answer, Answer::ProcessId(_));
                self.heard.cleared |= answer == Answer::Cleared;
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
    pub(super) fn probe(&mut self, line: &mut dyn Line) -> Result<Option<Abilities>, LineError> {
        let timing = self.config.timing;
        self.set_state(PrinterState::Connecting);
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
            && !can_clear
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

    /// Whether it bears another name than those of the profile. Who says nothing is believed to be what the configuration
    /// says.
    fn is_of_another_model(&mut self, line: &mut dyn Line, able: Abilities) -> Result<bool, LineError> {
        if self.profile.models.is_empty() {
            return Ok(false);
        }
        let Some(name) = self.ask_name(line, able)? else { return Ok(false) };
        let is_of_profile = self.profile.models.iter().any(|model| name.starts_with(model.as_str()));
        if is_of_profile {
            tracing::info!(event = "printer.model", model = name);
        } else {
            tracing::warn!(event = "printer.other_model", model = name, profile = self.profile.id);
        }
        Ok(!is_of_profile)
    }

    /// Asks for the model's name (`GS I 67`), and a question that is answered in any case after it.
    pub(super) fn ask_name(&mut self, line: &mut dyn Line, able: Abilities) -> Result<Option<String>, LineError> {
        if able.method == ProofMethod::StatusAndTime {
            return Ok(None);
        }
        let id = self.next_id();
        let mut bytes = escpos::MODEL_NAME.to_vec();
        let mut owed = 1;
        if able.method == ProofMethod::ProcessId {
            bytes.extend(escpos::process_id(id));
        } else {
            bytes.extend(escpos::IN_ORDER_STATUS);
            owed = able.answers_each;
        }
        let wait = self.config.timing.probe;
        match line.write_all(&bytes, wait) {
            // The next question finds out what is the matter.
            Err(LineError::TimedOut) => return Ok(None),
            other => other?,
        }
        let mut name = None;
        self.hear(line, wait, |_, answer| {
            match answer {
                Answer::Block(0x5F, said) => name = Some(String::from_utf8_lossy(said).into_owned()),
                Answer::ProcessId(said) if *said == id => owed = 0,
                Answer::InOrder(_) if able.method == ProofMethod::InOrder => owed = owed.saturating_sub(1),
                _ => {}
            }
            owed == 0
        })?;
        Ok(name)
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

    /// Sends a question whose answer is a decimal number in a block `37 <identifier> … 00`, and after it one that
    /// `able.method` is known to answer: whether a number comes at all is told by order, not by time.
    pub(super) fn ask_number(
        &mut self,
        line: &mut dyn Line,
        able: Abilities,
        question: &[u8],
        identifier: u8,
    ) -> Result<Reply, LineError> {
        let id = self.next_id();
        let mut bytes = question.to_vec();
        let mut owed = 1;
        match able.method {
            ProofMethod::ProcessId => bytes.extend(escpos::process_id(id)),
            ProofMethod::InOrder => {
                bytes.extend(escpos::IN_ORDER_STATUS);
                owed = able.answers_each;
            }
            ProofMethod::StatusAndTime => return Ok(Reply::Nothing),
        }
        let wait = self.config.timing.probe + self.config.line.wire_time(bytes.len());
        match line.write_all(&bytes, wait) {
            Err(LineError::TimedOut) => return Ok(Reply::Silence),
            other => other?,
        }
        let mut number = None;
        let is_over = self.hear(line, wait, |_, answer| {
            match answer {
                Answer::Block(0x37, content) => {
                    // The last one: an earlier one may answer an earlier question.
                    if let [first, digits @ ..] = content.as_slice()
                        && *first == identifier
                    {
                        number = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok());
                    }
                }
                Answer::ProcessId(said) if able.method == ProofMethod::ProcessId && *said == id => owed = 0,
                Answer::InOrder(_) if able.method == ProofMethod::InOrder => owed = owed.saturating_sub(1),
                _ => {}
            }
            owed == 0
        })?;
        Ok(match (is_over, number) {
            (false, _) => Reply::Silence,
            (true, Some(number)) => Reply::Number(number),
            (true, None) => Reply::Nothing,
        })
    }

    /// Whether the printer answers the command that `method` rests on within `wait`.
    pub(super) fn answers(
        &mut self,
        line: &mut dyn Line,
        method: ProofMethod,
        wait: Duration,
    ) -> Result<bool, LineError> {
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
}
