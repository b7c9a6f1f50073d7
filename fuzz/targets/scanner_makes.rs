//! Whatever a scanner of any make sends: answers, packets, wrapped readings, AIM identifiers. What is made of it stays
//! bounded and can be recognised as something, or as nothing.
#![no_main]

use std::time::Duration;

use jiff::civil::date;
use kiosk::device::scanner::brand::Replies;
use kiosk::device::scanner::framer::LONGEST;
use kiosk::device::scanner::ssi::{Packets, Step};
use kiosk::device::scanner::{Brand, Framer, Suffix};
use kiosk::identity::Scanned;
use libfuzzer_sys::fuzz_target;

// The first byte chooses the make. Then: a byte of length, a byte of time (units of 16 ms), the bytes.
fuzz_target!(|data: &[u8]| {
    let Some((&first, mut rest)) = data.split_first() else { return };
    let (_, brand) = Brand::WORDS[usize::from(first) % Brand::WORDS.len()];
    let mut replies = Replies::new(brand);
    let mut packets = Packets::default();
    let mut framer = Framer::new(Suffix::Cr, Duration::from_millis(80), Duration::from_millis(1_500))
        .with_prefix(if first & 0x80 == 0 { "" } else { "S:" }, first & 0x40 == 0)
        .with_no_read(brand.no_read());
    let mut now = Duration::ZERO;
    let mut readings = Vec::new();
    while let [length, wait, after @ ..] = rest {
        let (piece, left) = after.split_at(usize::from(*length).min(after.len()));
        rest = left;
        now += Duration::from_millis(u64::from(*wait) * 16);
        if brand == Brand::ZebraSsi {
            for step in packets.push(piece) {
                match step {
                    Step::Answer(answer) => assert!((6..=7).contains(&answer.len())),
                    Step::Decoded(code) => readings.extend(framer.reading(&code, now)),
                }
            }
        } else {
            let passed = replies.without(piece);
            readings.extend(framer.push(&passed, now));
        }
    }
    readings.extend(framer.push(&replies.give_up(), now));
    readings.extend(framer.tick(now + Duration::from_secs(60)));
    for reading in readings {
        assert!(!reading.trim_matches(['\r', '\n', ' ']).is_empty(), "an empty reading");
        assert!(reading.chars().count() <= LONGEST, "a reading longer than the longest");
        assert!(!reading.contains(['\0', '\u{2}', '\u{3}', '\u{6}', '\u{15}']), "a control byte got through");
        let _ = Scanned::recognise(&reading, date(2026, 3, 1));
    }
});
