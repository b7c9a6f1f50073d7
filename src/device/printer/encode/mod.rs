//! A page as ESC/POS: the fewest bytes that put every dot where it stands.
//!
//! A page is cut where a QR code drawn by the printer, or the blade, comes; the picture between goes
//! through four hands:
//!
//! 1. `rows`: what each row holds (ink, equal neighbours, bytes that would be taken for commands);
//! 2. `plan`: the cheapest sequence of feeds, `GS v 0` rasters (also at half resolution where that is
//!    exact) and `ESC *` stripes, by dynamic programming over what the profile's commands cost;
//! 3. `place` and `stripe`: where a raster may begin, which columns a stripe sends;
//! 4. `write`: bytes, searched for hidden real-time commands and shifted, split or planned anew where
//!    one is found.

mod compose;
mod encoded;
mod find;
mod page_mode;
mod place;
mod plan;
mod rows;
mod settings;
mod stripe;
#[cfg(test)]
mod tests;
mod write;

pub use compose::Digits;
pub use encoded::Encoded;
pub use settings::Settings;

use super::cache::{Composing, Memory, Shelf};
use super::escpos;
use super::profile::{Columns, Profile};
use super::realtime;
use crate::receipt::page::{Bitmap, Dots, Element, ErrorCorrection, Page};
use crate::receipt::piece::{Composition, Piece, PieceKind};
use crate::receipt::qr;
use write::Writer;

/// A page that this printer cannot print.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// Wider than the paper.
    #[error("the page is {page} dots wide, the printer {printer}")]
    TooWide {
        /// The page.
        page: u32,
        /// The profile.
        printer: u32,
    },
    /// A QR payload that fits in no symbol, or whose symbol does not fit on the paper.
    #[error("{0}")]
    Qr(String),
}

/// Encodes `page` for `profile`. Every dot of the page comes out where it stands.
///
/// Where image data would hold a real-time command, it is shifted, split or sent by another command. A
/// printer that knows nothing but rasters at the left edge, and a picture with ink there, may leave
/// no way: then one dot stays white, which [`Encoded::lost_dots`] counts.
///
/// # Errors
/// [`PageError`].
pub fn page(page: &Page, profile: &Profile) -> Result<Encoded, PageError> {
    page_with(page, profile, None)
}

/// Like [`page()`], by what the printer keeps: each picture comes from `shelf` where that takes fewer bytes.
///
/// # Errors
/// [`PageError`].
pub fn page_with(page: &Page, profile: &Profile, shelf: Option<&Shelf>) -> Result<Encoded, PageError> {
    page_after(page, profile, shelf, Settings::default())
}

/// Like [`page_with`], for a printer that is `set` as an earlier page left it ([`Encoded::settings`]).
///
/// # Errors
/// [`PageError`].
pub fn page_after(page: &Page, profile: &Profile, shelf: Option<&Shelf>, set: Settings) -> Result<Encoded, PageError> {
    // Its own characters a printer always has.
    let empty = Shelf::new(Memory::Download, Composing::Pieces);
    let shelf = shelf.or_else(|| (profile.digits == Digits::Printer).then_some(&empty));
    if page.width_dots.get() > profile.width_dots {
        return Err(PageError::TooWide { page: page.width_dots.get(), printer: profile.width_dots });
    }
    let mut writer = Writer::new(profile, set);
    let mut run = Run { width: page.width_dots, shelf, parts: Vec::new(), height: 0 };
    for element in &page.elements {
        match element {
            Element::Raster(picture) => run.draw(Part::Picture(picture.clone()), 0),
            Element::Composed(composition) => run.draw(Part::Composed(composition), 0),
            Element::Feed(dots) => run.height += dots.get(),
            Element::Qr { payload, module_dots, error_correction, align } => {
                let symbol =
                    qr::symbol(payload, *error_correction).map_err(|error| PageError::Qr(error.to_string()))?;
                let side = *module_dots * symbol.modules();
                if side > page.width_dots {
                    let (side, paper) = (side.get(), page.width_dots.get());
                    return Err(PageError::Qr(format!("a QR code of {side} dots on {paper} dots of paper")));
                }
                let left = align.left_edge(page.width_dots, side).get();
                if let Some(command) = native_qr(payload, *module_dots, *error_correction, profile) {
                    run.write(&mut writer);
                    writer.code(&command, left, side.get(), *align);
                } else {
                    run.draw(Part::Picture(symbol.bitmap(*module_dots)), left);
                }
            }
            Element::Cut => {
                run.write(&mut writer);
                writer.cut();
            }
        }
    }
    run.write(&mut writer);
    Ok(writer.finish())
}

/// What stands from one command that is no picture to the next.
struct Run<'a> {
    width: Dots,
    shelf: Option<&'a Shelf>,
    /// Left edge, upper edge, picture.
    parts: Vec<(u32, u32, Part<'a>)>,
    height: u32,
}

enum Part<'a> {
    Picture(Bitmap),
    Composed(&'a Composition),
}

impl Part<'_> {
    const fn height(&self) -> u32 {
        match self {
            Self::Picture(picture) => picture.height().get(),
            Self::Composed(composition) => composition.height().get(),
        }
    }

    fn picture(&self) -> &Bitmap {
        match self {
            Self::Picture(picture) => picture,
            Self::Composed(composition) => composition.picture(),
        }
    }
}

impl<'a> Run<'a> {
    fn draw(&mut self, part: Part<'a>, left: u32) {
        let top = self.height;
        self.height += part.height();
        self.parts.push((left, top, part));
    }

    /// Rows `top..bottom` as one composition: a code that the printer does not draw is a piece like others.
    fn together(&self, parts: &[(u32, u32, Part<'_>)], top: u32, bottom: u32) -> Composition {
        let mut pieces = Vec::new();
        for (left, y, part) in parts {
            let (left, y) = (*left, y - top);
            match part {
                Part::Picture(picture) => pieces.extend(Piece::cropped(picture, left, y, PieceKind::Fixed)),
                Part::Composed(composition) => {
                    let moved = |piece: &Piece| Piece { x: piece.x + left, y: piece.y + y, ..piece.clone() };
                    pieces.extend(composition.pieces().iter().map(moved));
                }
            }
        }
        Composition::new(self.width, Dots(bottom - top), pieces)
    }

    fn write(&mut self, writer: &mut Writer<'_>) {
        let height = std::mem::take(&mut self.height);
        let parts = std::mem::take(&mut self.parts);
        let Some((_, top, _)) = parts.first() else { return writer.feed(height) };
        // White at both ends needs no planning.
        let bottom = parts.last().map_or(height, |(_, top, last)| top + last.height());
        writer.feed(*top);
        let below = height - bottom;
        let kept = self.shelf.and_then(|shelf| {
            let mut kept = writer.clone();
            let used = match parts.as_slice() {
                [(0, _, Part::Composed(composition))] => compose::write(&mut kept, composition, below, shelf),
                parts => compose::write(&mut kept, &self.together(parts, *top, bottom), below, shelf),
            };
            used.map(|used| (kept, used))
        });
        let stamped;
        let picture = match parts.as_slice() {
            [(0, _, part)] => part.picture(),
            parts => {
                let mut picture = Bitmap::new(self.width, Dots(bottom - top));
                for (left, y, part) in parts {
                    picture.stamp(part.picture(), *left, y - top);
                }
                stamped = picture;
                &stamped
            }
        };
        let kept = match kept {
            // Its ink alone takes more bytes: nobody has to plan how it would be sent.
            Some((mut kept, used)) if kept.len() < writer.len() + least_bytes(picture, writer.profile()) => {
                kept.feed(below - used);
                *writer = kept;
                return;
            }
            kept => kept,
        };
        let mut sent = writer.clone();
        sent.picture(picture);
        match kept {
            Some((mut kept, used)) if kept.len() < sent.len() => {
                kept.feed(below - used);
                *writer = kept;
            }
            _ => {
                sent.feed(below);
                *writer = sent;
            }
        }
    }
}

/// Bytes that sending the picture takes at the very least: no byte of data makes more dots than this.
fn least_bytes(picture: &Bitmap, profile: &Profile) -> usize {
    let by_raster = profile.raster.map_or(0, |raster| if raster.scaling { 4 * 8 } else { 8 });
    let by_columns = match profile.columns {
        Columns::None => 0,
        Columns::Full => 8,
        Columns::FullAndHalf => 2 * 8,
    };
    picture.black_dots().div_ceil(by_raster.max(by_columns).max(8))
}

/// A code that the printer draws.
struct NativeQr {
    module: u8,
    level: u8,
    /// What sets it to these two.
    settings: Vec<u8>,
    /// What draws it then.
    command: Vec<u8>,
}

/// The commands for a code that the printer draws; `None` where it cannot.
fn native_qr(payload: &str, module: Dots, correction: ErrorCorrection, profile: &Profile) -> Option<NativeQr> {
    let module = u8::try_from(module.get()).ok().filter(|n| (1..=16).contains(n))?;
    let level = match correction {
        ErrorCorrection::Low => 48,
        ErrorCorrection::Medium => 49,
        ErrorCorrection::Quartile => 50,
        ErrorCorrection::High => 51,
    };
    if !profile.qr.native {
        return None;
    }
    let settings = escpos::qr_settings(module, level, !profile.qr.model_2_by_default);
    let command = escpos::qr(payload.as_bytes())?;
    let is_harmless = realtime::find(&settings).is_none() && realtime::find(&command).is_none();
    is_harmless.then_some(NativeQr { module, level, settings, command })
}
