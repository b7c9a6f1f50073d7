//! The same application without a window: for pictures and tests.
