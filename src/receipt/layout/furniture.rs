//! What has no words of its own: lines, frames, the emblem, codes.

use super::{Align, Breaks, Column, Flow, Ink, Item, Role, Size, TITLE_LINE, Weight};
use crate::receipt::document::{Gap, Rule};
use crate::receipt::page::{ErrorCorrection, Millimetres};
use crate::receipt::qr::{self, QUIET_MODULES, QrError, Symbol};
use crate::receipt::sunburst;

impl Flow<'_> {
    pub(super) fn frame(&mut self, x: f32, y: f32, width: f32, height: f32, stroke: f32) {
        let items = &mut self.sheet.items;
        items.push(Item::Rect { x, y, width, height: stroke });
        items.push(Item::Rect { x, y: y + height - stroke, width, height: stroke });
        items.push(Item::Rect { x, y, width: stroke, height });
        items.push(Item::Rect { x: x + width - stroke, y, width: stroke, height });
    }

    /// A line over the whole width.
    pub(super) fn line_across(&mut self, y: f32, stroke: f32) {
        self.sheet.items.push(Item::Rect { x: 0.0, y, width: self.width, height: stroke });
    }

    pub(super) fn rule(&mut self, rule: Rule) {
        let stroke = match rule {
            Rule::Thin => self.media.hairline,
            Rule::Thick => self.media.hairline * 2.0,
        };
        let room = self.gap(Gap::Medium) * 0.8;
        let top = self.take(stroke + 2.0 * room) + room;
        self.line_across(top, stroke);
    }

    /// An empty frame for a stamp, with what it is for in its corner.
    pub(super) fn space(&mut self, title: &str) {
        let inside = self.sizes.body * 0.6;
        let room = self.width - 2.0 * inside;
        let column = self.column(title, self.style(Size::Small, Weight::Medium), room, Breaks::Full, TITLE_LINE);
        let height = Millimetres(30.0).points();
        let top = self.take(height);
        self.frame(0.0, top, self.width, height, self.media.hairline);
        self.begin_part(Role::Paragraph);
        self.put(column, top + inside * 0.6, Align::Start, inside, room, Ink::Black);
    }

    pub(super) fn logo(&mut self) {
        let side = self.sizes.logo.points();
        let top = self.take(side);
        let outlines = sunburst::outlines(self.width / 2.0, top + side / 2.0, side / 2.0);
        self.sheet.items.push(Item::Shape { outlines });
    }

    /// The emblem, the name of the office beside it, and a code at the far end.
    pub(super) fn masthead(&mut self, title: &str, payload: Option<&str>) -> Result<(), QrError> {
        let side = self.sizes.logo.points();
        let between = self.sizes.body * 0.9;
        let code = payload.map(|payload| self.symbol(payload)).transpose()?;
        // The quiet zone: kept free above, below and towards the words; at the far side the sheet's margin is it.
        let code_width =
            code.as_ref().map_or(0.0, |(symbol, module)| module * (symbol.modules() + QUIET_MODULES) as f32);
        let start = side + between;
        let room = self.width - start - if code_width > 0.0 { code_width + between } else { 0.0 };
        let column = self.column(title, self.style(Size::Title, Weight::Bold), room, Breaks::Balanced, TITLE_LINE);
        let code_height =
            code.as_ref().map_or(0.0, |(symbol, module)| module * (symbol.modules() + 2 * QUIET_MODULES) as f32);
        let height = side.max(column.height()).max(code_height);
        let top = self.take(height);
        let x = self.left(Align::Start, 0.0, side, side);
        let outlines = sunburst::outlines(x + side / 2.0, top + height / 2.0, side / 2.0);
        self.sheet.items.push(Item::Shape { outlines });
        let words = top + (height - column.height()) / 2.0;
        self.begin_part(Role::Paragraph);
        self.put(column, words, Align::Start, start, room, Ink::Black);
        if let Some((symbol, module)) = code {
            let width = module * symbol.modules() as f32;
            let dot = 72.0 / self.media.dpi as f32;
            let x = (self.left(Align::End, 0.0, self.width, width) / dot).floor() * dot;
            let y = ((top + (height - width) / 2.0) / dot).ceil() * dot;
            self.begin_part(Role::Code);
            self.sheet.items.push(Item::Qr { x, y, module, symbol });
        }
        Ok(())
    }

    /// A symbol and the side of its modules in points: what was wished for, or the most that fits on this paper.
    fn symbol(&self, payload: &str) -> Result<(Symbol, f32), QrError> {
        let symbol = qr::symbol(payload, ErrorCorrection::Medium)?;
        let dot = 72.0 / self.media.dpi as f32;
        let wished = self.sizes.module_dots(self.media.dpi).get();
        let fitting = (self.width / dot) as u32 / (symbol.modules() + 2 * QUIET_MODULES);
        // Below the least a code cannot be read: then it keeps it, and loses its edge on a head that is too narrow.
        let least = (qr::MIN_MODULE_MM * self.media.dpi as f32 / 25.4).ceil() as u32;
        let module = wished.min(fitting.max(least)) as f32 * dot;
        Ok((symbol, module))
    }

    pub(super) fn qr(&mut self, payload: &str, caption: Option<&str>) -> Result<(), QrError> {
        let (symbol, module) = self.symbol(payload)?;
        let dot = 72.0 / self.media.dpi as f32;
        let side = module * symbol.modules() as f32;
        let quiet = module * QUIET_MODULES as f32;
        let style = self.style(Size::Small, Weight::Medium);
        let column = caption.map(|words| self.column(words, style, self.width, Breaks::Balanced, TITLE_LINE));
        // Marks above the letters stay out of the quiet zone.
        let below = side + 2.0 * quiet + dot + style.points * 0.35;
        let top = self.take(below + column.as_ref().map_or(0.0, Column::height));
        // In the middle to the dot, as the printer's own QR will be.
        // A head narrower than the code: it begins at the edge and loses its right.
        let free = ((self.width / dot).round() as u32).saturating_sub((side / dot).round() as u32);
        let x = (free / 2) as f32 * dot;
        let y = ((top + quiet) / dot).ceil() * dot;
        self.begin_part(Role::Code);
        self.sheet.items.push(Item::Qr { x, y, module, symbol });
        if let Some(column) = column {
            self.begin_part(Role::Paragraph);
            self.put(column, top + below, Align::Centre, 0.0, self.width, Ink::Black);
        }
        Ok(())
    }
}
