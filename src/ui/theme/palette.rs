//! Colour tokens. Tests compute the contrast of every pair that is used.

use iced::Color;

/// Which colours; the citizen chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Contrast {
    /// Warm paper, deep green: primary text at least 10:1.
    #[default]
    Standard,
    /// At least 20:1.
    BlackOnWhite,
    /// At least 20:1, for whom a white screen glares.
    WhiteOnBlack,
    /// 4.5:1 to 8:1, for whom strong contrast makes letters swim.
    Low,
}

impl Contrast {
    /// Every mode, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Standard, Self::BlackOnWhite, Self::WhiteOnBlack, Self::Low];

    /// Its colours.
    #[must_use]
    pub fn palette(self) -> &'static Palette {
        match self {
            Self::Standard => &STANDARD,
            Self::BlackOnWhite => &BLACK_ON_WHITE,
            Self::WhiteOnBlack => &WHITE_ON_BLACK,
            Self::Low => &LOW,
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
    accent: rgb(0x073B32),
    accent_pressed: rgb(0x0D5C4E),
    on_accent: rgb(0xFFFFFF),
    tint: rgb(0xE2EDE8),
    outline: rgb(0x6B7A74),
    hairline: rgb(0xC9CFC8),
    gold: rgb(0xB8862B),
    error: rgb(0x6F1212),
    error_tint: rgb(0xFBECEA),
    warning: rgb(0x4C3200),
    warning_tint: rgb(0xFBF1DC),
    ring: rgb(0xC0650B),
};

static BLACK_ON_WHITE: Palette = Palette {
    paper: rgb(0xFFFFFF),
    card: rgb(0xFFFFFF),
    ink: rgb(0x000000),
    soft: rgb(0x000000),
    accent: rgb(0x000000),
    accent_pressed: rgb(0x000000),
    on_accent: rgb(0xFFFFFF),
    tint: rgb(0xFAFAFA),
    outline: rgb(0x000000),
    hairline: rgb(0x000000),
    gold: rgb(0x000000),
    error: rgb(0x000000),
    error_tint: rgb(0xFFFFFF),
    warning: rgb(0x000000),
    warning_tint: rgb(0xFFFFFF),
    ring: rgb(0xC0650B),
};

static WHITE_ON_BLACK: Palette = Palette {
    paper: rgb(0x000000),
    card: rgb(0x000000),
    ink: rgb(0xFFFFFF),
    soft: rgb(0xFFFFFF),
    accent: rgb(0xFFFFFF),
    accent_pressed: rgb(0xFFFFFF),
    on_accent: rgb(0x000000),
    tint: rgb(0x070707),
    outline: rgb(0xFFFFFF),
    hairline: rgb(0xFFFFFF),
    gold: rgb(0xFFFFFF),
    error: rgb(0xFFFFFF),
    error_tint: rgb(0x000000),
    warning: rgb(0xFFFFFF),
    warning_tint: rgb(0x000000),
    ring: rgb(0xC0650B),
};

static LOW: Palette = Palette {
    paper: rgb(0xE4DFD3),
    card: rgb(0xEBE6DB),
    ink: rgb(0x46504C),
    soft: rgb(0x4E5854),
    accent: rgb(0x2F5D51),
    accent_pressed: rgb(0x28524A),
    on_accent: rgb(0xF2EEE4),
    tint: rgb(0xD6DDD3),
    outline: rgb(0x6B7A74),
    hairline: rgb(0xC9CFC8),
    gold: rgb(0xB8862B),
    error: rgb(0x8A2F2B),
    error_tint: rgb(0xE8D9D0),
    warning: rgb(0x6A4A10),
    warning_tint: rgb(0xE6DBC0),
    ring: rgb(0xB65A00),
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

/// Every text with every ground on which it stands, by whether it is primary (what is read and chosen) or a remark.
#[cfg(test)]
pub(crate) fn texts(p: &Palette) -> Vec<(&'static str, Color, Color, bool)> {
    let mut pairs = Vec::new();
    for ground in [p.paper, p.card, p.tint] {
        pairs.push(("ink", p.ink, ground, true));
        pairs.push(("accent", p.accent, ground, true));
        pairs.push(("soft", p.soft, ground, false));
    }
    for ground in [p.paper, p.card, p.error_tint] {
        pairs.push(("error", p.error, ground, true));
    }
    for ground in [p.paper, p.card, p.warning_tint] {
        pairs.push(("warning", p.warning, ground, true));
    }
    pairs.push(("ink on error", p.ink, p.error_tint, true));
    pairs.push(("ink on warning", p.ink, p.warning_tint, true));
    pairs.push(("primary", p.on_accent, p.accent, true));
    pairs
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
            for (name, text, ground, primary) in texts(p) {
                let ratio = contrast_ratio(text, ground);
                let (least, most) = match mode {
                    Contrast::Standard if primary => (10.0, 21.1),
                    Contrast::Standard => (7.0, 21.1),
                    Contrast::BlackOnWhite | Contrast::WhiteOnBlack => (20.0, 21.1),
                    Contrast::Low => (4.5, 8.0),
                };
                assert!((least..=most).contains(&ratio), "{mode:?} {name}: {ratio:.2}");
            }
            at_least(&format!("{mode:?} primary pressed"), p.on_accent, p.accent_pressed, 4.5);
            for (name, ground) in [("paper", p.paper), ("card", p.card), ("tint", p.tint)] {
                at_least(&format!("{mode:?} outline on {name}"), p.outline, ground, 3.0);
                at_least(&format!("{mode:?} ring on {name}"), p.ring, ground, 3.0);
            }
        }
    }
}
