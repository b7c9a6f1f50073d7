//! The hidden way to the question for the PIN: the corners of the screen in an order.

use std::time::{Duration, Instant};

use crate::config::Corner;

/// The corner that a place lies in: at most `reach` from both of its edges, in the same unit as all others.
#[must_use]
pub fn corner_at(x: f32, y: f32, width: f32, height: f32, reach: f32) -> Option<Corner> {
    let side = |at: f32, all: f32| match at {
        at if at < 0.0 || at > all => None,
        at if at <= reach => Some(false),
        at if at >= all - reach => Some(true),
        _ => None,
    };
    Some(match (side(x, width)?, side(y, height)?) {
        (false, false) => Corner::TopLeft,
        (true, false) => Corner::TopRight,
        (true, true) => Corner::BottomRight,
        (false, true) => Corner::BottomLeft,
    })
}

/// Between two touches at most.
const PAUSE: Duration = Duration::from_secs(3);

/// How far somebody has come with the corners.
#[derive(Debug, Clone, Default)]
pub struct Gesture {
    done: usize,
    last: Option<Instant>,
}

impl Gesture {
    /// Takes a touch, in a corner or elsewhere; whether that was the last of `order`.
    pub fn touched(&mut self, corner: Option<Corner>, order: &[Corner], now: Instant) -> bool {
        let late = self.last.is_none_or(|last| now.saturating_duration_since(last) > PAUSE);
        if late {
            self.done = 0;
        }
        self.last = Some(now);
        let fits = |place: usize| corner.is_some() && order.get(place).copied() == corner;
        self.done = match (fits(self.done), fits(0)) {
            (true, _) => self.done + 1,
            (false, true) => 1,
            (false, false) => 0,
        };
        if !order.is_empty() && self.done == order.len() {
            self.done = 0;
            return true;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use proptest::prelude::*;

    use super::*;

    const ORDER: [Corner; 4] = [Corner::TopLeft, Corner::TopRight, Corner::BottomRight, Corner::BottomLeft];

    #[test]
    fn only_the_order_opens_and_only_without_a_pause() {
        let now = Instant::now();
        let mut gesture = Gesture::default();
        let at = |gesture: &mut Gesture, corner, seconds| {
            gesture.touched(corner, &ORDER, now + Duration::from_secs(seconds))
        };
        for (n, corner) in (0..).zip(ORDER) {
            assert_eq!(at(&mut gesture, Some(corner), n), n == 3);
        }
        // A pause, or another place in between.
        for (n, corner) in [(10, ORDER[0]), (11, ORDER[1]), (12, ORDER[2]), (16, ORDER[3])] {
            assert!(!at(&mut gesture, Some(corner), n));
        }
        for corner in [Some(ORDER[0]), Some(ORDER[1]), None, Some(ORDER[2]), Some(ORDER[3])] {
            assert!(!at(&mut gesture, corner, 20));
        }
        assert!(!Gesture::default().touched(Some(ORDER[0]), &[], now), "no order, no way");
    }

    #[test]
    fn corners_are_where_they_are() {
        let of = |x, y| corner_at(x, y, 1080.0, 1920.0, 80.0);
        assert_eq!(of(0.0, 0.0), Some(Corner::TopLeft));
        assert_eq!(of(1079.0, 5.0), Some(Corner::TopRight));
        assert_eq!(of(1000.0, 1840.0), Some(Corner::BottomRight));
        assert_eq!(of(81.0, 10.0), None);
        assert_eq!(of(540.0, 960.0), None);
        assert_eq!(of(-5.0, 3.0), None);
        assert_eq!(of(f32::NAN, 3.0), None);
    }

    proptest! {
        /// Whatever is touched: it opens exactly when the last touches were the order.
        #[test]
        fn fuzz(touches in proptest::collection::vec(prop_oneof![
            Just(None), proptest::sample::select(ORDER.to_vec()).prop_map(Some)
        ], 0..400)) {
            let now = Instant::now();
            let mut gesture = Gesture::default();
            let mut since = 0;
            for (at, touch) in touches.iter().enumerate() {
                let opened = gesture.touched(*touch, &ORDER, now);
                let tail = touches.get((at + 1).saturating_sub(4)..=at).unwrap_or_default();
                let meant = at + 1 >= since + 4 && tail.iter().copied().eq(ORDER.into_iter().map(Some));
                prop_assert_eq!(opened, meant);
                if opened {
                    since = at + 1;
                }
            }
        }
    }
}
