//! What the log has said lately that somebody at the kiosk should know: the events that have a text for staff in the catalogue
//! (`staff` in `assets/events.toml`). The staff screen shows it, telemetry counts it; so log, screen and telemetry say the
//! same of the same thing.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

use crate::events;

/// So long it is of interest.
const RECENT: Duration = Duration::from_secs(12 * 3600);

/// An event that staff should know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its name in the log.
    pub event: &'static str,
    /// The message for staff: what has happened, and what to do.
    pub text: &'static str,
    /// How long ago it was, the last time.
    pub ago: Duration,
    /// How often it was in this run.
    pub times: u32,
}

/// An event that the log has told, and what the catalogue says of it. Of the line itself nothing else is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its name in the log.
    pub event: &'static str,
    /// How severe it was.
    pub level: Level,
    /// How long ago it was, the last time.
    pub ago: Duration,
    /// So often in a row.
    pub times: u32,
    /// What has happened, in English.
    pub meaning: &'static str,
    /// What somebody has to do, in English.
    pub act: Option<&'static str>,
    /// The message for staff, where there is one.
    pub text: Option<&'static str>,
}

/// So many of the last events are kept.
const KEPT: usize = 200;

struct Line {
    event: &'static str,
    level: Level,
    at: Instant,
    times: u32,
}

/// What was seen: what staff should know by event, how often and when last; and the last events of all.
#[derive(Default)]
struct Seen {
    notices: BTreeMap<&'static str, (u32, Instant)>,
    last: VecDeque<Line>,
}

impl Seen {
    fn note(&mut self, event: &'static str, level: Level, at: Instant) {
        if level <= Level::WARN && events::for_staff().contains_key(event) {
            let entry = self.notices.entry(event).or_insert((0, at));
            *entry = (entry.0.saturating_add(1), at);
        }
        if let Some(line) = self.last.front_mut().filter(|line| line.event == event && line.level == level) {
            line.times = line.times.saturating_add(1);
            line.at = at;
            return;
        }
        self.last.push_front(Line { event, level, at, times: 1 });
        self.last.truncate(KEPT);
    }
}

fn seen() -> MutexGuard<'static, Seen> {
    static SEEN: OnceLock<Mutex<Seen>> = OnceLock::new();
    // Only whole entries are written: a panic elsewhere leaves it usable.
    SEEN.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner)
}

/// What was noticed in the last hours, the newest first.
#[must_use]
pub fn noticed() -> Vec<Notice> {
    let seen = seen();
    let mut found: Vec<Notice> = events::for_staff()
        .iter()
        .filter_map(|(event, text)| {
            let (times, at) = seen.notices.get(event)?;
            Some(Notice { event, text, ago: at.elapsed(), times: *times })
        })
        .filter(|notice| notice.ago < RECENT)
        .collect();
    found.sort_by_key(|notice| notice.ago);
    found
}

/// The last events of the log of this run, the newest first. What the log leaves out for its level is not among them.
#[must_use]
pub fn told() -> Vec<Told> {
    let seen = seen();
    let known = events::known();
    seen.last
        .iter()
        .filter_map(|line| {
            let event = known.get(line.event)?;
            Some(Told {
                event: line.event,
                level: line.level,
                ago: line.at.elapsed(),
                times: line.times,
                meaning: &event.meaning,
                act: event.act.as_deref(),
                text: event.staff.as_deref(),
            })
        })
        .collect()
}

/// Notices what passes through the log.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Noticing;

impl<S: Subscriber> Layer<S> for Noticing {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let level = *event.metadata().level();
        if level > Level::INFO {
            return;
        }
        let mut name = Name(None);
        event.record(&mut name);
        if let Some(event) = name.0 {
            seen().note(event, level, Instant::now());
        }
    }
}

/// The name of an event of the catalogue.
struct Name(Option<&'static str>);

impl Visit for Name {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "event" {
            self.0 = events::known().get_key_value(value).map(|(event, _)| event.as_str());
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use tracing_subscriber::layer::SubscriberExt as _;

    #[test]
    fn what_staff_should_know_is_noticed_and_nothing_else() {
        let log = tracing_subscriber::registry().with(Noticing);
        tracing::subscriber::with_default(log, || {
            tracing::error!(event = "catalogue.rolled_back", etag = "x");
            tracing::error!(event = "catalogue.rolled_back", etag = "x");
            tracing::info!(event = "kiosk.started");
            tracing::error!(event = "printer.thread");
        });
        let found = noticed();
        assert!(
            found.iter().any(|notice| notice.event == "catalogue.rolled_back"
                && notice.text == "event-catalogue-rolled-back"
                && notice.times == 2),
            "{found:?}"
        );
        assert!(found.iter().all(|notice| !["kiosk.started", "printer.thread"].contains(&notice.event)), "{found:?}");
        let lines = told();
        let place = |event: &str| lines.iter().position(|line| line.event == event);
        assert!(place("printer.thread") < place("kiosk.started"), "the newest first: {lines:?}");
        let error = &lines[place("printer.thread").unwrap_or_default()];
        assert!(error.level == Level::ERROR && error.act.is_some() && !error.meaning.is_empty(), "{error:?}");
    }

    #[test]
    fn the_last_events_are_kept_and_no_more() {
        let mut seen = Seen::default();
        let now = Instant::now();
        for _ in 0..3 {
            seen.note("kiosk.started", Level::INFO, now);
        }
        assert_eq!((seen.last.len(), seen.last[0].times), (1, 3));
        for turn in 0..KEPT * 2 {
            seen.note(if turn % 2 == 0 { "print.failed" } else { "kiosk.started" }, Level::INFO, now);
        }
        assert_eq!(seen.last.len(), KEPT);
        seen.note("catalogue.rolled_back", Level::INFO, now);
        assert!(seen.notices.is_empty(), "staff hear of warnings");
        seen.note("catalogue.rolled_back", Level::ERROR, now);
        assert_eq!(seen.notices["catalogue.rolled_back"].0, 1);
    }
}
