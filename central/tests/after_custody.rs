//! What central does with what it has taken: quarantine and its remedies, documents and the requests that wait for them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::time::{Duration, Instant};

use common::{Answer, Device, batch, call, config, get, reference, request, server_and_device};
use kiosk_central::{Server, ServerConfig};
use kiosk_protocol::{CheckCode, DeviceSeq, Item, ItemId, ItemKind, Reference};
use serde_json::Value;

#[test]
fn quarantine_is_found_by_the_worker_and_worked_on() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("catalogue/services")).unwrap();
    std::fs::write(
        folder.path().join("catalogue/services/death.toml"),
        "id = \"civ.death\"\nschema = \"civ.death@1\"\n",
    )
    .unwrap();
    let config = ServerConfig { catalogue_dir: Some(folder.path().join("catalogue")), ..config(folder.path()) };
    let running = Server::start(config).unwrap();
    let device = Device::enrolled(&running, folder.path(), 1, "erbil", "1");
    // Custody first: the kiosk is done with it, although nobody offers this service any more.
    assert_eq!(device.push(&running, &batch(vec![request()]), "").json()["results"][0]["status"], "accepted");
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

/// With the catalogue that is shipped: a request that lacks an answer, and one with an answer to nothing.
#[test]
fn answers_that_do_not_fit_their_form_stand_in_quarantine() {
    let folder = tempfile::tempdir().unwrap();
    let catalogue = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/catalogue");
    let config = ServerConfig { catalogue_dir: Some(catalogue), ..config(folder.path()) };
    let running = Server::start(config).unwrap();
    let device = Device::enrolled(&running, folder.path(), 1, "erbil", "1");
    let whole = serde_json::json!({
        "eligibility.has_krg_licence": "yes", "eligibility.lost": "no", "given_name": "Azad-marker",
        "father_name": "Karim", "grandfather_name": "Salih", "date_of_birth": "1990-01-01",
        "national_card_number": "199012345678", "governorate": "erbil", "district": "koya", "mobile": "+9647501234567",
    });
    let request = |n: u8, schema: &str, answers: &Value| {
        let body = serde_json::json!({"service": "driving_licence_renewal", "schema": schema, "language": "ckb",
            "answers": answers, "consent": {"version": "1", "hash": "00", "at_ms": 1}});
        let id = ItemId::new(1_700_000_000_000, [n; 10]);
        let seq = DeviceSeq::try_from(u64::from(n)).unwrap();
        let reference = Some(Reference::new([0, 0, 0, 0, 0, 0, n]).to_string());
        Item { reference, ..Item::plain(id, seq, ItemKind::Request, schema, 1, body.to_string().into()) }
    };
    let current = "tra.licence_renewal@1";
    let (mut lacks, mut more) = (whole.clone(), whole.clone());
    lacks.as_object_mut().unwrap().remove("mobile");
    more["shoe_size"] = "43".into();
    // All in one push: when the last is looked at, the first was.
    let items = vec![
        request(1, current, &whole),
        request(2, current, &lacks),
        request(3, current, &more),
        request(4, "tra.licence_renewal@0", &whole),
    ];
    assert_eq!(device.push(&running, &batch(items), "").json()["results"][3]["status"], "accepted");
    let deadline = Instant::now() + Duration::from_secs(30);
    let found = loop {
        let items = get(&running, "/v1/quarantine").json()["items"].clone();
        if items.as_array().unwrap().len() >= 3 || Instant::now() > deadline {
            break items;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    let why: Vec<_> =
        found.as_array().unwrap().iter().map(|item| (item["server_seq"].clone(), item["quarantine"].clone())).collect();
    let because = |seq: u64, code: &str| (Value::from(seq), Value::from(code));
    assert_eq!(why, [because(2, "validation_failed"), because(3, "validation_failed"), because(4, "schema_unknown")]);
}

#[test]
fn documents_come_in_pieces() {
    let folder = tempfile::tempdir().unwrap();
    let (running, device) = server_and_device(folder.path());
    let bytes: Vec<u8> = (0..100_000_u32).map(|n| (n % 251) as u8).collect();
    let name = kiosk_protocol::Digest::of(&bytes);
    let path = format!("/v1/blobs/{name}");
    let offset = |answer: &Answer| answer.field("upload-offset").and_then(|value| value.parse::<usize>().ok());
    let put = |from: usize, to: usize| {
        let range = format!("content-range: bytes {from}-{}/{}\r\n", to - 1, bytes.len());
        device.call(&running, "PUT", &path, &range, &bytes[from..to])
    };
    let head = || device.call(&running, "HEAD", &path, "", b"");
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
    device.call(&running, "PUT", &other, "", b"not it").is_problem(409, "wrong_digest");
    assert_eq!(device.call(&running, "PUT", &other, "", b"other").status, 201);
    device.call(&running, "PUT", "/v1/blobs/abc", "", b"x").is_problem(400, "malformed");
    let wrong = "content-range: bytes 0-9/5\r\n";
    device.call(&running, "PUT", &other, wrong, b"0123456789").is_problem(400, "malformed");
    let large = "content-range: bytes 0-0/99999999999\r\n";
    let third = format!("/v1/blobs/{}", kiosk_protocol::Digest::of(b"third"));
    device.call(&running, "PUT", &third, large, b"x").is_problem(413, "too_large");
    call(&running, "PUT", &third, "", b"x").is_problem(401, "signature_missing");
}

#[test]
fn a_request_waits_for_its_documents_and_for_nobody_s_word() {
    let folder = tempfile::tempdir().unwrap();
    let (running, device) = server_and_device(folder.path());
    let pages: [&[u8]; 2] = [b"first page", b"second page"];
    let names = pages.map(kiosk_protocol::Digest::of);
    let item = Item { blobs: names.to_vec(), ..request() };
    // It is in custody: no kiosk waits.
    assert_eq!(device.push(&running, &batch(vec![item]), "").json()["results"][0]["status"], "accepted");
    let quarantined = || get(&running, "/v1/quarantine").json()["items"].clone();
    let becomes = |count: usize| {
        let deadline = Instant::now() + Duration::from_secs(30);
        while quarantined().as_array().unwrap().len() != count {
            assert!(Instant::now() < deadline, "{}", quarantined());
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    becomes(1);
    assert_eq!(quarantined()[0]["quarantine"], "blob_missing");
    let put = |n: usize| device.call(&running, "PUT", &format!("/v1/blobs/{}", names[n]), "", pages[n]).status;
    assert_eq!(put(0), 201);
    // One of two: nobody's word makes it complete.
    let act = format!("/v1/quarantine/{}/retry", request().id);
    call(&running, "POST", &act, "", br#"{"by":"officer-7"}"#);
    std::thread::sleep(Duration::from_millis(800));
    becomes(1);
    assert_eq!(put(1), 201);
    becomes(0);
}
