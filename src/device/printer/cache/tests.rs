#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::plan::{Room, plan};
use super::wanted::{Keeping, Wanted, wanted};
use super::*;
use crate::receipt::page::{Dots, Element, Page};
use crate::receipt::piece::{Composition, Piece, PieceKind};

fn block(width: u32, height: u32, seed: u32) -> Bitmap {
    let mut picture = Bitmap::new(Dots(width), Dots(height));
    picture.fill(0, 0, width, 1, true);
    picture.fill(0, height - 1, width, 1, true);
    picture.fill(0, 0, 1, height, true);
    picture.fill(width - 1, 0, 1, height, true);
    for at in 0..width * height {
        if (at.wrapping_mul(seed.wrapping_mul(2_654_435_761) | 1) >> 7) % 3 == 0 {
            picture.set(at % width, at / width, true);
        }
    }
    picture
}

fn fixed(x: u32, y: u32, picture: Bitmap) -> Piece {
    Piece { x, y, picture: Arc::new(picture), kind: PieceKind::Fixed }
}

fn number(x: u32, y: u32, text: &str, group: u32) -> Vec<Piece> {
    let glyph = |(at, character): (usize, char)| Piece {
        x: x + at as u32 * 14,
        y,
        picture: Arc::new(block(12, 20, u32::from(character))),
        kind: PieceKind::Glyph { character, group },
    };
    text.chars().enumerate().map(glyph).collect()
}

/// Head, service and a telephone number that never change; a number and a date that do.
fn sample(service: u32, label: &str, date: &str) -> Page {
    let mut pieces = vec![fixed(100, 0, block(300, 40, 1)), fixed(50, 60, block(400, 20, 2))];
    pieces.extend(number(200, 100, label, 1));
    pieces.push(fixed(120, 140, block(250 + service * 10, 30, 3 + service)));
    pieces.push(fixed(400, 190, block(80, 20, 77)));
    pieces.extend(number(100, 190, date, 2));
    pieces.extend(number(150, 240, "0750123", 3));
    let composition = Composition::new(Dots(576), Dots(280), pieces);
    Page { width_dots: Dots(576), elements: vec![Element::Composed(composition), Element::Cut] }
}

fn samples() -> Vec<Page> {
    let dates = ["2026/11/23", "1037/02/14", "3148/29/05", "4259/30/16", "5360/41/27", "6471/52/38"];
    (0..6).map(|n| sample(n / 3, &format!("A-{n}{}{}", n + 3, n + 2), dates[n as usize])).collect()
}

fn keeping(memory: Memory, composing: Composing, room: u32) -> Keeping {
    Keeping { memory, composing, from_edge: false, room, most: u32::MAX, most_rows: 554 }
}

fn keys(wanted: &[Wanted]) -> Vec<(u32, usize)> {
    wanted.iter().map(|wanted| (wanted.uses, wanted.members.len())).collect()
}

#[test]
fn what_belongs_together_becomes_one_band() {
    let found = wanted(&samples(), &keeping(Memory::Nv, Composing::Bands, 1 << 15));
    // The head of two bands; two services; the telephone. Number and date never stay.
    assert_eq!(keys(&found), [(6, 2), (6, 1), (3, 1), (3, 1)]);
}

#[test]
fn in_page_mode_words_and_glyphs_stay() {
    let found = wanted(&samples(), &keeping(Memory::Nv, Composing::Pieces, 1 << 23));
    let mut pictures = keys(&found);
    pictures.retain(|(_, members)| *members > 1);
    // Head, label of the date and the telephone in one picture, whatever stands between.
    assert_eq!(pictures, [(6, 4)]);
    let glyphs =
        found.iter().filter(|wanted| wanted.picture.height() == Dots(20) && wanted.picture.width() == Dots(12));
    assert_eq!(glyphs.count(), 13);
}

#[test]
fn equal_samples_make_equal_plans() {
    let first = wanted(&samples(), &keeping(Memory::Nv, Composing::Pieces, 1 << 23));
    for _ in 0..5 {
        assert_eq!(wanted(&samples(), &keeping(Memory::Nv, Composing::Pieces, 1 << 23)), first);
    }
}

fn put_all(shelf: &mut Shelf, plan: &plan::CachePlan) {
    for stored in plan.uploads.iter().flat_map(|upload| &upload.stored) {
        shelf.put(stored.clone());
    }
}

#[test]
fn what_is_kept_is_not_sent_again() {
    for memory in [Memory::Nv, Memory::Download, Memory::FsQ] {
        let found = wanted(&samples(), &keeping(memory, Composing::Bands, 1 << 15));
        let mut shelf = Shelf::new(memory, Composing::Bands);
        let room = Room { bytes: 1 << 20, writes: None };
        let first = plan(&found, &shelf, room);
        assert_eq!(first.left_out, 0);
        put_all(&mut shelf, &first);
        assert_eq!(shelf.stored().len(), found.len());
        assert!(plan(&found, &shelf, room).uploads.is_empty(), "{memory:?}");
    }
}

#[test]
fn room_and_writes_have_an_end() {
    let found = wanted(&samples(), &keeping(Memory::Nv, Composing::Bands, 1 << 15));
    let mut shelf = Shelf::new(Memory::Nv, Composing::Bands);
    let two = plan(&found, &shelf, Room { bytes: 1 << 20, writes: Some(2) });
    assert_eq!((two.uploads.len(), two.left_out), (2, 2));
    put_all(&mut shelf, &two);
    let rest = plan(&found, &shelf, Room { bytes: 1 << 20, writes: Some(2) });
    assert_eq!((rest.uploads.len(), rest.left_out), (2, 0));
    let slots: std::collections::BTreeSet<Slot> =
        two.uploads.iter().chain(&rest.uploads).flat_map(|upload| &upload.stored).map(|stored| stored.slot).collect();
    assert_eq!(slots.len(), 4);
    assert!(
        plan(&found, &Shelf::new(Memory::Nv, Composing::Bands), Room { bytes: 100, writes: None }).uploads.is_empty()
    );
}

#[test]
fn a_slot_whose_picture_nobody_wants_is_used_again() {
    let found = wanted(&samples(), &keeping(Memory::Nv, Composing::Bands, 1 << 15));
    let mut shelf = Shelf::new(Memory::Download, Composing::Bands);
    let first = plan(&found[1..], &shelf, Room { bytes: 1 << 20, writes: None });
    put_all(&mut shelf, &first);
    let next = plan(&found[..3], &shelf, Room { bytes: 1 << 20, writes: None });
    assert_eq!(next.uploads.len(), 1);
    put_all(&mut shelf, &next);
    assert_eq!(shelf.stored().len(), 3);
}
