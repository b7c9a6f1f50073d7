//! QR codes drawn by the printer: `GS ( k`, cn = 49.

use qrcode::{Color, EcLevel, QrCode};

use super::surface::Surface;
use super::{Dropped, Firmware};

/// What fn 167, 169 and 180 set.
#[derive(Debug)]
pub(super) struct QrSetting {
    module: u32,
    level: EcLevel,
    data: Vec<u8>,
}

impl Default for QrSetting {
    fn default() -> Self {
        Self { module: 3, level: EcLevel::L, data: Vec::new() }
    }
}

impl Firmware {
    /// `GS ( k` without its length: `cn fn …`.
    pub(super) fn symbol(&mut self, function: &[u8]) {
        let done = match function {
            // Fn 165: model 1 is drawn as model 2, which every reader of today expects.
            [0x31, 0x41, 49 | 50, 0] => Ok(()),
            [0x31, 0x43, n @ 1..=16] => {
                self.qr.module = u32::from(*n);
                Ok(())
            }
            [0x31, 0x45, level @ 48..=51] => {
                self.qr.level = match level {
                    48 => EcLevel::L,
                    49 => EcLevel::M,
                    50 => EcLevel::Q,
                    _ => EcLevel::H,
                };
                Ok(())
            }
            [0x31, 0x50, 0x30, data @ ..] => {
                self.qr.data = data.to_vec();
                Ok(())
            }
            [0x31, 0x51, 0x30] => self.draw_qr(),
            _ => {
                self.not_known([&[0x1D, 0x28, 0x6B], function].concat());
                Ok(())
            }
        };
        if let Err(why) = done {
            self.drop_it(why);
        }
    }

    /// Without a quiet zone, on a line of its own or in the page; too wide is not printed.
    fn draw_qr(&mut self) -> Result<(), Dropped> {
        if self.qr.data.is_empty() {
            return Err(Dropped::NoSuchKey);
        }
        let code = QrCode::with_error_correction_level(&self.qr.data, self.qr.level);
        let code = code.map_err(|_| Dropped::BadParameters)?;
        let (side, module) = (code.width() as u32, self.qr.module);
        if side * module > self.room_across() {
            return Err(Dropped::TooWide);
        }
        let mut dots = Surface::new(side, side);
        for (at, _) in code.to_colors().iter().enumerate().filter(|(_, colour)| **colour == Color::Dark) {
            dots.set(at as u32 % side, at as u32 / side);
        }
        self.print_picture(&dots.scaled(module, module))?;
        if self.qr_texts.len() < super::MOST_TEXTS {
            self.qr_texts.push(String::from_utf8_lossy(&self.qr.data).into_owned());
        }
        Ok(())
    }
}
