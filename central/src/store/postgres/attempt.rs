//! Trying again what a database may refuse for reasons of its own.

use std::time::Duration;

use deadpool_postgres::PoolError;
use tokio_postgres::Error;
use tokio_postgres::error::SqlState;

use crate::store::StoreError;

/// What can go wrong on the way to the database and back.
#[derive(Debug)]
pub(super) enum Failure {
    /// No connection to be had.
    Pool(PoolError),
    /// The database, or the way to it.
    Database(Error),
    /// What stands in the database cannot be: it was changed by other hands.
    Damaged(String),
}

impl From<PoolError> for Failure {
    fn from(error: PoolError) -> Self {
        Self::Pool(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

impl From<Failure> for StoreError {
    /// PostgreSQL's messages and details may show values; so only its code and the names of things are told.
    fn from(failure: Failure) -> Self {
        Self(match failure {
            Failure::Pool(PoolError::Backend(error)) | Failure::Database(error) => match error.as_db_error() {
                Some(db) => {
                    let at = [db.table(), db.constraint()].into_iter().flatten().collect::<Vec<_>>().join(", ");
                    format!("database: SQLSTATE {} {at}", db.code().code()).trim_end().to_owned()
                }
                None => format!("database: {error}"),
            },
            Failure::Pool(error) => format!("no connection to the database: {error}"),
            Failure::Damaged(what) => format!("database: damaged: {what}"),
        })
    }
}

/// How often a transaction is tried in all.
const ATTEMPTS: u32 = 8;

/// Counts the attempts of one transaction.
#[derive(Debug, Default)]
pub(super) struct Attempts(u32);

impl Attempts {
    /// Whether to try again, after a pause that grows and is never the same for two who met.
    pub(super) async fn again(&mut self, failure: &Failure) -> bool {
        match failure {
            Failure::Pool(_) | Failure::Damaged(_) => false,
            Failure::Database(error) => self.again_after(error).await,
        }
    }

    /// As [`again`](Self::again), where only the database can have failed.
    pub(super) async fn again_after(&mut self, error: &Error) -> bool {
        self.0 += 1;
        if self.0 >= ATTEMPTS || !is_transient(error) {
            return false;
        }
        let most = 5_u64 << self.0;
        let pause = u64::from(uuid::Uuid::now_v7().as_bytes()[15]) * most / 255;
        tracing::debug!(event = "store.again", attempt = self.0, pause_ms = pause);
        tokio::time::sleep(Duration::from_millis(pause)).await;
        true
    }
}

/// Serialization failure and deadlock: the transaction did nothing and may be done again. So is a statement that came after
/// the one that failed (25P02): statements are sent one behind the other, and which of their errors is seen first is chance.
/// A broken connection is not among them: whether its commit counted is not known, and the kiosk asks again.
fn is_transient(error: &Error) -> bool {
    let transient =
        [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED, SqlState::IN_FAILED_SQL_TRANSACTION];
    error.code().is_some_and(|code| transient.contains(code))
}
