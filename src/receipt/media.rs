//! What is printed on: the width of the paper and the sizes of type that suit it.

use super::document::Size;
use super::page::{Dots, Millimetres};

/// Paper and the type sizes for it. Lengths in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Media {
    /// Printable width.
    pub width: f32,
    /// Resolution that rasters and QR modules are aligned to, in dots per inch.
    pub dpi: u32,
    /// Kept free at both sides of the printable width: letters whose ink hangs over their advance,
    /// and print heads whose outermost dots are weak.
    pub inset: f32,
    /// Paper left and right of the printable width.
    pub margin_side: f32,
    /// Free paper above the first block.
    pub margin_top: f32,
    /// Free paper below the last block.
    pub margin_bottom: f32,
    /// Height of a sheet; `None` for a roll.
    pub height: Option<f32>,
    /// Type sizes.
    pub sizes: Sizes,
    /// Width of a thin line.
    pub hairline: f32,
    /// Side of a QR module in dots of [`Self::dpi`].
    pub qr_module: Dots,
    /// Most of the width that the labels of a table may take as a column, 0..1; zero on paper too
    /// narrow for columns, where labels and values stand at opposite edges.
    pub label_share: f32,
}

/// Type sizes in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sizes {
    /// Captions; not below 8 (reference: legibility at 203 dpi).
    pub small: f32,
    /// Running text.
    pub body: f32,
    /// The service's name.
    pub large: f32,
    /// Titles.
    pub title: f32,
    /// The most a queue label may have.
    pub number: f32,
    /// Height of the emblem.
    pub logo: f32,
}

impl Sizes {
    /// Points of a size.
    #[must_use]
    pub const fn of(&self, size: Size) -> f32 {
        match size {
            Size::Small => self.small,
            Size::Body => self.body,
            Size::Large => self.large,
            Size::Title => self.title,
        }
    }
}

impl Media {
    /// An 80 mm roll: 576 dots (72 mm) at 203 dpi.
    #[must_use]
    pub fn thermal_80() -> Self {
        Self::thermal(Dots(576), 203)
    }

    /// A 58 mm roll: 384 dots (48 mm) at 203 dpi.
    #[must_use]
    pub fn thermal_58() -> Self {
        Self::thermal(Dots(384), 203)
    }

    /// A roll with a print head of `width` dots. Narrow heads (below 60 mm) get smaller type.
    #[must_use]
    pub fn thermal(width: Dots, dpi: u32) -> Self {
        let millimetres = width.millimetres(dpi).0;
        let wide = millimetres > 60.0;
        let paper = if wide { 80.0_f32.max(millimetres) } else { 58.0_f32.max(millimetres) };
        let sizes = if wide {
            Sizes { small: 8.5, body: 10.0, large: 14.0, title: 15.0, number: 54.0, logo: 40.0 }
        } else {
            Sizes { small: 8.0, body: 9.0, large: 12.0, title: 12.5, number: 54.0, logo: 32.0 }
        };
        let dot = 72.0 / dpi as f32;
        Self {
            width: width.get() as f32 * dot,
            dpi,
            inset: 4.0 * dot,
            margin_side: Millimetres((paper - millimetres) / 2.0).points(),
            margin_top: 4.0,
            margin_bottom: 4.0,
            height: None,
            sizes,
            // Two dots: one alone is lost by a tired print head.
            hairline: 2.0 * dot,
            qr_module: Dots(6),
            label_share: if wide { 0.42 } else { 0.0 },
        }
    }

    /// An A4 sheet with margins of 22 mm at the sides.
    #[must_use]
    pub fn a4() -> Self {
        let margin = Millimetres(22.0).points();
        Self {
            width: Millimetres(210.0).points() - 2.0 * margin,
            dpi: 203,
            inset: 0.0,
            margin_side: margin,
            margin_top: Millimetres(16.0).points(),
            margin_bottom: Millimetres(16.0).points(),
            height: Some(Millimetres(297.0).points()),
            sizes: Sizes { small: 10.0, body: 12.0, large: 17.0, title: 22.0, number: 72.0, logo: 62.0 },
            hairline: 0.7,
            qr_module: Dots(10),
            label_share: 0.36,
        }
    }

    /// Printable width in dots.
    #[must_use]
    pub fn width_dots(&self) -> Dots {
        Dots((self.width * self.dpi as f32 / 72.0).round() as u32)
    }
}
