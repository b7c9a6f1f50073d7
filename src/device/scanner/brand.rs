//! How scanners of each make are told to look, and what they answer.
//!
//! The bytes are those of `reference/printing.md` §6 (makers' integration guides; the SSI checksums computed again). A
//! scanner that looks all the time needs none of it: [`Brand::Generic`].

/// The make of a scanner, as far as its commands go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Brand {
    /// Sends what it reads; is told nothing.
    #[default]
    Generic,
    /// Honeywell and those that follow it (Datalogic, Mindeo, Canmax): menu commands; trigger mode `TRGMOD0`.
    Honeywell,
    /// Zebra and Symbol in packets: Simple Serial Interface ([`super::ssi`]).
    ZebraSsi,
    /// Newland with the new firmware, also in Sunmi kiosks: `~`-commands.
    Newland,
    /// Engines that are told by registers (GM65 class, Waveshare).
    Register,
    /// ZKTeco ZKB200.
    Zkteco,
}

/// The bytes that make a scanner look, and those that make it stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// Looks for a code until it has read one or its own time is over.
    pub start: &'static [u8],
    /// Stops looking.
    pub stop: &'static [u8],
}

impl Brand {
    /// All, by their words in the configuration.
    pub const WORDS: [(&'static str, Self); 6] = [
        ("generic", Self::Generic),
        ("honeywell", Self::Honeywell),
        ("zebra-ssi", Self::ZebraSsi),
        ("newland", Self::Newland),
        ("register", Self::Register),
        ("zkteco", Self::Zkteco),
    ];

    /// The word in the configuration.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, brand)| *brand == self).map_or("generic", |(word, _)| word)
    }

    /// How it is told to look; `None` when it looks all the time.
    #[must_use]
    pub const fn trigger(self) -> Option<Trigger> {
        Some(match self {
            Self::Generic => return None,
            // SYN T CR, SYN U CR.
            Self::Honeywell => Trigger { start: b"\x16T\r", stop: b"\x16U\r" },
            // The NUL wakes a scanner that sleeps; START_SESSION and STOP_SESSION.
            Self::ZebraSsi => Trigger {
                start: &[0x00, 0x04, 0xE4, 0x04, 0x00, 0xFF, 0x14],
                stop: &[0x00, 0x04, 0xE5, 0x04, 0x00, 0xFF, 0x13],
            },
            Self::Newland => Trigger { start: b"~\x010000#SCNTRG1;\x03", stop: b"~\x010000#SCNTRG0;\x03" },
            // Register 0002h, the checksum that means "not checked".
            Self::Register => Trigger {
                start: &[0x7E, 0x00, 0x08, 0x01, 0x00, 0x02, 0x01, 0xAB, 0xCD],
                stop: &[0x7E, 0x00, 0x08, 0x01, 0x00, 0x02, 0x00, 0xAB, 0xCD],
            },
            Self::Zkteco => Trigger { start: b"T", stop: b"P" },
        })
    }

    /// What it sends when it has read nothing.
    #[must_use]
    pub const fn no_read(self) -> Option<&'static str> {
        match self {
            Self::Zkteco => Some("%%NoRead"),
            Self::Generic | Self::Honeywell | Self::ZebraSsi | Self::Newland | Self::Register => None,
        }
    }
}

/// Longest answer to a command; more is not one.
const LONGEST_REPLY: usize = 64;

/// Takes the answers to commands out of what a scanner sends, byte by byte.
///
/// Newland answers `02 01 … 06|15 3B 03`, register engines `02 00 type length data… crc crc`. What readings may begin
/// with (a single STX) passes. Honeywell's single ACK and NAK are control bytes, which readings never have.
#[derive(Debug)]
pub struct Replies {
    brand: Brand,
    /// Bytes that begin like an answer.
    held: Vec<u8>,
}

impl Replies {
    /// For a scanner of this make.
    #[must_use]
    pub const fn new(brand: Brand) -> Self {
        Self { brand, held: Vec::new() }
    }

    /// Takes bytes; gives those that are no answers.
    pub fn without(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(bytes.len());
        for &byte in bytes {
            self.held.push(byte);
            match self.judge() {
                Verdict::Passes => out.append(&mut self.held),
                Verdict::Answer => self.held.clear(),
                Verdict::Open => {}
            }
        }
        out
    }

    /// Whether no answer has been begun.
    #[must_use]
    pub fn is_at_rest(&self) -> bool {
        self.held.is_empty()
    }

    /// Forgets an answer that was begun; gives its bytes back.
    pub fn give_up(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.held)
    }

    fn judge(&self) -> Verdict {
        let second = match self.brand {
            Brand::Newland => 0x01,
            Brand::Register => 0x00,
            Brand::Generic | Brand::Honeywell | Brand::ZebraSsi | Brand::Zkteco => return Verdict::Passes,
        };
        match (self.brand, self.held.as_slice()) {
            (_, [0x02]) => Verdict::Open,
            (Brand::Newland, [0x02, 0x01, .., 0x03]) => Verdict::Answer,
            (Brand::Register, [0x02, 0x00, _, length, rest @ ..]) if rest.len() == usize::from(*length) + 2 => {
                Verdict::Answer
            }
            (_, [0x02, next, ..]) if *next == second && self.held.len() < LONGEST_REPLY => Verdict::Open,
            _ => Verdict::Passes,
        }
    }
}

enum Verdict {
    Passes,
    Answer,
    Open,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use proptest::prelude::*;

    use super::*;

    const NEWLAND: &[u8] = b"\x02\x010000#SCNTRG1;\x06;\x03";
    const REGISTER: &[u8] = &[0x02, 0x00, 0x00, 0x01, 0x00, 0x33, 0x31];

    #[test]
    fn commands_are_those_of_the_makers() {
        for (word, brand) in Brand::WORDS {
            assert_eq!(brand.word(), word);
            if let Some(trigger) = brand.trigger() {
                assert!(trigger.start != trigger.stop && !trigger.start.is_empty());
            }
        }
        let newland = Brand::Newland.trigger().unwrap();
        assert_eq!(
            newland.start,
            [0x7E, 0x01, 0x30, 0x30, 0x30, 0x30, 0x23, 0x53, 0x43, 0x4E, 0x54, 0x52, 0x47, 0x31, 0x3B, 0x03]
        );
        assert_eq!(Brand::Honeywell.trigger().unwrap().start, [0x16, 0x54, 0x0D]);
        assert_eq!(Brand::Generic.trigger(), None);
    }

    #[test]
    fn answers_are_taken_out_wherever_they_stand() {
        for (brand, reply) in [(Brand::Newland, NEWLAND), (Brand::Register, REGISTER)] {
            let sent = [reply, b"KR:1\r", reply, reply, b"\x02KR:2\x03\r"].concat();
            assert_eq!(Replies::new(brand).without(&sent), b"KR:1\r\x02KR:2\x03\r");
            let mut replies = Replies::new(brand);
            let bytewise: Vec<u8> = sent.iter().flat_map(|byte| replies.without(&[*byte])).collect();
            assert_eq!(bytewise, b"KR:1\r\x02KR:2\x03\r");
        }
        let mut replies = Replies::new(Brand::Register);
        assert!(replies.without(&REGISTER[..4]).is_empty());
        assert_eq!(replies.give_up(), &REGISTER[..4]);
        assert_eq!(Replies::new(Brand::Generic).without(NEWLAND), NEWLAND);
    }

    proptest! {
        /// Readings of printable characters always pass, whatever the make and the pieces.
        #[test]
        fn readings_pass(text in "[ -~]{0,80}", brand in 0_usize..6, cut in 1_usize..9) {
            let mut replies = Replies::new(Brand::WORDS[brand].1);
            let passed: Vec<u8> = text.as_bytes().chunks(cut).flat_map(|piece| replies.without(piece)).collect();
            prop_assert_eq!(passed, text.into_bytes());
        }

        #[test]
        fn anything_is_survived(bytes: Vec<u8>, brand in 0_usize..6) {
            let mut replies = Replies::new(Brand::WORDS[brand].1);
            let passed = replies.without(&bytes);
            prop_assert!(passed.len() + replies.held.len() <= bytes.len());
            prop_assert!(replies.held.len() <= LONGEST_REPLY + 256);
        }
    }
}
