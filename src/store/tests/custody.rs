//! The outbox and what central says.

use std::time::Duration;

use kiosk_protocol::{ChangePage, Command, CommandResult, ItemResult, ItemStatus, RequestState, ResultCode};

use super::*;

pub(super) fn accepted(due: &Due) -> Vec<ItemResult> {
    due.items.iter().map(|item| ItemResult::new(item.id, ItemStatus::Accepted)).collect()
}

#[test]
fn lanes_limits_and_the_first_open_number() {
    let place = Place::new();
    let store = place.open();
    for n in 0..3 {
        store.submit(submission(&[n; 1000], n == 2)).wait().unwrap();
    }
    let due = store.due(10, 1 << 20).wait().unwrap();
    let seqs: Vec<_> = due.items.iter().map(|item| item.device_seq.get()).collect();
    assert_eq!(seqs, [3, 1, 2, 4], "the ticket first, then by number");
    assert_eq!(store.due(2, 1 << 20).wait().unwrap().items.len(), 2);
    // Sealed, each request is 540 bytes.
    assert_eq!(store.due(10, 900).wait().unwrap().items.len(), 2, "ticket and one request");
    assert_eq!(store.due(10, 1).wait().unwrap().items.len(), 1, "at least one");
    assert!(store.due(0, 1).wait().unwrap().items.is_empty());
    store.settle(&accepted(&store.due(2, 1 << 20).wait().unwrap())).wait().unwrap();
    assert_eq!(store.due(10, 1 << 20).wait().unwrap().first_seq.get(), 2);
    store.settle(&accepted(&store.due(10, 1 << 20).wait().unwrap())).wait().unwrap();
    let due = store.due(10, 1 << 20).wait().unwrap();
    assert_eq!((due.items.len(), due.first_seq.get()), (0, 5));
}

#[test]
fn custody_drops_the_body_from_the_disk() {
    let place = Place::new();
    let store = place.open();
    let done = store.submit(submission(b"an answer", false)).wait().unwrap();
    let due = store.due(1, usize::MAX).wait().unwrap();
    let marker = &due.items[0].body.as_bytes()[..64];
    assert!(found_on_disk(place.dir.path(), marker), "the sealed body stands on the disk until custody");
    let result = ItemResult {
        server_seq: Some(77),
        receipt: Some("r".into()),
        ..ItemResult::new(done.id, ItemStatus::Duplicate)
    };
    let settled = store.settle(&[result]).wait().unwrap();
    assert_eq!(settled, Settled { custody: 1, aside: 0, kept: 0 });
    let row = store.outbox_show(done.id).wait().unwrap();
    assert_eq!((row.state, row.server_seq, row.attempts), (OutboxState::Custody, Some(77), 1));
    assert!(store.outbox_list().wait().unwrap().is_empty());
    drop(store);
    assert!(!found_on_disk(place.dir.path(), marker));
    // Central may answer twice; nothing changes.
    let store = place.open();
    let again = store.settle(&[ItemResult::new(done.id, ItemStatus::Rejected)]).wait().unwrap();
    assert_eq!(again, Settled::default());
}

#[test]
fn each_result_has_its_effect() {
    let place = Place::new();
    let store = place.open();
    let ids: Vec<_> = (0..4).map(|n| store.submit(submission(&[n; 9], false)).wait().unwrap().id).collect();
    let results = [
        ItemResult::because(ids[0], ItemStatus::Quarantined, ResultCode::SchemaUnknown),
        ItemResult::because(ids[1], ItemStatus::Rejected, ResultCode::IdConflict),
        ItemResult { retry_after_s: Some(60), ..ItemResult::new(ids[2], ItemStatus::Retry) },
    ];
    let settled = store.settle(&results).wait().unwrap();
    assert_eq!(settled, Settled { custody: 1, aside: 1, kept: 1 });
    place.clock.advance(Duration::from_secs(5));
    let figures = store.figures().wait().unwrap();
    assert_eq!(figures, Figures { queued: 2, aside: 1, oldest_ms: Some(5000) });
    let open = |store: &Store| -> Vec<_> {
        store.due(10, 1 << 20).wait().unwrap().items.into_iter().map(|item| item.id).collect()
    };
    assert_eq!(open(&store), [ids[3]], "one rests, one stands aside");
    place.clock.advance(Duration::from_secs(60));
    assert_eq!(open(&store), [ids[2], ids[3]]);
    let aside = store.outbox_show(ids[1]).wait().unwrap();
    assert_eq!(aside.state, OutboxState::Aside);
    assert_eq!(aside.last_code.as_deref(), Some("id_conflict"));
    assert_eq!(aside.last_error.as_deref(), Some("item-id-conflict"));
    store.retry(ids[1]).wait().unwrap();
    assert_eq!(open(&store), [ids[1], ids[2], ids[3]]);
    assert!(matches!(store.retry(ids[0]).wait(), Err(StoreError::NotAside)));
    let nobody = ItemId::new(1, [1; 10]);
    assert!(matches!(store.retry(nobody).wait(), Err(StoreError::NotFound("item"))));
    // The body of what stood aside was kept whole.
    assert!(store.due(10, 1 << 20).wait().unwrap().items.iter().all(Item::is_intact));
    store.verify_audit().wait().unwrap();
}

#[test]
fn a_clock_that_went_back_gives_no_absurd_age() {
    let place = Place::new();
    let store = place.open();
    store.issue_ticket(wanted('B')).wait().unwrap();
    place.at("2020-01-01T00:00:00Z");
    assert_eq!(store.figures().wait().unwrap().oldest_ms, Some(0));
}

fn page(json: &str) -> ChangePage {
    ChangePage::from_json(json.as_bytes()).unwrap()
}

#[test]
fn pages_and_cursor_go_together_and_old_news_changes_nothing() {
    let place = Place::new();
    let store = place.open();
    let done = store.submit(submission(b"x", false)).wait().unwrap();
    let reference = done.reference;
    let local = store.status(&reference).wait().unwrap().unwrap();
    assert_eq!(local.outbox, Some(OutboxState::Queued));
    assert_eq!(local.told, None);
    assert_eq!(local.request.unwrap().check_code, done.check_code);
    assert_eq!(store.cursor().wait().unwrap(), None);
    let applied = store
        .apply_changes(page(&format!(
            r#"{{"changes":[
              {{"seq":8,"topic":"request.status","at_ms":1000,"data":{{"ref":"{reference}","state":"ready","note":"status-come"}}}},
              {{"seq":9,"topic":"weather","at_ms":1000,"data":{{}}}},
              {{"seq":10,"topic":"request.status","at_ms":1,"data":{{"nonsense":1}}}}],
              "next_cursor":"c10","more":false}}"#
        )))
        .wait()
        .unwrap();
    assert_eq!(applied, Applied { statuses: 1, calls: 0, commands: 0, appointments: 0, skipped: 2 });
    let old = store
        .apply_changes(page(&format!(
            r#"{{"changes":[{{"seq":7,"topic":"request.status","at_ms":900,"data":{{"ref":"{reference}","state":"received"}}}}],
              "next_cursor":"c7","more":true}}"#
        )))
        .wait()
        .unwrap();
    assert_eq!(old, Applied { statuses: 0, calls: 0, commands: 0, appointments: 0, skipped: 1 });
    drop(store);
    let store = place.open();
    assert_eq!(store.cursor().wait().unwrap().as_deref(), Some("c7"));
    let told = store.status(&reference).wait().unwrap().unwrap().told.unwrap();
    assert_eq!((told.state, told.note.as_deref()), (RequestState::Ready, Some("status-come")));
    let other = Reference::new([9; 7]);
    assert_eq!(store.status(&other).wait().unwrap(), None);
}

#[test]
fn another_process_may_look_while_the_kiosk_runs() {
    let place = Place::new();
    let store = place.open();
    let done = store.submit(submission(b"x", true)).wait().unwrap();
    let reader = StoreReader::open(place.dir.path()).unwrap();
    assert_eq!(reader.outbox_list().unwrap().len(), 2);
    assert_eq!(reader.outbox_show(done.id).unwrap().kind, "request");
    assert_eq!(reader.figures("2026-11-23T09:00:10+03:00".parse().unwrap()).unwrap().queued, 2);
    assert_eq!(reader.verify_audit(&[]).unwrap().0, store.verify_audit().wait().unwrap());
    drop(store);
    assert_eq!(reader.outbox_list().unwrap().len(), 2, "and when it has ended");
    drop(reader);
    assert_eq!(StoreReader::open(place.dir.path()).unwrap().outbox_list().unwrap().len(), 2);
    let nowhere = tempfile::tempdir().unwrap();
    assert!(matches!(StoreReader::open(nowhere.path()), Err(StoreError::File { .. })));
}

#[test]
fn a_command_is_begun_once_whatever_brings_it_again() {
    let place = Place::new();
    let store = place.open();
    let own = store.device().id;
    let id = "01890a5d-ac96-774b-bcce-b302099a8057";
    let told = |device: &str, cursor: &str| {
        page(&format!(
            r#"{{"changes":[{{"seq":8,"topic":"device.command","at_ms":1000,"data":{{
              "id":"{id}","device":"{device}","command":{{"do":"test_page"}},"by":"operator-7"}}}}],
              "next_cursor":"{cursor}","more":false}}"#
        ))
    };
    let other = store.apply_changes(told("01890a5d-0000-774b-bcce-b302099a8057", "c1")).wait().unwrap();
    assert_eq!((other.commands, store.begin_command().wait().unwrap()), (0, None));
    for (cursor, commands) in [("c2", 1), ("c3", 0)] {
        assert_eq!(store.apply_changes(told(&own.to_string(), cursor)).wait().unwrap().commands, commands);
    }
    let order = store.begin_command().wait().unwrap().unwrap();
    assert_eq!(order.command, Command::TestPage);
    assert_eq!(store.begin_command().wait().unwrap(), None);
    drop(store);
    // The program ended while it was at it.
    let store = place.open();
    assert_eq!(store.apply_changes(told(&own.to_string(), "c4")).wait().unwrap().commands, 0);
    assert_eq!(store.begin_command().wait().unwrap(), None);
    assert_eq!(store.interrupted_commands().wait().unwrap(), [order.id]);
    let result = CommandResult { command: order.id, done: false, text: "x".into(), file: None };
    let before = store.figures().wait().unwrap().queued;
    for _ in 0..2 {
        store.end_command(result.clone()).wait().unwrap();
    }
    assert_eq!(store.figures().wait().unwrap().queued, before + 1, "told once");
    assert!(store.interrupted_commands().wait().unwrap().is_empty());
}
