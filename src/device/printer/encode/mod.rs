//! A page as ESC/POS: blank rows as feeds, rasters cropped at both sides, QR codes by the printer
//! where it can, and no real-time command hidden anywhere.
//!
//! Commands are kept apart in [`Encoded`], because status may be asked only between them: a status
//! request inside a raster is eaten as dots and shifts all that follows.

use crate::receipt::page::{Bitmap, Dots, Element, ErrorCorrection, Page, Placement};
use crate::receipt::qr;

use super::escpos;
use super::profile::{CutKind, Indent, Profile};
use super::realtime;

/// Fewest blank rows inside a picture that are worth a feed and a new raster command.
const BLANK_RUN: u32 = 4;

/// A page in the printer's language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Encoded {
    bytes: Vec<u8>,
    /// Where each command ends.
    ends: Vec<usize>,
    /// Where the first byte stands that moves or marks paper.
    first_ink: usize,
    /// Where the last command that cuts (or feeds to the tear bar) begins.
    cut_at: usize,
    /// Paper moved, in dots, without the way to the blade.
    dots: u32,
    /// Dots that had to be left out (see [`page`]).
    lost_dots: u32,
}

impl Encoded {
    /// Bytes of any origin, as one command.
    #[must_use]
    pub fn raw(bytes: Vec<u8>, dots: u32) -> Self {
        let end = bytes.len();
        Self { bytes, ends: vec![end], first_ink: 0, cut_at: 0, dots, lost_dots: 0 }
    }

    /// All bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The commands one after the other.
    pub fn commands(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.ends.len()).filter_map(|at| self.command(at))
    }

    /// The `at`th command.
    #[must_use]
    pub fn command(&self, at: usize) -> Option<&[u8]> {
        let end = *self.ends.get(at)?;
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.bytes.get(start..end)
    }

    /// Where the first byte stands that moves or marks paper.
    #[must_use]
    pub const fn first_ink(&self) -> usize {
        self.first_ink
    }

    /// Where the command begins that cuts the sheet: before it was sent no sheet can have come out.
    #[must_use]
    pub const fn cut_at(&self) -> usize {
        self.cut_at
    }

    /// Paper moved, in dots, without the way to the blade.
    #[must_use]
    pub const fn dots(&self) -> u32 {
        self.dots
    }

    /// Dots left white because nothing else kept a real-time command out of the data.
    #[must_use]
    pub const fn lost_dots(&self) -> u32 {
        self.lost_dots
    }

    fn push(&mut self, command: &[u8]) {
        if !command.is_empty() {
            self.bytes.extend_from_slice(command);
            self.ends.push(self.bytes.len());
        }
    }
}

/// A page that this printer cannot print.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// Wider than the paper.
    #[error("the page is {page} dots wide, the printer {printer}")]
    TooWide {
        /// The page.
        page: u32,
        /// The profile.
        printer: u32,
    },
    /// A QR payload that fits in no symbol, or whose symbol does not fit on the paper.
    #[error("{0}")]
    Qr(String),
}

/// Encodes `page` for `profile`. Every dot of the page comes out where it stands.
///
/// Where image data would hold a real-time command, the raster is split between rows or shifted
/// against the left margin. A picture with ink in its leftmost dots leaves no room for a shift; then
/// one dot of the offending row stays white, which [`Encoded::lost_dots`] counts.
///
/// # Errors
/// [`PageError`].
pub fn page(page: &Page, profile: &Profile) -> Result<Encoded, PageError> {
    if page.width_dots.get() > profile.width_dots {
        return Err(PageError::TooWide { page: page.width_dots.get(), printer: profile.width_dots });
    }
    let mut writer = Writer { profile, out: Encoded::default(), feed: 0, margin: Some(0) };
    writer.set_up();
    for element in &page.elements {
        match element {
            Element::Raster(picture) => writer.picture(picture),
            Element::Qr { payload, module_dots, error_correction, align } => {
                writer.qr(page.width_dots, payload, *module_dots, *error_correction, *align)?;
            }
            Element::Feed(dots) => writer.feed += dots.get(),
            Element::Cut => writer.cut(),
        }
    }
    writer.flush_feed();
    Ok(writer.out)
}

struct Writer<'a> {
    profile: &'a Profile,
    out: Encoded,
    /// Blank dots not yet written.
    feed: u32,
    /// The left margin in force; `None` when not known.
    margin: Option<u32>,
}

impl Writer<'_> {
    fn set_up(&mut self) {
        if self.profile.feed.motion_units {
            self.out.push(&escpos::motion_units(self.profile.dpi));
        }
        self.out.push(&escpos::left_margin(0));
        self.out.push(&escpos::ALIGN_LEFT);
        self.out.first_ink = self.out.bytes.len();
        self.out.cut_at = self.out.bytes.len();
    }

    /// Units of `ESC J` and of the cut's feed in one dot.
    fn units_per_dot(&self) -> u32 {
        if self.profile.feed.motion_units { 1 } else { self.profile.feed.units_per_dot }
    }

    fn flush_feed(&mut self) {
        self.out.dots += self.feed;
        let mut units = std::mem::take(&mut self.feed) * self.units_per_dot();
        while units > 0 {
            let step = units.min(255);
            self.out.push(&escpos::feed(step as u8));
            units -= step;
        }
    }

    fn cut(&mut self) {
        if self.profile.cutter.kind == CutKind::TearBar {
            self.feed += self.profile.blade_dots + self.profile.cutter.margin_dots;
            self.out.cut_at = self.out.bytes.len();
            self.flush_feed();
        } else {
            self.flush_feed();
            self.out.cut_at = self.out.bytes.len();
            let margin = (self.profile.cutter.margin_dots * self.units_per_dot()).min(255) as u8;
            self.out.push(&escpos::cut(self.profile.cutter, margin));
            self.out.dots += self.profile.cutter.margin_dots;
        }
    }

    fn picture(&mut self, picture: &Bitmap) {
        let height = picture.height().get();
        let mut y = 0;
        while y < height {
            if picture.is_blank_row(y) {
                self.feed += 1;
                y += 1;
                continue;
            }
            let end = band_end(picture, y);
            self.band(picture, y, end);
            y = end;
        }
    }

    /// Rows `top..bottom`, which begin and end with ink.
    fn band(&mut self, picture: &Bitmap, top: u32, bottom: u32) {
        self.flush_feed();
        let band = picture.crop(0, top, picture.width(), Dots(bottom - top));
        let Some((left, _, width, _)) = band.ink() else {
            self.feed += bottom - top;
            return;
        };
        let right = left + width;
        let margin = match self.profile.raster.indent {
            Indent::LeftMargin => left,
            Indent::Padding => 0,
        };
        let stride = (right - margin).div_ceil(8).max(1);
        let rows_at_once = (self.profile.raster.max_bytes / stride).clamp(1, self.profile.raster.max_rows);
        let mut y = top;
        while y < bottom {
            let rows = rows_at_once.min(bottom - y);
            self.raster(picture, y, rows, left, right, margin);
            y += rows;
        }
    }

    /// One raster if it can be without a hidden real-time command, else several.
    fn raster(&mut self, picture: &Bitmap, top: u32, rows: u32, left: u32, right: u32, margin: u32) {
        // Any margin up to the first ink will do; a shift of up to seven dots changes every byte.
        let shifts = (0..8).map(|shift| match self.profile.raster.indent {
            Indent::LeftMargin => margin.checked_sub(shift),
            Indent::Padding => (shift <= left).then_some(shift),
        });
        let mut first_hit = None;
        for margin in shifts.flatten() {
            let command = raster_command(picture, top, rows, margin, right);
            match realtime::find(&command) {
                None => return self.write_raster(&command, rows, margin),
                Some(at) if first_hit.is_none() => first_hit = Some((at, margin)),
                Some(_) => {}
            }
        }
        let Some((at, margin)) = first_hit else { return };
        let stride = (right - margin).div_ceil(8);
        // The row that holds the first byte of the pair stands in the upper part; should the pair lie
        // within that row, it will come up again as a part of its own.
        let row = (at as u32).saturating_sub(8) / stride;
        if rows > 1 {
            let upper = if row == 0 { 1 } else { row.min(rows - 1) };
            self.raster(picture, top, upper, left, right, margin);
            self.raster(picture, top + upper, rows - upper, left, right, margin);
            return;
        }
        // A single row with ink from the left edge: one dot of the pair stays white.
        let mut command = raster_command(picture, top, rows, margin, right);
        while let Some(at) = realtime::find(&command) {
            command[at] &= !0x10;
            self.out.lost_dots += 1;
        }
        tracing::warn!(event = "printer.encode.lost_dot", row = top);
        self.write_raster(&command, rows, margin);
    }

    fn write_raster(&mut self, command: &[u8], rows: u32, margin: u32) {
        self.set_margin(margin);
        self.out.push(command);
        self.out.dots += rows;
    }

    fn set_margin(&mut self, margin: u32) {
        if self.margin != Some(margin) {
            self.out.push(&escpos::left_margin(margin as u16));
            self.margin = Some(margin);
        }
    }

    fn qr(
        &mut self,
        paper: Dots,
        payload: &str,
        module: Dots,
        correction: ErrorCorrection,
        align: Placement,
    ) -> Result<(), PageError> {
        let symbol = qr::symbol(payload, correction).map_err(|error| PageError::Qr(error.to_string()))?;
        let side = Dots(symbol.modules() * module.get());
        if side > paper {
            return Err(PageError::Qr(format!("a QR code of {} dots on {} dots of paper", side.get(), paper.get())));
        }
        let module_byte = u8::try_from(module.get()).ok().filter(|n| (1..=16).contains(n));
        let level = match correction {
            ErrorCorrection::Low => 48,
            ErrorCorrection::Medium => 49,
            ErrorCorrection::Quartile => 50,
            ErrorCorrection::High => 51,
        };
        let native = module_byte
            .filter(|_| self.profile.qr.native)
            .and_then(|module| escpos::qr(payload.as_bytes(), module, level))
            .filter(|command| realtime::find(command).is_none());
        let left = align.left_edge(paper, side).get();
        let Some(native) = native else {
            let mut picture = Bitmap::new(paper, side);
            picture.stamp(&symbol.bitmap(module), left, 0);
            self.picture(&picture);
            return Ok(());
        };
        self.flush_feed();
        match self.profile.raster.indent {
            Indent::LeftMargin => {
                self.set_margin(left);
                self.out.push(&native);
            }
            Indent::Padding => {
                self.set_margin(0);
                let n = match align {
                    Placement::Left => 0,
                    Placement::Centre => 1,
                    Placement::Right => 2,
                };
                self.out.push(&escpos::align(n));
                self.out.push(&native);
                self.out.push(&escpos::ALIGN_LEFT);
            }
        }
        self.out.dots += side.get();
        Ok(())
    }
}

/// The row after the last row with ink before a run of at least [`BLANK_RUN`] blank rows, or the end.
fn band_end(picture: &Bitmap, top: u32) -> u32 {
    let mut end = top + 1;
    let mut blank = 0;
    for y in top + 1..picture.height().get() {
        if picture.is_blank_row(y) {
            blank += 1;
            if blank == BLANK_RUN {
                break;
            }
        } else {
            blank = 0;
            end = y + 1;
        }
    }
    end
}

fn raster_command(picture: &Bitmap, top: u32, rows: u32, margin: u32, right: u32) -> Vec<u8> {
    let part = picture.crop(margin, top, Dots(right.saturating_sub(margin).max(1)), Dots(rows));
    let mut command = escpos::raster_header(part.stride() as u16, rows as u16).to_vec();
    command.extend_from_slice(part.data());
    command
}
