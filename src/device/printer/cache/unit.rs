//! A page as parts that a printer may keep.

use std::sync::Arc;

use super::{CacheKey, Composing};
use crate::receipt::page::{Bitmap, Dots};
use crate::receipt::piece::{Composition, Piece, PieceKind};

/// A part of a picture at its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Left edge.
    pub x: u32,
    /// Upper edge.
    pub y: u32,
    /// Its dots.
    pub picture: Arc<Bitmap>,
    /// Its content.
    pub key: CacheKey,
    /// Whether it holds numbers, which may differ from page to page.
    pub changes: bool,
    /// The glyphs of a number, from the left; empty for a band and for words.
    pub glyphs: Vec<PlacedGlyph>,
}

/// One character of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedGlyph {
    /// Left edge on the page.
    pub x: u32,
    /// Upper edge on the page.
    pub y: u32,
    /// Its dots.
    pub picture: Arc<Bitmap>,
    /// Its content.
    pub key: CacheKey,
    /// Which it is.
    pub character: char,
}

impl Unit {
    fn new(x: u32, y: u32, picture: Arc<Bitmap>, changes: bool, glyphs: Vec<PlacedGlyph>) -> Self {
        Self { x, y, key: CacheKey::of(&picture), picture, changes, glyphs }
    }

    /// The row after its last.
    #[must_use]
    pub fn bottom(&self) -> u32 {
        self.y + self.picture.height().get()
    }

    /// The column after its last.
    #[must_use]
    pub fn right(&self) -> u32 {
        self.x + self.picture.width().get()
    }
}

/// The parts of a composition, from the top.
#[must_use]
pub fn units(composition: &Composition, composing: Composing) -> Vec<Unit> {
    let mut units = match composing {
        Composing::Bands => bands(composition),
        Composing::Pieces => pieces(composition),
    };
    units.sort_by_key(|unit| (unit.y, unit.x));
    units
}

/// Pieces that share rows, together; between bands there is at least one white row.
fn bands(composition: &Composition) -> Vec<Unit> {
    let mut pieces: Vec<&Piece> = composition.pieces().iter().collect();
    pieces.sort_by_key(|piece| piece.y);
    let mut spans: Vec<(u32, u32, bool)> = Vec::new();
    for piece in pieces {
        let changes = piece.kind != PieceKind::Fixed;
        match spans.last_mut() {
            Some((_, bottom, all)) if piece.y <= *bottom => {
                *bottom = piece.bottom().max(*bottom);
                *all |= changes;
            }
            _ => spans.push((piece.y, piece.bottom(), changes)),
        }
    }
    let picture = composition.draw();
    let band = |(top, bottom, changes): (u32, u32, bool)| {
        let rows = picture.crop(0, top, picture.width(), Dots(bottom - top));
        let Piece { x, y, picture, .. } = Piece::cropped(&rows, 0, top, PieceKind::Fixed)?;
        Some(Unit::new(x, y, picture, changes, Vec::new()))
    };
    spans.into_iter().filter_map(band).collect()
}

fn pieces(composition: &Composition) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut open: Option<(u32, Vec<PlacedGlyph>)> = None;
    for piece in composition.pieces() {
        match piece.kind {
            PieceKind::Fixed => units.push(Unit::new(piece.x, piece.y, Arc::clone(&piece.picture), false, Vec::new())),
            PieceKind::Glyph { character, group } => {
                let glyph = PlacedGlyph {
                    x: piece.x,
                    y: piece.y,
                    key: CacheKey::of(&piece.picture),
                    picture: Arc::clone(&piece.picture),
                    character,
                };
                match &mut open {
                    Some((number, glyphs)) if *number == group => glyphs.push(glyph),
                    _ => {
                        units.extend(open.take().and_then(|(_, glyphs)| group_unit(glyphs)));
                        open = Some((group, vec![glyph]));
                    }
                }
            }
        }
    }
    units.extend(open.and_then(|(_, glyphs)| group_unit(glyphs)));
    units
}

fn group_unit(mut glyphs: Vec<PlacedGlyph>) -> Option<Unit> {
    glyphs.sort_by_key(|glyph| glyph.x);
    let left = glyphs.iter().map(|glyph| glyph.x).min()?;
    let top = glyphs.iter().map(|glyph| glyph.y).min()?;
    let right = glyphs.iter().map(|glyph| glyph.x + glyph.picture.width().get()).max()?;
    let bottom = glyphs.iter().map(|glyph| glyph.y + glyph.picture.height().get()).max()?;
    let mut picture = Bitmap::new(Dots(right - left), Dots(bottom - top));
    for glyph in &glyphs {
        picture.stamp(&glyph.picture, glyph.x - left, glyph.y - top);
    }
    Some(Unit::new(left, top, Arc::new(picture), true, glyphs))
}
