//! `POST /v1/sync/push`.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::HeaderMap;
use kiosk_protocol::{BadBatch, MAX_PUSH_BYTES, PushBatch, PushResult};

use super::answer::Refusal;
use super::signature::Device;
use super::{App, encoding, now_ms};
use crate::store::Store;

pub(crate) async fn push<S: Store>(
    State(app): State<Arc<App<S>>>,
    Device(sender): Device,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<PushResult>, Refusal> {
    let body = body.map_err(|rejection| match rejection.status().as_u16() {
        413 => encoding::too_large(MAX_PUSH_BYTES),
        _ => Refusal::new(400, "The body did not arrive whole").code("body_broken"),
    })?;
    let body = encoding::unpack(&headers, body, MAX_PUSH_BYTES)?;
    let batch = PushBatch::from_json(&body).map_err(|error| {
        let (status, code) = match error {
            BadBatch::Protocol(_) | BadBatch::NoProtocol => (426, "protocol_unknown"),
            BadBatch::Malformed { .. } => (400, "malformed"),
            _ => (422, "out_of_bounds"),
        };
        Refusal::new(status, "The batch cannot be read").code(code).detail(error.to_string())
    })?;
    let items = batch.items.len();
    let device = sender.device;
    let result = app.store.take_custody(sender, batch, now_ms()).await?;
    app.metrics.pushed(&result);
    tracing::info!(event = "push.committed", %device, items, contiguous_seq = result.contiguous_seq);
    Ok(Json(result))
}
