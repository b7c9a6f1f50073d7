//! What is known of a printer's flash between two runs, as JSON in a file of the state folder.
//!
//! Flash outlives the program, and the printer cannot be asked which pictures it holds. The record is trusted
//! only while the printer has as many bytes free as it had after the last upload.

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
    /// Bytes free after the last upload.
    free: Option<u32>,
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

    /// Whether it is of this memory with so many bytes free.
    #[must_use]
    pub fn is_of(&self, memory: Memory, free: Option<u32>) -> bool {
        self.memory.as_deref() == Some(name(memory)) && self.free.is_some() && self.free == free
    }

    /// How often was written on that day.
    #[must_use]
    pub const fn writes(&self, day: i64) -> u32 {
        // A clock that went back does not make flash younger.
        if day <= self.day { self.writes } else { 0 }
    }

    pub(super) fn count_write(&mut self, day: i64) {
        self.writes = self.writes(day) + 1;
        self.day = self.day.max(day);
    }

    /// All pictures are gone.
    pub(super) fn forget(&mut self) {
        self.pictures.clear();
        self.free = None;
    }

    pub(super) fn lose(&mut self, slot: Slot) {
        self.pictures.retain(|kept| kept.slot != slot_text(slot));
    }

    pub(super) fn keep(&mut self, memory: Memory, stored: &[Stored], free: Option<u32>) {
        if self.memory.as_deref() != Some(name(memory)) {
            self.pictures.clear();
        }
        self.memory = Some(name(memory).to_owned());
        self.free = free;
        for stored in stored {
            self.lose(stored.slot);
            let key = CacheKey::of(&stored.picture).to_string();
            self.pictures.push(Kept { slot: slot_text(stored.slot), key });
        }
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
