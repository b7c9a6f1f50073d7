//! The API over a [`Store`]. Errors are RFC 9457 problems; logs name routes, never what stood in them.

mod answer;
mod case;
mod changes;
mod open;
mod push;
mod status;

use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request};
use axum::http::Method;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use kiosk_protocol::{CatalogueBundle, MAX_PUSH_BYTES};
use tokio::sync::watch;

use crate::store::Store;
use answer::Refusal;
use status::Limiter;

/// What the handlers share.
pub(crate) struct App<S> {
    pub(crate) store: S,
    pub(crate) catalogue: Option<CatalogueBundle>,
    pub(crate) limiter: Limiter,
    /// Becomes true when the server stops; long polls then end at once.
    pub(crate) stopping: watch::Receiver<bool>,
}

/// The limit of look-ups.
pub(crate) fn limiter(per_minute: u32) -> Limiter {
    Limiter::new(per_minute)
}

/// Milliseconds since 1970 by this machine's clock.
pub(crate) fn now_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// A route: method, path, handler.
type Route<S> = (Method, &'static str, MethodRouter<Arc<App<S>>>);

/// Each route once: method, path as OpenAPI writes it, handler.
fn table<S: Store>() -> Vec<Route<S>> {
    vec![
        (Method::GET, "/healthz", get(open::health)),
        (Method::GET, "/openapi.json", get(open::openapi)),
        (Method::GET, "/v1/time", get(open::time)),
        (Method::GET, "/v1/catalogue", get(open::catalogue::<S>)),
        (Method::POST, "/v1/sync/push", post(push::push::<S>)),
        (Method::GET, "/v1/sync/changes", get(changes::changes::<S>)),
        (Method::GET, "/v1/status/{reference}", get(status::status::<S>)),
        (Method::POST, "/v1/cases/{reference}/events", post(case::record::<S>)),
    ]
}

/// The routes served, as method and path; `openapi.json` describes exactly these.
#[must_use]
pub fn routes() -> Vec<(String, String)> {
    table::<crate::store::any::AnyStore>()
        .into_iter()
        .map(|(method, path, _)| (method.to_string(), path.to_owned()))
        .collect()
}

/// The whole API.
pub(crate) fn router<S: Store>(app: Arc<App<S>>) -> Router {
    let mut router = Router::new();
    for (_, path, handler) in table::<S>() {
        router = router.route(path, handler);
    }
    router
        .fallback(|| async { Refusal::new(404, "There is nothing here") })
        .method_not_allowed_fallback(|| async { Refusal::new(405, "Not this method here") })
        .layer(DefaultBodyLimit::max(MAX_PUSH_BYTES))
        .layer(from_fn(log))
        .with_state(app)
}

/// One line per request: the route's pattern, never the path, which names a citizen's reference.
async fn log(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let response = next.run(request).await;
    tracing::info!(
        event = "http.request",
        method = method.as_str(),
        route = route.as_deref().unwrap_or("none"),
        status = response.status().as_u16(),
        ms = began.elapsed().as_millis() as u64,
    );
    response
}
