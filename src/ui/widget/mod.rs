//! Widgets that iced lacks or gets wrong, and the few functions from which all
//! screens are built.
//!
//! Rules, each found by experiment: never `align_x` or `center()` on a text
//! (right-to-left lines are then drawn outside their box), line height 1.6,
//! no shadows, no overlays, no scrolling.

pub mod button;
pub mod card;
pub mod cells;
pub mod choice;
pub mod countdown;
pub mod curtain;
pub mod even;
pub mod field;
pub mod ink;
pub mod keyboard;
pub mod label;
pub mod lines;
pub mod mirror;
pub mod modal;
pub mod picker;
pub mod press;
pub mod progress;
pub mod reading;
pub mod ruler;
pub mod stage;
pub mod stop;

#[cfg(test)]
mod behaviour;
#[cfg(test)]
mod pictures;
#[cfg(test)]
mod trial;

pub use button::{button, heading_stop};
pub use card::{card, notice, rule};
pub use curtain::curtain;
pub use even::even;
pub use field::{Edit, field};
pub use keyboard::{Deck, Key, KeyWords, keyboard};
pub use label::{body, centred, display, heading, icon_image, number, small, title};
pub use lines::centred_text;
pub use mirror::{ltr, mirror};
pub use modal::{Stand, modal};
pub use stage::{Taken, stage};
pub use stop::{Focus, Go, Role, Words};
