//! Joins the lines of a machine-readable zone that a scanner sends one by one.
//!
//! OCR scanners send each printed line as a reading of its own, some with `_` where `<` is printed
//! (`reference/printing.md` §6). Three lines of 30 are an identity card (TD1), two of 36 (TD2), two
//! of 44 a passport (TD3).

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
        let is_mrz = |piece: &&str| line_length(piece.len()).is_some() && is_mrz_text(piece);
        if !pieces.iter().all(is_mrz) || !self.could_belong(&pieces) {
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

    /// A single line without filler (some second lines) counts only after one with.
    fn could_belong(&self, pieces: &[&str]) -> bool {
        let continues = |piece: &str| self.lines.first().is_some_and(|first| first.len() == piece.len());
        pieces.iter().any(|piece| piece.contains(['<', '_']) || continues(piece))
    }

    fn line(&mut self, line: &str, out: &mut Vec<String>) {
        let line = Zeroizing::new(line.replace('_', "<"));
        let restarts = self.lines.first().is_some_and(|first| first.len() != line.len() || **first == *line);
        if restarts {
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
