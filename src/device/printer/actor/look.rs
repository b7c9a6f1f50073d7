//! What a printer can do, asked for by a technician: between jobs, and only then.

use std::future::Future;

use tokio::sync::oneshot;

use super::ask::Reply;
use super::handle::Request;
use super::probe::Abilities;
use super::{Actor, Printer};
use crate::device::line::{Line, LineError};
use crate::device::printer::status::Answer;
use crate::device::printer::{PaperLevel, ProofMethod, escpos};

/// What a printer has shown of itself. What it was not asked, because its profile does not name it, is `None` or `false`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The strongest proof of a job that it gives.
    pub proof: ProofMethod,
    /// Whether it cleared its buffers and said so (`DLE DC4` fn 8).
    pub clears: bool,
    /// Whether it reports by itself (`GS a`): it did so when that was turned on.
    pub automatic: bool,
    /// The name of its model (`GS I 67`).
    pub model: Option<String>,
    /// Bytes of NV graphics: in all and free (`GS ( L` fn 48, 51).
    pub nv: Option<(u32, u32)>,
    /// Bytes free for download graphics (`GS ( L` fn 52).
    pub download_free: Option<u32>,
    /// What its paper sensor sees.
    pub paper: PaperLevel,
}

impl Printer {
    /// Asks what the printer can do, when it has nothing else to do; `None` when it has a fault or does not answer.
    /// Dropping the future asks nothing less.
    pub fn look(&self) -> impl Future<Output = Option<Found>> + Send + use<> {
        let (done, found) = oneshot::channel();
        // A thread that has ended answers nothing: the channel is closed then.
        let _ = self.orders.send(Request::Look { done });
        async move { found.await.ok() }
    }
}

impl Actor {
    /// Asks a printer that answers by `able.method`, each question followed by one that it is known to answer.
    pub(super) fn look(&mut self, line: &mut dyn Line, able: Abilities) -> Result<Found, LineError> {
        let wait = self.config.timing.probe;
        let automatic = self.profile.status.automatic && {
            line.write_all(&escpos::AUTOMATIC_STATUS, wait)?;
            self.hear(line, wait, |_, answer| matches!(answer, Answer::Automatic(_)))?
        };
        let model = self.ask_text(line, able, &escpos::MODEL_NAME)?;
        let cache = self.profile.cache;
        let mut ask = |named: Option<u32>, question: &[u8], identifier| match named {
            Some(_) => self.ask_number(line, able, question, identifier).map(Reply::number),
            None => Ok(None),
        };
        let nv_named = cache.and_then(|cache| cache.nv_bytes);
        let total = ask(nv_named, &escpos::NV_CAPACITY, 0x30)?;
        let free = ask(nv_named, &escpos::NV_FREE, 0x31)?;
        let download_free = ask(cache.and_then(|cache| cache.download_bytes), &escpos::DOWNLOAD_FREE, 0x32)?;
        Ok(Found {
            proof: able.method,
            clears: able.can_clear,
            automatic,
            model,
            nv: total.zip(free),
            download_free,
            paper: super::level(self.status.paper),
        })
    }
}
