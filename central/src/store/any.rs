//! Whichever store was configured, behind one type.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use kiosk_protocol::{
    AppointmentChange, CaseEvent, CentreId, ChangePage, CheckCode, Command, DeviceCommand, DeviceId, ItemId, KeyId,
    PublicKey, PushBatch, PushResult, QueueChange, Reference, Report, StatusAnswer, StatusEvent,
};
use tokio::sync::watch;

use crate::serving::Fairness;

use super::appointments::{Appointments, Booked, NewAppointment};
use super::audit::{Audit, End, Row};
use super::calls::{Asked, Call, Calls};
use super::commands::{Commands, Order};
use super::figures::{CentreLine, Counts, Figures, QueueFigures, Reported};
use super::offers::{FormVersion, Offering, Offers};
use super::postgres::{ConnectError, PostgresStore};
use super::registry::{Candidate, EnrolError, KnownDevice, NewCode, Registry};
use super::serving::{Called, NowServing, Serving};
use super::sqlite::{OpenError, SqliteStore};
use super::work::{Finding, Remedy, RemedyError, Work};
use super::{After, ChangesError, Kept, Line, RecordError, Sender, Store, StoreError};

/// Where a database is: `sqlite:FILE` or `postgres://…`.
#[derive(Clone, PartialEq, Eq)]
pub enum Address {
    /// A SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL database, as a URL. It may hold a password, so it is shown only up to the user.
    Postgres(String),
}

/// The text names no database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("write sqlite:FILE or postgres://user@host/database")]
pub struct NotAnAddress;

impl FromStr for Address {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        match text.split_once(':') {
            Some(("sqlite", file)) if !file.is_empty() => Ok(Self::Sqlite(file.into())),
            Some(("postgres" | "postgresql", rest)) if rest.starts_with("//") => Ok(Self::Postgres(text.to_owned())),
            _ => Err(NotAnAddress),
        }
    }
}

impl From<PathBuf> for Address {
    fn from(path: PathBuf) -> Self {
        Self::Sqlite(path)
    }
}

impl From<&Path> for Address {
    fn from(path: &Path) -> Self {
        Self::Sqlite(path.to_owned())
    }
}

impl fmt::Display for Address {
    /// Without user and password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => {
                let (place, _) = url.split_once('?').unwrap_or((url, ""));
                let place = place.split_once("//").map_or(place, |(_, place)| place);
                write!(f, "postgres://{}", place.rsplit_once('@').map_or(place, |(_, host)| host))
            }
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why a database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AnyError {
    /// SQLite.
    #[error(transparent)]
    Sqlite(#[from] OpenError),
    /// PostgreSQL.
    #[error(transparent)]
    Postgres(#[from] ConnectError),
}

/// One of the stores.
pub enum AnyStore {
    /// Embedded.
    Sqlite(SqliteStore),
    /// PostgreSQL.
    Postgres(PostgresStore),
}

impl AnyStore {
    /// Opens the database, making or updating its tables as needed.
    ///
    /// # Errors
    /// It cannot be used; the error says why.
    pub async fn open(address: &Address) -> Result<Self, AnyError> {
        Ok(match address {
            Address::Sqlite(path) => Self::Sqlite(SqliteStore::open(path)?),
            Address::Postgres(url) => Self::Postgres(PostgresStore::open(url).await?),
        })
    }
}

/// Hands a call to the store that is there.
macro_rules! each {
    ($self:ident . $method:ident ( $($argument:expr),* ) $($await:tt)*) => {
        match $self {
            AnyStore::Sqlite(store) => store.$method($($argument),*)$($await)*,
            AnyStore::Postgres(store) => store.$method($($argument),*)$($await)*,
        }
    };
}

impl Store for AnyStore {
    async fn take_custody(&self, sender: Sender, batch: PushBatch, now_ms: i64) -> Result<PushResult, StoreError> {
        each!(self.take_custody(sender, batch, now_ms).await)
    }

    async fn changes_after(
        &self,
        centre: CentreId,
        cursor: Option<String>,
        limit: usize,
    ) -> Result<ChangePage, ChangesError> {
        each!(self.changes_after(centre, cursor, limit).await)
    }

    async fn status(&self, reference: Reference, code: CheckCode) -> Result<Option<StatusAnswer>, StoreError> {
        each!(self.status(reference, code).await)
    }

    async fn record_event(
        &self,
        reference: Reference,
        event: CaseEvent,
        now_ms: i64,
    ) -> Result<StatusEvent, RecordError> {
        each!(self.record_event(reference, event, now_ms).await)
    }

    async fn newest(&self, limit: usize) -> Result<Vec<Line>, StoreError> {
        each!(self.newest(limit).await)
    }

    async fn find(&self, id: ItemId) -> Result<Option<Kept>, StoreError> {
        each!(self.find(id).await)
    }

    async fn kept_after(&self, after: Option<After>, limit: usize) -> Result<Vec<Kept>, StoreError> {
        each!(self.kept_after(after, limit).await)
    }

    async fn places(&self) -> Result<Vec<(CentreId, u64)>, StoreError> {
        each!(self.places().await)
    }

    fn committed(&self) -> watch::Receiver<u64> {
        each!(self.committed())
    }
}

impl Work for AnyStore {
    async fn unchecked(&self, limit: usize) -> Result<Vec<Kept>, StoreError> {
        each!(self.unchecked(limit).await)
    }

    async fn settle(&self, centre: CentreId, findings: Vec<Finding>, now_ms: i64) -> Result<(), StoreError> {
        each!(self.settle(centre, findings, now_ms).await)
    }

    async fn quarantined(&self, after: Option<After>, limit: usize) -> Result<Vec<(After, Line)>, StoreError> {
        each!(self.quarantined(after, limit).await)
    }

    async fn remedy(&self, id: ItemId, remedy: Remedy, by: String, now_ms: i64) -> Result<(), RemedyError> {
        each!(self.remedy(id, remedy, by, now_ms).await)
    }
}

impl Commands for AnyStore {
    async fn order(
        &self,
        device: DeviceId,
        command: Command,
        by: String,
        now_ms: i64,
    ) -> Result<Option<DeviceCommand>, StoreError> {
        each!(self.order(device, command, by, now_ms).await)
    }

    async fn orders(&self, limit: usize) -> Result<Vec<Order>, StoreError> {
        each!(self.orders(limit).await)
    }
}

impl Offering for AnyStore {
    async fn offer(&self, offers: Offers, now_ms: i64) -> Result<(), StoreError> {
        each!(self.offer(offers, now_ms).await)
    }

    async fn publish(&self, forms: Vec<FormVersion>, now_ms: i64) -> Result<Vec<FormVersion>, StoreError> {
        each!(self.publish(forms, now_ms).await)
    }
}

impl Calls for AnyStore {
    async fn calls(&self, asked: Asked, limit: usize, now_ms: i64) -> Result<Vec<Call>, StoreError> {
        each!(self.calls(asked, limit, now_ms).await)
    }
}

impl Appointments for AnyStore {
    async fn book(&self, new: NewAppointment, now_ms: i64) -> Result<AppointmentChange, StoreError> {
        each!(self.book(new, now_ms).await)
    }

    async fn cancel_appointment(
        &self,
        centre: CentreId,
        id: ItemId,
        by: String,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        each!(self.cancel_appointment(centre, id, by, now_ms).await)
    }

    async fn appointments(
        &self,
        centre: CentreId,
        from_ms: i64,
        until_ms: i64,
        limit: usize,
    ) -> Result<Vec<Booked>, StoreError> {
        each!(self.appointments(centre, from_ms, until_ms, limit).await)
    }
}

impl Figures for AnyStore {
    async fn ping(&self) -> Result<(), StoreError> {
        each!(self.ping().await)
    }

    async fn counts(&self) -> Result<Counts, StoreError> {
        each!(self.counts().await)
    }

    async fn centres(&self) -> Result<Vec<CentreLine>, StoreError> {
        each!(self.centres().await)
    }

    async fn queues(&self, centre: CentreId) -> Result<QueueFigures, StoreError> {
        each!(self.queues(centre).await)
    }

    async fn snapshot(
        &self,
        centre: CentreId,
        cursor: Option<String>,
        limit: usize,
    ) -> Result<ChangePage, ChangesError> {
        each!(self.snapshot(centre, cursor, limit).await)
    }

    async fn report(&self, sender: Sender, report: Report, now_ms: i64) -> Result<(), StoreError> {
        each!(self.report(sender, report, now_ms).await)
    }

    async fn reports(&self, centre: CentreId) -> Result<Vec<Reported>, StoreError> {
        each!(self.reports(centre).await)
    }
}

impl Registry for AnyStore {
    async fn add_code(&self, code: NewCode) -> Result<(), StoreError> {
        each!(self.add_code(code).await)
    }

    async fn enrol(&self, candidate: Candidate, now_ms: i64) -> Result<KnownDevice, EnrolError> {
        each!(self.enrol(candidate, now_ms).await)
    }

    async fn device(&self, keyid: KeyId) -> Result<Option<KnownDevice>, StoreError> {
        each!(self.device(keyid).await)
    }

    async fn device_keys(&self, device: DeviceId) -> Result<Vec<PublicKey>, StoreError> {
        each!(self.device_keys(device).await)
    }

    async fn devices(&self) -> Result<Vec<KnownDevice>, StoreError> {
        each!(self.devices().await)
    }

    async fn revoke(&self, device: DeviceId, now_ms: i64) -> Result<usize, StoreError> {
        each!(self.revoke(device, now_ms).await)
    }
}

impl Audit for AnyStore {
    async fn audit_ends(&self) -> Result<Vec<End>, StoreError> {
        each!(self.audit_ends().await)
    }

    async fn audit_after(&self, centre: CentreId, after: u64, limit: usize) -> Result<Vec<Row>, StoreError> {
        each!(self.audit_after(centre, after, limit).await)
    }
}

impl Serving for AnyStore {
    async fn queue_lengths(&self, centre: CentreId, now_ms: i64) -> Result<Vec<QueueChange>, StoreError> {
        each!(self.queue_lengths(centre, now_ms).await)
    }

    async fn now_serving(&self, centre: CentreId, now_ms: i64) -> Result<NowServing, StoreError> {
        each!(self.now_serving(centre, now_ms).await)
    }

    async fn call_next(
        &self,
        centre: CentreId,
        queue: char,
        desk: String,
        now_ms: i64,
    ) -> Result<Option<Called>, StoreError> {
        each!(self.call_next(centre, queue, desk, now_ms).await)
    }

    async fn fairness(&self, centre: CentreId) -> Result<Option<Fairness>, StoreError> {
        each!(self.fairness(centre).await)
    }

    async fn set_fairness(
        &self,
        centre: CentreId,
        fairness: Fairness,
        by: String,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        each!(self.set_fairness(centre, fairness, by, now_ms).await)
    }

    async fn close_ticket(&self, centre: CentreId, label: String, now_ms: i64) -> Result<bool, StoreError> {
        each!(self.close_ticket(centre, label, now_ms).await)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn addresses_are_read_and_never_show_a_password() {
        let url = "postgres://central:secret@db.example.krd:5432/central?sslmode=require";
        let address: Address = url.parse().unwrap();
        assert_eq!(address, Address::Postgres(url.into()));
        assert_eq!(address.to_string(), "postgres://db.example.krd:5432/central");
        assert!(!format!("{address:?}").contains("secret"));
        assert_eq!("sqlite:a.db".parse(), Ok(Address::Sqlite("a.db".into())));
        for bad in ["", "a.db", "sqlite:", "postgres:x", "mysql://h/d"] {
            assert_eq!(bad.parse::<Address>(), Err(NotAnAddress), "{bad}");
        }
    }
}
