//! What is chosen of a date so far, between two bounds.

use jiff::civil::Date;
use zeroize::Zeroize;

/// What the citizen chooses next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateStep {
    /// Ten years; left out when the bounds span few years.
    Decade,
    /// A year of them.
    Year,
    /// A month.
    Month,
    /// A day.
    Day,
    /// All is chosen; the days stay in view.
    Done,
}

/// A touch on the picker.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pick {
    /// The first year of ten.
    Decade(i16),
    /// A year.
    Year(i16),
    /// A month, 1-12.
    Month(i8),
    /// A day, 1-31.
    Day(i8),
    /// Back to a step; what was chosen stays until another is chosen.
    Back(DateStep),
}

/// A date of birth is personal.
impl std::fmt::Debug for Pick {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Decade(_) => "Decade(..)",
            Self::Year(_) => "Year(..)",
            Self::Month(_) => "Month(..)",
            Self::Day(_) => "Day(..)",
            Self::Back(_) => "Back(..)",
        })
    }
}

/// The parts chosen so far; wiped when dropped.
#[derive(Clone)]
pub struct DateModel {
    least: Date,
    most: Date,
    decade: Option<i16>,
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
    back: Option<DateStep>,
}

/// Years that fit one page without choosing a decade first.
const YEARS_ON_A_PAGE: i16 = 12;

impl DateModel {
    /// Nothing chosen; dates from `least` to `most`, both included (in any order).
    #[must_use]
    pub fn new(least: Date, most: Date) -> Self {
        let (least, most) = (least.min(most), least.max(most));
        Self { least, most, decade: None, year: None, month: None, day: None, back: None }
    }

    /// A date already chosen; outside the bounds it is left out.
    #[must_use]
    pub fn with(mut self, date: Date) -> Self {
        if (self.least..=self.most).contains(&date) {
            self.decade = Some(date.year().div_euclid(10) * 10);
            (self.year, self.month, self.day) = (Some(date.year()), Some(date.month()), Some(date.day()));
        }
        self
    }

    /// The date, when all of it is chosen.
    #[must_use]
    pub fn date(&self) -> Option<Date> {
        Date::new(self.year?, self.month?, self.day?).ok()
    }

    /// The chosen year.
    #[must_use]
    pub fn year(&self) -> Option<i16> {
        self.year
    }

    /// The chosen month.
    #[must_use]
    pub fn month(&self) -> Option<i8> {
        self.month
    }

    /// The chosen day.
    #[must_use]
    pub fn day(&self) -> Option<i8> {
        self.day
    }

    /// What is chosen next.
    #[must_use]
    pub fn step(&self) -> DateStep {
        if let Some(step) = self.back {
            return step;
        }
        match (self.decade, self.year, self.month, self.day) {
            (None, None, ..) if self.needs_decade() => DateStep::Decade,
            (_, None, ..) => DateStep::Year,
            (.., None, _) => DateStep::Month,
            (.., None) => DateStep::Day,
            _ => DateStep::Done,
        }
    }

    /// Whether the citizen may go to this step now.
    #[must_use]
    pub fn can_go_to(&self, step: DateStep) -> bool {
        match step {
            DateStep::Decade | DateStep::Year => true,
            DateStep::Month => self.year.is_some(),
            DateStep::Day | DateStep::Done => self.year.is_some() && self.month.is_some(),
        }
    }

    fn needs_decade(&self) -> bool {
        self.most.year() - self.least.year() >= YEARS_ON_A_PAGE
    }

    /// The decades within the bounds, each with its first and last possible
    /// year, the latest first: most citizens are young.
    pub fn decades(&self) -> impl Iterator<Item = (i16, i16)> + use<> {
        let (least, most) = (self.least.year(), self.most.year());
        let (first, last) = (least.div_euclid(10), most.div_euclid(10));
        (first..=last).rev().map(move |tens| ((tens * 10).max(least), (tens * 10 + 9).min(most)))
    }

    /// The years to choose from.
    #[must_use]
    pub fn years(&self) -> std::ops::RangeInclusive<i16> {
        let (least, most) = (self.least.year(), self.most.year());
        match self.decade.filter(|_| self.needs_decade()) {
            Some(decade) => decade.max(least)..=(decade + 9).min(most),
            None => least..=most,
        }
    }

    /// Number of days of the chosen month; 31 while none is chosen.
    #[must_use]
    pub fn days_in_month(&self) -> i8 {
        let first = self.year.zip(self.month).and_then(|(year, month)| Date::new(year, month, 1).ok());
        first.map_or(31, Date::days_in_month)
    }

    /// Whether a day of this month of the chosen year lies within the bounds.
    #[must_use]
    pub fn has_month(&self, month: i8) -> bool {
        let Some(first) = self.year.and_then(|year| Date::new(year, month, 1).ok()) else { return false };
        first.last_of_month() >= self.least && first <= self.most
    }

    /// Whether this day of the chosen month lies within the bounds.
    #[must_use]
    pub fn has_day(&self, day: i8) -> bool {
        let date = self.year.zip(self.month).and_then(|(year, month)| Date::new(year, month, day).ok());
        date.is_some_and(|date| (self.least..=self.most).contains(&date))
    }

    /// Applies a touch. What no longer fits (the 31st of June, a month beyond
    /// the bounds) is chosen anew.
    pub fn apply(&mut self, pick: Pick) {
        self.back = None;
        match pick {
            Pick::Back(step) if self.can_go_to(step) => {
                self.back = Some(if step == DateStep::Decade && !self.needs_decade() { DateStep::Year } else { step });
            }
            Pick::Back(_) => {}
            Pick::Decade(year) => {
                self.decade = Some(year.div_euclid(10) * 10);
                self.back = Some(DateStep::Year);
            }
            Pick::Year(year) if self.years().contains(&year) => self.year = Some(year),
            Pick::Month(month) if self.has_month(month) => self.month = Some(month),
            Pick::Day(day) if self.has_day(day) => self.day = Some(day),
            Pick::Year(_) | Pick::Month(_) | Pick::Day(_) => {}
        }
        self.month = self.month.filter(|month| self.has_month(*month));
        self.day = self.day.filter(|day| self.month.is_some() && self.has_day(*day));
    }
}

impl Drop for DateModel {
    fn drop(&mut self) {
        self.decade.zeroize();
        self.year.zeroize();
        self.month.zeroize();
        self.day.zeroize();
    }
}

impl std::fmt::Debug for DateModel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DateModel").field("step", &self.step()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn a_birthday_takes_four_touches() {
        let mut model = DateModel::new(date(1920, 1, 1), date(2026, 5, 20));
        assert_eq!(model.step(), DateStep::Decade);
        assert_eq!(model.decades().next(), Some((2020, 2026)));
        assert_eq!(model.decades().count(), 11);
        for (pick, next) in [
            (Pick::Decade(1980), DateStep::Year),
            (Pick::Year(1984), DateStep::Month),
            (Pick::Month(2), DateStep::Day),
            (Pick::Day(29), DateStep::Done),
        ] {
            model.apply(pick);
            assert_eq!(model.step(), next);
        }
        assert_eq!(model.date(), Some(date(1984, 2, 29)));
        // another year: the 29th of February is gone, the month stays
        model.apply(Pick::Back(DateStep::Decade));
        model.apply(Pick::Decade(1980));
        model.apply(Pick::Year(1985));
        assert_eq!((model.month(), model.day(), model.step()), (Some(2), None, DateStep::Day));
        assert!(!format!("{model:?}").contains("1985"));
    }

    #[test]
    fn bounds_hold() {
        let mut model = DateModel::new(date(2026, 5, 20), date(2027, 2, 3));
        assert_eq!(model.step(), DateStep::Year, "few years: no decade");
        model.apply(Pick::Year(2026));
        assert!(!model.has_month(4) && model.has_month(5));
        model.apply(Pick::Month(5));
        assert!(!model.has_day(19) && model.has_day(20) && !model.has_day(32));
        model.apply(Pick::Year(2030));
        assert_eq!(model.year(), Some(2026));
        let set = DateModel::new(date(2026, 1, 1), date(2026, 12, 31));
        assert_eq!(set.clone().with(date(2025, 1, 1)).date(), None);
        assert_eq!(set.with(date(2026, 6, 30)).step(), DateStep::Done);
    }

    proptest! {
        #[test]
        fn whatever_is_touched_the_date_is_within_the_bounds(picks in proptest::collection::vec((0..5u8, -5..2200i16), 0..40)) {
            let (least, most) = (date(1926, 3, 5), date(2026, 11, 24));
            let mut model = DateModel::new(least, most);
            for (what, value) in picks {
                model.apply(match what {
                    0 => Pick::Decade(value),
                    1 => Pick::Year(value),
                    2 => Pick::Month((value % 15) as i8),
                    3 => Pick::Day((value % 35) as i8),
                    _ => Pick::Back(DateStep::Month),
                });
                if let Some(date) = model.date() {
                    prop_assert!((least..=most).contains(&date));
                }
            }
        }
    }
}
