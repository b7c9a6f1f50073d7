//! `POST /v1/cases/{reference}/events`: a ministry sets a state. Until requests are signed, only this
//! machine itself may.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{ConnectInfo, Path, State};
use kiosk_protocol::{CaseEvent, Reference, StatusEvent};

use super::answer::Refusal;
use super::quarantine::from_here;
use super::{App, now_ms};
use crate::store::{RecordError, Store};

impl From<RecordError> for Refusal {
    fn from(error: RecordError) -> Self {
        let text = error.to_string();
        match error {
            RecordError::Unknown => Self::new(404, "No request has this reference").code("reference_unknown"),
            RecordError::Ambiguous => {
                Self::new(409, "More than one request has this reference").code("reference_ambiguous")
            }
            RecordError::NotAllowed { .. } => {
                Self::new(409, "The request cannot become this").code("not_allowed").detail(text)
            }
            RecordError::Store(error) => error.into(),
        }
    }
}

pub(crate) async fn record<S: Store>(
    State(app): State<Arc<App<S>>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path(reference): Path<String>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<StatusEvent>, Refusal> {
    from_here(&app, peer)?;
    let reference: Reference = reference.parse().map_err(|_| RecordError::Unknown)?;
    let malformed = || Refusal::new(400, "The event cannot be read").code("malformed");
    let body = body.map_err(|_| malformed())?;
    let event: CaseEvent = serde_json::from_slice(&body)
        .map_err(|e| malformed().detail(format!("at line {}, column {}", e.line(), e.column())))?;
    if !event.has_good_note() {
        return Err(malformed().detail("note: a message key, 1 to 100 of a-z A-Z 0-9 . _ -"));
    }
    Ok(Json(app.store.record_event(reference, event, now_ms()).await?))
}
