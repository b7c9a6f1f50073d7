//! Layout: a [`Document`] placed on a [`Media`], in points. Raster and PDF draw the same [`Laid`].

mod furniture;
mod table;
mod words;

use std::ops::Range;

use zeroize::Zeroize;

use super::document::{Align, Block, Document, Gap, Size, Weight};
use super::media::{Media, Sizes};
use super::qr::{QrError, Symbol};
use super::shape::{Breaks, Fonts, Line, Style};
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
    /// What the items are, in reading order: for readers that do not see them. Items that no part names are ornament.
    pub parts: Vec<Part>,
}

/// A run of items that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What they are.
    pub role: Role,
    /// Which, in [`Sheet::items`].
    pub items: Range<usize>,
}

/// What a part of a sheet is to someone who hears it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The title of the whole.
    Title,
    /// The title of a part.
    Heading,
    /// Words.
    Paragraph,
    /// A code to be scanned.
    Code,
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
    /// Printed, on rolls in dots of twice the size.
    Coarse,
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
        /// What it says, and its modules.
        symbol: Symbol,
    },
}

/// Overwrites every word and code: for documents that hold personal data.
impl Zeroize for Laid {
    fn zeroize(&mut self) {
        self.title.zeroize();
        for item in self.sheets.iter_mut().flat_map(|sheet| &mut sheet.items) {
            match item {
                Item::Text { line, .. } => {
                    for glyph in &mut line.glyphs {
                        glyph.text.zeroize();
                        glyph.id = 0;
                    }
                }
                Item::Qr { symbol, .. } => symbol.zeroize(),
                Item::Rect { .. } | Item::Shape { .. } => {}
            }
        }
    }
}

/// Places `document` on `media`.
///
/// # Errors
/// When a QR payload does not fit in a QR code.
pub fn layout(fonts: &Fonts, document: &Document, media: &Media) -> Result<Laid, QrError> {
    let body = document.body(media.kind);
    let mut flow = Flow {
        fonts,
        media: *media,
        sizes: body.sizes,
        direction: document.direction,
        width: media.width - 2.0 * media.inset,
        labels: 0.0,
        sheets: Vec::new(),
        sheet: Sheet { height: media.margin_top, ..Sheet::default() },
        part: None,
    };
    flow.labels = flow.label_width(&body.blocks);
    for block in &body.blocks {
        flow.block(block)?;
        flow.end_part();
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
    sizes: Sizes,
    direction: Direction,
    width: f32,
    /// Width of the label column, the same in all tables of the document.
    labels: f32,
    sheets: Vec<Sheet>,
    sheet: Sheet,
    /// The part being placed: its role and its first item on this sheet.
    part: Option<(Role, usize)>,
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
            Block::Masthead { title, payload } => self.masthead(title, payload.as_deref())?,
            Block::Heading(text) => {
                self.begin_part(Role::Title);
                self.paragraph(text, self.style(Size::Title, Weight::Bold), Align::Centre, true);
            }
            Block::Section(text) => self.section(text),
            Block::Text { text, size, weight, align } => {
                self.begin_part(Role::Paragraph);
                self.paragraph(text, self.style(*size, *weight), *align, *align == Align::Centre);
            }
            Block::Number { label, coarse } => self.number(label, if *coarse { Ink::Coarse } else { Ink::Black }),
            Block::Rows(rows) => self.rows(rows),
            Block::Figures(figures) => self.figures(figures),
            Block::Fields(rows) => self.fields(rows),
            Block::Signature(labels) => self.signature(labels),
            Block::Space { title } => self.space(title),
            Block::Checklist(entries) => self.checklist(entries),
            Block::Rule(rule) => self.rule(*rule),
            Block::Qr { payload, caption } => self.qr(payload, caption.as_deref())?,
            Block::Notice { title, text } => self.notice(title.as_deref(), text),
            Block::Band(text) => self.band(text),
            Block::Gap(gap) => self.sheet.height += self.gap(*gap),
        }
        Ok(())
    }

    const fn style(&self, size: Size, weight: Weight) -> Style {
        Style { weight, points: self.sizes.of(size) }
    }

    const fn gap(&self, gap: Gap) -> f32 {
        match gap {
            Gap::Small => self.sizes.body * 0.35,
            Gap::Medium => self.sizes.body * 0.75,
            Gap::Large => self.sizes.body * 1.3,
        }
    }

    /// What is placed from here on, up to [`Self::end_part`], belongs together.
    fn begin_part(&mut self, role: Role) {
        self.end_part();
        self.part = Some((role, self.sheet.items.len()));
    }

    fn end_part(&mut self) {
        if let Some((role, start)) = self.part.take()
            && start < self.sheet.items.len()
        {
            self.sheet.parts.push(Part { role, items: start..self.sheet.items.len() });
        }
    }

    /// Takes `height` of the sheet and returns its upper edge; begins a new sheet when this one is full.
    fn take(&mut self, height: f32) -> f32 {
        let room = self.media.height.map_or(f32::INFINITY, |all| all - self.media.margin_bottom);
        if self.sheet.height + height > room && self.sheet.height > self.media.margin_top {
            let going_on = self.part.map(|(role, _)| role);
            self.end_part();
            let full = std::mem::take(&mut self.sheet);
            self.sheets.push(full);
            self.sheet.height = self.media.margin_top;
            self.part = going_on.map(|role| (role, 0));
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
}
