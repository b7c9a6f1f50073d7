//! Pictures that the printer keeps: given to it while nothing is printed.

use std::path::PathBuf;

use super::Actor;
use super::probe::{Abilities, Reply};
use crate::device::line::{Line, LineError};
use crate::device::printer::cache::keeper::NvAnswer;
use crate::device::printer::cache::record::Record;
use crate::device::printer::{ProofMethod, encode, escpos};
use crate::receipt::page::Page;

impl Actor {
    pub(super) fn expect(&mut self, samples: Vec<Page>, record: Option<PathBuf>) {
        let known = record.as_deref().map(Record::read).unwrap_or_default();
        self.record = record;
        self.keeper.expect(samples, known);
        self.tell_kept();
    }

    pub(super) fn tell_kept(&self) {
        self.tell.kept.send_if_modified(|current| {
            let changed = current.len() != self.keeper.kept().len() || current.as_slice() != self.keeper.kept();
            if changed {
                tracing::info!(event = "printer.kept", pictures = self.keeper.kept().len());
                *current = self.keeper.kept().to_vec();
            }
            changed
        });
    }

    /// After the probe: which memory the printer has for pictures.
    pub(super) fn ask_memory(
        &mut self,
        line: &mut dyn Line,
        able: Option<Abilities>,
    ) -> Result<Option<Abilities>, LineError> {
        let mut answer = None;
        // Without an answer in order nobody could tell whether a picture arrived.
        if let Some(able) = able.filter(|able| able.method != ProofMethod::StatusAndTime && !able.is_another) {
            if self.keeper.asks_nv()
                && let Reply::Number(total) = self.ask_number(line, able, &escpos::NV_CAPACITY, 0x30)?
                && let Reply::Number(free) = self.ask_number(line, able, &escpos::NV_FREE, 0x31)?
            {
                answer = Some(NvAnswer { total, free });
            }
            self.keeper.connected(answer);
        } else {
            self.keeper.give_up();
        }
        self.tell_kept();
        Ok(able)
    }

    /// Sends the next picture that the printer is to keep, if any. Gives what the printer can do then; `None` when it
    /// did not take it.
    pub(super) fn upload(&mut self, line: &mut dyn Line, mut able: Abilities) -> Result<Option<Abilities>, LineError> {
        let today = jiff::Timestamp::now().as_second().div_euclid(86_400);
        let Some(upload) = self.keeper.next(today) else { return Ok(Some(able)) };
        self.keeper.begins(&upload, today);
        // `FS q` resets the printer.
        self.settings = encode::Settings::default();
        self.write_record();
        let wire = self.config.line.wire_time(upload.bytes.len());
        let timing = self.config.timing;
        let sent = line.write_all(&upload.bytes, wire * 2 + timing.stall);
        let taken = match sent {
            Ok(()) => self.answers(line, able.method, wire + timing.probe + timing.proof)?,
            Err(LineError::TimedOut) => false,
            Err(error) => return Err(error),
        };
        let (pictures, bytes) = (upload.stored.len(), upload.bytes.len());
        if taken {
            tracing::info!(event = "printer.upload", pictures, bytes);
            let free = match self.keeper.asks_nv() {
                true => self.ask_number(line, able, &escpos::NV_FREE, 0x31)?.number(),
                false => None,
            };
            self.keeper.done(upload, free);
            self.write_record();
            // It took room beside the witness, or (FS q, a soft reset) its place.
            if able.witness.is_some() {
                match self.plant_witness_again(line, able)? {
                    Reply::Silence => {
                        self.tell_kept();
                        return Ok(None);
                    }
                    reply => able.witness = reply.number(),
                }
            }
        } else {
            tracing::warn!(event = "printer.upload.failed", pictures, bytes);
            self.keeper.give_up();
        }
        self.tell_kept();
        Ok(taken.then_some(able))
    }

    /// Without the file nothing is lost but some writes to flash after the next start.
    fn write_record(&self) {
        if let Some(file) = &self.record
            && let Err(error) = self.keeper.record().write(file)
        {
            tracing::warn!(event = "printer.record", %error);
        }
    }
}
