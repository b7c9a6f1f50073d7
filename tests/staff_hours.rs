//! When tickets are given: over generated schedules and days, for whoever takes one and whoever has an appointment, on the
//! real kiosk with its store and a clock that the test moves.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use common::{config, data, wishes};
use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, ToSpan as _};
use kiosk::catalogue::ServiceId;
use kiosk::cli::demo::{Everything, Wishes};
use kiosk::clock::{Clock as _, TestClock};
use kiosk::config::Config;
use kiosk::i18n::Language;
use kiosk::identity::Who;
use kiosk::kiosk::{CheckedIn, NoTicket};
use kiosk::staff::{Act, Answer, Role, Roster, What};
use kiosk_protocol::{AppointmentChange, AppointmentState, Change, ChangePage, ItemId, Topic};
use proptest::prelude::*;
use zeroize::Zeroizing;

/// Services of two queues.
const SERVICES: [&str; 2] = ["birth_certificate", "driving_licence_renewal"];

const PIN: &str = "402817";

fn start(folder: &Path, clock: &TestClock, rules: &str) -> Everything {
    let rules = Config::parse(rules, "test.toml", Path::new(".")).unwrap();
    let config = Config { opening: rules.opening, queue: rules.queue, appointments: rules.appointments, ..config() };
    let wishes = Wishes {
        folder: Some(folder.to_owned()),
        central: false,
        enrolled: false,
        clock: Arc::new(clock.clone()),
        ..wishes()
    };
    Everything::start(config, data(), wishes).unwrap()
}

/// Central books one for this moment, and the kiosk hears of it.
fn book(everything: &Everything, number: u8, service: &str, at: Timestamp) -> Who {
    let told = AppointmentChange {
        id: ItemId::new(0, [number; 10]),
        service: service.into(),
        at_ms: at.as_millisecond(),
        phone: None,
        party: None,
        state: AppointmentState::Booked,
    };
    let data = serde_json::to_value(&told).unwrap().as_object().unwrap().clone();
    let change = Change { seq: u64::from(number), topic: Topic::Appointment, at_ms: 1, data };
    let page = ChangePage { changes: vec![change], next_cursor: number.to_string(), more: false };
    everything.kiosk().store().apply_changes(page).wait().unwrap();
    Who::Reference(told.reference())
}

fn come(everything: &Everything, who: &Who) -> Result<CheckedIn, NoTicket> {
    everything.runtime().block_on(everything.kiosk().check_in(who.clone(), Language::CKB))
}

#[test]
fn a_check_in_keeps_to_the_hours_and_to_what_is_paused() {
    let folder = tempfile::tempdir().unwrap();
    let mut roster = Roster::default();
    roster.add("Narin", Role::Supervisor, PIN).unwrap();
    roster.save(&folder.path().join("state")).unwrap();
    // 23 November 2026 is a Monday; Baghdad is three hours ahead.
    let clock = TestClock::new("2026-11-23T07:00:00Z".parse().unwrap());
    let rules = "[opening]\nmonday = [\"08:00-10:30\"]\ntuesday = [\"08:00-10:30\"]\n[appointments]\ncheck_in = true\n";
    let everything = start(folder.path(), &clock, rules);
    let (paused, other) = (SERVICES[0], SERVICES[1]);
    let at = |time: &str| format!("2026-11-23T{time}:00Z").parse().unwrap();
    let whose = [book(&everything, 1, paused, at("07:10")), book(&everything, 2, other, at("07:20"))];
    let closing = book(&everything, 3, other, at("07:30"));
    let act = |act: Act| everything.runtime().block_on(everything.kiosk().staff(act));
    let pause = |what: What, is_paused: bool| {
        assert!(matches!(act(Act::Enter(Zeroizing::new(format!("10{PIN}")))), Answer::Open { .. }));
        assert_eq!(act(Act::Pause(what, is_paused)), Answer::Done);
    };
    let given = || everything.kiosk().store().tickets_today(100).wait().unwrap().len();
    // The one service is paused, the other is not.
    pause(What::Service(ServiceId::new(paused)), true);
    assert!(matches!(come(&everything, &whose[0]), Err(NoTicket::Paused)));
    assert_eq!(given(), 0, "no number is used");
    assert!(matches!(come(&everything, &whose[1]), Ok(CheckedIn::Ticket(_))));
    pause(What::Kiosk, true);
    assert!(matches!(come(&everything, &closing), Err(NoTicket::Paused)));
    pause(What::Kiosk, false);
    pause(What::Service(ServiceId::new(paused)), false);
    assert!(matches!(come(&everything, &whose[0]), Ok(CheckedIn::Ticket(_))), "nothing was lost by the refusal");
    // 10:30 in Baghdad: in time for the appointment, and closed.
    clock.set(at("07:30"));
    let refused = come(&everything, &closing);
    let opens: DateTime = "2026-11-24T08:00:00".parse().unwrap();
    assert!(matches!(refused, Err(NoTicket::Closed { opens: Some(next) }) if next == opens), "{refused:?}");
    assert_eq!(given(), 2);
}

/// A schedule as somebody writes it, and as the test reads it: spans of minutes by day of the week, Monday first.
#[derive(Debug, Clone)]
struct Schedule {
    week: Vec<Vec<(u16, u16)>>,
    /// Days of the queue B that differ.
    own: BTreeMap<usize, Vec<(u16, u16)>>,
    holidays: Vec<i8>,
    limit: u32,
}

impl Schedule {
    fn text(&self) -> String {
        const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        let time = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        let line = |day: usize, spans: &[(u16, u16)]| {
            let spans: Vec<String> =
                spans.iter().map(|(from, to)| format!("\"{}-{}\"", time(*from), time(*to))).collect();
            format!("{} = [{}]", DAYS[day], spans.join(", "))
        };
        let mut text = "[opening]\n".to_owned();
        for (day, spans) in self.week.iter().enumerate() {
            writeln!(text, "{}", line(day, spans)).unwrap();
        }
        let holidays: Vec<String> = self.holidays.iter().map(|day| format!("\"2026-11-{day:02}\"")).collect();
        writeln!(text, "holidays = [{}]", holidays.join(", ")).unwrap();
        writeln!(text, "[opening.queue.B]").unwrap();
        for (day, spans) in &self.own {
            writeln!(text, "{}", line(*day, spans)).unwrap();
        }
        writeln!(text, "[queue.daily_limit]\nB = {}\n[appointments]\ncheck_in = true", self.limit).unwrap();
        text
    }

    /// Whether it is open, looked up the plain way.
    fn is_open(&self, service: usize, at: DateTime) -> bool {
        let is_holiday = (at.year(), at.month()) == (2026, 11) && self.holidays.contains(&at.day());
        let minute = at.hour() as u16 * 60 + at.minute() as u16;
        let day = at.weekday().to_monday_zero_offset() as usize;
        let spans = self.own.get(&day).filter(|_| service == 0).unwrap_or(&self.week[day]);
        !is_holiday && spans.iter().any(|(from, to)| (*from..*to).contains(&minute))
    }

    /// The first open minute from here on, minute by minute.
    fn opens(&self, service: usize, at: DateTime) -> Option<DateTime> {
        let minute = at.date().at(at.hour(), at.minute(), 0, 0);
        (1..40 * 24 * 60).map(|later: i64| minute + later.minutes()).find(|at| self.is_open(service, *at))
    }
}

fn schedules() -> impl Strategy<Value = Schedule> {
    let day = proptest::collection::btree_set(0_u16..=1440, 0..=3).prop_map(|minutes| {
        let minutes: Vec<u16> = minutes.into_iter().flat_map(|minute| [minute, (minute + 90).min(1440)]).collect();
        let mut spans: Vec<(u16, u16)> = Vec::new();
        for pair in minutes.chunks(2).filter(|pair| pair[0] < pair[1]) {
            if spans.last().is_none_or(|(_, to)| *to <= pair[0]) {
                spans.push((pair[0], pair[1]));
            }
        }
        spans
    });
    let wide = || prop_oneof![3 => day.clone(), 1 => Just(vec![(0, 1440)]), 2 => Just(vec![(480, 720), (750, 840)])];
    let own = proptest::collection::btree_map(0_usize..7, wide(), 0..3);
    (proptest::collection::vec(wide(), 7), own, proptest::collection::vec(23_i8..=30, 0..3), 1_u32..5)
        .prop_map(|(week, own, holidays, limit)| Schedule { week, own, holidays, limit })
}

/// So many minutes later somebody comes: for a ticket of one of two services, or for an appointment.
fn arrivals() -> impl Strategy<Value = Vec<(i64, usize, bool)>> {
    let later = prop_oneof![4 => 0_i64..90, 2 => 90_i64..600, 1 => 600_i64..1300];
    proptest::collection::vec((later, 0_usize..2, proptest::bool::weighted(0.3)), 1..50)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10))]
    /// Never out of hours, never above the limit, never refused without a reason; and the opening that is told is one.
    #[test]
    fn tickets_are_given_in_hours_and_within_limits(schedule in schedules(), arrivals in arrivals()) {
        let folder = tempfile::tempdir().unwrap();
        let clock = TestClock::new("2026-11-23T05:00:00Z".parse().unwrap());
        let everything = start(folder.path(), &clock, &schedule.text());
        let (kiosk, runtime) = (everything.kiosk(), everything.runtime());
        let zone = kiosk.config().day.zone.clone();
        let mut given = BTreeMap::<Date, u32>::new();
        for (number, (later, service, has_appointment)) in arrivals.into_iter().enumerate() {
            clock.advance(Duration::from_secs(later.unsigned_abs() * 60));
            // Somebody sees to the clock each day.
            kiosk.store().confirm_day().wait().unwrap();
            let now = zone.to_datetime(clock.now());
            let day = (now - 4.hours()).date();
            let done = if has_appointment {
                let who = book(&everything, u8::try_from(number + 1).unwrap(), SERVICES[service], clock.now());
                match come(&everything, &who) {
                    Ok(CheckedIn::Ticket(issued)) => Ok(issued),
                    Ok(other) => return Err(TestCaseError::fail(format!("{other:?}"))),
                    Err(refused) => Err(refused),
                }
            } else {
                runtime.block_on(kiosk.issue_ticket(&ServiceId::new(SERVICES[service]), Language::CKB, None))
            };
            let counted = given.entry(day).or_default();
            match done {
                Ok(issued) => {
                    prop_assert!(schedule.is_open(service, now), "{} at {now}", issued.ticket.label);
                    prop_assert_eq!(issued.ticket.day.date(), day);
                    if service == 0 {
                        // Who has an appointment is not one too many, and counts.
                        prop_assert!(has_appointment || *counted < schedule.limit, "{} of {}", counted, schedule.limit);
                        *counted += 1;
                    }
                }
                Err(NoTicket::Closed { opens }) => {
                    prop_assert!(!schedule.is_open(service, now), "refused at {now}");
                    prop_assert_eq!(opens, schedule.opens(service, now));
                }
                Err(NoTicket::Full) => {
                    prop_assert!(schedule.is_open(service, now) && service == 0 && !has_appointment && *counted >= schedule.limit);
                }
                Err(other) => prop_assert!(false, "{other}"),
            }
        }
    }
}
