//! Joins the lines of a machine-readable zone that a scanner sends one by one.
//!
//! OCR scanners send each printed line as a reading of its own, in any order, some with `_` where `<` is
//! printed, and some lines twice (`reference/printing.md` §6). Three lines of 30 are an identity card
//! (TD1), two of 36 (TD2), two of 44 a passport (TD3). In which order they belong is decided where they
//! are read (`crate::identity::mrz`); here a line is known by its part in the zone only to tell when
//! another document has begun.

use std::time::Duration;

use zeroize::{Zeroize, Zeroizing};

/// Lines of one document gathered so far.
#[derive(Debug)]
pub struct MrzLines {
    wait: Duration,
    lines: Vec<Zeroizing<String>>,
    last: Duration,
}

impl MrzLines {
    /// Half a document is dropped after `wait`.
    #[must_use]
    pub const fn new(wait: Duration) -> Self {
        Self { wait, lines: Vec::new(), last: Duration::ZERO }
    }

    /// Takes one reading: passes it on, keeps it as a line, or completes a document
    /// (lines joined by `\n`).
    pub fn take(&mut self, reading: &str, now: Duration, out: &mut Vec<String>) {
        self.drop_stale(now);
        let pieces: Vec<&str> = reading.split(['\r', '\n']).filter(|piece| !piece.is_empty()).collect();
        if !Self::is_row(reading) || !self.could_belong(&pieces) {
            // Something else was scanned: what was begun will not be finished.
            self.clear();
            out.push(reading.to_owned());
            return;
        }
        for piece in pieces {
            for line in split_glued(piece) {
                self.line(line, out);
            }
        }
        self.last = now;
    }

    /// Whether a reading looks like a row of a machine-readable zone, or like several.
    #[must_use]
    pub fn is_row(reading: &str) -> bool {
        let mut pieces = reading.split(['\r', '\n']).filter(|piece| !piece.is_empty());
        pieces.all(|piece| line_length(piece.len()).is_some() && is_mrz_text(piece))
    }

    /// Drops half a document whose next line does not come.
    pub fn drop_stale(&mut self, now: Duration) {
        if !self.lines.is_empty() && now >= self.last + self.wait {
            tracing::info!(event = "scanner.mrz_partial", lines = self.lines.len());
            self.clear();
        }
    }

    /// Forgets what was gathered.
    pub fn clear(&mut self) {
        for line in &mut self.lines {
            line.zeroize();
        }
        self.lines.clear();
    }

    /// A single line without filler (some second lines) counts only with another one, or by its dates.
    fn could_belong(&self, pieces: &[&str]) -> bool {
        let continues = |piece: &str| self.lines.first().is_some_and(|first| first.len() == piece.len());
        pieces
            .iter()
            .any(|piece| piece.contains(['<', '_']) || continues(piece) || matches!(part(piece), Some(Part::Dates)))
    }

    fn line(&mut self, line: &str, out: &mut Vec<String>) {
        let line = Zeroizing::new(line.replace('_', "<"));
        if self.lines.contains(&line) {
            return;
        }
        let known = part(&line);
        let another =
            self.lines.iter().any(|other| other.len() != line.len() || (known.is_some() && known == part(other)));
        if another {
            self.clear();
        }
        let wanted = if line.len() == 30 { 3 } else { 2 };
        self.lines.push(line);
        if self.lines.len() == wanted {
            let lines: Vec<&str> = self.lines.iter().map(|line| line.as_str()).collect();
            out.push(lines.join("\n"));
            self.clear();
        }
    }
}

/// What a line of a zone holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The document code; on a card also its number.
    Head,
    /// Birth and expiry.
    Dates,
    /// The name on a card.
    Names,
}

/// The part of a line of 30, 36 or 44 characters, where it can be told. Two dates with their check digits
/// (ICAO 9303-5 §4.2.2, 9303-4 §4.2.2) are hardly met by chance: 1 in 100.
fn part(line: &str) -> Option<Part> {
    let bytes = line.as_bytes();
    let (birth, expiry) = if bytes.len() == 30 { (0, 8) } else { (13, 21) };
    let dated = |at: usize| bytes.get(at..at + 7).is_some_and(is_dated);
    if dated(birth) && dated(expiry) {
        return Some(Part::Dates);
    }
    let has_digit = bytes.iter().any(u8::is_ascii_digit);
    match (bytes.len(), bytes.first()) {
        (30, Some(b'I' | b'A' | b'C')) if has_digit => Some(Part::Head),
        (30, _) if !has_digit => Some(Part::Names),
        (36 | 44, Some(b'P' | b'V' | b'I' | b'A' | b'C')) if !has_digit => Some(Part::Head),
        _ => None,
    }
}

/// Six digits and their check digit (ICAO 9303-3 §4.9: weights 7, 3, 1).
fn is_dated(field: &[u8]) -> bool {
    let digits: Option<Vec<u32>> = field.iter().map(|byte| char::from(*byte).to_digit(10)).collect();
    let Some((check, date)) = digits.as_deref().and_then(|digits| digits.split_last()) else { return false };
    let sum: u32 = date.iter().zip([7, 3, 1].into_iter().cycle()).map(|(digit, weight)| digit * weight).sum();
    sum % 10 == *check
}

/// The length of one line, for one line or a whole document without line breaks.
const fn line_length(length: usize) -> Option<usize> {
    match length {
        30 | 90 => Some(30),
        36 | 72 => Some(36),
        44 | 88 => Some(44),
        _ => None,
    }
}

fn is_mrz_text(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'<' | b'_'))
}

/// The lines of a piece that may be a whole document. Only ASCII gets here.
fn split_glued(piece: &str) -> Vec<&str> {
    let Some(length) = line_length(piece.len()) else { return vec![piece] };
    (0..piece.len() / length).filter_map(|at| piece.get(at * length..(at + 1) * length)).collect()
}
