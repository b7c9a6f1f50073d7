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
use super::profile::{Columns, Indent, Profile};
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
/// Where image data would hold a real-time command, it is shifted, split or sent by another command. On a
/// printer that knows nothing but rasters at the left edge all pictures are moved together, by up to seven dots
/// ([`Encoded::moved_right`]). Ink at both edges may leave no way: then one dot stays white, which
/// [`Encoded::lost_dots`] counts.
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
    let mut best = page_at(page, profile, shelf, set, 0)?;
    // A printer that is not known to obey a margin: nothing can be moved by itself, but all of it can be sent as if it
    // stood a little further right.
    let moves = 1..if profile.indent == Indent::Padding { 8 } else { 1 };
    for right in moves {
        if best.lost_dots == 0 || right_ink(page) + right > profile.width_dots {
            break;
        }
        let moved = page_at(page, profile, shelf, set, right)?;
        if moved.lost_dots < best.lost_dots {
            best = moved;
        }
    }
    if best.lost_dots > 0 {
        tracing::warn!(event = "printer.encode.lost_dot", dots = best.lost_dots);
    }
    Ok(best)
}

/// The page as a printer of this profile puts it on paper: where the page has it, or with all pictures further right
/// ([`Encoded::moved_right`]). Codes that the printer draws stay where it puts them.
///
/// # Errors
/// [`PageError`].
pub fn sheet(page: &Page, profile: &Profile) -> Result<Bitmap, PageError> {
    let right = self::page(page, profile)?.moved_right();
    let drawn = |codes: bool| {
        let keeps = |element: &Element| match element {
            Element::Qr { .. } => codes == profile.qr.native,
            Element::Raster(_) | Element::Composed(_) => !codes,
            Element::Feed(_) | Element::Cut => true,
        };
        let kept = page.elements.iter().map(|element| match element {
            element if keeps(element) => Ok(element.clone()),
            element => element.height().map(Element::Feed),
        });
        let elements = kept.collect::<Result<Vec<Element>, _>>();
        elements.and_then(|elements| Page { width_dots: page.width_dots, elements }.bitmap())
    };
    let of_qr = |error: qr::QrError| PageError::Qr(error.to_string());
    let (pictures, codes) = (drawn(false).map_err(of_qr)?, drawn(true).map_err(of_qr)?);
    let mut sheet = Bitmap::new(Dots(profile.width_dots), pictures.height());
    sheet.stamp(&pictures, right, 0);
    sheet.stamp(&codes, 0, 0);
    Ok(sheet)
}

/// The dot after the last that pictures have ink in.
fn right_ink(page: &Page) -> u32 {
    let picture = |picture: &Bitmap| picture.ink().map_or(0, |(left, _, width, _)| left + width);
    let right = page.elements.iter().map(|element| match element {
        Element::Raster(raster) => picture(raster),
        Element::Composed(composition) => picture(composition.picture()),
        Element::Qr { payload, module_dots, error_correction, align } => {
            qr::symbol(payload, *error_correction).map_or(0, |symbol| {
                let side = *module_dots * symbol.modules();
                align.left_edge(page.width_dots, side).get() + side.get()
            })
        }
        Element::Feed(_) | Element::Cut => 0,
    });
    right.max().unwrap_or(0)
}

/// The page with its pictures `right` dots further right.
fn page_at(
    page: &Page,
    profile: &Profile,
    shelf: Option<&Shelf>,
    set: Settings,
    right: u32,
) -> Result<Encoded, PageError> {
    // Its own characters a printer always has.
    let empty = Shelf::new(Memory::Download, Composing::Pieces);
    let shelf = shelf.or_else(|| (profile.digits == Digits::Printer).then_some(&empty));
    if page.width_dots.get() > profile.width_dots {
        return Err(PageError::TooWide { page: page.width_dots.get(), printer: profile.width_dots });
    }
    let mut writer = Writer::new(profile, set);
    let width = Dots((page.width_dots.get() + right).min(profile.width_dots));
    let mut run = Run { width, shelf, parts: Vec::new(), height: 0 };
    for element in &page.elements {
        match element {
            Element::Raster(picture) => run.draw(Part::Picture(picture.clone()), right),
            Element::Composed(composition) => run.draw(Part::Composed(composition), right),
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
                    run.draw(Part::Picture(symbol.bitmap(*module_dots)), left + right);
                }
            }
            Element::Cut => {
                run.write(&mut writer);
                writer.cut();
            }
        }
    }
    run.write(&mut writer);
    let mut encoded = writer.finish();
    encoded.moved_right = right;
    Ok(encoded)
}

/// What pages like `page` begin with, to be said before the first of them comes: units, margin, and how codes are drawn.
#[must_use]
pub fn preparation(page: &Page, profile: &Profile) -> Encoded {
    let mut writer = Writer::new(profile, Settings::default());
    let code = page.elements.iter().find_map(|element| match element {
        Element::Qr { payload, module_dots, error_correction, .. } => {
            native_qr(payload, *module_dots, *error_correction, profile)
        }
        _ => None,
    });
    writer.prepare(code.as_ref());
    writer.finish()
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
