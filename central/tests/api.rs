//! The API over real HTTP, and the command line.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, Instant};

use clap::Parser as _;
use kiosk_central::command::{Arguments, run};
use kiosk_central::{Running, Server, ServerConfig, StartError};
use kiosk_protocol::{CheckCode, DeviceSeq, Item, ItemId, ItemKind, PushBatch, Reference};
use serde_json::Value;

const WHO: &str = "psc-centre: erbil\r\npsc-device: 01890a5d-ac96-774b-bcce-b302099a8057\r\n";

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Asserts that it is a problem of this status and code.
    fn is_problem(&self, status: u16, code: &str) {
        assert_eq!(self.status, status, "{}", self.head);
        assert!(self.head.contains("content-type: application/problem+json"), "{}", self.head);
        let json = self.json();
        assert_eq!(json["status"], status);
        assert_eq!(json.get("code").and_then(Value::as_str).unwrap_or(""), code);
        assert!(json["server_ms"].as_i64().unwrap() > 1_700_000_000_000);
    }
}

/// One request on a connection of its own; chunked answers do not occur with `connection: close`
/// and a known length.
fn call(running: &Running, method: &str, path: &str, headers: &str, body: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(running.addr).unwrap();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: central\r\nconnection: close\r\n{headers}content-length: {}\r\n\r\n",
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
    let answer = Answer { status, head: head.to_ascii_lowercase(), body: whole[split + 4..].to_vec() };
    described(method, path, &answer);
    answer
}

/// Every answer in these tests must be one that `openapi.json` describes: path, method, status, type, shape.
fn described(method: &str, path: &str, answer: &Answer) {
    let openapi: Value = serde_json::from_str(include_str!("../openapi.json")).unwrap();
    let path = path.split('?').next().unwrap();
    let matches = |pattern: &str| {
        pattern.split('/').count() == path.split('/').count()
            && pattern.split('/').zip(path.split('/')).all(|(p, s)| p.starts_with('{') || p == s)
    };
    let Some((_, methods)) = openapi["paths"].as_object().unwrap().iter().find(|(pattern, _)| matches(pattern)) else {
        assert_eq!(answer.status, 404, "{path} is not described");
        return;
    };
    let Some(operation) = methods.get(method.to_lowercase()) else {
        assert_eq!(answer.status, 405, "{method} {path} is not described");
        return;
    };
    let described = &operation["responses"][answer.status.to_string()];
    assert!(described.is_object(), "{method} {path}: the status {} is not described", answer.status);
    for name in described["headers"].as_object().into_iter().flat_map(serde_json::Map::keys) {
        // Retry-After stands only where waiting helps.
        let there = answer.head.contains(&format!("\r\n{}: ", name.to_lowercase()));
        assert!(there || name == "Retry-After", "{method} {path} {}: no {name}", answer.status);
    }
    let Some(content) = described["content"].as_object() else {
        assert!(answer.body.is_empty(), "{method} {path} {}: an undescribed body", answer.status);
        return;
    };
    let kind = answer.head.lines().find_map(|l| l.strip_prefix("content-type: ")).unwrap_or_default();
    let kind = kind.split(';').next().unwrap().trim();
    let schema =
        &content.get(kind).unwrap_or_else(|| panic!("{method} {path}: the type {kind} is not described"))["schema"];
    if kind.ends_with("json") {
        conforms(&openapi, schema, &answer.json(), &format!("{method} {path} {}", answer.status));
    }
}

/// The part of JSON Schema that the description uses.
fn conforms(openapi: &Value, schema: &Value, value: &Value, at: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        return conforms(openapi, openapi.pointer(name.trim_start_matches('#')).unwrap(), value, at);
    }
    if let Some(allowed) = schema["enum"].as_array() {
        assert!(allowed.contains(value), "{at}: {value} is none of {allowed:?}");
    }
    if schema.get("const").is_some() {
        assert_eq!(&schema["const"], value, "{at}");
    }
    let is = match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        _ => true,
    };
    assert!(is, "{at}: {value} is not of type {}", schema["type"]);
    for name in schema["required"].as_array().into_iter().flatten() {
        assert!(value.get(name.as_str().unwrap()).is_some(), "{at}: {name} is missing");
    }
    if let (Some(members), Some(described)) = (value.as_object(), schema["properties"].as_object()) {
        for (name, member) in members {
            let inner = described.get(name).unwrap_or_else(|| panic!("{at}: the member {name} is not described"));
            conforms(openapi, inner, member, &format!("{at}.{name}"));
        }
    }
    if let (Some(values), Some(inner)) = (value.as_array(), schema.get("items")) {
        values.iter().for_each(|value| conforms(openapi, inner, value, at));
    }
}

fn start(folder: &Path) -> Running {
    let config = ServerConfig::new("127.0.0.1:0".parse().unwrap(), folder.join("central.db"));
    Server::start(config).unwrap()
}

fn get(running: &Running, path: &str) -> Answer {
    call(running, "GET", path, WHO, b"")
}

fn push(running: &Running, body: &[u8], headers: &str) -> Answer {
    call(running, "POST", "/v1/sync/push", &format!("{WHO}{headers}"), body)
}

fn reference() -> Reference {
    Reference::new([1, 2, 3, 4, 5, 6, 7])
}

fn request() -> Item {
    let body = r#"{"service":"civ.birth","schema":"civ.birth@1","language":"ckb","answers":{"person.name":"Azad-marker"},
        "consent":{"version":"1","hash":"00","at_ms":1}}"#;
    let id = ItemId::new(1_700_000_000_000, [5; 10]);
    Item {
        reference: Some(reference().to_string()),
        ..Item::plain(id, DeviceSeq::FIRST, ItemKind::Request, "civ.birth@1", 1, body.into())
    }
}

fn batch(items: Vec<Item>) -> Vec<u8> {
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

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn openapi_describes_exactly_the_routes() {
    let folder = tempfile::tempdir().unwrap();
    let running = start(folder.path());
    let openapi = get(&running, "/openapi.json").json();
    let mut described = Vec::new();
    for (path, methods) in openapi["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            described.push((method.to_uppercase(), path.clone()));
            assert!(operation["operationId"].is_string());
        }
    }
    let mut served = kiosk_central::routes();
    served.sort();
    described.sort();
    assert_eq!(served, described);
    // Every reference within the description leads somewhere.
    let text = openapi.to_string();
    for part in text.split("\"#/components/schemas/").skip(1) {
        let name = part.split('"').next().unwrap();
        assert!(openapi["components"]["schemas"][name].is_object(), "{name}");
    }
}

#[test]
fn life_time_and_unknown_paths() {
    let folder = tempfile::tempdir().unwrap();
    let running = start(folder.path());
    assert_eq!(get(&running, "/healthz").json()["status"], "ok");
    assert!(get(&running, "/v1/time").json()["unix_ms"].as_i64().unwrap() > 1_700_000_000_000);
    get(&running, "/nowhere").is_problem(404, "");
    call(&running, "DELETE", "/healthz", "", b"").is_problem(405, "");
    get(&running, "/v1/catalogue").is_problem(404, "no_catalogue");
}

#[test]
fn push_in_all_its_forms() {
    let folder = tempfile::tempdir().unwrap();
    let running = start(folder.path());
    let good = batch(vec![request()]);
    let answer = push(&running, &gzip(&good), "content-encoding: gzip\r\n");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["results"][0]["status"], "accepted");
    assert_eq!(answer.json()["contiguous_seq"], 1);
    assert_eq!(push(&running, &good, "").json()["results"][0]["status"], "duplicate");

    let packed = zstd(&good);
    assert_eq!(push(&running, &packed, "content-encoding: zstd\r\n").json()["results"][0]["status"], "duplicate");
    push(&running, b"not zstd", "content-encoding: zstd\r\n").is_problem(400, "malformed");
    push(&running, &packed[..packed.len() / 2], "content-encoding: zstd\r\n").is_problem(400, "malformed");
    let bomb = zstd(&vec![b' '; 64 * 1024 * 1024]);
    push(&running, &bomb, "content-encoding: zstd\r\n").is_problem(413, "too_large");

    push(&running, b"{", "").is_problem(400, "malformed");
    push(&running, b"\xff\xfe", "").is_problem(400, "malformed");
    push(&running, br#"{"protocol":2,"anything":[]}"#, "").is_problem(426, "protocol_unknown");
    push(&running, &batch(vec![]), "").is_problem(422, "out_of_bounds");
    push(&running, b"not gzip", "content-encoding: gzip\r\n").is_problem(400, "malformed");
    push(&running, b"x", "content-encoding: br\r\n").is_problem(415, "encoding_unknown");
    let bomb = gzip(&vec![b' '; 64 * 1024 * 1024]);
    assert!(bomb.len() < 200_000);
    push(&running, &bomb, "content-encoding: gzip\r\n").is_problem(413, "too_large");
    let large = vec![b' '; kiosk_protocol::MAX_PUSH_BYTES + 1];
    push(&running, &large, "").is_problem(413, "too_large");
    call(&running, "POST", "/v1/sync/push", "", &good).is_problem(401, "device_unknown");
    call(&running, "POST", "/v1/sync/push", "psc-centre: erbil\r\npsc-device: 7\r\n", &good)
        .is_problem(401, "device_unknown");
    // None of it shows the citizen's words back.
    let mut broken = good.clone();
    broken.truncate(good.len() - 2);
    let answer = push(&running, &broken, "");
    answer.is_problem(400, "malformed");
    assert!(!String::from_utf8_lossy(&answer.body).contains("QXph"));
}

#[test]
fn a_state_reaches_the_look_up_and_the_long_poll() {
    let folder = tempfile::tempdir().unwrap();
    let running = start(folder.path());
    push(&running, &batch(vec![request()]), "");
    let code = CheckCode::of(request().id);
    let path = format!("/v1/status/{}?code={code}", reference());
    assert_eq!(get(&running, &path).json()["state"], "received");

    let page = get(&running, "/v1/sync/changes").json();
    assert_eq!(page["changes"][0]["data"]["state"], "received");
    let cursor = page["next_cursor"].as_str().unwrap().to_owned();

    let events = format!("/v1/cases/{}/events", reference().compact().to_lowercase());
    let began = Instant::now();
    let changed = std::thread::scope(|scope| {
        let poll = scope.spawn(|| get(&running, &format!("/v1/sync/changes?wait=20&cursor={cursor}")));
        std::thread::sleep(Duration::from_millis(100));
        let set = call(&running, "POST", &events, "", br#"{"state":"ready","note":"status-collect"}"#);
        assert_eq!(set.status, 200);
        poll.join().unwrap().json()
    });
    assert!(began.elapsed() < Duration::from_secs(5));
    assert_eq!(changed["changes"][0]["data"]["state"], "ready");
    assert_eq!(changed["changes"][0]["data"]["note"], "status-collect");
    let status = get(&running, &path).json();
    assert_eq!((&status["state"], status["history"].as_array().unwrap().len()), (&Value::from("ready"), 2));

    call(&running, "POST", &events, "", br#"{"state":"received"}"#).is_problem(409, "not_allowed");
    call(&running, "POST", &events, "", br#"{"state":"splendid"}"#).is_problem(400, "malformed");
    call(&running, "POST", &events, "", br#"{"state":"closed","note":"Dear Azad"}"#).is_problem(400, "malformed");
    call(&running, "POST", "/v1/cases/K000-0000-0000/events", "", br#"{"state":"ready"}"#)
        .is_problem(404, "reference_unknown");
    get(&running, "/v1/sync/changes?cursor=nonsense").is_problem(400, "cursor_malformed");
    get(&running, "/v1/sync/changes?limit=many").is_problem(400, "malformed");
}

#[test]
fn look_ups_tell_nothing_and_are_limited() {
    let folder = tempfile::tempdir().unwrap();
    let running = start(folder.path());
    push(&running, &batch(vec![request()]), "");
    let code: u32 = CheckCode::of(request().id).to_string().parse().unwrap();
    let wrong = format!("{:04}", (code + 1) % 10_000);
    let tries = [
        format!("/v1/status/{}?code={wrong}", reference()),
        format!("/v1/status/{}", reference()),
        "/v1/status/K000-0000-0000?code=0000".to_owned(),
        "/v1/status/%00?code=1".to_owned(),
    ];
    let without_time = |answer: &Answer| {
        let mut json = answer.json();
        json["server_ms"] = 0.into();
        json
    };
    let first = get(&running, &tries[0]);
    for path in &tries {
        let answer = get(&running, path);
        answer.is_problem(404, "status_unknown");
        assert_eq!(without_time(&answer), without_time(&first));
    }
    for _ in 0..30 {
        get(&running, &tries[0]);
    }
    let last = get(&running, &tries[0]);
    last.is_problem(429, "too_often");
    assert!(last.head.contains("retry-after: 60"));
}

#[test]
fn the_catalogue_has_an_etag() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("services.toml"), "a = 1").unwrap();
    let config = ServerConfig {
        catalogue_dir: Some(folder.path().into()),
        ..ServerConfig::new("127.0.0.1:0".parse().unwrap(), folder.path().join("central.db"))
    };
    let running = Server::start(config).unwrap();
    let answer = get(&running, "/v1/catalogue");
    let bundle: kiosk_protocol::CatalogueBundle = serde_json::from_slice(&answer.body).unwrap();
    assert!(bundle.is_intact());
    let same = format!("if-none-match: \"{}\"\r\n", bundle.version);
    let answer = call(&running, "GET", "/v1/catalogue", &same, b"");
    assert_eq!((answer.status, answer.body.len()), (304, 0));
    let other = call(&running, "GET", "/v1/catalogue", "if-none-match: \"old\"\r\n", b"");
    assert_eq!(other.status, 200);
}

#[test]
fn stopping_ends_long_polls_and_keeps_what_was_taken() {
    let folder = tempfile::tempdir().unwrap();
    let running = start(folder.path());
    push(&running, &batch(vec![request()]), "");
    let page = get(&running, "/v1/sync/changes").json();
    let cursor = page["next_cursor"].as_str().unwrap();
    let addr = running.addr;
    let mut poll = TcpStream::connect(addr).unwrap();
    write!(poll, "GET /v1/sync/changes?wait=25&cursor={cursor} HTTP/1.1\r\nhost: c\r\nconnection: close\r\n{WHO}\r\n")
        .unwrap();
    std::thread::sleep(Duration::from_millis(100));
    let began = Instant::now();
    running.shutdown();
    assert!(began.elapsed() < Duration::from_secs(3));
    let mut answer = String::new();
    poll.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"));
    assert!(TcpStream::connect(addr).is_err());
    let again = start(folder.path());
    assert_eq!(push(&again, &batch(vec![request()]), "").json()["results"][0]["status"], "duplicate");
}

#[test]
fn quarantine_is_found_by_the_worker_and_worked_on() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("services")).unwrap();
    std::fs::write(folder.path().join("services/death.toml"), "id = \"civ.death\"\nschema = \"civ.death@1\"\n")
        .unwrap();
    let config = ServerConfig {
        catalogue_dir: Some(folder.path().into()),
        ..ServerConfig::new("127.0.0.1:0".parse().unwrap(), folder.path().join("central.db"))
    };
    let running = Server::start(config).unwrap();
    // Custody first: the kiosk is done with it, although nobody offers this service any more.
    assert_eq!(push(&running, &batch(vec![request()]), "").json()["results"][0]["status"], "accepted");
    let deadline = Instant::now() + Duration::from_secs(30);
    let items = loop {
        let page = get(&running, "/v1/quarantine?limit=10").json();
        if page["items"].as_array().unwrap().len() == 1 || Instant::now() > deadline {
            break page["items"].clone();
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    assert_eq!(items[0]["quarantine"], "service_withdrawn");
    assert!(!items.to_string().contains("Azad-marker"));
    let after = format!("/v1/quarantine?after_centre=erbil&after_seq={}", items[0]["server_seq"]);
    assert_eq!(get(&running, &after).json()["items"], Value::Array(vec![]));
    get(&running, "/v1/quarantine?limit=many").is_problem(400, "malformed");

    let act = |id: &str, action: &str, body: &str| {
        call(&running, "POST", &format!("/v1/quarantine/{id}/{action}"), "", body.as_bytes())
    };
    let id = request().id.to_string();
    act(&id, "burn", r#"{"by":"officer-7"}"#).is_problem(404, "action_unknown");
    act(&id, "fix", "{}").is_problem(400, "malformed");
    act(&id, "fix", r#"{"by":"\n"}"#).is_problem(400, "malformed");
    act(&id, "return", r#"{"by":"officer-7","note":"Dear Azad"}"#).is_problem(400, "malformed");
    act("1", "fix", r#"{"by":"officer-7"}"#).is_problem(404, "not_in_quarantine");
    let done = act(&id, "return", r#"{"by":"officer-7","note":"status-come-again"}"#);
    assert_eq!(done.json()["done"], "return");
    act(&id, "return", r#"{"by":"officer-7"}"#).is_problem(404, "not_in_quarantine");
    let status = get(&running, &format!("/v1/status/{}?code={}", reference(), CheckCode::of(request().id))).json();
    assert_eq!(status["state"], "rejected");
}

#[test]
fn documents_come_in_pieces() {
    let folder = tempfile::tempdir().unwrap();
    let running = start(folder.path());
    let bytes: Vec<u8> = (0..100_000_u32).map(|n| (n % 251) as u8).collect();
    let name = kiosk_protocol::Digest::of(&bytes);
    let path = format!("/v1/blobs/{name}");
    let offset = |answer: &Answer| {
        answer.head.lines().find_map(|l| l.strip_prefix("upload-offset: ")?.trim().parse::<usize>().ok())
    };
    let put = |from: usize, to: usize| {
        let range = format!("{WHO}content-range: bytes {from}-{}/{}\r\n", to - 1, bytes.len());
        call(&running, "PUT", &path, &range, &bytes[from..to])
    };
    let head = || call(&running, "HEAD", &path, WHO, b"");
    assert_eq!(head().status, 404);
    assert_eq!(put(0, 40_000).status, 202);
    let there = head();
    assert_eq!((there.status, offset(&there)), (204, Some(40_000)));
    put(50_000, 100_000).is_problem(409, "wrong_offset");
    assert_eq!(put(40_000, 100_000).status, 201);
    assert_eq!(put(40_000, 100_000).status, 204);
    let there = head();
    assert_eq!((there.status, offset(&there)), (200, Some(100_000)));

    let other = format!("/v1/blobs/{}", kiosk_protocol::Digest::of(b"other"));
    call(&running, "PUT", &other, WHO, b"not it").is_problem(409, "wrong_digest");
    assert_eq!(call(&running, "PUT", &other, WHO, b"other").status, 201);
    call(&running, "PUT", "/v1/blobs/abc", WHO, b"x").is_problem(400, "malformed");
    let wrong = format!("{WHO}content-range: bytes 0-9/5\r\n");
    call(&running, "PUT", &other, &wrong, b"0123456789").is_problem(400, "malformed");
    let large = format!("{WHO}content-range: bytes 0-0/99999999999\r\n");
    let third = format!("/v1/blobs/{}", kiosk_protocol::Digest::of(b"third"));
    call(&running, "PUT", &third, &large, b"x").is_problem(413, "too_large");
    call(&running, "PUT", &third, "", b"x").is_problem(401, "device_unknown");
}

#[test]
fn a_snapshot_telemetry_and_queue_figures() {
    let folder = tempfile::tempdir().unwrap();
    let running = start(folder.path());
    let body = r#"{"label":"B3-001","service_day":"2026-11-23","queue":"B","issued_ms":1,"language":"ar"}"#;
    let ticket = Item::plain(
        ItemId::new(1_700_000_000_000, [9; 10]),
        2.try_into().unwrap(),
        ItemKind::Ticket,
        "ticket@1",
        1,
        body.into(),
    );
    push(&running, &batch(vec![request(), ticket]), "");
    let page = get(&running, "/v1/sync/snapshot").json();
    assert_eq!(page["changes"][0]["data"]["state"], "received");
    let cursor = page["next_cursor"].as_str().unwrap();
    assert_eq!(get(&running, &format!("/v1/sync/changes?cursor={cursor}")).json()["changes"], Value::Array(vec![]));
    get(&running, &format!("/v1/sync/snapshot?cursor={cursor}")).is_problem(400, "cursor_malformed");

    let figures = get(&running, "/v1/centres/erbil/queue");
    assert_eq!(figures.json()["queues"][0]["issued"], 1);
    let etag = figures.head.lines().find_map(|l| l.strip_prefix("etag: ")).unwrap().trim().to_owned();
    let again = call(&running, "GET", "/v1/centres/erbil/queue", &format!("{WHO}if-none-match: {etag}\r\n"), b"");
    assert_eq!(again.status, 304);
    get(&running, "/v1/centres/duhok/queue").is_problem(403, "device_not_allowed");
    get(&running, "/v1/centres/%20/queue").is_problem(404, "centre_unknown");

    let report = |body: &[u8], headers: &str| call(&running, "POST", "/v1/telemetry", &format!("{WHO}{headers}"), body);
    assert_eq!(report(br#"{"queue_depth":3,"printer":"ready"}"#, "").status, 204);
    assert_eq!(report(&gzip(br#"{"queue_depth":4,"printer":"ready"}"#), "content-encoding: gzip\r\n").status, 204);
    report(br#"{"answers":{"name":"x"}}"#, "").is_problem(400, "malformed");
    report(b"[]", "").is_problem(400, "malformed");
    report(&vec![b' '; 17 * 1024], "").is_problem(413, "too_large");
    report(b"{}", "content-encoding: br\r\n").is_problem(415, "encoding_unknown");
    let database = format!("sqlite:{}", folder.path().join("central.db").display());
    let (_, out, _) = command(&["centre", "show", "erbil", "--database", &database]);
    let shown: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(shown["devices"][0]["report"]["queue_depth"], 4);
}

#[test]
fn figures_name_routes_and_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let running = start(folder.path());
    push(&running, &batch(vec![request()]), "");
    get(&running, &format!("/v1/status/{}?code=0", reference()));
    let answer = get(&running, "/metrics");
    let text = String::from_utf8(answer.body).unwrap();
    for line in [
        "central_http_requests_total{method=\"POST\",route=\"/v1/sync/push\",status=\"200\"} 1",
        "central_http_request_duration_seconds_count{route=\"/v1/sync/push\"} 1",
        "central_items_total{status=\"accepted\"} 1",
        "central_database_up 1",
        "central_devices 1",
    ] {
        assert!(text.lines().any(|l| l == line), "{line}\n{text}");
    }
    for secret in ["erbil", &reference().to_string(), &reference().compact(), "01890a5d"] {
        assert!(!text.contains(secret), "{secret}");
    }
    // Each request has an id: the caller's, if it is a decent one.
    let mine = call(&running, "GET", "/v1/time", "x-request-id: abc-1\r\n", b"");
    assert!(mine.head.contains("x-request-id: abc-1"));
    let other = call(&running, "GET", "/v1/time", "x-request-id: a b\r\n", b"");
    assert!(other.head.contains("x-request-id: ") && !other.head.contains("x-request-id: a b"));
}

#[test]
fn too_many_at_once_are_told_to_come_later() {
    let folder = tempfile::tempdir().unwrap();
    let config = ServerConfig {
        most_requests: 0,
        ..ServerConfig::new("127.0.0.1:0".parse().unwrap(), folder.path().join("central.db"))
    };
    let running = Server::start(config).unwrap();
    let answer = push(&running, &batch(vec![request()]), "");
    answer.is_problem(503, "overloaded");
    assert!(answer.head.contains("retry-after: 5"));
}

#[test]
fn refuses_to_listen_where_all_can_hear() {
    let folder = tempfile::tempdir().unwrap();
    let config = ServerConfig::new("0.0.0.0:0".parse().unwrap(), folder.path().join("c.db"));
    let error = Server::start(config).unwrap_err();
    assert!(matches!(error, StartError::NotLoopback(_)));
    assert!(error.to_string().contains("127.0.0.1"));
    assert!(!folder.path().join("c.db").exists());
}

fn command(words: &[&str]) -> (String, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let arguments = Arguments::try_parse_from([&["central"], words].concat()).unwrap();
    let code = run(arguments, &mut out, &mut err);
    (format!("{code:?}"), String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

#[test]
fn the_command_line_does_what_it_says() {
    let exit = |n: u8| format!("{:?}", std::process::ExitCode::from(n));
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("central.db").display());
    let database = ["--database", &database];
    let with = |words: &[&str]| command(&[words, &database].concat());

    let (code, _, err) = with(&["list"]);
    assert_eq!(code, exit(2), "a database that is not there is not made");
    assert!(err.starts_with("error: no database"));

    let running = start(folder.path());
    push(&running, &batch(vec![request()]), "");
    // While the server runs: a waiting kiosk hears of what the command did.
    let page = get(&running, "/v1/sync/changes").json();
    let cursor = page["next_cursor"].as_str().unwrap().to_owned();
    let reference = reference().to_string();
    let id = request().id.to_string();
    let (code, out, _) = with(&["status", "set", &reference, "in_review"]);
    assert_eq!((code, out), (exit(0), format!("{reference} is in_review now\n")));
    let heard = get(&running, &format!("/v1/sync/changes?wait=5&cursor={cursor}")).json();
    assert_eq!(heard["changes"][0]["data"]["state"], "in_review");

    let (code, _, err) = with(&["status", "set", &reference, "received"]);
    assert_eq!(code, exit(1));
    assert!(err.contains("cannot become received"), "{err}");
    let (code, ..) = with(&["status", "set", "K000-0000-0000", "ready"]);
    assert_eq!(code, exit(1));
    let (code, ..) = with(&["status", "set", &reference, "ready", "--note", "Come soon!"]);
    assert_eq!(code, exit(2));

    let (_, out, _) = with(&["list"]);
    assert!(out.contains(&reference) && out.contains("in_review") && out.contains("civ.birth"));
    assert!(!out.contains("Azad-marker"), "lists show no answers");
    let (_, out, _) = with(&["list", "--json"]);
    let line: Value = serde_json::from_str(out.trim()).unwrap();
    assert_eq!((line["ref"].as_str(), line["state"].as_str()), (Some(&*reference), Some("in_review")));
    let (_, out, _) = with(&["show", &id]);
    let shown: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(shown["content"]["answers"]["person.name"], "Azad-marker");
    let (code, ..) = with(&["show", "01890a5d-ac96-774b-bcce-b302099a8057"]);
    assert_eq!(code, exit(1));
    let (_, out, _) = with(&["export"]);
    assert_eq!(out.lines().count(), 1);
    let exported: Value = serde_json::from_str(&out).unwrap();
    let item: Item = serde_json::from_value(exported["item"].clone()).unwrap();
    assert_eq!(item, request());
}

#[test]
fn every_command_helps_with_an_example() {
    for words in [
        &["--help"][..],
        &["serve", "--help"],
        &["status", "set", "--help"],
        &["list", "--help"],
        &["show", "--help"],
        &["export", "--help"],
        &["quarantine", "list", "--help"],
        &["quarantine", "retry", "--help"],
        &["quarantine", "fix", "--help"],
        &["quarantine", "return", "--help"],
        &["centre", "list", "--help"],
        &["centre", "show", "--help"],
    ] {
        let help = Arguments::try_parse_from([&["central"], words].concat()).unwrap_err();
        assert!(help.to_string().contains("Example:\n  central "), "{words:?}");
    }
    for bad in [
        &["serve", "--database", "mysql://x"][..],
        &["serve", "--database", "central.db"],
        &["status", "set", "K1", "ready"],
        &["list", "--limit", "x"],
    ] {
        let error = Arguments::try_parse_from([&["central"], bad].concat()).unwrap_err();
        assert_eq!(error.exit_code(), 2, "{bad:?}");
    }
}
