//! Where a raster can begin between the left edge and its first ink, and what that costs.

use crate::device::printer::profile::Indent;

/// How lines are aligned when a command begins (`ESC a`). Printers that are indented in another way are
/// always at [`Lane::Left`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Lane {
    #[default]
    Left,
    Centre,
    Right,
}

impl Lane {
    pub(super) const ALL: [Self; 3] = [Self::Left, Self::Centre, Self::Right];

    /// The lanes a printer uses.
    pub(super) const fn of(indent: Indent) -> &'static [Self] {
        match indent {
            Indent::LeftMargin | Indent::Padding => &[Self::Left],
            Indent::Align => &Self::ALL,
        }
    }

    /// The parameter of `ESC a`.
    pub(super) const fn parameter(self) -> u8 {
        self as u8
    }
}

/// Bytes of `ESC a`.
pub(super) const LANE_COST: u32 = 3;
/// Bytes of `GS L`.
const MARGIN_COST: u32 = 4;

/// What a raster has to show.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    /// First dot with ink.
    pub left: u32,
    /// The dot after the last.
    pub right: u32,
    /// 2 when each bit of data is two dots wide, else 1.
    pub scale: u32,
    /// Bit `n`: it may begin at dots `≡ n (mod 8)`.
    pub allowed: u8,
}

/// Where it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// First dot that the data covers.
    pub x: u32,
    /// Bytes of a row.
    pub stride: u32,
    /// Bytes for getting there.
    pub cost: u32,
}

/// The paper that rasters are placed on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paper {
    /// Dots across.
    pub width: u32,
    /// How rasters are moved.
    pub indent: Indent,
}

impl Paper {
    /// The cheapest place for `wanted` with `rows` rows of data.
    pub(super) fn place(self, wanted: Wanted, lane: Lane, rows: u32) -> Option<Place> {
        let Wanted { left, right, scale, allowed } = wanted;
        // The two cases that nearly every question is.
        if allowed == 0 {
            return None;
        }
        if self.indent == Indent::LeftMargin && allowed == u8::MAX {
            return Some(Place { x: left, stride: (right - left).div_ceil(8 * scale), cost: MARGIN_COST });
        }
        let all = self.candidates(wanted, lane).into_iter().flatten();
        all.min_by_key(|place| place.stride * rows + place.cost)
    }

    /// All places for `wanted` in one lane.
    pub(super) fn candidates(self, wanted: Wanted, lane: Lane) -> [Option<Place>; 8] {
        let Wanted { left, right, scale, allowed } = wanted;
        let byte = 8 * scale;
        let at = |x: u32, cost: u32| {
            let fits = x <= left && allowed & (1 << (x % 8)) != 0;
            fits.then(|| Place { x, stride: (right - x).div_ceil(byte), cost })
        };
        let mut all = [None; 8];
        match (self.indent, lane) {
            (Indent::LeftMargin, _) => {
                for (shift, place) in (0..).zip(&mut all) {
                    *place = left.checked_sub(shift).and_then(|x| at(x, MARGIN_COST));
                    // Without need of another, the first is the cheapest.
                    if allowed == u8::MAX {
                        break;
                    }
                }
            }
            // Nothing moves it: a printer that ignores the margin would print those rows some dots to the left.
            (Indent::Padding, _) | (Indent::Align, Lane::Left) => all[0] = at(0, 0),
            (Indent::Align, Lane::Right) => {
                let stride = (self.width - left).div_ceil(byte);
                let x = self.width.checked_sub(stride * byte);
                all[0] = x.filter(|x| allowed & (1 << (x % 8)) != 0).map(|x| Place { x, stride, cost: 0 });
            }
            (Indent::Align, Lane::Centre) => {
                let least = (self.width - 2 * left.min(self.width - right)).div_ceil(byte);
                for (more, place) in (0..).zip(all.iter_mut().take(2)) {
                    let stride = least + more;
                    let x = self.width.checked_sub(stride * byte).map(|free| free / 2);
                    *place = x.filter(|x| allowed & (1 << (x % 8)) != 0).map(|x| Place { x, stride, cost: 0 });
                }
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// The quick answers are those of the list of all places.
        #[test]
        fn the_place_is_the_cheapest_of_all(
            (left, right) in (0_u32..575).prop_flat_map(|left| (Just(left), left + 1..577)),
            which in 0_usize..3,
            scale in 1_u32..3,
            allowed in prop_oneof![Just(0_u8), Just(u8::MAX), any::<u8>()],
            rows in 1_u32..300,
        ) {
            let indent = [Indent::LeftMargin, Indent::Padding, Indent::Align][which];
            let paper = Paper { width: 576, indent };
            for lane in Lane::of(indent) {
                let wanted = Wanted { left, right, scale, allowed };
                let all = paper.candidates(wanted, *lane).into_iter().flatten();
                let cheapest = all.min_by_key(|place| place.stride * rows + place.cost);
                prop_assert_eq!(paper.place(wanted, *lane, rows), cheapest);
            }
        }
    }
}
