//! The audit chain: every act in a row, each row's hash over the one before.
//!
//! `hash = SHA-256(prev | seq | at_ms | event)`, numbers as 8 bytes with the big end first, the event as the JSON bytes
//! that were stored. The head is kept in `device` as well, so that rows cut off at the end are noticed here already;
//! signed heads that are pushed to central (`audit_head`) make the same sure against someone who edits both.

use kiosk_protocol::{Command, PublicKey};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::audit_head;
use super::error::StoreError;
use super::types::AuditHead;

/// What stands before the first row.
pub(super) const GENESIS: [u8; 32] = [0; 32];

/// What is recorded. Ids, words and counts only: nothing a citizen has said.
#[derive(Debug, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(super) enum Event<'a> {
    /// A database was begun.
    Begun { device: String, centre: &'a str, slot: char, incarnation: u32 },
    /// A database was begun because the one before was damaged.
    Recovered { incarnation: u32, kept_as: &'a str, outbox: u64, tickets: u64, unreadable: u64 },
    /// The configuration or central gave the kiosk another slot, centre or identity.
    Assigned { device: String, centre: &'a str, slot: char },
    /// A request was committed.
    Submitted { id: String, device_seq: i64, digest: String, service: &'a str, ticket: Option<String> },
    /// A ticket was issued without a request.
    TicketIssued { id: String, device_seq: i64, label: String },
    /// A ticket was given up, by its holder or by a member of staff.
    TicketCancelled { id: String, by: Option<&'a str> },
    /// Somebody has checked in for an appointment.
    CheckedIn { id: String, ticket: String },
    /// A member of staff gave a ticket priority.
    TicketPriority { id: String, class: &'a str, by: &'a str },
    /// A print job changed.
    Job { id: String, state: &'a str, fault: Option<&'a str> },
    /// Requests that an older version queued as plain text were sealed.
    SealedLate { items: usize },
    /// Central refused an item.
    Aside { id: String, code: Option<&'a str> },
    /// Central refused a document.
    DocumentAside { sha256: String, code: &'a str },
    /// An item was not what was committed; it was taken from a copy.
    Mended { seq: i64 },
    /// An item is not what was committed, and no copy has it.
    Altered { seq: i64 },
    /// A document was not what was committed; it was taken from a copy.
    DocumentMended { sha256: String },
    /// A damaged file, or a copy from before a change of the schema, was old enough to be removed.
    OldFileRemoved { name: &'a str },
    /// A damaged file was sealed and queued for central.
    DamagedSent { id: String, name: &'a str },
    /// Central had an item and lost it; it is queued again.
    Requeued { seq: i64 },
    /// Central misses an item that is nowhere any more.
    Missing { seq: i64 },
    /// Central has numbers that this kiosk never gave: a restored copy or a cloned disk.
    Behind { next_seq: i64 },
    /// Central knows a ticket's label from elsewhere.
    LabelConflict { id: String },
    /// Staff queued a refused item again.
    Retried { id: String },
    /// A leap of the service day was confirmed.
    DayConfirmed { day: String },
    /// A PIN or badge is about to be looked at; so many tries in a row with this one.
    StaffTried { failures: u32 },
    /// A member of staff, named by number, did something.
    Staff { by: &'a str, act: &'a str, about: Option<&'a str> },
    /// Someone asked for a person.
    StaffCalled { screen: &'a str },
    /// Central told this kiosk to do something.
    Commanded { id: String, command: &'a Command, by: &'a str },
    /// What became of it.
    CommandEnded { id: String, done: bool },
}

fn chain(prev: &[u8; 32], seq: i64, at_ms: i64, event: &[u8]) -> [u8; 32] {
    Sha256::new()
        .chain_update(prev)
        .chain_update(seq.to_be_bytes())
        .chain_update(at_ms.to_be_bytes())
        .chain_update(event)
        .finalize()
        .into()
}

/// Adds a row to the chain, in the transaction of what it records.
pub(super) fn append(tx: &Transaction<'_>, at_ms: i64, event: &Event<'_>) -> Result<(), StoreError> {
    let event = serde_json::to_vec(event).map_err(|_| StoreError::Strange("audit event"))?;
    let (last, prev): (i64, [u8; 32]) = tx
        .prepare_cached("select audit_seq, audit_hash from device")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let seq = last.checked_add(1).ok_or(StoreError::Range("audit sequence"))?;
    let hash = chain(&prev, seq, at_ms, &event);
    tx.prepare_cached("insert into audit(seq, at_ms, prev, hash, event) values (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![seq, at_ms, prev, hash, event])?;
    tx.prepare_cached("update device set audit_seq = ?1, audit_hash = ?2")?.execute(params![seq, hash])?;
    Ok(())
}

/// Walks the whole chain and compares it with the heads that were signed with `keys` (none: whoever signed them). Gives the
/// head of the chain, and how many signed ones there are.
pub(super) fn verify(conn: &Connection, keys: &[PublicKey]) -> Result<(AuditHead, u64), StoreError> {
    let head = walk(conn, 0)?;
    let signed = audit_head::verify(conn, keys)?;
    Ok((head, signed))
}

/// Walks the last rows of the chain, `rows` at most.
pub(super) fn verify_tail(conn: &Connection, rows: i64) -> Result<AuditHead, StoreError> {
    let last: i64 = conn.query_row("select coalesce(max(seq), 0) from audit", [], |row| row.get(0))?;
    walk(conn, last.saturating_sub(rows).max(0))
}

fn walk(conn: &Connection, after: i64) -> Result<AuditHead, StoreError> {
    let broken = |seq, what| StoreError::Audit { seq, what };
    let mut head = if after == 0 {
        AuditHead { rows: 0, seq: 0, hash: GENESIS }
    } else {
        let hash = conn
            .query_row("select hash from audit where seq = ?1", [after], |row| row.get(0))
            .optional()?
            .ok_or(broken(after, "it is missing"))?;
        AuditHead { rows: 0, seq: after, hash }
    };
    let mut rows = conn.prepare("select seq, at_ms, prev, hash, event from audit where seq > ?1 order by seq")?;
    let mut rows = rows.query([after])?;
    while let Some(row) = rows.next()? {
        let seq: i64 = row.get(0)?;
        let (prev, hash): ([u8; 32], [u8; 32]) = (row.get(2)?, row.get(3)?);
        if head.seq.checked_add(1) != Some(seq) {
            return Err(broken(head.seq.saturating_add(1), "it is missing"));
        }
        if prev != head.hash {
            return Err(broken(seq, "it does not follow from the row before"));
        }
        if chain(&prev, seq, row.get(1)?, row.get_ref(4)?.as_blob().map_err(rusqlite::Error::from)?) != hash {
            return Err(broken(seq, "its hash is not that of its content"));
        }
        head = AuditHead { rows: head.rows + 1, seq, hash };
    }
    let (seq, hash): (i64, [u8; 32]) =
        conn.query_row("select audit_seq, audit_hash from device", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if seq > head.seq {
        return Err(broken(head.seq.saturating_add(1), "it is missing; the end of the chain was cut off"));
    }
    if (seq, hash) != (head.seq, head.hash) {
        return Err(broken(head.seq, "the head of the chain is another"));
    }
    Ok(head)
}
