//! What the screens may say about the way to central: no more than what was seen.

use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::failure::Failure;
use super::outbox::Figures;

/// How the way to central is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// No address of a central server is configured.
    NotConfigured,
    /// This kiosk is not enrolled: central would not know it.
    NotEnrolled,
    /// Nothing has been tried yet.
    Connecting,
    /// The last thing tried went well.
    Online,
    /// Central is reached but struggles (5xx, busy), or one direction fails.
    Degraded {
        /// Since when, by the kiosk's clock.
        since: Timestamp,
    },
    /// Central is not reached.
    Offline {
        /// Since when, by the kiosk's clock.
        since: Timestamp,
    },
    /// Something answers that is not central (a login page, a proxy). As good as offline.
    NotCentral {
        /// Since when, by the kiosk's clock.
        since: Timestamp,
    },
    /// Central refuses this device; the kiosk goes on collecting, staff must act.
    AuthBlocked {
        /// Since when, by the kiosk's clock.
        since: Timestamp,
    },
    /// Central asks for a newer kiosk; the kiosk goes on collecting.
    UpdateNeeded {
        /// Since when, by the kiosk's clock.
        since: Timestamp,
    },
}

impl Link {
    /// A stable word for logs, health and messages.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::NotConfigured => "not_configured",
            Self::NotEnrolled => "not_enrolled",
            Self::Connecting => "connecting",
            Self::Online => "online",
            Self::Degraded { .. } => "degraded",
            Self::Offline { .. } => "offline",
            Self::NotCentral { .. } => "not_central",
            Self::AuthBlocked { .. } => "auth_blocked",
            Self::UpdateNeeded { .. } => "update_needed",
        }
    }
}

/// The state of sync, as shown and as told to health.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyncState {
    /// The way to central.
    pub link: Link,
    /// What waits.
    pub figures: Figures,
    /// When central last took something or answered, by the kiosk's clock.
    pub last_success: Option<Timestamp>,
}

impl SyncState {
    /// Before anything was tried.
    #[must_use]
    pub fn new(link: Link) -> Self {
        Self { link, figures: Figures::default(), last_success: None }
    }
}

/// Which way something went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Push,
    Pull,
}

/// What the two directions saw last, from which the link is told.
#[derive(Debug, Default)]
pub(crate) struct Board {
    push: Option<Seen>,
    pull: Option<Seen>,
}

#[derive(Debug, Clone, Copy)]
struct Seen {
    at: Instant,
    failing: Option<Failing>,
}

#[derive(Debug, Clone, Copy)]
struct Failing {
    failure: Failure,
    /// In a row.
    times: u32,
    since: Timestamp,
}

/// After so many failures in a row a server that answers only errors counts as away.
pub(crate) const FAILURES_TO_OPEN: u32 = 5;

impl Board {
    /// Notes an outcome; returns how many failures in a row this direction now has.
    pub(crate) fn note(
        &mut self,
        direction: Direction,
        outcome: Result<(), Failure>,
        at: Instant,
        wall: Timestamp,
    ) -> u32 {
        let place = match direction {
            Direction::Push => &mut self.push,
            Direction::Pull => &mut self.pull,
        };
        let before = place.and_then(|seen| seen.failing);
        let failing = outcome.err().map(|failure| Failing {
            failure,
            times: before.map_or(1, |f| f.times.saturating_add(1)),
            since: before.map_or(wall, |f| f.since),
        });
        *place = Some(Seen { at, failing });
        failing.map_or(0, |f| f.times)
    }

    /// The link as it must honestly be told.
    pub(crate) fn link(&self) -> Link {
        let seen = [self.push, self.pull];
        let failing = || seen.iter().flatten().filter_map(|s| s.failing);
        // These are certain and need staff: they outweigh what the other direction saw.
        for f in failing() {
            match f.failure {
                Failure::Auth => return Link::AuthBlocked { since: f.since },
                Failure::UpdateNeeded => return Link::UpdateNeeded { since: f.since },
                _ => {}
            }
        }
        let Some(latest) = seen.iter().flatten().max_by_key(|s| s.at) else {
            return Link::Connecting;
        };
        match latest.failing {
            // The newer success shows that the network is there; a server error of the other
            // direction stands until that direction has succeeded itself.
            None => match failing().find(|f| f.failure.is_server_side()) {
                Some(f) => Link::Degraded { since: f.since },
                None => Link::Online,
            },
            Some(f) => match f.failure {
                Failure::Unreachable | Failure::Untrusted(_) | Failure::Timeout => Link::Offline { since: f.since },
                Failure::NotCentral(_) => Link::NotCentral { since: f.since },
                _ if f.times >= FAILURES_TO_OPEN => Link::Offline { since: f.since },
                _ => Link::Degraded { since: f.since },
            },
        }
    }
}

/// The age of the oldest item above which waiting is worth telling staff.
pub const LATE: Duration = Duration::from_secs(15 * 60);

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::super::failure::Stranger;
    use super::*;

    struct Scene {
        board: Board,
        at: Instant,
        wall: Timestamp,
    }

    impl Scene {
        fn new() -> Self {
            Self { board: Board::default(), at: Instant::now(), wall: Timestamp::UNIX_EPOCH }
        }

        fn note(&mut self, direction: Direction, outcome: Result<(), Failure>) -> Link {
            self.at += Duration::from_secs(1);
            self.wall += jiff::SignedDuration::from_secs(1);
            self.board.note(direction, outcome, self.at, self.wall);
            self.board.link()
        }
    }

    fn second(n: i64) -> Timestamp {
        Timestamp::from_second(n).unwrap()
    }

    #[test]
    fn offline_tells_since_the_first_failure() {
        let mut scene = Scene::new();
        assert_eq!(scene.board.link(), Link::Connecting);
        assert_eq!(scene.note(Direction::Pull, Ok(())), Link::Online);
        scene.note(Direction::Push, Err(Failure::Unreachable));
        let link = scene.note(Direction::Push, Err(Failure::Timeout));
        assert_eq!(link, Link::Offline { since: second(2) });
        assert_eq!(scene.note(Direction::Pull, Ok(())), Link::Online);
    }

    #[test]
    fn a_failing_push_beside_a_good_pull_is_degraded() {
        let mut scene = Scene::new();
        scene.note(Direction::Push, Err(Failure::Server(500)));
        let link = scene.note(Direction::Pull, Ok(()));
        assert_eq!(link, Link::Degraded { since: second(1) });
        assert_eq!(scene.note(Direction::Push, Ok(())), Link::Online);
    }

    #[test]
    fn five_errors_in_a_row_are_offline() {
        let mut scene = Scene::new();
        for _ in 0..4 {
            let link = scene.note(Direction::Push, Err(Failure::Server(502)));
            assert_eq!(link, Link::Degraded { since: second(1) });
        }
        let link = scene.note(Direction::Push, Err(Failure::Server(502)));
        assert_eq!(link, Link::Offline { since: second(1) });
    }

    #[test]
    fn refusals_and_portals_are_named() {
        let mut scene = Scene::new();
        let portal = Failure::NotCentral(Stranger::Redirect);
        assert_eq!(scene.note(Direction::Push, Err(portal)).name(), "not_central");
        scene.note(Direction::Push, Err(Failure::Auth));
        assert_eq!(scene.note(Direction::Pull, Ok(())).name(), "auth_blocked");
    }
}
