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
    /// Lines printed in the printer's own typeface, in order.
    pub texts: Vec<String>,
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

    /// Marks one row of dots from the left edge and moves on; what falls beside the paper is lost.
    pub(super) fn row(&mut self, data: &[u8]) {
        let mut row = vec![0_u8; self.stride];
        let length = data.len().min(self.stride);
        row[..length].copy_from_slice(&data[..length]);
        if let (1..8, Some(last)) = (self.width % 8, row.last_mut()) {
            *last &= 0xFF << (8 - self.width % 8);
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

    pub(super) fn cut(&mut self, bytes: Vec<u8>, qr_texts: Vec<String>) -> Option<Sheet> {
        let length = self.rows.len().saturating_sub(self.blade);
        if length == 0 {
            return None;
        }
        let rest = self.rows.split_off(length);
        let rows = std::mem::replace(&mut self.rows, rest);
        self.cuts += 1;
        let picture = Bitmap::from_rows(Dots(self.width), Dots(length as u32), rows.concat())?;
        Some(Sheet { number: self.cuts, picture, top_margin: self.blade as u32, bytes, qr_texts, texts: Vec::new() })
    }

    /// Rows that hold ink since the last cut.
    pub(super) fn inked_rows(&self) -> usize {
        self.rows.iter().filter(|row| row.iter().any(|byte| *byte != 0)).count()
    }
}
