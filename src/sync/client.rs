//! The calls to central.

use std::sync::Arc;
use std::time::Duration;

use kiosk_protocol::{
    ChangePage, CheckCode, ClockReading, DatedKey, Digest, PROTOCOL, PushResult, Reference, Report, SignedBundle,
    StatusAnswer,
};
use reqwest::header::{CONTENT_ENCODING, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH};
use reqwest::{Method, StatusCode, Url};

use super::failure::{Failure, Stranger};
use super::outbox::{Document, Due};
use super::pace::Timings;
use super::transport::{Answer, AnswerKeys, Ask, Expects, Transport, UPLOAD_OFFSET};
use super::{Credentials, SyncConfig, SyncError};
use crate::keys::DeviceKey;

/// Above this many bytes a push is compressed.
const PACK_ABOVE: usize = 1024;
/// Bodies are sealed: base 64 becomes bytes again, and nothing else is to be gained. What matters is that it is quick.
const PACK_LEVEL: i32 = 1;

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

/// How much of a document central has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Nothing.
    None,
    /// So many bytes of it.
    Partial(u64),
    /// All.
    Complete,
}

/// What an answer says of it.
fn offset(answer: &Answer) -> Result<u64, Failure> {
    let told = answer.headers.get(UPLOAD_OFFSET).and_then(|value| value.to_str().ok());
    told.and_then(|text| text.trim().parse().ok()).ok_or(Failure::NotCentral(Stranger::Shape))
}

/// A bundle as central hands it out; the caller verifies it.
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
            clock: self.transport.reading(),
            device_seq_first: due.first_unacknowledged.unwrap_or(first.device_seq),
            items: &due.items,
        };
        let body = serde_json::to_vec(&batch).map_err(|_| Failure::Refused(422))?;
        let packed = if body.len() > PACK_ABOVE { zstd::bulk::compress(&body, PACK_LEVEL).ok() } else { None };
        let is_packed = packed.is_some();
        let mut ask = Ask::post(self.url("v1/sync/push"), packed.unwrap_or(body), self.timings.push_timeout);
        if is_packed {
            ask.headers.insert(CONTENT_ENCODING, HeaderValue::from_static("zstd"));
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

    /// Central's whole word on the requests of this centre, page by page; the last page's cursor is one for
    /// [`changes`](Self::changes).
    pub(crate) async fn snapshot(&self, cursor: Option<&str>) -> Result<ChangePage, Failure> {
        let mut url = self.url("v1/sync/snapshot");
        if let Some(cursor) = cursor {
            url.query_pairs_mut().append_pair("cursor", cursor);
        }
        let answer = self.call(Ask::get(url, self.timings.push_timeout)).await?;
        ChangePage::from_json(&answer).map_err(|_| Failure::NotCentral(Stranger::Shape))
    }

    /// How much of a document central has.
    pub(crate) async fn extent(&self, sha256: Digest) -> Result<Extent, Failure> {
        let url = self.url(&format!("v1/blobs/{sha256}"));
        let ask = Ask { method: Method::HEAD, expects: Expects::Extent, ..Ask::get(url, self.timings.push_timeout) };
        let answer = self.transport.ask_signed(&ask, &self.key, &self.answer_keys).await?;
        Ok(match (answer.status, offset(&answer)?) {
            (StatusCode::OK, _) => Extent::Complete,
            (StatusCode::NO_CONTENT, offset) => Extent::Partial(offset),
            _ => Extent::None,
        })
    }

    /// Hands a piece of a document over; how much central has then.
    pub(crate) async fn put_piece(&self, document: &Document, at: u64, piece: Vec<u8>) -> Result<Extent, Failure> {
        let url = self.url(&format!("v1/blobs/{}", document.sha256));
        let last = (at + piece.len() as u64).checked_sub(1).ok_or(Failure::Refused(400))?;
        let mut ask = Ask {
            method: Method::PUT,
            content: piece.into(),
            expects: Expects::Extent,
            ..Ask::get(url, self.timings.push_timeout)
        };
        let range = format!("bytes {at}-{last}/{}", document.size);
        ask.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
        if let Ok(range) = HeaderValue::try_from(range) {
            ask.headers.insert(CONTENT_RANGE, range);
        }
        let answer = self.transport.ask_signed(&ask, &self.key, &self.answer_keys).await?;
        Ok(match (answer.status, offset(&answer)?) {
            (StatusCode::CREATED | StatusCode::NO_CONTENT, _) => Extent::Complete,
            (StatusCode::ACCEPTED, offset) => Extent::Partial(offset),
            _ => Extent::None,
        })
    }

    /// Tells central how this kiosk is.
    pub(crate) async fn report(&self, report: &Report) -> Result<(), Failure> {
        let body = serde_json::to_vec(report).map_err(|_| Failure::Refused(422))?;
        let url = self.url("v1/telemetry");
        let ask = Ask { expects: Expects::Nothing, ..Ask::post(url, body, self.timings.push_timeout) };
        self.transport.ask_signed(&ask, &self.key, &self.answer_keys).await.map(drop)
    }

    /// Central's config bundle, unless it is still the one with this `ETag`.
    pub(crate) async fn config(&self, etag: Option<&str>) -> Result<Option<Offered>, Failure> {
        self.bundle("v1/config", etag).await
    }

    /// Central's catalogue bundle, unless it is still the one with this `ETag`.
    pub(crate) async fn catalogue(&self, etag: Option<&str>) -> Result<Option<Offered>, Failure> {
        self.bundle("v1/catalogue", etag).await
    }

    /// The keys of the kiosks of this centre, unless they are still those with this `ETag`.
    pub(crate) async fn receipt_keys(&self, etag: Option<&str>) -> Result<Option<Offered>, Failure> {
        self.bundle("v1/receipt-keys", etag).await
    }

    async fn bundle(&self, path: &str, etag: Option<&str>) -> Result<Option<Offered>, Failure> {
        let mut ask = Ask::get(self.url(path), self.timings.push_timeout);
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
    clock: ClockReading,
    device_seq_first: kiosk_protocol::DeviceSeq,
    items: &'a [kiosk_protocol::Item],
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
            clock: ClockReading { wall_ms: 1, offset_ms: 2, trusted: true },
            device_seq_first: DeviceSeq::FIRST,
            items: &items,
        };
        let read = PushBatch::from_json(&serde_json::to_vec(&out).unwrap()).unwrap();
        assert_eq!(read.items, items);
    }
}
