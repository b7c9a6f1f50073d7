//! `POST /v1/enrol`: a one-time code and a key, and the device is known. `GET /v1/config`: what devices believe.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, Extension, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kiosk_protocol::{DeviceId, Digest, Enrol, Enrolled};

use super::answer::Refusal;
use super::signature::Claim;
use super::{App, now_ms};
use crate::keys::Keys;
use crate::store::Store;
use crate::store::registry::{Candidate, EnrolError};

impl From<EnrolError> for Refusal {
    fn from(error: EnrolError) -> Self {
        let detail = error.to_string();
        let (status, code) = match error {
            EnrolError::Store(error) => return error.into(),
            // One answer for a code that never was and one that is used up: nobody learns which codes there are.
            EnrolError::UnknownCode | EnrolError::Used | EnrolError::Expired => {
                return Self::new(410, "The code is not valid; ask for a new one").code("code_invalid");
            }
            EnrolError::SlotTaken => (409, "slot_taken"),
            EnrolError::Elsewhere => (409, "device_elsewhere"),
            EnrolError::KeyRevoked => (409, "key_revoked"),
        };
        Self::new(status, "The device cannot be enrolled").code(code).detail(detail)
    }
}

pub(crate) async fn enrol<S: Store>(
    State(app): State<Arc<App<S>>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    claim: Option<Extension<Claim>>,
    body: Bytes,
) -> Result<Response, Refusal> {
    if !app.enrolments.allows(peer.ip(), Instant::now()) {
        return Err(Refusal::new(429, "Too many enrolments").code("too_often").retry_after(60));
    }
    let keys = keys(&app)?;
    let Some(Extension(Claim(signature))) = claim else {
        return Err(Refusal::new(401, "The request is not signed").code("signature_missing"));
    };
    let enrol: Enrol = serde_json::from_slice(&body).map_err(|error| {
        Refusal::new(400, "The request cannot be read").code("malformed").detail(format!(
            "at line {}, column {}",
            error.line(),
            error.column()
        ))
    })?;
    let now = now_ms();
    if signature.keyid != enrol.device_public_key.id() {
        return Err(Refusal::new(401, "The request is signed with another key").code("signature_invalid"));
    }
    signature.verify(&enrol.device_public_key, now.div_euclid(1000))?;
    if !app.nonces.is_fresh(signature.keyid, &signature.nonce, now) {
        return Err(Refusal::new(401, "This request was made before").code("replayed"));
    }
    let candidate = Candidate {
        code: Digest::of(enrol.code.compact().as_bytes()),
        key: enrol.device_public_key,
        device: enrol.device_id,
        fresh: DeviceId(uuid::Uuid::now_v7()),
        hardware: enrol.hardware,
    };
    let device = app.store.enrol(candidate, now).await?;
    tracing::info!(event = "device.enrolled", device = %device.sender.device, centre = %device.sender.centre, slot = %device.slot);
    let enrolled = Enrolled {
        device_id: device.sender.device,
        centre_id: device.sender.centre,
        slot: device.slot,
        keyid: device.key.id(),
        bundle_keys: keys.bundle_keys(),
        config: keys.config().clone(),
    };
    Ok((StatusCode::CREATED, Json(enrolled)).into_response())
}

/// The keys of a server that has some.
pub(super) fn keys<S>(app: &App<S>) -> Result<&Keys, Refusal> {
    app.keys.as_deref().ok_or_else(|| {
        Refusal::new(404, "This server has no keys").code("no_keys").detail("start it with --tls or --keys KEYS_DIR")
    })
}

/// The signed config bundle. Not a secret, and it proves itself: no signature is asked for.
pub(crate) async fn config<S: Store>(State(app): State<Arc<App<S>>>, headers: HeaderMap) -> Result<Response, Refusal> {
    let bundle = keys(&app)?.config();
    let etag = format!("\"{}\"", Digest::of(bundle.payload.as_bytes()));
    let mut response = if super::open::is_known(&headers, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Json(bundle).into_response()
    };
    if let Ok(etag) = HeaderValue::try_from(etag) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    Ok(response)
}
