//! Steps as bytes, with nothing hidden in them that a printer would act on.

use super::NativeQr;
use super::encoded::Encoded;
use super::place::{Lane, Paper, Place, Wanted};
use super::plan::{self, Banned, Commands, RasterLimits, RasterStep, Step};
use super::rows::Rows;
use super::settings::Settings;
use super::stripe::{self, Run};
use crate::device::printer::escpos;
use crate::device::printer::profile::{Columns, CutKind, Indent, Profile};
use crate::device::printer::realtime;
use crate::receipt::page::{Bitmap, Dots, Placement};

/// Something in a plan holds a real-time command: it has to be planned anew without.
enum Ban {
    Stripe(u32),
    Wide(u32),
}

/// Where the left margin may stand for a raster.
#[derive(Clone, Copy)]
struct Range {
    least: u32,
    most: u32,
}

/// Writes commands and remembers in what state they leave the printer.
#[derive(Clone)]
pub(super) struct Writer<'a> {
    profile: &'a Profile,
    out: Encoded,
    /// Dots of feed not yet written.
    feed: u32,
    /// Whether columns wait in the line buffer for that feed.
    line_open: bool,
    /// Rows that the last stripe of a printer without rasters moved too far.
    ahead: u32,
    /// What the printer is set to.
    set: Settings,
    lane: Lane,
}

impl<'a> Writer<'a> {
    /// With the commands that a page begins with, on a printer that is `set` like this.
    pub(super) fn new(profile: &'a Profile, set: Settings) -> Self {
        let mut writer =
            Self { profile, out: Encoded::default(), feed: 0, line_open: false, ahead: 0, set, lane: Lane::Left };
        if profile.feed.motion_units && !set.units {
            writer.set.units = true;
            writer.out.push(&escpos::motion_units(profile.dpi));
        }
        if profile.indent != Indent::LeftMargin {
            // No page depends on how an earlier one left the line. Where margins work, no page ever aligns.
            writer.set.margin = None;
            writer.set_margin(0);
            writer.out.push(&escpos::ALIGN_LEFT);
        }
        writer.out.first_ink = writer.out.bytes().len();
        writer.out.cut_at = writer.out.bytes().len();
        writer
    }

    /// All that was written.
    pub(super) fn finish(mut self) -> Encoded {
        self.flush();
        self.out.settings = self.set;
        self.out
    }

    pub(super) fn feed(&mut self, dots: u32) {
        let moved = dots.min(self.ahead);
        self.ahead -= moved;
        self.feed += dots - moved;
    }

    /// Units of `ESC J` and of the cut's feed in one dot.
    fn units_per_dot(&self) -> u32 {
        if self.profile.feed.motion_units { 1 } else { self.profile.feed.units_per_dot }
    }

    /// Writes the feed that is due.
    pub(super) fn flush(&mut self) {
        self.line_open = false;
        self.out.dots += self.feed;
        let mut units = std::mem::take(&mut self.feed) * self.units_per_dot();
        while units > 0 {
            // The first must move as far as the line is high.
            let step = units.min(255);
            self.out.push(&escpos::feed(step as u8));
            units -= step;
        }
    }

    pub(super) fn cut(&mut self) {
        let cutter = self.profile.cutter;
        if cutter.kind == CutKind::TearBar {
            self.feed += self.profile.blade_dots + cutter.margin_dots;
            self.out.cut_at = self.out.bytes().len();
            self.flush();
        } else {
            // The cut feeds what is due, if it can.
            let together = (self.feed + cutter.margin_dots) * self.units_per_dot();
            let (units, dots) = if together <= 255 && !self.line_open {
                (together, std::mem::take(&mut self.feed) + cutter.margin_dots)
            } else {
                ((cutter.margin_dots * self.units_per_dot()).min(255), cutter.margin_dots)
            };
            self.flush();
            self.out.cut_at = self.out.bytes().len();
            self.out.push(&escpos::cut(cutter, units as u8));
            self.out.dots += dots;
        }
    }

    /// A code that the printer draws, `height` dots high, moved to `left` or aligned as `align`.
    pub(super) fn code(&mut self, code: &NativeQr, left: u32, height: u32, align: Placement) {
        self.flush();
        let lane = match (self.profile.indent, align) {
            (Indent::LeftMargin, _) | (_, Placement::Left) => Lane::Left,
            (_, Placement::Centre) => Lane::Centre,
            (_, Placement::Right) => Lane::Right,
        };
        self.set_margin(if self.profile.indent == Indent::LeftMargin { left } else { 0 });
        self.set_lane(lane);
        self.set_code(code);
        self.out.push(&code.command);
        self.out.dots += height;
    }

    /// Sets what a page relies on that prints codes like `code`.
    pub(super) fn prepare(&mut self, code: Option<&NativeQr>) {
        self.set_margin(0);
        if let Some(code) = code {
            self.set_code(code);
        }
    }

    fn set_code(&mut self, code: &NativeQr) {
        let wanted = Some((code.module, code.level));
        if self.set.qr != wanted {
            self.out.push(&code.settings);
            self.set.qr = wanted;
        }
    }

    fn set_margin(&mut self, margin: u32) {
        if self.set.margin != Some(margin) {
            self.out.push(&escpos::left_margin(margin as u16));
            self.set.margin = Some(margin);
        }
    }

    fn set_lane(&mut self, lane: Lane) {
        if self.lane != lane {
            self.out.push(&escpos::align(lane.parameter()));
            self.lane = lane;
        }
    }

    /// Writes a picture as wide as the page in the cheapest way.
    pub(super) fn picture(&mut self, picture: &Bitmap) {
        if picture.ink().is_none() {
            self.feed(picture.height().get());
            return;
        }
        let rows = Rows::new(picture);
        let paper = Paper { width: self.profile.width_dots, indent: self.profile.indent };
        let commands = Commands {
            raster: self.profile.raster.map(|raster| RasterLimits {
                max_rows: raster.max_rows,
                max_bytes: raster.max_bytes,
                scaling: raster.scaling,
            }),
            columns: self.profile.columns != Columns::None,
            pause: self.profile.pause_bytes,
        };
        let mut banned = Banned::default();
        // Each round bans a row that was not banned before.
        loop {
            let steps = plan::plan(&rows, paper, commands, self.lane, &banned);
            let mut attempt = self.clone();
            match attempt.steps(picture, paper, commands, &steps, &banned) {
                Ok(()) => {
                    *self = attempt;
                    return;
                }
                Err(Ban::Stripe(top)) => banned.stripes.insert(top),
                Err(Ban::Wide(row)) => banned.wide.insert(row),
            };
        }
    }

    fn steps(
        &mut self,
        picture: &Bitmap,
        paper: Paper,
        commands: Commands,
        steps: &[Step],
        banned: &Banned,
    ) -> Result<(), Ban> {
        for (at, step) in steps.iter().enumerate() {
            match step {
                Step::White => self.feed(1),
                Step::Stripe { top } => self.stripe(picture, *top, commands.pause, banned)?,
                Step::Raster(step) => {
                    let margin = self.margin_for(step, &steps[at + 1..]);
                    self.raster(picture, paper, *step, margin)?;
                }
            }
        }
        Ok(())
    }

    // ---- what the printer keeps ---------------------------------------------------------------

    pub(super) const fn profile(&self) -> &'a Profile {
        self.profile
    }

    /// Bytes written.
    pub(super) fn len(&self) -> usize {
        self.out.bytes().len()
    }

    /// Dots of feed not yet written.
    pub(super) const fn pending_feed(&self) -> u32 {
        self.feed
    }

    /// Whether positions count in dots, and nothing waits in the line buffer.
    pub(super) const fn can_place(&self) -> bool {
        (self.profile.feed.motion_units || self.profile.feed.units_per_dot == 1) && !self.line_open
    }

    /// A page of page mode, `height` rows with the feed that is due.
    pub(super) fn page(&mut self, commands: &[Vec<u8>], height: u32) {
        self.feed = 0;
        for command in commands {
            self.out.push(command);
        }
        self.out.dots += height;
    }

    /// A picture that the printer keeps, `height` rows, with its left edge at `x`.
    pub(super) fn kept(&mut self, command: &[u8], x: u32, height: u32) {
        self.flush();
        self.set_lane(Lane::Left);
        self.set_margin(if self.profile.indent == Indent::LeftMargin { x } else { 0 });
        self.out.push(command);
        self.out.dots += height;
    }

    /// Takes back a feed that is due and not written, because what comes next holds those rows.
    pub(super) fn take_back(&mut self, dots: u32) {
        self.feed = self.feed.saturating_sub(dots);
    }

    /// Rows `from..to` of a picture in the cheapest way.
    pub(super) fn rows(&mut self, picture: &Bitmap, from: u32, to: u32) {
        if to > from {
            self.picture(&picture.crop(0, from, picture.width(), Dots(to - from)));
        }
    }

    // ---- rasters ------------------------------------------------------------------------------

    /// The margin that suits this raster and as many of those that follow as possible.
    fn margin_for(&self, step: &RasterStep, following: &[Step]) -> Option<u32> {
        if self.profile.indent != Indent::LeftMargin {
            return None;
        }
        let mut range = range(step);
        let fits = |x: u32, step: &RasterStep| step.allowed & (1 << (x % 8)) != 0;
        if let Some(margin) = self.set.margin
            && (range.least..=range.most).contains(&margin)
            && fits(margin, step)
        {
            return Some(margin);
        }
        for next in following.iter().filter_map(|step| if let Step::Raster(step) = step { Some(step) } else { None }) {
            let own = self::range(next);
            let both = Range { least: range.least.max(own.least), most: range.most.min(own.most) };
            if both.least > both.most || !(both.least..=both.most).any(|x| fits(x, step)) {
                break;
            }
            range = both;
        }
        (range.least..=range.most).rev().find(|x| fits(*x, step))
    }

    /// One raster if it can be without a hidden real-time command, else several.
    fn raster(&mut self, picture: &Bitmap, paper: Paper, step: RasterStep, margin: Option<u32>) -> Result<(), Ban> {
        self.flush();
        let RasterStep { left, right, scale_x, allowed, .. } = step;
        let wanted = Wanted { left, right, scale: scale_x, allowed };
        let preferred = margin.map(|x| Place { x, stride: (right - x).div_ceil(8 * scale_x), cost: 0 });
        let places = paper.candidates(wanted, step.lane).into_iter().flatten();
        let mut hit = None;
        for place in preferred.into_iter().chain([step.place]).chain(places) {
            let command = raster_command(picture, &step, place);
            match realtime::find(&command) {
                None => {
                    self.write_raster(&command, &step, place);
                    return Ok(());
                }
                Some(at) => _ = hit.get_or_insert((at, place)),
            }
        }
        let Some((at, place)) = hit else { return Ok(()) };
        // The row that holds the first byte of the pair goes into the upper part.
        let row = (at as u32).saturating_sub(8) / place.stride;
        let rows = step.height / step.scale_y;
        if rows > 1 {
            let upper = (row + 1).clamp(1, rows - 1) * step.scale_y;
            self.raster(picture, paper, RasterStep { height: upper, ..step }, margin)?;
            let lower = RasterStep { top: step.top + upper, height: step.height - upper, ..step };
            return self.raster(picture, paper, lower, margin);
        }
        if scale_x == 2 {
            return Err(Ban::Wide(step.top));
        }
        // A single row that no command can print whole: one dot of the pair stays white.
        let mut command = raster_command(picture, &step, place);
        while let Some(at) = realtime::find(&command) {
            command[at] &= !0x10;
            self.out.lost_dots += step.scale_y;
        }
        self.write_raster(&command, &step, place);
        Ok(())
    }

    fn write_raster(&mut self, command: &[u8], step: &RasterStep, place: Place) {
        match self.profile.indent {
            Indent::LeftMargin => self.set_margin(place.x),
            // A QR code before it was aligned; padding counts from the left edge.
            Indent::Padding => self.set_lane(Lane::Left),
            Indent::Align => self.set_lane(step.lane),
        }
        self.out.push(command);
        self.out.dots += step.height;
    }

    // ---- stripes ------------------------------------------------------------------------------

    fn stripe(&mut self, picture: &Bitmap, top: u32, pause: u32, banned: &Banned) -> Result<(), Ban> {
        self.flush();
        self.set_lane(Lane::Left);
        let band = picture.crop(0, top, picture.width(), Dots(stripe::ROWS as u32));
        let runs = stripe::runs(&Rows::new(&band).overlaid(stripe::ROWS)[..band.stride().div_ceil(8)], pause);
        let Some(first) = runs.first() else { return Ok(()) };
        if self.set.margin.is_none_or(|margin| margin > first.left) {
            // Costs what the way to the first run would cost.
            self.set_margin(if self.profile.indent == Indent::LeftMargin { first.left } else { 0 });
        }
        let margin = self.set.margin.unwrap_or(0);
        let mut x = margin;
        for run in runs {
            if run.left != x {
                self.out.push(&escpos::position((run.left - margin) as u16));
            }
            self.run(&band, run, top, banned)?;
            x = run.right;
        }
        self.line_open = true;
        self.feed = stripe::ROWS as u32;
        self.ahead = (top + stripe::ROWS as u32).saturating_sub(picture.height().get());
        Ok(())
    }

    /// The columns of one run, in as many commands as keep real-time commands out.
    fn run(&mut self, band: &Bitmap, run: Run, top: u32, banned: &Banned) -> Result<(), Ban> {
        let half = self.profile.columns == Columns::FullAndHalf;
        let step = if half && stripe::is_paired(band, run) { 2 } else { 1 };
        let mut data = stripe::data(band, run, step);
        let mut rest = &mut data[..];
        while !rest.is_empty() {
            let most = self.profile.max_column_bytes.map_or(usize::MAX, |bytes| (bytes / 3) as usize);
            let mut columns = (rest.len() / 3).min(most);
            let mut command = escpos::columns_header(step == 1, columns as u16).to_vec();
            let header = command.len();
            command.extend_from_slice(&rest[..columns * 3]);
            if let Some(at) = realtime::find(&command) {
                let byte = at.saturating_sub(header);
                if byte % 3 == 2 && at >= header {
                    // The pair stands across two columns: they go into two commands.
                    columns = byte / 3 + 1;
                } else if banned.stripes.contains(&top) {
                    rest[byte] &= !0x10;
                    self.out.lost_dots += step as u32;
                    continue;
                } else {
                    return Err(Ban::Stripe(top));
                }
            }
            let (now, later) = rest.split_at_mut(columns * 3);
            self.out.push(&[&escpos::columns_header(step == 1, columns as u16)[..], now].concat());
            rest = later;
        }
        Ok(())
    }
}

/// Where the margin of a raster may stand without a byte more in each row.
fn range(step: &RasterStep) -> Range {
    let most = step.left;
    let span = step.place.stride * 8 * step.scale_x;
    Range { least: step.right.saturating_sub(span), most }
}

/// `GS v 0` with rows and dots as `step` wants them.
fn raster_command(picture: &Bitmap, step: &RasterStep, place: Place) -> Vec<u8> {
    let RasterStep { top, height, scale_x, scale_y, .. } = *step;
    let mode = (scale_x - 1) as u8 | (scale_y as u8 - 1) << 1;
    let rows = height / scale_y;
    let mut command = escpos::raster_header(mode, place.stride as u16, rows as u16).to_vec();
    if scale_x == 1 {
        let part = picture.crop(place.x, top, Dots(place.stride * 8), Dots(height));
        for row in part.rows().step_by(scale_y as usize) {
            command.extend_from_slice(row);
        }
    } else {
        for y in (top..top + height).step_by(scale_y as usize) {
            for byte in 0..place.stride {
                let dots = (0..8).map(|bit| u8::from(picture.get(place.x + (byte * 8 + bit) * 2, y)));
                command.push(dots.fold(0, |byte, dot| byte << 1 | dot));
            }
        }
    }
    command
}
