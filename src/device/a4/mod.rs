//! The A4 printer: PDF over IPP (RFC 8010, 8011), one job at a time, each followed to its end.
//!
//! What it prints holds personal data. So a job that cannot be finished is taken back (`Cancel-Job`), lest it come out
//! when someone mends the printer an hour later; and the bytes are overwritten when they have been sent.
//! [`A4Printer`] is the handle of a task; `job` is what it does for one job, over `message`s; what a printer says of
//! itself is judged in `judge`.

mod fault;
mod job;
mod judge;
mod message;

use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};
use zeroize::Zeroizing;

pub use fault::A4Fault;
pub use ipp::prelude::Uri;

/// Where the printer is and how patient to be with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct A4Config {
    /// Its address: `ipp://` or `ipps://`.
    pub printer: Uri,
    /// For a whole job, from the first question to the last sheet.
    pub job: Duration,
    /// For one exchange.
    pub exchange: Duration,
    /// Between two questions after a job.
    pub poll: Duration,
    /// How long a fault may last before the job is taken back: printers report short ones by themselves.
    pub grace: Duration,
}

impl A4Config {
    /// With the usual waiting times.
    #[must_use]
    pub fn new(printer: Uri, job: Duration) -> Self {
        Self {
            printer,
            job,
            exchange: Duration::from_secs(10),
            poll: Duration::from_millis(300),
            grace: Duration::from_secs(4),
        }
    }
}

/// A running A4 printer. Cheap to clone; its task ends with the last clone.
#[derive(Clone, Debug)]
pub struct A4Printer {
    orders: mpsc::Sender<Order>,
}

/// What the task is asked for.
enum Order {
    Print(Zeroizing<Vec<u8>>, oneshot::Sender<Result<(), A4Fault>>),
    Ask(oneshot::Sender<Result<(), A4Fault>>),
}

impl A4Printer {
    /// Starts the task. A printer that is not there is told when something is to be printed.
    #[must_use]
    pub fn start(runtime: &Handle, config: A4Config) -> Self {
        let (orders, mut inbox) = mpsc::channel(4);
        runtime.spawn(async move {
            let printer = job::Printer::new(config);
            while let Some(order) = inbox.recv().await {
                // Whoever asked may have gone meanwhile.
                match order {
                    Order::Print(pdf, done) => {
                        let end = printer.print(&pdf).await;
                        drop(pdf);
                        match end {
                            Ok(()) => tracing::info!(event = "a4.printed"),
                            Err(fault) => tracing::warn!(event = "a4.failed", %fault),
                        }
                        let _ = done.send(end);
                    }
                    Order::Ask(done) => {
                        let _ = done.send(printer.ask().await.map(drop));
                    }
                }
            }
        });
        Self { orders }
    }

    /// Prints a PDF file and waits until the printer says that it is done.
    ///
    /// # Errors
    /// Why it is not printed. Nothing of it waits in the printer then, as far as the printer can be reached.
    pub async fn print(&self, pdf: Zeroizing<Vec<u8>>) -> Result<(), A4Fault> {
        let (done, end) = oneshot::channel();
        self.order(Order::Print(pdf, done), end).await
    }

    /// Whether it would print now.
    ///
    /// # Errors
    /// Why not.
    pub async fn ask(&self) -> Result<(), A4Fault> {
        let (done, end) = oneshot::channel();
        self.order(Order::Ask(done), end).await
    }

    async fn order(&self, order: Order, end: oneshot::Receiver<Result<(), A4Fault>>) -> Result<(), A4Fault> {
        self.orders.send(order).await.map_err(|_| A4Fault::Stopped)?;
        end.await.unwrap_or(Err(A4Fault::Stopped))
    }
}
