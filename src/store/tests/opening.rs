//! Opening, locks, versions, the audit chain.

use super::*;

#[test]
fn the_pragmas_are_those_that_durability_rests_on() {
    let place = Place::new();
    let (writer, _lock, report) = open::open(place.options()).unwrap();
    let get = |name: &str| -> String {
        writer
            .conn
            .pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0))
            .map(|value| match value {
                rusqlite::types::Value::Integer(n) => n.to_string(),
                rusqlite::types::Value::Text(text) => text,
                other => panic!("{other:?}"),
            })
            .unwrap()
    };
    for (name, value) in [
        ("journal_mode", "wal"),
        ("synchronous", "2"),
        ("foreign_keys", "1"),
        ("busy_timeout", "5000"),
        ("temp_store", "2"),
        ("trusted_schema", "0"),
        ("cell_size_check", "1"),
        ("secure_delete", "1"),
        ("wal_autocheckpoint", "256"),
        ("journal_size_limit", "4194304"),
        ("max_page_count", "16384"),
        ("page_size", "4096"),
    ] {
        assert_eq!(get(name), value, "{name}");
    }
    assert!(report.begun && report.recovered.is_none() && report.audit_broken.is_none());
    assert_eq!(report.foreign_key_violations, 0);
}

#[test]
fn only_one_opens_it() {
    let place = Place::new();
    let store = place.open();
    let error = Store::open(place.options()).unwrap_err();
    assert_eq!(error.message_key(), "store-in-use");
    let said = error.to_string();
    assert!(said.contains("kiosk.lock is in use by another process"), "{said}");
    assert!(said.contains(&std::process::id().to_string()), "{said}");
    let clone = store.clone();
    drop(store);
    assert!(Store::open(place.options()).is_err(), "a clone still holds it");
    drop(clone);
    place.open();
}

#[test]
fn nobody_else_may_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let store = place.open();
    store.issue_ticket(wanted('B')).wait().unwrap();
    for name in ["kiosk.db", "kiosk.db-wal", "kiosk.db-shm", "kiosk.lock"] {
        let mode = std::fs::metadata(place.dir.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn a_newer_database_is_refused_and_left_alone() {
    let place = Place::new();
    drop(place.open());
    place.look().pragma_update(None, "user_version", 99).unwrap();
    let before = std::fs::read(place.path()).unwrap();
    let error = Store::open(place.options()).unwrap_err();
    assert!(
        matches!(error, StoreError::Newer { found: 99, known } if known == migrate::newest(migrate::STEPS)),
        "{error:?}"
    );
    assert_eq!(std::fs::read(place.path()).unwrap(), before);
    assert!(matches!(StoreReader::open(place.dir.path()), Err(StoreError::Newer { .. })));
}

#[test]
fn identity_stays_and_another_slot_is_taken_over() {
    let mut place = Place::new();
    let (store, first) = place.open_with_report();
    store.issue_ticket(wanted('B')).wait().unwrap();
    drop(store);
    place.slot = '7';
    let (store, second) = place.open_with_report();
    assert!(!second.begun);
    assert_eq!(first.device.id, second.device.id);
    assert_eq!(store.issue_ticket(wanted('B')).wait().unwrap().ticket.label.to_string(), "B7-002");
    store.verify_audit().wait().unwrap();
}

#[test]
fn a_state_folder_that_cannot_be_made_is_named() {
    let place = Place::new();
    let file = place.dir.path().join("file");
    std::fs::write(&file, "").unwrap();
    let mut options = place.options();
    options.dir = file.join("state");
    let error = Store::open(options).unwrap_err();
    assert!(error.to_string().contains("file/state"), "{error}");
    assert_eq!(error.message_key(), "store-failed");
}

#[test]
fn the_audit_chain_shows_what_was_changed() {
    let attacks = [
        ("update audit set event = replace(event, 'B3-002', 'B3-009') where seq = 4", 4, "its hash"),
        ("update audit set at_ms = at_ms + 1 where seq = 3", 3, "its hash"),
        ("delete from audit where seq = 3", 3, "missing"),
        ("delete from audit where seq = (select max(seq) from audit)", 7, "cut off"),
        ("update audit set prev = zeroblob(32) where seq = 5", 5, "follow"),
        ("update device set audit_hash = zeroblob(32)", 7, "head"),
    ];
    for (attack, at, why) in attacks {
        let place = Place::new();
        let store = place.open();
        for _ in 0..3 {
            store.issue_ticket(wanted('B')).wait().unwrap();
        }
        assert_eq!(store.verify_audit().wait().unwrap().seq, 7);
        drop(store);
        let attack = attack.replace(
            "replace(event, 'B3-002', 'B3-009')",
            "cast(replace(cast(event as text), 'B3-002', 'B3-009') as blob)",
        );
        assert_eq!(place.look().execute(&attack, []).unwrap(), 1, "{attack}");
        let (store, report) = place.open_with_report();
        match store.verify_audit().wait() {
            Err(StoreError::Audit { seq, what }) => {
                assert_eq!(seq, at, "{attack}");
                assert!(what.contains(why), "{attack}: {what}");
                assert_eq!(report.audit_broken, Some((seq, what)));
            }
            other => panic!("{attack}: {other:?}"),
        }
    }
}

#[test]
fn a_panic_in_the_writer_loses_nothing_but_its_own_work() {
    let place = Place::new();
    let store = place.open();
    let reply: Reply<()> = store.shared.writer.ask(|writer| {
        writer.write(|tx, _| {
            tx.execute("delete from device", [])?;
            panic!("on purpose");
        })
    });
    assert!(matches!(reply.wait(), Err(StoreError::NoAnswer)));
    assert_eq!(store.issue_ticket(wanted('B')).wait().unwrap().ticket.label.to_string(), "B3-001");
}
