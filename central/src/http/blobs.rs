//! `HEAD|PUT /v1/blobs/{sha256}`: documents, in pieces, under the name of their bytes.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kiosk_protocol::Digest;

use super::answer::Refusal;
use super::signature::Device;
use super::{App, encoding};
use crate::documents::{DocumentError, Documents, Extent, Piece};
use crate::store::Store;

/// How much is there.
const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");

impl From<DocumentError> for Refusal {
    fn from(error: DocumentError) -> Self {
        let text = error.to_string();
        match error {
            DocumentError::Offset(_) => {
                Self::new(409, "The piece does not begin where the last one ended").code("wrong_offset").detail(text)
            }
            DocumentError::Digest => Self::new(409, "The bytes are not what the name says").code("wrong_digest"),
            DocumentError::Busy => {
                Self::new(409, "Another upload of this document is under way").code("upload_busy").retry_after(2)
            }
            DocumentError::Size => Self::new(413, "The document is too large").code("too_large").detail(text),
            DocumentError::Full => Self::new(507, "There is no room").code("storage_full").retry_after(300),
            DocumentError::Io(_) => {
                tracing::error!(event = "documents.failed", error = %text);
                Self::new(503, "The server cannot do this now").code("documents_unavailable").retry_after(30)
            }
        }
    }
}

fn unknown() -> Refusal {
    Refusal::new(404, "There is no such document").code("blob_unknown")
}

/// Disk work, away from the threads that serve.
async fn on_disk<S: Store, T: Send + 'static>(
    app: &Arc<App<S>>,
    work: impl FnOnce(&dyn Documents) -> Result<T, DocumentError> + Send + 'static,
) -> Result<T, Refusal> {
    let documents = Arc::clone(&app.documents);
    match tokio::task::spawn_blocking(move || work(&*documents)).await {
        Ok(done) => Ok(done?),
        Err(_) => Err(Refusal::new(503, "The server cannot do this now").code("documents_unavailable").retry_after(30)),
    }
}

pub(crate) async fn head<S: Store>(
    State(app): State<Arc<App<S>>>,
    _: Device,
    Path(name): Path<String>,
) -> Result<Response, Refusal> {
    let name: Digest = name.parse().map_err(|_| unknown())?;
    match on_disk(&app, move |documents| documents.extent(name)).await? {
        // Without a body, as every answer to HEAD: so its signature fits what arrives.
        Extent::None => Ok(with_offset(StatusCode::NOT_FOUND, 0)),
        Extent::Partial(size) => Ok(with_offset(StatusCode::NO_CONTENT, size)),
        Extent::Complete(size) => Ok(with_offset(StatusCode::OK, size)),
    }
}

pub(crate) async fn put<S: Store>(
    State(app): State<Arc<App<S>>>,
    _: Device,
    headers: HeaderMap,
    Path(name): Path<String>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Refusal> {
    let malformed = |detail: &str| Refusal::new(400, "The piece cannot be read").code("malformed").detail(detail);
    let name: Digest = name.parse().map_err(|_| malformed("the name is not a SHA-256"))?;
    let body = body.map_err(|rejection| match rejection.status().as_u16() {
        413 => encoding::too_large(kiosk_protocol::MAX_PUSH_BYTES),
        _ => malformed("the body did not arrive whole"),
    })?;
    let (offset, total) = match headers.get(header::CONTENT_RANGE) {
        None => (0, body.len() as u64),
        Some(value) => value
            .to_str()
            .ok()
            .and_then(|text| range(text, body.len() as u64))
            .ok_or_else(|| malformed("Content-Range: bytes FIRST-LAST/TOTAL, as long as the body"))?,
    };
    let before = on_disk(&app, move |documents| documents.extent(name)).await?;
    if let Extent::Complete(size) = before {
        return Ok(with_offset(StatusCode::NO_CONTENT, size));
    }
    let now = on_disk(&app, move |documents| documents.append(name, Piece { offset, total, bytes: &body })).await?;
    Ok(match now {
        Extent::Complete(size) => {
            app.document_came.send_replace(());
            with_offset(StatusCode::CREATED, size)
        }
        Extent::Partial(size) => with_offset(StatusCode::ACCEPTED, size),
        Extent::None => with_offset(StatusCode::ACCEPTED, 0),
    })
}

fn with_offset(status: StatusCode, size: u64) -> Response {
    let mut response = status.into_response();
    response.headers_mut().insert(UPLOAD_OFFSET, HeaderValue::from(size));
    response
}

/// Offset and total of `bytes 0-99/300`, if it speaks of `length` bytes.
fn range(text: &str, length: u64) -> Option<(u64, u64)> {
    let (span, total) = text.trim().strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = span.split_once('-')?;
    let (first, last, total): (u64, u64, u64) = (first.parse().ok()?, last.parse().ok()?, total.parse().ok()?);
    (last.checked_sub(first)?.checked_add(1)? == length && last < total).then_some((first, total))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn ranges_must_fit_the_body() {
        assert_eq!(range("bytes 0-99/300", 100), Some((0, 300)));
        assert_eq!(range("bytes 200-299/300", 100), Some((200, 300)));
        for bad in [
            "",
            "bytes */300",
            "bytes 0-99/*",
            "bytes 99-0/300",
            "bytes 0-98/300",
            "bytes 250-349/300",
            "bytes 0-18446744073709551615/1",
        ] {
            assert_eq!(range(bad, 100), None, "{bad}");
        }
    }
}
