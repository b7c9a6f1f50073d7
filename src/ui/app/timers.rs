//! Time: the question after idleness, its countdown, and screens that return by themselves.
//!
//! One sleep that starts anew with each touch; it ticks only while a countdown is shown.

use std::time::{Duration, Instant};

use iced::futures::{Stream, stream};
use iced::{Subscription, Task};

use super::overlay::Overlay;
use super::{App, Message};
use crate::ui::screen::Screen;

/// How long the words of thanks stand.
const FAREWELL: Duration = Duration::from_secs(5);

/// So often it is asked whether a paper is still to be offered.
const OFFER: Duration = Duration::from_secs(60);

/// What a timer is for; part of its identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Purpose {
    Ask,
    Return,
}

/// A sleep with its identity: another touch makes another sleep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Sleep {
    since: Instant,
    lasts: Duration,
    purpose: Purpose,
}

impl App {
    pub(super) fn timer(&self) -> Subscription<Message> {
        if matches!(self.overlay, Some(Overlay::Idle { .. })) {
            return Subscription::run(ticks);
        }
        match self.patience() {
            Some((lasts, purpose)) => {
                Subscription::run_with(Sleep { since: self.last_activity, lasts, purpose }, asleep)
            }
            None => Subscription::none(),
        }
    }

    /// How long the present screen waits for a touch.
    pub(super) fn patience(&self) -> Option<(Duration, Purpose)> {
        let timeouts = &self.world.config.timeouts;
        let ask = (timeouts.idle_ask * self.slowness(), Purpose::Ask);
        match &self.screen {
            Screen::Attract(_) if self.overlay.is_some() => Some(self.leaving(timeouts.done)),
            // What is offered is looked at again until nobody can be waiting for it.
            Screen::Attract(_) => self.outside.unprinted.as_ref().map(|_| (OFFER, Purpose::Return)),
            // Staff are not asked whether they are still there: the desk closes.
            Screen::Gate(_) => Some((timeouts.idle_ask.min(self.world.config.staff.idle), Purpose::Return)),
            Screen::Desk(desk) => Some((desk.patience().unwrap_or(self.world.config.staff.idle), Purpose::Return)),
            Screen::Sheet(_) if self.staff_in => Some((self.world.config.staff.idle, Purpose::Return)),
            Screen::Waiting(_) => None,
            Screen::Wiped => Some((FAREWELL * self.slowness(), Purpose::Return)),
            Screen::Rating => Some(self.leaving(timeouts.rating)),
            Screen::Done(done) if done.printing().is_waiting() || done.is_form_waiting() => None,
            Screen::Done(done) if done.printing().is_there() => Some(self.leaving(timeouts.done)),
            _ => Some(ask),
        }
    }

    /// A screen that goes by itself. Whoever needs longer for it is asked first, as everywhere else: a number that is
    /// read aloud slowly must not be gone before its end.
    fn leaving(&self, after: Duration) -> (Duration, Purpose) {
        match self.slowness() {
            1 => (after, Purpose::Return),
            times => (after * times, Purpose::Ask),
        }
    }

    /// Nobody has touched anything: ask.
    pub(super) fn idle(&mut self) -> Task<Message> {
        match self.patience() {
            Some((_, Purpose::Ask)) => {
                self.conceal();
                self.beneath = self.overlay.replace(Overlay::Idle { left: self.countdown() });
                Task::none()
            }
            _ => Task::none(),
        }
    }

    /// "I need more time": on with what was there, the dialog included over which the question stood.
    pub(super) fn more_time(&mut self) -> Task<Message> {
        self.extensions += 1;
        self.touch();
        match self.beneath.take() {
            Some(dialog) => {
                self.overlay = Some(dialog);
                Task::none()
            }
            None => self.close(),
        }
    }

    /// A second of the countdown.
    pub(super) fn tick(&mut self) -> Task<Message> {
        if let Some(Overlay::Idle { left }) = &mut self.overlay {
            *left = left.saturating_sub(1);
            if *left == 0 {
                tracing::info!(event = "visit.idle_wiped");
                // who has the paper, or has not begun, gave nothing up
                if !matches!(self.screen, Screen::Attract(_) | Screen::Done(_) | Screen::Rating) {
                    self.world.backend.count_visit(true);
                }
                return self.wipe();
            }
        }
        Task::none()
    }

    /// Seconds that the countdown lasts.
    pub(super) fn countdown(&self) -> u32 {
        seconds(self.world.config.timeouts.idle_countdown).saturating_mul(self.slowness())
    }

    /// Who listens to the screen, or goes about it by keys or switches, needs twice the time.
    fn slowness(&self) -> u32 {
        if self.audio.on || self.by_keys { 2 } else { 1 }
    }

    /// Whether the citizen may still ask for more time.
    pub(super) fn may_extend(&self) -> bool {
        self.extensions < self.world.config.timeouts.extensions
    }
}

fn asleep(sleep: &Sleep) -> impl Stream<Item = Message> + use<> {
    let Sleep { since, lasts, purpose } = *sleep;
    stream::once(async move {
        tokio::time::sleep_until((since + lasts).into()).await;
        match purpose {
            Purpose::Ask => Message::Idle,
            Purpose::Return => Message::Return,
        }
    })
}

fn ticks() -> impl Stream<Item = Message> {
    stream::unfold((), |()| async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        Some((Message::Tick, ()))
    })
}

fn seconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_secs()).unwrap_or(u32::MAX)
}
