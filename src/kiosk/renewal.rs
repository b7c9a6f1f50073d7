//! Central's keys, kept new: its signed config bundle is asked for, verified, kept in the state folder and used.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use kiosk_protocol::DatedKey;

use crate::clock::Corrected;
use crate::enrolment::Enrolment;
use crate::store::Store;
use crate::sync::Sync;

/// The enrolment that is kept new.
#[derive(Debug)]
pub(super) struct Renewal {
    enrolment: Enrolment,
    state_dir: PathBuf,
    clock: Arc<Corrected>,
    /// Of the bundle last looked at in this run.
    etag: Option<String>,
}

impl Renewal {
    pub(super) fn new(enrolment: Enrolment, state_dir: PathBuf, clock: Arc<Corrected>) -> Self {
        Self { enrolment, state_dir, clock, etag: None }
    }

    /// The keys that bundles are believed under now.
    pub(super) fn bundle_keys(&self) -> Vec<DatedKey> {
        self.enrolment.bundle_keys().to_vec()
    }

    /// Asks central once. A bundle that is not signed by a key trusted now changes nothing.
    pub(super) async fn look(&mut self, sync: &Sync, store: &Store) {
        let Ok(Some(offered)) = sync.config_bundle(self.etag.as_deref()).await else { return };
        match self.enrolment.renew(offered.signed) {
            Ok(false) => {}
            Ok(true) => {
                let config = self.enrolment.config();
                store.use_seal_keys(config.seal_keys.clone());
                sync.believe(config.answer_keys.clone());
                if let Ok(issued) = Timestamp::from_millisecond(config.issued_ms) {
                    self.clock.raise_floor(issued);
                }
                if let Err(error) = self.enrolment.keep(&self.state_dir) {
                    // It holds for this run, and is asked for again in the next.
                    tracing::error!(event = "kiosk.keys_not_kept", %error);
                }
                tracing::info!(event = "kiosk.keys_renewed", serial = self.enrolment.config().serial);
            }
            Err(error) => {
                tracing::error!(event = "kiosk.keys_refused", %error);
                return;
            }
        }
        self.etag = offered.etag;
    }
}
