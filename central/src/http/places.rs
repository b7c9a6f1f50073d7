//! Long polls wait here. One look at the database serves all of them: five thousand kiosks that each looked by themselves
//! once a second, and at every commit, would leave it no time for anything else.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kiosk_protocol::CentreId;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use crate::store::Store;

/// Another process (`central status set`) may commit without a tick in this one.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// The least time between two looks: commits that follow each other are one look.
const REST: Duration = Duration::from_millis(20);

/// How far the sequence of each centre that somebody waits for has come, as last seen.
#[derive(Default)]
pub(crate) struct Places(Mutex<HashMap<CentreId, watch::Sender<u64>>>);

impl Places {
    fn lock(&self) -> MutexGuard<'_, HashMap<CentreId, watch::Sender<u64>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ticks when the centre's sequence has moved since now; sometimes also when it has not. To be asked for before the
    /// page is read, so that nothing is missed in between.
    pub(crate) fn of(&self, centre: &CentreId) -> watch::Receiver<u64> {
        self.lock().entry(centre.clone()).or_default().subscribe()
    }

    fn tell(&self, places: Vec<(CentreId, u64)>) {
        let mut waiting = self.lock();
        waiting.retain(|_, place| place.receiver_count() > 0);
        for (centre, seq) in places {
            if let Some(place) = waiting.get(&centre) {
                // Also where it is lower than before: a database that was put back from a copy.
                place.send_if_modified(|known| std::mem::replace(known, seq) != seq);
            }
        }
    }

    fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }
}

/// Looks for those who wait, until told to stop.
pub(crate) async fn watch<S: Store>(store: Arc<S>, places: Arc<Places>, mut stopping: watch::Receiver<bool>) {
    let mut committed = store.committed();
    let look = async {
        loop {
            // Elapsed or ticked: either way it is time to look.
            let _ = timeout(LOOK_EVERY, committed.changed()).await;
            if !places.is_empty() {
                match store.places().await {
                    Ok(found) => places.tell(found),
                    Err(error) => {
                        tracing::error!(event = "http.store", %error);
                        sleep(LOOK_EVERY).await;
                    }
                }
            }
            sleep(REST).await;
        }
    };
    tokio::select! {
        () = look => {}
        // An error means that the handle is gone, which says the same.
        _ = stopping.wait_for(|stop| *stop) => {}
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn those_who_wait_hear_of_their_own_centre() {
        let places = Places::default();
        let (erbil, duhok): (CentreId, CentreId) = ("erbil".parse().unwrap(), "duhok".parse().unwrap());
        let mut waits = places.of(&erbil);
        places.tell(vec![(erbil.clone(), 3), (duhok.clone(), 9)]);
        assert!(waits.has_changed().unwrap());
        // Who comes later knows what was told.
        let late = places.of(&erbil);
        assert!(!late.has_changed().unwrap());
        waits.mark_unchanged();
        places.tell(vec![(erbil.clone(), 3), (duhok.clone(), 10)]);
        assert!(!waits.has_changed().unwrap() && !late.has_changed().unwrap());
        places.tell(vec![(erbil.clone(), 2)]);
        assert!(waits.has_changed().unwrap() && late.has_changed().unwrap(), "the database was put back");
        drop((waits, late));
        places.tell(vec![(erbil, 4)]);
        assert!(places.is_empty(), "nobody waits any more");
    }
}
