//! Items of a sheet as pieces of dots.
//!
//! Outlines are filled with anti-aliasing and then cut at a threshold: of the ways tried
//! (`reference/pdf_qr_mrz.md` §2) it alone keeps the small marks of ێ ۆ ڵ at 203 dpi. Glyph origins
//! stand on whole dots from the beginning of their run, so that equal words look equal wherever they
//! stand. Lines and QR modules never pass through the threshold: they are whole dots from the start.

use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{GlyphId, MetadataProvider};
use tiny_skia::{FillRule, Mask, Path, PathBuilder, Transform};

use super::layout::{Ink, Item, Sheet};
use super::page::{Bitmap, Dots};
use super::piece::{Piece, PieceKind};
use super::shape::{Fonts, Glyph, Line};

/// Coverage (of 255) from which a dot is black.
const BLACK_FROM: u8 = 110;
/// White letters in black lose to the heat of their neighbours: they are cut a shade bolder.
const WHITE_FROM: u8 = 84;

/// Everything of a sheet except QR codes, `scale` dots a point.
pub(super) fn pieces(fonts: &Fonts, sheet: &Sheet, scale: f32) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut groups = 0;
    for item in &sheet.items {
        match item {
            Item::Text { x, y, line, ink: ink @ (Ink::Black | Ink::Coarse) } => {
                for run in runs(line, &mut groups) {
                    let drawn = if *ink == Ink::Coarse {
                        draw_run(fonts, line, run.glyphs, [*x, *y], scale / 2.0, BLACK_FROM).map(|half| half.doubled())
                    } else {
                        draw_run(fonts, line, run.glyphs, [*x, *y], scale, BLACK_FROM)
                    };
                    pieces.extend(drawn.and_then(|drawn| drawn.piece(run.kind)));
                }
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
                let drawn = path.finish().and_then(|path| fill(&path, FillRule::EvenOdd, [0, 0], BLACK_FROM));
                pieces.extend(drawn.and_then(|drawn| drawn.piece(PieceKind::Fixed)));
            }
            Item::Rect { x, y, width, height } => {
                let wide = (width * scale).round().max(1.0);
                let high = (height * scale).round().max(1.0);
                let mut picture = Bitmap::new(Dots(wide as u32), Dots(high as u32));
                picture.fill(0, 0, wide as u32, high as u32, true);
                let at = [(x * scale).round() as i32, (y * scale).round() as i32];
                pieces.extend(Drawn { picture, at }.piece(PieceKind::Fixed));
            }
            Item::Text { ink: Ink::White, .. } | Item::Qr { .. } => {}
        }
    }
    for item in &sheet.items {
        if let Item::Text { x, y, line, ink: Ink::White } = item
            && let Some(letters) = draw_run(fonts, line, &line.glyphs, [*x, *y], scale, WHITE_FROM)
        {
            pieces = pieces.into_iter().filter_map(|piece| letters.cut_out_of(piece)).collect();
        }
    }
    pieces
}

/// Glyphs of a line that are one piece.
struct Run<'a> {
    glyphs: &'a [Glyph],
    kind: PieceKind,
}

/// Each character of a number, a date or a label is a piece; all between them is one.
fn runs<'a>(line: &'a Line, groups: &mut u32) -> Vec<Run<'a>> {
    let mut runs: Vec<Run<'a>> = Vec::new();
    let is_space = |glyph: &Glyph| !glyph.text.is_empty() && glyph.text.chars().all(char::is_whitespace);
    let mut fixed = 0;
    let mut in_group = false;
    let mut start = 0;
    while start < line.glyphs.len() {
        let length = line.glyphs[start..].iter().take_while(|glyph| !is_space(glyph)).count();
        let word = &line.glyphs[start..start + length];
        let characters: Option<Vec<char>> = word.iter().map(|glyph| movable(&glyph.text)).collect();
        if let Some(characters) = characters.filter(|characters| !characters.is_empty()) {
            runs.extend((fixed < start).then(|| Run { glyphs: &line.glyphs[fixed..start], kind: PieceKind::Fixed }));
            *groups += u32::from(!in_group);
            for (at, character) in characters.into_iter().enumerate() {
                runs.push(Run { glyphs: &word[at..=at], kind: PieceKind::Glyph { character, group: *groups } });
            }
            fixed = start + length;
            in_group = true;
        } else {
            in_group &= word.is_empty();
        }
        start += length.max(1);
    }
    runs.extend((fixed < start).then(|| Run { glyphs: &line.glyphs[fixed..], kind: PieceKind::Fixed }));
    runs
}

/// The character, when it is one of those that numbers, dates, times and labels are made of.
fn movable(text: &str) -> Option<char> {
    let mut characters = text.chars();
    let character = characters.next().filter(|_| characters.as_str().is_empty())?;
    matches!(character,
        '0'..='9' | '٠'..='٩' | '۰'..='۹' | 'A'..='Z' | '-' | '/' | ':' | '.' | ',' | '+' | '(' | ')' | '٫' | '٬' | '٪')
    .then_some(character)
}

/// Dots at a place that may lie outside the sheet.
struct Drawn {
    picture: Bitmap,
    at: [i32; 2],
}

impl Drawn {
    /// Each dot as two by two, from an even column and row on: the raster commands of printers double such dots.
    fn doubled(&self) -> Self {
        let (width, height) = (self.picture.width().get(), self.picture.height().get());
        let mut picture = Bitmap::new(Dots(2 * width), Dots(2 * height));
        for y in 0..height {
            for x in (0..width).filter(|x| self.picture.get(*x, y)) {
                picture.fill(2 * x, 2 * y, 2, 2, true);
            }
        }
        Self { picture, at: self.at.map(|at| 2 * at) }
    }

    fn piece(&self, kind: PieceKind) -> Option<Piece> {
        let [x, y] = self.at;
        let (left, top) = (0.max(-x) as u32, 0.max(-y) as u32);
        let width = self.picture.width().get().checked_sub(left)?;
        let height = self.picture.height().get().checked_sub(top)?;
        let inside = self.picture.crop(left, top, Dots(width), Dots(height));
        Piece::cropped(&inside, 0.max(x) as u32, 0.max(y) as u32, kind)
    }

    /// The piece without these dots.
    fn cut_out_of(&self, piece: Piece) -> Option<Piece> {
        let [x, y] = self.at.map(|at| u32::try_from(at).unwrap_or(0));
        let (right, bottom) = (x + self.picture.width().get(), y + self.picture.height().get());
        if piece.right() <= x || right <= piece.x || piece.bottom() <= y || bottom <= piece.y {
            return Some(piece);
        }
        let mut picture = Bitmap::clone(&piece.picture);
        for row in y.max(piece.y)..bottom.min(piece.bottom()) {
            for column in x.max(piece.x)..right.min(piece.right()) {
                if self.picture.get(column - x, row - y) {
                    picture.set(column - piece.x, row - piece.y, false);
                }
            }
        }
        Piece::cropped(&picture, piece.x, piece.y, piece.kind)
    }
}

/// Glyphs whose line begins at `at` (left edge and baseline, in points).
fn draw_run(fonts: &Fonts, line: &Line, glyphs: &[Glyph], at: [f32; 2], scale: f32, from: u8) -> Option<Drawn> {
    let first = glyphs.first()?;
    let origin = [((at[0] + first.x) * scale).round() as i32, (at[1] * scale).round() as i32];
    let size = Size::new(line.style.points * scale);
    let mut pen = Pen { path: PathBuilder::new(), x: 0.0, y: 0.0 };
    for glyph in glyphs {
        pen.x = ((glyph.x - first.x) * scale).round();
        pen.y = (-glyph.rise * scale).round();
        let outlines = fonts.face(glyph.weight).outline_glyphs();
        if let Some(outline) = outlines.get(GlyphId::new(u32::from(glyph.id))) {
            // An outline that cannot be drawn leaves a hole in one word; the embedded faces have none
            // (a test draws every glyph), so there is nobody to tell.
            let _drawn = outline.draw(DrawSettings::unhinted(size, LocationRef::default()), &mut pen);
        }
    }
    fill(&pen.path.finish()?, FillRule::Winding, origin, from)
}

/// Fills outlines given relative to `origin`. What is equal there is equal in dots.
fn fill(path: &Path, rule: FillRule, origin: [i32; 2], from: u8) -> Option<Drawn> {
    let bounds = path.bounds();
    let (left, top) = (bounds.left().floor() as i32 - 1, bounds.top().floor() as i32 - 1);
    let width = (bounds.right().ceil() as i32 + 1 - left) as u32;
    let height = (bounds.bottom().ceil() as i32 + 1 - top) as u32;
    let mut mask = Mask::new(width, height)?;
    mask.fill_path(path, rule, true, Transform::from_translate(-left as f32, -top as f32));
    let rows = mask.data().chunks(width as usize);
    let data = rows.flat_map(|row| {
        row.chunks(8).map(move |dots| {
            dots.iter().zip(0_u8..).fold(0, |byte, (dot, bit)| byte | u8::from(*dot >= from) << (7 - bit))
        })
    });
    let picture = Bitmap::from_rows(Dots(width), Dots(height), data.collect())?;
    Some(Drawn { picture, at: [origin[0] + left, origin[1] + top] })
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
