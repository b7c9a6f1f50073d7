//! Words on their own: paragraphs, the label, framed and black bands.

use super::{Align, Breaks, Column, Flow, Ink, Item, LINE, Role, Size, Style, TITLE_LINE, Weight};
use crate::receipt::shape::UNBROKEN;

impl Flow<'_> {
    pub(super) fn paragraph(&mut self, text: &str, style: Style, align: Align, balanced: bool) {
        let (leading, breaks) = if balanced { (TITLE_LINE, Breaks::Balanced) } else { (LINE, Breaks::NoOrphan) };
        let mut column = self.column(text, style, self.width, breaks, leading);
        // Line by line, so that a long paragraph may go over to the next sheet.
        for line in std::mem::take(&mut column.lines) {
            let top = self.take(column.pitch);
            let one = Column { lines: vec![line], ..column };
            self.put(one, top, align, 0.0, self.width, Ink::Black);
        }
    }

    /// The title of a part of a form, on a line of its own width.
    pub(super) fn section(&mut self, text: &str) {
        let style = self.style(Size::Body, Weight::Bold);
        let column = self.column(text, style, self.width, Breaks::Full, TITLE_LINE);
        let (height, stroke) = (column.height(), self.media.hairline * 2.0);
        // A title alone at the foot of a sheet would lose its part: it asks for room for a line of it too.
        let above = style.points * 0.9;
        let wanted = above + height + stroke + style.points * 2.6;
        let top = self.take(wanted) + above;
        self.sheet.height = top + height + stroke + style.points * 0.3;
        self.begin_part(Role::Heading);
        self.put(column, top, Align::Start, 0.0, self.width, Ink::Black);
        self.end_part();
        self.line_across(top + height, stroke);
    }

    /// The label, as high as was wished for or as wide as the paper.
    pub(super) fn number(&mut self, label: &str, ink: Ink) {
        let em = Style { weight: Weight::Bold, points: 100.0 };
        let cap_of_em = self.fonts.vertical(em).cap_height / em.points;
        let largest = self.sizes.label_height().points() / cap_of_em;
        // As wide as with the widest digits: every label of a form has one size, and what stands below it one place.
        let widest: String = label.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        let natural = self.natural_width(&widest, Style { points: largest, ..em });
        let fitting = largest * (self.width * 0.96 / natural.max(1.0)).min(1.0);
        // A little above the least, so that whole dots never fall below it.
        let least = crate::receipt::Millimetres(crate::receipt::document::NUMBER_MIN_MM).points() / cap_of_em * 1.01;
        let style = Style { points: fitting.max(least), ..em };
        let cap = self.fonts.vertical(style).cap_height;
        let room = cap * 0.2;
        // Only a label that does not fit at the least height may break.
        let width = if fitting < least { self.width } else { UNBROKEN };
        self.begin_part(Role::Title);
        for line in self.fonts.lines(label, style, self.direction, width, Breaks::Full) {
            let top = self.take(cap + 2.0 * room);
            let x = self.left(Align::Centre, 0.0, self.width, line.width);
            self.sheet.items.push(Item::Text { x, y: top + room + cap, line, ink });
        }
    }

    /// Width of the longest line when nothing wraps.
    pub(super) fn natural_width(&self, text: &str, style: Style) -> f32 {
        let lines = self.fonts.lines(text, style, self.direction, UNBROKEN, Breaks::Full);
        lines.iter().map(|line| line.width).fold(0.0, f32::max)
    }

    pub(super) fn notice(&mut self, title: Option<&str>, text: &str) {
        let inside = self.sizes.body * 0.75;
        let room = self.width - 2.0 * inside;
        let bold = self.style(Size::Body, Weight::Bold);
        let medium = self.style(Size::Body, Weight::Medium);
        let title = title.map(|words| self.column(words, bold, room, Breaks::Full, LINE));
        let text = self.column(text, medium, room, Breaks::NoOrphan, LINE);
        let title_height = title.as_ref().map_or(0.0, Column::height);
        let above = inside * 0.55;
        let height = title_height + text.height() + 2.0 * above;
        let top = self.take(height);
        if self.media.height.is_some() {
            self.frame(0.0, top, self.width, height, self.media.hairline);
        } else {
            // On a roll a bar where reading begins: the sides of a frame would make every row as wide as the paper.
            let bar = self.media.hairline * 3.0;
            let x = self.left(Align::Start, 0.0, self.width, bar);
            self.sheet.items.push(Item::Rect { x, y: top, width: bar, height });
        }
        if let Some(title) = title {
            self.begin_part(Role::Heading);
            self.put(title, top + above, Align::Start, inside, room, Ink::Black);
        }
        self.begin_part(Role::Paragraph);
        self.put(text, top + above + title_height, Align::Start, inside, room, Ink::Black);
    }

    pub(super) fn band(&mut self, text: &str) {
        let style = self.style(Size::Body, Weight::Bold);
        let inside = style.points * 0.5;
        let column = self.column(text, style, self.width - 2.0 * inside, Breaks::Balanced, TITLE_LINE);
        let height = column.height() + style.points * 0.4;
        let top = self.take(height);
        self.sheet.items.push(Item::Rect { x: 0.0, y: top, width: self.width, height });
        self.begin_part(Role::Paragraph);
        self.put(column, top + style.points * 0.2, Align::Centre, inside, self.width - 2.0 * inside, Ink::White);
    }
}
