//! What central sends to a kiosk that runs, on the real programs: another catalogue with other texts, and commands. None of
//! it reaches into a visit.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod real_window;

use std::fs;
use std::io::Read as _;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::ExitCode;
use std::thread::sleep;
use std::time::Duration;

use clap::Parser as _;
use kiosk::cli::demo::{Everything, Wishes, central_config};
use kiosk::config::Config;
use kiosk::config::data::DataDir;
use kiosk::device::virtual_::{VirtualPrinter, VirtualPrinterConfig};
use kiosk_central::command::{Arguments, run};
use kiosk_central::{Running, Server};
use real_window::display::{Display, Key};
use real_window::service::Service;
use real_window::{GUARD, PATIENCE, wait_for};

/// What the way to a ticket is called by central.
const RENAMED: &str = "A number for the queue";

/// A kiosk that was let in at a central which does not run yet.
fn enrolled(at: SocketAddr) -> Service {
    let display = Display::virtual_screen(1080, 1920);
    let folder = display.folder();
    let printer = VirtualPrinter::start(VirtualPrinterConfig::default()).unwrap();
    let text = format!(
        "[central]\nurl = \"http://{at}\"\n[store]\nstate_dir = \"{}\"\n[speech]\noutput = \"log:{}\"\n\
         [printer]\nport = \"{}\"\nbaud = 460800\n",
        folder.join("state").display(),
        folder.join("speech.log").display(),
        printer.path().display()
    );
    let config = folder.join("kiosk-config.toml");
    fs::write(&config, &text).unwrap();
    let wishes = Wishes { folder: Some(folder), central: false, central_address: Some(at), ..Wishes::default() };
    let virtual_only = Config { printer: kiosk::config::Printer::default(), ..Config::load(&config).unwrap() };
    drop(Everything::start(virtual_only, DataDir::find(None).unwrap(), wishes).unwrap());
    let _ = fs::remove_file(display.folder().join("speech.log"));
    Service::run(display, printer, config)
}

fn free() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

fn central(at: SocketAddr, folder: &Path, catalogue: Option<&str>) -> Running {
    let mut config = central_config(at, folder).unwrap();
    config.catalogue_dir = catalogue.map(|name| folder.join(name));
    Server::start(config).unwrap()
}

/// `central`, as an operator types it.
fn typed(folder: &Path, words: &[&str]) -> (bool, String) {
    let database = format!("sqlite:{}", folder.join("central.db").display());
    let words = ["central"].iter().chain(words).copied().chain(["--database", &database]);
    let (mut out, mut error) = (Vec::new(), Vec::new());
    let code = run(Arguments::parse_from(words), &mut out, &mut error);
    (code == ExitCode::SUCCESS, String::from_utf8([out, error].concat()).unwrap())
}

/// Orders something; gives the order's id.
fn order(folder: &Path, device: &str, what: &[&str]) -> String {
    let (done, told) = typed(folder, &[&["kiosk", "command", device], what, &["--by", "operator-7"]].concat());
    assert!(done, "{told}");
    told.lines().next().unwrap().to_owned()
}

/// Waits for what became of an order.
fn outcome(folder: &Path, id: &str) -> String {
    wait_for(&format!("what became of {id}"), || {
        let (done, told) = typed(folder, &["kiosk", "result", id]);
        assert!(done, "{told}");
        (!told.contains("waits")).then_some(told)
    })
}

fn device(folder: &Path) -> String {
    let (_, told) = typed(folder, &["kiosk", "list", "--json"]);
    let line: serde_json::Value = serde_json::from_str(told.lines().next().unwrap()).unwrap();
    line["device"].as_str().unwrap().to_owned()
}

/// The package's catalogue under another version, with one text of the screens changed.
fn catalogue(folder: &Path, version: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (from, to) = (root.join("assets/catalogue"), folder.join(version));
    for sub in ["", "services"] {
        fs::create_dir_all(to.join(sub)).unwrap();
        for file in fs::read_dir(from.join(sub)).unwrap().map(|entry| entry.unwrap().path()) {
            if file.extension().is_some_and(|end| end == "toml") {
                let text = fs::read_to_string(&file).unwrap().replace("2026.1-sample", version);
                fs::write(to.join(sub).join(file.file_name().unwrap()), text).unwrap();
            }
        }
    }
    fs::create_dir_all(to.join("texts/en")).unwrap();
    let text = fs::read_to_string(root.join("locales/en/ui.ftl")).unwrap();
    let renamed = text.replace("home-ticket = Queue ticket only", &format!("home-ticket = {RENAMED}"));
    assert_ne!(renamed, text);
    fs::write(to.join("texts/en/ui.ftl"), renamed).unwrap();
}

/// To the end of a visit with a ticket, from its services.
fn ticket(kiosk: &mut Service, sheets: usize) {
    kiosk.go("service.birth_certificate", "ticket");
    assert_eq!(kiosk.printer.wait_for_sheets(sheets, PATIENCE).len(), sheets);
    kiosk.go("action.finish", "rating");
    kiosk.go("action.skip", "wiped");
}

#[test]
fn another_catalogue_with_other_texts_is_taken_between_two_visits() {
    let at = free();
    let mut kiosk = enrolled(at);
    let folder = kiosk.display.folder();
    catalogue(&folder, "2026.2-test");
    kiosk.go("language.en", "home");
    let before = kiosk.speech.lines();
    assert!(!before.iter().any(|line| line.to_string().contains(RENAMED)));
    let server = central(at, &folder, Some("2026.2-test"));
    wait_for("the catalogue is kept", || kiosk.log().contains("catalogue.kept").then_some(()));
    kiosk.go("home.ticket", "ticket-services");
    sleep(Duration::from_secs(1));
    assert_eq!(kiosk.begins_anew(), 0, "{}", kiosk.log());
    ticket(&mut kiosk, 1);
    kiosk.hears("RELOADING=1");
    kiosk.hears("READY=1");
    kiosk.twin.expect("attract");
    kiosk.speech.screen("attract");
    kiosk.go("language.en", "home");
    sleep(GUARD);
    wait_for("the new text, under the focus", || {
        kiosk.display.key(Key::Down);
        kiosk.speech.focus().to_string().contains(RENAMED).then_some(())
    });
    assert_eq!(fs::read_to_string(folder.join("state/catalogue-tried")).unwrap().split(' ').next_back(), Some("shown"));
    drop(server);
}

#[test]
fn orders_are_carried_out_once_between_visits_and_told() {
    let at = free();
    let mut kiosk = enrolled(at);
    let folder = kiosk.display.folder();
    let server = central(at, &folder, None);
    let device = device(&folder);
    kiosk.go("language.en", "home");
    kiosk.go("home.ticket", "ticket-services");

    // A lock and a test page, in the middle of a visit: it ends with its ticket all the same.
    let lock = order(&folder, &device, &["lock", "--reason", "later"]);
    let page = order(&folder, &device, &["test-page"]);
    assert!(outcome(&folder, &lock).contains("locked for whoever comes from now on"));
    ticket(&mut kiosk, 1);
    assert!(outcome(&folder, &page).contains("printed, and proven by the printer"));
    assert_eq!(kiosk.printer.sheets().len(), 2);
    kiosk.twin.expect("attract");
    kiosk.speech.screen("attract");

    // Who comes now reads that it is locked, until it is reopened.
    kiosk.touch("language.en", "paused");
    let told = kiosk.speech.lines().pop().unwrap().to_string();
    assert!(told.contains("opens again later today"), "{told}");
    let reopen = order(&folder, &device, &["reopen"]);
    assert!(outcome(&folder, &reopen).contains("open"));
    kiosk.twin.expect("home");
    kiosk.go("header.finish", "finish");
    kiosk.go("finish.yes", "wiped");
    kiosk.twin.expect("attract");
    kiosk.speech.screen("attract");
    kiosk.go("language.en", "home");
    kiosk.go("home.ticket", "ticket-services");
    ticket(&mut kiosk, 3);

    let reload = order(&folder, &device, &["reload"]);
    assert!(outcome(&folder, &reload).contains("nothing has changed"));
    kiosk.write("buad = 1\n");
    let refused = outcome(&folder, &order(&folder, &device, &["reload"]));
    assert!(refused.contains("not done") && refused.contains("printer.buad"), "{refused}");

    let bundle = order(&folder, &device, &["bundle"]);
    assert!(outcome(&folder, &bundle).contains("bytes"));
    let file = folder.join("sent.json.gz");
    let (done, told) = typed(&folder, &["kiosk", "result", &bundle, "--out", file.to_str().unwrap()]);
    assert!(done, "{told}");
    let mut text = String::new();
    flate2::read::GzDecoder::new(fs::File::open(&file).unwrap()).read_to_string(&mut text).unwrap();
    let sent: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(sent["store"]["device"], device.as_str());

    // Who does not exist is not ordered about; what was ordered is listed and in the audit chains of both sides.
    let (done, told) =
        typed(&folder, &["kiosk", "command", "01890a5d-ac96-774b-bcce-b302099a8057", "bundle", "--by", "x"]);
    assert!(!done && told.contains("no such kiosk"), "{told}");
    let (_, listed) = typed(&folder, &["kiosk", "commands"]);
    assert_eq!(listed.lines().filter(|line| line.contains("operator-7")).count(), 6, "{listed}");
    let rows = rusqlite::Connection::open(folder.join("central.db")).unwrap();
    let count = |sql: &str| rows.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("select count(*) from audit where entry like '%\"event\":\"command\"%'"), 6);
    assert_eq!(count("select count(*) from audit where entry like '%command_ended%'"), 6);
    let own = rusqlite::Connection::open(folder.join("state/kiosk.db")).unwrap();
    let own = |sql: &str| own.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(own("select count(*) from audit where cast(event as text) like '%\"commanded\"%operator-7%'"), 6);
    assert_eq!(own("select count(*) from audit where cast(event as text) like '%command_ended%'"), 6);
    assert_eq!(kiosk.printer.sheets().len(), 3);
    assert!(!kiosk.log().contains("panicked"), "{}", kiosk.log());
    drop(server);
}
