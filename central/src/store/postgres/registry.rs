//! Devices and codes.

use deadpool_postgres::{Client, Transaction};
use kiosk_protocol::{DeviceId, Hardware, KeyId, PublicKey};
use tokio_postgres::Row;
use tokio_postgres::error::SqlState;
use uuid::Uuid;

use super::PostgresStore;
use super::attempt::{Attempts, Failure};
use super::read::damaged;
use crate::store::registry::{Candidate, EnrolError, KnownDevice, NewCode, Registry};
use crate::store::{Sender, StoreError};

const KNOWN: &str =
    "select public_key, centre_id, device_id, slot, app_version, machine, enrolled_ms, revoked_ms from device_key";

/// Why a device was not let in: the database's reasons may pass, the others do not.
enum NotEnrolled {
    Failure(Failure),
    Refused(EnrolError),
}

impl<E: Into<Failure>> From<E> for NotEnrolled {
    fn from(error: E) -> Self {
        Self::Failure(error.into())
    }
}

impl Registry for PostgresStore {
    async fn add_code(&self, code: NewCode) -> Result<(), StoreError> {
        let insert = async {
            let client = self.inner.client().await?;
            client
                .execute(
                    "insert into enrol_code (hash, centre_id, slot, expires_ms) values ($1, $2, $3, $4)",
                    &[
                        &code.hash.as_bytes().as_slice(),
                        &code.centre.as_str(),
                        &code.slot.to_string(),
                        &code.expires_ms,
                    ],
                )
                .await?;
            Ok::<_, Failure>(())
        };
        Ok(insert.await?)
    }

    async fn enrol(&self, candidate: Candidate, now_ms: i64) -> Result<KnownDevice, EnrolError> {
        let mut attempts = Attempts::default();
        loop {
            match self.enrol_once(&candidate, now_ms).await {
                Ok(device) => return Ok(device),
                Err(NotEnrolled::Refused(error)) => return Err(error),
                // Two devices met in one slot: the second finds the first when it tries again.
                Err(NotEnrolled::Failure(Failure::Database(error)))
                    if error.code() == Some(&SqlState::UNIQUE_VIOLATION) =>
                {
                    return Err(EnrolError::SlotTaken);
                }
                Err(NotEnrolled::Failure(failure)) if attempts.again(&failure).await => {}
                Err(NotEnrolled::Failure(failure)) => return Err(StoreError::from(failure).into()),
            }
        }
    }

    async fn device(&self, keyid: KeyId) -> Result<Option<KnownDevice>, StoreError> {
        let look = async {
            let client = self.inner.client().await?;
            let select = client.prepare_cached(&format!("{KNOWN} where keyid = $1")).await?;
            client.query_opt(&select, &[&keyid.as_bytes().as_slice()]).await?.as_ref().map(known).transpose()
        };
        Ok(look.await?)
    }

    async fn device_keys(&self, device: DeviceId) -> Result<Vec<PublicKey>, StoreError> {
        let look = async {
            let client = self.inner.client().await?;
            let select = client.prepare_cached("select public_key from device_key where device_id = $1").await?;
            client.query(&select, &[&device.0]).await?.iter().map(public_key).collect::<Result<_, Failure>>()
        };
        Ok(look.await?)
    }

    async fn devices(&self) -> Result<Vec<KnownDevice>, StoreError> {
        Ok(devices(&self.inner.client().await?).await?)
    }

    async fn revoke(&self, device: DeviceId, now_ms: i64) -> Result<usize, StoreError> {
        let revoke = async {
            let mut client = self.inner.client().await?;
            let tx = client.transaction().await?;
            let revoked = revoke(&tx, device, None, now_ms).await?;
            tx.commit().await?;
            Ok::<_, Failure>(revoked)
        };
        Ok(revoke.await?)
    }
}

impl PostgresStore {
    async fn enrol_once(&self, candidate: &Candidate, now_ms: i64) -> Result<KnownDevice, NotEnrolled> {
        let mut client = self.inner.client().await?;
        let tx = client.transaction().await?;
        let device = enrol(&tx, candidate, now_ms).await?;
        tx.commit().await?;
        Ok(device)
    }
}

async fn devices(client: &Client) -> Result<Vec<KnownDevice>, Failure> {
    let select = client
        .prepare_cached(&format!("{KNOWN} order by centre_id collate \"C\", slot collate \"C\", enrolled_ms"))
        .await?;
    client.query(&select, &[]).await?.iter().map(known).collect()
}

fn known(row: &Row) -> Result<KnownDevice, Failure> {
    Ok(KnownDevice {
        key: public_key(row)?,
        sender: Sender { centre: row.get::<_, &str>(1).parse().map_err(damaged)?, device: DeviceId(row.get(2)) },
        slot: row.get::<_, &str>(3).parse().map_err(damaged)?,
        hardware: Hardware { app_version: row.get(4), machine: row.get(5) },
        enrolled_ms: row.get(6),
        revoked_ms: row.get(7),
    })
}

/// The key in the first column.
fn public_key(row: &Row) -> Result<PublicKey, Failure> {
    let key: &[u8; 32] = row.get::<_, &[u8]>(0).try_into().map_err(damaged)?;
    PublicKey::from_bytes(key).map_err(damaged)
}

async fn by_key(tx: &Transaction<'_>, keyid: KeyId) -> Result<Option<KnownDevice>, Failure> {
    let select = tx.prepare_cached(&format!("{KNOWN} where keyid = $1")).await?;
    tx.query_opt(&select, &[&keyid.as_bytes().as_slice()]).await?.as_ref().map(known).transpose()
}

/// Ends every key of a device but `except`.
async fn revoke(tx: &Transaction<'_>, device: DeviceId, except: Option<KeyId>, now_ms: i64) -> Result<usize, Failure> {
    let except = except.map(|keyid| keyid.as_bytes().to_vec()).unwrap_or_default();
    let revoked = tx
        .execute(
            "update device_key set revoked_ms = $2 where device_id = $1 and revoked_ms is null and keyid <> $3",
            &[&device.0, &now_ms, &except],
        )
        .await?;
    Ok(usize::try_from(revoked).unwrap_or(usize::MAX))
}

async fn enrol(tx: &Transaction<'_>, candidate: &Candidate, now_ms: i64) -> Result<KnownDevice, NotEnrolled> {
    let refused = |error| Err(NotEnrolled::Refused(error));
    // The code's row is locked: it lets one key in, however many servers are asked at once.
    let code = tx
        .query_opt(
            "select centre_id, slot, expires_ms, used_by from enrol_code where hash = $1 for update",
            &[&candidate.code.as_bytes().as_slice()],
        )
        .await?;
    let Some(code) = code else { return refused(EnrolError::UnknownCode) };
    let (centre, slot, expires_ms): (String, String, i64) = (code.get(0), code.get(1), code.get(2));
    let keyid = candidate.key.id();
    let already = by_key(tx, keyid).await?;
    if already.as_ref().is_some_and(|device| device.revoked_ms.is_some()) {
        return refused(EnrolError::KeyRevoked);
    }
    if let Some(used_by) = code.get::<_, Option<&[u8]>>(3) {
        let same = used_by == keyid.as_bytes();
        return already.filter(|_| same).ok_or(NotEnrolled::Refused(EnrolError::Used));
    }
    if now_ms >= expires_ms {
        return refused(EnrolError::Expired);
    }
    // Whoever holds the key is the device; else who it says it was, if that is a device of this centre or of none.
    let device = match (&already, candidate.device) {
        (Some(device), _) => device.sender.device,
        (None, Some(device)) => device,
        (None, None) => candidate.fresh,
    };
    if exists(tx, "device_id = $1 and centre_id <> $2", device.0, &centre, None).await? {
        return refused(EnrolError::Elsewhere);
    }
    if exists(tx, "device_id <> $1 and centre_id = $2 and slot = $3", device.0, &centre, Some(&slot)).await? {
        return refused(EnrolError::SlotTaken);
    }
    revoke(tx, device, Some(keyid), now_ms).await?;
    tx.execute(
        "insert into device_key (keyid, public_key, centre_id, device_id, slot, app_version, machine, enrolled_ms) \
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (keyid) do update set centre_id = excluded.centre_id, \
         slot = excluded.slot, app_version = excluded.app_version, machine = excluded.machine, enrolled_ms = excluded.enrolled_ms",
        &[
            &keyid.as_bytes().as_slice(),
            &candidate.key.as_bytes().as_slice(),
            &centre,
            &device.0,
            &slot,
            &without_nul(&candidate.hardware.app_version),
            &without_nul(&candidate.hardware.machine),
            &now_ms,
        ],
    )
    .await?;
    tx.execute(
        "update enrol_code set used_by = $2 where hash = $1",
        &[&candidate.code.as_bytes().as_slice(), &keyid.as_bytes().as_slice()],
    )
    .await?;
    let kept = by_key(tx, keyid).await?;
    kept.ok_or_else(|| NotEnrolled::Failure(Failure::Damaged("the device was not kept".into())))
}

/// Whether a living key fulfils a condition on device `$1`, centre `$2` and slot `$3`.
async fn exists(
    tx: &Transaction<'_>,
    condition: &'static str,
    device: Uuid,
    centre: &str,
    slot: Option<&str>,
) -> Result<bool, Failure> {
    let select = tx
        .prepare_cached(&format!("select 1 from device_key where revoked_ms is null and {condition} limit 1"))
        .await?;
    let found = match slot {
        None => tx.query_opt(&select, &[&device, &centre]).await?,
        Some(slot) => tx.query_opt(&select, &[&device, &centre, &slot]).await?,
    };
    Ok(found.is_some())
}

/// A text that PostgreSQL can keep.
fn without_nul(text: &str) -> String {
    text.replace('\0', "")
}
