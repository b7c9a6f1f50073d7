//! Page mode: nothing prints before FF; things are placed by coordinates, in four directions.

use super::surface::Surface;
use super::{Anchor, Dropped, Firmware};

/// The position of the first line: the base of characters 24 dots high.
const FIRST_BASE: i64 = 23;

/// A rectangle of the page buffer in dots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Area {
    x: u32,
    y: u32,
    width: u32,
    height: u32,
}

/// The page buffer and where the next thing goes.
#[derive(Debug)]
pub(super) struct PageMode {
    surface: Surface,
    whole: Area,
    area: Area,
    /// `ESC T`: 0 upright, 1 upwards from lower left, 2 upside down, 3 downwards from upper right.
    direction: u8,
    x: i64,
    y: i64,
    /// Rows that the print areas reach down to; the whole buffer when none was set.
    reach: Option<u32>,
    line: String,
    texts: Vec<String>,
}

impl PageMode {
    fn new(width: u32, height: u32) -> Self {
        let whole = Area { x: 0, y: 0, width, height };
        Self {
            surface: Surface::new(width, height),
            whole,
            area: whole,
            direction: 0,
            x: 0,
            y: FIRST_BASE,
            reach: None,
            line: String::new(),
            texts: Vec::new(),
        }
    }

    /// Width and height of the area as the direction sees it.
    const fn logical(&self) -> (u32, u32) {
        if self.direction.is_multiple_of(2) {
            (self.area.width, self.area.height)
        } else {
            (self.area.height, self.area.width)
        }
    }

    /// `ESC W` in dots; an empty area or one beyond the buffer changes nothing.
    fn set_area(&mut self, x: u32, y: u32, width: u32, height: u32) -> bool {
        if x >= self.whole.width || y >= self.whole.height || width == 0 || height == 0 {
            return false;
        }
        let (width, height) = (width.min(self.whole.width - x), height.min(self.whole.height - y));
        self.area = Area { x, y, width, height };
        self.reach = Some(self.reach.unwrap_or(0).max(y + height));
        self.go_home();
        true
    }

    fn go_home(&mut self) {
        self.end_text();
        (self.x, self.y) = (0, FIRST_BASE);
    }

    fn end_text(&mut self) {
        if !self.line.is_empty() {
            self.texts.push(std::mem::take(&mut self.line));
        }
    }

    pub(super) fn room_across(&self) -> u32 {
        u32::try_from(i64::from(self.logical().0) - self.x).unwrap_or(0)
    }

    /// Draws at the position and moves on to the right; what is outside the area is lost.
    pub(super) fn place(&mut self, what: &Surface, anchor: Anchor) {
        let top = match anchor {
            Anchor::Bottom => self.y + 1 - i64::from(what.height()),
            Anchor::Top => self.y,
        };
        let (width, height) = (i64::from(self.area.width), i64::from(self.area.height));
        for (u, v) in what.ink() {
            let (u, v) = (self.x + i64::from(u), top + i64::from(v));
            let (x, y) = match self.direction {
                0 => (u, v),
                1 => (v, height - 1 - u),
                2 => (width - 1 - u, height - 1 - v),
                _ => (width - 1 - v, u),
            };
            if (0..width).contains(&x) && (0..height).contains(&y) {
                self.surface.set(self.area.x + x as u32, self.area.y + y as u32);
            }
        }
        self.x += i64::from(what.width());
    }

    pub(super) fn place_character(&mut self, cell: &Surface, letter: char, spacing: u32) {
        if self.x > 0 && cell.width() > self.room_across() {
            self.new_line(spacing);
        }
        self.place(cell, Anchor::Bottom);
        self.line.push(letter);
    }

    /// LF, `ESC J`, `ESC d`: the beginning of a line so many dots below.
    pub(super) fn new_line(&mut self, dots: u32) {
        self.end_text();
        self.x = 0;
        self.go_by(0, i64::from(dots));
    }

    pub(super) fn go_to_column(&mut self, x: i64) {
        if x <= i64::from(self.logical().0) {
            self.end_text();
            self.x = x;
        }
    }

    fn go_to_row(&mut self, y: i64) {
        if y <= i64::from(self.logical().1) {
            self.end_text();
            self.y = y;
        }
    }

    /// Moves when that stays inside the area; a line below the area is as low as it goes.
    pub(super) fn go_by(&mut self, x: i64, y: i64) {
        let (width, height) = self.logical();
        self.x = (self.x + x).clamp(0, i64::from(width));
        self.y = (self.y + y).clamp(0, i64::from(height));
    }
}

impl Firmware {
    /// `ESC L`: at the beginning of a line only.
    pub(super) fn enter_page_mode(&mut self) {
        if self.needs_line_start() {
            self.line.x = 0;
            self.page = Some(PageMode::new(self.model.width_dots, self.model.page_rows));
        }
    }

    /// `ESC S`: back to standard mode, the page is forgotten.
    pub(super) fn leave_page_mode(&mut self) {
        if self.page.take().is_none() {
            self.drop_it(Dropped::WrongMode);
        }
    }

    fn with_page(&mut self, change: impl FnOnce(&mut PageMode) -> bool) {
        match self.page.as_mut().map(change) {
            Some(true) => {}
            Some(false) => self.drop_it(Dropped::BadParameters),
            None => self.drop_it(Dropped::WrongMode),
        }
    }

    /// `ESC W` after its two bytes.
    pub(super) fn set_page_area(&mut self, parameters: [u8; 8]) {
        let [xl, xh, yl, yh, wl, wh, hl, hh] = parameters;
        let word = |low, high| u32::from(u16::from_le_bytes([low, high]));
        let layout = self.layout;
        self.with_page(|page| {
            let (x, y) = (layout.across(word(xl, xh)), layout.down(word(yl, yh)));
            page.set_area(x, y, layout.across(word(wl, wh)), layout.down(word(hl, hh)))
        });
    }

    /// `ESC T`.
    pub(super) fn set_direction(&mut self, n: u8) {
        self.with_page(|page| {
            let direction = match n {
                0..=3 => n,
                48..=51 => n - 48,
                _ => return false,
            };
            page.direction = direction;
            page.go_home();
            true
        });
    }

    /// `GS $`.
    pub(super) fn go_to_row(&mut self, units: u32) {
        let y = i64::from(self.layout.down(units));
        self.with_page(|page| {
            page.go_to_row(y);
            page.y == y
        });
    }

    /// `GS \`.
    pub(super) fn go_by_rows(&mut self, units: i16) {
        let dots = i64::from(self.layout.down(u32::from(units.unsigned_abs()))) * i64::from(units.signum());
        self.with_page(|page| {
            let target = page.y + dots;
            if target < 0 {
                return false;
            }
            page.go_to_row(target);
            page.y == target
        });
    }

    /// CAN: whitens the print area.
    pub(super) fn cancel_area(&mut self) {
        if let Some(page) = &mut self.page {
            let Area { x, y, width, height } = page.area;
            page.surface.clear(x, y, width, height);
            page.line.clear();
            page.texts.clear();
            page.go_home();
        }
    }

    /// FF prints the page and goes back to standard mode; `ESC FF` prints it and keeps it.
    pub(super) fn print_page(&mut self, keeps: bool) {
        let Some(mut page) = self.page.take() else {
            self.drop_it(Dropped::WrongMode);
            return;
        };
        page.end_text();
        let rows = page.surface.clone().rows_to(page.reach.unwrap_or(page.whole.height));
        for text in page.texts.clone() {
            self.note_text(text);
        }
        self.print(rows);
        if keeps {
            self.page = Some(page);
        }
    }
}
