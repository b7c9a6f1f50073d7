//! The audit chains, in PostgreSQL.

use deadpool_postgres::Transaction;
use kiosk_protocol::{CentreId, Checkpoint, ItemId};

use super::PostgresStore;
use super::attempt::Failure;
use super::custody::json;
use super::read::{damaged, rows};
use crate::audit::{Entry, Head, chain, misfit};
use crate::store::StoreError;
use crate::store::audit::{Audit, End, NewHead, Row};

impl Audit for PostgresStore {
    async fn audit_ends(&self) -> Result<Vec<End>, StoreError> {
        Ok(self.ends().await?)
    }

    async fn audit_after(&self, centre: CentreId, after: u64, limit: usize) -> Result<Vec<Row>, StoreError> {
        Ok(self.after(&centre, after, limit).await?)
    }
}

impl PostgresStore {
    async fn ends(&self) -> Result<Vec<End>, Failure> {
        let client = self.inner.client().await?;
        let select = client
            .prepare_cached("select centre_id, audit_seq, audit_hash from centre order by centre_id collate \"C\"")
            .await?;
        let found = client.query(&select, &[]).await?;
        found
            .iter()
            .map(|row| {
                let centre = row.get::<_, &str>(0).parse().map_err(damaged)?;
                Ok(End { centre, rows: row.get::<_, i64>(1).cast_unsigned(), hash: hash(row.get(2))? })
            })
            .collect()
    }

    async fn after(&self, centre: &CentreId, after: u64, limit: usize) -> Result<Vec<Row>, Failure> {
        let client = self.inner.client().await?;
        let select = client
            .prepare_cached(
                "select seq, at_ms, prev, hash, entry from audit where centre_id = $1 and seq > $2 order by seq limit $3",
            )
            .await?;
        let found = client.query(&select, &[&centre.as_str(), &after.cast_signed(), &rows(limit)]).await?;
        found
            .iter()
            .map(|row| {
                Ok(Row {
                    seq: row.get::<_, i64>(0).cast_unsigned(),
                    at_ms: row.get(1),
                    prev: hash(row.get(2))?,
                    hash: hash(row.get(3))?,
                    entry: row.get(4),
                })
            })
            .collect()
    }
}

fn hash(bytes: &[u8]) -> Result<[u8; 32], Failure> {
    bytes.try_into().map_err(damaged)
}

/// Adds a row to a centre's chain, in the transaction of what it records, under the centre's lock.
pub(super) async fn append(tx: &Transaction<'_>, centre: &str, now_ms: i64, entry: &Entry) -> Result<(), Failure> {
    let select = tx.prepare_cached("select audit_seq + 1, audit_hash from centre where centre_id = $1").await?;
    let row = tx.query_one(&select, &[&centre]).await?;
    let (seq, prev): (i64, [u8; 32]) = (row.get(0), hash(row.get(1))?);
    let text = json(entry)?;
    let hash = chain(&prev, seq.cast_unsigned(), now_ms, &text);
    let (origin, device_seq) = match entry {
        Entry::Head(head) => (head.checkpoint().map(|said| said.origin), Some(head.device_seq)),
        Entry::Remedy { .. }
        | Entry::Status { .. }
        | Entry::Command { .. }
        | Entry::Fairness { .. }
        | Entry::CommandEnded { .. }
        | Entry::Appointment { .. } => (None, None),
    };
    let insert = tx
        .prepare_cached(
            "insert into audit (centre_id, seq, at_ms, prev, hash, entry, origin, device_seq) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .await?;
    tx.execute(&insert, &[&centre, &seq, &now_ms, &prev.as_slice(), &hash.as_slice(), &text, &origin, &device_seq])
        .await?;
    let update = tx.prepare_cached("update centre set audit_seq = $2, audit_hash = $3 where centre_id = $1").await?;
    tx.execute(&update, &[&centre, &seq, &hash.as_slice()]).await?;
    Ok(())
}

/// Adds a kiosk's head; why it does not fit its neighbours, if it does not. It is kept all the same: it is evidence.
pub(super) async fn append_head(
    tx: &Transaction<'_>,
    centre: &str,
    item: ItemId,
    new: &NewHead,
    now_ms: i64,
) -> Result<Option<String>, Failure> {
    let said = new.note.unverified();
    let device_seq = new.device_seq.as_i64();
    let earlier = neighbour(
        tx,
        "select entry from audit where centre_id = $1 and origin = $2 and device_seq < $3 order by device_seq desc limit 1",
        (centre, &said.origin, device_seq),
    )
    .await?;
    let later = neighbour(
        tx,
        "select entry from audit where centre_id = $1 and origin = $2 and device_seq > $3 order by device_seq limit 1",
        (centre, &said.origin, device_seq),
    )
    .await?;
    let broken = misfit(earlier.as_ref(), said, later.as_ref());
    let head = Head { item, device: new.device, device_seq, note: new.note.to_string(), broken: broken.clone() };
    append(tx, centre, now_ms, &Entry::Head(head)).await?;
    Ok(broken)
}

async fn neighbour(
    tx: &Transaction<'_>,
    query: &str,
    (centre, origin, device_seq): (&str, &str, i64),
) -> Result<Option<Checkpoint>, Failure> {
    let select = tx.prepare_cached(query).await?;
    let entry = tx.query_opt(&select, &[&centre, &origin, &device_seq]).await?;
    Ok(entry.and_then(|row| match serde_json::from_str(row.get(0)) {
        Ok(Entry::Head(head)) => head.checkpoint(),
        // Edited by other hands: `central audit verify` finds it.
        _ => None,
    }))
}
