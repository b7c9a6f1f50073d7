//! The audit from end to end: kiosks' signed heads over HTTP, central's chain in the database, `central audit`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::path::Path;
use std::time::{Duration, Instant};

use common::{Device, command, keys, start};
use kiosk_central::Running;
use kiosk_protocol::{Checkpoint, DeviceId, DeviceSeq, Item, ItemId, ItemKind, PushBatch, SigningKey};
use rusqlite::Connection;

/// One kiosk that signs heads of a chain.
struct Kiosk {
    device: Device,
    id: DeviceId,
}

impl Kiosk {
    fn enrolled(running: &Running, folder: &Path) -> Self {
        let device = Device::enrolled(running, folder, 1, "erbil-1", "3");
        let listed = command(&["kiosk", "list", "--json", "--database", &database(folder)]).1;
        let listed: serde_json::Value = serde_json::from_str(listed.lines().next().unwrap()).unwrap();
        let id = DeviceId(listed["device"].as_str().unwrap().parse().unwrap());
        Self { device, id }
    }

    fn head(&self, size: u64, signer: &SigningKey) -> String {
        let hash = [u8::try_from(size).unwrap(); 32];
        let origin = format!("erbil-1/{}/0a0b0c0d", self.id);
        let said = Checkpoint { origin, size, hash, extensions: vec!["time 1764150000000".into()] };
        said.sign(&self.id.to_string(), signer).to_string()
    }

    fn push(&self, running: &Running, n: u8, body: String) -> ItemId {
        let id = ItemId::new(1_700_000_000_000, [n; 10]);
        let seq = DeviceSeq::try_from(u64::from(n)).unwrap();
        let batch = PushBatch {
            protocol: 1,
            app_version: None,
            boot_id: None,
            clock: None,
            device_seq_first: seq,
            items: vec![Item::plain(id, seq, ItemKind::AuditHead, "psc.audit-head@1", 1, body.into())],
        };
        let answer = self.device.push(running, &serde_json::to_vec(&batch).unwrap(), "");
        assert_eq!(answer.status, 200);
        id
    }
}

fn database(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("central.db").display())
}

/// Waits until the worker has looked at everything.
fn settled(folder: &Path) -> Connection {
    let conn = Connection::open(folder.join("central.db")).unwrap();
    let since = Instant::now();
    loop {
        let open: i64 = conn.query_row("select count(*) from unchecked", [], |row| row.get(0)).unwrap();
        if open == 0 {
            return conn;
        }
        assert!(since.elapsed() < Duration::from_secs(30), "the worker did not settle");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn verify(folder: &Path, more: &[&str]) -> (bool, String) {
    let (database, keys) = (database(folder), folder.join("keys"));
    let words = ["audit", "verify", "--database", &database, "--keys", keys.to_str().unwrap()];
    let (code, out, err) = command(&[&words, more].concat());
    assert!(!err.contains("panicked"), "{err}");
    (code == format!("{:?}", std::process::ExitCode::SUCCESS), out)
}

#[test]
fn heads_are_countersigned_and_every_harm_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let running = start(folder.path());
    let kiosk = Kiosk::enrolled(&running, folder.path());
    for (n, size) in [(1, 5), (2, 9), (3, 12)] {
        kiosk.push(&running, n, kiosk.head(size, &kiosk.device.key));
    }
    drop(settled(folder.path()));
    assert_eq!(verify(folder.path(), &[]), (true, "erbil-1: whole, 3 rows, 3 signed heads of 1 kiosk chains\n".into()));

    // Signed by someone else, not a note at all, and of a chain that was cut: each in quarantine with its reason.
    let stranger = kiosk.push(&running, 4, kiosk.head(20, &SigningKey::from_seed(&[9; 32])));
    let garbage = kiosk.push(&running, 5, "garbage".into());
    let cut = kiosk.push(&running, 6, kiosk.head(8, &kiosk.device.key));
    let conn = settled(folder.path());
    let reason = |id: ItemId| -> String {
        conn.query_row("select quarantine from item where id = ?1", [id.0.as_bytes()], |row| row.get(0)).unwrap()
    };
    assert_eq!([stranger, garbage, cut].map(reason), ["audit_unsigned", "audit_unsigned", "audit_broken"]);
    let (sound, told) = verify(folder.path(), &[]);
    assert!(!sound && told.contains("erbil-1: row 4 says of the kiosk's own chain"), "{told}");
    assert!(told.contains("rows 9 to 12 were cut off"), "{told}");
    running.shutdown();

    let harmed = |sql: &str, what: &str| {
        let copy = tempfile::tempdir().unwrap();
        std::fs::copy(folder.path().join("central.db"), copy.path().join("central.db")).unwrap();
        for name in ["keys.json", "ca.pem"] {
            std::fs::create_dir_all(copy.path().join("keys")).unwrap();
            std::fs::copy(keys(folder.path()).join(name), copy.path().join("keys").join(name)).unwrap();
        }
        Connection::open(copy.path().join("central.db")).unwrap().execute_batch(sql).unwrap();
        let (sound, told) = verify(copy.path(), &[]);
        assert!(!sound && told.contains(what), "{sql}: {told}");
    };
    conn.execute_batch("pragma wal_checkpoint(truncate)").unwrap();
    harmed("delete from audit where seq = 2", "row 2 is missing");
    harmed("delete from audit where seq > 2", "row 3 and all up to 4 were cut off at the end");
    harmed("update audit set entry = replace(entry, '0a0b', '0b0a') where seq = 1", "row 1 is not what was hashed");
    harmed(
        "update audit set seq = 99 where seq = 2; update audit set seq = 2 where seq = 3; update audit set seq = 3 where seq = 99",
        "row 2",
    );
    harmed("delete from item where device_seq = 1", "row 1 holds a head whose item is no longer in custody");
    harmed(
        "update item set body = x'00' where device_seq = 1",
        "row 1 holds a head that says something else than its item",
    );
}

#[test]
fn a_checkpoint_that_was_kept_finds_a_chain_that_was_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let running = start(folder.path());
    let kiosk = Kiosk::enrolled(&running, folder.path());
    kiosk.push(&running, 1, kiosk.head(5, &kiosk.device.key));
    drop(settled(folder.path()));
    let keys = folder.path().join("keys");
    let words = ["audit", "checkpoint", "--database", &database(folder.path()), "--keys", keys.to_str().unwrap()];
    let (_, note, err) = command(&words);
    assert!(note.starts_with("central\n1\n"), "{note}{err}");
    let kept = folder.path().join("kept.checkpoint");
    std::fs::write(&kept, &note).unwrap();
    kiosk.push(&running, 2, kiosk.head(9, &kiosk.device.key));
    let conn = settled(folder.path());
    let with = ["--checkpoint", kept.to_str().unwrap()];
    assert_eq!(
        verify(folder.path(), &with),
        (true, "erbil-1: whole, 2 rows, 2 signed heads of 1 kiosk chains\n".into())
    );
    running.shutdown();

    // Someone who has the database but no keys forgets everything and begins again.
    conn.execute_batch(
        "delete from audit; update centre set audit_seq = 0,
         audit_hash = x'0000000000000000000000000000000000000000000000000000000000000000'",
    )
    .unwrap();
    let (sound, told) = verify(folder.path(), &with);
    assert!(!sound && told.contains("row 1 was promised by the checkpoint and is missing"), "{told}");
    // The server's own daily checkpoint is a file of the same form.
    let daily: Vec<_> = std::fs::read_dir(folder.path().join("central.checkpoints")).unwrap().collect();
    assert_eq!(daily.len(), 1);
    // One that somebody else has signed is not believed.
    std::fs::write(&kept, note.replace("central\n1\n", "central\n2\n")).unwrap();
    assert!(!verify(folder.path(), &with).0);
}
