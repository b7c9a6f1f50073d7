//! Staff mode on the screens: the hidden way in, what may be done, and that nobody else gets there.

use std::sync::Arc;

use iced::keyboard::Modifiers;
use iced::keyboard::key::Named;
use iced::{Event as Iced, Point, mouse};
use zeroize::Zeroizing;

use super::fake::{Kiosk, PATIENCE};
use crate::identity::Scanned;
use crate::staff::{
    Act, Answer, DayReport, DayShown, Overview, QueueLine, Refusal, ReportOf, Role, Taste, TicketLine, What,
};
use crate::ticket::QueueLength;
use crate::ui::app::Message;
use crate::ui::app::backend::{Event, PrintJob, PrintOutcome};
use crate::ui::theme::TextScale;

pub(super) const SIZE: (f32, f32) = (1080.0, 1920.0);

pub(super) fn at_rest() -> Kiosk {
    let kiosk = Kiosk::open(SIZE.0, SIZE.1);
    kiosk.fake.with(|state| state.has_staff = true);
    kiosk
}

pub(super) fn corners(kiosk: &mut Kiosk) {
    let (width, height) = SIZE;
    for (x, y) in [(8.0, 8.0), (width - 8.0, 8.0), (width - 8.0, height - 8.0), (8.0, height - 8.0)] {
        kiosk.shown.tap(Point::new(x, y));
        kiosk.shown.settle(PATIENCE).unwrap();
    }
}

/// A kiosk in which much is wrong.
pub(super) fn overview() -> Overview {
    Overview {
        noticed: vec![("event-config-rolled-back", "2026-11-23T07:42:00Z".parse().unwrap())],
        printer: Some("fault-paper-out"),
        tickets_left: Some(120),
        scanner: true,
        online: false,
        queues: vec![
            QueueLine { queue: 'A', length: Some(QueueLength { waiting: 7, minutes: Some(25) }) },
            QueueLine { queue: 'B', length: Some(QueueLength { waiting: 1, minutes: None }) },
            QueueLine { queue: 'C', length: None },
        ],
        queued: 3,
        aside: 1,
        doubts: 1,
        requests: true,
        leap: Some(("2026-11-23".parse().unwrap(), "2026-11-26".parse().unwrap())),
        paused: vec![What::Service("birth_certificate".into())],
    }
}

pub(super) fn open(role: Role) -> Kiosk {
    let mut kiosk = at_rest();
    enter(&mut kiosk, role);
    kiosk
}

/// From the screen at rest to the desk.
pub(super) fn enter(kiosk: &mut Kiosk, role: Role) {
    corners(kiosk);
    assert_eq!(kiosk.at(), "staff-gate");
    kiosk.fake.with(|state| state.answers = vec![Answer::Open { role, name: "Narin".into(), taste: None }]);
    for digit in "10402817".chars() {
        kiosk.tap(&format!("pin.{digit}"));
    }
    kiosk.tap("pin.enter");
    assert_eq!(kiosk.at(), "staff-desk");
}

pub(super) fn last_act(kiosk: &Kiosk) -> Act {
    kiosk.fake.with(|state| state.acts.last().cloned().expect("an act"))
}

#[test]
fn the_corners_lead_to_the_question_and_the_code_to_the_desk() {
    let kiosk = open(Role::Attendant);
    assert!(matches!(last_act(&kiosk), Act::Enter(code) if *code == "10402817"));
    // Nobody is configured: nothing happens.
    let mut kiosk = Kiosk::open(SIZE.0, SIZE.1);
    corners(&mut kiosk);
    assert_eq!(kiosk.at(), "attract");
    // Not where a citizen is at work.
    let mut kiosk = at_rest();
    kiosk.tap("language.en");
    corners(&mut kiosk);
    assert!(!kiosk.at().starts_with("staff"), "{}", kiosk.at());
}

#[test]
fn the_voice_tells_no_bystander_which_digit_the_focus_stands_on() {
    let mut kiosk = at_rest();
    corners(&mut kiosk);
    let around = |kiosk: &mut Kiosk| {
        kiosk.fake.with(|state| state.spoken.clear());
        for _ in 0..20 {
            kiosk.shown.key(Named::Tab);
            kiosk.shown.settle(PATIENCE).unwrap();
        }
        kiosk.fake.with(|state| state.spoken.iter().filter_map(|line| line.focus.clone()).collect::<Vec<_>>())
    };
    let told = around(&mut kiosk);
    assert_eq!(told.iter().filter(|id| **id == "pin.digit").count(), 10, "{told:?}");
    assert!(!told.iter().any(|id| id == "pin.5"), "{told:?}");
    let where_it_stands = |kiosk: &Kiosk| {
        kiosk.fake.with(|state| {
            state.spoken.iter().filter(|line| line.focus.as_deref() == Some("pin.digit")).all(|l| l.position.is_none())
        })
    };
    assert!(where_it_stands(&kiosk));
    kiosk.tell(&Event::Headphones(true));
    let told = around(&mut kiosk);
    assert!(told.iter().any(|id| id == "pin.5") && !told.iter().any(|id| id == "pin.digit"), "{told:?}");
}

#[test]
fn a_panel_that_passes_for_a_mouse_can_do_it_too() {
    let mut kiosk = at_rest();
    let (width, height) = SIZE;
    for (x, y) in [(8.0, 8.0), (width - 8.0, 8.0), (width - 8.0, height - 8.0), (8.0, height - 8.0)] {
        kiosk.shown.events(&[
            Iced::Mouse(mouse::Event::CursorMoved { position: Point::new(x, y) }),
            Iced::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)),
            Iced::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)),
        ]);
        kiosk.shown.settle(PATIENCE).unwrap();
    }
    assert_eq!(kiosk.at(), "staff-gate");
}

#[test]
fn a_wrong_code_says_so_shows_no_digit_and_leads_nowhere() {
    let mut kiosk = at_rest();
    corners(&mut kiosk);
    for (refusal, words) in [(Refusal::Wrong, "wrong"), (Refusal::Locked(61), "2"), (Refusal::Badge, "")] {
        kiosk.fake.with(|state| state.answers = vec![Answer::Refused(refusal)]);
        kiosk.type_in("10");
        kiosk.tap("pin.9");
        assert!(kiosk.text().contains("•••") && !kiosk.text().contains("109"), "{}", kiosk.text());
        kiosk.tap("pin.enter");
        assert_eq!(kiosk.at(), "staff-gate");
        assert!(
            kiosk.text().to_lowercase().contains(words)
                || kiosk.shown.program().language() != crate::i18n::Language::EN
        );
    }
    let said = kiosk.fake.with(|state| state.spoken.iter().map(|spoken| spoken.say.clone()).collect::<Vec<_>>());
    assert!(said.iter().all(|said| !said.contains("109")));
    kiosk.tap("action.back");
    assert_eq!(kiosk.at(), "attract");
}

#[test]
fn a_badge_opens_from_rest_and_never_in_a_visit() {
    let badge = || Event::Scan(Arc::new(Scanned::Badge(Zeroizing::new("KB1:ABC".into()))));
    let mut kiosk = at_rest();
    kiosk
        .fake
        .with(|state| state.answers = vec![Answer::Open { role: Role::Supervisor, name: "Narin".into(), taste: None }]);
    kiosk.tell(&badge());
    assert_eq!(kiosk.at(), "staff-desk");
    let mut kiosk = at_rest();
    kiosk.tap("language.en");
    kiosk.tell(&badge());
    assert_eq!(kiosk.at(), "home");
    assert!(kiosk.fake.with(|state| state.acts.is_empty()));
}

#[test]
fn a_ticket_for_a_citizen_is_two_touches() {
    let mut kiosk = open(Role::Attendant);
    kiosk.fake.with(|state| state.answers = vec![Answer::Issued("A3-008".into())]);
    kiosk.tap("staff.ticket");
    kiosk.tap("staff.service.birth_certificate");
    assert!(matches!(last_act(&kiosk), Act::Ticket(service, _, None) if service.as_str() == "birth_certificate"));
    assert_eq!(kiosk.at(), "staff-desk");
    assert!(kiosk.text().contains("A3"), "{}", kiosk.text());
}

#[test]
fn a_ticket_speaks_the_citizens_language_not_that_of_the_desk() {
    let mut kiosk = open(Role::Attendant);
    kiosk.tap("header.language");
    kiosk.tap("language.en");
    let language = |kiosk: &Kiosk| match last_act(kiosk) {
        Act::Ticket(_, language, _) => language.tag().to_owned(),
        other => panic!("{other:?}"),
    };
    // Without a choice: the kiosk's first language, in two touches.
    kiosk.tap("staff.ticket");
    kiosk.tap("staff.service.birth_certificate");
    assert_eq!(language(&kiosk), "ckb");
    kiosk.tap("staff.ticket");
    kiosk.tap("staff.language.ar");
    kiosk.tap("staff.service.birth_certificate");
    assert_eq!(language(&kiosk), "ar");
    // The next is most likely for somebody like the last, also after staff have left.
    kiosk.tap("staff.ticket");
    kiosk.tap("staff.service.birth_certificate");
    assert_eq!(language(&kiosk), "ar");
    kiosk.tap("action.back");
    enter(&mut kiosk, Role::Attendant);
    kiosk.tap("staff.ticket");
    kiosk.tap("staff.service.birth_certificate");
    assert_eq!(language(&kiosk), "ar");
}

#[test]
fn the_desk_is_as_whoever_comes_had_it_last() {
    let mut kiosk = at_rest();
    corners(&mut kiosk);
    let taste = Taste { language: crate::i18n::Language::EN, size: 3 };
    let answer = Answer::Open { role: Role::Attendant, name: "Narin".into(), taste: Some(taste) };
    kiosk.fake.with(|state| state.answers = vec![answer]);
    kiosk.type_in("10402817");
    kiosk.tap("pin.enter");
    let app = kiosk.shown.program();
    assert_eq!((app.language().tag(), app.settings.scale), ("en", TextScale::Largest));
    assert!(kiosk.fake.with(|state| state.tastes.is_empty()), "nobody has changed anything");
    // What is changed is kept.
    kiosk.tap("header.display");
    kiosk.tap("display.size.large");
    kiosk.tap("display.close");
    kiosk.tap("header.language");
    kiosk.tap("language.ar");
    let kept = kiosk.fake.with(|state| state.tastes.clone());
    assert_eq!(kept.last(), Some(&Taste { language: crate::i18n::Language::AR, size: 2 }));
    // Citizens find the kiosk as it always is, and what they change is nobody's.
    kiosk.tap("action.back");
    let fresh = crate::ui::app::Settings::fresh(crate::i18n::Language::CKB);
    assert_eq!(kiosk.shown.program().settings, fresh);
    kiosk.tap("language.en");
    kiosk.tap("header.display");
    kiosk.tap("display.size.largest");
    assert_eq!(kiosk.fake.with(|state| state.tastes.len()), kept.len());
}

fn line(label: &str) -> TicketLine {
    TicketLine {
        label: label.into(),
        service: Some("birth_certificate".into()),
        issued: "2026-11-24T07:00:00Z".parse().unwrap(),
        priority: None,
        called: false,
        cancelled: false,
    }
}

#[test]
fn tickets_are_reprinted_marked_and_given_up() {
    let mut kiosk = open(Role::Attendant);
    kiosk.fake.with(|state| state.answers = vec![Answer::Tickets(vec![line("B3-002"), line("B3-001")])]);
    kiosk.tap("staff.tickets");
    kiosk.tap("staff.line.B3-001");
    kiosk.tap("staff.reprint");
    assert!(matches!(last_act(&kiosk), Act::Reprint(label) if label == "B3-001"));
    kiosk.tap("staff.priority");
    kiosk.tap("priority.elderly");
    assert!(matches!(last_act(&kiosk), Act::Prioritise(label, _) if label == "B3-001"));
    assert_eq!(kiosk.at(), "staff-ticket");
    kiosk.tap("staff.cancel");
    assert!(matches!(last_act(&kiosk), Act::Cancel(label) if label == "B3-001"));
    assert_eq!(kiosk.at(), "staff-desk");
}

/// What of staff mode can be touched.
pub(super) fn ids(kiosk: &mut Kiosk) -> Vec<String> {
    kiosk.shown.stops().into_iter().map(|stop| stop.words.id).filter(|id| id.starts_with("staff.")).collect()
}

#[test]
fn quick_touches_on_different_things_of_the_desk_all_count() {
    let change = |config: &mut crate::config::Config| config.keypad.double_press = std::time::Duration::from_secs(60);
    let mut kiosk = Kiosk::made(SIZE.0, SIZE.1, change, crate::ui::app::App::steady);
    kiosk.fake.with(|state| state.has_staff = true);
    corners(&mut kiosk);
    kiosk
        .fake
        .with(|state| state.answers = vec![Answer::Open { role: Role::Attendant, name: "Narin".into(), taste: None }]);
    for digit in ["1", "0", "4", "2", "8", "7"] {
        kiosk.tap(&format!("pin.{digit}"));
    }
    kiosk.tap("pin.enter");
    kiosk.fake.with(|state| state.answers = vec![Answer::Tickets(vec![line("B3-002"), line("B3-001")])]);
    kiosk.tap("staff.tickets");
    kiosk.tap("staff.line.B3-001");
    kiosk.tap("staff.priority");
    kiosk.tap("priority.elderly");
    assert!(matches!(last_act(&kiosk), Act::Prioritise(label, _) if label == "B3-001"));
    // the same touch again is the trembling of a hand
    let acts = |kiosk: &Kiosk| kiosk.fake.with(|state| state.acts.len());
    kiosk.tap("staff.reprint");
    let before = acts(&kiosk);
    kiosk.tap("staff.reprint");
    assert_eq!(acts(&kiosk), before);
}

#[test]
fn roles_see_what_is_theirs() {
    assert_eq!(
        ids(&mut open(Role::Technician)),
        ["staff.overview", "staff.paper", "staff.pause", "staff.tests", "staff.log"]
    );
    let mut kiosk = open(Role::Attendant);
    let seen = ids(&mut kiosk);
    assert!(!seen.iter().any(|id| id == "staff.pause" || id == "staff.report"), "{seen:?}");
    let mut kiosk = open(Role::Supervisor);
    let mut seen = ids(&mut kiosk);
    if kiosk.shown.tap_id("page.next").is_ok() {
        kiosk.shown.settle(PATIENCE).unwrap();
        seen.extend(ids(&mut kiosk));
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 7, "{seen:?}");
}

pub(super) fn shown(of: ReportOf, closed_until: Option<jiff::civil::DateTime>) -> DayShown {
    DayShown { of, day: "2026-11-24".parse().unwrap(), closed_until, report: DayReport::default() }
}

#[test]
fn pause_report_paper_and_state() {
    let mut kiosk = open(Role::Supervisor);
    let overview = Overview { paused: vec![What::Kiosk], ..overview() };
    kiosk.fake.with(|state| state.answers = vec![Answer::Overview(overview.clone())]);
    kiosk.tap("staff.overview");
    assert_eq!(kiosk.at(), "staff-overview");
    kiosk.tap("action.back");
    kiosk.fake.with(|state| state.answers = vec![Answer::Overview(overview)]);
    kiosk.tap("staff.pause");
    kiosk.tap("staff.pause.kiosk");
    assert!(matches!(last_act(&kiosk), Act::Pause(What::Kiosk, false)), "it was paused");
    kiosk.tap("staff.pause.birth_certificate");
    assert!(matches!(last_act(&kiosk), Act::Pause(What::Service(_), true)));
    kiosk.tap("action.back");
    kiosk.tap("staff.paper");
    kiosk.fake.with(|state| state.answers = vec![Answer::NotPrinted("fault-cover-open")]);
    kiosk.tap("staff.strip");
    assert_eq!(kiosk.at(), "staff-paper");
    kiosk.fake.with(|state| state.answers = vec![Answer::Done]);
    kiosk.tap("staff.new-roll");
    assert!(matches!(last_act(&kiosk), Act::NewRoll));
    kiosk.tap("action.back");
    kiosk.fake.with(|state| state.answers = vec![Answer::Report(shown(ReportOf::Today, None))]);
    kiosk.tap("staff.report");
    kiosk.tap("staff.print-report");
    assert!(matches!(last_act(&kiosk), Act::PrintReport(ReportOf::Today)));
    // The day before, and its paper.
    kiosk.fake.with(|state| state.answers = vec![Answer::Report(shown(ReportOf::Before, None))]);
    kiosk.tap("staff.before");
    assert!(matches!(last_act(&kiosk), Act::Report(ReportOf::Before)));
    assert!(!ids(&mut kiosk).iter().any(|id| id == "staff.close-day"), "a day that is over is not closed");
    kiosk.tap("staff.print-report");
    assert!(matches!(last_act(&kiosk), Act::PrintReport(ReportOf::Before)));
    kiosk.fake.with(|state| state.answers = vec![Answer::Report(shown(ReportOf::Today, None))]);
    kiosk.tap("staff.today");
    // Closed, and taken back.
    let opens = "2026-11-25T08:30:00".parse().unwrap();
    kiosk.fake.with(|state| state.answers = vec![Answer::Report(shown(ReportOf::Today, Some(opens)))]);
    kiosk.tap("staff.close-day");
    assert!(matches!(last_act(&kiosk), Act::CloseDay(true)));
    assert!(["8:30", "٨:٣٠"].iter().any(|time| kiosk.text().contains(time)), "{}", kiosk.text());
    kiosk.tap("staff.open-day");
    assert!(matches!(last_act(&kiosk), Act::CloseDay(false)));
}

#[test]
fn the_queues_stand_there_with_figures_or_with_the_word_that_there_are_none() {
    let mut kiosk = at_rest();
    enter(&mut kiosk, Role::Attendant);
    kiosk.tap("header.language");
    kiosk.tap("language.en");
    kiosk.fake.with(|state| state.answers = vec![Answer::Overview(overview())]);
    kiosk.tap("staff.overview");
    let mut text = kiosk.text();
    while kiosk.shown.tap_id("page.next").is_ok() {
        kiosk.shown.settle(PATIENCE).unwrap();
        let page = kiosk.text();
        if text.ends_with(&page) {
            break;
        }
        text.push_str(&page);
    }
    for words in
        ["7 people wait. Whoever comes now waits about 25 minutes", "1 person waits.", "how many wait is not known"]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[test]
fn a_day_that_the_clock_has_leapt_to_begins_when_somebody_who_leads_says_so() {
    for role in Role::ALL {
        let mut kiosk = open(role);
        kiosk.fake.with(|state| state.answers = vec![Answer::Overview(overview())]);
        kiosk.tap("staff.overview");
        let text = kiosk.text();
        let tells = |figures: [&str; 2]| figures.iter().any(|day| text.contains(day));
        assert!(tells(["23", "٢٣"]) && tells(["26", "٢٦"]), "both days are told: {text}");
        let may = ids(&mut kiosk).iter().any(|id| id == "staff.begin-day");
        assert_eq!(may, role != Role::Attendant, "{role}");
        if may {
            kiosk.tap("staff.begin-day");
            assert!(matches!(last_act(&kiosk), Act::BeginDay));
        }
    }
}

#[test]
fn it_closes_when_nobody_is_there_and_when_the_time_is_over() {
    let mut kiosk = open(Role::Supervisor);
    kiosk.shown.update(Message::Return);
    kiosk.shown.settle(PATIENCE).unwrap();
    assert_eq!(kiosk.at(), "attract");
    assert_eq!(kiosk.fake.with(|state| state.left), 1);
    let mut kiosk = open(Role::Supervisor);
    kiosk.fake.with(|state| state.answers = vec![Answer::Refused(Refusal::Over)]);
    kiosk.tap("staff.report");
    assert_eq!(kiosk.at(), "staff-gate");
    let mut kiosk = open(Role::Supervisor);
    kiosk.tap("action.back");
    assert_eq!((kiosk.at(), kiosk.fake.with(|state| state.left)), ("attract", 1));
}

#[test]
fn the_question_about_a_sheet_stands_behind_the_door() {
    let mut kiosk = at_rest();
    kiosk.fake.with(|state| state.owed = Some("old".into()));
    kiosk.tell(&Event::Doubt(true));
    kiosk.tap("notice.sheet");
    assert_eq!(kiosk.at(), "staff-gate");
    kiosk.fake.with(|state| {
        state.answers = vec![Answer::Done, Answer::Open { role: Role::Attendant, name: "N".into(), taste: None }];
    });
    kiosk.type_in("10402817");
    kiosk.tap("pin.enter");
    assert_eq!(kiosk.at(), "sheet");
    kiosk.tap("sheet.whole");
    assert_eq!(kiosk.fake.with(|state| state.answered.clone()), [("old".to_owned(), true)]);
    assert_eq!(kiosk.at(), "attract");
    assert_eq!(kiosk.fake.with(|state| state.left), 1, "whoever came for the sheet has gone");
    // From a citizen's last screen: back there afterwards, or without an answer.
    let mut kiosk = at_rest();
    kiosk.fake.with(|state| state.outcomes = vec![PrintOutcome::Unknown { key: "fault-unplugged" }]);
    kiosk.tap("language.en");
    kiosk.tap("home.ticket");
    kiosk.tap("service.birth_certificate");
    kiosk.tap("staff.call");
    kiosk.tap("sheet.open");
    assert_eq!(kiosk.at(), "staff-gate");
    kiosk.tap("action.back");
    assert_eq!(kiosk.at(), "ticket");
}

#[test]
fn a_paused_kiosk_says_so_and_takes_nothing() {
    let mut kiosk = at_rest();
    kiosk.fake.with(|state| {
        state.paused = true;
        state.no_tickets = Some(crate::ui::app::backend::NoTicket::Paused(None));
    });
    kiosk.tap("language.en");
    assert_eq!(kiosk.at(), "paused");
    kiosk.tap("action.back");
    kiosk.tap("home.service");
    kiosk.tap("category.civil_status");
    kiosk.tap("service.birth_certificate");
    kiosk.tap("action.start");
    assert_eq!(kiosk.at(), "paused");
}

#[test]
fn visits_are_counted_for_the_report() {
    let mut kiosk = at_rest();
    kiosk.tap("language.en");
    kiosk.shown.update(Message::Idle);
    for _ in 0..60 {
        kiosk.shown.update(Message::Tick);
    }
    assert_eq!(kiosk.at(), "attract");
    assert_eq!(kiosk.fake.with(|state| state.visits.clone()), [false, true]);
}

/// A simple generator, so that a failure can be played again (Knuth's MMIX).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Touches and keys anywhere, in any order, with anything held, and a window manager that asks to close: the kiosk is never
/// left, staff mode never opens, nothing panics.
fn wander(events: usize, seed: u64) {
    const KEYS: [Named; 24] = [
        Named::ArrowUp,
        Named::ArrowDown,
        Named::ArrowLeft,
        Named::ArrowRight,
        Named::Tab,
        Named::Enter,
        Named::Escape,
        Named::Home,
        Named::F1,
        Named::F2,
        Named::F3,
        Named::F4,
        Named::F5,
        Named::F6,
        Named::F7,
        Named::F8,
        Named::F9,
        Named::F10,
        Named::F11,
        Named::F12,
        Named::Backspace,
        Named::Delete,
        Named::Super,
        Named::PrintScreen,
    ];
    let held = [Modifiers::CTRL, Modifiers::ALT, Modifiers::LOGO, Modifiers::SHIFT, Modifiers::CTRL | Modifiers::ALT];
    let mut dice = Dice(seed);
    let mut kiosk = at_rest();
    let mut seen = std::collections::BTreeSet::new();
    for event in 0..events {
        match dice.roll(10) {
            0..=4 => {
                // Anywhere, and as often where something is to be touched.
                let at = Point::new(dice.roll(1080) as f32, dice.roll(1920) as f32);
                kiosk.shown.tap(at);
            }
            5..=7 => {
                let stops = kiosk.shown.stops();
                let places: Vec<Point> = stops.iter().map(|stop| stop.bounds.center()).collect();
                if !places.is_empty() {
                    kiosk.shown.tap(places[dice.roll(places.len() as u64) as usize]);
                }
            }
            8 => {
                let key = KEYS[dice.roll(KEYS.len() as u64) as usize];
                match dice.roll(9) {
                    0..=4 => kiosk.shown.key(key),
                    5..=7 => kiosk.shown.chord(held[dice.roll(held.len() as u64) as usize], key),
                    _ => kiosk.shown.events(&[Iced::Window(iced::window::Event::CloseRequested)]),
                }
            }
            _ => kiosk.shown.type_text(["1", "ا", "Q", " ", "٣", "q"][dice.roll(6) as usize]),
        }
        if event % 16 == 0 {
            kiosk.shown.settle(PATIENCE).unwrap();
        }
        let at = kiosk.at();
        seen.insert(at);
        assert!(!at.starts_with("staff-d") && at != "sheet", "event {event} of seed {seed} opened {at}");
        let beyond = kiosk.shown.beyond();
        assert!(beyond.is_empty(), "event {event} of seed {seed} on {at} asked for {beyond:?}");
        if matches!(at, "wiped" | "rating") || dice.roll(400) == 0 {
            kiosk.shown.update(Message::Return);
        }
    }
    let opened = kiosk.fake.with(|state| state.acts.iter().any(|act| !matches!(act, Act::Enter(_))));
    assert!(!opened, "nobody did what is for staff");
    assert!(seen.len() > 8, "it came around: {seen:?}");
}

#[test]
fn the_end_that_the_system_asks_for_would_be_seen_by_the_walk() {
    let mut kiosk = at_rest();
    kiosk.shown.update(Message::End);
    kiosk.shown.settle(PATIENCE).unwrap();
    assert_eq!(kiosk.shown.beyond(), ["exit"]);
}

#[test]
fn a_walk_of_1_000_events_stays_with_the_citizens_screens() {
    wander(1_000, 7);
}

/// The whole walk: some minutes. `make bench-faults` is the place of long runs.
#[test]
#[ignore = "takes minutes"]
fn a_walk_of_100_000_events_stays_with_the_citizens_screens() {
    for seed in 0..10 {
        wander(10_000, seed);
    }
}

/// A job of an earlier visit is nobody's way in.
#[test]
fn the_last_ticket_is_printed_without_staff_as_before() {
    let mut kiosk = at_rest();
    kiosk.tell(&Event::Unprinted(Some(PrintJob("old".into()))));
    kiosk.tap("notice.print");
    assert_eq!(kiosk.fake.with(|state| state.reprinted.clone()), ["old"]);
}
