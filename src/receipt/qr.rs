//! QR codes: made by `qrcode`, drawn in whole dots.
//!
//! The house rules come from measurement (`reference/pdf_qr_mrz.md` §3): error correction M, never
//! less than [`MIN_MODULE`] dots a module at 203 dpi, [`QUIET_MODULES`] white modules on every side,
//! and payloads of upper-case letters, digits and `:-./ $%*+` only, which the alphanumeric mode
//! packs into a third fewer modules than bytes.

use qrcode::{EcLevel, QrCode};

use super::page::{Bitmap, Dots, ErrorCorrection};

/// The smallest module that survived print gain and blur, in dots at 203 dpi (0.63 mm).
pub const MIN_MODULE: Dots = Dots(5);

/// The same in millimetres, for heads of other resolutions: a little below five dots at 203 dpi, so that rounding
/// does not make six of them.
pub const MIN_MODULE_MM: f32 = 0.62;

/// White modules needed on every side of a symbol (ISO/IEC 18004).
pub const QUIET_MODULES: u32 = 4;

/// A payload that no QR code can hold.
#[derive(Debug, thiserror::Error)]
#[error("{bytes} bytes do not fit in a QR code: {source}")]
pub struct QrError {
    bytes: usize,
    source: qrcode::types::QrError,
}

/// The modules of one QR code, without the quiet zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    side: u32,
    dark: Vec<bool>,
}

/// Makes the smallest symbol that holds `payload`.
///
/// # Errors
/// When the payload is too long for the largest symbol (version 40).
pub fn symbol(payload: &str, correction: ErrorCorrection) -> Result<Symbol, QrError> {
    let level = match correction {
        ErrorCorrection::Low => EcLevel::L,
        ErrorCorrection::Medium => EcLevel::M,
        ErrorCorrection::Quartile => EcLevel::Q,
        ErrorCorrection::High => EcLevel::H,
    };
    let code = QrCode::with_error_correction_level(payload.as_bytes(), level)
        .map_err(|source| QrError { bytes: payload.len(), source })?;
    let side = code.width() as u32;
    let dark = code.to_colors().into_iter().map(|colour| colour == qrcode::Color::Dark).collect();
    Ok(Symbol { side, dark })
}

impl Symbol {
    /// Modules along one side: 21, 25, … 177.
    #[must_use]
    pub const fn modules(&self) -> u32 {
        self.side
    }

    /// Whether the module in `column`, `row` is dark; modules outside are light.
    #[must_use]
    pub fn is_dark(&self, column: u32, row: u32) -> bool {
        column < self.side && row < self.side && self.dark[(row * self.side + column) as usize]
    }

    /// Dark runs of each row as `(column, row, length)`, in modules: few, whole rectangles.
    pub fn runs(&self) -> impl Iterator<Item = (u32, u32, u32)> {
        (0..self.side).flat_map(move |row| {
            let mut column = 0;
            std::iter::from_fn(move || {
                let start = (column..self.side).find(|at| self.is_dark(*at, row))?;
                let end = (start..self.side).find(|at| !self.is_dark(*at, row)).unwrap_or(self.side);
                column = end;
                Some((start, row, end - start))
            })
        })
    }

    /// The symbol with `module` dots a module, without quiet zone.
    #[must_use]
    pub fn bitmap(&self, module: Dots) -> Bitmap {
        let mut picture = Bitmap::new(module * self.side, module * self.side);
        for (column, row, length) in self.runs() {
            picture.fill(column * module.0, row * module.0, length * module.0, module.0, true);
        }
        picture
    }
}

/// Whether the payload uses only the characters of the compact alphanumeric mode.
#[must_use]
pub fn is_alphanumeric(payload: &str) -> bool {
    payload.chars().all(|c| matches!(c, '0'..='9' | 'A'..='Z' | ' ' | '$' | '%' | '*' | '+' | '-' | '.' | '/' | ':'))
}

#[cfg(test)]
pub(super) mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    /// Reads the QR codes of a picture with an independent reader.
    pub(in crate::receipt) fn read(picture: &Bitmap) -> Vec<String> {
        let (width, height) = (picture.width().0 as usize, picture.height().0 as usize);
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
            if picture.get(x as u32, y as u32) { 0 } else { 255 }
        });
        image.detect_grids().iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect()
    }

    #[test]
    fn every_payload_reads_back() {
        for payload in ["KT:B3-041:2026-11-23", "KR:K7Q2X9M4TZ.4821", "سڵاو"] {
            for module in [4, 5, 6, 8] {
                let symbol = symbol(payload, ErrorCorrection::Medium).unwrap();
                let quiet = QUIET_MODULES * module;
                let side = Dots(symbol.modules() * module + 2 * quiet);
                let mut sheet = Bitmap::new(side, side);
                sheet.stamp(&symbol.bitmap(Dots(module)), quiet, quiet);
                assert_eq!(read(&sheet), [payload], "{module} dots a module");
            }
        }
    }

    #[test]
    fn alphanumeric_is_smaller_than_bytes() {
        let upper = symbol("KR:K7Q2X9M4TZ.4821-ABCDEFGHJKL", ErrorCorrection::Medium).unwrap();
        let lower = symbol("kr:k7q2x9m4tz.4821-abcdefghjkl", ErrorCorrection::Medium).unwrap();
        assert!(upper.modules() < lower.modules());
        assert!(is_alphanumeric("KR:K7Q2X9M4TZ.4821") && !is_alphanumeric("kr") && !is_alphanumeric("ک"));
    }

    #[test]
    fn runs_cover_the_dark_modules_exactly() {
        let symbol = symbol("KT:A1-001", ErrorCorrection::Low).unwrap();
        let mut seen = vec![false; (symbol.modules() * symbol.modules()) as usize];
        for (column, row, length) in symbol.runs() {
            for at in column..column + length {
                let cell = &mut seen[(row * symbol.modules() + at) as usize];
                assert!(!*cell);
                *cell = true;
            }
        }
        assert_eq!(seen, symbol.dark);
    }

    #[test]
    fn too_much_is_an_error() {
        let error = symbol(&"A".repeat(5000), ErrorCorrection::Medium).unwrap_err();
        assert!(error.to_string().starts_with("5000 bytes"));
    }
}
