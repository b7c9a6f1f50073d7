//! Which keys are held by which fingers, and what comes of it: a pure state
//! machine, driven by contacts and by the time.

use iced::time::{Duration, Instant};
use iced::touch::Finger;

/// How long a key is held before it offers its alternates or repeats.
pub(super) const LONG_PRESS: Duration = Duration::from_millis(500);
/// Time between two repetitions of backspace.
pub(super) const REPEAT: Duration = Duration::from_millis(90);

/// A key that is finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) cap: usize,
    pub(super) alternate: Option<usize>,
}

/// What a key does while it is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Offer {
    Nothing,
    Repeat,
    Alternates,
}

/// One finger (or the mouse: `None`) on one key.
#[derive(Debug, Clone, Copy)]
struct Press {
    who: Option<Finger>,
    cap: usize,
    at: Instant,
    /// Repetitions so far; for alternates 1 once they are open.
    fired: u32,
    open: bool,
    alternate: Option<usize>,
}

impl Press {
    fn due(&self) -> Instant {
        self.at + LONG_PRESS + REPEAT * self.fired
    }

    fn finish(&self) -> Option<Outcome> {
        match (self.open, self.alternate) {
            // alternates were open and none is chosen: nothing is typed
            (true, None) => None,
            (true, alternate) => Some(Outcome { cap: self.cap, alternate }),
            // backspace has already repeated
            (false, _) if self.fired > 0 => None,
            (false, _) => Some(Outcome { cap: self.cap, alternate: None }),
        }
    }
}

/// All the keys that are held.
#[derive(Debug, Default)]
pub(super) struct Hold {
    presses: Vec<Press>,
}

/// What the passing of time brought.
#[derive(Debug, Default)]
pub(super) struct Tick {
    pub(super) repeated: Vec<Outcome>,
    pub(super) opened: Option<usize>,
    /// When something is due next.
    pub(super) next: Option<Instant>,
}

impl Hold {
    /// A finger comes down on a key. Keys that other fingers still hold are
    /// finished first (rollover): fast typing never loses or swaps letters.
    pub(super) fn down(&mut self, who: Option<Finger>, cap: usize, now: Instant) -> Vec<Outcome> {
        let finished = self.presses.drain(..).filter_map(|press| press.finish()).collect();
        self.presses.push(Press { who, cap, at: now, fired: 0, open: false, alternate: None });
        finished
    }

    /// A finger leaves; `inside` tells whether it is still over a key.
    pub(super) fn up(&mut self, who: Option<Finger>, inside: impl Fn(usize) -> bool) -> Option<Outcome> {
        let index = self.presses.iter().position(|press| press.who == who)?;
        let press = self.presses.remove(index);
        // sliding off cancels, unless it slid to an alternate
        if press.open || inside(press.cap) { press.finish() } else { None }
    }

    /// A finger moves; `pick` finds the alternate of a key under it. Answers
    /// whether the choice has changed.
    pub(super) fn moved(&mut self, who: Option<Finger>, pick: impl Fn(usize) -> Option<usize>) -> bool {
        let Some(press) = self.presses.iter_mut().find(|press| press.who == who && press.open) else { return false };
        // back on the key, or between: the choice made before stays
        match pick(press.cap) {
            Some(index) if press.alternate != Some(index) => {
                press.alternate = Some(index);
                true
            }
            _ => false,
        }
    }

    /// The system took the finger away (a palm, a gesture): nothing is typed.
    pub(super) fn lost(&mut self, who: Option<Finger>) -> bool {
        let before = self.presses.len();
        self.presses.retain(|press| press.who != who);
        before != self.presses.len()
    }

    /// Repeats and opens what is due at `now`.
    pub(super) fn tick(&mut self, now: Instant, offers: impl Fn(usize) -> Offer) -> Tick {
        let mut tick = Tick::default();
        for press in &mut self.presses {
            let offer = offers(press.cap);
            if now >= press.due() {
                match offer {
                    Offer::Repeat => {
                        tick.repeated.push(Outcome { cap: press.cap, alternate: None });
                        press.fired += 1;
                        // after a pause of the machine: once, not all that was missed
                        if press.due() < now {
                            press.at = now - LONG_PRESS - REPEAT * (press.fired - 1);
                        }
                    }
                    Offer::Alternates if !press.open => {
                        press.open = true;
                        press.alternate = Some(0);
                        tick.opened = Some(press.cap);
                    }
                    Offer::Alternates | Offer::Nothing => {}
                }
            }
            let waits = offer == Offer::Repeat || (offer == Offer::Alternates && !press.open);
            if waits {
                let due = press.due().max(now + Duration::from_millis(1));
                tick.next = Some(tick.next.map_or(due, |next: Instant| next.min(due)));
            }
        }
        tick
    }

    pub(super) fn is_held_by(&self, who: Option<Finger>) -> bool {
        self.presses.iter().any(|press| press.who == who)
    }

    pub(super) fn is_down(&self, cap: usize) -> bool {
        self.presses.iter().any(|press| press.cap == cap)
    }

    /// The key whose alternates are open, and the chosen one.
    pub(super) fn open(&self) -> Option<(usize, Option<usize>)> {
        self.presses.iter().find(|press| press.open).map(|press| (press.cap, press.alternate))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    const A: Option<Finger> = Some(Finger(1));
    const B: Option<Finger> = Some(Finger(2));
    const fn typed(cap: usize) -> Outcome {
        Outcome { cap, alternate: None }
    }

    #[test]
    fn two_thumbs_type_in_the_order_in_which_they_came_down() {
        let (mut hold, now) = (Hold::default(), Instant::now());
        assert_eq!(hold.down(A, 3, now), []);
        assert_eq!(hold.down(B, 5, now), [typed(3)]);
        assert_eq!(hold.up(A, |_| true), None, "already typed");
        assert_eq!(hold.up(B, |_| true), Some(typed(5)));
    }

    #[test]
    fn sliding_off_types_nothing() {
        let mut hold = Hold::default();
        let _ = hold.down(A, 3, Instant::now());
        assert_eq!(hold.up(A, |_| false), None);
        let _ = hold.down(A, 3, Instant::now());
        assert!(hold.lost(A));
        assert_eq!(hold.up(A, |_| true), None);
    }

    #[test]
    fn holding_opens_alternates_once_and_waits_for_nothing_more() {
        let (mut hold, now) = (Hold::default(), Instant::now());
        let _ = hold.down(A, 7, now);
        let early = hold.tick(now, |_| Offer::Alternates);
        assert_eq!((early.opened, early.next), (None, Some(now + LONG_PRESS)));
        let due = hold.tick(now + LONG_PRESS, |_| Offer::Alternates);
        assert_eq!((due.opened, due.next), (Some(7), None), "no busy loop while it is open");
        assert!(hold.moved(A, |_| Some(1)));
        assert!(!hold.moved(A, |_| None));
        assert_eq!(hold.up(A, |_| false), Some(Outcome { cap: 7, alternate: Some(1) }));
    }

    #[test]
    fn backspace_repeats_and_lifting_it_adds_none() {
        let (mut hold, now) = (Hold::default(), Instant::now());
        let _ = hold.down(A, 2, now);
        let mut count = 0;
        let mut at = now + LONG_PRESS;
        for _ in 0..5 {
            let tick = hold.tick(at, |_| Offer::Repeat);
            count += tick.repeated.len();
            at = tick.next.unwrap();
        }
        assert_eq!(count, 5);
        assert_eq!(at, now + LONG_PRESS + REPEAT * 5);
        let late = hold.tick(at + Duration::from_secs(3), |_| Offer::Repeat);
        assert_eq!(late.repeated.len(), 1);
        assert!(late.next.unwrap() > at + Duration::from_secs(3));
        assert_eq!(hold.up(A, |_| true), None);
    }
}
