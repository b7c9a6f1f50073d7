//! The configuration file, typed.
