//! The daily checkpoint: once a day central signs how the chains stand, into a file that another party collects.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use time::OffsetDateTime;
use tokio::sync::watch;

use crate::audit::checkpoint::sign;
use crate::http::now_ms;
use crate::keys::Keys;
use crate::store::audit::Audit;

/// So often it is looked whether a new day has begun.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// Baghdad's clock is three hours ahead all year.
const AHEAD_MS: i64 = 3 * 60 * 60 * 1000;

/// Writes `YYYY-MM-DD.checkpoint` into a folder, once a day, until told to stop.
pub(crate) struct Daily<S> {
    pub(crate) store: Arc<S>,
    pub(crate) keys: Arc<Keys>,
    pub(crate) folder: PathBuf,
}

impl<S: Audit> Daily<S> {
    pub(crate) async fn run(self, mut stopping: watch::Receiver<bool>) {
        while !*stopping.borrow() {
            if let Err(error) = self.look(now_ms()).await {
                tracing::error!(event = "audit.checkpoint_failed", %error);
            }
            tokio::select! {
                () = tokio::time::sleep(LOOK_EVERY) => {}
                _ = stopping.changed() => {}
            }
        }
    }

    /// Writes today's checkpoint if there is none yet.
    async fn look(&self, now_ms: i64) -> Result<(), String> {
        let path = self.folder.join(format!("{}.checkpoint", day(now_ms).map_err(|error| error.to_string())?));
        if path.exists() {
            return Ok(());
        }
        let ends = self.store.audit_ends().await.map_err(|error| error.to_string())?;
        let key = self.keys.receipt_key(now_ms).map_err(|error| error.to_string())?;
        let note = sign(&ends, key, now_ms).to_string();
        let folder = self.folder.clone();
        let written = tokio::task::spawn_blocking(move || write(&folder, &path, &note)).await;
        written.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
        tracing::info!(event = "audit.checkpoint", centres = ends.len());
        Ok(())
    }
}

/// Whole or not at all.
fn write(folder: &Path, path: &Path, note: &str) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let beside = path.with_extension("new");
    std::fs::write(&beside, note)?;
    std::fs::File::open(&beside)?.sync_all()?;
    std::fs::rename(&beside, path)?;
    std::fs::File::open(folder)?.sync_all()
}

/// The day in Baghdad, as `2026-11-26`.
fn day(now_ms: i64) -> Result<String, time::error::ComponentRange> {
    let at = now_ms.saturating_add(AHEAD_MS).div_euclid(1000);
    Ok(OffsetDateTime::from_unix_timestamp(at)?.date().to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::keys::InitOptions;
    use crate::store::sqlite::SqliteStore;

    #[test]
    fn days_are_those_of_baghdad() {
        assert_eq!(day(0).unwrap(), "1970-01-01");
        assert_eq!(day(1_764_190_799_999).unwrap(), "2025-11-26");
        assert_eq!(day(1_764_190_800_000).unwrap(), "2025-11-27");
    }

    #[tokio::test]
    async fn one_file_a_day() {
        let folder = tempfile::tempdir().unwrap();
        let keys = folder.path().join("keys");
        let (now, tomorrow) = (now_ms(), now_ms() + 24 * 60 * 60 * 1000);
        Keys::init(&keys, &InitOptions::default(), now).unwrap();
        let daily = Daily {
            store: Arc::new(SqliteStore::open(&folder.path().join("c.db")).unwrap()),
            keys: Arc::new(Keys::load(&keys, now).unwrap()),
            folder: folder.path().join("c.checkpoints"),
        };
        for at in [now, now + 1, tomorrow] {
            daily.look(at).await.unwrap();
        }
        let mut names: Vec<_> =
            std::fs::read_dir(&daily.folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        assert_eq!(names, [now, tomorrow].map(|at| format!("{}.checkpoint", day(at).unwrap())));
    }
}
