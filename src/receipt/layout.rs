//! Layout: a [`Document`] placed on a [`Media`], in points. Raster and PDF draw the same [`Laid`].

use super::document::{Align, Block, Document, Gap, NUMBER_MIN_MM, Row, Rule, Size, Weight};
use super::media::Media;
use super::page::{ErrorCorrection, Millimetres};
use super::qr::{self, QUIET_MODULES, QrError, Symbol};
use super::shape::{Breaks, Fonts, Line, Style, UNBROKEN};
use super::sunburst;
use crate::i18n::{Direction, Language};

/// A document with every glyph, line and module in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Laid {
    /// What it was placed on.
    pub media: Media,
    /// Language of the words.
    pub language: Language,
    /// Title for metadata.
    pub title: String,
    /// One per sheet of paper; paper from a roll has one.
    pub sheets: Vec<Sheet>,
}

/// One sheet. Coordinates are points from the upper left corner of the printable area, downward.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// Height used.
    pub height: f32,
    /// In drawing order, from the top.
    pub items: Vec<Item>,
}

impl Sheet {
    /// Moves everything to the right.
    fn shift(&mut self, by: f32) {
        for item in &mut self.items {
            match item {
                Item::Text { x, .. } | Item::Rect { x, .. } | Item::Qr { x, .. } => *x += by,
                Item::Shape { outlines } => outlines.iter_mut().flatten().for_each(|point| point[0] += by),
            }
        }
    }
}

/// Colour of an item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ink {
    /// Printed.
    #[default]
    Black,
    /// Left free inside black.
    White,
}

/// Something placed.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A line of text with the origin of its baseline.
    Text {
        /// Left edge.
        x: f32,
        /// Baseline.
        y: f32,
        /// The glyphs.
        line: Line,
        /// Colour.
        ink: Ink,
    },
    /// A filled rectangle: rules, frames, bands. Never thinner than one dot.
    Rect {
        /// Left edge.
        x: f32,
        /// Upper edge.
        y: f32,
        /// Width.
        width: f32,
        /// Height.
        height: f32,
    },
    /// Filled polygons (even-odd).
    Shape {
        /// Closed outlines.
        outlines: Vec<Vec<[f32; 2]>>,
    },
    /// A QR code without its quiet zone, which is kept free around it.
    Qr {
        /// Left edge.
        x: f32,
        /// Upper edge.
        y: f32,
        /// Side of a module.
        module: f32,
        /// What it says.
        payload: String,
        /// The modules.
        symbol: Symbol,
    },
}

/// Places `document` on `media`.
///
/// # Errors
/// When a QR payload does not fit in a QR code.
pub fn layout(fonts: &Fonts, document: &Document, media: &Media) -> Result<Laid, QrError> {
    let mut flow = Flow {
        fonts,
        media: *media,
        direction: document.direction,
        width: media.width - 2.0 * media.inset,
        labels: 0.0,
        sheets: Vec::new(),
        sheet: Sheet { height: media.margin_top, items: Vec::new() },
    };
    flow.labels = flow.label_width(document);
    for block in &document.blocks {
        flow.block(block)?;
    }
    flow.sheet.height += media.margin_bottom;
    flow.sheets.push(flow.sheet);
    for sheet in &mut flow.sheets {
        sheet.shift(media.inset);
    }
    Ok(Laid { media: *media, language: document.language, title: document.title.clone(), sheets: flow.sheets })
}

/// Height of a line of text in its size.
const LINE: f32 = 1.42;
/// Lines of a title stand closer.
const TITLE_LINE: f32 = 1.3;

struct Flow<'a> {
    fonts: &'a Fonts,
    media: Media,
    direction: Direction,
    width: f32,
    /// Width of the label column, the same in all tables of the document.
    labels: f32,
    sheets: Vec<Sheet>,
    sheet: Sheet,
}

/// A column of lines, not yet placed.
struct Column {
    lines: Vec<Line>,
    pitch: f32,
    /// From the top of a line to its baseline.
    baseline: f32,
}

impl Column {
    fn height(&self) -> f32 {
        self.pitch * self.lines.len() as f32
    }

    fn width(&self) -> f32 {
        self.lines.iter().map(|line| line.width).fold(0.0, f32::max)
    }
}

impl Flow<'_> {
    fn block(&mut self, block: &Block) -> Result<(), QrError> {
        match block {
            Block::Logo => self.logo(),
            Block::Heading(text) => {
                let style = Style { weight: Weight::Bold, points: self.media.sizes.of(Size::Title) };
                self.paragraph(text, style, Align::Centre, true);
            }
            Block::Text { text, size, weight, align } => {
                let style = Style { weight: *weight, points: self.media.sizes.of(*size) };
                self.paragraph(text, style, *align, *align == Align::Centre);
            }
            Block::Number(label) => self.number(label),
            Block::Rows(rows) => self.rows(rows),
            Block::Checklist(entries) => self.checklist(entries),
            Block::Rule(rule) => self.rule(*rule),
            Block::Qr { payload, caption } => self.qr(payload, caption.as_deref())?,
            Block::Notice { title, text } => self.notice(title.as_deref(), text),
            Block::Band(text) => self.band(text),
            Block::Gap(gap) => self.sheet.height += self.gap(*gap),
        }
        Ok(())
    }

    const fn gap(&self, gap: Gap) -> f32 {
        match gap {
            Gap::Small => self.media.sizes.body * 0.35,
            Gap::Medium => self.media.sizes.body * 0.75,
            Gap::Large => self.media.sizes.body * 1.3,
        }
    }

    /// Takes `height` of the sheet and returns its upper edge; begins a new sheet when this one is full.
    fn take(&mut self, height: f32) -> f32 {
        let room = self.media.height.map_or(f32::INFINITY, |all| all - self.media.margin_bottom);
        if self.sheet.height + height > room && self.sheet.height > self.media.margin_top {
            let full = std::mem::take(&mut self.sheet);
            self.sheets.push(full);
            self.sheet.height = self.media.margin_top;
        }
        let top = self.sheet.height;
        self.sheet.height += height;
        top
    }

    fn column(&self, text: &str, style: Style, width: f32, breaks: Breaks, leading: f32) -> Column {
        let lines = self.fonts.lines(text, style, self.direction, width, breaks);
        let vertical = self.fonts.vertical(style);
        let pitch = style.points * leading;
        // The letters' full height in the middle of the line.
        let baseline = (pitch + vertical.ascent - vertical.descent) / 2.0;
        Column { lines, pitch, baseline }
    }

    /// Left edge of something `width` wide in a box that starts `start` after the reading edge.
    fn left(&self, align: Align, start: f32, room: f32, width: f32) -> f32 {
        let along = match align {
            Align::Start => start,
            Align::Centre => start + (room - width) / 2.0,
            Align::End => start + room - width,
        };
        match self.direction {
            Direction::Ltr => along,
            Direction::Rtl => self.width - along - width,
        }
    }

    fn put(&mut self, column: Column, top: f32, align: Align, start: f32, room: f32, ink: Ink) {
        for (n, line) in column.lines.into_iter().enumerate() {
            let x = self.left(align, start, room, line.width);
            let y = top + column.pitch * n as f32 + column.baseline;
            self.sheet.items.push(Item::Text { x, y, line, ink });
        }
    }

    fn paragraph(&mut self, text: &str, style: Style, align: Align, balanced: bool) {
        let leading = if balanced { TITLE_LINE } else { LINE };
        let mut column =
            self.column(text, style, self.width, if balanced { Breaks::Balanced } else { Breaks::NoOrphan }, leading);
        // Line by line, so that a long paragraph may go over to the next sheet.
        for line in std::mem::take(&mut column.lines) {
            let top = self.take(column.pitch);
            let one = Column { lines: vec![line], ..column };
            self.put(one, top, align, 0.0, self.width, Ink::Black);
        }
    }

    fn number(&mut self, label: &str) {
        let largest = Style { weight: Weight::Bold, points: self.media.sizes.number };
        let natural = self.natural_width(label, largest);
        let fitting = largest.points * (self.width * 0.94 / natural.max(1.0)).min(1.0);
        let cap_of_em = self.fonts.vertical(largest).cap_height / largest.points;
        // A little above the least, so that whole dots never fall below it.
        let least = Millimetres(NUMBER_MIN_MM).points() / cap_of_em * 1.01;
        let style = Style { weight: Weight::Bold, points: fitting.max(least) };
        let cap = self.fonts.vertical(style).cap_height;
        let room = cap * 0.26;
        // Only a label that does not fit at the least height may break.
        let width = if fitting < least { self.width } else { UNBROKEN };
        for line in self.fonts.lines(label, style, self.direction, width, Breaks::Full) {
            let top = self.take(cap + 2.0 * room);
            let x = self.left(Align::Centre, 0.0, self.width, line.width);
            self.sheet.items.push(Item::Text { x, y: top + room + cap, line, ink: Ink::Black });
        }
    }

    /// Width of the longest line when nothing wraps.
    fn natural_width(&self, text: &str, style: Style) -> f32 {
        let lines = self.fonts.lines(text, style, self.direction, UNBROKEN, Breaks::Full);
        lines.iter().map(|line| line.width).fold(0.0, f32::max)
    }

    fn label_style(&self) -> Style {
        Style { weight: Weight::Medium, points: self.media.sizes.body }
    }

    fn label_width(&self, document: &Document) -> f32 {
        let most = self.width * self.media.label_share;
        let rows =
            document.blocks.iter().filter_map(|block| if let Block::Rows(rows) = block { Some(rows) } else { None });
        let width = |row: &Row| self.column(&row.label, self.label_style(), most, Breaks::Full, LINE).width();
        rows.flatten().map(width).fold(0.0, f32::max)
    }

    /// Labels in one column, values in the next. A code that would break there stands below its
    /// label over the whole width instead: a reference is never broken for want of a column.
    fn rows(&mut self, rows: &[Row]) {
        if self.media.label_share == 0.0 {
            return self.spread_rows(rows);
        }
        let sizes = self.media.sizes;
        let start = self.labels + sizes.body;
        let room = self.width - start;
        for (n, row) in rows.iter().enumerate() {
            let points = if row.strong { sizes.large } else { sizes.body };
            let style = Style { weight: Weight::Bold, points };
            let between = if n > 0 { sizes.body * 0.25 } else { 0.0 };
            let label = self.column(&row.label, self.label_style(), self.labels + 0.01, Breaks::Full, LINE);
            let value = self.column(&row.value, style, room, Breaks::NoOrphan, LINE);
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
        let sizes = self.media.sizes;
        for (n, row) in rows.iter().enumerate() {
            let points = if row.strong { sizes.large } else { sizes.body };
            let style = Style { weight: Weight::Bold, points };
            let together =
                self.natural_width(&row.label, label_style) + sizes.body + self.natural_width(&row.value, style);
            let label = self.column(&row.label, label_style, self.width, Breaks::Full, LINE);
            let value = self.column(&row.value, style, self.width, Breaks::Full, LINE);
            let between = if n > 0 { sizes.body * 0.2 } else { 0.0 };
            let beside = together <= self.width && label.lines.len() == 1 && value.lines.len() == 1;
            let drop = if beside { 0.0 } else { label.height() };
            let sink = if beside { value.baseline - label.baseline } else { 0.0 };
            let label = Column { baseline: label.baseline + sink, ..label };
            let top = self.take(value.height() + drop + between) + between;
            self.put(label, top, Align::Start, 0.0, self.width, Ink::Black);
            self.put(value, top + drop, Align::End, 0.0, self.width, Ink::Black);
        }
    }

    fn checklist(&mut self, entries: &[String]) {
        let style = Style { weight: Weight::Medium, points: self.media.sizes.body };
        let side = style.points * 0.72;
        let start = side + style.points * 0.65;
        for entry in entries {
            let column = self.column(entry, style, self.width - start, Breaks::NoOrphan, LINE);
            let between = style.points * 0.18;
            let top = self.take(column.height() + between);
            // The box stands on the first baseline, a touch below as letters do.
            let box_top = top + column.baseline - side + side * 0.08;
            let x = self.left(Align::Start, 0.0, side, side);
            self.frame(x, box_top, side, side, self.media.hairline);
            self.put(column, top, Align::Start, start, self.width - start, Ink::Black);
        }
    }

    fn frame(&mut self, x: f32, y: f32, width: f32, height: f32, stroke: f32) {
        let items = &mut self.sheet.items;
        items.push(Item::Rect { x, y, width, height: stroke });
        items.push(Item::Rect { x, y: y + height - stroke, width, height: stroke });
        items.push(Item::Rect { x, y, width: stroke, height });
        items.push(Item::Rect { x: x + width - stroke, y, width: stroke, height });
    }

    fn rule(&mut self, rule: Rule) {
        let stroke = match rule {
            Rule::Thin => self.media.hairline,
            Rule::Thick => self.media.hairline * 2.0,
        };
        let room = self.gap(Gap::Medium);
        let top = self.take(stroke + 2.0 * room) + room;
        self.sheet.items.push(Item::Rect { x: 0.0, y: top, width: self.width, height: stroke });
    }

    fn qr(&mut self, payload: &str, caption: Option<&str>) -> Result<(), QrError> {
        let symbol = qr::symbol(payload, ErrorCorrection::Medium)?;
        let dot = 72.0 / self.media.dpi as f32;
        let module = self.media.qr_module.get() as f32 * dot;
        let side = module * symbol.modules() as f32;
        let quiet = module * QUIET_MODULES as f32;
        let style = Style { weight: Weight::Medium, points: self.media.sizes.small };
        let column = caption.map(|words| self.column(words, style, self.width, Breaks::Balanced, TITLE_LINE));
        // Marks above the letters stay out of the quiet zone.
        let below = side + 2.0 * quiet + dot + style.points * 0.35;
        let top = self.take(below + column.as_ref().map_or(0.0, Column::height));
        // In the middle to the dot, as the printer's own QR will be.
        // A head narrower than the code: it begins at the edge and loses its right.
        let free = ((self.width / dot).round() as u32).saturating_sub(self.media.qr_module.get() * symbol.modules());
        let x = (free / 2) as f32 * dot;
        let y = ((top + quiet) / dot).ceil() * dot;
        self.sheet.items.push(Item::Qr { x, y, module, payload: payload.to_owned(), symbol });
        if let Some(column) = column {
            self.put(column, top + below, Align::Centre, 0.0, self.width, Ink::Black);
        }
        Ok(())
    }

    fn notice(&mut self, title: Option<&str>, text: &str) {
        let sizes = self.media.sizes;
        let inside = sizes.body * 0.75;
        let room = self.width - 2.0 * inside;
        let bold = Style { weight: Weight::Bold, points: sizes.body };
        let medium = Style { weight: Weight::Medium, points: sizes.body };
        let title = title.map(|words| self.column(words, bold, room, Breaks::Full, LINE));
        let text = self.column(text, medium, room, Breaks::NoOrphan, LINE);
        let title_height = title.as_ref().map_or(0.0, Column::height);
        let above = inside * 0.6;
        let height = title_height + text.height() + 2.0 * above;
        let top = self.take(height);
        self.frame(0.0, top, self.width, height, self.media.hairline);
        if let Some(title) = title {
            self.put(title, top + above, Align::Start, inside, room, Ink::Black);
        }
        self.put(text, top + above + title_height, Align::Start, inside, room, Ink::Black);
    }

    fn band(&mut self, text: &str) {
        let style = Style { weight: Weight::Bold, points: self.media.sizes.body };
        let inside = style.points * 0.5;
        let column = self.column(text, style, self.width - 2.0 * inside, Breaks::Balanced, TITLE_LINE);
        let height = column.height() + style.points * 0.4;
        let top = self.take(height);
        self.sheet.items.push(Item::Rect { x: 0.0, y: top, width: self.width, height });
        self.put(column, top + style.points * 0.2, Align::Centre, inside, self.width - 2.0 * inside, Ink::White);
    }

    fn logo(&mut self) {
        let side = self.media.sizes.logo;
        let top = self.take(side);
        let outlines = sunburst::outlines(self.width / 2.0, top + side / 2.0, side / 2.0);
        self.sheet.items.push(Item::Shape { outlines });
    }
}
