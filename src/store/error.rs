//! What can go wrong with the store.

use std::io;
use std::path::PathBuf;

use kiosk_protocol::seal::{NoSealKey, SealError};
use rusqlite::ErrorCode;

use super::types::{JobId, JobState};

/// Why the store refused or failed. No variant carries anything a citizen has said.
///
/// Whatever it is, the transaction is rolled back and the handle stays usable: nothing has been half done.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No room: the disk is full, or the database has reached its page limit.
    #[error("the database has no room left; free disk space on the partition of store.state_dir")]
    Full,
    /// There is still room, but less than taking more work safely needs (`store.requests_need_mb`, `tickets_need_mb`).
    #[error("too little room is left to take more; free disk space on the partition of store.state_dir")]
    LowOnSpace,
    /// Nothing could be sealed: central's keys are missing, or none is valid now. Tickets can be given all the same.
    #[error("no request can be taken: {0}; enrol this kiosk (kiosk enrol --code CODE), or see to its clock")]
    NoSealKey(#[from] NoSealKey),
    /// The request cannot be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The disk or the file system fails, or rights are missing.
    #[error("the database cannot be read or written: {0}")]
    Io(#[source] rusqlite::Error),
    /// A file of the state folder cannot be handled.
    #[error("{path}: {source}; store.state_dir must be a folder that the kiosk's user may write")]
    File {
        /// Which file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The database file is damaged. The next start keeps it aside and begins a new one.
    #[error("the database is damaged; the next start keeps it aside and salvages what can be read")]
    Damaged,
    /// Another process has the store open.
    #[error("{path} is in use by another process{}; stop that kiosk first", holder(.pid))]
    InUse {
        /// The lock file.
        path: PathBuf,
        /// The process that holds it, if it said so.
        pid: Option<u32>,
    },
    /// The database was written by a newer version of the kiosk.
    #[error("the database has schema {found}, this kiosk knows up to {known}; install the newer kiosk again")]
    Newer {
        /// The schema version of the file.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// A step of the schema could not be taken; the database is as it was before.
    #[error("the database cannot be brought to schema {to}: {source}")]
    Migration {
        /// The version that the step leads to.
        to: i64,
        /// Why.
        source: rusqlite::Error,
    },
    /// The SQLite library is one that can lose committed data (the WAL-reset bug, mended in 3.51.3).
    #[error("SQLite {0} is too old; 3.51.3 or later is needed")]
    SqliteTooOld(&'static str),
    /// A pragma that durability rests on was not taken.
    #[error("SQLite did not take {0}")]
    Pragma(&'static str),
    /// There is no random data.
    #[error("the system gives no random bytes")]
    Random,
    /// No such item, ticket or print job.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// The print job is in a state that does not allow this.
    #[error("print job {job} is {state}; that cannot be done now")]
    JobState {
        /// Which job.
        job: JobId,
        /// Its state.
        state: JobState,
    },
    /// All tickets of the queue that this kiosk may give today are given.
    #[error("all tickets of this queue for today are given (queue.daily_limit)")]
    NoTicketsLeft,
    /// The item is in a state that does not allow this: only what stands aside can be tried again.
    #[error("the item does not stand aside; only what stands aside can be tried again")]
    NotAside,
    /// A sequence is at its end, or a time cannot be written.
    #[error("{0} is out of range")]
    Range(&'static str),
    /// A row holds what no version has ever written.
    #[error("the database holds a {0} that cannot be read")]
    Strange(&'static str),
    /// The audit chain is broken.
    #[error("the audit chain is broken at row {seq}: {what}")]
    Audit {
        /// The first row that does not fit.
        seq: i64,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The writer has stopped or dropped the request; whether it was done can be seen after the next start.
    #[error("the store does not answer")]
    NoAnswer,
    /// Anything else SQLite reports.
    #[error("the database reports: {0}")]
    Database(#[source] rusqlite::Error),
}

fn holder(pid: &Option<u32>) -> String {
    pid.map_or_else(String::new, |pid| format!(" ({pid})"))
}

impl StoreError {
    /// The message for the citizen's or staff's screen (in `locales/*/store.ftl`).
    #[must_use]
    pub fn message_key(&self) -> &'static str {
        match self {
            Self::Full | Self::LowOnSpace => "store-full",
            Self::NoSealKey(_) => "store-tickets-only",
            Self::InUse { .. } => "store-in-use",
            Self::Newer { .. } => "store-newer",
            Self::NotFound(_) | Self::JobState { .. } | Self::NotAside | Self::NoTicketsLeft => "store-not-possible",
            _ => "store-failed",
        }
    }

    /// Whether the file itself is damaged.
    pub(super) fn is_damage(&self) -> bool {
        matches!(self, Self::Damaged)
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged,
            Some(
                ErrorCode::SystemIoFailure
                | ErrorCode::ReadOnly
                | ErrorCode::CannotOpen
                | ErrorCode::PermissionDenied
                | ErrorCode::FileLockingProtocolFailed,
            ) => Self::Io(error),
            _ => Self::Database(error),
        }
    }
}
