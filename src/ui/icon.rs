//! Icons.
