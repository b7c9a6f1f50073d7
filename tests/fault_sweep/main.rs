//! Every fault at every byte of a ticket, over a real line, with the real store: the citizen ends with exactly one
//! whole sheet that was proven, or a member of staff is asked once. Never *proven* with half a sheet or none.
//!
//! `make test` goes through the offsets in strides, with every end of a command and the byte before it, and every third
//! byte from the end of the content on; `make bench-faults` through all of them (`FAULT_STRIDE=1`).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod bench;
mod kind;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bench::{Bench, Ends, Strike};
use kind::Kind;
use kiosk::device::virtual_::{Answers, Behaviour, VirtualFault};

/// Faults are waited for more than worked on: several lines at once.
const LINES: usize = 12;

fn stride() -> usize {
    std::env::var("FAULT_STRIDE").ok().and_then(|text| text.parse().ok()).unwrap_or(83)
}

/// Strikes `fault` at all chosen offsets; gives how the cases ended.
fn sweep(kind: Kind, fault: VirtualFault) -> Ends {
    sweep_with(kind, &[Strike::Fault(fault)], Behaviour::default(), 1)
}

/// The same with each of several, on a line that behaves like this. Of the chosen offsets each `of`th, where not all are
/// wanted.
fn sweep_with(kind: Kind, strikes: &[Strike], behaviour: Behaviour, of: usize) -> Ends {
    let mut offsets = Bench::new(kind).offsets(stride());
    if stride() > 1 {
        let mut n = 0;
        offsets.retain(|_| {
            n += 1;
            n % of == 0
        });
    }
    let cases: Vec<(usize, usize)> =
        (0..strikes.len()).flat_map(|strike| offsets.iter().map(move |offset| (strike, *offset))).collect();
    let next = AtomicUsize::new(0);
    let ends = Mutex::new(vec![Ends::default(); strikes.len()]);
    // To give a printer its pictures takes a moment.
    let lines = if kind.keeps().is_some() { LINES / 2 } else { LINES };
    std::thread::scope(|scope| {
        for _ in 0..lines {
            scope.spawn(|| {
                let mut bench = Bench::with(kind, behaviour);
                while let Some((strike, offset)) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let end = bench.strike(strikes[*strike], *offset);
                    ends.lock().unwrap()[*strike].add(end);
                }
            });
        }
    });
    let mut all = Ends::default();
    for (strike, ends) in strikes.iter().zip(ends.into_inner().unwrap()) {
        println!("{kind:?} {strike:?} {behaviour:?}: {} offsets, {ends:?}", offsets.len());
        all.add(ends);
    }
    all
}

/// Clears its buffers and says so; its memory tells whether it lost its power.
#[test]
fn a_printer_that_clears_and_paper_that_ends() {
    let ends = sweep(Kind::Epson, VirtualFault::PaperOut);
    assert!(ends.by_itself > 0, "most are printed again without a question: {ends:?}");
    assert!(ends.by_itself > ends.asked, "{ends:?}");
}

#[test]
fn a_printer_that_clears_and_a_cover_that_opens() {
    let ends = sweep(Kind::Epson, VirtualFault::CoverOpen);
    assert!(ends.by_itself > ends.asked, "{ends:?}");
}

#[test]
fn a_printer_that_clears_and_a_blade_that_sticks() {
    let ends = sweep(Kind::Epson, VirtualFault::CutterJam);
    assert!(ends.asked > 0, "the cut was sent and the sheet hangs: {ends:?}");
}

#[test]
fn a_printer_that_clears_and_power_that_fails() {
    let ends = sweep(Kind::Epson, VirtualFault::PowerCycle);
    assert!(ends.by_itself > ends.asked, "{ends:?}");
}

#[test]
fn a_printer_that_clears_and_a_cable_that_is_pulled() {
    let ends = sweep(Kind::Epson, VirtualFault::Unplugged);
    assert!(ends.by_itself > 0, "cleared when it is found again: {ends:?}");
}

#[test]
fn a_printer_that_clears_and_falls_silent_or_stands_still() {
    sweep(Kind::Epson, VirtualFault::Mute);
    sweep(Kind::Epson, VirtualFault::Busy);
}

/// Answers `GS r` and nothing else of use: nothing is printed again without a person's word.
#[test]
fn a_simple_printer_and_paper_that_ends() {
    sweep(Kind::Clone, VirtualFault::PaperOut);
}

#[test]
fn a_simple_printer_and_a_cover_that_opens() {
    sweep(Kind::Clone, VirtualFault::CoverOpen);
}

#[test]
fn a_simple_printer_and_a_blade_that_sticks() {
    sweep(Kind::Clone, VirtualFault::CutterJam);
}

#[test]
fn a_simple_printer_and_power_that_fails() {
    sweep(Kind::Clone, VirtualFault::PowerCycle);
}

/// Without flow control the bytes that come while it is dark are lost.
#[test]
fn a_simple_printer_without_wires_and_power_that_fails() {
    sweep(Kind::CloneWithoutWires, VirtualFault::PowerCycle);
}

#[test]
fn a_simple_printer_and_a_cable_that_is_pulled() {
    sweep(Kind::Clone, VirtualFault::Unplugged);
}

#[test]
fn a_simple_printer_and_falls_silent_or_stands_still() {
    sweep(Kind::Clone, VirtualFault::Mute);
    sweep(Kind::Clone, VirtualFault::Busy);
}

/// At 9600 baud what the computer holds is a second's worth, and a raster lasts long enough to be struck anywhere.
#[test]
fn a_slow_line_and_power_that_fails_and_a_cable_that_is_pulled() {
    sweep(Kind::Slow, VirtualFault::PowerCycle);
    sweep(Kind::Slow, VirtualFault::Unplugged);
}

/// Answers that come late or twice, and paper or power that ends on top of it.
#[test]
fn answers_that_mislead_about_a_printer_that_clears() {
    mislead(Kind::Epson);
}

#[test]
fn answers_that_mislead_about_a_simple_printer() {
    mislead(Kind::Clone);
}

fn mislead(kind: Kind) {
    let late = Behaviour { delay: Duration::from_millis(60), ..Behaviour::default() };
    let twice = Behaviour { answers: Answers::Twice, ..Behaviour::default() };
    for behaviour in [late, twice] {
        // Besides what is gone through on a line that behaves.
        sweep_with(kind, &faults([VirtualFault::PaperOut, VirtualFault::PowerCycle]), behaviour, 2);
    }
}

const ANY: [VirtualFault; 8] = [
    VirtualFault::PaperOut,
    VirtualFault::CoverOpen,
    VirtualFault::CutterJam,
    VirtualFault::HeadHot,
    VirtualFault::PowerCycle,
    VirtualFault::Unplugged,
    VirtualFault::Mute,
    VirtualFault::Busy,
];

fn faults<const N: usize>(faults: [VirtualFault; N]) -> [Strike; N] {
    faults.map(Strike::Fault)
}

/// The ticket of the product: a few hundred bytes that recall pictures from the printer's flash.
#[test]
fn a_ticket_from_flash_and_anything() {
    let ends = sweep_with(Kind::Cached, &faults(ANY), Behaviour::default(), 8);
    assert!(ends.by_itself > ends.asked, "{ends:?}");
}

/// Pictures in RAM are gone with the power, and a ticket that relies on them is not proven.
#[test]
fn a_ticket_from_ram_and_power_paper_and_cable() {
    let strikes = faults([VirtualFault::PowerCycle, VirtualFault::PaperOut, VirtualFault::Unplugged]);
    sweep_with(Kind::CachedInRam, &strikes, Behaviour::default(), 12);
}

#[test]
fn a_ticket_from_images_of_fs_q_and_power_paper_and_cover() {
    let strikes = faults([VirtualFault::PowerCycle, VirtualFault::PaperOut, VirtualFault::CoverOpen]);
    sweep_with(Kind::Images, &strikes, Behaviour::default(), 16);
}

/// A buffer that a ticket does not fit in, and XOFF in the middle of it.
#[test]
fn a_line_held_by_xoff_and_anything() {
    sweep_with(Kind::Soft, &faults(ANY), Behaviour::default(), 16);
}

#[test]
fn a_hot_head() {
    for kind in [Kind::Epson, Kind::Clone] {
        let ends = sweep_with(kind, &faults([VirtualFault::HeadHot]), Behaviour::default(), 2);
        assert_eq!(ends.asked, 0, "it cools, and prints on: {ends:?}");
    }
}

/// The weakest proof there is.
#[test]
fn a_printer_that_only_tells_its_state() {
    let strikes =
        faults([VirtualFault::PaperOut, VirtualFault::CoverOpen, VirtualFault::PowerCycle, VirtualFault::Unplugged]);
    sweep_with(Kind::StatusOnly, &strikes, Behaviour::default(), 3);
}

#[test]
fn a_printer_without_a_cutter() {
    let strikes =
        faults([VirtualFault::PaperOut, VirtualFault::CoverOpen, VirtualFault::PowerCycle, VirtualFault::Unplugged]);
    sweep_with(Kind::TearBar, &strikes, Behaviour::default(), 3);
}

/// The line goes bad in the middle of a ticket, and is mended when the job has ended.
#[test]
fn answers_that_turn_bad_within_a_ticket() {
    let strikes = [Answers::Never, Answers::Garbled, Answers::Reversed].map(Strike::Answers);
    for kind in [Kind::Epson, Kind::Cached, Kind::Clone] {
        sweep_with(kind, &strikes, Behaviour::default(), 12);
    }
}

/// Without any answer, or with wrong ones, nothing is printed and nothing is claimed.
#[test]
fn answers_that_never_come_or_are_no_answers() {
    for kind in [Kind::Epson, Kind::Clone] {
        for answers in [Answers::Never, Answers::Garbled, Answers::Reversed] {
            let mut bench = Bench::with(kind, Behaviour { answers, ..Behaviour::default() });
            bench.print_in_the_dark();
        }
    }
}
