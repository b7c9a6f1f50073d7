//! What the kiosk tells those who listen.

use std::sync::Arc;

use crate::device::printer::PrinterState;
use crate::device::scanner::ScannerFault;
use crate::identity::Scanned;
use crate::store::JobId;
use crate::sync::SyncState;

use super::{Printed, RollState};

/// Something happened outside the screen.
#[derive(Debug, Clone)]
pub enum Event {
    /// The printer's state changed.
    Printer(PrinterState),
    /// The scanner came (`None`) or went.
    Scanner(Option<ScannerFault>),
    /// Something was read. Identity documents are overwritten when the last
    /// listener drops them.
    Scan(Arc<Scanned>),
    /// A job has ended.
    Printed {
        /// Which.
        job: JobId,
        /// How.
        printed: Printed,
    },
    /// A job in doubt is in doubt no more: a member of staff has answered, or the printer has.
    Settled(JobId),
    /// Paper was fed or changed; staff should bring a roll when it says so.
    Paper(RollState),
    /// Whoever draws is asked for a sign of life: drawing anything is one.
    Pulse,
    /// The kiosk would begin anew now, when nobody stands before it.
    BeginAnew,
    /// The way to central, or what waits for it, changed.
    Sync(SyncState),
}
