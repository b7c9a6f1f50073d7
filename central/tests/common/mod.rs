//! What the tests of the API share: a server with its own keys, devices that are enrolled for real, and requests written by
//! hand onto a socket.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod described;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Parser as _;
use kiosk_central::command::{Arguments, run};
use kiosk_central::keys::{InitOptions, Keys};
use kiosk_central::{Running, Server, ServerConfig};
use kiosk_protocol::http_signature::{AnswerHeaders, AnswerParts, RequestParts, SignedRequest};
use kiosk_protocol::{
    DatedKey, DeviceSeq, Enrol, EnrolCode, Enrolled, Hardware, Item, ItemId, ItemKind, PushBatch, Reference,
    Signer as _, SigningKey,
};
use serde_json::Value;

use described::described;

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Asserts that it is a problem of this status and code.
    pub(crate) fn is_problem(&self, status: u16, code: &str) {
        assert_eq!(self.status, status, "{}", self.head);
        assert!(self.head.to_ascii_lowercase().contains("content-type: application/problem+json"), "{}", self.head);
        let json = self.json();
        assert_eq!(json["status"], status);
        assert_eq!(json.get("code").and_then(Value::as_str).unwrap_or(""), code);
        assert!(json["server_ms"].as_i64().unwrap() > 1_700_000_000_000);
    }

    /// A header field by its name in lower case.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// Whether one of central's keys signed exactly this answer to exactly that request.
    pub(crate) fn is_signed_for(&self, request: &SignedRequest, keys: &[DatedKey]) -> bool {
        let field = |name| self.field(name).unwrap_or_default().to_owned();
        let headers = AnswerHeaders {
            content_digest: field("content-digest"),
            signature_input: field("signature-input"),
            signature: field("signature"),
        };
        let parts = AnswerParts { status: self.status, content: &self.body, request: &request.answer_covers };
        parts.verify(&headers, keys).is_ok()
    }
}

/// One request on a connection of its own; chunked answers do not occur with `connection: close`
/// and a known length.
pub(crate) fn call(running: &Running, method: &str, path: &str, headers: &str, body: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(running.addr).unwrap();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n{headers}content-length: {}\r\n\r\n",
        running.addr,
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    // The server may refuse before it has read everything.
    let _ = stream.write_all(body);
    let mut whole = Vec::new();
    let _ = stream.read_to_end(&mut whole);
    let split = whole.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(whole[..split].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let answer = Answer { status, head, body: whole[split + 4..].to_vec() };
    described(method, path, &answer);
    answer
}

/// The keys folder beside the database; made when it is not there.
pub(crate) fn keys(folder: &Path) -> std::path::PathBuf {
    let keys = folder.join("keys");
    if !keys.exists() {
        Keys::init(&keys, &InitOptions::default(), now_ms()).unwrap();
    }
    keys
}

pub(crate) fn config(folder: &Path) -> ServerConfig {
    ServerConfig {
        keys: Some(keys(folder)),
        ..ServerConfig::new("127.0.0.1:0".parse().unwrap(), folder.join("central.db"))
    }
}

pub(crate) fn start(folder: &Path) -> Running {
    Server::start(config(folder)).unwrap()
}

pub(crate) fn now_ms() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

/// A command as an operator types it: exit code, output, errors.
pub(crate) fn command(words: &[&str]) -> (String, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let arguments = Arguments::try_parse_from([&["central"], words].concat()).unwrap();
    let code = run(arguments, &mut out, &mut err);
    (format!("{code:?}"), String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

/// A one-time code, as `central kiosk add` prints it.
pub(crate) fn code(folder: &Path, centre: &str, slot: &str) -> EnrolCode {
    let database = format!("sqlite:{}", folder.join("central.db").display());
    let (_, out, err) = command(&["kiosk", "add", "--centre", centre, "--slot", slot, "--database", &database]);
    out.lines().next().unwrap_or_else(|| panic!("{err}")).parse().unwrap()
}

/// A device with its key.
pub(crate) struct Device {
    pub(crate) key: SigningKey,
    pub(crate) answer_keys: Vec<DatedKey>,
}

impl Device {
    pub(crate) fn new(seed: u8) -> Self {
        Self { key: SigningKey::from_seed(&[seed; 32]), answer_keys: Vec::new() }
    }

    /// Enrols with a fresh code.
    pub(crate) fn enrolled(running: &Running, folder: &Path, seed: u8, centre: &str, slot: &str) -> Self {
        let mut device = Self::new(seed);
        let answer = device.enrol(running, code(folder, centre, slot));
        assert_eq!(answer.status, 201, "{}", String::from_utf8_lossy(&answer.body));
        let enrolled: Enrolled = serde_json::from_slice(&answer.body).unwrap();
        let config: kiosk_protocol::ConfigBundle =
            enrolled.config.verify(kiosk_protocol::ConfigBundle::KIND, &enrolled.bundle_keys).unwrap();
        device.answer_keys = config.answer_keys;
        device
    }

    pub(crate) fn enrol(&self, running: &Running, code: EnrolCode) -> Answer {
        let body = self.enrolment(code);
        self.call(running, "POST", "/v1/enrol", "", &body)
    }

    pub(crate) fn enrolment(&self, code: EnrolCode) -> Vec<u8> {
        let enrol =
            Enrol { code, device_public_key: self.key.public(), device_id: None, hardware: Hardware::default() };
        serde_json::to_vec(&enrol).unwrap()
    }

    /// Signed at `created_s` for this server.
    pub(crate) fn sign_at(
        &self,
        running: &Running,
        method: &str,
        path: &str,
        body: &[u8],
        created_s: i64,
    ) -> SignedRequest {
        let target_uri = format!("{}{path}", running.url());
        let nonce = uuid::Uuid::new_v4().simple().to_string();
        RequestParts { method, target_uri: &target_uri, content: body }.sign(&self.key, created_s, &nonce).unwrap()
    }

    pub(crate) fn call(&self, running: &Running, method: &str, path: &str, headers: &str, body: &[u8]) -> Answer {
        let signed = self.sign_at(running, method, path, body, now_ms() / 1000);
        call(running, method, path, &format!("{headers}{}", lines(&signed)), body)
    }

    pub(crate) fn get(&self, running: &Running, path: &str) -> Answer {
        self.call(running, "GET", path, "", b"")
    }

    pub(crate) fn push(&self, running: &Running, body: &[u8], headers: &str) -> Answer {
        self.call(running, "POST", "/v1/sync/push", headers, body)
    }
}

/// The headers of a signed request, as they are written.
pub(crate) fn lines(signed: &SignedRequest) -> String {
    format!(
        "content-digest: {}\r\nsignature-input: {}\r\nsignature: {}\r\n",
        signed.content_digest, signed.signature_input, signed.signature
    )
}

pub(crate) fn get(running: &Running, path: &str) -> Answer {
    call(running, "GET", path, "", b"")
}

/// A server and a kiosk that is enrolled at it.
pub(crate) fn server_and_device(folder: &Path) -> (Running, Device) {
    let running = start(folder);
    let device = Device::enrolled(&running, folder, 1, "erbil", "1");
    (running, device)
}

pub(crate) fn reference() -> Reference {
    Reference::new([1, 2, 3, 4, 5, 6, 7])
}

pub(crate) fn request() -> Item {
    let body = r#"{"service":"civ.birth","schema":"civ.birth@1","language":"ckb","answers":{"person.name":"Azad-marker"},
        "consent":{"version":"1","hash":"00","at_ms":1}}"#;
    let id = ItemId::new(1_700_000_000_000, [5; 10]);
    Item {
        reference: Some(reference().to_string()),
        ..Item::plain(id, DeviceSeq::FIRST, ItemKind::Request, "civ.birth@1", 1, body.into())
    }
}

pub(crate) fn batch(items: Vec<Item>) -> Vec<u8> {
    let batch = PushBatch {
        protocol: 1,
        app_version: None,
        boot_id: None,
        clock: None,
        device_seq_first: DeviceSeq::FIRST,
        items,
    };
    serde_json::to_vec(&batch).unwrap()
}
