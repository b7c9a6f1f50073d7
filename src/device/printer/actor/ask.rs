//! Single questions, and what is heard.

use std::time::{Duration, Instant};

use super::Actor;
use super::probe::Abilities;
use crate::device::line::{Flow, Line, LineError};
use crate::device::printer::status::{Answer, Status};
use crate::device::printer::{ProofMethod, escpos};

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
        if self.status_comes(line, strangers)? {
            return Ok(true);
        }
        if !self.met || self.config.line.flow == Flow::None {
            return Ok(false);
        }
        // Many hold the line while they are off line, and hear real-time requests all the same.
        line.discard_unsent();
        line.ignore_flow(true);
        let comes = self.status_comes(line, strangers);
        line.ignore_flow(false);
        comes
    }

    fn status_comes(&mut self, line: &mut dyn Line, strangers: bool) -> Result<bool, LineError> {
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

    /// Asks for a name (`GS I`), and a question that is answered in any case after it. `None` where it says nothing.
    pub(super) fn ask_text(
        &mut self,
        line: &mut dyn Line,
        able: Abilities,
        question: &[u8],
    ) -> Result<Option<String>, LineError> {
        let id = self.next_id();
        let mut bytes = question.to_vec();
        let mut owed = 1;
        match able.method {
            ProofMethod::ProcessId => bytes.extend(escpos::process_id(id)),
            ProofMethod::InOrder => {
                bytes.extend(escpos::IN_ORDER_STATUS);
                owed = able.answers_each;
            }
            ProofMethod::StatusAndTime => return Ok(None),
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
        Ok(name.filter(|name| !name.is_empty()))
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
