//! Sealing: what a citizen has said goes to the disk only as an envelope that central's custodians can open.
//!
//! The store is given central's public seal keys from a verified bundle. It holds no secret that could open anything: a
//! kiosk that is stolen whole tells nobody what was said at it before.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use kiosk_protocol::seal::{self, NoSealKey, SealContext};
use kiosk_protocol::{ItemId, SealKeys};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use zeroize::Zeroizing;

use super::error::StoreError;
use super::writer::Context;

/// The keys that requests are sealed to: shared by the writer and by the handle, which is asked before a citizen begins.
#[derive(Debug, Clone, Default)]
pub(super) struct Sealer(Arc<RwLock<SealKeys>>);

impl Sealer {
    pub(super) fn new(keys: SealKeys) -> Self {
        Self(Arc::new(RwLock::new(keys)))
    }

    /// Takes other keys; what is sealed already stays as it is.
    pub(super) fn renew(&self, keys: SealKeys) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = keys;
    }

    /// Whether anything can be sealed at `at_ms`, milliseconds since 1970.
    pub(super) fn ready(&self, at_ms: i64) -> Result<(), NoSealKey> {
        self.keys().recipients(at_ms).map(drop)
    }

    fn keys(&self) -> RwLockReadGuard<'_, SealKeys> {
        // Whole values are written: a panic elsewhere cannot leave them half changed.
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A sealed body, as it stands in the outbox.
pub(super) struct Envelope {
    /// JSON of `protocol::Seal`.
    pub(super) seal: String,
    /// The sealed bytes.
    pub(super) body: Vec<u8>,
    /// The sealed documents, in their order.
    pub(super) documents: Vec<Vec<u8>>,
}

/// Seals a body and its documents to every key that is valid now, bound to the item, its schema, and the centre and device of this kiosk.
pub(super) fn seal(
    context: &mut Context,
    id: ItemId,
    schema: &str,
    body: &Zeroizing<Vec<u8>>,
    documents: &[Zeroizing<Vec<u8>>],
) -> Result<Envelope, StoreError> {
    let seed = Zeroizing::new(context.bytes::<32>()?);
    let device = &context.device;
    let bound_to = SealContext { id, schema, centre: &device.centre, device: device.id };
    let keys = context.sealer.keys();
    let recipients = keys.recipients(context.now_ms())?;
    let documents: Vec<&[u8]> = documents.iter().map(|document| document.as_slice()).collect();
    let sealed = seal::seal(&bound_to, body, &documents, &recipients, &mut StdRng::from_seed(*seed))?;
    let seal = serde_json::to_string(&sealed.seal).map_err(|_| StoreError::Strange("seal"))?;
    Ok(Envelope { seal, body: sealed.body, documents: sealed.documents })
}
