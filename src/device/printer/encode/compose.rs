//! A picture from what the printer keeps: in page mode from words and glyphs, else from bands.

use super::write::Writer;
use crate::device::printer::cache::unit::{PlacedGlyph, Unit, units};
use crate::device::printer::cache::{Composing, Memory, Shelf, Slot, Stored};
use crate::device::printer::profile::{Indent, Profile};
use crate::device::printer::{escpos, realtime};
use crate::receipt::page::{Bitmap, Dots};
use crate::receipt::piece::Composition;

/// With whose letters numbers are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Digits {
    /// The page's own.
    #[default]
    Page,
    /// The printer's, in page mode, for labels, dates and numbers: fewest bytes, another look, Latin digits.
    Printer,
}

/// One thing that is placed on the page.
struct Put {
    x: u32,
    /// The last row it covers: page mode places pictures and characters by their lower left corner
    /// (`reference/printing.md` §7, inferred).
    last_row: u32,
    command: Vec<u8>,
}

/// Writes `composition`, below which `below` white rows follow, by what is on the shelf. Returns how many of
/// those rows it moved over; `None`, and nothing written, where the shelf is of no use.
pub(super) fn write(writer: &mut Writer<'_>, composition: &Composition, below: u32, shelf: &Shelf) -> Option<u32> {
    match shelf.composing {
        Composing::Bands => bands(writer, composition, below, shelf),
        Composing::Pieces => pieces(writer, composition, below, shelf),
    }
}

// ---- finding ----------------------------------------------------------------------------------

/// A kept picture that stands on the page.
struct Found<'a> {
    stored: &'a Stored,
    x: u32,
    /// From the top of the composition; above it where the picture holds white that stands there.
    y: i64,
}

impl Found<'_> {
    fn bottom(&self) -> i64 {
        self.y + i64::from(self.stored.picture.height().get())
    }

    /// The part of it that lies in the composition, with its upper edge.
    fn stamp_on(&self, picture: &mut Bitmap) {
        let (x, kept) = (self.x - self.stored.inset, &self.stored.picture);
        match u32::try_from(self.y) {
            Ok(y) => picture.stamp(kept, x, y),
            Err(_) => {
                let above = self.y.unsigned_abs() as u32;
                let height = kept.height().saturating_sub(Dots(above));
                picture.stamp(&kept.crop(0, above, kept.width(), height), x, 0);
            }
        }
    }
}

/// Takes the units that kept pictures hold out of `units` (sorted from the top). `above` white rows stand over
/// them; `numbers` tells whether a number may be taken by itself.
fn find<'a>(units: &mut Vec<Unit>, shelf: &'a Shelf, above: u32, numbers: bool) -> Vec<Found<'a>> {
    let mut found = Vec::new();
    let mut rest = Vec::new();
    let mut open = std::mem::take(units);
    while !open.is_empty() {
        let first = open.remove(0);
        let hit = shelf.beginning_with(first.key).find_map(|stored| {
            let anchor = stored.members.first()?;
            let (x, y) = (first.x.checked_sub(anchor.x)?, i64::from(first.y) - i64::from(anchor.y));
            x.checked_sub(stored.inset)?;
            if y < -i64::from(above) || !numbers && first.changes && stored.members.len() == 1 {
                return None;
            }
            let places = stored.members[1..].iter().map(|member| {
                let (x, y) = (x + member.x, y + i64::from(member.y));
                open.iter().position(|unit| (unit.key, unit.x, i64::from(unit.y)) == (member.key, x, y))
            });
            let places: Option<Vec<usize>> = places.collect();
            Some((Found { stored, x, y }, places?))
        });
        match hit {
            Some((hit, mut places)) => {
                places.sort_unstable();
                places.dedup();
                for at in places.into_iter().rev() {
                    open.remove(at);
                }
                found.push(hit);
            }
            None => rest.push(first),
        }
    }
    *units = rest;
    found
}

fn recall(slot: Slot, memory: Memory) -> Vec<u8> {
    match slot {
        Slot::Code(code) => escpos::print_graphic(memory == Memory::Nv, code).to_vec(),
        Slot::Image(n) => escpos::print_image(n).to_vec(),
    }
}

// ---- page mode --------------------------------------------------------------------------------

fn pieces(writer: &mut Writer<'_>, composition: &Composition, below: u32, shelf: &Shelf) -> Option<u32> {
    let limit = writer.profile().cache.as_ref()?.page_rows?;
    let picture = composition.picture();
    let above = writer.pending_feed();
    let height = above + picture.height().get() + below;
    if height > limit || !writer.can_place() {
        return None;
    }
    let own_digits = writer.profile().digits == Digits::Page;
    let mut rest = units(composition, Composing::Pieces);
    let found = find(&mut rest, shelf, above, own_digits);
    if rest.is_empty() && !overlap(&found) && writer.profile().indent == Indent::LeftMargin {
        return from_top(writer, composition, found, below, shelf);
    }
    let mut puts: Vec<Put> = Vec::new();
    let mut shown = Bitmap::new(picture.width(), picture.height());
    for found in &found {
        found.stamp_on(&mut shown);
        puts.push(Put {
            x: found.x - found.stored.inset,
            last_row: (i64::from(above) + found.bottom() - 1) as u32,
            command: recall(found.stored.slot, shelf.memory),
        });
    }
    let mut printed = Vec::new();
    for unit in &rest {
        if unit.glyphs.is_empty() {
            puts.push(inline(&unit.picture, unit.x, unit.y, above)?);
            shown.stamp(&unit.picture, unit.x, unit.y);
        } else if let Some(text) = text(unit).filter(|_| !own_digits) {
            printed.push((unit, text));
            // Not the same dots, but in their place.
            shown.stamp(&unit.picture, unit.x, unit.y);
        } else {
            for glyph in &unit.glyphs {
                puts.push(placed_glyph(glyph, above, shelf)?);
                shown.stamp(&glyph.picture, glyph.x, glyph.y);
            }
        }
    }
    if shown != *picture {
        return None;
    }
    puts.sort_by_key(|put| (put.last_row, put.x));
    let mut commands: Vec<Vec<u8>> =
        vec![escpos::page_mode(picture.width().get() as u16, area(height)? as u16).to_vec()];
    let mut row = None;
    for put in puts {
        place(&mut commands, put.x, put.last_row, &mut row);
        commands.push(put.command);
    }
    print_texts(&mut commands, printed, writer.profile(), above, &mut row);
    commands.push(escpos::PRINT_PAGE.to_vec());
    writer.page(&commands, area(height)?);
    Some(below)
}

/// A height that, as bytes, is no real-time command together with what stands around it.
fn area(height: u32) -> Option<u32> {
    let [low, high] = u16::try_from(height).ok()?.to_le_bytes();
    Some(if low == 0x10 && matches!(high, 0x04 | 0x05 | 0x14) { height + 1 } else { height })
}

fn place(commands: &mut Vec<Vec<u8>>, x: u32, last_row: u32, row: &mut Option<u32>) {
    if *row != Some(last_row) {
        commands.push(escpos::vertical_position(last_row as u16).to_vec());
        *row = Some(last_row);
    }
    commands.push(escpos::position(x as u16).to_vec());
}

fn placed_glyph(glyph: &PlacedGlyph, above: u32, shelf: &Shelf) -> Option<Put> {
    let kept = shelf.beginning_with(glyph.key).find(|stored| {
        let alone = stored.members.len() == 1 && stored.members.iter().all(|member| (member.x, member.y) == (0, 0));
        alone && glyph.x >= stored.inset
    });
    let Some(stored) = kept else { return inline(&glyph.picture, glyph.x, glyph.y, above) };
    Some(Put {
        x: glyph.x - stored.inset,
        last_row: above + glyph.y + stored.picture.height().get() - 1,
        command: recall(stored.slot, shelf.memory),
    })
}

/// A picture that is not kept, sent with the page.
fn inline(picture: &Bitmap, x: u32, y: u32, above: u32) -> Option<Put> {
    (0..8).take_while(|inset| *inset <= x).find_map(|inset| {
        let mut moved = Bitmap::new(Dots(picture.width().get() + inset), picture.height());
        moved.stamp(picture, inset, 0);
        let command = escpos::graphic(&moved)?;
        let last_row = above + y + picture.height().get() - 1;
        realtime::find(&command).is_none().then_some(Put { x: x - inset, last_row, command })
    })
}

/// The characters of a number as the printer has them.
fn text(unit: &Unit) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    let mut end = None;
    for glyph in &unit.glyphs {
        // Words stand apart by at least two fifths of the line's height; digits do not.
        if end.is_some_and(|end| glyph.x > end + unit.picture.height().get() * 2 / 5) {
            text.push(b' ');
        }
        text.push(latin(glyph.character)?);
        end = Some(glyph.x + glyph.picture.width().get());
    }
    Some(text)
}

fn latin(character: char) -> Option<u8> {
    let byte = match character {
        '٠'..='٩' => b'0' + (u32::from(character) - u32::from('٠')) as u8,
        '۰'..='۹' => b'0' + (u32::from(character) - u32::from('۰')) as u8,
        '٫' => b'.',
        '٬' => b',',
        '٪' => b'%',
        ' '..='~' => character as u8,
        _ => return None,
    };
    Some(byte)
}

/// Numbers in the printer's own characters, each in the middle of its place, largest last.
fn print_texts(
    commands: &mut Vec<Vec<u8>>,
    texts: Vec<(&Unit, Vec<u8>)>,
    profile: &Profile,
    above: u32,
    row: &mut Option<u32>,
) {
    let Some(font) = profile.font else { return };
    let mut sized: Vec<(u32, &Unit, Vec<u8>)> = texts
        .into_iter()
        .map(|(unit, text)| {
            let room = unit.picture.width().get() * 5 / 4;
            let by_width = room / (font.width * text.len() as u32).max(1);
            let by_height = (unit.picture.height().get() * 5 / 4) / font.height;
            (by_width.min(by_height).clamp(1, 8), unit, text)
        })
        .collect();
    sized.sort_by_key(|(times, unit, _)| (*times, unit.y, unit.x));
    let mut size = 1;
    for (times, unit, text) in sized {
        if times != size {
            commands.push(escpos::character_size(times as u8).to_vec());
            size = times;
        }
        let width = font.width * times * text.len() as u32;
        let middle = unit.x + unit.picture.width().get() / 2;
        let x = middle.saturating_sub(width / 2).min(profile.width_dots.saturating_sub(width));
        place(commands, x, above + unit.bottom() - 1, row);
        commands.push(text);
    }
    if size != 1 {
        commands.push(escpos::character_size(1).to_vec());
    }
}

// ---- bands ------------------------------------------------------------------------------------

fn bands(writer: &mut Writer<'_>, composition: &Composition, below: u32, shelf: &Shelf) -> Option<u32> {
    let height = composition.picture().height().get();
    let all = units(composition, Composing::Bands);
    let tops: Vec<u32> = all.iter().map(|unit| unit.y).collect();
    let mut rest = all;
    let mut found = find(&mut rest, shelf, writer.pending_feed(), true);
    found.retain(|found| {
        // What is kept may be higher than its ink (`FS q`): the rows below must be white, and free.
        let last = found.stored.members.iter().map(|member| member.y).max().unwrap_or(0);
        let ink = found.y + i64::from(last);
        let next = tops.iter().find(|top| i64::from(**top) > ink).copied().unwrap_or(height + below);
        let moves = writer.profile().indent == Indent::LeftMargin;
        found.bottom() <= i64::from(next) && (moves || found.x == found.stored.inset)
    });
    from_top(writer, composition, found, below, shelf)
}

fn overlap(found: &[Found<'_>]) -> bool {
    let mut rows: Vec<(i64, i64)> = found.iter().map(|found| (found.y, found.bottom())).collect();
    rows.sort_unstable();
    rows.windows(2).any(|pair| pair[1].0 < pair[0].1)
}

/// Kept pictures one below the other, with the rows between sent.
fn from_top(
    writer: &mut Writer<'_>,
    composition: &Composition,
    mut found: Vec<Found<'_>>,
    below: u32,
    shelf: &Shelf,
) -> Option<u32> {
    if found.is_empty() {
        return None;
    }
    let picture = composition.picture();
    let height = picture.height().get();
    found.sort_by_key(|found| found.y);
    let mut shown = 0;
    for found in &found {
        match u32::try_from(found.y) {
            Ok(y) => writer.rows(picture, shown, y),
            Err(_) => writer.take_back(found.y.unsigned_abs() as u32),
        }
        let command = recall(found.stored.slot, shelf.memory);
        writer.kept(&command, found.x - found.stored.inset, found.stored.picture.height().get());
        shown = u32::try_from(found.bottom()).unwrap_or(0);
    }
    writer.rows(picture, shown.min(height), height);
    let used = shown.saturating_sub(height);
    (used <= below).then_some(used)
}
