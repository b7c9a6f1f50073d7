//! Rectangles with round corners, filled and as rings: how much of each pixel they cover.
//!
//! A row of pixels is looked at as one line where the sides are straight and as [`LINES`] where they are round.
//! Between the ends everything is covered in the same way, so only the ends are worked out pixel by pixel.

use iced_graphics::core::Rectangle;

use crate::canvas::{Area, Canvas, Ink, cover, share};

/// Into how many lines a row is cut where a corner passes through it.
const LINES: usize = 8;

/// A rectangle with round corners, in pixels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    left: f32,
    top: f32,
    right: f32,
    bottom: f32,
    /// Upper left, upper right, lower right, lower left.
    radii: [f32; 4],
}

impl Shape {
    /// Corners are never larger than half the sides.
    pub(crate) fn new(bounds: Rectangle, radii: [f32; 4]) -> Self {
        let most = (bounds.width.min(bounds.height) / 2.0).max(0.0);
        Self {
            left: bounds.x,
            top: bounds.y,
            right: bounds.x + bounds.width,
            bottom: bounds.y + bounds.height,
            radii: radii.map(|radius| radius.clamp(0.0, most)),
        }
    }

    /// The same, `by` smaller on each side.
    fn inset(self, by: f32) -> Self {
        Self {
            left: self.left + by,
            top: self.top + by,
            right: self.right - by,
            bottom: self.bottom - by,
            radii: self.radii.map(|radius| (radius - by).max(0.0)),
        }
    }

    /// All pixels that it touches.
    pub(crate) fn area(&self) -> Area {
        let (width, height) = (self.right - self.left, self.bottom - self.top);
        Area::around(Rectangle { x: self.left, y: self.top, width, height })
    }

    /// Where it begins and ends at height `y`.
    fn line(&self, y: f32) -> (f32, f32) {
        let [upper_left, upper_right, lower_right, lower_left] = self.radii;
        let inset = |upper: f32, lower: f32| {
            let (above, below) = (self.top + upper - y, y - (self.bottom - lower));
            match () {
                () if above > 0.0 => upper - (upper * upper - above * above).max(0.0).sqrt(),
                () if below > 0.0 => lower - (lower * lower - below * below).max(0.0).sqrt(),
                () => 0.0,
            }
        };
        (self.left + inset(upper_left, lower_left), self.right - inset(upper_right, lower_right))
    }

    /// What it covers of row `y`.
    fn row(&self, y: i32) -> Row {
        let (top, bottom) = (y as f32, y as f32 + 1.0);
        let mut row = Row { lines: [(0.0, 0.0); LINES], count: 0, weight: 0.0 };
        if bottom <= self.top || top >= self.bottom || self.right <= self.left {
            return row;
        }
        let [upper_left, upper_right, lower_right, lower_left] = self.radii;
        let is_straight =
            top >= self.top + upper_left.max(upper_right) && bottom <= self.bottom - lower_left.max(lower_right);
        let has_corners = self.radii.iter().any(|radius| *radius > 0.0);
        if is_straight || !has_corners {
            row.lines[0] = (self.left, self.right);
            row.count = 1;
            row.weight = bottom.min(self.bottom) - top.max(self.top);
            return row;
        }
        row.weight = 1.0 / LINES as f32;
        for line in 0..LINES {
            let middle = top + (line as f32 + 0.5) * row.weight;
            if middle > self.top && middle < self.bottom {
                row.lines[row.count] = self.line(middle);
                row.count += 1;
            }
        }
        row
    }
}

/// What a shape covers of one row of pixels.
struct Row {
    lines: [(f32, f32); LINES],
    count: usize,
    /// How high each line is, in pixels.
    weight: f32,
}

impl Row {
    fn lines(&self) -> &[(f32, f32)] {
        &self.lines[..self.count]
    }

    /// The pixels that are touched.
    fn ends(&self) -> (i32, i32) {
        let left = self.lines().iter().map(|line| line.0).fold(f32::INFINITY, f32::min);
        let right = self.lines().iter().map(|line| line.1).fold(f32::NEG_INFINITY, f32::max);
        if self.count == 0 { (0, 0) } else { (left.floor() as i32, right.ceil() as i32) }
    }

    /// The pixels that are covered by every line from side to side; the first not before the last where there are none.
    fn whole(&self) -> (i32, i32) {
        let left = self.lines().iter().map(|line| line.0).fold(f32::NEG_INFINITY, f32::max);
        let right = self.lines().iter().map(|line| line.1).fold(f32::INFINITY, f32::min);
        if self.count == 0 { (0, 0) } else { (left.ceil() as i32, right.floor() as i32) }
    }

    /// How much of a pixel between the ends of [`Row::whole`] is covered.
    fn most(&self) -> f32 {
        self.count as f32 * self.weight
    }

    /// How much of pixel `x` is covered.
    fn of(&self, x: i32) -> f32 {
        let (left, right) = (x as f32, x as f32 + 1.0);
        let covered = self.lines().iter().map(|line| (line.1.min(right) - line.0.max(left)).max(0.0));
        covered.sum::<f32>() * self.weight
    }
}

/// Fills a shape.
pub(crate) fn fill(canvas: &mut Canvas<'_>, clip: Area, shape: &Shape, ink: Ink) {
    paint(canvas, clip, shape, None, ink);
}

/// Draws the line of a shape, `width` wide, inside its edge.
pub(crate) fn ring(canvas: &mut Canvas<'_>, clip: Area, shape: &Shape, width: f32, ink: Ink) {
    paint(canvas, clip, shape, Some(&shape.inset(width)), ink);
}

/// Paints what is in `shape` and not in `hole`, which lies inside it.
fn paint(canvas: &mut Canvas<'_>, clip: Area, shape: &Shape, hole: Option<&Shape>, ink: Ink) {
    if ink.alpha == 0 {
        return;
    }
    let Some(area) = shape.area().and(clip) else { return };
    for y in area.top..area.bottom {
        let outer = shape.row(y);
        let (left, right) = outer.ends();
        let (left, right) = (left.max(area.left), right.min(area.right));
        let inner = hole.map(|hole| hole.row(y)).filter(|row| row.count > 0);
        // between these everything is covered in the same way
        let mut middle = outer.whole();
        let mut most = outer.most();
        if let Some(inner) = &inner {
            let hollow = inner.whole();
            middle = (middle.0.max(hollow.0), middle.1.min(hollow.1));
            most -= inner.most();
        }
        let begin = middle.0.clamp(left, right.max(left));
        let end = if middle.0 < middle.1 { middle.1.clamp(begin, right.max(begin)) } else { begin };
        let of = |x| outer.of(x) - inner.as_ref().map_or(0.0, |inner| inner.of(x));
        part(canvas, y, (left, begin), of, ink);
        cover(canvas.row(y, begin, end), faded(ink, most));
        part(canvas, y, (end, right), of, ink);
    }
}

/// Paints pixels that are covered each in its own way.
fn part(canvas: &mut Canvas<'_>, y: i32, (left, right): (i32, i32), of: impl Fn(i32) -> f32, ink: Ink) {
    for (pixel, x) in canvas.row(y, left, right).chunks_exact_mut(1).zip(left.max(0)..) {
        cover(pixel, faded(ink, of(x)));
    }
}

fn faded(ink: Ink, coverage: f32) -> Ink {
    Ink { alpha: share((coverage.clamp(0.0, 1.0) * 255.0 + 0.5) as u32, ink.alpha), ..ink }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHITE: u32 = 0xFFFF_FFFF;
    const BLACK: Ink = Ink { color: 0xFF00_0000, alpha: 255 };

    fn painted(with: impl FnOnce(&mut Canvas<'_>, Area)) -> Vec<u32> {
        let mut pixels = vec![WHITE; 40 * 40];
        let mut canvas = Canvas::new(&mut pixels, 40);
        let all = canvas.area();
        with(&mut canvas, all);
        pixels
    }

    /// How much black there is, in pixels.
    fn black(pixels: &[u32]) -> f64 {
        pixels.iter().map(|pixel| 1.0 - f64::from(pixel & 0xFF) / 255.0).sum()
    }

    fn rectangle(x: f32, y: f32, width: f32, height: f32) -> Rectangle {
        Rectangle { x, y, width, height }
    }

    #[test]
    fn a_rectangle_between_pixels_covers_parts_of_them() {
        let shape = Shape::new(rectangle(2.5, 3.25, 10.0, 5.5), [0.0; 4]);
        let pixels = painted(|canvas, all| fill(canvas, all, &shape, BLACK));
        assert!((black(&pixels) - 55.0).abs() < 0.3, "{}", black(&pixels));
        let at = |x: usize, y: usize| pixels[y * 40 + x] & 0xFF;
        assert_eq!((at(3, 4), at(1, 4), at(13, 4)), (0, 0xFF, 0xFF));
        assert!(at(2, 4).abs_diff(128) < 3 && at(3, 3).abs_diff(64) < 3, "{} {}", at(2, 4), at(3, 3));
    }

    #[test]
    fn round_corners_take_their_part_away() {
        for (x, y) in [(2.0, 3.0), (2.3, 3.7)] {
            for radius in [1.0_f32, 4.5, 12.0, 99.0] {
                let shape = Shape::new(rectangle(x, y, 30.0, 24.0), [radius; 4]);
                let pixels = painted(|canvas, all| fill(canvas, all, &shape, BLACK));
                let round = f64::from(radius.min(12.0));
                let exact = 720.0 - (4.0 - std::f64::consts::PI) * round * round;
                assert!((black(&pixels) - exact).abs() < 1.5, "{radius}: {} {exact}", black(&pixels));
            }
        }
    }

    #[test]
    fn a_ring_is_what_is_between_two_shapes() {
        let shape = Shape::new(rectangle(2.3, 3.6, 30.0, 24.0), [6.0, 0.0, 9.0, 2.0]);
        let whole = black(&painted(|canvas, all| fill(canvas, all, &shape, BLACK)));
        for width in [0.4_f32, 1.0, 3.7, 12.0, 40.0] {
            let line = painted(|canvas, all| ring(canvas, all, &shape, width, BLACK));
            let hole = painted(|canvas, all| fill(canvas, all, &shape.inset(width), BLACK));
            let both = black(&line) + black(&hole);
            assert!((both - whole).abs() < 1.5, "{width}: {both} {whole}");
        }
    }

    #[test]
    fn nothing_is_painted_outside_the_clip() {
        let shape = Shape::new(rectangle(-8.0, -8.0, 80.0, 80.0), [20.0; 4]);
        let clip = Area { left: 10, top: 11, right: 20, bottom: 22 };
        let pixels = painted(|canvas, _| fill(canvas, clip, &shape, BLACK));
        assert_eq!(black(&pixels) as i32, 110);
        let pixels = painted(|canvas, _| ring(canvas, clip, &shape, 2.0, BLACK));
        assert_eq!(black(&pixels) as i32, 0);
        let clear = Ink { alpha: 0, ..BLACK };
        assert!(painted(|canvas, all| fill(canvas, all, &shape, clear)).iter().all(|pixel| *pixel == WHITE));
    }
}
