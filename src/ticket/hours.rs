//! Opening hours: whether queue tickets are given at a moment, and if not, from when on.

use jiff::civil::{Date, DateTime, Time};

use super::QueueLetter;
use crate::config::{Opening, Span};

/// How far ahead an opening is looked for, in days: a year with all its holidays.
const LOOK_AHEAD: usize = 400;

/// Whether tickets are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hours {
    /// They are.
    Open,
    /// They are not, until this local time; `None`: not within a year.
    Closed {
        /// The next opening.
        opens: Option<DateTime>,
    },
}

/// What the hours of the whole centre say at a local time.
#[must_use]
pub fn look(opening: &Opening, at: DateTime) -> Hours {
    look_in(opening, &opening.week, at)
}

/// What those of one queue say.
#[must_use]
pub fn look_at(opening: &Opening, queue: QueueLetter, at: DateTime) -> Hours {
    look_in(opening, opening.week_of(queue.get()), at)
}

/// Open while one of them is; else closed until the first of them opens.
#[must_use]
pub fn first(all: impl IntoIterator<Item = Hours>) -> Hours {
    let mut first = None;
    for hours in all {
        match hours {
            Hours::Open => return Hours::Open,
            Hours::Closed { opens } => first = first.into_iter().chain(opens).min(),
        }
    }
    Hours::Closed { opens: first }
}

fn look_in(opening: &Opening, week: &[Vec<Span>; 7], at: DateTime) -> Hours {
    let minute = u16::try_from(i32::from(at.hour()) * 60 + i32::from(at.minute())).unwrap_or(0);
    if spans(opening, week, at.date()).iter().any(|span| span.from <= minute && minute < span.to) {
        return Hours::Open;
    }
    let mut date = at.date();
    for day in 0..LOOK_AHEAD {
        let next = spans(opening, week, date).iter().find(|span| day > 0 || span.from > minute);
        if let Some(time) = next.and_then(|span| begin(*span)) {
            return Hours::Closed { opens: Some(date.to_datetime(time)) };
        }
        match date.tomorrow() {
            Ok(tomorrow) => date = tomorrow,
            Err(_) => break,
        }
    }
    Hours::Closed { opens: None }
}

/// The spans of a date; none on a holiday.
fn spans<'a>(opening: &Opening, week: &'a [Vec<Span>; 7], date: Date) -> &'a [Span] {
    if opening.holidays.iter().any(|holiday| holiday.is_on(date)) {
        return &[];
    }
    let day = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0);
    week.get(day).map_or(&[], Vec::as_slice)
}

fn begin(span: Span) -> Option<Time> {
    let (hour, minute) = (i8::try_from(span.from / 60).ok()?, i8::try_from(span.from % 60).ok()?);
    Time::new(hour, minute, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use std::path::Path;

    use jiff::ToSpan as _;
    use jiff::civil::datetime;
    use proptest::prelude::*;

    use super::*;
    use crate::config::Config;

    fn opening(text: &str) -> Opening {
        Config::parse(text, "test.toml", Path::new(".")).unwrap().opening
    }

    /// Sunday to Thursday with a break, Saturday in the morning, closed on Fridays.
    fn office() -> Opening {
        let day = r#"["08:00-12:00", "12:30-14:00"]"#;
        opening(&format!(
            "[opening]\nsunday = {day}\nmonday = {day}\ntuesday = {day}\nwednesday = {day}\nthursday = {day}\n\
             friday = []\nsaturday = [\"09:00-11:00\"]\nholidays = [\"2026-11-24\", \"03-21\"]"
        ))
    }

    #[test]
    fn breaks_nights_fridays_and_holidays() {
        let office = office();
        let at = |day, hour, minute| look(&office, datetime(2026, 11, day, hour, minute, 0, 0));
        let opens = |day, hour, minute| Hours::Closed { opens: Some(datetime(2026, 11, day, hour, minute, 0, 0)) };
        // 23 November 2026 is a Monday.
        assert_eq!(at(23, 7, 59), opens(23, 8, 0));
        assert_eq!(at(23, 8, 0), Hours::Open);
        assert_eq!(at(23, 12, 0), opens(23, 12, 30));
        assert_eq!(at(23, 13, 59), Hours::Open);
        assert_eq!(at(23, 14, 0), opens(25, 8, 0), "the 24th is a holiday");
        assert_eq!(at(26, 14, 0), opens(28, 9, 0), "the 27th is a Friday");
        assert_eq!(
            look(&office, datetime(2027, 3, 20, 12, 0, 0, 0)),
            Hours::Closed { opens: Some(datetime(2027, 3, 22, 8, 0, 0, 0)) }
        );
        assert_eq!(look(&Opening::default(), datetime(2026, 11, 27, 3, 0, 0, 0)), Hours::Open);
        let never = opening(
            "[opening]\nmonday = []\ntuesday = []\nwednesday = []\nthursday = []\nfriday = []\nsaturday = []\nsunday = []",
        );
        assert_eq!(look(&never, datetime(2026, 11, 27, 3, 0, 0, 0)), Hours::Closed { opens: None });
        let _ = look(&never, DateTime::MAX);
    }

    #[test]
    fn a_queue_has_hours_of_its_own_and_the_centres_where_it_says_nothing() {
        let office = opening(
            "[opening]\nmonday = [\"08:00-14:00\"]\ntuesday = [\"08:00-14:00\"]\nholidays = [\"2026-11-30\"]\n\
             [opening.queue.B]\nmonday = [\"10:00-12:00\"]\n[opening.queue.C]\nmonday = []\ntuesday = []\n\
             wednesday = []\nthursday = []\nfriday = []\nsaturday = []\nsunday = []",
        );
        let letter = |letter| QueueLetter::new(letter).unwrap();
        let at = |queue, day, hour| look_at(&office, letter(queue), datetime(2026, 11, day, hour, 0, 0, 0));
        let opens = |day, hour| Hours::Closed { opens: Some(datetime(2026, 11, day, hour, 0, 0, 0)) };
        assert_eq!((at('A', 23, 9), at('B', 23, 9)), (Hours::Open, opens(23, 10)));
        assert_eq!((at('A', 24, 9), at('B', 24, 9)), (Hours::Open, Hours::Open), "Tuesday is as for all");
        let tuesday = Hours::Closed { opens: Some(datetime(2026, 12, 1, 8, 0, 0, 0)) };
        assert_eq!(at('B', 30, 10), tuesday, "a holiday is one for all");
        assert_eq!(at('C', 23, 9), Hours::Closed { opens: None });
        assert_eq!(first([at('A', 23, 7), at('B', 23, 7), at('C', 23, 7)]), opens(23, 8));
        assert_eq!(first([at('B', 23, 9), at('A', 23, 9)]), Hours::Open);
        assert_eq!(first([]), Hours::Closed { opens: None });
    }

    proptest! {
        /// The next opening is an opening, and everything before it is closed.
        #[test]
        fn the_next_opening_is_the_next(minutes in 0_i64..600_000, steps in proptest::collection::vec(0.0..1.0_f64, 8)) {
            let office = office();
            let at = datetime(2026, 1, 1, 0, 0, 0, 0).checked_add(minutes.minutes()).unwrap();
            if let Hours::Closed { opens } = look(&office, at) {
                let opens = opens.unwrap();
                prop_assert!(opens > at);
                prop_assert_eq!(look(&office, opens), Hours::Open);
                let gap = (opens - at).total(jiff::Unit::Minute).unwrap_or_default();
                for step in steps {
                    let between = at.checked_add(((gap * step) as i64).minutes()).unwrap();
                    let same = between >= opens || look(&office, between) == Hours::Closed { opens: Some(opens) };
                    prop_assert!(same);
                }
            }
        }
    }
}
