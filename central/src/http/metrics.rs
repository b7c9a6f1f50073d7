//! `GET /metrics` in the text format of Prometheus. Only numbers and the names of routes: no centre, no
//! device, nobody.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use kiosk_protocol::{ItemStatus, PushResult};

use super::App;
use super::answer::Refusal;
use super::quarantine::from_here;
use crate::store::Store;

/// Upper bounds of the histogram's buckets, seconds.
const BOUNDS: [f64; 9] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// What was counted since the start.
#[derive(Default)]
pub(crate) struct Metrics(Mutex<Counted>);

#[derive(Default)]
struct Counted {
    requests: BTreeMap<(String, String, u16), u64>,
    durations: BTreeMap<String, Histogram>,
    items: BTreeMap<&'static str, u64>,
    refused: u64,
}

#[derive(Default)]
struct Histogram {
    buckets: [u64; BOUNDS.len()],
    count: u64,
    sum_s: f64,
}

impl Metrics {
    fn with(&self, change: impl FnOnce(&mut Counted)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// A request that was answered. Long polls are counted and not timed: they wait on purpose.
    pub(crate) fn answered(&self, method: &str, route: &str, status: u16, took: Duration, timed: bool) {
        self.with(|counted| {
            *counted.requests.entry((method.to_owned(), route.to_owned(), status)).or_default() += 1;
            if timed {
                let histogram = counted.durations.entry(route.to_owned()).or_default();
                let seconds = took.as_secs_f64();
                for (bucket, bound) in histogram.buckets.iter_mut().zip(BOUNDS) {
                    *bucket += u64::from(seconds <= bound);
                }
                histogram.count += 1;
                histogram.sum_s += seconds;
            }
        });
    }

    /// What became of the items of a push.
    pub(crate) fn pushed(&self, result: &PushResult) {
        self.with(|counted| {
            for item in &result.results {
                *counted.items.entry(word(item.status)).or_default() += 1;
            }
        });
    }

    /// A request that was sent away because too many were under way.
    pub(crate) fn overloaded(&self) {
        self.with(|counted| counted.refused += 1);
    }

    fn write(&self, text: &mut String) -> std::fmt::Result {
        let counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        heading(text, "central_http_requests_total", "counter", "Requests answered.")?;
        for ((method, route, status), count) in &counted.requests {
            writeln!(
                text,
                "central_http_requests_total{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}} {count}"
            )?;
        }
        let name = "central_http_request_duration_seconds";
        heading(text, name, "histogram", "Time to the answer, long polls left out.")?;
        for (route, histogram) in &counted.durations {
            for (bound, count) in BOUNDS.iter().zip(histogram.buckets) {
                writeln!(text, "{name}_bucket{{route=\"{route}\",le=\"{bound}\"}} {count}")?;
            }
            writeln!(text, "{name}_bucket{{route=\"{route}\",le=\"+Inf\"}} {}", histogram.count)?;
            writeln!(text, "{name}_sum{{route=\"{route}\"}} {}", histogram.sum_s)?;
            writeln!(text, "{name}_count{{route=\"{route}\"}} {}", histogram.count)?;
        }
        heading(text, "central_items_total", "counter", "Items pushed, by what became of them.")?;
        for (status, count) in &counted.items {
            writeln!(text, "central_items_total{{status=\"{status}\"}} {count}")?;
        }
        heading(text, "central_http_overloaded_total", "counter", "Requests sent away to come later.")?;
        writeln!(text, "central_http_overloaded_total {}", counted.refused)
    }
}

fn word(status: ItemStatus) -> &'static str {
    match status {
        ItemStatus::Accepted => "accepted",
        ItemStatus::Duplicate => "duplicate",
        ItemStatus::Quarantined => "quarantined",
        ItemStatus::Rejected => "rejected",
        ItemStatus::Retry => "retry",
    }
}

fn heading(text: &mut String, name: &str, kind: &str, help: &str) -> std::fmt::Result {
    writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}")
}

fn gauge(text: &mut String, name: &str, help: &str, value: u64) -> std::fmt::Result {
    heading(text, name, "gauge", help)?;
    writeln!(text, "{name} {value}")
}

pub(crate) async fn metrics<S: Store>(
    State(app): State<Arc<App<S>>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
) -> Result<impl IntoResponse, Refusal> {
    from_here(&app, peer)?;
    let counts = app.store.counts().await;
    let mut text = String::new();
    let written = app.metrics.write(&mut text).and_then(|()| {
        gauge(&mut text, "central_database_up", "Whether the database answers.", counts.is_ok().into())?;
        if let Ok(counts) = &counts {
            gauge(&mut text, "central_items_quarantined", "Items in quarantine.", counts.quarantined)?;
            gauge(&mut text, "central_items_unchecked", "Items the worker has not looked at.", counts.unchecked)?;
            gauge(&mut text, "central_devices", "Devices that have ever pushed.", counts.devices)?;
        }
        match app.documents.free_bytes() {
            Some(free) => gauge(&mut text, "central_documents_free_bytes", "Room for documents.", free),
            None => Ok(()),
        }
    });
    written.map_err(|_| Refusal::new(500, "The figures cannot be written"))?;
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind)], text))
}
