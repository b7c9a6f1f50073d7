//! Looking into the store from another process, while the kiosk runs: `kiosk queue`, `kiosk audit`.

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use kiosk_protocol::{CentreId, DeviceId, ItemId, PublicKey};
use rusqlite::{Connection, OpenFlags};

use super::bundle::{self, BundleAge, KeptBundle};
use super::error::StoreError;
use super::open::DATABASE;
use super::types::{AuditHead, Figures, OutboxRow, PaperRoll, PrintJob};
use super::{audit, job, migrate, outbox, roll, rows};

/// A view of the store that changes nothing and needs no lock. Its methods block.
#[derive(Debug)]
pub struct StoreReader {
    conn: Connection,
}

impl StoreReader {
    /// Opens the database in the state folder `dir`.
    ///
    /// # Errors
    /// There is none, it is newer than this program, or it cannot be read.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let path = dir.join(DATABASE);
        if !path.exists() {
            let source = std::io::Error::from(std::io::ErrorKind::NotFound);
            return Err(StoreError::File { path, source });
        }
        // Opened for writing so that a log left behind can be read; `query_only` keeps it from changing anything.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(&path, flags)?;
        conn.pragma_update(None, "query_only", true)?;
        conn.pragma_update(None, "trusted_schema", false)?;
        conn.busy_timeout(Duration::from_secs(5))?;
        migrate::check_not_newer(&conn, migrate::STEPS)?;
        Ok(Self { conn })
    }

    /// Who this kiosk is so far, and where.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn device(&self) -> Result<(DeviceId, CentreId), StoreError> {
        let (id, centre): ([u8; 16], String) =
            self.conn.query_row("select device_id, centre_id from device", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let centre = centre.try_into().map_err(|_| StoreError::Strange("centre"))?;
        Ok((DeviceId(rows::item_id(id).0), centre))
    }

    /// Sealed items that are not in custody yet: they open only as of this device and centre.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn sealed_waiting(&self) -> Result<usize, StoreError> {
        let sql = "select count(*) from outbox where state <> 1 and seal is not null";
        let waiting: i64 = self.conn.query_row(sql, [], |row| row.get(0))?;
        usize::try_from(waiting).map_err(|_| StoreError::Strange("count"))
    }

    /// The items that are not in custody yet, without their bodies.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn outbox_list(&self) -> Result<Vec<OutboxRow>, StoreError> {
        outbox::list(&self.conn)
    }

    /// One item, without its body.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], or the database cannot be read.
    pub fn outbox_show(&self, id: ItemId) -> Result<OutboxRow, StoreError> {
        outbox::show(&self.conn, id)
    }

    /// How the outbox stands at `now`.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn figures(&self, now: Timestamp) -> Result<Figures, StoreError> {
        outbox::figures(&self.conn, now.as_millisecond())
    }

    /// The roll of paper in the printer; `None` before the first paper.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn paper_roll(&self) -> Result<Option<PaperRoll>, StoreError> {
        roll::roll(&self.conn)
    }

    /// The newest kept bundle of this kind. Verify it before use, each time.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn bundle(&self, kind: &str) -> Result<Option<KeptBundle>, StoreError> {
        bundle::read(&self.conn, kind, BundleAge::Newest)
    }

    /// The papers that are owed, and those in doubt.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn unproven(&self) -> Result<Vec<PrintJob>, StoreError> {
        job::unproven(&self.conn)
    }

    /// Walks the whole audit chain, and compares it with every head that was signed and with `keys`, all that this device
    /// has had (none: signatures are not looked at). Gives the head of the chain and how many signed heads there are.
    ///
    /// # Errors
    /// [`StoreError::Audit`] names the first row that does not fit.
    pub fn verify_audit(&self, keys: &[PublicKey]) -> Result<(AuditHead, u64), StoreError> {
        audit::verify(&self.conn, keys)
    }
}
