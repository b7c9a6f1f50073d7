//! How many tickets the roll still has: the paper that was fed, counted, and what the printer's sensor says.

use super::{Desk, Event};
use crate::device::printer::PaperLevel;
use crate::store::{PaperRoll, StoreError};

/// Dots of a ticket before the first was printed: 113 mm at 203 dpi (`reference/printing.md` §4), and the way to the blade.
const FIRST_GUESS: u32 = 1_026;

/// What is left when the sensor reports that the roll is near its end, in millimetres. Inferred: the sensors of 80 mm
/// printers look at the roll's side 2 to 3 mm above its core.
const NEAR_END_MM: u64 = 4_000;

/// So few tickets left are told: a busy kiosk's hour.
const FEW: u32 = 60;

/// How long a roll is, in dots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RollSize {
    dots: u64,
    near_end: u64,
}

impl RollSize {
    /// A roll of `metres` at `dpi`; `None` where it is not counted (0 m).
    #[must_use]
    pub fn new(metres: u32, dpi: u32) -> Option<Self> {
        let dots = |mm: u64| mm * u64::from(dpi) * 10 / 254;
        (metres > 0).then(|| Self { dots: dots(u64::from(metres) * 1_000), near_end: dots(NEAR_END_MM) })
    }

    /// What is left of it.
    #[must_use]
    pub fn left(&self, roll: Option<&PaperRoll>) -> PaperLeft {
        let fed = roll.map_or(0, |roll| roll.fed_dots);
        let each = roll.and_then(|roll| roll.mean_dots).unwrap_or(FIRST_GUESS).max(1);
        let tickets = self.dots.saturating_sub(fed) / u64::from(each);
        PaperLeft { tickets: u32::try_from(tickets).unwrap_or(u32::MAX) }
    }
}

/// What is left of a roll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaperLeft {
    /// About so many tickets.
    pub tickets: u32,
}

impl PaperLeft {
    /// Whether staff should bring a roll before a queue forms.
    #[must_use]
    pub const fn is_low(self) -> bool {
        self.tickets <= FEW
    }

    /// The number for people: nobody counts to 337.
    #[must_use]
    pub const fn about(self) -> u32 {
        match self.tickets {
            0..20 => self.tickets,
            20..100 => self.tickets / 5 * 5,
            _ => self.tickets / 20 * 20,
        }
    }
}

/// How the roll is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RollState {
    /// What is left of it; `None` where it is not counted.
    pub left: Option<PaperLeft>,
    /// Whether the printer's sensor has said that it is near its end.
    pub near_end: bool,
}

impl RollState {
    /// Whether staff should bring a roll before a queue forms.
    #[must_use]
    pub fn is_low(self) -> bool {
        self.near_end || self.left.is_some_and(PaperLeft::is_low)
    }

    /// About so many tickets, for people; `None` where it is not counted.
    #[must_use]
    pub fn tickets(self) -> Option<u32> {
        self.left.map(PaperLeft::about)
    }
}

impl Desk {
    /// How the roll is.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn roll(&self) -> Result<RollState, StoreError> {
        let roll = self.inner.store.paper_roll().await?;
        Ok(RollState {
            left: self.inner.roll.map(|size| size.left(roll.as_ref())),
            near_end: roll.is_some_and(|roll| roll.near_end),
        })
    }

    /// A member of staff says that a new roll is in: no sensor may have seen it.
    ///
    /// # Errors
    /// The store cannot note it.
    pub async fn new_roll(&self) -> Result<(), StoreError> {
        self.inner.store.paper_changed().await?;
        tracing::info!(event = "paper.changed");
        self.tell_paper(RollState::default()).await;
        Ok(())
    }

    /// Counts what the printer has fed since the last call.
    pub(super) async fn count_paper(&self, is_paper: bool) {
        let total = *self.inner.printer.fed().borrow();
        let before = self.inner.fed.swap(total, std::sync::atomic::Ordering::Relaxed);
        let dots = u32::try_from(total.saturating_sub(before)).unwrap_or(u32::MAX);
        if dots > 0 {
            let was = self.roll().await.unwrap_or_default();
            self.noted("fed", self.inner.store.paper_fed(dots, is_paper).await);
            self.tell_paper(was).await;
        }
    }

    /// The printer would print, and its sensor sees this. Enough paper after the end was near, or reached, is a new roll;
    /// after *near* only if somebody may have been at it (`touched`): a sensor that looks at the roll's side wavers.
    pub(super) async fn paper_seen(&self, level: PaperLevel, touched: bool) {
        let roll = match self.inner.store.paper_roll().await {
            Ok(roll) => roll,
            Err(error) => return self.noted("seen", Err(error)),
        };
        let (near_end, used_up) = roll.map_or((false, false), |roll| (roll.near_end, roll.used_up));
        match level {
            PaperLevel::Ok if used_up || (near_end && touched) => self.noted("changed", self.new_roll().await),
            PaperLevel::NearEnd if !near_end || used_up => {
                // The sensor knows better than the count, the first time; what was fed since then it does not know.
                let size = self.inner.roll.filter(|_| !near_end);
                let was = self.roll().await.unwrap_or_default();
                let fed = size.map(|size| size.dots.saturating_sub(size.near_end));
                self.noted("near_end", self.inner.store.paper_near_end(fed).await);
                self.tell_paper(was).await;
            }
            PaperLevel::Ok | PaperLevel::NearEnd => {}
        }
    }

    /// The printer is out of paper.
    pub(super) async fn paper_out(&self) {
        self.noted("used_up", self.inner.store.paper_used_up().await);
    }

    /// Counting never keeps anything from being printed.
    #[expect(clippy::unused_self, reason = "reads as the desk's doing")]
    fn noted(&self, what: &'static str, result: Result<(), StoreError>) {
        if let Err(error) = result {
            tracing::warn!(event = "paper.not_noted", what, %error);
        }
    }

    /// Tells how the roll is now; warns when it is low and was not.
    async fn tell_paper(&self, was: RollState) {
        let Ok(now) = self.roll().await else { return };
        if now.is_low() && !was.is_low() {
            tracing::warn!(event = "paper.low", tickets = now.left.map(|left| left.tickets), near_end = now.near_end);
        }
        // Nobody listening is not a failure.
        let _ = self.inner.events.send(Event::Paper(now));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use jiff::Timestamp;

    use super::*;

    fn roll(fed_dots: u64, mean_dots: Option<u32>) -> PaperRoll {
        PaperRoll { since: Timestamp::UNIX_EPOCH, fed_dots, papers: 0, mean_dots, near_end: false, used_up: false }
    }

    #[test]
    fn a_new_roll_of_80_metres_has_over_600_tickets() {
        let size = RollSize::new(80, 203).unwrap();
        assert_eq!(size.left(None).tickets, 623);
        assert_eq!(size.left(None).about(), 620);
        assert_eq!(RollSize::new(0, 203), None);
    }

    #[test]
    fn what_was_fed_is_gone_and_the_count_never_goes_below_nothing() {
        let size = RollSize::new(80, 203).unwrap();
        let left = size.left(Some(&roll(639_370 - 1_000 * 55, Some(1_000))));
        assert_eq!((left.tickets, left.about(), left.is_low()), (55, 55, true));
        assert_eq!(size.left(Some(&roll(10_000_000, Some(1_000)))).tickets, 0);
        assert!(!size.left(Some(&roll(0, Some(1_000)))).is_low());
    }
}
