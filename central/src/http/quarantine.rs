//! `GET /v1/quarantine` and `POST /v1/quarantine/{id}/{action}`: only from the server itself, where
//! `central quarantine` and the operators' tools are.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{ConnectInfo, Path, Query, State};
use kiosk_protocol::{CaseEvent, CentreId, ItemId, RequestState};
use serde_json::{Value, json};

use super::answer::Refusal;
use super::{App, now_ms};
use crate::store::work::{Remedy, RemedyError};
use crate::store::{After, Store};

/// Names of people who act: as `who` in the audit.
const MAX_BY: usize = 100;

#[derive(serde::Deserialize)]
pub(crate) struct Asked {
    limit: Option<usize>,
    after_centre: Option<CentreId>,
    after_seq: Option<u64>,
}

/// Who does it, and for `return` the message key for the citizen.
#[derive(serde::Deserialize)]
struct Act {
    by: String,
    #[serde(default)]
    note: Option<String>,
}

impl From<RemedyError> for Refusal {
    fn from(error: RemedyError) -> Self {
        match error {
            RemedyError::NotThere => {
                Self::new(404, "No item with this id stands in quarantine").code("not_in_quarantine")
            }
            RemedyError::Store(error) => error.into(),
        }
    }
}

/// Refuses whoever is not on this machine. Behind a proxy everybody seems to be here, so nobody is.
pub(crate) fn from_here<S>(app: &App<S>, peer: SocketAddr) -> Result<(), Refusal> {
    if app.public_url.is_none() && peer.ip().to_canonical().is_loopback() {
        Ok(())
    } else {
        Err(Refusal::new(403, "Only from the server itself").code("loopback_only"))
    }
}

pub(crate) async fn list<S: Store>(
    State(app): State<Arc<App<S>>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Value>, Refusal> {
    from_here(&app, peer)?;
    let Query(asked) = asked.map_err(|_| {
        Refusal::new(400, "The query cannot be read").code("malformed").detail("limit, after_centre, after_seq")
    })?;
    let after = asked.after_centre.map(|centre| After { centre, server_seq: asked.after_seq.unwrap_or(0) });
    let limit = asked.limit.unwrap_or(100).clamp(1, 1000);
    let mut found = app.store.quarantined(after, limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let items: Vec<Value> = found
        .into_iter()
        .map(|(after, line)| {
            let mut value = json!(line);
            if let Some(members) = value.as_object_mut() {
                members.insert("server_seq".into(), after.server_seq.into());
            }
            value
        })
        .collect();
    Ok(Json(json!({ "items": items, "more": more })))
}

pub(crate) async fn act<S: Store>(
    State(app): State<Arc<App<S>>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path((id, action)): Path<(String, String)>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Value>, Refusal> {
    from_here(&app, peer)?;
    let id: ItemId = id.parse().map_err(|_| RemedyError::NotThere)?;
    let malformed = |detail: &str| Refusal::new(400, "The action cannot be read").code("malformed").detail(detail);
    let body = body.map_err(|_| malformed("the body did not arrive whole"))?;
    let act: Act = serde_json::from_slice(&body).map_err(|_| malformed("by: who does it; note: a message key"))?;
    if !is_name(&act.by) {
        return Err(malformed("by: 1 to 100 characters, who does it"));
    }
    let remedy = match action.as_str() {
        "retry" => Remedy::Retry,
        "fix" => Remedy::Fix,
        "return" => {
            let event = CaseEvent { state: RequestState::Rejected, note: act.note };
            if !event.has_good_note() {
                return Err(malformed("note: a message key, 1 to 100 of a-z A-Z 0-9 . _ -"));
            }
            Remedy::Return { note: event.note }
        }
        _ => return Err(Refusal::new(404, "No such action").code("action_unknown").detail("retry, fix or return")),
    };
    tracing::info!(event = "quarantine.remedy", %id, action = remedy.as_str());
    app.store.remedy(id, remedy, act.by, now_ms()).await?;
    Ok(Json(json!({ "done": action })))
}

/// Whether a text can stand as a name in the audit.
pub(crate) fn is_name(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= MAX_BY && !text.chars().any(char::is_control)
}
