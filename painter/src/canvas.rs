//! Pixels, areas of them, and the two ways to put colour there: whole, and through a coverage.

use iced_graphics::core::{Color, Rectangle};

/// Pixels from `left` to before `right`, from `top` to before `bottom`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Area {
    pub(crate) left: i32,
    pub(crate) top: i32,
    pub(crate) right: i32,
    pub(crate) bottom: i32,
}

/// Where what begins there ends. iced's infinite rectangle begins infinitely far before and has no end.
fn end(begin: f32, length: f32) -> f32 {
    if length.is_infinite() { length } else { begin + length }
}

impl Area {
    /// All pixels that `bounds` touches.
    pub(crate) fn around(bounds: Rectangle) -> Self {
        Self {
            left: bounds.x.floor() as i32,
            top: bounds.y.floor() as i32,
            right: end(bounds.x, bounds.width).ceil() as i32,
            bottom: end(bounds.y, bounds.height).ceil() as i32,
        }
    }

    /// The pixels whose middle lies in `bounds`: what a clip lets through.
    pub(crate) fn inside(bounds: Rectangle) -> Self {
        Self {
            left: bounds.x.round() as i32,
            top: bounds.y.round() as i32,
            right: end(bounds.x, bounds.width).round() as i32,
            bottom: end(bounds.y, bounds.height).round() as i32,
        }
    }

    /// What both have; `None` when that is nothing.
    pub(crate) fn and(self, other: Self) -> Option<Self> {
        let both = Self {
            left: self.left.max(other.left),
            top: self.top.max(other.top),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
        };
        (both.left < both.right && both.top < both.bottom).then_some(both)
    }

    /// The smallest area that holds both.
    pub(crate) fn with(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// How many pixels.
    pub(crate) fn pixels(self) -> i64 {
        i64::from(self.right - self.left) * i64::from(self.bottom - self.top)
    }
}

/// From so many pixels on a second thread is worth its making.
const LARGE: i64 = 500_000;

/// A colour as it is put on pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ink {
    /// `0xFFRRGGBB`.
    pub(crate) color: u32,
    /// 0 leaves what is there, 255 covers it.
    pub(crate) alpha: u32,
}

impl From<Color> for Ink {
    fn from(color: Color) -> Self {
        let [r, g, b, a] = color.into_rgba8();
        Self { color: u32::from_be_bytes([0xFF, r, g, b]), alpha: a.into() }
    }
}

/// Opaque pixels, `0xFFRRGGBB`, row by row.
pub(crate) struct Canvas<'a> {
    pixels: &'a mut [u32],
    width: i32,
    height: i32,
}

impl<'a> Canvas<'a> {
    /// Over `pixels`; rows that are not whole are left out.
    pub(crate) fn new(pixels: &'a mut [u32], width: u32) -> Self {
        let width = i32::try_from(width).unwrap_or(0);
        let height = i32::try_from(pixels.len() / (width.max(1) as usize)).unwrap_or(0);
        Self { pixels, width, height }
    }

    /// All of it.
    pub(crate) fn area(&self) -> Area {
        Area { left: 0, top: 0, right: self.width, bottom: self.height }
    }

    /// The pixels from `left` to before `right` in row `y`; those outside are left out.
    #[inline]
    pub(crate) fn row(&mut self, y: i32, left: i32, right: i32) -> &mut [u32] {
        let (left, right) = (left.clamp(0, self.width), right.clamp(0, self.width));
        if y < 0 || y >= self.height || left >= right {
            return &mut [];
        }
        let start = y as usize * self.width as usize;
        &mut self.pixels[start + left as usize..start + right as usize]
    }

    /// Covers an area with one opaque colour, whatever was there.
    pub(crate) fn clear(&mut self, area: Area, color: u32) {
        if area == self.area() && area.pixels() > LARGE {
            return self.clear_all(color);
        }
        for y in area.top..area.bottom {
            self.row(y, area.left, area.right).fill(color);
        }
    }

    /// A window's first picture touches each page of its buffer for the first time, and most of the time goes into the
    /// system giving them: two threads ask for them, and so wait half as long.
    fn clear_all(&mut self, color: u32) {
        let (upper, lower) = self.pixels.split_at_mut(self.pixels.len() / 2);
        let alone = std::thread::scope(|scope| {
            let other = std::thread::Builder::new().spawn_scoped(scope, || lower.fill(color));
            upper.fill(color);
            other.is_err()
        });
        if alone {
            self.pixels.fill(color);
        }
    }
}

/// Puts one colour on all of these pixels.
#[inline]
pub(crate) fn cover(pixels: &mut [u32], ink: Ink) {
    match ink.alpha {
        0 => {}
        255 => pixels.fill(ink.color),
        alpha => pixels.iter_mut().for_each(|pixel| *pixel = mix(*pixel, ink.color, alpha)),
    }
}

/// Puts one colour on pixels, each as much as `coverage` says.
#[inline]
pub(crate) fn cover_by(pixels: &mut [u32], coverage: &[u8], ink: Ink) {
    for (pixel, coverage) in pixels.iter_mut().zip(coverage) {
        match share(u32::from(*coverage), ink.alpha) {
            0 => {}
            255 => *pixel = ink.color,
            alpha => *pixel = mix(*pixel, ink.color, alpha),
        }
    }
}

/// The product of two parts of 255.
#[inline]
pub(crate) fn share(a: u32, b: u32) -> u32 {
    (a * b + 127) / 255
}

/// `color` over `below`, `alpha` parts of 255 of it. Both are opaque. Two channels at a time.
#[inline]
pub(crate) fn mix(below: u32, color: u32, alpha: u32) -> u32 {
    const PAIR: u32 = 0x00FF_00FF;
    // 256 parts, so that 255 is all of it
    let part = alpha + (alpha >> 7);
    let rest = 256 - part;
    let even = ((color & PAIR) * part + (below & PAIR) * rest) >> 8 & PAIR;
    let odd = ((color >> 8 & PAIR) * part + (below >> 8 & PAIR) * rest) & !PAIR;
    even | odd
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_and_all_are_exact_and_the_rest_is_near() {
        for (below, color) in [(0xFF00_FF80, 0xFF12_34FE), (0xFFFF_FFFF, 0xFF00_0000), (0xFF01_0203, 0xFFFF_FEFD)] {
            assert_eq!(mix(below, color, 0), below);
            assert_eq!(mix(below, color, 255), color);
            for alpha in 0..=255_u32 {
                for shift in [0, 8, 16, 24] {
                    let channel = |of: u32| f64::from(of >> shift & 0xFF);
                    let part = f64::from(alpha) / 255.0;
                    let exact = channel(color) * part + channel(below) * (1.0 - part);
                    assert!((channel(mix(below, color, alpha)) - exact).abs() < 2.0, "{below:x} {color:x} {alpha}");
                }
            }
        }
    }

    #[test]
    fn what_is_outside_is_left_out() {
        let mut pixels = vec![0; 12];
        let mut canvas = Canvas::new(&mut pixels, 4);
        canvas.clear(Area { left: -5, top: -5, right: 2, bottom: 2 }, 7);
        cover(canvas.row(2, 3, 99), Ink { color: 9, alpha: 255 });
        cover(canvas.row(9, 0, 4), Ink { color: 9, alpha: 255 });
        cover(canvas.row(0, 3, 1), Ink { color: 9, alpha: 255 });
        assert_eq!(pixels, [7, 7, 0, 0, 7, 7, 0, 0, 0, 0, 0, 9]);
    }

    #[test]
    fn large_pictures_are_cleared_whole() {
        let mut pixels = vec![0; 1080 * 1920];
        let mut canvas = Canvas::new(&mut pixels, 1080);
        canvas.clear(canvas.area(), 7);
        assert!(pixels.iter().all(|pixel| *pixel == 7));
    }

    #[test]
    fn an_infinite_clip_lets_everything_through() {
        let all = Area { left: 0, top: 0, right: 4, bottom: 4 };
        assert_eq!(all.and(Area::inside(Rectangle::INFINITE)), Some(all));
        assert_eq!(all.and(Area::around(Rectangle::INFINITE)), Some(all));
    }

    #[test]
    fn areas_meet_and_join() {
        let a = Area { left: 0, top: 0, right: 4, bottom: 4 };
        let b = Area { left: 2, top: 3, right: 9, bottom: 9 };
        assert_eq!(a.and(b), Some(Area { left: 2, top: 3, right: 4, bottom: 4 }));
        assert_eq!(a.and(Area { left: 4, ..b }), None);
        assert_eq!(a.with(b), Area { left: 0, top: 0, right: 9, bottom: 9 });
        assert_eq!(a.with(b).pixels(), 81);
    }
}
