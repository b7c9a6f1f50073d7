//! Four hundred tickets of a day, no two alike.

use std::sync::{LazyLock, Mutex};

use jiff::civil::datetime;

use super::*;
use crate::device::printer::figures::Way;

const TICKETS: u64 = 400;

static FONTS: LazyLock<Fonts> = LazyLock::new(Fonts::new);
static WAYS: LazyLock<Vec<Way>> = LazyLock::new(|| ways(&FONTS, &shipped("epson-tm-t20iii")));

/// Numbers that look random and are the same on each run (SplitMix64).
fn random(seed: u64) -> impl FnMut(u32) -> u32 {
    let mut state = seed;
    move |below| {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % u64::from(below)) as u32
    }
}

fn ticket(n: u64) -> MeasuredTicket {
    let mut random = random(n);
    MeasuredTicket {
        letter: char::from(b'A' + random(26) as u8),
        number: random(1000),
        service: random(MeasuredTicket::SERVICES as u32) as usize,
        issued: datetime(2026, 1 + random(12) as i8, 1 + random(28) as i8, random(24) as i8, random(60) as i8, 0, 0),
        ahead: random(120),
        minutes: random(300),
    }
}

/// Each `of`th of all tickets, beginning with the `first`.
fn prints_exactly(way: &Way, first: u64, of: usize) {
    let mut firmware = device(&way.profile);
    way.uploads.iter().for_each(|upload| execute(&mut firmware, upload));
    let mut set = Settings::default();
    for n in (first..TICKETS).step_by(of) {
        let case = format!("{}, ticket {n}", way.name);
        let page = page(&FONTS, &ticket(n));
        let encoded = way.encode(&page, set).unwrap();
        set = encoded.settings();
        assert_eq!(realtime::find(encoded.bytes()), None, "{case}");
        assert_eq!(encoded.lost_dots(), 0, "{case}");
        execute(&mut firmware, encoded.bytes());
        firmware.tear_off();
        let sheets = firmware.take_sheets();
        if way.profile.digits == Digits::Page {
            assert!(sheets[0].shows(&page.bitmap().unwrap()), "{case}");
        }
        assert_eq!((sheets.len(), firmware.hidden_real_time(), firmware.pulses()), (1, 0, 0), "{case}");
    }
    assert_eq!(firmware.foreign(), &[] as &[Vec<u8>], "{}", way.name);
    assert_eq!(firmware.dropped(), &[], "{}", way.name);
}

/// All tickets, shared by the ways that `are_wanted`, on as many threads as there are processors.
fn all_print_exactly(are_wanted: impl Fn(&Way) -> bool) {
    let ways: Vec<&Way> = WAYS.iter().filter(|way| are_wanted(way)).collect();
    let parts = ways.len() * 4;
    let next = Mutex::new(0..parts);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                loop {
                    let Some(part) = next.lock().unwrap().next() else { break };
                    prints_exactly(ways[part % ways.len()], part as u64, parts);
                }
            });
        }
    });
}

fn composing(way: &Way) -> Option<Composing> {
    way.shelf.as_ref().map(|shelf| shelf.composing)
}

// Of 400 tickets 13 to 17 would hold a real-time command by chance (`reference/printing.md` §1.3).

#[test]
fn of_400_tickets_sent_whole_none_hides_a_command_and_all_are_exact() {
    all_print_exactly(|way| way.shelf.is_none());
}

#[test]
fn of_400_tickets_from_kept_bands_none_hides_a_command_and_all_are_exact() {
    all_print_exactly(|way| composing(way) == Some(Composing::Bands));
}

#[test]
fn of_400_tickets_from_words_and_glyphs_none_hides_a_command_and_all_are_exact() {
    all_print_exactly(|way| composing(way) == Some(Composing::Pieces) && way.profile.digits == Digits::Page);
}

#[test]
fn of_400_tickets_with_printed_digits_none_hides_a_command() {
    all_print_exactly(|way| way.profile.digits == Digits::Printer);
}
