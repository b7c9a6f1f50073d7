//! The audit chain against someone who edits the database.

use std::sync::Arc;

use kiosk_protocol::{ItemKind, SignedCheckpoint, Signer as _, SigningKey};

use super::*;

/// A store with some rows and a signed head in the middle.
fn scene() -> (Place, Store, SigningKey) {
    let (place, key) = (Place::new(), SigningKey::from_seed(&[3; 32]));
    let store = place.open();
    for _ in 0..5 {
        store.issue_ticket(wanted('A')).wait().unwrap();
    }
    store.sign_audit_head(Arc::new(key.clone())).wait().unwrap().unwrap();
    store.issue_ticket(wanted('A')).wait().unwrap();
    (place, store, key)
}

#[test]
fn a_head_is_signed_once_and_goes_to_central() {
    let (_place, store, key) = scene();
    let due = store.due(100, usize::MAX).wait().unwrap();
    let item = due.items.iter().find(|item| item.kind == ItemKind::AuditHead).unwrap();
    assert_eq!(item.schema, "psc.audit-head@1");
    let head: SignedCheckpoint = std::str::from_utf8(item.body.as_bytes()).unwrap().parse().unwrap();
    let said = head.verify(&store.device().id.to_string(), &key.public()).unwrap();
    assert!(said.origin.starts_with(&format!("erbil-1/{}/", store.device().id)));
    assert!(store.sign_audit_head(Arc::new(key.clone())).wait().unwrap().is_some(), "the chain has grown");
    assert!(store.sign_audit_head(Arc::new(key.clone())).wait().unwrap().is_none(), "nothing since");
    assert_eq!(store.verify_audit_heads(vec![key.public()]).wait().unwrap(), 2);
    // Enrolled again with another key: both count, neither alone.
    let other = SigningKey::from_seed(&[4; 32]);
    store.issue_ticket(wanted('A')).wait().unwrap();
    store.sign_audit_head(Arc::new(other.clone())).wait().unwrap().unwrap();
    assert_eq!(store.verify_audit_heads(vec![key.public(), other.public()]).wait().unwrap(), 3);
    for alone in [&key, &other] {
        assert!(matches!(store.verify_audit_heads(vec![alone.public()]).wait(), Err(StoreError::Audit { .. })));
    }
    assert_eq!(store.verify_audit_heads(Vec::new()).wait().unwrap(), 3);
    store.verify_audit().wait().unwrap();
}

/// What a thief of the history would do, and the row at which it is found.
#[test]
fn deletion_reordering_edits_and_truncation_are_found_and_placed() {
    // The head was signed at the row before the last two.
    let cases: [(&str, Option<i64>); 5] = [
        ("delete from audit where seq = 3", Some(3)),
        ("update audit set event = cast(replace(event, 'A', 'Z') as blob) where seq = 4", Some(4)),
        (
            "update audit set seq = -1 where seq = 2; update audit set seq = 2 where seq = 3;
             update audit set seq = 3 where seq = -1",
            Some(2),
        ),
        ("delete from audit where seq > (select max(seq) - 1 from audit)", None),
        // With the head of the chain set back as well: only the signed head knows better.
        (
            "delete from audit where seq >= (select seq from audit_head);
             update device set audit_seq = (select max(seq) from audit),
               audit_hash = (select hash from audit order by seq desc limit 1)",
            None,
        ),
    ];
    for (sql, expected) in cases {
        let (place, store, _) = scene();
        let last = number(&place.look(), "select max(seq) from audit");
        let signed = number(&place.look(), "select seq from audit_head");
        drop(store);
        place.look().execute_batch(sql).unwrap();
        let store = place.open();
        let Err(StoreError::Audit { seq, what }) = store.verify_audit().wait() else { panic!("not found: {sql}") };
        let place_of_it = expected.unwrap_or(if sql.contains("audit_head") { signed } else { last });
        assert_eq!(seq, place_of_it, "{what}: {sql}");
    }
}
