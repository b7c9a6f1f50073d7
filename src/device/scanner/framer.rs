//! From bytes to readings.
//!
//! A reading ends with the configured suffix, or when the line falls silent; one that begins with STX
//! ends with ETX, so that line breaks inside stay. Anything may come: a cap bounds memory, control
//! bytes that scanners wrap around data are dropped, bytes that are not UTF-8 are read as Latin-1 so
//! that none is lost.

use std::time::Duration;

use zeroize::{Zeroize, Zeroizing};

use super::aim::Aim;
use super::mrz_lines::MrzLines;
use crate::identity::{AimCode, End, Framing};

/// Most bytes of one reading; more is garbage and dropped up to the next end. A QR code holds at
/// most 2,953 bytes.
pub const LONGEST: usize = 4096;

const STX: u8 = 0x02;
const ETX: u8 = 0x03;

/// What ends a reading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Suffix {
    /// CR, LF or both: right for most scanners; codes that hold line breaks come in pieces.
    #[default]
    AnyLineEnd,
    /// Exactly CR.
    Cr,
    /// Exactly LF.
    Lf,
    /// Exactly CR LF: line breaks inside a code stay, if they are single.
    CrLf,
    /// Only silence.
    None,
}

/// Turns what a scanner sends into readings. Time is a [`Duration`] from any fixed origin.
#[derive(Debug)]
pub struct Framer {
    suffix: Suffix,
    gap: Duration,
    frame: Zeroizing<Vec<u8>>,
    /// The frame grew too long: drop until it ends.
    overflow: bool,
    /// The frame began with STX.
    wrapped: bool,
    last_byte: Duration,
    aim: bool,
    prefix: String,
    no_read: Option<&'static str>,
    mrz: MrzLines,
    framing: Option<Framing>,
    /// Whether the rest of a split code is passed over.
    alone: bool,
    /// When the last byte came of the frame before, if that held anything.
    ended: Option<Duration>,
    /// The frame began before the silence that lies between two readings.
    is_rest: bool,
}

impl Framer {
    /// A framer; `gap` of silence ends a reading, `mrz_wait` drops half a machine-readable zone.
    #[must_use]
    pub fn new(suffix: Suffix, gap: Duration, mrz_wait: Duration) -> Self {
        Self {
            suffix,
            gap,
            frame: Zeroizing::new(Vec::new()),
            overflow: false,
            wrapped: false,
            last_byte: Duration::ZERO,
            aim: false,
            prefix: String::new(),
            no_read: None,
            mrz: MrzLines::new(mrz_wait),
            framing: None,
            alone: false,
            ended: None,
            is_rest: false,
        }
    }

    /// Between two readings there is silence: a hand, or the scanner's own pause. What follows a reading without it is
    /// the rest of a code that the suffix, standing in its text, has split, and is passed over, lest its last line be
    /// taken for a code of its own. Rows of a machine-readable zone do come like that, and are taken.
    #[must_use]
    pub fn with_silence_between(mut self) -> Self {
        self.alone = true;
        self
    }

    /// What the scanner is set to send before each reading: a fixed text, then an AIM identifier.
    #[must_use]
    pub fn with_prefix(mut self, prefix: &str, aim: bool) -> Self {
        prefix.clone_into(&mut self.prefix);
        self.aim = aim;
        self
    }

    /// What the scanner sends when it has read nothing: no reading.
    #[must_use]
    pub fn with_no_read(mut self, no_read: Option<&'static str>) -> Self {
        self.no_read = no_read;
        self
    }

    /// Takes bytes that arrived at `now`; gives the readings that they complete.
    pub fn push(&mut self, bytes: &[u8], now: Duration) -> Vec<String> {
        let mut readings = self.tick(now);
        for &byte in bytes {
            if self.is_at_rest() {
                self.is_rest = self.alone && self.ended.is_some_and(|ended| now < ended + self.gap);
            }
            self.last_byte = now;
            match byte {
                STX if self.is_at_rest() => {
                    self.wrapped = true;
                    continue;
                }
                ETX if self.wrapped => {
                    self.complete(End::Etx, now, &mut readings);
                    continue;
                }
                0 | STX | ETX => continue,
                _ => {}
            }
            if self.frame.len() >= LONGEST {
                self.frame.zeroize();
                self.overflow = true;
            }
            self.frame.push(byte);
            if let Some((length, end)) = self.ended() {
                self.frame.truncate(length);
                self.complete(end, now, &mut readings);
            }
        }
        readings
    }

    /// Takes the data of one reading that is known to be whole (it came in packets).
    pub fn reading(&mut self, data: &[u8], now: Duration) -> Vec<String> {
        let mut readings = self.tick(now);
        if data.len() <= LONGEST {
            self.is_rest = false;
            self.text(data, End::Packet, now, &mut readings);
        }
        readings
    }

    /// How the newest frame that held anything came.
    #[must_use]
    pub fn framing(&self) -> Option<Framing> {
        self.framing
    }

    /// Time passes: silence ends a reading.
    pub fn tick(&mut self, now: Duration) -> Vec<String> {
        let mut readings = Vec::new();
        if !self.is_at_rest() && now >= self.last_byte + self.gap {
            self.complete(End::Silence, now, &mut readings);
        }
        self.mrz.drop_stale(now);
        readings
    }

    /// Whether nothing has begun that silence would end.
    #[must_use]
    pub fn is_at_rest(&self) -> bool {
        self.frame.is_empty() && !self.overflow && !self.wrapped
    }

    /// Forgets everything (the cable was pulled, or the visit ended).
    pub fn reset(&mut self) {
        self.frame.zeroize();
        self.overflow = false;
        self.wrapped = false;
        self.ended = None;
        self.mrz.clear();
    }

    /// Notes how a frame came. A line feed that is left over belongs to the carriage return before it.
    fn note(&mut self, data: &[u8], text: &str, end: End) {
        let trimmed = text.trim_matches(['\r', '\n', ' ']);
        if trimmed.is_empty() {
            let is_rest = data == b"\n" || data.is_empty() && end == End::Lf;
            if let Some(framing) = self.framing.as_mut().filter(|framing| is_rest && framing.end == End::Cr) {
                framing.end = End::CrLf;
            }
            return;
        }
        let begins = trimmed.strip_prefix(self.prefix.as_str()).unwrap_or(trimmed);
        self.framing = Some(Framing {
            characters: trimmed.chars().count(),
            end,
            aim: Aim::split(begins).map(|(aim, _)| AimCode { kind: aim.kind, variant: aim.variant, name: aim.name() }),
            is_latin: std::str::from_utf8(data).is_err(),
        });
    }

    /// The length without suffix, when the frame ends in it, and which it was.
    fn ended(&self) -> Option<(usize, End)> {
        if self.wrapped {
            return None;
        }
        let length = self.frame.len();
        match (self.suffix, self.frame.as_slice()) {
            (Suffix::AnyLineEnd | Suffix::Cr, [.., b'\r']) => Some((length - 1, End::Cr)),
            (Suffix::AnyLineEnd | Suffix::Lf, [.., b'\n']) => Some((length - 1, End::Lf)),
            (Suffix::CrLf, [.., b'\r', b'\n']) => Some((length - 2, End::CrLf)),
            _ => None,
        }
    }

    fn complete(&mut self, end: End, now: Duration, readings: &mut Vec<String>) {
        let overflow = std::mem::take(&mut self.overflow);
        self.wrapped = false;
        let mut frame = std::mem::take(&mut self.frame);
        if overflow {
            tracing::warn!(event = "scanner.too_long");
            self.ended = Some(self.last_byte);
        } else {
            self.text(&frame, end, now, readings);
        }
        // Its memory serves the next one.
        frame.zeroize();
        self.frame = frame;
    }

    fn text(&mut self, data: &[u8], end: End, now: Duration, readings: &mut Vec<String>) {
        let text = Zeroizing::new(text_of(data));
        self.note(data, &text, end);
        // A line end that is left over (CR LF where CR ends) begins the next frame.
        let mut trimmed = text.trim_matches(['\r', '\n', ' ']);
        trimmed = trimmed.strip_prefix(self.prefix.as_str()).unwrap_or(trimmed);
        if self.aim
            && let Some((_, rest)) = Aim::split(trimmed)
        {
            trimmed = rest;
        }
        let trimmed = trimmed.trim_matches(['\r', '\n', ' ']);
        if trimmed.is_empty() || Some(trimmed) == self.no_read {
            if self.is_rest {
                // An empty line within a code.
                self.ended = Some(self.last_byte);
            }
            return;
        }
        self.ended = (end != End::Packet).then_some(self.last_byte);
        if self.is_rest && !MrzLines::is_row(trimmed) {
            tracing::warn!(event = "scanner.rest", characters = trimmed.chars().count());
            return;
        }
        self.mrz.take(trimmed, now, readings);
    }
}

/// UTF-8, else Latin-1; control characters other than line breaks, tab and the GS1 separator dropped.
fn text_of(bytes: &[u8]) -> String {
    let kept = |c: &char| !c.is_control() || matches!(c, '\r' | '\n' | '\t' | '\u{1D}');
    match std::str::from_utf8(bytes) {
        Ok(text) => text.chars().filter(kept).collect(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).filter(|c| kept(c) || *c as u32 >= 0x80).collect(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use proptest::prelude::*;

    use super::*;

    const MS: Duration = Duration::from_millis(1);
    const TD1: [&str; 3] =
        ["IDIRQAB12345671199012345678<<<", "9001011M3001019IRQ<<<<<<<<<<<3", "AZAD<<RAWAND<<<<<<<<<<<<<<<<<<"];
    const TD3: [&str; 2] =
        ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"];

    fn framer(suffix: Suffix) -> Framer {
        Framer::new(suffix, MS * 80, MS * 1500)
    }

    #[test]
    fn a_suffix_ends_a_reading() {
        for (suffix, sent) in [
            (Suffix::AnyLineEnd, "KR:1\r\nKR:2\nKR:3\r"),
            (Suffix::Cr, "KR:1\rKR:2\rKR:3\r"),
            (Suffix::Cr, "KR:1\r\nKR:2\r\nKR:3\r"),
            (Suffix::Lf, "KR:1\nKR:2\nKR:3\n"),
            (Suffix::CrLf, "KR:1\r\nKR:2\r\nKR:3\r\n"),
        ] {
            assert_eq!(framer(suffix).push(sent.as_bytes(), MS), ["KR:1", "KR:2", "KR:3"], "{suffix:?}");
        }
        assert_eq!(framer(Suffix::CrLf).push(b"two\nlines\r\n", MS), ["two\nlines"]);
    }

    #[test]
    fn silence_ends_a_reading() {
        let mut framer = framer(Suffix::None);
        assert!(framer.push(b"KR:", MS).is_empty());
        assert!(framer.push(b"1", MS * 60).is_empty());
        assert!(framer.tick(MS * 130).is_empty());
        assert_eq!(framer.tick(MS * 140), ["KR:1"]);
        assert!(framer.tick(MS * 900).is_empty());
        framer.push(b"KR:2", MS * 1000);
        assert_eq!(framer.push(b"KR:3", MS * 1100), ["KR:2"]);
    }

    #[test]
    fn wrapping_bytes_are_dropped_and_no_letter_is_lost() {
        let mut framer = framer(Suffix::AnyLineEnd);
        assert_eq!(framer.push(b"\0\x02KR:1\x03\r", MS), ["KR:1"]);
        assert_eq!(framer.push("سڵاو\r".as_bytes(), MS), ["سڵاو"]);
        assert_eq!(framer.push(b"caf\xE9\r", MS), ["café"]);
        assert!(framer.push(b"\r\n\r\n  \r", MS).is_empty());
    }

    #[test]
    fn between_stx_and_etx_line_breaks_stay() {
        let mut framer = framer(Suffix::Cr);
        assert_eq!(framer.push(b"\x02BEGIN:VCARD\r\nN:X\rEND\x03\r", MS), ["BEGIN:VCARD\r\nN:X\rEND"]);
        assert_eq!(framer.push(b"KR:1\r", MS), ["KR:1"]);
        // The end is missing: silence ends it.
        assert!(framer.push(b"\x02KR:2\r", MS).is_empty());
        assert_eq!(framer.tick(MS * 100), ["KR:2"]);
        assert!(framer.push(b"\x02", MS * 200).is_empty());
        assert_eq!(framer.push(b"KR:3\r", MS * 400), ["KR:3"]);
    }

    /// A code with line breaks, read by a scanner whose suffix is one of them.
    #[test]
    fn the_rest_of_a_split_code_is_no_code() {
        for suffix in [Suffix::Cr, Suffix::AnyLineEnd] {
            let mut framer = framer(suffix).with_silence_between();
            let code = b"BEGIN:VCARD\rKT:B3-041\r\rKB1:AAAA\rEND\r";
            assert_eq!(framer.push(code, MS), ["BEGIN:VCARD"], "{suffix:?}");
            // However slowly it comes: each piece within the silence that ends a reading.
            let mut at = MS * 1000;
            let mut read = Vec::new();
            for byte in code {
                at += MS * 70;
                read.extend(framer.push(&[*byte], at));
            }
            assert_eq!(read, ["BEGIN:VCARD"], "{suffix:?}");
            // Too long for any code, and then its last line.
            let long = [&[b'x'; 5000][..], b"\rKT:B3-041\r"].concat();
            assert!(framer.push(&long, at + MS * 200).is_empty());
            // What comes after the silence is a reading of its own.
            assert_eq!(framer.push(b"KT:B3-041\r", at + MS * 281), ["KT:B3-041"]);
            framer.reset();
            assert_eq!(framer.push(b"KT:B3-042\r", at + MS * 282), ["KT:B3-042"], "another scanner");
        }
        // Line feeds and carriage returns that are left over are no reading.
        let mut framer = framer(Suffix::Cr).with_silence_between();
        assert_eq!(framer.push(b"\r\nKR:1\r\n", MS), ["KR:1"]);
        assert_eq!(framer.push(b"KR:2\r\n", MS * 100), ["KR:2"]);
        // Rows of a zone come one behind the other.
        let rows = format!("{}\r{}\r{}\r", TD1[0], TD1[1], TD1[2]);
        assert_eq!(framer.push(rows.as_bytes(), MS * 300), [TD1.join("\n")]);
        // With silence alone such a code is whole.
        let mut framer = Framer::new(Suffix::None, MS * 80, MS * 1500).with_silence_between();
        assert!(framer.push(b"BEGIN:VCARD\r\nKT:B3-041\r\n", MS).is_empty());
        assert_eq!(framer.tick(MS * 90), ["BEGIN:VCARD\r\nKT:B3-041"]);
    }

    #[test]
    fn what_the_scanner_sends_before_is_taken_off() {
        let mut framer = framer(Suffix::Cr).with_prefix("S:", true).with_no_read(Some("%%NoRead"));
        assert_eq!(framer.push(b"S:]Q1KR:1\r]Q1KR:2\rKR:3\rS:\r]Q1\r%%NoRead\r", MS), ["KR:1", "KR:2", "KR:3"]);
        let rows: Vec<u8> = TD1.iter().flat_map(|row| format!("S:]o3{row}\r").into_bytes()).collect();
        assert_eq!(framer.push(&rows, MS), [TD1.join("\n")]);
        assert_eq!(framer.reading(b"]Q1KR:\r4", MS), ["KR:\r4"]);
        // Only where the scanner is set so: data may begin like an identifier.
        assert_eq!(Framer::new(Suffix::Cr, MS * 80, MS).push(b"]Q1KR:1\r", MS), ["]Q1KR:1"]);
    }

    #[test]
    fn rows_of_an_mrz_come_in_any_order_and_more_than_once() {
        let [a, b, c] = TD1;
        for order in [[a, b, c], [a, c, b], [b, a, c], [b, c, a], [c, a, b], [c, b, a]] {
            let mut framer = framer(Suffix::Cr);
            let mut sent: Vec<String> = order.iter().map(|row| format!("{row}\r")).collect();
            // Each row is read twice, the last one once.
            sent.insert(1, sent[0].clone());
            sent.insert(3, sent[2].clone());
            let mut at = MS;
            let readings: Vec<String> = sent
                .iter()
                .flat_map(|row| {
                    at += MS * 200;
                    framer.push(row.as_bytes(), at)
                })
                .collect();
            assert_eq!(readings, [order.join("\n")]);
        }
        // The second row of a passport first, without any filler.
        let full = "L898902C36UTO7408122F1204159ZE184226B1234Q02";
        let full = format!("{}{}", &full[..42], "17");
        let mut framer = framer(Suffix::Cr);
        assert!(framer.push(format!("{full}\r").as_bytes(), MS).is_empty(), "it waits for the other row");
        assert_eq!(framer.push(format!("{}\r", TD3[0]).as_bytes(), MS), [format!("{full}\n{}", TD3[0])]);
        // Another card before the first was whole: its row takes the place of the same row.
        let other = TD1[0].replace("AB1234567", "CD7654321");
        framer.push(format!("{a}\r{other}\r{b}\r").as_bytes(), MS);
        assert_eq!(framer.push(format!("{c}\r").as_bytes(), MS), [format!("{other}\n{b}\n{c}")]);
    }

    #[test]
    fn garbage_without_end_is_dropped_whole() {
        let mut framer = framer(Suffix::AnyLineEnd);
        for _ in 0..10 {
            assert!(framer.push(&[b'x'; 1000], MS).is_empty());
        }
        assert!(framer.frame.len() <= LONGEST);
        assert!(framer.push(b"tail\r", MS).is_empty());
        assert_eq!(framer.push(b"KR:1\r", MS), ["KR:1"]);
    }

    #[test]
    fn mrz_lines_are_joined() {
        let mut framer = framer(Suffix::AnyLineEnd);
        let mut at = MS;
        let mut readings = Vec::new();
        for line in TD1 {
            at += MS * 400;
            readings.extend(framer.push(format!("{}\r", line.replace('<', "_")).as_bytes(), at));
        }
        assert_eq!(readings, [TD1.join("\n")]);
        let swipe = format!("\x02{}\r\n{}\r\n\x03", TD3[0], TD3[1]);
        assert_eq!(framer.push(swipe.as_bytes(), at), [TD3.join("\n")]);
        assert_eq!(framer.push(format!("{}\r", TD3.concat()).as_bytes(), at), [TD3.join("\n")]);
    }

    #[test]
    fn mrz_lines_inside_one_reading_are_joined() {
        let mut framer = framer(Suffix::CrLf);
        let sent = format!("{}\r\n", TD1.join("\r"));
        assert_eq!(framer.push(sent.as_bytes(), MS), [TD1.join("\n")]);
    }

    #[test]
    fn half_an_mrz_is_dropped_and_does_not_spoil_the_next() {
        let mut framer = framer(Suffix::AnyLineEnd);
        assert!(framer.push(format!("{}\r", TD1[0]).as_bytes(), MS).is_empty());
        assert!(framer.tick(MS * 3000).is_empty());
        let all = format!("{}\r{}\r{}\r", TD1[0], TD1[1], TD1[2]);
        assert_eq!(framer.push(all.as_bytes(), MS * 3001), [TD1.join("\n")]);
        // Swiped again before the time is over: the first line begins anew.
        assert!(framer.push(format!("{}\r", TD1[0]).as_bytes(), MS * 3100).is_empty());
        assert_eq!(framer.push(all.as_bytes(), MS * 3200), [TD1.join("\n")]);
        // Another code in between.
        assert!(framer.push(format!("{}\r", TD3[0]).as_bytes(), MS * 3300).is_empty());
        assert_eq!(framer.push(b"KR:K7Q2X9M4TZ\r", MS * 3400), ["KR:K7Q2X9M4TZ"]);
    }

    proptest! {
        /// Whatever the pieces, the readings are the same.
        #[test]
        fn pieces_do_not_matter(
            texts in proptest::collection::vec("[A-Za-z0-9:./ سڵاوێ-]{1,60}", 1..6),
            cuts in proptest::collection::vec(1_usize..9, 1..40),
        ) {
            let sent: Vec<u8> = texts.iter().flat_map(|text| format!("{text}\r\n").into_bytes()).collect();
            let whole = framer(Suffix::AnyLineEnd).push(&sent, MS);
            let mut framer = framer(Suffix::AnyLineEnd);
            let mut readings = Vec::new();
            let (mut rest, mut at) = (&sent[..], MS);
            for cut in cuts.iter().cycle() {
                if rest.is_empty() { break; }
                let (piece, left) = rest.split_at((*cut).min(rest.len()));
                at += MS;
                readings.extend(framer.push(piece, at));
                rest = left;
            }
            prop_assert_eq!(&readings, &whole);
            let expected: Vec<String> =
                texts.iter().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect();
            prop_assert_eq!(readings, expected);
        }

        /// Any bytes at any time: bounded, never a panic, and afterwards it still reads.
        #[test]
        fn garbage_is_survived(
            noise in proptest::collection::vec((proptest::collection::vec(any::<u8>(), 0..200), 0_u64..300), 0..40),
            suffix in prop_oneof![
                Just(Suffix::AnyLineEnd), Just(Suffix::Cr), Just(Suffix::Lf), Just(Suffix::CrLf), Just(Suffix::None)
            ],
        ) {
            let mut framer = framer(suffix);
            let mut at = Duration::ZERO;
            for (bytes, wait) in noise {
                at += Duration::from_millis(wait);
                for reading in framer.push(&bytes, at) {
                    prop_assert!(!reading.is_empty() && reading.chars().count() <= LONGEST);
                    let wrapped = reading.contains(['\0', '\u{2}', '\u{3}']);
                    prop_assert!(!wrapped);
                }
                prop_assert!(framer.frame.len() <= LONGEST + 1);
            }
            at += Duration::from_secs(5);
            framer.tick(at);
            framer.push(b"KR:K7Q2X9M4TZ\r\n", at + MS);
            framer.push(b"KR:K7Q2X9M4TZ", at + Duration::from_secs(1));
            let last = framer.tick(at + Duration::from_secs(2));
            prop_assert_eq!(last, ["KR:K7Q2X9M4TZ"]);
        }
    }
}
