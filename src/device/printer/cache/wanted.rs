//! From sample pages to the pictures worth keeping.
//!
//! What stands at the same place in the same samples belongs together: the head of the ticket in all
//! of one language, the words of a service in those of that service. Each such class becomes one picture, as
//! far as that wastes little room. Numbers are never part of one, unless the same number stands in
//! `SAME_NUMBER` samples (a telephone number): samples must therefore differ in every number that
//! may differ.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::unit::{PlacedGlyph, Unit, units};
use super::{CacheKey, Composing, Member};
use crate::receipt::page::{Bitmap, Dots, Element, Page};

/// A unit and its place in the order of its part.
type Placed = (usize, Unit);

/// In so many samples a number has to be the same to be taken for a fixed one.
const SAME_NUMBER: usize = 3;

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

    /// Bytes that it needs in the printer.
    #[must_use]
    pub fn bytes(&self) -> u32 {
        self.picture.data().len() as u32
    }
}

/// Where a unit stands: part of the page, place on it, content.
type Spot = (usize, u32, u32, CacheKey);

/// The pictures worth keeping for pages like `samples`, those first that save most for their room.
/// `waste` is how many bytes of white a picture may hold so that one command less is needed.
#[must_use]
pub fn wanted(samples: &[Page], composing: Composing, waste: u32) -> Vec<Wanted> {
    let mut spots: HashMap<Spot, (Unit, usize, Vec<usize>)> = HashMap::new();
    let mut glyphs: HashMap<CacheKey, (PlacedGlyph, u32)> = HashMap::new();
    let mut above: HashMap<usize, u32> = HashMap::new();
    for (number, page) in samples.iter().enumerate() {
        let compositions = page.elements.iter().enumerate().filter_map(|(at, element)| match element {
            Element::Composed(composition) => Some((feed_before(page, at), composition)),
            _ => None,
        });
        for (part, (feed, composition)) in compositions.enumerate() {
            above.entry(part).and_modify(|least| *least = feed.min(*least)).or_insert(feed);
            for (at, unit) in units(composition, composing).into_iter().enumerate() {
                for glyph in &unit.glyphs {
                    glyphs.entry(glyph.key).or_insert_with(|| (glyph.clone(), 0)).1 += 1;
                }
                let spot = (part, unit.y, unit.x, unit.key);
                let (.., seen) = spots.entry(spot).or_insert_with(|| (unit, at, Vec::new()));
                if seen.last() != Some(&number) {
                    seen.push(number);
                }
            }
        }
    }
    // Classes in a fixed order, so that equal samples make equal plans.
    let mut classes: BTreeMap<(usize, Vec<usize>), Vec<Placed>> = BTreeMap::new();
    for ((part, ..), (unit, at, seen)) in spots {
        if !unit.changes || seen.len() >= SAME_NUMBER {
            classes.entry((part, seen)).or_default().push((at, unit));
        }
    }
    let mut found: HashMap<CacheKey, Wanted> = HashMap::new();
    let mut add = |wanted: Wanted| {
        found.entry(wanted.key()).and_modify(|known| known.uses += wanted.uses).or_insert(wanted);
    };
    for ((part, seen), mut class) in classes {
        class.sort_by_key(|(_, unit)| (unit.y, unit.x));
        let above = above.get(&part).copied().unwrap_or(0);
        for layer in layers(&class, composing, waste) {
            add(layer_picture(&layer, above, waste, seen.len() as u32));
        }
    }
    for (glyph, uses) in glyphs.into_values() {
        let member = Member { key: glyph.key, x: 0, y: 0 };
        add(Wanted { picture: glyph.picture, members: vec![member], uses });
    }
    let mut all: Vec<Wanted> = found.into_values().collect();
    // Saved bytes for a byte of room; a picture saves what its ink would cost, less what a command costs.
    let worth = |wanted: &Wanted| {
        let (own, command) = (wanted.bytes(), 15);
        u64::from(wanted.uses) * u64::from(own.saturating_sub(command)) * 1_000 / u64::from(own.max(1) + 16)
    };
    all.sort_by_key(|wanted| (std::cmp::Reverse(worth(wanted)), wanted.key()));
    all
}

/// Splits a class into pictures, each of units that may be one.
fn layers(class: &[Placed], composing: Composing, waste: u32) -> Vec<Vec<&Unit>> {
    let mut layers: Vec<Vec<&Unit>> = Vec::new();
    let mut last_at = None;
    for (at, unit) in class {
        let joins = layers.last().is_some_and(|layer| {
            let [left, top, right, bottom] = bounds(layer);
            let apart = size(left, top, right, bottom) + size(unit.x, unit.y, unit.right(), unit.bottom());
            let together = size(left.min(unit.x), top.min(unit.y), right.max(unit.right()), bottom.max(unit.bottom()));
            // From top to bottom nothing else may stand between two bands that become one.
            let adjacent = composing == Composing::Pieces || last_at.is_some_and(|last: usize| last + 1 == *at);
            adjacent && together <= apart + waste
        });
        match layers.last_mut() {
            Some(layer) if joins => layer.push(unit),
            _ => layers.push(vec![unit]),
        }
        last_at = Some(*at);
    }
    layers
}

fn bounds(layer: &[&Unit]) -> [u32; 4] {
    layer.iter().fold([u32::MAX, u32::MAX, 0, 0], |[left, top, right, bottom], unit| {
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
fn layer_picture(layer: &[&Unit], above: u32, waste: u32, uses: u32) -> Wanted {
    let [left, top, right, bottom] = bounds(layer);
    let lead = if top == 0 && size(left, 0, right, above) <= waste { above } else { 0 };
    let mut picture = Bitmap::new(Dots(right - left), Dots(lead + bottom - top));
    let mut members = Vec::new();
    for unit in layer {
        let (x, y) = (unit.x - left, lead + unit.y - top);
        picture.stamp(&unit.picture, x, y);
        members.push(Member { key: unit.key, x, y });
    }
    Wanted { picture: Arc::new(picture), members, uses }
}
