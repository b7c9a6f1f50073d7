//! What the log has said lately that somebody at the kiosk should know: the events that have a text for staff in the catalogue
//! (`staff` in `assets/events.toml`). The staff screen shows it, telemetry counts it; so log, screen and telemetry say the
//! same of the same thing.

use std::collections::BTreeMap;
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

/// What was seen: by event, how often and when last.
#[derive(Default)]
struct Seen(BTreeMap<&'static str, (u32, Instant)>);

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
            let (times, at) = seen.0.get(event)?;
            Some(Notice { event, text, ago: at.elapsed(), times: *times })
        })
        .filter(|notice| notice.ago < RECENT)
        .collect();
    found.sort_by_key(|notice| notice.ago);
    found
}

/// Notices what passes through the log.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Noticing;

impl<S: Subscriber> Layer<S> for Noticing {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if *event.metadata().level() > Level::WARN {
            return;
        }
        let mut name = Name(None);
        event.record(&mut name);
        if let Some(event) = name.0 {
            let mut seen = seen();
            let entry = seen.0.entry(event).or_insert((0, Instant::now()));
            *entry = (entry.0.saturating_add(1), Instant::now());
        }
    }
}

/// The name of an event that staff should know of.
struct Name(Option<&'static str>);

impl Visit for Name {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "event" {
            self.0 = events::for_staff().get_key_value(value).map(|(event, _)| *event);
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
    }
}
