//! Opening the file: pragmas, and the schema by `user_version`.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

/// Each step brings the file from its place in this list to the next.
const STEPS: &[&str] = &[
    include_str!("migrations/0001_custody.sql"),
    include_str!("migrations/0002_labels.sql"),
    include_str!("migrations/0003_work.sql"),
    include_str!("migrations/0004_registry.sql"),
    include_str!("migrations/0005_audit.sql"),
    include_str!("migrations/0006_serving.sql"),
    include_str!("migrations/0007_appointment.sql"),
    include_str!("migrations/0008_unchecked.sql"),
    include_str!("migrations/0009_calls.sql"),
    include_str!("migrations/0010_fairness.sql"),
    include_str!("migrations/0011_offers.sql"),
    include_str!("migrations/0012_forms.sql"),
];

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// SQLite says no.
    #[error("{0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The file is from a newer program.
    #[error("the database is of version {found}, this program knows {known}; use the newer program")]
    Newer {
        /// The file's.
        found: usize,
        /// This program's.
        known: usize,
    },
    /// The writer thread cannot start.
    #[error("the writer cannot start: {0}")]
    Thread(#[from] std::io::Error),
}

/// Opens for writing, making and updating the file as needed.
pub(crate) fn writer(path: &Path) -> Result<Connection, OpenError> {
    let mut connection = second_writer(path)?;
    migrate(&mut connection)?;
    Ok(connection)
}

/// Opens for rare changes beside the one writer: of the registry.
pub(crate) fn second_writer(path: &Path) -> Result<Connection, rusqlite::Error> {
    let connection = Connection::open(path)?;
    pragmas(&connection)?;
    // FULL: what was acknowledged must survive the loss of power (sync.md §2.2 measured the difference).
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "secure_delete", "ON")?;
    Ok(connection)
}

/// Opens for reading only.
pub(crate) fn reader(path: &Path) -> Result<Connection, rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    pragmas(&connection)?;
    connection.pragma_update(None, "query_only", "ON")?;
    Ok(connection)
}

/// No connection has more different statements; the library keeps 16 unless told otherwise, and a push, the worker and
/// the desks together would make each other's anew.
const STATEMENTS: usize = 128;

fn pragmas(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "trusted_schema", "OFF")?;
    connection.pragma_update(None, "cell_size_check", "ON")
}

fn migrate(connection: &mut Connection) -> Result<(), OpenError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: u32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let found = found as usize;
    let known = STEPS.len();
    if found > known {
        return Err(OpenError::Newer { found, known });
    }
    for step in STEPS.iter().skip(found) {
        transaction.execute_batch(step)?;
    }
    if found == 0 {
        transaction
            .execute("insert into meta (one, epoch) values (1, ?1)", [uuid::Uuid::now_v7().simple().to_string()])?;
    }
    if found < known {
        transaction.pragma_update(None, "user_version", known as u32)?;
    }
    transaction.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn opens_twice_and_refuses_newer_files_and_strangers() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.db");
        let epoch = |c: &Connection| c.query_row("select epoch from meta", [], |r| r.get::<_, String>(0)).unwrap();
        let first = epoch(&writer(&path).unwrap());
        let again = writer(&path).unwrap();
        assert_eq!(epoch(&again), first);
        let level: i64 = again.pragma_query_value(None, "synchronous", |r| r.get(0)).unwrap();
        assert_eq!(level, 2);
        again.pragma_update(None, "user_version", 99).unwrap();
        assert!(matches!(writer(&path), Err(OpenError::Newer { found: 99, .. })));
        assert!(reader(&path).unwrap().execute("delete from item", []).is_err());
        let stranger = folder.path().join("letter.txt");
        std::fs::write(&stranger, "Dear Sir or Madam, ".repeat(100)).unwrap();
        assert!(matches!(writer(&stranger), Err(OpenError::Sqlite(_))));
    }

    #[test]
    fn what_waits_for_the_worker_waits_on_after_an_update() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.db");
        let old = Connection::open(&path).unwrap();
        for step in &STEPS[..7] {
            old.execute_batch(step).unwrap();
        }
        old.execute_batch(
            "pragma user_version = 7; insert into meta (one, epoch) values (1, 'e');
             insert into item (centre_id, id, device_id, device_seq, kind, schema, created_ms, clock_trusted, digest, body,
                               received_ms, server_seq, checked_ms, quarantine)
               values ('erbil', x'01', x'00', 1, 'ticket', 's', 0, 1, x'00', x'00', 0, 1, null, null),
                      ('erbil', x'02', x'00', 2, 'ticket', 's', 0, 1, x'00', x'00', 0, 2, 5, null),
                      ('erbil', x'03', x'00', 3, 'ticket', 's', 0, 1, x'00', x'00', 0, 3, null, 'unseal_failed');",
        )
        .unwrap();
        drop(old);
        let new = writer(&path).unwrap();
        let waits: Vec<(i64, Vec<u8>)> = new
            .prepare("select server_seq, id from unchecked")
            .unwrap()
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        assert_eq!(waits, [(1, vec![1])]);
    }
}
