//! How buttons look: fill, border and text for each kind and state.

use super::Look;
use iced::Color;

/// What a button is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The one action that goes on.
    Primary,
    /// Another action beside it: Back.
    Secondary,
    /// Header and footer actions without a box around them.
    Quiet,
    /// One of several choices; white, outlined.
    Tile,
    /// Ends and erases.
    Danger,
}

/// What a button's state adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct State {
    /// A finger rests on it.
    pub pressed: bool,
    /// It cannot be used now.
    pub disabled: bool,
    /// It is the chosen one.
    pub selected: bool,
}

/// The colours of one button in one state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Skin {
    /// The ground; none for quiet buttons at rest.
    pub fill: Option<Color>,
    /// Text and icon.
    pub text: Color,
    /// The border.
    pub border: Color,
    /// Width of the border in pixels; 0 for none.
    pub border_width: f32,
    /// Corner radius in pixels.
    pub radius: f32,
}

impl Kind {
    /// The skin of this kind in a state.
    #[must_use]
    pub fn skin(self, look: &Look, state: State) -> Skin {
        let p = look.palette();
        let radius = look.metrics.radius();
        let thin = look.mm(0.4);
        let thick = look.mm(0.9);
        let plain = Skin { fill: None, text: p.ink, border: p.outline, border_width: 0.0, radius };
        if state.disabled {
            // still readable, but without an edge: what has an edge can be touched,
            // in black and white too
            return Skin { text: p.soft, ..plain };
        }
        match (self, state.pressed) {
            (Self::Primary, false) => Skin { fill: Some(p.accent), text: p.on_accent, ..plain },
            // In black and white there is no other fill: an edge inside is what is seen then.
            (Self::Primary, true) => Skin {
                fill: Some(p.accent_pressed),
                text: p.on_accent,
                border: p.on_accent,
                border_width: thick,
                ..plain
            },
            (Self::Secondary, pressed) => Skin {
                fill: Some(if pressed { p.tint } else { p.card }),
                text: p.accent,
                border: p.accent,
                border_width: if pressed { thick } else { thin },
                ..plain
            },
            (Self::Quiet, pressed) => {
                Skin { fill: (pressed || state.selected).then_some(p.tint), text: p.accent, ..plain }
            }
            (Self::Tile, pressed) => Skin {
                fill: Some(if pressed || state.selected { p.tint } else { p.card }),
                border: if pressed || state.selected { p.accent } else { p.outline },
                border_width: if pressed || state.selected { thick } else { thin },
                ..plain
            },
            (Self::Danger, pressed) => Skin {
                fill: Some(if pressed { p.error_tint } else { p.card }),
                text: p.error,
                border: p.error,
                border_width: if pressed { thick } else { thin },
                ..plain
            },
        }
    }

    /// Whether its label is bold.
    #[must_use]
    pub fn is_bold(self) -> bool {
        matches!(self, Self::Primary | Self::Secondary | Self::Danger)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::super::palette::contrast_ratio;
    use super::super::{Contrast, Metrics, TextScale};
    use super::*;
    use crate::ui::theme::Direction;

    #[test]
    fn every_button_can_be_read_and_seen_in_every_state() {
        for contrast in Contrast::ALL {
            let metrics = Metrics::new(0.277, iced::Size::new(1080.0, 1920.0), TextScale::Normal);
            let look = Look { contrast, metrics, direction: Direction::Rtl };
            let p = look.palette();
            for kind in [Kind::Primary, Kind::Secondary, Kind::Quiet, Kind::Tile, Kind::Danger] {
                for bits in 0..8 {
                    let state = State { pressed: bits & 1 > 0, disabled: bits & 2 > 0, selected: bits & 4 > 0 };
                    let skin = kind.skin(&look, state);
                    let ground = skin.fill.unwrap_or(p.paper);
                    let least = if contrast == Contrast::Low { 4.5 } else { 7.0 };
                    assert!(contrast_ratio(skin.text, ground) >= least, "{contrast:?} {kind:?} {state:?}");
                    // what can be touched is told from the paper by its border or its fill
                    if !state.disabled && kind != Kind::Quiet {
                        let edges = [skin.border, ground].map(|color| contrast_ratio(color, p.paper));
                        let seen = if skin.border_width > 0.0 { edges[0].max(edges[1]) } else { edges[1] };
                        assert!(seen >= 3.0, "{contrast:?} {kind:?} {state:?}");
                    }
                }
            }
        }
    }
}
