//! Opening items and reading them: work for the processor alone, done where it holds up nobody.

use std::sync::Arc;
use std::sync::mpsc;
use std::thread;

use kiosk_protocol::seal::Plain;
use kiosk_protocol::{
    CHECKIN_SCHEMA, CheckinBody, CommandResult, FeedbackBody, ItemKind, RequestBody, ResultCode, TicketBody,
};
use tokio::sync::oneshot;

use super::Forms;
use crate::keys::Keys;
use crate::store::judge::{Reading, happened, has_nul};
use crate::store::work::{Contents, Verdict};
use crate::store::{Kept, StoreError};

/// How far the thread gives way to those that answer kiosks.
const NICE: i32 = 5;

/// What the processor found in an item.
pub(super) enum Examined {
    /// What it is worth.
    Judged(Verdict),
    /// An audit head, which is verified with what the store knows of its kiosk: its body, when it came sealed.
    Head(Option<Plain>),
}

/// Opens and reads items.
pub(super) struct Examiner {
    pub(super) keys: Option<Arc<Keys>>,
    pub(super) forms: Forms,
}

impl Examiner {
    fn examine(&self, kept: &Kept) -> Examined {
        if kept.item.seal.is_none() {
            return match kept.item.kind {
                ItemKind::AuditHead => Examined::Head(None),
                _ => Examined::Judged(self.weigh(kept, kept.item.body.as_bytes())),
            };
        }
        let Some(keys) = &self.keys else {
            tracing::warn!(event = "worker.sealed", id = %kept.item.id, reason = "this server has no keys");
            return Examined::Judged(Verdict::Bad(ResultCode::UnsealFailed));
        };
        match keys.opener().open(&kept.sender, &kept.item) {
            Ok(plain) if kept.item.kind == ItemKind::AuditHead => Examined::Head(Some(plain)),
            Ok(plain) => Examined::Judged(self.weigh(kept, &plain)),
            Err(reason) => {
                tracing::warn!(event = "worker.sealed", id = %kept.item.id, %reason);
                Examined::Judged(Verdict::Bad(ResultCode::UnsealFailed))
            }
        }
    }

    fn weigh(&self, kept: &Kept, body: &[u8]) -> Verdict {
        let good = |contents| Verdict::Good(contents);
        let reading = match &kept.item.kind {
            ItemKind::CommandResult => {
                return match serde_json::from_slice::<CommandResult>(body) {
                    Ok(told) => good(Contents::command_ended(told.command, kept.sender.device, told.done)),
                    Err(_) => Verdict::Bad(ResultCode::ValidationFailed),
                };
            }
            ItemKind::Request => self.request(kept, body),
            ItemKind::Ticket => match serde_json::from_slice::<TicketBody>(body) {
                // The door has written what came plain.
                Ok(_) if kept.item.seal.is_none() => Ok(Reading::Nothing),
                Ok(ticket) if !has_nul(&[&ticket.label, &ticket.service_day, &ticket.queue, &ticket.language]) => {
                    Ok(Reading::Ticket(ticket))
                }
                _ => Err(ResultCode::ValidationFailed),
            },
            ItemKind::Feedback => serde_json::from_slice::<FeedbackBody>(body)
                .map(|_| Reading::Nothing)
                .map_err(|_| ResultCode::ValidationFailed),
            ItemKind::Checkin if kept.item.schema == CHECKIN_SCHEMA => serde_json::from_slice::<CheckinBody>(body)
                .map(Reading::CheckedIn)
                .map_err(|_| ResultCode::ValidationFailed),
            // The door has written what came plain.
            ItemKind::TicketEvent if kept.item.seal.is_some() => happened(&kept.item.schema, body),
            ItemKind::TicketEvent | ItemKind::Consent | ItemKind::Checkin | ItemKind::AuditHead => Ok(Reading::Nothing),
            ItemKind::Other(_) => Err(ResultCode::SchemaUnknown),
        };
        reading.map_or_else(Verdict::Bad, |reading| good(Contents(reading)))
    }

    fn request(&self, kept: &Kept, body: &[u8]) -> Result<Reading, ResultCode> {
        let invalid = ResultCode::ValidationFailed;
        let body: RequestBody = serde_json::from_slice(body).map_err(|_| invalid.clone())?;
        let reference = kept.item.reference.as_deref().and_then(|text| text.parse().ok()).ok_or(invalid.clone())?;
        if body.schema != kept.item.schema || has_nul(&[&body.service, &body.language]) {
            return Err(invalid);
        }
        self.forms.check(&body)?;
        Ok(Reading::Request { reference, service: Some(body.service.clone()), language: Some(body.language.clone()) })
    }
}

type Job = (Arc<Vec<Kept>>, oneshot::Sender<Vec<Examined>>);

/// The examiner on a thread of its own, which gives way: a seal takes a tenth of a millisecond to open, and while a thousand
/// wait for that, kiosks are to be answered as if there were none. Ends with its handle.
pub(crate) struct Examining {
    jobs: mpsc::Sender<Job>,
}

impl Examining {
    /// Starts the thread.
    ///
    /// # Errors
    /// No thread to be had.
    pub(crate) fn start(keys: Option<Arc<Keys>>, forms: Forms) -> std::io::Result<Self> {
        let examiner = Examiner { keys, forms };
        let (jobs, waiting) = mpsc::channel::<Job>();
        thread::Builder::new().name("central-worker".into()).spawn(move || {
            // On Linux this is of the calling thread alone.
            if let Err(error) = rustix::process::setpriority_process(None, NICE) {
                tracing::info!(event = "worker.priority", %error);
            }
            for (items, answer) in waiting {
                // Who asked may have gone: the server has stopped.
                let _ = answer.send(items.iter().map(|kept| examiner.examine(kept)).collect());
            }
        })?;
        Ok(Self { jobs })
    }

    /// What was found in each of the items, in order.
    pub(super) async fn examine(&self, items: &Arc<Vec<Kept>>) -> Result<Vec<Examined>, StoreError> {
        let (answer, answered) = oneshot::channel();
        let stopped = || StoreError("the thread that opens items stopped".into());
        self.jobs.send((Arc::clone(items), answer)).map_err(|_| stopped())?;
        answered.await.map_err(|_| stopped())
    }
}
