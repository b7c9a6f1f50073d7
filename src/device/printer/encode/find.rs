//! Which kept pictures stand on a page.

use crate::device::printer::cache::unit::Unit;
use crate::device::printer::cache::{Memory, Shelf, Slot, Stored};
use crate::device::printer::escpos;
use crate::receipt::page::{Bitmap, Dots};

/// A kept picture that stands on the page.
#[derive(Clone, Copy)]
pub(super) struct Found<'a> {
    pub(super) stored: &'a Stored,
    /// Left edge of the picture as it was wanted, without the columns that [`Stored::inset`] counts.
    pub(super) x: u32,
    /// From the top of the composition; above it where the picture holds white that stands there.
    pub(super) y: i64,
}

impl Found<'_> {
    /// The row after its last.
    pub(super) fn bottom(&self) -> i64 {
        self.y + i64::from(self.stored.picture.height().get())
    }

    /// Where its left edge comes out.
    pub(super) const fn left(&self) -> u32 {
        self.x - self.stored.inset
    }

    /// The upper edge of its last part: everything of it begins there at the latest.
    pub(super) fn last_part(&self) -> i64 {
        self.y + i64::from(self.stored.members.iter().map(|member| member.y).max().unwrap_or(0))
    }

    /// The part of it that lies in the composition, with its upper edge.
    pub(super) fn stamp_on(&self, picture: &mut Bitmap) {
        let kept = &self.stored.picture;
        match u32::try_from(self.y) {
            Ok(y) => picture.stamp(kept, self.left(), y),
            Err(_) => {
                let above = self.y.unsigned_abs() as u32;
                let height = kept.height().saturating_sub(Dots(above));
                picture.stamp(&kept.crop(0, above, kept.width(), height), self.left(), 0);
            }
        }
    }

    /// The command that brings it back.
    pub(super) fn recall(&self, memory: Memory) -> Vec<u8> {
        match self.stored.slot {
            Slot::Code(code) => escpos::print_graphic(memory == Memory::Nv, code).to_vec(),
            Slot::Image(n) => escpos::print_image(n).to_vec(),
        }
    }
}

/// Takes the units that kept pictures hold out of `units` (sorted from the top). `above` white rows stand over
/// them; `numbers` tells whether a number may be taken by itself; `fits` whether a picture may stand there.
pub(super) fn find<'a>(
    units: &mut Vec<Unit>,
    shelf: &'a Shelf,
    above: u32,
    numbers: bool,
    fits: impl Fn(&Found<'a>) -> bool,
) -> Vec<Found<'a>> {
    let mut found = Vec::new();
    let mut taken = vec![false; units.len()];
    for first in 0..units.len() {
        if taken[first] {
            continue;
        }
        let unit = &units[first];
        let hit = shelf.beginning_with(unit.key).find_map(|stored| {
            let anchor = stored.members.first()?;
            let (x, y) = (unit.x.checked_sub(anchor.x)?, i64::from(unit.y) - i64::from(anchor.y));
            x.checked_sub(stored.inset)?;
            let hit = Found { stored, x, y };
            if y < -i64::from(above) || !numbers && unit.changes && stored.members.len() == 1 || !fits(&hit) {
                return None;
            }
            let places = stored.members[1..].iter().map(|member| {
                let (x, y) = (x + member.x, y + i64::from(member.y));
                let is_it = |at: &usize| {
                    let unit = &units[*at];
                    !taken[*at] && (unit.key, unit.x, i64::from(unit.y)) == (member.key, x, y)
                };
                (first + 1..units.len()).find(is_it)
            });
            Some((hit, places.collect::<Option<Vec<usize>>>()?))
        });
        if let Some((hit, places)) = hit {
            taken[first] = true;
            for at in places {
                taken[at] = true;
            }
            found.push(hit);
        }
    }
    let mut taken = taken.into_iter();
    units.retain(|_| !taken.next().unwrap_or(false));
    found
}
