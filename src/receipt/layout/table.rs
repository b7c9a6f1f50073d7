//! What stands in rows and cells: labels and values, figures at a glance, forms, lists to tick.

use super::{Align, Block, Breaks, Column, Flow, Ink, Item, LINE, Role, Size, Style, TITLE_LINE, Weight};
use crate::receipt::document::Row;

impl Flow<'_> {
    fn label_style(&self) -> Style {
        self.style(Size::Body, Weight::Medium)
    }

    fn value_style(&self, row: &Row) -> Style {
        self.style(if row.strong { Size::Large } else { Size::Body }, Weight::Bold)
    }

    /// Width of the label column of all tables of a document.
    pub(super) fn label_width(&self, blocks: &[Block]) -> f32 {
        let most = self.width * self.media.label_share;
        let rows = blocks.iter().filter_map(|block| match block {
            Block::Rows(rows) | Block::Fields(rows) => Some(rows),
            _ => None,
        });
        let width = |row: &Row| self.column(&row.label, self.label_style(), most, Breaks::Full, LINE).width();
        rows.flatten().map(width).fold(0.0, f32::max)
    }

    /// Labels in one column, values in the next. A code that would break there stands below its
    /// label over the whole width instead: a reference is never broken for want of a column.
    pub(super) fn rows(&mut self, rows: &[Row]) {
        if self.media.label_share == 0.0 {
            return self.spread_rows(rows);
        }
        let body = self.sizes.body;
        let start = self.labels + body;
        let room = self.width - start;
        for (n, row) in rows.iter().enumerate() {
            let style = self.value_style(row);
            let between = if n > 0 { body * 0.16 } else { 0.0 };
            let label = self.column(&row.label, self.label_style(), self.labels + 0.01, Breaks::Full, LINE);
            let value = self.column(&row.value, style, room, Breaks::NoOrphan, LINE);
            self.begin_part(Role::Paragraph);
            if value.lines.len() > if row.strong { 1 } else { 3 } {
                let label = self.column(&row.label, self.label_style(), self.width, Breaks::Full, LINE);
                let value = self.column(&row.value, style, self.width, Breaks::NoOrphan, TITLE_LINE);
                let (above, below) = (label.height(), value.height());
                let top = self.take(above + below + between) + between;
                self.put(label, top, Align::Start, 0.0, self.width, Ink::Black);
                self.put(value, top + above, Align::Start, 0.0, self.width, Ink::Black);
                continue;
            }
            // A larger value stands on the same baseline as its label.
            let sink = value.baseline - label.baseline;
            let label = Column { baseline: label.baseline + sink, ..label };
            let height = value.height().max(label.height() + sink);
            let top = self.take(height + between) + between;
            self.put(label, top, Align::Start, 0.0, self.labels, Ink::Black);
            self.put(value, top, Align::Start, start, room, Ink::Black);
        }
    }

    /// Labels at the one edge, values at the other, as narrow paper needs it; a value that does not
    /// fit beside its label stands below it.
    fn spread_rows(&mut self, rows: &[Row]) {
        let label_style = self.label_style();
        let body = self.sizes.body;
        for (n, row) in rows.iter().enumerate() {
            let style = self.value_style(row);
            let together = self.natural_width(&row.label, label_style) + body + self.natural_width(&row.value, style);
            let label = self.column(&row.label, label_style, self.width, Breaks::Full, LINE);
            let value = self.column(&row.value, style, self.width, Breaks::Full, LINE);
            let between = if n > 0 { body * 0.14 } else { 0.0 };
            let beside = together <= self.width && label.lines.len() == 1 && value.lines.len() == 1;
            let drop = if beside { 0.0 } else { label.height() };
            let sink = if beside { value.baseline - label.baseline } else { 0.0 };
            let label = Column { baseline: label.baseline + sink, ..label };
            let top = self.take(value.height() + drop + between) + between;
            self.begin_part(Role::Paragraph);
            self.put(label, top, Align::Start, 0.0, self.width, Ink::Black);
            self.put(value, top + drop, Align::End, 0.0, self.width, Ink::Black);
        }
    }

    /// Cells of equal width between two lines, each with a small label over a large value. Values that are too wide
    /// for their cells stand below each other.
    pub(super) fn figures(&mut self, figures: &[Row]) {
        let label_style = self.style(Size::Small, Weight::Medium);
        let value_style = self.style(Size::Large, Weight::Bold);
        let inside = self.sizes.body * 0.4;
        let fits = |columns: usize| {
            let room = self.width / columns as f32 - 2.0 * inside;
            figures.iter().all(|figure| self.natural_width(&figure.value, value_style) <= room)
        };
        let columns = if fits(figures.len().max(1)) { figures.len() } else { 1 };
        for row in figures.chunks(columns.max(1)) {
            let cell = self.width / row.len() as f32;
            let room = cell - 2.0 * inside;
            let cells: Vec<(Column, Column)> = row
                .iter()
                .map(|figure| {
                    let label = self.column(&figure.label, label_style, room, Breaks::Balanced, TITLE_LINE);
                    (label, self.column(&figure.value, value_style, room, Breaks::Balanced, TITLE_LINE))
                })
                .collect();
            let labels = cells.iter().map(|(label, _)| label.height()).fold(0.0, f32::max);
            let values = cells.iter().map(|(_, value)| value.height()).fold(0.0, f32::max);
            let height = labels + values + 2.0 * inside;
            let top = self.take(height);
            let stroke = self.media.hairline;
            self.line_across(top, stroke);
            self.line_across(top + height - stroke, stroke);
            for n in 1..row.len() {
                self.sheet.items.push(Item::Rect { x: cell * n as f32 - stroke / 2.0, y: top, width: stroke, height });
            }
            for (n, (label, value)) in cells.into_iter().enumerate() {
                let start = cell * n as f32;
                self.begin_part(Role::Paragraph);
                self.put(label, top + inside, Align::Centre, start, cell, Ink::Black);
                self.put(value, top + inside + labels, Align::Centre, start, cell, Ink::Black);
            }
            // Two rows share a line.
            self.sheet.height -= stroke;
        }
        self.sheet.height += self.media.hairline;
    }

    /// The lines of a filled form. A line that was left empty stays, as on any form.
    pub(super) fn fields(&mut self, rows: &[Row]) {
        let label_style = self.label_style();
        let (body, stroke) = (self.sizes.body, self.media.hairline);
        let columns = self.media.label_share > 0.0;
        let start = if columns { self.labels + body * 1.5 } else { 0.0 };
        let room = self.width - start;
        for row in rows {
            let label_room = if columns { self.labels + 0.01 } else { self.width };
            let label = self.column(&row.label, label_style, label_room, Breaks::Full, TITLE_LINE);
            let value = self.column(&row.value, self.value_style(row), room, Breaks::NoOrphan, LINE);
            let drop = if columns { 0.0 } else { label.height() };
            let sink = if columns { value.baseline - label.baseline } else { 0.0 };
            let label = Column { baseline: label.baseline + sink, ..label };
            let (above, below) = (body * 0.3, body * 0.22);
            let height = (drop + value.height().max(value.pitch)).max(label.height() + sink);
            let top = self.take(above + height + below + stroke) + above;
            self.begin_part(Role::Paragraph);
            self.put(label, top, Align::Start, 0.0, label_room, Ink::Black);
            self.put(value, top + drop, Align::Start, start, room, Ink::Black);
            self.end_part();
            self.line_across(top + height + below, stroke);
        }
    }

    /// Lines to write on, side by side.
    pub(super) fn signature(&mut self, labels: &[String]) {
        let style = self.style(Size::Small, Weight::Medium);
        let between = self.sizes.body * 2.0;
        let cell = (self.width + between) / labels.len().max(1) as f32 - between;
        let columns: Vec<Column> =
            labels.iter().map(|label| self.column(label, style, cell, Breaks::Balanced, TITLE_LINE)).collect();
        let below = columns.iter().map(Column::height).fold(0.0, f32::max);
        let (above, stroke) = (self.sizes.body * 3.4, self.media.hairline);
        let top = self.take(above + stroke + self.sizes.body * 0.25 + below) + above;
        for (n, column) in columns.into_iter().enumerate() {
            let start = (cell + between) * n as f32;
            let x = self.left(Align::Start, start, cell, cell);
            self.sheet.items.push(Item::Rect { x, y: top, width: cell, height: stroke });
            self.begin_part(Role::Paragraph);
            self.put(column, top + stroke + self.sizes.body * 0.25, Align::Start, start, cell, Ink::Black);
            self.end_part();
        }
    }

    pub(super) fn checklist(&mut self, entries: &[String]) {
        let style = self.style(Size::Body, Weight::Medium);
        let side = style.points * 0.72;
        let start = side + style.points * 0.65;
        for entry in entries {
            let column = self.column(entry, style, self.width - start, Breaks::NoOrphan, LINE);
            let between = style.points * 0.1;
            let top = self.take(column.height() + between);
            // The box stands on the first baseline, a touch below as letters do.
            let box_top = top + column.baseline - side + side * 0.08;
            let x = self.left(Align::Start, 0.0, side, side);
            self.frame(x, box_top, side, side, self.media.hairline);
            self.begin_part(Role::Paragraph);
            self.put(column, top, Align::Start, start, self.width - start, Ink::Black);
            self.end_part();
        }
    }
}
