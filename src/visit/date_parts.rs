//! A date as three pickers choose it.

use std::fmt;

use jiff::civil::Date;

/// Day, month and year, each perhaps not chosen yet, within a first and a last day.
///
/// The parts can be chosen in any order. A choice that makes an earlier one impossible (the 31st,
/// then April) takes that earlier one back instead of moving it: nobody's birthday is guessed.
#[derive(Clone, PartialEq, Eq)]
pub struct DateParts {
    first: Date,
    last: Date,
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
}

impl DateParts {
    /// Nothing chosen; dates from `first` to `last`, both allowed.
    #[must_use]
    pub fn new(first: Date, last: Date) -> Self {
        Self { first, last: last.max(first), year: None, month: None, day: None }
    }

    /// Starts from a date already given, as far as it is in range.
    #[must_use]
    pub fn with(mut self, date: Date) -> Self {
        self.set_year(date.year());
        self.set_month(date.month());
        self.set_day(date.day());
        self
    }

    /// The years to choose from, newest first.
    #[must_use]
    pub fn years(&self) -> Vec<i16> {
        (self.first.year()..=self.last.year()).rev().collect()
    }

    /// The months to choose from: all twelve, or those in range when a year at the edge is chosen.
    #[must_use]
    pub fn months(&self) -> Vec<i8> {
        (1..=12).filter(|&month| self.fits(self.year, Some(month), None)).collect()
    }

    /// The days to choose from in the chosen month and year; without a year a February has 29.
    #[must_use]
    pub fn days(&self) -> Vec<i8> {
        (1..=31).filter(|&day| self.fits(self.year, self.month, Some(day))).collect()
    }

    /// The chosen year.
    #[must_use]
    pub fn year(&self) -> Option<i16> {
        self.year
    }

    /// The chosen month, 1 to 12.
    #[must_use]
    pub fn month(&self) -> Option<i8> {
        self.month
    }

    /// The chosen day of the month, from 1.
    #[must_use]
    pub fn day(&self) -> Option<i8> {
        self.day
    }

    /// Chooses the year; false (and no change) when it is out of range.
    pub fn set_year(&mut self, year: i16) -> bool {
        let fits = self.fits(Some(year), None, None);
        if fits {
            self.year = Some(year);
            self.drop_impossible();
        }
        fits
    }

    /// Chooses the month; false (and no change) when it cannot be.
    pub fn set_month(&mut self, month: i8) -> bool {
        let fits = (1..=12).contains(&month) && self.fits(self.year, Some(month), None);
        if fits {
            self.month = Some(month);
            self.drop_impossible();
        }
        fits
    }

    /// Chooses the day; false (and no change) when the month does not have it.
    pub fn set_day(&mut self, day: i8) -> bool {
        let fits = (1..=31).contains(&day) && self.fits(self.year, self.month, Some(day));
        if fits {
            self.day = Some(day);
        }
        fits
    }

    /// Takes all three back.
    pub fn clear(&mut self) {
        (self.year, self.month, self.day) = (None, None, None);
    }

    /// The date, when all three are chosen.
    #[must_use]
    pub fn date(&self) -> Option<Date> {
        let date = Date::new(self.year?, self.month?, self.day?).ok()?;
        (self.first..=self.last).contains(&date).then_some(date)
    }

    fn drop_impossible(&mut self) {
        if !self.fits(self.year, self.month, None) {
            self.month = None;
        }
        if !self.fits(self.year, self.month, self.day) {
            self.day = None;
        }
    }

    /// Whether any date in range has these parts.
    fn fits(&self, year: Option<i16>, month: Option<i8>, day: Option<i8>) -> bool {
        let possible = |year: i16, month: i8| {
            let Ok(start) = Date::new(year, month, 1) else {
                return false;
            };
            match day {
                Some(day) => Date::new(year, month, day).is_ok_and(|d| (self.first..=self.last).contains(&d)),
                None => start.last_of_month() >= self.first && start <= self.last,
            }
        };
        let years = match year {
            Some(year) => year..=year,
            None => self.first.year()..=self.last.year(),
        };
        years.into_iter().any(|year| match month {
            Some(month) => possible(year, month),
            None => (1..=12).any(|month| possible(year, month)),
        })
    }
}

/// A birth date is personal: only which parts are chosen is shown.
impl fmt::Debug for DateParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DateParts")
            .field("year", &self.year.is_some())
            .field("month", &self.month.is_some())
            .field("day", &self.day.is_some())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn parts() -> DateParts {
        DateParts::new(date(1906, 11, 23), date(2026, 11, 23))
    }

    #[test]
    fn days_follow_month_and_year() {
        let mut p = parts();
        assert_eq!(p.days().len(), 31);
        assert!(p.set_month(2));
        assert_eq!(p.days().len(), 29);
        assert!(p.set_year(1999));
        assert_eq!(p.days().len(), 28);
        assert!(!p.set_day(29));
        assert!(p.set_year(2000));
        assert!(p.set_day(29));
        assert_eq!(p.date(), Some(date(2000, 2, 29)));
    }

    #[test]
    fn an_impossible_day_is_taken_back_not_moved() {
        let mut p = parts().with(date(2000, 1, 31));
        assert!(p.set_month(4));
        assert_eq!((p.day(), p.date()), (None, None));
    }

    #[test]
    fn the_edges_are_kept() {
        let mut p = parts();
        assert_eq!(p.years().first(), Some(&2026));
        assert_eq!(p.years().last(), Some(&1906));
        assert!(p.set_year(2026));
        assert_eq!(p.months().last(), Some(&11));
        assert!(p.set_month(11));
        assert_eq!(p.days().last(), Some(&23));
        assert!(!p.set_year(2027));
        assert!(!p.set_month(12));
    }

    proptest! {
        #[test]
        fn any_order_of_choices_gives_real_dates_in_range(taps in proptest::collection::vec((0u8..3, -5i16..2100), 0..40)) {
            let mut p = parts();
            for (which, n) in taps {
                let small = i8::try_from(n.rem_euclid(35)).unwrap();
                match which { 0 => p.set_year(n), 1 => p.set_month(small), _ => p.set_day(small) };
                if let (Some(_), Some(_), Some(_)) = (p.year(), p.month(), p.day()) {
                    let d = p.date().expect("three choices make a date");
                    prop_assert!(d >= date(1906, 11, 23) && d <= date(2026, 11, 23));
                }
                prop_assert!(!p.days().is_empty() && !p.months().is_empty());
            }
        }
    }
}
