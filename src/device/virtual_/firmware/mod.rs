//! An ESC/POS printer's firmware: receive buffer, real-time commands, commands, paper, sensors.
//!
//! Written from the reference (`reference/printing.md` §1, §5), not from the encoder: bytes go in one
//! by one as on a wire, real-time commands act at once even inside image data and stay in the data,
//! an out-of-paper printer holds what it has and goes off line, a full buffer loses what comes, and
//! what a real printer drops in silence is dropped (and told by [`Firmware::dropped`]).
//!
//! A byte's way: [`receive`](Firmware::receive) (buffer, real-time commands) → `parse` (where a command
//! ends) → `execute` (what it does: settings, `line`, `page_mode`, `memory`) → motions of paper, which
//! [`run`](Firmware::run) carries out row by row before it looks at the next byte.

mod execute;
mod font;
mod graphics;
mod line;
mod memory;
mod model;
mod page_mode;
mod parse;
mod qr;
mod receive;
mod status;
mod surface;
#[cfg(test)]
mod tests;
mod text;

use std::collections::VecDeque;
use std::time::Duration;

pub use model::{Anchor, Model, Unknown};
pub use status::Sensors;

use self::line::{Layout, Line};
use self::memory::Memory;
use self::page_mode::PageMode;
use self::parse::Parse;
use self::qr::QrSetting;
use self::surface::Surface;
use self::text::TextStyle;
use super::paper::{Paper, Sheet};

/// Most commands that are kept for the curious, and most bytes of one sheet: more says nothing new.
const MOST_FOREIGN: usize = 1_000;
const MOST_JOB_BYTES: usize = 4 << 20;
const MOST_TEXTS: usize = 4_000;

/// Why something sent was not printed or not stored, as a real printer does it: without a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dropped {
    /// Only at the beginning of a line, and the print buffer holds something.
    LineNotEmpty,
    /// Wider than the print area.
    TooWide,
    /// Nothing is stored under this key or number.
    NoSuchKey,
    /// The memory for it is full, or there is none.
    NoMemory,
    /// Out of range, or data shorter than its size says.
    BadParameters,
    /// Not in page mode, or only there.
    WrongMode,
}

/// What is left to do with the paper before the next byte is looked at.
#[derive(Debug)]
enum Motion {
    Print { rows: Surface, next: u32 },
    Feed(u32),
    Cut,
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
    /// Whether `GS ( H` fn 49 asked to be told when the printer goes off line.
    tells_off_line: bool,
    layout: Layout,
    line: Line,
    page: Option<PageMode>,
    style: TextStyle,
    qr: QrSetting,
    memory: Memory,
    motions: VecDeque<Motion>,
    /// Rows until each cut of `GS V 97` comes to the blade.
    reserved_cuts: Vec<u32>,
    paper: Paper,
    job_bytes: Vec<u8>,
    qr_texts: Vec<String>,
    texts: Vec<String>,
    sheets: Vec<Sheet>,
    foreign: Vec<Vec<u8>>,
    dropped: Vec<Dropped>,
    consumed: usize,
    lost: usize,
    rows: usize,
    pulses: usize,
    pause: Duration,
    hidden_real_time: usize,
}

impl Firmware {
    /// Switched on, with paper.
    #[must_use]
    pub fn new(model: Model) -> Self {
        Self {
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
            tells_off_line: false,
            layout: Layout::new(&model),
            line: Line::new(model.width_dots),
            page: None,
            style: TextStyle::default(),
            qr: QrSetting::default(),
            memory: Memory::new(&model),
            motions: VecDeque::new(),
            reserved_cuts: Vec::new(),
            paper: Paper::new(model.width_dots, model.blade_dots),
            job_bytes: Vec::new(),
            qr_texts: Vec::new(),
            texts: Vec::new(),
            sheets: Vec::new(),
            foreign: Vec::new(),
            dropped: Vec::new(),
            consumed: 0,
            lost: 0,
            rows: 0,
            pulses: 0,
            pause: Duration::ZERO,
            hidden_real_time: 0,
            model,
        }
    }

    /// What this printer is.
    #[must_use]
    pub const fn model(&self) -> &Model {
        &self.model
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

    /// Rows of paper that have passed the head.
    #[must_use]
    pub const fn rows_moved(&self) -> usize {
        self.rows
    }

    /// Pulses for a cash drawer, asked for by `ESC p` or `DLE DC4` fn 1.
    #[must_use]
    pub const fn pulses(&self) -> usize {
        self.pulses
    }

    /// Writes to the flash since it was made: a real one wears (about 100,000; 10 a day).
    #[must_use]
    pub const fn nv_writes(&self) -> usize {
        self.memory.writes()
    }

    /// Real-time commands that stood inside image data.
    #[must_use]
    pub const fn hidden_real_time(&self) -> usize {
        self.hidden_real_time
    }

    /// Commands it did not know or lacks.
    #[must_use]
    pub fn foreign(&self) -> &[Vec<u8>] {
        &self.foreign
    }

    /// What it dropped without a word.
    #[must_use]
    pub fn dropped(&self) -> &[Dropped] {
        &self.dropped
    }

    /// Rows with ink that no cut has taken yet.
    #[must_use]
    pub fn uncut_rows(&self) -> usize {
        self.paper.inked_rows()
    }

    /// Whether it stands in page mode.
    #[must_use]
    pub const fn is_in_page_mode(&self) -> bool {
        self.page.is_some()
    }

    /// Whether the next byte would be taken for the data of a command begun before: a host that died
    /// inside a picture leaves a printer like this.
    #[must_use]
    pub const fn is_inside_command(&self) -> bool {
        !matches!(self.parse, Parse::Idle)
    }

    /// Sheets cut since the last call.
    pub fn take_sheets(&mut self) -> Vec<Sheet> {
        std::mem::take(&mut self.sheets)
    }

    /// What it has to say since the last call.
    pub fn take_replies(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.replies)
    }

    /// How long it was busy writing its flash since the last call.
    pub const fn take_pause(&mut self) -> Duration {
        std::mem::replace(&mut self.pause, Duration::ZERO)
    }

    /// Someone tears the paper off at the bar.
    pub fn tear_off(&mut self) {
        self.cut();
    }

    /// Switched off and on: everything in memory is gone; the paper and the flash stay.
    pub fn power_cycle(&mut self) {
        self.buffer.clear();
        self.recent.clear();
        self.parse = Parse::Idle;
        self.replies.clear();
        self.motions.clear();
        self.held = false;
        self.cutter_error = false;
        self.initialise();
        self.automatic_said = None;
    }

    /// Executes what is in the buffer, at most `rows` dots of paper. Returns the rows moved.
    /// Stops before byte `stop_at` (counted as [`Self::consumed`]).
    pub fn run(&mut self, rows: usize, stop_at: usize) -> usize {
        let mut moved = 0;
        while moved < rows && !self.stopped() {
            let step = self.move_paper(rows - moved);
            moved += step;
            if step == 0 && self.motions.is_empty() && !self.cutter_error {
                if self.consumed >= stop_at {
                    break;
                }
                let Some(byte) = self.buffer.pop_front() else { break };
                self.consumed += 1;
                if self.job_bytes.len() < MOST_JOB_BYTES {
                    self.job_bytes.push(byte);
                }
                self.step(byte);
            }
        }
        self.rows += moved;
        self.hold();
        moved
    }

    /// Whether nothing is left to do with what has come.
    #[must_use]
    pub fn is_at_rest(&self) -> bool {
        self.buffer.is_empty() && self.motions.is_empty()
    }

    /// The next step of the motion under way, at most `most` rows. Returns the rows that passed the head.
    fn move_paper(&mut self, most: usize) -> usize {
        // A reserved cut strikes between two rows.
        let most = self.reserved_cuts.iter().min().map_or(most, |left| most.min(*left as usize));
        let moved = match self.motions.front_mut() {
            None => return 0,
            Some(Motion::Print { rows, next }) if *next < rows.height() => {
                self.paper.row(rows.row(*next));
                *next += 1;
                1
            }
            Some(Motion::Feed(left)) if *left > 0 => {
                let dots = (*left).min(u32::try_from(most).unwrap_or(u32::MAX));
                self.paper.feed(dots);
                *left -= dots;
                dots
            }
            Some(motion) => {
                let cuts = matches!(motion, Motion::Cut);
                self.motions.pop_front();
                if cuts {
                    self.try_to_cut();
                }
                return 0;
            }
        };
        let before = self.reserved_cuts.len();
        for left in &mut self.reserved_cuts {
            *left -= moved;
        }
        self.reserved_cuts.retain(|left| *left > 0);
        if self.reserved_cuts.len() < before {
            self.try_to_cut();
        }
        moved as usize
    }

    fn print(&mut self, rows: Surface) {
        self.motions.push_back(Motion::Print { rows, next: 0 });
    }

    fn feed(&mut self, dots: u32) {
        if dots > 0 {
            self.motions.push_back(Motion::Feed(dots));
        }
    }

    fn try_to_cut(&mut self) {
        if self.sensors.cutter_blocked {
            self.cutter_error = true;
            self.went_off_line();
            self.say_automatic();
        } else {
            self.cut();
        }
    }

    fn cut(&mut self) {
        let bytes = std::mem::take(&mut self.job_bytes);
        let mut sheet = self.paper.cut(bytes, std::mem::take(&mut self.qr_texts));
        if let Some(sheet) = &mut sheet {
            sheet.texts = std::mem::take(&mut self.texts);
        }
        self.sheets.extend(sheet);
    }

    fn not_known(&mut self, bytes: Vec<u8>) {
        if self.foreign.len() < MOST_FOREIGN {
            self.foreign.push(bytes);
        }
    }

    fn drop_it(&mut self, why: Dropped) {
        if self.dropped.len() < MOST_FOREIGN {
            self.dropped.push(why);
        }
    }

    fn note_text(&mut self, text: String) {
        if self.texts.len() < MOST_TEXTS && !text.trim().is_empty() {
            self.texts.push(text);
        }
    }
}
