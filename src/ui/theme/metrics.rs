//! Sizes in millimetres, turned into pixels in one place.

use crate::ui::font::CAP_HEIGHT;
use iced::Size;

/// How large text is; the citizen chooses. The height of capitals in each size is that of VVSG 2.0 7.1-G.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum TextScale {
    /// Capitals 3.5 to 4.2 mm high: for whoever sees only a small part of the screen at once.
    Small,
    /// Capitals at least 4.8 mm high (also Section 508 402.4).
    #[default]
    Normal,
    /// Capitals at least 6.4 mm high.
    Large,
    /// Capitals at least 8.5 mm high, which is also 0.7° from 600 mm (EN 301 549 5.1.4: 7.3 mm). On a panel less than
    /// 240 mm high at least 7.3 mm: 8.5 leave no room there for a question and its keyboard.
    Largest,
}

impl TextScale {
    /// From small to large.
    pub const ALL: [Self; 4] = [Self::Small, Self::Normal, Self::Large, Self::Largest];

    /// Whether text is larger than in the standard size, so that room must be found for it.
    #[must_use]
    pub fn is_enlarged(self) -> bool {
        matches!(self, Self::Large | Self::Largest)
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

    /// Font size in millimetres on a panel that is `low` or not. Titles grow less than body text, so that the
    /// largest setting still leaves room for the answers.
    #[must_use]
    pub fn millimetres(self, scale: TextScale, low: bool) -> f32 {
        let [small, normal, large, largest, largest_low] = match self {
            Self::Display => [14.0, 17.0, 18.5, 20.0, 20.0],
            Self::Title => [9.6, 12.0, 13.2, 15.0, 14.6],
            Self::Heading => [6.9, 8.6, 10.2, 13.0, 12.0],
            Self::Body => [6.0, 7.5, 9.6, 12.7, 11.2],
            Self::Small => [5.3, 7.1, 9.5, 12.6, 10.8],
        };
        match scale {
            TextScale::Small => small,
            TextScale::Normal => normal,
            TextScale::Large => large,
            TextScale::Largest if low => largest_low,
            TextScale::Largest => largest,
        }
    }

    /// Height of its capitals in millimetres.
    #[must_use]
    pub fn cap_height(self, scale: TextScale, low: bool) -> f32 {
        self.millimetres(scale, low) * CAP_HEIGHT
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

/// A panel less high than this is a low one, in millimetres.
const LOW_MM: f32 = 240.0;
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
        self.mm(kind.millimetres(self.scale, self.is_low()))
    }

    /// Whether the panel is so low that every millimetre of height counts: less than 240 mm.
    #[must_use]
    pub fn is_low(&self) -> bool {
        self.window.height / self.px_per_mm < LOW_MM
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
            for low in [false, true] {
                let cap = |scale| kind.cap_height(scale, low);
                assert!(cap(TextScale::Small) >= 3.5, "{kind:?}");
                assert!(cap(TextScale::Normal) >= 4.8, "{kind:?}");
                assert!(cap(TextScale::Large) >= 6.4, "{kind:?}");
                assert!(cap(TextScale::Largest) >= if low { 7.3 } else { 8.5 }, "{kind:?}");
                let sizes = TextScale::ALL.map(|scale| kind.millimetres(scale, low));
                assert!(sizes.is_sorted(), "{kind:?}");
            }
        }
        // What is read is of the size that the setting names, not larger.
        for (scale, most) in
            [(TextScale::Small, 4.2), (TextScale::Normal, 5.6), (TextScale::Large, 7.1), (TextScale::Largest, 9.0)]
        {
            assert!(Type::Body.cap_height(scale, false) <= most, "{scale:?}");
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
