//! The schema, step by step: numbered SQL files, and `user_version` says how far a database has come.

use rusqlite::{Connection, TransactionBehavior};

use super::error::StoreError;

/// Step `n` (from 1) leads from schema `n - 1` to `n`. Steps that have been released never change.
pub(super) const STEPS: &[&str] = &[
    include_str!("migrations/0001_begin.sql"),
    include_str!("migrations/0002_seal.sql"),
    include_str!("migrations/0003_upkeep.sql"),
    include_str!("migrations/0004_audit_head.sql"),
    include_str!("migrations/0005_paper.sql"),
    include_str!("migrations/0006_queue.sql"),
    include_str!("migrations/0007_command.sql"),
    include_str!("migrations/0008_appointment.sql"),
    include_str!("migrations/0009_waiting_since.sql"),
    include_str!("migrations/0010_roll_seen.sql"),
    include_str!("migrations/0011_staff.sql"),
    include_str!("migrations/0012_whole.sql"),
];

/// The schema version of a database; 0 for a new file.
pub(super) fn version(conn: &Connection) -> Result<i64, StoreError> {
    Ok(conn.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// The version that these steps lead to.
pub(super) fn newest(steps: &[&str]) -> i64 {
    i64::try_from(steps.len()).unwrap_or(i64::MAX)
}

/// Refuses a database from the future.
pub(super) fn check_not_newer(conn: &Connection, steps: &[&str]) -> Result<(), StoreError> {
    let (found, known) = (version(conn)?, newest(steps));
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    Ok(())
}

/// Takes the steps that are missing, each in a transaction of its own: a step that fails leaves the database as it was
/// before that step.
pub(super) fn migrate(conn: &mut Connection, steps: &[&str]) -> Result<(), StoreError> {
    check_not_newer(conn, steps)?;
    let begin = version(conn)?;
    for (to, sql) in (1_i64..).zip(steps) {
        if to <= begin {
            continue;
        }
        let step = |conn: &mut Connection| {
            let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
            tx.execute_batch(sql)?;
            tx.pragma_update(None, "user_version", to)?;
            tx.commit()
        };
        step(conn).map_err(|source| match StoreError::from(source) {
            StoreError::Database(source) => StoreError::Migration { to, source },
            other => other,
        })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    fn tables(conn: &Connection) -> i64 {
        conn.query_row("select count(*) from sqlite_schema where type = 'table'", [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn all_steps_once() {
        let mut conn = Connection::open_in_memory().unwrap();
        migrate(&mut conn, STEPS).unwrap();
        assert_eq!(version(&conn).unwrap(), newest(STEPS));
        let before = tables(&conn);
        migrate(&mut conn, STEPS).unwrap();
        assert_eq!(tables(&conn), before);
    }

    #[test]
    fn a_broken_step_is_rolled_back_and_named() {
        let mut conn = Connection::open_in_memory().unwrap();
        let steps = ["create table a(x) strict", "create table a(x any) strict"];
        let broken = ["create table a(x any) strict", "create table b(x any) strict; create table a(x any) strict"];
        assert!(matches!(migrate(&mut conn, &steps), Err(StoreError::Migration { to: 1, .. })));
        assert_eq!((version(&conn).unwrap(), tables(&conn)), (0, 0));
        assert!(matches!(migrate(&mut conn, &broken), Err(StoreError::Migration { to: 2, .. })));
        assert_eq!((version(&conn).unwrap(), tables(&conn)), (1, 1));
    }

    #[test]
    fn a_newer_database_is_refused() {
        let mut conn = Connection::open_in_memory().unwrap();
        conn.pragma_update(None, "user_version", 99).unwrap();
        assert!(matches!(migrate(&mut conn, STEPS), Err(StoreError::Newer { found: 99, .. })));
    }
}
