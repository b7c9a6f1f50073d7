//! What devices say about themselves, what queues look like, and a centre's whole state.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kiosk_protocol::{CentreId, ChangePage, Digest, MAX_CHANGES, NotAReport, Report};

use super::answer::Refusal;
use super::open::is_known;
use super::signature::Device;
use super::{App, encoding, now_ms};
use crate::store::figures::QueueFigures;
use crate::store::serving::AtDesk;
use crate::store::{Sender, Store};

/// The most bytes of a health report, as it travels.
const MAX_REPORT_BYTES: usize = 16 * 1024;

#[derive(serde::Deserialize)]
pub(crate) struct Asked {
    cursor: Option<String>,
    limit: Option<usize>,
}

pub(crate) async fn snapshot<S: Store>(
    State(app): State<Arc<App<S>>>,
    Device(sender): Device,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<ChangePage>, Refusal> {
    let Query(asked) = asked.map_err(|_| {
        Refusal::new(400, "The query cannot be read").code("malformed").detail("cursor: text, limit: 1 to 1000")
    })?;
    let limit = asked.limit.unwrap_or(500).clamp(1, MAX_CHANGES);
    Ok(Json(app.store.snapshot(sender.centre, asked.cursor, limit).await?))
}

pub(crate) async fn telemetry<S: Store>(
    State(app): State<Arc<App<S>>>,
    Device(sender): Device,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Refusal> {
    let malformed = |_| Refusal::new(400, "The report cannot be read").code("malformed").detail(NotAReport.to_string());
    let body = body.map_err(|_| malformed(NotAReport))?;
    let body = encoding::unpack(&headers, body, MAX_REPORT_BYTES)?;
    let report = Report::from_json(&body).map_err(malformed)?;
    app.store.report(sender, report, now_ms()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The centre of this name, if it is the sender's own.
pub(super) fn own_centre(sender: &Sender, name: &str) -> Result<CentreId, Refusal> {
    let centre = name.parse().map_err(|_| Refusal::new(404, "No such centre").code("centre_unknown"))?;
    if sender.centre == centre {
        Ok(centre)
    } else {
        Err(Refusal::new(403, "Only of its own centre").code("device_not_allowed"))
    }
}

/// What a display shows that asks now and then; one that listens has the stream.
#[derive(serde::Serialize)]
struct NowServing {
    #[serde(flatten)]
    figures: QueueFigures,
    called: Vec<AtDesk>,
}

pub(crate) async fn queues<S: Store>(
    State(app): State<Arc<App<S>>>,
    Device(sender): Device,
    headers: HeaderMap,
    Path(centre): Path<String>,
) -> Result<Response, Refusal> {
    let centre = own_centre(&sender, &centre)?;
    let figures = app.store.queues(centre.clone()).await?;
    let called = app.store.now_serving(centre, now_ms()).await?.called;
    // Texts and numbers; they cannot fail to be written.
    let body = serde_json::to_vec(&NowServing { figures, called }).unwrap_or_default();
    let etag = format!("\"{}\"", Digest::of(&body));
    let mut response = if is_known(&headers, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response()
    };
    if let Ok(etag) = HeaderValue::try_from(etag) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    Ok(response)
}
