//! Staff mode over the running kiosk: real store, printer and clock. Who gets in, who does not, what is recorded.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::sync::Arc;
use std::time::Duration;

use common::{config, data, wishes};
use kiosk::catalogue::ServiceId;
use kiosk::cli::demo::{Everything, Wishes};
use kiosk::clock::{Clock as _, TestClock};
use kiosk::config::Config;
use kiosk::i18n::Language;
use kiosk::keys::DeviceKey;
use kiosk::staff::{Act, Answer, Badge, Refusal, ReportOf, Role, Roster, Taste, What};
use kiosk_protocol::PriorityClass;
use zeroize::Zeroizing;

const PIN: &str = "402817";

/// A kiosk with an attendant (10), a supervisor (11) and a technician (12), whose clock the test moves.
struct Place {
    folder: tempfile::TempDir,
    clock: TestClock,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut roster = Roster::default();
        for role in [Role::Attendant, Role::Supervisor, Role::Technician] {
            roster.add(role.as_str(), role, PIN).unwrap();
        }
        roster.save(&folder.path().join("state")).unwrap();
        Self { folder, clock: TestClock::new("2026-11-24T07:00:00Z".parse().unwrap()) }
    }

    fn start(&self) -> Everything {
        self.start_with(config())
    }

    fn start_with(&self, config: Config) -> Everything {
        let wishes = Wishes {
            folder: Some(self.folder.path().to_owned()),
            central: false,
            enrolled: false,
            clock: Arc::new(self.clock.clone()),
            ..wishes()
        };
        Everything::start(config, data(), wishes).unwrap()
    }
}

impl Place {
    /// Who did what, in the words of the audit chain.
    fn acts(&self) -> Vec<String> {
        let database = rusqlite::Connection::open(self.folder.path().join("state/kiosk.db")).unwrap();
        let query = "select cast(event as text) from audit where event like '%\"staff\"%' order by seq";
        let mut rows = database.prepare(query).unwrap();
        let rows: Vec<String> = rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let words = |row: &String| {
            let row: serde_json::Value = serde_json::from_str(row).unwrap();
            format!("{} {}", row["by"].as_str().unwrap(), row["act"].as_str().unwrap())
        };
        rows.iter().map(words).collect()
    }
}

fn act(everything: &Everything, act: Act) -> Answer {
    everything.runtime().block_on(everything.kiosk().staff(act))
}

fn enter(everything: &Everything, code: &str) -> Answer {
    act(everything, Act::Enter(Zeroizing::new(code.to_owned())))
}

fn code(number: u8) -> String {
    format!("{number}{PIN}")
}

fn is_open(answer: &Answer) -> bool {
    matches!(answer, Answer::Open { .. })
}

#[test]
fn no_clock_and_no_restart_opens_a_locked_door() {
    let place = Place::new();
    let everything = place.start();
    for _ in 0..4 {
        assert_eq!(enter(&everything, "10999999"), Answer::Refused(Refusal::Wrong));
    }
    assert_eq!(enter(&everything, "10999999"), Answer::Refused(Refusal::Locked(60)));
    let locked = |everything: &Everything, code: &str| match enter(everything, code) {
        Answer::Refused(Refusal::Locked(seconds)) => seconds,
        other => panic!("{other:?}"),
    };
    assert!(locked(&everything, &code(10)) <= 60, "the right one is not even looked at");
    // The clock leaps, both ways.
    for time in ["2038-01-19T03:14:07Z", "1999-01-01T00:00:00Z", "2026-11-24T07:00:30Z"] {
        place.clock.set(time.parse().unwrap());
        assert!(locked(&everything, &code(10)) > 50, "{time}");
    }
    place.clock.advance(Duration::from_secs(40));
    assert!(locked(&everything, &code(10)) <= 20);
    // A restart begins the wait anew.
    drop(everything);
    let everything = place.start();
    assert!(locked(&everything, &code(10)) > 50);
    place.clock.advance(Duration::from_secs(61));
    assert_eq!(enter(&everything, "10999999"), Answer::Refused(Refusal::Locked(120)), "it doubles");
    place.clock.advance(Duration::from_secs(121));
    assert!(is_open(&enter(&everything, &code(10))));
    // And five are free again.
    everything.kiosk().staff_leaves();
    assert_eq!(enter(&everything, "10999999"), Answer::Refused(Refusal::Wrong));
}

#[test]
fn a_badge_opens_once_also_after_a_restart() {
    let place = Place::new();
    let everything = place.start();
    let key = DeviceKey::existing(&place.folder.path().join("state")).unwrap().unwrap();
    let until_ms = place.clock.now().as_millisecond() + 3_600_000;
    let badge = Badge { number: 11, until_ms, nonce: [3; 16] }.write(&key);
    let scan = |everything: &Everything, text: &str| act(everything, Act::Badge(Zeroizing::new(text.to_owned())));
    assert!(is_open(&scan(&everything, &badge)));
    everything.kiosk().staff_leaves();
    assert_eq!(scan(&everything, &badge), Answer::Refused(Refusal::Badge), "once");
    drop(everything);
    let everything = place.start();
    assert_eq!(scan(&everything, &badge), Answer::Refused(Refusal::Badge));
    for (number, until_ms) in [(11, until_ms - 3_600_001), (55, until_ms)] {
        let other = Badge { number, until_ms, nonce: [4; 16] }.write(&key);
        assert_eq!(scan(&everything, &other), Answer::Refused(Refusal::Badge), "{number}");
    }
    let stranger = kiosk_protocol::SigningKey::from_seed(&[1; 32]);
    let forged = Badge { number: 11, until_ms, nonce: [5; 16] }.write(&stranger);
    assert_eq!(scan(&everything, &forged), Answer::Refused(Refusal::Badge));
}

#[test]
fn what_staff_do_is_allowed_done_and_recorded() {
    let place = Place::new();
    let everything = place.start();
    let kiosk = everything.kiosk();
    let service = ServiceId::new("birth_certificate");
    assert_eq!(act(&everything, Act::Tickets), Answer::Refused(Refusal::Over), "nobody is in");
    assert!(is_open(&enter(&everything, &code(12))));
    assert_eq!(act(&everything, Act::Tickets), Answer::Refused(Refusal::Role), "a technician gives no tickets");
    assert!(is_open(&enter(&everything, &code(11))));
    let ticket = Act::Ticket(service.clone(), Language::CKB, None);
    let Answer::Issued(label) = act(&everything, ticket) else { panic!("no ticket") };
    assert_eq!(everything.printer().unwrap().sheets().len(), 1, "it is on paper");
    assert_eq!(act(&everything, Act::Reprint(label.clone())), Answer::Done);
    assert_eq!(act(&everything, Act::Prioritise(label.clone(), PriorityClass::Infant)), Answer::Done);
    assert_eq!(act(&everything, Act::Cancel(label.clone())), Answer::Done);
    let Answer::Tickets(lines) = act(&everything, Act::Tickets) else { panic!("no list") };
    assert_eq!((lines.len(), lines[0].cancelled, lines[0].priority.clone()), (1, true, Some(PriorityClass::Infant)));
    // A call is there until it is answered.
    everything.runtime().block_on(kiosk.call_staff("home")).unwrap();
    assert!(matches!(act(&everything, Act::Calls), Answer::Calls(calls) if calls.len() == 1));
    assert_eq!(act(&everything, Act::AnswerCalls), Answer::Done);
    assert_eq!(act(&everything, Act::Calls), Answer::Calls(Vec::new()));
    // Paused: no tickets, also after a restart.
    assert_eq!(act(&everything, Act::Pause(What::Service(service.clone()), true)), Answer::Done);
    assert!(kiosk.is_paused(Some(&service)) && !kiosk.is_paused(None));
    let Answer::Report(shown) = act(&everything, Act::Report(ReportOf::Today)) else { panic!("no report") };
    let report = shown.report;
    assert_eq!((report.cancelled, report.calls, report.services[0].tickets), (1, 1, 1));
    assert_eq!(act(&everything, Act::TestStrip), Answer::Done);
    assert_eq!(act(&everything, Act::PrintReport(ReportOf::Today)), Answer::Done);
    assert_eq!(everything.printer().unwrap().sheets().len(), 4);
    everything.kiosk().staff_leaves();
    assert_eq!(act(&everything, Act::Report(ReportOf::Today)), Answer::Refused(Refusal::Over));
    kiosk.store().verify_audit().wait().unwrap();
    drop(everything);
    let everything = place.start();
    assert!(everything.kiosk().is_paused(Some(&service)));
    let database = rusqlite::Connection::open(place.folder.path().join("state/kiosk.db")).unwrap();
    let mut rows =
        database.prepare("select cast(event as text) from audit where event like '%\"staff\"%' order by seq").unwrap();
    let rows: Vec<String> = rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    for word in [
        "enter",
        "ticket",
        "reprint",
        "priority",
        "cancel",
        "answer_calls",
        "pause",
        "test_strip",
        "print_report",
        "leave",
    ] {
        assert!(
            rows.iter().any(|row| row.contains(&format!("\"act\":\"{word}\"")) && row.contains("\"by\":\"11\"")),
            "{word}: {rows:?}"
        );
    }
    assert!(!rows.iter().any(|row| row.contains(PIN)));
}

#[test]
fn each_member_finds_the_screens_as_they_left_them() {
    let place = Place::new();
    let everything = place.start();
    let taste = |answer: Answer| match answer {
        Answer::Open { taste, .. } => taste,
        other => panic!("{other:?}"),
    };
    let (arabic, large) = (Taste { language: Language::AR, size: 1 }, Taste { language: Language::CKB, size: 3 });
    everything.kiosk().staff_prefers(large);
    assert_eq!(taste(enter(&everything, &code(10))), None, "nobody was in");
    everything.kiosk().staff_prefers(arabic);
    assert_eq!(taste(enter(&everything, &code(11))), None);
    everything.kiosk().staff_prefers(arabic);
    everything.kiosk().staff_prefers(large);
    everything.kiosk().staff_leaves();
    drop(everything);
    let everything = place.start();
    assert_eq!(taste(enter(&everything, &code(10))), Some(arabic));
    assert_eq!(taste(enter(&everything, &code(11))), Some(large));
}

#[test]
fn the_time_of_a_session_ends_whatever_is_done_in_it() {
    let place = Place::new();
    let everything = place.start();
    assert!(is_open(&enter(&everything, &code(11))));
    // A touch every minute keeps it open, and not for ever.
    for minute in 0..14 {
        place.clock.advance(Duration::from_secs(60));
        assert!(matches!(act(&everything, Act::Look), Answer::Overview(_)), "minute {minute}");
    }
    place.clock.advance(Duration::from_secs(60));
    assert_eq!(act(&everything, Act::Look), Answer::Refused(Refusal::Over));
    assert!(is_open(&enter(&everything, &code(11))));
    place.clock.advance(Duration::from_secs(91));
    assert_eq!(act(&everything, Act::Look), Answer::Refused(Refusal::Over));
    assert!(!everything.kiosk().may_answer_sheets());
}

#[test]
fn whoever_has_been_in_has_left_whatever_ended_it() {
    let place = Place::new();
    let everything = place.start();
    // By the time, noticed at the next act; by somebody else who comes; by the way out.
    assert!(is_open(&enter(&everything, &code(11))));
    place.clock.advance(Duration::from_secs(91));
    assert_eq!(act(&everything, Act::Look), Answer::Refused(Refusal::Over));
    assert_eq!(act(&everything, Act::Look), Answer::Refused(Refusal::Over), "noted once");
    assert!(is_open(&enter(&everything, &code(10))));
    assert!(is_open(&enter(&everything, &code(12))));
    everything.kiosk().staff_leaves();
    everything.kiosk().store().verify_audit().wait().unwrap();
    let rows = place.acts();
    let of = |number: &str, word: &str| rows.iter().filter(|row| **row == format!("{number} {word}")).count();
    for number in ["10", "11", "12"] {
        assert_eq!((of(number, "enter"), of(number, "leave")), (1, 1), "{number}: {rows:?}");
    }
}

#[test]
fn a_day_that_is_closed_gives_no_ticket_until_the_next_one_opens() {
    let place = Place::new();
    let text =
        "[opening]\ntuesday = [\"08:00-12:00\", \"12:30-14:00\"]\nwednesday = []\nthursday = [\"09:00-12:00\"]\n";
    let rules = Config::parse(text, "test.toml", std::path::Path::new(".")).unwrap();
    let config = || Config { opening: rules.opening.clone(), ..config() };
    let service = ServiceId::new("birth_certificate");
    let ticket = |everything: &Everything| {
        everything.runtime().block_on(everything.kiosk().issue_ticket(&service, Language::AR, None))
    };
    let closed = |everything: &Everything| match ticket(everything) {
        Err(kiosk::kiosk::NoTicket::Closed { opens }) => opens.unwrap().to_string(),
        other => panic!("{other:?}"),
    };
    let everything = place.start_with(config());
    ticket(&everything).unwrap();
    assert!(is_open(&enter(&everything, &code(10))));
    assert_eq!(act(&everything, Act::CloseDay(true)), Answer::Refused(Refusal::Role), "not an attendant's work");
    assert!(is_open(&enter(&everything, &code(11))));
    let Answer::Report(shown) = act(&everything, Act::CloseDay(true)) else { panic!("no report") };
    // Tuesday 10:00: not this afternoon, not on Wednesday.
    let opens = "2026-11-26T09:00:00";
    assert_eq!(shown.closed_until.map(|at| at.to_string()).as_deref(), Some(opens));
    assert_eq!(closed(&everything), opens);
    let asked = act(&everything, Act::Ticket(service.clone(), Language::AR, None));
    assert_eq!(asked, Answer::Refused(Refusal::NoTicket));
    // Taken back, and closed again; that holds after a restart, and through the afternoon.
    assert!(matches!(act(&everything, Act::CloseDay(false)), Answer::Report(shown) if shown.closed_until.is_none()));
    ticket(&everything).unwrap();
    assert!(matches!(act(&everything, Act::CloseDay(true)), Answer::Report(_)));
    everything.kiosk().staff_leaves();
    drop(everything);
    let everything = place.start_with(config());
    place.clock.set("2026-11-24T10:00:00Z".parse().unwrap());
    assert_eq!(closed(&everything), opens);
    // The next day that is open, by itself.
    place.clock.set("2026-11-26T05:59:59Z".parse().unwrap());
    assert_eq!(closed(&everything), opens);
    place.clock.set("2026-11-26T06:00:00Z".parse().unwrap());
    everything.kiosk().store().confirm_day().wait().unwrap();
    ticket(&everything).unwrap();
    // The figures of the day before are those of Tuesday.
    assert!(is_open(&enter(&everything, &code(11))));
    let report = |of| match act(&everything, Act::Report(of)) {
        Answer::Report(shown) => (shown.day.to_string(), shown.report.services[0].tickets, shown.closed_until),
        other => panic!("{other:?}"),
    };
    assert_eq!(report(ReportOf::Today), ("2026-11-26".to_owned(), 1, None));
    assert_eq!(report(ReportOf::Before), ("2026-11-24".to_owned(), 2, None));
    assert_eq!(act(&everything, Act::PrintReport(ReportOf::Before)), Answer::Done);
    everything.kiosk().store().verify_audit().wait().unwrap();
    let rows = place.acts();
    let days: Vec<&str> = rows.iter().map(String::as_str).filter(|row| row.contains("_day")).collect();
    assert_eq!(days, ["11 close_day", "11 open_day", "11 close_day"]);
}

#[test]
fn tickets_keep_to_the_hours_and_the_limit_for_staff_too() {
    let place = Place::new();
    let text = "[opening]\ntuesday = [\"08:00-10:30\"]\n[queue.daily_limit]\nB = 2\n";
    let rules = Config::parse(text, "test.toml", std::path::Path::new(".")).unwrap();
    let everything = place.start_with(Config { opening: rules.opening, queue: rules.queue, ..config() });
    assert!(is_open(&enter(&everything, &code(10))));
    let ticket = || act(&everything, Act::Ticket(ServiceId::new("birth_certificate"), Language::AR, None));
    for _ in 0..2 {
        assert!(matches!(ticket(), Answer::Issued(_)));
    }
    assert_eq!(ticket(), Answer::Refused(Refusal::NoTicket), "the third of two");
    // 10:30 in Baghdad on Tuesday.
    place.clock.set("2026-11-24T07:30:00Z".parse().unwrap());
    let other = ServiceId::new("driving_licence_renewal");
    let refused = everything.runtime().block_on(everything.kiosk().issue_ticket(&other, Language::AR, None));
    assert!(matches!(refused, Err(kiosk::kiosk::NoTicket::Closed { opens: Some(_) })), "{refused:?}");
}

#[test]
fn how_many_wait_is_told_for_two_minutes_and_then_not_guessed() {
    let place = Place::new();
    let clock = TestClock::new(jiff::Timestamp::now());
    let wishes = Wishes { folder: Some(place.folder.path().to_owned()), clock: Arc::new(clock.clone()), ..wishes() };
    let mut everything = Everything::start(config(), data(), wishes).unwrap();
    let service = ServiceId::new("driving_licence_renewal");
    for _ in 0..3 {
        everything.runtime().block_on(everything.kiosk().issue_ticket(&service, Language::CKB, None)).unwrap();
    }
    everything.drained(common::PATIENCE).unwrap();
    let waiting = |everything: &Everything, letter: char| {
        assert!(is_open(&enter(everything, &code(10))));
        let Answer::Overview(now) = act(everything, Act::Look) else { panic!("no overview") };
        let line = now.queues.iter().find(|line| line.queue == letter);
        line.unwrap_or_else(|| panic!("{:?}", now.queues)).length.map(|length| length.waiting)
    };
    common::wait_for("three wait", || waiting(&everything, 'A') == Some(3));
    assert_eq!(waiting(&everything, 'B'), Some(0), "also the one that nobody stands in");
    everything.stop_central();
    // Central's own clock has gone on by some seconds meanwhile, this one has not.
    clock.advance(Duration::from_secs(150));
    assert_eq!(waiting(&everything, 'A'), None);
}

/// The command line as a technician uses it: the PIN comes from a pipe here, from a silent terminal there.
#[test]
fn staff_are_added_on_the_command_line() {
    use std::io::Write as _;
    use std::process::{Command, Stdio};
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("kiosk-config.toml");
    std::fs::write(&file, "[store]\nstate_dir = \"state\"\n").unwrap();
    let run = |arguments: &[&str], input: &str| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_kiosk"))
            .arg("staff")
            .args(arguments)
            .arg("--config")
            .arg(&file)
            .current_dir(common::root())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let done = child.wait_with_output().unwrap();
        (done.status.code().unwrap(), String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap())
    };
    let add = ["add", "--name", "Narin", "--role", "attendant"];
    let (code, _, error) = run(&add, "123456\n123456\n");
    assert!(code == 2 && error.contains("one of the first that anybody tries"), "{error}");
    assert_eq!(run(&add, "402817\n402818\n").0, 2);
    assert_eq!(run(&["add", "--name", "x", "--role", "boss"], "").0, 2);
    let (code, out, _) = run(&add, "402817\n402817\n");
    assert!(code == 0 && out.contains("number 10"), "{out}");
    assert_eq!(run(&["list", "--json"], "").1, "{\"name\":\"Narin\",\"number\":10,\"role\":\"attendant\"}\n");
    assert_eq!(run(&["badge", "55"], "").0, 1);
    let (code, _, error) = run(&["badge", "10"], "");
    assert!(code == 2 && error.contains("start it once"), "{error}");
    assert_eq!(run(&["remove", "10"], "").0, 0);
    assert_eq!(run(&["remove", "10"], "").0, 1);
}
