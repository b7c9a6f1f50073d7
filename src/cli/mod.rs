//! The command line.

pub mod check;
pub mod demo;
pub mod print;
pub mod receipt;
pub mod scan;
pub mod ticket;
