//! What papers say and show again and again: lines that were set, runs that were drawn.
//!
//! Only where [`super::shape::Fonts::remembering`] asked for it, and never what holds a digit: numbers differ from paper
//! to paper, and some of them are somebody's. A digit by itself is nobody's, and is remembered as a drawing.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use super::document::Weight;
use super::page::Bitmap;
use super::shape::{Breaks, Line};

/// So many are remembered of each: all that stands on the tickets of a day.
const REMEMBERED: usize = 2_000;

/// What a paragraph was set as. Lengths in bits, so that they can be compared.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Set {
    pub(super) text: String,
    pub(super) weight: Weight,
    pub(super) points: u32,
    pub(super) rtl: bool,
    pub(super) width: u32,
    pub(super) breaks: Breaks,
}

/// What the dots of a run follow from: glyphs with their place beside the first one in whole dots, the bits of their
/// size in dots, the threshold, and whether dots are of twice the size.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Look {
    pub(super) glyphs: Vec<(Weight, u16, i32, i32)>,
    pub(super) size: u32,
    pub(super) from: u8,
    pub(super) coarse: bool,
}

/// Dots, cropped to their ink, and where they stand from the origin of their run.
#[derive(Clone)]
pub(super) struct Drawing {
    pub(super) picture: Arc<Bitmap>,
    pub(super) at: [i32; 2],
}

/// The memory.
#[derive(Default)]
pub(super) struct Known {
    pub(super) lines: Shelf<Set, Vec<Line>>,
    pub(super) drawings: Shelf<Look, Option<Drawing>>,
}

/// Things by what they were made of.
pub(super) struct Shelf<K, V>(Mutex<HashMap<K, V>>);

impl<K, V> Default for Shelf<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Clone> Shelf<K, V> {
    /// What was made of `key`, made now where it was not.
    pub(super) fn get(&self, key: K, make: impl FnOnce(&K) -> V) -> V {
        if let Some(known) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return known.clone();
        }
        let made = make(&key);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(key, made.clone());
        made
    }

    #[cfg(test)]
    pub(super) fn keys(self) -> Vec<K> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner).into_keys().collect()
    }
}
