//! The way to central, looked at for a technician who stands at the screen.

use std::sync::Arc;

use super::Kiosk;
use crate::clock::{Corrected, SystemClock};
use crate::enrolment::Enrolment;
use crate::staff::{Central, NetworkState};
use crate::sync::{self, look};

impl Kiosk {
    /// Asks central for the time, as `kiosk check --devices` does, and says what was seen.
    pub(super) async fn look_at_central(&self) -> NetworkState {
        let (at, sync) = (self.now(), self.sync());
        let mut state = NetworkState {
            at,
            address: self.config().central.url.clone(),
            central: Central::NotConfigured,
            certificate_until: None,
            link: sync.link.name(),
            queued: sync.figures.queued,
        };
        let Some(url) = state.address.clone() else { return state };
        let ca = self.authority().await;
        state.certificate_until = ca.as_deref().and_then(sync::ends);
        // A clock of its own: what is measured here corrects nothing.
        let clock = Arc::new(Corrected::new(Arc::new(SystemClock)));
        state.central = match look(&url, ca.as_deref(), clock).await {
            Ok(seen) => {
                state.certificate_until = [state.certificate_until, seen.certificate_until].into_iter().flatten().min();
                Central::Reached {
                    ms: u64::try_from(seen.round_trip.as_millis()).unwrap_or(u64::MAX),
                    apart_s: self.now().as_second() - seen.time.as_second(),
                }
            }
            Err(error) => Central::NotReached { why: error.to_string() },
        };
        state
    }

    /// The certificate of central's authority: of the enrolment, else the one that the technician has brought.
    async fn authority(&self) -> Option<String> {
        let (state_dir, brought) = (self.config().store.state_dir.clone(), self.config().central.ca.clone());
        let read = move || match Enrolment::load(&state_dir) {
            Ok(Some(enrolment)) => Some(enrolment.config().ca_pem.clone()),
            _ => brought.and_then(|path| std::fs::read_to_string(path).ok()),
        };
        tokio::task::spawn_blocking(read).await.ok().flatten()
    }
}
