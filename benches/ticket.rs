//! One queue ticket: what it costs in bytes by every way of printing it, beside python-escpos' stream of the same page
//! in the same run; 400 tickets of a day; and how long layout and encoding take.
//!
//! `scripts/bench parts` installs python-escpos in a temporary folder and names its interpreter in `ESCPOS_PYTHON`.
//! Without it stands our model of its stream, byte for byte, and the table says so.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use kiosk::device::printer::encode::{self, Digits, Settings};
use kiosk::device::printer::figures::{page, ways, with_proof};
use kiosk::device::printer::{Profile, realtime};
use kiosk::device::virtual_::Model;
use kiosk::device::virtual_::firmware::Firmware;
use kiosk::receipt::measured::MeasuredTicket;
use kiosk::receipt::{Bitmap, Fonts, layout, raster};

/// What whoever prints by python-escpos sends: the picture by `GS v 0`, and the cut.
const PEER: &str = "import sys, logging; logging.disable(logging.CRITICAL)
from escpos.printer import Dummy
from importlib.metadata import version
printer = Dummy(); printer.image(sys.argv[1], impl='bitImageRaster'); printer.cut()
open(sys.argv[2], 'wb').write(printer.output)
print(version('python-escpos'))";

/// Whether a printer that gets `stream` shows the page, and nothing but white below it.
fn decodes_to(stream: &[u8], sheet: &Bitmap, profile: &Profile) -> bool {
    let mut firmware = Firmware::new(Model { buffer: usize::MAX, ..Model::of_profile(profile) });
    firmware.receive(stream);
    firmware.run(usize::MAX, usize::MAX);
    firmware.take_sheets().first().is_some_and(|printed| printed.shows(sheet))
}

/// Bytes of python-escpos for a page, and whose word that is: the library's own stream, which must show the same page,
/// or our model of it.
fn python_escpos(sheet: &Bitmap, profile: &Profile) -> (usize, String) {
    let by_itself = || {
        let python = std::env::var("ESCPOS_PYTHON").ok()?;
        let file = |kind| std::env::temp_dir().join(format!("kiosk-bench-{}.{kind}", std::process::id()));
        let (picture, stream) = (file("png"), file("escpos"));
        let mut png = Vec::new();
        sheet.write_png(&mut png, 203).ok()?;
        std::fs::write(&picture, png).ok()?;
        let output = Command::new(python).args(["-c", PEER]).args([&picture, &stream]).output();
        let bytes = std::fs::read(&stream);
        let _ = (std::fs::remove_file(&picture), std::fs::remove_file(&stream));
        let (text, bytes) = (String::from_utf8(output.ok()?.stdout).ok()?, bytes.ok()?);
        assert!(decodes_to(&bytes, sheet, profile), "python-escpos' stream is another page");
        // Version 3.1 prints its warnings to the same place.
        Some((bytes.len(), format!("python-escpos {}", text.trim().lines().last()?)))
    };
    // One full-width `GS v 0`, the feed of six lines and the cut.
    let modelled = 8 + sheet.data().len() + 6;
    by_itself().unwrap_or_else(|| {
        println!(
            "note: without the library itself (ESCPOS_PYTHON; `scripts/bench parts` sets it up) its line is our model"
        );
        (modelled, "python-escpos, our model of its stream".to_owned())
    })
}

fn table(fonts: &Fonts, profile: &Profile) {
    let ticket = page(fonts, &MeasuredTicket::default());
    let sheet = ticket.bitmap().expect("a short payload");
    let (peer, name) = python_escpos(&sheet, profile);
    let (width, height) = (sheet.width().get(), sheet.height().get());
    println!(
        "\n{width} x {height} dots; seconds on the wire at 8N1; bytes of a job with its proof (GS ( L fn 52 twice, GS ( H)"
    );
    println!("for a ticket that follows another; \"first\": the first after a restart or a fault\n");
    println!("| way | bytes | first | once | pictures | 9600 | 19200 | 38400 | 115200 | of python-escpos | goal |");
    println!("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|");
    let line = |name: &str, bytes: usize, first: usize, once: usize, pictures: usize, goal: Option<usize>| {
        let seconds = [9_600.0, 19_200.0, 38_400.0, 115_200.0].map(|baud| format!("{:.2}", bytes as f64 * 10.0 / baud));
        let goal = goal
            .map_or("–".to_owned(), |goal| format!("≤ {goal}: {}", if bytes <= goal { "met" } else { "**missed**" }));
        let share = 100.0 * bytes as f64 / peer as f64;
        println!(
            "| {name} | {bytes} | {first} | {once} | {pictures} | {} | {share:.1} % | {goal} |",
            seconds.join(" | ")
        );
    };
    line(&format!("{name}: one full-width GS v 0"), peer, peer, 0, 0, None);
    for way in ways(fonts, profile) {
        // What the printer was told when it was met.
        let set = encode::preparation(&ticket, &way.profile).settings();
        let first = way.encode(&ticket, set).expect("a page that fits");
        let next = way.encode(&ticket, first.settings()).expect("a page that fits");
        let pictures = way.uploads.len();
        line(way.name, with_proof(&next), with_proof(&first), way.once(), pictures, way.goal);
    }
    println!();
}

/// 400 tickets of a day: bytes, whether anything hides in them, and whether the decoder shows every dot, as far as
/// numbers are the page's own.
fn day(fonts: &Fonts, profile: &Profile) {
    println!("| 400 tickets | least | mean | most | hidden commands | dots lost | not exact |");
    println!("|---|--:|--:|--:|--:|--:|--:|");
    let samples = MeasuredTicket::samples();
    for way in ways(fonts, profile) {
        let (mut bytes, mut lost, mut hidden, mut wrong) = (Vec::new(), 0, 0, 0);
        let mut firmware = Firmware::new(Model { buffer: usize::MAX, ..Model::of_profile(&way.profile) });
        for upload in &way.uploads {
            firmware.receive(upload);
            firmware.run(usize::MAX, usize::MAX);
        }
        let mut set = Settings::default();
        for n in 0..400_u32 {
            let mut ticket = samples[n as usize * 7 % samples.len()];
            (ticket.number, ticket.ahead, ticket.minutes) = (n * 389 % 1000, n * 13 % 60, n * 29 % 120);
            let page = page(fonts, &ticket);
            let encoded = way.encode(&page, set).expect("a page that fits");
            set = encoded.settings();
            hidden += u32::from(realtime::find(encoded.bytes()).is_some());
            lost += encoded.lost_dots();
            bytes.push(with_proof(&encoded));
            firmware.receive(encoded.bytes());
            firmware.run(usize::MAX, usize::MAX);
            firmware.tear_off();
            let sheet = page.bitmap().expect("a short payload");
            wrong += u32::from(!firmware.take_sheets().first().is_some_and(|printed| printed.shows(&sheet)));
        }
        bytes.sort_unstable();
        let mean = bytes.iter().sum::<usize>() / bytes.len();
        let wrong = if way.profile.digits == Digits::Page { wrong.to_string() } else { "–".into() };
        println!("| {} | {} | {mean} | {} | {hidden} | {lost} | {wrong} |", way.name, bytes[0], bytes[399]);
    }
    println!();
}

/// Time on a processor that this thread has had so far. On a machine with other work time passes that has nothing to do
/// with a ticket.
fn on_processor() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// The median of layout, raster and encoding after warm-up, of tickets that differ.
fn times(fonts: &Fonts, profile: &Profile) {
    println!("| design, layout, raster and encoding | median | most | on the processor, median | goal |");
    println!("|---|--:|--:|--:|---|");
    let samples = MeasuredTicket::samples();
    for way in ways(fonts, profile).into_iter().filter(|way| way.goal.is_some()) {
        let (mut taken, mut worked) = (Vec::new(), Vec::new());
        for n in 0..150_usize {
            let ticket = samples[n * 7 % samples.len()];
            let (began, before) = (Instant::now(), on_processor());
            black_box(way.encode(&page(fonts, &ticket), Settings::default()).expect("a page that fits"));
            taken.push(began.elapsed());
            worked.push(on_processor().zip(before).map_or(taken[n], |(now, before)| now - before));
        }
        let warm = |mut all: Vec<Duration>| {
            let mut warm = all.split_off(50);
            warm.sort_unstable();
            [warm[50], warm[99]].map(|time| time.as_secs_f64() * 1000.0)
        };
        let ([median, most], [work, _]) = (warm(taken), warm(worked));
        let met = if median <= 15.0 { "met" } else { "**missed**" };
        println!("| {} | {median:.1} ms | {most:.1} ms | {work:.1} ms | ≤ 15 ms: {met} |", way.name);
    }
    println!();
}

fn bench(criterion: &mut Criterion) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/printers");
    let profile = Profile::load(&folder, "epson-tm-t20iii").expect("a shipped profile");
    let fonts = Fonts::remembering();
    table(&fonts, &profile);
    times(&fonts, &profile);
    day(&fonts, &profile);
    let media = MeasuredTicket::media();
    let document = MeasuredTicket::default().document();
    let laid = layout(&fonts, &document, &media).expect("a short payload");
    let drawn = raster(&fonts, &laid);
    let glyphs = ways(&fonts, &profile).into_iter().find(|way| way.goal == Some(690)).expect("the way of glyphs");
    criterion.bench_function("ticket: load the faces", |b| b.iter(Fonts::new));
    criterion.bench_function("ticket: layout", |b| b.iter(|| layout(&fonts, black_box(&document), &media)));
    criterion.bench_function("ticket: raster", |b| b.iter(|| raster(&fonts, black_box(&laid))));
    criterion.bench_function("ticket: encode, nothing kept", |b| b.iter(|| encode::page(black_box(&drawn), &profile)));
    criterion.bench_function("ticket: encode, glyphs kept", |b| {
        b.iter(|| glyphs.encode(black_box(&drawn), Settings::default()));
    });
}

criterion_group!(benches, bench);
criterion_main!(benches);
