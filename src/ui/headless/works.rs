//! Tasks and subscriptions of the application, run on tokio.

use iced::advanced::widget::Operation;
use iced::event::Status;
use iced::futures::StreamExt;
use iced::futures::channel::mpsc;
use iced::{Event, Subscription, Task, window};
use iced_runtime::futures::subscription::{self, Tracker};
use iced_runtime::{Action, task};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::runtime::Handle;

use super::awake::Watched;

/// What came of a task or a subscription.
pub(super) enum Done<M> {
    Message(M),
    Operation(Box<dyn Operation>),
}

pub(super) struct Works<M> {
    handle: Handle,
    tracker: Tracker,
    send: mpsc::UnboundedSender<Done<M>>,
    messages: mpsc::UnboundedSender<M>,
    inbox: mpsc::UnboundedReceiver<Done<M>>,
    heard: mpsc::UnboundedReceiver<M>,
    running: Arc<AtomicUsize>,
    beyond: Arc<Mutex<Vec<&'static str>>>,
}

/// Counts a task as running until it ends, even by a panic.
struct Running(Arc<AtomicUsize>);

impl Drop for Running {
    fn drop(&mut self) {
        let _before = self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl<M: Send + 'static> Works<M> {
    pub(super) fn new(handle: Handle) -> Self {
        let (send, inbox) = mpsc::unbounded();
        let (messages, heard) = mpsc::unbounded();
        Self {
            handle,
            tracker: Tracker::new(),
            send,
            messages,
            inbox,
            heard,
            running: Arc::default(),
            beyond: Arc::default(),
        }
    }

    /// Runs a task; what it yields arrives in [`Self::next`].
    pub(super) fn start(&mut self, task: Task<M>) {
        let Some(mut stream) = task::into_stream(task) else { return };
        let send = self.send.clone();
        let _before = self.running.fetch_add(1, Ordering::AcqRel);
        let running = Running(Arc::clone(&self.running));
        let beyond = Arc::clone(&self.beyond);
        let _task = self.handle.spawn(async move {
            let _running = running;
            while let Some(action) = stream.next().await {
                let done = match action {
                    Action::Output(message) => Done::Message(message),
                    Action::Widget(operation) => Done::Operation(operation),
                    // There is none of them here: it is only noted that they were asked for.
                    other => {
                        // Only whole words are written: a panic elsewhere leaves it usable.
                        beyond.lock().unwrap_or_else(PoisonError::into_inner).push(name(&other));
                        continue;
                    }
                };
                if send.unbounded_send(done).is_err() {
                    return;
                }
            }
        });
    }

    /// Keeps the streams of the subscription alive and ends those that are not in it.
    pub(super) fn subscribe(&mut self, subscription: Subscription<M>) {
        let recipes = subscription::into_recipes(subscription);
        let guard = self.handle.enter();
        let futures = self.tracker.update(recipes.into_iter(), self.messages.clone());
        drop(guard);
        for future in futures {
            let _task = self.handle.spawn(Watched::new(future, &self.running));
        }
    }

    /// Lets subscriptions that listen to events hear one.
    pub(super) fn broadcast(&mut self, window: window::Id, event: Event, status: Status) {
        self.tracker.broadcast(subscription::Event::Interaction { window, event, status });
    }

    /// The next thing that has arrived.
    pub(super) fn next(&mut self) -> Option<Done<M>> {
        if let Ok(done) = self.inbox.try_recv() {
            return Some(done);
        }
        self.heard.try_recv().ok().map(Done::Message)
    }

    /// What was asked for that only a window has, by kind.
    pub(super) fn beyond(&self) -> Vec<&'static str> {
        self.beyond.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Number of tasks that have not ended, and of subscriptions that were sent something and have not taken it.
    pub(super) fn pending(&self) -> usize {
        self.running.load(Ordering::Acquire)
    }
}

/// The kind of an action.
fn name<M>(action: &Action<M>) -> &'static str {
    match action {
        Action::Output(_) => "output",
        Action::LoadFont { .. } => "font",
        Action::Widget(_) => "widget",
        Action::Clipboard(_) => "clipboard",
        Action::Window(_) => "window",
        Action::System(_) => "system",
        Action::Image(_) => "image",
        Action::Reload => "reload",
        Action::Exit => "exit",
    }
}
