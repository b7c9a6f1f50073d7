//! What is printed on: the width of the paper, its resolution, and the sizes of type that suit it.

use super::document::{NUMBER_MIN_MM, Size};
use super::page::{Dots, Millimetres};
use super::qr::MIN_MODULE_MM;

/// Paper. Lengths in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Media {
    /// Which of a document's bodies stands on it.
    pub kind: PaperKind,
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
    /// Width of a thin line.
    pub hairline: f32,
    /// Most of the width that the labels of a table may take as a column, 0..1; zero on paper too
    /// narrow for columns, where labels and values stand at opposite edges.
    pub label_share: f32,
}

/// Kinds of paper that a design tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PaperKind {
    /// A roll with a print head of 60 mm or more: 80 mm paper.
    Wide,
    /// A roll with a narrower head: 58 mm paper.
    Narrow,
    /// A sheet of A4.
    Sheet,
}

/// One value for each kind of paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PerPaper<T> {
    /// For wide rolls.
    pub wide: T,
    /// For narrow rolls.
    pub narrow: T,
    /// For sheets.
    pub sheet: T,
}

impl<T> PerPaper<T> {
    /// The value for this kind.
    #[must_use]
    pub const fn of(&self, kind: PaperKind) -> &T {
        match kind {
            PaperKind::Wide => &self.wide,
            PaperKind::Narrow => &self.narrow,
            PaperKind::Sheet => &self.sheet,
        }
    }

    /// All three.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        [&mut self.wide, &mut self.narrow, &mut self.sheet].into_iter()
    }

    /// All three made into something else.
    pub fn map<U>(&self, mut make: impl FnMut(&T) -> U) -> PerPaper<U> {
        PerPaper { wide: make(&self.wide), narrow: make(&self.narrow), sheet: make(&self.sheet) }
    }
}

/// How large things are set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sizes {
    /// Captions, in points; not below 8 (reference: legibility at 203 dpi).
    pub small: f32,
    /// Running text, in points.
    pub body: f32,
    /// The service's name, in points.
    pub large: f32,
    /// Titles, in points.
    pub title: f32,
    /// The most a queue label's capitals may be high; they are set smaller where the paper is too narrow, and
    /// never below [`NUMBER_MIN_MM`].
    pub label: Millimetres,
    /// Height of the emblem.
    pub logo: Millimetres,
    /// Side of a QR module.
    pub qr_module: Millimetres,
}

impl Sizes {
    /// For 80 mm rolls.
    pub const WIDE: Self = Self {
        small: 8.5,
        body: 10.0,
        large: 14.0,
        title: 13.0,
        label: Millimetres(15.0),
        logo: Millimetres(10.0),
        qr_module: Millimetres(0.75),
    };
    /// For 58 mm rolls.
    pub const NARROW: Self = Self {
        small: 8.0,
        body: 9.0,
        large: 12.0,
        title: 10.5,
        label: Millimetres(13.0),
        logo: Millimetres(8.0),
        qr_module: Millimetres(0.75),
    };
    /// For A4.
    pub const SHEET: Self = Self {
        small: 9.0,
        body: 11.0,
        large: 16.0,
        title: 18.0,
        label: Millimetres(18.0),
        logo: Millimetres(16.0),
        qr_module: Millimetres(1.0),
    };

    /// What suits a kind of paper.
    #[must_use]
    pub const fn usual(kind: PaperKind) -> Self {
        match kind {
            PaperKind::Wide => Self::WIDE,
            PaperKind::Narrow => Self::NARROW,
            PaperKind::Sheet => Self::SHEET,
        }
    }

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

    /// Height of a label's capitals: what was wished for, and never less than must be.
    #[must_use]
    pub fn label_height(&self) -> Millimetres {
        Millimetres(self.label.0.max(NUMBER_MIN_MM))
    }

    /// A module in whole dots of a head, at least as large as survives the head ([`MIN_MODULE_MM`]).
    #[must_use]
    pub fn module_dots(&self, dpi: u32) -> Dots {
        let least = (MIN_MODULE_MM * dpi as f32 / 25.4).ceil() as u32;
        self.qr_module.dots(dpi).max(Dots(least))
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

    /// A roll with a print head of `width` dots. Heads below 60 mm are [`PaperKind::Narrow`].
    #[must_use]
    pub fn thermal(width: Dots, dpi: u32) -> Self {
        let millimetres = width.millimetres(dpi).0;
        let wide = millimetres >= 60.0;
        let paper = if wide { 80.0_f32.max(millimetres) } else { 58.0_f32.max(millimetres) };
        let dot = 72.0 / dpi as f32;
        Self {
            kind: if wide { PaperKind::Wide } else { PaperKind::Narrow },
            width: width.get() as f32 * dot,
            dpi,
            inset: 4.0 * dot,
            margin_side: Millimetres((paper - millimetres) / 2.0).points(),
            margin_top: 4.0,
            margin_bottom: 4.0,
            height: None,
            // Two dots: one alone is lost by a tired print head.
            hairline: 2.0 * dot,
            label_share: if wide { 0.42 } else { 0.0 },
        }
    }

    /// An A4 sheet with margins of 20 mm at the sides.
    #[must_use]
    pub fn a4() -> Self {
        let margin = Millimetres(20.0).points();
        Self {
            kind: PaperKind::Sheet,
            width: Millimetres(210.0).points() - 2.0 * margin,
            dpi: 203,
            inset: 0.0,
            margin_side: margin,
            margin_top: Millimetres(16.0).points(),
            margin_bottom: Millimetres(16.0).points(),
            height: Some(Millimetres(297.0).points()),
            hairline: 0.6,
            label_share: 0.36,
        }
    }

    /// Printable width in dots.
    #[must_use]
    pub fn width_dots(&self) -> Dots {
        Dots((self.width * self.dpi as f32 / 72.0).round() as u32)
    }
}
