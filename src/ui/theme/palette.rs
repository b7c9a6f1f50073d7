//! Colour tokens. Tests compute the contrast of every pair that is used.

use iced::Color;

/// Which colours; the citizen chooses. More modes join here (white on black,
/// low contrast) with a palette each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Contrast {
    /// Warm paper, deep green.
    #[default]
    Standard,
    /// Black on white, at least 20:1.
    BlackOnWhite,
}

impl Contrast {
    /// Every mode, in the order in which the citizen passes through them.
    pub const ALL: [Self; 2] = [Self::Standard, Self::BlackOnWhite];

    /// The next mode, and after the last the first again.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Standard => Self::BlackOnWhite,
            Self::BlackOnWhite => Self::Standard,
        }
    }

    /// Its colours.
    #[must_use]
    pub fn palette(self) -> &'static Palette {
        match self {
            Self::Standard => &STANDARD,
            Self::BlackOnWhite => &BLACK_ON_WHITE,
        }
    }
}

/// The colours by what they are for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Palette {
    /// The window.
    pub paper: Color,
    /// Cards, tiles and fields on the paper.
    pub card: Color,
    /// Text and icons.
    pub ink: Color,
    /// Remarks, placeholders.
    pub soft: Color,
    /// The one accent: primary buttons, selected things, progress.
    pub accent: Color,
    /// The accent while a finger rests on it.
    pub accent_pressed: Color,
    /// Text on the accent.
    pub on_accent: Color,
    /// A faint wash of the accent: selected or pressed tiles.
    pub tint: Color,
    /// Borders of things that can be touched.
    pub outline: Color,
    /// Lines that only divide; decoration.
    pub hairline: Color,
    /// A thin mark of dignity; decoration, never text.
    pub gold: Color,
    /// Errors and the erase button: always with icon and words.
    pub error: Color,
    /// Ground of an error notice.
    pub error_tint: Color,
    /// Warnings: always with icon and words.
    pub warning: Color,
    /// Ground of a warning notice.
    pub warning_tint: Color,
    /// Focus ring of the keypad.
    pub ring: Color,
}

const fn rgb(hex: u32) -> Color {
    Color::from_rgb8((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

static STANDARD: Palette = Palette {
    paper: rgb(0xF6F4EF),
    card: rgb(0xFFFFFF),
    ink: rgb(0x14211D),
    soft: rgb(0x3D4A45),
    accent: rgb(0x08443A),
    accent_pressed: rgb(0x04302A),
    on_accent: rgb(0xFFFFFF),
    tint: rgb(0xE2EDE8),
    outline: rgb(0x6B7A74),
    hairline: rgb(0xC9CFC8),
    gold: rgb(0xB8862B),
    error: rgb(0x9B1C1C),
    error_tint: rgb(0xFBECEA),
    warning: rgb(0x6A4600),
    warning_tint: rgb(0xFBF1DC),
    ring: rgb(0xD0700F),
};

static BLACK_ON_WHITE: Palette = Palette {
    paper: rgb(0xFFFFFF),
    card: rgb(0xFFFFFF),
    ink: rgb(0x000000),
    soft: rgb(0x000000),
    accent: rgb(0x000000),
    accent_pressed: rgb(0x2A2A2A),
    on_accent: rgb(0xFFFFFF),
    tint: rgb(0xF3F3F3),
    outline: rgb(0x000000),
    hairline: rgb(0x000000),
    gold: rgb(0x000000),
    error: rgb(0x000000),
    error_tint: rgb(0xFFFFFF),
    warning: rgb(0x000000),
    warning_tint: rgb(0xFFFFFF),
    ring: rgb(0xD0700F),
};

/// Contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2).
#[must_use]
pub fn contrast_ratio(a: Color, b: Color) -> f32 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Relative luminance, 0 to 1 (WCAG 2.2).
fn luminance(color: Color) -> f32 {
    let [r, g, b, _] = color.into_linear();
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    fn at_least(what: &str, a: Color, b: Color, least: f32) {
        let ratio = contrast_ratio(a, b);
        assert!(ratio >= least, "{what}: {ratio:.2} < {least}");
    }

    #[test]
    fn the_formula_is_that_of_wcag() {
        assert!((contrast_ratio(Color::BLACK, Color::WHITE) - 21.0).abs() < 0.01);
        assert!((contrast_ratio(rgb(0x767676), Color::WHITE) - 4.54).abs() < 0.01);
    }

    #[test]
    fn every_pair_can_be_read() {
        for mode in Contrast::ALL {
            let p = mode.palette();
            for (name, ground) in [("paper", p.paper), ("card", p.card), ("tint", p.tint)] {
                at_least(&format!("{mode:?} ink on {name}"), p.ink, ground, 10.0);
                at_least(&format!("{mode:?} soft on {name}"), p.soft, ground, 7.0);
                at_least(&format!("{mode:?} outline on {name}"), p.outline, ground, 3.0);
                at_least(&format!("{mode:?} accent on {name}"), p.accent, ground, 7.0);
            }
            for (name, ground) in [("paper", p.paper), ("card", p.card), ("accent", p.accent)] {
                at_least(&format!("{mode:?} ring on {name}"), p.ring, ground, 3.0);
            }
            at_least(&format!("{mode:?} primary"), p.on_accent, p.accent, 10.0);
            at_least(&format!("{mode:?} primary pressed"), p.on_accent, p.accent_pressed, 10.0);
            for ground in [p.error_tint, p.paper, p.card] {
                at_least(&format!("{mode:?} error"), p.error, ground, 7.0);
            }
            at_least(&format!("{mode:?} ink on error"), p.ink, p.error_tint, 10.0);
            for ground in [p.warning_tint, p.paper, p.card] {
                at_least(&format!("{mode:?} warning"), p.warning, ground, 7.0);
            }
            at_least(&format!("{mode:?} ink on warning"), p.ink, p.warning_tint, 10.0);
        }
    }

    #[test]
    fn black_on_white_is_what_it_says() {
        let p = Contrast::BlackOnWhite.palette();
        for ground in [p.paper, p.card, p.error_tint, p.warning_tint] {
            for text in [p.ink, p.soft, p.error, p.warning, p.accent] {
                at_least("high contrast", text, ground, 20.0);
            }
        }
    }
}
