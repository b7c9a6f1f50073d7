//! Every way of printing, through the virtual printer's firmware: written from the reference, not from the encoder.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod day;
mod profiles;

use proptest::prelude::*;

use super::cache::wanted::{Keeping, wanted};
use super::cache::{Composing, Memory, Shelf, plan};
use super::encode::{self, Digits, Settings};
use super::figures::{page, ways};
use super::profile::tests::shipped;
use super::profile::{CacheChoice, Profile};
use super::realtime;
use crate::device::virtual_::Model;
use crate::device::virtual_::firmware::Firmware;
use crate::receipt::measured::MeasuredTicket;
use crate::receipt::page::{Bitmap, Dots, Element, Page};
use crate::receipt::piece::{Composition, Piece, PieceKind};
use crate::receipt::shape::Fonts;

/// One that has room for all of it.
fn device(profile: &Profile) -> Firmware {
    Firmware::new(Model {
        buffer: usize::MAX,
        graphics: true,
        nv_bytes: 1 << 18,
        download_bytes: 1 << 18,
        fs_images: true,
        ..Model::of_profile(profile)
    })
}

fn keeping(memory: Memory, composing: Composing) -> Keeping {
    Keeping { memory, composing, from_edge: false, room: 1 << 18, most: u32::MAX, most_rows: 554 }
}

fn execute(firmware: &mut Firmware, bytes: &[u8]) {
    firmware.receive(bytes);
    firmware.run(usize::MAX, usize::MAX);
}

/// The uploads that fill `shelf`, executed one by one.
fn upload(firmware: &mut Firmware, shelf: &mut Shelf, wanted: &[super::cache::wanted::Wanted]) {
    let room = plan::Room { bytes: 1 << 18, writes: None };
    let planned = plan::plan(wanted, shelf, room);
    for upload in planned.uploads {
        assert_eq!(realtime::find(&upload.bytes), None);
        execute(firmware, &upload.bytes);
        upload.stored.into_iter().for_each(|stored| shelf.put(stored));
    }
}

fn assert_shows(firmware: &mut Firmware, page: &Page, what: &str) {
    firmware.tear_off();
    assert_eq!(firmware.foreign(), &[] as &[Vec<u8>], "{what}");
    let sheets = firmware.take_sheets();
    assert!(sheets[0].shows(&page.bitmap().unwrap()), "{what}");
}

fn samples(fonts: &Fonts) -> Vec<Page> {
    MeasuredTicket::samples().iter().map(|ticket| page(fonts, ticket)).collect()
}

fn tickets(count: u32) -> impl Iterator<Item = MeasuredTicket> {
    (0..count).map(|n| {
        let mut ticket = MeasuredTicket::samples()[n as usize * 7 % 30];
        ticket.number = n * 389 % 1000;
        ticket.ahead = n * 13 % 60;
        ticket.minutes = n * 29 % 120;
        ticket
    })
}

#[test]
fn every_way_of_printing_a_ticket_shows_every_dot() {
    let fonts = Fonts::new();
    let samples = samples(&fonts);
    for way in ways(&fonts, &shipped("epson-tm-t20iii")) {
        if way.profile.digits == Digits::Printer {
            continue;
        }
        let mut firmware = device(&way.profile);
        let mut shelf = way.shelf.as_ref().map(|shelf| Shelf::new(shelf.memory, shelf.composing));
        if let Some(shelf) = &mut shelf {
            let found = wanted(&samples, &keeping(shelf.memory, shelf.composing));
            upload(&mut firmware, shelf, &found);
        }
        let mut set = Settings::default();
        for ticket in tickets(6).chain([MeasuredTicket::default()]) {
            let page = page(&fonts, &ticket);
            let encoded = encode::page_after(&page, &way.profile, shelf.as_ref(), set).unwrap();
            // What one ticket has set, the next does not say again.
            set = encoded.settings();
            assert_eq!(realtime::find(encoded.bytes()), None, "{}", way.name);
            assert_eq!(encoded.lost_dots(), 0, "{}", way.name);
            execute(&mut firmware, encoded.bytes());
            assert_shows(&mut firmware, &page, way.name);
        }
    }
}

#[test]
fn printed_digits_stand_where_the_numbers_were() {
    let fonts = Fonts::new();
    let profile = Profile { digits: Digits::Printer, cache_choice: CacheChoice::None, ..shipped("epson-tm-t20iii") };
    let mut firmware = device(&profile);
    let mut shelf = Shelf::new(Memory::Nv, Composing::Pieces);
    upload(&mut firmware, &mut shelf, &wanted(&samples(&fonts), &keeping(Memory::Nv, Composing::Pieces)));
    let page = page(&fonts, &MeasuredTicket::default());
    let encoded = encode::page_with(&page, &profile, Some(&shelf)).unwrap();
    execute(&mut firmware, encoded.bytes());
    firmware.tear_off();
    assert_eq!(firmware.foreign(), &[] as &[Vec<u8>]);
    let content = firmware.take_sheets().remove(0).content();
    let wanted = page.bitmap().unwrap();
    // Of the number, dots of the printer's; of all the rest, the page's.
    let rows = |picture: &Bitmap, from: u32, to: u32| picture.crop(0, from, picture.width(), Dots(to - from));
    let inked = (0..wanted.height().get()).filter(|y| !wanted.is_blank_row(*y));
    let missing = inked.filter(|y| content.is_blank_row(*y)).count();
    assert!(missing < 60, "{missing} rows without ink");
    assert_eq!(rows(&content, 0, 150), rows(&wanted, 0, 150));
    let below = wanted.height().get();
    assert_eq!(rows(&content, below - 330, below), rows(&wanted, below - 330, below));
}

/// Pieces anywhere, words and numbers, some of them kept.
fn compositions() -> impl Strategy<Value = Composition> {
    let piece = (0_u32..500, 0_u32..300, 1_u32..70, 1_u32..40, any::<u32>(), 0_u32..4);
    proptest::collection::vec(piece, 1..12).prop_map(|pieces| {
        let pieces = pieces.into_iter().filter_map(|(x, y, width, height, seed, group)| {
            let mut picture = Bitmap::new(Dots(width), Dots(height));
            for at in 0..width * height {
                picture.set(at % width, at / width, at.wrapping_mul(seed | 1) >> 5 & 3 == 0);
            }
            let kind = if group == 0 { PieceKind::Fixed } else { PieceKind::Glyph { character: '7', group } };
            Piece::cropped(&picture, x, y, kind)
        });
        Composition::new(Dots(576), Dots(340), pieces.collect())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_composition_arrives_from_any_shelf(composition in compositions(), keep in 0_usize..20, which in 0_usize..5) {
        let (memory, composing) = [
            (Memory::Nv, Composing::Pieces),
            (Memory::Download, Composing::Pieces),
            (Memory::Nv, Composing::Bands),
            (Memory::Download, Composing::Bands),
            (Memory::FsQ, Composing::Bands),
        ][which];
        let elements = vec![Element::Feed(Dots(20)), Element::Composed(composition), Element::Feed(Dots(40)), Element::Cut];
        let page = Page { width_dots: Dots(576), elements };
        // The same page three times: all its numbers count as fixed.
        let mut found = wanted(&[page.clone(), page.clone(), page.clone()], &keeping(memory, composing));
        found.truncate(keep);
        let profile = shipped("epson-tm-t20iii");
        let mut firmware = device(&profile);
        let mut shelf = Shelf::new(memory, composing);
        upload(&mut firmware, &mut shelf, &found);
        let encoded = encode::page_with(&page, &profile, Some(&shelf)).unwrap();
        prop_assert_eq!(realtime::find(encoded.bytes()), None);
        prop_assert!(encoded.bytes().len() <= encode::page(&page, &profile).unwrap().bytes().len());
        execute(&mut firmware, encoded.bytes());
        assert_shows(&mut firmware, &page, &format!("{memory:?} {composing:?}"));
    }
}
