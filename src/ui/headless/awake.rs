//! Counts the subscriptions that have something to do: an event was sent to them, and they have not taken it yet.

use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

/// A future that counts in `awake` from each time it is woken to the end of the poll that follows.
///
/// A subscription takes everything that was sent to it in one poll, so when the count is nothing, what was sent has
/// become messages.
pub(super) struct Watched<F> {
    future: Pin<Box<F>>,
    alarm: Arc<Alarm>,
}

struct Alarm {
    awake: Arc<AtomicUsize>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    woken: bool,
    ended: bool,
    task: Option<Waker>,
}

impl Alarm {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        let task = {
            let mut state = self.state();
            if !state.woken && !state.ended {
                state.woken = true;
                let _before = self.awake.fetch_add(1, Ordering::AcqRel);
            }
            state.task.clone()
        };
        if let Some(task) = task {
            task.wake();
        }
    }
}

impl<F: Future> Watched<F> {
    /// Counts from now on: a future that was never polled has its first poll to do.
    pub(super) fn new(future: F, awake: &Arc<AtomicUsize>) -> Self {
        let _before = awake.fetch_add(1, Ordering::AcqRel);
        let state = State { woken: true, ..State::default() };
        Self { future: Box::pin(future), alarm: Arc::new(Alarm { awake: Arc::clone(awake), state: Mutex::new(state) }) }
    }
}

impl<F: Future> Future for Watched<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let alarm = Arc::clone(&self.alarm);
        let counted = {
            let mut state = alarm.state();
            state.task = Some(context.waker().clone());
            std::mem::take(&mut state.woken)
        };
        let answer = self.future.as_mut().poll(&mut Context::from_waker(&Waker::from(Arc::clone(&alarm))));
        if counted {
            let _before = alarm.awake.fetch_sub(1, Ordering::AcqRel);
        }
        answer
    }
}

impl<F> Drop for Watched<F> {
    fn drop(&mut self) {
        let mut state = self.alarm.state();
        state.ended = true;
        if std::mem::take(&mut state.woken) {
            let _before = self.alarm.awake.fetch_sub(1, Ordering::AcqRel);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use iced::futures::StreamExt as _;
    use iced::futures::channel::mpsc;

    #[test]
    fn it_counts_from_the_wake_to_the_end_of_the_poll() {
        let awake = Arc::new(AtomicUsize::new(0));
        let count = || awake.load(Ordering::Acquire);
        let (send, mut receive) = mpsc::unbounded::<u8>();
        let taken = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&taken);
        let all = async move {
            while receive.next().await.is_some() {
                let _before = seen.fetch_add(1, Ordering::AcqRel);
            }
        };
        let mut watched = Box::pin(Watched::new(all, &awake));
        let mut poll = || watched.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert_eq!(count(), 1, "not polled yet");
        assert!(poll().is_pending());
        assert_eq!(count(), 0);
        send.unbounded_send(1).unwrap();
        send.unbounded_send(2).unwrap();
        assert_eq!(count(), 1);
        assert!(poll().is_pending());
        assert_eq!((count(), taken.load(Ordering::Acquire)), (0, 2));
        drop(send);
        assert_eq!(count(), 1);
        assert!(poll().is_ready());
        assert_eq!(count(), 0);
    }

    #[test]
    fn one_that_is_dropped_asleep_or_awake_counts_no_more() {
        let awake = Arc::new(AtomicUsize::new(0));
        let (send, mut receive) = mpsc::unbounded::<u8>();
        let mut watched = Box::pin(Watched::new(async move { receive.next().await }, &awake));
        assert!(watched.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        send.unbounded_send(1).unwrap();
        drop(watched);
        assert_eq!(awake.load(Ordering::Acquire), 0);
    }
}
