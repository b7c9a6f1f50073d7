//! Sync against the real central, with a trickster in between that does what networks and servers do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod memory;
mod trickster;

use std::sync::Arc;
use std::time::{Duration, Instant};

use kiosk_central::keys::{InitOptions, Keys};
use kiosk_central::store::registry::{Registry as _, issue_code};
use kiosk_central::store::sqlite::SqliteStore;
use kiosk_central::{Running, Server, ServerConfig};
use kiosk_protocol::{CheckCode, ItemStatus, RequestState, ResultCode};
use tokio::runtime::{Handle, Runtime};

use super::*;
use crate::clock::{Clock as _, TestClock};
use crate::enrolment::Enrolment;
use memory::{Memory, item, reference, request};
use trickster::{Trick, Trickster};

/// A folder with a running central, and a device that it knows.
struct Central {
    folder: tempfile::TempDir,
    running: Option<Running>,
    key: Arc<DeviceKey>,
}

impl Central {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Keys::init(&folder.path().join("keys"), &InitOptions::default(), Timestamp::now().as_millisecond()).unwrap();
        let key = Arc::new(DeviceKey::open_from(None, &folder.path().join("device")).unwrap());
        let mut central = Self { folder, running: None, key };
        central.restart("central.db");
        central
    }

    fn keys(&self) -> Keys {
        Keys::load(&self.folder.path().join("keys"), Timestamp::now().as_millisecond()).unwrap()
    }

    fn store(&self, file: &str) -> SqliteStore {
        SqliteStore::open(&self.folder.path().join(file)).unwrap()
    }

    /// A code for the device, as `central kiosk add` prints it.
    fn code(&self, file: &str) -> kiosk_protocol::EnrolCode {
        let now = Timestamp::now().as_millisecond();
        runtime().block_on(issue_code(&self.store(file), "erbil".parse().unwrap(), '3', now)).unwrap()
    }

    /// The device is let in over HTTP.
    fn credentials(&self) -> Credentials {
        let candidate = Candidate {
            url: &self.running().url(),
            ca_pem: None,
            code: self.code("central.db"),
            device: None,
            clock: Arc::new(Corrected::new(Arc::new(SystemClock))),
        };
        let told = runtime().block_on(enrol(candidate, &self.key)).unwrap();
        let config = Enrolment::new(told).unwrap().config().clone();
        Credentials { key: Arc::clone(&self.key), answer_keys: config.answer_keys, ca_pem: config.ca_pem }
    }

    fn restart(&mut self, file: &str) {
        let listen = match self.running.take() {
            Some(running) => {
                let addr = running.addr;
                running.shutdown();
                addr
            }
            None => "127.0.0.1:0".parse().unwrap(),
        };
        let config = ServerConfig {
            keys: Some(self.folder.path().join("keys")),
            ..ServerConfig::new(listen, self.folder.path().join(file))
        };
        self.running = Some(Server::start(config).unwrap());
    }

    fn running(&self) -> &Running {
        self.running.as_ref().unwrap()
    }

    /// What is in custody, by item id and kind.
    fn kept(&self) -> Vec<kiosk_central::store::Line> {
        use kiosk_central::store::Store as _;
        runtime().block_on(self.store("central.db").newest(10_000)).unwrap()
    }

    fn set(&self, number: u8, state: RequestState) {
        use kiosk_central::store::Store as _;
        let store = self.store("central.db");
        let event = kiosk_protocol::CaseEvent { state, note: None };
        runtime().block_on(store.record_event(reference(number), event, 1)).unwrap();
    }
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

fn threads() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

fn config(url: Option<String>, credentials: Option<Credentials>) -> SyncConfig {
    let mut config = SyncConfig::new(url, credentials);
    config.timings = Timings {
        backoff_base: Duration::from_millis(5),
        backoff_max: Duration::from_millis(40),
        probe_every: Duration::from_millis(30),
        look_every: Duration::from_millis(50),
        // Generous: on a loaded machine a time-out after the commit would rightly end as a duplicate.
        push_timeout: Duration::from_secs(8),
        connect_timeout: Duration::from_millis(500),
        look_up_timeout: Duration::from_millis(500),
        pull_wait: Duration::from_secs(1),
        quick: Duration::from_secs(8),
        spread: Duration::ZERO,
    };
    config
}

/// Waits until it is so, at most 20 s.
fn until(what: &str, so: impl Fn() -> bool) {
    let began = Instant::now();
    while !so() {
        assert!(began.elapsed() < Duration::from_secs(20), "never: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

struct Scene {
    central: Central,
    trickster: Trickster,
    outbox: Arc<Memory>,
    sync: Sync,
    _runtime: Runtime,
}

impl Scene {
    /// `items` tickets wait when sync starts; the trickster does these tricks to pushes, one each,
    /// then lets everything through.
    fn new(items: u32, tricks: Vec<Trick>) -> Self {
        Self::with_push_timeout(items, tricks, Duration::from_secs(8))
    }

    fn with_push_timeout(items: u32, tricks: Vec<Trick>, push_timeout: Duration) -> Self {
        let central = Central::start();
        let trickster = Trickster::start(central.running().addr, central.keys(), tricks);
        let outbox = Arc::new(Memory::with((1..=items).map(item)));
        let runtime = threads();
        let mut config = config(Some(trickster.url()), Some(central.credentials()));
        config.timings.push_timeout = push_timeout;
        let sync = Sync::start(runtime.handle(), config, Arc::clone(&outbox)).unwrap();
        Self { central, trickster, outbox, sync, _runtime: runtime }
    }

    fn link(&self) -> &'static str {
        self.sync.state().borrow().link.name()
    }

    fn drains(&self, items: usize) {
        until("drained", || self.outbox.queued() == 0);
        assert_eq!(self.outbox.in_custody(), items);
        assert_eq!(self.central.kept().len(), items);
        until("online", || self.link() == "online");
        until("told", || self.sync.state().borrow().figures.queued == 0);
        assert!(self.sync.state().borrow().last_success.is_some());
    }
}

#[test]
fn three_hundred_items_drain_in_growing_batches() {
    let scene = Scene::new(300, vec![]);
    scene.drains(300);
    // 20 + 40 + 80 + 160.
    assert_eq!(scene.trickster.pushes(), 4);
    assert!(scene.trickster.saw_packed());
}

#[test]
fn every_answer_tells_central_s_time_and_the_sequence() {
    let scene = Scene::new(30, vec![]);
    scene.drains(30);
    until("the sequence is told", || scene.outbox.last_sequence() == Some((30, vec![])));
    let now = Timestamp::now().as_millisecond();
    let times = scene.outbox.times();
    assert!(!times.is_empty() && times.iter().all(|time| (time.unix_ms - now).abs() < 120_000), "{times:?}");
}

#[test]
fn a_commit_is_pushed_at_once() {
    let central = Central::start();
    let outbox = Arc::new(Memory::with([]));
    let runtime = threads();
    let mut config = config(Some(central.running().url()), Some(central.credentials()));
    config.timings.look_every = Duration::from_secs(600);
    let sync = Sync::start(runtime.handle(), config, Arc::clone(&outbox)).unwrap();
    until("online", || sync.state().borrow().link == Link::Online);
    std::thread::sleep(Duration::from_millis(50));
    outbox.add(item(1));
    sync.wake();
    let began = Instant::now();
    until("pushed", || outbox.queued() == 0);
    assert!(began.elapsed() < Duration::from_secs(2));
}

#[test]
fn a_lost_answer_becomes_duplicates_not_doubles() {
    let scene = Scene::new(30, vec![Trick::BadGatewayAfterCommit, Trick::CutAfterCommit]);
    scene.drains(30);
    assert_eq!(scene.outbox.settled_as(ItemStatus::Duplicate), 20);
    assert_eq!(scene.outbox.settled_as(ItemStatus::Accepted), 10);
}

#[test]
fn every_kind_of_bad_answer_moves_nothing_and_is_survived() {
    let tricks = [
        (Trick::Html, "not_central"),
        (Trick::Redirect, "not_central"),
        (Trick::HtmlAs(401), "not_central"),
        (Trick::HtmlAs(404), "not_central"),
        (Trick::TooFewResults, "not_central"),
        (Trick::OtherJson, "not_central"),
        (Trick::TextPlain, "not_central"),
        (Trick::Forged, "not_central"),
        (Trick::Unsigned(401), "not_central"),
        (Trick::Unsigned(403), "not_central"),
        (Trick::Unsigned(400), "not_central"),
        (Trick::Unsigned(426), "not_central"),
        (Trick::Truncated, "offline"),
        (Trick::Reset, "offline"),
        (Trick::HtmlAs(500), "offline"),
        (Trick::Problem(401), "auth_blocked"),
        (Trick::Problem(403), "auth_blocked"),
        (Trick::Problem(426), "update_needed"),
    ];
    std::thread::scope(|scope| {
        for (trick, link) in tricks {
            scope.spawn(move || {
                let scene = Scene::new(0, vec![]);
                scene.trickster.all(Some(trick));
                (1..=10).for_each(|n| scene.outbox.add(item(n)));
                scene.sync.wake();
                let mut state = scene.sync.state();
                let seen = runtime().block_on(async {
                    let wanted = state.wait_for(|state| state.link.name() == link);
                    tokio::time::timeout(Duration::from_secs(20), wanted).await.is_ok()
                });
                assert!(seen, "{trick:?} was never told as {link}");
                assert_eq!(scene.outbox.queued(), 10, "{trick:?}");
                scene.trickster.all(None);
                scene.drains(10);
                assert_eq!(scene.outbox.settled_as(ItemStatus::Accepted), 10, "{trick:?}");
            });
        }
    });
}

#[test]
fn a_captive_portal_that_stays_takes_nothing() {
    let scene = Scene::new(10, vec![]);
    scene.drains(10);
    scene.trickster.all(Some(Trick::Html));
    scene.outbox.add(item(11));
    scene.sync.wake();
    until("named", || scene.link() == "not_central");
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(scene.outbox.queued(), 1);
    let state = *scene.sync.state().borrow();
    assert_eq!(state.figures.queued, 1);
    scene.trickster.all(None);
    scene.drains(11);
}

#[test]
fn hanging_and_too_large_make_batches_smaller() {
    let short = Duration::from_millis(800);
    let scene = Scene::with_push_timeout(20, vec![Trick::Hang], short);
    scene.drains(20);
    // A slow machine may time out once more; the first halving is what counts.
    assert!(scene.trickster.batches().starts_with(&[20, 10]));
    let scene = Scene::new(20, vec![Trick::Problem(413)]);
    scene.drains(20);
    assert_eq!(scene.trickster.batches(), [20, 10, 10]);
}

#[test]
fn retry_after_is_a_floor() {
    let scene = Scene::new(5, vec![Trick::Busy(1)]);
    let began = Instant::now();
    until("degraded", || scene.link() == "degraded");
    // A commit in between does not make it impatient.
    scene.outbox.add(item(6));
    scene.sync.wake();
    scene.drains(6);
    assert!(began.elapsed() >= Duration::from_millis(950));
    assert_eq!(scene.trickster.pushes(), 2);
}

#[test]
fn after_five_failures_health_is_asked_before_items_go_out() {
    let scene = Scene::new(5, vec![]);
    scene.drains(5);
    scene.trickster.all(Some(Trick::HtmlAs(500)));
    scene.outbox.add(item(6));
    scene.sync.wake();
    until("offline", || scene.link() == "offline");
    until("probed", || scene.trickster.probes() >= 1);
    let pushes = scene.trickster.pushes();
    until("probed again and again", || scene.trickster.probes() >= 3);
    assert_eq!(scene.trickster.pushes(), pushes, "no items while the circuit is open");
    scene.trickster.all(None);
    scene.drains(6);
}

#[test]
fn a_poison_item_is_set_aside_and_the_others_drain() {
    let scene = Scene::new(60, vec![]);
    scene.drains(60);
    let scene = Scene::new(0, vec![]);
    scene.trickster.poison(memory::POISON);
    for n in 1..=60 {
        scene.outbox.add(if n == 17 { memory::poisoned(n) } else { item(n) });
    }
    scene.sync.wake();
    until("drained", || scene.outbox.queued() == 0);
    assert_eq!(scene.outbox.in_custody(), 59);
    assert_eq!(scene.outbox.aside(), [(17, ResultCode::Other("batch_refused".into()))]);
    assert_eq!(scene.central.kept().len(), 59);
    assert!(scene.trickster.poisoned_alone() >= 3, "set aside only after three tries");
}

#[test]
fn what_central_rejects_is_aside_and_what_it_quarantines_is_in_custody() {
    let scene = Scene::new(1, vec![]);
    scene.drains(1);
    let twin = kiosk_protocol::Item { id: item(1).id, ..item(2) };
    let odd = kiosk_protocol::Item { kind: kiosk_protocol::ItemKind::Other("hologram".into()), ..item(3) };
    scene.outbox.add(twin);
    scene.outbox.add(odd);
    scene.outbox.add(item(4));
    scene.sync.wake();
    until("settled", || scene.outbox.queued() == 0);
    assert_eq!(scene.outbox.aside(), [(2, ResultCode::IdConflict)]);
    assert_eq!(scene.outbox.settled_as(ItemStatus::Quarantined), 1);
    assert_eq!(scene.outbox.in_custody(), 3);
}

#[test]
fn an_outbox_that_cannot_record_loses_nothing() {
    let scene = Scene::new(0, vec![]);
    scene.outbox.fail_to_settle(2);
    for n in 1..=10 {
        scene.outbox.add(item(n));
    }
    scene.sync.wake();
    until("drained", || scene.outbox.queued() == 0);
    assert_eq!(scene.outbox.in_custody(), 10);
    assert_eq!(scene.central.kept().len(), 10);
}

#[test]
fn a_state_reaches_the_kiosk_and_the_look_up() {
    let scene = Scene::new(0, vec![]);
    scene.outbox.add(request(1));
    scene.sync.wake();
    until("received", || scene.outbox.heard(1) == Some(RequestState::Received));
    scene.central.set(1, RequestState::InReview);
    until("in review", || scene.outbox.heard(1) == Some(RequestState::InReview));
    let look_up = |code| runtime().block_on(scene.sync.look_up(&reference(1), code));
    let code = CheckCode::of(request(1).id);
    let answer = look_up(code).unwrap();
    assert_eq!((answer.state, answer.history.len()), (RequestState::InReview, 2));
    assert_eq!(look_up(CheckCode::of(request(2).id)), Err(LookUpError::NotFound));
    scene.trickster.all(Some(Trick::Hang));
    let began = Instant::now();
    assert_eq!(look_up(code), Err(LookUpError::Offline));
    assert!(began.elapsed() < Duration::from_secs(2));
}

#[test]
fn a_central_made_anew_is_told_whole() {
    let mut scene = Scene::new(0, vec![]);
    scene.outbox.add(request(1));
    scene.sync.wake();
    until("received", || scene.outbox.heard(1).is_some());
    let cursor = scene.outbox.stored_cursor();
    // It knows the device all the same: somebody has enrolled it there.
    let code = scene.central.code("anew.db");
    let candidate = kiosk_central::store::registry::Candidate {
        code: kiosk_protocol::Digest::of(code.compact().as_bytes()),
        key: kiosk_protocol::Signer::public(scene.central.key.as_ref()),
        device: None,
        fresh: kiosk_protocol::DeviceId(uuid::Uuid::now_v7()),
        hardware: kiosk_protocol::Hardware::default(),
    };
    let now = Timestamp::now().as_millisecond();
    runtime().block_on(scene.central.store("anew.db").enrol(candidate, now)).unwrap();
    scene.central.restart("anew.db");
    until("a cursor of the new one", || scene.outbox.stored_cursor() != cursor);
    assert_eq!(scene.outbox.snapshots(), 1, "its whole state at once, not every change from the start");
    scene.outbox.add(request(2));
    scene.sync.wake();
    until("heard of the next", || scene.outbox.heard(2).is_some());
}

#[test]
fn central_away_is_offline_and_its_return_is_noticed() {
    let scene = Scene::new(0, vec![]);
    until("online", || scene.link() == "online");
    scene.trickster.all(Some(Trick::Reset));
    scene.outbox.add(item(1));
    scene.sync.wake();
    until("offline", || scene.link() == "offline");
    until("told", || scene.sync.state().borrow().figures.queued == 1);
    let state = *scene.sync.state().borrow();
    assert!(matches!(state.link, Link::Offline { .. }));
    assert!(state.figures.oldest_age.is_some());
    scene.trickster.all(None);
    scene.drains(1);
}

#[test]
fn without_a_central_it_only_counts() {
    let runtime = threads();
    let outbox = Arc::new(Memory::with([item(1), item(2)]));
    let sync = Sync::start(runtime.handle(), config(None, None), outbox).unwrap();
    until("counted", || sync.state().borrow().figures.queued == 2);
    assert_eq!(sync.state().borrow().link, Link::NotConfigured);
    let answer = runtime.block_on(sync.look_up(&reference(1), CheckCode::of(request(1).id)));
    assert_eq!(answer, Err(LookUpError::Offline));
}

#[test]
fn the_last_handle_stops_it() {
    let central = Central::start();
    let outbox = Arc::new(Memory::with([]));
    let runtime = threads();
    let credentials = central.credentials();
    let start = |handle: &Handle| {
        let config = config(Some(central.running().url()), Some(credentials.clone()));
        Sync::start(handle, config, Arc::clone(&outbox))
    };
    let sync = start(runtime.handle()).unwrap();
    let other = sync.clone();
    drop(sync);
    outbox.add(item(1));
    until("the other handle keeps it going", || outbox.queued() == 0);
    drop(other);
    until("the loops let go of the outbox", || Arc::strong_count(&outbox) == 1);
}

#[test]
fn wrong_addresses_are_named() {
    let (central, runtime) = (Central::start(), threads());
    let outbox = Arc::new(Memory::with([]));
    for (url, part) in [("http://central.example.krd", "plain http"), ("central", "https://")] {
        let config = config(Some(url.into()), Some(central.credentials()));
        let error = Sync::start(runtime.handle(), config, Arc::clone(&outbox)).err().unwrap();
        assert!(error.to_string().contains(part), "{error}");
    }
}

#[test]
fn a_kiosk_that_is_not_enrolled_says_nothing_to_central() {
    let central = Central::start();
    let runtime = threads();
    let outbox = Arc::new(Memory::with([item(1)]));
    let sync = Sync::start(runtime.handle(), config(Some(central.running().url()), None), Arc::clone(&outbox)).unwrap();
    until("counted", || sync.state().borrow().figures.queued == 1);
    assert_eq!(sync.state().borrow().link, Link::NotEnrolled);
    assert!(central.kept().is_empty());
}

#[test]
fn a_clock_that_is_wrong_is_put_right_by_central_s_signed_word() {
    for wrong in ["1970-01-01T00:00:07Z", "2038-01-19T03:14:08Z"] {
        let central = Central::start();
        let runtime = threads();
        let outbox = Arc::new(Memory::with((1..=5).map(item)));
        let mut config = config(Some(central.running().url()), Some(central.credentials()));
        config.clock = Arc::new(Corrected::new(Arc::new(TestClock::new(wrong.parse().unwrap()))));
        let clock = Arc::clone(&config.clock);
        let _sync = Sync::start(runtime.handle(), config, Arc::clone(&outbox)).unwrap();
        until("drained", || outbox.queued() == 0);
        assert!(clock.now().duration_until(Timestamp::now()).as_secs().abs() < 120, "{wrong}: {}", clock.now());
        assert_eq!(outbox.in_custody(), 5);
    }
}

#[test]
fn a_revoked_device_is_told_so_and_nothing_moves() {
    use kiosk_central::store::registry::KnownDevice;
    let scene = Scene::new(3, vec![]);
    scene.drains(3);
    let store = scene.central.store("central.db");
    let known: Vec<KnownDevice> = runtime().block_on(store.devices()).unwrap();
    runtime().block_on(store.revoke(known[0].sender.device, 1)).unwrap();
    scene.outbox.add(item(4));
    scene.sync.wake();
    until("blocked", || scene.link() == "auth_blocked");
    assert_eq!((scene.outbox.queued(), scene.central.kept().len()), (1, 3));
}

#[test]
fn newer_keys_come_once_and_are_verified_by_whoever_asks() {
    use kiosk_protocol::ConfigBundle;
    let scene = Scene::new(0, vec![]);
    let ask = |etag: Option<&str>| runtime().block_on(scene.sync.config_bundle(etag));
    let offered = ask(None).unwrap().unwrap();
    let config: ConfigBundle = offered.signed.verify(ConfigBundle::KIND, &scene.central.keys().bundle_keys()).unwrap();
    assert_eq!(config.serial, 1);
    assert_eq!(ask(offered.etag.as_deref()), Ok(None));
    // Whoever does not believe central's answers gets nothing from it.
    scene.sync.believe(Vec::new());
    assert_eq!(ask(None), Err(LookUpError::Offline));
}

/// Bytes of which no piece is like another.
fn document(size: usize) -> (kiosk_protocol::Digest, Vec<u8>) {
    let bytes: Vec<u8> = (0..size).map(|n| (n % 251) as u8 ^ (n / 65_536) as u8).collect();
    (kiosk_protocol::Digest::of(&bytes), bytes)
}

#[test]
fn documents_go_up_in_pieces_and_go_on_where_they_ended() {
    let scene = Scene::new(1, vec![]);
    scene.drains(1);
    let (name, bytes) = document(700_000);
    scene.outbox.add_document(name, bytes.clone(), 0);
    scene.sync.settled();
    until("stored", || scene.outbox.document(name).stored);
    // Central was restored from a copy without it, and knows nothing of what the kiosk remembers.
    let (other, bytes) = document(600_001);
    scene.outbox.add_document(other, bytes, 300_000);
    scene.sync.settled();
    until("stored from the start", || scene.outbox.document(other).stored);
    // The same bytes again, from another request: central has them.
    let kept = scene.central.folder.path().join("central.documents");
    assert!(kept.exists());
    // A name that is not that of the bytes is refused, and holds up nothing.
    let (_, bytes) = document(10);
    let wrong = kiosk_protocol::Digest::of(b"something else");
    scene.outbox.add_document(wrong, bytes, 0);
    let (third, bytes) = document(20);
    scene.outbox.add_document(third, bytes, 0);
    scene.sync.settled();
    until("the next", || scene.outbox.document(third).stored);
    assert_eq!(scene.outbox.document(wrong).refused.as_deref(), Some("wrong_digest"));
}

#[test]
fn a_line_that_is_cut_costs_one_piece() {
    let scene = Scene::new(1, vec![]);
    scene.drains(1);
    scene.trickster.all(Some(Trick::CutAfterCommit));
    let (name, bytes) = document(900_000);
    scene.outbox.add_document(name, bytes, 0);
    scene.sync.settled();
    // Central takes the first piece; the kiosk never hears of it.
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(scene.outbox.document(name).offset, 0);
    scene.trickster.all(None);
    until("stored", || scene.outbox.document(name).stored);
}

#[test]
fn central_hears_how_the_kiosk_is() {
    let scene = Scene::new(0, vec![]);
    until("online", || scene.link() == "online");
    let mut report = Report::default();
    report.say("queued", 3_u32);
    report.say("printer", "ready");
    runtime().block_on(scene.sync.report(&report)).unwrap();
    use kiosk_central::store::figures::Figures as _;
    let kept = runtime().block_on(scene.central.store("central.db").reports("erbil".parse().unwrap())).unwrap();
    assert_eq!(kept.iter().map(|(_, _, kept)| kept).collect::<Vec<_>>(), [&report]);
    scene.trickster.all(Some(Trick::Html));
    assert_eq!(runtime().block_on(scene.sync.report(&report)), Err(LookUpError::Offline));
}
