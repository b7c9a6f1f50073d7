//! Who may speak: enrolment, signatures, revocation, over real HTTP.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use common::{Device, call, code, command, keys, lines, now_ms, start};
use kiosk_central::keys::Keys;
use kiosk_central::opener::Unopened;
use kiosk_central::store::Sender;
use kiosk_protocol::seal::{self, OpenError};
use kiosk_protocol::{
    ConfigBundle, DeviceId, DeviceSeq, Enrol, Enrolled, Hardware, Item, ItemId, ItemKind, KeySet, PushBatch,
    SealContext, SignedBundle, Signer as _,
};
use rand::SeedableRng as _;

fn batch(n: u8) -> Vec<u8> {
    let id = ItemId::new(1_700_000_000_000, [n; 10]);
    let body =
        format!(r#"{{"label":"B1-{n:03}","service_day":"2026-11-23","queue":"B","issued_ms":1,"language":"ar"}}"#);
    let seq = DeviceSeq::try_from(u64::from(n)).unwrap();
    let batch = PushBatch {
        protocol: 1,
        app_version: None,
        boot_id: None,
        clock: None,
        device_seq_first: seq,
        items: vec![Item::plain(id, seq, ItemKind::Ticket, "psc.ticket@1", 1, body.into())],
    };
    serde_json::to_vec(&batch).unwrap()
}

#[test]
fn a_code_lets_one_device_in_once() {
    let folder = tempfile::tempdir().unwrap();
    let running = start(folder.path());
    let device = Device::new(1);
    device.push(&running, &batch(1), "").is_problem(401, "key_unknown");
    let code = code_at(folder.path(), "3");
    let first = device.enrol(&running, code.clone());
    assert_eq!(first.status, 201);
    let enrolled: Enrolled = serde_json::from_slice(&first.body).unwrap();
    assert_eq!(
        (enrolled.centre_id.as_str(), enrolled.slot, enrolled.keyid),
        ("erbil-1", '3', device.key.public().id())
    );
    let config: ConfigBundle = enrolled.config.verify(ConfigBundle::KIND, &enrolled.bundle_keys).unwrap();
    assert_eq!(config.seal_keys.recipients(now_ms()).unwrap().len(), 1);
    assert_eq!(device.push(&running, &batch(1), "").status, 200);
    // The answer was lost: the same key asks again and is told the same.
    let again: Enrolled = serde_json::from_slice(&device.enrol(&running, code.clone()).body).unwrap();
    assert_eq!(again, enrolled);
    Device::new(2).enrol(&running, code).is_problem(410, "code_invalid");
    Device::new(2).enrol(&running, "00000-00000".parse().unwrap()).is_problem(410, "code_invalid");
    // Another device cannot have the slot of one that counts.
    Device::new(2).enrol(&running, code_at(folder.path(), "3")).is_problem(409, "slot_taken");
}

fn code_at(folder: &std::path::Path, slot: &str) -> kiosk_protocol::EnrolCode {
    code(folder, "erbil-1", slot)
}

#[test]
fn codes_expire() {
    let folder = tempfile::tempdir().unwrap();
    let running = start(folder.path());
    let code = code_at(folder.path(), "3");
    let conn = rusqlite::Connection::open(folder.path().join("central.db")).unwrap();
    conn.execute("update enrol_code set expires_ms = expires_ms - 15 * 60 * 1000", []).unwrap();
    Device::new(1).enrol(&running, code).is_problem(410, "code_invalid");
    let known: i64 = conn.query_row("select count(*) from device_key", [], |row| row.get(0)).unwrap();
    assert_eq!(known, 0);
}

#[test]
fn an_enrolment_must_be_signed_with_the_key_it_brings_and_counts_once() {
    let folder = tempfile::tempdir().unwrap();
    let running = start(folder.path());
    let (ours, other) = (Device::new(1), Device::new(2));
    let body = ours.enrolment(code_at(folder.path(), "3"));
    call(&running, "POST", "/v1/enrol", "", &body).is_problem(401, "signature_missing");
    other.call(&running, "POST", "/v1/enrol", "", &body).is_problem(401, "signature_invalid");
    let signed = ours.sign_at(&running, "POST", "/v1/enrol", &body, now_ms() / 1000);
    assert_eq!(call(&running, "POST", "/v1/enrol", &lines(&signed), &body).status, 201);
    call(&running, "POST", "/v1/enrol", &lines(&signed), &body).is_problem(401, "replayed");
    ours.call(&running, "POST", "/v1/enrol", "", b"{").is_problem(400, "malformed");
}

#[test]
fn a_device_enrols_again_with_a_new_key_and_stays_itself() {
    let folder = tempfile::tempdir().unwrap();
    let running = start(folder.path());
    let old = Device::enrolled(&running, folder.path(), 1, "erbil-1", "3");
    let known = devices(folder.path());
    let device: DeviceId = known[0]["device"].as_str().unwrap().parse().unwrap();
    let new = Device::new(2);
    let enrol = |code, device_id| {
        let enrol = Enrol { code, device_public_key: new.key.public(), device_id, hardware: Hardware::default() };
        new.call(&running, "POST", "/v1/enrol", "", &serde_json::to_vec(&enrol).unwrap())
    };
    // In another centre the identity is not for the taking.
    enrol(code(folder.path(), "duhok-1", "1"), Some(device)).is_problem(409, "device_elsewhere");
    let enrolled: Enrolled = serde_json::from_slice(&enrol(code_at(folder.path(), "3"), Some(device)).body).unwrap();
    assert_eq!(enrolled.device_id, device);
    assert_eq!(new.push(&running, &batch(1), "").status, 200);
    old.push(&running, &batch(2), "").is_problem(403, "key_revoked");
}

fn devices(folder: &std::path::Path) -> Vec<serde_json::Value> {
    let database = format!("sqlite:{}", folder.join("central.db").display());
    let (_, out, _) = command(&["kiosk", "list", "--json", "--database", &database]);
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_revoked_device_is_refused_from_the_next_request_on() {
    let folder = tempfile::tempdir().unwrap();
    let running = start(folder.path());
    let device = Device::enrolled(&running, folder.path(), 1, "erbil-1", "3");
    assert_eq!(device.push(&running, &batch(1), "").status, 200);
    let id = devices(folder.path())[0]["device"].as_str().unwrap().to_owned();
    let database = format!("sqlite:{}", folder.path().join("central.db").display());
    let revoke = || command(&["kiosk", "revoke", &id, "--database", &database]);
    assert_eq!(revoke().1, format!("{id} is revoked\n"));
    device.push(&running, &batch(2), "").is_problem(403, "key_revoked");
    device.get(&running, "/v1/sync/changes").is_problem(403, "key_revoked");
    assert_eq!(revoke().0, format!("{:?}", std::process::ExitCode::from(1)), "there is nothing left to revoke");
    // The key itself never comes back, not even with a code; the slot is free for another device.
    device.enrol(&running, code_at(folder.path(), "3")).is_problem(409, "key_revoked");
    Device::enrolled(&running, folder.path(), 2, "erbil-1", "3");
}

#[test]
fn requests_are_refused_that_are_not_as_they_were_signed() {
    let folder = tempfile::tempdir().unwrap();
    let running = start(folder.path());
    let device = Device::enrolled(&running, folder.path(), 1, "erbil-1", "3");
    let (body, now) = (batch(1), now_ms() / 1000);
    let path = "/v1/sync/push";
    let signed = device.sign_at(&running, "POST", path, &body, now);
    call(&running, "POST", path, &lines(&signed), &batch(2)).is_problem(401, "signature_invalid");
    let elsewhere = device.sign_at(&running, "POST", "/v1/other", &body, now);
    call(&running, "POST", path, &lines(&elsewhere), &body).is_problem(401, "signature_invalid");
    let twice = format!("{}{}", lines(&signed), lines(&signed));
    call(&running, "POST", path, &twice, &body).is_problem(401, "signature_invalid");
    let half = format!("signature: {}\r\n", signed.signature);
    call(&running, "POST", path, &half, &body).is_problem(401, "signature_invalid");
    // Even where no signature is needed, a wrong one is refused.
    call(&running, "GET", "/healthz", &half, b"").is_problem(401, "signature_invalid");
    // A clock that is off is told central's time.
    let late = device.sign_at(&running, "POST", path, &body, now - 400);
    let answer = call(&running, "POST", path, &lines(&late), &body);
    answer.is_problem(401, "clock_skew");
    assert!((answer.json()["server_ms"].as_i64().unwrap() - now_ms()).abs() < 60_000);
    // A request that is played again takes effect once.
    assert_eq!(call(&running, "POST", path, &lines(&signed), &body).json()["results"][0]["status"], "accepted");
    assert_eq!(call(&running, "POST", path, &lines(&signed), &body).json()["results"][0]["status"], "duplicate");
}

#[test]
fn answers_are_signed_for_the_request_they_answer() {
    let folder = tempfile::tempdir().unwrap();
    let running = start(folder.path());
    let device = Device::enrolled(&running, folder.path(), 1, "erbil-1", "3");
    let path = "/v1/sync/push";
    let sign = |body: &[u8]| device.sign_at(&running, "POST", path, body, now_ms() / 1000);
    let (one, two) = (sign(&batch(1)), sign(&batch(2)));
    let answer = call(&running, "POST", path, &lines(&one), &batch(1));
    assert_eq!(answer.status, 200);
    assert!(answer.is_signed_for(&one, &device.answer_keys));
    assert!(!answer.is_signed_for(&two, &device.answer_keys));
    assert!(!answer.is_signed_for(&one, &[]));
    // Refusals too, so that nobody on the way can make a kiosk believe that it is refused.
    let bad = sign(b"{");
    let refusal = call(&running, "POST", path, &lines(&bad), b"{");
    assert_eq!(refusal.status, 400);
    assert!(refusal.is_signed_for(&bad, &device.answer_keys));
    // Whoever does not sign gets no signature.
    assert_eq!(call(&running, "GET", "/healthz", "", b"").field("signature"), None);
}

#[test]
fn the_config_bundle_proves_itself_and_has_an_etag() {
    let folder = tempfile::tempdir().unwrap();
    let running = start(folder.path());
    let trusted = Keys::load(&keys(folder.path()), now_ms()).unwrap().bundle_keys();
    let answer = call(&running, "GET", "/v1/config", "", b"");
    let signed: SignedBundle = serde_json::from_slice(&answer.body).unwrap();
    let config: ConfigBundle = signed.verify(ConfigBundle::KIND, &trusted).unwrap();
    assert!(config.ca_pem.contains("BEGIN CERTIFICATE"));
    let etag = answer.field("etag").unwrap();
    let same = call(&running, "GET", "/v1/config", &format!("if-none-match: {etag}\r\n"), b"");
    assert_eq!((same.status, same.body.len()), (304, 0));
}

#[test]
fn the_opener_opens_what_was_sealed_for_this_device_and_centre_only() {
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::load(&keys(folder.path()), now_ms()).unwrap();
    let config: ConfigBundle = keys.config().verify(ConfigBundle::KIND, &keys.bundle_keys()).unwrap();
    let sender = Sender { centre: "erbil-1".parse().unwrap(), device: DeviceId(uuid::Uuid::from_bytes([7; 16])) };
    let id = ItemId::new(1, [1; 10]);
    let context = SealContext { id, schema: "civ.birth@1", centre: &sender.centre, device: sender.device };
    let mut rng = rand::rngs::StdRng::seed_from_u64(1);
    let recipients = config.seal_keys.recipients(now_ms()).unwrap();
    let sealed = seal::seal(&context, b"answers", &[], &recipients, &mut rng).unwrap();
    let plain = Item::plain(id, DeviceSeq::FIRST, ItemKind::Request, "civ.birth@1", 1, sealed.body);
    let item = Item { seal: Some(sealed.seal), ..plain.clone() };
    let open = |sender: &Sender, item: &Item| keys.opener().open(sender, item);
    assert_eq!(open(&sender, &item).unwrap().as_slice(), b"answers");
    let broken = Err(Unopened::Seal(OpenError::Broken));
    let elsewhere = Sender { centre: "duhok-1".parse().unwrap(), ..sender.clone() };
    assert_eq!(open(&elsewhere, &item), broken);
    let another = Sender { device: DeviceId(uuid::Uuid::from_bytes([8; 16])), ..sender.clone() };
    assert_eq!(open(&another, &item), broken);
    assert_eq!(open(&sender, &Item { schema: "civ.birth@2".into(), ..item.clone() }), broken);
    assert_eq!(open(&sender, &Item { id: ItemId::new(1, [2; 10]), ..item }), broken);
    assert_eq!(open(&sender, &plain), Err(Unopened::Plain));
}

/// Central and an authority of its own each open every request with their own secret, and neither has the other's.
#[test]
fn two_holders_open_the_same_request() {
    let folder = tempfile::tempdir().unwrap();
    let keys = keys(folder.path());
    let of = |path: &std::path::Path| path.to_str().unwrap().to_owned();
    let interior = folder.path().join("interior");
    let (_, out, err) = command(&["key", "holder", "interior", "--keys", &of(&interior), "--suite", "xwing"]);
    assert!(out.contains("public.json"), "{out}{err}");
    let public = of(&interior.join("public.json"));
    let (_, out, err) = command(&["key", "add", "--keys", &of(&keys), "--public", &public]);
    assert!(out.contains("interior"), "{out}{err}");
    assert!(command(&["key", "list", "--keys", &of(&keys)]).1.contains("interior"));

    // What a kiosk does with the bundle that central hands out now.
    let running = start(folder.path());
    let device = Device::enrolled(&running, folder.path(), 1, "erbil", "1");
    let trusted = Keys::load(&keys, now_ms()).unwrap().bundle_keys();
    let signed: SignedBundle = serde_json::from_slice(&call(&running, "GET", "/v1/config", "", b"").body).unwrap();
    let config: ConfigBundle = signed.verify(ConfigBundle::KIND, &trusted).unwrap();
    let recipients = config.seal_keys.recipients(now_ms()).unwrap();
    assert_eq!(recipients.iter().map(|key| &*key.holder).collect::<Vec<_>>(), ["intake", "interior"]);
    let id = ItemId::new(1_700_000_000_000, [7; 10]);
    let centre = "erbil".parse().unwrap();
    let own = devices(folder.path()).remove(0)["device"].as_str().unwrap().parse().unwrap();
    let context = SealContext { id, schema: "civ.birth@1", centre: &centre, device: own };
    let mut rng = rand::rngs::StdRng::seed_from_u64(1);
    let body = common::request().body;
    let sealed = seal::seal(&context, body.as_bytes(), &[], &recipients, &mut rng).unwrap();
    let item = Item {
        seal: Some(sealed.seal),
        reference: common::request().reference,
        ..Item::plain(id, DeviceSeq::FIRST, ItemKind::Request, "civ.birth@1", 1, sealed.body)
    };
    let taken = device.push(&running, &common::batch(vec![item]), "").json();
    assert_eq!(taken["results"][0]["status"], "accepted", "{taken}");

    let database = format!("sqlite:{}", folder.path().join("central.db").display());
    let name = |keys: &std::path::Path| {
        let (_, out, _) = command(&["show", &id.to_string(), "--keys", &of(keys), "--database", &database]);
        serde_json::from_str::<serde_json::Value>(&out).unwrap()["content"]["answers"]["person.name"].clone()
    };
    assert_eq!(name(&keys), "Azad-marker");
    assert_eq!(name(&interior), "Azad-marker");
    let (_, exported, _) = command(&["export", "--database", &database]);
    assert!(!exported.contains("Azad-marker"));
    // The authority is elsewhere: it has the export and its own folder, and no database.
    let open = |keys: &std::path::Path| {
        use std::io::Write as _;
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_central"))
            .args(["open", "--keys", &of(keys)])
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        program.stdin.take().unwrap().write_all(exported.as_bytes()).unwrap();
        let done = program.wait_with_output().unwrap();
        (done.status.code(), String::from_utf8(done.stdout).unwrap())
    };
    let (code, opened) = open(&interior);
    assert!(code == Some(0) && opened.contains("Azad-marker"), "{code:?} {opened}");
    // A third holder has nothing to open.
    let stranger = folder.path().join("stranger");
    command(&["key", "holder", "stranger", "--keys", &of(&stranger)]);
    let (code, opened) = open(&stranger);
    assert!(code == Some(1) && !opened.contains("Azad-marker"), "{code:?} {opened}");
    let (_, out, err) = command(&["key", "remove", "interior", "--keys", &of(&keys)]);
    assert!(out.contains("removed"), "{out}{err}");
}

#[test]
fn a_kiosk_is_told_the_keys_of_its_own_centre() {
    let folder = tempfile::tempdir().unwrap();
    let running = start(folder.path());
    let here = Device::enrolled(&running, folder.path(), 1, "erbil-1", "3");
    let beside = Device::enrolled(&running, folder.path(), 2, "erbil-1", "4");
    let elsewhere = Device::enrolled(&running, folder.path(), 3, "duhok-1", "1");
    let trusted = Keys::load(&keys(folder.path()), now_ms()).unwrap().bundle_keys();
    let path = "/v1/receipt-keys";
    call(&running, "GET", path, "", b"").is_problem(401, "signature_missing");
    let told = |device: &Device| {
        let answer = device.get(&running, path);
        assert_eq!(answer.status, 200);
        let signed: SignedBundle = serde_json::from_slice(&answer.body).unwrap();
        let keys: KeySet = signed.verify(SignedBundle::RECEIPT_KEYS, &trusted).unwrap();
        (keys, answer.field("etag").unwrap().to_owned())
    };
    let (keys, etag) = told(&here);
    let named: Vec<_> = keys.iter().map(|key| (key.public, key.owner.clone().unwrap())).collect();
    let [own, other] = [&here, &beside].map(|device| device.key.public());
    assert_eq!(named, [(own, "erbil-1/3".to_owned()), (other, "erbil-1/4".to_owned())]);
    assert_eq!(told(&elsewhere).0.iter().count(), 1);
    let same = here.call(&running, "GET", path, &format!("if-none-match: {etag}\r\n"), b"");
    assert_eq!((same.status, same.body.len()), (304, 0));
    // A key that is revoked stays, and ends.
    let database = format!("sqlite:{}", folder.path().join("central.db").display());
    let id = devices(folder.path()).into_iter().find(|device| device["slot"] == "4").unwrap();
    command(&["kiosk", "revoke", id["device"].as_str().unwrap(), "--database", &database]);
    let (keys, newer) = told(&here);
    assert_ne!(newer, etag);
    let ended: Vec<bool> = keys.iter().map(|key| key.window.not_after_ms < i64::MAX).collect();
    assert_eq!(ended, [false, true]);
}
