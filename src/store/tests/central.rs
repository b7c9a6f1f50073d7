//! What central says beyond results: the sequence, documents, bundles, time.

use kiosk_protocol::{Change, ChangePage, Item, ItemResult, ItemStatus, RequestState, ResultCode, SignedBundle, Topic};
use kiosk_protocol::{Digest, SigningKey};

use super::*;

fn drain(store: &Store) {
    let due = store.due(1000, usize::MAX).wait().unwrap();
    store.settle(&custody::accepted(&due)).wait().unwrap();
}

#[test]
fn what_central_lost_is_queued_again_from_a_copy() {
    let mut place = Place::new();
    place.limits.backup_dir = Some(place.dir.path().join("backup"));
    let store = place.open();
    let first = store.submit(submission(b"in the copy", false)).wait().unwrap();
    store.rest().wait().unwrap();
    store.submit(submission(b"in no copy", false)).wait().unwrap();
    store.submit(submission(b"waits", false)).wait().unwrap();
    let due = store.due(2, usize::MAX).wait().unwrap();
    store.settle(&custody::accepted(&due)).wait().unwrap();
    assert_eq!(store.acknowledge(2, vec![]).wait().unwrap(), Sequence::default());
    // 3 waits here: no loss. 1 and 2 were in custody; one of them a copy still has.
    let sequence = store.acknowledge(0, vec![1, 2, 3]).wait().unwrap();
    assert_eq!(sequence, Sequence { requeued: 1, lost: 1, behind: false });
    let due = store.due(10, usize::MAX).wait().unwrap();
    assert_eq!(due.items.iter().map(|item| item.device_seq.get()).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(due.items[0].id, first.id);
    assert!(due.items.iter().all(Item::is_intact));
    // The alarm is recorded once, however often central repeats itself.
    store.acknowledge(0, vec![2]).wait().unwrap();
    assert_eq!(number(&place.look(), "select count(*) from audit where event like '%\"missing\"%'"), 1);
    store.verify_audit().wait().unwrap();
}

#[test]
fn a_restored_copy_goes_on_after_what_central_has() {
    let place = Place::new();
    let store = place.open();
    for _ in 0..3 {
        store.issue_ticket(wanted('B')).wait().unwrap();
    }
    // Central has seen 40 items of this device; this database knows of 3.
    let sequence = store.acknowledge(40, vec![]).wait().unwrap();
    assert!(sequence.behind);
    let ticket = store.issue_ticket(wanted('B')).wait().unwrap().ticket;
    // Of the 37 that it does not know each may have been a ticket after a copy that was put back before.
    assert_eq!(ticket.label.to_string(), "B3-1038", "numbers that nobody has given");
    let due = store.due(100, usize::MAX).wait().unwrap();
    assert_eq!(due.items.last().unwrap().device_seq.get(), 41);
    assert_eq!(store.acknowledge(40, vec![]).wait().unwrap(), Sequence::default());
    store.verify_audit().wait().unwrap();
}

#[test]
fn a_label_that_central_knows_moves_the_numbers_away() {
    let place = Place::new();
    let store = place.open();
    let ticket = store.issue_ticket(wanted('B')).wait().unwrap().ticket;
    let conflict = ItemResult::because(ticket.id, ItemStatus::Accepted, ResultCode::LabelConflict);
    assert_eq!(store.settle(std::slice::from_ref(&conflict)).wait().unwrap().custody, 1);
    assert_eq!(store.issue_ticket(wanted('B')).wait().unwrap().ticket.label.to_string(), "B3-1001");
    // The same answer again is no news.
    store.settle(&[conflict]).wait().unwrap();
    assert_eq!(store.issue_ticket(wanted('B')).wait().unwrap().ticket.label.to_string(), "B3-1002");
    assert_eq!(number(&place.look(), "select incarnation from device"), 2);
}

/// A request with documents; gives its item with their names.
fn with_documents(store: &Store, documents: &[&[u8]]) -> Item {
    let documents = documents.iter().map(|document| Zeroizing::new(document.to_vec())).collect();
    store.submit(NewSubmission { documents, ..submission(b"with documents", false) }).wait().unwrap();
    store.due(1, usize::MAX).wait().unwrap().items.remove(0)
}

#[test]
fn documents_go_sealed_and_piece_by_piece_after_their_request() {
    let place = Place::new();
    let store = place.open();
    let pages = [[b"the-first-page-".as_slice(), &noise(1, 50_000)].concat(), b"the-second-page".to_vec()];
    let item = with_documents(&store, &[&pages[0], &pages[1]]);
    assert_eq!(item.blobs.len(), 2, "the item names them in their order");
    assert_eq!(store.blob_due().wait().unwrap(), None, "the request goes first");
    for page in &pages {
        assert!(!found_on_disk(place.dir.path(), &page[..15]), "a document lies open on the disk");
    }
    drain(&store);
    let device = store.device();
    let context = SealContext { id: item.id, schema: &item.schema, centre: &device.centre, device: device.id };
    for (name, page) in item.blobs.iter().zip(&pages) {
        let mut got = Vec::new();
        loop {
            let due = store.blob_due().wait().unwrap().unwrap();
            assert_eq!((due.sha256, due.request, due.offset), (*name, item.id, got.len() as u64));
            got.extend(store.blob_part(*name, due.offset, 20_000).wait().unwrap());
            let whole = got.len() as u64 == due.size;
            let outcome = if whole { BlobOutcome::Stored } else { BlobOutcome::Reached(got.len() as u64) };
            store.blob_settle(*name, outcome).wait().unwrap();
            if whole {
                break;
            }
        }
        assert_eq!(Digest::of(&got), *name);
        let plain = seal::open_document(&context, item.seal.as_ref().unwrap(), &got, &[secret()]).unwrap();
        assert_eq!(plain.as_slice(), page.as_slice());
    }
    assert_eq!(number(&place.look(), "select count(*) from outbox_blob where body is null and state = 1"), 2);
}

#[test]
fn the_same_picture_twice_is_two_documents_and_too_many_are_refused_whole() {
    let place = Place::new();
    let store = place.open();
    let item = with_documents(&store, &[b"same", b"same"]);
    assert_ne!(item.blobs[0], item.blobs[1]);
    let documents = vec![Zeroizing::new(vec![1]); kiosk_protocol::MAX_BLOBS + 1];
    let many = NewSubmission { documents, ..submission(b"x", false) };
    assert!(matches!(store.submit(many).wait(), Err(StoreError::Range(_))));
    assert_eq!(number(&place.look(), "select count(*) from request"), 1);
}

#[test]
fn a_refused_document_stands_aside_after_three_tries() {
    let place = Place::new();
    let store = place.open();
    let item = with_documents(&store, &[b"bad", b"good"]);
    let [bad, good] = [item.blobs[0], item.blobs[1]];
    drain(&store);
    store.blob_settle(bad, BlobOutcome::Refused("413".into())).wait().unwrap();
    assert_eq!(store.blob_due().wait().unwrap().unwrap().sha256, good, "the others go on");
    store.blob_settle(good, BlobOutcome::Stored).wait().unwrap();
    for _ in 0..2 {
        assert_eq!(store.blob_due().wait().unwrap().unwrap().sha256, bad);
        store.blob_settle(bad, BlobOutcome::Refused("413".into())).wait().unwrap();
    }
    assert_eq!(store.blob_due().wait().unwrap(), None);
    let kept = "select count(*) from outbox_blob where state = 2 and body is not null and last_code = '413'";
    assert_eq!(number(&place.look(), kept), 1);
}

#[test]
fn a_bundle_is_kept_with_the_one_before() {
    let place = Place::new();
    let store = place.open();
    let key = SigningKey::from_seed(&[7; 32]);
    let bundle = |text: &str| SignedBundle::sign(SignedBundle::CATALOGUE, &text, &key).unwrap();
    let kind = SignedBundle::CATALOGUE;
    assert_eq!(store.bundle(kind, BundleAge::Newest).wait().unwrap(), None);
    for name in ["one", "two", "two", "three"] {
        store.keep_bundle(format!("\"{name}\""), bundle(name)).wait().unwrap();
    }
    let kept = |age| store.bundle(kind, age).wait().unwrap();
    assert_eq!(kept(BundleAge::Newest).unwrap().signed, bundle("three"));
    assert_eq!(kept(BundleAge::Before).unwrap().etag, "\"two\"");
}

#[test]
fn a_snapshot_replaces_what_was_known_and_its_cursor_holds() {
    let place = Place::new();
    let store = place.open();
    let reference = Reference::new([1, 2, 3, 4, 5, 6, 7]);
    let page = |seq, state: &str, cursor: &str| ChangePage {
        changes: vec![Change {
            seq,
            topic: Topic::RequestStatus,
            at_ms: 1,
            data: serde_json::from_str(&format!(r#"{{"ref":"{reference}","state":"{state}"}}"#)).unwrap(),
        }],
        next_cursor: cursor.into(),
        more: false,
    };
    let state = |store: &Store| store.status(&reference).wait().unwrap().unwrap().told.unwrap().state;
    store.apply_changes(page(90, "ready", "a")).wait().unwrap();
    store.apply_changes(page(4, "received", "b")).wait().unwrap();
    assert_eq!(state(&store), RequestState::Ready, "older news is none");
    store.apply_snapshot(page(4, "received", "c")).wait().unwrap();
    assert_eq!(state(&store), RequestState::Received);
    assert_eq!(store.cursor().wait().unwrap().as_deref(), Some("c"));
    store.apply_changes(page(5, "ready", "d")).wait().unwrap();
    assert_eq!(state(&store), RequestState::Ready);
}

#[test]
fn the_time_floor_survives_and_never_falls() {
    let place = Place::new();
    let (store, report) = place.open_with_report();
    assert_eq!(report.time_floor, None);
    store.note_time(5, 1_800_000_000_000).wait().unwrap();
    store.note_time(5, 1_700_000_000_000).wait().unwrap();
    drop(store);
    let (_store, report) = place.open_with_report();
    assert_eq!(report.time_floor.unwrap().as_millisecond(), 1_800_000_000_000);
}
