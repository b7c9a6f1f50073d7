//! `GET /v1/receipt-keys`: whose receipts a kiosk believes, so that it verifies what its neighbour has printed.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kiosk_protocol::{CentreId, Digest, KeyRole, KeySet, TrustedKey, Window};

use super::answer::Refusal;
use super::enrol::keys;
use super::open::is_known;
use super::signature::Device;
use super::{App, now_ms};
use crate::store::Store;
use crate::store::registry::KnownDevice;

/// The keys that the kiosks of the sender's centre have and had, signed. Kiosks ask once an hour: reading all devices of
/// a region for it (5,000 rows) costs a thousandth of a processor.
pub(crate) async fn receipt_keys<S: Store>(
    State(app): State<Arc<App<S>>>,
    Device(sender): Device,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let believed = believed(&app.store.devices().await?, &sender.centre);
    let bundle = keys(&app)?.sign_receipt_keys(&believed, now_ms()).map_err(|error| {
        tracing::error!(event = "keys.receipt_keys_unsigned", %error);
        Refusal::new(500, "The server cannot sign them now")
    })?;
    let etag = format!("\"{}\"", Digest::of(bundle.payload.as_bytes()));
    let mut response =
        if is_known(&headers, &etag) { StatusCode::NOT_MODIFIED.into_response() } else { Json(bundle).into_response() };
    if let Ok(etag) = HeaderValue::try_from(etag) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    Ok(response)
}

/// What a key signed before it was revoked stays a receipt.
fn believed(devices: &[KnownDevice], centre: &CentreId) -> KeySet {
    let of_centre = devices.iter().filter(|device| device.sender.centre == *centre);
    of_centre
        .map(|device| TrustedKey {
            public: device.key,
            role: KeyRole::Device,
            owner: Some(format!("{centre}/{}", device.slot)),
            window: Window { not_before_ms: i64::MIN, not_after_ms: device.revoked_ms.unwrap_or(i64::MAX) },
        })
        .collect()
}
