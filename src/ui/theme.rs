//! Colours, sizes and type.
//!
//! Every colour pair and every size that a screen uses stands here or in its
//! two rooms, [`palette`] and [`metrics`], so that contrast and millimetres can
//! be checked in one place.

pub mod metrics;
pub mod palette;
pub mod skin;

pub use metrics::{Layout, Metrics, TextScale, Type};
pub use palette::{Contrast, Palette};
pub use skin::{Kind, Skin};

pub use crate::i18n::Direction;

/// All that a widget needs to know to draw itself: colours, sizes, direction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// Which colours.
    pub contrast: Contrast,
    /// Sizes in millimetres, in pixels of this window.
    pub metrics: Metrics,
    /// Which way the language reads.
    pub direction: Direction,
}

impl Look {
    /// The colours.
    #[must_use]
    pub fn palette(&self) -> &'static Palette {
        self.contrast.palette()
    }

    /// Millimetres in whole pixels (at least one).
    #[must_use]
    pub fn mm(&self, millimetres: f32) -> f32 {
        self.metrics.mm(millimetres)
    }

    /// Font size of a kind of text, in pixels.
    #[must_use]
    pub fn text(&self, kind: Type) -> f32 {
        self.metrics.text(kind)
    }

    /// An icon of `millimetres` beside body text, grown as the text has grown.
    #[must_use]
    pub fn icon_mm(&self, millimetres: f32) -> f32 {
        let body = |scale| Type::Body.millimetres(scale, self.metrics.is_low());
        millimetres * (body(self.metrics.scale) / body(TextScale::Normal)).max(1.0)
    }

    /// Portrait or landscape.
    #[must_use]
    pub fn layout(&self) -> Layout {
        self.metrics.layout()
    }

    /// Whether the language reads right to left.
    #[must_use]
    pub fn is_rtl(&self) -> bool {
        self.direction == Direction::Rtl
    }

    /// iced's theme with our palette, for the few built-in widgets we use.
    #[must_use]
    pub fn theme(&self) -> iced::Theme {
        let p = self.palette();
        iced::Theme::custom(
            "kiosk",
            iced::theme::Palette {
                background: p.paper,
                text: p.ink,
                primary: p.accent,
                success: p.accent,
                warning: p.warning,
                danger: p.error,
            },
        )
    }

    /// The window's own background and text colour. Never put a background on
    /// a full-screen container instead: it costs 20 ms for each page.
    #[must_use]
    pub fn window(&self) -> iced::theme::Style {
        let p = self.palette();
        iced::theme::Style { background_color: p.paper, text_color: p.ink }
    }
}
