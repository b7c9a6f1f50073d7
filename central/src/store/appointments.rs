//! Appointments: booked and cancelled here, delivered with the changes of the centre, checked in at its kiosks.

use std::future::Future;

use kiosk_protocol::{AppointmentChange, AppointmentState, CentreId, Digest, ItemId, phone_hash};

use super::StoreError;

/// An appointment that is wanted.
#[derive(Clone, PartialEq, Eq)]
pub struct NewAppointment {
    /// At which centre.
    pub centre: CentreId,
    /// For which service, by its id in the catalogue.
    pub service: String,
    /// When, milliseconds since 1970.
    pub at_ms: i64,
    /// The citizen's phone number as `+9647501234567`, to check in with. It is kept as a hash only.
    pub phone: Option<String>,
    /// How many come together, where that is known.
    pub party: Option<u8>,
    /// Who books, for the audit chain.
    pub by: String,
}

impl std::fmt::Debug for NewAppointment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewAppointment")
            .field("centre", &self.centre)
            .field("service", &self.service)
            .finish_non_exhaustive()
    }
}

impl NewAppointment {
    /// What kiosks hear of it.
    pub(crate) fn change(&self, id: ItemId) -> AppointmentChange {
        AppointmentChange {
            id,
            service: self.service.clone(),
            at_ms: self.at_ms,
            phone: self.phone.as_deref().map(|phone| phone_hash(id, phone)),
            party: self.party,
            state: AppointmentState::Booked,
        }
    }
}

/// An appointment as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booked {
    /// What kiosks know of it.
    pub appointment: AppointmentChange,
    /// The ticket that its check-in gave.
    pub ticket: Option<ItemId>,
}

/// A row, as both databases give it.
pub(crate) struct Row {
    pub(crate) id: ItemId,
    pub(crate) service: String,
    pub(crate) at_ms: i64,
    pub(crate) phone: Option<Digest>,
    pub(crate) party: Option<u8>,
    pub(crate) cancelled_ms: Option<i64>,
    pub(crate) checked_ms: Option<i64>,
    pub(crate) ticket: Option<ItemId>,
}

impl From<Row> for Booked {
    fn from(row: Row) -> Self {
        let state = match (row.checked_ms, row.cancelled_ms) {
            (Some(_), _) => AppointmentState::CheckedIn,
            (None, Some(_)) => AppointmentState::Cancelled,
            (None, None) => AppointmentState::Booked,
        };
        let Row { id, service, at_ms, phone, party, ticket, .. } = row;
        Self { appointment: AppointmentChange { id, service, at_ms, phone, party, state }, ticket }
    }
}

/// The appointments of a centre. Every method is one transaction.
pub trait Appointments: Send + Sync + 'static {
    /// Books; the kiosks of the centre hear of it.
    fn book(
        &self,
        new: NewAppointment,
        now_ms: i64,
    ) -> impl Future<Output = Result<AppointmentChange, StoreError>> + Send;

    /// Cancels one that nobody has checked in for; whether there was one. The kiosks of the centre hear of it.
    fn cancel_appointment(
        &self,
        centre: CentreId,
        id: ItemId,
        by: String,
        now_ms: i64,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Those between two moments (milliseconds since 1970), the earliest first, so many at most.
    fn appointments(
        &self,
        centre: CentreId,
        from_ms: i64,
        until_ms: i64,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Booked>, StoreError>> + Send;
}
