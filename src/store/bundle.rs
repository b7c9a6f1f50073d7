//! Signed bundles of central, as they came. Whoever reads one verifies it again before use
//! ([`SignedBundle::verify`]): being in the database proves nothing.

use kiosk_protocol::SignedBundle;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::error::StoreError;
use super::rows::time;
use jiff::Timestamp;

/// A bundle that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptBundle {
    /// The `ETag` it came with.
    pub etag: String,
    /// As it came.
    pub signed: SignedBundle,
    /// When, by the kiosk's clock.
    pub fetched: Timestamp,
}

/// Which of the bundles of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BundleAge {
    /// The newest.
    Newest,
    /// The one before it, to go back to.
    Before,
}

impl BundleAge {
    const fn column(self) -> i64 {
        match self {
            Self::Newest => 0,
            Self::Before => 1,
        }
    }
}

/// Keeps a new bundle; the newest so far becomes the one before. The same again changes nothing; the right
/// one takes the place of one with its `ETag` that was altered on the disk.
pub(super) fn keep(tx: &Transaction<'_>, now_ms: i64, etag: &str, signed: &SignedBundle) -> Result<(), StoreError> {
    let kind = &signed.kind;
    let json = serde_json::to_vec(signed).map_err(|_| StoreError::Strange("bundle"))?;
    let mut same = tx.prepare_cached("update bundle set signed = ?3 where kind = ?1 and age = 0 and etag = ?2")?;
    if same.execute(params![kind, etag, json])? > 0 {
        return Ok(());
    }
    tx.execute("delete from bundle where kind = ?1 and age = 1", [kind])?;
    tx.execute("update bundle set age = 1 where kind = ?1", [kind])?;
    tx.execute(
        "insert into bundle(kind, age, etag, signed, fetched_ms) values (?1, 0, ?2, ?3, ?4)",
        params![kind, etag, json, now_ms],
    )?;
    Ok(())
}

/// A kept bundle; nothing when there is none, or when it cannot be read any more.
pub(super) fn read(conn: &Connection, kind: &str, age: BundleAge) -> Result<Option<KeptBundle>, StoreError> {
    let row: Option<(String, Vec<u8>, i64)> = conn
        .prepare_cached("select etag, signed, fetched_ms from bundle where kind = ?1 and age = ?2")?
        .query_row(params![kind, age.column()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((etag, json, fetched_ms)) = row else { return Ok(None) };
    let Ok(signed) = serde_json::from_slice(&json) else {
        tracing::error!(event = "store.bundle_unreadable", kind);
        return Ok(None);
    };
    Ok(Some(KeptBundle { etag, signed, fetched: time(fetched_ms)? }))
}
