//! Raster: a [`Laid`] document as black and white dots, with what they are made of.

use super::draw;
use super::layout::{Item, Laid, Sheet};
use super::page::{Dots, Element, ErrorCorrection, Page, Placement};
use super::piece::{Composition, Piece, PieceKind};
use super::shape::Fonts;

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
    let height = (sheet.height * scale).ceil().max(1.0) as u32;
    let mut pieces = draw::pieces(fonts, sheet, scale);
    let mut codes = Vec::new();
    for item in &sheet.items {
        let Item::Qr { x, y, module, symbol } = item else { continue };
        let module_dots = Dots((module * scale).round().max(1.0) as u32);
        let side = module_dots * symbol.modules();
        let (left, top) = ((x * scale).round() as u32, (y * scale).round() as u32);
        let bottom = top + side.get();
        let alone = pieces.iter().all(|piece| piece.bottom() <= top || piece.y >= bottom);
        if alone && left == Placement::Centre.left_edge(width, side).get() {
            codes.push(PlacedQr {
                top,
                height: side.get(),
                element: Element::Qr {
                    payload: symbol.payload().to_owned(),
                    module_dots,
                    error_correction: ErrorCorrection::Medium,
                    align: Placement::Centre,
                },
            });
        } else {
            pieces.extend(Piece::cropped(&symbol.bitmap(module_dots), left, top, PieceKind::Fixed));
        }
    }
    codes.sort_by_key(|code| code.top);
    let mut from = 0;
    for code in codes {
        part(&pieces, width, from, code.top, elements);
        from = code.top + code.height;
        elements.push(code.element);
    }
    part(&pieces, width, from, height, elements);
}

/// The pieces in rows `from..to`, with feeds for the white above and below.
fn part(pieces: &[Piece], width: Dots, from: u32, to: u32, elements: &mut Vec<Element>) {
    let inside: Vec<&Piece> = pieces.iter().filter(|piece| (from..to).contains(&piece.y)).collect();
    let top = inside.iter().map(|piece| piece.y).min().unwrap_or(to);
    let bottom = inside.iter().map(|piece| piece.bottom().min(to)).max().unwrap_or(to);
    let feed = |dots: u32, elements: &mut Vec<Element>| {
        if dots > 0 {
            elements.push(Element::Feed(Dots(dots)));
        }
    };
    feed(top - from, elements);
    if bottom > top {
        let moved = inside.into_iter().map(|piece| Piece { y: piece.y - top, ..piece.clone() }).collect();
        elements.push(Element::Composed(Composition::new(width, Dots(bottom - top), moved)));
    }
    feed(to - bottom, elements);
}
