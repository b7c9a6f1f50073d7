//! From byte to command to deed.

use super::parse::{LONGEST_COMMAND, Need, Parse, need};
use super::{Dropped, Firmware, Layout, Line, QrSetting, TextStyle, Unknown};

impl Firmware {
    /// One byte out of the buffer.
    pub(super) fn step(&mut self, byte: u8) {
        match std::mem::take(&mut self.parse) {
            Parse::Idle => self.command(vec![byte]),
            Parse::Command { mut bytes, until } => {
                bytes.push(byte);
                if bytes.len() < until {
                    self.parse = Parse::Command { bytes, until };
                } else {
                    self.command(bytes);
                }
            }
            Parse::Raster { mode, stride, mut rows_left, mut row, prints } => {
                if self.last_data == 0x10 && matches!(byte, 0x04 | 0x05 | 0x14) {
                    self.hidden_real_time += 1;
                }
                self.last_data = byte;
                row.push(byte);
                if row.len() == stride {
                    if prints {
                        self.raster_row(mode, &row);
                    }
                    row.clear();
                    rows_left -= 1;
                }
                if rows_left > 0 {
                    self.parse = Parse::Raster { mode, stride, rows_left, row, prints };
                } else if prints {
                    self.end_image();
                }
            }
            Parse::Skip { left } if left > 1 => self.parse = Parse::Skip { left: left - 1 },
            Parse::Skip { .. } => {}
        }
    }

    fn command(&mut self, bytes: Vec<u8>) {
        let lacking = self.model.lacks(&bytes);
        if lacking && self.model.unknown == Unknown::Print {
            for byte in bytes.iter().filter(|byte| **byte >= 0x20) {
                self.character(*byte);
            }
            self.not_known(bytes);
            return;
        }
        match need(&bytes) {
            Need::Until(until) if until > LONGEST_COMMAND => {
                self.drop_it(Dropped::NoMemory);
                self.parse = Parse::Skip { left: until - bytes.len() };
            }
            Need::Until(until) => self.parse = Parse::Command { bytes, until },
            Need::Raster => {
                if lacking {
                    self.not_known(bytes.clone());
                }
                self.begin_raster(&bytes);
            }
            Need::Complete if lacking => self.not_known(bytes),
            Need::Complete => self.execute(&bytes),
            Need::Text => self.character(bytes[0]),
            Need::Foreign => self.not_known(bytes),
        }
    }

    fn execute(&mut self, bytes: &[u8]) {
        self.count_hidden(bytes);
        match bytes[0] {
            0x1B => self.execute_esc(bytes),
            0x1D => self.execute_gs(bytes),
            0x1C => match *bytes {
                [_, 0x71, ref parameters @ ..] => self.define_images(parameters),
                [_, 0x70, n, mode] => self.print_image(n, mode),
                // Kanji settings.
                _ => {}
            },
            0x0A => self.feed_line(self.layout.spacing),
            0x0C => self.print_page(false),
            0x18 => self.cancel_area(),
            0x09 => self.tab(self.style.advance()),
            // Real-time commands acted when they came; CR and other controls do nothing.
            _ => {}
        }
    }

    /// Real-time commands inside the data of pictures acted when they came, and are data all the same.
    fn count_hidden(&mut self, bytes: &[u8]) {
        if matches!(bytes, [0x1B, 0x2A | 0x26, ..] | [0x1C, 0x71, ..] | [0x1D, 0x28 | 0x38, 0x4C, ..]) {
            let hits = bytes.windows(2).filter(|pair| pair[0] == 0x10 && matches!(pair[1], 0x04 | 0x05 | 0x14));
            self.hidden_real_time += hits.count();
        }
    }

    fn execute_esc(&mut self, bytes: &[u8]) {
        match bytes[1..] {
            [0x40] => self.initialise(),
            [0x4A, n] => self.feed_line(self.layout.down(u32::from(n))),
            [0x64, n] => self.feed_line(u32::from(n) * self.layout.spacing),
            [0x33, n] => self.layout.spacing = self.layout.down(u32::from(n)),
            [0x32] => self.set_default_spacing(),
            [0x61, n] => self.set_justify(n),
            [0x24, low, high] => self.go_to_column(u32::from(u16::from_le_bytes([low, high]))),
            [0x5C, low, high] => self.go_by_columns(i16::from_le_bytes([low, high])),
            [0x2A, mode, _, _, ref data @ ..] => self.columns(mode, data),
            [0x21, n] => self.style.set_mode(n),
            [0x45 | 0x47, n] => self.style.set_bold(n),
            [0x4D, n] => self.style.set_font(n),
            [0x20, n] => self.style.set_spacing(self.layout.across(u32::from(n))),
            [0x26, ref parameters @ ..] => self.define_glyphs(parameters),
            [0x25, n] => self.style.choose_own_glyphs(n),
            [0x3F, n] => self.style.forget_glyph(n),
            [0x69 | 0x6D] => self.cut_command(&[0]),
            [0x70, _, _, _] => self.pulses += 1,
            [0x4C] => self.enter_page_mode(),
            [0x53] => self.leave_page_mode(),
            [0x0C] => self.print_page(true),
            [0x54, n] => self.set_direction(n),
            [0x57, a, b, c, d, e, f, g, h] => self.set_page_area([a, b, c, d, e, f, g, h]),
            // Underline, rotation, upside down, code page, country, colour, panel, paper sensors, tabs:
            // without effect on what is printed here.
            _ => {}
        }
    }

    fn execute_gs(&mut self, bytes: &[u8]) {
        match bytes[1..] {
            [0x50, x, y] if self.model.motion_units => self.layout.set_units(x, y),
            [0x4C, low, high] if self.model.motion_units => {
                self.set_margin(u32::from(u16::from_le_bytes([low, high])));
            }
            [0x57, low, high] if self.model.motion_units => {
                self.set_area_width(u32::from(u16::from_le_bytes([low, high])));
            }
            [0x24, low, high] => self.go_to_row(u32::from(u16::from_le_bytes([low, high]))),
            [0x5C, low, high] => self.go_by_rows(i16::from_le_bytes([low, high])),
            [0x21, n] => self.style.set_size(n),
            [0x56, ref how @ ..] => self.cut_command(how),
            [0x72, n] => self.say_in_order(n),
            [0x61, mask] => self.set_automatic(mask),
            [0x49, n] => self.identify(n),
            [0x28, 0x4C, _, _, ref function @ ..] => self.graphics(function),
            [0x38, 0x4C, _, _, _, _, ref function @ ..] => self.graphics(function),
            [0x28, 0x48, _, _, ref function @ ..] => self.response(function),
            [0x28, 0x6B, _, _, ref function @ ..] => self.symbol(function),
            [0x28, 0x44, _, _, 0x14, ref pairs @ ..] => {
                for pair in pairs.chunks_exact(2).filter(|pair| pair[0] == 1) {
                    self.memory.pulses_allowed = pair[1] & 1 != 0;
                }
            }
            [0x50 | 0x4C | 0x57 | 0x42 | 0x48 | 0x66 | 0x68 | 0x77 | 0x62 | 0x2F, ..] => {}
            _ => self.not_known(bytes.to_vec()),
        }
    }

    /// `ESC @`: settings, downloads and glyphs are gone, and automatic status is off; the receive
    /// buffer and the flash stay.
    pub(super) fn initialise(&mut self) {
        self.automatic_mask = 0;
        self.tells_off_line = false;
        self.layout = Layout::new(&self.model);
        self.line = Line::new(self.model.width_dots);
        self.page = None;
        self.style = TextStyle::default();
        self.qr = QrSetting::default();
        self.memory.forget();
    }

    /// `GS V` after its two bytes, at the beginning of a line only.
    fn cut_command(&mut self, how: &[u8]) {
        if !self.needs_line_start() {
            return;
        }
        match *how {
            [0 | 1 | 48 | 49] => self.motions.push_back(super::Motion::Cut),
            // 103 and 104 would draw the paper back afterwards; that is not modelled.
            [65 | 66 | 103 | 104, n] => {
                let dots = self.layout.down(u32::from(n));
                self.feed(self.model.blade_dots + dots);
                self.motions.push_back(super::Motion::Cut);
            }
            // Cuts when the row so far below has come to the blade.
            [97 | 98, n] if self.reserved_cuts.len() < 16 => {
                let dots = self.layout.down(u32::from(n));
                self.reserved_cuts.push((self.model.blade_dots + dots).max(1));
            }
            _ => self.drop_it(Dropped::BadParameters),
        }
    }
}
