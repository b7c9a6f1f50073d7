//! Pictures: `GS v 0`, `ESC *`, `GS ( L` and `GS 8 L`, `FS q` and `FS p`.

use std::time::Duration;

use super::memory::{Key, Kind};
use super::parse::{LONGEST_COMMAND, Parse};
use super::surface::Surface;
use super::{Dropped, Firmware};

/// How long a write to the flash takes, whatever its size, and for each KB.
const WRITE: Duration = Duration::from_millis(50);
const WRITE_KB: Duration = Duration::from_millis(10);
/// The largest picture of `GS ( L` fn 112.
const MOST_STORED: (u32, u32) = (2047, 1662);
/// The largest picture of fn 67 and 83.
const MOST_DEFINED: (u32, u32) = (8192, 2304);
/// Keys in one answer of fn 64 and 80.
const KEYS_OF_AN_ANSWER: usize = 40;

impl Firmware {
    /// The eight bytes before the rows of `GS v 0`.
    pub(super) fn begin_raster(&mut self, header: &[u8]) {
        let stride = usize::from(u16::from_le_bytes([header[4], header[5]]));
        let rows = u32::from(u16::from_le_bytes([header[6], header[7]]));
        if header[2] != 0x30 || stride == 0 || rows == 0 {
            self.not_known(header.to_vec());
            return;
        }
        let doubles = !matches!(header[3], 0 | 48);
        let in_range = matches!(header[3], 0..=3 | 48..=51)
            && rows <= self.model.raster_rows
            && (self.model.raster_scaling || !doubles);
        if !in_range {
            self.drop_it(Dropped::BadParameters);
        }
        let prints = in_range && self.model.raster && self.needs_line_start();
        self.last_data = 0;
        self.parse = Parse::Raster { mode: header[3] & 3, stride, rows_left: rows, row: Vec::new(), prints };
    }

    /// One row of `GS v 0`: what reaches beyond the print area is lost.
    pub(super) fn raster_row(&mut self, mode: u8, row: &[u8]) {
        let across = if mode & 1 != 0 { 2 } else { 1 };
        let down = if mode & 2 != 0 { 2 } else { 1 };
        // Nothing prints beyond 64 bytes of margin and paper; a row may say it has 65,535.
        if let Some(dots) = Surface::from_rows(row.len() as u32 * 8, 1, row) {
            self.print_alone(&dots.scaled(across, down));
        }
    }

    pub(super) fn end_image(&mut self) {
        self.line.x = 0;
        if self.model.acknowledges_images {
            self.replies.push(0x06);
        }
    }

    /// `ESC *`: 8 or 24 dots high, single or double density, into the print buffer.
    pub(super) fn columns(&mut self, mode: u8, data: &[u8]) {
        let (height, across, down) = match mode {
            0 if self.model.half_columns => (8, 2, 3),
            1 => (8, 1, 3),
            32 if self.model.half_columns => (24, 2, 1),
            33 => (24, 1, 1),
            _ => {
                self.not_known(vec![0x1B, 0x2A, mode]);
                return;
            }
        };
        let columns = data.len() as u32 / (height / 8);
        if let Some(dots) = Surface::from_columns(columns, height, data)
            && columns > 0
        {
            self.place(&dots.scaled(across, down));
        }
    }

    /// `GS ( L` and `GS 8 L` without their lengths.
    pub(super) fn graphics(&mut self, function: &[u8]) {
        let done = match *function {
            [0x30, 0x00 | 0x30] => {
                self.answer_number(0x30, self.memory.capacity(Kind::Nv));
                Ok(())
            }
            [0x30, 0x01 | 0x31, _, _] => Ok(()),
            [0x30, 0x02 | 0x32] => self.print_stored(),
            [0x30, 0x03 | 0x33] => {
                self.answer_number(0x31, self.memory.remaining(Kind::Nv));
                Ok(())
            }
            [0x30, 0x04 | 0x34] => {
                self.answer_number(0x32, self.memory.remaining(Kind::Download));
                Ok(())
            }
            [0x30, 0x40, b'K', b'C'] => {
                self.answer_keys(0x72, Kind::Nv);
                Ok(())
            }
            [0x30, 0x50, b'K', b'C'] => {
                self.answer_keys(0x73, Kind::Download);
                Ok(())
            }
            [0x30, 0x41, b'C', b'L', b'R'] => {
                self.memory.delete_all(Kind::Nv);
                self.pause += WRITE;
                Ok(())
            }
            [0x30, 0x51, b'C', b'L', b'R'] => {
                self.memory.delete_all(Kind::Download);
                Ok(())
            }
            [0x30, 0x42, a, b] => {
                self.pause += WRITE;
                self.memory.delete(Kind::Nv, [a, b])
            }
            [0x30, 0x52, a, b] => self.memory.delete(Kind::Download, [a, b]),
            [0x30, 0x43, 0x30, a, b, ref rest @ ..] => self.define(Kind::Nv, [a, b], rest, Surface::from_rows),
            [0x30, 0x44, 0x30, a, b, ref rest @ ..] => self.define(Kind::Nv, [a, b], rest, Surface::from_columns),
            [0x30, 0x53, 0x30, a, b, ref rest @ ..] => self.define(Kind::Download, [a, b], rest, Surface::from_rows),
            [0x30, 0x54, 0x30, a, b, ref rest @ ..] => self.define(Kind::Download, [a, b], rest, Surface::from_columns),
            [0x30, 0x45, a, b, x, y] => self.recall(Kind::Nv, [a, b], x, y),
            [0x30, 0x55, a, b, x, y] => self.recall(Kind::Download, [a, b], x, y),
            [0x30, 0x70, 0x30, ref rest @ ..] => self.store(rest, Surface::from_rows),
            [0x30, 0x71, 0x30, ref rest @ ..] => self.store(rest, Surface::from_columns),
            _ => Err(Dropped::BadParameters),
        };
        if let Err(why) = done {
            self.drop_it(why);
        }
    }

    fn answer_number(&mut self, what: u8, number: usize) {
        self.replies.extend([0x37, what]);
        self.replies.extend(number.to_string().bytes());
        self.replies.push(0);
    }

    /// All keys, in blocks of 40; a real printer waits for 06h between two blocks.
    fn answer_keys(&mut self, what: u8, kind: Kind) {
        let keys: Vec<Key> = self.memory.store(kind).keys().collect();
        let blocks = keys.len().div_ceil(KEYS_OF_AN_ANSWER).max(1);
        for n in 0..blocks {
            self.replies.extend([0x37, what, if n + 1 < blocks { 0x41 } else { 0x40 }]);
            self.replies.extend(keys.iter().skip(n * KEYS_OF_AN_ANSWER).take(KEYS_OF_AN_ANSWER).flatten());
            self.replies.push(0);
        }
    }

    /// Fn 67, 68, 83, 84 after their key: `b xL xH yL yH c d…`, one colour.
    fn define(
        &mut self,
        kind: Kind,
        key: Key,
        rest: &[u8],
        read: fn(u32, u32, &[u8]) -> Option<Surface>,
    ) -> Result<(), Dropped> {
        let [1, xl, xh, yl, yh, 0x31, data @ ..] = rest else { return Err(Dropped::BadParameters) };
        let size = size([*xl, *xh, *yl, *yh], MOST_DEFINED)?;
        if !key.iter().all(|byte| (0x20..=0x7E).contains(byte)) {
            return Err(Dropped::BadParameters);
        }
        let picture = read(size.0, size.1, data).ok_or(Dropped::BadParameters)?;
        if kind == Kind::Nv {
            self.pause += WRITE + WRITE_KB * (picture.size() / 1024) as u32;
        }
        self.memory.define(kind, key, picture)
    }

    /// Fn 69 and 85: at the beginning of a line, or into the page. Too wide is not printed.
    fn recall(&mut self, kind: Kind, key: Key, x: u8, y: u8) -> Result<(), Dropped> {
        if !(1..=2).contains(&x) || !(1..=2).contains(&y) {
            return Err(Dropped::BadParameters);
        }
        let picture = self.memory.store(kind).get(key).ok_or(Dropped::NoSuchKey)?;
        if picture.width() * u32::from(x) > self.room_across() {
            return Err(Dropped::TooWide);
        }
        let picture = picture.scaled(u32::from(x), u32::from(y));
        self.print_picture(&picture)
    }

    /// Dots that a picture at the position may have across.
    pub(super) fn room_across(&self) -> u32 {
        match &self.page {
            Some(page) => page.room_across(),
            None => self.layout.area().saturating_sub(self.line.x),
        }
    }

    /// A picture as a whole: a line of its own, or in the page.
    pub(super) fn print_picture(&mut self, picture: &Surface) -> Result<(), Dropped> {
        if self.page.is_some() {
            self.place(picture);
        } else if self.is_at_line_start() {
            self.print_alone(picture);
            self.end_image();
        } else {
            return Err(Dropped::LineNotEmpty);
        }
        Ok(())
    }

    /// Fn 112 and 113: `bx by c xL xH yL yH d…`.
    fn store(&mut self, rest: &[u8], read: fn(u32, u32, &[u8]) -> Option<Surface>) -> Result<(), Dropped> {
        let [bx @ 1..=2, by @ 1..=2, 0x31, xl, xh, yl, yh, data @ ..] = rest else {
            return Err(Dropped::BadParameters);
        };
        let (width, height) = size([*xl, *xh, *yl, *yh], (MOST_STORED.0, MOST_STORED.1 / u32::from(*by)))?;
        let picture = read(width, height, data).ok_or(Dropped::BadParameters)?;
        if self.page.is_none() && !self.is_at_line_start() && self.memory.stored.is_none() {
            return Err(Dropped::LineNotEmpty);
        }
        self.memory.stored = Some(picture.scaled(u32::from(*bx), u32::from(*by)));
        Ok(())
    }

    /// Fn 50.
    fn print_stored(&mut self) -> Result<(), Dropped> {
        let picture = self.memory.stored.take().ok_or(Dropped::NoSuchKey)?;
        if self.page.is_some() && picture.width() > self.room_across() {
            return Err(Dropped::TooWide);
        }
        self.print_picture(&picture)
    }

    /// `FS q` after its two bytes. The printer starts anew when it is written.
    pub(super) fn define_images(&mut self, parameters: &[u8]) {
        if !self.needs_line_start() {
            return;
        }
        let Some((&count, mut rest)) = parameters.split_first() else { return };
        let mut images = Vec::new();
        for _ in 0..count {
            let Some(([xl, xh, yl, yh], data)) = rest.split_first_chunk() else { break };
            let (width, height) =
                (u32::from(u16::from_le_bytes([*xl, *xh])), u32::from(u16::from_le_bytes([*yl, *yh])));
            let (width, height) = (width.min(1023) * 8, height.min(288) * 8);
            let length = (width * height / 8) as usize;
            let Some(image) = Surface::from_columns(width, height, data).filter(|image| image.size() > 0) else {
                self.drop_it(Dropped::BadParameters);
                return;
            };
            images.push(image);
            rest = &data[length..];
        }
        if images.is_empty() || images.iter().map(Surface::size).sum::<usize>() > LONGEST_COMMAND {
            self.drop_it(Dropped::BadParameters);
            return;
        }
        let kilobytes = images.iter().map(Surface::size).sum::<usize>() / 1024;
        self.pause += WRITE + WRITE_KB * kilobytes as u32;
        if let Err(why) = self.memory.define_images(images) {
            self.drop_it(why);
        }
        self.initialise();
    }

    /// `FS p n m`.
    pub(super) fn print_image(&mut self, n: u8, mode: u8) {
        if !self.needs_line_start() {
            return;
        }
        let Some(image) = self.memory.image(n) else {
            self.drop_it(Dropped::NoSuchKey);
            return;
        };
        let across = if mode & 1 != 0 { 2 } else { 1 };
        let down = if mode & 2 != 0 { 2 } else { 1 };
        if image.width() * across > self.room_across() {
            self.drop_it(Dropped::TooWide);
            return;
        }
        let image = image.scaled(across, down);
        self.print_alone(&image);
        self.end_image();
    }
}

/// A size from its four bytes, when it is not empty and not beyond `most`.
fn size([xl, xh, yl, yh]: [u8; 4], most: (u32, u32)) -> Result<(u32, u32), Dropped> {
    let (x, y) = (u32::from(u16::from_le_bytes([xl, xh])), u32::from(u16::from_le_bytes([yl, yh])));
    if (1..=most.0).contains(&x) && (1..=most.1).contains(&y) { Ok((x, y)) } else { Err(Dropped::BadParameters) }
}
