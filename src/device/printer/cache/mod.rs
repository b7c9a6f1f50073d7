//! Pictures that the printer keeps: which, where, and how they come back. Pure; the [`actor`](super::actor)
//! does the sending.
//!
//! - `unit`: a page as the parts that may be kept: whole bands, or in page mode words and glyphs;
//! - [`wanted`]: from sample pages to the pictures worth keeping, of which `choose` takes the best;
//! - [`plan`]: what is there, what to send, within room and write limit;
//! - [`upload`]: the commands that store;
//! - [`keeper`]: which memory is used, what is sent next; [`record`]: what is known of flash between two runs;
//! - [`Shelf`]: what is stored, by content. A page that finds nothing on the shelf prints all the same.

mod choose;
pub mod keeper;
pub mod plan;
pub mod record;
pub mod unit;
pub mod upload;
pub mod wanted;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::receipt::page::Bitmap;

/// A picture by its content: 128 bits of the SHA-256 of its size and dots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CacheKey([u8; 16]);

impl CacheKey {
    /// The key of a picture.
    #[must_use]
    pub fn of(picture: &Bitmap) -> Self {
        let mut hash = Sha256::new();
        hash.update(picture.width().get().to_le_bytes());
        hash.update(picture.height().get().to_le_bytes());
        hash.update(picture.data());
        let mut key = [0; 16];
        key.copy_from_slice(&hash.finalize()[..16]);
        Self(key)
    }
}

impl std::fmt::Display for CacheKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

/// Where a printer keeps pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Memory {
    /// NV graphics in flash (`GS ( L` fn 67, 69): stays without power; written at most some times a day.
    Nv,
    /// Download graphics in RAM (`GS ( L` fn 83, 85): gone with power and with `ESC @`.
    Download,
    /// NV bit images (`FS q`, `FS p`): all are written at once; only whole bands.
    FsQ,
}

/// How pages are made of what is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Composing {
    /// From top to bottom: bands that are kept, rasters between them.
    Bands,
    /// In page mode: words and glyphs anywhere on the page.
    Pieces,
}

/// Where a picture is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// A key code of `GS ( L`, each byte 32..=126.
    Code([u8; 2]),
    /// The number of an `FS q` image, 1..=255.
    Image(u8),
}

impl Slot {
    /// The `n`th slot of a memory; `None` when it has no more.
    #[must_use]
    pub fn nth(memory: Memory, n: usize) -> Option<Self> {
        match memory {
            Memory::Nv | Memory::Download => {
                // Letters and digits first: some clones take no others.
                const CODES: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
                let first = CODES[..52].get(n / CODES.len())?;
                Some(Self::Code([*first, CODES[n % CODES.len()]]))
            }
            Memory::FsQ => u8::try_from(n + 1).ok().map(Self::Image),
        }
    }
}

/// A part of a kept picture: what has to stand where on a page, so that the picture may take its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Member {
    /// The part.
    pub key: CacheKey,
    /// Its left edge in the picture.
    pub x: u32,
    /// Its upper edge in the picture.
    pub y: u32,
}

/// A picture that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Where.
    pub slot: Slot,
    /// What comes out: the picture with what [`upload`] had to add at its left edge and below it.
    pub picture: Arc<Bitmap>,
    /// White columns added at the left.
    pub inset: u32,
    /// Its parts, from the top.
    pub members: Vec<Member>,
}

/// What a printer keeps now.
#[derive(Clone, Debug)]
pub struct Shelf {
    /// Where.
    pub memory: Memory,
    /// How pages are made of it.
    pub composing: Composing,
    stored: Vec<Stored>,
    /// Pictures by their first member.
    by_first: HashMap<CacheKey, Vec<usize>>,
}

impl Shelf {
    /// Nothing kept yet.
    #[must_use]
    pub fn new(memory: Memory, composing: Composing) -> Self {
        Self { memory, composing, stored: Vec::new(), by_first: HashMap::new() }
    }

    /// Adds what is known to be stored. What was in its slot before is gone.
    pub fn put(&mut self, stored: Stored) {
        self.stored.retain(|other| other.slot != stored.slot);
        self.stored.push(stored);
        self.sort();
    }

    /// What is in this slot is gone.
    pub fn lose(&mut self, slot: Slot) {
        let before = self.stored.len();
        self.stored.retain(|other| other.slot != slot);
        if self.stored.len() < before {
            self.sort();
        }
    }

    fn sort(&mut self) {
        self.by_first.clear();
        for (at, stored) in self.stored.iter().enumerate() {
            if let Some(first) = stored.members.first() {
                self.by_first.entry(first.key).or_default().push(at);
            }
        }
        // The picture with the most parts is tried first.
        for list in self.by_first.values_mut() {
            list.sort_by_key(|at| std::cmp::Reverse(self.stored[*at].members.len()));
        }
    }

    /// All that is kept.
    #[must_use]
    pub fn stored(&self) -> &[Stored] {
        &self.stored
    }

    /// Pictures whose first part is `key`, those with most parts first.
    pub fn beginning_with(&self, key: CacheKey) -> impl Iterator<Item = &Stored> {
        self.by_first.get(&key).into_iter().flatten().filter_map(|at| self.stored.get(*at))
    }
}
