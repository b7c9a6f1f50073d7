//! Whether an item that waits is still what was committed, and what to do when it is not.
//!
//! A bit that flips on the disk inside a cell is seen by no check of SQLite's. So each item carries two digests: that of
//! its body, which central compares too, and one over the rest of what is pushed (`head`), most of all the seal, without
//! which a whole body cannot be opened. Both are compared before an item is pushed and before a copy of the database is
//! renewed (a copy of the flipped bit would take the last whole one's place). What is altered is taken from a copy. Where
//! none has it, the item goes to central as it is: central keeps it in quarantine, under the citizen's reference, where
//! people see it; on this disk it would only get worse.

use std::fmt;

use kiosk_protocol::Digest;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};
use sha2::{Digest as _, Sha256};

use super::audit::{self, Event};
use super::backup;
use super::error::StoreError;
use super::writer::{Context, Writer};

/// The columns of [`Held`] without the last, which copies by older versions have not.
const OLD_COLUMNS: &str = "device_seq, id, kind, schema, created_ms, clock_trusted, ref, digest, seal, body";

/// What is pushed of an item besides its body.
#[derive(Clone, Copy)]
pub(super) struct Head<'a> {
    pub(super) id: &'a [u8; 16],
    pub(super) kind: &'a str,
    pub(super) schema: &'a str,
    pub(super) created_ms: i64,
    pub(super) clock_trusted: bool,
    pub(super) reference: Option<&'a str>,
    pub(super) digest: &'a [u8; 32],
    pub(super) seal: Option<&'a str>,
}

impl Head<'_> {
    /// SHA-256 over all of it, each part behind its length. The number is not in it: it changes with a new identity.
    pub(super) fn hash(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        let mut part = |bytes: &[u8]| {
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        };
        part(self.id);
        part(self.kind.as_bytes());
        part(self.schema.as_bytes());
        part(&self.created_ms.to_be_bytes());
        part(&[u8::from(self.clock_trusted)]);
        // Nothing and an empty text are two things.
        for text in [self.reference, self.seal] {
            part(&[u8::from(text.is_some())]);
            part(text.unwrap_or_default().as_bytes());
        }
        part(self.digest);
        hash.finalize().into()
    }
}

/// An item as it stands in the outbox, with its body.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) seq: i64,
    pub(super) id: [u8; 16],
    pub(super) kind: String,
    pub(super) schema: String,
    pub(super) created_ms: i64,
    pub(super) clock_trusted: bool,
    pub(super) reference: Option<String>,
    pub(super) digest: [u8; 32],
    pub(super) seal: Option<String>,
    pub(super) body: Vec<u8>,
    head: Option<[u8; 32]>,
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Held").field("seq", &self.seq).finish_non_exhaustive()
    }
}

impl Held {
    /// The columns that [`read`](Self::read) wants first, in their order.
    pub(super) const COLUMNS: &str =
        "device_seq, id, kind, schema, created_ms, clock_trusted, ref, digest, seal, body, head";

    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            seq: row.get(0)?,
            id: row.get(1)?,
            kind: row.get(2)?,
            schema: row.get(3)?,
            created_ms: row.get(4)?,
            clock_trusted: row.get(5)?,
            reference: row.get(6)?,
            digest: row.get(7)?,
            seal: row.get(8)?,
            body: row.get(9)?,
            head: row.get(10)?,
        })
    }

    /// The same from a row in which a column may be of another type or length: such a one becomes empty.
    fn read_leniently(row: &Row<'_>, id: [u8; 16]) -> rusqlite::Result<Self> {
        let text = |at| -> Option<String> {
            match row.get_ref(at).ok()? {
                value if value.data_type() == Type::Null => None,
                value => Some(String::from_utf8_lossy(value.as_bytes().unwrap_or_default()).into_owned()),
            }
        };
        Ok(Self {
            seq: row.get(0)?,
            id: row.get(1).unwrap_or(id),
            kind: text(2).unwrap_or_default(),
            schema: text(3).unwrap_or_default(),
            created_ms: row.get(4).unwrap_or_default(),
            clock_trusted: row.get(5).unwrap_or_default(),
            reference: text(6),
            digest: row.get(7).unwrap_or_default(),
            seal: text(8),
            body: row.get_ref(9)?.as_bytes().map(<[u8]>::to_vec).unwrap_or_default(),
            head: None,
        })
    }

    fn head(&self) -> Head<'_> {
        Head {
            id: &self.id,
            kind: &self.kind,
            schema: &self.schema,
            created_ms: self.created_ms,
            clock_trusted: self.clock_trusted,
            reference: self.reference.as_deref(),
            digest: &self.digest,
            seal: self.seal.as_deref(),
        }
    }

    /// Whether it is what was committed.
    pub(super) fn is_whole(&self) -> bool {
        Digest::of(&self.body).as_bytes() == &self.digest && self.head.is_none_or(|head| head == self.head().hash())
    }

    /// It, when only the digest in its column was altered.
    fn with_own_digest(&self) -> Option<Self> {
        let mended = Self { digest: *Digest::of(&self.body).as_bytes(), ..self.clone() };
        (self.head.is_some() && mended.is_whole()).then_some(mended)
    }

    fn write_back(&self, tx: &Transaction<'_>) -> Result<(), StoreError> {
        let size = i64::try_from(self.body.len()).map_err(|_| StoreError::Range("body"))?;
        tx.prepare_cached(
            "update outbox set id = ?2, kind = ?3, schema = ?4, created_ms = ?5, clock_trusted = ?6, ref = ?7, digest = ?8,
                    seal = ?9, body = ?10, head = ?11, size = ?12 where device_seq = ?1",
        )?
        .execute(params![
            self.seq,
            self.id,
            self.kind,
            self.schema,
            self.created_ms,
            self.clock_trusted,
            self.reference,
            self.digest,
            self.seal,
            self.body,
            self.head,
            size
        ])?;
        Ok(())
    }
}

/// The items with a body that are not what was committed, by number.
pub(super) fn altered(conn: &Connection) -> Result<Vec<i64>, StoreError> {
    let mut query = conn
        .prepare_cached(&format!("select {} from outbox where state in (0, 2) and body is not null", Held::COLUMNS))?;
    let mut found = query.query([])?;
    let mut altered = Vec::new();
    while let Some(row) = found.next()? {
        if !Held::read(row).is_ok_and(|held| held.is_whole()) {
            altered.push(row.get(0)?);
        }
    }
    Ok(altered)
}

/// A row of a copy that is whole, if it is there.
fn whole_in(copy: &Connection, condition: &str, value: &dyn rusqlite::ToSql) -> Option<Held> {
    let read = |columns: &str| {
        let sql = format!("select {columns} from outbox where {condition} and body is not null");
        copy.query_row(&sql, [value], Held::read)
    };
    read(Held::COLUMNS).or_else(|_| read(&format!("{OLD_COLUMNS}, null as head"))).ok().filter(Held::is_whole)
}

fn device_of(conn: &Connection) -> Option<[u8; 16]> {
    conn.query_row("select device_id from device", [], |row| row.get(0)).ok()
}

/// What was committed under this number: from the row itself, or from a copy by the item's id, or, when that is altered
/// too, by its number, in copies of the same identity.
fn committed(tx: &Transaction<'_>, copies: &[Connection], seq: i64) -> Result<Option<Held>, StoreError> {
    let sql = format!("select {} from outbox where device_seq = ?1", Held::COLUMNS);
    let here = tx.query_row(&sql, [seq], |row| Ok((row.get::<_, [u8; 16]>(1).ok(), Held::read(row).ok())));
    let (id, held) = here.optional()?.unwrap_or_default();
    if let Some(mended) = held.and_then(|held| held.with_own_digest()) {
        return Ok(Some(mended));
    }
    if let Some(id) = id
        && let Some(whole) = copies.iter().find_map(|copy| whole_in(copy, "id = ?1", &id))
    {
        return Ok(Some(Held { seq, ..whole }));
    }
    let us = device_of(tx);
    for copy in copies.iter().filter(|copy| device_of(copy) == us) {
        let Some(whole) = whole_in(copy, "device_seq = ?1", &seq) else { continue };
        // The number may be another item's since: then that one is here under its own.
        let elsewhere = tx
            .prepare_cached("select 1 from outbox where id = ?1 and device_seq <> ?2")?
            .exists(params![whole.id, seq])?;
        if !elsewhere {
            return Ok(Some(whole));
        }
    }
    Ok(None)
}

/// Puts one item right from a copy; `false` when none has it. Then it can at least be read and pushed as it is.
pub(super) fn mend_one(
    tx: &Transaction<'_>,
    context: &mut Context,
    copies: &[Connection],
    seq: i64,
) -> Result<bool, StoreError> {
    if let Some(held) = committed(tx, copies, seq)? {
        held.write_back(tx)?;
        audit::append(tx, context.now_ms(), &Event::Mended { seq })?;
        return Ok(true);
    }
    let sql = format!("select {} from outbox where device_seq = ?1", Held::COLUMNS);
    if tx.query_row(&sql, [seq], |row| Ok(Held::read(row).is_err()))? {
        let id = *context.item_id()?.0.as_bytes();
        tx.query_row(&sql, [seq], |row| Held::read_leniently(row, id))?.write_back(tx)?;
    }
    audit::append(tx, context.now_ms(), &Event::Altered { seq })?;
    context.unmended.insert(seq);
    Ok(false)
}

/// Puts items right that are not what was committed. Never an error: nothing may hold the queue up.
pub(super) fn mend(writer: &mut Writer, altered: &[i64]) {
    let copies = writer.keeper.limits.backup_dir.as_deref().map(backup::copies).unwrap_or_default();
    for seq in altered.iter().copied() {
        if writer.context.unmended.contains(&seq) {
            continue;
        }
        let try_it = |writer: &mut Writer| writer.write_freeing(|tx, context| mend_one(tx, context, &copies, seq));
        let mended = match try_it(writer) {
            // An index still has what the row had: it is made anew from the rows.
            Err(error) if error.is_damage() && reindex(writer) => try_it(writer),
            other => other,
        };
        match mended {
            Ok(true) => tracing::error!(event = "store.item_mended", seq),
            Ok(false) => tracing::error!(event = "store.item_altered", seq),
            Err(error) => {
                writer.context.unmended.insert(seq);
                tracing::error!(event = "store.item_not_mended", seq, %error);
            }
        }
    }
}

/// Makes the indexes anew from the rows, and queues again what has a body but, by an altered state, seems delivered.
pub(super) fn reindex(writer: &mut Writer) -> bool {
    let done = writer
        .conn
        .execute_batch("reindex")
        .map_err(StoreError::from)
        .and_then(|()| writer.write_freeing(|tx, _| requeue_unknown(tx)));
    match &done {
        Ok(requeued) => tracing::error!(event = "store.reindexed", requeued),
        Err(error) => tracing::error!(event = "store.reindex_failed", %error),
    }
    done.is_ok()
}

/// An item that has its body is not in custody, whatever its state says: the two change together.
pub(super) fn requeue_unknown(tx: &Transaction<'_>) -> Result<usize, StoreError> {
    Ok(tx.execute("update outbox set state = 0 where state not in (0, 2) and body is not null", [])?)
}

/// The documents whose bytes are not what their name says, mended from the copies where those have them.
pub(super) fn mend_documents(writer: &mut Writer) -> Result<(), StoreError> {
    let altered: Vec<[u8; 32]> = {
        let mut query =
            writer.conn.prepare_cached("select sha256, body from outbox_blob where state <> 1 and body is not null")?;
        let mut found = query.query([])?;
        let mut altered = Vec::new();
        while let Some(row) = found.next()? {
            let name: [u8; 32] = row.get(0)?;
            let body = row.get_ref(1)?.as_blob().unwrap_or_default();
            if Digest::of(body).as_bytes() != &name {
                altered.push(name);
            }
        }
        altered
    };
    for name in altered {
        mend_document(writer, Digest::from_bytes(name))?;
    }
    Ok(())
}

/// Puts a document right from a copy, if it is altered and one has it; whether it was.
pub(super) fn mend_document(writer: &mut Writer, sha256: Digest) -> Result<bool, StoreError> {
    if writer.context.unmended_documents.contains(&sha256) {
        return Ok(false);
    }
    let body_in = |conn: &Connection| -> Option<Vec<u8>> {
        let sql = "select body from outbox_blob where sha256 = ?1 and body is not null";
        conn.query_row(sql, [sha256.as_bytes()], |row| row.get(0)).ok()
    };
    let whole = |body: &Vec<u8>| Digest::of(body) == sha256;
    if body_in(&writer.conn).as_ref().is_none_or(whole) {
        return Ok(false);
    }
    let copies = writer.keeper.limits.backup_dir.as_deref().map(backup::copies).unwrap_or_default();
    let Some(body) = copies.iter().filter_map(body_in).find(whole) else {
        writer.context.unmended_documents.insert(sha256);
        tracing::error!(event = "store.document_altered", %sha256);
        return Ok(false);
    };
    writer.write_freeing(|tx, context| {
        tx.prepare_cached("update outbox_blob set body = ?2, size = ?3, offset = 0 where sha256 = ?1")?.execute(
            params![sha256.as_bytes(), body, i64::try_from(body.len()).map_err(|_| StoreError::Range("document"))?],
        )?;
        audit::append(tx, context.now_ms(), &Event::DocumentMended { sha256: sha256.to_string() })
    })?;
    tracing::error!(event = "store.document_mended", %sha256);
    Ok(true)
}
