//! Virtual devices: what stands at the other end of a pseudo-terminal where there is no hardware.
//!
//! The kiosk opens [`VirtualPrinter::path`] or [`VirtualScanner::path`] through the same serial code
//! as a real port. [`firmware`] understands ESC/POS on its own, sharing no code with the encoder, so
//! that a test that compares dots compares two independent readings of the reference.

mod behaviour;
mod by_profile;
pub mod firmware;
mod mechanics;
pub mod paper;
pub mod printer;
pub mod pty;
pub mod scanner;

pub use behaviour::{Answers, Behaviour, Speeds};
pub use firmware::{Anchor, Dropped, Model, Sensors, Unknown};
pub use paper::Sheet;
pub use printer::{VirtualFault, VirtualPrinter, VirtualPrinterConfig};
pub use scanner::VirtualScanner;
