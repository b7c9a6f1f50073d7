//! Any bytes to the virtual printer, on every model, with someone moving its sensors meanwhile: no panic,
//! and what it keeps is bounded by what it was sent.
#![no_main]

use kiosk::device::virtual_::Model;
use kiosk::device::virtual_::firmware::{Firmware, Sensors};
use libfuzzer_sys::fuzz_target;

// The first byte chooses the model, the second the sensors in the middle.
fuzz_target!(|data: &[u8]| {
    let [model, sensors, bytes @ ..] = data else { return };
    let model = match model % 3 {
        0 => Model::default(),
        1 => Model::clone_80mm(),
        _ => Model { xon_xoff: true, ..Model::clone_58mm() },
    };
    let width = model.width_dots;
    let mut firmware = Firmware::new(model);
    let (mut rows, mut replies) = (0, 0);
    for (n, piece) in bytes.chunks(256).enumerate() {
        firmware.receive(piece);
        if n == 1 {
            let set = |bit: u8| sensors & (1 << bit) != 0;
            firmware.set_sensors(Sensors {
                paper_out: set(0),
                near_end: set(1),
                cover_open: set(2),
                cutter_blocked: set(3),
                head_hot: set(4),
                busy: set(5),
            });
            rows += firmware.run(10_000, usize::MAX);
            firmware.set_sensors(Sensors::default());
            if set(6) {
                firmware.power_cycle();
            }
            if set(7) {
                firmware.tear_off();
            }
        }
        rows += firmware.run(usize::MAX, usize::MAX);
        replies += firmware.take_replies().len();
    }
    // `ESC d` feeds most for its bytes: a metre for three. A QR code is drawn again for eight.
    assert!(rows <= 8_300 * (bytes.len() / 3 + 1), "more paper than any command can feed");
    assert!(firmware.uncut_rows() <= 80_000 && firmware.foreign().len() <= 1_000, "it keeps too much");
    assert!(replies <= 24 * bytes.len() + 64, "it says more than it was asked");
    for sheet in firmware.take_sheets() {
        assert_eq!(sheet.picture.width().get(), width);
        let _ = sheet.content();
    }
});
