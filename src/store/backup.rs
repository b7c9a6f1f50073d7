//! Copies of the database, made while it is in use.
//!
//! Bodies in it are sealed to central's key, so a copy tells no more than the database itself. A copy is written under
//! another name, synced, and then renamed over the one before last: whatever happens, a whole one is there.

use std::fs::{self, DirBuilder, File};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::error::StoreError;
use super::open::DATABASE;

/// The copy before the newest.
const OLDER: &str = "kiosk.db.1";
/// How the names of copies begin that were made before the schema changed.
pub(super) const BEFORE_MIGRATION: &str = "kiosk-schema-";

fn file_error(path: &Path) -> impl FnOnce(std::io::Error) -> StoreError {
    let path = path.to_owned();
    move |source| StoreError::File { path, source }
}

fn folder(dir: &Path) -> Result<(), StoreError> {
    DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(file_error(dir))
}

/// Renews the copy in `dir`: the newest becomes `kiosk.db`, the one before `kiosk.db.1`.
pub(super) fn renew(conn: &Connection, dir: &Path) -> Result<(), StoreError> {
    folder(dir)?;
    let part = dir.join("kiosk.db.part");
    let newest = dir.join(DATABASE);
    remove(&part)?;
    {
        let mut copy = Connection::open(&part)?;
        copy.pragma_update(None, "synchronous", "off")?;
        let backup = Backup::new(conn, &mut copy)?;
        // In one step: nobody else writes, and a copy of parts of two moments would not help.
        match backup.step(-1)? {
            StepResult::Done => {}
            _ => return Err(StoreError::Strange("unfinished copy")),
        }
        drop(backup);
        // One file that can be read without its log.
        copy.pragma_update_and_check(None, "journal_mode", "delete", |_| Ok(()))?;
    }
    private(&part)?;
    File::open(&part).and_then(|file| file.sync_all()).map_err(file_error(&part))?;
    if newest.exists() {
        fs::rename(&newest, dir.join(OLDER)).map_err(file_error(&newest))?;
    }
    fs::rename(&part, &newest).map_err(file_error(&part))?;
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(file_error(dir))
}

/// Copies the database as it is before its schema changes from `schema`.
pub(super) fn before_migration(conn: &Connection, dir: &Path, schema: i64) -> Result<PathBuf, StoreError> {
    folder(dir)?;
    let path = dir.join(format!("{BEFORE_MIGRATION}{schema}.db"));
    remove(&path)?;
    conn.execute("vacuum into ?1", [path.to_string_lossy()])?;
    private(&path)?;
    File::open(&path).and_then(|file| file.sync_all()).map_err(file_error(&path))?;
    Ok(path)
}

/// The copies that can be read, the newest first.
pub(super) fn copies(dir: &Path) -> Vec<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    [DATABASE, OLDER]
        .iter()
        .filter_map(|name| {
            let conn = Connection::open_with_flags(dir.join(name), flags).ok()?;
            conn.busy_timeout(Duration::from_secs(1)).ok()?;
            conn.query_row("select 1 from device", [], |_| Ok(())).ok()?;
            Some(conn)
        })
        .collect()
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(file_error(path)(error)),
        _ => Ok(()),
    }
}

fn private(path: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).map_err(file_error(path))
}
