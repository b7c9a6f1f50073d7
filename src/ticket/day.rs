//! The service day: the day that ticket numbers count in.
//!
//! It begins in the small hours (04:00 in Baghdad unless configured otherwise), when no centre is open, so that a
//! ticket printed after midnight still belongs to the evening before.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// A day of service, named by the local date on which it began. Written `2026-11-23`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ServiceDay(Date);

impl ServiceDay {
    /// The service day that began on this date.
    #[must_use]
    pub const fn new(date: Date) -> Self {
        Self(date)
    }

    /// The date on which it began.
    #[must_use]
    pub const fn date(self) -> Date {
        self.0
    }

    /// How many days lie between an earlier day and this one; negative when `earlier` is later.
    #[must_use]
    pub fn days_since(self, earlier: Self) -> i64 {
        self.0.duration_since(earlier.0).as_hours() / 24
    }
}

impl fmt::Display for ServiceDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for ServiceDay {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        text.parse().map(Self)
    }
}

impl TryFrom<String> for ServiceDay {
    type Error = jiff::Error;

    fn try_from(text: String) -> Result<Self, jiff::Error> {
        text.parse()
    }
}

impl From<ServiceDay> for String {
    fn from(day: ServiceDay) -> Self {
        day.to_string()
    }
}

/// The service day that a moment falls in: the local date, or the one before while the local time of day is before
/// `starts_at`.
#[must_use]
pub fn service_day(now: Timestamp, zone: &TimeZone, starts_at: Time) -> ServiceDay {
    let local = zone.to_datetime(now);
    let date = local.date();
    if local.time() < starts_at {
        // At the beginning of the calendar (year -9999) there is no day before; the date itself is as good.
        ServiceDay(date.yesterday().unwrap_or(date))
    } else {
        ServiceDay(date)
    }
}

/// What the clock says about the service day, and what is made of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayStep {
    /// There was no day before this one: a new kiosk.
    First(ServiceDay),
    /// The day goes on.
    Same(ServiceDay),
    /// A new day begins and numbers start at 1: the next day, or a later one that trusted time vouches for.
    Next(ServiceDay),
    /// The clock has gone back. The day stays.
    Behind {
        /// The day that stays.
        day: ServiceDay,
        /// The day that the clock shows.
        clock: ServiceDay,
    },
    /// The clock has gone forward by more than one day and nobody vouches for it. The day stays until the server's
    /// time or staff confirm the new one; a clock set to 2038 by mistake would otherwise hold it for ever.
    Ahead {
        /// The day that stays.
        day: ServiceDay,
        /// The day that the clock shows.
        clock: ServiceDay,
    },
}

impl DayStep {
    /// The day that a ticket printed now belongs to.
    #[must_use]
    pub const fn day(self) -> ServiceDay {
        match self {
            Self::First(day)
            | Self::Same(day)
            | Self::Next(day)
            | Self::Behind { day, .. }
            | Self::Ahead { day, .. } => day,
        }
    }

    /// Whether the clock and the day disagree, which staff should see.
    #[must_use]
    pub const fn is_held(self) -> bool {
        matches!(self, Self::Behind { .. } | Self::Ahead { .. })
    }
}

/// Keeps the service day from running backward and from leaping forward unasked.
///
/// Days after which a kiosk was switched off for a weekend look like a leap: they pass as soon as time is trusted
/// (the server's time has been heard) or staff confirm. Until then numbers simply go on where they were, so labels
/// stay unique.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayGuard {
    last: Option<ServiceDay>,
}

impl DayGuard {
    /// A guard that remembers the day last used, if there was one.
    #[must_use]
    pub const fn new(last: Option<ServiceDay>) -> Self {
        Self { last }
    }

    /// The day last used.
    #[must_use]
    pub const fn last(self) -> Option<ServiceDay> {
        self.last
    }

    /// What would become of the day if the clock shows `clock`. Nothing changes.
    #[must_use]
    pub fn look(self, clock: ServiceDay, trusted: bool) -> DayStep {
        let Some(day) = self.last else {
            return DayStep::First(clock);
        };
        match clock.days_since(day) {
            0 => DayStep::Same(day),
            1 => DayStep::Next(clock),
            ahead if ahead > 1 && trusted => DayStep::Next(clock),
            ahead if ahead > 1 => DayStep::Ahead { day, clock },
            _ => DayStep::Behind { day, clock },
        }
    }

    /// Takes what the clock shows and remembers the day that follows from it.
    pub fn step(&mut self, clock: ServiceDay, trusted: bool) -> DayStep {
        let step = self.look(clock, trusted);
        self.last = Some(step.day());
        step
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use jiff::civil::{date, time};
    use proptest::prelude::*;

    use super::*;

    const FOUR: Time = time(4, 0, 0, 0);

    fn baghdad() -> TimeZone {
        TimeZone::get("Asia/Baghdad").unwrap()
    }

    fn at(text: &str) -> ServiceDay {
        service_day(text.parse().unwrap(), &baghdad(), FOUR)
    }

    fn day(year: i16, month: i8, day: i8) -> ServiceDay {
        ServiceDay::new(date(year, month, day))
    }

    #[test]
    fn begins_at_four_in_baghdad() {
        assert_eq!(at("2026-11-23T03:59:59.999999999+03:00"), day(2026, 11, 22));
        assert_eq!(at("2026-11-23T04:00:00+03:00"), day(2026, 11, 23));
        assert_eq!(at("2026-11-23T23:59:59+03:00"), day(2026, 11, 23));
        assert_eq!(at("2026-11-24T00:00:00+03:00"), day(2026, 11, 23));
        assert_eq!(at("2027-01-01T03:00:00+03:00"), day(2026, 12, 31));
        assert_eq!(at("2028-03-01T03:00:00+03:00"), day(2028, 2, 29));
    }

    #[test]
    fn summer_time_of_2007_is_known() {
        // Iraq was at UTC+4 until the first of October 2007: 00:30 UTC was 04:30 there, later 03:30.
        assert_eq!(at("2007-09-15T00:30:00Z"), day(2007, 9, 15));
        assert_eq!(at("2007-10-15T00:30:00Z"), day(2007, 10, 14));
    }

    #[test]
    fn the_ends_of_time_do_not_panic() {
        let _ = service_day(Timestamp::MIN, &baghdad(), FOUR);
        let _ = service_day(Timestamp::MAX, &baghdad(), FOUR);
        assert!(day(9999, 12, 31).days_since(day(-9999, 1, 1)) > 7_000_000);
    }

    #[test]
    fn a_leap_forward_is_asked_for_and_a_step_back_is_held() {
        let mut guard = DayGuard::default();
        let monday = day(2026, 11, 23);
        assert_eq!(guard.step(monday, false), DayStep::First(monday));
        assert_eq!(guard.step(monday, false), DayStep::Same(monday));
        let clock = day(2026, 11, 25);
        assert_eq!(guard.step(clock, false), DayStep::Ahead { day: monday, clock });
        assert_eq!(guard.last(), Some(monday));
        assert_eq!(guard.step(clock, true), DayStep::Next(clock));
        assert_eq!(guard.step(monday, true), DayStep::Behind { day: clock, clock: monday });
        let thursday = day(2026, 11, 26);
        assert_eq!(guard.step(thursday, false), DayStep::Next(thursday));
    }

    proptest! {
        #[test]
        fn a_day_lasts_from_start_to_start(
            seconds in 1_100_000_000_i64..4_000_000_000,
            hour in 0_i8..24,
            minute in 0_i8..60,
        ) {
            let starts_at = time(hour, minute, 0, 0);
            let zone = baghdad();
            let now = Timestamp::from_second(seconds).unwrap();
            let today = service_day(now, &zone, starts_at);
            let begin = zone.to_timestamp(today.date().to_datetime(starts_at)).unwrap();
            let end = zone.to_timestamp(today.date().tomorrow().unwrap().to_datetime(starts_at)).unwrap();
            // Around a change of the clocks a local time exists twice or not at all; the day then lasts 23 or 25 hours
            // and an hour may count to either side.
            let slack = 3600;
            prop_assert!(begin.as_second() - slack <= seconds && seconds < end.as_second() + slack);
            if seconds > 1_200_000_000 {
                prop_assert!(begin.as_second() <= seconds && seconds < end.as_second());
            }
        }

        #[test]
        fn the_day_never_goes_back_and_never_leaps_untrusted(
            jumps in proptest::collection::vec((-400_i64..400, any::<bool>()), 1..60),
        ) {
            let mut guard = DayGuard::default();
            let mut clock = date(2026, 11, 23);
            let mut last: Option<ServiceDay> = None;
            for (days, trusted) in jumps {
                clock = clock.checked_add(jiff::Span::new().days(days)).unwrap();
                let now = ServiceDay::new(clock);
                let step = guard.step(now, trusted);
                if let Some(last) = last {
                    let ahead = step.day().days_since(last);
                    prop_assert!(ahead >= 0);
                    prop_assert!(ahead <= 1 || trusted);
                    prop_assert_eq!(step.is_held(), step.day() != now);
                }
                last = Some(step.day());
            }
        }

        #[test]
        fn written_days_are_read_back(days in -4_000_000_i64..2_900_000) {
            let day = ServiceDay::new(date(1970, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap());
            prop_assert_eq!(day.to_string().parse::<ServiceDay>().unwrap(), day);
        }
    }
}
