//! Requests go to the disk sealed, or not at all.

use kiosk_protocol::seal::NoSealKey;
use kiosk_protocol::{CentreId, DeviceId};

use super::*;

const MARKER: &[u8] = b"the-answer-that-nobody-may-read";

/// A key of its own for a holder, valid between two times of the clock.
fn key(secret: &SecretKey, holder: &str, from: &str, until: &str) -> SealKey {
    let ms = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_millisecond();
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
