//! Lines that are held in the middle of a ticket, and printers that hold them while they are off line.

use super::*;

const FLOWS: [Flow; 2] = [Flow::RtsCts, Flow::XonXoff];

/// Six kilobytes that nothing makes shorter.
fn dense() -> Page {
    let mut picture = Bitmap::new(Dots(576), Dots(220));
    let mut seed = 7_u32;
    for at in 0..220 * 220 {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        picture.set(40 + at % 220, at / 220, seed >> 29 < 3);
    }
    Page { width_dots: Dots(576), elements: vec![Element::Raster(picture), Element::Feed(Dots(20)), Element::Cut] }
}

/// At 9600 baud a buffer of 4 KB fills in four seconds, when the head waits meanwhile. The line is held, and no byte is lost.
#[test]
fn a_buffer_of_four_kilobytes_on_a_line_of_9600_is_held_and_not_overrun() {
    std::thread::scope(|scope| {
        for flow in FLOWS {
            scope.spawn(move || {
                let model = Model { xon_xoff: flow == Flow::XonXoff, ..Model::default() };
                assert_eq!(model.buffer, 4096);
                let config = VirtualPrinterConfig { model, baud: Some(9_600), ..VirtualPrinterConfig::default() };
                let device = VirtualPrinter::start(config).unwrap();
                let line = LineConfig::new(device.path(), 9_600).with_flow(flow);
                let timing = Timing { poll: Duration::from_millis(300), ..Timing::default() };
                let printer = Printer::start(PrinterConfig { line, timing }, shipped("epson-tm-t20iii"));
                let page = dense();
                run(async {
                    let patience = Duration::from_secs(40);
                    let mut state = printer.state();
                    tokio::time::timeout(patience, state.wait_for(|state| ready(*state))).await.unwrap().unwrap();
                    device.arm(500, VirtualFault::Busy);
                    let job = tokio::spawn(printer.print(JobId(1), page.clone()));
                    tokio::time::timeout(patience, async {
                        while !device.inspect(Firmware::is_holding) {
                            tokio::time::sleep(Duration::from_millis(10)).await;
                        }
                    })
                    .await
                    .unwrap();
                    // For as long as a head may cool.
                    tokio::time::sleep(Duration::from_millis(1_500)).await;
                    device.mend(VirtualFault::Busy);
                    let end = tokio::time::timeout(patience, job).await.unwrap().unwrap();
                    assert_eq!(end, JobEnd::Proven(Proof::ProcessId), "{flow:?}");
                });
                assert!(device.sheets()[0].shows(&page.bitmap().unwrap()), "{flow:?}");
                device.inspect(|firmware| assert_eq!((firmware.lost(), firmware.hidden_real_time()), (0, 0)));
            });
        }
    });
}

/// Many are delivered so that they hold the line whenever they are off line (Epson, memory switch): what is wrong with
/// them is named all the same, and ends.
#[test]
fn a_printer_that_holds_the_line_while_it_is_off_line_says_why() {
    for flow in FLOWS {
        let model = Model { busy_off_line: true, xon_xoff: flow == Flow::XonXoff, ..Model::default() };
        let device = VirtualPrinter::start(VirtualPrinterConfig { model, ..VirtualPrinterConfig::default() }).unwrap();
        let line = LineConfig::new(device.path(), 460_800).with_flow(flow);
        let printer = Printer::start(PrinterConfig { line, timing: Timing::brisk() }, shipped("epson-tm-t20iii"));
        let mut state = printer.state();
        run(async {
            for (fault, name) in
                [(VirtualFault::CoverOpen, Fault::CoverOpen), (VirtualFault::PaperOut, Fault::PaperOut)]
            {
                until(&mut state, ready).await;
                device.set(fault);
                until(&mut state, |state| state == PrinterState::Fault(name)).await;
                tokio::time::sleep(Duration::from_millis(300)).await;
                assert_eq!(*state.borrow(), PrinterState::Fault(name), "{flow:?}: and stays so");
                device.mend(fault);
                until(&mut state, ready).await;
                device.arm(900, fault);
                assert_eq!(printer.print(JobId(1), page(576)).await, JobEnd::NotPrinted(name), "{flow:?}");
                until(&mut state, |state| state == PrinterState::Fault(name)).await;
                device.mend(fault);
                until(&mut state, ready).await;
                assert_eq!(printer.print(JobId(1), page(576)).await, JobEnd::Proven(Proof::ProcessId), "{flow:?}");
            }
            device.set(VirtualFault::CutterJam);
            assert_eq!(printer.print(JobId(2), page(576)).await, JobEnd::Unknown(Fault::CutterJam), "{flow:?}");
            device.mend(VirtualFault::CutterJam);
            until(&mut state, ready).await;
            assert_eq!(printer.print(JobId(3), page(576)).await, JobEnd::Proven(Proof::ProcessId), "{flow:?}");
        });
        assert!(device.sheets().last().unwrap().shows(&page(576).bitmap().unwrap()), "{flow:?}");
    }
}
