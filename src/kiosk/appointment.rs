//! Check-in for an appointment: by the code or reference that the citizen brings, or by phone number, within a window.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use kiosk_protocol::{ChangePage, Digest, Signer, Topic, phone_hash};
use serde_json::Value;

use super::{Kiosk, NoTicket, queue_of};
use crate::catalogue::ServiceId;
use crate::i18n::Language;
use crate::identity::Who;
use crate::store::{Appointment, CheckIn, Issued, NewTicket, StoreError, TicketTerms};
use crate::ticket::{Arrival, Hours, QueueLetter, arrival};

/// What is signed to make the key of [`Phones`] begins with it.
const DOMAIN: &[u8] = b"kiosk appointment phones 1\0";
/// The member of a change that holds the hash.
const PHONE: &str = "phone";
/// By phone number appointments are looked for so far around now.
const AROUND: SignedDuration = SignedDuration::from_hours(20);

/// How phone numbers lie in the store: central's hash, and over it one with a key that only this device's own key can make
/// again. Whoever has the database alone can try no numbers.
#[derive(Clone)]
pub(super) struct Phones([u8; 32]);

impl fmt::Debug for Phones {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phones(..)")
    }
}

impl Phones {
    /// With the device's key (Ed25519: the same signature each time).
    pub(super) fn new(key: &(impl Signer + ?Sized)) -> Self {
        Self(*Digest::of(key.sign(DOMAIN).as_bytes()).as_bytes())
    }

    /// Both are as long as they are: nothing can be appended.
    pub(super) fn kept(&self, hash: &Digest) -> Digest {
        Digest::of(&[self.0.as_slice(), hash.as_bytes()].concat())
    }

    /// Replaces central's hashes in a page by those that are kept.
    pub(super) fn hide(&self, page: &mut ChangePage) {
        for change in page.changes.iter_mut().filter(|change| change.topic == Topic::Appointment) {
            let told = change.data.get(PHONE).and_then(Value::as_str).and_then(|text| text.parse::<Digest>().ok());
            match told {
                Some(hash) => change.data.insert(PHONE.to_owned(), self.kept(&hash).to_string().into()),
                None => change.data.remove(PHONE),
            };
        }
    }
}

/// What becomes of a check-in.
#[derive(Debug)]
pub enum CheckedIn {
    /// The ticket.
    Ticket(Issued),
    /// Too early: from this moment on.
    Early {
        /// When it is.
        at: Timestamp,
        /// From when on it is taken.
        from: Timestamp,
    },
    /// Too late for this one; an ordinary ticket of the service can be had.
    Late {
        /// When it was.
        at: Timestamp,
        /// For what.
        service: ServiceId,
    },
    /// It is checked in already: with this ticket, if this kiosk gave it.
    Already(Option<String>),
    /// It was cancelled.
    Cancelled {
        /// For what it was.
        service: ServiceId,
    },
    /// None is known here.
    Unknown,
}

impl Kiosk {
    /// Checks in: a ticket with the priority of appointments, in the same commit as what tells central.
    ///
    /// # Errors
    /// Why no ticket is given although the appointment is there. Nothing has changed.
    pub async fn check_in(&self, who: Who, language: Language) -> Result<CheckedIn, NoTicket> {
        let Some(found) = self.appointment(&who).await? else { return Ok(CheckedIn::Unknown) };
        let service = ServiceId::new(found.service.as_str());
        match found.state {
            CheckIn::Done(label) => return Ok(CheckedIn::Already(label)),
            CheckIn::Cancelled => return Ok(CheckedIn::Cancelled { service }),
            CheckIn::Open => {}
        }
        let window = &self.config().appointments;
        match arrival(found.at, self.now(), window.early, window.late) {
            Arrival::Early { from } => return Ok(CheckedIn::Early { at: found.at, from }),
            Arrival::Late => return Ok(CheckedIn::Late { at: found.at, service }),
            Arrival::InTime => {}
        }
        // A service that the catalogue has no more: a person has to look.
        let Some(known) = self.inner.catalogue.service(&service) else { return Ok(CheckedIn::Unknown) };
        // Nobody is given a number that nobody will call: an appointment is for the hours as every ticket is.
        if self.is_paused(Some(&service)) {
            return Err(NoTicket::Paused);
        }
        let queue = match window.queue {
            Some(letter) => QueueLetter::new(letter).map_err(|_| StoreError::Range("queue letter"))?,
            None => queue_of(known)?,
        };
        if let Hours::Closed { opens } = self.hours_of(queue) {
            return Err(NoTicket::Closed { opens });
        }
        let ticket = NewTicket {
            service: Some(service.as_str().to_owned()),
            queue,
            private: known.private,
            language: language.tag().to_owned(),
            priority: None,
            party: found.party,
            // Whoever has an appointment is not one too many. Nor do those ahead of others tell how long it takes.
            terms: TicketTerms::default(),
        };
        let issued = self.inner.store.check_in(found.id, ticket).await?;
        self.inner.sync.wake();
        Ok(match issued {
            Some(issued) => {
                tracing::info!(event = "appointment.checked_in", item = %issued.ticket.id);
                CheckedIn::Ticket(issued)
            }
            None => CheckedIn::Already(None),
        })
    }

    /// The appointment that is meant. Of several with one phone number: the one that can be checked in now, else the
    /// next, else the last.
    async fn appointment(&self, who: &Who) -> Result<Option<Appointment>, StoreError> {
        let digits = match who {
            Who::Reference(reference) => return self.inner.store.appointment(*reference).await,
            Who::Phone(phone) => phone.e164(),
        };
        let now = self.now();
        let (from, until) = (now.checked_sub(AROUND), now.checked_add(AROUND));
        let (Ok(from), Ok(until)) = (from, until) else { return Ok(None) };
        let all = self.inner.store.appointments(from.as_millisecond(), until.as_millisecond()).await?;
        let phones = &self.inner.phones;
        let window = &self.config().appointments;
        let rank = |one: &Appointment| {
            let open = one.state == CheckIn::Open;
            let place = match arrival(one.at, now, window.early, window.late) {
                Arrival::InTime => 0,
                Arrival::Early { .. } => 1,
                Arrival::Late => 2,
            };
            let apart = one.at.duration_since(now).abs();
            (!open, place, apart)
        };
        let mine =
            all.into_iter().filter(|one| one.phone == Some(*phones.kept(&phone_hash(one.id, digits)).as_bytes()));
        Ok(mine.min_by_key(rank))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use kiosk_protocol::{ItemId, SigningKey};

    use super::*;

    #[test]
    fn a_page_keeps_no_hash_that_anybody_else_can_make() {
        let phones = Phones::new(&SigningKey::from_seed(&[1; 32]));
        let id = ItemId::new(0, [7; 10]);
        let told = phone_hash(id, "+9647501234567");
        let data = serde_json::json!({ "id": id, "service": "s", "at_ms": 5, "phone": told, "state": "booked" });
        let change = kiosk_protocol::Change {
            seq: 1,
            topic: Topic::Appointment,
            at_ms: 5,
            data: data.as_object().unwrap().clone(),
        };
        let mut page = ChangePage { changes: vec![change], next_cursor: "1".into(), more: false };
        phones.hide(&mut page);
        let kept = page.changes[0].appointment().unwrap().phone.unwrap();
        assert_ne!(kept, told);
        assert_eq!(kept, phones.kept(&told));
        assert_ne!(kept, Phones::new(&SigningKey::from_seed(&[2; 32])).kept(&told));
        // What is no hash is not kept at all.
        page.changes[0].data.insert("phone".into(), "07501234567".into());
        phones.hide(&mut page);
        assert!(!serde_json::to_string(&page).unwrap().contains("0750"));
    }
}
