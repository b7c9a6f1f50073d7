//! `GET /v1/centres/{centre}/queue/stream`: who is called and who is done, as it happens (server-sent events).
//!
//! A stream begins with everything (`queue`), goes on with what changes, and is only as good as its cursor: who comes back
//! with the last id goes on after it, and who comes with one that is too old begins with everything again.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream::unfold;
use kiosk_protocol::{CentreId, QueueChange, Topic};
use serde_json::{Value, json};
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::timeout;

use super::answer::Refusal;
use super::signature::Device;
use super::{App, figures, guard, now_ms};
use crate::store::{ChangesError, Store, StoreError};

/// What a client read last, as it says when it comes back.
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// A comment keeps proxies from closing a line on which nothing happens.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How long people wait changes without an event of its own.
const FIGURES_EVERY: Duration = Duration::from_secs(15);
/// Changes of a page.
const PAGE: usize = 200;

pub(crate) async fn stream<S: Store>(
    State(app): State<Arc<App<S>>>,
    Device(sender): Device,
    headers: HeaderMap,
    Path(centre): Path<String>,
) -> Result<Response, Refusal> {
    let centre = figures::own_centre(&sender, &centre)?;
    let permit = app.limits.stream().ok_or_else(|| {
        app.metrics.overloaded();
        guard::later()
    })?;
    let follow = Follow {
        place: app.places.of(&centre),
        stopping: app.stopping.clone(),
        cursor: headers.get(LAST_EVENT_ID).and_then(|id| id.to_str().ok()).map(str::to_owned),
        lengths: Vec::new(),
        ready: VecDeque::new(),
        app,
        centre,
        _permit: permit,
    };
    Ok(Sse::new(unfold(follow, Follow::next)).keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response())
}

/// One client's stream.
struct Follow<S> {
    app: Arc<App<S>>,
    centre: CentreId,
    place: watch::Receiver<u64>,
    stopping: watch::Receiver<bool>,
    /// Up to where the client has read; `None`: it is told everything.
    cursor: Option<String>,
    /// How long the queues are, as last told.
    lengths: Vec<QueueChange>,
    ready: VecDeque<Event>,
    _permit: OwnedSemaphorePermit,
}

impl<S: Store> Follow<S> {
    /// The next event. A stream whose store fails ends: the client comes back, and is told 503 until it works again.
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some((Ok(event), self));
            }
            if *self.stopping.borrow() {
                return None;
            }
            // Marked as seen before reading: what is committed in between wakes the next wait at once.
            self.place.mark_unchanged();
            if let Err(error) = self.look().await {
                tracing::error!(event = "http.store", %error);
                return None;
            }
            if self.ready.is_empty() {
                tokio::select! {
                    // Elapsed or ticked: either way it is time to look again.
                    _ = timeout(FIGURES_EVERY, self.place.changed()) => {}
                    _ = self.stopping.changed() => {}
                }
            }
        }
    }

    /// Makes events of what has happened since the last look.
    async fn look(&mut self) -> Result<(), StoreError> {
        let lengths = self.app.store.queue_lengths(self.centre.clone(), now_ms()).await?;
        if let Some(cursor) = self.cursor.clone() {
            match self.app.store.changes_after(self.centre.clone(), Some(cursor), PAGE).await {
                Ok(page) => {
                    let mut told = page
                        .changes
                        .into_iter()
                        .filter(|change| matches!(change.topic, Topic::TicketCalled | Topic::TicketClosed))
                        .peekable();
                    while let Some(change) = told.next() {
                        let mut data = change.data;
                        data.insert("at_ms".into(), change.at_ms.into());
                        let event = event(change.topic.as_str(), &Value::Object(data));
                        // Of a page only its end is a place to come back to.
                        let last = told.peek().is_none();
                        self.ready.push_back(if last { event.id(&page.next_cursor) } else { event });
                    }
                    self.cursor = Some(page.next_cursor);
                    self.tell_lengths(lengths);
                    return Ok(());
                }
                Err(ChangesError::Store(error)) => return Err(error),
                Err(ChangesError::Gone | ChangesError::NotACursor) => {}
            }
        }
        let now = self.app.store.now_serving(self.centre.clone(), now_ms()).await?;
        let everything = json!({ "called": now.called, "queues": lengths });
        self.ready.push_back(event("queue", &everything).id(&now.cursor));
        self.cursor = Some(now.cursor);
        self.lengths = lengths;
        Ok(())
    }

    /// Those that are not what they were, and those that are no more.
    fn tell_lengths(&mut self, now: Vec<QueueChange>) {
        let gone = self.lengths.iter().filter(|old| !now.iter().any(|new| new.queue == old.queue));
        let gone = gone.map(|old| QueueChange { queue: old.queue, waiting: 0, minutes: None });
        let changed = now.iter().filter(|new| !self.lengths.contains(new)).copied();
        let told: Vec<Event> =
            gone.chain(changed).map(|length| event(Topic::QueueFigures.as_str(), &json!(length))).collect();
        self.ready.extend(told);
        self.lengths = now;
    }
}

fn event(name: &str, data: &Value) -> Event {
    // JSON has no line break of its own.
    Event::default().event(name).data(data.to_string())
}
