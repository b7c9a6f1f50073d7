//! The receive buffer, and the real-time commands that act before they are in it.

use super::{Firmware, Line, Parse};

/// Free bytes at which the printer asks to wait, and at which to go on (TM-T88III).
const BUSY_AT: usize = 128;
const READY_AT: usize = 256;
/// The longest real-time command in bytes.
const LONGEST: usize = 10;

impl Firmware {
    /// Bytes the receive buffer still takes.
    #[must_use]
    pub fn room(&self) -> usize {
        self.model.buffer.saturating_sub(self.buffer.len())
    }

    /// Whether the printer holds the line: its buffer is nearly full, or it is off line and its model
    /// says so then ([`super::Model::busy_off_line`]).
    #[must_use]
    pub const fn is_holding(&self) -> bool {
        self.held
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
            if self.recent.len() > LONGEST {
                self.recent.pop_front();
            }
            self.real_time();
        }
        self.hold();
    }

    pub(super) fn hold(&mut self) {
        let full = if self.held { self.room() < READY_AT } else { self.room() <= BUSY_AT };
        let holds = full || (self.model.busy_off_line && self.off_line());
        if holds != self.held && self.model.xon_xoff {
            self.replies.push(if holds { 0x13 } else { 0x11 });
        }
        self.held = holds;
    }

    /// Acts on the real-time command that the last byte completed, wherever it stood.
    fn real_time(&mut self) {
        let recent = self.recent.make_contiguous();
        let mut last = [0; LONGEST];
        last[LONGEST - recent.len()..].copy_from_slice(recent);
        match last {
            [.., 0x10, 0x04, n @ 1..=4] => {
                let status = self.real_time_status(n);
                self.replies.push(status);
            }
            [.., 0x10, 0x05, 2] if self.cutter_error => {
                self.clear();
                self.recover();
            }
            [.., 0x10, 0x05, 1] => self.recover(),
            // Fn 1 (pulse): pin 0 or 1, 1 to 8 times 100 ms.
            [.., 0x10, 0x14, 0x01, 0 | 1, 1..=8] if self.memory.pulses_allowed => self.pulses += 1,
            [0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08] if self.model.clear_buffers => {
                self.clear();
                self.replies.extend([0x37, 0x25, 0x00]);
            }
            _ => {}
        }
    }

    /// Forgets what has come and is not on paper, and the command in progress; settings stay.
    fn clear(&mut self) {
        self.buffer.clear();
        self.recent.clear();
        self.parse = Parse::Idle;
        self.line = Line::new(self.model.width_dots);
        self.page = None;
        self.motions.clear();
        self.memory.stored = None;
    }

    /// Tries the blade again; one that still sticks stays in error.
    fn recover(&mut self) {
        if self.cutter_error && !self.sensors.cutter_blocked {
            self.cutter_error = false;
            self.say_automatic();
        }
    }
}
