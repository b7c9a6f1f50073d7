//! Early, in time, late: when an appointment can be checked in.

use std::time::Duration;

use jiff::Timestamp;

/// How somebody comes to an appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// Before the check-in begins.
    Early {
        /// When it begins.
        from: Timestamp,
    },
    /// While it lasts.
    InTime,
    /// After it has ended.
    Late,
}

/// How somebody comes who comes now; the check-in begins `early` before the appointment and ends `late` after it.
#[must_use]
pub fn arrival(at: Timestamp, now: Timestamp, early: Duration, late: Duration) -> Arrival {
    let from = at.checked_sub(early).unwrap_or(Timestamp::MIN);
    let until = at.checked_add(late).unwrap_or(Timestamp::MAX);
    match now {
        now if now < from => Arrival::Early { from },
        now if now > until => Arrival::Late,
        _ => Arrival::InTime,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_window_is_whole_and_its_ends_belong_to_it(
            at in 0_i64..4_000_000_000, early in 0_u64..20_000, late in 0_u64..20_000, apart in -40_000_i64..40_000,
        ) {
            let second = |n| Timestamp::from_second(n).unwrap();
            let came = arrival(second(at), second(at + apart), Duration::from_secs(early), Duration::from_secs(late));
            let meant = if apart < -(early as i64) {
                Arrival::Early { from: second(at - early as i64) }
            } else if apart > late as i64 {
                Arrival::Late
            } else {
                Arrival::InTime
            };
            prop_assert_eq!(came, meant);
        }
    }
}
