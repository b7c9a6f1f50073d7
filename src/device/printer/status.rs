//! What a printer says: telling its answers apart and reading their bits.
//!
//! Sources: Epson ESC/POS reference (`DLE EOT`, `GS a`, `GS r`, `GS ( H`, `DLE DC4` fn 8, `GS I`);
//! the order of tests on the first byte is receiptio's (`reference/printing.md` §1.2). On the return
//! line XON and XOFF may stand anywhere, even inside the four bytes of an automatic status, and some
//! clones send bytes of their own (06h, 15h after an image): both are passed over.

/// Longest block answer (`GS I` names, process ids) before it is taken for noise.
const BLOCK_LIMIT: usize = 80;

const XON: u8 = 0x11;
const XOFF: u8 = 0x13;

/// One thing a printer said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A byte of `DLE EOT n`. It does not say which n it answers: answers come in order.
    RealTime(u8),
    /// The four bytes of automatic status (`GS a`).
    Automatic([u8; 4]),
    /// The byte of `GS r`.
    InOrder(u8),
    /// The process id of `GS ( H` fn 48: all before it is printed.
    ProcessId([u8; 4]),
    /// Buffers were cleared (`DLE DC4` fn 8).
    Cleared,
    /// A text (`GS I`), or another block: its header byte and content without the final NUL.
    Block(u8, Vec<u8>),
    /// The printer asks to wait (`true`) or goes on (`false`).
    Hold(bool),
    /// A byte that fits nothing.
    Unknown(u8),
}

/// Puts answers together from bytes as they come, in any pieces.
#[derive(Debug, Default)]
pub struct AnswerReader {
    automatic: Vec<u8>,
    block: Option<(u8, Vec<u8>)>,
}

impl AnswerReader {
    /// Takes bytes in; gives what they complete.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Answer> {
        let mut answers = Vec::new();
        for &byte in bytes {
            self.take(byte, &mut answers);
        }
        answers
    }

    /// Forgets half an answer (after a pause or a reconnect).
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    fn take(&mut self, byte: u8, answers: &mut Vec<Answer>) {
        if byte == XON || byte == XOFF {
            answers.push(Answer::Hold(byte == XOFF));
            return;
        }
        if let Some((header, mut content)) = self.block.take() {
            if byte == 0 {
                answers.push(finish_block(header, content));
            } else if content.len() >= BLOCK_LIMIT {
                answers.push(Answer::Unknown(header));
            } else {
                content.push(byte);
                self.block = Some((header, content));
            }
            return;
        }
        if !self.automatic.is_empty() {
            // Bytes 2 to 4 of an automatic status: 0xx0xxxx. Anything else means that the first was
            // noise, and this byte starts anew.
            if byte & 0x90 == 0 {
                self.automatic.push(byte);
                if let [a, b, c, d] = self.automatic[..] {
                    answers.push(Answer::Automatic([a, b, c, d]));
                    self.automatic.clear();
                }
                return;
            }
            answers.extend(self.automatic.drain(..).map(Answer::Unknown));
        }
        match byte {
            _ if byte & 0x93 == 0x12 => answers.push(Answer::RealTime(byte)),
            _ if byte & 0x93 == 0x10 => self.automatic.push(byte),
            0x35 | 0x37 | 0x3B | 0x3D | 0x5F => self.block = Some((byte, Vec::new())),
            // ACK and NAK that some clones send after an image would pass for `GS r` otherwise.
            0x06 | 0x15 => answers.push(Answer::Unknown(byte)),
            _ if byte & 0x90 == 0 => answers.push(Answer::InOrder(byte)),
            _ => answers.push(Answer::Unknown(byte)),
        }
    }
}

fn finish_block(header: u8, content: Vec<u8>) -> Answer {
    match (header, &content[..]) {
        (0x37, [0x22, a, b, c, d]) => Answer::ProcessId([*a, *b, *c, *d]),
        (0x37, [0x25]) => Answer::Cleared,
        _ => Answer::Block(header, content),
    }
}

/// How much paper there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Paper {
    /// Enough.
    #[default]
    Ok,
    /// The roll is near its end.
    NearEnd,
    /// None.
    Out,
}

/// The last known state of the mechanism, gathered from every kind of answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// Paper sensors.
    pub paper: Paper,
    /// The cover is open.
    pub cover_open: bool,
    /// The cutter is jammed.
    pub cutter: bool,
    /// An error that only power off and on ends.
    pub unrecoverable: bool,
    /// An error that ends by itself: as a rule a hot head.
    pub self_recovering: bool,
    /// Off line, for whatever reason.
    pub offline: bool,
    /// The feed button is held: the printer feeds and is off line meanwhile.
    pub feeding: bool,
}

impl Status {
    /// Reads a byte of `DLE EOT n` (n = 1..=4) into the state.
    pub fn read_real_time(&mut self, n: u8, byte: u8) {
        let has = |mask: u8| byte & mask == mask;
        match n {
            1 => {
                self.offline = has(0x08);
                self.feeding = has(0x40);
            }
            2 => {
                self.cover_open = has(0x04);
                if has(0x20) {
                    self.paper = Paper::Out;
                }
            }
            3 => {
                self.cutter = has(0x08);
                self.unrecoverable = has(0x20);
                self.self_recovering = has(0x40);
            }
            4 => {
                self.paper = match byte {
                    _ if byte & 0x60 != 0 => Paper::Out,
                    _ if byte & 0x0C != 0 => Paper::NearEnd,
                    _ => Paper::Ok,
                }
            }
            _ => {}
        }
    }

    /// Reads an automatic status into the state.
    pub fn read_automatic(&mut self, [first, second, third, _]: [u8; 4]) {
        self.offline = first & 0x08 != 0;
        self.cover_open = first & 0x20 != 0;
        self.feeding = first & 0x40 != 0;
        self.cutter = second & 0x08 != 0;
        self.unrecoverable = second & 0x20 != 0;
        self.self_recovering = second & 0x40 != 0;
        self.paper = match third {
            _ if third & 0x0C != 0 => Paper::Out,
            _ if third & 0x03 != 0 => Paper::NearEnd,
            _ => Paper::Ok,
        };
    }

    /// What stops printing, the thing to mend first.
    #[must_use]
    pub const fn fault(&self) -> Option<super::Fault> {
        use super::Fault;
        // With the cover open the paper sensors say "out" too: the cover is the cause.
        if self.cover_open {
            Some(Fault::CoverOpen)
        } else if self.cutter {
            Some(Fault::CutterJam)
        } else if matches!(self.paper, Paper::Out) {
            Some(Fault::PaperOut)
        } else if self.unrecoverable {
            Some(Fault::Offline)
        } else if self.self_recovering {
            Some(Fault::HeadHot)
        } else if self.offline && !self.feeding {
            Some(Fault::Offline)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use proptest::prelude::*;

    use super::super::Fault;
    use super::*;

    fn all(bytes: &[u8]) -> Vec<Answer> {
        AnswerReader::default().push(bytes)
    }

    #[test]
    fn answers_are_told_apart() {
        assert_eq!(all(&[0x12]), [Answer::RealTime(0x12)]);
        assert_eq!(all(&[0x18, 0, 0x0F, 0]), [Answer::Automatic([0x18, 0, 0x0F, 0])]);
        assert_eq!(all(&[0x00]), [Answer::InOrder(0)]);
        assert_eq!(all(b"7\x22abcd\0"), [Answer::ProcessId(*b"abcd")]);
        assert_eq!(all(b"7\x25\0"), [Answer::Cleared]);
        assert_eq!(all(b"_TM-T20III\0"), [Answer::Block(b'_', b"TM-T20III".to_vec())]);
        assert_eq!(all(&[0x06, 0x80]), [Answer::Unknown(6), Answer::Unknown(0x80)]);
    }

    #[test]
    fn flow_control_inside_a_status_is_passed_over() {
        let answers = all(&[0x10, XOFF, 0x00, XON, 0x03, 0x00]);
        assert_eq!(answers, [Answer::Hold(true), Answer::Hold(false), Answer::Automatic([0x10, 0, 3, 0])]);
    }

    #[test]
    fn a_torn_automatic_status_does_not_swallow_the_next_answer() {
        let answers = all(&[0x10, 0x00, 0x16, 0x12]);
        assert_eq!(
            answers,
            [Answer::Unknown(0x10), Answer::Unknown(0), Answer::RealTime(0x16), Answer::RealTime(0x12)]
        );
    }

    #[test]
    fn bits_become_faults() {
        let read = |n, byte| {
            let mut status = Status::default();
            status.read_real_time(n, byte);
            status
        };
        assert_eq!(read(1, 0x12).fault(), None);
        assert_eq!(read(1, 0x1A).fault(), Some(Fault::Offline));
        assert_eq!(read(2, 0x16).fault(), Some(Fault::CoverOpen));
        assert_eq!(read(2, 0x32).fault(), Some(Fault::PaperOut));
        assert_eq!(read(3, 0x1A).fault(), Some(Fault::CutterJam));
        assert_eq!(read(3, 0x52).fault(), Some(Fault::HeadHot));
        assert_eq!(read(3, 0x32).fault(), Some(Fault::Offline));
        assert_eq!(read(4, 0x1E).paper, Paper::NearEnd);
        assert_eq!(read(4, 0x1E).fault(), None);
        assert_eq!(read(4, 0x72).fault(), Some(Fault::PaperOut));
        let mut status = Status::default();
        status.read_automatic([0x38, 0, 0x0C, 0]);
        assert_eq!(status.fault(), Some(Fault::CoverOpen));
        status.read_automatic([0x18, 0, 0x0F, 0]);
        assert_eq!(status.fault(), Some(Fault::PaperOut));
        status.read_automatic([0x10, 0, 0x03, 0]);
        assert_eq!((status.fault(), status.paper), (None, Paper::NearEnd));
    }

    proptest! {
        /// Any bytes, in any pieces: no panic, and the pieces do not matter.
        #[test]
        fn pieces_do_not_matter(bytes in proptest::collection::vec(any::<u8>(), 0..300), cut in 0_usize..300) {
            let mut reader = AnswerReader::default();
            let cut = cut.min(bytes.len());
            let mut answers = reader.push(&bytes[..cut]);
            answers.extend(reader.push(&bytes[cut..]));
            prop_assert_eq!(answers, all(&bytes));
        }
    }
}
