//! What central says about this kiosk's sequence, and what follows from it.
//!
//! Central names the numbers that it misses below the highest it has seen. One that waits here is no loss. One that
//! central once took and misses now (central was restored from a copy) is queued again, if a copy of the database still
//! has its body. And numbers that central has but this kiosk never gave mean that the kiosk was restored from an old copy,
//! or that its disk was cloned: it then goes on after them, with ticket numbers that nobody else gives.

use kiosk_protocol::Digest;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::audit::{self, Event};
use super::backup;
use super::error::StoreError;
use super::submission;
use super::writer::{Context, Writer};

/// What central's word about the sequence came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sequence {
    /// Items that central lost and that are queued again.
    pub requeued: u64,
    /// Items that central misses and that are nowhere any more. Staff and central's operators must hear of it.
    pub lost: u64,
    /// Central has numbers that this kiosk never gave: a restored copy or a cloned disk.
    pub behind: bool,
}

/// Takes central's word in: everything up to `contiguous` is in custody, `missing` is not.
pub(super) fn acknowledge(writer: &mut Writer, contiguous: u64, missing: &[u64]) -> Result<Sequence, StoreError> {
    let contiguous = i64::try_from(contiguous).map_err(|_| StoreError::Range("device sequence"))?;
    let next: i64 = writer.conn.prepare_cached("select next_seq from device")?.query_row([], |row| row.get(0))?;
    let highest = missing.iter().filter_map(|n| i64::try_from(*n).ok()).max().map_or(contiguous, |n| n.max(contiguous));
    let mut sequence = Sequence { behind: highest >= next, ..Sequence::default() };
    if sequence.behind {
        writer.write_freeing(|tx, context| move_on(tx, context, highest))?;
        tracing::error!(event = "store.sequence_behind", next, central = highest);
    }
    let gone = gone(&writer.conn, next, missing)?;
    if gone.is_empty() {
        return Ok(sequence);
    }
    let copies = writer.keeper.limits.backup_dir.as_deref().map(backup::copies).unwrap_or_default();
    for seq in gone {
        let Gone { seq, digest } = seq;
        let body = digest.and_then(|digest| body_in(&copies, digest));
        match body {
            Some(body) => {
                writer.write_freeing(|tx, context| requeue(tx, context, seq, &body))?;
                sequence.requeued += 1;
                tracing::error!(event = "store.requeued", seq);
            }
            None => {
                sequence.lost += 1;
                if writer.context.missed.insert(seq) {
                    writer.write_freeing(|tx, context| audit::append(tx, context.now_ms(), &Event::Missing { seq }))?;
                    tracing::error!(event = "store.missing_at_central", seq);
                }
            }
        }
    }
    Ok(sequence)
}

/// A number that central misses and that does not wait here.
struct Gone {
    seq: i64,
    /// Of its body, where the row is still known.
    digest: Option<[u8; 32]>,
}

fn gone(conn: &Connection, next: i64, missing: &[u64]) -> Result<Vec<Gone>, StoreError> {
    let mut query = conn.prepare_cached("select state, digest from outbox where device_seq = ?1")?;
    let mut gone = Vec::new();
    for seq in missing.iter().filter_map(|n| i64::try_from(*n).ok()).filter(|seq| *seq < next) {
        let row: Option<(i64, [u8; 32])> = query.query_row([seq], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        match row {
            // Queued or aside: known, and told otherwise.
            Some((0 | 2, _)) => {}
            Some((_, digest)) => gone.push(Gone { seq, digest: Some(digest) }),
            None => gone.push(Gone { seq, digest: None }),
        }
    }
    Ok(gone)
}

fn body_in(copies: &[Connection], digest: [u8; 32]) -> Option<Vec<u8>> {
    copies.iter().find_map(|copy| {
        let body: Vec<u8> = copy
            .query_row("select body from outbox where digest = ?1 and body is not null", [digest], |row| row.get(0))
            .ok()?;
        (Digest::of(&body).as_bytes() == &digest).then_some(body)
    })
}

fn requeue(tx: &Transaction<'_>, context: &Context, seq: i64, body: &[u8]) -> Result<(), StoreError> {
    tx.prepare_cached("update outbox set state = 0, body = ?2, custody_ms = null where device_seq = ?1")?
        .execute(params![seq, body])?;
    audit::append(tx, context.now_ms(), &Event::Requeued { seq })
}

/// Goes on after the highest number that central has seen of this device.
fn move_on(tx: &Transaction<'_>, context: &mut Context, highest: i64) -> Result<(), StoreError> {
    let next = highest.checked_add(1).ok_or(StoreError::Range("device sequence"))?;
    let before: i64 = tx.query_row("select next_seq from device", [], |row| row.get(0))?;
    tx.execute("update device set next_seq = ?1", [next])?;
    // No more tickets than items were given since: a copy that is put back twice goes on behind its first time.
    step_aside(tx, context, next.saturating_sub(before))?;
    audit::append(tx, context.now_ms(), &Event::Behind { next_seq: next })
}

/// Ticket numbers of the day go on at the next full thousand, one thousand further with each incarnation: somebody else
/// (the disk that this one was cloned from, the time before the copy was restored) has given the ones below, and
/// `skipped` more at most.
pub(super) fn step_aside(tx: &Transaction<'_>, context: &mut Context, skipped: i64) -> Result<(), StoreError> {
    let incarnation: u32 =
        tx.query_row("update device set incarnation = incarnation + 1 returning incarnation", [], |row| row.get(0))?;
    context.device.incarnation = incarnation;
    // The day that the next ticket belongs to: the copy may be of yesterday, or of a time before any ticket.
    let day = submission::look_at_day(tx, context)?.day().to_string();
    tx.execute(
        "update device set number_day = ?1, number_floor = 1 + ?3 + 1000 * max(?2,
           (select coalesce(max(n), 0) / 1000 + 1 from ticket where service_day = ?1))",
        params![day, incarnation.saturating_sub(1), skipped],
    )?;
    tx.execute("delete from counter where service_day = ?1", [day])?;
    Ok(())
}
