//! Queue tickets on the screens: two touches, and what may come between and after them.

use std::sync::Arc;

use jiff::civil::datetime;
use kiosk_protocol::PriorityClass;

use super::fake::{Kiosk, PATIENCE};
use crate::identity::Scanned;
use crate::ui::app::backend::{Event, Held, HeldState, NoTicket, PrintJob};

const SERVICE: &str = "service.birth_certificate";

fn at_home() -> Kiosk {
    let mut kiosk = Kiosk::open(1080.0, 1920.0);
    kiosk.tap("language.en");
    kiosk
}

#[test]
fn a_ticket_is_two_touches_and_priority_two_more() {
    let mut kiosk = at_home();
    kiosk.tap("home.ticket");
    kiosk.tap(SERVICE);
    assert_eq!(kiosk.at(), "ticket");
    assert_eq!(kiosk.fake.with(|state| state.orders[0].priority.clone()), None);
    let mut kiosk = at_home();
    kiosk.tap("home.ticket");
    kiosk.tap("priority.ask");
    assert_eq!(kiosk.at(), "priority");
    kiosk.tap("priority.pregnant");
    assert!(kiosk.text().contains("Pregnant woman"), "the reason is told openly");
    kiosk.tap(SERVICE);
    assert_eq!(kiosk.fake.with(|state| state.orders[0].priority.clone()), Some(PriorityClass::Pregnant));
    // The next one is another person's.
    kiosk.tap("done.another");
    kiosk.tap("service.driving_licence_renewal");
    assert_eq!(kiosk.fake.with(|state| state.orders[1].priority.clone()), None);
}

#[test]
fn a_reason_can_be_taken_back() {
    let mut kiosk = at_home();
    kiosk.tap("home.ticket");
    kiosk.tap("priority.ask");
    kiosk.tap("priority.elderly");
    kiosk.tap("priority.ask");
    kiosk.tap("action.back");
    kiosk.tap(SERVICE);
    assert_eq!(kiosk.fake.with(|state| state.orders[0].priority.clone()), None);
}

#[test]
fn closed_says_when_it_opens() {
    let mut kiosk = at_home();
    // It is Tuesday 24 November 2026, 11:00 in Baghdad.
    let opens = |day, hour| Some(NoTicket::Closed { opens: Some(datetime(2026, 11, day, hour, 30, 0, 0)) });
    for (day, words) in [(24, "today at"), (25, "tomorrow at"), (28, "Saturday")] {
        kiosk.fake.with(|state| state.no_tickets = opens(day, 8));
        kiosk.tap("home.ticket");
        assert_eq!(kiosk.at(), "closed");
        assert!(kiosk.text().contains(words), "{}", kiosk.text());
        kiosk.tap("action.back");
        assert_eq!(kiosk.at(), "home");
    }
    // It closes between the two touches; the last ticket of the day goes to somebody else.
    kiosk.fake.with(|state| (state.no_tickets, state.refused) = (None, opens(25, 8)));
    kiosk.tap("home.ticket");
    kiosk.tap(SERVICE);
    assert_eq!(kiosk.at(), "closed");
    kiosk.tap("action.back");
    kiosk.fake.with(|state| state.refused = Some(NoTicket::Full));
    kiosk.tap(SERVICE);
    assert_eq!(kiosk.at(), "queue-full");
    assert!(kiosk.fake.with(|state| state.tickets.is_empty()));
}

#[test]
fn many_waiting_and_a_second_ticket_are_asked_not_refused() {
    let mut kiosk = at_home();
    kiosk.fake.with(|state| state.waiting = Some(39));
    kiosk.tap("home.ticket");
    kiosk.tap(SERVICE);
    assert_eq!(kiosk.at(), "ticket", "not many yet");
    kiosk.fake.with(|state| state.waiting = Some(40));
    kiosk.tap("done.another");
    kiosk.tap("service.driving_licence_renewal");
    assert_eq!(kiosk.at(), "queue-many");
    assert!(kiosk.text().contains("40 people"));
    kiosk.tap("action.back");
    assert_eq!(kiosk.at(), "ticket-services");
    kiosk.tap(SERVICE);
    assert_eq!(kiosk.at(), "queue-another");
    assert!(kiosk.text().contains("A3-007"));
    kiosk.tap("queue.yes");
    assert_eq!(kiosk.at(), "ticket");
    assert_eq!(kiosk.fake.with(|state| state.tickets.len()), 2);
    // Nobody else is asked about that ticket.
    kiosk.tap("header.finish");
    kiosk.tap("finish.yes");
    kiosk.fake.with(|state| state.waiting = None);
    kiosk.shown.update(crate::ui::app::Message::Return);
    kiosk.tap("language.en");
    kiosk.tap("home.ticket");
    kiosk.tap(SERVICE);
    assert_eq!(kiosk.at(), "ticket");
}

fn held(state: HeldState) -> Held {
    Held { label: "B3-041".into(), job: PrintJob("old".into()), service: Some("birth_certificate".into()), state }
}

fn scan(kiosk: &mut Kiosk, label: &str) {
    kiosk.tell(&Event::Scan(Arc::new(Scanned::Ticket(label.into()))));
}

#[test]
fn who_has_scanned_a_ticket_is_asked_before_another_for_the_same() {
    let mut kiosk = at_home();
    kiosk.fake.with(|state| state.held = Some(held(HeldState::Waiting { may_print: true })));
    scan(&mut kiosk, "B3-041");
    kiosk.tap("action.back");
    kiosk.tap("home.ticket");
    kiosk.tap(SERVICE);
    assert_eq!(kiosk.at(), "queue-another");
    assert!(kiosk.text().contains("B3-041"), "{}", kiosk.text());
    kiosk.tap("action.back");
    kiosk.tap("action.back");
    // Given up, it is nobody's any more; nor is one that was called.
    scan(&mut kiosk, "B3-041");
    kiosk.tap("held.give-up");
    kiosk.tap("held.really");
    kiosk.tap("action.back");
    for state in [None, Some(HeldState::Called), Some(HeldState::GivenUp)] {
        if let Some(state) = state {
            kiosk.fake.with(|fake| fake.held = Some(held(state)));
            scan(&mut kiosk, "B3-041");
            kiosk.tap("action.back");
        }
        kiosk.tap("home.ticket");
        kiosk.tap(SERVICE);
        assert_eq!(kiosk.at(), "ticket", "{state:?}");
        kiosk.tap("header.finish");
        kiosk.tap("finish.yes");
        kiosk.shown.update(crate::ui::app::Message::Return);
        kiosk.tap("language.en");
    }
}

#[test]
fn an_old_ticket_is_printed_again_and_says_so() {
    let mut kiosk = Kiosk::open(1080.0, 1920.0);
    kiosk.fake.with(|state| state.held = Some(held(HeldState::Waiting { may_print: true })));
    scan(&mut kiosk, "B3-041");
    assert_eq!(kiosk.at(), "held");
    kiosk.tap("held.print");
    assert_eq!(kiosk.at(), "ticket-again");
    assert_eq!(kiosk.fake.with(|state| state.again.clone()), ["old"]);
    assert!(kiosk.fake.with(|state| state.tickets.is_empty()), "no number is used");
    kiosk.tap("action.finish");
    assert_eq!(kiosk.at(), "rating");
}

#[test]
fn an_old_ticket_is_given_up_after_one_question() {
    let mut kiosk = at_home();
    kiosk.fake.with(|state| state.held = Some(held(HeldState::Waiting { may_print: false })));
    scan(&mut kiosk, "B3-041");
    assert!(!kiosk.shown.stops().iter().any(|stop| stop.words.id == "held.print"));
    kiosk.tap("held.give-up");
    assert_eq!(kiosk.at(), "held-sure");
    kiosk.tap("action.back");
    assert_eq!(kiosk.at(), "held");
    kiosk.tap("held.give-up");
    kiosk.tap("held.really");
    assert_eq!(kiosk.fake.with(|state| state.given_up.clone()), ["B3-041"]);
    assert!(kiosk.text().contains("given up"));
    kiosk.tap("action.back");
    scan(&mut kiosk, "B3-042");
    assert_eq!(kiosk.at(), "held-unknown");
    // A ticket that was called is not printed again.
    kiosk.tap("action.back");
    kiosk.fake.with(|state| state.held = Some(held(HeldState::Called)));
    scan(&mut kiosk, "B3-041");
    assert!(!kiosk.shown.stops().iter().any(|stop| stop.words.id.starts_with("held.")));
}

/// A kiosk on which one service asks how many come together.
fn asks(most: u8) -> Kiosk {
    Kiosk::made(
        1080.0,
        1920.0,
        |_| {},
        |mut app| {
            let mut catalogue = (*app.world.catalogue).clone();
            for service in &mut catalogue.services {
                service.party = (service.id.as_str() == "birth_certificate").then_some(most);
            }
            app.world.catalogue = Arc::new(catalogue);
            app
        },
    )
}

#[test]
fn how_many_come_is_asked_where_the_service_wants_to_know() {
    let mut kiosk = asks(3);
    kiosk.tap("language.en");
    kiosk.tap("home.ticket");
    kiosk.tap(SERVICE);
    assert_eq!(kiosk.at(), "party");
    for _ in 0..5 {
        let _beyond = kiosk.shown.tap_id("count.more");
        kiosk.shown.settle(PATIENCE).unwrap();
    }
    kiosk.tap("count.less");
    assert!(kiosk.text().contains('2'), "{}", kiosk.text());
    kiosk.tap("party.ticket");
    assert_eq!(kiosk.at(), "ticket");
    assert_eq!(kiosk.fake.with(|state| state.orders[0].party), Some(2));
    // The next ticket is asked for anew, and another service does not ask.
    kiosk.tap("done.another");
    kiosk.tap("service.driving_licence_renewal");
    assert_eq!(kiosk.at(), "ticket");
    assert_eq!(kiosk.fake.with(|state| state.orders[1].party), None);
    // Back leads back to the question that came before it.
    kiosk.fake.with(|state| state.waiting = Some(80));
    kiosk.tap("done.another");
    kiosk.tap(SERVICE);
    kiosk.tap("queue.yes");
    assert_eq!(kiosk.at(), "party");
    kiosk.tap("action.back");
    assert_eq!(kiosk.at(), "queue-another");
}

#[test]
fn staff_are_asked_as_well() {
    let mut kiosk = asks(6);
    kiosk.fake.with(|state| state.has_staff = true);
    super::staff::enter(&mut kiosk, crate::staff::Role::Attendant);
    kiosk.tap("staff.ticket");
    kiosk.tap("staff.service.birth_certificate");
    assert_eq!(kiosk.at(), "staff-party");
    kiosk.tap("count.more");
    kiosk.tap("count.more");
    kiosk.tap("staff.together");
    let act = super::staff::last_act(&kiosk);
    assert!(matches!(act, crate::staff::Act::Ticket(service, _, Some(3)) if service.as_str() == "birth_certificate"));
    assert_eq!(kiosk.at(), "staff-desk");
}
