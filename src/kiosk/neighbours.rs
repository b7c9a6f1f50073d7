//! The keys of the other kiosks of this centre: what they have printed is believed here too, without a network.
//!
//! Central hands them out signed; they are verified whenever they are read, and kept in the store for the next start.

use kiosk_protocol::{BadBundle, DatedKey, KeySet, SignedBundle};

use super::receipts::Trust;
use crate::store::{BundleAge, KeptBundle, Store, StoreError, StoreReader};
use crate::sync::Sync;

const KIND: &str = SignedBundle::RECEIPT_KEYS;

/// The keys kept, if one of `trusted` still vouches for them.
pub(super) fn kept(store: &Store, trusted: &[DatedKey]) -> Result<Option<KeySet>, StoreError> {
    Ok(store.bundle(KIND, BundleAge::Newest).wait()?.and_then(|kept| believed(&kept, trusted)))
}

/// The same, seen from another process: `kiosk receipt verify` beside a kiosk that runs.
///
/// # Errors
/// The database cannot be read.
pub fn neighbours(reader: &StoreReader, trusted: &[DatedKey]) -> Result<Option<KeySet>, StoreError> {
    Ok(reader.bundle(KIND)?.and_then(|kept| believed(&kept, trusted)))
}

fn believed(kept: &KeptBundle, trusted: &[DatedKey]) -> Option<KeySet> {
    let verified: Result<KeySet, BadBundle> = kept.signed.verify(KIND, trusted);
    verified.inspect_err(|error| tracing::error!(event = "kiosk.receipt_keys_refused", %error)).ok()
}

/// Asks central once. What is not signed by a key trusted now changes nothing.
pub(super) async fn look(sync: &Sync, store: &Store, trust: &Trust, trusted: Vec<DatedKey>) {
    let kept = store.bundle(KIND, BundleAge::Newest).await.ok().flatten();
    // What was altered here is asked for again.
    let kept = kept.filter(|kept| believed(kept, &trusted).is_some());
    let Ok(Some(offered)) = sync.receipt_keys(kept.as_ref().map(|kept| kept.etag.as_str())).await else { return };
    match offered.signed.verify::<KeySet>(KIND, &trusted) {
        Ok(keys) => {
            tracing::info!(event = "kiosk.receipt_keys", keys = keys.iter().count());
            trust.believe(&keys);
        }
        Err(error) => {
            tracing::error!(event = "kiosk.receipt_keys_refused", %error);
            return;
        }
    }
    if let Some(etag) = offered.etag
        && let Err(error) = store.keep_bundle(etag, offered.signed).await
    {
        // They hold for this run, and are asked for again in the next.
        tracing::error!(event = "kiosk.receipt_keys_not_kept", %error);
    }
}
