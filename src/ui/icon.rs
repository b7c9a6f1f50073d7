//! Icons: our own line drawings, turned into pixels at the size and colour
//! needed and kept.
//!
//! Sources are `assets/icons/*.svg`: a 24 by 24 box, strokes of 1.75 with round
//! ends in `currentColor`, so that all of them are of one hand. Not an icon
//! font (nothing may be spoken or shaped as text) and not iced's `svg` (it scans
//! system fonts and drops its cache with each frame).

use crate::ui::theme::Direction;
use iced::Color;
use iced::widget::image::Handle;
use resvg::{tiny_skia, usvg};
use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

macro_rules! icons {
    ($($(#[$note:meta])* $variant:ident = $name:literal,)*) => {
        /// The drawings by name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Icon { $($(#[$note])* $variant,)* }

        impl Icon {
            /// Every icon.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its name: that of its file, and the one used in the catalogue.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            fn source(self) -> &'static str {
                match self { $(Self::$variant => include_str!(concat!("../../assets/icons/", $name, ".svg")),)* }
            }
        }
    };
}

icons! {
    /// Driving licence.
    Licence = "licence",
    /// Birth.
    Baby = "baby",
    /// Death certificate: a folded paper with a leaf.
    Certificate = "certificate",
    /// Marriage.
    Rings = "rings",
    /// A private document (divorce).
    PrivateDocument = "private-document",
    /// Passport or visa.
    Passport = "passport",
    /// Traffic.
    Car = "car",
    /// Civil status.
    Family = "family",
    /// Foreigners, residence, visas.
    Globe = "globe",
    /// Back, against the reading direction.
    Back = "back",
    /// On, in the reading direction.
    Next = "next",
    /// The first screen.
    Home = "home",
    /// A person who helps.
    Help = "help",
    /// Choice of language: two letters, no flag.
    Language = "language",
    /// Larger text.
    TextSize = "text-size",
    /// Other colours.
    Contrast = "contrast",
    /// Everything that can be touched stands low.
    Reach = "reach",
    /// Finish and erase.
    Finish = "finish",
    /// Queue ticket.
    Ticket = "ticket",
    /// Printer.
    Printer = "printer",
    /// Receipt.
    Receipt = "receipt",
    /// Look up the state of a request.
    Search = "search",
    /// Hold a card to the reader.
    Scan = "scan",
    /// Telephone.
    Phone = "phone",
    /// Date.
    Calendar = "calendar",
    /// Done, chosen.
    Check = "check",
    /// Something to heed.
    Warning = "warning",
    /// Something to mend.
    Error = "error",
    /// Good to know.
    Info = "info",
    /// Time, waiting.
    Clock = "clock",
    /// Fee.
    Fee = "fee",
    /// What to bring.
    Documents = "documents",
    /// Show what is hidden.
    Eye = "eye",
    /// Hide.
    Hide = "hide",
    /// Change an answer.
    Edit = "edit",
    /// On-screen keyboard.
    Keyboard = "keyboard",
    /// Delete a letter.
    Backspace = "backspace",
    /// Connected.
    Online = "online",
    /// Not connected.
    Offline = "offline",
    /// Rating 1 of 5.
    FaceVeryBad = "face-1",
    /// Rating 2 of 5.
    FaceBad = "face-2",
    /// Rating 3 of 5.
    FaceNeutral = "face-3",
    /// Rating 4 of 5.
    FaceGood = "face-4",
    /// Rating 5 of 5.
    FaceVeryGood = "face-5",
    /// Paper.
    Paper = "paper",
    /// Voice.
    Speaker = "speaker",
    /// Add one; later.
    Plus = "plus",
    /// Take one away; earlier.
    Minus = "minus",
    /// Close, no.
    Close = "close",
    /// One's own person, identity.
    Person = "person",
    /// An office.
    Building = "building",
    /// Privacy.
    Lock = "lock",
    /// An elderly person.
    Elderly = "elderly",
    /// A person with a disability.
    Wheelchair = "wheelchair",
    /// A pregnant woman.
    Pregnant = "pregnant",
    /// Paused; pauses.
    Pause = "pause",
    /// A slower voice.
    Slower = "slower",
    /// A faster voice.
    Faster = "faster",
    /// A softer voice.
    Softer = "softer",
    /// A louder voice.
    Louder = "louder",
    /// Says it again.
    Again = "again",
    /// A place.
    Place = "place",
    /// A roll of paper.
    FaultPaper = "fault-paper",
    /// A cover that is to be closed.
    FaultCover = "fault-cover",
    /// A blade.
    FaultBlade = "fault-blade",
    /// Too hot.
    FaultHeat = "fault-heat",
    /// A cable that is out.
    FaultCable = "fault-cable",
    /// Off and on.
    FaultPower = "fault-power",
    /// It stands still.
    FaultStopped = "fault-stopped",
    /// It is set wrong.
    FaultSettings = "fault-settings",
}

impl Icon {
    /// The icon of this name (the catalogue names them).
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|icon| icon.name() == name)
    }

    /// Whether it points in or against the reading direction and is drawn
    /// reflected in right-to-left languages.
    #[must_use]
    pub fn is_directional(self) -> bool {
        matches!(self, Self::Back | Self::Next | Self::Finish | Self::Backspace | Self::Search)
    }
}

/// What a picture was drawn for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Wish {
    icon: Icon,
    px: u32,
    color: [u8; 4],
    flipped: bool,
}

/// The icon as an image of `px` by `px` pixels, drawn once and kept.
#[must_use]
pub fn handle(icon: Icon, px: u32, color: Color, direction: Direction) -> Handle {
    static KEPT: OnceLock<Mutex<HashMap<Wish, Handle>>> = OnceLock::new();
    let px = px.clamp(1, 1024);
    let flipped = direction == Direction::Rtl && icon.is_directional();
    let wish = Wish { icon, px, color: color.into_rgba8(), flipped };
    let mut kept = KEPT.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    kept.entry(wish).or_insert_with(|| Handle::from_rgba(px, px, draw(wish))).clone()
}

/// Pixels, RGBA with straight alpha. A broken drawing gives an empty picture;
/// a test draws each of them.
fn draw(wish: Wish) -> Vec<u8> {
    let empty = || vec![0; (wish.px * wish.px * 4) as usize];
    let [r, g, b, a] = wish.color;
    let source = wish.icon.source().replace("currentColor", &format!("#{r:02x}{g:02x}{b:02x}"));
    let Ok(tree) = usvg::Tree::from_str(&source, &usvg::Options::default()) else { return empty() };
    let Some(mut pixmap) = tiny_skia::Pixmap::new(wish.px, wish.px) else { return empty() };
    let side = wish.px as f32;
    let (x, y) = (side / tree.size().width(), side / tree.size().height());
    let transform = if wish.flipped {
        tiny_skia::Transform::from_row(-x, 0.0, 0.0, y, side, 0.0)
    } else {
        tiny_skia::Transform::from_scale(x, y)
    };
    resvg::render(&tree, transform, &mut pixmap.as_mut());
    let straight = pixmap.pixels().iter().flat_map(|pixel| {
        let c = pixel.demultiply();
        let alpha = u16::from(c.alpha()) * u16::from(a) / 255;
        [c.red(), c.green(), c.blue(), alpha as u8]
    });
    straight.collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    fn pixels(icon: Icon, flipped: bool) -> Vec<u8> {
        draw(Wish { icon, px: 48, color: [8, 68, 58, 255], flipped })
    }

    #[test]
    fn every_drawing_is_of_one_hand_and_draws() {
        for icon in Icon::ALL {
            let source = icon.source();
            let name = icon.name();
            assert!(source.contains(r#"viewBox="0 0 24 24""#), "{name}");
            assert!(source.contains(r#"stroke-width="1.75""#), "{name}");
            assert!(source.contains("currentColor") && !source.contains('#'), "{name}");
            assert!(!source.contains("<text"), "{name}: no text features are built in");
            let inked = pixels(*icon, false).chunks(4).filter(|p| p[3] > 128).count();
            assert!((60..1700).contains(&inked), "{name}: {inked} pixels");
            // nothing is cut off at the edge of the box
            let alpha = pixels(*icon, false);
            let edge = (0..48).flat_map(|i| [(i, 0), (i, 47), (0, i), (47, i)]);
            for (x, y) in edge {
                assert_eq!(alpha[(y * 48 + x) * 4 + 3], 0, "{name} touches the edge at {x},{y}");
            }
            assert_eq!(Icon::named(name), Some(*icon));
        }
    }

    #[test]
    fn no_two_drawings_are_the_same() {
        let all: std::collections::HashSet<Vec<u8>> = Icon::ALL.iter().map(|icon| pixels(*icon, false)).collect();
        assert_eq!(all.len(), Icon::ALL.len());
    }

    #[test]
    fn arrows_turn_with_the_language() {
        let (ltr, rtl) = (pixels(Icon::Back, false), pixels(Icon::Back, true));
        assert_ne!(ltr, rtl);
        let weight = |p: &[u8]| (0..48 * 48).filter(|i| i % 48 < 24).map(|i| u32::from(p[i * 4 + 3])).sum::<u32>();
        assert!(weight(&ltr) > weight(&rtl), "the head of Back lies left in English, right in Kurdish");
        let of = |icon, direction| handle(icon, 48, Color::BLACK, direction).id();
        assert_ne!(of(Icon::Back, Direction::Ltr), of(Icon::Back, Direction::Rtl));
        assert_eq!(of(Icon::Check, Direction::Ltr), of(Icon::Check, Direction::Rtl));
    }
}
