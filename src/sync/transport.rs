//! One exchange with central: signed on the way there, judged on the way back.
//!
//! A request is signed with the device's key (RFC 9421, `protocol::http_signature`). What comes back counts only when
//! central has signed it for exactly this request: a login page, a proxy or another machine on the way can neither take
//! an item nor refuse a kiosk. A clock that is off by more than central allows is put right by central's own signed word,
//! and the request made again.

use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use bytes::Bytes;
use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use kiosk_protocol::http_signature::{
    AnswerHeaders, AnswerParts, HEADER_CONTENT_DIGEST, HEADER_SIGNATURE, HEADER_SIGNATURE_INPUT, RequestParts,
    SignedRequest,
};
use kiosk_protocol::{ClockReading, DatedKey, Problem};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use reqwest::{Method, StatusCode, Url};

use super::failure::{Conflict, Distrust, Failure, Stranger};
use super::{SyncError, tls};
use crate::clock::{Clock as _, Corrected};
use crate::keys::DeviceKey;

/// No answer of central is larger (a page of 1,000 changes is far below).
const MAX_ANSWER: usize = 8 * 1024 * 1024;
/// So often a request is made again because of the clock: the clock goes by the median of five answers.
const SKEW_TRIES: usize = 3;
/// The code of central's refusal of a request that was signed at a wrong time.
const CLOCK_SKEW: &str = "clock_skew";

/// The keys that central signs its answers with; renewed while sync runs.
#[derive(Clone, Debug, Default)]
pub(super) struct AnswerKeys(Arc<RwLock<Vec<DatedKey>>>);

impl AnswerKeys {
    pub(super) fn new(keys: Vec<DatedKey>) -> Self {
        Self(Arc::new(RwLock::new(keys)))
    }

    pub(super) fn renew(&self, keys: Vec<DatedKey>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = keys;
    }

    /// Whether central has signed this answer to the request whose signature is `covers`.
    fn signed(&self, answer: &Answer, covers: &str) -> bool {
        let text = |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let (Some(content_digest), Some(signature_input), Some(signature)) =
            (text(HEADER_CONTENT_DIGEST), text(HEADER_SIGNATURE_INPUT), text(HEADER_SIGNATURE))
        else {
            return false;
        };
        let headers = AnswerHeaders { content_digest, signature_input, signature };
        let parts = AnswerParts { status: answer.status.as_u16(), content: &answer.body, request: covers };
        // Whole values are written: a panic elsewhere cannot leave them half changed.
        let keys = self.0.read().unwrap_or_else(PoisonError::into_inner);
        parts.verify(&headers, &keys).is_ok()
    }
}

/// A request.
#[derive(Debug)]
pub(super) struct Ask {
    pub(super) method: Method,
    pub(super) url: Url,
    /// Besides those of the signature.
    pub(super) headers: HeaderMap,
    pub(super) content: Bytes,
    /// For each try, from the first byte to the last.
    pub(super) timeout: Duration,
    /// What counts as an answer.
    pub(super) expects: Expects,
}

/// What counts as an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expects {
    /// JSON, or nothing new (304).
    Json,
    /// That it was taken (204).
    Nothing,
    /// How much of a document is there: `Upload-Offset`.
    Extent,
}

/// How much of a document is there.
pub(super) const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");

impl Ask {
    pub(super) fn get(url: Url, timeout: Duration) -> Self {
        Self {
            method: Method::GET,
            url,
            headers: HeaderMap::new(),
            content: Bytes::new(),
            timeout,
            expects: Expects::Json,
        }
    }

    /// With JSON.
    pub(super) fn post(url: Url, json: Vec<u8>, timeout: Duration) -> Self {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
        Self { method: Method::POST, url, headers, content: json.into(), timeout, expects: Expects::Json }
    }
}

/// What came back, whole.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
    /// Central's certificate (DER), for whoever looks ([`Transport::looking`]).
    pub(super) certificate: Option<Vec<u8>>,
}

impl fmt::Debug for Answer {
    /// Never what stood in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answer({}, {} bytes)", self.status, self.body.len())
    }
}

/// The way to one central.
#[derive(Clone)]
pub(super) struct Transport {
    http: reqwest::Client,
    base: Url,
    clock: Arc<Corrected>,
}

impl Transport {
    /// `ca_pem`: the certificates of central's authority, for an https address.
    pub(super) fn new(
        url: &str,
        ca_pem: Option<&str>,
        clock: Arc<Corrected>,
        connect_timeout: Duration,
    ) -> Result<Self, SyncError> {
        Self::made(url, ca_pem, clock, connect_timeout, false)
    }

    /// As [`new`](Self::new), for a person who looks: answers bring central's certificate along.
    pub(super) fn looking(
        url: &str,
        ca_pem: Option<&str>,
        clock: Arc<Corrected>,
        connect_timeout: Duration,
    ) -> Result<Self, SyncError> {
        Self::made(url, ca_pem, clock, connect_timeout, true)
    }

    fn made(
        url: &str,
        ca_pem: Option<&str>,
        clock: Arc<Corrected>,
        connect_timeout: Duration,
        looks: bool,
    ) -> Result<Self, SyncError> {
        let base = base_of(url)?;
        // reqwest is built without a TLS provider of its own; ring is the one for the whole program.
        // An error only says that another part of the program was first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let is_https = base.scheme() == "https";
        let mut builder = reqwest::Client::builder()
            .default_headers(HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("application/json"))]))
            .redirect(reqwest::redirect::Policy::none())
            .https_only(is_https)
            .no_proxy()
            // The signature is over the content as it travels.
            .no_gzip()
            .connect_timeout(connect_timeout)
            .tls_info(looks)
            .user_agent(concat!("kiosk/", env!("CARGO_PKG_VERSION")));
        if is_https {
            let ca_pem = ca_pem.ok_or_else(|| SyncError::Authority { what: "none is known".to_owned() })?;
            builder = builder.tls_backend_preconfigured(tls::client_config(ca_pem, &clock)?);
        } else {
            // Never any TLS: redirects are not followed. Reading the system's authorities took a tenth of the start.
            builder = builder.tls_certs_only([]);
        }
        Ok(Self { http: builder.build()?, base, clock })
    }

    /// The address of a path, which begins without a slash.
    pub(super) fn url(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        let whole = format!("{}{path}", url.path());
        url.set_path(&whole);
        url
    }

    /// The clock as it is now, for central to know.
    pub(super) fn reading(&self) -> ClockReading {
        let (machine, offset) = self.clock.reading();
        ClockReading {
            wall_ms: machine.as_millisecond(),
            offset_ms: i64::try_from(offset.as_millis()).unwrap_or(0),
            trusted: self.clock.is_trusted(),
        }
    }

    /// Asks without a signature: what is said to anybody.
    pub(super) async fn ask(&self, ask: &Ask) -> Result<Answer, Failure> {
        judge(self.exchange(ask, None).await?, ask.expects)
    }

    /// Asks as this device; only central's own answer to this very request counts.
    pub(super) async fn ask_signed(
        &self,
        ask: &Ask,
        key: &DeviceKey,
        answer_keys: &AnswerKeys,
    ) -> Result<Answer, Failure> {
        let mut failure = Failure::ClockSkew;
        for _ in 0..SKEW_TRIES {
            let signed = self.sign(ask, key)?;
            let asked = Instant::now();
            let answer = self.exchange(ask, Some(&signed)).await?;
            let believed = answer_keys.signed(&answer, &signed.answer_covers);
            let central_s_time = skew(&answer).filter(|_| believed);
            match judge(answer, ask.expects) {
                Err(Failure::Auth) if central_s_time.is_some() => {
                    failure = Failure::ClockSkew;
                    let told = central_s_time.and_then(|ms| Timestamp::from_millisecond(ms).ok());
                    if told.and_then(|told| self.clock.heard(told, asked.elapsed())).is_none() {
                        break;
                    }
                    tracing::warn!(event = "sync.clock_corrected", clock = %self.clock.now());
                }
                // Anybody may say that there is nothing to be had now; it moves nothing.
                Err(other) if other.needs_no_signature() => return Err(other),
                _ if !believed => return Err(Failure::NotCentral(Stranger::Unsigned)),
                other => return other,
            }
        }
        Err(failure)
    }

    /// As [`ask_signed`](Self::ask_signed), with the answer's keys not known yet: the caller verifies it by what it
    /// brings ([`Unverified::verify`]).
    pub(super) async fn ask_first(&self, ask: &Ask, key: &DeviceKey) -> Result<Unverified, Failure> {
        let signed = self.sign(ask, key)?;
        let answer = self.exchange(ask, Some(&signed)).await?;
        Ok(Unverified { answer, covers: signed.answer_covers })
    }

    fn sign(&self, ask: &Ask, key: &DeviceKey) -> Result<SignedRequest, Failure> {
        let parts = RequestParts { method: ask.method.as_str(), target_uri: ask.url.as_str(), content: &ask.content };
        let nonce = BASE64URL_NOPAD.encode(&rand::random::<[u8; 16]>());
        // A URL and a method hold no line feed.
        parts.sign(key, self.clock.now().as_second(), &nonce).map_err(|_| Failure::Refused(400))
    }

    /// Sends, and reads the whole answer.
    async fn exchange(&self, ask: &Ask, signed: Option<&SignedRequest>) -> Result<Answer, Failure> {
        let mut headers = ask.headers.clone();
        if let Some(signed) = signed {
            for (name, value) in [
                (HEADER_CONTENT_DIGEST, &signed.content_digest),
                (HEADER_SIGNATURE_INPUT, &signed.signature_input),
                (HEADER_SIGNATURE, &signed.signature),
            ] {
                // What was just written is printable ASCII.
                if let Ok(value) = HeaderValue::try_from(value) {
                    headers.insert(HeaderName::from_static(name), value);
                }
            }
        }
        let request = self.http.request(ask.method.clone(), ask.url.clone()).headers(headers).body(ask.content.clone());
        let work = async {
            let mut answer = request.send().await.map_err(|error| broken(&error))?;
            let (status, headers) = (answer.status(), std::mem::take(answer.headers_mut()));
            let info = answer.extensions().get::<reqwest::tls::TlsInfo>();
            let certificate = info.and_then(|info| info.peer_certificate()).map(<[u8]>::to_vec);
            let body = read(answer).await?;
            Ok(Answer { status, headers, body, certificate })
        };
        tokio::time::timeout(ask.timeout, work).await.unwrap_or(Err(Failure::Timeout))
    }
}

/// An answer whose signature waits to be verified.
#[derive(Debug)]
pub(super) struct Unverified {
    pub(super) answer: Answer,
    covers: String,
}

impl Unverified {
    /// Whether one of these keys signed it, for the request that was made.
    pub(super) fn verify(&self, keys: Vec<DatedKey>) -> bool {
        AnswerKeys::new(keys).signed(&self.answer, &self.covers)
    }
}

/// Central's time, when it refuses a request for the clock of whoever made it.
fn skew(answer: &Answer) -> Option<i64> {
    let problem = problem(answer).filter(|_| answer.status == StatusCode::UNAUTHORIZED)?;
    problem.server_ms.filter(|_| problem.code.as_deref() == Some(CLOCK_SKEW))
}

/// The problem that an answer holds.
pub(super) fn problem(answer: &Answer) -> Option<Problem> {
    if media(&answer.headers) == Problem::MEDIA_TYPE { serde_json::from_slice(&answer.body).ok() } else { None }
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

fn broken(error: &reqwest::Error) -> Failure {
    tracing::debug!(event = "sync.exchange_broken", error = ?error);
    if error.is_timeout() {
        return Failure::Timeout;
    }
    Distrust::among(error).map_or(Failure::Unreachable, Failure::Untrusted)
}

fn media(headers: &HeaderMap) -> String {
    headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .map(|value| value.trim().to_ascii_lowercase())
        .unwrap_or_default()
}

/// Only 200 with JSON (or 304, or what else was asked for) is an answer; only a problem+json is a refusal of central's. All
/// else may come from a login page or a proxy on the way, and must never move an item.
fn judge(answer: Answer, expects: Expects) -> Result<Answer, Failure> {
    let status = answer.status;
    let media = media(&answer.headers);
    let is_problem = media == Problem::MEDIA_TYPE;
    let tells_extent = expects == Expects::Extent && answer.headers.contains_key(UPLOAD_OFFSET);
    match status {
        StatusCode::OK
        | StatusCode::CREATED
        | StatusCode::ACCEPTED
        | StatusCode::NO_CONTENT
        | StatusCode::NOT_FOUND
            if tells_extent =>
        {
            Ok(answer)
        }
        StatusCode::NO_CONTENT if expects == Expects::Nothing => Ok(answer),
        StatusCode::OK if media == "application/json" => Ok(answer),
        StatusCode::NOT_MODIFIED => Ok(answer),
        StatusCode::OK => Err(Failure::NotCentral(Stranger::ContentType)),
        _ if status.is_redirection() => Err(Failure::NotCentral(Stranger::Redirect)),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            Err(Failure::Busy { retry_after: retry_after(&answer.headers) })
        }
        // A proxy in front of central may set its own limit; a smaller batch is the answer to both.
        StatusCode::PAYLOAD_TOO_LARGE => Err(Failure::TooLarge),
        _ if status.is_server_error() => Err(Failure::Server(status.as_u16())),
        _ if !is_problem => Err(Failure::NotCentral(Stranger::Status(status.as_u16()))),
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => Err(Failure::Refused(status.as_u16())),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(Failure::Auth),
        StatusCode::CONFLICT if expects == Expects::Extent => {
            let code = problem(&answer).and_then(|problem| problem.code);
            Err(Failure::Conflict(Conflict::of(code.as_deref())))
        }
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

async fn read(mut answer: reqwest::Response) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| broken(&error))? {
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
    fn https_needs_the_authority_of_central() {
        let clock = Arc::new(Corrected::new(Arc::new(crate::clock::SystemClock)));
        let new = |ca: Option<&str>| {
            Transport::new("https://central.example.krd", ca, Arc::clone(&clock), Duration::from_secs(1)).err()
        };
        assert!(matches!(new(None), Some(SyncError::Authority { .. })));
        assert!(matches!(new(Some("")), Some(SyncError::Authority { .. })));
        let nonsense = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert!(matches!(new(Some(nonsense)), Some(SyncError::Authority { .. })));
    }
}
