//! Errors as RFC 9457 problems.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kiosk_protocol::Problem;

use crate::store::StoreError;

/// An error answer.
#[derive(Debug)]
pub(crate) struct Refusal {
    problem: Box<Problem>,
    retry_after_s: Option<u32>,
}

impl Refusal {
    pub(crate) fn new(status: u16, title: &str) -> Self {
        let mut problem = Problem::new(status, title);
        problem.server_ms = Some(super::now_ms());
        Self { problem: Box::new(problem), retry_after_s: None }
    }

    pub(crate) fn code(mut self, code: &str) -> Self {
        self.problem.code = Some(code.to_owned());
        self
    }

    pub(crate) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.problem.detail = Some(detail.into());
        self
    }

    pub(crate) fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        tracing::error!(event = "http.store", %error);
        // What went wrong inside is for the log, not for the answer.
        Self::new(503, "The server cannot do this now").code("store_unavailable").retry_after(5)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        // A problem holds only texts and numbers; it cannot fail to be written.
        let body = serde_json::to_vec(&self.problem).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(Problem::MEDIA_TYPE));
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}
