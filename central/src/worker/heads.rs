//! Audit heads: the kiosk's signature is verified and central's added.

use kiosk_protocol::{ResultCode, SignedCheckpoint};

use super::Worker;
use crate::audit::SIGNER;
use crate::http::now_ms;
use crate::store::audit::NewHead;
use crate::store::judge::has_nul;
use crate::store::work::{Contents, Verdict};
use crate::store::{Kept, Store, StoreError};

impl<S: Store> Worker<S> {
    /// What a head is worth. Whether it fits the heads before and after it is seen where it is written, under the centre's
    /// lock.
    pub(super) async fn head(&self, kept: &Kept, body: &[u8]) -> Result<Verdict, StoreError> {
        let unsigned = || {
            tracing::warn!(event = "worker.audit_unsigned", id = %kept.item.id, device = %kept.sender.device);
            Ok(Verdict::Bad(ResultCode::AuditUnsigned))
        };
        let Some(mut note) = std::str::from_utf8(body).ok().and_then(|text| text.parse::<SignedCheckpoint>().ok())
        else {
            return unsigned();
        };
        let device = kept.sender.device;
        // A kiosk speaks of its own chain only.
        let own = format!("{}/{device}/", kept.sender.centre);
        if !note.unverified().origin.starts_with(&own) || has_nul(&[&note.unverified().origin]) {
            return unsigned();
        }
        if let Some(keys) = &self.keys {
            let known = self.store.device_keys(device).await?;
            if !known.iter().any(|key| note.verify(&device.to_string(), key).is_ok()) {
                return unsigned();
            }
            match keys.receipt_key(now_ms()) {
                Ok(key) => note.countersign(SIGNER, key),
                Err(error) => {
                    return Err(StoreError(error.to_string()));
                }
            }
        }
        Ok(Verdict::Good(Contents::head(NewHead { device, device_seq: kept.item.device_seq, note })))
    }
}
