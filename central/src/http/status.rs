//! `GET /v1/status/{reference}?code=`: a citizen's look-up.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{ConnectInfo, Path, Query, State};
use kiosk_protocol::{CheckCode, Reference, StatusAnswer};

use super::App;
use super::answer::Refusal;
use crate::store::Store;

#[derive(serde::Deserialize)]
pub(crate) struct Asked {
    code: Option<String>,
}

pub(crate) async fn status<S: Store>(
    State(app): State<Arc<App<S>>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path(reference): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<StatusAnswer>, Refusal> {
    if !app.limiter.allows(peer.ip(), Instant::now()) {
        return Err(Refusal::new(429, "Too many look-ups").code("too_often").retry_after(60));
    }
    // One answer for a malformed reference, an unknown one, and a wrong code: nobody learns from it
    // which references exist.
    let unknown = || Refusal::new(404, "No request with this reference and code").code("status_unknown");
    let code = asked.ok().and_then(|Query(asked)| asked.code);
    let (Ok(reference), Some(Ok(code))) = (reference.parse::<Reference>(), code.map(|code| code.parse::<CheckCode>()))
    else {
        return Err(unknown());
    };
    let answer = app.store.status(reference, code).await?;
    answer.map(Json).ok_or_else(unknown)
}

/// So many look-ups a minute and address, refilled evenly.
pub(crate) struct Limiter {
    per_minute: u32,
    buckets: Mutex<HashMap<IpAddr, Bucket>>,
}

struct Bucket {
    left: f64,
    at: Instant,
}

/// Above this many addresses, those with a full bucket are forgotten (they are as good as new).
const MANY: usize = 10_000;

impl Limiter {
    pub(crate) fn new(per_minute: u32) -> Self {
        Self { per_minute, buckets: Mutex::new(HashMap::new()) }
    }

    pub(crate) fn allows(&self, from: IpAddr, now: Instant) -> bool {
        let most = f64::from(self.per_minute);
        let refilled = |bucket: &Bucket| {
            let passed = now.saturating_duration_since(bucket.at);
            (bucket.left + most * passed.div_duration_f64(Duration::from_secs(60))).min(most)
        };
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() > MANY {
            buckets.retain(|_, bucket| refilled(bucket) < most);
        }
        let bucket = buckets.entry(from).or_insert(Bucket { left: most, at: now });
        bucket.left = refilled(bucket);
        bucket.at = now;
        let allowed = bucket.left >= 1.0;
        if allowed {
            bucket.left -= 1.0;
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn thirty_a_minute_then_one_every_two_seconds() {
        let limiter = Limiter::new(30);
        let here: IpAddr = [127, 0, 0, 1].into();
        let mut now = Instant::now();
        assert_eq!((0..40).filter(|_| limiter.allows(here, now)).count(), 30);
        assert!(limiter.allows([127, 0, 0, 2].into(), now), "another address has its own");
        now += Duration::from_millis(2100);
        assert_eq!((0..40).filter(|_| limiter.allows(here, now)).count(), 1);
        now += Duration::from_secs(3600);
        assert_eq!((0..40).filter(|_| limiter.allows(here, now)).count(), 30);
    }
}
