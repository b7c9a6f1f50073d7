//! What is known of a printer's flash between two runs, as JSON in a file of the state folder.
//!
//! Flash outlives the program, and the printer cannot be asked which pictures it holds. The record is trusted only of
//! the printer that it names by its serial number, and of NV graphics only while the printer has as many bytes free as
//! it had after the last upload.

use std::io::{self, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::upload;
use super::wanted::Wanted;
use super::{CacheKey, Memory, Slot, Stored};

/// A printer's flash.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    memory: Option<String>,
    /// The printer's own name (`GS I 68`); none where it does not tell.
    #[serde(default)]
    serial: Option<String>,
    /// Bytes that were free before anything of ours was there.
    #[serde(default)]
    room: Option<u32>,
    /// Bytes free after the last upload.
    free: Option<u32>,
    /// The slot that was being filled when `free` was true: what becomes of it is not known yet.
    #[serde(default)]
    pending: Option<String>,
    /// The day of the last writes, counted from 1970, and how many there were.
    day: i64,
    writes: u32,
    pictures: Vec<Kept>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    slot: String,
    key: String,
}

impl Record {
    /// Reads a record; a file that is missing or torn is no record.
    #[must_use]
    pub fn read(file: &Path) -> Self {
        std::fs::read(file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Writes it beside and then over `file`, so that it is never half there.
    ///
    /// # Errors
    /// What the disk says.
    pub fn write(&self, file: &Path) -> io::Result<()> {
        let beside = file.with_extension("new");
        let mut new = std::fs::File::create(&beside)?;
        new.write_all(&serde_json::to_vec_pretty(self)?)?;
        new.sync_all()?;
        std::fs::rename(beside, file)
    }

    /// Whether it is of this memory of that printer.
    #[must_use]
    pub fn is_of(&self, memory: Memory, serial: &str) -> bool {
        self.memory.as_deref() == Some(name(memory)) && self.serial.as_deref() == Some(serial)
    }

    /// Whether it leaves so many bytes free.
    #[must_use]
    pub fn leaves(&self, free: u32) -> bool {
        self.free == Some(free)
    }

    /// Bytes that were free before anything of ours was there.
    #[must_use]
    pub const fn room(&self) -> Option<u32> {
        self.room
    }

    /// How often was written on that day.
    #[must_use]
    pub const fn writes(&self, day: i64) -> u32 {
        // A clock that went back does not make flash younger.
        if day <= self.day { self.writes } else { 0 }
    }

    pub(super) fn count_writes(&mut self, day: i64, writes: u32) {
        self.writes = self.writes(day).saturating_add(writes);
        self.day = self.day.max(day);
    }

    /// Nothing is kept yet in this memory of that printer, which has `room` bytes free. Writes of today still count: the
    /// printer may be the same.
    pub(super) fn begin(&mut self, memory: Memory, serial: Option<&str>, room: u32) {
        self.memory = Some(name(memory).to_owned());
        self.serial = serial.map(str::to_owned);
        self.room = Some(room);
        self.free = None;
        self.pending = None;
        self.lose_all();
    }

    /// All pictures are gone.
    pub(super) fn lose_all(&mut self) {
        self.pictures.clear();
    }

    pub(super) fn lose(&mut self, slot: Slot) {
        self.pictures.retain(|kept| kept.slot != slot_text(slot));
    }

    /// So many bytes are free now, and `pending` is about to be filled.
    pub(super) fn leave(&mut self, free: u32, pending: Option<Slot>) {
        self.free = Some(free);
        self.pending = pending.map(slot_text);
    }

    /// The slot that was being filled when the last run ended.
    pub(super) fn pending(&self) -> Option<Slot> {
        slot_of(self.pending.as_deref()?)
    }

    pub(super) fn keep(&mut self, stored: &[Stored], free: Option<u32>) {
        self.free = free;
        self.pending = None;
        for stored in stored {
            self.lose(stored.slot);
            let key = CacheKey::of(&stored.picture).to_string();
            self.pictures.push(Kept { slot: slot_text(stored.slot), key });
        }
    }

    /// The slots that hold something, wanted or not.
    pub(super) fn slots(&self) -> impl Iterator<Item = Slot> {
        self.pictures.iter().filter_map(|kept| slot_of(&kept.slot))
    }

    /// The recorded pictures that are still wanted, as they were sent.
    #[must_use]
    pub fn stored(&self, memory: Memory, wanted: &[Wanted]) -> Vec<Stored> {
        if self.memory.as_deref() != Some(name(memory)) {
            return Vec::new();
        }
        let find = |kept: &Kept, slot: Slot, stored: Option<Stored>| {
            stored.filter(|stored| CacheKey::of(&stored.picture).to_string() == kept.key && stored.slot == slot)
        };
        match memory {
            Memory::FsQ => {
                let all: Vec<&Wanted> = wanted.iter().collect();
                let sent = upload::images(&all).stored;
                let kept = self.pictures.iter().filter_map(|kept| {
                    let mut same = sent.iter().filter(|stored| CacheKey::of(&stored.picture).to_string() == kept.key);
                    let slot = slot_of(&kept.slot)?;
                    same.next().map(|stored| Stored { slot, ..stored.clone() })
                });
                kept.collect()
            }
            Memory::Nv | Memory::Download => {
                let kept = self.pictures.iter().filter_map(|kept| {
                    let slot @ Slot::Code(code) = slot_of(&kept.slot)? else { return None };
                    wanted.iter().find_map(|wanted| {
                        let sent = upload::graphic(memory, code, wanted)?;
                        find(kept, slot, sent.stored.into_iter().next())
                    })
                });
                kept.collect()
            }
        }
    }
}

const fn name(memory: Memory) -> &'static str {
    match memory {
        Memory::Nv => "nv",
        Memory::Download => "download",
        Memory::FsQ => "fs-q",
    }
}

fn slot_text(slot: Slot) -> String {
    match slot {
        Slot::Code(code) => code.iter().map(|byte| char::from(*byte)).collect(),
        Slot::Image(n) => n.to_string(),
    }
}

fn slot_of(text: &str) -> Option<Slot> {
    match *text.as_bytes() {
        [first, second] if first.is_ascii_alphabetic() => Some(Slot::Code([first, second])),
        _ => text.parse().ok().map(Slot::Image),
    }
}
