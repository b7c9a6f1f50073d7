//! What the tests of whole visits share: everything on this machine with short times, a citizen who fills the
//! licence renewal in, and independent looks at paper, bytes and databases.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use iced::{Point, Size};
use jiff::{SignedDuration, Timestamp};
use kiosk::cli::demo::{Everything, Player, Wishes};
use kiosk::cli::sample::{self, Person};
use kiosk::clock::{Clock, SystemClock};
use kiosk::config::Config;
use kiosk::config::data::DataDir;
use kiosk::device::printer::{Profile, Timing, encode};
use kiosk::device::virtual_::Sheet;
use kiosk::i18n::{Language, Texts};
use kiosk::identity::Scanned;
use kiosk::receipt::Media;
use kiosk::receipt::page::{Bitmap, Dots};
use kiosk::staff::{Role, Roster};
use kiosk::store::{JobId, NewSubmission};
use kiosk::sync::Timings;
use kiosk::ticket::QueueLetter;
use kiosk::ui::app::Message;
use kiosk_central::keys::Keys;
use kiosk_central::store::Store as _;
use kiosk_central::store::sqlite::SqliteStore;
use kiosk_protocol::ItemKind;
use rusqlite::{Connection, OpenFlags};
use uuid::Uuid;
use zeroize::Zeroizing;

pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
pub(crate) const PORTRAIT: Size = Size::new(1080.0, 1920.0);
pub(crate) const SERVICE: &str = "driving_licence_renewal";

pub(crate) fn data() -> DataDir {
    DataDir::find(Some(&root().join("kiosk-config.toml"))).unwrap()
}

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn config() -> Config {
    let mut config = Config::load(&root().join("kiosk-config.toml")).unwrap();
    // A line so fast that waiting for the wire costs no time; the virtual printer takes bytes as they come.
    config.printer.line.baud = 460_800;
    // The searches for traces read every file of the state folder: no 16 MB of nothing among them.
    config.store.ballast = 64 << 10;
    config
}

/// Short times for printer and sync; all else as in the demo.
pub(crate) fn wishes() -> Wishes {
    let sync = Timings {
        backoff_base: Duration::from_millis(40),
        backoff_max: Duration::from_millis(200),
        probe_every: Duration::from_millis(100),
        look_every: Duration::from_millis(500),
        push_timeout: Duration::from_secs(5),
        connect_timeout: Duration::from_secs(2),
        look_up_timeout: Duration::from_secs(3),
        pull_wait: Duration::from_secs(1),
        ..Timings::default()
    };
    // Quick to look, but patient: on a busy machine a thread may not run for half a second, which is no fault.
    let timing = Timing {
        answer: Duration::from_millis(800),
        probe: Duration::from_millis(800),
        clear: Duration::from_millis(1500),
        stall: Duration::from_millis(2500),
        proof: Duration::from_millis(2500),
        ..Timing::brisk()
    };
    Wishes { timing: Some(timing), sync: Some(sync), ..Wishes::default() }
}

pub(crate) fn everything(wishes: Wishes) -> Everything {
    Everything::start(config(), data(), wishes).unwrap()
}

pub(crate) fn citizen(everything: &Everything, language: Language) -> Player {
    Player::new(everything, PORTRAIT, language).unwrap()
}

pub(crate) fn person(language: Language) -> Person {
    sample::person(language).unwrap()
}

pub(crate) fn texts(everything: &Everything, language: Language) -> Texts {
    everything.kiosk().locales().texts(language)
}

/// Waits until `arrived`; says what was awaited when it does not come.
pub(crate) fn wait_for(what: &str, mut arrived: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !arrived() {
        assert!(Instant::now() < end, "{what}: nothing came of waiting");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// From rest to the first question of the licence renewal.
pub(crate) fn begin(player: &mut Player, language: Language) {
    player.expect("attract").unwrap();
    player.tap(&format!("language.{}", language.tag())).unwrap();
    player.expect("home").unwrap();
    for id in
        ["home.service", "category.traffic", &format!("service.{SERVICE}"), "action.start", "choice.yes", "choice.no"]
    {
        player.tap(id).unwrap();
    }
    player.expect("question").unwrap();
}

/// Every question of the licence renewal, without a scanner; ends before the consent is given.
pub(crate) fn fill_by_hand(player: &mut Player, language: Language) {
    begin(player, language);
    player.answer_text(person(language).given).unwrap();
    finish_by_hand(player, language);
}

/// The same from the second question on.
pub(crate) fn finish_by_hand(player: &mut Player, language: Language) {
    let person = person(language);
    more_names(player, &person);
    for id in ["date.decade.1990", "date.year.1990", "date.month.1", "date.day.1", "action.continue"] {
        player.tap(id).unwrap();
    }
    player.answer_text("199012345678").unwrap();
    the_rest(player, &person);
}

/// The same with the national card held to the scanner.
pub(crate) fn fill_by_card(everything: &Everything, player: &mut Player, language: Language) {
    begin(player, language);
    let person = person(language);
    names(player, &person);
    player.scan(everything, sample::NATIONAL_CARD).unwrap();
    player.expect("scanned").unwrap();
    player.tap("scanned.yes").unwrap();
    for _ in 0..4 {
        if player.window().stops().iter().any(|stop| stop.words.id == "choice.erbil") {
            break;
        }
        player.tap("action.continue").unwrap();
    }
    the_rest(player, &person);
}

fn names(player: &mut Player, person: &Person) {
    player.answer_text(person.given).unwrap();
    more_names(player, person);
}

fn more_names(player: &mut Player, person: &Person) {
    for name in [person.father, person.grandfather] {
        player.answer_text(name).unwrap();
    }
    player.tap("action.skip").unwrap();
}

fn the_rest(player: &mut Player, person: &Person) {
    player.tap("choice.erbil").unwrap();
    player.expect_control("choice.erbil_centre").unwrap();
    player.tap("choice.erbil_centre").unwrap();
    player.expect_control("field.answer").unwrap();
    player.answer_text(person.mobile).unwrap();
    player.expect("review").unwrap();
    player.tap("action.continue").unwrap();
    player.expect("consent").unwrap();
}

/// From rest to "your request is saved", by hand; what is printed then is another matter.
pub(crate) fn request(player: &mut Player, language: Language) {
    fill_by_hand(player, language);
    player.tap("consent.agree").unwrap();
    player.expect("done").unwrap();
}

/// Ends the visit on the screen after the commit, whatever became of the paper.
pub(crate) fn leave(player: &mut Player) {
    player.tap("action.finish").unwrap();
    player.expect("rating").unwrap();
    player.tap("rating.5").unwrap();
    rest(player);
}

/// The words of thanks are not waited out.
pub(crate) fn rest(player: &mut Player) {
    player.expect("wiped").unwrap();
    player.window().update(Message::Return);
    player.settle().unwrap();
    player.expect("attract").unwrap();
}

/// A queue ticket: two touches from home.
pub(crate) fn queue_ticket(player: &mut Player, language: Language) {
    player.expect("attract").unwrap();
    player.tap(&format!("language.{}", language.tag())).unwrap();
    player.expect("home").unwrap();
    player.tap("home.ticket").unwrap();
    player.tap(&format!("service.{SERVICE}")).unwrap();
    player.expect("ticket").unwrap();
}

/// A PIN for tests.
pub(crate) const PIN: &str = "402817";

/// The codes, number and PIN, of an attendant, a supervisor and a technician who are known to a kiosk that starts in
/// `folder` from now on.
pub(crate) fn staff(folder: &Path) -> [String; 3] {
    let mut roster = Roster::default();
    let codes = [Role::Attendant, Role::Supervisor, Role::Technician]
        .map(|role| format!("{}{PIN}", roster.add(role.as_str(), role, PIN).unwrap()));
    roster.save(&folder.join("state")).unwrap();
    codes
}

/// From rest to the desk of staff: the corners, number and PIN.
pub(crate) fn enter_staff(player: &mut Player, code: &str) {
    player.expect("attract").unwrap();
    let (width, height) = (PORTRAIT.width, PORTRAIT.height);
    for (x, y) in [(8.0, 8.0), (width - 8.0, 8.0), (width - 8.0, height - 8.0), (8.0, height - 8.0)] {
        player.window().tap(Point::new(x, y));
        player.settle().unwrap();
    }
    player.expect("staff-gate").unwrap();
    for digit in code.chars() {
        player.tap(&format!("pin.{digit}")).unwrap();
    }
    player.tap("pin.enter").unwrap();
    player.expect("staff-desk").unwrap();
}

/// Whoever is on a page of the desk of staff leaves it, and then the desk.
pub(crate) fn leave_staff(player: &mut Player) {
    player.tap("action.back").unwrap();
    player.expect("staff-desk").unwrap();
    player.tap("action.back").unwrap();
    player.expect("attract").unwrap();
}

/// What the sample person answered, as raw bytes would show it.
pub(crate) fn traces_of(language: Language) -> Vec<String> {
    let person = person(language);
    let words =
        [person.given, person.father, person.grandfather, "7500000000", "199012345678", "1990-01-01", "AB1234567"];
    words.into_iter().map(str::to_owned).collect()
}

/// What is there; nothing when it is gone.
fn there<T>(read: std::io::Result<T>) -> Option<T> {
    match read {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        read => Some(read.unwrap()),
    }
}

/// Which of `traces` stand in the raw bytes of the kiosk's files.
pub(crate) fn found_in_files(state: &Path, traces: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![state.to_path_buf()];
    while let Some(folder) = folders.pop() {
        // The kiosk runs: a file may be gone before it is looked at, and then holds nothing.
        let Some(entries) = there(std::fs::read_dir(folder)) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let Some(bytes) = there(std::fs::read(&path)) else { continue };
            for trace in traces {
                if bytes.windows(trace.len()).any(|part| part == trace.as_bytes()) {
                    found.push(format!("{trace} in {}", path.file_name().unwrap().display()));
                }
            }
        }
    }
    found
}

/// The kiosk's database, read only, by another connection than the kiosk's.
pub(crate) struct Rows(pub(crate) Connection);

impl Rows {
    pub(crate) fn of_kiosk(folder: &Path) -> Self {
        Self::open(&folder.join("state/kiosk.db"))
    }

    pub(crate) fn open(path: &Path) -> Self {
        let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        conn.busy_timeout(Duration::from_secs(5)).unwrap();
        Self(conn)
    }

    pub(crate) fn number(&self, sql: &str) -> i64 {
        self.0.query_row(sql, [], |row| row.get(0)).unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    pub(crate) fn texts(&self, sql: &str) -> Vec<String> {
        let mut query = self.0.prepare(sql).unwrap();
        query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    /// The states of all print jobs with their kinds, oldest first.
    pub(crate) fn jobs(&self) -> Vec<String> {
        self.texts("select kind || ' ' || state from print_job order by created_ms, rowid")
    }

    /// The job in `state` that came last.
    pub(crate) fn last_job(&self, condition: &str) -> JobId {
        let sql = format!("select id from print_job where {condition} order by created_ms desc, rowid desc limit 1");
        let id: [u8; 16] =
            self.0.query_row(&sql, [], |row| row.get(0)).unwrap_or_else(|error| panic!("{sql}: {error}"));
        JobId(Uuid::from_bytes(id))
    }
}

/// Central has each item of this kiosk once, and the kiosk's numbers have no gap.
pub(crate) fn central_has_each_once(everything: &Everything) -> i64 {
    each_once_in(everything.folder())
}

/// The same of a kiosk and a central whose files lie in this folder.
pub(crate) fn each_once_in(folder: &Path) -> i64 {
    let kiosk = Rows::of_kiosk(folder);
    let central = Rows::open(&folder.join("central.db"));
    let items = kiosk.number("select count(*) from outbox");
    assert_eq!(kiosk.number("select count(*) from outbox where state = 1 and body is null"), items, "all in custody");
    assert_eq!(central.number("select count(*) from item"), items, "no item twice, none missing");
    assert_eq!(central.number("select count(distinct device_seq) from item"), items);
    assert_eq!(central.number("select min(device_seq) from item"), 1);
    assert_eq!(central.number("select max(device_seq) from item"), items, "the numbers have no gap");
    assert_eq!(central.number("select contiguous_seq from device"), items, "central knows it");
    assert_eq!(central.number("select count(*) from item where quarantine is not null"), 0);
    items
}

/// The requests that central has, opened with its keys: the kiosk cannot.
pub(crate) fn requests_at_central(everything: &Everything) -> Vec<serde_json::Value> {
    requests_in(everything.folder(), everything.runtime())
}

/// The same of a central whose files lie in this folder.
pub(crate) fn requests_in(folder: &Path, runtime: &tokio::runtime::Runtime) -> Vec<serde_json::Value> {
    let store = SqliteStore::open(&folder.join("central.db")).unwrap();
    let keys = Keys::load(&folder.join("central-keys"), Timestamp::now().as_millisecond()).unwrap();
    let kept = runtime.block_on(store.kept_after(None, 1000)).unwrap();
    let requests = kept.iter().filter(|kept| kept.item.kind == ItemKind::Request);
    requests
        .map(|kept| serde_json::from_slice(&keys.opener().open(&kept.sender, &kept.item).unwrap()).unwrap())
        .collect()
}

/// What an independent reader reads in the picture.
pub(crate) fn qr_in(picture: &Bitmap) -> Vec<String> {
    let (width, height) = (picture.width().get() as usize, picture.height().get() as usize);
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        if picture.get(x as u32, y as u32) { 0 } else { 255 }
    });
    image.detect_grids().iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect()
}

/// The reference (without dashes) and the check code that a receipt's code leads to.
pub(crate) fn codes_of(everything: &Everything, code: &str) -> (String, String) {
    match everything.kiosk().recognise(code) {
        Scanned::Reference { reference, code: Some(check_code) } => (reference.compact(), check_code.to_string()),
        other => panic!("{code}: {other:?}"),
    }
}

/// What the kiosk lays out for a job, in dots.
pub(crate) fn page_of(everything: &Everything, job: JobId) -> Bitmap {
    page_on(&config().printer.profile, everything, job)
}

/// The same on a printer of another profile.
pub(crate) fn page_on(profile: &str, everything: &Everything, job: JobId) -> Bitmap {
    let paper = everything.runtime().block_on(everything.kiosk().paper(job)).unwrap();
    let profile = Profile::load(&data().printers(), profile).unwrap();
    encode::sheet(&paper.page(&Media::thermal(Dots(576), 203)).unwrap(), &profile).unwrap()
}

/// How many sheets end in the whole of `page`: a torn piece may stand above it, nothing below.
pub(crate) fn whole(sheets: &[Sheet], page: &Bitmap) -> usize {
    let (_, top, _, height) = page.ink().unwrap();
    let ink = page.crop(0, top, page.width(), Dots(height));
    let ends_in_it = |sheet: &&Sheet| {
        let Some((_, y, _, rows)) = sheet.picture.ink() else { return false };
        let Some(from) = (y + rows).checked_sub(height) else { return false };
        sheet.picture.crop(0, from, page.width(), Dots(height)) == ink
    };
    sheets.iter().filter(ends_in_it).count()
}

/// How many sheets show a code that says this, whole enough to be read.
pub(crate) fn readable(sheets: &[Sheet], payload: &str) -> usize {
    sheets.iter().filter(|sheet| qr_in(&sheet.picture).iter().any(|text| text == payload)).count()
}

/// The commands in a printer's bytes, told apart without the encoder's help. Panics at what is no command.
pub(crate) fn commands(bytes: &[u8]) -> Vec<&[u8]> {
    let mut rest = bytes;
    let mut commands = Vec::new();
    while !rest.is_empty() {
        let word = |at: usize| usize::from(u16::from_le_bytes([rest[at], rest[at + 1]]));
        let length = match *rest {
            [0x00, ..] => 1,
            [0x10, 0x04 | 0x05, ..] => 3,
            [0x10, 0x14, 8, ..] => 10,
            [0x1B, b'@', ..] => 2,
            [0x1B, b'J' | b'a', ..] => 3,
            [0x1B, b'*', mode, ..] => 5 + word(3) * if mode >= 32 { 3 } else { 1 },
            [0x1B, b'$', ..] | [0x1D, b'P' | b'L', ..] => 4,
            [0x1D, b'V', 65 | 66, ..] => 4,
            [0x1D, b'r' | b'a' | b'I', ..] => 3,
            [0x1D, b'v', b'0', ..] => 8 + word(4) * word(6),
            [0x1D, b'(', b'H' | b'k' | b'L', ..] => 5 + word(3),
            _ => panic!("not a command of ours: {:02X?}", &rest[..rest.len().min(8)]),
        };
        let (command, after) = rest.split_at(length);
        commands.push(command);
        rest = after;
    }
    commands
}

/// A folder for a kiosk that is to be started more than once.
pub(crate) fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::Builder::new().prefix("kiosk-test-").tempdir().unwrap();
    let path = folder.path().to_path_buf();
    (folder, path)
}

/// The machine's clock, wrong by so much.
#[derive(Debug)]
pub(crate) struct Wrong(pub(crate) SignedDuration);

impl Clock for Wrong {
    fn now(&self) -> Timestamp {
        SystemClock.now().checked_add(self.0).unwrap()
    }

    fn monotonic(&self) -> Duration {
        SystemClock.monotonic()
    }
}

/// A licence renewal that central finds in order, with this answer in it, without a ticket.
pub(crate) fn request_with(answer: &str) -> NewSubmission {
    let schema = "tra.licence_renewal@1".to_owned();
    let body = serde_json::json!({
        "service": SERVICE, "schema": schema, "language": "ckb",
        "answers": {
            "eligibility.has_krg_licence": "yes", "eligibility.lost": "no", "given_name": answer, "father_name": "کەریم",
            "grandfather_name": "ساڵح", "date_of_birth": "1990-01-01", "national_card_number": "199012345678",
            "governorate": "erbil", "district": "koya", "mobile": "+9647501234567",
        },
        "consent": { "version": "1", "hash": "00", "at_ms": 1 },
    });
    NewSubmission {
        service: SERVICE.into(),
        schema,
        queue: QueueLetter::new('B').unwrap(),
        private: false,
        language: "ckb".into(),
        body: Zeroizing::new(body.to_string().into_bytes()),
        documents: Vec::new(),
        with_ticket: false,
        terms: kiosk::store::TicketTerms::default(),
    }
}
