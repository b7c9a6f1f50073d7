//! `kiosk ticket`: a sample ticket as files.
