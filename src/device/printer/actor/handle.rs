//! The handle of a printer's thread.

use std::fmt;
use std::future::Future;
use std::path::PathBuf;
use std::sync::mpsc::{self, Sender};

use tokio::sync::{oneshot, watch};

use super::{Actor, Found};
use crate::device::printer::cache::Stored;
use crate::device::printer::{Fault, JobEnd, JobId, PrinterConfig, PrinterState, Profile};
use crate::receipt::page::Page;

/// A running printer. Cheap to clone; its thread ends when the last clone is dropped.
#[derive(Clone, Debug)]
pub struct Printer {
    pub(super) orders: Sender<Request>,
    state: watch::Receiver<PrinterState>,
    kept: watch::Receiver<Vec<Stored>>,
    clears: watch::Receiver<u64>,
    fed: watch::Receiver<u64>,
}

/// What the owner of a job does right before its cut is sent, above all to make that durable. It may block; the printer
/// waits so long.
pub struct BeforeCut(pub(super) Box<dyn FnOnce() + Send>);

impl BeforeCut {
    /// Does this.
    #[must_use]
    pub fn new(what: impl FnOnce() + Send + 'static) -> Self {
        Self(Box::new(what))
    }

    /// Does nothing.
    #[must_use]
    pub fn nothing() -> Self {
        Self::new(|| ())
    }
}

impl fmt::Debug for BeforeCut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BeforeCut")
    }
}

#[derive(Debug)]
pub(super) enum Request {
    Print(Order),
    Expect { samples: Vec<Page>, record: Option<PathBuf> },
    Look { done: oneshot::Sender<Found> },
}

#[derive(Debug)]
pub(super) struct Order {
    pub(super) job: JobId,
    pub(super) what: What,
    pub(super) before_cut: BeforeCut,
    pub(super) done: oneshot::Sender<JobEnd>,
}

#[derive(Debug)]
pub(super) enum What {
    Page(Page),
    Raw(Vec<u8>),
}

impl Printer {
    /// Starts the thread. Never fails: what is wrong with the port is a [`PrinterState::Fault`].
    #[must_use]
    pub fn start(config: PrinterConfig, profile: Profile) -> Self {
        let (orders, inbox) = mpsc::channel();
        let (publish, state) = watch::channel(PrinterState::Connecting);
        let (publish_kept, kept) = watch::channel(Vec::new());
        let (publish_clears, clears) = watch::channel(0);
        let (publish_fed, fed) = watch::channel(0);
        let tell = Tell { state: publish, kept: publish_kept, clears: publish_clears, fed: publish_fed };
        let actor = Actor::new(config, profile, inbox, tell);
        let spawned = std::thread::Builder::new().name("printer".into()).spawn(move || actor.run());
        if let Err(error) = spawned {
            // The inbox is gone with the closure: every job ends as not printed.
            tracing::error!(event = "printer.thread", %error);
        }
        Self { orders, state, kept, clears, fed }
    }

    /// Tells which pages will come: `samples` that differ in every number that may differ. While nothing is to
    /// be printed, the printer is given what stands on many of them. What its flash holds is remembered in the
    /// file `record`.
    pub fn expect(&self, samples: Vec<Page>, record: Option<PathBuf>) {
        // A thread that has ended needs no samples.
        let _ = self.orders.send(Request::Expect { samples, record });
    }

    /// The pictures that the printer keeps, now and on each change.
    #[must_use]
    pub fn kept(&self) -> watch::Receiver<Vec<Stored>> {
        self.kept.clone()
    }

    /// Prints a page. The job waits for the jobs before it and for the first connection; when the
    /// printer has a fault it ends at once as [`JobEnd::NotPrinted`]. Dropping the future does not
    /// stop the job.
    pub fn print(&self, job: JobId, page: Page) -> impl Future<Output = JobEnd> + Send + use<> {
        self.order(job, What::Page(page), BeforeCut::nothing())
    }

    /// The same; `before_cut` is done when all of the page but its cut is known to be executed. Before that no whole
    /// sheet can have come out.
    pub fn print_noting(
        &self,
        job: JobId,
        page: Page,
        before_cut: BeforeCut,
    ) -> impl Future<Output = JobEnd> + Send + use<> {
        self.order(job, What::Page(page), before_cut)
    }

    /// Sends bytes as they are, followed by the proof. They should end in a cut.
    pub fn print_raw(&self, job: JobId, bytes: Vec<u8>) -> impl Future<Output = JobEnd> + Send + use<> {
        self.order(job, What::Raw(bytes), BeforeCut::nothing())
    }

    fn order(&self, job: JobId, what: What, before_cut: BeforeCut) -> impl Future<Output = JobEnd> + Send + use<> {
        let (done, end) = oneshot::channel();
        let accepted = self.orders.send(Request::Print(Order { job, what, before_cut, done })).is_ok();
        async move {
            let lost =
                if accepted { JobEnd::Unknown(Fault::NotResponding) } else { JobEnd::NotPrinted(Fault::NotResponding) };
            end.await.unwrap_or(lost)
        }
    }

    /// What the printer is doing, now and on each change.
    #[must_use]
    pub fn state(&self) -> watch::Receiver<PrinterState> {
        self.state.clone()
    }

    /// How often the printer confirmed, when it was met anew, that it holds nothing of earlier jobs.
    #[must_use]
    pub fn clears(&self) -> watch::Receiver<u64> {
        self.clears.clone()
    }

    /// Dots of paper that jobs have moved since the start.
    #[must_use]
    pub fn fed(&self) -> watch::Receiver<u64> {
        self.fed.clone()
    }
}

/// What the thread tells of itself.
pub(super) struct Tell {
    pub(super) state: watch::Sender<PrinterState>,
    pub(super) kept: watch::Sender<Vec<Stored>>,
    pub(super) clears: watch::Sender<u64>,
    pub(super) fed: watch::Sender<u64>,
}
