//! `kiosk demo`: everything on this machine.
