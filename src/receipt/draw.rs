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

use std::sync::Arc;

use super::known::{Drawing, Look};
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
                let how = How { scale, from: BLACK_FROM, coarse: *ink == Ink::Coarse };
                for run in runs(line, &mut groups) {
                    let drawn = draw_run(fonts, line, run.glyphs, [*x, *y], how);
                    pieces.extend(drawn.and_then(|drawn| piece(&drawn, run.kind)));
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
                let drawn = path.finish().and_then(|path| fill(&path, FillRule::EvenOdd, BLACK_FROM));
                pieces.extend(drawn.and_then(|drawn| piece(&drawn, PieceKind::Fixed)));
            }
            Item::Rect { x, y, width, height } => {
                let wide = (width * scale).round().max(1.0);
                let high = (height * scale).round().max(1.0);
                let mut picture = Bitmap::new(Dots(wide as u32), Dots(high as u32));
                picture.fill(0, 0, wide as u32, high as u32, true);
                let at = [(x * scale).round() as i32, (y * scale).round() as i32];
                pieces.extend(piece(&Drawing { picture: Arc::new(picture), at }, PieceKind::Fixed));
            }
            Item::Text { ink: Ink::White, .. } | Item::Qr { .. } => {}
        }
    }
    for item in &sheet.items {
        if let Item::Text { x, y, line, ink: Ink::White } = item
            && let Some(letters) =
                draw_run(fonts, line, &line.glyphs, [*x, *y], How { scale, from: WHITE_FROM, coarse: false })
        {
            pieces = pieces.into_iter().filter_map(|piece| cut_out_of(&letters, piece)).collect();
        }
    }
    pieces
}

/// Glyphs of a line that are one piece.
struct Run<'a> {
    glyphs: &'a [Glyph],
    kind: PieceKind,
}

/// Each character of a number, a date or a label is a piece, and each digit within another word (the day in `٢٨ی`); all
/// between them is one.
fn runs<'a>(line: &'a Line, groups: &mut u32) -> Vec<Run<'a>> {
    let mut runs: Vec<Run<'a>> = Vec::new();
    let is_space = |glyph: &Glyph| !glyph.text.is_empty() && glyph.text.chars().all(char::is_whitespace);
    let mut fixed = 0;
    let mut in_group = false;
    let mut start = 0;
    while start < line.glyphs.len() {
        let length = line.glyphs[start..].iter().take_while(|glyph| !is_space(glyph)).count();
        let word = &line.glyphs[start..start + length];
        let is_movable = word.iter().all(|glyph| movable(&glyph.text).is_some());
        for (at, glyph) in (start..).zip(word) {
            let moves = movable(&glyph.text).filter(|character| is_movable || character.is_numeric());
            if let Some(character) = moves {
                runs.extend((fixed < at).then(|| Run { glyphs: &line.glyphs[fixed..at], kind: PieceKind::Fixed }));
                *groups += u32::from(!in_group);
                runs.push(Run { glyphs: &line.glyphs[at..=at], kind: PieceKind::Glyph { character, group: *groups } });
                fixed = at + 1;
            }
            in_group = moves.is_some();
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

/// The drawing, which may lie outside the sheet, as a piece of it.
fn piece(drawn: &Drawing, kind: PieceKind) -> Option<Piece> {
    let [x, y] = drawn.at;
    if let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y)) {
        return Some(Piece { x, y, picture: Arc::clone(&drawn.picture), kind });
    }
    let (left, top) = (0.max(-x) as u32, 0.max(-y) as u32);
    let width = drawn.picture.width().get().checked_sub(left)?;
    let height = drawn.picture.height().get().checked_sub(top)?;
    let inside = drawn.picture.crop(left, top, Dots(width), Dots(height));
    Piece::cropped(&inside, 0.max(x) as u32, 0.max(y) as u32, kind)
}

/// The piece without the dots of `letters`.
fn cut_out_of(letters: &Drawing, piece: Piece) -> Option<Piece> {
    let [x, y] = letters.at.map(|at| u32::try_from(at).unwrap_or(0));
    let (right, bottom) = (x + letters.picture.width().get(), y + letters.picture.height().get());
    if piece.right() <= x || right <= piece.x || piece.bottom() <= y || bottom <= piece.y {
        return Some(piece);
    }
    let mut picture = Bitmap::clone(&piece.picture);
    for row in y.max(piece.y)..bottom.min(piece.bottom()) {
        for column in x.max(piece.x)..right.min(piece.right()) {
            if letters.picture.get(column - x, row - y) {
                picture.set(column - piece.x, row - piece.y, false);
            }
        }
    }
    Piece::cropped(&picture, piece.x, piece.y, piece.kind)
}

/// How a run becomes dots.
#[derive(Clone, Copy)]
struct How {
    /// Dots a point.
    scale: f32,
    /// The coverage from which a dot is black.
    from: u8,
    /// In dots of twice the size.
    coarse: bool,
}

/// Glyphs whose line begins at `at` (left edge and baseline, in points). What was drawn before is not drawn again,
/// where `fonts` remembers.
fn draw_run(fonts: &Fonts, line: &Line, glyphs: &[Glyph], at: [f32; 2], how: How) -> Option<Drawing> {
    let first = glyphs.first()?;
    let times = if how.coarse { 2 } else { 1 };
    let scale = how.scale / times as f32;
    let origin = [((at[0] + first.x) * scale).round() as i32, (at[1] * scale).round() as i32];
    let place = |glyph: &Glyph| [((glyph.x - first.x) * scale).round() as i32, (-glyph.rise * scale).round() as i32];
    let look = Look {
        glyphs: glyphs.iter().map(|glyph| (glyph.weight, glyph.id, place(glyph)[0], place(glyph)[1])).collect(),
        size: (line.style.points * scale).to_bits(),
        from: how.from,
        coarse: how.coarse,
    };
    let of_numbers = glyphs.len() > 1 && glyphs.iter().any(|glyph| glyph.text.chars().any(char::is_numeric));
    let drawn = match fonts.known.as_ref().filter(|_| !of_numbers) {
        Some(known) => known.drawings.get(look, |look| draw(fonts, look)),
        None => draw(fonts, &look),
    };
    let Drawing { picture, at } = drawn?;
    Some(Drawing { picture, at: [origin[0] * times + at[0], origin[1] * times + at[1]] })
}

/// A run from its origin on.
fn draw(fonts: &Fonts, look: &Look) -> Option<Drawing> {
    let size = Size::new(f32::from_bits(look.size));
    let mut pen = Pen { path: PathBuilder::new(), x: 0.0, y: 0.0 };
    for (weight, id, x, y) in &look.glyphs {
        (pen.x, pen.y) = (*x as f32, *y as f32);
        let outlines = fonts.face(*weight).outline_glyphs();
        if let Some(outline) = outlines.get(GlyphId::new(u32::from(*id))) {
            // An outline that cannot be drawn leaves a hole in one word; the embedded faces have none
            // (a test draws every glyph), so there is nobody to tell.
            let _drawn = outline.draw(DrawSettings::unhinted(size, LocationRef::default()), &mut pen);
        }
    }
    let drawn = fill(&pen.path.finish()?, FillRule::Winding, look.from)?;
    Some(if look.coarse { doubled(&drawn) } else { drawn })
}

/// Each dot as two by two, from an even column and row on: the raster commands of printers double such dots.
fn doubled(half: &Drawing) -> Drawing {
    let (width, height) = (half.picture.width().get(), half.picture.height().get());
    let mut picture = Bitmap::new(Dots(2 * width), Dots(2 * height));
    for y in 0..height {
        for x in (0..width).filter(|x| half.picture.get(*x, y)) {
            picture.fill(2 * x, 2 * y, 2, 2, true);
        }
    }
    Drawing { picture: Arc::new(picture), at: half.at.map(|at| 2 * at) }
}

/// Fills outlines given relative to an origin. What is equal there is equal in dots. `None` where there is no ink.
fn fill(path: &Path, rule: FillRule, from: u8) -> Option<Drawing> {
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
    let (ink_left, ink_top, width, height) = picture.ink()?;
    let picture = Arc::new(picture.crop(ink_left, ink_top, Dots(width), Dots(height)));
    Some(Drawing { picture, at: [left + ink_left as i32, top + ink_top as i32] })
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;
    use crate::receipt::document::Weight;
    use crate::receipt::layout;
    use crate::receipt::measured::MeasuredTicket;

    /// Dots that are remembered are those that would be drawn, and no number is remembered as a whole.
    #[test]
    fn what_is_remembered_is_what_would_be_drawn() {
        let (plain, remembering) = (Fonts::new(), Fonts::remembering());
        for ticket in MeasuredTicket::samples().iter().take(6) {
            let sheet = |fonts: &Fonts| {
                let laid = layout(fonts, &ticket.document(), &MeasuredTicket::media()).unwrap();
                let scale = laid.media.dpi as f32 / 72.0;
                laid.sheets.iter().flat_map(|sheet| pieces(fonts, sheet, scale)).collect::<Vec<_>>()
            };
            let wanted = sheet(&plain);
            for _ in 0..2 {
                assert_eq!(sheet(&remembering), wanted);
            }
        }
        let known = remembering.known.unwrap();
        let faces = [Weight::Regular, Weight::Medium, Weight::Bold].map(|weight| plain.face(weight).charmap());
        let digits: Vec<u16> = "0123456789٠١٢٣٤٥٦٧٨٩"
            .chars()
            .flat_map(|digit| faces.each_ref().map(|face| face.map(digit)))
            .flatten()
            .map(|id| id.to_u32() as u16)
            .collect();
        assert_eq!(digits.len(), 60);
        for look in known.drawings.keys() {
            let is_digit = |(_, id, ..): &(_, u16, i32, i32)| digits.contains(id);
            assert!(look.glyphs.len() == 1 || !look.glyphs.iter().any(is_digit), "a number is remembered");
        }
    }
}
