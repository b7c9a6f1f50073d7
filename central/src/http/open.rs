//! What anyone may ask: life, time, the description, the catalogue.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::answer::Refusal;
use super::{App, now_ms};
use crate::store::Store;

/// Below this much room the server calls itself ill: documents and the database soon have none.
const LEAST_FREE_BYTES: u64 = 256 * 1024 * 1024;

pub(crate) async fn health<S: Store>(State(app): State<Arc<App<S>>>) -> Response {
    let answers = match tokio::time::timeout(Duration::from_secs(3), app.store.ping()).await {
        Ok(Ok(())) => true,
        Ok(Err(error)) => {
            tracing::error!(event = "health.database", %error);
            false
        }
        Err(_) => false,
    };
    let free = app.documents.free_bytes();
    let has_room = free.is_none_or(|free| free >= LEAST_FREE_BYTES);
    let good = |is: bool| if is { "ok" } else { "failing" };
    let status = if answers && has_room { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = json!({ "status": good(answers && has_room), "database": good(answers), "disk": good(has_room) });
    (status, Json(body)).into_response()
}

pub(crate) async fn time() -> Json<Value> {
    Json(json!({ "unix_ms": now_ms() }))
}

pub(crate) async fn openapi() -> impl IntoResponse {
    let json = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, json)], include_str!("../../openapi.json"))
}

pub(crate) async fn catalogue<S: Store>(
    State(app): State<Arc<App<S>>>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let (version, bundle) = app
        .catalogue
        .as_ref()
        .ok_or_else(|| Refusal::new(404, "This server hands out no catalogue").code("no_catalogue"))?;
    let etag = format!("\"{version}\"");
    let mut response =
        if is_known(&headers, &etag) { StatusCode::NOT_MODIFIED.into_response() } else { Json(bundle).into_response() };
    if let Ok(etag) = HeaderValue::try_from(etag) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    Ok(response)
}

/// Whether who asks has what this tag names.
pub(crate) fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).is_some_and(|value| {
        value.split(',').map(|tag| tag.trim().trim_start_matches("W/")).any(|tag| tag == etag || tag == "*")
    })
}
