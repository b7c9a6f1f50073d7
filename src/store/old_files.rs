//! Old files that hold sealed bodies: damaged databases that were kept aside, and copies from before a change of the schema.
//!
//! A damaged one is sealed and queued for central, as the document of an item that central keeps in quarantine for people to
//! look at: what could not be read here may be read there.
//!
//! Both are kept as long as somebody may need them: until nothing that can stand in them waits any more, and not less than
//! [`AT_LEAST`] nor less than the days that delivered items are remembered. The days are counted from the moment when a
//! trusted clock first saw the file: its own time may be that of a clock which stood in 1970.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use kiosk_protocol::ItemKind;
use kiosk_protocol::seal::MAX_PLAIN_BYTES;
use rusqlite::{OptionalExtension as _, params};
use zeroize::Zeroizing;

use super::audit::{self, Event};
use super::error::StoreError;
use super::housekeeping;
use super::room::Room;
use super::submission::{Content, enqueue};
use super::writer::Writer;
use super::{backup, blob, recover, sealing};

/// No old file goes sooner: somebody has to come and look at what a damaged one still holds.
const AT_LEAST: Duration = Duration::from_secs(30 * 86_400);
/// The kind of the item that carries a damaged file. Central knows it as one for people.
const KIND: &str = "damaged_store";
/// What its body follows: JSON with the file's name and the sizes of its documents, the database and then its log.
const SCHEMA: &str = "psc.damaged-store@1";

/// An old file that is there.
struct Old {
    name: String,
    /// The database, its log and its index; or the copy alone.
    parts: Vec<PathBuf>,
    damaged: bool,
}

/// The old files that are there.
fn there(dir: &Path, backup_dir: Option<&Path>) -> Result<Vec<Old>, StoreError> {
    let mut files = Vec::new();
    for kept in recover::kept_aside(dir)? {
        let Some(name) = kept.file_name().and_then(|name| name.to_str()) else { continue };
        let parts = ["", "-wal", "-shm"].iter().map(|end| recover::with_suffix(&kept, end)).collect();
        files.push(Old { name: name.to_owned(), parts, damaged: true });
    }
    // No folder of copies, no copies.
    let entries = backup_dir.into_iter().filter_map(|dir| fs::read_dir(dir).ok()).flatten();
    let copies: BTreeSet<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    for path in copies {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        if name.starts_with(backup::BEFORE_MIGRATION) {
            files.push(Old { name: name.to_owned(), parts: vec![path.clone()], damaged: false });
        }
    }
    Ok(files)
}

/// Notes the old files that are new here, sends damaged ones, and removes those that nobody needs any more.
pub(super) fn look(writer: &mut Writer) -> Result<(), StoreError> {
    let keeper = &writer.keeper;
    let files = there(&keeper.dir, keeper.limits.backup_dir.as_deref())?;
    forget_gone(writer, &files)?;
    for old in files {
        let Known { since, below, sent } = known(writer, &old)?;
        if old.damaged && sent == 0 {
            send(writer, &old)?;
        }
        if let Some(since) = since {
            remove(writer, &old, since, below)?;
        }
    }
    Ok(())
}

/// What somebody else has removed is no longer known: a file of the same name would be a new one.
fn forget_gone(writer: &mut Writer, files: &[Old]) -> Result<(), StoreError> {
    let known: Vec<String> = {
        let mut query = writer.conn.prepare_cached("select name from old_file")?;
        query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?
    };
    for name in known.iter().filter(|name| files.iter().all(|old| old.name != **name)) {
        writer.write_freeing(|tx, _| Ok(tx.execute("delete from old_file where name = ?1", [name])?))?;
    }
    Ok(())
}

/// What is known of an old file.
struct Known {
    /// Since when, by a trusted clock.
    since: Option<i64>,
    /// Items with lower numbers may stand in it.
    below: i64,
    /// 0: it was not sent yet.
    sent: i64,
}

fn look_up(writer: &Writer, name: &str) -> Result<Option<Known>, StoreError> {
    Ok(writer
        .conn
        .prepare_cached("select since_ms, below_seq, sent from old_file where name = ?1")?
        .query_row([name], |row| Ok(Known { since: row.get(0)?, below: row.get(1)?, sent: row.get(2)? }))
        .optional()?)
}

/// What is known of the file, noted now if it is new or a trusted clock sees it for the first time.
fn known(writer: &mut Writer, old: &Old) -> Result<Known, StoreError> {
    let (now, trusted) = (writer.context.now_ms(), writer.context.clock_trusted);
    if let Some(known) = look_up(writer, &old.name)?
        && (known.since.is_some() || !trusted)
    {
        return Ok(known);
    }
    writer.write_freeing(|tx, _| {
        Ok(tx
            .prepare_cached(
                "insert into old_file(name, since_ms, below_seq) select ?1, ?2, next_seq from device where true
                 on conflict(name) do update set since_ms = excluded.since_ms",
            )?
            .execute(params![old.name, trusted.then_some(now)])?)
    })?;
    look_up(writer, &old.name)?.ok_or(StoreError::Strange("old file"))
}

/// Seals a damaged database with its log and queues it for central, if there is a key and room for a second one.
fn send(writer: &mut Writer, old: &Old) -> Result<(), StoreError> {
    if writer.context.sealer.ready(writer.context.now_ms()).is_err() || housekeeping::look(writer)? < Room::Requests {
        return Ok(());
    }
    let mut parts = Vec::new();
    // The index of the log is made anew by whoever opens the two.
    for path in old.parts.iter().filter(|path| !path.to_string_lossy().ends_with("-shm")) {
        let size = match fs::metadata(path) {
            Ok(meta) if meta.len() == 0 => continue,
            Ok(meta) => meta.len(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(source) => return Err(StoreError::File { path: path.clone(), source }),
        };
        if size > MAX_PLAIN_BYTES as u64 {
            writer
                .write_freeing(|tx, _| Ok(tx.execute("update old_file set sent = 2 where name = ?1", [&old.name])?))?;
            tracing::error!(event = "store.damaged_too_large", name = old.name, size);
            return Ok(());
        }
        let bytes = fs::read(path).map_err(|source| StoreError::File { path: path.clone(), source })?;
        parts.push(Zeroizing::new(bytes));
    }
    let sizes: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let body = serde_json::json!({ "name": old.name, "sizes": sizes }).to_string();
    let body = Zeroizing::new(body.into_bytes());
    let id = writer.write(|tx, context| {
        let id = context.item_id()?;
        let envelope = sealing::seal(context, id, SCHEMA, &body, &parts)?;
        enqueue(tx, context, id, &ItemKind::from(KIND.to_owned()), SCHEMA, None, &Content::Sealed(&envelope))?;
        for document in &envelope.documents {
            blob::keep(tx, id, document)?;
        }
        tx.execute("update old_file set sent = 1 where name = ?1", [&old.name])?;
        audit::append(tx, context.now_ms(), &Event::DamagedSent { id: id.to_string(), name: &old.name })?;
        Ok(id)
    })?;
    tracing::warn!(event = "store.damaged_queued", name = old.name, %id);
    Ok(())
}

/// Removes the file when its time is over.
fn remove(writer: &mut Writer, old: &Old, since: i64, below: i64) -> Result<(), StoreError> {
    let keep = i64::try_from(writer.keeper.limits.keep_delivered.max(AT_LEAST).as_millis()).unwrap_or(i64::MAX);
    let age = writer.context.now_ms().saturating_sub(since);
    // Only a trusted clock may say what is long ago.
    if !writer.context.clock_trusted || keep == i64::MAX || age <= keep || waits(writer, below)? {
        return Ok(());
    }
    for path in &old.parts {
        match fs::remove_file(path) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                return Err(StoreError::File { path: path.clone(), source });
            }
            _ => {}
        }
    }
    writer.write_freeing(|tx, context| {
        tx.execute("delete from old_file where name = ?1", [&old.name])?;
        audit::append(tx, context.now_ms(), &Event::OldFileRemoved { name: &old.name })
    })?;
    tracing::info!(event = "store.old_file_removed", name = old.name);
    Ok(())
}

/// Whether an item that may stand in an old file is not in custody, or a document of it.
fn waits(writer: &Writer, below: i64) -> Result<bool, StoreError> {
    Ok(writer
        .conn
        .prepare_cached(
            "select exists(select 1 from outbox where state in (0, 2) and device_seq < ?1)
                 or exists(select 1 from outbox_blob where state <> 1 and not exists
                      (select 1 from outbox where outbox.id = request_id and device_seq >= ?1))",
        )?
        .query_row([below], |row| row.get(0))?)
}
