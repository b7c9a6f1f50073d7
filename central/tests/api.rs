//! The API over real HTTP, and the command line.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use clap::Parser as _;
use common::{Answer, batch, call, command, config, get, lines, now_ms, reference, request, server_and_device, start};
use kiosk_central::command::Arguments;
use kiosk_central::{Server, ServerConfig, StartError};
use kiosk_protocol::{CheckCode, DeviceSeq, Item, ItemId, ItemKind};
use serde_json::Value;

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
    let (running, device) = server_and_device(folder.path());
    let good = batch(vec![request()]);
    let answer = device.push(&running, &gzip(&good), "content-encoding: gzip\r\n");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["results"][0]["status"], "accepted");
    assert_eq!(answer.json()["contiguous_seq"], 1);
    assert_eq!(device.push(&running, &good, "").json()["results"][0]["status"], "duplicate");

    let packed = zstd(&good);
    assert_eq!(
        device.push(&running, &packed, "content-encoding: zstd\r\n").json()["results"][0]["status"],
        "duplicate"
    );
    device.push(&running, b"not zstd", "content-encoding: zstd\r\n").is_problem(400, "malformed");
    device.push(&running, &packed[..packed.len() / 2], "content-encoding: zstd\r\n").is_problem(400, "malformed");
    let bomb = zstd(&vec![b' '; 64 * 1024 * 1024]);
    device.push(&running, &bomb, "content-encoding: zstd\r\n").is_problem(413, "too_large");

    device.push(&running, b"{", "").is_problem(400, "malformed");
    device.push(&running, b"\xff\xfe", "").is_problem(400, "malformed");
    device.push(&running, br#"{"protocol":2,"anything":[]}"#, "").is_problem(426, "protocol_unknown");
    let other = |protocol: Option<u32>| {
        let mut batch: Value = serde_json::from_slice(&good).unwrap();
        match protocol {
            Some(version) => batch["protocol"] = version.into(),
            None => drop(batch.as_object_mut().unwrap().remove("protocol")),
        }
        let answer = device.push(&running, batch.to_string().as_bytes(), "");
        answer.is_problem(426, "protocol_unknown");
        answer.json()["detail"].as_str().unwrap().to_owned()
    };
    assert_eq!(other(Some(0)), "protocol 0 is not spoken here; 1 is");
    assert!(other(None).contains("`protocol`"));
    device.push(&running, &batch(vec![]), "").is_problem(422, "out_of_bounds");
    device.push(&running, b"not gzip", "content-encoding: gzip\r\n").is_problem(400, "malformed");
    device.push(&running, b"x", "content-encoding: br\r\n").is_problem(415, "encoding_unknown");
    let bomb = gzip(&vec![b' '; 64 * 1024 * 1024]);
    assert!(bomb.len() < 200_000);
    device.push(&running, &bomb, "content-encoding: gzip\r\n").is_problem(413, "too_large");
    let large = vec![b' '; kiosk_protocol::MAX_PUSH_BYTES + 1];
    device.push(&running, &large, "").is_problem(413, "too_large");
    call(&running, "POST", "/v1/sync/push", "", &good).is_problem(401, "signature_missing");
    // None of it shows the citizen's words back.
    let mut broken = good.clone();
    broken.truncate(good.len() - 2);
    let answer = device.push(&running, &broken, "");
    answer.is_problem(400, "malformed");
    assert!(!String::from_utf8_lossy(&answer.body).contains("QXph"));
}

#[test]
fn the_last_page_of_changes_says_how_long_the_queues_are() {
    let folder = tempfile::tempdir().unwrap();
    let (running, device) = server_and_device(folder.path());
    let now_ms = now_ms();
    let ticket = |n: u8| {
        let body = serde_json::json!({"label": format!("B3-00{n}"), "service_day": "2026-11-23", "queue": "B",
            "issued_ms": now_ms, "language": "ckb"});
        let seq = DeviceSeq::try_from(u64::from(n)).unwrap();
        let id = ItemId::new(1_700_000_000_000, [n; 10]);
        Item::plain(id, seq, ItemKind::Ticket, "psc.ticket@1", now_ms, body.to_string().into())
    };
    device.push(&running, &batch(vec![ticket(1), ticket(2)]), "");
    let page = device.get(&running, "/v1/sync/changes").json();
    let told = &page["changes"][0];
    assert_eq!((&told["topic"], &told["data"]["queue"]), (&"queue.figures".into(), &"B".into()));
    assert_eq!(told["data"]["waiting"], 2);
    assert!(told["at_ms"].as_i64().unwrap() >= now_ms);
    // And again, though nothing has happened since.
    let cursor = page["next_cursor"].as_str().unwrap();
    let again = device.get(&running, &format!("/v1/sync/changes?cursor={cursor}")).json();
    assert_eq!(again["changes"][0]["data"]["waiting"], 2);
    assert_eq!(again["next_cursor"], page["next_cursor"]);
}

#[test]
fn a_state_reaches_the_look_up_and_the_long_poll() {
    let folder = tempfile::tempdir().unwrap();
    let (running, device) = server_and_device(folder.path());
    device.push(&running, &batch(vec![request()]), "");
    let code = CheckCode::of(request().id);
    let path = format!("/v1/status/{}?code={code}", reference());
    assert_eq!(get(&running, &path).json()["state"], "received");

    let page = device.get(&running, "/v1/sync/changes").json();
    assert_eq!(page["changes"][0]["data"]["state"], "received");
    let cursor = page["next_cursor"].as_str().unwrap().to_owned();

    let events = format!("/v1/cases/{}/events", reference().compact().to_lowercase());
    let began = Instant::now();
    let changed = std::thread::scope(|scope| {
        let poll = scope.spawn(|| device.get(&running, &format!("/v1/sync/changes?wait=20&cursor={cursor}")));
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
    device.get(&running, "/v1/sync/changes?cursor=nonsense").is_problem(400, "cursor_malformed");
    device.get(&running, "/v1/sync/changes?limit=many").is_problem(400, "malformed");
}

#[test]
fn look_ups_tell_nothing_and_are_limited() {
    let folder = tempfile::tempdir().unwrap();
    let (running, device) = server_and_device(folder.path());
    device.push(&running, &batch(vec![request()]), "");
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
    let config = ServerConfig { catalogue_dir: Some(folder.path().into()), ..config(folder.path()) };
    let running = Server::start(config).unwrap();
    let answer = get(&running, "/v1/catalogue");
    let signed: kiosk_protocol::SignedBundle = serde_json::from_slice(&answer.body).unwrap();
    let trusted = kiosk_central::keys::Keys::load(&common::keys(folder.path()), now_ms()).unwrap().bundle_keys();
    let bundle: kiosk_protocol::CatalogueBundle =
        signed.verify(kiosk_protocol::SignedBundle::CATALOGUE, &trusted).unwrap();
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
    let (running, device) = server_and_device(folder.path());
    device.push(&running, &batch(vec![request()]), "");
    let page = device.get(&running, "/v1/sync/changes").json();
    let cursor = page["next_cursor"].as_str().unwrap();
    let addr = running.addr;
    let mut poll = TcpStream::connect(addr).unwrap();
    let path = format!("/v1/sync/changes?wait=25&cursor={cursor}");
    let signed = lines(&device.sign_at(&running, "GET", &path, b"", now_ms() / 1000));
    write!(poll, "GET {path} HTTP/1.1\r\nhost: {addr}\r\nconnection: close\r\n{signed}\r\n").unwrap();
    std::thread::sleep(Duration::from_millis(100));
    let began = Instant::now();
    running.shutdown();
    assert!(began.elapsed() < Duration::from_secs(3));
    let mut answer = String::new();
    poll.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"));
    assert!(TcpStream::connect(addr).is_err());
    let again = start(folder.path());
    assert_eq!(device.push(&again, &batch(vec![request()]), "").json()["results"][0]["status"], "duplicate");
}

#[test]
fn a_snapshot_telemetry_and_queue_figures() {
    let folder = tempfile::tempdir().unwrap();
    let (running, device) = server_and_device(folder.path());
    let body = r#"{"label":"B3-001","service_day":"2026-11-23","queue":"B","issued_ms":1,"language":"ar"}"#;
    let ticket = Item::plain(
        ItemId::new(1_700_000_000_000, [9; 10]),
        2.try_into().unwrap(),
        ItemKind::Ticket,
        "ticket@1",
        1,
        body.into(),
    );
    device.push(&running, &batch(vec![request(), ticket]), "");
    let page = device.get(&running, "/v1/sync/snapshot").json();
    assert_eq!(page["changes"][0]["data"]["state"], "received");
    let cursor = page["next_cursor"].as_str().unwrap();
    assert_eq!(
        device.get(&running, &format!("/v1/sync/changes?cursor={cursor}")).json()["changes"],
        Value::Array(vec![])
    );
    device.get(&running, &format!("/v1/sync/snapshot?cursor={cursor}")).is_problem(400, "cursor_malformed");

    let figures = device.get(&running, "/v1/centres/erbil/queue");
    assert_eq!(figures.json()["queues"][0]["issued"], 1);
    let etag = figures.field("etag").unwrap().to_owned();
    let again = device.call(&running, "GET", "/v1/centres/erbil/queue", &format!("if-none-match: {etag}\r\n"), b"");
    assert_eq!(again.status, 304);
    device.get(&running, "/v1/centres/duhok/queue").is_problem(403, "device_not_allowed");
    device.get(&running, "/v1/centres/%20/queue").is_problem(404, "centre_unknown");

    let report = |body: &[u8], headers: &str| device.call(&running, "POST", "/v1/telemetry", headers, body);
    let said = br#"{"queued":3,"printer":"ready","oldest_s":null,"noticed.catalogue.rolled_back":2}"#;
    assert_eq!(report(said, "").status, 204);
    assert_eq!(report(&gzip(br#"{"queued":4,"printer":"ready"}"#), "content-encoding: gzip\r\n").status, 204);
    report(br#"{"queued":3,"noticed":{}}"#, "").is_problem(400, "malformed");
    report(br#"{"answers":{"name":"x"}}"#, "").is_problem(400, "malformed");
    report(b"[]", "").is_problem(400, "malformed");
    report(&vec![b' '; 17 * 1024], "").is_problem(413, "too_large");
    report(b"{}", "content-encoding: br\r\n").is_problem(415, "encoding_unknown");
    let database = format!("sqlite:{}", folder.path().join("central.db").display());
    let (_, out, _) = command(&["centre", "show", "erbil", "--database", &database]);
    let shown: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(shown["devices"][0]["report"]["queued"], 4);
}

#[test]
fn a_centre_has_one_fairness_and_shows_its_open_calls() {
    let folder = tempfile::tempdir().unwrap();
    let (running, device) = server_and_device(folder.path());
    let database = format!("sqlite:{}", folder.path().join("central.db").display());
    let with = |words: &[&str]| command(&[words, &["--database", &database]].concat());
    let shown = || serde_json::from_str::<Value>(&with(&["centre", "show", "erbil"]).1).unwrap();
    let (code, _, err) = with(&["centre", "set", "erbil", "--fairness", "3", "--by", "manager-2"]);
    assert_eq!(code, format!("{:?}", std::process::ExitCode::from(1)));
    assert!(err.contains("central centre list"), "{err}");

    let body = serde_json::json!({ "screen": "question", "at_ms": now_ms() }).to_string();
    let id = ItemId::new(1_700_000_000_000, [8; 10]);
    let schema = kiosk_protocol::STAFF_CALL_SCHEMA;
    let call = Item::plain(id, DeviceSeq::FIRST, ItemKind::TicketEvent, schema, now_ms(), body.into());
    device.push(&running, &batch(vec![call]), "");
    assert_eq!(shown()["fairness"], 2);
    let (_, out, err) = with(&["centre", "set", "erbil", "--fairness", "3", "--by", "manager-2"]);
    assert!(out.contains("3 without priority"), "{out}{err}");
    assert_eq!(shown()["fairness"], 3);

    let calls = &shown()["calls"];
    assert_eq!((&calls[0]["screen"], &calls[0]["slot"]), (&"question".into(), &"1".into()));
    let (_, out, _) = with(&["calls"]);
    assert!(out.lines().count() == 2 && out.contains("erbil") && out.contains("question"), "{out}");
    let (_, out, _) = with(&["calls", "--centre", "duhok"]);
    assert_eq!(out, "no open calls\n");
    let (_, out, _) = with(&["calls", "--json"]);
    assert_eq!(serde_json::from_str::<Value>(&out).unwrap()["id"], id.to_string());
}

#[test]
fn figures_name_routes_and_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let (running, device) = server_and_device(folder.path());
    device.push(&running, &batch(vec![request()]), "");
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
fn behind_a_proxy_nobody_is_on_this_machine() {
    let folder = tempfile::tempdir().unwrap();
    let config = ServerConfig { public_url: Some("https://central.example.krd".into()), ..config(folder.path()) };
    let running = Server::start(config).unwrap();
    get(&running, "/v1/quarantine").is_problem(403, "loopback_only");
    get(&running, "/metrics").is_problem(403, "loopback_only");
    let events = format!("/v1/cases/{}/events", reference());
    call(&running, "POST", &events, "", br#"{"state":"ready"}"#).is_problem(403, "loopback_only");
}

#[test]
fn too_many_at_once_are_told_to_come_later() {
    let folder = tempfile::tempdir().unwrap();
    let config = ServerConfig { most_requests: 0, ..config(folder.path()) };
    let running = Server::start(config).unwrap();
    let answer = call(&running, "POST", "/v1/sync/push", "", &batch(vec![request()]));
    answer.is_problem(503, "overloaded");
    assert!(answer.head.contains("retry-after: 5"));
}

#[test]
fn refuses_to_listen_where_all_can_hear() {
    let folder = tempfile::tempdir().unwrap();
    let config = ServerConfig {
        listen: "0.0.0.0:0".parse().unwrap(),
        database: folder.path().join("c.db").into(),
        ..config(folder.path())
    };
    let error = Server::start(config).unwrap_err();
    assert!(matches!(error, StartError::NotLoopback(_)));
    assert!(error.to_string().contains("127.0.0.1"));
    assert!(!folder.path().join("c.db").exists());
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

    let (running, device) = server_and_device(folder.path());
    device.push(&running, &batch(vec![request()]), "");
    // While the server runs: a waiting kiosk hears of what the command did.
    let page = device.get(&running, "/v1/sync/changes").json();
    let cursor = page["next_cursor"].as_str().unwrap().to_owned();
    let reference = reference().to_string();
    let id = request().id.to_string();
    let (code, out, _) = with(&["status", "set", &reference, "in_review"]);
    assert_eq!((code, out), (exit(0), format!("{reference} is in_review now\n")));
    let heard = device.get(&running, &format!("/v1/sync/changes?wait=5&cursor={cursor}")).json();
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
        &["key", "--help"],
        &["key", "init", "--help"],
        &["key", "list", "--help"],
        &["key", "rotate", "--help"],
        &["key", "holder", "--help"],
        &["key", "add", "--help"],
        &["key", "remove", "--help"],
        &["open", "--help"],
        &["kiosk", "--help"],
        &["kiosk", "add", "--help"],
        &["kiosk", "list", "--help"],
        &["kiosk", "revoke", "--help"],
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
        &["centre", "set", "--help"],
        &["calls", "--help"],
    ] {
        let help = Arguments::try_parse_from([&["central"], words].concat()).unwrap_err();
        assert!(help.to_string().contains("Example:\n  central "), "{words:?}");
    }
    for bad in [
        &["serve", "--keys", "k", "--database", "mysql://x"][..],
        &["serve", "--keys", "k", "--database", "central.db"],
        &["serve", "--keys", "k", "--tls", "k"],
        &["serve", "--listen", "127.0.0.1:0"],
        &["kiosk", "add", "--centre", "erbil-1", "--slot", "O"],
        &["status", "set", "K1", "ready"],
        &["list", "--limit", "x"],
        &["centre", "set", "erbil-1", "--fairness", "0"],
        &["centre", "set", "erbil-1", "--fairness", "21"],
        &["queue", "next", "erbil-1", "B", "--desk", "3", "--fairness", "3"],
    ] {
        let error = Arguments::try_parse_from([&["central"], bad].concat()).unwrap_err();
        assert_eq!(error.exit_code(), 2, "{bad:?}");
    }
}
