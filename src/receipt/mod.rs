//! Tickets and receipts: document → layout → 1-bit page for the printer, or PDF.
//!
//! [`design`] says what stands on the paper, [`document`] is that content without coordinates,
//! [`layout()`] places it on a [`Media`], [`raster()`] and [`pdf()`] draw what was placed. The
//! printer sees only a [`Page`].

pub mod design;
pub mod document;
mod draw;
mod known;
pub mod layout;
pub mod measured;
pub mod media;
pub mod page;
pub mod pdf;
pub mod piece;
pub mod qr;
pub mod raster;
pub mod said;
pub mod shape;
mod sunburst;

pub use document::{Block, Body, Document};
pub use layout::{Laid, layout};
pub use media::{Media, PaperKind, PerPaper, Sizes};
pub use page::{Bitmap, Dots, Element, ErrorCorrection, Millimetres, Page, Placement};
pub use pdf::{PdfMeta, pdf};
pub use piece::{Composition, Piece, PieceKind};
pub use raster::raster;
pub use said::Said;
pub use shape::Fonts;

#[cfg(test)]
mod proof;
