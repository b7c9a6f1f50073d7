//! Devices and codes in SQLite. Rare work: it does not go through the writer's queue but takes the write lock itself.

use kiosk_protocol::{DeviceId, Hardware, KeyId, PublicKey};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, TransactionBehavior, params};

use super::read::{damaged, words};
use super::{SqliteStore, failed, open};
use crate::store::registry::{Candidate, EnrolError, KnownDevice, NewCode, Registry};
use crate::store::{Sender, StoreError};

const KNOWN: &str =
    "select public_key, centre_id, device_id, slot, app_version, machine, enrolled_ms, revoked_ms from device_key";

impl From<rusqlite::Error> for EnrolError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(failed(&error))
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        failed(&error)
    }
}

impl SqliteStore {
    /// Does `work` in one IMMEDIATE transaction on a connection of its own.
    async fn change<T, E>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + From<rusqlite::Error> + Send + 'static,
    {
        let path = self.path().to_owned();
        let done = tokio::task::spawn_blocking(move || {
            let mut connection = open::second_writer(&path)?;
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let done = work(&transaction)?;
            transaction.commit()?;
            Ok(done)
        });
        done.await.unwrap_or_else(|_| Err(StoreError("the registry stopped".into()).into()))
    }
}

impl Registry for SqliteStore {
    async fn add_code(&self, code: NewCode) -> Result<(), StoreError> {
        self.change(move |tx| {
            tx.execute(
                "insert into enrol_code (hash, centre_id, slot, expires_ms) values (?1, ?2, ?3, ?4)",
                params![code.hash.as_bytes(), code.centre.as_str(), code.slot.to_string(), code.expires_ms],
            )?;
            Ok(())
        })
        .await
    }

    async fn enrol(&self, candidate: Candidate, now_ms: i64) -> Result<KnownDevice, EnrolError> {
        self.change(move |tx| enrol(tx, &candidate, now_ms)).await
    }

    async fn device(&self, keyid: KeyId) -> Result<Option<KnownDevice>, StoreError> {
        self.read(move |connection| Ok(by_key(connection, keyid)?)).await
    }

    async fn device_keys(&self, device: DeviceId) -> Result<Vec<PublicKey>, StoreError> {
        self.read(move |connection| {
            let mut query = connection.prepare_cached("select public_key from device_key where device_id = ?1")?;
            let keys = query.query_map([device.0.as_bytes()], |row| {
                PublicKey::from_bytes(&row.get(0)?).map_err(|e| damaged(0, e))
            })?;
            Ok(keys.collect::<Result<_, _>>()?)
        })
        .await
    }

    async fn devices(&self) -> Result<Vec<KnownDevice>, StoreError> {
        self.read(|connection| {
            let mut query = connection.prepare(&format!("{KNOWN} order by centre_id, slot, enrolled_ms"))?;
            Ok(query.query_map([], known)?.collect::<Result<_, _>>()?)
        })
        .await
    }

    async fn revoke(&self, device: DeviceId, now_ms: i64) -> Result<usize, StoreError> {
        self.change(move |tx| Ok(revoke(tx, device, None, now_ms)?)).await
    }
}

fn by_key(connection: &Connection, keyid: KeyId) -> rusqlite::Result<Option<KnownDevice>> {
    connection.prepare_cached(&format!("{KNOWN} where keyid = ?1"))?.query_row([keyid.as_bytes()], known).optional()
}

fn known(row: &Row<'_>) -> rusqlite::Result<KnownDevice> {
    Ok(KnownDevice {
        key: PublicKey::from_bytes(&row.get(0)?).map_err(|e| damaged(0, e))?,
        sender: Sender { centre: words(row, 1)?, device: DeviceId(uuid::Uuid::from_bytes(row.get(2)?)) },
        slot: words(row, 3)?,
        hardware: Hardware { app_version: row.get(4)?, machine: row.get(5)? },
        enrolled_ms: row.get(6)?,
        revoked_ms: row.get(7)?,
    })
}

/// Ends every key of a device but `except`.
fn revoke(tx: &Connection, device: DeviceId, except: Option<KeyId>, now_ms: i64) -> rusqlite::Result<usize> {
    tx.execute(
        "update device_key set revoked_ms = ?2 where device_id = ?1 and revoked_ms is null and keyid <> ?3",
        params![device.0.as_bytes(), now_ms, except.map_or([0; 16], |keyid| *keyid.as_bytes())],
    )
}

fn enrol(tx: &Connection, candidate: &Candidate, now_ms: i64) -> Result<KnownDevice, EnrolError> {
    type Code = (String, String, i64, Option<[u8; 16]>);
    let code: Option<Code> = tx
        .query_row(
            "select centre_id, slot, expires_ms, used_by from enrol_code where hash = ?1",
            [candidate.code.as_bytes()],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )
        .optional()?;
    let (centre, slot, expires_ms, used_by) = code.ok_or(EnrolError::UnknownCode)?;
    let keyid = candidate.key.id();
    let already = by_key(tx, keyid)?;
    if already.as_ref().is_some_and(|device| device.revoked_ms.is_some()) {
        return Err(EnrolError::KeyRevoked);
    }
    if let Some(used_by) = used_by {
        return already.filter(|_| used_by == *keyid.as_bytes()).ok_or(EnrolError::Used);
    }
    if now_ms >= expires_ms {
        return Err(EnrolError::Expired);
    }
    // Whoever holds the key is the device; else who it says it was, if that is a device of this centre or of none.
    let device = match (&already, candidate.device) {
        (Some(device), _) => device.sender.device,
        (None, Some(device)) => device,
        (None, None) => candidate.fresh,
    };
    let elsewhere: bool = tx.query_row(
        "select exists (select 1 from device_key where device_id = ?1 and centre_id <> ?2 and revoked_ms is null)",
        params![device.0.as_bytes(), centre],
        |row| row.get(0),
    )?;
    if elsewhere {
        return Err(EnrolError::Elsewhere);
    }
    let taken: bool = tx.query_row(
        "select exists (select 1 from device_key where centre_id = ?1 and slot = ?2 and device_id <> ?3 and revoked_ms is null)",
        params![centre, slot, device.0.as_bytes()],
        |row| row.get(0),
    )?;
    if taken {
        return Err(EnrolError::SlotTaken);
    }
    revoke(tx, device, Some(keyid), now_ms)?;
    tx.execute(
        "insert into device_key (keyid, public_key, centre_id, device_id, slot, app_version, machine, enrolled_ms) \
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) on conflict (keyid) do update set centre_id = excluded.centre_id, \
         slot = excluded.slot, app_version = excluded.app_version, machine = excluded.machine, enrolled_ms = excluded.enrolled_ms",
        params![
            keyid.as_bytes(),
            candidate.key.as_bytes(),
            centre,
            device.0.as_bytes(),
            slot,
            candidate.hardware.app_version,
            candidate.hardware.machine,
            now_ms
        ],
    )?;
    tx.execute(
        "update enrol_code set used_by = ?2 where hash = ?1",
        params![candidate.code.as_bytes(), keyid.as_bytes()],
    )?;
    by_key(tx, keyid)?.ok_or_else(|| StoreError("the device was not kept".into()).into())
}
