//! Pictures that the printer keeps: given to it while nothing is printed.

use std::path::PathBuf;
use std::time::Instant;

use super::Actor;
use super::ask::Reply;
use super::probe::Abilities;
use crate::device::line::{Line, LineError};
use crate::device::printer::cache::Memory;
use crate::device::printer::cache::keeper::{Met, NvAnswer};
use crate::device::printer::cache::record::Record;
use crate::device::printer::cache::upload::Upload;
use crate::device::printer::{ProofMethod, encode, escpos};
use crate::receipt::page::Page;

/// What became of an upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Taken {
    /// It takes room; with what is free since, where the printer can be asked.
    Yes(Option<u32>),
    /// The printer executed it, and as much is free as before.
    No(u32),
    /// It answers no more: it may wait for the rest.
    Silence,
}

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
        // Without an answer in order nobody could tell whether a picture arrived.
        if let Some(able) = able.filter(|able| able.method != ProofMethod::StatusAndTime && !able.is_another) {
            let mut met = Met { download: able.witness, ..Met::default() };
            if self.keeper.asks_serial() {
                met.serial = self.ask_text(line, able, &escpos::SERIAL_NUMBER)?;
            }
            if self.keeper.asks_nv() {
                self.settle_pending(line, able, met.serial.as_deref())?;
                if let Reply::Number(total) = self.ask_number(line, able, &escpos::NV_CAPACITY, 0x30)?
                    && let Reply::Number(free) = self.ask_number(line, able, &escpos::NV_FREE, 0x31)?
                {
                    met.nv = Some(NvAnswer { total, free });
                }
            }
            self.keeper.connected(&met);
        } else {
            self.keeper.give_up();
        }
        self.tell_kept();
        Ok(able)
    }

    /// The kiosk lost its power, or was ended, while it filled a slot: that is emptied, and all else is as on record.
    fn settle_pending(&mut self, line: &mut dyn Line, able: Abilities, serial: Option<&str>) -> Result<(), LineError> {
        let Some(code) = serial.and_then(|serial| self.keeper.pending(serial)) else { return Ok(()) };
        if let Reply::Number(free) = self.ask_number(line, able, &escpos::NV_FREE, 0x31)?
            && !self.keeper.record().leaves(free)
        {
            self.keeper.empties(today());
            self.write_record();
            line.write_all(&escpos::delete_graphic(true, code), self.config.timing.probe)?;
        }
        Ok(())
    }

    /// After a fault that the printer outlived: whether it still keeps what it kept. `None` when it says nothing to that.
    pub(super) fn look_at_memory(
        &mut self,
        line: &mut dyn Line,
        able: Abilities,
    ) -> Result<Option<Abilities>, LineError> {
        let is_whole = match self.keeper.doubted() {
            None => return Ok(Some(able)),
            // The witness lies in the same memory, and has answered.
            Some(Memory::Download) => true,
            Some(Memory::Nv) => match self.ask_number(line, able, &escpos::NV_FREE, 0x31)? {
                Reply::Number(free) => self.keeper.record().leaves(free),
                Reply::Nothing => false,
                Reply::Silence => return Ok(None),
            },
            // It did not fall silent, so no other was put in its place; flash outlives all else.
            Some(Memory::FsQ) => true,
        };
        if is_whole {
            self.keeper.confirm();
            self.tell_kept();
            return Ok(Some(able));
        }
        self.ask_memory(line, Some(able))
    }

    /// Sends the next picture that the printer is to keep, if any. Gives what the printer can do then; `None` when it
    /// has to be asked anew.
    pub(super) fn upload(&mut self, line: &mut dyn Line, mut able: Abilities) -> Result<Option<Abilities>, LineError> {
        let today = today();
        let Some(upload) = self.keeper.next(today) else { return Ok(Some(able)) };
        let Some(memory) = self.keeper.memory() else { return Ok(Some(able)) };
        self.busy = Instant::now();
        let to_empty = self.keeper.to_empty(&upload);
        self.keeper.begins(&upload, today);
        if memory == Memory::FsQ {
            // It resets the printer.
            self.settings = encode::Settings::default();
        }
        self.write_record();
        let (pictures, bytes) = (upload.stored.len(), upload.bytes.len());
        let taken = self.send_upload(line, able, &upload, memory, to_empty)?;
        match taken {
            Taken::Yes(free) => {
                tracing::info!(event = "printer.upload", pictures, bytes);
                self.keeper.done(upload, free.filter(|_| memory == Memory::Nv));
            }
            Taken::No(free) => {
                tracing::warn!(event = "printer.upload.refused", pictures, bytes, free);
                self.keeper.refused(&upload, Some(free).filter(|_| memory == Memory::Nv));
            }
            Taken::Silence => {
                tracing::warn!(event = "printer.upload.failed", pictures, bytes);
                self.keeper.give_up();
            }
        }
        self.write_record();
        self.tell_kept();
        match (taken, memory) {
            (Taken::Silence, _) => return Ok(None),
            // The witness lies beside it.
            (Taken::Yes(Some(free)) | Taken::No(free), Memory::Download) => able.witness = Some(free),
            // `FS q`, a soft reset, took its place.
            _ if able.witness.is_some() => match self.plant_witness_again(line, able)? {
                Reply::Silence => return Ok(None),
                reply => able.witness = reply.number(),
            },
            _ => {}
        }
        Ok(Some(able))
    }

    fn send_upload(
        &mut self,
        line: &mut dyn Line,
        able: Abilities,
        upload: &Upload,
        memory: Memory,
        to_empty: Option<[u8; 2]>,
    ) -> Result<Taken, LineError> {
        let timing = self.config.timing;
        let question: Option<(&[u8], u8)> = match memory {
            Memory::Nv => Some((&escpos::NV_FREE, 0x31)),
            Memory::Download => Some((&escpos::DOWNLOAD_FREE, 0x32)),
            // No printer can be asked for it.
            Memory::FsQ => None,
        };
        if let Some(code) = to_empty {
            line.write_all(&escpos::delete_graphic(memory == Memory::Nv, code), timing.probe)?;
        }
        let mut before = None;
        if let Some((question, identifier)) = question {
            let Some(free) = self.ask_number(line, able, question, identifier)?.number() else {
                return Ok(Taken::Silence);
            };
            before = Some(free);
            if memory == Memory::Nv {
                self.keeper.has_room(upload, free);
                self.write_record();
            }
        }
        let wire = self.config.line.wire_time(upload.bytes.len());
        let arrived = match line.write_all(&upload.bytes, wire * 2 + timing.stall) {
            Ok(()) => self.answers(line, able.method, wire + timing.probe + timing.proof)?,
            Err(LineError::TimedOut) => false,
            Err(error) => return Err(error),
        };
        if !arrived {
            return Ok(Taken::Silence);
        }
        let Some((question, identifier)) = question else { return Ok(Taken::Yes(None)) };
        // A full memory drops a picture without a word: only room that is gone shows that it is there.
        let after = self.ask_number(line, able, question, identifier)?.number();
        Ok(match (before, after) {
            (Some(before), Some(after)) if after < before => Taken::Yes(Some(after)),
            (_, Some(after)) => Taken::No(after),
            (_, None) => Taken::Silence,
        })
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

/// Days since 1970.
fn today() -> i64 {
    jiff::Timestamp::now().as_second().div_euclid(86_400)
}
