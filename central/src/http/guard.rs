//! What stands before every handler: a request id, the log line, the figures, and limits on how many and how
//! long.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::App;
use super::answer::Refusal;
use crate::store::Store;

/// The header that names a request in both logs.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// A request that takes longer is given up; what it began to commit is committed.
const LONGEST: Duration = Duration::from_secs(30);
/// Routes whose requests wait on purpose.
const WAITING: &[&str] = &["/v1/sync/changes", "/v1/centres/{centre}/queue/stream"];

/// How many requests are under way at a time.
pub(crate) struct Limits {
    working: Semaphore,
    waiting: Semaphore,
    streams: Arc<Semaphore>,
}

impl Limits {
    /// So many that work, and so many streams, each of which asks for its centre's queues again and again; long polls, which
    /// cost a little memory only, twenty times as many.
    pub(crate) fn new(most: usize) -> Self {
        Self {
            working: Semaphore::new(most),
            waiting: Semaphore::new(most.saturating_mul(20)),
            streams: Arc::new(Semaphore::new(most)),
        }
    }

    /// A place for a stream, which keeps it until it ends; `None` when there is none.
    pub(crate) fn stream(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.streams).try_acquire_owned().ok()
    }
}

/// One line per request: the route's pattern, never the path, which may name a citizen's reference.
pub(crate) async fn guard<S: Store>(State(app): State<Arc<App<S>>>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let route = route.as_deref().unwrap_or("none");
    let id = request_id(&request);
    let waits = WAITING.contains(&route);
    let permit = if waits { app.limits.waiting.try_acquire() } else { app.limits.working.try_acquire() };
    let mut response = match permit {
        Err(_) => {
            app.metrics.overloaded();
            later().into_response()
        }
        Ok(_permit) if waits => next.run(request).await,
        Ok(_permit) => match tokio::time::timeout(LONGEST, next.run(request)).await {
            Ok(response) => response,
            Err(_) => later().into_response(),
        },
    };
    let status = response.status().as_u16();
    app.metrics.answered(method.as_str(), route, status, began.elapsed(), !waits);
    tracing::info!(
        event = "http.request",
        request_id = id,
        method = method.as_str(),
        route,
        status,
        ms = began.elapsed().as_millis() as u64,
    );
    if let Ok(id) = HeaderValue::try_from(id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// Too much is under way.
pub(super) fn later() -> Refusal {
    Refusal::new(503, "Too much is under way; come later").code("overloaded").retry_after(5)
}

/// The caller's id for the request if it is a decent one, else a new one.
fn request_id(request: &Request) -> String {
    let given = request.headers().get(REQUEST_ID).and_then(|value| value.to_str().ok()).filter(|id| {
        (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    });
    given.map_or_else(|| uuid::Uuid::now_v7().to_string(), str::to_owned)
}
