//! Pictures kept in the printer: flash (`GS ( L` fn 67, `FS q`), downloads (fn 83), and the one
//! stored for `GS ( L` fn 50.

use std::collections::BTreeMap;

use super::surface::Surface;
use super::{Dropped, Model};

/// Two bytes, 20h to 7Eh each.
pub(super) type Key = [u8; 2];

/// Pictures under keys, up to a size.
#[derive(Debug)]
pub(super) struct Store {
    capacity: usize,
    most: usize,
    pictures: BTreeMap<Key, Surface>,
}

impl Store {
    const fn new(capacity: usize, most: usize) -> Self {
        Self { capacity, most, pictures: BTreeMap::new() }
    }

    fn used(&self) -> usize {
        self.pictures.values().map(Surface::size).sum()
    }

    pub(super) fn get(&self, key: Key) -> Option<&Surface> {
        self.pictures.get(&key)
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = Key> {
        self.pictures.keys().copied()
    }
}

/// Which store a function speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Flash: survives power-off and `ESC @`, and wears.
    Nv,
    /// Lost at power-off and `ESC @`.
    Download,
}

/// All pictures of one printer.
#[derive(Debug)]
pub(super) struct Memory {
    nv: Store,
    download: Store,
    /// The images of `FS q`, which share the flash.
    images: Vec<Surface>,
    /// What `GS ( L` fn 112 stored and fn 50 will print.
    pub(super) stored: Option<Surface>,
    /// Whether `GS ( D` left `DLE DC4` fn 1 switched on.
    pub(super) pulses_allowed: bool,
    writes: usize,
}

impl Memory {
    pub(super) fn new(model: &Model) -> Self {
        Self {
            nv: Store::new(model.nv_bytes, model.most_pictures),
            download: Store::new(model.download_bytes, model.most_pictures),
            images: Vec::new(),
            stored: None,
            pulses_allowed: true,
            writes: 0,
        }
    }

    pub(super) const fn store(&self, kind: Kind) -> &Store {
        match kind {
            Kind::Nv => &self.nv,
            Kind::Download => &self.download,
        }
    }

    const fn store_mut(&mut self, kind: Kind) -> &mut Store {
        match kind {
            Kind::Nv => &mut self.nv,
            Kind::Download => &mut self.download,
        }
    }

    /// Bytes of it in all.
    pub(super) const fn capacity(&self, kind: Kind) -> usize {
        self.store(kind).capacity
    }

    /// Bytes of it that are free.
    pub(super) fn remaining(&self, kind: Kind) -> usize {
        let images = match kind {
            Kind::Nv => self.images.iter().map(Surface::size).sum(),
            Kind::Download => 0,
        };
        self.capacity(kind).saturating_sub(self.store(kind).used() + images)
    }

    pub(super) const fn writes(&self) -> usize {
        self.writes
    }

    const fn count_write(&mut self, kind: Kind) {
        if matches!(kind, Kind::Nv) {
            self.writes += 1;
        }
    }

    /// Keeps a picture; the one under the same key makes room.
    pub(super) fn define(&mut self, kind: Kind, key: Key, picture: Surface) -> Result<(), Dropped> {
        let store = self.store(kind);
        let before = store.get(key);
        let is_one_too_many = before.is_none() && store.pictures.len() >= store.most;
        if is_one_too_many || picture.size() > self.remaining(kind) + before.map_or(0, Surface::size) {
            return Err(Dropped::NoMemory);
        }
        self.store_mut(kind).pictures.insert(key, picture);
        self.count_write(kind);
        Ok(())
    }

    pub(super) fn delete(&mut self, kind: Kind, key: Key) -> Result<(), Dropped> {
        let found = self.store_mut(kind).pictures.remove(&key);
        found.ok_or(Dropped::NoSuchKey)?;
        self.count_write(kind);
        Ok(())
    }

    pub(super) fn delete_all(&mut self, kind: Kind) {
        self.store_mut(kind).pictures.clear();
        self.count_write(kind);
    }

    /// `FS q`: erases all that is in the flash, then keeps these.
    pub(super) fn define_images(&mut self, images: Vec<Surface>) -> Result<(), Dropped> {
        self.nv.pictures.clear();
        self.images.clear();
        self.count_write(Kind::Nv);
        if images.iter().map(Surface::size).sum::<usize>() > self.nv.capacity {
            return Err(Dropped::NoMemory);
        }
        self.images = images;
        Ok(())
    }

    /// The image of `FS p n`, counted from 1.
    pub(super) fn image(&self, n: u8) -> Option<&Surface> {
        self.images.get(usize::from(n).checked_sub(1)?)
    }

    /// `ESC @`, power-on: the flash stays.
    pub(super) fn forget(&mut self) {
        self.download.pictures.clear();
        self.stored = None;
        self.pulses_allowed = true;
    }
}
