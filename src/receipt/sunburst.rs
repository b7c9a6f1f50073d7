//! The mark at the head of tickets and receipts: a plain sunburst, drawn here as a placeholder until
//! an office gives its own. It is no state emblem.

use std::f32::consts::TAU;

const RAYS: usize = 16;

/// Closed outlines of the mark around (`x`, `y`), to be filled even-odd: a disc and its rays.
pub(super) fn outlines(x: f32, y: f32, radius: f32) -> Vec<Vec<[f32; 2]>> {
    let at = |turn: f32, distance: f32| {
        let angle = turn * TAU;
        [x + radius * distance * angle.sin(), y - radius * distance * angle.cos()]
    };
    let mut outlines = vec![(0..48).map(|n| at(n as f32 / 48.0, 0.36)).collect::<Vec<_>>()];
    for n in 0..RAYS {
        let middle = n as f32 / RAYS as f32;
        // Long and short rays in turn; each a slender kite.
        let (length, half) = if n % 2 == 0 { (1.0, 0.021) } else { (0.8, 0.017) };
        outlines.push(vec![at(middle, 0.46), at(middle + half, 0.60), at(middle, length), at(middle - half, 0.60)]);
    }
    outlines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stays_inside_its_circle() {
        for [x, y] in outlines(50.0, 40.0, 20.0).into_iter().flatten() {
            assert!((x - 50.0).hypot(y - 40.0) <= 20.01);
        }
    }
}
