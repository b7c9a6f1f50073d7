//! Requests go to the disk sealed, or not at all.

use kiosk_protocol::seal::NoSealKey;
use kiosk_protocol::{CentreId, DeviceId, Digest};

use super::*;

const MARKER: &[u8] = b"the-answer-that-nobody-may-read";

/// A key of its own for a holder, valid between two times of the clock.
fn key(secret: &SecretKey, holder: &str, from: &str, until: &str) -> SealKey {
    let ms = |text: &str| text.parse::<Timestamp>().unwrap().as_millisecond();
    let window = Window { not_before_ms: ms(from), not_after_ms: ms(until) };
    SealKey { holder: holder.into(), suite: secret.suite(), public: secret.public().to_vec(), window }
}

#[test]
fn an_answer_is_on_the_disk_for_central_alone() {
    let place = Place::new();
    let store = place.open();
    let done = store.submit(submission(MARKER, true)).wait().unwrap();
    assert!(!found_on_disk(place.dir.path(), MARKER));
    let due = store.due(10, usize::MAX).wait().unwrap();
    let item = due.items.iter().find(|item| item.id == done.id).unwrap();
    assert!(item.is_intact());
    assert_eq!(opened(&store, item), MARKER);
    // It opens as what it was made as, and as nothing else.
    let seal = item.seal.as_ref().unwrap();
    let device = store.device();
    let right = SealContext { id: item.id, schema: &item.schema, centre: &device.centre, device: device.id };
    let elsewhere: CentreId = "duhok-1".parse().unwrap();
    for wrong in [
        SealContext { id: ItemId::new(1, [1; 10]), ..right },
        SealContext { schema: "civ.birth@2", ..right },
        SealContext { centre: &elsewhere, ..right },
        SealContext { device: DeviceId(uuid::Uuid::nil()), ..right },
    ] {
        assert!(seal::open(&wrong, seal, item.body.as_bytes(), &[secret()]).is_err(), "{wrong:?}");
    }
    // The ticket is for everybody in the hall.
    assert!(due.items.iter().any(|item| item.seal.is_none()));
    drop(store);
    assert!(!found_on_disk(place.dir.path(), MARKER));
}

#[test]
fn without_a_valid_key_there_are_tickets_and_no_requests() {
    let place = Place::new();
    let mut options = place.options();
    options.seal_keys = SealKeys::default();
    let (store, _) = Store::open(options).unwrap();
    let refused = |store: &Store, why: NoSealKey| {
        let error = store.submit(submission(MARKER, true)).wait().unwrap_err();
        assert!(matches!(error, StoreError::NoSealKey(found) if found == why), "{error:?}");
        assert_eq!(error.message_key(), "store-tickets-only");
        assert!(!store.seals_now());
        assert_eq!(number(&place.look(), "select count(*) from request"), 0);
    };
    refused(&store, NoSealKey::None);
    let first = store.issue_ticket(wanted('B')).wait().unwrap().ticket;
    assert_eq!(first.label.to_string(), "B3-001", "the refused request has used no number");

    let secret = secret();
    let valid = key(&secret, SealKeys::INTAKE, "2026-11-20T00:00:00Z", "2026-11-24T00:00:00Z");
    store.use_seal_keys(SealKeys(vec![valid.clone()]));
    assert!(store.seals_now());
    place.at("2026-11-24T09:00:00+03:00");
    refused(&store, NoSealKey::NotNow);
    // Before its time just as after it; and when one of two holders would be left out.
    place.at("2026-11-19T09:00:00+03:00");
    refused(&store, NoSealKey::NotNow);
    place.at("2026-11-23T09:00:00+03:00");
    let over = key(&secret, "ministry", "2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z");
    store.use_seal_keys(SealKeys(vec![valid.clone(), over]));
    refused(&store, NoSealKey::NotNow);
    store.use_seal_keys(SealKeys(vec![valid]));
    store.submit(submission(MARKER, true)).wait().unwrap();
    store.verify_audit().wait().unwrap();
}

#[test]
fn keys_overlap_and_the_one_that_began_last_is_sealed_to() {
    let place = Place::new();
    let secrets: Vec<_> = (2..4).map(generate).collect();
    let intake = SealKeys::INTAKE;
    let keys = SealKeys(vec![
        key(&secrets[0], intake, "2026-11-01T00:00:00Z", "2026-11-25T00:00:00Z"),
        key(&secrets[1], intake, "2026-11-24T00:00:00Z", "2026-12-25T00:00:00Z"),
        key(&secret(), "ministry", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
    ]);
    let mut options = place.options();
    options.seal_keys = keys;
    let (store, _) = Store::open(options).unwrap();
    for (time, sealed_to) in [("2026-11-23T09:00:00Z", 0), ("2026-11-24T09:00:00Z", 1), ("2026-12-01T09:00:00Z", 1)] {
        place.at(time);
        store.trust_clock(true).wait().unwrap();
        let id = store.submit(submission(MARKER, false)).wait().unwrap().id;
        let due = store.due(10, usize::MAX).wait().unwrap();
        let seal = due.items.iter().find(|item| item.id == id).unwrap().seal.clone().unwrap();
        let mut kids: Vec<_> = seal.recipients.iter().map(|recipient| recipient.kid).collect();
        let mut wanted = vec![secrets[sealed_to].kid(), secret().kid()];
        kids.sort();
        wanted.sort();
        assert_eq!(kids, wanted, "{time}");
    }
}

#[test]
fn who_the_kiosk_is_comes_from_its_enrolment_and_is_recorded() {
    let place = Place::new();
    let store = place.open();
    let named_itself = store.device().id;
    store.issue_ticket(wanted('B')).wait().unwrap();
    drop(store);
    let enrolled = DeviceId(uuid::Uuid::from_bytes([9; 16]));
    assert_ne!(named_itself, enrolled);
    let mut options = place.options();
    options.device = Some(enrolled);
    let (store, report) = Store::open(options).unwrap();
    assert_eq!((store.device().id, report.begun), (enrolled, false));
    assert_eq!(number(&place.look(), "select count(*) from audit where event like '%\"assigned\"%'"), 1);
    assert_eq!(store.figures().wait().unwrap().queued, 1, "what waited still waits");
    store.verify_audit().wait().unwrap();
    drop(store);
    // It is remembered even where the enrolment is gone.
    assert_eq!(place.open().device().id, enrolled);
}

/// A database as the first version left it, with these requests and a ticket waiting as plain text.
fn first_version(place: &Place, requests: &[&[u8]]) {
    let mut conn = Connection::open(place.path()).unwrap();
    conn.pragma_update(None, "journal_mode", "wal").unwrap();
    migrate::migrate(&mut conn, &migrate::STEPS[..1]).unwrap();
    let device = uuid::Uuid::from_bytes([5; 16]);
    conn.execute(
        "insert into device(one, device_id, centre_id, slot, incarnation, next_seq, audit_hash)
         values (1, ?1, 'erbil-1', '3', 1, ?2, zeroblob(32))",
        rusqlite::params![device.as_bytes(), requests.len() as i64 + 2],
    )
    .unwrap();
    let ticket: &[u8] = b"{}";
    let items = requests.iter().map(|body| ("request", *body)).chain([("ticket", ticket)]);
    for (seq, (kind, body)) in (1_i64..).zip(items) {
        let id = ItemId::new(1_700_000_000_000 + seq as u64, [seq as u8; 10]);
        conn.execute(
            "insert into outbox(device_seq, id, lane, kind, schema, created_ms, boot_id, mono_ms, clock_trusted, body,
                                digest, size)
             values (?1, ?2, 1, ?3, 'civ.birth@1', 1, 'boot', 1, 0, ?4, ?5, ?6)",
            rusqlite::params![seq, id.0.as_bytes(), kind, body, Digest::of(body).as_bytes(), body.len() as i64],
        )
        .unwrap();
    }
}

#[test]
fn what_an_older_version_queued_plain_is_sealed_at_the_first_start_with_keys() {
    let mut place = Place::new();
    let backup = tempfile::tempdir().unwrap();
    let copies = backup.path();
    place.limits.backup_dir = Some(copies.to_owned());
    let second = [MARKER, b"-2"].concat();
    first_version(&place, &[MARKER, &second]);
    // Not enrolled yet: nothing is lost, nothing changes.
    let mut options = place.options();
    options.seal_keys = SealKeys::default();
    let (store, report) = Store::open(options).unwrap();
    assert_eq!(report.sealed_late, 0);
    store.rest().wait().unwrap();
    drop(store);
    assert!(found_on_disk(place.dir.path(), MARKER), "the search can find");
    assert!(found_on_disk(copies, MARKER));

    let (store, report) = place.open_with_report();
    assert_eq!(report.sealed_late, 2);
    assert!(!found_on_disk(copies, MARKER), "in a copy");
    let due = store.due(10, usize::MAX).wait().unwrap();
    let sealed: Vec<&Item> = due.items.iter().filter(|item| item.seal.is_some()).collect();
    assert_eq!(sealed.len(), 2);
    assert!(due.items.iter().all(Item::is_intact));
    assert_eq!((opened(&store, sealed[0]), opened(&store, sealed[1])), (MARKER.to_vec(), second));
    assert_eq!(due.items.iter().map(|item| item.device_seq.get()).collect::<Vec<_>>(), [1, 2, 3]);
    store.verify_audit().wait().unwrap();
    drop(store);
    // Neither the database, nor its log, nor what is free in it.
    let files = ["kiosk.db", "kiosk.db-wal"].map(|name| std::fs::read(place.dir.path().join(name)).unwrap_or_default());
    assert!(!files.iter().any(|bytes| bytes.windows(MARKER.len()).any(|part| part == MARKER)));
    assert_eq!(place.open_with_report().1.sealed_late, 0, "once");
}
