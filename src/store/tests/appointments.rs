//! Appointments: told by central, checked in once with a ticket, forgotten after their day; no phone number in any file.

use jiff::Timestamp;
use kiosk_protocol::{
    AppointmentChange, AppointmentState, Change, ChangePage, CheckinBody, Digest, ItemId, ItemKind, PriorityClass,
    Reference, TicketBody, Topic,
};

use super::*;

const NINE: &str = "2026-11-23T09:00:00+03:00";

fn told(n: u8, seq: u64, hours: i64, state: AppointmentState) -> Change {
    let nine: Timestamp = NINE.parse().unwrap();
    let change = AppointmentChange {
        id: ItemId::new(1_700_000_000_000, [n; 10]),
        service: "birth_certificate".into(),
        at_ms: nine.as_millisecond() + hours * 3_600_000,
        phone: Some(Digest::of(&[n])),
        party: Some(3),
        state,
    };
    let data = serde_json::to_value(&change).unwrap().as_object().unwrap().clone();
    Change { seq, topic: Topic::Appointment, at_ms: nine.as_millisecond(), data }
}

fn page(changes: Vec<Change>, cursor: &str) -> ChangePage {
    ChangePage { changes, next_cursor: cursor.into(), more: false }
}

fn of(n: u8) -> (ItemId, Reference) {
    let id = ItemId::new(1_700_000_000_000, [n; 10]);
    (id, Reference::of(id))
}

fn state(store: &Store, n: u8) -> Option<CheckIn> {
    store.appointment(of(n).1).wait().unwrap().map(|one| one.state)
}

#[test]
fn a_check_in_gives_one_ticket_and_tells_central_in_the_same_commit() {
    let place = Place::new();
    let store = place.open();
    let both = vec![told(1, 1, 0, AppointmentState::Booked), told(2, 2, 1, AppointmentState::Booked)];
    assert_eq!(store.apply_changes(page(both, "a")).wait().unwrap().appointments, 2);
    let issued = store.check_in(of(1).0, wanted('T')).wait().unwrap().unwrap();
    assert_eq!(issued.ticket.label.to_string(), "T3-001");
    assert_eq!(issued.ticket.priority, Some(PriorityClass::Appointment));
    assert_eq!(state(&store, 1), Some(CheckIn::Done(Some("T3-001".into()))));
    assert!(store.check_in(of(1).0, wanted('T')).wait().unwrap().is_none(), "once");
    assert!(store.check_in(of(9).0, wanted('T')).wait().unwrap().is_none(), "unknown");
    let items = store.due(100, 1 << 20).wait().unwrap().items;
    let kinds: Vec<_> = items.iter().map(|item| item.kind.clone()).collect();
    assert_eq!(kinds, [ItemKind::Ticket, ItemKind::Checkin], "the ticket before what names it");
    let body: TicketBody = serde_json::from_slice(items[0].body.as_bytes()).unwrap();
    assert_eq!(body.priority, Some(PriorityClass::Appointment));
    let body: CheckinBody = serde_json::from_slice(items[1].body.as_bytes()).unwrap();
    assert_eq!((body.appointment, body.ticket), (of(1).0, issued.ticket.id));
    store.verify_audit().wait().unwrap();
    // A restart forgets nothing, and central's older word takes nothing back.
    drop(store);
    let store = place.open();
    store.apply_snapshot(page(vec![told(1, 1, 0, AppointmentState::Booked)], "b")).wait().unwrap();
    assert_eq!(state(&store, 1), Some(CheckIn::Done(Some("T3-001".into()))));
    assert_eq!(state(&store, 2), Some(CheckIn::Open), "a snapshot that does not name it leaves it");
}

#[test]
fn a_ticket_that_cannot_be_given_leaves_the_appointment_open() {
    let place = Place::new();
    let store = place.open();
    store.apply_changes(page(vec![told(1, 1, 0, AppointmentState::Booked)], "a")).wait().unwrap();
    let none = NewTicket { terms: TicketTerms { limit: Some(0), queue: None }, ..wanted('T') };
    assert!(matches!(store.check_in(of(1).0, none).wait(), Err(StoreError::NoTicketsLeft)));
    assert_eq!(state(&store, 1), Some(CheckIn::Open));
    assert!(store.due(100, 1 << 20).wait().unwrap().items.is_empty());
}

#[test]
fn central_cancels_moves_and_takes_check_ins_elsewhere() {
    let place = Place::new();
    let store = place.open();
    let booked = (1..=3).map(|n| told(n, n.into(), 1, AppointmentState::Booked)).collect();
    store.apply_changes(page(booked, "a")).wait().unwrap();
    let news = vec![
        told(1, 10, 1, AppointmentState::Cancelled),
        told(2, 11, 1, AppointmentState::CheckedIn),
        told(3, 12, 4, AppointmentState::Booked),
        told(3, 5, 9, AppointmentState::Booked),
        told(4, 13, 1, AppointmentState::Other("moved".into())),
    ];
    assert_eq!(store.apply_changes(page(news, "b")).wait().unwrap().appointments, 3);
    assert_eq!(state(&store, 1), Some(CheckIn::Cancelled));
    assert_eq!(state(&store, 2), Some(CheckIn::Done(None)));
    let moved = store.appointment(of(3).1).wait().unwrap().unwrap();
    let nine: Timestamp = NINE.parse().unwrap();
    assert_eq!(moved.at.as_millisecond() - nine.as_millisecond(), 4 * 3_600_000, "older news is none");
    assert_eq!(state(&store, 4), None);
    let all = store.appointments(0, i64::MAX).wait().unwrap();
    assert_eq!(all.iter().filter(|one| one.state == CheckIn::Open).count(), 1);
    assert_eq!(all[0].phone, Some(*Digest::of(&[1]).as_bytes()));
    assert_eq!(moved.party, Some(3));
}

#[test]
fn appointments_of_days_ago_are_forgotten() {
    let place = Place::new();
    let store = place.open();
    store.apply_changes(page(vec![told(1, 1, 0, AppointmentState::Booked)], "a")).wait().unwrap();
    store.check_in(of(1).0, wanted('T')).wait().unwrap().unwrap();
    place.at("2026-11-25T09:00:00+03:00");
    store.apply_changes(page(vec![told(2, 2, 48, AppointmentState::Booked)], "b")).wait().unwrap();
    assert_eq!(state(&store, 1), None);
    assert_eq!(state(&store, 2), Some(CheckIn::Open));
    let old = vec![told(3, 3, 0, AppointmentState::Booked)];
    assert_eq!(store.apply_changes(page(old, "c")).wait().unwrap().appointments, 0, "nor are they taken in");
}

#[test]
fn a_salvage_keeps_appointments_because_central_does_not_tell_them_again() {
    let place = Place::new();
    let store = place.open();
    let both = vec![told(1, 1, 0, AppointmentState::Booked), told(2, 2, 1, AppointmentState::Booked)];
    store.apply_changes(page(both, "after both")).wait().unwrap();
    store.check_in(of(1).0, wanted('T')).wait().unwrap().unwrap();
    drop(store);
    // An index is wrecked: the check of a start will not have it.
    let root = number(&place.look(), "select rootpage from sqlite_schema where name = 'print_job_state'");
    let mut file = std::fs::read(place.path()).unwrap();
    file[(root as usize - 1) * 4096..][..4096].fill(0xFF);
    std::fs::write(place.path(), file).unwrap();
    let (store, report) = place.open_with_report();
    assert!(report.recovered.is_some());
    assert_eq!(store.cursor().wait().unwrap().as_deref(), Some("after both"));
    assert_eq!(state(&store, 1), Some(CheckIn::Done(Some("T3-001".into()))));
    assert_eq!(state(&store, 2), Some(CheckIn::Open));
    assert!(store.check_in(of(2).0, wanted('T')).wait().unwrap().is_some());
}

#[test]
fn what_a_salvage_loses_of_central_s_word_central_tells_again() {
    let place = Place::new();
    let store = place.open();
    store.apply_changes(page(vec![told(1, 1, 0, AppointmentState::Booked)], "after it")).wait().unwrap();
    drop(store);
    // The only page of the table.
    let root = number(&place.look(), "select rootpage from sqlite_schema where name = 'appointment'");
    let mut file = std::fs::read(place.path()).unwrap();
    file[(root as usize - 1) * 4096..][..4096].fill(0xFF);
    std::fs::write(place.path(), file).unwrap();
    let (store, report) = place.open_with_report();
    assert!(report.recovered.unwrap().same_device);
    assert_eq!(store.cursor().wait().unwrap(), None);
    assert_eq!(state(&store, 1), None);
}

#[test]
fn a_ticket_of_a_check_in_is_forgotten_with_its_appointment_and_everything_else_too() {
    let mut place = Place::new();
    place.limits.keep_delivered = std::time::Duration::from_secs(10 * 86_400);
    let store = place.open();
    let told = vec![told(1, 1, 0, AppointmentState::Booked), told(2, 2, 24 * 30, AppointmentState::Booked)];
    store.apply_changes(page(told, "a")).wait().unwrap();
    for (n, id) in [1, 2].map(|n| of(n).0).into_iter().enumerate() {
        let issued = store.check_in(id, wanted('T')).wait().unwrap().unwrap();
        store.job_sent(issued.job).wait().unwrap();
        store.job_ended(issued.job, JobEnding::Proven).wait().unwrap_or_else(|error| panic!("{n}: {error}"));
    }
    store.settle(&custody::accepted(&store.due(10, 1 << 20).wait().unwrap())).wait().unwrap();
    place.clock.advance(std::time::Duration::from_secs(11 * 86_400));
    store.trust_clock(true).wait().unwrap();
    // No change of an appointment comes any more.
    store.rest().wait().unwrap();
    assert_eq!(state(&store, 1), None);
    assert_eq!(state(&store, 2), Some(CheckIn::Done(Some("T3-002".into()))), "its day has not come yet");
    assert_eq!(number(&place.look(), "select count(*) from ticket"), 1, "that of the other");
    assert_eq!(number(&place.look(), "select count(*) from outbox"), 1, "and its item");
}
