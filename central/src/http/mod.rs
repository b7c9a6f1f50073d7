//! The API over a [`Store`]. Errors are RFC 9457 problems; logs name routes, never what stood in them.

mod answer;
mod blobs;
mod case;
mod changes;
mod encoding;
mod enrol;
mod figures;
mod guard;
mod metrics;
mod nonce;
mod open;
pub(crate) mod places;
mod push;
mod quarantine;
mod queue_stream;
mod receipt_keys;
mod signature;
mod status;

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, head, post, put};
use kiosk_protocol::{Digest, MAX_PUSH_BYTES, SignedBundle};
use tokio::sync::watch;

use crate::documents::Documents;
use crate::keys::Keys;
use crate::store::Store;
use answer::Refusal;
use guard::Limits;
use metrics::Metrics;
use nonce::Nonces;
use places::Places;
pub(crate) use quarantine::is_name;
use status::Limiter;

/// What the handlers share.
pub(crate) struct App<S> {
    pub(crate) store: Arc<S>,
    pub(crate) documents: Arc<dyn Documents>,
    /// What long polls wait for.
    pub(crate) places: Arc<Places>,
    /// The last byte of a document has come: the worker looks whether its request is complete.
    pub(crate) document_came: watch::Sender<()>,
    pub(crate) limits: Limits,
    pub(crate) metrics: Metrics,
    /// The signed catalogue and its version.
    pub(crate) catalogue: Option<(Digest, SignedBundle)>,
    pub(crate) limiter: Limiter,
    /// Central's keys. Without them no device is let in or believed.
    pub(crate) keys: Option<Arc<Keys>>,
    /// `https`, or `http` on this machine.
    pub(crate) scheme: &'static str,
    /// The address that kiosks use, without a slash at the end, when a proxy in front changes it.
    pub(crate) public_url: Option<String>,
    /// Attempts to enrol.
    pub(crate) enrolments: Limiter,
    /// Requests that count once.
    pub(crate) nonces: Nonces,
    /// Becomes true when the server stops; long polls then end at once.
    pub(crate) stopping: watch::Receiver<bool>,
}

/// How often an address may try to enrol in a minute: a code has 50 bits and lives 15 minutes.
const ENROLMENTS_PER_MINUTE: u32 = 20;

impl<S> App<S> {
    /// What the handlers share, over a store, documents and keys.
    pub(crate) fn new(
        store: Arc<S>,
        documents: Arc<dyn Documents>,
        keys: Option<Arc<Keys>>,
        most_requests: usize,
        look_ups_per_minute: u32,
        stopping: watch::Receiver<bool>,
    ) -> Self {
        Self {
            store,
            places: Arc::default(),
            documents,
            document_came: watch::Sender::new(()),
            limits: Limits::new(most_requests),
            metrics: Metrics::default(),
            catalogue: None,
            limiter: Limiter::new(look_ups_per_minute),
            keys,
            scheme: "http",
            public_url: None,
            enrolments: Limiter::new(ENROLMENTS_PER_MINUTE),
            nonces: Nonces::default(),
            stopping,
        }
    }
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
        (Method::POST, signature::ENROL, post(enrol::enrol::<S>)),
        (Method::GET, "/v1/config", get(enrol::config::<S>)),
        (Method::GET, "/v1/receipt-keys", get(receipt_keys::receipt_keys::<S>)),
        (Method::POST, "/v1/sync/push", post(push::push::<S>)),
        (Method::GET, "/v1/sync/changes", get(changes::changes::<S>)),
        (Method::GET, "/v1/status/{reference}", get(status::status::<S>)),
        (Method::POST, "/v1/cases/{reference}/events", post(case::record::<S>)),
        (Method::GET, "/v1/sync/snapshot", get(figures::snapshot::<S>)),
        (Method::POST, "/v1/telemetry", post(figures::telemetry::<S>)),
        (Method::GET, "/v1/centres/{centre}/queue", get(figures::queues::<S>)),
        (Method::GET, "/v1/centres/{centre}/queue/stream", get(queue_stream::stream::<S>)),
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
        .layer(from_fn_with_state(Arc::clone(&app), signature::signed::<S>))
        .layer(from_fn_with_state(Arc::clone(&app), guard::guard::<S>))
        .with_state(app)
}
