//! What a printer is asked to put on paper: a [`Page`] of rasters, QR codes and feeds, in whole dots.
//!
//! This is the border between floor 2 (design and layout, which know millimetres and text) and the
//! printer (which knows dots and bytes). Nothing here knows a printer's command set.

use std::collections::HashSet;
use std::io;
use std::ops::{Add, AddAssign, Mul, Sub};
use std::sync::Arc;

use super::piece::Composition;
use super::qr::{self, QrError};

/// A length in printer dots. One dot is 1/203 inch (0.125 mm) on most 80 mm and 58 mm printers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dots(pub u32);

impl Dots {
    /// No length.
    pub const ZERO: Self = Self(0);

    /// The length as an index or a count of rows.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }

    /// This many dots at `dpi` dots per inch, in millimetres.
    #[must_use]
    pub fn millimetres(self, dpi: u32) -> Millimetres {
        Millimetres(self.0 as f32 * 25.4 / dpi as f32)
    }

    /// `self - other`, or zero where `other` is longer.
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Add for Dots {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Dots {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sub for Dots {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Mul<u32> for Dots {
    type Output = Self;
    fn mul(self, times: u32) -> Self {
        Self(self.0 * times)
    }
}

/// A length on paper in millimetres.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Millimetres(pub f32);

impl Millimetres {
    /// The nearest whole number of dots at `dpi` dots per inch; negative lengths are zero.
    #[must_use]
    pub fn dots(self, dpi: u32) -> Dots {
        Dots((self.0 * dpi as f32 / 25.4).round().max(0.0) as u32)
    }

    /// The length in points (1/72 inch), the unit of the layout and of PDF.
    #[must_use]
    pub fn points(self) -> f32 {
        self.0 * 72.0 / 25.4
    }
}

/// A 1-bit picture: row-major, each row padded to whole bytes, most significant bit left, 1 = black.
/// The padding bits are always white, so that two equal pictures are equal values.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Bitmap {
    width: u32,
    height: u32,
    data: Vec<u8>,
}

impl std::fmt::Debug for Bitmap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Bitmap {}x{}", self.width, self.height)
    }
}

impl Bitmap {
    /// A white picture of `width` × `height` dots.
    #[must_use]
    pub fn new(width: Dots, height: Dots) -> Self {
        let stride = width.0.div_ceil(8) as usize;
        Self { width: width.0, height: height.0, data: vec![0; stride * height.0 as usize] }
    }

    /// A picture from rows of `width.div_ceil(8)` bytes each; `None` when `data` has another length.
    /// Padding bits are cleared.
    #[must_use]
    pub fn from_rows(width: Dots, height: Dots, data: Vec<u8>) -> Option<Self> {
        let stride = width.0.div_ceil(8) as usize;
        if data.len() != stride * height.0 as usize {
            return None;
        }
        let mut bitmap = Self { width: width.0, height: height.0, data };
        if let Some(mask) = bitmap.padding_mask() {
            for last in bitmap.data.iter_mut().skip(stride - 1).step_by(stride) {
                *last &= mask;
            }
        }
        Some(bitmap)
    }

    /// Which bits of a row's last byte are picture; `None` when all are.
    fn padding_mask(&self) -> Option<u8> {
        match self.width % 8 {
            0 => None,
            used => Some(0xFF_u8 << (8 - used)),
        }
    }

    /// Width in dots.
    #[must_use]
    pub const fn width(&self) -> Dots {
        Dots(self.width)
    }

    /// Height in dots.
    #[must_use]
    pub const fn height(&self) -> Dots {
        Dots(self.height)
    }

    /// Bytes of one row.
    #[must_use]
    pub const fn stride(&self) -> usize {
        self.width.div_ceil(8) as usize
    }

    /// All rows one after the other, [`Self::stride`] bytes each: the data of `GS v 0`.
    #[must_use]
    pub fn data(&self) -> &[u8] {
        &self.data
    }

    /// Whether the dot is black; dots outside the picture are white.
    #[must_use]
    pub fn get(&self, x: u32, y: u32) -> bool {
        x < self.width
            && y < self.height
            && self.data[y as usize * self.stride() + (x / 8) as usize] & (0x80 >> (x % 8)) != 0
    }

    /// Sets one dot; dots outside the picture are ignored.
    pub fn set(&mut self, x: u32, y: u32, black: bool) {
        if x >= self.width || y >= self.height {
            return;
        }
        let at = y as usize * self.stride() + (x / 8) as usize;
        let bit = 0x80 >> (x % 8);
        if black {
            self.data[at] |= bit;
        } else {
            self.data[at] &= !bit;
        }
    }

    /// Sets a rectangle of dots; what lies outside the picture is ignored.
    pub fn fill(&mut self, x: u32, y: u32, width: u32, height: u32, black: bool) {
        for row in y..y.saturating_add(height).min(self.height) {
            for column in x..x.saturating_add(width).min(self.width) {
                self.set(column, row, black);
            }
        }
    }

    /// One row's bytes. Empty outside the picture.
    #[must_use]
    pub fn row(&self, y: u32) -> &[u8] {
        if y >= self.height {
            return &[];
        }
        let stride = self.stride();
        &self.data[y as usize * stride..(y as usize + 1) * stride]
    }

    /// The rows from the top.
    pub fn rows(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.height).map(|y| self.row(y))
    }

    /// Whether the row holds no black dot (rows outside the picture do not).
    #[must_use]
    pub fn is_blank_row(&self, y: u32) -> bool {
        self.row(y).iter().all(|byte| *byte == 0)
    }

    /// How many dots are black.
    #[must_use]
    pub fn black_dots(&self) -> usize {
        let (words, rest) = self.data.as_chunks::<8>();
        let in_words: usize = words.iter().map(|word| u64::from_ne_bytes(*word).count_ones() as usize).sum();
        in_words + rest.iter().map(|byte| byte.count_ones() as usize).sum::<usize>()
    }

    /// The smallest rectangle holding all ink as `(x, y, width, height)`; `None` when all is white.
    #[must_use]
    pub fn ink(&self) -> Option<(u32, u32, u32, u32)> {
        let top = (0..self.height).find(|y| !self.is_blank_row(*y))?;
        let bottom = (0..self.height).rev().find(|y| !self.is_blank_row(*y))?;
        let mut columns = vec![0_u8; self.stride()];
        for y in top..=bottom {
            for (all, byte) in columns.iter_mut().zip(self.row(y)) {
                *all |= byte;
            }
        }
        let black = |x: &u32| columns[(x / 8) as usize] & (0x80 >> (x % 8)) != 0;
        let left = (0..self.width).find(black)?;
        let right = (0..self.width).rev().find(black)?;
        Some((left, top, right - left + 1, bottom - top + 1))
    }

    /// A copy of the rectangle; what lies outside this picture is white.
    #[must_use]
    pub fn crop(&self, x: u32, y: u32, width: Dots, height: Dots) -> Self {
        let mut part = Self::new(width, height);
        part.copy_rows_from(self, x, y);
        part
    }

    fn copy_rows_from(&mut self, source: &Self, x: u32, y: u32) {
        if x.is_multiple_of(8) {
            let skip = (x / 8) as usize;
            let stride = self.stride();
            let mask = self.padding_mask();
            for own in 0..self.height {
                let from = source.row(y.saturating_add(own));
                let Some(from) = from.get(skip..) else { continue };
                let n = from.len().min(stride);
                let to = &mut self.data[own as usize * stride..][..n];
                to.copy_from_slice(&from[..n]);
                if let (Some(mask), true) = (mask, n == stride) {
                    to[n - 1] &= mask;
                }
            }
            return;
        }
        let (skip, shift) = ((x / 8) as usize, x % 8);
        let stride = self.stride();
        let mask = self.padding_mask();
        for own in 0..self.height {
            let from = source.row(y.saturating_add(own));
            let to = &mut self.data[own as usize * stride..][..stride];
            for (at, to) in to.iter_mut().enumerate() {
                let byte = |at: usize| from.get(skip + at).copied().unwrap_or(0);
                *to = byte(at) << shift | byte(at + 1) >> (8 - shift);
            }
            if let (Some(mask), Some(last)) = (mask, to.last_mut()) {
                *last &= mask;
            }
        }
    }

    /// Adds the ink of `source` with its upper left corner at (`x`, `y`); what falls outside is lost.
    pub fn stamp(&mut self, source: &Self, x: u32, y: u32) {
        for (row, source_y) in (y..self.height).zip(0..source.height) {
            let stride = self.stride();
            let start = row as usize * stride;
            let shift = x % 8;
            let Some(to) = self.data[start..start + stride].get_mut((x / 8) as usize..) else { continue };
            if shift == 0 {
                for (to, from) in to.iter_mut().zip(source.row(source_y)) {
                    *to |= from;
                }
            } else {
                for (at, from) in source.row(source_y).iter().enumerate() {
                    if let Some(to) = to.get_mut(at) {
                        *to |= from >> shift;
                    }
                    if let Some(to) = to.get_mut(at + 1) {
                        *to |= from << (8 - shift);
                    }
                }
            }
        }
        if let Some(mask) = self.padding_mask() {
            let stride = self.stride();
            for last in self.data.iter_mut().skip(stride - 1).step_by(stride) {
                *last &= mask;
            }
        }
    }

    /// Writes the picture as a 1-bit greyscale PNG with the given resolution.
    ///
    /// # Errors
    /// What the writer says; a picture without dots cannot be a PNG ([`io::ErrorKind::InvalidInput`]).
    pub fn write_png(&self, to: impl io::Write, dpi: u32) -> io::Result<()> {
        if self.width == 0 || self.height == 0 {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "a picture without dots"));
        }
        let mut encoder = png::Encoder::new(to, self.width, self.height);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        let per_metre = (f64::from(dpi) / 0.0254).round() as u32;
        encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: per_metre, yppu: per_metre, unit: png::Unit::Meter }));
        let mut writer = encoder.write_header()?;
        // In greyscale 1 is white; on paper 1 is black.
        let inverted: Vec<u8> = self.data.iter().map(|byte| !byte).collect();
        writer.write_image_data(&inverted)?;
        writer.finish()?;
        Ok(())
    }
}

/// Where an element stands between the left and the right edge of the paper (physical, not mirrored).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Placement {
    /// At the left edge.
    Left,
    /// In the middle.
    #[default]
    Centre,
    /// At the right edge.
    Right,
}

impl Placement {
    /// The left edge of something `width` wide on `paper`.
    #[must_use]
    pub fn left_edge(self, paper: Dots, width: Dots) -> Dots {
        let free = paper.saturating_sub(width);
        match self {
            Self::Left => Dots::ZERO,
            Self::Centre => Dots(free.0 / 2),
            Self::Right => free,
        }
    }
}

/// How much of a QR code may be damaged and still be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ErrorCorrection {
    /// About 7 %.
    Low,
    /// About 15 %: the house choice (`reference/pdf_qr_mrz.md` §3).
    #[default]
    Medium,
    /// About 25 %.
    Quartile,
    /// About 30 %.
    High,
}

/// One piece of a page. The paper moves down by the height of each.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Element {
    /// A picture with its left edge at the left edge of the page; never wider than the page.
    Raster(Bitmap),
    /// A picture of which it is known what it is made of; otherwise like [`Element::Raster`].
    Composed(Composition),
    /// A QR code (model 2, smallest version that fits). The device draws it natively where it can,
    /// else from [`qr::symbol`]. Its height is that of the symbol alone: the quiet zone above
    /// and below is part of the [`Element::Feed`]s around it, since printers print none.
    Qr {
        /// What it says; upper-case alphanumeric wherever possible (smaller symbol).
        payload: String,
        /// Side of one module in dots, 1..=16; the house minimum is 5.
        module_dots: Dots,
        /// Error correction level.
        error_correction: ErrorCorrection,
        /// Where it stands.
        align: Placement,
    },
    /// Blank paper.
    Feed(Dots),
    /// Feed to the blade and cut.
    Cut,
}

/// One sheet as the printer gets it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Page {
    /// Printable width.
    pub width_dots: Dots,
    /// From the top.
    pub elements: Vec<Element>,
}

impl Page {
    /// Height of all elements together (what a [`Page::bitmap`] is high).
    ///
    /// # Errors
    /// When a QR payload does not fit in a QR code.
    pub fn height(&self) -> Result<Dots, QrError> {
        self.elements.iter().try_fold(Dots::ZERO, |sum, element| Ok(sum + element.height()?))
    }

    /// What looks like one of `known` becomes that one ([`Composition::share`]): for those who hold many pages.
    pub fn share(&mut self, known: &mut HashSet<Arc<Bitmap>>) {
        for element in &mut self.elements {
            if let Element::Composed(composition) = element {
                composition.share(known);
            }
        }
    }

    /// The whole page as one picture, cuts ignored: previews, tests, printers without native QR.
    ///
    /// # Errors
    /// When a QR payload does not fit in a QR code.
    pub fn bitmap(&self) -> Result<Bitmap, QrError> {
        let mut sheet = Bitmap::new(self.width_dots, self.height()?);
        let mut y = 0;
        for element in &self.elements {
            match element {
                Element::Raster(picture) => {
                    sheet.stamp(picture, 0, y);
                    y += picture.height().0;
                }
                Element::Composed(composition) => {
                    sheet.stamp(composition.picture(), 0, y);
                    y += composition.height().0;
                }
                Element::Qr { payload, module_dots, error_correction, align } => {
                    let symbol = qr::symbol(payload, *error_correction)?.bitmap(*module_dots);
                    sheet.stamp(&symbol, align.left_edge(self.width_dots, symbol.width()).0, y);
                    y += symbol.height().0;
                }
                Element::Feed(dots) => y += dots.0,
                Element::Cut => {}
            }
        }
        Ok(sheet)
    }
}

impl Element {
    /// How far the paper moves.
    ///
    /// # Errors
    /// When a QR payload does not fit in a QR code.
    pub fn height(&self) -> Result<Dots, QrError> {
        Ok(match self {
            Self::Raster(picture) => picture.height(),
            Self::Composed(composition) => composition.height(),
            Self::Qr { payload, module_dots, error_correction, .. } => {
                *module_dots * qr::symbol(payload, *error_correction)?.modules()
            }
            Self::Feed(dots) => *dots,
            Self::Cut => Dots::ZERO,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    #[test]
    fn millimetres_and_dots_agree() {
        assert_eq!(Millimetres(72.0).dots(203), Dots(575));
        assert_eq!(Millimetres(-1.0).dots(203), Dots::ZERO);
        assert!((Dots(576).millimetres(203).0 - 72.07).abs() < 0.01);
    }

    #[test]
    fn a_set_dot_is_the_most_significant_bit_first() {
        let mut picture = Bitmap::new(Dots(10), Dots(2));
        picture.set(0, 0, true);
        picture.set(9, 1, true);
        picture.set(10, 0, true);
        picture.set(0, 2, true);
        assert_eq!(picture.data(), [0x80, 0x00, 0x00, 0x40]);
        assert!(picture.get(9, 1) && !picture.get(10, 1) && !picture.is_blank_row(1));
        picture.set(9, 1, false);
        assert!(picture.is_blank_row(1));
    }

    #[test]
    fn padding_stays_white() {
        let picture = Bitmap::from_rows(Dots(9), Dots(1), vec![0xFF, 0xFF]).unwrap();
        assert_eq!(picture.data(), [0xFF, 0x80]);
        assert!(Bitmap::from_rows(Dots(9), Dots(1), vec![0xFF]).is_none());
        let mut narrow = Bitmap::new(Dots(3), Dots(1));
        narrow.stamp(&picture, 0, 0);
        assert_eq!(narrow.data(), [0xE0]);
        assert_eq!(picture.crop(0, 0, Dots(3), Dots(1)).data(), [0xE0]);
    }

    #[test]
    fn crop_and_stamp_are_inverse_at_every_offset() {
        let mut picture = Bitmap::new(Dots(13), Dots(5));
        for n in 0..65 {
            picture.set(n % 13, n / 13, n * n % 7 < 3);
        }
        for x in 0..17 {
            for y in 0..3 {
                let mut sheet = Bitmap::new(Dots(40), Dots(10));
                sheet.stamp(&picture, x, y);
                assert_eq!(sheet.crop(x, y, picture.width(), picture.height()), picture);
                let (left, top, width, height) = sheet.ink().unwrap();
                let (pl, pt, pw, ph) = picture.ink().unwrap();
                assert_eq!((left, top, width, height), (pl + x, pt + y, pw, ph));
            }
        }
        assert!(Bitmap::new(Dots(9), Dots(9)).ink().is_none());
    }

    #[test]
    fn png_gives_the_dots_back() {
        let mut picture = Bitmap::new(Dots(11), Dots(3));
        picture.fill(2, 1, 20, 1, true);
        let mut file = Vec::new();
        picture.write_png(&mut file, 203).unwrap();
        let mut reader = png::Decoder::new(io::Cursor::new(file)).read_info().unwrap();
        let mut rows = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut rows).unwrap();
        let again = Bitmap::from_rows(Dots(11), Dots(3), rows.iter().map(|byte| !byte).collect());
        assert_eq!(again.unwrap(), picture);
        assert!(Bitmap::new(Dots(0), Dots(3)).write_png(Vec::new(), 203).is_err());
    }

    #[test]
    fn a_page_is_as_high_as_its_elements() {
        let mut picture = Bitmap::new(Dots(16), Dots(4));
        picture.fill(0, 0, 16, 4, true);
        let page = Page {
            width_dots: Dots(200),
            elements: vec![
                Element::Raster(picture),
                Element::Feed(Dots(20)),
                Element::Qr {
                    payload: "KT:B3-041".into(),
                    module_dots: Dots(5),
                    error_correction: ErrorCorrection::Medium,
                    align: Placement::Centre,
                },
                Element::Cut,
            ],
        };
        let sheet = page.bitmap().unwrap();
        assert_eq!(sheet.height(), Dots(4 + 20 + 21 * 5));
        assert!(sheet.get(15, 3) && !sheet.get(16, 3) && sheet.is_blank_row(10));
        let below = sheet.crop(0, 24, Dots(200), Dots(105));
        assert_eq!(below.ink().unwrap(), (47, 0, 105, 105));
    }
}
