//! The whole application on a backend in memory, without a window.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bench;
mod beside;
mod checkin;
mod checks;
mod fake;
mod lists;
mod pictures;
mod pictures_staff;
mod queue;
mod scans;
mod staff;
mod tour;
mod voice;
mod walk;
