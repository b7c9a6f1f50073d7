//! Staff mode: the question for the PIN, and the desk behind it.

pub mod bench;
pub mod desk;
pub mod gate;
mod lists;
mod menu;
mod state;
