//! `kiosk scan`: what the scanner reads, one line each.
