//! Heads of the audit chain, signed hourly and when a service day has ended, and queued for central: what was recorded up to
//! there cannot be unsaid any more, not even by someone who has the disk and the key of tomorrow.

use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use super::{Inner, Rhythm};
use crate::keys::DeviceKey;
use crate::ticket::ServiceDay;

/// Signs heads until the kiosk ends. Holds no handle of the kiosk while it waits.
pub(super) async fn sign(kiosk: Weak<Inner>, key: Arc<DeviceKey>, rhythm: Rhythm) {
    let mut last: Option<(Instant, ServiceDay)> = None;
    loop {
        tokio::time::sleep(rhythm.day_every).await;
        let Some(inner) = kiosk.upgrade() else { return };
        let Ok(step) = inner.store.day().await else { continue };
        let day = step.day();
        if !is_due(last, Instant::now(), day, rhythm.head_every) {
            continue;
        }
        match inner.store.sign_audit_head(Arc::clone(&key) as _).await {
            Ok(head) => {
                last = Some((Instant::now(), day));
                if let Some(head) = head {
                    tracing::info!(event = "audit.head_signed", rows = head.unverified().size);
                    inner.sync.wake();
                }
            }
            Err(error) => tracing::error!(event = "audit.head_failed", %error),
        }
    }
}

fn is_due(last: Option<(Instant, ServiceDay)>, now: Instant, day: ServiceDay, every: Duration) -> bool {
    last.is_none_or(|(at, of)| of != day || now.saturating_duration_since(at) >= every)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn hourly_and_when_a_day_has_ended() {
        let (now, day) = (Instant::now(), ServiceDay::new(jiff::civil::date(2026, 11, 26)));
        let next = ServiceDay::new(jiff::civil::date(2026, 11, 27));
        let hour = Rhythm::default().head_every;
        assert!(is_due(None, now, day, hour));
        assert!(!is_due(Some((now, day)), now + Duration::from_secs(3599), day, hour));
        assert!(is_due(Some((now, day)), now + hour, day, hour));
        assert!(is_due(Some((now, day)), now, next, hour));
    }
}
