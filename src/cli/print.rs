//! `kiosk print`: raw bytes or the test page, with proof.
