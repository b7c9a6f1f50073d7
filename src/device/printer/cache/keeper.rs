//! Looks after what the printer keeps: which memory is used, what is there, what is sent next.

use super::plan::{Room, plan};
use super::record::Record;
use super::upload::Upload;
use super::wanted::{Keeping, Wanted, wanted};
use super::{Composing, Memory, Shelf, Stored};
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

    /// Whether the printer is to be asked for its NV graphics: not before something is to be kept there.
    #[must_use]
    pub fn asks_nv(&self) -> bool {
        let allowed = matches!(self.choice, CacheChoice::Auto | CacheChoice::Memory(Memory::Nv));
        allowed && !self.samples.is_empty() && self.cache.is_some_and(|cache| cache.nv_bytes.is_some())
    }

    /// A connection begins: `ESC @` was sent, so nothing is left in memory that it wipes. `graphics` says whether
    /// the printer answers `GS ( L` at all, with what.
    pub fn connected(&mut self, graphics: Option<NvAnswer>) {
        self.shelf = None;
        let Some(cache) = self.cache.filter(|_| !self.samples.is_empty()) else { return };
        let chosen = match self.choice {
            CacheChoice::None => None,
            // Known to be there by the technician: answers are not asked for.
            CacheChoice::Memory(memory @ Memory::FsQ) => cache.fs_q_bytes.map(|bytes| (memory, bytes)),
            CacheChoice::Memory(memory @ Memory::Download) => cache.download_bytes.map(|bytes| (memory, bytes)),
            CacheChoice::Memory(memory @ Memory::Nv) => graphics.map(|answer| (memory, answer.total)),
            // RAM wears out by nothing; flash is for those who have room in nothing else.
            CacheChoice::Auto => graphics.and_then(|answer| {
                let nv = cache.nv_bytes.map(|most| (Memory::Nv, most.min(answer.total)));
                let nv = nv.filter(|(_, bytes)| *bytes > 0);
                nv.or_else(|| cache.download_bytes.map(|bytes| (Memory::Download, bytes)))
            }),
        };
        let Some((memory, bytes)) = chosen.filter(|(_, bytes)| *bytes > 0) else { return };
        self.set_up(memory, bytes);
        if memory == Memory::Nv && graphics.is_some_and(|answer| !self.record.is_of(memory, Some(answer.free))) {
            // Another printer, or another program wrote: what the record says is not there.
            self.record.forget();
        }
        self.remember();
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
        if shelf.memory == Memory::Download {
            return;
        }
        for stored in self.record.stored(shelf.memory, &self.wanted) {
            shelf.put(stored);
        }
    }

    /// The cover was open, the paper out, the power perhaps away: what RAM kept counts as lost.
    pub fn doubt(&mut self) {
        if let Some(shelf) = &mut self.shelf
            && shelf.memory == Memory::Download
        {
            *shelf = Shelf::new(shelf.memory, shelf.composing);
        }
    }

    /// What to send next; `today` counts days.
    #[must_use]
    pub fn next(&self, today: i64) -> Option<Upload> {
        let shelf = self.shelf.as_ref()?;
        let flash = shelf.memory != Memory::Download;
        let a_day = self.cache.map_or(0, |cache| cache.flash_writes_a_day);
        let may_write = !flash || self.record.writes(today) < a_day;
        // One at a time: the printer may be wanted in between.
        let plan = plan(&self.wanted, shelf, Room { bytes: self.room, writes: Some(may_write.into()) });
        plan.uploads.into_iter().next()
    }

    /// An upload is about to be sent: from now on it counts, whatever becomes of it.
    pub fn begins(&mut self, upload: &Upload, today: i64) {
        let Some(shelf) = &mut self.shelf else { return };
        if shelf.memory == Memory::Download {
            return;
        }
        if shelf.memory == Memory::FsQ {
            // All images there were are erased first.
            *shelf = Shelf::new(shelf.memory, shelf.composing);
        }
        self.record.count_write(today);
        self.record.keep(shelf.memory, &[], None);
        for stored in &upload.stored {
            self.record.lose(stored.slot);
        }
    }

    /// The printer executed an upload; `free` is what it says of its NV graphics since.
    pub fn done(&mut self, upload: Upload, free: Option<u32>) {
        let Some(shelf) = &mut self.shelf else { return };
        for stored in upload.stored {
            shelf.put(stored);
        }
        if shelf.memory != Memory::Download {
            self.record.keep(shelf.memory, shelf.stored(), free);
        }
    }

    /// The printer did not take an upload: its memory is not used on this connection.
    pub fn give_up(&mut self) {
        self.shelf = None;
    }

    /// What is kept; `None` where nothing is used.
    #[must_use]
    pub const fn shelf(&self) -> Option<&Shelf> {
        self.shelf.as_ref()
    }

    /// What is to be written down.
    #[must_use]
    pub const fn record(&self) -> &Record {
        &self.record
    }

    /// The pictures that are kept, for those who look.
    #[must_use]
    pub fn kept(&self) -> &[Stored] {
        self.shelf.as_ref().map_or(&[], Shelf::stored)
    }
}
