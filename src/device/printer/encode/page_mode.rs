//! Pages of page mode: kept pictures, glyphs and small graphics, each at its place.
//!
//! Page mode places pictures and characters by their lower left corner (`reference/printing.md` §7, inferred).

use super::find::Found;
use crate::device::printer::cache::unit::{PlacedGlyph, Unit};
use crate::device::printer::cache::{Memory, Shelf};
use crate::device::printer::profile::Profile;
use crate::device::printer::{escpos, realtime};
use crate::receipt::page::{Bitmap, Dots};

/// Bytes of a page beside what stands on it: [`escpos::page_mode`] and [`escpos::PRINT_PAGE`].
pub(super) const PAGE_COST: u32 = 13;

/// One thing that is placed on the page. Rows count from the top of the composition.
#[derive(Clone)]
pub(super) struct Put {
    pub(super) x: u32,
    /// The last row it covers.
    pub(super) last_row: i64,
    /// Pictures of several parts may have white where others stand: they come first.
    pub(super) several: bool,
    pub(super) what: What,
}

/// What is placed.
#[derive(Clone)]
pub(super) enum What {
    /// A command.
    Command(Vec<u8>),
    /// A number in the printer's own characters, in the middle of a place `width` × `height`.
    Text { text: Vec<u8>, width: u32, height: u32 },
}

impl Put {
    pub(super) fn kept(found: &Found<'_>, memory: Memory) -> Self {
        Self {
            x: found.left(),
            last_row: found.bottom() - 1,
            several: found.stored.members.len() > 1,
            what: What::Command(found.recall(memory)),
        }
    }

    /// Whether it is a few bytes: a recall or characters, no graphic that is sent along.
    pub(super) fn is_short(&self) -> bool {
        self.cost() <= 20
    }

    /// Bytes, with its place in the line.
    fn cost(&self) -> u32 {
        4 + match &self.what {
            What::Command(command) => command.len() as u32,
            What::Text { text, .. } => text.len() as u32,
        }
    }
}

/// Bytes of all of it.
pub(super) fn cost(puts: &[Put]) -> u32 {
    let mut rows: Vec<i64> = puts.iter().map(|put| put.last_row).collect();
    rows.sort_unstable();
    rows.dedup();
    rows.len() as u32 * 4 + puts.iter().map(Put::cost).sum::<u32>()
}

/// What a unit that is in no kept picture takes; `None` when a real-time command would hide in it.
pub(super) fn unit(unit: &Unit, shelf: &Shelf, own_digits: bool) -> Option<Vec<Put>> {
    if unit.glyphs.is_empty() {
        return Some(vec![inline(&unit.picture, unit.x, unit.y)?]);
    }
    if let Some(text) = text(unit).filter(|_| !own_digits) {
        let (width, height) = (unit.picture.width().get(), unit.picture.height().get());
        let what = What::Text { text, width, height };
        return Some(vec![Put { x: unit.x, last_row: i64::from(unit.bottom()) - 1, several: false, what }]);
    }
    unit.glyphs.iter().map(|glyph| placed_glyph(glyph, shelf)).collect()
}

fn placed_glyph(glyph: &PlacedGlyph, shelf: &Shelf) -> Option<Put> {
    let kept = shelf.beginning_with(glyph.key).find(|stored| {
        let alone = stored.members.len() == 1 && stored.members.iter().all(|member| (member.x, member.y) == (0, 0));
        alone && glyph.x >= stored.inset
    });
    match kept {
        Some(stored) => Some(Put::kept(&Found { stored, x: glyph.x, y: i64::from(glyph.y) }, shelf.memory)),
        None => inline(&glyph.picture, glyph.x, glyph.y),
    }
}

/// A picture that is not kept.
fn inline(picture: &Bitmap, x: u32, y: u32) -> Option<Put> {
    (0..8).take_while(|inset| *inset <= x).find_map(|inset| {
        let mut moved = Bitmap::new(Dots(picture.width().get() + inset), picture.height());
        moved.stamp(picture, inset, 0);
        let command = escpos::graphic(&moved)?;
        let last_row = i64::from(y + picture.height().get()) - 1;
        let put = Put { x: x - inset, last_row, several: false, what: What::Command(command) };
        let What::Command(command) = &put.what else { return None };
        realtime::find(command).is_none().then_some(put)
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

/// Where a page lies: `top` is the row of the composition at its upper edge.
#[derive(Clone, Copy)]
pub(super) struct Area {
    pub(super) top: i64,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// The commands of one page.
pub(super) fn commands(puts: Vec<Put>, area: Area, profile: &Profile) -> Option<Vec<Vec<u8>>> {
    let height = u16::try_from(area.height).ok()?;
    let mut page =
        Page { commands: vec![escpos::page_mode(area.width as u16, height).to_vec()], row: None, top: area.top };
    let (mut pictures, mut texts) = (Vec::new(), Vec::new());
    for put in puts {
        match put.what {
            What::Command(command) => pictures.push((!put.several, put.last_row, put.x, command)),
            What::Text { text, width, height } => texts.push((put.last_row, put.x, text, width, height)),
        }
    }
    pictures.sort_by_key(|(alone, last_row, x, _)| (*alone, *last_row, *x));
    for (_, last_row, x, command) in pictures {
        page.place(x, last_row)?;
        page.commands.push(command);
    }
    if let Some(font) = profile.font {
        let sized = |(last_row, x, text, width, height): (i64, u32, Vec<u8>, u32, u32)| {
            let by_width = width * 5 / 4 / (font.width * text.len() as u32).max(1);
            let by_height = height * 5 / 4 / font.height;
            (by_width.min(by_height).clamp(1, 8), last_row, x + width / 2, text)
        };
        let mut texts: Vec<_> = texts.into_iter().map(sized).collect();
        // Largest last, so that a size is said once.
        texts.sort_by_key(|(times, last_row, middle, _)| (*times, *last_row, *middle));
        let mut size = 1;
        for (times, last_row, middle, text) in texts {
            if times != size {
                page.commands.push(escpos::character_size(times as u8).to_vec());
                size = times;
            }
            let width = font.width * times * text.len() as u32;
            page.place(middle.saturating_sub(width / 2).min(profile.width_dots.saturating_sub(width)), last_row)?;
            page.commands.push(text);
        }
        if size != 1 {
            page.commands.push(escpos::character_size(1).to_vec());
        }
    } else if !texts.is_empty() {
        return None;
    }
    page.commands.push(escpos::PRINT_PAGE.to_vec());
    Some(page.commands)
}

struct Page {
    commands: Vec<Vec<u8>>,
    row: Option<i64>,
    top: i64,
}

impl Page {
    fn place(&mut self, x: u32, last_row: i64) -> Option<()> {
        if self.row != Some(last_row) {
            let row = u16::try_from(last_row - self.top).ok()?;
            self.commands.push(escpos::vertical_position(row).to_vec());
            self.row = Some(last_row);
        }
        self.commands.push(escpos::position(u16::try_from(x).ok()?).to_vec());
        Some(())
    }
}

/// Whether a height, as bytes, is no real-time command together with what stands around it.
pub(super) const fn is_harmless(height: u32) -> bool {
    let (low, high) = (height & 0xFF, height >> 8);
    low != 0x10 || high != 0x04 && high != 0x05 && high != 0x14
}
