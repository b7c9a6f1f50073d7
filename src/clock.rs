//! Time, injected: the wall clock and a monotonic clock.
//!
//! The wall clock of a kiosk is evidence, never an order: batteries die, technicians mistype, servers correct. What
//! must not depend on it (idle timers, backoff) uses [`Clock::monotonic`].

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

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

/// Answers of the server whose median is the offset.
const SAMPLES: usize = 5;
/// An answer that took longer says too little about the time.
const MAX_TOOK: Duration = Duration::from_secs(10);
/// So long the offset is trusted after the last answer: a bad quartz loses some seconds in a day.
const TRUSTED_FOR: Duration = Duration::from_secs(86_400);
/// A server that says it is so much earlier than it has said before is mistaken itself.
const SERVER_MAY_GO_BACK: SignedDuration = SignedDuration::from_hours(1);

/// A clock that central corrects.
///
/// Each answer of central tells how far this machine's clock is off; the median of the last five is added. Below the
/// *floor*, the latest time that central has ever told, the clock never falls: a machine whose battery is dead goes on
/// from the floor, at the pace of the monotonic clock, until central is heard. Timers use
/// [`monotonic`](Clock::monotonic), which nothing here touches.
#[derive(Debug)]
pub struct Corrected {
    machine: Arc<dyn Clock>,
    state: Mutex<Correction>,
}

#[derive(Debug, Default)]
struct Correction {
    /// Central minus machine, the newest last.
    samples: VecDeque<SignedDuration>,
    /// When the newest was taken, by the monotonic clock.
    heard: Option<Duration>,
    floor: Option<Floor>,
}

#[derive(Debug, Clone, Copy)]
struct Floor {
    at: Timestamp,
    /// The monotonic clock when the floor was set.
    set: Duration,
}

impl Correction {
    fn offset(&self) -> Option<SignedDuration> {
        let mut sorted: Vec<_> = self.samples.iter().copied().collect();
        sorted.sort_unstable();
        sorted.get(sorted.len() / 2).copied()
    }

    fn raise(&mut self, to: Timestamp, now: Duration) {
        if self.floor.is_none_or(|floor| floor.at < to) {
            self.floor = Some(Floor { at: to, set: now });
        }
    }
}

impl Corrected {
    /// A clock over the machine's that nobody has corrected yet.
    #[must_use]
    pub fn new(machine: Arc<dyn Clock>) -> Self {
        Self { machine, state: Mutex::default() }
    }

    /// Central told its time: `central` when it answered, `took` from question to answer. Gives the offset that holds from
    /// now on (central minus machine), or nothing when the answer is of no use.
    pub fn heard(&self, central: Timestamp, took: Duration) -> Option<SignedDuration> {
        let (now, monotonic) = (self.machine.now(), self.machine.monotonic());
        let mut state = self.lock();
        let mistaken = state.floor.is_some_and(|floor| central.duration_until(floor.at) > SERVER_MAY_GO_BACK);
        if took > MAX_TOOK || mistaken {
            tracing::warn!(event = "clock.sample_refused", mistaken);
            return None;
        }
        // Central's clock was read somewhere between question and answer: half of it is the likeliest age.
        let central = central.checked_add(took / 2).ok()?;
        if state.samples.len() == SAMPLES {
            state.samples.pop_front();
        }
        state.samples.push_back(now.duration_until(central));
        state.heard = Some(monotonic);
        state.raise(central, monotonic);
        state.offset()
    }

    /// A time that central told in an earlier run, or vouched for otherwise: the clock never shows less.
    pub fn raise_floor(&self, to: Timestamp) {
        let monotonic = self.machine.monotonic();
        self.lock().raise(to, monotonic);
    }

    /// The floor, if central was ever heard.
    #[must_use]
    pub fn floor(&self) -> Option<Timestamp> {
        self.lock().floor.map(|floor| floor.at)
    }

    /// The machine's own word, and what central says it is off by (nothing when central was never heard).
    #[must_use]
    pub fn reading(&self) -> (Timestamp, SignedDuration) {
        (self.machine.now(), self.lock().offset().unwrap_or(SignedDuration::ZERO))
    }

    /// Whether central vouches for the time: it was heard in this run, within the last day.
    #[must_use]
    pub fn is_trusted(&self) -> bool {
        let now = self.machine.monotonic();
        self.lock().heard.is_some_and(|heard| now.saturating_sub(heard) <= TRUSTED_FOR)
    }

    fn lock(&self) -> MutexGuard<'_, Correction> {
        // Plain values: a panic elsewhere cannot leave them half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for Corrected {
    fn now(&self) -> Timestamp {
        let (machine, monotonic) = (self.machine.now(), self.machine.monotonic());
        let state = self.lock();
        let offset = state.offset().unwrap_or(SignedDuration::ZERO);
        // Out of what a timestamp can hold: the machine's own word is as good as any.
        let corrected = machine.checked_add(offset).unwrap_or(machine);
        match state.floor {
            Some(floor) => {
                let least = floor.at.checked_add(monotonic.saturating_sub(floor.set)).unwrap_or(floor.at);
                // A sample may be off by half its time; only what lies below by more is a clock that has fallen.
                if corrected.duration_until(least) > SignedDuration::from_secs(60) { least } else { corrected }
            }
            None => corrected,
        }
    }

    fn monotonic(&self) -> Duration {
        self.machine.monotonic()
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

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    const TRUE_TIME: &str = "2026-11-26T09:00:00Z";

    #[test]
    fn any_wrong_clock_is_put_right_by_central() {
        for wrong in ["2026-11-25T09:00:00Z", "2026-11-27T09:00:00Z", "1970-01-01T00:00:07Z", "2038-01-19T03:14:08Z"] {
            let machine = TestClock::new(at(wrong));
            let clock = Corrected::new(Arc::new(machine.clone()));
            assert_eq!(clock.now(), at(wrong));
            assert!(!clock.is_trusted());
            // Central read its clock a second before the answer was here.
            clock.heard(at(TRUE_TIME), Duration::from_secs(2)).unwrap();
            assert_eq!(clock.now(), at("2026-11-26T09:00:01Z"), "{wrong}");
            assert!(clock.is_trusted());
            machine.advance(Duration::from_secs(90_000));
            assert!(!clock.is_trusted(), "a day later nobody vouches for it");
            assert_eq!(clock.now(), at("2026-11-27T10:00:01Z"));
        }
    }

    #[test]
    fn one_bad_answer_among_five_changes_nothing() {
        let machine = TestClock::new(at(TRUE_TIME));
        let clock = Corrected::new(Arc::new(machine.clone()));
        for seconds in [0, 1, 7200, -1, 0] {
            let told = at(TRUE_TIME).checked_add(SignedDuration::from_secs(seconds)).unwrap();
            clock.heard(told, Duration::ZERO);
        }
        let off = clock.now().duration_since(at(TRUE_TIME)).abs();
        assert!(off <= SignedDuration::from_secs(1) || clock.now() >= clock.floor().unwrap(), "{off}");
        assert_eq!(clock.heard(at(TRUE_TIME), Duration::from_secs(60)), None, "too slow to tell anything");
    }

    #[test]
    fn a_dead_battery_goes_on_from_the_floor() {
        let machine = TestClock::new(at("1970-01-01T00:00:00Z"));
        let clock = Corrected::new(Arc::new(machine.clone()));
        clock.raise_floor(at(TRUE_TIME));
        assert_eq!(clock.now(), at(TRUE_TIME));
        machine.advance(Duration::from_secs(600));
        assert_eq!(clock.now(), at("2026-11-26T09:10:00Z"));
        assert!(!clock.is_trusted());
        clock.raise_floor(at("2026-01-01T00:00:00Z"));
        assert_eq!(clock.floor(), Some(at(TRUE_TIME)), "never lower");
        // And the wall clock set back while it runs.
        clock.heard(at("2026-11-26T12:00:00Z"), Duration::ZERO).unwrap();
        machine.set(at("1970-01-01T00:00:00Z"));
        machine.advance(Duration::from_secs(60));
        assert!(clock.now() >= at("2026-11-26T12:00:00Z"), "{}", clock.now());
        assert_eq!(machine.monotonic(), clock.monotonic());
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
