//! The calls to central.

use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use flate2::{Compression, write::GzEncoder};
use kiosk_protocol::{ChangePage, CheckCode, DatedKey, PROTOCOL, PushResult, Reference, SignedBundle, StatusAnswer};
use reqwest::header::{CONTENT_ENCODING, ETAG, HeaderValue, IF_NONE_MATCH};
use reqwest::{StatusCode, Url};

use super::failure::{Failure, Stranger};
use super::outbox::Due;
use super::pace::Timings;
use super::transport::{AnswerKeys, Ask, Transport};
use super::{Credentials, SyncConfig, SyncError};
use crate::keys::DeviceKey;

/// Above this many bytes a push is compressed.
const GZIP_ABOVE: usize = 1024;

/// Central as seen from here.
#[derive(Clone)]
pub(crate) struct Client {
    transport: Transport,
    key: Arc<DeviceKey>,
    answer_keys: AnswerKeys,
    timings: Timings,
    app_version: String,
    boot_id: Option<String>,
}

/// A config bundle as central hands it out; the caller verifies it.
#[derive(Debug, Clone, PartialEq)]
pub struct Offered {
    /// To ask by the next time.
    pub etag: Option<String>,
    /// The bundle.
    pub signed: SignedBundle,
}

impl Client {
    pub(crate) fn new(url: &str, credentials: &Credentials, config: &SyncConfig) -> Result<Self, SyncError> {
        let (ca, clock) = (Some(credentials.ca_pem.as_str()), Arc::clone(&config.clock));
        Ok(Self {
            transport: Transport::new(url, ca, clock, config.timings.connect_timeout)?,
            key: Arc::clone(&credentials.key),
            answer_keys: AnswerKeys::new(credentials.answer_keys.clone()),
            timings: config.timings,
            app_version: config.app_version.clone(),
            boot_id: config.boot_id.clone(),
        })
    }

    /// Believes answers signed with these keys from now on.
    pub(crate) fn believe(&self, answer_keys: Vec<DatedKey>) {
        self.answer_keys.renew(answer_keys);
    }

    /// Whether central lives: the half-open probe. Says nothing that would have to be believed.
    pub(crate) async fn alive(&self) -> Result<(), Failure> {
        let ask = Ask::get(self.url("healthz"), self.timings.connect_timeout);
        self.transport.ask(&ask).await.map(drop)
    }

    /// Central's clock, milliseconds since 1970.
    pub(crate) async fn time(&self) -> Result<i64, Failure> {
        let answer = self.call(Ask::get(self.url("v1/time"), self.timings.connect_timeout)).await?;
        let time: ServerTime = serde_json::from_slice(&answer).map_err(|_| Failure::NotCentral(Stranger::Shape))?;
        Ok(time.unix_ms)
    }

    /// Pushes a batch and returns exactly one result per item.
    pub(crate) async fn push(&self, due: &Due) -> Result<PushResult, Failure> {
        let Some(first) = due.items.first() else {
            return Err(Failure::Refused(400));
        };
        let batch = BatchOut {
            protocol: PROTOCOL,
            app_version: &self.app_version,
            boot_id: self.boot_id.as_deref(),
            device_seq_first: due.first_unacknowledged.unwrap_or(first.device_seq),
            items: &due.items,
        };
        let body = serde_json::to_vec(&batch).map_err(|_| Failure::Refused(422))?;
        let packed = if body.len() > GZIP_ABOVE { gzip(&body) } else { None };
        let is_packed = packed.is_some();
        let mut ask = Ask::post(self.url("v1/sync/push"), packed.unwrap_or(body), self.timings.push_timeout);
        if is_packed {
            ask.headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        let answer = self.call(ask).await?;
        PushResult::from_json(&answer, &due.items).map_err(|_| Failure::NotCentral(Stranger::Shape))
    }

    /// The changes after `cursor`; waits at the server for up to `wait`.
    pub(crate) async fn changes(&self, cursor: Option<&str>, wait: Duration) -> Result<ChangePage, Failure> {
        let mut url = self.url("v1/sync/changes");
        url.query_pairs_mut().append_pair("wait", &wait.as_secs().to_string());
        if let Some(cursor) = cursor {
            url.query_pairs_mut().append_pair("cursor", cursor);
        }
        let answer = self.call(Ask::get(url, wait + self.timings.push_timeout)).await?;
        ChangePage::from_json(&answer).map_err(|_| Failure::NotCentral(Stranger::Shape))
    }

    /// How a request stands.
    pub(crate) async fn status(&self, reference: &Reference, code: CheckCode) -> Result<StatusAnswer, Failure> {
        let mut url = self.url(&format!("v1/status/{}", reference.compact()));
        url.query_pairs_mut().append_pair("code", &code.to_string());
        let answer = self.call(Ask::get(url, self.timings.look_up_timeout)).await?;
        let answer: StatusAnswer = serde_json::from_slice(&answer).map_err(|_| Failure::NotCentral(Stranger::Shape))?;
        if answer.reference == *reference { Ok(answer) } else { Err(Failure::NotCentral(Stranger::Shape)) }
    }

    /// Central's config bundle, unless it is still the one with this `ETag`.
    pub(crate) async fn config(&self, etag: Option<&str>) -> Result<Option<Offered>, Failure> {
        let mut ask = Ask::get(self.url("v1/config"), self.timings.push_timeout);
        if let Some(etag) = etag.and_then(|etag| HeaderValue::try_from(etag).ok()) {
            ask.headers.insert(IF_NONE_MATCH, etag);
        }
        let answer = self.transport.ask_signed(&ask, &self.key, &self.answer_keys).await?;
        if answer.status == StatusCode::NOT_MODIFIED {
            return Ok(None);
        }
        let etag = answer.headers.get(ETAG).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let signed = serde_json::from_slice(&answer.body).map_err(|_| Failure::NotCentral(Stranger::Shape))?;
        Ok(Some(Offered { etag, signed }))
    }

    fn url(&self, path: &str) -> Url {
        self.transport.url(path)
    }

    /// Asks as this device, and gives what central answers with 200.
    async fn call(&self, ask: Ask) -> Result<Vec<u8>, Failure> {
        let answer = self.transport.ask_signed(&ask, &self.key, &self.answer_keys).await?;
        if answer.status == StatusCode::OK { Ok(answer.body) } else { Err(Failure::NotCentral(Stranger::Redirect)) }
    }
}

/// The answer of `GET /v1/time`.
#[derive(serde::Deserialize)]
pub(super) struct ServerTime {
    pub(super) unix_ms: i64,
}

/// A batch as it is sent: like `PushBatch`, without copying the items.
#[derive(serde::Serialize)]
struct BatchOut<'a> {
    protocol: u32,
    app_version: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    boot_id: Option<&'a str>,
    device_seq_first: kiosk_protocol::DeviceSeq,
    items: &'a [kiosk_protocol::Item],
}

fn gzip(body: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 2), Compression::fast());
    encoder.write_all(body).ok()?;
    encoder.finish().ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn a_batch_goes_out_as_the_contract_reads_it() {
        use kiosk_protocol::{DeviceSeq, Item, ItemId, ItemKind, PushBatch};
        let items =
            [Item::plain(ItemId::new(1, [1; 10]), DeviceSeq::FIRST, ItemKind::Ticket, "ticket@1", 1, b"{}".to_vec())];
        let out = BatchOut {
            protocol: PROTOCOL,
            app_version: "1",
            boot_id: None,
            device_seq_first: DeviceSeq::FIRST,
            items: &items,
        };
        let read = PushBatch::from_json(&serde_json::to_vec(&out).unwrap()).unwrap();
        assert_eq!(read.items, items);
    }
}
