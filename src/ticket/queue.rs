//! What is known of a queue, and for how long it may be told.

use jiff::{SignedDuration, Timestamp};

/// How long a queue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct QueueLength {
    /// How many wait.
    pub waiting: u32,
    /// In how many minutes the next one to come will be called, when the office can tell.
    pub minutes: Option<u32>,
}

/// A queue as it was seen at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sighting {
    queue: QueueLength,
    at: Timestamp,
}

/// An older sighting is not told: a wrong number on paper is worse than none.
const TOLD_FOR: SignedDuration = SignedDuration::from_mins(2);
/// So far the clock of whoever saw it may be ahead.
const SKEW: SignedDuration = SignedDuration::from_secs(10);

impl Sighting {
    /// The queue was `queue` at `at`.
    #[must_use]
    pub const fn new(queue: QueueLength, at: Timestamp) -> Self {
        Self { queue, at }
    }

    /// The queue, when it was seen less than two minutes before `now`. A sighting from the future (a clock was
    /// set back) is none; some seconds are only two clocks that differ.
    #[must_use]
    pub fn fresh(&self, now: Timestamp) -> Option<QueueLength> {
        let age = now.duration_since(self.at);
        (age > -SKEW && age < TOLD_FOR).then_some(self.queue)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    #[test]
    fn it_is_told_for_two_minutes() {
        let queue = QueueLength { waiting: 7, minutes: Some(25) };
        let at: Timestamp = "2026-11-23T07:42:00Z".parse().unwrap();
        let sighting = Sighting::new(queue, at);
        let after = |seconds| sighting.fresh(at + SignedDuration::from_secs(seconds));
        assert_eq!(after(0), Some(queue));
        assert_eq!(after(119), Some(queue));
        assert_eq!(after(120), None);
        assert_eq!(after(-9), Some(queue));
        assert_eq!(after(-10), None);
    }
}
