//! What changed between two pictures, as few areas that do not overlap.

use iced_graphics::core::Rectangle;
use iced_graphics::damage;
use iced_tiny_skia::Layer;

use crate::canvas::Area;

/// Two areas become one when that paints at most so many pixels in vain: about what looking at every layer once more
/// costs.
const WASTE: i64 = 20_000;

/// What has to be painted anew when `before` is on the screen and `now` shall be.
pub(crate) fn between(before: &[Layer], now: &[Layer], all: Area, scale: f32) -> Vec<Area> {
    let changes = damage::diff(before, now, |layer| vec![layer.bounds], Layer::damage);
    joined(changes.into_iter().filter_map(|change: Rectangle| Area::around(change * scale).and(all)))
}

/// Areas that overlap, or nearly touch, are one.
fn joined(areas: impl Iterator<Item = Area>) -> Vec<Area> {
    let mut joined: Vec<Area> = Vec::new();
    for mut area in areas {
        // what has grown may reach others that it did not reach before
        while let Some(other) = joined.iter().position(|other| belong_together(area, *other)) {
            area = area.with(joined.swap_remove(other));
        }
        joined.push(area);
    }
    joined
}

fn belong_together(a: Area, b: Area) -> bool {
    a.and(b).is_some() || a.with(b).pixels() - a.pixels() - b.pixels() <= WASTE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(left: i32, top: i32, right: i32, bottom: i32) -> Area {
        Area { left, top, right, bottom }
    }

    #[test]
    fn no_pixel_is_painted_twice() {
        // two that are far apart, and one that reaches both
        let apart = [area(0, 0, 300, 300), area(700, 700, 1000, 1000)];
        assert_eq!(joined(apart.into_iter()).len(), 2);
        let bridged = joined(apart.into_iter().chain([area(250, 250, 750, 750)]));
        assert_eq!(bridged, [area(0, 0, 1000, 1000)]);
    }

    #[test]
    fn neighbours_are_one_and_what_is_far_is_not() {
        assert_eq!(joined([area(0, 0, 10, 10), area(20, 0, 30, 10)].into_iter()), [area(0, 0, 30, 10)]);
        assert_eq!(joined([area(0, 0, 10, 10), area(900, 900, 910, 910)].into_iter()).len(), 2);
    }
}
