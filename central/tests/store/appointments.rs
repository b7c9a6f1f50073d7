//! Appointments: what kiosks hear of them, check-ins, and snapshots.

use kiosk_central::store::Store;
use kiosk_central::store::appointments::NewAppointment;
use kiosk_central::store::work::{Contents, Verdict};
use kiosk_protocol::{
    AppointmentChange, AppointmentState, CHECKIN_SCHEMA, ChangePage, CheckinBody, ItemKind, phone_hash,
};

use super::fixture::{finding, id, item, push, sender};

const NOON: i64 = 1_795_600_000_000;

fn wanted(minutes: i64, phone: Option<&str>) -> NewAppointment {
    NewAppointment {
        centre: sender("erbil-1", 1).centre,
        service: "birth_certificate".into(),
        at_ms: NOON + minutes * 60_000,
        phone: phone.map(str::to_owned),
        party: Some(2),
        by: "test".into(),
    }
}

fn told(page: &ChangePage) -> Vec<(AppointmentChange, AppointmentState)> {
    let all = page.changes.iter().filter_map(kiosk_protocol::Change::appointment);
    all.map(|change| (change.clone(), change.state)).collect()
}

pub(crate) async fn appointments(store: impl Store) {
    let centre = || sender("erbil-1", 1).centre;
    let number = "+9647501234567";
    let first = store.book(wanted(0, Some(number)), 1).await.unwrap();
    let second = store.book(wanted(30, None), 2).await.unwrap();
    let elsewhere = NewAppointment { centre: sender("duhok-1", 1).centre, ..wanted(10, None) };
    store.book(elsewhere, 3).await.unwrap();
    assert_eq!(first.phone, Some(phone_hash(first.id, number)));
    let page = store.changes_after(centre(), None, 100).await.unwrap();
    assert_eq!(told(&page).iter().map(|(one, _)| one.id).collect::<Vec<_>>(), [first.id, second.id]);
    assert!(!serde_json::to_string(&page).unwrap().contains("750123"), "no number travels");

    // Cancelled once, and told.
    let cancel = async |id| store.cancel_appointment(centre(), id, "test".into(), 4).await.unwrap();
    assert!(cancel(second.id).await);
    assert!(!cancel(second.id).await);
    assert!(!cancel(id(99)).await);
    let next = store.changes_after(centre(), Some(page.next_cursor), 100).await.unwrap();
    assert_eq!(
        told(&next).iter().map(|(one, state)| (one.id, state.clone())).collect::<Vec<_>>(),
        [(second.id, AppointmentState::Cancelled)]
    );

    // A kiosk says that somebody has come; another says it again, with another ticket.
    for (n, ticket) in [(7, id(70)), (8, id(80))] {
        let body = CheckinBody { appointment: first.id, ticket, at_ms: NOON };
        let mut one = item(n, ItemKind::Checkin, &serde_json::to_string(&body).unwrap());
        one.schema = CHECKIN_SCHEMA.into();
        push(&store, &sender("erbil-1", 1), &[one]).await;
        store.settle(centre(), vec![finding(n, Verdict::Good(Contents::checked_in(body)))], 5).await.unwrap();
    }
    let last = store.changes_after(centre(), Some(next.next_cursor), 100).await.unwrap();
    assert_eq!(
        told(&last).iter().map(|(one, state)| (one.id, state.clone())).collect::<Vec<_>>(),
        [(first.id, AppointmentState::CheckedIn)]
    );
    assert!(!cancel(first.id).await, "somebody is here");
    let all = store.appointments(centre(), NOON, NOON + 3_600_000, 10).await.unwrap();
    let states: Vec<_> = all.iter().map(|one| (one.appointment.state.clone(), one.ticket)).collect();
    assert_eq!(states, [(AppointmentState::CheckedIn, Some(id(70))), (AppointmentState::Cancelled, None)]);
    assert_eq!(store.appointments(centre(), NOON + 1, NOON + 3_600_000, 10).await.unwrap().len(), 1);

    // Whoever begins anew hears of those that are still open.
    let third = store.book(wanted(60, None), 6).await.unwrap();
    let snapshot = store.snapshot(centre(), None, 100).await.unwrap();
    assert_eq!(told(&snapshot).iter().map(|(one, _)| one.id).collect::<Vec<_>>(), [third.id]);
}
