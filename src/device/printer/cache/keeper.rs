//! Looks after what the printer keeps: which memory is used, what is there, what is sent next.
//!
//! Nothing is believed to be kept that was not seen to take room: a full memory drops a picture without a word, and
//! a page that recalls it would come out without those words, and be proven. Flash is believed only of the printer that
//! the record names by its serial number.

use std::collections::BTreeSet;

use super::plan::{Room, plan};
use super::record::Record;
use super::upload::Upload;
use super::wanted::{Keeping, Wanted, wanted};
use super::{Composing, Memory, Shelf, Slot, Stored};
use crate::device::printer::profile::{Cache, CacheChoice, Indent, Profile};
use crate::receipt::page::Page;

/// What a printer said about its NV graphics: bytes in all, bytes free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NvAnswer {
    /// Room for pictures.
    pub total: u32,
    /// Of that, free.
    pub free: u32,
}

/// What a printer said of itself and its memories when it was met.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Met {
    /// NV graphics (`GS ( L` fn 48, 51); `None` where it does not answer, or was not asked.
    pub nv: Option<NvAnswer>,
    /// Bytes free for download graphics (fn 52), as far as they were seen to change with what is stored.
    pub download: Option<u32>,
    /// Its own name (`GS I 68`).
    pub serial: Option<String>,
}

/// Keeps account of one printer.
#[derive(Debug)]
pub struct Keeper {
    cache: Option<Cache>,
    choice: CacheChoice,
    can_place: bool,
    /// Whether what is kept can be moved away from the left edge.
    moves: bool,
    /// The largest picture that may be sent in one go.
    most: u32,
    samples: Vec<Page>,
    wanted: Vec<Wanted>,
    shelf: Option<Shelf>,
    /// Something happened since that may have cost it what it kept.
    doubted: bool,
    /// Nothing more is sent on this connection: all is there, or the memory takes no more.
    is_done: bool,
    /// The day on which flash may be written no more.
    written_out: Option<i64>,
    /// Slots that hold something: they are emptied before anything else goes there, so that it shows in what is free.
    occupied: BTreeSet<Slot>,
    room: u32,
    record: Record,
}

impl Keeper {
    /// For a printer of this profile. `most` is how many bytes one upload may have.
    #[must_use]
    pub fn new(profile: &Profile, most: u32) -> Self {
        let can_place = profile.feed.motion_units || profile.feed.units_per_dot == 1;
        Self {
            cache: profile.cache,
            choice: profile.cache_choice,
            can_place,
            moves: profile.indent == Indent::LeftMargin,
            most,
            samples: Vec::new(),
            wanted: Vec::new(),
            shelf: None,
            doubted: false,
            is_done: false,
            written_out: None,
            occupied: BTreeSet::new(),
            room: 0,
            record: Record::default(),
        }
    }

    /// Pages like those to come, and what earlier runs wrote down of the flash. The printer has to be asked anew.
    pub fn expect(&mut self, samples: Vec<Page>, record: Record) {
        self.samples = samples;
        self.record = record;
        self.shelf = None;
    }

    /// Pages like those to come.
    #[must_use]
    pub fn samples(&self) -> &[Page] {
        &self.samples
    }

    /// Whether the printer is to be asked for its NV graphics: not before something is to be kept there.
    #[must_use]
    pub fn asks_nv(&self) -> bool {
        self.may_use(Memory::Nv) && self.cache.is_some_and(|cache| cache.nv_bytes.is_some())
    }

    /// Whether it is to be asked for its own name: where something outlives the connection, and another printer may be
    /// put in its place.
    #[must_use]
    pub fn asks_serial(&self) -> bool {
        let images = self.choice == CacheChoice::Memory(Memory::FsQ);
        self.asks_nv() || images && self.may_use(Memory::FsQ) && self.cache.is_some()
    }

    /// The key code that an earlier run was filling when it ended, in the NV graphics of the printer of this name. Emptied,
    /// what is free tells whether all else is as it was.
    #[must_use]
    pub fn pending(&self, serial: &str) -> Option<[u8; 2]> {
        match self.record.pending()? {
            Slot::Code(code) if self.record.is_of(Memory::Nv, serial) => Some(code),
            Slot::Code(_) | Slot::Image(_) => None,
        }
    }

    /// That key code is about to be emptied.
    pub fn empties(&mut self, today: i64) {
        self.record.count_writes(today, 1);
    }

    fn may_use(&self, memory: Memory) -> bool {
        let allowed = matches!(self.choice, CacheChoice::Auto) || self.choice == CacheChoice::Memory(memory);
        allowed && !self.samples.is_empty()
    }

    /// A connection begins: `ESC @` was sent, so nothing is left in memory that it wipes.
    pub fn connected(&mut self, met: &Met) {
        self.forget_shelf();
        let Some(cache) = self.cache.filter(|_| !self.samples.is_empty()) else { return };
        let nv = self.nv_room(cache, met).map(|bytes| (Memory::Nv, bytes));
        // Without an answer to what is free nobody could see whether a picture was taken.
        let download = cache.download_bytes.zip(met.download);
        let download = download.map(|(most, free)| (Memory::Download, most.min(free)));
        let chosen = match self.choice {
            CacheChoice::None => None,
            // Known to be there by the technician: no printer can be asked for it.
            CacheChoice::Memory(memory @ Memory::FsQ) => cache.fs_q_bytes.map(|bytes| (memory, bytes)),
            CacheChoice::Memory(Memory::Download) => download,
            CacheChoice::Memory(Memory::Nv) => nv,
            // Flash that is not known again is written anew on each connection: better none of it where there is RAM.
            CacheChoice::Auto if met.serial.is_some() => nv.or(download),
            CacheChoice::Auto => download.or(nv),
        };
        let Some((memory, bytes)) = chosen.filter(|(_, bytes)| *bytes > 0) else { return };
        self.set_up(memory, bytes);
        if memory == Memory::Download {
            return;
        }
        if !self.is_on_record(memory, met) {
            // Another printer, or another program wrote: what the record says is not there.
            self.record.begin(memory, met.serial.as_deref(), bytes);
        }
        self.remember();
    }

    /// Room for NV graphics: what was free when the printer held nothing of ours.
    fn nv_room(&self, cache: Cache, met: &Met) -> Option<u32> {
        let (most, answer) = (cache.nv_bytes?, met.nv?);
        let ours = if self.is_on_record(Memory::Nv, met) { self.record.room() } else { None };
        Some(ours.unwrap_or(answer.free).min(most).min(answer.total)).filter(|bytes| *bytes > 0)
    }

    /// Whether the record speaks of this printer as it is now.
    fn is_on_record(&self, memory: Memory, met: &Met) -> bool {
        let is_whole = memory != Memory::Nv || met.nv.is_some_and(|answer| self.record.leaves(answer.free));
        is_whole && met.serial.as_deref().is_some_and(|serial| self.record.is_of(memory, serial))
    }

    fn set_up(&mut self, memory: Memory, room: u32) {
        let places = self.can_place && self.cache.is_some_and(|cache| cache.page_rows.is_some());
        let composing = if places && memory != Memory::FsQ { Composing::Pieces } else { Composing::Bands };
        self.room = room;
        let most_rows = match self.cache.and_then(|cache| cache.page_rows) {
            Some(rows) if composing == Composing::Pieces => rows / 3,
            _ => u32::MAX,
        };
        let keeping = Keeping { memory, composing, from_edge: !self.moves, room, most: self.most, most_rows };
        self.wanted = wanted(&self.samples, &keeping);
        self.shelf = Some(Shelf::new(memory, composing));
    }

    /// Puts on the shelf what the record says of flash.
    fn remember(&mut self) {
        let Some(shelf) = &mut self.shelf else { return };
        for stored in self.record.stored(shelf.memory, &self.wanted) {
            shelf.put(stored);
        }
        self.occupied = self.record.slots().collect();
    }

    /// The cover was open, the paper out, the power perhaps away: until it is confirmed, nothing counts as kept.
    pub const fn doubt(&mut self) {
        self.doubted = self.shelf.is_some();
    }

    /// The memory that is to be looked at before it is used again.
    #[must_use]
    pub fn doubted(&self) -> Option<Memory> {
        self.shelf.as_ref().filter(|_| self.doubted).map(|shelf| shelf.memory)
    }

    /// It is the same printer, and its memory is as it was.
    pub const fn confirm(&mut self) {
        self.doubted = false;
    }

    /// What to send next; `today` counts days.
    pub fn next(&mut self, today: i64) -> Option<Upload> {
        let rests = self.doubted || self.is_done || self.written_out == Some(today);
        let shelf = self.shelf.as_ref().filter(|_| !rests)?;
        let flash = shelf.memory != Memory::Download;
        let left = match flash {
            true => self.cache.map_or(0, |cache| cache.flash_writes_a_day).saturating_sub(self.record.writes(today)),
            false => u32::MAX,
        };
        // One at a time: the printer may be wanted in between.
        let plan = plan(&self.wanted, shelf, Room { bytes: self.room, writes: None });
        let next = plan.uploads.into_iter().next();
        self.is_done = next.is_none();
        let upload = next?;
        if self.writes_of(&upload) > left {
            self.written_out = Some(today);
            return None;
        }
        Some(upload)
    }

    /// How often the flash is written for it: a slot is emptied before it is filled.
    fn writes_of(&self, upload: &Upload) -> u32 {
        1 + u32::from(self.to_empty(upload).is_some())
    }

    /// The key code that has to be deleted before the upload is sent.
    #[must_use]
    pub fn to_empty(&self, upload: &Upload) -> Option<[u8; 2]> {
        upload.stored.iter().find_map(|stored| match stored.slot {
            Slot::Code(code) if self.occupied.contains(&stored.slot) => Some(code),
            Slot::Code(_) | Slot::Image(_) => None,
        })
    }

    /// The memory that is used.
    #[must_use]
    pub fn memory(&self) -> Option<Memory> {
        self.shelf.as_ref().map(|shelf| shelf.memory)
    }

    /// An upload is about to be sent: from now on it counts, whatever becomes of it.
    pub fn begins(&mut self, upload: &Upload, today: i64) {
        let writes = self.writes_of(upload);
        let Some(shelf) = &mut self.shelf else { return };
        match shelf.memory {
            // All images there were are erased first.
            Memory::FsQ => *shelf = Shelf::new(shelf.memory, shelf.composing),
            Memory::Nv | Memory::Download => upload.stored.iter().for_each(|stored| shelf.lose(stored.slot)),
        }
        if shelf.memory == Memory::Download {
            return;
        }
        self.record.count_writes(today, writes);
        if shelf.memory == Memory::FsQ {
            self.record.lose_all();
        }
        upload.stored.iter().for_each(|stored| self.record.lose(stored.slot));
    }

    /// The slot of an upload is empty, and so many bytes of NV graphics are free.
    pub fn has_room(&mut self, upload: &Upload, free: u32) {
        self.record.leave(free, upload.stored.first().map(|stored| stored.slot));
    }

    /// The printer took an upload; `free` is what it says of its NV graphics since.
    pub fn done(&mut self, upload: Upload, free: Option<u32>) {
        let Some(shelf) = &mut self.shelf else { return };
        for stored in upload.stored {
            self.occupied.insert(stored.slot);
            shelf.put(stored);
        }
        if shelf.memory != Memory::Download {
            self.record.keep(shelf.stored(), free);
        }
    }

    /// The printer executed an upload, and has as much room as before. Something else may have stood in its slot:
    /// that is emptied next time. If it was, the memory takes no more; `free` is what it says of its NV graphics.
    pub fn refused(&mut self, upload: &Upload, free: Option<u32>) {
        if let Some(free) = free {
            self.record.leave(free, None);
        }
        let mut slots = upload.stored.iter().map(|stored| stored.slot);
        self.is_done |= !slots.any(|slot| self.occupied.insert(slot));
    }

    /// The printer did not answer to an upload: its memory is not used on this connection.
    pub fn give_up(&mut self) {
        self.forget_shelf();
    }

    fn forget_shelf(&mut self) {
        self.shelf = None;
        self.doubted = false;
        self.is_done = false;
        self.written_out = None;
        self.occupied.clear();
    }

    /// What is kept; `None` where nothing is used.
    #[must_use]
    pub fn shelf(&self) -> Option<&Shelf> {
        self.shelf.as_ref().filter(|_| !self.doubted)
    }

    /// What is to be written down.
    #[must_use]
    pub const fn record(&self) -> &Record {
        &self.record
    }

    /// The pictures that are kept, for those who look.
    #[must_use]
    pub fn kept(&self) -> &[Stored] {
        self.shelf().map_or(&[], Shelf::stored)
    }
}
