//! The receipt printer: profiles, ESC/POS, status, one job at a time with proof.
//!
//! [`Printer`] is the handle; its thread ([`actor`]) owns the port, reconnects by itself and feeds
//! the pure [`job`] machine. A page becomes bytes in [`encode`]; what the printer says is read in
//! [`status`].

pub mod actor;
pub mod cache;
pub mod encode;
pub mod escpos;
mod fault;
pub mod figures;
pub mod job;
pub mod profile;
pub mod realtime;
#[cfg(test)]
mod round_trip;
pub mod status;
pub mod test_page;

use std::time::Duration;

pub use actor::{BeforeCut, Found, Printer};
pub use fault::Fault;
pub use profile::{Profile, ProofMethod};

use crate::device::line::LineConfig;

/// Which job: the store's number of it. Opaque to the printer, which only hands it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub u64);

/// How a job was proven, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Proof {
    /// The printer gave back the process id that followed the cut (`GS ( H` fn 48).
    ProcessId,
    /// The printer executed the status command that followed the cut (`GS r 1`).
    InOrder,
    /// Weak: all was taken, and the printer reported no fault for as long as printing takes.
    StatusAndTime,
}

/// How a job ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JobEnd {
    /// A whole sheet came out and was cut.
    Proven(Proof),
    /// No whole sheet came out, and none will: either nothing reached the paper, or the printer
    /// confirmed that it dropped the rest (a torn piece may hang in it). Printing again is safe.
    NotPrinted(Fault),
    /// It cannot be known whether a sheet came out or will yet. Printing again may double it:
    /// someone has to look.
    Unknown(Fault),
}

impl JobEnd {
    /// The fault, if any.
    #[must_use]
    pub const fn fault(self) -> Option<Fault> {
        match self {
            Self::Proven(_) => None,
            Self::NotPrinted(fault) | Self::Unknown(fault) => Some(fault),
        }
    }
}

/// Paper left, as the sensor sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PaperLevel {
    /// Enough.
    #[default]
    Ok,
    /// Near its end: time for staff to bring a roll.
    NearEnd,
}

/// What the printer is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PrinterState {
    /// Opening the port, asking who is there.
    Connecting,
    /// Would print.
    Ready {
        /// What the paper sensor sees.
        paper: PaperLevel,
    },
    /// Prints this job.
    Printing {
        /// Which.
        job: JobId,
    },
    /// Would not print.
    Fault(Fault),
}

/// Where the printer is, and how patient to be with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrinterConfig {
    /// The line.
    pub line: LineConfig,
    /// Waiting times.
    pub timing: Timing,
}

impl PrinterConfig {
    /// With the usual waiting times.
    #[must_use]
    pub fn new(line: LineConfig) -> Self {
        Self { line, timing: Timing::default() }
    }
}

/// Waiting times. The defaults suit real printers; tests shorten them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// Between attempts to open the port.
    pub reconnect: Duration,
    /// For the answer to a status request.
    pub answer: Duration,
    /// For the answer to a probe that is executed in order.
    pub probe: Duration,
    /// Between status requests: idle, and between commands of a job.
    pub poll: Duration,
    /// For the confirmation that buffers are cleared.
    pub clear: Duration,
    /// For the printer to take the next bytes before it counts as [`Fault::Busy`].
    pub stall: Duration,
    /// For the proof, on top of what wire and mechanism need.
    pub proof: Duration,
    /// A printer of which nothing shows for so long in the middle of a job that it had power may have been switched off
    /// and on: less than any needs to come up again (inferred: one second and a half or more), and more than two
    /// status requests in a row and the longest command between them need.
    pub pause: Duration,
    /// Between two attempts to free a blade that is stuck.
    pub blade: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            reconnect: Duration::from_secs(1),
            answer: Duration::from_millis(600),
            probe: Duration::from_millis(1_500),
            poll: Duration::from_millis(700),
            clear: Duration::from_secs(2),
            stall: Duration::from_secs(12),
            proof: Duration::from_secs(6),
            pause: Duration::from_millis(1_400),
            blade: Duration::from_secs(10),
        }
    }
}

impl Timing {
    /// Short times for a virtual printer in tests.
    #[must_use]
    pub fn brisk() -> Self {
        Self {
            reconnect: Duration::from_millis(20),
            answer: Duration::from_millis(120),
            probe: Duration::from_millis(150),
            poll: Duration::from_millis(15),
            clear: Duration::from_millis(200),
            stall: Duration::from_millis(500),
            proof: Duration::from_millis(500),
            pause: Duration::from_millis(300),
            blade: Duration::from_millis(50),
        }
    }
}
