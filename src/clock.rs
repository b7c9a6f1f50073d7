//! Time, injected: wall clock and monotonic.
