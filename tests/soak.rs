//! One visit after the other, for as long as somebody wants: what the program keeps of them is nothing. The real program in a
//! real window, with a real database and a printer on a line.
//!
//! `SOAK_MINUTES=60 scripts/soak`; the figures of a run stand in docs/BENCHMARKS.md. Whoever is next touches the thanks away,
//! so that one window serves about twenty visits a minute.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod real_window;

use std::fs;
use std::time::{Duration, Instant};

use real_window::service::Service;
use real_window::{GUARD, PATIENCE};

/// What may have grown at the end, in KiB.
const GROWTH: u64 = 2048;
/// Visits before the first figure: caches of glyphs, of SQLite and of the printer fill.
const WARM: usize = 15;

fn resident(kiosk: &Service) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", kiosk.child.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn descriptors(kiosk: &Service) -> usize {
    fs::read_dir(format!("/proc/{}/fd", kiosk.child.id())).unwrap().count()
}

/// A ticket, in each language in turn.
fn visit(kiosk: &mut Service, number: usize) {
    let language = ["language.ckb", "language.ar", "language.en", "language.kmr"][number % 4];
    kiosk.go(language, "home");
    kiosk.go("home.ticket", "ticket-services");
    kiosk.go("service.birth_certificate", "ticket");
    assert_eq!(kiosk.printer.wait_for_sheets(number + 1, PATIENCE).len(), number + 1);
    kiosk.go("action.finish", "rating");
    kiosk.go("action.skip", "wiped");
    // whoever is next does not wait until the thanks have gone
    let middle = iced::Point::new(540.0, 960.0);
    std::thread::sleep(GUARD);
    kiosk.display.click(middle);
    kiosk.speech.screen("attract");
    kiosk.twin.touch(middle);
    kiosk.twin.expect("attract");
}

#[test]
#[ignore = "takes as many minutes as SOAK_MINUTES says: scripts/soak"]
fn many_visits_leave_nothing_behind() {
    let minutes: u64 = std::env::var("SOAK_MINUTES").ok().and_then(|text| text.parse().ok()).unwrap_or(2);
    let mut kiosk = Service::start();
    let mut visits = 0;
    while visits < WARM {
        visit(&mut kiosk, visits);
        visits += 1;
    }
    let (memory, files, begun) = (resident(&kiosk), descriptors(&kiosk), Instant::now());
    println!("visits  minutes  RSS in KiB  descriptors");
    println!("{visits:6}  {:7.1}  {memory:10}  {files:11}", 0.0);
    let mut told = begun;
    let mut most = memory;
    while begun.elapsed() < Duration::from_secs(minutes * 60) {
        visit(&mut kiosk, visits);
        visits += 1;
        most = most.max(resident(&kiosk));
        if told.elapsed() >= Duration::from_secs(60) {
            told = Instant::now();
            let passed = begun.elapsed().as_secs_f32() / 60.0;
            println!("{visits:6}  {passed:7.1}  {:10}  {:11}", resident(&kiosk), descriptors(&kiosk));
        }
    }
    let (after, open) = (resident(&kiosk), descriptors(&kiosk));
    let passed = begun.elapsed().as_secs_f32() / 60.0;
    println!(
        "{} visits in {passed:.1} minutes ({:.1} a minute): RSS {memory} -> {after} KiB (most {most}), descriptors {files} -> {open}",
        visits - WARM,
        (visits - WARM) as f32 / passed
    );
    assert!(after <= memory + GROWTH, "{after} KiB, {memory} before");
    assert!(open <= files, "{open} descriptors, {files} before");
    assert!(!kiosk.log().contains("panicked"), "{}", kiosk.log());
}
