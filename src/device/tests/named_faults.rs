//! Faults that no sensor of paper or cover tells: each gets its own name over a real line, and goes away by itself when
//! its cause does.

use super::super::line::{Line as _, SerialLine};
use super::super::probe::tests::Switches;
use super::super::virtual_::{Answers, Behaviour, Speeds};
use super::*;
use crate::device::printer::figures;
use crate::receipt::Fonts;
use crate::receipt::measured::MeasuredTicket;

/// The printer says `wanted`; mended, it is ready and prints.
async fn named_and_mended(
    device: &VirtualPrinter,
    printer: &Printer,
    wanted: Fault,
    proof: Proof,
    mend: impl FnOnce(&VirtualPrinter),
) {
    let mut state = printer.state();
    until(&mut state, |state| state == PrinterState::Fault(wanted)).await;
    assert_eq!(printer.print(JobId(1), page(576)).await, JobEnd::NotPrinted(wanted));
    mend(device);
    until(&mut state, ready).await;
    assert_eq!(printer.print(JobId(2), page(576)).await, JobEnd::Proven(proof), "{wanted:?}");
}

/// Whether the last sheet is the page and nothing else.
fn is_the_page(device: &VirtualPrinter) -> bool {
    device.sheets().last().unwrap().shows(&page(576).bitmap().unwrap())
}

/// Whether the page stands whole on the last sheet, below what was left of a picture.
fn has_the_page(device: &VirtualPrinter) -> bool {
    let (content, wanted) = (device.sheets().last().unwrap().content(), page(576).bitmap().unwrap());
    let rest = content.height().get().saturating_sub(wanted.height().get());
    (0..=rest).any(|y| content.crop(0, y, wanted.width(), wanted.height()) == wanted)
}

#[test]
fn a_hot_head_is_waited_for() {
    let (device, printer) = epson();
    run(async {
        until(&mut printer.state(), ready).await;
        device.set(VirtualFault::HeadHot);
        named_and_mended(&device, &printer, Fault::HeadHot, Proof::ProcessId, |device| {
            device.mend(VirtualFault::HeadHot);
        })
        .await;
        assert!(is_the_page(&device));
    });
}

#[test]
fn answers_that_become_garbled_are_a_speed_and_no_silence() {
    let (device, printer) = epson();
    run(async {
        until(&mut printer.state(), ready).await;
        device.behave(Behaviour { answers: Answers::Garbled, ..Behaviour::default() });
        named_and_mended(&device, &printer, Fault::WrongSpeed, Proof::ProcessId, |device| {
            device.behave(Behaviour::default());
        })
        .await;
        assert!(is_the_page(&device));
    });
}

/// Both ends hear garbage: nothing is claimed, and whatever came out is no ticket.
#[test]
fn two_ends_at_different_speeds_claim_nothing() {
    for other in [9_600, 38_400] {
        let speeds = Some(Speeds { kiosk: 19_200, printer: other });
        let behaviour = Behaviour { speeds, ..Behaviour::default() };
        let device =
            VirtualPrinter::start(VirtualPrinterConfig { behaviour, ..VirtualPrinterConfig::default() }).unwrap();
        let printer = connect(device.path(), shipped("epson-tm-t20iii"));
        let end = run(printer.print(JobId(1), page(576)));
        assert!(matches!(end, JobEnd::NotPrinted(Fault::NotAPrinter | Fault::WrongSpeed)), "{end:?}");
        device.behave(Behaviour::default());
        run(until(&mut printer.state(), ready));
        assert_eq!(run(printer.print(JobId(2), page(576))), JobEnd::Proven(Proof::ProcessId));
    }
}

/// It hears garbage and says nothing, as one that is not there; at its own speed it answers.
#[test]
fn a_printer_that_is_set_to_another_speed_is_found() {
    let device = Switches::at(38_400);
    let line = LineConfig::new(&device.path, 115_200);
    let timing = Timing { poll: Duration::from_millis(20), ..Timing::brisk() };
    let printer = Printer::start(PrinterConfig { line, timing }, shipped("epson-tm-t20iii"));
    run(async {
        let mut state = printer.state();
        until(&mut state, |state| state == PrinterState::Fault(Fault::NotAPrinter)).await;
        until(&mut state, |state| state == PrinterState::Fault(Fault::WrongSpeed)).await;
        assert_eq!(printer.print(JobId(1), page(576)).await, JobEnd::NotPrinted(Fault::WrongSpeed));
    });
}

/// One that was met falls silent as if it were switched off; somebody moved its switches. It is found at its new speed,
/// and taken back when they are moved back.
#[test]
fn a_printer_whose_speed_is_changed_is_a_speed_and_no_silence() {
    let mut device = Switches::at(115_200);
    let line = LineConfig::new(&device.path, 115_200);
    let timing = Timing { poll: Duration::from_millis(20), ..Timing::brisk() };
    let printer = Printer::start(PrinterConfig { line, timing }, shipped("epson-tm-t20iii"));
    run(async {
        let mut state = printer.state();
        // It tells its state and executes nothing: enough to have been met.
        let met = |state| state == PrinterState::Fault(Fault::Stuck);
        until(&mut state, met).await;
        device.set(9_600);
        until(&mut state, |state| state == PrinterState::Fault(Fault::NotResponding)).await;
        until(&mut state, |state| state == PrinterState::Fault(Fault::WrongSpeed)).await;
        assert_eq!(printer.print(JobId(1), page(576)).await, JobEnd::NotPrinted(Fault::WrongSpeed));
        device.set(115_200);
        until(&mut state, met).await;
    });
}

/// The beginning of a picture.
fn torn(rows: u16) -> Vec<u8> {
    let mut bytes = super::super::printer::escpos::raster_header(0, 72, rows).to_vec();
    bytes.resize(bytes.len() + 500, 0);
    bytes
}

#[test]
fn a_parser_stuck_in_a_picture_is_freed() {
    let model = Model::clone_80mm();
    let device = VirtualPrinter::start(VirtualPrinterConfig { model, ..VirtualPrinterConfig::default() }).unwrap();
    // Another program died. 100 rows: fewer bytes than the kiosk sends to end them.
    let mut line = SerialLine::open(&LineConfig::new(device.path(), 460_800)).unwrap();
    line.write_all(&torn(100), PATIENCE).unwrap();
    drop(line);
    let end = Instant::now() + PATIENCE;
    while !device.inspect(Firmware::is_inside_command) {
        assert!(Instant::now() < end, "it waits for the rest");
    }
    let printer = connect(device.path(), shipped("generic-80mm"));
    run(async {
        until(&mut printer.state(), ready).await;
        assert_eq!(printer.print(JobId(1), page(576)).await, JobEnd::Proven(Proof::InOrder));
    });
    assert!(has_the_page(&device));
}

#[test]
fn a_parser_stuck_in_a_picture_without_end_is_named() {
    let (device, printer) = bench(Model::clone_80mm(), "generic-80mm");
    run(async {
        until(&mut printer.state(), ready).await;
        // 144,000 bytes: switched off and on, it forgets them.
        let end = printer.print_raw(JobId(9), torn(2_000)).await;
        assert!(matches!(end, JobEnd::Unknown(_)), "{end:?}");
        named_and_mended(&device, &printer, Fault::Stuck, Proof::InOrder, VirtualPrinter::power_cycle).await;
    });
    // what had come of the picture is on the paper already
    assert!(has_the_page(&device));
}

/// The second page does not say again what the first has set; a printer that was switched off in between is told all
/// of it, and no page comes out wrong.
#[test]
fn settings_are_said_once_and_again_after_a_restart() {
    let (device, printer) = epson();
    let mut state = printer.state();
    let said = |device: &VirtualPrinter| {
        let sheets = device.sheets();
        sheets.last().unwrap().bytes.windows(2).filter(|pair| *pair == [0x1D, b'P']).count()
    };
    run(async {
        until(&mut state, ready).await;
        for (n, count) in [(1, 1), (2, 0), (3, 0)] {
            assert_eq!(printer.print(JobId(n), page(576)).await, JobEnd::Proven(Proof::ProcessId));
            assert_eq!(said(&device), count, "page {n}");
        }
        // Right before the next page: nobody has noticed, and the witness tells.
        device.power_cycle();
        let end = printer.print(JobId(4), page(576)).await;
        assert!(matches!(end, JobEnd::NotPrinted(_) | JobEnd::Proven(_)), "{end:?}");
        until(&mut state, ready).await;
        if !matches!(end, JobEnd::Proven(_)) {
            assert_eq!(printer.print(JobId(5), page(576)).await, JobEnd::Proven(Proof::ProcessId));
        }
        assert_eq!(said(&device), 1, "after the restart");
    });
    for sheet in device.sheets().iter().take(3) {
        assert!(sheet.shows(&page(576).bitmap().unwrap()));
    }
}

/// Where pages are expected, the printer is told what they rely on before the first of them comes: after a restart and
/// after a fault, too.
#[test]
fn the_first_ticket_says_no_more_than_the_next() {
    let (device, printer) = epson();
    let fonts = Fonts::new();
    let samples: Vec<Page> =
        MeasuredTicket::samples().iter().take(2).map(|ticket| figures::page(&fonts, ticket)).collect();
    let ticket = samples[0].clone();
    printer.expect(samples, None);
    let mut state = printer.state();
    let covered = |state| state == PrinterState::Fault(Fault::CoverOpen);
    run(async {
        for event in ["start", "nothing", "restart", "cover"] {
            match event {
                "restart" => device.power_cycle(),
                "cover" => {
                    device.set(VirtualFault::CoverOpen);
                    until(&mut state, covered).await;
                    device.mend(VirtualFault::CoverOpen);
                }
                _ => {}
            }
            // Long enough to be noticed, and for status requests to stand between what was said before and the ticket.
            tokio::time::sleep(Duration::from_millis(900)).await;
            until(&mut state, ready).await;
            let before = device.inspect(Firmware::consumed);
            assert_eq!(printer.print(JobId(1), ticket.clone()).await, JobEnd::Proven(Proof::ProcessId), "{event}");
            let bytes = device.sheets().last().unwrap().bytes.clone();
            let tail = &bytes[bytes.len() - (device.inspect(Firmware::consumed) - before).min(bytes.len())..];
            let says = |command: &[u8]| tail.windows(command.len()).any(|window| window == command);
            assert!(!says(&[0x1D, b'P']) && !says(&[0x31, 0x43, 5]), "{event}: units, modules");
            assert!(says(&[0x31, 0x51, 0x30]), "{event}: the code itself");
        }
    });
    assert!(device.sheets().iter().all(|sheet| sheet.shows(&ticket.bitmap().unwrap())));
}

/// A printer that introduces itself as another model prints, but is not trusted to keep what the profile says.
#[test]
fn another_model_is_asked_for_its_name_and_keeps_nothing() {
    let fonts = Fonts::new();
    let samples: Vec<Page> =
        MeasuredTicket::samples().iter().take(4).map(|ticket| figures::page(&fonts, ticket)).collect();
    for (name, keeps) in [("TM-T20III", true), ("TM-T20IIIL", true), ("SRP-350", false)] {
        let (device, printer) = bench(Model { name: name.into(), ..Model::default() }, "epson-tm-t20iii");
        printer.expect(samples.clone(), None);
        let kept = printer.kept();
        run(async {
            until(&mut printer.state(), ready).await;
            let end = tokio::time::Instant::now() + if keeps { PATIENCE } else { Duration::from_millis(500) };
            let mut kept = kept.clone();
            let is_kept = tokio::time::timeout_at(end, kept.wait_for(|kept| !kept.is_empty())).await.is_ok();
            assert_eq!(is_kept, keeps, "{name}");
            assert_eq!(printer.print(JobId(1), page(576)).await, JobEnd::Proven(Proof::ProcessId), "{name}");
        });
        assert!(device.sheets()[0].shows(&page(576).bitmap().unwrap()), "{name}");
    }
}
