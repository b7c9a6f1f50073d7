//! Time, injected: the wall clock and a monotonic clock.
//!
//! The wall clock of a kiosk is evidence, never an order: batteries die, technicians mistype, servers correct. What
//! must not depend on it (idle timers, backoff) uses [`Clock::monotonic`].

use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;

/// Where the time comes from.
pub trait Clock: Send + Sync + fmt::Debug {
    /// The wall clock. It may jump in either direction between two calls.
    fn now(&self) -> Timestamp;

    /// Time since some moment of this process; never runs backward.
    fn monotonic(&self) -> Duration;
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn monotonic(&self) -> Duration {
        static START: OnceLock<Instant> = OnceLock::new();
        START.get_or_init(Instant::now).elapsed()
    }
}

/// A clock that stands still until it is told otherwise. Clones share the same time.
#[derive(Clone, Debug)]
pub struct TestClock {
    time: Arc<Mutex<TestTime>>,
}

#[derive(Clone, Copy, Debug)]
struct TestTime {
    now: Timestamp,
    monotonic: Duration,
}

impl TestClock {
    /// A clock that shows `now`, with its monotonic part at zero.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self { time: Arc::new(Mutex::new(TestTime { now, monotonic: Duration::ZERO })) }
    }

    /// Moves the wall clock only, forward or backward, as a correction does.
    pub fn set(&self, now: Timestamp) {
        self.with(|time| time.now = now);
    }

    /// Lets time pass: both clocks move. The wall clock stops at the end of what a timestamp can hold.
    pub fn advance(&self, by: Duration) {
        self.with(|time| {
            time.now = time.now.checked_add(by).unwrap_or(Timestamp::MAX);
            time.monotonic = time.monotonic.saturating_add(by);
        });
    }

    fn with<T>(&self, change: impl FnOnce(&mut TestTime) -> T) -> T {
        // Times are plain values: a panic elsewhere cannot leave them half changed.
        let mut time = self.time.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut time)
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        self.with(|time| time.now)
    }

    fn monotonic(&self) -> Duration {
        self.with(|time| time.monotonic)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    #[test]
    fn system_monotonic_never_runs_backward() {
        let before = SystemClock.monotonic();
        assert!(SystemClock.monotonic() >= before);
        assert!(SystemClock.now() > Timestamp::UNIX_EPOCH);
    }

    #[test]
    fn setting_moves_the_wall_clock_only_and_clones_share() {
        let clock = TestClock::new("2026-11-23T09:00:00Z".parse().unwrap());
        let other = clock.clone();
        clock.set("2026-11-22T09:00:00Z".parse().unwrap());
        assert_eq!(other.now(), "2026-11-22T09:00:00Z".parse().unwrap());
        assert_eq!(other.monotonic(), Duration::ZERO);
        other.advance(Duration::from_secs(90));
        assert_eq!(clock.now(), "2026-11-22T09:01:30Z".parse().unwrap());
        assert_eq!(clock.monotonic(), Duration::from_secs(90));
    }
}
