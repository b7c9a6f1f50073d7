//! The sign of life. The service manager hears it only while the screen really draws and the store really writes: a
//! kiosk whose window or whose database hangs is killed by it and begins anew.

mod manager;

use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::time::timeout;

pub use manager::Manager;

use super::{Event, Inner};
use crate::store::{Store, StoreError};

/// When the whole view was last drawn.
#[derive(Debug)]
pub(super) struct Frames(watch::Sender<Option<Instant>>);

impl Default for Frames {
    fn default() -> Self {
        Self(watch::Sender::new(None))
    }
}

impl Frames {
    /// It has been, just now.
    pub(super) fn drawn(&self) {
        self.0.send_replace(Some(Instant::now()));
    }

    /// Follows it.
    pub(super) fn follow(&self) -> watch::Receiver<Option<Instant>> {
        self.0.subscribe()
    }

    /// How long ago; `None` when it never was.
    pub(super) fn age(&self) -> Option<Duration> {
        self.0.borrow().map(|at| at.elapsed())
    }
}

/// Says that the kiosk is there when the first frame is, and then gives signs of life until the kiosk ends. Holds no
/// handle of the kiosk while it waits.
pub(super) async fn beat(kiosk: Weak<Inner>, manager: Arc<Manager>) {
    let Some(mut frames) = kiosk.upgrade().map(|inner| inner.frames.follow()) else { return };
    if frames.wait_for(Option::is_some).await.is_err() {
        return;
    }
    said(&manager, "READY=1\nSTATUS=the kiosk is shown");
    // Asking takes a quarter at most and so does waiting: two signs in a row may be lost.
    let Some(every) = manager.watchdog.map(|limit| limit / 4) else { return };
    loop {
        tokio::time::sleep(every).await;
        let Some(store) = ask(&kiosk, &mut frames) else { return };
        let (drawn, wrote) = tokio::join!(timeout(every, frames.changed()), timeout(every, wrote(store)));
        let (drawn, wrote) = (matches!(drawn, Ok(Ok(()))), matches!(wrote, Ok(true)));
        if drawn && wrote {
            said(&manager, "WATCHDOG=1");
        } else if kiosk.strong_count() > 0 {
            tracing::error!(event = "kiosk.no_sign_of_life", drawn, wrote);
        }
    }
}

/// Asks whoever draws for a frame; the store, to be asked for a write.
fn ask(kiosk: &Weak<Inner>, frames: &mut watch::Receiver<Option<Instant>>) -> Option<Store> {
    let inner = kiosk.upgrade()?;
    frames.mark_unchanged();
    // With nobody listening there is no frame either, and that is what is asked.
    let _ = inner.events.send(Event::Pulse);
    Some(inner.store.clone())
}

/// Whether the store wrote. A full disk is no reason to kill a kiosk that says so on its screen.
async fn wrote(store: Store) -> bool {
    matches!(store.beat().await, Ok(()) | Err(StoreError::Full))
}

/// The program ends now to begin anew in the same process: the service goes on.
pub(super) fn begins_anew(manager: &Manager) {
    said(manager, "RELOADING=1\nSTATUS=the kiosk begins anew");
}

fn said(manager: &Manager, state: &str) {
    if let Err(error) = manager.tell(state) {
        tracing::warn!(event = "kiosk.manager_not_told", %error);
    }
}
