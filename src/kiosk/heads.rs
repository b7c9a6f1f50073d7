//! Heads of the audit chain, signed hourly and when a service day has ended, and queued for central: what was recorded up to
//! there cannot be unsaid any more, not even by someone who has the disk and the key of tomorrow.

use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use super::Inner;
use crate::keys::DeviceKey;
use crate::ticket::ServiceDay;

/// A head at least so often, when anything was recorded.
const HEAD_EVERY: Duration = Duration::from_secs(3600);
/// So often it is looked whether a day has ended.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// Signs heads until the kiosk ends. Holds no handle of the kiosk while it waits.
pub(super) async fn sign(kiosk: Weak<Inner>, key: Arc<DeviceKey>) {
    let mut last: Option<(Instant, ServiceDay)> = None;
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let Some(inner) = kiosk.upgrade() else { return };
        let Ok(step) = inner.store.day().await else { continue };
        let day = step.day();
        if !is_due(last, Instant::now(), day) {
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

fn is_due(last: Option<(Instant, ServiceDay)>, now: Instant, day: ServiceDay) -> bool {
    last.is_none_or(|(at, of)| of != day || now.saturating_duration_since(at) >= HEAD_EVERY)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn hourly_and_when_a_day_has_ended() {
        let (now, day) = (Instant::now(), ServiceDay::new(jiff::civil::date(2026, 11, 26)));
        let next = ServiceDay::new(jiff::civil::date(2026, 11, 27));
        assert!(is_due(None, now, day));
        assert!(!is_due(Some((now, day)), now + Duration::from_secs(3599), day));
        assert!(is_due(Some((now, day)), now + HEAD_EVERY, day));
        assert!(is_due(Some((now, day)), now, next));
    }
}
