//! One queue ticket: what it costs in bytes by every way of printing it, and how long layout and encoding take.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use kiosk::device::printer::encode;
use kiosk::device::printer::figures::{page, ways, with_proof};
use kiosk::device::printer::{Profile, realtime};
use kiosk::receipt::measured::MeasuredTicket;
use kiosk::receipt::{Fonts, layout, raster};

/// Bytes of python-escpos' `Dummy.image()` and `cut()` for a page: one full-width `GS v 0`, the feed of six lines
/// and the cut. Our model of its stream, byte for byte (`reference/printing.md` §4: 65,248 for 576 × 906).
fn python_escpos(width: u32, height: u32) -> usize {
    8 + (width.div_ceil(8) * height) as usize + 8
}

fn table(fonts: &Fonts, profile: &Profile) {
    let ticket = page(fonts, &MeasuredTicket::default());
    let sheet = ticket.bitmap().expect("a short payload");
    let (width, height) = (sheet.width().get(), sheet.height().get());
    let peer = python_escpos(width, height);
    println!("\n{width} x {height} dots; seconds on the wire at 8N1; bytes with the proof (GS ( H)\n");
    println!("| way | bytes | once | 9600 | 19200 | 38400 | 115200 | of python-escpos | goal |");
    println!("|---|--:|--:|--:|--:|--:|--:|--:|---|");
    let line = |name: &str, bytes: usize, once: usize, goal: Option<usize>| {
        let seconds = [9_600.0, 19_200.0, 38_400.0, 115_200.0].map(|baud| format!("{:.2}", bytes as f64 * 10.0 / baud));
        let goal = goal
            .map_or("–".to_owned(), |goal| format!("≤ {goal}: {}", if bytes <= goal { "met" } else { "**missed**" }));
        let share = 100.0 * bytes as f64 / peer as f64;
        println!("| {name} | {bytes} | {once} | {} | {share:.1} % | {goal} |", seconds.join(" | "));
    };
    line("python-escpos, one full-width GS v 0 (our model of its stream)", peer, 0, None);
    for way in ways(fonts, profile) {
        line(way.name, with_proof(&way.encode(&ticket).expect("a page that fits")), way.once, way.goal);
    }
    println!();
}

/// 400 tickets of a day: bytes, and whether anything hides in them.
fn day(fonts: &Fonts, profile: &Profile) {
    let samples = MeasuredTicket::samples();
    for way in ways(fonts, profile) {
        let (mut bytes, mut lost) = (Vec::new(), 0);
        for n in 0..400_u32 {
            let mut ticket = samples[n as usize * 7 % samples.len()];
            (ticket.number, ticket.ahead, ticket.minutes) = (n * 389 % 1000, n * 13 % 60, n * 29 % 120);
            let encoded = way.encode(&page(fonts, &ticket)).expect("a page that fits");
            assert_eq!(realtime::find(encoded.bytes()), None, "{}", way.name);
            lost += encoded.lost_dots();
            bytes.push(with_proof(&encoded));
        }
        bytes.sort_unstable();
        let mean = bytes.iter().sum::<usize>() / bytes.len();
        println!("400 tickets, {}: {}..{} bytes, mean {mean}; {lost} dots lost", way.name, bytes[0], bytes[399]);
    }
}

fn bench(criterion: &mut Criterion) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/printers");
    let profile = Profile::load(&folder, "epson-tm-t20iii").expect("a shipped profile");
    let fonts = Fonts::new();
    table(&fonts, &profile);
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
    criterion.bench_function("ticket: encode, glyphs kept", |b| b.iter(|| glyphs.encode(black_box(&drawn))));
    criterion.bench_function("ticket: design, layout, raster and encode (goal 15 ms)", |b| {
        b.iter(|| {
            let document = MeasuredTicket::default().document();
            let page = raster(&fonts, &layout(&fonts, &document, &media).expect("a short payload"));
            encode::page(&page, &profile)
        });
    });
}

criterion_group!(benches, bench);
criterion_main!(benches);
