//! The application: which screen is shown, and what its actions do.
