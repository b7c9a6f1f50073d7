//! Whatever arrives on the scanner's line, in whatever pieces and at whatever times: the framer stays
//! bounded, and everything it makes of it can be recognised as something, or as nothing.
#![no_main]

use std::time::Duration;

use jiff::civil::date;
use kiosk::device::scanner::framer::LONGEST;
use kiosk::device::scanner::{Framer, Suffix};
use kiosk::identity::Scanned;
use libfuzzer_sys::fuzz_target;

// The first byte chooses the suffix. Then: a byte of length, a byte of time (units of 16 ms), the bytes.
fuzz_target!(|data: &[u8]| {
    let Some((&first, mut rest)) = data.split_first() else { return };
    let suffix = [Suffix::AnyLineEnd, Suffix::Cr, Suffix::Lf, Suffix::CrLf, Suffix::None][usize::from(first % 5)];
    let mut framer = Framer::new(suffix, Duration::from_millis(80), Duration::from_millis(1_500));
    if first & 0x80 != 0 {
        framer = framer.with_silence_between();
    }
    let mut now = Duration::ZERO;
    let mut readings = Vec::new();
    while let [length, wait, after @ ..] = rest {
        let (piece, left) = after.split_at(usize::from(*length).min(after.len()));
        rest = left;
        now += Duration::from_millis(u64::from(*wait) * 16);
        readings.extend(framer.push(piece, now));
        if *length == 0xFF && *wait == 0xFF {
            framer.reset();
        }
    }
    readings.extend(framer.tick(now + Duration::from_secs(60)));
    for reading in readings {
        assert!(!reading.trim_matches(['\r', '\n', ' ']).is_empty(), "an empty reading");
        assert!(reading.chars().count() <= LONGEST, "a reading longer than the longest");
        assert!(!reading.contains(['\0', '\u{2}', '\u{3}']), "a wrapping byte got through");
        let _ = Scanned::recognise(&reading, date(2026, 3, 1));
    }
});
