//! Around a queue ticket: closed, many are waiting, who needs priority, and a ticket whose paper was scanned.

pub mod ask;
pub mod closed;
pub mod held;
pub mod party;
pub mod priority;
