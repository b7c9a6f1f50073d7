//! `POST /v1/sync/push`.

use std::io::Read as _;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, header};
use flate2::read::MultiGzDecoder;
use kiosk_protocol::{BadBatch, MAX_PUSH_BYTES, PushBatch, PushResult};

use super::answer::{Refusal, sender};
use super::{App, now_ms};
use crate::store::Store;

pub(crate) async fn push<S: Store>(
    State(app): State<Arc<App<S>>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<PushResult>, Refusal> {
    let sender = sender(&headers)?;
    let body = body.map_err(|rejection| match rejection.status().as_u16() {
        413 => too_large(),
        _ => Refusal::new(400, "The body did not arrive whole").code("body_broken"),
    })?;
    let body = unpack(&headers, body)?;
    let batch = PushBatch::from_json(&body).map_err(|error| {
        let (status, code) = match error {
            BadBatch::Protocol(_) => (426, "protocol_unknown"),
            BadBatch::Malformed { .. } => (400, "malformed"),
            _ => (422, "out_of_bounds"),
        };
        Refusal::new(status, "The batch cannot be read").code(code).detail(error.to_string())
    })?;
    let items = batch.items.len();
    let device = sender.device;
    let result = app.store.take_custody(sender, batch, now_ms()).await?;
    tracing::info!(event = "push.committed", %device, items, contiguous_seq = result.contiguous_seq);
    Ok(Json(result))
}

fn too_large() -> Refusal {
    Refusal::new(413, "The batch is too large")
        .code("too_large")
        .detail(format!("at most {MAX_PUSH_BYTES} bytes, also after decompression"))
}

fn unpack(headers: &HeaderMap, body: Bytes) -> Result<Bytes, Refusal> {
    let encoding =
        headers.get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap_or("?").trim().to_ascii_lowercase());
    match encoding.as_deref() {
        None | Some("identity" | "") => Ok(body),
        Some("gzip") => {
            // One byte more than allowed is read, so that a small bomb does not become a large one.
            let mut plain = Vec::with_capacity((body.len() * 4).min(MAX_PUSH_BYTES));
            MultiGzDecoder::new(body.as_ref())
                .take(MAX_PUSH_BYTES as u64 + 1)
                .read_to_end(&mut plain)
                .map_err(|_| Refusal::new(400, "The body is not gzip").code("malformed"))?;
            if plain.len() > MAX_PUSH_BYTES {
                return Err(too_large());
            }
            Ok(plain.into())
        }
        Some(_) => Err(Refusal::new(415, "This encoding is not understood")
            .code("encoding_unknown")
            .detail("identity or gzip")),
    }
}
