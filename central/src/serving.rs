//! Who is called next, and how long the others wait. No database and no clock: every store asks the same rules.
//!
//! Whoever has priority may overtake, and not too often: between two who overtook, so many others are called
//! ([`Fairness`]). Whoever came first of all is called in any case, so priority never makes anybody wait longer than
//! the order of arrival would.

use kiosk_protocol::{ItemId, PriorityClass};

/// How many without priority are called for each one who overtakes. A setting of the centre, not of a desk: two desks that
/// count differently would be fair to nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Fairness(pub u32);

impl Fairness {
    /// What a centre may set.
    pub const RANGE: std::ops::RangeInclusive<u32> = 1..=20;
}

impl Default for Fairness {
    fn default() -> Self {
        Self(2)
    }
}

/// Somebody who waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The ticket.
    pub id: ItemId,
    /// What is called out.
    pub label: String,
    /// Why before others, if so.
    pub priority: Option<PriorityClass>,
    /// How many come together, where that is known. It changes nothing of the order.
    pub party: Option<u8>,
}

/// Somebody who was called before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before {
    /// Whether this one overtook somebody.
    pub overtook: bool,
    /// Whether this one has priority.
    pub priority: bool,
}

/// So many of those called before must be known to go on; more do not matter.
pub const MEMORY: usize = 64;

/// Who is called next: the place among those who wait (in the order of arrival), and whether that overtakes.
/// `before`: who was called, the last one first.
#[must_use]
pub fn next(waiting: &[Waiting], before: &[Before], fairness: Fairness) -> Option<(usize, bool)> {
    let first = waiting.first()?;
    let favoured = waiting.iter().position(|one| one.priority.is_some());
    let since = before.iter().take_while(|one| !one.overtook).filter(|one| !one.priority).count();
    let never = before.iter().all(|one| !one.overtook);
    let may = never || u32::try_from(since).unwrap_or(u32::MAX) >= fairness.0;
    match favoured {
        Some(place) if first.priority.is_none() && may => Some((place, true)),
        _ => Some((0, false)),
    }
}

/// How far back calls tell how fast a queue moves, in milliseconds.
pub const PACE_OVER_MS: i64 = 60 * 60 * 1000;
/// Fewer calls tell nothing.
const LEAST_CALLS: usize = 3;
/// A wait is never told as longer than this, in minutes; nobody believes it anyway.
pub const MOST_MINUTES: u32 = 240;

/// In how many minutes the next one to come will be called, from the moments of the calls of the last hour (in any
/// order); `None` when they tell nothing. A pause of the desks counts: the pace is taken up to `now_ms`.
#[must_use]
pub fn estimate(waiting: u32, calls_ms: &[i64], now_ms: i64) -> Option<u32> {
    let recent: Vec<i64> =
        calls_ms.iter().copied().filter(|at| *at <= now_ms && now_ms.saturating_sub(*at) <= PACE_OVER_MS).collect();
    if recent.len() < LEAST_CALLS {
        return None;
    }
    let first = recent.iter().min().copied()?;
    // Between n calls lie n - 1 pieces of work; the one that is being done now counts as far as it is longer.
    let work = i64::try_from(recent.len() - 1).ok()?;
    let last = recent.iter().max().copied()?;
    let each = ((last - first) / work).max((now_ms - first) / (work + 1));
    let minutes = i64::from(waiting).saturating_mul(each).saturating_add(59_999) / 60_000;
    Some(u32::try_from(minutes).unwrap_or(MOST_MINUTES).min(MOST_MINUTES))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use proptest::prelude::*;

    use super::*;

    fn waiting(n: u32, priority: bool) -> Waiting {
        let mut random = [0; 10];
        random[..4].copy_from_slice(&n.to_be_bytes());
        let priority = priority.then_some(PriorityClass::Elderly);
        Waiting { id: ItemId::new(0, random), label: format!("B1-{n:03}"), priority, party: None }
    }

    /// Whoever comes, in turns with whoever is called: `true` comes with priority, `None` is a call.
    fn day(arrivals: &[Option<bool>], fairness: Fairness) -> Vec<(u32, bool, bool, bool)> {
        let mut line: Vec<(u32, Waiting)> = Vec::new();
        let mut before: Vec<Before> = Vec::new();
        let mut served = Vec::new();
        let mut n = 0;
        let serve = |line: &mut Vec<(u32, Waiting)>, before: &mut Vec<Before>, served: &mut Vec<_>| {
            let now: Vec<Waiting> = line.iter().map(|(_, one)| one.clone()).collect();
            let Some((place, overtook)) = next(&now, &before[..before.len().min(MEMORY)], fairness) else { return };
            let (number, one) = line.remove(place);
            let priority = one.priority.is_some();
            let others = line.iter().any(|(_, one)| one.priority.is_none());
            before.insert(0, Before { overtook, priority });
            served.push((number, priority, overtook, others));
        };
        for arrival in arrivals {
            match arrival {
                Some(priority) => {
                    line.push((n, waiting(n, *priority)));
                    n += 1;
                }
                None => serve(&mut line, &mut before, &mut served),
            }
        }
        while !line.is_empty() {
            serve(&mut line, &mut before, &mut served);
        }
        served
    }

    #[test]
    fn two_for_one() {
        let arrivals: Vec<_> = [false, false, false, false, true, true, true].map(Some).to_vec();
        let order: Vec<u32> = day(&arrivals, Fairness::default()).iter().map(|one| one.0).collect();
        assert_eq!(order, [4, 0, 1, 5, 2, 3, 6]);
    }

    #[test]
    fn an_estimate_follows_the_pace_and_its_bounds() {
        let minute = 60_000;
        let calls = [0, 5 * minute, 10 * minute, 15 * minute];
        assert_eq!(estimate(4, &calls, 16 * minute), Some(20));
        assert_eq!(estimate(0, &calls, 16 * minute), Some(0));
        assert_eq!(estimate(4, &calls[..2], 16 * minute), None, "two calls tell nothing");
        assert_eq!(estimate(4, &calls, 200 * minute), None, "nor do old ones");
        assert_eq!(estimate(1000, &calls, 16 * minute), Some(MOST_MINUTES));
        assert!(estimate(4, &calls, 55 * minute).unwrap() > 40, "desks that pause are slow");
    }

    proptest! {
        #[test]
        fn nobody_starves_and_few_overtake(
            arrivals in proptest::collection::vec(prop_oneof![
                Just(Some(false)), Just(Some(true)), Just(None)
            ], 1..200),
            ratio in 1_u32..5,
        ) {
            let served = day(&arrivals, Fairness(ratio));
            let come = arrivals.iter().filter(|arrival| arrival.is_some()).count();
            prop_assert_eq!(served.len(), come, "everybody is called once");
            let numbers: std::collections::BTreeSet<u32> = served.iter().map(|one| one.0).collect();
            prop_assert_eq!(numbers.len(), come);
            let mut since: Option<u32> = None;
            for (_, priority, overtook, _) in &served {
                if *overtook {
                    prop_assert!(since.is_none_or(|since| since >= ratio));
                    since = Some(0);
                } else if !priority {
                    since = since.map(|since| since + 1);
                }
            }
            // In the order of arrival among themselves.
            for class in [false, true] {
                let own: Vec<u32> = served.iter().filter(|one| one.1 == class).map(|one| one.0).collect();
                prop_assert!(own.is_sorted());
            }
            // Whoever has no priority is overtaken by one in each `ratio` at most, and one more.
            for (at, (number, priority, ..)) in served.iter().enumerate() {
                let overtaken = served[..at].iter().filter(|one| one.0 > *number).count();
                let before = served[..at].iter().filter(|one| one.0 < *number && !one.1).count();
                if *priority {
                    prop_assert_eq!(served[..at].iter().filter(|one| one.0 > *number && one.1).count(), 0);
                } else {
                    prop_assert!(overtaken <= before / ratio as usize + 1, "{overtaken} overtook after {before}");
                }
            }
        }

        #[test]
        fn estimates_are_sane(
            waiting in 0_u32..100_000,
            calls in proptest::collection::vec(any::<i64>(), 0..50),
            now in 0_i64..4_000_000_000_000,
        ) {
            if let Some(minutes) = estimate(waiting, &calls, now) {
                prop_assert!(minutes <= MOST_MINUTES);
                prop_assert!(waiting > 0 || minutes == 0);
            }
        }
    }
}
