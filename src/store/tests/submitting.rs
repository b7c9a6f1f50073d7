//! Requests, tickets, ratings, and the day.

use std::collections::HashSet;
use std::time::Duration;

use kiosk_protocol::{CheckCode, FeedbackBody, ItemKind, Rating, TicketBody};

use super::*;

#[test]
fn a_submission_is_one_transaction_with_all_its_parts() {
    let place = Place::new();
    let store = place.open();
    let done = store.submit(submission(b"answers", true)).wait().unwrap();
    let ticket = done.ticket.clone().unwrap();
    assert_eq!(ticket.label.to_string(), "B3-001");
    assert_eq!(ticket.day.to_string(), "2026-11-23");
    assert_eq!(done.check_code, CheckCode::of(done.id));
    assert_eq!(done.jobs.len(), 2);

    let due = store.due(10, 1 << 20).wait().unwrap();
    assert_eq!(due.first_seq.get(), 1);
    let kinds: Vec<_> = due.items.iter().map(|item| item.kind.clone()).collect();
    assert_eq!(kinds, [ItemKind::Ticket, ItemKind::Request]);
    assert!(due.items.iter().all(Item::is_intact));
    assert_eq!(due.items[1].id, done.id);
    assert_eq!(opened(&store, &due.items[1]), b"answers");
    assert_eq!(due.items[1].reference, Some(done.reference.to_string()));
    let told: TicketBody = serde_json::from_slice(due.items[0].body.as_bytes()).unwrap();
    assert_eq!((told.label.as_str(), told.queue.as_str()), ("B3-001", "B"));
    assert_eq!(told.service.as_deref(), Some("civ.birth"));

    let conn = place.look();
    assert_eq!(number(&conn, "select count(*) from request"), 1);
    assert_eq!(number(&conn, "select count(*) from ticket"), 1);
    assert_eq!(number(&conn, "select count(*) from print_job where state = 'committed'"), 2);
    let head = store.verify_audit().wait().unwrap();
    assert_eq!(head.rows, 4, "begun, submitted, two jobs");
}

#[test]
fn replies_can_be_awaited_on_any_executor() {
    // No tokio runtime anywhere near: a future polled by hand.
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};
    let place = Place::new();
    let store = place.open();
    let mut reply = pin!(store.issue_ticket(wanted('C')));
    let issued = loop {
        match reply.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(issued) => break issued.unwrap(),
            Poll::Pending => std::thread::sleep(Duration::from_millis(1)),
        }
    };
    assert_eq!(issued.ticket.label.to_string(), "C3-001");
}

#[test]
fn a_dropped_reply_does_not_call_the_work_off() {
    let place = Place::new();
    let store = place.open();
    drop(store.issue_ticket(wanted('C')));
    drop(store);
    assert_eq!(number(&place.look(), "select count(*) from ticket"), 1);
}

#[test]
fn ratings_travel_last_and_know_no_visit() {
    let place = Place::new();
    let store = place.open();
    let rating = NewRating { rating: Rating::try_from(5).unwrap(), service: Some("civ.birth".into()) };
    store.record_rating(rating).wait().unwrap();
    store.submit(submission(b"x", false)).wait().unwrap();
    let due = store.due(10, 1 << 20).wait().unwrap();
    assert_eq!(due.items.last().unwrap().kind, ItemKind::Feedback);
    let told: FeedbackBody = serde_json::from_slice(due.items[1].body.as_bytes()).unwrap();
    assert_eq!(told.rating.get(), 5);
}

#[derive(Debug)]
struct Repeating(Vec<u8>);

impl Random for Repeating {
    /// Ids come from 10 bytes: those are taken from the list, all else counts up.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), StoreError> {
        static COUNT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
        if bytes.len() == 10 {
            let value = if self.0.len() > 1 { self.0.remove(0) } else { self.0[0] };
            bytes.fill(value);
        } else {
            let n = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            bytes[..8].copy_from_slice(&n.to_le_bytes());
        }
        Ok(())
    }
}

#[test]
fn references_that_clash_are_drawn_again() {
    let place = Place::new();
    let mut options = place.options();
    // The device; a request and its job; the same id, another one and its job; a ticket, and then the same for ever.
    options.random = Box::new(Repeating(vec![9, 1, 2, 1, 3, 4, 5, 1]));
    let (store, _) = Store::open(options).unwrap();
    let first = store.submit(submission(b"x", false)).wait().unwrap();
    let second = store.submit(submission(b"x", false)).wait().unwrap();
    assert_ne!(first.reference, second.reference);
    // From here on the source gives the same id for ever: an error, and nothing half done.
    let before = number(&place.look(), "select next_seq from device");
    assert!(matches!(store.submit(submission(b"x", true)).wait(), Err(StoreError::Random)));
    assert_eq!(number(&place.look(), "select next_seq from device"), before);
    assert_eq!(number(&place.look(), "select count(*) from ticket"), 0);
}

#[test]
fn labels_stay_unique_whatever_the_clock_does() {
    let place = Place::new();
    let mut labels = HashSet::new();
    let times = [
        "2026-11-23T09:00:00+03:00",
        "2026-11-21T09:00:00+03:00", // back
        "2026-11-25T09:00:00+03:00", // two days ahead: held
        "2026-11-23T10:00:00+03:00",
        "1970-01-01T00:00:00Z",
        "2038-01-19T03:14:08Z",
        "2026-11-24T03:59:00+03:00", // still the 23rd
        "2026-11-24T04:01:00+03:00", // the next day
        "2026-11-23T09:00:00+03:00", // back again
    ];
    let mut days = Vec::new();
    for time in times {
        place.at(time);
        let store = place.open();
        for _ in 0..3 {
            let ticket = store.issue_ticket(wanted('B')).wait().unwrap().ticket;
            assert!(labels.insert((ticket.day, ticket.label)), "{} twice on {}", ticket.label, ticket.day);
            days.push(ticket.day);
        }
    }
    assert!(days.is_sorted());
    assert_eq!(days[20].to_string(), "2026-11-23");
    assert_eq!(days[21].to_string(), "2026-11-24");
}

#[test]
fn a_leap_is_held_until_it_is_vouched_for() {
    let place = Place::new();
    let store = place.open();
    store.issue_ticket(wanted('B')).wait().unwrap();
    place.at("2026-11-29T09:00:00+03:00");
    let held = store.issue_ticket(wanted('B')).wait().unwrap().ticket;
    assert_eq!((held.day.to_string().as_str(), held.label.to_string().as_str()), ("2026-11-23", "B3-002"));
    assert!(store.day().wait().unwrap().is_held());
    store.confirm_day().wait().unwrap();
    let fresh = store.issue_ticket(wanted('B')).wait().unwrap().ticket;
    assert_eq!((fresh.day.to_string().as_str(), fresh.label.to_string().as_str()), ("2026-11-29", "B3-001"));
    // Time from central vouches as well.
    place.at("2026-12-20T09:00:00+03:00");
    store.trust_clock(true).wait().unwrap();
    let trusted = store.issue_ticket(wanted('B')).wait().unwrap().ticket;
    assert_eq!(trusted.day.to_string(), "2026-12-20");
    // But neither takes a day back.
    place.at("2026-12-01T09:00:00+03:00");
    assert!(store.confirm_day().wait().unwrap().is_held());
    store.verify_audit().wait().unwrap();
}

#[test]
fn three_kiosks_three_days_and_restarts_give_no_label_twice() {
    let places: Vec<Place> = ['1', '2', 'Z'].map(|slot| Place { slot, ..Place::new() }).into();
    let mut labels = HashSet::new();
    for day in 23..26 {
        for hour in ["09", "15", "23"] {
            for place in &places {
                place.at(&format!("2026-11-{day}T{hour}:30:00+03:00"));
                let store = place.open();
                for letter in ['A', 'B', 'A'] {
                    let ticket = store.issue_ticket(wanted(letter)).wait().unwrap().ticket;
                    assert_eq!(ticket.day.to_string(), format!("2026-11-{day}"));
                    assert!(labels.insert((ticket.day, ticket.label.to_string())));
                }
            }
        }
    }
    assert_eq!(labels.len(), 3 * 3 * 3 * 3);
    assert!(labels.iter().any(|(_, label)| label == "AZ-006"), "numbers run on within the day");
    assert!(!labels.iter().any(|(_, label)| label == "AZ-007"), "and begin again on the next");
}

#[test]
fn numbers_go_on_past_999() {
    let place = Place::new();
    drop(place.open());
    place.look().execute("insert into counter values ('2026-11-23', 'B', 998)", []).unwrap();
    let store = place.open();
    let labels: Vec<_> =
        (0..3).map(|_| store.issue_ticket(wanted('B')).wait().unwrap().ticket.label.to_string()).collect();
    assert_eq!(labels, ["B3-999", "B3-1000", "B3-1001"]);
}

#[test]
fn a_full_database_refuses_whole_and_works_again() {
    let place = Place { max_bytes: 600_000, ..Place::new() };
    let store = place.open();
    let mut taken = Vec::new();
    let error = loop {
        match store.submit(submission(&noise(7, 8192), true)).wait() {
            Ok(done) => taken.push(done),
            Err(error) => break error,
        }
        assert!(taken.len() < 200, "never full");
    };
    assert!(matches!(error, StoreError::Full), "{error:?}");
    assert_eq!(error.message_key(), "store-full");
    assert!(taken.len() > 20);
    // Nothing of the refused one is there, and the chain holds.
    let conn = place.look();
    assert_eq!(number(&conn, "select count(*) from request"), taken.len() as i64);
    assert_eq!(number(&conn, "select count(*) from ticket"), taken.len() as i64);
    assert_eq!(number(&conn, "select max(device_seq) from outbox"), 2 * taken.len() as i64);
    store.verify_audit().wait().unwrap();
    // Custody frees the bodies; then there is room again.
    let due = store.due(1000, usize::MAX).wait().unwrap();
    assert_eq!(due.items.len(), 2 * taken.len());
    store.settle(&custody::accepted(&due)).wait().unwrap();
    let next = store.submit(submission(&noise(7, 8192), true)).wait().unwrap();
    assert_eq!(next.ticket.unwrap().label.number.get() as usize, taken.len() + 1);
}

#[test]
fn debug_and_errors_never_show_a_body() {
    let new = submission(b"Azad's secret", true);
    assert!(!format!("{new:?}").contains("secret"));
    assert!(format!("{new:?}").contains("13 bytes"));
}
