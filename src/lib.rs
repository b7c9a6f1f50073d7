//! The public-service kiosk for the Kurdistan Region of Iraq.
//!
//! Floors, from the ground up; a module imports only what stands below it
//! (`docs/ARCHITECTURE.md`).

pub mod catalogue;
pub mod cli;
pub mod clock;
pub mod config;
pub mod device;
pub mod enrolment;
mod events;
pub mod i18n;
pub mod identity;
pub mod keys;
pub mod kiosk;
pub mod noticed;
pub mod problem;
pub mod receipt;
pub mod speech;
pub mod staff;
pub mod store;
pub mod sync;
pub mod ticket;
pub mod ui;
pub mod visit;
