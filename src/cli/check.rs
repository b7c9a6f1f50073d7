//! `kiosk check`: configuration, catalogue and languages, before a citizen meets them.
