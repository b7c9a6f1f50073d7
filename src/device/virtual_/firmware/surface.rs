//! A rectangle of dots: a glyph, a graphic, the line buffer, the page buffer.

/// Rows of dots from the top, most significant bit left, padding bits white.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Surface {
    width: u32,
    height: u32,
    stride: usize,
    bits: Vec<u8>,
}

impl Surface {
    pub(super) fn new(width: u32, height: u32) -> Self {
        let stride = width.div_ceil(8) as usize;
        Self { width, height, stride, bits: vec![0; stride * height as usize] }
    }

    /// Raster data: `width.div_ceil(8)` bytes a row. `None` when there are too few bytes.
    pub(super) fn from_rows(width: u32, height: u32, data: &[u8]) -> Option<Self> {
        let stride = width.div_ceil(8) as usize;
        let bits = data.get(..stride.checked_mul(height as usize)?)?.to_vec();
        let mut surface = Self { width, height, stride, bits };
        if !width.is_multiple_of(8) {
            for row in surface.bits.chunks_exact_mut(stride) {
                row[stride - 1] &= 0xFF << (8 - width % 8);
            }
        }
        Some(surface)
    }

    /// Column data: `height.div_ceil(8)` bytes a column, top bit first.
    pub(super) fn from_columns(width: u32, height: u32, data: &[u8]) -> Option<Self> {
        let bytes = height.div_ceil(8) as usize;
        let data = data.get(..bytes.checked_mul(width as usize)?)?;
        let mut surface = Self::new(width, height);
        for (x, column) in data.chunks_exact(bytes.max(1)).enumerate() {
            for y in 0..height {
                if column[(y / 8) as usize] & (0x80 >> (y % 8)) != 0 {
                    surface.set(x as u32, y);
                }
            }
        }
        Some(surface)
    }

    pub(super) const fn width(&self) -> u32 {
        self.width
    }

    pub(super) const fn height(&self) -> u32 {
        self.height
    }

    /// Bytes it takes in a printer's memory.
    pub(super) const fn size(&self) -> usize {
        self.bits.len()
    }

    pub(super) fn row(&self, y: u32) -> &[u8] {
        let from = y as usize * self.stride;
        self.bits.get(from..from + self.stride).unwrap_or_default()
    }

    /// Blackens one dot; outside, nothing.
    pub(super) fn set(&mut self, x: u32, y: u32) {
        if x < self.width && y < self.height {
            self.bits[y as usize * self.stride + (x / 8) as usize] |= 0x80 >> (x % 8);
        }
    }

    /// The black dots.
    pub(super) fn ink(&self) -> impl Iterator<Item = (u32, u32)> {
        (0..self.height).flat_map(move |y| {
            self.row(y).iter().enumerate().filter(|(_, byte)| **byte != 0).flat_map(move |(at, byte)| {
                (0..8).filter(move |bit| byte & (0x80 >> bit) != 0).map(move |bit| (at as u32 * 8 + bit, y))
            })
        })
    }

    /// Each dot as `across` × `down` dots.
    pub(super) fn scaled(&self, across: u32, down: u32) -> Self {
        if (across, down) == (1, 1) {
            return self.clone();
        }
        let mut scaled = Self::new(self.width * across, self.height * down);
        for (x, y) in self.ink() {
            for row in 0..down {
                for column in 0..across {
                    scaled.set(x * across + column, y * down + row);
                }
            }
        }
        scaled
    }

    /// Adds the ink of `other` with its upper left corner at (`x`, `y`); what falls outside is lost.
    pub(super) fn draw(&mut self, other: &Self, x: i64, y: i64) {
        for (dx, dy) in other.ink() {
            if let (Ok(x), Ok(y)) = (u32::try_from(x + i64::from(dx)), u32::try_from(y + i64::from(dy))) {
                self.set(x, y);
            }
        }
    }

    /// Whitens a rectangle.
    pub(super) fn clear(&mut self, x: u32, y: u32, width: u32, height: u32) {
        for y in y..y.saturating_add(height).min(self.height) {
            for x in x..x.saturating_add(width).min(self.width) {
                self.bits[y as usize * self.stride + (x / 8) as usize] &= !(0x80 >> (x % 8));
            }
        }
    }

    /// The rows from `top` on.
    pub(super) fn rows_from(&self, top: u32) -> Self {
        let top = top.min(self.height);
        let bits = self.bits[top as usize * self.stride..].to_vec();
        Self { width: self.width, height: self.height - top, stride: self.stride, bits }
    }

    /// The first `height` rows.
    pub(super) fn rows_to(mut self, height: u32) -> Self {
        self.height = self.height.min(height);
        self.bits.truncate(self.height as usize * self.stride);
        self
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    #[test]
    fn rows_and_columns_say_the_same() {
        let rows = Surface::from_rows(3, 9, &[0x20, 0, 0, 0, 0, 0, 0, 0x40, 0xFF]).unwrap();
        let columns = Surface::from_columns(3, 9, &[0x00, 0x80, 0x01, 0x80, 0x80, 0x80]).unwrap();
        assert_eq!(rows, columns);
        assert_eq!(rows.ink().collect::<Vec<_>>(), [(2, 0), (1, 7), (0, 8), (1, 8), (2, 8)]);
        assert_eq!(Surface::from_rows(9, 2, &[0; 3]), None);
        assert_eq!(Surface::from_columns(2, 9, &[0; 3]), None);
    }

    #[test]
    fn what_falls_outside_is_lost() {
        let mut surface = Surface::new(10, 4);
        let block = Surface::from_rows(8, 2, &[0xFF, 0xFF]).unwrap();
        surface.draw(&block, -6, -1);
        surface.draw(&block, 9, 3);
        assert_eq!(surface.ink().collect::<Vec<_>>(), [(0, 0), (1, 0), (9, 3)]);
        surface.clear(0, 0, 1, 9);
        assert_eq!(surface.ink().count(), 2);
        assert_eq!(block.scaled(2, 3).ink().count(), 16 * 6);
    }
}
