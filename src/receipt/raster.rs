//! Raster: a [`Laid`] document as black and white dots.
//!
//! Outlines are filled with anti-aliasing and then cut at a threshold: of the ways tried
//! (`reference/pdf_qr_mrz.md` §2) it alone keeps the small marks of ێ ۆ ڵ at 203 dpi. Glyph origins
//! stand on whole dots, so that equal letters look equal. Lines and QR modules never pass through
//! the threshold: they are whole dots from the start.

use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{GlyphId, MetadataProvider};
use tiny_skia::{FillRule, Mask, PathBuilder, Transform};

use super::layout::{Ink, Item, Laid, Sheet};
use super::page::{Bitmap, Dots, Element, ErrorCorrection, Page, Placement};
use super::shape::{Fonts, Line};

/// Coverage (of 255) from which a dot is black.
const BLACK_FROM: u8 = 110;
/// White letters in black lose to the heat of their neighbours: they are cut a shade bolder.
const WHITE_FROM: u8 = 84;
/// Blank rows that are worth a feed of their own.
const FEED_FROM: u32 = 3;

/// Draws all sheets one below the other, each ending in a cut. QR codes stay [`Element::Qr`] unless
/// something stands beside them.
#[must_use]
pub fn raster(fonts: &Fonts, laid: &Laid) -> Page {
    let scale = laid.media.dpi as f32 / 72.0;
    let width = laid.media.width_dots();
    let mut elements = Vec::new();
    for sheet in &laid.sheets {
        sheet_elements(fonts, sheet, scale, width, &mut elements);
        elements.push(Element::Cut);
    }
    Page { width_dots: width, elements }
}

struct PlacedQr {
    top: u32,
    height: u32,
    element: Element,
}

fn sheet_elements(fonts: &Fonts, sheet: &Sheet, scale: f32, width: Dots, elements: &mut Vec<Element>) {
    let height = Dots((sheet.height * scale).ceil().max(1.0) as u32);
    let mut picture = draw(fonts, sheet, scale, width, height);
    let mut codes = Vec::new();
    for item in &sheet.items {
        let Item::Qr { x, y, module, payload, symbol } = item else { continue };
        let module_dots = Dots((module * scale).round().max(1.0) as u32);
        let side = module_dots * symbol.modules();
        let (left, top) = ((x * scale).round() as u32, (y * scale).round() as u32);
        let alone = (top..top + side.get()).all(|row| picture.is_blank_row(row));
        if alone && left == Placement::Centre.left_edge(width, side).get() {
            codes.push(PlacedQr {
                top,
                height: side.get(),
                element: Element::Qr {
                    payload: payload.clone(),
                    module_dots,
                    error_correction: ErrorCorrection::Medium,
                    align: Placement::Centre,
                },
            });
        } else {
            picture.stamp(&symbol.bitmap(module_dots), left, top);
        }
    }
    codes.sort_by_key(|code| code.top);
    let mut from = 0;
    for code in codes {
        bands(&picture, from, code.top, elements);
        from = code.top + code.height;
        elements.push(code.element);
    }
    bands(&picture, from, height.get(), elements);
}

/// Cuts rows `from..to` into rasters and feeds.
fn bands(picture: &Bitmap, from: u32, to: u32, elements: &mut Vec<Element>) {
    let mut start = from;
    let mut row = from;
    let band = |start: u32, end: u32, elements: &mut Vec<Element>| {
        if end > start {
            elements.push(Element::Raster(picture.crop(0, start, picture.width(), Dots(end - start))));
        }
    };
    while row < to {
        let blank = (row..to).take_while(|row| picture.is_blank_row(*row)).count() as u32;
        if blank >= FEED_FROM || (blank > 0 && (row == start || row + blank == to)) {
            band(start, row, elements);
            elements.push(Element::Feed(Dots(blank)));
            start = row + blank;
        }
        row += blank.max(1);
    }
    band(start, to, elements);
}

/// Everything of a sheet except QR codes.
fn draw(fonts: &Fonts, sheet: &Sheet, scale: f32, width: Dots, height: Dots) -> Bitmap {
    let mut picture = Bitmap::new(width, height);
    let Some(mut black) = Mask::new(width.get(), height.get()) else { return picture };
    let mut white: Option<Mask> = None;
    for item in &sheet.items {
        match item {
            Item::Text { x, y, line, ink } => {
                let mask = match ink {
                    Ink::Black => &mut black,
                    Ink::White => match &mut white {
                        Some(mask) => mask,
                        None => match Mask::new(width.get(), height.get()) {
                            Some(mask) => white.insert(mask),
                            None => continue,
                        },
                    },
                };
                fill_line(fonts, line, *x, *y, scale, mask);
            }
            Item::Shape { outlines } => {
                let mut path = PathBuilder::new();
                for outline in outlines {
                    for (n, [x, y]) in outline.iter().enumerate() {
                        if n == 0 {
                            path.move_to(x * scale, y * scale);
                        } else {
                            path.line_to(x * scale, y * scale);
                        }
                    }
                    path.close();
                }
                if let Some(path) = path.finish() {
                    black.fill_path(&path, FillRule::EvenOdd, true, Transform::identity());
                }
            }
            Item::Rect { .. } | Item::Qr { .. } => {}
        }
    }
    threshold(&black, BLACK_FROM, &mut picture, true);
    for item in &sheet.items {
        if let Item::Rect { x, y, width, height } = item {
            let (left, top) = ((x * scale).round(), (y * scale).round());
            let wide = (width * scale).round().max(1.0);
            let high = (height * scale).round().max(1.0);
            picture.fill(left as u32, top as u32, wide as u32, high as u32, true);
        }
    }
    if let Some(white) = white {
        threshold(&white, WHITE_FROM, &mut picture, false);
    }
    picture
}

fn threshold(mask: &Mask, from: u8, picture: &mut Bitmap, black: bool) {
    let width = mask.width();
    for (at, coverage) in mask.data().iter().enumerate() {
        if *coverage >= from {
            let at = at as u32;
            picture.set(at % width, at / width, black);
        }
    }
}

fn fill_line(fonts: &Fonts, line: &Line, x: f32, y: f32, scale: f32, mask: &mut Mask) {
    let mut pen = Pen { path: PathBuilder::new(), x: 0.0, y: 0.0 };
    let size = Size::new(line.style.points * scale);
    for glyph in &line.glyphs {
        pen.x = ((x + glyph.x) * scale).round();
        pen.y = ((y - glyph.rise) * scale).round();
        let outlines = fonts.face(glyph.weight).outline_glyphs();
        if let Some(outline) = outlines.get(GlyphId::new(u32::from(glyph.id))) {
            // An outline that cannot be drawn leaves a hole in one word; the embedded faces have none
            // (a test draws every glyph), so there is nobody to tell.
            let _drawn = outline.draw(DrawSettings::unhinted(size, LocationRef::default()), &mut pen);
        }
    }
    if let Some(path) = pen.path.finish() {
        mask.fill_path(&path, FillRule::Winding, true, Transform::identity());
    }
}

/// Outlines with the origin at (`x`, `y`), upward turned downward.
struct Pen {
    path: PathBuilder,
    x: f32,
    y: f32,
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.move_to(self.x + x, self.y - y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.path.line_to(self.x + x, self.y - y);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.path.quad_to(self.x + cx, self.y - cy, self.x + x, self.y - y);
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.path.cubic_to(self.x + ax, self.y - ay, self.x + bx, self.y - by, self.x + x, self.y - y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}
