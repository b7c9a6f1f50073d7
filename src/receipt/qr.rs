//! QR codes: made by `qrcode`, drawn in whole dots.
//!
//! The house rules come from measurement (`reference/pdf_qr_mrz.md` §3): error correction M, never
//! less than [`MIN_MODULE`] dots a module at 203 dpi, [`QUIET_MODULES`] white modules on every side,
//! and payloads of upper-case letters, digits and `:-./ $%*+` only, which the alphanumeric mode
//! packs into a third fewer modules than bytes.

use std::sync::OnceLock;

use qrcode::{EcLevel, QrCode, bits};
use zeroize::Zeroize;

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

/// One QR code, without the quiet zone. Its modules are made when somebody looks at them: where the printer draws the
/// code itself, only its size matters, and weighing eight masks is most of the work.
#[derive(Clone, Debug)]
pub struct Symbol {
    payload: String,
    level: EcLevel,
    side: u32,
    dark: OnceLock<Vec<bool>>,
}

impl PartialEq for Symbol {
    fn eq(&self, other: &Self) -> bool {
        (self.level, &self.payload) == (other.level, &other.payload)
    }
}

impl Eq for Symbol {}

/// Codes on forms stand for their answers.
impl Zeroize for Symbol {
    fn zeroize(&mut self) {
        self.payload.zeroize();
        if let Some(mut dark) = self.dark.take() {
            dark.zeroize();
        }
        self.side = 0;
    }
}

/// The smallest symbol that holds `payload`.
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
    let version = bits::encode_auto(payload.as_bytes(), level)
        .map_err(|source| QrError { bytes: payload.len(), source })?
        .version();
    let side = version.width().unsigned_abs().into();
    Ok(Symbol { payload: payload.to_owned(), level, side, dark: OnceLock::new() })
}

impl Symbol {
    /// What it says.
    #[must_use]
    pub fn payload(&self) -> &str {
        &self.payload
    }

    /// Modules along one side: 21, 25, … 177.
    #[must_use]
    pub const fn modules(&self) -> u32 {
        self.side
    }

    fn dark(&self) -> &[bool] {
        self.dark.get_or_init(|| {
            // A payload that had a size has modules, a test shows. Without them the code would be white, and no reader
            // would take it for one.
            let colours =
                QrCode::with_error_correction_level(self.payload.as_bytes(), self.level).map(QrCode::into_colors);
            let dark: Vec<bool> = colours.into_iter().flatten().map(|colour| colour == qrcode::Color::Dark).collect();
            debug_assert_eq!(dark.len(), (self.side * self.side) as usize);
            dark
        })
    }

    /// Whether the module in `column`, `row` is dark; modules outside are light.
    #[must_use]
    pub fn is_dark(&self, column: u32, row: u32) -> bool {
        column < self.side
            && row < self.side
            && self.dark().get((row * self.side + column) as usize).is_some_and(|dark| *dark)
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
        assert_eq!(seen, symbol.dark());
    }

    /// The size is known without the modules, and is that of the modules.
    #[test]
    fn a_symbol_of_any_size_has_its_modules() {
        for correction in
            [ErrorCorrection::Low, ErrorCorrection::Medium, ErrorCorrection::Quartile, ErrorCorrection::High]
        {
            for length in [1, 40, 155, 1_200] {
                for letter in ["7", "K", "k", "ک"] {
                    let Ok(symbol) = symbol(&letter.repeat(length), correction) else { continue };
                    assert_eq!(symbol.dark().len(), (symbol.modules() * symbol.modules()) as usize);
                }
            }
        }
    }

    #[test]
    fn an_erased_symbol_says_nothing() {
        let mut symbol = symbol("KT:B3-041", ErrorCorrection::Medium).unwrap();
        assert!(symbol.is_dark(0, 0));
        symbol.zeroize();
        assert!(symbol.payload().is_empty() && symbol.dark.get().is_none() && !symbol.is_dark(0, 0));
    }

    #[test]
    fn too_much_is_an_error() {
        let error = symbol(&"A".repeat(5000), ErrorCorrection::Medium).unwrap_err();
        assert!(error.to_string().starts_with("5000 bytes"));
    }
}
