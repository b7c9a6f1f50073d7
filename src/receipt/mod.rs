//! Tickets and receipts: document, layout, 1-bit raster, PDF, QR.
