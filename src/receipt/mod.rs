//! Tickets and receipts: document, layout, 1-bit raster, PDF, QR.

pub mod page;
pub mod qr;

pub use page::{Bitmap, Dots, Element, ErrorCorrection, Millimetres, Page, Placement};
