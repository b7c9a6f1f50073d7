//! Who may send, and what central tells about itself.

use kiosk_central::store::Store;
use kiosk_central::store::registry::{Candidate, EnrolError, NewCode};
use kiosk_protocol::{DeviceId, Digest, Report};

use crate::fixture::{push, request, sender, ticket};

pub(crate) async fn figures(store: impl Store) {
    let (one, two) = (sender("erbil", 1), sender("erbil", 2));
    store.ping().await.unwrap();
    assert_eq!(store.queues(one.centre.clone()).await.unwrap().queues.len(), 0);
    push(&store, &one, &[ticket(1, "B3-001"), ticket(2, "B3-002"), request(3)]).await;
    push(&store, &two, &[ticket(11, "B4-001")]).await;
    push(&store, &sender("duhok", 1), &[ticket(1, "B3-001")]).await;
    let queues = store.queues(one.centre.clone()).await.unwrap();
    assert_eq!(queues.service_day.as_deref(), Some("2026-11-23"));
    assert_eq!((queues.queues.len(), &*queues.queues[0].queue, queues.queues[0].issued), (1, "B", 3));
    let centres = store.centres().await.unwrap();
    let seen: Vec<_> = centres.iter().map(|c| (c.centre.as_str(), c.seq, c.devices, c.seen_ms)).collect();
    assert_eq!(seen, [("duhok", 1, 1, Some(1_000)), ("erbil", 4, 2, Some(1_000))]);
    assert_eq!(store.counts().await.unwrap().devices, 3);
    let report = |queued: u64| {
        let mut report = Report::default();
        report.say("queued", queued);
        report
    };
    store.report(one.clone(), report(5), 10).await.unwrap();
    store.report(one.clone(), report(6), 20).await.unwrap();
    store.report(two.clone(), report(1), 15).await.unwrap();
    let reports = store.reports(one.centre.clone()).await.unwrap();
    assert_eq!(reports, [(one, 20, report(6)), (two, 15, report(1))]);
}

pub(crate) async fn registry(store: impl Store) {
    use kiosk_protocol::{Hardware, Signer as _, SigningKey};
    let key = |n: u8| SigningKey::from_seed(&[n; 32]).public();
    let code = |n: u8, centre: &str, slot, expires_ms| NewCode {
        hash: Digest::of(&[n]),
        centre: centre.parse().unwrap(),
        slot,
        expires_ms,
    };
    let device = |n: u8| DeviceId(uuid::Uuid::from_bytes([n; 16]));
    let candidate = |code: u8, of: u8, before: Option<u8>| Candidate {
        code: Digest::of(&[code]),
        key: key(of),
        device: before.map(device),
        fresh: device(of),
        hardware: Hardware { app_version: "0.1.0".into(), machine: "x86_64 linux".into() },
    };
    for (n, centre, slot, expires) in [
        (1, "erbil", '1', 100),
        (2, "erbil", '1', 100),
        (3, "erbil", '2', 5),
        (4, "duhok", '1', 100),
        (5, "erbil", '1', 100),
    ] {
        store.add_code(code(n, centre, slot, expires)).await.unwrap();
    }
    assert!(matches!(store.enrol(candidate(99, 1, None), 10).await, Err(EnrolError::UnknownCode)));
    let known = store.enrol(candidate(1, 1, None), 10).await.unwrap();
    assert_eq!((&known.sender, known.slot, known.enrolled_ms), (&sender("erbil", 1), '1', 10));
    // The answer was lost: the same key asks again. Another key does not get in by the same code.
    assert_eq!(store.enrol(candidate(1, 1, None), 11).await.unwrap(), known);
    assert!(matches!(store.enrol(candidate(1, 2, None), 11).await, Err(EnrolError::Used)));
    assert!(matches!(store.enrol(candidate(2, 2, None), 11).await, Err(EnrolError::SlotTaken)));
    assert!(matches!(store.enrol(candidate(3, 2, None), 11).await, Err(EnrolError::Expired)));
    assert!(matches!(store.enrol(candidate(4, 2, Some(1)), 11).await, Err(EnrolError::Elsewhere)));
    // The same device with a new key: the old key ends.
    let renewed = store.enrol(candidate(2, 3, Some(1)), 20).await.unwrap();
    assert_eq!(renewed.sender, known.sender);
    assert_eq!(store.device(key(1).id()).await.unwrap().unwrap().revoked_ms, Some(20));
    assert!(store.device(key(9).id()).await.unwrap().is_none());
    assert!(matches!(store.enrol(candidate(5, 1, None), 21).await, Err(EnrolError::KeyRevoked)));
    store.enrol(candidate(4, 4, None), 22).await.unwrap();
    let listed: Vec<_> = store.devices().await.unwrap().iter().map(|d| (d.sender.clone(), d.revoked_ms)).collect();
    assert_eq!(listed, [(sender("duhok", 4), None), (sender("erbil", 1), Some(20)), (sender("erbil", 1), None)]);
    assert_eq!(store.revoke(device(1), 30).await.unwrap(), 1);
    assert_eq!(store.revoke(device(1), 31).await.unwrap(), 0);
    // The slot is free again.
    assert_eq!(store.enrol(candidate(5, 6, None), 32).await.unwrap().slot, '1');
}
