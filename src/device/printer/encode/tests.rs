#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::prelude::*;

use super::*;
use crate::device::printer::profile::tests::shipped;
use crate::device::printer::profile::{Columns, Feed, Indent, Raster};
use crate::device::virtual_::Model;
use crate::device::virtual_::firmware::Firmware;
use crate::receipt::page::Placement;

/// What a printer of this kind makes of the bytes.
fn printed(encoded: &Encoded, profile: &Profile) -> (Bitmap, usize) {
    let model = Model { buffer: usize::MAX, ..Model::of_profile(profile) };
    let mut firmware = Firmware::new(model);
    firmware.receive(encoded.bytes());
    firmware.run(usize::MAX, usize::MAX);
    firmware.tear_off();
    assert_eq!(firmware.foreign(), &[] as &[Vec<u8>]);
    let hidden = firmware.hidden_real_time();
    (firmware.take_sheets().remove(0).content(), hidden)
}

fn differing(page: &Bitmap, printed: &Bitmap) -> u32 {
    let height = page.height().max(printed.height());
    (0..height.get())
        .flat_map(|y| (0..page.width().get().max(printed.width().get())).map(move |x| (x, y)))
        .filter(|(x, y)| page.get(*x, *y) != printed.get(*x, *y))
        .count() as u32
}

/// Every way of moving a picture and every set of commands.
fn variants() -> Vec<Profile> {
    let base = shipped("epson-tm-t20iii");
    let mut all = Vec::new();
    for indent in [Indent::LeftMargin, Indent::Align, Indent::Padding] {
        // A clone that is indented by white bytes ignores `GS L`, and its units are dots.
        let feed = match indent {
            Indent::LeftMargin | Indent::Align => base.feed,
            Indent::Padding => Feed { motion_units: false, units_per_dot: 1 },
        };
        let base = Profile { indent, feed, ..base.clone() };
        for columns in [Columns::None, Columns::Full, Columns::FullAndHalf] {
            for raster in [base.raster, base.raster.map(|raster| Raster { scaling: false, max_rows: 100, ..raster })] {
                all.push(Profile { columns, raster, ..base.clone() });
            }
        }
        for columns in [Columns::Full, Columns::FullAndHalf] {
            all.push(Profile { columns, raster: None, ..base.clone() });
        }
        all.push(Profile { pause_bytes: 40, ..base });
    }
    all
}

/// Pictures with white lines, blocks, pairs of equal dots, and bytes that real-time commands are made of.
fn pictures(width: u32) -> impl Strategy<Value = Bitmap> {
    let row = prop_oneof![
        3 => Just(Vec::new()),
        1 => (0..width, 1_u32..60).prop_map(|(x, length)| vec![(x, length)]),
        2 => proptest::collection::vec((0..width, 1_u32..9), 1..9),
    ];
    let bytes = prop_oneof![Just(0_u16), Just(0x1004), Just(0x1005), Just(0x1014), Just(0x0410), Just(0x1010)];
    let row = (row, bytes, 4..width - 20, 1_usize..30, any::<bool>());
    proptest::collection::vec(row, 1..14).prop_map(move |rows| {
        let height: usize = rows.iter().map(|row| row.3).sum();
        let mut picture = Bitmap::new(Dots(width), Dots(height as u32));
        let mut y = 0;
        for (runs, pair, at, times, doubled) in rows {
            for row in 0..times as u32 {
                for (x, length) in &runs {
                    let wander = if doubled { row / 2 * 2 } else { row };
                    let x = if doubled { x / 2 * 2 + wander } else { x + wander };
                    picture.fill(x, y, if doubled { length * 2 } else { *length }, 1, true);
                }
                if row % 3 == 0 {
                    for bit in 0..16 {
                        if pair & (0x8000 >> bit) != 0 {
                            picture.set(at + bit, y, true);
                        }
                    }
                }
                y += 1;
            }
        }
        picture
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Every dot arrives, whatever the printer knows; nothing hides in the bytes.
    #[test]
    fn every_variant_prints_the_picture(picture in pictures(200)) {
        let elements = vec![Element::Feed(Dots(5)), Element::Raster(picture), Element::Feed(Dots(30)), Element::Cut];
        let page = Page { width_dots: Dots(576), elements };
        let wanted = page.bitmap().unwrap();
        for profile in variants() {
            let encoded = super::page(&page, &profile).unwrap();
            prop_assert_eq!(realtime::find(encoded.bytes()), None);
            let (content, hidden) = printed(&encoded, &profile);
            let mut moved = Bitmap::new(wanted.width(), wanted.height());
            moved.stamp(&wanted, encoded.moved_right(), 0);
            prop_assert_eq!(differing(&moved, &content), encoded.lost_dots(), "{:?}", profile);
            prop_assert!(encoded.moved_right() == 0 || profile.indent == Indent::Padding);
            prop_assert_eq!(hidden, 0);
            // What is kept and costs less than this is never beaten by sending.
            prop_assert!(encoded.bytes().len() >= least_bytes(&content, &profile));
            if profile.indent == Indent::LeftMargin && profile.raster.is_some() {
                // Only ink in the leftmost dots leaves no room for a shift.
                let edge = wanted.ink().is_some_and(|(left, ..)| left < 8);
                prop_assert!(edge || encoded.lost_dots() == 0);
            }
            if profile.indent == Indent::Padding && profile.raster.is_some() {
                prop_assert_eq!(encoded.lost_dots(), 0, "there is room to the right: {:?}", profile);
            }
            prop_assert!(encoded.dots() >= wanted.height().get());
        }
    }

    /// More commands to choose from never cost more.
    #[test]
    fn a_printer_that_knows_more_needs_no_more_bytes(picture in pictures(500)) {
        let page = Page { width_dots: Dots(576), elements: vec![Element::Raster(picture), Element::Cut] };
        let base = shipped("epson-tm-t20iii");
        let plain = base.raster.map(|raster| Raster { scaling: false, ..raster });
        let bytes = |columns: Columns, raster: Option<Raster>| {
            super::page(&page, &Profile { columns, raster, ..base.clone() }).unwrap().bytes().len()
        };
        // The plan counts a margin for each raster, of which writing saves some.
        let slack = 60;
        let rasters = bytes(Columns::None, plain);
        prop_assert!(bytes(Columns::None, base.raster) <= rasters + slack);
        prop_assert!(bytes(Columns::Full, base.raster) <= rasters + slack);
        let full_width = 8 + 72 * page.height().unwrap().get() as usize + 30;
        prop_assert!(rasters <= full_width);
    }
}

#[test]
fn doubled_dots_are_sent_at_a_quarter() {
    let mut picture = Bitmap::new(Dots(576), Dots(200));
    for (x, y) in (0..100).flat_map(|x| (0..100).map(move |y| (x, y))) {
        picture.fill(100 + x * 2, y * 2, 2, 2, (x * 7 + y * 13) % 5 < 2 || (x + y) % 9 == 0);
    }
    let page = Page { width_dots: Dots(576), elements: vec![Element::Raster(picture), Element::Cut] };
    let profile = shipped("epson-tm-t20iii");
    let encoded = super::page(&page, &profile).unwrap();
    assert!(encoded.bytes().len() < 25 * 200 / 4 + 200, "{}", encoded.bytes().len());
    assert_eq!(differing(&page.bitmap().unwrap(), &printed(&encoded, &profile).0), 0);
}

/// Columns in equal pairs are sent at half density by a printer that has it (`ESC *` 32), and by no other.
#[test]
fn doubled_columns_are_sent_once() {
    let mut picture = Bitmap::new(Dots(576), Dots(24));
    for (x, y) in (0..100).flat_map(|x| (0..24).map(move |y| (x, y))) {
        picture.fill(100 + x * 2, y, 2, 1, (x * 7 + y * 13) % 5 < 2);
    }
    let page = Page { width_dots: Dots(576), elements: vec![Element::Raster(picture), Element::Cut] };
    let bytes = |columns| {
        let profile = Profile { columns, raster: None, ..shipped("epson-tm-t20iii") };
        let encoded = super::page(&page, &profile).unwrap();
        assert_eq!(differing(&page.bitmap().unwrap(), &printed(&encoded, &profile).0), 0, "{columns:?}");
        encoded.bytes().len()
    };
    assert_eq!(bytes(Columns::Full) - bytes(Columns::FullAndHalf), 300);
}

/// Where each command stops the head, fewer of them are worth more bytes.
#[test]
fn a_head_that_stutters_gets_fewer_commands() {
    let mut picture = Bitmap::new(Dots(576), Dots(120));
    for n in 0..40 {
        picture.fill(40 + n * 53 % 400, n * 3, 20 + n % 7 * 9, 2, true);
    }
    let page = Page { width_dots: Dots(576), elements: vec![Element::Raster(picture), Element::Cut] };
    let sizes = [0, 40, 200].map(|pause_bytes| {
        let profile = Profile { pause_bytes, ..shipped("epson-tm-t20iii") };
        let encoded = super::page(&page, &profile).unwrap();
        assert_eq!(differing(&page.bitmap().unwrap(), &printed(&encoded, &profile).0), 0, "{pause_bytes}");
        (encoded.commands().count(), encoded.bytes().len())
    });
    assert!(sizes.is_sorted_by(|a, b| a.0 > b.0 && a.1 < b.1), "{sizes:?}");
}

#[test]
fn a_code_is_drawn_by_the_printer_or_sent() {
    let code = Element::Qr {
        payload: "KT:B3-041.20261123".into(),
        module_dots: Dots(6),
        error_correction: ErrorCorrection::Medium,
        align: Placement::Centre,
    };
    let mut picture = Bitmap::new(Dots(512), Dots(40));
    picture.fill(100, 3, 77, 33, true);
    let elements = vec![Element::Raster(picture), Element::Feed(Dots(24)), code, Element::Feed(Dots(24)), Element::Cut];
    let page = Page { width_dots: Dots(512), elements };
    for variant in variants() {
        for native in [false, true] {
            let mut profile = variant.clone();
            profile.qr.native = native;
            profile.width_dots = 512;
            let encoded = super::page(&page, &profile).unwrap();
            assert_eq!(differing(&page.bitmap().unwrap(), &printed(&encoded, &profile).0), 0, "{profile:?}");
        }
    }
}

#[test]
fn a_page_too_wide_is_refused() {
    let page = Page { width_dots: Dots(576), elements: vec![Element::Cut] };
    let error = super::page(&page, &shipped("generic-58mm")).unwrap_err();
    assert!(matches!(error, PageError::TooWide { page: 576, printer: 384 }));
}

#[test]
fn a_printer_is_never_reset_by_a_page() {
    let mut picture = Bitmap::new(Dots(576), Dots(60));
    picture.fill(9, 9, 400, 40, true);
    let page = Page { width_dots: Dots(576), elements: vec![Element::Raster(picture), Element::Cut] };
    for profile in variants() {
        let encoded = super::page(&page, &profile).unwrap();
        assert!(encoded.commands().all(|command| command != escpos::INITIALISE));
    }
}

/// A QR code that the printer centres leaves the line centred; what follows stands where the page has it.
#[test]
fn a_picture_below_a_centred_code_stands_where_it_should() {
    let mut below = Bitmap::new(Dots(576), Dots(40));
    below.fill(70, 3, 9, 30, true);
    below.fill(301, 10, 40, 2, true);
    for profile in variants() {
        let page = Page {
            width_dots: Dots(576),
            elements: vec![
                Element::Qr {
                    payload: "KT:B3-041.20261123".into(),
                    module_dots: Dots(6),
                    error_correction: ErrorCorrection::Medium,
                    align: Placement::Centre,
                },
                Element::Raster(below.clone()),
                Element::Cut,
            ],
        };
        let (paper, _) = printed(&super::page(&page, &profile).unwrap(), &profile);
        assert_eq!(differing(&page.bitmap().unwrap(), &paper), 0, "{:?} {:?}", profile.indent, profile.columns);
    }
}
