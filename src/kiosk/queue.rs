//! Queue tickets: when they are given, how many wait, and what becomes of them afterwards.

use std::collections::BTreeSet;

use jiff::civil::DateTime;
use kiosk_protocol::PriorityClass;

use super::{Kiosk, queue_of};
use crate::catalogue::{Service, ServiceId};
use crate::i18n::Language;
use crate::store::{HeldTicket, Issued, NewTicket, StoreError, TicketTerms};
use crate::ticket::{Hours, QueueLetter, TicketLabel, first_of, opening_at, queue_opening_at};

/// So many papers of one ticket are printed for whoever holds an old one; after that a member of staff has to help.
pub const MOST_PAPERS: u32 = 5;

/// Why no ticket is given.
#[derive(Debug, thiserror::Error)]
pub enum NoTicket {
    /// The centre gives none at this time.
    #[error("no queue tickets are given at this time")]
    Closed {
        /// From this local time on; `None`: not within a year.
        opens: Option<DateTime>,
    },
    /// All of today are given.
    #[error("all queue tickets of today are given")]
    Full,
    /// The service is paused.
    #[error("the service is paused")]
    Paused,
    /// The store cannot keep it; no number has been used.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for NoTicket {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NoTicketsLeft => Self::Full,
            error => Self::Store(error),
        }
    }
}

impl Kiosk {
    /// Whether queue tickets of any queue are given at this time: by the opening hours, and by whether staff have closed
    /// the day. Answers at once.
    #[must_use]
    pub fn hours(&self) -> Hours {
        match self.day_closed() {
            Some(opens) => Hours::Closed { opens: Some(opens) },
            None => self.hours_at(self.config().day.zone.to_datetime(self.now())),
        }
    }

    /// Whether tickets of this queue are.
    pub(super) fn hours_of(&self, queue: QueueLetter) -> Hours {
        match self.day_closed() {
            Some(opens) => Hours::Closed { opens: Some(opens) },
            None => {
                let config = self.config();
                queue_opening_at(&config.opening, queue, config.day.zone.to_datetime(self.now()))
            }
        }
    }

    /// What the hours alone say of all queues at a local time.
    pub(super) fn hours_at(&self, at: DateTime) -> Hours {
        let opening = &self.config().opening;
        match self.queue_letters() {
            letters if letters.is_empty() => opening_at(opening, at),
            letters => first_of(letters.into_iter().map(|queue| queue_opening_at(opening, queue, at))),
        }
    }

    /// Every queue that a ticket of this kiosk can be for.
    pub(super) fn queue_letters(&self) -> BTreeSet<QueueLetter> {
        let own = self.inner.catalogue.services.iter().filter_map(|service| queue_of(service).ok());
        let appointments = self.config().appointments.queue.and_then(|letter| QueueLetter::new(letter).ok());
        own.chain(appointments).collect()
    }

    /// How many wait for a service, when that is known and young enough to be told. Answers at once.
    #[must_use]
    pub fn waiting(&self, service: &ServiceId) -> Option<u32> {
        let queue = queue_of(self.inner.catalogue.service(service)?).ok()?;
        Some(self.inner.queues.fresh(queue, self.now())?.waiting)
    }

    /// How many tickets of this service's queue there are a day, and how long the queue is now.
    pub(super) fn ticket_terms(&self, service: &Service) -> Result<TicketTerms, StoreError> {
        Ok(TicketTerms {
            limit: self.config().queue.daily_limit.get(&service.queue).copied(),
            queue: self.inner.queues.fresh(queue_of(service)?, self.now()),
        })
    }

    /// As [`issue_ticket_for`](Self::issue_ticket_for), for whoever was not asked how many come.
    ///
    /// # Errors
    /// As there.
    pub async fn issue_ticket(
        &self,
        service: &ServiceId,
        language: Language,
        priority: Option<PriorityClass>,
    ) -> Result<Issued, NoTicket> {
        self.issue_ticket_for(service, language, priority, None).await
    }

    /// Makes a queue ticket durable, with its print job. `priority`: why it is to be called before others, if it is;
    /// `party`: how many come together, where the service asks.
    ///
    /// # Errors
    /// Why there is none; no number has been used.
    pub async fn issue_ticket_for(
        &self,
        service: &ServiceId,
        language: Language,
        priority: Option<PriorityClass>,
        party: Option<u8>,
    ) -> Result<Issued, NoTicket> {
        let service = self.service(service)?;
        if let Hours::Closed { opens } = self.hours_of(queue_of(service)?) {
            return Err(NoTicket::Closed { opens });
        }
        let issued = self
            .inner
            .store
            .issue_ticket(NewTicket {
                service: Some(service.id.as_str().to_owned()),
                queue: queue_of(service)?,
                private: service.private,
                language: language.tag().to_owned(),
                priority,
                party: service.party.and_then(|most| Some(party?.clamp(1, most))),
                terms: self.ticket_terms(service)?,
            })
            .await?;
        self.inner.sync.wake();
        tracing::info!(event = "ticket.committed", item = %issued.ticket.id);
        Ok(issued)
    }

    /// The ticket of today with this label, if this kiosk gave it.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn held_ticket(&self, label: &str) -> Result<Option<HeldTicket>, StoreError> {
        match label.parse::<TicketLabel>() {
            Ok(label) => self.inner.store.ticket_today(label).await,
            Err(_) => Ok(None),
        }
    }

    /// Gives a ticket of today up, for whoever holds it; whether it was still wanted.
    ///
    /// # Errors
    /// The store cannot keep it.
    pub async fn give_up_ticket(&self, label: &str) -> Result<bool, StoreError> {
        let Some(held) = self.held_ticket(label).await? else { return Ok(false) };
        let changed = self.inner.store.cancel_ticket(held.ticket.id, None).await?;
        if changed {
            self.inner.sync.wake();
            tracing::info!(event = "ticket.given_up", item = %held.ticket.id);
        }
        Ok(changed)
    }
}
