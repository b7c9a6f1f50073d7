//! Who asks: every signed request is verified before its handler runs, and its answer is signed.
//!
//! A request without a signature goes on without a [`Device`]; handlers that need one refuse it. A request with a signature
//! that does not fit is refused at once, whatever it asks for.

use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body::Body as _;
use kiosk_protocol::MAX_PUSH_BYTES;
use kiosk_protocol::http_signature::{
    AnswerParts, BadRequestSignature, HEADER_CONTENT_DIGEST, HEADER_SIGNATURE, HEADER_SIGNATURE_INPUT, RequestHeaders,
    RequestParts, RequestSignature,
};

use super::answer::Refusal;
use super::{App, now_ms};
use crate::keys::Keys;
use crate::store::{Sender, Store};

/// The path whose requests bring their own key.
pub(crate) const ENROL: &str = "/v1/enrol";

/// A signature that was read but whose key is not known yet: enrolment.
#[derive(Debug, Clone)]
pub(crate) struct Claim(pub(crate) RequestSignature);

/// The device that asks; only a verified signature puts it into a request.
#[derive(Debug, Clone)]
pub(crate) struct Device(pub(crate) Sender);

impl<S: Store> FromRequestParts<Arc<App<S>>> for Device {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _app: &Arc<App<S>>) -> Result<Self, Refusal> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| {
            Refusal::new(401, "The request is not signed")
                .code("signature_missing")
                .detail("enrol the kiosk: `central kiosk add`, then `kiosk enrol --code CODE`")
        })
    }
}

pub(crate) async fn signed<S: Store>(State(app): State<Arc<App<S>>>, request: Request, next: Next) -> Response {
    let Some(keys) = app.keys.clone() else {
        return next.run(request).await;
    };
    let (mut parts, body) = request.into_parts();
    let Some(headers) = fields(&parts.headers) else {
        return next.run(Request::from_parts(parts, body)).await;
    };
    // Read whole before anything is believed: the digest is over all of it.
    let Ok(content) = to_bytes(body, MAX_PUSH_BYTES).await else {
        return super::encoding::too_large(MAX_PUSH_BYTES).into_response();
    };
    let read = read(&app, &parts, &headers, &content);
    let covers = read.as_ref().map(RequestSignature::answer_covers).unwrap_or_default();
    let outcome = match read {
        Ok(signature) if parts.uri.path() == ENROL => {
            parts.extensions.insert(Claim(signature));
            Ok(())
        }
        Ok(signature) => verify(&app, &signature).await.map(|sender| {
            parts.extensions.insert(Device(sender));
        }),
        Err(error) => Err(error.into()),
    };
    let response = match outcome {
        Ok(()) => next.run(Request::from_parts(parts, Body::from(content))).await,
        Err(refusal) => refusal.into_response(),
    };
    sign(&keys, response, &covers).await
}

/// The three fields of a signed request; `None` when it is not signed at all.
fn fields(headers: &HeaderMap) -> Option<[String; 3]> {
    if !headers.contains_key(HEADER_SIGNATURE) && !headers.contains_key(HEADER_SIGNATURE_INPUT) {
        return None;
    }
    // A field that stands twice, or is not text, reads as nothing and is refused as malformed.
    let one = |name: &str| {
        let mut values = headers.get_all(name).iter();
        match (values.next(), values.next()) {
            (Some(value), None) => value.to_str().unwrap_or_default().to_owned(),
            _ => String::new(),
        }
    };
    Some([HEADER_CONTENT_DIGEST, HEADER_SIGNATURE_INPUT, HEADER_SIGNATURE].map(one))
}

fn read<S>(
    app: &App<S>,
    parts: &Parts,
    headers: &[String; 3],
    content: &Bytes,
) -> Result<RequestSignature, BadRequestSignature> {
    let [content_digest, signature_input, signature] = headers;
    let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let target_uri = match &app.public_url {
        Some(url) => format!("{url}{path}"),
        None => format!("{}://{}{path}", app.scheme, host.to_ascii_lowercase()),
    };
    RequestSignature::read(
        &RequestHeaders { content_digest, signature_input, signature },
        &RequestParts { method: parts.method.as_str(), target_uri: &target_uri, content },
    )
}

impl From<BadRequestSignature> for Refusal {
    fn from(error: BadRequestSignature) -> Self {
        let code = match error {
            BadRequestSignature::ClockSkew => "clock_skew",
            _ => "signature_invalid",
        };
        Self::new(401, "The signature is not accepted").code(code).detail(error.to_string())
    }
}

async fn verify<S: Store>(app: &App<S>, signature: &RequestSignature) -> Result<Sender, Refusal> {
    let keyid = signature.keyid;
    let known = app.store.device(keyid).await?;
    let known = known.ok_or_else(|| Refusal::new(401, "The key is not known").code("key_unknown"))?;
    signature.verify(&known.key, now_ms().div_euclid(1000))?;
    if known.revoked_ms.is_some() {
        tracing::warn!(event = "http.revoked_key", %keyid, device = %known.sender.device);
        return Err(Refusal::new(403, "The key is revoked").code("key_revoked"));
    }
    Ok(known.sender)
}

/// Signs an answer of known length to a request whose signature could be read. Streams are left as they are.
async fn sign(keys: &Keys, response: Response, covers: &str) -> Response {
    if covers.is_empty() || response.body().size_hint().exact().is_none() {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    // The body is in memory already: its length is known.
    let Ok(content) = to_bytes(body, usize::MAX).await else {
        return Refusal::new(500, "The answer broke off").into_response();
    };
    let now = now_ms();
    let answer = AnswerParts { status: parts.status.as_u16(), content: &content, request: covers };
    let signed = keys
        .answer_key(now)
        .map_err(|error| error.to_string())
        .and_then(|key| answer.sign(key, now.div_euclid(1000)).map_err(|error| error.to_string()));
    match signed {
        Ok(signed) => {
            for (name, value) in [
                (HEADER_CONTENT_DIGEST, signed.content_digest),
                (HEADER_SIGNATURE_INPUT, signed.signature_input),
                (HEADER_SIGNATURE, signed.signature),
            ] {
                // What was just written is printable ASCII.
                if let Ok(value) = HeaderValue::try_from(value) {
                    parts.headers.insert(HeaderName::from_static(name), value);
                }
            }
        }
        // Unsigned, which no enrolled kiosk takes for an answer: nothing moves, and the log says why.
        Err(error) => tracing::error!(event = "http.answer_unsigned", %error),
    }
    Response::from_parts(parts, Body::from(content))
}
