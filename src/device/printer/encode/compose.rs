//! A picture from what the printer keeps, from top to bottom: for each group of rows the cheapest of three ways. It is
//! one kept picture; or it is put together in page mode from words, glyphs and small graphics; or its dots are sent.
//!
//! Nothing asks that a page be made of one piece: a part that is not kept, or that stands elsewhere than it used to,
//! costs what it costs and the rest comes from the printer all the same.

use super::find::{Found, find};
use super::page_mode::{self, Area, PAGE_COST, Put};
use super::write::Writer;
use crate::device::printer::cache::unit::{Unit, units};
use crate::device::printer::cache::{Composing, Memory, Shelf};
use crate::device::printer::profile::{Indent, Profile};
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

/// What a kept picture costs beside its command: the feed before it and the way to its place.
const KEPT_COST: u32 = 7;

/// More bytes than anything costs.
const UNLIKELY: u32 = 1 << 30;

/// Rows that hold something, and what. Rows count from the top of the composition.
struct Group<'a> {
    top: i64,
    /// The row after the last.
    bottom: i64,
    found: Vec<Found<'a>>,
    rest: Vec<Unit>,
}

/// How a group is printed.
enum Way {
    /// Its dots are sent.
    Send,
    /// It is one kept picture.
    Keep,
    /// In page mode.
    Place(Vec<Put>),
}

/// Writes `composition`, below which `below` white rows follow, by what is on the shelf. Returns how many of
/// those rows it moved over; `None`, and nothing to be used of the writer, where the shelf is of no use.
pub(super) fn write(writer: &mut Writer<'_>, composition: &Composition, below: u32, shelf: &Shelf) -> Option<u32> {
    let profile = writer.profile();
    let height = composition.height().get();
    let mut rest = units(composition, shelf.composing);
    let tops: Vec<u32> = rest.iter().map(|unit| unit.y).collect();
    let bands = shelf.composing == Composing::Bands;
    // What is kept may be higher than its ink (`FS q`): the rows below must be white, and free.
    let fits = |found: &Found<'_>| {
        let next = tops.iter().find(|top| i64::from(**top) > found.last_part()).copied().unwrap_or(height + below);
        !bands || found.bottom() <= i64::from(next) && stands_alone(found, profile)
    };
    let numbers = bands || profile.digits == Digits::Page;
    let found = find(&mut rest, shelf, writer.pending_feed(), numbers, fits);
    let groups = groups(found, rest);
    let ways = ways(writer, composition.picture(), &groups, shelf);
    if ways.iter().all(|way| matches!(way, Way::Send)) || !is_whole(composition.picture(), &groups, &ways) {
        return None;
    }
    let sheet = Sheet { picture: composition.picture(), end: i64::from(height + below), memory: shelf.memory };
    sheet.print(writer, &groups, ways, page_rows(profile, shelf).unwrap_or(0))
}

/// Whether a kept picture can be printed by itself where it stands.
fn stands_alone(found: &Found<'_>, profile: &Profile) -> bool {
    profile.indent == Indent::LeftMargin || found.left() == 0
}

/// Rows of one page of page mode, where the printer has it and places what it keeps.
fn page_rows(profile: &Profile, shelf: &Shelf) -> Option<u32> {
    let places = profile.feed.motion_units || profile.feed.units_per_dot == 1;
    let rows = profile.cache.as_ref()?.page_rows?;
    (places && shelf.composing == Composing::Pieces).then_some(rows)
}

/// What shares rows, together; from the top.
fn groups<'a>(found: Vec<Found<'a>>, rest: Vec<Unit>) -> Vec<Group<'a>> {
    let found = found.into_iter().map(|found| Group {
        top: found.y,
        bottom: found.bottom(),
        found: vec![found],
        rest: Vec::new(),
    });
    let rest = rest.into_iter().map(|unit| Group {
        top: i64::from(unit.y),
        bottom: i64::from(unit.bottom()),
        found: Vec::new(),
        rest: vec![unit],
    });
    let mut all: Vec<Group<'a>> = found.chain(rest).collect();
    all.sort_by_key(|group| group.top);
    let mut groups: Vec<Group<'a>> = Vec::new();
    for group in all {
        match groups.last_mut() {
            Some(last) if group.top < last.bottom => {
                last.bottom = last.bottom.max(group.bottom);
                last.found.extend(group.found);
                last.rest.extend(group.rest);
            }
            _ => groups.push(group),
        }
    }
    groups
}

/// The cheapest way for each group; groups that follow each other in page mode are one page.
fn ways(writer: &Writer<'_>, picture: &Bitmap, groups: &[Group<'_>], shelf: &Shelf) -> Vec<Way> {
    let profile = writer.profile();
    let limit = page_rows(profile, shelf);
    let own_digits = profile.digits == Digits::Page;
    // For each group: the cheaper of sending and keeping, and placing; then the cheapest sum with either last.
    let mut options = Vec::new();
    for group in groups {
        let keep = match (group.found.as_slice(), group.rest.is_empty()) {
            ([found], true) if stands_alone(found, profile) => {
                Some((found.recall(shelf.memory).len() as u32 + KEPT_COST, Way::Keep))
            }
            _ => None,
        };
        let place = limit.filter(|limit| group.bottom - group.top <= i64::from(*limit)).and_then(|_| {
            let mut puts: Vec<Put> = group.found.iter().map(|found| Put::kept(found, shelf.memory)).collect();
            for unit in &group.rest {
                puts.extend(page_mode::unit(unit, shelf, own_digits)?);
            }
            Some((page_mode::cost(&puts), Way::Place(puts)))
        });
        let alone = keep.unwrap_or_else(|| {
            let cost = match &place {
                // There is no other way.
                None => 0,
                // What needs no graphic that is sent along is never dearer than its dots.
                Some((_, Way::Place(puts))) if puts.iter().all(Put::is_short) => UNLIKELY,
                Some(_) => sent_cost(writer, picture, group),
            };
            (cost, Way::Send)
        });
        options.push((alone, place));
    }
    let (mut by_itself, mut in_page) = (0_u32, UNLIKELY);
    let mut steps = Vec::new();
    for ((alone, _), place) in &options {
        let before = by_itself.min(in_page);
        let opened = by_itself.saturating_add(PAGE_COST);
        let placed = place.as_ref().map_or(UNLIKELY, |(cost, _)| opened.min(in_page).saturating_add(*cost));
        steps.push((in_page < by_itself, in_page < opened));
        (by_itself, in_page) = (before.saturating_add(*alone).min(UNLIKELY), placed.min(UNLIKELY));
    }
    let mut placed = in_page < by_itself;
    let mut ways = Vec::new();
    for ((alone, place), (from_page, goes_on)) in options.into_iter().zip(steps).rev() {
        let (_, way) = if placed { place.unwrap_or(alone) } else { alone };
        ways.push(way);
        placed = if placed { goes_on } else { from_page };
    }
    ways.reverse();
    ways
}

/// Bytes of a group's dots.
fn sent_cost(writer: &Writer<'_>, picture: &Bitmap, group: &Group<'_>) -> u32 {
    let mut sent = writer.clone();
    let before = sent.len();
    sent.rows(picture, group.top.max(0) as u32, (group.bottom.max(0) as u32).min(picture.height().get()));
    (sent.len() - before) as u32
}

/// Whether all of it together is the picture.
fn is_whole(picture: &Bitmap, groups: &[Group<'_>], ways: &[Way]) -> bool {
    let mut shown = Bitmap::new(picture.width(), picture.height());
    for (group, way) in groups.iter().zip(ways) {
        if matches!(way, Way::Send) {
            let (top, bottom) = (group.top.max(0) as u32, (group.bottom.max(0) as u32).min(picture.height().get()));
            shown.stamp(&picture.crop(0, top, picture.width(), Dots(bottom - top)), 0, top);
            continue;
        }
        for found in &group.found {
            found.stamp_on(&mut shown);
        }
        for unit in &group.rest {
            // Printed digits are not the same dots, but in their place.
            shown.stamp(&unit.picture, unit.x, unit.y);
        }
    }
    shown == *picture
}

/// What is printed, and what follows below.
struct Sheet<'a> {
    picture: &'a Bitmap,
    /// The row after the last white one below it.
    end: i64,
    memory: Memory,
}

impl Sheet<'_> {
    fn print(&self, writer: &mut Writer<'_>, groups: &[Group<'_>], ways: Vec<Way>, limit: u32) -> Option<u32> {
        let height = i64::from(self.picture.height().get());
        let mut shown = 0;
        let mut ways = ways.into_iter().enumerate().peekable();
        while let Some((at, way)) = ways.next() {
            let group = &groups[at];
            match way {
                Way::Send => {}
                Way::Keep => {
                    let found = group.found.first()?;
                    self.send(writer, shown, found.y);
                    writer.take_back((-found.y).max(0) as u32);
                    writer.kept(&found.recall(self.memory), found.left(), found.stored.picture.height().get());
                    shown = found.bottom();
                }
                Way::Place(mut puts) => {
                    self.send(writer, shown, group.top);
                    let here = group.top.max(0);
                    let mut area = self.area(writer, here, group.bottom, limit)?;
                    if group.top < area.top {
                        return None;
                    }
                    let mut last = at;
                    while let Some((next, Way::Place(_))) = ways.peek()
                        && groups[*next].bottom - area.top <= i64::from(limit)
                        && let Some((next, Way::Place(more))) = ways.next()
                    {
                        puts.extend(more);
                        last = next;
                    }
                    let next = groups.get(last + 1).map_or(self.end, |next| next.top);
                    let least = (groups[last].bottom - area.top) as u32;
                    area.height = rows_of(least, ((next - area.top) as u32).min(limit))?;
                    let commands = page_mode::commands(puts, area, writer.profile())?;
                    writer.page(&commands, area.height);
                    shown = area.top + i64::from(area.height);
                }
            }
        }
        self.send(writer, shown, height);
        let used = (shown - height).max(0);
        (shown <= self.end).then_some(used as u32)
    }

    /// Rows `from..to` of the picture.
    fn send(&self, writer: &mut Writer<'_>, from: i64, to: i64) {
        let height = i64::from(self.picture.height().get());
        writer.rows(self.picture, from.clamp(0, height) as u32, to.clamp(0, height) as u32);
    }

    /// The page that begins with the feed that is due over row `here`.
    fn area(&self, writer: &mut Writer<'_>, here: i64, bottom: i64, limit: u32) -> Option<Area> {
        let reaches = |writer: &Writer<'_>| bottom - here + i64::from(writer.pending_feed()) <= i64::from(limit);
        if !writer.can_place() || !reaches(writer) {
            writer.flush();
        }
        let top = here - i64::from(writer.pending_feed());
        (writer.can_place() && reaches(writer)).then_some(Area { top, width: self.picture.width().get(), height: 0 })
    }
}

/// A height of `least` to `most` rows, better more, that holds no real-time command.
fn rows_of(least: u32, most: u32) -> Option<u32> {
    (least..=most).rev().take(2).find(|rows| page_mode::is_harmless(*rows))
}
