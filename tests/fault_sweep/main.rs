//! Every fault at every byte of a ticket, over a real line, with the real store: the citizen ends with exactly one
//! whole sheet that was proven, or a member of staff is asked once. Never *proven* with half a sheet or none.
//!
//! `make test` goes through the offsets in strides, with every end of a command and the byte before it, and every third
//! byte from the end of the content on; `make bench-faults` through all of them (`FAULT_STRIDE=1`).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod bench;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bench::{Bench, Ends, Kind};
use kiosk::device::virtual_::{Answers, Behaviour, VirtualFault};

/// Faults are waited for more than worked on: several lines at once.
const LINES: usize = 12;

fn stride() -> usize {
    std::env::var("FAULT_STRIDE").ok().and_then(|text| text.parse().ok()).unwrap_or(83)
}

/// Strikes `fault` at all chosen offsets; gives how the cases ended.
fn sweep(kind: Kind, fault: VirtualFault) -> Ends {
    sweep_with(kind, fault, Behaviour::default())
}

fn sweep_with(kind: Kind, fault: VirtualFault, behaviour: Behaviour) -> Ends {
    let mut offsets = Bench::new(kind).offsets(stride());
    if stride() > 1 && behaviour != Behaviour::default() {
        // Besides what is gone through on a line that behaves.
        let mut n = 0;
        offsets.retain(|_| {
            n += 1;
            n % 2 == 0
        });
    }
    let next = AtomicUsize::new(0);
    let ends = Mutex::new(Ends::default());
    std::thread::scope(|scope| {
        for _ in 0..LINES {
            scope.spawn(|| {
                let mut bench = Bench::new(kind);
                bench.device.behave(behaviour);
                while let Some(offset) = offsets.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let end = bench.strike(fault, *offset);
                    ends.lock().unwrap().add(end);
                }
            });
        }
    });
    let ends = ends.into_inner().unwrap();
    println!("{kind:?} {fault:?} {behaviour:?}: {} offsets, {ends:?}", offsets.len());
    ends
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
        sweep_with(kind, VirtualFault::PaperOut, behaviour);
        sweep_with(kind, VirtualFault::PowerCycle, behaviour);
    }
}

/// Without any answer, or with wrong ones, nothing is printed and nothing is claimed.
#[test]
fn answers_that_never_come_or_are_no_answers() {
    for kind in [Kind::Epson, Kind::Clone] {
        for answers in [Answers::Never, Answers::Garbled, Answers::Reversed] {
            let mut bench = Bench::new(kind);
            bench.device.behave(Behaviour { answers, ..Behaviour::default() });
            bench.print_in_the_dark();
        }
    }
}
