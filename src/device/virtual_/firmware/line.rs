//! Standard mode: units, margins, alignment, and the print buffer that holds one line.

use super::surface::Surface;
use super::{Dropped, Firmware, Model};

/// Rows of the highest line: characters of eight times the height of font A.
const HIGHEST: u32 = 192;
/// The most that one feed moves (Epson on `ESC J` and `ESC d`).
const LONGEST_FEED_MM: u32 = 1_016;
/// Dots of a line after `ESC 2`.
const DEFAULT_SPACING: u32 = 30;

/// Where things go in standard mode, and how long a unit is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    dpi: u32,
    paper: u32,
    /// Motion units of an inch, across and down.
    across: u32,
    down: u32,
    default_down: u32,
    margin: u32,
    width: Option<u32>,
    justify: u8,
    /// Dots that a line feeds.
    pub(super) spacing: u32,
}

impl Layout {
    pub(super) fn new(model: &Model) -> Self {
        let dpi = model.dpi.max(1);
        let down = dpi * model.units_per_dot.clamp(1, 16);
        Self {
            dpi,
            paper: model.width_dots,
            across: dpi,
            down,
            default_down: down,
            margin: 0,
            width: None,
            justify: 0,
            spacing: DEFAULT_SPACING,
        }
    }

    /// Dots of `units` across.
    pub(super) const fn across(&self, units: u32) -> u32 {
        units * self.dpi / self.across
    }

    /// Dots of `units` down.
    pub(super) const fn down(&self, units: u32) -> u32 {
        units * self.dpi / self.down
    }

    /// `GS P`: units of an inch; 0 is the model's own.
    pub(super) fn set_units(&mut self, across: u8, down: u8) {
        self.across = if across == 0 { self.dpi } else { u32::from(across) };
        self.down = if down == 0 { self.default_down } else { u32::from(down) };
    }

    /// Dots of the print area.
    pub(super) fn area(&self) -> u32 {
        let right_of_margin = self.paper.saturating_sub(self.margin);
        self.width.map_or(right_of_margin, |width| width.min(right_of_margin))
    }

    /// The first dot of the paper right of the print area.
    fn right(&self) -> u32 {
        self.margin + self.area()
    }

    /// Where something of `width` dots begins on the paper.
    pub(super) fn justified(&self, width: u32) -> u32 {
        let free = self.area().saturating_sub(width);
        self.margin
            + match self.justify {
                1 => free / 2,
                2 => free,
                _ => 0,
            }
    }
}

/// The print buffer: what has come of a line that is not printed yet.
#[derive(Debug)]
pub(super) struct Line {
    /// All that stands on it, bottom rows aligned.
    surface: Surface,
    height: u32,
    /// Dots from the margin to the right end of what stands there.
    end: u32,
    pub(super) x: u32,
    text: String,
}

impl Line {
    pub(super) fn new(width: u32) -> Self {
        Self { surface: Surface::new(width, HIGHEST), height: 0, end: 0, x: 0, text: String::new() }
    }

    const fn is_empty(&self) -> bool {
        self.height == 0
    }
}

impl Firmware {
    /// Whether the next thing would stand at the beginning of a line.
    pub(super) const fn is_at_line_start(&self) -> bool {
        self.page.is_none() && self.line.is_empty() && self.memory.stored.is_none()
    }

    /// Whether a command that needs the beginning of a line may go on; tells why not.
    pub(super) fn needs_line_start(&mut self) -> bool {
        if self.page.is_some() {
            self.drop_it(Dropped::WrongMode);
        } else if !self.is_at_line_start() {
            self.drop_it(Dropped::LineNotEmpty);
        }
        self.is_at_line_start()
    }

    /// Puts something into the print buffer or the page, at the position, which moves on.
    pub(super) fn place(&mut self, what: &Surface) {
        if let Some(page) = &mut self.page {
            page.place(what, self.model.page_anchor);
            return;
        }
        let x = self.line.x.min(self.layout.area());
        let fits = self.layout.area() - x;
        self.line.surface.draw(what, i64::from(x), i64::from(HIGHEST) - i64::from(what.height()));
        self.line.x = x + what.width().min(fits);
        self.line.end = self.line.end.max(self.line.x);
        self.line.height = self.line.height.max(what.height()).min(HIGHEST);
    }

    /// Puts one character, on the next line when this one is full.
    pub(super) fn place_character(&mut self, cell: &Surface, letter: char) {
        match &mut self.page {
            Some(page) => page.place_character(cell, letter, self.layout.spacing),
            None => {
                if self.line.x + cell.width() > self.layout.area() && !self.line.is_empty() {
                    self.feed_line(self.layout.spacing);
                }
                self.place(cell);
                self.line.text.push(letter);
            }
        }
    }

    /// Prints the print buffer and moves at least its height; in page mode moves the position.
    pub(super) fn feed_line(&mut self, dots: u32) {
        let dots = dots.min(LONGEST_FEED_MM * self.layout.dpi / 25);
        if let Some(page) = &mut self.page {
            page.new_line(dots);
            return;
        }
        if self.line.is_empty() {
            self.line.x = 0;
            self.feed(dots);
            return;
        }
        let line = std::mem::replace(&mut self.line, Line::new(self.model.width_dots));
        let x = self.layout.justified(line.end);
        // What reaches beyond the print area is lost, as it is beyond the paper.
        let mut rows = Surface::new(self.layout.right(), line.height);
        rows.draw(&line.surface.rows_from(HIGHEST - line.height), i64::from(x), 0);
        self.print(rows);
        self.feed(dots.saturating_sub(line.height));
        self.note_text(line.text);
    }

    /// Prints something on lines of its own, aligned; what is beyond the print area is lost.
    pub(super) fn print_alone(&mut self, what: &Surface) {
        let x = self.layout.justified(self.line.x + what.width()) + self.line.x;
        let mut rows = Surface::new(self.layout.right(), what.height());
        rows.draw(what, i64::from(x), 0);
        self.print(rows);
    }

    /// `ESC $`: from the margin; beyond the area nothing changes.
    pub(super) fn go_to_column(&mut self, units: u32) {
        let x = self.layout.across(units);
        match &mut self.page {
            Some(page) => page.go_to_column(i64::from(x)),
            None if x <= self.layout.area() => self.line.x = x,
            None => self.drop_it(Dropped::BadParameters),
        }
    }

    /// `ESC \`: from here; out of the area nothing changes.
    pub(super) fn go_by_columns(&mut self, units: i16) {
        let dots = i64::from(self.layout.across(u32::from(units.unsigned_abs()))) * i64::from(units.signum());
        match &mut self.page {
            Some(page) => page.go_by(dots, 0),
            None => match u32::try_from(i64::from(self.line.x) + dots) {
                Ok(x) if x <= self.layout.area() => self.line.x = x,
                _ => self.drop_it(Dropped::BadParameters),
            },
        }
    }

    /// HT: to the next multiple of eight characters.
    pub(super) fn tab(&mut self, character: u32) {
        if self.page.is_none() {
            let step = character * 8;
            let x = (self.line.x / step + 1) * step;
            if x <= self.layout.area() {
                self.line.x = x;
            }
        }
    }

    /// `GS L`, `GS W`, `ESC a`: at the beginning of a line only.
    pub(super) fn set_margin(&mut self, units: u32) {
        if self.needs_line_start() {
            self.layout.margin = self.layout.across(units).min(self.model.width_dots);
        }
    }

    pub(super) fn set_area_width(&mut self, units: u32) {
        if self.needs_line_start() {
            self.layout.width = Some(self.layout.across(units));
        }
    }

    pub(super) fn set_justify(&mut self, n: u8) {
        if n % 48 > 2 || (n > 2 && n < 48) {
            self.drop_it(Dropped::BadParameters);
        } else if self.needs_line_start() {
            self.layout.justify = n % 48;
        }
    }

    pub(super) const fn set_default_spacing(&mut self) {
        self.layout.spacing = DEFAULT_SPACING;
    }
}
