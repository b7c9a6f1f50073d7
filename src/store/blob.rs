//! Documents: sealed bytes under their own digest, handed over piece by piece.
//!
//! A request names the digests of its documents and is taken by central without them; each document follows when it can,
//! and an upload that was cut goes on where it ended.

use kiosk_protocol::{Digest, ItemId};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::audit::{self, Event};
use super::error::StoreError;
use super::rows::item_id;
use super::whole;
use super::writer::{Context, Writer};

/// A document that waits for central.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlobDue {
    /// Its name: the digest of its sealed bytes.
    pub sha256: Digest,
    /// The request it belongs to.
    pub request: ItemId,
    /// Bytes.
    pub size: u64,
    /// How many of them central is known to have.
    pub offset: u64,
}

/// Keeps a sealed document in the transaction that commits its request: central hears of it together with the request. Two
/// documents never have the same name, though they be the same picture: each is sealed under a nonce of its own.
pub(super) fn keep(tx: &Transaction<'_>, request: ItemId, sealed: &[u8]) -> Result<(), StoreError> {
    let digest = Digest::of(sealed);
    let size = i64::try_from(sealed.len()).map_err(|_| StoreError::Range("document"))?;
    tx.prepare_cached("insert into outbox_blob(sha256, request_id, size, body) values (?1, ?2, ?3, ?4)")?
        .execute(params![digest.as_bytes(), request.0.as_bytes(), size, sealed])?;
    Ok(())
}

/// The names of a request's documents.
pub(super) fn of_request(conn: &Connection, request: ItemId) -> Result<Vec<Digest>, StoreError> {
    let mut query = conn.prepare_cached("select sha256 from outbox_blob where request_id = ?1 order by rowid")?;
    let names = query.query_map([request.0.as_bytes()], |row| row.get(0))?;
    names.map(|name| Ok(Digest::from_bytes(name?))).collect()
}

/// The document to hand over next: the oldest whose request central has already.
pub(super) fn due(conn: &Connection) -> Result<Option<BlobDue>, StoreError> {
    let row: Option<([u8; 32], [u8; 16], i64, i64)> = conn
        .prepare_cached(
            "select sha256, request_id, size, offset from outbox_blob where state = 0 and not exists
               (select 1 from outbox where outbox.id = request_id and outbox.state = 0)
             order by attempts, rowid limit 1",
        )?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    let Some((sha256, request, size, offset)) = row else { return Ok(None) };
    let number = |n: i64| u64::try_from(n).map_err(|_| StoreError::Strange("size"));
    Ok(Some(BlobDue {
        sha256: Digest::from_bytes(sha256),
        request: item_id(request),
        size: number(size)?,
        offset: number(offset)?,
    }))
}

/// Some bytes of a document, from `offset`; fewer than `most` at its end.
pub(super) fn part(conn: &Connection, sha256: Digest, offset: u64, most: usize) -> Result<Vec<u8>, StoreError> {
    let from = i64::try_from(offset).ok().and_then(|n| n.checked_add(1)).ok_or(StoreError::Range("offset"))?;
    let most = i64::try_from(most).map_err(|_| StoreError::Range("size"))?;
    conn.prepare_cached("select substr(body, ?2, ?3) from outbox_blob where sha256 = ?1 and body is not null")?
        .query_row(params![sha256.as_bytes(), from, most], |row| row.get(0))
        .optional()?
        .ok_or(StoreError::NotFound("document"))
}

/// What became of an attempt to hand a document over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlobOutcome {
    /// Central has so many bytes of it.
    Reached(u64),
    /// Central has all of it; the bytes go.
    Stored,
    /// Central refuses it for this reason; it is tried again after all others, and set aside in the end.
    Refused(String),
}

/// So often central may refuse a document before it stands aside.
const TRIES: i64 = 3;

/// Takes an outcome in. A document that central refuses may have been altered on the disk: if a copy has it whole, it begins
/// anew.
pub(super) fn settled(writer: &mut Writer, sha256: Digest, outcome: &BlobOutcome) -> Result<(), StoreError> {
    if matches!(outcome, BlobOutcome::Refused(_)) && whole::mend_document(writer, sha256)? {
        return Ok(());
    }
    writer.write_freeing(|tx, context| settle(tx, context, sha256, outcome))
}

fn settle(tx: &Transaction<'_>, context: &Context, sha256: Digest, outcome: &BlobOutcome) -> Result<(), StoreError> {
    let name = sha256.as_bytes();
    match outcome {
        BlobOutcome::Reached(offset) => {
            let offset = i64::try_from(*offset).map_err(|_| StoreError::Range("offset"))?;
            tx.prepare_cached("update outbox_blob set offset = ?2 where sha256 = ?1 and state = 0 and ?2 <= size")?
                .execute(params![name, offset])?;
        }
        BlobOutcome::Stored => {
            tx.prepare_cached("update outbox_blob set state = 1, body = null, offset = size where sha256 = ?1")?
                .execute([name])?;
        }
        BlobOutcome::Refused(code) => {
            let aside: bool = tx
                .prepare_cached(
                    "update outbox_blob set attempts = attempts + 1, last_code = ?2, offset = 0,
                       state = iif(attempts + 1 >= ?3, 2, 0) where sha256 = ?1 and state = 0 returning state = 2",
                )?
                .query_row(params![name, code, TRIES], |row| row.get(0))
                .optional()?
                .unwrap_or(false);
            if aside {
                tracing::error!(event = "store.document_aside", code);
                audit::append(tx, context.now_ms(), &Event::DocumentAside { sha256: sha256.to_string(), code })?;
            }
        }
    }
    Ok(())
}
