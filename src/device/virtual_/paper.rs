//! The paper in a virtual printer: rows under the head, and the blade some way above it.

use crate::receipt::page::{Bitmap, Dots};

/// Most rows that hang from the printer uncut: ten metres at 8 dots a millimetre. What is above has
/// been torn off by its own weight; nobody feeds as much on purpose.
const LONGEST: usize = 80_000;

/// A sheet that was cut off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Counts from 1.
    pub number: u32,
    /// All of it, with the white at the top that stood between head and blade at the cut before.
    pub picture: Bitmap,
    /// Rows of that white.
    pub top_margin: u32,
    /// The bytes that made it.
    pub bytes: Vec<u8>,
    /// What its QR codes say, in order (those drawn by the printer itself).
    pub qr_texts: Vec<String>,
}

impl Sheet {
    /// What was printed, without the white at the top.
    #[must_use]
    pub fn content(&self) -> Bitmap {
        let height = self.picture.height().get().saturating_sub(self.top_margin);
        self.picture.crop(0, self.top_margin, self.picture.width(), Dots(height))
    }

    /// Whether it shows `page` from the first row, and white below.
    #[must_use]
    pub fn shows(&self, page: &Bitmap) -> bool {
        let content = self.content();
        let (width, height) = (content.width().max(page.width()), content.height().max(page.height()));
        content.crop(0, 0, width, height) == page.crop(0, 0, width, height)
    }
}

/// Paper from the last cut to the head.
#[derive(Debug)]
pub(super) struct Paper {
    stride: usize,
    width: u32,
    blade: usize,
    rows: Vec<Vec<u8>>,
    cuts: u32,
}

impl Paper {
    pub(super) fn new(width: u32, blade: u32) -> Self {
        let stride = width.div_ceil(8) as usize;
        let blade = blade as usize;
        Self { stride, width, blade, rows: vec![vec![0; stride]; blade], cuts: 0 }
    }

    /// Marks one row of dots at `x` and moves on; what falls beside the paper is lost.
    pub(super) fn row(&mut self, x: u32, data: &[u8], double_width: bool) {
        let mut row = vec![0_u8; self.stride];
        for (at, byte) in data.iter().enumerate() {
            for bit in 0..8 {
                if byte & (0x80 >> bit) == 0 {
                    continue;
                }
                let dot = at as u32 * 8 + bit;
                let dots = if double_width { [dot * 2, dot * 2 + 1] } else { [dot, dot] };
                for dot in dots {
                    let column = x + dot;
                    if column < self.width {
                        row[(column / 8) as usize] |= 0x80 >> (column % 8);
                    }
                }
            }
        }
        self.push(row);
    }

    pub(super) fn feed(&mut self, dots: u32) {
        for _ in 0..dots {
            self.push(vec![0; self.stride]);
        }
    }

    fn push(&mut self, row: Vec<u8>) {
        if self.rows.len() >= LONGEST {
            self.rows.drain(..LONGEST / 2);
        }
        self.rows.push(row);
    }

    /// Moves what the head marked last to the blade.
    pub(super) fn feed_to_blade(&mut self) {
        self.feed(self.blade as u32);
    }

    pub(super) fn cut(&mut self, bytes: Vec<u8>, qr_texts: Vec<String>) -> Option<Sheet> {
        let length = self.rows.len().saturating_sub(self.blade);
        if length == 0 {
            return None;
        }
        let rest = self.rows.split_off(length);
        let rows = std::mem::replace(&mut self.rows, rest);
        self.cuts += 1;
        let picture = Bitmap::from_rows(Dots(self.width), Dots(length as u32), rows.concat())?;
        Some(Sheet { number: self.cuts, picture, top_margin: self.blade as u32, bytes, qr_texts })
    }

    /// Rows that hold ink since the last cut.
    pub(super) fn inked_rows(&self) -> usize {
        self.rows.iter().filter(|row| row.iter().any(|byte| *byte != 0)).count()
    }
}
