//! What the printer says of itself: `DLE EOT`, `GS a`, `GS r`, `GS I`, `GS ( H`.

use super::Firmware;

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

impl Firmware {
    /// The sensors.
    #[must_use]
    pub const fn sensors(&self) -> Sensors {
        self.sensors
    }

    /// Changes the sensors; automatic status follows. A cutter that is freed stays in error until `DLE ENQ` or a restart.
    pub fn set_sensors(&mut self, sensors: Sensors) {
        let was_off_line = self.off_line();
        self.sensors = sensors;
        if !was_off_line && self.off_line() {
            self.went_off_line();
        }
        self.say_automatic();
        self.hold();
    }

    pub(super) const fn stopped(&self) -> bool {
        self.off_line() || self.sensors.busy || self.sensors.head_hot
    }

    pub(super) const fn off_line(&self) -> bool {
        self.sensors.paper_out || self.sensors.cover_open || self.cutter_error
    }

    pub(super) fn real_time_status(&self, n: u8) -> u8 {
        let error = self.cutter_error || self.sensors.head_hot;
        let bits = match n {
            1 => [(self.off_line() || self.sensors.head_hot, 0x08), (false, 0), (false, 0)],
            2 => [(self.sensors.cover_open, 0x04), (self.sensors.paper_out, 0x20), (error, 0x40)],
            3 => [(self.cutter_error, 0x08), (self.sensors.head_hot, 0x40), (false, 0)],
            _ => [(self.sensors.near_end || self.sensors.paper_out, 0x0C), (self.sensors.paper_out, 0x60), (false, 0)],
        };
        bits.iter().filter(|(set, _)| *set).fold(0x12, |byte, (_, bit)| byte | bit)
    }

    pub(super) fn say_automatic(&mut self) {
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

    /// `GS a`: 0 is silence, anything else says all four bytes at once and at each change.
    pub(super) fn set_automatic(&mut self, mask: u8) {
        self.automatic_mask = mask;
        self.automatic_said = None;
        self.say_automatic();
    }

    /// `GS r`: in order, so not while out of paper.
    pub(super) fn say_in_order(&mut self, what: u8) {
        match what {
            1 | 49 => self.replies.push(if self.sensors.near_end { 0x03 } else { 0x00 }),
            2 | 50 => self.replies.push(0x00),
            _ => {}
        }
    }

    /// `GS I`: numbers are one byte, names a block.
    pub(super) fn identify(&mut self, what: u8) {
        let name = match what {
            1 | 49 => return self.replies.push(0x20),
            2 | 50 => return self.replies.push(if self.model.cutter { 0x02 } else { 0x00 }),
            3 | 51 => return self.replies.push(0x01),
            65 => "1.00",
            66 => &self.model.maker,
            67 => &self.model.name,
            68 => match &self.model.serial {
                Some(serial) => serial,
                None => return,
            },
            _ => return,
        };
        self.replies.push(0x5F);
        self.replies.extend(name.bytes().filter(|byte| *byte != 0));
        self.replies.push(0);
    }

    /// `GS ( H` without its length.
    pub(super) fn response(&mut self, function: &[u8]) {
        match *function {
            [0x30, 0x30, ref id @ ..] if id.len() == 4 && id.iter().all(|byte| (0x20..0x7F).contains(byte)) => {
                self.replies.extend([0x37, 0x22]);
                self.replies.extend(id);
                self.replies.push(0);
            }
            [0x31, 0x30, on] => self.tells_off_line = on & 1 != 0,
            _ => self.drop_it(super::Dropped::BadParameters),
        }
    }

    /// The off-line response of `GS ( H` fn 49, one byte 40h-7Fh for each cause. The bits are inferred.
    pub(super) fn went_off_line(&mut self) {
        if !self.tells_off_line {
            return;
        }
        let causes = [(self.sensors.cover_open, 0x41), (self.sensors.paper_out, 0x42), (self.cutter_error, 0x44)];
        self.replies.extend([0x37, 0x23]);
        self.replies.extend(causes.iter().filter(|(set, _)| *set).map(|(_, byte)| byte));
        self.replies.push(0);
    }
}
