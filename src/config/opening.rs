//! Sections `[opening]` and `[queue]`: when queue tickets are given, how many, and to whom first.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kiosk_protocol::PriorityClass;

use crate::problem::nearest;
use crate::problem::source::{Entry, Section};

/// The days as the file calls them, Monday first (as `jiff::civil::Weekday::to_monday_zero_offset` counts).
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Minutes of a day.
pub const DAY_MINUTES: u16 = 24 * 60;

/// A span of one day, in minutes after midnight; open at `from`, closed at `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The first minute.
    pub from: u16,
    /// The first minute after it; at most [`DAY_MINUTES`].
    pub to: u16,
}

/// A day on which the centre is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holiday {
    /// On this date.
    Once(Date),
    /// Each year.
    Yearly {
        /// 1 to 12.
        month: i8,
        /// 1 to 31.
        day: i8,
    },
}

impl Holiday {
    /// Whether it falls on this date.
    #[must_use]
    pub fn is_on(self, date: Date) -> bool {
        match self {
            Self::Once(holiday) => holiday == date,
            Self::Yearly { month, day } => (date.month(), date.day()) == (month, day),
        }
    }
}

/// When queue tickets are given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The spans of each day, Monday first, in their order and apart from each other.
    pub week: [Vec<Span>; 7],
    /// Days without any, whatever the queue.
    pub holidays: Vec<Holiday>,
    /// The queues that have spans of their own, by letter.
    pub queues: BTreeMap<char, [Vec<Span>; 7]>,
}

impl Default for Opening {
    /// All the time.
    fn default() -> Self {
        let week = std::array::from_fn(|_| vec![Span { from: 0, to: DAY_MINUTES }]);
        Self { week, holidays: Vec::new(), queues: BTreeMap::new() }
    }
}

impl Opening {
    /// The spans of a queue: its own, else those of the centre.
    #[must_use]
    pub fn week_of(&self, queue: char) -> &[Vec<Span>; 7] {
        self.queues.get(&queue).unwrap_or(&self.week)
    }

    pub(super) fn read(&mut self, section: &Section<'_>) {
        read_week(section, &mut self.week);
        if let Some(queues) = section.section("queue") {
            self.queues.clear();
            for (_, name, entry) in queues.entries() {
                let Some(letter) = letter(name, &entry) else { continue };
                let Some(days) = entry.section() else { continue };
                // A day that is not named is as for the whole centre.
                let mut week = self.week.clone();
                read_week(&days, &mut week);
                days.end();
                self.queues.insert(letter, week);
            }
        }
        if let Some(list) = section.get("holidays").and_then(|entry| entry.list()) {
            self.holidays = list.iter().filter_map(holiday).collect();
        }
    }
}

/// The spans of the days that are named.
fn read_week(section: &Section<'_>, week: &mut [Vec<Span>; 7]) {
    for (key, spans) in DAYS.into_iter().zip(week) {
        let Some(entry) = section.get(key) else { continue };
        let Some(list) = entry.list() else { continue };
        let read: Vec<Span> = list.iter().filter_map(span).collect();
        let apart = read.windows(2).all(|pair| pair[0].to <= pair[1].from);
        if !apart {
            entry.bad(
                "the spans overlap or stand out of order",
                Some("write them from morning to evening, such as [\"08:00-12:00\", \"12:30-14:00\"]".into()),
            );
        } else if read.len() == list.len() {
            *spans = read;
        }
    }
}

/// The letter of a queue, as the name of a key.
fn letter(name: &str, entry: &Entry<'_>) -> Option<char> {
    let mut signs = name.chars();
    match (signs.next(), signs.next()) {
        (Some(sign), None) if sign.is_ascii_uppercase() && !matches!(sign, 'I' | 'O') => Some(sign),
        _ => {
            entry.bad(
                format!("\"{name}\" is not a queue letter"),
                Some("write one letter of A to Z except I and O, as in the catalogue".into()),
            );
            None
        }
    }
}

/// `08:00-12:00`.
fn span(entry: &Entry<'_>) -> Option<Span> {
    let text = entry.text()?;
    let read = text.split_once('-').and_then(|(from, to)| Some(Span { from: minute(from)?, to: minute(to)? }));
    match read {
        Some(span) if span.from < span.to => Some(span),
        Some(_) => {
            entry.bad(
                format!("\"{text}\" ends before it begins"),
                Some("a span lies within one day; midnight is 24:00 at its end".into()),
            );
            None
        }
        None => {
            entry.bad(
                format!("\"{text}\" is not a span of a day"),
                Some("write it like \"08:00-12:00\", from 00:00 to 24:00".into()),
            );
            None
        }
    }
}

/// Minutes after midnight of `HH:MM`; 24:00 is the end of the day.
fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':')?;
    let two = |part: &str| {
        (part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<u16>().ok()).flatten()
    };
    let (hour, minute) = (two(hour)?, two(minute)?);
    let all = hour * 60 + minute;
    (minute < 60 && all <= DAY_MINUTES).then_some(all)
}

fn holiday(entry: &Entry<'_>) -> Option<Holiday> {
    let text = entry.text()?;
    // 2028 has a 29 February.
    let yearly = || {
        let (month, day) = text.split_once('-').filter(|_| text.len() == 5)?;
        let date = Date::new(2028, month.parse().ok()?, day.parse().ok()?).ok()?;
        Some(Holiday::Yearly { month: date.month(), day: date.day() })
    };
    let once = || (text.len() == 10).then(|| text.parse().ok().map(Holiday::Once)).flatten();
    let read = once().or_else(yearly);
    if read.is_none() {
        entry.bad(
            format!("\"{text}\" is not a date"),
            Some("write \"2026-03-21\" for one day, \"03-21\" for each year".into()),
        );
    }
    read
}

/// The queues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    /// With so many waiting it is asked whether a ticket is still wanted; 0: never.
    pub many_waiting: u32,
    /// Who may be called before others, as offered.
    pub priority: Vec<PriorityClass>,
    /// At most so many tickets a service day from this kiosk, by queue letter.
    pub daily_limit: BTreeMap<char, u32>,
}

/// What can be offered.
const CLASSES: [(&str, PriorityClass); 4] = [
    ("elderly", PriorityClass::Elderly),
    ("disabled", PriorityClass::Disabled),
    ("pregnant", PriorityClass::Pregnant),
    ("infant", PriorityClass::Infant),
];

impl Default for Queue {
    fn default() -> Self {
        let priority = CLASSES.into_iter().map(|(_, class)| class).collect();
        Self { many_waiting: 40, priority, daily_limit: BTreeMap::new() }
    }
}

impl Queue {
    pub(super) fn read(&mut self, section: &Section<'_>) {
        if let Some(most) = section.get("many_waiting").and_then(|entry| entry.within(0, 1000, "people")) {
            self.many_waiting = u32::try_from(most).unwrap_or_default();
        }
        if let Some(list) = section.get("priority").and_then(|entry| entry.list()) {
            self.priority.clear();
            for entry in &list {
                let Some(word) = entry.text() else { continue };
                match CLASSES.iter().find(|(name, _)| *name == word) {
                    Some((_, class)) if self.priority.contains(class) => {
                        entry.bad(format!("\"{word}\" stands twice"), Some("remove one of them".into()));
                    }
                    Some((_, class)) => self.priority.push(class.clone()),
                    None => {
                        let names = CLASSES.map(|(name, _)| name);
                        let fix = nearest(word, names).map_or_else(
                            || format!("allowed are {}", names.map(|name| format!("\"{name}\"")).join(", ")),
                            |near| format!("did you mean \"{near}\"?"),
                        );
                        entry.bad(format!("\"{word}\" is not known here"), Some(fix));
                    }
                }
            }
        }
        if let Some(limits) = section.section("daily_limit") {
            self.daily_limit.clear();
            for (_, name, entry) in limits.entries() {
                if let Some(letter) = letter(name, &entry)
                    && let Some(most) = entry.within(1, 100_000, "tickets")
                {
                    self.daily_limit.insert(letter, u32::try_from(most).unwrap_or(u32::MAX));
                }
            }
        }
    }
}
