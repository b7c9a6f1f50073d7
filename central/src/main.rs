//! The reference central server.
fn main() {}
