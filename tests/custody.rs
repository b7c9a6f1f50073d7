//! Custody: nothing that a citizen has said can be read on a stolen kiosk, and nothing is lost or doubled by keys, clocks
//! or strangers. Real kiosks, a real central, real HTTP, and TLS where it matters.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod common;
#[path = "custody/memory.rs"]
mod memory;
#[path = "needed/mod.rs"]
mod needed;
#[path = "custody/recorder.rs"]
mod recorder;

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use common::{PATIENCE, Rows, Wrong, citizen, config, data, everything, found_in_files, wait_for, wishes};
use jiff::Timestamp;
use kiosk::catalogue::ServiceId;
use kiosk::cli::demo::{Everything, Player, Wishes, central_config};
use kiosk::clock::{Clock, SystemClock};
use kiosk::i18n::Language;
use kiosk::kiosk::enrol;
use kiosk::store::{NewSubmission, StoreError};
use kiosk::sync::Link;
use kiosk_central::Server;
use kiosk_central::store::registry::{Registry as _, issue_code};
use kiosk_protocol::ItemId;
use nix::sys::signal::Signal;
use nix::unistd::Pid;
use recorder::Recorder;

const CHILD: &str = "KIOSK_CUSTODY_CHILD";

fn wrong_until(text: &str) -> Arc<dyn Clock> {
    Arc::new(Wrong(Timestamp::now().duration_until(text.parse().unwrap())))
}

fn link(everything: &Everything) -> &'static str {
    everything.kiosk().sync().link.name()
}

fn queued(everything: &Everything) -> u64 {
    everything.runtime().block_on(everything.kiosk().store().figures()).unwrap().queued
}

/// A request that central finds in order, with this answer in it.
fn submit(everything: &Everything, answer: &str) -> Result<ItemId, StoreError> {
    let new = NewSubmission { with_ticket: true, ..common::request_with(answer) };
    let done = everything.runtime().block_on(everything.kiosk().store().submit(new))?;
    Ok(done.id)
}

fn ticket(everything: &Everything) {
    let service = ServiceId::new(common::SERVICE);
    everything.runtime().block_on(everything.kiosk().issue_ticket(&service, Language::AR, None)).unwrap();
}

/// Letters that nobody has ever written in this order, from keys of the first page of the keyboard.
fn marker() -> String {
    let letters: Vec<char> = "کرمنلسبدشت".chars().collect();
    (0..14).map(|_| letters[rand::random_range(0..letters.len())]).collect()
}

/// The kiosk that starts afresh on the state of another: it opens everything and then waits.
#[test]
fn the_fresh_kiosk() {
    let Some(folder) = std::env::var_os(CHILD) else { return };
    let everything = everything(Wishes { folder: Some(PathBuf::from(folder)), central: false, ..wishes() });
    let rows = everything.runtime().block_on(everything.kiosk().store().outbox_list()).unwrap();
    let due = everything.runtime().block_on(everything.kiosk().store().due(100, usize::MAX)).unwrap();
    println!("fresh-ready {} {}", rows.len(), due.items.len());
    std::thread::park();
}

/// Starts the kiosk in a process of its own, and gives what it has read and whether its memory holds the marker.
fn fresh_process_has(folder: &Path, marker: &str) -> (String, usize) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_fresh_kiosk", "--nocapture", "--test-threads=1"])
        .env(CHILD, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let ready = lines.map_while(Result::ok).find_map(|line| Some(line[line.find("fresh-ready ")?..].to_owned()));
    let ready = ready.expect("the fresh kiosk did not start");
    // The search can find: what the process has been given stands in its memory.
    assert!(memory::count(child.id(), folder.to_str().unwrap().as_bytes()) > 0, "the search finds nothing at all");
    let found = memory::count(child.id(), marker.as_bytes());
    child.kill().unwrap();
    child.wait().unwrap();
    (ready, found)
}

#[test]
fn what_was_typed_is_read_by_central_and_by_nobody_else() {
    let marker = marker();
    let (_temporary, folder) = common::folder();
    let (_log_folder, log_folder) = common::folder();
    let log = log_folder.join("log");
    let file = fs::File::create(&log).unwrap();
    tracing_subscriber::fmt()
        .with_env_filter("trace,kiosk=trace,kiosk_central=trace,cosmic_text=off,hyper=off,hyper_util=off")
        .with_ansi(false)
        .with_writer(std::sync::Mutex::new(file))
        .init();
    let speech = log_folder.join("speech");
    let start =
        || Wishes { folder: Some(folder.clone()), central: false, speech_log: Some(speech.clone()), ..wishes() };
    let mut everything = everything(start());
    let state = folder.join("state");
    let traces = [marker.clone()];
    let mut player: Player = citizen(&everything, Language::CKB);
    common::begin(&mut player, Language::CKB);
    player.answer_text(&marker).unwrap();
    assert_eq!(found_in_files(&state, &traces), Vec::<String>::new(), "before it is even submitted");
    common::finish_by_hand(&mut player, Language::CKB);
    player.tap("consent.agree").unwrap();
    player.expect("done").unwrap();
    common::leave(&mut player);
    assert_eq!(found_in_files(&state, &traces), Vec::<String>::new(), "while it waits");
    drop(player);
    drop(everything);
    assert_eq!(found_in_files(&state, &traces), Vec::<String>::new(), "in the closed database");
    let (ready, found) = fresh_process_has(&folder, &marker);
    assert_eq!((ready.as_str(), found), ("fresh-ready 3 3", 0), "a fresh process has the sealed item, not its content");

    everything = common::everything(Wishes { central: true, ..start() });
    everything.drained(PATIENCE).unwrap();
    assert_eq!(found_in_files(&state, &traces), Vec::<String>::new(), "after central has it");
    let requests = common::requests_at_central(&everything);
    assert_eq!(requests.len(), 1);
    assert!(requests[0]["answers"].to_string().contains(&marker), "central reads it");
    // Nor does central's own database hold it open.
    let central: Vec<u8> = ["central.db", "central.db-wal"]
        .into_iter()
        .flat_map(|name| fs::read(folder.join(name)).unwrap_or_default())
        .collect();
    assert!(!central.windows(marker.len()).any(|part| part == marker.as_bytes()));
    drop(everything);
    let log = fs::read_to_string(&log).unwrap();
    assert!(log.contains("request") && log.len() > 2_000, "nothing was logged at all");
    assert!(!log.contains(&marker), "the log has it");
}

/// What every process of this test is begun with: cores are wished for, as large as they may be, and it is somebody whose
/// `/proc` shows whether its memory may be dumped (that of root does not).
fn as_somebody(folder: &Path, program: &str) -> Command {
    let mut command = Command::new("sh");
    let user = if nix::unistd::Uid::effective().is_root() {
        "setpriv --reuid=65534 --clear-groups --inh-caps=+dac_override,+dac_read_search \
         --ambient-caps=+dac_override,+dac_read_search"
    } else {
        ""
    };
    command.arg("-c").arg(format!("ulimit -c unlimited; exec {user} {program}"));
    command.current_dir(folder).env("TMPDIR", folder).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Who owns the inside of a process: root alone, unless its memory may be dumped.
fn owner_of(pid: u32) -> u32 {
    fs::metadata(format!("/proc/{pid}/environ")).unwrap().uid()
}

fn tell(pid: u32, signal: Signal) {
    nix::sys::signal::kill(Pid::from_raw(pid.cast_signed()), signal).unwrap();
}

/// The files that the kernel may write cores to: in the folder of the process, or where its pattern says.
fn cores(folder: &Path) -> Vec<PathBuf> {
    let pattern = fs::read_to_string("/proc/sys/kernel/core_pattern").unwrap();
    let elsewhere = Path::new(pattern.trim()).parent().filter(|parent| parent.is_absolute()).map(Path::to_owned);
    [folder.to_owned()]
        .into_iter()
        .chain(elsewhere)
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flatten()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.file_name().unwrap().to_string_lossy().contains("core"))
        .collect()
}

#[test]
fn no_core_is_ever_written() {
    let (_temporary, folder) = common::folder();
    // What the test can see: a process like any other may be dumped.
    let mut other = as_somebody(&folder, "sleep 60").spawn().unwrap();
    wait_for("the other process", || {
        fs::read_to_string(format!("/proc/{}/comm", other.id())).is_ok_and(|name| name.trim() == "sleep")
    });
    assert_ne!(owner_of(other.id()), 0, "a process that may be dumped is seen as one");
    let before = cores(&folder);
    tell(other.id(), Signal::SIGABRT);
    let dumps_here = other.wait().unwrap().core_dumped();

    // The kiosk itself, while somebody types.
    let name = kiosk::cli::sample::person(Language::CKB).unwrap().given;
    let program = format!("{} demo --headless --lang ckb --out pictures", env!("CARGO_BIN_EXE_kiosk"));
    let mut child = as_somebody(&folder, &program).spawn().unwrap();
    wait_for("the typed name is in its memory", || {
        assert!(child.try_wait().unwrap().is_none(), "the visit is over, and the name was never seen");
        // Held still, so that it is there when the program is struck down.
        tell(child.id(), Signal::SIGSTOP);
        let found = if nix::unistd::Uid::effective().is_root() {
            memory::count(child.id(), name.as_bytes()) > 0
        } else {
            // Nobody but root may look; after so many screens something has been typed.
            assert!(fs::File::open(format!("/proc/{}/mem", child.id())).is_err());
            fs::read_dir(folder.join("pictures")).is_ok_and(|pictures| pictures.count() > 8)
        };
        if !found {
            tell(child.id(), Signal::SIGCONT);
            std::thread::sleep(Duration::from_millis(200));
        }
        found
    });
    let limits = fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().collect::<Vec<_>>()[4..6], ["0", "0"], "{core}");
    assert_eq!(owner_of(child.id()), 0, "its memory may be dumped");
    tell(child.id(), Signal::SIGABRT);
    tell(child.id(), Signal::SIGCONT);
    let ended = child.wait().unwrap();
    assert_eq!(ended.signal(), Some(Signal::SIGABRT as i32), "{ended}");
    assert!(!ended.core_dumped(), "the kernel says that it has written a core");
    let new: Vec<_> = cores(&folder).into_iter().filter(|path| !before.contains(path)).collect();
    // The other one's, where cores are written at all.
    assert!(new.len() <= usize::from(dumps_here), "{new:?}");
    for path in new {
        let bytes = fs::read(&path).unwrap_or_default();
        assert!(!bytes.windows(name.len()).any(|part| part == name.as_bytes()), "{} has it", path.display());
    }
}

#[test]
fn a_revoked_key_is_named_and_enrolling_again_delivers_what_waited() {
    let (_temporary, folder) = common::folder();
    let start = || Wishes { folder: Some(folder.clone()), ..wishes() };
    let everything = everything(start());
    submit(&everything, "one").unwrap();
    everything.drained(PATIENCE).unwrap();
    let device = everything.kiosk().store().device().clone();
    let store = everything.central_store().unwrap();
    let revoked = everything.runtime().block_on(store.revoke(device.id, Timestamp::now().as_millisecond())).unwrap();
    assert_eq!(revoked, 1);
    submit(&everything, "two").unwrap();
    wait_for("the refusal is named", || link(&everything) == "auth_blocked");
    // It goes on collecting.
    assert!(everything.kiosk().takes_requests());
    submit(&everything, "three").unwrap();
    ticket(&everything);
    assert_eq!(queued(&everything), 5);
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(queued(&everything), 5, "nothing moves");
    let key = fs::read(folder.join("state/device.key")).unwrap();

    let now = Timestamp::now().as_millisecond();
    let code =
        everything.runtime().block_on(issue_code(&store, device.centre.clone(), device.slot.get(), now)).unwrap();
    let config = everything.kiosk().config().clone();
    let again = everything.runtime().block_on(enrol(&config, code, Arc::new(SystemClock))).unwrap();
    assert_eq!(again.device(), device.id, "it stays itself");
    assert_ne!(fs::read(folder.join("state/device.key")).unwrap(), key, "a revoked key never counts again");
    let address = everything.central_address();
    drop(everything);

    let everything = common::everything(Wishes { central_address: Some(address), ..start() });
    assert_eq!(everything.kiosk().store().device().id, device.id);
    everything.drained(PATIENCE).unwrap();
    common::central_has_each_once(&everything);
    let answers: Vec<_> = common::requests_at_central(&everything)
        .iter()
        .map(|request| request["answers"]["given_name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(answers, ["one", "two", "three"]);
    // And in the middle of it all the enrolment can be renewed without a new key.
    let code = everything.runtime().block_on(issue_code(&store, device.centre, device.slot.get(), now)).unwrap();
    let same = everything.runtime().block_on(enrol(&config, code, Arc::new(SystemClock))).unwrap();
    assert_eq!((same.device(), same.keyid()), (again.device(), again.keyid()));
}

#[test]
fn a_code_for_another_centre_changes_nothing_while_requests_wait() {
    let (_temporary, folder) = common::folder();
    let everything = everything(Wishes { folder: Some(folder.clone()), central: false, ..wishes() });
    submit(&everything, "sealed as erbil-1").unwrap();
    let address = everything.central_address();
    let device = everything.kiosk().store().device().clone();
    let (store, runtime) = (everything.central_store().unwrap(), everything.runtime());
    let config = everything.kiosk().config().clone();
    let now = Timestamp::now().as_millisecond();
    // Before central runs: the kiosk would hand over what waits.
    runtime.block_on(store.revoke(device.id, now)).unwrap();
    let central = Server::start(central_config(address, &folder).unwrap()).unwrap();
    let code = runtime.block_on(issue_code(&store, "duhok-1".parse().unwrap(), '7', now)).unwrap();
    let kept = fs::read(folder.join("state/enrolment.json")).unwrap();
    let error = runtime.block_on(enrol(&config, code, Arc::new(SystemClock))).unwrap_err().to_string();
    assert!(error.starts_with("1 requests wait here") && error.contains("duhok-1"), "{error}");
    assert_eq!(fs::read(folder.join("state/enrolment.json")).unwrap(), kept);
    drop(central);
}

#[test]
fn a_push_that_is_played_again_changes_nothing() {
    let (_temporary, folder) = common::folder();
    let central_at = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let central = Server::start(central_config(central_at, &folder).unwrap()).unwrap();
    let recorder = Recorder::start(central_at);
    let everything = everything(Wishes {
        folder: Some(folder.clone()),
        central: false,
        central_address: Some(recorder.address()),
        ..wishes()
    });
    submit(&everything, "once").unwrap();
    everything.drained(PATIENCE).unwrap();
    let items = common::central_has_each_once(&everything);
    let pushes = recorder.requests("POST /v1/sync/push");
    assert!(!pushes.is_empty());
    for push in &pushes {
        let answer = recorder::play(central_at, push);
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert!(answer.contains("\"duplicate\"") && !answer.contains("\"accepted\""), "{answer}");
        // Altered by one bit anywhere in its content it is nobody's word.
        let mut altered = push.clone();
        *altered.last_mut().unwrap() ^= 1;
        assert!(recorder::play(central_at, &altered).starts_with("HTTP/1.1 401"));
    }
    assert_eq!(common::central_has_each_once(&everything), items);
    // An enrolment counts once.
    for enrolment in recorder.requests("POST /v1/enrol") {
        assert!(recorder::play(central_at, &enrolment).starts_with("HTTP/1.1 401"));
    }
    drop(central);
}

/// What the home screen offers, and what it says.
fn home(everything: &Everything) -> (bool, String) {
    let mut player = citizen(everything, Language::EN);
    player.expect("attract").unwrap();
    player.tap("language.en").unwrap();
    player.expect("home").unwrap();
    let offered = player.window().stops().iter().any(|stop| stop.words.id == "home.service");
    let text = player.text();
    // Queue tickets are given in any case.
    player.tap("home.ticket").unwrap();
    player.tap(&format!("service.{}", common::SERVICE)).unwrap();
    player.expect("ticket").unwrap();
    (offered, text)
}

fn tickets_only(everything: &Everything) {
    assert!(!everything.kiosk().takes_requests());
    assert!(matches!(submit(everything, "x"), Err(StoreError::NoSealKey(_))));
    let closed = common::texts(everything, Language::EN).get("requests-closed");
    let (offered, text) = home(everything);
    assert!(!offered && text.contains(&closed), "{text}");
    let rows = Rows::of_kiosk(everything.folder());
    assert_eq!(rows.number("select count(*) from request"), 0);
    assert_eq!(rows.number("select count(*) from ticket"), 1);
}

#[test]
fn a_kiosk_that_is_not_enrolled_gives_tickets_and_keeps_them_for_later() {
    let (_temporary, folder) = common::folder();
    let start = || Wishes { folder: Some(folder.clone()), ..wishes() };
    let alone = everything(Wishes { enrolled: false, ..start() });
    assert_eq!(alone.kiosk().sync().link, Link::NotEnrolled);
    tickets_only(&alone);
    let device = alone.kiosk().store().device().id;
    drop(alone);
    // What waited is delivered once it is enrolled, and it has stayed itself.
    let enrolled = everything(start());
    assert_eq!(enrolled.kiosk().store().device().id, device);
    submit(&enrolled, "now it takes requests").unwrap();
    enrolled.drained(PATIENCE).unwrap();
    assert_eq!(common::central_has_each_once(&enrolled), 3);
}

#[test]
fn an_enrolment_that_was_altered_is_refused_and_tickets_are_given() {
    let (_temporary, folder) = common::folder();
    let start = || Wishes { folder: Some(folder.clone()), central: false, ..wishes() };
    drop(everything(start()));
    let path = folder.join("state/enrolment.json");
    let good = fs::read_to_string(&path).unwrap();
    // Somebody puts a key of his own among those that requests are sealed to.
    let mut json: serde_json::Value = serde_json::from_str(&good).unwrap();
    let payload = json["config"]["payload"].as_str().unwrap().to_owned();
    let content = data_encoding::BASE64.decode(payload.as_bytes()).unwrap();
    let mut content: serde_json::Value = serde_json::from_slice(&content).unwrap();
    content["seal_keys"][0]["public"] = data_encoding::BASE64.encode(&[9; 32]).into();
    json["config"]["payload"] = data_encoding::BASE64.encode(content.to_string().as_bytes()).into();
    fs::write(&path, json.to_string()).unwrap();
    let config = {
        let mut config = config();
        config.store.state_dir = folder.join("state");
        config.central.url = Some("http://127.0.0.1:9".into());
        config
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let options = kiosk::kiosk::StartOptions::new(config, data(), runtime.handle().clone());
    let started = kiosk::kiosk::Kiosk::start(options).unwrap();
    assert!(!started.kiosk.takes_requests());
    assert_eq!(started.kiosk.sync().link, Link::NotEnrolled);
    let warned = started.warnings.0.iter().any(|problem| problem.to_string().contains("enrolment.json"));
    assert!(warned, "{:?}", started.warnings);
    drop((started, runtime));
    fs::write(&path, good).unwrap();
    assert!(everything(start()).kiosk().takes_requests());
}

#[test]
fn an_expired_seal_key_means_tickets_only_until_the_clock_is_put_right() {
    let (_temporary, folder) = common::folder();
    let start = || Wishes { folder: Some(folder.clone()), central: false, ..wishes() };
    drop(everything(start()));
    // By this clock every key of central's is over.
    let mut everything = everything(Wishes { clock: wrong_until("2038-01-19T03:14:08Z"), ..start() });
    tickets_only(&everything);
    everything.start_central().unwrap();
    wait_for("central puts the clock right", || everything.kiosk().takes_requests());
    submit(&everything, "sealed by the right time").unwrap();
    everything.drained(PATIENCE).unwrap();
    assert!(home(&everything).0);
}

#[test]
fn newer_keys_are_taken_over_while_the_kiosk_runs() {
    use kiosk_central::keys::{Keys, Rotation, Use};
    let (_temporary, folder) = common::folder();
    let mut everything = everything(Wishes { folder: Some(folder.clone()), ..wishes() });
    let now = Timestamp::now().as_millisecond();
    let kids = |everything: &Everything| {
        let rows = Rows::of_kiosk(everything.folder());
        rows.texts("select seal from outbox where seal is not null order by device_seq")
    };
    submit(&everything, "old").unwrap();
    everything.drained(PATIENCE).unwrap();
    everything.stop_central();
    let rotation = Rotation { purpose: Use::Seal, from_days: 0, days: 100, suite: kiosk_protocol::seal::Suite::XWing };
    let entry = Keys::rotate(&folder.join("central-keys"), &rotation, now).unwrap();
    drop(everything);
    // At its next start, and hourly, a kiosk asks.
    everything = common::everything(Wishes { folder: Some(folder.clone()), ..wishes() });
    let path = folder.join("state/enrolment.json");
    let serial = || {
        let json: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).ok()?;
        let payload = data_encoding::BASE64.decode(json["config"]["payload"].as_str().unwrap().as_bytes()).unwrap();
        serde_json::from_slice::<serde_json::Value>(&payload).unwrap()["serial"].as_u64()
    };
    wait_for("the newer bundle", || serial() == Some(2));
    submit(&everything, "new").unwrap();
    everything.drained(PATIENCE).unwrap();
    let seals = kids(&everything);
    assert!(!seals[0].contains(&entry.kid.to_string()) && seals[1].contains(&entry.kid.to_string()), "{seals:?}");
    assert_eq!(common::requests_at_central(&everything).len(), 2, "both open");
    drop(everything);

    // The newest is damaged on the disk, and central is away: the one before serves, and staff are told.
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    everything = common::everything(Wishes { folder: Some(folder.clone()), central: false, ..wishes() });
    assert!(everything.kiosk().takes_requests());
    let warned =
        |problem: &kiosk::problem::Problem| problem.to_string().contains("the keys before the last ones serve");
    assert!(everything.started.warnings.0.iter().any(warned), "{:?}", everything.started.warnings);
    submit(&everything, "by the key before").unwrap();
    assert_eq!(serial(), None);
    everything.start_central().unwrap();
    wait_for("the newest is fetched again", || serial() == Some(2));
    everything.drained(PATIENCE).unwrap();
    assert!(!kids(&everything)[2].contains(&entry.kid.to_string()));
    assert_eq!(common::requests_at_central(&everything).len(), 3, "all open");
}

#[test]
fn tls_knows_central_s_authority_alone_and_a_dead_clock_does_not_break_it() {
    for clock in ["1970-01-02T00:00:00Z", "2038-01-19T03:14:08Z"] {
        let (_temporary, folder) = common::folder();
        let start = |clock| Wishes { folder: Some(folder.clone()), tls: true, clock, ..wishes() };
        // Enrolled with a dead clock already: the battery was empty when the kiosk was unpacked.
        let enrolled_by = if clock.starts_with("1970") { wrong_until(clock) } else { Arc::new(SystemClock) };
        drop(everything(start(enrolled_by)));
        let mut everything = everything(start(wrong_until(clock)));
        wait_for("online", || link(&everything) == "online");
        wait_for("the clock is right", || everything.kiosk().takes_requests());
        submit(&everything, "over TLS").unwrap();
        everything.drained(PATIENCE).unwrap();
        common::central_has_each_once(&everything);

        // Another central, with an authority of its own, at the same address: it hears nothing.
        everything.stop_central();
        fs::rename(folder.join("central-keys"), folder.join("real-keys")).unwrap();
        fs::rename(folder.join("central.db"), folder.join("real.db")).unwrap();
        everything.start_central().unwrap();
        submit(&everything, "not for strangers").unwrap();
        wait_for("the stranger is not central", || link(&everything) == "offline");
        std::thread::sleep(Duration::from_millis(300));
        assert_eq!(queued(&everything), 2, "the request and its ticket wait");
        let stranger = Rows::open(&folder.join("central.db"));
        assert_eq!(stranger.number("select count(*) from item"), 0);
    }
}

#[test]
fn tls_1_2_is_not_spoken() {
    let (_temporary, folder) = common::folder();
    let everything = everything(Wishes { folder: Some(folder.clone()), tls: true, ..wishes() });
    let address: SocketAddr = everything.central_address();
    let speaks = |version: &str| {
        let output = Command::new("openssl")
            .args(["s_client", "-connect", &address.to_string(), version, "-brief"])
            .stdin(Stdio::null())
            .output();
        output.map(|output| String::from_utf8_lossy(&output.stderr).contains("CONNECTION ESTABLISHED"))
    };
    let Ok(yes) = speaks("-tls1_3") else {
        needed::missing("TLS 1.2", "openssl");
        return;
    };
    assert!(yes);
    assert!(!speaks("-tls1_2").unwrap());
}
