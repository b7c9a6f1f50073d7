//! The calls to central, and the judgement whether what answers is central at all.

use std::io::Write as _;
use std::net::IpAddr;
use std::time::Duration;

use flate2::{Compression, write::GzEncoder};
use kiosk_protocol::{
    ChangePage, CheckCode, HEADER_CENTRE, HEADER_DEVICE, PROTOCOL, Problem, PushResult, Reference, StatusAnswer,
};
use reqwest::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use reqwest::{Response, StatusCode, Url};

use super::failure::{Failure, Stranger};
use super::outbox::Due;
use super::pace::Timings;
use super::{SyncConfig, SyncError};

/// Above this many bytes a push is compressed.
const GZIP_ABOVE: usize = 1024;
/// No answer of central is larger (a page of 1,000 changes is far below).
const MAX_ANSWER: usize = 8 * 1024 * 1024;

/// Central as seen from here.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    base: Url,
    timings: Timings,
    app_version: String,
    boot_id: Option<String>,
}

impl Client {
    pub(crate) fn new(url: &str, config: &SyncConfig) -> Result<Self, SyncError> {
        let base = base_of(url)?;
        // reqwest is built without a TLS provider of its own; ring is the one for the whole program.
        // An error only says that another part of the program was first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut headers = HeaderMap::new();
        for (name, value) in [(HEADER_CENTRE, config.centre.to_string()), (HEADER_DEVICE, config.device.to_string())] {
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        let http = reqwest::Client::builder()
            .default_headers(headers)
            .redirect(reqwest::redirect::Policy::none())
            .https_only(base.scheme() == "https")
            .no_proxy()
            .connect_timeout(config.timings.connect_timeout)
            .user_agent(concat!("kiosk/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self {
            http,
            base,
            timings: config.timings,
            app_version: config.app_version.clone(),
            boot_id: config.boot_id.clone(),
        })
    }

    /// Whether central lives: the half-open probe.
    pub(crate) async fn alive(&self) -> Result<(), Failure> {
        let request = self.http.get(self.url("healthz"));
        self.call(request, self.timings.connect_timeout).await.map(drop)
    }

    /// Central's clock, milliseconds since 1970.
    pub(crate) async fn time(&self) -> Result<i64, Failure> {
        let answer = self.call(self.http.get(self.url("v1/time")), self.timings.connect_timeout).await?;
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
        let mut body = serde_json::to_vec(&batch).map_err(|_| Failure::Refused(422))?;
        let mut request = self.http.post(self.url("v1/sync/push")).header(CONTENT_TYPE, "application/json");
        if body.len() > GZIP_ABOVE
            && let Some(packed) = gzip(&body)
        {
            zeroize::Zeroize::zeroize(&mut body);
            body = packed;
            request = request.header(CONTENT_ENCODING, "gzip");
        }
        let answer = self.call(request.body(body), self.timings.push_timeout).await?;
        PushResult::from_json(&answer, &due.items).map_err(|_| Failure::NotCentral(Stranger::Shape))
    }

    /// The changes after `cursor`; waits at the server for up to `wait`.
    pub(crate) async fn changes(&self, cursor: Option<&str>, wait: Duration) -> Result<ChangePage, Failure> {
        let mut url = self.url("v1/sync/changes");
        url.query_pairs_mut().append_pair("wait", &wait.as_secs().to_string());
        if let Some(cursor) = cursor {
            url.query_pairs_mut().append_pair("cursor", cursor);
        }
        let timeout = wait + self.timings.push_timeout;
        let answer = self.call(self.http.get(url), timeout).await?;
        ChangePage::from_json(&answer).map_err(|_| Failure::NotCentral(Stranger::Shape))
    }

    /// How a request stands.
    pub(crate) async fn status(&self, reference: &Reference, code: CheckCode) -> Result<StatusAnswer, Failure> {
        let mut url = self.url(&format!("v1/status/{}", reference.compact()));
        url.query_pairs_mut().append_pair("code", &code.to_string());
        let answer = self.call(self.http.get(url), self.timings.look_up_timeout).await?;
        let answer: StatusAnswer = serde_json::from_slice(&answer).map_err(|_| Failure::NotCentral(Stranger::Shape))?;
        if answer.reference == *reference { Ok(answer) } else { Err(Failure::NotCentral(Stranger::Shape)) }
    }

    fn url(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        let whole = format!("{}{path}", url.path());
        url.set_path(&whole);
        url
    }

    /// Sends, judges, and reads the whole answer, all within `timeout`.
    async fn call(&self, request: reqwest::RequestBuilder, timeout: Duration) -> Result<Vec<u8>, Failure> {
        let work = async {
            let answer = request.send().await.map_err(|e| transport(&e))?;
            judge(&answer)?;
            read(answer).await
        };
        tokio::time::timeout(timeout, work).await.unwrap_or(Err(Failure::Timeout))
    }
}

/// The answer of `GET /v1/time`.
#[derive(serde::Deserialize)]
struct ServerTime {
    unix_ms: i64,
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

/// The address with a path that ends in `/`.
fn base_of(text: &str) -> Result<Url, SyncError> {
    let address = || SyncError::Address { url: text.to_owned() };
    let mut url = Url::parse(text.trim()).map_err(|_| address())?;
    let host = url.host_str().ok_or_else(address)?;
    match url.scheme() {
        "https" => {}
        "http" if is_this_machine(host) => {}
        "http" => {
            return Err(SyncError::PlainHttp { url: text.to_owned() });
        }
        _ => return Err(address()),
    }
    url.set_query(None);
    url.set_fragment(None);
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok(url)
}

fn is_this_machine(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn gzip(body: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 2), Compression::fast());
    encoder.write_all(body).ok()?;
    encoder.finish().ok()
}

fn transport(error: &reqwest::Error) -> Failure {
    if error.is_timeout() { Failure::Timeout } else { Failure::Unreachable }
}

/// Only 200 with JSON is an answer; only a problem+json is a refusal of central's. All else may come
/// from a login page or a proxy on the way, and must never move an item.
fn judge(answer: &Response) -> Result<(), Failure> {
    let status = answer.status();
    let media = answer
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .map(|value| value.trim().to_ascii_lowercase())
        .unwrap_or_default();
    let is_problem = media == Problem::MEDIA_TYPE;
    match status {
        StatusCode::OK if media == "application/json" => Ok(()),
        StatusCode::OK => Err(Failure::NotCentral(Stranger::ContentType)),
        _ if status.is_redirection() => Err(Failure::NotCentral(Stranger::Redirect)),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            Err(Failure::Busy { retry_after: retry_after(answer.headers()) })
        }
        // A proxy in front of central may set its own limit; a smaller batch is the answer to both.
        StatusCode::PAYLOAD_TOO_LARGE => Err(Failure::TooLarge),
        _ if status.is_server_error() => Err(Failure::Server(status.as_u16())),
        _ if !is_problem => Err(Failure::NotCentral(Stranger::Status(status.as_u16()))),
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => Err(Failure::Refused(status.as_u16())),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(Failure::Auth),
        StatusCode::NOT_FOUND => Err(Failure::NotFound),
        StatusCode::GONE => Err(Failure::CursorGone),
        StatusCode::UPGRADE_REQUIRED => Err(Failure::UpdateNeeded),
        _ => Err(Failure::NotCentral(Stranger::Status(status.as_u16()))),
    }
}

/// Seconds only: the date form would need a trusted clock, and central sends seconds.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

async fn read(mut answer: Response) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|e| transport(&e))? {
        if bytes.len() + chunk.len() > MAX_ANSWER {
            return Err(Failure::NotCentral(Stranger::Shape));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn plain_http_goes_to_this_machine_only() {
        for good in
            ["http://127.0.0.1:8642", "http://localhost:8642/", "http://[::1]:8642", "https://central.example.krd/psc"]
        {
            assert!(base_of(good).unwrap().path().ends_with('/'), "{good}");
        }
        for plain in ["http://10.0.0.1", "http://central.example.krd", "http://localhost.evil.example"] {
            assert!(matches!(base_of(plain), Err(SyncError::PlainHttp { .. })), "{plain}");
        }
        for bad in ["", "central", "ftp://127.0.0.1", "file:///etc/passwd"] {
            assert!(matches!(base_of(bad), Err(SyncError::Address { .. })), "{bad}");
        }
    }

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
