//! How fast and how often: batch size, backoff, and the chance in it. Pure; the loops do the waiting.

use std::time::Duration;

use kiosk_protocol::MAX_ITEMS;

/// Where the chance in waiting comes from; tests give their own.
pub trait Chance: Send + Sync + 'static {
    /// A number from 0 (inclusive) to 1 (exclusive).
    fn draw(&self) -> f64;
}

/// Real chance.
#[derive(Debug, Clone, Copy, Default)]
pub struct Dice;

impl Chance for Dice {
    fn draw(&self) -> f64 {
        rand::random::<f64>()
    }
}

/// The times sync keeps. All are measured on the monotonic clock.
#[derive(Debug, Clone, Copy)]
pub struct Timings {
    /// The first step of the backoff.
    pub backoff_base: Duration,
    /// The longest backoff.
    pub backoff_max: Duration,
    /// While the circuit is open: between two probes of `/healthz`.
    pub probe_every: Duration,
    /// With nothing to push: between two looks at the outbox.
    pub look_every: Duration,
    /// For a push to be answered.
    pub push_timeout: Duration,
    /// For a connection to come up.
    pub connect_timeout: Duration,
    /// For a citizen's look-up.
    pub look_up_timeout: Duration,
    /// How long a pull may wait at the server, whole seconds, at most 25.
    pub pull_wait: Duration,
    /// A push answered within this doubles the batch.
    pub quick: Duration,
    /// After an outage of a minute or more, the first push waits up to this long, so that not all
    /// kiosks of a region come at the same moment (measured: 5,000 kiosks over a minute are answered
    /// within 25 ms at the 99th percentile, `sync.md` §3.5).
    pub spread: Duration,
}

impl Default for Timings {
    fn default() -> Self {
        Self {
            backoff_base: Duration::from_secs(1),
            backoff_max: Duration::from_secs(300),
            probe_every: Duration::from_secs(30),
            look_every: Duration::from_secs(15),
            push_timeout: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(10),
            look_up_timeout: Duration::from_secs(5),
            pull_wait: Duration::from_secs(kiosk_protocol::MAX_WAIT_S),
            quick: Duration::from_secs(2),
            spread: Duration::from_secs(60),
        }
    }
}

impl Timings {
    /// Full jitter: anything from nothing to `base · 2^failures` (at most `backoff_max`), never below
    /// the server's floor, which gets up to a fifth on top so that kiosks do not come back in step.
    #[must_use]
    pub fn backoff(&self, failures: u32, floor: Option<Duration>, chance: &dyn Chance) -> Duration {
        let steps = failures.saturating_sub(1).min(20);
        let most = self.backoff_base.saturating_mul(1 << steps).min(self.backoff_max);
        let drawn = most.mul_f64(chance.draw());
        match floor {
            // A server that asks for years is mistaken; a day is the most it gets.
            Some(floor) => {
                let floor = floor.min(Duration::from_secs(86_400));
                drawn.max(floor + floor.mul_f64(0.2 * chance.draw()))
            }
            None => drawn,
        }
    }
}

/// How many items the next push holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BatchSize(usize);

impl BatchSize {
    pub(crate) const START: Self = Self(20);

    pub(crate) fn get(self) -> usize {
        self.0
    }

    /// After a quick success.
    pub(crate) fn grow(&mut self) {
        self.0 = (self.0 * 2).min(MAX_ITEMS);
    }

    /// After a time-out or 413.
    pub(crate) fn shrink(&mut self) {
        self.0 = (self.0 / 2).max(1);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use proptest::prelude::*;

    use super::*;

    struct Fixed(f64);

    impl Chance for Fixed {
        fn draw(&self) -> f64 {
            self.0
        }
    }

    #[test]
    fn batches_double_and_halve_within_bounds() {
        let mut size = BatchSize::START;
        let mut seen = vec![];
        for _ in 0..6 {
            size.grow();
            seen.push(size.get());
        }
        assert_eq!(seen, [40, 80, 160, 320, 500, 500]);
        for _ in 0..12 {
            size.shrink();
        }
        assert_eq!(size.get(), 1);
    }

    #[test]
    fn backoff_doubles_up_to_its_ceiling() {
        let timings = Timings::default();
        let most = |n| timings.backoff(n, None, &Fixed(1.0)).as_secs();
        assert_eq!([most(1), most(2), most(3), most(9), most(10), most(u32::MAX)], [1, 2, 4, 256, 300, 300]);
        assert_eq!(timings.backoff(9, None, &Fixed(0.0)), Duration::ZERO);
    }

    #[test]
    fn the_kiosks_of_a_region_come_back_over_a_whole_minute() {
        assert_eq!(Timings::default().spread, Duration::from_secs(60));
    }

    #[test]
    fn dice_are_fair_enough() {
        let mean = (0..1000).map(|_| Dice.draw()).sum::<f64>() / 1000.0;
        assert!((0.4..0.6).contains(&mean), "{mean}");
    }

    proptest! {
        #[test]
        fn never_below_the_floor_nor_far_above(failures: u32, floor in 0..100_000_u64, a in 0.0..1.0_f64) {
            let timings = Timings::default();
            let floor = Duration::from_secs(floor);
            let wait = timings.backoff(failures, Some(floor), &Fixed(a));
            prop_assert!(wait >= floor.min(Duration::from_secs(86_400)));
            prop_assert!(wait <= Duration::from_secs(300).max(floor.mul_f64(1.2)) + Duration::from_millis(1));
        }
    }
}
