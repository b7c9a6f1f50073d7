//! Each command by the bytes of the reference, none of them from the encoder.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::prelude::*;

use super::*;
use crate::receipt::page::Bitmap;

const CUT: &[u8] = b"\x1DVB\x00";
/// GS P 203 203: a unit is a dot.
const DOTS: &[u8] = b"\x1DP\xCB\xCB";

fn run_on(model: Model, parts: &[&[u8]]) -> Firmware {
    let mut firmware = Firmware::new(Model { buffer: 1 << 22, ..model });
    firmware.receive(&parts.concat());
    firmware.run(usize::MAX, usize::MAX);
    firmware
}

fn fed(parts: &[&[u8]]) -> Firmware {
    run_on(Model::default(), parts)
}

/// What one sheet shows after [`DOTS`] and before [`CUT`].
fn printed(parts: &[&[u8]]) -> Bitmap {
    let mut firmware = fed(&[DOTS, &parts.concat(), CUT]);
    assert_eq!((firmware.foreign(), firmware.dropped()), (&[][..], &[][..]));
    firmware.take_sheets().remove(0).content()
}

fn dropped(parts: &[&[u8]]) -> Vec<Dropped> {
    fed(&[DOTS, &parts.concat(), b"\n"]).dropped().to_vec()
}

/// fn 83 or 67 of a black picture under the key "AB".
fn define(function: u8, width: u16, height: u16) -> Vec<u8> {
    let data = vec![0xFF; usize::from(width.div_ceil(8) * height)];
    let length = (11 + data.len()) as u16;
    let mut bytes = vec![0x1D, 0x28, 0x4C];
    bytes.extend(length.to_le_bytes());
    bytes.extend([0x30, function, 0x30, b'A', b'B', 1]);
    bytes.extend(width.to_le_bytes());
    bytes.extend(height.to_le_bytes());
    bytes.push(0x31);
    bytes.extend(data);
    bytes
}

const PRINT_DOWNLOAD: &[u8] = b"\x1D(L\x06\x00\x30\x55AB\x01\x01";
const PRINT_NV: &[u8] = b"\x1D(L\x06\x00\x30\x45AB\x01\x01";

#[test]
fn feeds_are_half_dots_until_gs_p() {
    let mut firmware = fed(&[b"\x1BJ\x14\x1DV\x41\x00", DOTS, b"\x1BJ\x14\x1DV\x41\x00"]);
    let heights: Vec<u32> = firmware.take_sheets().iter().map(|sheet| sheet.picture.height().get()).collect();
    assert_eq!(heights, [120 + 10, 120 + 20]);
    // A clone's unit is the dot, whatever GS P says.
    let mut clone = run_on(Model::clone_80mm(), &[b"\x1DP\xCB\xFF\x1BJ\x14\x1DVA\x00"]);
    assert_eq!(clone.take_sheets()[0].picture.height().get(), 140);
    // The units of another resolution are other lengths.
    let mut wrong = run_on(Model::tm_t88vi(), &[DOTS, b"\x1BJ\xCB\x1DVA\x00"]);
    assert_eq!(wrong.take_sheets()[0].picture.height().get(), 105 + 180);
}

#[test]
fn a_raster_lands_at_the_margin_and_where_it_is_aligned() {
    let raster = b"\x1Dv0\x00\x01\x00\x02\x00\xFF\x81";
    let content = printed(&[b"\x1DL\x05\x00", raster]);
    assert_eq!(content.ink(), Some((5, 0, 8, 2)));
    assert!(content.get(5, 1) && !content.get(6, 1) && content.get(12, 1));
    assert_eq!(printed(&[b"\x1Ba\x01", raster]).ink(), Some((284, 0, 8, 2)));
    assert_eq!(printed(&[b"\x1Ba\x02\x1DW\x64\x00", raster]).ink(), Some((92, 0, 8, 2)));
    assert_eq!(printed(&[b"\x1B$\x0A\x00", raster]).ink(), Some((10, 0, 8, 2)));
    assert_eq!(printed(&[b"\x1DL\x00\x00\x1DW\x04\x00", raster]).ink(), Some((0, 0, 4, 2)));
}

#[test]
fn the_four_modes_of_a_raster() {
    for (mode, size) in [(0, (8, 1)), (1, (16, 1)), (2, (8, 2)), (3, (16, 2))] {
        let ink = printed(&[b"\x1Dv0", &[mode], b"\x01\x00\x01\x00\xFF"]).ink().unwrap();
        assert_eq!((ink.2, ink.3), size);
    }
}

#[test]
fn a_raster_needs_an_empty_line_and_few_enough_rows() {
    assert_eq!(dropped(&[b"A\x1Dv0\x00\x01\x00\x01\x00\xFF"]), [Dropped::LineNotEmpty]);
    assert_eq!(dropped(&[b"\x1BL\x1Dv0\x00\x01\x00\x01\x00\xFF\x1BS"]), [Dropped::WrongMode]);
    let mut tall = b"\x1Dv0\x00\x01\x00\x00\x09".to_vec();
    tall.extend([0xFF; 0x900]);
    assert_eq!(dropped(&[&tall]), [Dropped::BadParameters]);
}

#[test]
fn columns_move_24_dots_and_share_a_line() {
    let columns =
        b"\x1B$\x0A\x00\x1B*\x21\x02\x00\x80\x00\x01\xFF\xFF\xFF\x1B\\\x05\x00\x1B*\x21\x01\x00\xFF\xFF\xFF\n";
    let content = printed(&[columns]);
    assert!(content.get(10, 0) && !content.get(10, 1) && content.get(10, 23) && content.get(11, 12));
    assert!(content.get(17, 0) && !content.get(16, 0));
    let mut firmware = fed(&[DOTS, b"\x1B3\x01", columns, CUT]);
    assert_eq!(firmware.take_sheets()[0].picture.height().get(), 120 + 24);
}

#[test]
fn the_four_densities_of_columns() {
    for (mode, data, size) in [
        (0, &b"\xFF"[..], (2, 24)),
        (1, b"\xFF", (1, 24)),
        (32, b"\xFF\xFF\xFF", (2, 24)),
        (33, b"\xFF\xFF\xFF", (1, 24)),
    ] {
        let ink = printed(&[b"\x1B*", &[mode], b"\x01\x00", data, b"\n"]).ink().unwrap();
        assert_eq!((ink.2, ink.3), size, "mode {mode}");
    }
}

#[test]
fn stored_graphics_print_once() {
    let store = b"\x1D(L\x0B\x00\x30\x70\x30\x02\x01\x31\x09\x00\x01\x00\xFF\xFF";
    // Nine dots wide, twice across; the padding is no ink. p = 10 + 2 - 1 would be short: 12.
    let store = [&store[..3], &[12, 0], &store[5..]].concat();
    assert_eq!(printed(&[&store, b"\x1D(L\x02\x00\x30\x32"]).ink(), Some((0, 0, 18, 1)));
    let again = dropped(&[&store, b"\x1D(L\x02\x00\x30\x32\x1D(L\x02\x00\x30\x32"]);
    assert_eq!(again, [Dropped::NoSuchKey]);
    let long = [b"\x1D8L\x0C\x00\x00\x00", &store[5..]].concat();
    assert_eq!(printed(&[&long, b"\x1D(L\x02\x00\x30\x02"]).ink(), Some((0, 0, 18, 1)));
}

#[test]
fn downloads_go_with_esc_at_and_flash_stays() {
    assert_eq!(printed(&[&define(0x53, 20, 3), PRINT_DOWNLOAD]).ink(), Some((0, 0, 20, 3)));
    assert_eq!(dropped(&[&define(0x53, 20, 3), b"\x1B@", PRINT_DOWNLOAD]), [Dropped::NoSuchKey]);
    assert_eq!(dropped(&[&define(0x43, 20, 3), b"\x1B@", PRINT_NV]), []);
    let mut firmware = fed(&[&define(0x43, 20, 3), &define(0x53, 20, 3)]);
    assert_eq!(firmware.nv_writes(), 1);
    assert!(firmware.take_pause() > Duration::ZERO);
    firmware.power_cycle();
    firmware.receive(&[PRINT_NV, PRINT_DOWNLOAD].concat());
    firmware.run(usize::MAX, usize::MAX);
    assert_eq!((firmware.uncut_rows(), firmware.dropped()), (3, &[Dropped::NoSuchKey][..]));
}

#[test]
fn a_graphic_too_wide_or_not_alone_is_not_printed() {
    assert_eq!(dropped(&[&define(0x53, 580, 1), PRINT_DOWNLOAD]), [Dropped::TooWide]);
    assert_eq!(dropped(&[&define(0x53, 300, 1), b"\x1D(L\x06\x00\x30\x55AB\x02\x01"]), [Dropped::TooWide]);
    assert_eq!(dropped(&[&define(0x53, 570, 1), b"\x1DL\x0A\x00", PRINT_DOWNLOAD]), [Dropped::TooWide]);
    assert_eq!(dropped(&[&define(0x53, 8, 1), b"A", PRINT_DOWNLOAD]), [Dropped::LineNotEmpty]);
}

#[test]
fn memory_has_an_end_and_tells_it() {
    let small = Model { nv_bytes: 100, download_bytes: 50, ..Model::default() };
    let asks = b"\x1D(L\x02\x00\x30\x30\x1D(L\x02\x00\x30\x33\x1D(L\x02\x00\x30\x34";
    let mut firmware = run_on(small, &[&define(0x43, 80, 9), &define(0x53, 80, 6), asks]);
    assert_eq!(firmware.take_replies(), b"\x37\x30100\0\x37\x3110\0\x37\x3250\0");
    assert_eq!(firmware.dropped(), [Dropped::NoMemory]);
    // Under the same key it fits again.
    firmware.receive(&[&define(0x43, 80, 10)[..], b"\x1D(L\x04\x00\x30\x40KC"].concat());
    firmware.run(usize::MAX, usize::MAX);
    assert_eq!(firmware.take_replies(), b"\x37\x72\x40AB\0");
    firmware.receive(b"\x1D(L\x04\x00\x30\x42AB\x1D(L\x04\x00\x30\x40KC\x1D(L\x05\x00\x30\x41CLR");
    firmware.run(usize::MAX, usize::MAX);
    assert_eq!(firmware.take_replies(), b"\x37\x72\x40\0");
    assert_eq!(firmware.nv_writes(), 4);
}

#[test]
fn fs_q_replaces_all_flash_and_starts_anew() {
    // Two images of 8 × 8 and 16 × 8 dots, column by column.
    let images = b"\x1Cq\x02\x01\x00\x01\x00\xFF\0\0\0\0\0\0\x01\x02\x00\x01\x00\xFF\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xFF";
    let content = printed(&[&define(0x43, 20, 3), &define(0x53, 20, 3), images, DOTS, b"\x1Cp\x02\x00\x1Cp\x01\x03"]);
    assert_eq!(content.ink(), Some((0, 0, 16, 24)));
    assert!(content.get(15, 7) && content.get(1, 8) && content.get(15, 23) && !content.get(14, 21));
    let after =
        dropped(&[&define(0x43, 20, 3), &define(0x53, 20, 3), images, PRINT_NV, PRINT_DOWNLOAD, b"\x1Cp\x03\x00"]);
    assert_eq!(after, [Dropped::NoSuchKey; 3]);
    // GS L is forgotten with the rest of the settings.
    assert_eq!(printed(&[b"\x1DL\x40\x00", images, DOTS, b"\x1Cp\x01\x00"]).ink(), Some((0, 0, 8, 8)));
}

#[test]
fn page_mode_places_by_the_lower_left_corner() {
    let page =
        [b"\x1BL\x1BW\x0A\x00\x00\x00\x90\x01\x64\x00\x1D$\x32\x00\x1B$\x14\x00", PRINT_DOWNLOAD, b"\x0C"].concat();
    let mut firmware = fed(&[DOTS, &define(0x53, 20, 30), &page, CUT]);
    let sheet = firmware.take_sheets().remove(0);
    assert_eq!(sheet.content().ink(), Some((30, 21, 20, 30)));
    assert_eq!(sheet.picture.height().get(), 100 + 120);
    assert!(!firmware.is_in_page_mode());
    let top = Model { page_anchor: Anchor::Top, ..Model::default() };
    let mut firmware = run_on(top, &[DOTS, &define(0x53, 20, 30), &page, CUT]);
    assert_eq!(firmware.take_sheets()[0].content().ink(), Some((30, 50, 20, 30)));
}

#[test]
fn page_mode_turns() {
    // An area of 100 × 60 at (10, 20); a graphic of 20 × 3 at (5, 9) in each direction.
    let area = b"\x1BL\x1BW\x0A\x00\x14\x00\x64\x00\x3C\x00";
    let at = [b"\x1D$\x0B\x00\x1B$\x05\x00", PRINT_DOWNLOAD, b"\x0C"].concat();
    for (direction, ink) in
        [(0, (15, 29, 20, 3)), (1, (19, 80 - 25, 3, 20)), (2, (110 - 25, 80 - 12, 20, 3)), (3, (110 - 12, 25, 3, 20))]
    {
        let content = printed(&[&define(0x53, 20, 3), area, &[0x1B, 0x54, direction], &at]);
        assert_eq!(content.ink(), Some(ink), "direction {direction}");
    }
}

#[test]
fn page_mode_takes_columns_codes_and_text() {
    let start = b"\x1BL\x1BW\x00\x00\x00\x00\x40\x02\x2C\x01";
    let columns = b"\x1D$\x17\x00\x1B*\x21\x01\x00\xFF\xFF\xFF\x0C";
    assert_eq!(printed(&[start, columns]).ink(), Some((0, 0, 1, 24)));
    let mut firmware = fed(&[DOTS, start, b"\x1D$\xC8\x00\x1D(k\x04\x001P0A\x1D(k\x03\x001Q0A 1\x0C", CUT]);
    let sheet = firmware.take_sheets().remove(0);
    assert_eq!((sheet.qr_texts, sheet.texts), (vec!["A".into()], vec!["A 1".into()]));
    assert_eq!(firmware.dropped(), []);
}

#[test]
fn can_and_esc_s_forget_the_page() {
    let start = b"\x1BL\x1BW\x00\x00\x00\x00\x40\x02\x2C\x01\x1B*\x21\x01\x00\xFF\xFF\xFF";
    assert_eq!(printed(&[start, b"\x18\x0C"]).ink(), None);
    assert_eq!(fed(&[start, b"\x1BS", CUT]).uncut_rows(), 0);
    let mut twice = fed(&[DOTS, start, b"\x1B\x0C\x1B\x0C\x1BS", CUT]);
    assert_eq!(twice.take_sheets()[0].picture.height().get(), 720);
    assert_eq!(dropped(&[b"\x0C"]), [Dropped::WrongMode]);
    assert_eq!(dropped(&[b"A\x1BL"]), [Dropped::LineNotEmpty]);
}

#[test]
fn what_does_not_fit_the_area_is_lost() {
    let start = b"\x1BL\x1BW\x00\x00\x00\x00\x64\x00\x14\x00";
    assert_eq!(dropped(&[&define(0x53, 90, 3), start, b"\x1B$\x14\x00", PRINT_DOWNLOAD, b"\x0C"]), [Dropped::TooWide]);
    // Higher than the area: its upper rows are lost.
    assert_eq!(
        printed(&[&define(0x53, 9, 30), start, b"\x1D$\x0F\x00", PRINT_DOWNLOAD, b"\x0C"]).ink(),
        Some((0, 0, 9, 16))
    );
}

#[test]
fn text_has_cells_sizes_and_a_record() {
    let mut firmware = fed(&[DOTS, b"A-042\n\x1BM\x01A\n\x1D!\x11A\n\x1BE\x01A\n", CUT]);
    let sheet = firmware.take_sheets().remove(0);
    assert_eq!(sheet.texts, ["A-042", "A", "A", "A"]);
    let plain = printed(&[b"AA\n"]).ink().unwrap();
    assert_eq!((plain.0, plain.2), (1, 12 + 10));
    let large = printed(&[b"\x1D!\x71A\n"]).ink().unwrap();
    assert_eq!((large.0, large.2, large.3), (8, 80, 42));
    let wrapped = fed(&[DOTS, &[b'A'; 49], b"\n", CUT]).take_sheets().remove(0);
    assert_eq!(wrapped.texts, ["A".repeat(48), "A".into()]);
}

#[test]
fn own_glyphs_stand_where_they_are_chosen() {
    let define = b"\x1B&\x03AA\x02\xFF\xFF\xFF\x00\x00\x01";
    let content = printed(&[define, b"\x1B%\x01A\n"]);
    assert_eq!(content.ink(), Some((0, 0, 2, 24)));
    assert!(content.get(1, 23) && !content.get(1, 22));
    assert_eq!(printed(&[define, b"A\n"]), printed(&[b"A\n"]));
    assert_eq!(printed(&[define, b"\x1B@", DOTS, b"\x1B%\x01A\n"]), printed(&[b"A\n"]));
    assert_eq!(dropped(&[b"\x1B&\x03AA\x0D", &[0; 39]]), [Dropped::BadParameters]);
}

#[test]
fn a_native_code_says_what_it_was_given() {
    let code =
        b"\x1D(k\x04\x001A2\x00\x1D(k\x03\x001C\x06\x1D(k\x03\x001E1\x1D(k\x08\x001P0HELLO\x1Ba\x01\x1D(k\x03\x001Q0";
    let mut firmware = fed(&[DOTS, code, CUT]);
    let sheet = firmware.take_sheets().remove(0);
    assert_eq!(sheet.qr_texts, ["HELLO"]);
    assert_eq!(sheet.content().ink(), Some(((576 - 126) / 2, 0, 126, 126)));
    assert_eq!(
        dropped(&[b"\x1D(k\x03\x001C\x10\x1D(k\xC8\x001P0", &[b'a'; 197], b"\x1D(k\x03\x001Q0"]),
        [Dropped::TooWide]
    );
}

#[test]
fn each_form_of_the_cut() {
    for (cut, below) in [
        (&b"\x1DV\x00"[..], 0),
        (b"\x1DV1", 0),
        (b"\x1Bi", 0),
        (b"\x1Bm", 0),
        (b"\x1DVA\x0A", 130),
        (b"\x1DVB\x00", 120),
        (b"\x1DVa\x0A\x1BJ\x82", 130),
    ] {
        let mut firmware = fed(&[DOTS, b"\x1BJ\xC8", cut]);
        assert_eq!(firmware.take_sheets()[0].picture.height().get(), 200 + below, "{cut:02X?}");
    }
    assert_eq!(dropped(&[b"A\x1DV\x00"]), [Dropped::LineNotEmpty]);
}

#[test]
fn it_says_who_it_is() {
    let mut firmware = fed(&[b"\x1DIB\x1DIC"]);
    assert_eq!(firmware.take_replies(), b"_EPSON\0_TM-T20III\0");
    let mut nobody = run_on(Model { identifies: false, ..Model::default() }, &[b"\x1DIB"]);
    assert_eq!(nobody.take_replies(), b"");
}

#[test]
fn paper_out_holds_in_the_middle_of_a_page_and_goes_on() {
    let mut firmware = Firmware::new(Model::default());
    firmware.receive(b"\x1Da\x0E\x1Dv0\x00\x01\x00\x04\x00\xFF\xFF\xFF\xFF\x1DVB\x00\x1D(H\x06\x0000abcd");
    assert_eq!(firmware.run(2, usize::MAX), 2);
    firmware.set_sensors(Sensors { paper_out: true, ..Sensors::default() });
    assert_eq!(firmware.run(100, usize::MAX), 0);
    firmware.receive(&[0x10, 4, 2]);
    assert_eq!(firmware.take_replies(), [0x10, 0, 0, 0, 0x18, 0, 0x0F, 0, 0x32]);
    assert!(firmware.take_sheets().is_empty());
    firmware.set_sensors(Sensors::default());
    assert_eq!(firmware.run(usize::MAX, usize::MAX), 2 + 120);
    assert_eq!(firmware.take_sheets().len(), 1);
    assert!(firmware.take_replies().ends_with(b"7\x22abcd\0"));
}

#[test]
fn the_fence_waits_for_the_feed_before_it() {
    let mut firmware = fed(&[]);
    firmware.receive(b"\x1BJ\xC8\x1D(H\x06\x0000abcd\x1Dr1");
    firmware.run(99, usize::MAX);
    assert_eq!(firmware.take_replies(), b"");
    firmware.run(usize::MAX, usize::MAX);
    assert_eq!(firmware.take_replies(), b"7\x22abcd\0\0");
    assert_eq!(firmware.rows_moved(), 100);
}

#[test]
fn off_line_is_told_when_asked_for() {
    let mut firmware = fed(&[b"\x1D(H\x03\x00\x31\x30\x01"]);
    firmware.set_sensors(Sensors { cover_open: true, ..Sensors::default() });
    assert_eq!(firmware.take_replies(), [0x37, 0x23, 0x41, 0]);
}

#[test]
fn a_stuck_blade_is_an_error_until_dle_enq() {
    let mut firmware = Firmware::new(Model::default());
    firmware.set_sensors(Sensors { cutter_blocked: true, ..Sensors::default() });
    firmware.receive(b"\x1DVB\x00\x1Dr1");
    firmware.run(usize::MAX, usize::MAX);
    firmware.receive(&[0x10, 4, 3]);
    assert_eq!(firmware.take_replies(), [0x1A]);
    // Told to go on while it still sticks.
    firmware.receive(&[0x10, 5, 2, 0x10, 4, 3]);
    assert_eq!(firmware.take_replies(), [0x1A]);
    // Freed by hand, and nobody has told the printer.
    firmware.set_sensors(Sensors::default());
    firmware.receive(&[0x10, 4, 3]);
    assert_eq!(firmware.take_replies(), [0x1A]);
    firmware.receive(&[0x10, 5, 2]);
    firmware.run(usize::MAX, usize::MAX);
    firmware.receive(&[0x10, 4, 3]);
    assert_eq!(firmware.take_replies(), [0x12]);
}

#[test]
fn a_status_request_inside_a_raster_is_answered_and_eaten() {
    let mut firmware = fed(&[b"\x1Dv0\x00\x01\x00\x03\x00\x10\x04\x01", CUT]);
    assert_eq!(firmware.take_replies(), [0x12]);
    assert_eq!(firmware.hidden_real_time(), 1);
    assert_eq!(firmware.take_sheets().remove(0).content().ink().unwrap().3, 3);
}

#[test]
fn a_hidden_pulse_opens_the_drawer_unless_forbidden() {
    let raster = b"\x1Dv0\x00\x01\x00\x05\x00\x10\x14\x01\x00\x01";
    assert_eq!(fed(&[raster]).pulses(), 1);
    let mut firmware = fed(&[b"\x1D(D\x03\x00\x14\x01\x00"]);
    firmware.receive(raster);
    assert_eq!(firmware.pulses(), 0);
}

#[test]
fn clearing_forgets_the_command_in_progress() {
    let mut firmware = fed(&[b"\x1DL\x05\x00\x1Dv0\x00\x48\x00\x20\x00\xFF\xFF"]);
    assert!(firmware.is_inside_command());
    firmware.receive(&[0x10, 0x14, 8, 1, 3, 0x14, 1, 6, 2, 8]);
    assert!(!firmware.is_inside_command());
    firmware.receive(b"\x1D(H\x06\x0000wxyz");
    firmware.run(usize::MAX, usize::MAX);
    assert_eq!(firmware.take_replies(), b"7\x25\x007\x22wxyz\0");
}

#[test]
fn a_full_buffer_loses_what_comes() {
    let mut firmware = Firmware::new(Model { buffer: 200, ..Model::default() });
    firmware.set_sensors(Sensors { busy: true, ..Sensors::default() });
    firmware.receive(&[0; 60]);
    assert!(!firmware.is_holding());
    firmware.receive(&[0; 200]);
    assert!(firmware.is_holding());
    assert_eq!((firmware.lost(), firmware.room()), (60, 0));
}

#[test]
fn busy_may_mean_off_line_too() {
    for busy_off_line in [false, true] {
        let mut firmware = Firmware::new(Model { busy_off_line, xon_xoff: true, ..Model::default() });
        firmware.set_sensors(Sensors { cover_open: true, ..Sensors::default() });
        assert_eq!(firmware.is_holding(), busy_off_line);
        firmware.set_sensors(Sensors::default());
        assert_eq!(firmware.take_replies(), if busy_off_line { vec![0x13, 0x11] } else { vec![] });
    }
}

#[test]
fn a_clone_prints_what_it_does_not_know() {
    let fence = b"\x1D(H\x06\x0000abcd\n";
    let mut clone = run_on(Model::clone_58mm(), &[fence]);
    clone.tear_off();
    assert_eq!(clone.take_sheets()[0].texts, ["(H00abcd"]);
    assert_eq!(clone.foreign(), [b"\x1D(H\x06\x00".to_vec()]);
    let mut quiet = run_on(Model::clone_80mm(), &[fence]);
    quiet.tear_off();
    assert_eq!(quiet.foreign(), [fence[..11].to_vec()]);
    let no_raster = run_on(Model::th230(), &[b"\x1Dv0\x00\x01\x00\x01\x00\xFF"]);
    assert_eq!((no_raster.uncut_rows(), no_raster.foreign().len()), (0, 1));
}

#[test]
fn foreign_commands_are_kept_for_the_curious() {
    assert_eq!(fed(&[b"\x1B\x07\x1C\x30"]).foreign(), [b"\x1B\x07".to_vec(), b"\x1C\x30".to_vec()]);
}

#[test]
fn what_is_kept_has_an_end() {
    let mut firmware = Firmware::new(Model { buffer: 1 << 20, ..Model::default() });
    // The longest feed of three bytes, again and again, never cut: more than a metre each if obeyed.
    firmware.receive(b"\x1B3\xFF");
    for _ in 0..100 {
        firmware.receive(b"\x1Bd\xFF");
    }
    assert_eq!(firmware.run(usize::MAX, usize::MAX), 100 * 8_249);
    firmware.tear_off();
    assert!(firmware.take_sheets().remove(0).picture.height().get() <= 80_000);
    firmware.receive(&b"\x1B\x07".repeat(50_000));
    firmware.run(usize::MAX, usize::MAX);
    assert_eq!(firmware.foreign().len(), MOST_FOREIGN);
    // Four gigabytes announced are not waited for with memory.
    firmware.receive(b"\x1D8L\xFF\xFF\xFF\xFF\x30\x43");
    firmware.run(usize::MAX, usize::MAX);
    assert!(firmware.is_inside_command());
    assert_eq!(firmware.dropped(), [Dropped::NoMemory]);
}

/// Commands of all kinds with random parameters, and bytes between them.
fn streams() -> impl Strategy<Value = Vec<u8>> {
    let beginnings: Vec<&[u8]> = vec![
        b"\x1B",
        b"\x1C",
        b"\x1D",
        b"\x1DP",
        b"\x1Dv0\0\x02\0",
        b"\x1B*",
        b"\x1D(L",
        b"\x1D8L",
        b"\x1BL",
        b"\x1BW",
        b"\x1BT",
        b"\x1D$",
        b"\x1D\\",
        b"\x1B$",
        b"\x1B\\",
        b"\x0C",
        b"\x1B\x0C",
        b"\x18",
        b"\x1B&\x03",
        b"\x1B%\x01",
        b"\x1D!",
        b"\x1Cq\x01\x01\0\x01\0",
        b"\x1Cp\x01",
        b"\x1D(k\x03\0",
        b"\x1DV",
        b"\x10\x14\x08",
        b"\x1DL",
        b"\x1DW",
        b"\n",
        b"\t",
        PRINT_DOWNLOAD,
        PRINT_NV,
    ];
    let piece = prop_oneof![
        3 => (proptest::sample::select(beginnings), proptest::collection::vec(any::<u8>(), 0..12))
            .prop_map(|(beginning, rest)| [beginning, &rest].concat()),
        1 => (1_u16..700, 1_u16..60, prop_oneof![Just(0x43_u8), Just(0x53)]).prop_map(|(w, h, f)| define(f, w, h)),
        1 => proptest::collection::vec(any::<u8>(), 0..40),
    ];
    proptest::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Any stream on any model: no panic, bounded paper and words, and the pieces do not matter.
    #[test]
    fn anything_is_survived(bytes in streams(), which in 0_usize..7, size in 1_usize..64) {
        let models = [
            Model::tm_t20iii(), Model::tm_t88vi(), Model::tm_t88iii(), Model::citizen(), Model::th230(),
            Model::clone_80mm(), Model::clone_58mm(),
        ];
        let model = models.into_iter().nth(which).unwrap_or_default();
        let mut whole = run_on(model.clone(), &[&bytes]);
        prop_assert!(whole.consumed() <= bytes.len());
        prop_assert!(whole.rows_moved() <= 8_300 * (bytes.len() / 3 + 1));
        let mut pieces = Firmware::new(Model { buffer: 1 << 22, ..model });
        let replies: usize = bytes.chunks(size).map(|piece| {
            pieces.receive(piece);
            while pieces.run(7, usize::MAX) > 0 {}
            pieces.take_replies().len()
        }).sum();
        // A real-time clear that hides in the data finds more to forget when all came at once.
        if !bytes.windows(2).any(|pair| pair[0] == 0x10) {
            prop_assert_eq!(whole.take_replies().len(), replies);
            prop_assert_eq!(whole.take_sheets(), pieces.take_sheets());
        }
    }
}
