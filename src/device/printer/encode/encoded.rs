//! A page in the printer's language, command by command.

use super::Settings;

/// Bytes for the printer, and what a job has to know of them.
///
/// Commands are kept apart, because status may be asked only between them: a status request inside a
/// raster is eaten as dots and shifts all that follows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Encoded {
    bytes: Vec<u8>,
    /// Where each command ends.
    ends: Vec<usize>,
    /// Where the first byte stands that moves or marks paper.
    pub(super) first_ink: usize,
    /// Where the last command that cuts (or feeds to the tear bar) begins.
    pub(super) cut_at: usize,
    /// Paper moved, in dots, without the way to the blade.
    pub(super) dots: u32,
    /// Dots that had to be left out.
    pub(super) lost_dots: u32,
    /// So many dots to the right of where the page has them pictures come out.
    pub(super) moved_right: u32,
    /// What the printer is set to afterwards.
    pub(super) settings: Settings,
}

impl Encoded {
    /// Bytes of any origin, as one command.
    #[must_use]
    pub fn raw(bytes: Vec<u8>, dots: u32) -> Self {
        let end = bytes.len();
        Self { bytes, ends: vec![end], dots, ..Self::default() }
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

    /// Where the `at`th command begins; the end of all where there is none.
    #[must_use]
    pub fn start_of(&self, at: usize) -> usize {
        let before = at.checked_sub(1).and_then(|before| self.ends.get(before));
        before.copied().unwrap_or(if at == 0 { 0 } else { self.bytes.len() })
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

    /// Dots by which all pictures (not the codes that the printer draws) come out further right than the page has them.
    #[must_use]
    pub const fn moved_right(&self) -> u32 {
        self.moved_right
    }

    /// What a printer is set to that has executed all of it.
    #[must_use]
    pub const fn settings(&self) -> Settings {
        self.settings
    }

    pub(super) fn push(&mut self, command: &[u8]) {
        if !command.is_empty() {
            self.bytes.extend_from_slice(command);
            self.ends.push(self.bytes.len());
        }
    }
}
