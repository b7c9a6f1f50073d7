//! What a kiosk and central tell one another without any citizen: signed heads of the audit chain and its health one way, the
//! signed catalogue the other. Real kiosks, a real central, real HTTP, the real commands.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::time::Duration;

use clap::Parser as _;
use common::{PATIENCE, Rows, everything, wait_for, wishes};
use jiff::Timestamp;
use kiosk::catalogue::ServiceId;
use kiosk::cli::demo::{Everything, Wishes, central_config};
use kiosk::clock::SystemClock;
use kiosk::i18n::Language;
use kiosk::kiosk::{Rhythm, enrol};
use kiosk_central::command::{Arguments, run};
use kiosk_central::store::calls::{Asked, Calls as _};
use kiosk_central::store::registry::{Registry as _, issue_code};
use kiosk_central::{Running, Server};
use serde_json::Value;

/// What takes an hour takes a fifth of a second.
fn brisk() -> Rhythm {
    let moment = Duration::from_millis(200);
    Rhythm { head_every: moment, day_every: Duration::from_millis(50), ask_every: moment, ..Rhythm::default() }
}

fn ticket(everything: &Everything) {
    let service = ServiceId::new(common::SERVICE);
    everything.runtime().block_on(everything.kiosk().issue_ticket(&service, Language::AR, None)).unwrap();
}

/// `central audit verify`: whether it found all whole, and what it said.
fn central_audit(folder: &Path) -> (bool, String) {
    let database = format!("sqlite:{}", folder.join("central.db").display());
    let keys = folder.join("central-keys");
    let words = ["central", "audit", "verify", "--database", &database, "--keys", keys.to_str().unwrap()];
    let (mut out, mut error) = (Vec::new(), Vec::new());
    let code = run(Arguments::parse_from(words), &mut out, &mut error);
    (code == ExitCode::SUCCESS, String::from_utf8([out, error].concat()).unwrap())
}

/// `kiosk audit verify`, the same way.
fn kiosk_audit(folder: &Path) -> (bool, String) {
    let config = folder.join("kiosk-config.toml");
    fs::write(&config, format!("[store]\nstate_dir = \"{}\"\n", folder.join("state").display())).unwrap();
    let output =
        Command::new(env!("CARGO_BIN_EXE_kiosk")).args(["audit", "verify", "--config"]).arg(&config).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

/// How many heads central has taken into its chain.
fn heads_at_central(folder: &Path) -> i64 {
    Rows::open(&folder.join("central.db")).number("select count(*) from item where kind = 'audit_head'")
}

fn signed_heads(folder: &Path) -> i64 {
    Rows::of_kiosk(folder).number("select count(*) from audit_head")
}

#[test]
fn heads_reach_central_and_both_chains_are_whole_until_somebody_edits_them() {
    let (_temporary, folder) = common::folder();
    let start = || Wishes { folder: Some(folder.clone()), rhythm: brisk(), ..wishes() };
    let kiosk = everything(start());
    ticket(&kiosk);
    wait_for("a first head at central", || heads_at_central(&folder) >= 1);
    ticket(&kiosk);
    wait_for("a second head at central", || heads_at_central(&folder) >= 2);
    kiosk.drained(PATIENCE).unwrap();
    let (whole, said) = central_audit(&folder);
    assert!(whole && said.contains("signed heads of 1 kiosk chains"), "{said}");

    // Its key is revoked and it is let in again with another: the heads under the first key still count.
    let device = kiosk.kiosk().store().device().clone();
    let (store, now) = (kiosk.central_store().unwrap(), Timestamp::now().as_millisecond());
    kiosk.runtime().block_on(store.revoke(device.id, now)).unwrap();
    let code = kiosk.runtime().block_on(issue_code(&store, device.centre, device.slot.get(), now)).unwrap();
    let config = kiosk.kiosk().config().clone();
    kiosk.runtime().block_on(enrol(&config, code, Arc::new(SystemClock))).unwrap();
    let address = kiosk.central_address();
    drop((store, kiosk));
    let before = signed_heads(&folder);
    let kiosk = everything(Wishes { central_address: Some(address), ..start() });
    ticket(&kiosk);
    wait_for("a head under the new key", || signed_heads(&folder) > before);
    kiosk.drained(PATIENCE).unwrap();
    wait_for("it is at central", || heads_at_central(&folder) > before);
    kiosk.drained(PATIENCE).unwrap();
    drop(kiosk);
    let (whole, said) = central_audit(&folder);
    assert!(whole, "{said}");
    let (whole, said) = kiosk_audit(&folder);
    assert!(whole && said.contains(&format!("{} signed heads", signed_heads(&folder))), "{said}");
    let keys = fs::read_to_string(folder.join("state/device.keys")).unwrap();
    assert_eq!(keys.lines().count(), 2, "{keys}");

    // Without the first key its heads are nobody's.
    fs::write(folder.join("state/device.keys"), keys.lines().next_back().unwrap()).unwrap();
    let (whole, said) = kiosk_audit(&folder);
    assert!(!whole && said.contains("no key of this device"), "{said}");
    fs::write(folder.join("state/device.keys"), &keys).unwrap();
    assert!(kiosk_audit(&folder).0);
    // And a head that is taken out of central's custody is missed.
    let central = rusqlite::Connection::open(folder.join("central.db")).unwrap();
    central.execute("delete from item where kind = 'audit_head' and device_seq = (select min(device_seq) from item where kind = 'audit_head')", []).unwrap();
    let (whole, said) = central_audit(&folder);
    assert!(!whole && said.contains("no longer in custody"), "{said}");
}

/// What `central centre show` says of the first device of the kiosk's centre.
fn health_at_central(kiosk: &Everything) -> Value {
    let database = format!("sqlite:{}", kiosk.central_database().display());
    let centre = kiosk.kiosk().store().device().centre.to_string();
    let (mut out, mut error) = (Vec::new(), Vec::new());
    run(Arguments::parse_from(["central", "centre", "show", &centre, "--database", &database]), &mut out, &mut error);
    assert!(error.is_empty(), "{}", String::from_utf8_lossy(&error));
    let shown: Value = serde_json::from_slice(&out).unwrap();
    shown["devices"][0].clone()
}

#[test]
fn central_hears_how_the_kiosk_is_and_hears_it_again() {
    let moment = Duration::from_millis(100);
    let rhythm = Rhythm { report_first: moment, report_every: moment, ..Rhythm::default() };
    let mut kiosk = everything(Wishes { rhythm, ..wishes() });
    wait_for("a report of a ready printer", || health_at_central(&kiosk)["report"]["printer"] == "ready");
    kiosk.drained(PATIENCE).unwrap();
    wait_for("a report of an empty queue", || health_at_central(&kiosk)["report"]["queued"] == 0);
    let device = health_at_central(&kiosk);
    assert_eq!(device["device"], kiosk.kiosk().store().device().id.to_string());
    let report = &device["report"];
    assert_eq!((&report["version"], &report["paper"]), (&env!("CARGO_PKG_VERSION").into(), &"enough".into()));
    assert_eq!((&report["room"], &report["seals"], &report["aside"]), (&"requests".into(), &true.into(), &0.into()));
    assert_eq!(report["clock_trusted"], true, "central has told its time: {report}");
    assert!(report["clock_offset_ms"].as_i64().unwrap().abs() < 5_000, "one machine has one time: {report}");
    assert!(report["disk_free_mb"].as_u64().unwrap() > 0, "{report}");
    for member in ["oldest_s", "frame_s", "tickets_left", "up_s"] {
        assert!(report.get(member).is_some(), "{member}: {report}");
    }

    // While central is away a ticket waits; the next report after that has another moment.
    kiosk.stop_central();
    ticket(&kiosk);
    let before = health_at_central(&kiosk)["at_ms"].as_i64().unwrap();
    kiosk.start_central().unwrap();
    wait_for("a newer report", || health_at_central(&kiosk)["at_ms"].as_i64().unwrap() > before);
    kiosk.drained(PATIENCE).unwrap();
}

#[test]
fn a_call_for_a_person_is_open_at_central_until_somebody_came() {
    let kiosk = everything(wishes());
    let calls = |all| {
        let store = kiosk.central_store().unwrap();
        let now = Timestamp::now().as_millisecond();
        kiosk.runtime().block_on(store.calls(Asked { centre: None, all }, 10, now)).unwrap()
    };
    kiosk.runtime().block_on(kiosk.kiosk().call_staff("question")).unwrap();
    wait_for("the call at central", || calls(false).len() == 1);
    let device = kiosk.kiosk().store().device().clone();
    let call = calls(false).remove(0);
    assert_eq!((call.device, call.centre), (device.id, device.centre));
    assert_eq!((&*call.screen, call.slot), ("question", Some(device.slot.get())));
    // What the staff screen does; nobody is told twice.
    assert_eq!(kiosk.kiosk().store().answer_calls().wait().unwrap(), 1);
    wait_for("the answer at central", || calls(false).is_empty());
    assert_eq!(kiosk.kiosk().store().answer_calls().wait().unwrap(), 0);
    kiosk.drained(PATIENCE).unwrap();
    let all = calls(true);
    assert!(all.len() == 1 && all[0].answered_ms.is_some(), "{all:?}");
    let items = Rows::open(&kiosk.central_database()).number("select count(*) from item where kind = 'ticket_event'");
    assert_eq!(items, 2, "the call, and one word that somebody came");
}

/// A central that hands out the catalogue in `folder/NAME`.
fn central(at: SocketAddr, folder: &Path, name: &str) -> Running {
    let mut config = central_config(at, folder).unwrap();
    config.catalogue_dir = Some(folder.join(name));
    Server::start(config).unwrap()
}

/// The catalogue of the package under another version, with a last word in its first file.
fn catalogue(folder: &Path, version: &str, more: &str) {
    let (from, to) = (common::root().join("assets/catalogue"), folder.join(version));
    fs::create_dir_all(to.join("services")).unwrap();
    for file in files(&from) {
        let mut text = fs::read_to_string(from.join(&file)).unwrap();
        if file == Path::new("catalogue.toml") {
            let changed = text.replace("version = \"2026.1-sample\"", &format!("{more}\nversion = \"{version}\""));
            assert_ne!(changed, text);
            text = changed;
        }
        fs::write(to.join(file), text).unwrap();
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let toml = |sub: &str| {
        let entries = fs::read_dir(folder.join(sub)).unwrap().map(|entry| entry.unwrap().path());
        let files = entries.filter(|path| path.extension().is_some_and(|end| end == "toml"));
        files.map(|path| path.strip_prefix(folder).unwrap().to_owned()).collect::<Vec<_>>()
    };
    [toml(""), toml("services")].concat()
}

/// How often central has handed its catalogue out since it started, by its own counting.
fn handed_out(at: SocketAddr) -> u64 {
    let mut line = TcpStream::connect(at).unwrap();
    line.write_all(b"GET /metrics HTTP/1.1\r\nHost: central\r\nConnection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    line.read_to_string(&mut text).unwrap();
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");
    let counted =
        |line: &&str| line.contains("/v1/catalogue\"") && line.contains("\"200\"") && !line.contains("_bucket");
    text.lines().find(counted).map_or(0, |line| line.rsplit(' ').next().unwrap().parse().unwrap())
}

fn kept(folder: &Path) -> (i64, i64) {
    let rows = Rows::of_kiosk(folder);
    let count = |age| rows.number(&format!("select count(*) from bundle where kind = 'catalogue' and age = {age}"));
    (count(0), count(1))
}

fn etag(folder: &Path) -> Option<String> {
    Rows::of_kiosk(folder).texts("select etag from bundle where kind = 'catalogue' and age = 0").pop()
}

/// Somebody changes a byte of what is kept.
fn tamper(folder: &Path, age: i64) {
    let conn = rusqlite::Connection::open(folder.join("state/kiosk.db")).unwrap();
    let sql = "select signed from bundle where kind = 'catalogue' and age = ?1";
    let signed: Vec<u8> = conn.query_row(sql, [age], |row| row.get(0)).unwrap();
    let mut json: Value = serde_json::from_slice(&signed).unwrap();
    let payload = json["payload"].as_str().unwrap().to_owned();
    let mut bytes = data_encoding::BASE64.decode(payload.as_bytes()).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    json["payload"] = data_encoding::BASE64.encode(&bytes).into();
    let altered = serde_json::to_vec(&json).unwrap();
    let sql = "update bundle set signed = ?2 where kind = 'catalogue' and age = ?1";
    assert_eq!(conn.execute(sql, (age, altered)).unwrap(), 1);
}

#[test]
fn central_s_catalogue_is_kept_used_from_the_next_start_and_never_believed_when_altered() {
    let (_temporary, folder) = common::folder();
    for version in ["2026.2-test", "2026.3-test"] {
        catalogue(&folder, version, "");
    }
    // Of a form that only a later program knows.
    catalogue(&folder, "2027.1-later", "of_a_later_program = true");
    let at = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let start = || {
        let rhythm = brisk();
        everything(Wishes {
            folder: Some(folder.clone()),
            central: false,
            central_address: Some(at),
            rhythm,
            ..wishes()
        })
    };
    let version = |kiosk: &Everything| kiosk.kiosk().catalogue().version.clone();
    let says = |kiosk: &Everything| {
        kiosk.started.warnings.0.iter().any(|problem| problem.to_string().contains("central's catalogue is not used"))
    };

    let server = central(at, &folder, "2026.2-test");
    let kiosk = start();
    wait_for("the catalogue is kept", || kept(&folder) == (1, 0));
    let packaged = version(&kiosk);
    assert_eq!(packaged, "2026.1-sample", "services do not change under a citizen");
    drop(kiosk);
    let kiosk = start();
    assert_eq!((version(&kiosk).as_str(), says(&kiosk)), ("2026.2-test", false));
    server.shutdown();
    // The next one comes while the kiosk runs.
    let server = central(at, &folder, "2026.3-test");
    wait_for("the next one is kept, and the one before", || kept(&folder) == (1, 1));
    let third = etag(&folder);
    server.shutdown();
    // One of a form that this program does not know is asked for, refused, and costs nothing.
    let server = central(at, &folder, "2027.1-later");
    wait_for("the later one has been handed out twice", || handed_out(at) >= 2);
    assert_eq!((kept(&folder), etag(&folder)), ((1, 1), third.clone()));
    drop(kiosk);
    server.shutdown();
    let kiosk = start();
    assert_eq!((version(&kiosk).as_str(), says(&kiosk)), ("2026.3-test", false));
    drop(kiosk);

    // Altered on the disk: the one before serves, and staff are told.
    tamper(&folder, 0);
    let kiosk = start();
    assert_eq!((version(&kiosk).as_str(), says(&kiosk)), ("2026.2-test", true));
    ticket(&kiosk);
    drop(kiosk);
    tamper(&folder, 1);
    let kiosk = start();
    assert_eq!((version(&kiosk), says(&kiosk)), (packaged, true));
    ticket(&kiosk);
    // Central still has it: what was altered is asked for again, although it bears the same name.
    let server = central(at, &folder, "2026.3-test");
    wait_for("it is handed out again", || handed_out(at) >= 1);
    wait_for("and then no more", || {
        let before = handed_out(at);
        std::thread::sleep(Duration::from_millis(600));
        handed_out(at) == before
    });
    assert_eq!(etag(&folder), third);
    drop(kiosk);
    let kiosk = start();
    assert_eq!((version(&kiosk).as_str(), says(&kiosk)), ("2026.3-test", false));
    drop((kiosk, server));
}

#[test]
fn another_catalogue_is_told_and_not_found_an_hour_later() {
    let (_temporary, folder) = common::folder();
    for version in ["2026.2-test", "2026.3-test"] {
        catalogue(&folder, version, "");
    }
    let at = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let server = central(at, &folder, "2026.2-test");
    // It asks by itself once an hour.
    let rhythm = Rhythm { ask_within: Duration::from_millis(100), ..Rhythm::default() };
    let (folder_of_kiosk, central_address) = (Some(folder.clone()), Some(at));
    let kiosk = everything(Wishes { folder: folder_of_kiosk, central: false, central_address, rhythm, ..wishes() });
    wait_for("the first is kept", || kept(&folder) == (1, 0));
    // Central knows the centre by what it has sent.
    ticket(&kiosk);
    kiosk.drained(PATIENCE).unwrap();
    let first = etag(&folder);
    server.shutdown();
    let server = central(at, &folder, "2026.3-test");
    wait_for("the next is kept", || kept(&folder) == (1, 1) && etag(&folder) != first);
    drop((kiosk, server));
}

#[test]
fn a_catalogue_with_which_nothing_was_ever_shown_is_gone_back_from() {
    let (_temporary, folder) = common::folder();
    for version in ["2026.2-test", "2026.3-test", "2026.4-test"] {
        catalogue(&folder, version, "");
    }
    let at = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let start = || {
        let rhythm = brisk();
        let wishes =
            Wishes { folder: Some(folder.clone()), central: false, central_address: Some(at), rhythm, ..wishes() };
        everything(wishes)
    };
    let version = |kiosk: &Everything| kiosk.kiosk().catalogue().version.clone();
    let says = |kiosk: &Everything| {
        let told = "the kiosk began with it and showed nothing";
        kiosk.started.warnings.0.iter().any(|problem| problem.to_string().contains(told))
    };
    let shown = |kiosk: &Everything| {
        kiosk.kiosk().drawn();
        wait_for("that it is shown is noted", || {
            fs::read_to_string(folder.join("state/catalogue-tried")).is_ok_and(|noted| noted.ends_with(" shown"))
        });
    };
    let offer = |name: &str, expected: (i64, i64)| {
        let server = central(at, &folder, name);
        // There is no database before the first start.
        let before = folder.join("state/kiosk.db").exists().then(|| etag(&folder)).flatten();
        let kiosk = start();
        wait_for("the next one is kept", || kept(&folder) == expected && etag(&folder) != before);
        drop(kiosk);
        server.shutdown();
    };
    offer("2026.2-test", (1, 0));
    let kiosk = start();
    assert_eq!(version(&kiosk), "2026.2-test");
    shown(&kiosk);
    drop(kiosk);
    offer("2026.3-test", (1, 1));
    // Begun with three times; each time it ends before anything was drawn.
    for _ in 0..3 {
        let kiosk = start();
        assert_eq!((version(&kiosk).as_str(), says(&kiosk)), ("2026.3-test", false));
    }
    for _ in 0..2 {
        let kiosk = start();
        assert_eq!(
            (version(&kiosk).as_str(), says(&kiosk)),
            ("2026.2-test", true),
            "the one before, and staff are told"
        );
        // That the one before is shown makes the newest no better.
        kiosk.kiosk().drawn();
        ticket(&kiosk);
    }
    // The next that central offers is tried, and what was shown once is never counted again.
    offer("2026.4-test", (1, 1));
    for turn in 0..5 {
        let kiosk = start();
        assert_eq!((version(&kiosk).as_str(), says(&kiosk)), ("2026.4-test", false), "start {turn}");
        if turn == 0 {
            shown(&kiosk);
        }
    }
}
