//! Characters: the printer's own faces and the glyphs that `ESC &` brought.

use std::collections::BTreeMap;

use super::font::{Font, glyph};
use super::surface::Surface;
use super::{Dropped, Firmware};

/// How the next character looks.
#[derive(Debug)]
pub(super) struct TextStyle {
    font: Font,
    bold: bool,
    across: u32,
    down: u32,
    /// Dots right of each character.
    spacing: u32,
    /// Whether `ESC %` chose the downloaded glyphs.
    own_glyphs: bool,
    glyphs: BTreeMap<(Font, u8), Surface>,
}

impl Default for TextStyle {
    fn default() -> Self {
        Self { font: Font::A, bold: false, across: 1, down: 1, spacing: 0, own_glyphs: false, glyphs: BTreeMap::new() }
    }
}

impl TextStyle {
    /// `ESC !`: font, weight and double sizes in one byte.
    pub(super) const fn set_mode(&mut self, n: u8) {
        self.set_font(n & 1);
        self.bold = n & 0x08 != 0;
        self.down = if n & 0x10 != 0 { 2 } else { 1 };
        self.across = if n & 0x20 != 0 { 2 } else { 1 };
    }

    /// `GS !`: 1 to 8 times across (bits 4-6) and down (bits 0-2).
    pub(super) fn set_size(&mut self, n: u8) {
        if n & 0x88 == 0 {
            self.across = u32::from(n >> 4) + 1;
            self.down = u32::from(n & 7) + 1;
        }
    }

    pub(super) const fn set_bold(&mut self, n: u8) {
        self.bold = n & 1 != 0;
    }

    pub(super) const fn set_font(&mut self, n: u8) {
        self.font = match n {
            1 | 49 => Font::B,
            _ => Font::A,
        };
    }

    pub(super) const fn set_spacing(&mut self, dots: u32) {
        self.spacing = dots;
    }

    /// `ESC %`.
    pub(super) const fn choose_own_glyphs(&mut self, n: u8) {
        self.own_glyphs = n & 1 != 0;
    }

    /// `ESC ?`.
    pub(super) fn forget_glyph(&mut self, code: u8) {
        self.glyphs.remove(&(self.font, code));
    }

    /// Dots from one character to the next.
    pub(super) const fn advance(&self) -> u32 {
        (self.font.cell().0 + self.spacing) * self.across
    }

    /// `ESC &` after its two bytes: `y c1 c2 [x d…]…`, three bytes a column. `None` when out of range.
    fn define(&mut self, parameters: &[u8]) -> Option<()> {
        let [3, first @ 0x20..=0x7E, last @ 0x20..=0x7E, glyphs @ ..] = parameters else { return None };
        let mut glyphs = glyphs;
        for code in *first..=*last {
            let (&width, rest) = glyphs.split_first()?;
            let (columns, rest) = rest.split_at_checked(usize::from(width) * 3)?;
            glyphs = rest;
            let (cell_width, cell_height) = self.font.cell();
            if u32::from(width) > cell_width {
                return None;
            }
            let mut cell = Surface::new(cell_width, cell_height);
            cell.draw(&Surface::from_columns(u32::from(width), 24, columns)?, 0, 0);
            self.glyphs.insert((self.font, code), cell);
        }
        Some(())
    }

    fn cell(&self, code: u8) -> Surface {
        let own = self.glyphs.get(&(self.font, code)).filter(|_| self.own_glyphs);
        let plain = own.cloned().unwrap_or_else(|| glyph(code, self.font));
        let mut cell = Surface::new(plain.width() + self.spacing, plain.height());
        cell.draw(&plain, 0, 0);
        if self.bold {
            cell.draw(&plain, 1, 0);
        }
        cell.scaled(self.across, self.down)
    }
}

impl Firmware {
    /// One character that came as text.
    pub(super) fn character(&mut self, code: u8) {
        let cell = self.style.cell(code);
        let letter = if code.is_ascii() { char::from(code) } else { char::REPLACEMENT_CHARACTER };
        self.place_character(&cell, letter);
    }

    /// `ESC &`.
    pub(super) fn define_glyphs(&mut self, parameters: &[u8]) {
        if self.style.define(parameters).is_none() {
            self.drop_it(Dropped::BadParameters);
        }
    }
}
