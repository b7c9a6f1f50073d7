//! Whole devices over pseudo-terminals: the actors at one end, the virtual devices at the other.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod held_lines;
mod kept_pictures;
mod named_faults;

use std::path::Path;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use tokio::sync::watch;

use super::line::{Flow, LineConfig};
use super::printer::profile::tests::shipped;
use super::printer::test_page::test_page;
use super::printer::{
    Fault, JobEnd, JobId, PaperLevel, Printer, PrinterConfig, PrinterState, Profile, Proof, Timing, encode, realtime,
};
use super::scanner::{ScanEvent, Scanner, ScannerConfig, ScannerFault};
use super::virtual_::firmware::Firmware;
use super::virtual_::pty::Pty;
use super::virtual_::{Model, Sheet, VirtualFault, VirtualPrinter, VirtualPrinterConfig, VirtualScanner};
use crate::receipt::page::{Bitmap, Dots, Element, ErrorCorrection, Page, Placement};

const PATIENCE: Duration = Duration::from_secs(5);

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(future)
}

/// Ink that looks like text: a margin at both sides, runs, gaps.
fn page(width: u32) -> Page {
    let mut picture = Bitmap::new(Dots(width), Dots(400));
    for y in 0..400_u32 {
        for x in 24..width - 40 {
            let line = y % 60;
            picture.set(x, y, (10..46).contains(&line) && (x * 7 + y * 13) % 29 < 11);
        }
    }
    Page {
        width_dots: Dots(width),
        elements: vec![
            Element::Raster(picture),
            Element::Feed(Dots(40)),
            Element::Qr {
                payload: "KT:B3-041:2026-11-23".into(),
                module_dots: Dots(6),
                error_correction: ErrorCorrection::Medium,
                align: Placement::Centre,
            },
            Element::Feed(Dots(33)),
            Element::Cut,
        ],
    }
}

fn bench(model: Model, profile: &str) -> (VirtualPrinter, Printer) {
    let device = VirtualPrinter::start(VirtualPrinterConfig { model, ..VirtualPrinterConfig::default() }).unwrap();
    let printer = connect(device.path(), shipped(profile));
    (device, printer)
}

fn connect(path: &Path, profile: Profile) -> Printer {
    let line = LineConfig::new(path, 460_800).with_flow(Flow::RtsCts);
    Printer::start(PrinterConfig { line, timing: Timing::brisk() }, profile)
}

fn epson() -> (VirtualPrinter, Printer) {
    bench(Model::default(), "epson-tm-t20iii")
}

async fn until(state: &mut watch::Receiver<PrinterState>, wanted: impl Fn(PrinterState) -> bool) {
    let found = tokio::time::timeout(PATIENCE, state.wait_for(|state| wanted(*state))).await;
    assert!(found.is_ok_and(|found| found.is_ok()), "stays {:?}", *state.borrow());
}

fn ready(state: PrinterState) -> bool {
    matches!(state, PrinterState::Ready { .. })
}

fn decode(bytes: &[u8], model: Model) -> (Vec<Sheet>, Firmware) {
    let mut firmware = Firmware::new(Model { buffer: usize::MAX, ..model });
    firmware.receive(bytes);
    firmware.run(usize::MAX, usize::MAX);
    (firmware.take_sheets(), firmware)
}

#[test]
fn a_page_is_printed_proven_and_equal() {
    let (device, printer) = epson();
    let end = run(printer.print(JobId(7), page(576)));
    assert_eq!(end, JobEnd::Proven(Proof::ProcessId));
    let sheets = device.sheets();
    assert_eq!(sheets.len(), 1);
    assert!(sheets[0].shows(&page(576).bitmap().unwrap()));
    assert_eq!(sheets[0].qr_texts, ["KT:B3-041:2026-11-23"]);
    device.inspect(|firmware| assert_eq!((firmware.foreign().len(), firmware.lost()), (0, 0)));
}

#[test]
fn jobs_wait_for_each_other_and_for_the_connection() {
    let (device, printer) = epson();
    let ends = run(async {
        let first = printer.print(JobId(1), page(576));
        let second = printer.print(JobId(2), test_page(&shipped("epson-tm-t20iii")));
        (first.await, second.await)
    });
    assert_eq!(ends, (JobEnd::Proven(Proof::ProcessId), JobEnd::Proven(Proof::ProcessId)));
    let sheets = device.sheets();
    assert!(sheets[0].shows(&page(576).bitmap().unwrap()));
    assert!(sheets[1].shows(&test_page(&shipped("epson-tm-t20iii")).bitmap().unwrap()));
}

#[test]
fn each_kind_of_printer_proves_as_it_can() {
    for (model, profile, proof) in [
        (Model { process_id: false, ..Model::default() }, "epson-tm-t20iii", Proof::InOrder),
        (Model::clone_80mm(), "generic-80mm", Proof::InOrder),
        (Model { in_order: false, ..Model::clone_80mm() }, "generic-80mm", Proof::StatusAndTime),
        (Model { width_dots: 512, dpi: 180, ..Model::default() }, "epson-tm-t88", Proof::ProcessId),
    ] {
        let width = model.width_dots;
        let (device, printer) = bench(model, profile);
        assert_eq!(run(printer.print(JobId(1), page(width))), JobEnd::Proven(proof), "{profile}");
        let sheets = device.wait_for_sheets(1, PATIENCE);
        assert!(sheets[0].shows(&page(width).bitmap().unwrap()), "{profile}");
    }
}

#[test]
fn a_tear_bar_printer_proves_and_feeds_past_the_bar() {
    let (device, printer) = bench(Model::clone_58mm(), "generic-58mm");
    assert_eq!(run(printer.print(JobId(1), page(384))), JobEnd::Proven(Proof::InOrder));
    assert!(device.sheets().is_empty());
    device.tear_off();
    assert!(device.wait_for_sheets(1, PATIENCE)[0].shows(&page(384).bitmap().unwrap()));
}

#[test]
fn paper_out_at_any_byte_ends_safely_and_a_reprint_is_whole() {
    let whole = encode::page(&page(576), &shipped("epson-tm-t20iii")).unwrap().bytes().len();
    for at in [1, 60, 900, whole / 3, whole / 2, whole - 200, whole - 6] {
        let (device, printer) = epson();
        let mut state = printer.state();
        run(async {
            until(&mut state, ready).await;
            device.arm(at, VirtualFault::PaperOut);
            let end = printer.print(JobId(1), page(576)).await;
            assert_eq!(end, JobEnd::NotPrinted(Fault::PaperOut), "at {at}");
            until(&mut state, |state| state == PrinterState::Fault(Fault::PaperOut)).await;
            assert_eq!(printer.print(JobId(2), page(576)).await, JobEnd::NotPrinted(Fault::PaperOut));
            device.mend(VirtualFault::PaperOut);
            until(&mut state, ready).await;
            assert_eq!(printer.print(JobId(1), page(576)).await, JobEnd::Proven(Proof::ProcessId), "at {at}");
        });
        let sheets = device.sheets();
        assert_eq!(sheets.len(), 1, "at {at}: one cut, so one sheet");
        let torn = sheets[0].content().height().get() - page(576).bitmap().unwrap().height().get();
        let content = sheets[0].content();
        let wanted = page(576).bitmap().unwrap();
        let found = (0..=torn).any(|y| content.crop(0, y, wanted.width(), wanted.height()) == wanted);
        assert!(found, "at {at}: the whole ticket stands below the torn piece");
    }
}

#[test]
fn paper_out_without_clearing_is_unknown_and_the_next_job_stands_alone() {
    let (device, printer) = bench(Model::clone_80mm(), "generic-80mm");
    let mut state = printer.state();
    run(async {
        until(&mut state, ready).await;
        device.arm(3000, VirtualFault::PaperOut);
        let end = printer.print(JobId(1), page(576)).await;
        assert_eq!(end, JobEnd::Unknown(Fault::PaperOut));
        device.mend(VirtualFault::PaperOut);
        until(&mut state, ready).await;
        assert_eq!(printer.print(JobId(2), page(576)).await, JobEnd::Proven(Proof::InOrder));
    });
    let sheets = device.sheets();
    // The status request past the held line may be eaten by the torn piece; never by the next job.
    assert!(sheets.last().unwrap().shows(&page(576).bitmap().unwrap()));
}

#[test]
fn cover_and_near_end_are_seen_before_the_start() {
    let (device, printer) = epson();
    let mut state = printer.state();
    run(async {
        until(&mut state, ready).await;
        device.set(VirtualFault::NearEnd);
        until(&mut state, |state| state == PrinterState::Ready { paper: PaperLevel::NearEnd }).await;
        device.set(VirtualFault::CoverOpen);
        let end = printer.print(JobId(1), page(576)).await;
        assert_eq!(end, JobEnd::NotPrinted(Fault::CoverOpen));
        until(&mut state, |state| state == PrinterState::Fault(Fault::CoverOpen)).await;
        device.mend(VirtualFault::CoverOpen);
        until(&mut state, ready).await;
    });
    device.inspect(|firmware| assert_eq!(firmware.uncut_rows(), 0));
}

#[test]
fn a_jammed_cutter_is_unknown() {
    let (device, printer) = epson();
    device.set(VirtualFault::CutterJam);
    assert_eq!(run(printer.print(JobId(1), page(576))), JobEnd::Unknown(Fault::CutterJam));
    assert!(device.sheets().is_empty());
    let mut state = printer.state();
    run(async {
        // Told to go on while the blade still sticks: it does not.
        tokio::time::sleep(Duration::from_millis(200)).await;
        until(&mut state, |state| state == PrinterState::Fault(Fault::CutterJam)).await;
        device.mend(VirtualFault::CutterJam);
        // The printer does not know that it was freed until it is told.
        until(&mut state, ready).await;
        assert_eq!(printer.print(JobId(2), page(576)).await, JobEnd::Proven(Proof::ProcessId));
    });
    let sheets = device.sheets();
    assert!(sheets.last().unwrap().shows(&page(576).bitmap().unwrap()), "nothing of the first hangs above it");
}

#[test]
fn a_pulled_cable_is_unknown_and_found_again() {
    let (device, printer) = epson();
    let mut state = printer.state();
    run(async {
        until(&mut state, ready).await;
        device.arm(5000, VirtualFault::Unplugged);
        assert_eq!(printer.print(JobId(1), page(576)).await, JobEnd::Unknown(Fault::Unplugged));
        until(&mut state, |state| state == PrinterState::Fault(Fault::Unplugged)).await;
        device.mend(VirtualFault::Unplugged);
        until(&mut state, ready).await;
        assert_eq!(printer.print(JobId(2), page(576)).await, JobEnd::Proven(Proof::ProcessId));
    });
}

#[test]
fn a_printer_that_falls_silent_is_noticed_and_taken_back() {
    let (device, printer) = epson();
    let mut state = printer.state();
    run(async {
        until(&mut state, ready).await;
        device.arm(5000, VirtualFault::Mute);
        let end = printer.print(JobId(1), page(576)).await;
        assert_eq!(end, JobEnd::Unknown(Fault::NotResponding));
        until(&mut state, |state| state == PrinterState::Fault(Fault::NotResponding)).await;
        device.mend(VirtualFault::Mute);
        until(&mut state, ready).await;
        assert_eq!(printer.print(JobId(2), page(576)).await, JobEnd::Proven(Proof::ProcessId));
    });
}

#[test]
fn a_printer_that_takes_nothing_is_busy_and_its_line_is_broken_to_clear_it() {
    let (device, printer) = epson();
    let mut state = printer.state();
    run(async {
        until(&mut state, ready).await;
        device.arm(100, VirtualFault::Busy);
        // Cleared past the held line. Whether the cut had gone out depends on the kernel's buffers.
        assert_eq!(printer.print(JobId(1), page(576)).await.fault(), Some(Fault::Busy));
        device.mend(VirtualFault::Busy);
        until(&mut state, ready).await;
        assert_eq!(printer.print(JobId(2), page(576)).await, JobEnd::Proven(Proof::ProcessId));
    });
}

#[test]
fn what_answers_words_is_no_printer() {
    let (device, printer) = epson();
    device.set(VirtualFault::Garbage);
    let device_two = VirtualPrinter::start(VirtualPrinterConfig::default()).unwrap();
    device_two.set(VirtualFault::Garbage);
    let second = connect(device_two.path(), shipped("epson-tm-t20iii"));
    let mut state = second.state();
    run(async {
        until(&mut state, |state| state == PrinterState::Fault(Fault::NotAPrinter)).await;
        assert_eq!(second.print(JobId(1), page(576)).await, JobEnd::NotPrinted(Fault::NotAPrinter));
    });
    drop((device, printer));
}

#[test]
fn ports_that_cannot_be_opened_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let held = Pty::open().unwrap();
    let _holder = super::line::SerialLine::open(&LineConfig::new(held.path(), 9600)).unwrap();
    for (path, fault) in [
        (folder.path().join("none"), Fault::NoSuchPort),
        (file, Fault::NotAPrinter),
        (held.path().to_path_buf(), Fault::InUse),
    ] {
        let printer = connect(&path, shipped("generic-80mm"));
        assert_eq!(run(printer.print(JobId(1), page(576))), JobEnd::NotPrinted(fault));
        assert_eq!(*printer.state().borrow(), PrinterState::Fault(fault));
    }
}

#[test]
fn a_page_too_wide_is_refused_and_the_printer_stays_ready() {
    let (device, printer) = bench(Model::clone_58mm(), "generic-58mm");
    assert_eq!(run(printer.print(JobId(1), page(576))), JobEnd::NotPrinted(Fault::BadPage));
    assert_eq!(run(printer.print(JobId(2), page(384))), JobEnd::Proven(Proof::InOrder));
    drop(device);
}

#[test]
fn a_slow_line_and_a_slow_head_are_waited_for_with_a_small_buffer() {
    for flow in [Flow::RtsCts, Flow::XonXoff] {
        let model = Model { buffer: 1024, xon_xoff: flow == Flow::XonXoff, ..Model::default() };
        let config = VirtualPrinterConfig {
            model,
            baud: Some(460_800),
            dots_per_second: Some(2_000),
            ..VirtualPrinterConfig::default()
        };
        let device = VirtualPrinter::start(config).unwrap();
        let line = LineConfig::new(device.path(), 460_800).with_flow(flow);
        let printer = Printer::start(PrinterConfig { line, timing: Timing::brisk() }, shipped("epson-tm-t20iii"));
        assert_eq!(run(printer.print(JobId(1), page(576))), JobEnd::Proven(Proof::ProcessId), "{flow:?}");
        assert!(device.sheets()[0].shows(&page(576).bitmap().unwrap()), "{flow:?}");
        // Paced like this, many status requests fall into the job: none into a raster.
        device.inspect(|firmware| assert_eq!((firmware.lost(), firmware.hidden_real_time()), (0, 0)));
    }
}

#[test]
fn sheets_are_written_as_pictures() {
    let folder = tempfile::tempdir().unwrap();
    let config = VirtualPrinterConfig { folder: Some(folder.path().into()), ..VirtualPrinterConfig::default() };
    let device = VirtualPrinter::start(config).unwrap();
    let printer = connect(device.path(), shipped("epson-tm-t20iii"));
    run(printer.print(JobId(1), page(576)));
    let file = std::fs::File::open(folder.path().join("sheet-0001.png")).unwrap();
    let info = png::Decoder::new(std::io::BufReader::new(file)).read_info().unwrap().info().size();
    let picture = &device.sheets()[0].picture;
    assert_eq!(info, (picture.width().get(), picture.height().get()));
}

fn bitmaps(width: std::ops::Range<u32>, margin: u32) -> impl Strategy<Value = Bitmap> {
    (width, 1_u32..60).prop_flat_map(move |(width, height)| {
        // Few byte values, so that hidden real-time commands are frequent.
        let byte = prop_oneof![3 => Just(0x00_u8), 2 => Just(0x10), 1 => Just(0x04), 1 => Just(0x14), 1 => any::<u8>()];
        let length = (width.div_ceil(8) * height) as usize;
        proptest::collection::vec(byte, length).prop_map(move |data| {
            let mut picture = Bitmap::from_rows(Dots(width), Dots(height), data).unwrap();
            picture.fill(0, 0, margin, height, false);
            picture
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Encoder and firmware agree on every dot, and no real-time command hides in the bytes. Clones are as they are: they
    /// ignore margins.
    #[test]
    fn every_dot_arrives(picture in bitmaps(40..376, 8), which in 0_usize..3) {
        let (profile, model) = match which {
            0 => ("epson-tm-t20iii", Model::default()),
            1 => ("generic-80mm", Model::clone_80mm()),
            _ => ("generic-58mm", Model::clone_58mm()),
        };
        let width = model.width_dots;
        let elements = vec![Element::Raster(picture), Element::Feed(Dots(3)), Element::Cut];
        let page = Page { width_dots: Dots(width), elements };
        let encoded = encode::page(&page, &shipped(profile)).unwrap();
        prop_assert_eq!(realtime::find(encoded.bytes()), None);
        prop_assert_eq!(encoded.commands().flatten().count(), encoded.bytes().len());
        let (mut sheets, mut firmware) = decode(encoded.bytes(), model);
        if sheets.is_empty() {
            firmware.tear_off();
            sheets = firmware.take_sheets();
        }
        prop_assert_eq!(firmware.foreign().len(), 0);
        let mut wanted = Bitmap::new(Dots(width), page.height().unwrap());
        wanted.stamp(&page.bitmap().unwrap(), encoded.moved_right(), 0);
        let content = sheets[0].content();
        let differ = (0..wanted.height().get())
            .flat_map(|y| (0..wanted.width().get()).map(move |x| (x, y)))
            .filter(|(x, y)| wanted.get(*x, *y) != content.get(*x, *y))
            .count();
        prop_assert_eq!((differ, encoded.lost_dots()), (0, 0));
    }

    /// Ink at the very edge leaves no room for a shift: at most the counted dots are lost.
    #[test]
    fn at_the_edge_only_counted_dots_are_lost(picture in bitmaps(16..200, 0)) {
        let page = Page { width_dots: Dots(576), elements: vec![Element::Raster(picture), Element::Cut] };
        let encoded = encode::page(&page, &shipped("epson-tm-t20iii")).unwrap();
        prop_assert_eq!(realtime::find(encoded.bytes()), None);
        let (sheets, _) = decode(encoded.bytes(), Model::default());
        let wanted = page.bitmap().unwrap();
        let content = sheets.first().map(Sheet::content);
        let differ = (0..wanted.height().get())
            .flat_map(|y| (0..wanted.width().get()).map(move |x| (x, y)))
            .filter(|(x, y)| wanted.get(*x, *y) != content.as_ref().is_some_and(|content| content.get(*x, *y)))
            .count();
        prop_assert_eq!(differ as u32, encoded.lost_dots());
    }
}

fn scanner() -> (VirtualScanner, Scanner) {
    let device = VirtualScanner::start(b"\r\n").unwrap();
    let mut config = ScannerConfig::new(LineConfig::new(device.path(), 9600));
    config.reconnect = Duration::from_millis(20);
    let scanner = Scanner::start(config);
    (device, scanner)
}

async fn next(events: &mut tokio::sync::broadcast::Receiver<ScanEvent>) -> ScanEvent {
    tokio::time::timeout(PATIENCE, events.recv()).await.expect("in time").expect("an event")
}

#[test]
fn scans_arrive_whole_and_a_replug_is_survived() {
    let (device, scanner) = scanner();
    let mut events = scanner.events();
    run(async {
        let mut fault = scanner.fault();
        tokio::time::timeout(PATIENCE, fault.wait_for(Option::is_none)).await.unwrap().unwrap();
        // The event may have been before we listened.
        while events.try_recv().is_ok() {}
        device.scan("KR:K7Q2X9M4TZ").unwrap();
        assert_eq!(next(&mut events).await, ScanEvent::Read("KR:K7Q2X9M4TZ".into()));
        // Nobody holds the next thing to it sooner.
        tokio::time::sleep(Duration::from_millis(100)).await;
        device.raw(&[0xFF, 0x00, 0x02, 0x9C]).unwrap();
        device.raw(b"\r\n").unwrap();
        assert!(matches!(next(&mut events).await, ScanEvent::Read(_)));
        for line in
            ["IDIRQAB12345671199012345678<<<", "9001011M3001019IRQ<<<<<<<<<<<3", "AZAD<<RAWAND<<<<<<<<<<<<<<<<<<"]
        {
            device.scan(line).unwrap();
        }
        let ScanEvent::Read(mrz) = next(&mut events).await else { panic!("an MRZ") };
        assert_eq!(mrz.lines().count(), 3);
        device.raw(b"half a rea").unwrap();
        device.unplug();
        assert_eq!(next(&mut events).await, ScanEvent::Lost(ScannerFault::Unplugged));
        device.replug().unwrap();
        assert_eq!(next(&mut events).await, ScanEvent::Connected);
        device.scan("after").unwrap();
        assert_eq!(next(&mut events).await, ScanEvent::Read("after".into()));
    });
}

/// As each terminator of the configuration sets it: a code with a line break in it, whose second line looks like a ticket.
#[test]
fn a_code_with_line_breaks_is_whole_or_its_first_line() {
    use crate::config;
    let code = "BEGIN:VCARD\rKT:B3-041";
    for (terminator, expected) in [
        (config::Terminator::Cr, "BEGIN:VCARD"),
        (config::Terminator::Lf, code),
        (config::Terminator::CrLf, code),
        (config::Terminator::Any, "BEGIN:VCARD"),
        (config::Terminator::None, code),
    ] {
        let device = VirtualScanner::start(terminator.bytes()).unwrap();
        let settings = config::Scanner { terminator, ..config::Scanner::default() };
        let scanner = Scanner::start(ScannerConfig::from_settings(&device.path(), &settings));
        let mut events = scanner.events();
        run(async {
            let mut fault = scanner.fault();
            tokio::time::timeout(PATIENCE, fault.wait_for(Option::is_none)).await.unwrap().unwrap();
            while events.try_recv().is_ok() {}
            device.scan(code).unwrap();
            assert_eq!(next(&mut events).await, ScanEvent::Read(expected.into()), "{terminator:?}");
            tokio::time::sleep(settings.gap + Duration::from_millis(60)).await;
            device.scan("KT:B3-042").unwrap();
            assert_eq!(next(&mut events).await, ScanEvent::Read("KT:B3-042".into()), "{terminator:?}");
        });
    }
}

/// What the kiosk writes, up to this end.
fn read_until(pty: &mut Pty, end: &[u8]) -> Vec<u8> {
    let (mut all, mut bytes) = (Vec::new(), [0; 64]);
    let start = Instant::now();
    while !all.ends_with(end) {
        assert!(start.elapsed() < PATIENCE, "{all:02X?}");
        let n = pty.read(&mut bytes, Duration::from_millis(50), None).unwrap();
        all.extend_from_slice(&bytes[..n]);
    }
    all
}

/// A scanner that must be told: it gets the bytes of its make, its answers are no readings, and what it reads arrives.
#[test]
fn a_scanner_is_triggered_while_a_scan_is_wanted() {
    use super::scanner::Brand;
    use super::scanner::ssi::ACK;

    let f3 = [0x06, 0xF3, 0x00, 0x00, 0x1C, b'K', 0xFE, 0xA0];
    for (brand, sends, reads) in [
        (Brand::Newland, &b"\x02\x010000#SCNTRG1;\x06;\x03KR:1\r"[..], "KR:1"),
        (Brand::Register, b"\x02\x00\x00\x01\x00\x33\x31KR:2\r", "KR:2"),
        (Brand::Honeywell, b"\x06KR:3\r", "KR:3"),
        (Brand::ZebraSsi, &f3, "K"),
    ] {
        let mut pty = Pty::open().unwrap();
        let mut config = ScannerConfig::new(LineConfig::new(pty.path(), 9600));
        config.brand = brand;
        let trigger = brand.trigger().unwrap();
        let scanner = Scanner::start(config);
        let mut events = scanner.events();
        run(async {
            tokio::time::timeout(PATIENCE, scanner.fault().wait_for(Option::is_none)).await.unwrap().unwrap();
        });
        scanner.want(true);
        assert_eq!(read_until(&mut pty, trigger.start), trigger.start, "{brand:?}");
        pty.write(sends).unwrap();
        let read = run(async {
            loop {
                if let ScanEvent::Read(text) = next(&mut events).await {
                    return text;
                }
            }
        });
        assert_eq!(read, reads, "{brand:?}");
        scanner.want(false);
        let after = read_until(&mut pty, trigger.stop);
        assert_eq!(after.starts_with(&ACK), brand == Brand::ZebraSsi, "{brand:?}: {after:02X?}");
    }
}

#[test]
fn a_scanner_that_is_not_there_is_told_once_and_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = ScannerConfig::new(LineConfig::new(folder.path().join("scanner"), 9600));
    config.reconnect = Duration::from_millis(10);
    let scanner = Scanner::start(config);
    let mut events = scanner.events();
    let pty = Pty::open().unwrap();
    std::os::unix::fs::symlink(pty.path(), folder.path().join("scanner")).unwrap();
    let start = Instant::now();
    run(async { while next(&mut events).await != ScanEvent::Connected {} });
    assert!(start.elapsed() < PATIENCE);
    assert_eq!(format!("{:?}", ScanEvent::Read("AZAD".into())), "Read(4 characters)");
}
