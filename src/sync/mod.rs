//! The outbox's way to central, and what comes back.
