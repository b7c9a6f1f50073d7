//! Queue tickets from end to end: what central tells of the queues, who it calls, and an old paper held before the scanner.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{PATIENCE, SERVICE, citizen, everything, queue_ticket, wait_for, wishes};
use kiosk::catalogue::ServiceId;
use kiosk::i18n::Language;
use kiosk_central::store::serving::Serving as _;
use kiosk_protocol::PriorityClass;

#[test]
fn central_tells_how_many_wait_and_calls_them_in_turn() {
    let everything = everything(wishes());
    let kiosk = everything.kiosk();
    let service = ServiceId::new(SERVICE);
    let issue = |priority| {
        let issued = everything.runtime().block_on(kiosk.issue_ticket(&service, Language::CKB, priority)).unwrap();
        issued.ticket.label.to_string()
    };
    let first = [None, None, Some(PriorityClass::Elderly)].map(issue);
    everything.drained(PATIENCE).unwrap();
    wait_for("three wait", || kiosk.waiting(&service) == Some(3));
    let central = everything.central_store().unwrap();
    let call = || {
        let centre = kiosk.store().device().centre.clone();
        let now_ms = kiosk.now().as_millisecond();
        let next = central.call_next(centre, 'A', "3".into(), now_ms);
        everything.runtime().block_on(next).unwrap().map(|called| called.label)
    };
    assert_eq!(call(), Some(first[2].clone()), "priority first");
    wait_for("two wait", || kiosk.waiting(&service) == Some(2));
    let held = |label: &str| everything.runtime().block_on(kiosk.held_ticket(label)).unwrap().unwrap();
    wait_for("the call is known", || held(&first[2]).called.is_some());
    assert!(held(&first[0]).called.is_none());
    // Given up here, not called there.
    assert!(everything.runtime().block_on(kiosk.give_up_ticket(&first[0])).unwrap());
    wait_for("one waits", || kiosk.waiting(&service) == Some(1));
    assert_eq!(call(), Some(first[1].clone()));
    assert_eq!(call(), None);
    wait_for("nobody waits", || kiosk.waiting(&service) == Some(0));
    // What a ticket says of its queue is kept with it, so that a copy says the same.
    let last = issue(None);
    assert_eq!(held(&last).ticket.queue.map(|queue| queue.waiting), Some(0));
    wait_for("both calls are known", || {
        everything.runtime().block_on(kiosk.store().day_figures()).unwrap().called == 2
    });
}

#[test]
fn an_old_paper_is_printed_again_with_its_number() {
    let everything = everything(wishes());
    let mut player = citizen(&everything, Language::EN);
    queue_ticket(&mut player, Language::EN);
    let printer = everything.printer().unwrap();
    assert_eq!(printer.wait_for_sheets(1, PATIENCE).len(), 1);
    player.settle().unwrap();
    player.tap("action.finish").unwrap();
    player.expect("rating").unwrap();
    player.tap("action.skip").unwrap();
    player.expect("wiped").unwrap();
    player.window().update(kiosk::ui::app::Message::Return);
    player.settle().unwrap();
    let tickets = everything.runtime().block_on(everything.kiosk().store().tickets_today(5)).unwrap();
    let ticket = &tickets[0].ticket;
    let code = kiosk::receipt::design::ticket_payload(&ticket.label.to_string(), ticket.day.date());
    everything.scanner().unwrap().scan(&code).unwrap();
    player.expect("held").unwrap();
    player.tap("held.print").unwrap();
    player.expect("ticket-again").unwrap();
    assert_eq!(printer.wait_for_sheets(2, PATIENCE).len(), 2);
    let tickets = everything.runtime().block_on(everything.kiosk().store().tickets_today(5)).unwrap();
    assert_eq!((tickets.len(), tickets[0].papers), (1, 2), "no second number");
}
