//! From sample pages to the pictures worth keeping.
//!
//! What stands at the same place in the same samples belongs together: the head of the ticket in all
//! of one language, the words of a service in those of that service. Of each such class there are several pictures to
//! choose from: each part by itself (which may stand anywhere on other pages), neighbours together, and as much
//! together as wastes little room; `choose` takes those that save most. Numbers are never part of one,
//! unless the same number stands in `SAME_NUMBER` samples (a telephone number): samples must therefore differ in every
//! number that may differ. Where a block may be missing (nobody knows how many wait), some samples should be without
//! it: then nothing is joined across the place at which the rest moves.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::choose::{Candidate, choose};
use super::unit::{Unit, units};
use super::{CacheKey, Composing, Member, Memory};
use crate::receipt::page::{Bitmap, Dots, Element, Page};

/// In so many samples a number has to be the same to be taken for a fixed one, and parts to stand together.
const SAME_NUMBER: usize = 3;
/// Bytes of white that neighbours on a line may waste.
const ON_A_LINE: u32 = 40;
/// Bytes of white that neighbouring lines may waste.
const IN_A_BLOCK: u32 = 640;
/// Bytes that a printer needs for a picture beside its dots (assumed; Epson does not say).
pub(super) const OVERHEAD: u32 = 24;

/// How pictures are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keeping {
    /// Where.
    pub memory: Memory,
    /// How pages are made of them.
    pub composing: Composing,
    /// Whether a picture must begin at the left edge, since the printer cannot move it.
    pub from_edge: bool,
    /// Bytes for all of them.
    pub room: u32,
    /// The largest that may be sent in one go, in bytes.
    pub most: u32,
    /// The highest, in rows: what stands in one picture cannot stand on two pages of page mode.
    pub most_rows: u32,
}

impl Keeping {
    /// Bytes of room that a picture takes.
    #[must_use]
    pub fn bytes(&self, picture: &Bitmap) -> u32 {
        let (width, height) = (picture.width().get(), picture.height().get());
        match self.memory {
            Memory::FsQ => (width + 7).div_ceil(8) * height.next_multiple_of(8) + 4,
            Memory::Nv | Memory::Download => picture.data().len() as u32 + OVERHEAD,
        }
    }

    /// Bytes for printing one: command, place, feed.
    pub(super) const fn recall(&self) -> u32 {
        match (self.memory, self.composing) {
            (Memory::FsQ, _) => 4 + 7,
            (_, Composing::Bands) => 11 + 7,
            (_, Composing::Pieces) => 11 + 8,
        }
    }

    /// Bytes that a picture costs when its dots are sent: command, place, and somewhat less than all dots.
    pub(super) fn ink_cost(&self, picture: &Bitmap) -> u32 {
        let place = match self.composing {
            Composing::Bands => 0,
            Composing::Pieces => 8,
        };
        picture.data().len() as u32 * 4 / 5 + 8 + place
    }

    /// How many bytes of room one write more is worth: flash may be written some times a day only.
    pub(super) const fn write(&self) -> u32 {
        match self.memory {
            Memory::Nv => 256,
            Memory::Download | Memory::FsQ => 0,
        }
    }
}

/// A picture worth keeping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// What it looks like.
    pub picture: Arc<Bitmap>,
    /// Its parts, from the top.
    pub members: Vec<Member>,
    /// In how many samples it stands, or how often.
    pub uses: u32,
}

impl Wanted {
    /// Its content.
    #[must_use]
    pub fn key(&self) -> CacheKey {
        CacheKey::of(&self.picture)
    }

    /// Bytes of its dots.
    #[must_use]
    pub fn bytes(&self) -> u32 {
        self.picture.data().len() as u32
    }
}

/// Where a unit stands: part of the page, place on it, content.
type Spot = (usize, u32, u32, CacheKey);

/// A unit at one place, and where it is in each sample that has it there.
struct Placed {
    unit: Unit,
    /// Its place among the units of its part.
    at: usize,
    /// The sample, and the first of its inks (one for words, one for each glyph of a number).
    seen: Vec<(usize, usize)>,
}

impl Placed {
    fn inks(&self) -> usize {
        self.unit.glyphs.len().max(1)
    }
}

/// The pictures worth keeping for pages like `samples`, those first that save most for their room.
#[must_use]
pub fn wanted(samples: &[Page], keeping: &Keeping) -> Vec<Wanted> {
    let mut found = Found::default();
    for (number, page) in samples.iter().enumerate() {
        found.read(number, page, keeping);
    }
    // Classes in a fixed order, so that equal samples make equal plans.
    let mut classes: BTreeMap<(usize, Vec<usize>), Vec<Placed>> = BTreeMap::new();
    for ((part, ..), placed) in std::mem::take(&mut found.spots) {
        if !placed.unit.changes || placed.seen.len() >= SAME_NUMBER {
            let samples = placed.seen.iter().map(|(sample, _)| *sample).collect();
            classes.entry((part, samples)).or_default().push(placed);
        }
    }
    // A picture may hold as much white as an eighth of all room, so that one command less is needed.
    let most_waste = (keeping.room / 8).min(keeping.most);
    for ((part, samples), mut class) in classes {
        class.sort_by_key(|placed| (placed.unit.y, placed.unit.x));
        let above = found.above.get(&part).copied().unwrap_or(0);
        // What stands together in one or two samples only does so by chance: a month and a plural.
        let levels = [None, Some(ON_A_LINE), Some(IN_A_BLOCK), Some(most_waste)];
        let together = if samples.len() >= SAME_NUMBER { levels.len() } else { 1 };
        for waste in levels.into_iter().take(together) {
            for layer in layers(&class, keeping, waste) {
                let lead = if waste.is_some() { above } else { 0 };
                let (picture, members) = layer_picture(&layer, lead, most_waste, keeping.from_edge);
                // The inks of all its parts in one sample.
                let inks = |n: usize| {
                    let inks = layer.iter().flat_map(|placed| {
                        let first = placed.seen[n].1;
                        first..first + placed.inks()
                    });
                    inks.collect()
                };
                found.add(&picture, members, (0..samples.len()).map(inks));
            }
        }
    }
    let Found { candidates, costs, .. } = found;
    let mut candidates: Vec<Candidate> = candidates.into_values().collect();
    for candidate in &mut candidates {
        // The same picture comes from several kinds of neighbourhood.
        candidate.places.sort_unstable();
        candidate.places.dedup();
    }
    candidates.retain(|candidate| keeping.memory == Memory::FsQ || candidate.wanted.bytes() <= keeping.most);
    choose(candidates, &costs, keeping)
}

/// What the samples hold.
#[derive(Default)]
struct Found {
    spots: HashMap<Spot, Placed>,
    candidates: BTreeMap<CacheKey, Candidate>,
    /// What each ink of all samples costs as it is sent.
    costs: Vec<u32>,
    /// White rows that always stand over a part.
    above: HashMap<usize, u32>,
}

impl Found {
    fn read(&mut self, number: usize, page: &Page, keeping: &Keeping) {
        let compositions = page.elements.iter().enumerate().filter_map(|(at, element)| match element {
            Element::Composed(composition) => Some((feed_before(page, at), composition)),
            _ => None,
        });
        for (part, (feed, composition)) in compositions.enumerate() {
            self.above.entry(part).and_modify(|least| *least = feed.min(*least)).or_insert(feed);
            for (at, unit) in units(composition, keeping.composing).into_iter().enumerate() {
                let first = self.costs.len();
                if unit.glyphs.is_empty() {
                    self.costs.push(keeping.ink_cost(&unit.picture));
                }
                for glyph in &unit.glyphs {
                    let ink = self.costs.len();
                    self.costs.push(keeping.ink_cost(&glyph.picture));
                    let member = Member { key: glyph.key, x: 0, y: 0 };
                    self.add(&glyph.picture, vec![member], std::iter::once(vec![ink]));
                }
                let spot = (part, unit.y, unit.x, unit.key);
                let placed = self.spots.entry(spot).or_insert_with(|| Placed { unit, at, seen: Vec::new() });
                if placed.seen.last().is_none_or(|(last, _)| *last != number) {
                    placed.seen.push((number, first));
                }
            }
        }
    }

    fn add(&mut self, picture: &Arc<Bitmap>, members: Vec<Member>, places: impl Iterator<Item = Vec<usize>>) {
        let new =
            || Candidate { wanted: Wanted { picture: Arc::clone(picture), members, uses: 0 }, places: Vec::new() };
        let candidate = self.candidates.entry(CacheKey::of(picture)).or_insert_with(new);
        candidate.places.extend(places);
    }
}

/// Splits a class into pictures of neighbours that waste little; without waste, of one part each.
fn layers<'a>(class: &'a [Placed], keeping: &Keeping, waste: Option<u32>) -> Vec<Vec<&'a Placed>> {
    let mut layers: Vec<Vec<&'a Placed>> = Vec::new();
    let mut last_at = None;
    for placed in class {
        let unit = &placed.unit;
        let joins = waste.zip(layers.last()).is_some_and(|(waste, layer)| {
            let [left, top, right, bottom] = bounds(layer);
            let apart = size(left, top, right, bottom) + size(unit.x, unit.y, unit.right(), unit.bottom());
            let together = size(left.min(unit.x), top.min(unit.y), right.max(unit.right()), bottom.max(unit.bottom()));
            // From top to bottom nothing else may stand between two bands that become one.
            let adjacent =
                keeping.composing == Composing::Pieces || last_at.is_some_and(|last: usize| last + 1 == placed.at);
            let high = bottom.max(unit.bottom()) - top;
            adjacent && together <= apart + waste && high <= keeping.most_rows
        });
        match layers.last_mut() {
            Some(layer) if joins => layer.push(placed),
            _ => layers.push(vec![placed]),
        }
        last_at = Some(placed.at);
    }
    layers
}

fn bounds(layer: &[&Placed]) -> [u32; 4] {
    layer.iter().map(|placed| &placed.unit).fold([u32::MAX, u32::MAX, 0, 0], |[left, top, right, bottom], unit| {
        [left.min(unit.x), top.min(unit.y), right.max(unit.right()), bottom.max(unit.bottom())]
    })
}

const fn size(left: u32, top: u32, right: u32, bottom: u32) -> u32 {
    (right - left).div_ceil(8) * (bottom - top)
}

/// White rows that always stand over the `at`th element.
fn feed_before(page: &Page, at: usize) -> u32 {
    match at.checked_sub(1).and_then(|before| page.elements.get(before)) {
        Some(Element::Feed(dots)) => dots.get(),
        _ => 0,
    }
}

/// One picture of a layer. White that always stands over a part of the page belongs to its first layer: that
/// saves the feed.
fn layer_picture(layer: &[&Placed], above: u32, waste: u32, from_edge: bool) -> (Arc<Bitmap>, Vec<Member>) {
    let [left, top, right, bottom] = bounds(layer);
    let left = if from_edge { 0 } else { left };
    let lead = if top == 0 && size(left, 0, right, above) <= waste { above } else { 0 };
    let mut picture = Bitmap::new(Dots(right - left), Dots(lead + bottom - top));
    let mut members = Vec::new();
    for placed in layer {
        let unit = &placed.unit;
        let (x, y) = (unit.x - left, lead + unit.y - top);
        picture.stamp(&unit.picture, x, y);
        members.push(Member { key: unit.key, x, y });
    }
    (Arc::new(picture), members)
}
