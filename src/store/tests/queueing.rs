//! Queue tickets: limits, days, restarts, restored images, and what becomes of a ticket afterwards.

use std::collections::BTreeSet;

use kiosk_protocol::{
    Change, ChangePage, ItemKind, PriorityClass, TicketBody, TicketEventBody, TicketHappening, Topic,
};
use proptest::prelude::*;

use super::*;

fn limited(letter: char, limit: u32) -> NewTicket {
    NewTicket { terms: TicketTerms { limit: Some(limit), queue: None }, ..wanted(letter) }
}

#[test]
fn a_daily_limit_holds_across_a_restart_and_ends_with_the_day() {
    let place = Place::new();
    let store = place.open();
    for _ in 0..3 {
        store.issue_ticket(limited('B', 3)).wait().unwrap();
    }
    assert!(matches!(store.issue_ticket(limited('B', 3)).wait(), Err(StoreError::NoTicketsLeft)));
    // A request is taken all the same, without a ticket.
    let submitted = store
        .submit(NewSubmission { terms: TicketTerms { limit: Some(3), queue: None }, ..submission(b"x", true) })
        .wait()
        .unwrap();
    assert_eq!(submitted.ticket.is_none(), submission(b"x", true).queue == queue('B'));
    store.issue_ticket(limited('C', 3)).wait().unwrap();
    drop(store);
    let store = place.open();
    assert!(matches!(store.issue_ticket(limited('B', 3)).wait(), Err(StoreError::NoTicketsLeft)));
    place.at("2026-11-24T04:00:00+03:00");
    assert_eq!(store.issue_ticket(limited('B', 3)).wait().unwrap().ticket.label.to_string(), "B3-001");
}

#[test]
fn how_many_come_together_travels_with_the_ticket_and_is_kept_for_a_copy() {
    let place = Place::new();
    let store = place.open();
    let issued = store.issue_ticket(NewTicket { party: Some(4), ..wanted('B') }).wait().unwrap();
    store.issue_ticket(wanted('B')).wait().unwrap();
    let items = store.due(100, 1 << 20).wait().unwrap().items;
    let parties: Vec<Option<u8>> =
        items.iter().map(|item| serde_json::from_slice::<TicketBody>(item.body.as_bytes()).unwrap().party).collect();
    assert_eq!(parties, [Some(4), None]);
    drop(store);
    let held = place.open().ticket_today(issued.ticket.label).wait().unwrap().unwrap();
    assert_eq!(held.ticket.party, Some(4));
}

#[test]
fn priority_travels_with_the_ticket_and_later_as_an_event() {
    let place = Place::new();
    let store = place.open();
    let new = NewTicket { priority: Some(PriorityClass::Elderly), ..wanted('B') };
    let first = store.issue_ticket(new).wait().unwrap().ticket;
    let second = store.issue_ticket(wanted('B')).wait().unwrap().ticket;
    assert!(store.prioritise_ticket(second.id, PriorityClass::Infant, "07".into()).wait().unwrap());
    assert!(!store.prioritise_ticket(second.id, PriorityClass::Infant, "07".into()).wait().unwrap(), "no news");
    assert!(store.cancel_ticket(first.id, None).wait().unwrap());
    assert!(!store.cancel_ticket(first.id, None).wait().unwrap(), "once");
    let items = store.due(100, 1 << 20).wait().unwrap().items;
    let body: TicketBody = serde_json::from_slice(items[0].body.as_bytes()).unwrap();
    assert_eq!(body.priority, Some(PriorityClass::Elderly));
    let events: Vec<TicketEventBody> = items
        .iter()
        .filter(|item| item.kind == ItemKind::TicketEvent)
        .map(|item| serde_json::from_slice(item.body.as_bytes()).unwrap())
        .collect();
    assert_eq!(events[0].happening, TicketHappening::Priority { class: PriorityClass::Infant });
    assert_eq!((events[0].ticket, events[1].ticket), (second.id, first.id));
    assert_eq!(events[1].happening, TicketHappening::Cancelled);
    store.verify_audit().wait().unwrap();
}

#[test]
fn a_ticket_of_today_is_found_with_its_newest_paper_and_its_call() {
    let place = Place::new();
    let store = place.open();
    let issued = store.issue_ticket(wanted('B')).wait().unwrap();
    let label = issued.ticket.label;
    store.job_sent(issued.job).wait().unwrap();
    store.job_ended(issued.job, JobEnding::Proven).wait().unwrap();
    let again = store.reprint(issued.job).wait().unwrap();
    let held = store.ticket_today(label).wait().unwrap().unwrap();
    assert_eq!((held.job, held.papers), (again, 2));
    let data = serde_json::json!({ "ticket": issued.ticket.id, "label": label.to_string() });
    let change = Change { seq: 1, topic: Topic::TicketCalled, at_ms: 5_000, data: data.as_object().unwrap().clone() };
    let page = ChangePage { changes: vec![change], next_cursor: "1".into(), more: false };
    assert_eq!(store.apply_changes(page).wait().unwrap().calls, 1);
    let held = store.ticket_today(label).wait().unwrap().unwrap();
    assert_eq!(held.called.unwrap().as_millisecond(), 5_000);
    assert!(store.cancel_ticket(issued.ticket.id, Some("07".into())).wait().unwrap());
    assert!(store.unproven().wait().unwrap().is_empty(), "its paper is wanted no more");
    assert!(store.job_sent(again).wait().is_err());
    place.at("2026-11-24T09:00:00+03:00");
    store.issue_ticket(wanted('A')).wait().unwrap();
    assert!(store.ticket_today(label).wait().unwrap().is_none(), "yesterday's");
    assert_eq!(store.tickets_today(10).wait().unwrap().len(), 1);
}

/// What may happen to one of three kiosks.
#[derive(Debug, Clone, Copy)]
enum Step {
    Ticket {
        kiosk: usize,
        queue: char,
    },
    Restart {
        kiosk: usize,
    },
    /// A copy of the whole disk is put back; central then says which numbers it has.
    Restore {
        kiosk: usize,
    },
    NextDay,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        12 => (0_usize..3, prop_oneof![Just('A'), Just('B')]).prop_map(|(kiosk, queue)| Step::Ticket { kiosk, queue }),
        2 => (0_usize..3).prop_map(|kiosk| Step::Restart { kiosk }),
        1 => (0_usize..3).prop_map(|kiosk| Step::Restore { kiosk }),
        1 => Just(Step::NextDay),
    ];
    proptest::collection::vec(step, 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    /// Three kiosks, three days, restarts, restored images: a label stands for one ticket a day.
    #[test]
    fn labels_are_unique_whatever_happens(steps in steps()) {
        const LIMIT: u32 = 9;
        let mut places: Vec<Place> = ['1', '2', '3'].map(|slot| Place { slot, ..Place::new() }).into();
        let mut stores: Vec<Option<Store>> = places.iter().map(|place| Some(place.open())).collect();
        let copies: Vec<TempDir> = places.iter().map(|_| tempfile::tempdir().unwrap()).collect();
        for (place, copy) in places.iter().zip(&copies) {
            std::fs::copy(place.path(), copy.path().join("kiosk.db")).unwrap();
        }
        let mut day = 23;
        let mut labels: BTreeSet<(String, String)> = BTreeSet::new();
        // Of each life of a kiosk: the limit counts what its database knows. What was given before a copy was put back is lost to
        // it, so a day with so many copies can have so many limits, and no more.
        let mut given = std::collections::BTreeMap::<(usize, char, i8), u32>::new();
        let mut lives = std::collections::BTreeMap::<(usize, i8), u32>::new();
        let mut sent = [0_u64; 3];
        for step in steps {
            match step {
                Step::Ticket { kiosk, queue } => {
                    let store = stores[kiosk].as_ref().unwrap();
                    match store.issue_ticket(limited(queue, LIMIT)).wait() {
                        Ok(issued) => {
                            let ticket = issued.ticket;
                            prop_assert!(labels.insert((ticket.day.to_string(), ticket.label.to_string())), "{}", ticket.label);
                            *given.entry((kiosk, queue, day)).or_default() += 1;
                            sent[kiosk] = store.due(1000, 1 << 20).wait().unwrap().items.iter()
                                .map(|item| item.device_seq.get()).max().unwrap_or(0).max(sent[kiosk]);
                        }
                        Err(StoreError::NoTicketsLeft) => {}
                        Err(error) => prop_assert!(false, "{error}"),
                    }
                }
                Step::Restart { kiosk } => {
                    stores[kiosk] = None;
                    stores[kiosk] = Some(places[kiosk].open());
                }
                Step::Restore { kiosk } => {
                    stores[kiosk] = None;
                    for end in ["kiosk.db-wal", "kiosk.db-shm"] {
                        let _ = std::fs::remove_file(places[kiosk].dir.path().join(end));
                    }
                    std::fs::copy(copies[kiosk].path().join("kiosk.db"), places[kiosk].path()).unwrap();
                    let store = places[kiosk].open();
                    // What central has heard of so far; then it goes on behind that.
                    store.acknowledge(sent[kiosk], vec![]).wait().unwrap();
                    stores[kiosk] = Some(store);
                    *lives.entry((kiosk, day)).or_default() += 1;
                }
                Step::NextDay if day < 25 => {
                    day += 1;
                    for place in &mut places {
                        place.at(&format!("2026-11-{day}T09:00:00+03:00"));
                    }
                }
                Step::NextDay => {}
            }
            for ((kiosk, _, day), given) in &given {
                let lives = 1 + lives.get(&(*kiosk, *day)).copied().unwrap_or_default();
                prop_assert!(*given <= LIMIT * lives, "{} in {} lives", given, lives);
            }
        }
    }
}
