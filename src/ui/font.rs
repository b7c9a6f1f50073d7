//! The embedded typeface.
