//! Where a command ends: how many bytes each needs, from its first bytes.

/// What is known of a command from the bytes there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// Ask again when there are this many bytes.
    Until(usize),
    /// All of it is there.
    Complete,
    /// The header of `GS v 0` is there; rows follow.
    Raster,
    /// One byte to print.
    Text,
    /// No command this firmware has heard of.
    Foreign,
}

/// The state between two bytes.
#[derive(Debug, Default)]
pub(super) enum Parse {
    #[default]
    Idle,
    /// A command whose bytes are not all there yet; asked again at `until` bytes.
    Command { bytes: Vec<u8>, until: usize },
    /// The data of `GS v 0`, row by row; `prints` is false when only reading it.
    Raster { mode: u8, stride: usize, rows_left: u32, row: Vec<u8>, prints: bool },
    /// Data that is read and thrown away.
    Skip { left: usize },
}

/// The longest command that is kept whole; of a longer one the data is read and thrown away.
pub(super) const LONGEST_COMMAND: usize = 512 << 10;

fn word(low: u8, high: u8) -> usize {
    usize::from(u16::from_le_bytes([low, high]))
}

/// How far the command that begins with `bytes` (at least one) reaches.
pub(super) fn need(bytes: &[u8]) -> Need {
    let fixed = |length: usize| if bytes.len() >= length { Need::Complete } else { Need::Until(length) };
    match bytes[0] {
        0x1B if bytes.len() >= 2 => need_esc(bytes),
        0x1C if bytes.len() >= 2 => need_fs(bytes),
        0x1D if bytes.len() >= 2 => need_gs(bytes),
        0x10 if bytes.len() >= 2 => match bytes[1] {
            0x04 | 0x05 => fixed(3),
            0x14 if bytes.len() == 2 => Need::Until(3),
            0x14 if bytes[2] == 8 => fixed(10),
            0x14 if (1..=7).contains(&bytes[2]) => fixed(5),
            _ => Need::Foreign,
        },
        0x10 | 0x1B..=0x1D => Need::Until(2),
        0x00..=0x1F => Need::Complete,
        0x20..=0xFF => Need::Text,
    }
}

fn need_esc(bytes: &[u8]) -> Need {
    let fixed = |length: usize| if bytes.len() >= length { Need::Complete } else { Need::Until(length) };
    match *bytes {
        [_, 0x40 | 0x32 | 0x69 | 0x6D | 0x4C | 0x53 | 0x0C, ..] => Need::Complete,
        [_, 0x20 | 0x21 | 0x25 | 0x2D | 0x33 | 0x3D | 0x3F | 0x45 | 0x47 | 0x4A | 0x4D | 0x52 | 0x54, ..] => fixed(3),
        [_, 0x56 | 0x61 | 0x64 | 0x72 | 0x74 | 0x7B, ..] => fixed(3),
        [_, 0x24 | 0x5C | 0x63, ..] => fixed(4),
        [_, 0x70, ..] => fixed(5),
        [_, 0x57, ..] => fixed(10),
        // ESC D: stops until NUL, at most 32.
        [_, 0x44, .., 0] if bytes.len() > 2 => Need::Complete,
        [_, 0x44, ..] => fixed(35.min(bytes.len() + 1)),
        [_, 0x2A, mode, low, high, ..] => fixed(5 + word(low, high) * if mode >= 32 { 3 } else { 1 }),
        [_, 0x2A, ..] => Need::Until(5),
        // ESC & y c1 c2 [x d…]: each glyph says its width.
        [_, 0x26, y, first, last, ref glyphs @ ..] => {
            let mut at = 0;
            for _ in first..=last {
                match glyphs.get(at) {
                    None => return Need::Until(5 + at + 1),
                    Some(x) => at += 1 + usize::from(*x) * usize::from(y),
                }
            }
            fixed(5 + at)
        }
        [_, 0x26, ..] => Need::Until(5),
        _ => Need::Foreign,
    }
}

fn need_gs(bytes: &[u8]) -> Need {
    let fixed = |length: usize| if bytes.len() >= length { Need::Complete } else { Need::Until(length) };
    match *bytes {
        [_, 0x76, ..] => match bytes.len() {
            8.. => Need::Raster,
            _ => Need::Until(8),
        },
        [_, 0x24 | 0x4C | 0x50 | 0x57 | 0x5C, ..] => fixed(4),
        [_, 0x56, 65 | 66 | 97 | 98 | 103 | 104, ..] => fixed(4),
        [_, 0x21 | 0x42 | 0x48 | 0x49 | 0x56 | 0x61 | 0x62 | 0x66 | 0x68 | 0x72 | 0x77 | 0x2F, ..] => fixed(3),
        [_, 0x28, _, low, high, ..] => fixed(5 + word(low, high)),
        [_, 0x28, ..] => Need::Until(5),
        [_, 0x38, 0x4C, a, b, c, d, ..] => fixed(7_usize.saturating_add(u32::from_le_bytes([a, b, c, d]) as usize)),
        [_, 0x38] => Need::Until(3),
        [_, 0x38, 0x4C, ..] => Need::Until(7),
        // GS * x y: the old downloaded picture.
        [_, 0x2A, x, y, ..] => fixed(4 + usize::from(x) * usize::from(y) * 8),
        [_, 0x2A, ..] => Need::Until(4),
        // GS k: bars, ended by NUL or counted.
        [_, 0x6B, 0..=6, .., 0] if bytes.len() > 3 => Need::Complete,
        [_, 0x6B, 0..=6, ..] => fixed(259.min(bytes.len() + 1)),
        [_, 0x6B, 65..=79, n, ..] => fixed(4 + usize::from(n)),
        [_, 0x6B] => Need::Until(3),
        [_, 0x6B, 65..=79] => Need::Until(4),
        _ => Need::Foreign,
    }
}

fn need_fs(bytes: &[u8]) -> Need {
    let fixed = |length: usize| if bytes.len() >= length { Need::Complete } else { Need::Until(length) };
    match *bytes {
        [_, 0x70, ..] => fixed(4),
        // FS q n [xL xH yL yH d…]: each image says its size in units of 8 dots.
        [_, 0x71, n, ref images @ ..] => {
            let mut at = 0_usize;
            for _ in 0..n {
                match images.get(at..at + 4) {
                    None => return Need::Until(3 + at + 4),
                    Some(size) => at = at.saturating_add(4 + word(size[0], size[1]) * word(size[2], size[3]) * 8),
                }
                if at > LONGEST_COMMAND {
                    break;
                }
            }
            fixed(3 + at)
        }
        [_, 0x71] => Need::Until(3),
        [_, 0x26 | 0x2E, ..] => Need::Complete,
        [_, 0x21 | 0x2D | 0x43 | 0x57, ..] => fixed(3),
        [_, 0x53, ..] => fixed(4),
        _ => Need::Foreign,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    /// Feeds `bytes` one by one and gives how many the first command took.
    fn length(bytes: &[u8]) -> Option<usize> {
        let mut until = 1;
        loop {
            match need(bytes.get(..until)?) {
                Need::Until(more) => until = more,
                Need::Complete | Need::Text | Need::Foreign | Need::Raster => return Some(until),
            }
        }
    }

    #[test]
    fn each_command_of_the_reference_has_its_length() {
        let cases: [(&[u8], usize); 22] = [
            (b"\x1B@", 2),
            (b"\x1DP\xCB\xCB", 4),
            (b"\x1D(L\x06\x000E\x41\x42\x01\x01", 11),
            (b"\x1D8L\x02\x00\x00\x0002", 9),
            (b"\x1B*\x21\x02\x00abcdef", 11),
            (b"\x1B*\x00\x02\x00ab", 7),
            (b"\x1D(k\x04\x001A2\x00", 9),
            (b"\x1BJ\x05", 3),
            (b"\x1DV\x00", 3),
            (b"\x1DVA\x05", 4),
            (b"\x10\x04\x01", 3),
            (b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08", 10),
            (b"\x1Dr1", 3),
            (b"\x1Da\xFF", 3),
            (b"\x1D(H\x06\x0000abcd", 11),
            (b"\x1B&\x03AB\x01abc\x00", 10),
            (b"\x1Cp\x01\x00", 4),
            (b"\x1Cq\x02\x01\x00\x01\x0012345678\x01\x00\x00\x00", 19),
            (b"\x1DIC", 3),
            (b"\x1BW\0\0\0\0\x40\x02\x20\x03", 10),
            (b"\x1BL", 2),
            (b"\x1D$\x10\x00", 4),
        ];
        for (bytes, wanted) in cases {
            assert_eq!(length(bytes), Some(wanted), "{bytes:02X?}");
            assert_eq!(length(&bytes[..wanted - 1]), None, "{bytes:02X?}");
        }
        assert_eq!(length(b"\x1Dv0\x00\x01\x00\x02\x00"), Some(8));
        assert_eq!(need(b"\x1B\x07"), Need::Foreign);
    }
}
