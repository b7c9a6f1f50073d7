//! Sizes in millimetres, turned into pixels in one place.

use crate::ui::font::CAP_HEIGHT;
use iced::Size;

/// How large text is; the citizen chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum TextScale {
    /// Capitals at least 4.8 mm high (Section 508, VVSG 2.0).
    #[default]
    Normal,
    /// Capitals at least 6 mm high.
    Large,
    /// Capitals at least 7.3 mm high: 0.7° from 600 mm (EN 301 549 5.1.4).
    Largest,
}

impl TextScale {
    /// From small to large.
    pub const ALL: [Self; 3] = [Self::Normal, Self::Large, Self::Largest];

    /// The next size, and after the largest the smallest again.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Normal => Self::Large,
            Self::Large => Self::Largest,
            Self::Largest => Self::Normal,
        }
    }
}

/// What a text is for; decides its size and weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Type {
    /// A number or a name that fills the screen (ticket label, welcome).
    Display,
    /// The one title of a screen: the question.
    Title,
    /// A heading inside a screen, a tile's name.
    Heading,
    /// Everything that is read.
    Body,
    /// Remarks; still no smaller than the promised cap height.
    Small,
}

impl Type {
    /// Every kind of text, from large to small.
    pub const ALL: [Self; 5] = [Self::Display, Self::Title, Self::Heading, Self::Body, Self::Small];

    /// Font size in millimetres. Titles grow less than body text, so that the
    /// largest setting still leaves room for the answers.
    #[must_use]
    pub fn millimetres(self, scale: TextScale) -> f32 {
        let [normal, large, largest] = match self {
            Self::Display => [17.0, 18.5, 20.0],
            Self::Title => [12.0, 13.2, 14.6],
            Self::Heading => [8.6, 10.2, 12.0],
            Self::Body => [7.5, 9.4, 11.2],
            Self::Small => [7.1, 8.9, 10.8],
        };
        match scale {
            TextScale::Normal => normal,
            TextScale::Large => large,
            TextScale::Largest => largest,
        }
    }

    /// Height of its capitals in millimetres.
    #[must_use]
    pub fn cap_height(self, scale: TextScale) -> f32 {
        self.millimetres(scale) * CAP_HEIGHT
    }
}

/// Which way the panel stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Layout {
    /// Higher than wide.
    Portrait,
    /// Wider than high.
    Landscape,
}

/// Side of a touch target in millimetres.
pub const TARGET_MM: f32 = 20.0;
/// Side of a key of the on-screen keyboard in millimetres.
pub const KEY_MM: f32 = 15.0;
/// Space between two touch targets in millimetres.
pub const GAP_MM: f32 = 3.5;
/// Thickness of the focus ring in millimetres.
pub const RING_MM: f32 = 3.0;

/// The window in pixels and how many of them make a millimetre.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Metrics {
    /// Logical pixels in a millimetre: 1 / pixel pitch (24" full HD: 3.61).
    pub px_per_mm: f32,
    /// How large text is.
    pub scale: TextScale,
    /// The window in logical pixels.
    pub window: Size,
}

impl Metrics {
    /// Metrics of a panel. `pixel_pitch_mm` is the configured distance between
    /// two pixels (24" full HD 0.277, 27" 0.311); nonsense is brought into 0.05-2.
    #[must_use]
    pub fn new(pixel_pitch_mm: f32, window: Size, scale: TextScale) -> Self {
        let pitch = if pixel_pitch_mm.is_finite() { pixel_pitch_mm.clamp(0.05, 2.0) } else { 0.277 };
        Self { px_per_mm: 1.0 / pitch, scale, window }
    }

    /// Millimetres in whole pixels, rounded up so that promises hold; at least one.
    #[must_use]
    pub fn mm(&self, millimetres: f32) -> f32 {
        (millimetres * self.px_per_mm - 0.001).ceil().max(1.0)
    }

    /// Font size in pixels.
    #[must_use]
    pub fn text(&self, kind: Type) -> f32 {
        self.mm(kind.millimetres(self.scale))
    }

    /// Portrait or landscape.
    #[must_use]
    pub fn layout(&self) -> Layout {
        if self.window.height >= self.window.width { Layout::Portrait } else { Layout::Landscape }
    }

    /// Smallest height and width of a touch target, in pixels.
    #[must_use]
    pub fn target(&self) -> f32 {
        self.mm(TARGET_MM)
    }

    /// Space between targets, in pixels.
    #[must_use]
    pub fn gap(&self) -> f32 {
        self.mm(GAP_MM)
    }

    /// Space at the sides of a screen, in pixels: 14 mm, less on narrow panels.
    #[must_use]
    pub fn margin(&self) -> f32 {
        self.mm(14.0).min((self.window.width * 0.05).round())
    }

    /// Corner radius of cards and buttons, in pixels.
    #[must_use]
    pub fn radius(&self) -> f32 {
        self.mm(2.5)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn no_text_is_smaller_than_promised() {
        for kind in Type::ALL {
            assert!(kind.cap_height(TextScale::Normal) >= 4.8, "{kind:?}");
            assert!(kind.cap_height(TextScale::Large) >= 6.0, "{kind:?}");
            assert!(kind.cap_height(TextScale::Largest) >= 7.3, "{kind:?}");
        }
    }

    #[test]
    fn millimetres_are_never_rounded_down() {
        for pitch in [0.17, 0.2235, 0.277, 0.311] {
            let metrics = Metrics::new(pitch, Size::new(1080.0, 1920.0), TextScale::Normal);
            for size in [1.0, 3.0, 4.8, 15.0, 20.0] {
                let px = metrics.mm(size);
                assert!(px * pitch >= size - 0.001 && px * pitch < size + 1.5 * pitch, "{size} mm at {pitch}: {px}");
            }
        }
        assert_eq!(Metrics::new(f32::NAN, Size::new(1.0, 2.0), TextScale::Normal).mm(0.0), 1.0);
    }

    #[test]
    fn the_layout_is_that_of_the_window() {
        let of = |w, h| Metrics::new(0.277, Size::new(w, h), TextScale::Normal).layout();
        assert_eq!(of(1080.0, 1920.0), Layout::Portrait);
        assert_eq!(of(1280.0, 800.0), Layout::Landscape);
    }
}
