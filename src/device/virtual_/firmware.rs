//! An ESC/POS printer's firmware: receive buffer, real-time commands, commands, paper, sensors.
//!
//! Written from the reference (`reference/printing.md` §1, §5), not from the encoder: bytes go in one
//! by one as on a wire, real-time commands act at once even inside image data and stay in the data,
//! an out-of-paper printer holds what it has and goes off line, a full buffer loses what comes.

use std::collections::VecDeque;

use qrcode::{Color, EcLevel, QrCode};

use super::paper::{Paper, Sheet};

/// What this printer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// Its name in `GS I`.
    pub name: String,
    /// Dots across.
    pub width_dots: u32,
    /// Dots per inch.
    pub dpi: u32,
    /// Dots from head to blade.
    pub blade_dots: u32,
    /// Whether `GS V` cuts.
    pub cutter: bool,
    /// Vertical motion units of a dot after power-on (2 on Epson, 1 on most clones).
    pub units_per_dot: u32,
    /// Whether `GS P` and `GS L` are obeyed.
    pub motion_units: bool,
    /// Whether `GS ( H` is answered.
    pub process_id: bool,
    /// Whether `GS r` is answered.
    pub in_order: bool,
    /// Whether `GS a` is obeyed.
    pub automatic: bool,
    /// Whether `DLE DC4` fn 8 is obeyed.
    pub clear_buffers: bool,
    /// Whether `GS ( k` draws QR codes.
    pub native_qr: bool,
    /// Receive buffer in bytes.
    pub buffer: usize,
    /// Whether it sends XOFF and XON.
    pub xon_xoff: bool,
}

impl Default for Model {
    /// An 80 mm, 203 dpi printer of Epson's TM-T20III kind.
    fn default() -> Self {
        Self {
            name: "TM-T20III".into(),
            width_dots: 576,
            dpi: 203,
            blade_dots: 120,
            cutter: true,
            units_per_dot: 2,
            motion_units: true,
            process_id: true,
            in_order: true,
            automatic: true,
            clear_buffers: true,
            native_qr: true,
            buffer: 4096,
            xon_xoff: false,
        }
    }
}

impl Model {
    /// An 80 mm clone: `GS r` only, dots as units, ignores `GS P` and `GS L`.
    #[must_use]
    pub fn clone_80mm() -> Self {
        Self {
            name: "POS-80".into(),
            units_per_dot: 1,
            motion_units: false,
            process_id: false,
            automatic: false,
            clear_buffers: false,
            ..Self::default()
        }
    }

    /// A 58 mm clone without cutter and QR codes.
    #[must_use]
    pub fn clone_58mm() -> Self {
        Self {
            name: "POS-58".into(),
            width_dots: 384,
            blade_dots: 96,
            cutter: false,
            native_qr: false,
            ..Self::clone_80mm()
        }
    }
}

/// Free bytes at which the printer asks to wait, and at which to go on (TM-T88III).
const BUSY_AT: usize = 128;
const READY_AT: usize = 256;

/// Most commands that are kept for the curious, and most bytes of one sheet: more says nothing new.
const MOST_FOREIGN: usize = 1_000;
const MOST_JOB_BYTES: usize = 4 << 20;
/// The most that one feed moves (Epson on `ESC J` and `ESC d`).
const LONGEST_FEED_MM: u32 = 1_016;

/// The state of sensors and mechanism, as someone beside the printer can change it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sensors {
    /// No paper.
    pub paper_out: bool,
    /// Little paper.
    pub near_end: bool,
    /// Cover open.
    pub cover_open: bool,
    /// The blade will stick at the next cut.
    pub cutter_blocked: bool,
    /// The head is too hot.
    pub head_hot: bool,
    /// Takes data and does nothing with it for now.
    pub busy: bool,
}

#[derive(Debug, Default)]
enum Parse {
    #[default]
    Idle,
    /// A command whose bytes are not all there yet.
    Command(Vec<u8>),
    /// The data of `GS v 0`, row by row.
    Raster { mode: u8, stride: usize, rows_left: u32, row: Vec<u8> },
}

/// How much of a command is needed.
enum Need {
    More,
    Complete,
    RasterData,
    /// Not a command this printer knows.
    Foreign,
}

/// Columns of `ESC *` waiting to be printed as one line.
#[derive(Debug, Default)]
struct Line {
    /// `(x, 24 dots, top bit first)`.
    columns: Vec<(u32, [u8; 3])>,
}

#[derive(Debug)]
struct QrSetting {
    module: u32,
    level: EcLevel,
    data: Vec<u8>,
}

/// The firmware of one printer.
#[derive(Debug)]
pub struct Firmware {
    model: Model,
    sensors: Sensors,
    cutter_error: bool,
    recent: VecDeque<u8>,
    buffer: VecDeque<u8>,
    held: bool,
    parse: Parse,
    /// The last byte of image data, to see real-time commands hidden there.
    last_data: u8,
    replies: Vec<u8>,
    automatic_mask: u8,
    automatic_said: Option<[u8; 4]>,
    units_per_dot: u32,
    left_margin: u32,
    justify: u8,
    x: u32,
    line: Line,
    line_spacing: u32,
    qr: QrSetting,
    paper: Paper,
    job_bytes: Vec<u8>,
    qr_texts: Vec<String>,
    sheets: Vec<Sheet>,
    foreign: Vec<Vec<u8>>,
    consumed: usize,
    lost: usize,
    hidden_real_time: usize,
}

impl Firmware {
    /// Switched on, with paper.
    #[must_use]
    pub fn new(model: Model) -> Self {
        let paper = Paper::new(model.width_dots, model.blade_dots);
        let units_per_dot = model.units_per_dot;
        Self {
            model,
            sensors: Sensors::default(),
            cutter_error: false,
            recent: VecDeque::new(),
            buffer: VecDeque::new(),
            held: false,
            parse: Parse::Idle,
            last_data: 0,
            replies: Vec::new(),
            automatic_mask: 0,
            automatic_said: None,
            units_per_dot,
            left_margin: 0,
            justify: 0,
            x: 0,
            line: Line::default(),
            line_spacing: 30,
            qr: QrSetting { module: 3, level: EcLevel::L, data: Vec::new() },
            paper,
            job_bytes: Vec::new(),
            qr_texts: Vec::new(),
            sheets: Vec::new(),
            foreign: Vec::new(),
            consumed: 0,
            lost: 0,
            hidden_real_time: 0,
        }
    }

    /// What this printer is.
    #[must_use]
    pub const fn model(&self) -> &Model {
        &self.model
    }

    /// The sensors.
    #[must_use]
    pub const fn sensors(&self) -> Sensors {
        self.sensors
    }

    /// Changes the sensors; automatic status follows. Freeing the cutter ends its error.
    pub fn set_sensors(&mut self, sensors: Sensors) {
        self.sensors = sensors;
        if !sensors.cutter_blocked {
            self.cutter_error = false;
        }
        self.say_automatic();
    }

    /// Bytes the receive buffer still takes.
    #[must_use]
    pub fn room(&self) -> usize {
        self.model.buffer.saturating_sub(self.buffer.len())
    }

    /// Whether the printer holds the line (its buffer is nearly full).
    #[must_use]
    pub const fn is_holding(&self) -> bool {
        self.held
    }

    /// Bytes executed since power-on.
    #[must_use]
    pub const fn consumed(&self) -> usize {
        self.consumed
    }

    /// Bytes lost in a full buffer.
    #[must_use]
    pub const fn lost(&self) -> usize {
        self.lost
    }

    /// Real-time commands that stood inside image data.
    #[must_use]
    pub const fn hidden_real_time(&self) -> usize {
        self.hidden_real_time
    }

    /// Commands and text it did not know.
    #[must_use]
    pub fn foreign(&self) -> &[Vec<u8>] {
        &self.foreign
    }

    /// Rows with ink that no cut has taken yet.
    #[must_use]
    pub fn uncut_rows(&self) -> usize {
        self.paper.inked_rows()
    }

    /// Sheets cut since the last call.
    pub fn take_sheets(&mut self) -> Vec<Sheet> {
        std::mem::take(&mut self.sheets)
    }

    /// What it has to say since the last call.
    pub fn take_replies(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.replies)
    }

    /// Someone tears the paper off at the bar.
    pub fn tear_off(&mut self) {
        self.cut();
    }

    /// Switched off and on: everything in memory is gone, the paper stays.
    pub fn power_cycle(&mut self) {
        self.buffer.clear();
        self.recent.clear();
        self.parse = Parse::Idle;
        self.replies.clear();
        self.held = false;
        self.cutter_error = false;
        self.initialise();
        self.automatic_said = None;
    }

    /// Bytes from the wire: real-time commands act, the rest waits in the buffer.
    pub fn receive(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            if self.buffer.len() >= self.model.buffer {
                self.lost += 1;
            } else {
                self.buffer.push_back(byte);
            }
            self.recent.push_back(byte);
            if self.recent.len() > 10 {
                self.recent.pop_front();
            }
            self.real_time();
        }
        self.hold();
    }

    /// Executes what is in the buffer, at most `rows` dots of paper. Returns the rows moved.
    /// Stops before byte `stop_at` (counted as [`Self::consumed`]).
    pub fn run(&mut self, rows: usize, stop_at: usize) -> usize {
        let mut moved = 0;
        while moved < rows && !self.stopped() && self.consumed < stop_at {
            let Some(byte) = self.buffer.pop_front() else { break };
            self.consumed += 1;
            if self.job_bytes.len() < MOST_JOB_BYTES {
                self.job_bytes.push(byte);
            }
            moved += self.step(byte);
        }
        self.hold();
        moved
    }

    fn stopped(&self) -> bool {
        self.off_line() || self.sensors.busy || self.sensors.head_hot
    }

    const fn off_line(&self) -> bool {
        self.sensors.paper_out || self.sensors.cover_open || self.cutter_error
    }

    fn hold(&mut self) {
        let holds = if self.held { self.room() < READY_AT } else { self.room() <= BUSY_AT };
        if holds != self.held && self.model.xon_xoff {
            self.replies.push(if holds { 0x13 } else { 0x11 });
        }
        self.held = holds;
    }

    // ---- real-time commands -------------------------------------------------------------------

    fn real_time(&mut self) {
        let recent: Vec<u8> = self.recent.iter().copied().collect();
        match recent.as_slice() {
            [.., 0x10, 0x04, n @ 1..=4] => {
                let status = self.real_time_status(*n);
                self.replies.push(status);
            }
            [.., 0x10, 0x05, 2] => {
                self.clear();
                self.cutter_error = false;
            }
            [.., 0x10, 0x05, 1] => self.cutter_error = false,
            [0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08] if self.model.clear_buffers => {
                self.clear();
                self.replies.extend([0x37, 0x25, 0x00]);
            }
            _ => {}
        }
    }

    fn clear(&mut self) {
        self.buffer.clear();
        self.recent.clear();
        self.parse = Parse::Idle;
        self.line = Line::default();
        self.x = 0;
    }

    fn real_time_status(&self, n: u8) -> u8 {
        let error = self.cutter_error || self.sensors.head_hot;
        let bits = match n {
            1 => [(self.off_line() || self.sensors.head_hot, 0x08), (false, 0), (false, 0)],
            2 => [(self.sensors.cover_open, 0x04), (self.sensors.paper_out, 0x20), (error, 0x40)],
            3 => [(self.cutter_error, 0x08), (self.sensors.head_hot, 0x40), (false, 0)],
            _ => [(self.sensors.near_end || self.sensors.paper_out, 0x0C), (self.sensors.paper_out, 0x60), (false, 0)],
        };
        bits.iter().filter(|(set, _)| *set).fold(0x12, |byte, (_, bit)| byte | bit)
    }

    fn say_automatic(&mut self) {
        if self.automatic_mask == 0 {
            return;
        }
        let mut bytes = [0x10, 0, 0, 0];
        bytes[0] |= if self.off_line() || self.sensors.head_hot { 0x08 } else { 0 };
        bytes[0] |= if self.sensors.cover_open { 0x20 } else { 0 };
        bytes[1] |= if self.cutter_error { 0x08 } else { 0 };
        bytes[1] |= if self.sensors.head_hot { 0x40 } else { 0 };
        bytes[2] |= if self.sensors.near_end || self.sensors.paper_out { 0x03 } else { 0 };
        bytes[2] |= if self.sensors.paper_out { 0x0C } else { 0 };
        if self.automatic_said != Some(bytes) {
            self.automatic_said = Some(bytes);
            self.replies.extend(bytes);
        }
    }

    // ---- commands -----------------------------------------------------------------------------

    /// One byte; returns rows moved.
    fn step(&mut self, byte: u8) -> usize {
        match std::mem::take(&mut self.parse) {
            Parse::Idle => self.command(vec![byte]),
            Parse::Command(mut bytes) => {
                bytes.push(byte);
                self.command(bytes)
            }
            Parse::Raster { mode, stride, mut rows_left, mut row } => {
                if self.last_data == 0x10 && matches!(byte, 0x04 | 0x05 | 0x14) {
                    self.hidden_real_time += 1;
                }
                self.last_data = byte;
                row.push(byte);
                let mut moved = 0;
                if row.len() == stride {
                    moved = self.raster_row(mode, &row);
                    row.clear();
                    rows_left -= 1;
                }
                if rows_left > 0 {
                    self.parse = Parse::Raster { mode, stride, rows_left, row };
                }
                moved
            }
        }
    }

    fn command(&mut self, bytes: Vec<u8>) -> usize {
        match need(&bytes) {
            Need::More => {
                self.parse = Parse::Command(bytes);
                0
            }
            Need::Complete => self.execute(&bytes),
            Need::RasterData => {
                let stride = usize::from(u16::from_le_bytes([bytes[4], bytes[5]]));
                let rows = u32::from(u16::from_le_bytes([bytes[6], bytes[7]]));
                if bytes[2] != 0x30 || stride == 0 || rows == 0 {
                    self.not_known(bytes);
                    return 0;
                }
                self.last_data = 0;
                self.parse = Parse::Raster { mode: bytes[3] & 3, stride, rows_left: rows, row: Vec::new() };
                0
            }
            Need::Foreign => {
                self.not_known(bytes);
                0
            }
        }
    }

    fn not_known(&mut self, bytes: Vec<u8>) {
        if self.foreign.len() < MOST_FOREIGN {
            self.foreign.push(bytes);
        }
    }

    fn raster_row(&mut self, mode: u8, row: &[u8]) -> usize {
        let double_width = mode & 1 != 0;
        let times = if mode & 2 != 0 { 2 } else { 1 };
        let width = row.len() as u32 * 8 * if double_width { 2 } else { 1 };
        let x = self.justified(width);
        for _ in 0..times {
            self.paper.row(x, row, double_width);
        }
        times
    }

    fn justified(&self, width: u32) -> u32 {
        let area = self.model.width_dots.saturating_sub(self.left_margin);
        let free = area.saturating_sub(width);
        self.left_margin
            + match self.justify {
                1 => free / 2,
                2 => free,
                _ => 0,
            }
    }

    fn execute(&mut self, bytes: &[u8]) -> usize {
        match *bytes {
            [0x1B, 0x40] => self.initialise(),
            [0x0A] => return self.feed_line(self.line_spacing),
            [0x1B, 0x4A, n] => return self.feed_line(u32::from(n) / self.units_per_dot),
            [0x1B, 0x64, n] => return self.feed_line(u32::from(n) * self.line_spacing),
            [0x1B, 0x33, n] => self.line_spacing = u32::from(n) / self.units_per_dot,
            [0x1B, 0x32] => self.line_spacing = 30,
            [0x1B, 0x61, n] => self.justify = n % 48,
            [0x1B, 0x24, low, high] => self.x = u32::from(u16::from_le_bytes([low, high])),
            [0x1D, 0x50, x, y] if self.model.motion_units => {
                self.units_per_dot = match u32::from(y) {
                    0 => self.model.units_per_dot,
                    y => (y / self.model.dpi.min(255)).max(1),
                };
                let _ = x;
            }
            [0x1D, 0x4C, low, high] if self.model.motion_units => {
                self.left_margin = u32::from(u16::from_le_bytes([low, high]));
            }
            [0x1D, 0x56, ref rest @ ..] => return self.cut_command(rest),
            [0x1D, 0x72, 1 | 49] if self.model.in_order => {
                self.replies.push(if self.sensors.near_end { 0x03 } else { 0x00 });
            }
            [0x1D, 0x61, mask] if self.model.automatic => {
                self.automatic_mask = mask;
                self.automatic_said = None;
                self.say_automatic();
            }
            [0x1D, 0x49, 66 | 67] => {
                let name = self.model.name.clone();
                self.replies.push(0x5F);
                self.replies.extend(name.bytes());
                self.replies.push(0);
            }
            [0x1D, 0x28, 0x48, 6, 0, 0x30, 0x30, a, b, c, d] if self.model.process_id => {
                self.replies.extend([0x37, 0x22, a, b, c, d, 0]);
            }
            [0x1D, 0x28, 0x6B, _, _, 0x31, ref rest @ ..] if self.model.native_qr => return self.qr(rest),
            [0x1B, 0x2A, mode, _, _, ref data @ ..] => self.columns(mode, data),
            // Acted on when it arrived; set-up without effect on dots; nothing.
            [0x10, ..] | [0x1D, 0x50 | 0x4C, ..] | [0x00 | 0x0D | 0x18] => {}
            [0x1B, 0x21 | 0x45 | 0x2D | 0x47 | 0x4D | 0x52 | 0x74 | 0x7B, _] | [0x1D, 0x21 | 0x42, _] => {}
            _ => self.not_known(bytes.to_vec()),
        }
        0
    }

    fn initialise(&mut self) {
        self.automatic_mask = 0;
        self.units_per_dot = self.model.units_per_dot;
        self.left_margin = 0;
        self.justify = 0;
        self.x = 0;
        self.line = Line::default();
        self.line_spacing = 30;
        self.qr = QrSetting { module: 3, level: EcLevel::L, data: Vec::new() };
    }

    /// Prints the line buffer and moves at least its height.
    fn feed_line(&mut self, dots: u32) -> usize {
        let dots = dots.min(LONGEST_FEED_MM * self.model.dpi / 25);
        let columns = std::mem::take(&mut self.line).columns;
        self.x = 0;
        let mut moved = 0;
        if !columns.is_empty() {
            for y in 0..24_u32 {
                let mut row = vec![0_u8; self.model.width_dots.div_ceil(8) as usize];
                for (x, dots) in &columns {
                    if dots[(y / 8) as usize] & (0x80 >> (y % 8)) != 0
                        && let Some(byte) = row.get_mut((x / 8) as usize)
                    {
                        *byte |= 0x80 >> (x % 8);
                    }
                }
                self.paper.row(0, &row, false);
            }
            moved = 24;
        }
        self.paper.feed(dots.saturating_sub(moved));
        dots.max(moved) as usize
    }

    fn columns(&mut self, mode: u8, data: &[u8]) {
        if mode != 33 {
            self.not_known(vec![0x1B, 0x2A, mode]);
            return;
        }
        for column in data.chunks_exact(3) {
            self.line.columns.push((self.left_margin + self.x, [column[0], column[1], column[2]]));
            self.x += 1;
        }
    }

    fn cut_command(&mut self, rest: &[u8]) -> usize {
        if !self.model.cutter {
            self.not_known([&[0x1D, 0x56], rest].concat());
            return 0;
        }
        let mut moved = 0;
        if let [65 | 66, n] = rest {
            let dots = u32::from(*n) / self.units_per_dot;
            self.paper.feed_to_blade();
            self.paper.feed(dots);
            moved = (self.model.blade_dots + dots) as usize;
        }
        if self.sensors.cutter_blocked {
            self.cutter_error = true;
            self.say_automatic();
        } else {
            self.cut();
        }
        moved
    }

    fn cut(&mut self) {
        let bytes = std::mem::take(&mut self.job_bytes);
        let texts = std::mem::take(&mut self.qr_texts);
        self.sheets.extend(self.paper.cut(bytes, texts));
    }

    fn qr(&mut self, function: &[u8]) -> usize {
        match function {
            [0x41, _, _] => {}
            [0x43, n @ 1..=16] => self.qr.module = u32::from(*n),
            [0x45, level] => {
                self.qr.level = match level {
                    49 => EcLevel::M,
                    50 => EcLevel::Q,
                    51 => EcLevel::H,
                    _ => EcLevel::L,
                }
            }
            [0x50, 0x30, data @ ..] => self.qr.data = data.to_vec(),
            [0x51, 0x30] => return self.draw_qr(),
            _ => self.not_known(function.to_vec()),
        }
        0
    }

    fn draw_qr(&mut self) -> usize {
        let Ok(code) = QrCode::with_error_correction_level(&self.qr.data, self.qr.level) else {
            self.not_known(b"QR data too long".to_vec());
            return 0;
        };
        let (side, module) = (code.width() as u32, self.qr.module);
        let dots = side * module;
        let x = self.justified(dots);
        let colours = code.to_colors();
        for modules in colours.chunks(side as usize) {
            let mut row = vec![0_u8; dots.div_ceil(8) as usize];
            for (at, _) in modules.iter().enumerate().filter(|(_, colour)| **colour == Color::Dark) {
                for dot in at as u32 * module..(at as u32 + 1) * module {
                    row[(dot / 8) as usize] |= 0x80 >> (dot % 8);
                }
            }
            for _ in 0..module {
                self.paper.row(x, &row, false);
            }
        }
        self.qr_texts.push(String::from_utf8_lossy(&self.qr.data).into_owned());
        dots as usize
    }
}

/// How many bytes the command that begins with `bytes` needs.
fn need(bytes: &[u8]) -> Need {
    let fixed = |length: usize| if bytes.len() >= length { Need::Complete } else { Need::More };
    match *bytes {
        [0x1B | 0x1D | 0x10 | 0x1C] => Need::More,
        [0x00 | 0x0A | 0x0D | 0x18] => Need::Complete,
        [0x10, 0x04 | 0x05, ..] => fixed(3),
        [0x10, 0x14] => Need::More,
        [0x10, 0x14, 8, ..] => fixed(10),
        [0x10, 0x14, 1..=7, ..] => fixed(5),
        [0x1B, 0x40 | 0x32 | 0x69 | 0x6D] => Need::Complete,
        [0x1B, 0x4A | 0x64 | 0x61 | 0x33 | 0x21 | 0x45 | 0x2D | 0x47 | 0x4D | 0x52 | 0x74 | 0x7B, ..] => fixed(3),
        [0x1B, 0x24 | 0x5C | 0x63, ..] => fixed(4),
        [0x1B, 0x70, ..] => fixed(5),
        [0x1B, 0x2A, mode, low, high, ..] => {
            let columns = usize::from(u16::from_le_bytes([low, high]));
            fixed(5 + columns * if mode >= 32 { 3 } else { 1 })
        }
        [0x1B, 0x2A, ..] => Need::More,
        [0x1D, 0x76, ..] if bytes.len() == 8 => Need::RasterData,
        [0x1D, 0x76, ..] => Need::More,
        [0x1D, 0x50 | 0x4C | 0x57 | 0x24 | 0x5C, ..] => fixed(4),
        [0x1D, 0x56, 65 | 66 | 97 | 98 | 103 | 104, ..] => fixed(4),
        [0x1D, 0x56 | 0x72 | 0x61 | 0x49 | 0x21 | 0x42 | 0x48 | 0x68 | 0x77 | 0x66, ..] => fixed(3),
        [0x1D, 0x28, _, low, high, ..] => fixed(5 + usize::from(u16::from_le_bytes([low, high]))),
        [0x1D, 0x28, ..] => Need::More,
        _ => Need::Foreign,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use proptest::prelude::*;

    use super::*;

    fn fed(bytes: &[u8]) -> Firmware {
        let mut firmware = Firmware::new(Model { buffer: 1 << 20, ..Model::default() });
        firmware.receive(bytes);
        firmware.run(usize::MAX, usize::MAX);
        firmware
    }

    #[test]
    fn feeds_are_half_dots_until_gs_p() {
        let mut firmware = fed(b"\x1BJ\x14\x1DV\x41\x00\x1DP\xCB\xCB\x1BJ\x14\x1DV\x41\x00");
        let sheets = firmware.take_sheets();
        let heights: Vec<u32> = sheets.iter().map(|sheet| sheet.picture.height().get()).collect();
        assert_eq!(heights, [120 + 10, 120 + 20]);
    }

    #[test]
    fn a_raster_lands_at_the_margin() {
        let mut firmware = fed(b"\x1DP\xCB\xCB\x1DL\x05\x00\x1Dv0\x00\x01\x00\x02\x00\xFF\x81\x1DVB\x00");
        let content = firmware.take_sheets().remove(0).content();
        assert_eq!(content.ink(), Some((5, 0, 8, 2)));
        assert!(content.get(5, 1) && !content.get(6, 1) && content.get(12, 1));
    }

    #[test]
    fn columns_move_24_dots() {
        let mut bytes = b"\x1B$\x0A\x00\x1B*\x21\x02\x00\x80\x00\x01\xFF\xFF\xFF\x0A".to_vec();
        bytes.extend(b"\x1DVB\x00");
        let mut firmware = fed(&bytes);
        let content = firmware.take_sheets().remove(0).content();
        assert!(content.get(10, 0) && !content.get(10, 1) && content.get(10, 23) && content.get(11, 12));
    }

    #[test]
    fn paper_out_holds_and_goes_on() {
        let mut firmware = Firmware::new(Model::default());
        firmware.receive(b"\x1Da\x0E\x1Dv0\x00\x01\x00\x04\x00\xFF\xFF\xFF\xFF\x1DVB\x00\x1D(H\x06\x0000abcd");
        firmware.run(1, usize::MAX);
        firmware.run(1, usize::MAX);
        firmware.set_sensors(Sensors { paper_out: true, ..Sensors::default() });
        assert_eq!(firmware.run(100, usize::MAX), 0);
        firmware.receive(&[0x10, 4, 2]);
        assert_eq!(firmware.take_replies(), [0x10, 0, 0, 0, 0x18, 0, 0x0F, 0, 0x32]);
        assert!(firmware.take_sheets().is_empty());
        firmware.set_sensors(Sensors::default());
        firmware.run(usize::MAX, usize::MAX);
        assert_eq!(firmware.take_sheets().len(), 1);
        assert!(firmware.take_replies().ends_with(b"7\x22abcd\0"));
    }

    #[test]
    fn a_status_request_inside_a_raster_is_answered_and_eaten() {
        let mut firmware = fed(b"\x1Dv0\x00\x01\x00\x03\x00\x10\x04\x01\x1DVB\x00");
        assert_eq!(firmware.take_replies(), [0x12]);
        assert_eq!(firmware.hidden_real_time(), 1);
        assert_eq!(firmware.take_sheets().remove(0).content().ink().unwrap().3, 3);
    }

    #[test]
    fn clearing_forgets_the_command_in_progress() {
        let mut firmware = fed(b"\x1Dv0\x00\x48\x00\x20\x00\xFF\xFF");
        firmware.receive(&[0x10, 0x14, 8, 1, 3, 0x14, 1, 6, 2, 8]);
        firmware.receive(b"\x1D(H\x06\x0000wxyz");
        firmware.run(usize::MAX, usize::MAX);
        assert_eq!(firmware.take_replies(), b"7\x25\x007\x22wxyz\0");
    }

    #[test]
    fn a_full_buffer_loses_what_comes() {
        let mut firmware = Firmware::new(Model { buffer: 200, ..Model::default() });
        firmware.set_sensors(Sensors { busy: true, ..Sensors::default() });
        firmware.receive(&[0; 60]);
        assert!(!firmware.is_holding());
        firmware.receive(&[0; 200]);
        assert!(firmware.is_holding());
        assert_eq!((firmware.lost(), firmware.room()), (60, 0));
    }

    #[test]
    fn foreign_bytes_are_kept_for_the_curious() {
        assert_eq!(fed(b"A\x1B\x07\x1C\x21").foreign(), [b"A".to_vec(), b"\x1B\x07".to_vec(), b"\x1C\x21".to_vec()]);
    }

    #[test]
    fn what_is_kept_has_an_end() {
        let mut firmware = Firmware::new(Model { buffer: 1 << 20, ..Model::default() });
        // The longest feed of three bytes, again and again, never cut: more than a metre each if obeyed.
        firmware.receive(b"\x1B3\xFF");
        for _ in 0..100 {
            firmware.receive(b"\x1Bd\xFF");
        }
        let longest = (LONGEST_FEED_MM * 203 / 25) as usize;
        assert_eq!(firmware.run(usize::MAX, usize::MAX), 100 * longest);
        firmware.tear_off();
        let sheet = firmware.take_sheets().remove(0);
        assert!(sheet.picture.height().get() <= 80_000);
        firmware.receive(&[b'?'; 100_000]);
        firmware.run(usize::MAX, usize::MAX);
        assert_eq!(firmware.foreign().len(), MOST_FOREIGN);
    }

    proptest! {
        /// Any bytes: no panic, bounded paper for bounded input.
        #[test]
        fn anything_is_survived(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            let mut firmware = fed(&bytes);
            firmware.run(usize::MAX, usize::MAX);
            prop_assert!(firmware.consumed() <= bytes.len());
        }
    }
}
