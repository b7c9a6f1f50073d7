//! What a picture is made of: the pieces that come again in other pages.
//!
//! A printer that keeps pictures can print a page from pieces it has already. So the raster of a text is
//! *defined* as its pieces laid over each other ([`Composition::new`]): a composition can never differ
//! from its picture.

use std::collections::HashSet;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

use super::page::{Bitmap, Dots};

/// What kind of content a piece is, as far as it matters for keeping it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PieceKind {
    /// Words, lines, frames: fixed by the document's language and service.
    Fixed,
    /// One digit, letter or mark of a label, a date, a number: each may stand anywhere.
    Glyph {
        /// Which.
        character: char,
        /// Glyphs with the same number stand side by side on one line.
        group: u32,
    },
}

/// A small picture at its place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Piece {
    /// Left edge, in dots.
    pub x: u32,
    /// Upper edge, in dots.
    pub y: u32,
    /// Cropped to its ink.
    pub picture: Arc<Bitmap>,
    /// What it is.
    pub kind: PieceKind,
}

impl Piece {
    /// `picture` at (`x`, `y`), cropped to its ink; `None` when there is none.
    #[must_use]
    pub fn cropped(picture: &Bitmap, x: u32, y: u32, kind: PieceKind) -> Option<Self> {
        let (left, top, width, height) = picture.ink()?;
        let picture = Arc::new(picture.crop(left, top, Dots(width), Dots(height)));
        Some(Self { x: x + left, y: y + top, picture, kind })
    }

    /// The column after its last.
    #[must_use]
    pub fn right(&self) -> u32 {
        self.x + self.picture.width().get()
    }

    /// The row after its last.
    #[must_use]
    pub fn bottom(&self) -> u32 {
        self.y + self.picture.height().get()
    }
}

/// A picture and its pieces, in drawing order. The picture is drawn when somebody wants to see it: whoever keeps many
/// compositions keeps their pieces only.
#[derive(Clone, Debug)]
pub struct Composition {
    width: Dots,
    height: Dots,
    pieces: Vec<Piece>,
    picture: OnceLock<Bitmap>,
}

impl PartialEq for Composition {
    fn eq(&self, other: &Self) -> bool {
        (self.width, self.height, &self.pieces) == (other.width, other.height, &other.pieces)
    }
}

impl Eq for Composition {}

impl Hash for Composition {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.width, self.height, &self.pieces).hash(state);
    }
}

impl Composition {
    /// The picture that `pieces` make on white. What falls outside is lost from picture and pieces.
    #[must_use]
    pub fn new(width: Dots, height: Dots, pieces: Vec<Piece>) -> Self {
        let inside = |piece: &Piece| piece.right() <= width.get() && piece.bottom() <= height.get();
        let pieces: Vec<Piece> = pieces
            .into_iter()
            .filter_map(|piece| {
                if inside(&piece) {
                    return Some(piece);
                }
                let room = (width.get().checked_sub(piece.x)?, height.get().checked_sub(piece.y)?);
                let part = piece.picture.crop(0, 0, Dots(room.0), Dots(room.1));
                Piece::cropped(&part, piece.x, piece.y, piece.kind)
            })
            .collect();
        Self { width, height, pieces, picture: OnceLock::new() }
    }

    /// The whole picture.
    #[must_use]
    pub fn picture(&self) -> &Bitmap {
        self.picture.get_or_init(|| self.draw())
    }

    /// The whole picture, drawn anew.
    #[must_use]
    pub fn draw(&self) -> Bitmap {
        let mut picture = Bitmap::new(self.width, self.height);
        for piece in &self.pieces {
            picture.stamp(&piece.picture, piece.x, piece.y);
        }
        picture
    }

    /// Rows.
    #[must_use]
    pub const fn height(&self) -> Dots {
        self.height
    }

    /// Its pieces, in drawing order.
    #[must_use]
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Pieces that look like one of `known` become that one; others are added to it.
    pub fn share(&mut self, known: &mut HashSet<Arc<Bitmap>>) {
        for piece in &mut self.pieces {
            match known.get(&piece.picture) {
                Some(same) => piece.picture = Arc::clone(same),
                None => _ = known.insert(Arc::clone(&piece.picture)),
            }
        }
    }
}
