//! What anyone may ask: life, time, the description, the catalogue.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::answer::Refusal;
use super::{App, now_ms};
use crate::store::Store;

pub(crate) async fn health() -> Json<Value> {
    Json(json!({ "status": "ok" }))
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
    let bundle = app
        .catalogue
        .as_ref()
        .ok_or_else(|| Refusal::new(404, "This server hands out no catalogue").code("no_catalogue"))?;
    let etag = format!("\"{}\"", bundle.version);
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).is_some_and(|value| {
        value.split(',').map(|tag| tag.trim().trim_start_matches("W/")).any(|tag| tag == etag || tag == "*")
    });
    let mut response = if known { StatusCode::NOT_MODIFIED.into_response() } else { Json(bundle).into_response() };
    if let Ok(etag) = HeaderValue::try_from(etag) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    Ok(response)
}
