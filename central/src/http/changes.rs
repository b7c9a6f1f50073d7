//! `GET /v1/sync/changes`: pages behind a cursor, with long poll; the last one says how long the queues are.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use kiosk_protocol::{CentreId, Change, ChangePage, MAX_CHANGES, MAX_WAIT_S, Topic};
use tokio::time::{Instant, timeout_at};

use super::answer::Refusal;
use super::signature::Device;
use super::{App, now_ms};
use crate::store::{ChangesError, Store, StoreError};

#[derive(serde::Deserialize)]
pub(crate) struct Asked {
    cursor: Option<String>,
    limit: Option<usize>,
    wait: Option<u64>,
}

impl From<ChangesError> for Refusal {
    fn from(error: ChangesError) -> Self {
        match error {
            ChangesError::NotACursor => Self::new(400, "Not a cursor of this server").code("cursor_malformed"),
            ChangesError::Gone => Self::new(410, "The cursor is too old; begin from the start").code("cursor_gone"),
            ChangesError::Store(error) => error.into(),
        }
    }
}

pub(crate) async fn changes<S: Store>(
    State(app): State<Arc<App<S>>>,
    Device(sender): Device,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<ChangePage>, Refusal> {
    let Query(asked) = asked.map_err(|_| {
        Refusal::new(400, "The query cannot be read")
            .code("malformed")
            .detail("cursor: text, limit: 1 to 1000, wait: 0 to 25 seconds")
    })?;
    let limit = asked.limit.unwrap_or(500).clamp(1, MAX_CHANGES);
    let wait = Duration::from_secs(asked.wait.unwrap_or(0).min(MAX_WAIT_S));
    let until = Instant::now() + wait;
    let mut place = app.places.of(&sender.centre);
    let mut stopping = app.stopping.clone();
    loop {
        // Marked as seen before reading: what is committed in between wakes the next wait at once.
        place.mark_unchanged();
        let mut page = app.store.changes_after(sender.centre.clone(), asked.cursor.clone(), limit).await?;
        let left = until.saturating_duration_since(Instant::now());
        if !page.changes.is_empty() || left.is_zero() || *stopping.borrow() {
            if !page.more && page.changes.len() < limit {
                tell_queues(&app, sender.centre, &mut page, limit).await?;
            }
            return Ok(Json(page));
        }
        tokio::select! {
            // Elapsed or ticked: either way it is time to look again.
            _ = timeout_at(until, place.changed()) => {}
            _ = stopping.changed() => {}
        }
    }
}

/// How long the queues are at this moment. Not an event that is kept: it stands behind the last page only, and each
/// answer tells it anew, so what a kiosk knows is never older than one long poll.
async fn tell_queues<S: Store>(
    app: &App<S>,
    centre: CentreId,
    page: &mut ChangePage,
    limit: usize,
) -> Result<(), StoreError> {
    let at_ms = now_ms();
    let seq = page.changes.last().map_or(0, |change| change.seq);
    let lengths = app.store.queue_lengths(centre, at_ms).await?;
    let told = lengths.into_iter().filter_map(|length| match serde_json::to_value(length) {
        Ok(serde_json::Value::Object(data)) => Some(Change { seq, topic: Topic::QueueFigures, at_ms, data }),
        _ => None,
    });
    let room = limit - page.changes.len();
    page.changes.extend(told.take(room));
    Ok(())
}
