//! Requests that an older version queued as plain text: sealed as soon as there are keys.
//!
//! What an item is called does not change, its digest does. Central may have one of them in custody already, by an answer
//! that was lost before the newer version came: it then refuses the sealed one as `id_conflict`, and it stands aside here,
//! where staff see it.

use std::fs;

use kiosk_protocol::{Digest, ItemId};
use rusqlite::params;
use zeroize::Zeroizing;

use super::audit::{self, Event};
use super::error::StoreError;
use super::rows::item_id;
use super::writer::Writer;
use super::{backup, outbox, sealing};

/// The kinds of items that hold what a citizen has said, without a seal and not in custody.
const PLAIN: &str = "from outbox where kind in ('request', 'consent', 'checkin') and state <> 1 and seal is null
                     and body is not null";

/// Seals them all in one transaction and makes the copies of the database anew; gives how many there were. Without a valid
/// key they stay as they are, until a start that has one.
pub(super) fn seal(writer: &mut Writer) -> Result<usize, StoreError> {
    let waiting: i64 = writer.conn.query_row(&format!("select count(*) {PLAIN}"), [], |row| row.get(0))?;
    if waiting == 0 {
        return Ok(0);
    }
    if writer.context.sealer.ready(writer.context.now_ms()).is_err() {
        tracing::warn!(event = "store.plain_kept", waiting, mend = "kiosk enrol --code CODE");
        return Ok(0);
    }
    let sealed = writer.write(|tx, context| {
        let items: Vec<(i64, ItemId, String)> = {
            let mut query = tx.prepare(&format!("select device_seq, id, schema {PLAIN} order by device_seq"))?;
            query
                .query_map([], |row| Ok((row.get(0)?, item_id(row.get(1)?), row.get(2)?)))?
                .collect::<Result<_, _>>()?
        };
        for (seq, id, schema) in &items {
            let body = tx.query_row("select body from outbox where device_seq = ?1", [seq], |row| {
                row.get::<_, Vec<u8>>(0).map(Zeroizing::new)
            })?;
            let envelope = sealing::seal(context, *id, schema, &body, &[])?;
            let size = i64::try_from(envelope.body.len()).map_err(|_| StoreError::Range("body"))?;
            tx.prepare_cached(
                "update outbox set body = ?2, seal = ?3, digest = ?4, size = ?5, head = null where device_seq = ?1",
            )?
            .execute(params![
                seq,
                envelope.body,
                envelope.seal,
                Digest::of(&envelope.body).as_bytes(),
                size
            ])?;
        }
        audit::append(tx, context.now_ms(), &Event::SealedLate { items: items.len() })?;
        Ok(items.len())
    })?;
    tracing::info!(event = "store.sealed_late", items = sealed);
    // Overwritten in the file by `secure_delete`; they still stand in the log and in the copies.
    outbox::forget(writer);
    if let Some(dir) = writer.keeper.limits.backup_dir.clone() {
        for entry in fs::read_dir(&dir).into_iter().flatten().filter_map(Result::ok) {
            if entry.file_name().to_string_lossy().starts_with(backup::BEFORE_MIGRATION)
                && let Err(error) = fs::remove_file(entry.path())
            {
                tracing::error!(event = "store.plain_copy_kept", path = %entry.path().display(), %error);
            }
        }
        // The newest copy and the one before.
        for _ in 0..2 {
            backup::renew(&writer.conn, &dir)?;
        }
    }
    Ok(sealed)
}
