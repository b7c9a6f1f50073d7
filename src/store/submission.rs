//! What a citizen leaves behind: requests, tickets, ratings. Each is one transaction.

use kiosk_protocol::{
    CheckCode, Digest, FeedbackBody, ItemId, ItemKind, MAX_BLOBS, PriorityClass, Reference, STAFF_ANSWER_SCHEMA,
    STAFF_CALL_SCHEMA, StaffAnswerBody, StaffCallBody, TicketBody,
};
use rusqlite::{OptionalExtension, Transaction, params};

use super::audit::{self, Event};
use super::error::StoreError;
use super::sealing::{self, Envelope};
use super::types::{Issued, JobKind, NewRating, NewSubmission, NewTicket, Submitted, Ticket};
use super::whole::Head;
use super::writer::Context;
use super::{blob, job, staff};
use crate::ticket::{DayGuard, DayStep, QueueLetter, ServiceDay, TicketLabel, TicketNumber};

/// The schema of a [`TicketBody`].
const TICKET_SCHEMA: &str = "psc.ticket@1";
/// The schema of a [`FeedbackBody`].
const FEEDBACK_SCHEMA: &str = "psc.feedback@1";
/// How often another reference is tried. With 50 random bits a second try is already a wonder.
const REFERENCE_TRIES: usize = 8;

/// The lane that items of a kind travel in: what people wait for first.
fn lane(kind: &ItemKind) -> i64 {
    match kind {
        ItemKind::Ticket | ItemKind::TicketEvent => 0,
        ItemKind::Request | ItemKind::Consent | ItemKind::Checkin => 1,
        ItemKind::AuditHead => 2,
        // Lane 3 is that of documents (`outbox_blob`).
        ItemKind::Feedback | ItemKind::CommandResult | ItemKind::Other(_) => 4,
    }
}

/// Commits a request and its documents, sealed, with a ticket if one is wanted.
pub(super) fn submit(
    tx: &Transaction<'_>,
    context: &mut Context,
    new: &NewSubmission,
) -> Result<Submitted, StoreError> {
    let created = context.now();
    let created_ms = created.as_millisecond();
    context.sealer.ready(created_ms)?;
    if new.documents.len() > MAX_BLOBS {
        return Err(StoreError::Range("the number of documents"));
    }
    let day = service_day(tx, context)?;
    let ticket = if new.with_ticket && is_left(tx, day, new.queue, new.terms.limit)? {
        let wanted = NewTicket {
            service: Some(new.service.clone()),
            queue: new.queue,
            private: new.private,
            language: new.language.clone(),
            priority: None,
            party: None,
            terms: new.terms,
        };
        Some(ticket(tx, context, wanted, day)?.0)
    } else {
        None
    };
    let (id, reference) = identity(tx, context)?;
    let envelope = sealing::seal(context, id, &new.schema, &new.body, &new.documents)?;
    let content = Content::Sealed(&envelope);
    let queued = enqueue(tx, context, id, &ItemKind::Request, &new.schema, Some(&reference), &content)?;
    for document in &envelope.documents {
        blob::keep(tx, id, document)?;
    }
    tx.prepare_cached(
        "insert into request(id, ref, service, schema, private, language, created_ms, service_day, ticket_id)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        id.0.as_bytes(),
        reference.to_string(),
        new.service,
        new.schema,
        new.private,
        new.language,
        created_ms,
        day.to_string(),
        ticket.as_ref().map(|ticket| ticket.id.0.into_bytes()),
    ])?;
    let event = Event::Submitted {
        id: id.to_string(),
        device_seq: queued.device_seq,
        digest: queued.digest.to_string(),
        service: &new.service,
        ticket: ticket.as_ref().map(|ticket| ticket.label.to_string()),
    };
    audit::append(tx, created_ms, &event)?;
    let mut jobs = vec![job::commit(tx, context, JobKind::Receipt, id, None)?];
    if let Some(ticket) = &ticket {
        jobs.push(job::commit(tx, context, JobKind::Ticket, ticket.id, None)?);
    }
    Ok(Submitted { id, reference, check_code: CheckCode::of(id), ticket, created, jobs })
}

/// Commits a ticket without a request.
pub(super) fn issue_ticket(tx: &Transaction<'_>, context: &mut Context, new: NewTicket) -> Result<Issued, StoreError> {
    let day = service_day(tx, context)?;
    if !is_left(tx, day, new.queue, new.terms.limit)? {
        return Err(StoreError::NoTicketsLeft);
    }
    let (ticket, device_seq) = ticket(tx, context, new, day)?;
    let event = Event::TicketIssued { id: ticket.id.to_string(), device_seq, label: ticket.label.to_string() };
    audit::append(tx, ticket.issued.as_millisecond(), &event)?;
    let job = job::commit(tx, context, JobKind::Ticket, ticket.id, None)?;
    Ok(Issued { ticket, job })
}

/// Commits a rating.
pub(super) fn rate(tx: &Transaction<'_>, context: &mut Context, new: &NewRating) -> Result<(), StoreError> {
    let id = context.item_id()?;
    let body = FeedbackBody { rating: new.rating, service: new.service.clone() };
    let body = serde_json::to_vec(&body).map_err(|_| StoreError::Strange("rating"))?;
    enqueue(tx, context, id, &ItemKind::Feedback, FEEDBACK_SCHEMA, None, &Content::Plain(&body))?;
    tx.prepare_cached("insert into feedback(id, at_ms, service, rating) values (?1, ?2, ?3, ?4)")?.execute(params![
        id.0.as_bytes(),
        context.now_ms(),
        new.service,
        new.rating.get()
    ])?;
    Ok(())
}

/// Commits a call for a person, so that central's staff screens hear of it.
pub(super) fn call_staff(tx: &Transaction<'_>, context: &mut Context, screen: &str) -> Result<(), StoreError> {
    let id = context.item_id()?;
    let body = StaffCallBody { screen: screen.to_owned(), at_ms: context.now_ms() };
    let body = serde_json::to_vec(&body).map_err(|_| StoreError::Strange("staff call"))?;
    enqueue(tx, context, id, &ItemKind::TicketEvent, STAFF_CALL_SCHEMA, None, &Content::Plain(&body))?;
    staff::call(tx, context, id.0.as_bytes())?;
    audit::append(tx, context.now_ms(), &Event::StaffCalled { screen })
}

/// Commits that somebody came; how many calls that answered. Central's staff screens hear of it, if there were any.
pub(super) fn answer_calls(tx: &Transaction<'_>, context: &mut Context) -> Result<usize, StoreError> {
    let answered = staff::answer_calls(tx, context)?;
    if answered > 0 {
        let id = context.item_id()?;
        let body = StaffAnswerBody { at_ms: context.now_ms() };
        let body = serde_json::to_vec(&body).map_err(|_| StoreError::Strange("answered calls"))?;
        enqueue(tx, context, id, &ItemKind::TicketEvent, STAFF_ANSWER_SCHEMA, None, &Content::Plain(&body))?;
    }
    Ok(answered)
}

/// What the clock says about the service day, without taking it.
pub(super) fn look_at_day(conn: &rusqlite::Connection, context: &Context) -> Result<DayStep, StoreError> {
    Ok(guard(conn)?.look(context.clock_day(), context.clock_trusted))
}

/// Takes the day that the clock shows although it is a leap forward: staff or the server's time vouch for it.
pub(super) fn confirm_day(tx: &Transaction<'_>, context: &mut Context) -> Result<DayStep, StoreError> {
    let mut guard = guard(tx)?;
    let before = guard.last();
    let step = guard.step(context.clock_day(), true);
    if guard.last() != before {
        remember_day(tx, step.day())?;
        audit::append(tx, context.now_ms(), &Event::DayConfirmed { day: step.day().to_string() })?;
    }
    Ok(step)
}

fn guard(conn: &rusqlite::Connection) -> Result<DayGuard, StoreError> {
    let last: Option<String> =
        conn.prepare_cached("select service_day from device")?.query_row([], |row| row.get(0))?;
    let last = last.map(|text| super::rows::word(&text, "service day")).transpose()?;
    Ok(DayGuard::new(last))
}

fn remember_day(tx: &Transaction<'_>, day: ServiceDay) -> Result<(), StoreError> {
    tx.prepare_cached("update device set service_day = ?1")?.execute([day.to_string()])?;
    Ok(())
}

/// The day that work done now belongs to; it is remembered.
fn service_day(tx: &Transaction<'_>, context: &Context) -> Result<ServiceDay, StoreError> {
    let mut guard = guard(tx)?;
    let before = guard.last();
    let step = guard.step(context.clock_day(), context.clock_trusted);
    if step.is_held() {
        tracing::warn!(event = "store.day_held", day = %step.day(), clock = %context.clock_day());
    }
    if guard.last() != before {
        remember_day(tx, step.day())?;
    }
    Ok(step.day())
}

/// A ticket with its counter and its item, and the item's number.
fn ticket(
    tx: &Transaction<'_>,
    context: &mut Context,
    new: NewTicket,
    day: ServiceDay,
) -> Result<(Ticket, i64), StoreError> {
    let issued = context.now();
    let id = context.item_id()?;
    let slot = context.device.slot;
    let number = next_number(tx, day, new.queue)?;
    let label = TicketLabel { queue: new.queue, slot, number };
    tx.prepare_cached(
        "insert into ticket(id, service_day, queue, slot, n, label, service, private, language, issued_ms, priority, ahead, ahead_min, party)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    )?
    .execute(params![
        id.0.as_bytes(),
        day.to_string(),
        new.queue.to_string(),
        slot.to_string(),
        number.get(),
        label.to_string(),
        new.service,
        new.private,
        new.language,
        issued.as_millisecond(),
        new.priority.as_ref().map(PriorityClass::as_str),
        new.terms.queue.map(|queue| queue.waiting),
        new.terms.queue.and_then(|queue| queue.minutes),
        new.party,
    ])?;
    let body = TicketBody {
        label: label.to_string(),
        service_day: day.to_string(),
        queue: new.queue.to_string(),
        service: new.service.clone(),
        issued_ms: issued.as_millisecond(),
        language: new.language.clone(),
        priority: new.priority.clone(),
        party: new.party,
    };
    let body = serde_json::to_vec(&body).map_err(|_| StoreError::Strange("ticket"))?;
    let queued = enqueue(tx, context, id, &ItemKind::Ticket, TICKET_SCHEMA, None, &Content::Plain(&body))?;
    let ticket = Ticket {
        id,
        label,
        service: new.service,
        private: new.private,
        language: new.language,
        day,
        issued,
        priority: new.priority,
        party: new.party,
        queue: new.terms.queue,
    };
    Ok((ticket, queued.device_seq))
}

/// Whether another ticket of the queue may be given on this day. Those that were given up count: their numbers were used.
fn is_left(tx: &Transaction<'_>, day: ServiceDay, queue: QueueLetter, limit: Option<u32>) -> Result<bool, StoreError> {
    let Some(limit) = limit else { return Ok(true) };
    let given: u32 = tx
        .prepare_cached("select count(*) from ticket where service_day = ?1 and queue = ?2")?
        .query_row(params![day.to_string(), queue.to_string()], |row| row.get(0))?;
    Ok(given < limit)
}

/// The next number of a queue on a day. Counters are keyed by day, so nothing is ever set back.
fn next_number(tx: &Transaction<'_>, day: ServiceDay, queue: QueueLetter) -> Result<TicketNumber, StoreError> {
    let day = day.to_string();
    let first: i64 = tx
        .prepare_cached("select case when number_day = ?1 then number_floor else 1 end from device")?
        .query_row([&day], |row| row.get(0))?;
    let number: i64 = tx
        .prepare_cached(
            "insert into counter(service_day, queue, n) values (?1, ?2, ?3)
             on conflict(service_day, queue) do update set n = n + 1 returning n",
        )?
        .query_row(params![day, queue.to_string(), first], |row| row.get(0))?;
    u32::try_from(number).ok().and_then(|n| TicketNumber::new(n).ok()).ok_or(StoreError::Range("ticket number"))
}

/// The identity of a request, and the reference that follows from it, which no other request of this kiosk has.
fn identity(tx: &Transaction<'_>, context: &mut Context) -> Result<(ItemId, Reference), StoreError> {
    for _ in 0..REFERENCE_TRIES {
        let id = context.item_id()?;
        let reference = Reference::of(id);
        let taken = tx
            .prepare_cached("select 1 from request where ref = ?1")?
            .query_row([reference.to_string()], |_| Ok(()))
            .optional()?;
        if taken.is_none() {
            return Ok((id, reference));
        }
    }
    Err(StoreError::Random)
}

pub(super) struct Queued {
    pub(super) device_seq: i64,
    pub(super) digest: Digest,
}

/// What an item holds.
pub(super) enum Content<'a> {
    /// Nothing that a citizen has said: a ticket, a rating, a head of the audit chain.
    Plain(&'a [u8]),
    /// What a citizen has said.
    Sealed(&'a Envelope),
}

/// Puts an item into the outbox under the next number of this device.
pub(super) fn enqueue(
    tx: &Transaction<'_>,
    context: &Context,
    id: ItemId,
    kind: &ItemKind,
    schema: &str,
    reference: Option<&Reference>,
    content: &Content<'_>,
) -> Result<Queued, StoreError> {
    let device_seq: i64 = tx
        .prepare_cached("update device set next_seq = next_seq + 1 returning next_seq - 1")?
        .query_row([], |row| row.get(0))?;
    let (seal, body) = match content {
        Content::Plain(body) => (None, *body),
        Content::Sealed(envelope) => (Some(&envelope.seal), envelope.body.as_slice()),
    };
    let digest = Digest::of(body);
    let size = i64::try_from(body.len()).map_err(|_| StoreError::Range("body"))?;
    let (created_ms, reference) = (context.now_ms(), reference.map(ToString::to_string));
    let head = Head {
        id: id.0.as_bytes(),
        kind: kind.as_str(),
        schema,
        created_ms,
        clock_trusted: context.clock_trusted,
        reference: reference.as_deref(),
        digest: digest.as_bytes(),
        seal: seal.map(String::as_str),
    };
    let mono_ms = i64::try_from(context.clock.monotonic().as_millis()).unwrap_or(i64::MAX);
    tx.prepare_cached(
        "insert into outbox(device_seq, id, lane, kind, schema, ref, created_ms, boot_id, mono_ms, clock_trusted,
                            body, digest, size, seal, head)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
    )?
    .execute(params![
        device_seq,
        id.0.as_bytes(),
        lane(kind),
        kind.as_str(),
        schema,
        reference,
        created_ms,
        context.device.boot_id,
        mono_ms,
        context.clock_trusted,
        body,
        digest.as_bytes(),
        size,
        seal,
        head.hash(),
    ])?;
    Ok(Queued { device_seq, digest })
}
