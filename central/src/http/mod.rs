//! The API over a [`Store`]. Errors are RFC 9457 problems; logs name routes, never what stood in them.

mod answer;
mod blobs;
mod case;
mod changes;
mod encoding;
mod figures;
mod guard;
mod metrics;
mod open;
mod push;
mod quarantine;
mod status;

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, head, post, put};
use kiosk_protocol::{CatalogueBundle, MAX_PUSH_BYTES};
use tokio::sync::watch;

use crate::documents::Folder;
use crate::store::Store;
use answer::Refusal;
use guard::Limits;
pub(crate) use metrics::Metrics;
pub(crate) use quarantine::is_name;
use status::Limiter;

/// What the handlers share.
pub(crate) struct App<S> {
    pub(crate) store: Arc<S>,
    pub(crate) documents: Arc<Folder>,
    pub(crate) limits: Limits,
    pub(crate) metrics: Metrics,
    pub(crate) catalogue: Option<CatalogueBundle>,
    pub(crate) limiter: Limiter,
    /// Becomes true when the server stops; long polls then end at once.
    pub(crate) stopping: watch::Receiver<bool>,
}

/// How many requests may be under way.
pub(crate) fn limits(most: usize) -> Limits {
    Limits::new(most)
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
        (Method::GET, "/healthz", get(open::health::<S>)),
        (Method::GET, "/openapi.json", get(open::openapi)),
        (Method::GET, "/metrics", get(metrics::metrics::<S>)),
        (Method::GET, "/v1/time", get(open::time)),
        (Method::GET, "/v1/catalogue", get(open::catalogue::<S>)),
        (Method::POST, "/v1/sync/push", post(push::push::<S>)),
        (Method::GET, "/v1/sync/changes", get(changes::changes::<S>)),
        (Method::GET, "/v1/status/{reference}", get(status::status::<S>)),
        (Method::POST, "/v1/cases/{reference}/events", post(case::record::<S>)),
        (Method::GET, "/v1/sync/snapshot", get(figures::snapshot::<S>)),
        (Method::POST, "/v1/telemetry", post(figures::telemetry::<S>)),
        (Method::GET, "/v1/centres/{centre}/queue", get(figures::queues::<S>)),
        (Method::HEAD, "/v1/blobs/{sha256}", head(blobs::head::<S>)),
        (Method::PUT, "/v1/blobs/{sha256}", put(blobs::put::<S>)),
        (Method::GET, "/v1/quarantine", get(quarantine::list::<S>)),
        (Method::POST, "/v1/quarantine/{id}/{action}", post(quarantine::act::<S>)),
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
        .layer(from_fn_with_state(Arc::clone(&app), guard::guard::<S>))
        .with_state(app)
}
