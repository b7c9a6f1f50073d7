//! Which devices there are, by which key central knows them, and the codes that let new ones in.

use std::future::Future;

use kiosk_protocol::{CentreId, DeviceId, Digest, EnrolCode, Hardware, KeyId, PublicKey};
use rand::TryRng as _;
use rand::rngs::SysRng;

use super::{Sender, StoreError};

/// A one-time code for one place in one centre. Only its hash is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCode {
    /// SHA-256 of the compact code.
    pub hash: Digest,
    /// The centre it lets in to.
    pub centre: CentreId,
    /// The sign in ticket labels that the device gets.
    pub slot: char,
    /// From then on it is worth nothing, milliseconds since 1970.
    pub expires_ms: i64,
}

/// A device that asks to be let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// SHA-256 of the compact code it brings.
    pub code: Digest,
    /// Its key; the request that brought it was signed with it.
    pub key: PublicKey,
    /// Who it says it was so far.
    pub device: Option<DeviceId>,
    /// Who it becomes when it was nobody.
    pub fresh: DeviceId,
    /// What machine it is.
    pub hardware: Hardware,
}

/// Why a device is not let in.
#[derive(Debug, Clone, thiserror::Error)]
pub enum EnrolError {
    /// No such code.
    #[error("there is no such code")]
    UnknownCode,
    /// The code was used by another key.
    #[error("the code has been used")]
    Used,
    /// The code is too old.
    #[error("the code has expired")]
    Expired,
    /// Another device that is not revoked has the slot.
    #[error("another device has this slot; revoke it first")]
    SlotTaken,
    /// The device belongs to another centre.
    #[error("the device belongs to another centre; revoke it there first")]
    Elsewhere,
    /// The key was revoked; a new one must be made.
    #[error("the key is revoked")]
    KeyRevoked,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A device as central knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownDevice {
    /// Who it is.
    pub sender: Sender,
    /// Its sign in ticket labels.
    pub slot: char,
    /// Its key.
    pub key: PublicKey,
    /// What machine it is.
    pub hardware: Hardware,
    /// When it was let in, milliseconds since 1970.
    pub enrolled_ms: i64,
    /// When its key ceased to count.
    pub revoked_ms: Option<i64>,
}

/// A code is worth something for 15 minutes.
pub const CODE_LIFE_MS: i64 = 15 * 60 * 1000;

/// Makes a one-time code for a place in a centre and keeps its hash. The code itself is nowhere but in the answer.
///
/// # Errors
/// The store cannot keep it, or the system gives no random bytes.
pub async fn issue_code(
    registry: &impl Registry,
    centre: CentreId,
    slot: char,
    now_ms: i64,
) -> Result<EnrolCode, StoreError> {
    let mut random = [0; 10];
    SysRng.try_fill_bytes(&mut random).map_err(|_| StoreError("the system gives no random bytes".into()))?;
    let code = EnrolCode::new(random);
    let hash = Digest::of(code.compact().as_bytes());
    registry.add_code(NewCode { hash, centre, slot, expires_ms: now_ms + CODE_LIFE_MS }).await?;
    Ok(code)
}

/// The devices. Every method is one transaction.
pub trait Registry: Send + Sync + 'static {
    /// Keeps a code.
    fn add_code(&self, code: NewCode) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Lets a device in, once per code. The same key with the same code again gets the same answer: an answer may be lost.
    /// A device that comes with a new key takes its old keys' place.
    fn enrol(&self, candidate: Candidate, now_ms: i64) -> impl Future<Output = Result<KnownDevice, EnrolError>> + Send;

    /// The device with this key, also when it is revoked.
    fn device(&self, keyid: KeyId) -> impl Future<Output = Result<Option<KnownDevice>, StoreError>> + Send;

    /// Every key the device ever had here, revoked ones too.
    fn device_keys(&self, device: DeviceId) -> impl Future<Output = Result<Vec<PublicKey>, StoreError>> + Send;

    /// All devices, by centre and slot.
    fn devices(&self) -> impl Future<Output = Result<Vec<KnownDevice>, StoreError>> + Send;

    /// Revokes every key of a device; how many counted until now.
    fn revoke(&self, device: DeviceId, now_ms: i64) -> impl Future<Output = Result<usize, StoreError>> + Send;
}
