//! The outbox's way to central, and what comes back.
//!
//! Offline is normal here: nothing in this module ever makes a citizen wait, and nothing but central's
//! own signed word for each item moves an item. Sync is told of a commit by [`Sync::wake`]; it keeps no items
//! itself and meets whoever keeps them through [`Outbox`].

mod certificate;
mod client;
mod documents;
mod enrol;
mod failure;
mod look;
mod outbox;
mod pace;
mod pull;
mod push;
mod state;
#[cfg(test)]
mod tests;
mod tls;
mod transport;

use std::sync::{Arc, Mutex};
use std::time::Instant;

use jiff::Timestamp;
use kiosk_protocol::{CheckCode, DatedKey, Reference, Report, StatusAnswer};
use tokio::runtime::Handle;
use tokio::sync::{Notify, watch};

use client::Client;
pub use client::Offered;
pub use enrol::{Candidate, NotEnrolled, enrol};
pub use failure::{Conflict, Distrust, Failure, Stranger};
pub use look::{Seen, Unseen, ends, look};
pub use outbox::{Document, DocumentOutcome, Due, Figures, Outbox, ServerTime};
pub use pace::{Chance, Dice, Timings};
use state::{Board, Direction};
pub use state::{LATE, Link, SyncState};

use crate::clock::{Corrected, SystemClock};
use crate::keys::DeviceKey;

/// Who speaks to central, and whose answers are believed: what enrolment gave.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// Signs the requests.
    pub key: Arc<DeviceKey>,
    /// Central signs its answers with one of these.
    pub answer_keys: Vec<DatedKey>,
    /// The certificates of central's authority, PEM: nobody else's count.
    pub ca_pem: String,
}

/// What sync must know.
#[derive(Clone)]
pub struct SyncConfig {
    /// Central's address, e.g. `https://central.example.krd`; `None` = this kiosk has no central.
    pub url: Option<String>,
    /// What enrolment gave; `None` = this kiosk is not enrolled, and central is not spoken to.
    pub credentials: Option<Credentials>,
    /// The kiosk's clock: requests are signed by it, certificates judged by it, and central corrects it.
    pub clock: Arc<Corrected>,
    /// The kiosk's version, told to central.
    pub app_version: String,
    /// Which boot of the machine this is, told to central.
    pub boot_id: Option<String>,
    /// The times.
    pub timings: Timings,
    /// The chance in waiting; [`Dice`] outside tests.
    pub chance: Arc<dyn Chance>,
}

impl SyncConfig {
    /// With the usual times, real chance and the machine's clock.
    #[must_use]
    pub fn new(url: Option<String>, credentials: Option<Credentials>) -> Self {
        Self {
            url,
            credentials,
            clock: Arc::new(Corrected::new(Arc::new(SystemClock))),
            app_version: env!("CARGO_PKG_VERSION").to_owned(),
            boot_id: None,
            timings: Timings::default(),
            chance: Arc::new(Dice),
        }
    }
}

impl std::fmt::Debug for SyncConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SyncConfig")
            .field("url", &self.url)
            .field("enrolled", &self.credentials.is_some())
            .finish_non_exhaustive()
    }
}

/// Why sync cannot start with this configuration.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The address is none.
    #[error("{url:?} is not the address of a server; write it like https://central.example.krd")]
    Address {
        /// As configured.
        url: String,
    },
    /// Plain http would show citizens' data to the network.
    #[error("{url:?} is plain http; only https is allowed, except to this machine itself (127.0.0.1, localhost)")]
    PlainHttp {
        /// As configured.
        url: String,
    },
    /// The certificates of central's authority are missing or wrong.
    #[error(
        "the certificate of central's authority cannot be used: {what}; name its file in central.ca and enrol again"
    )]
    Authority {
        /// Why.
        what: String,
    },
    /// The HTTP client could not be made.

    #[error("the HTTP client cannot start: {0}")]
    Client(#[from] reqwest::Error),
}

/// Why a look-up has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LookUpError {
    /// No request with this reference and code is known at central.
    #[error("no request with this reference and code")]
    NotFound,
    /// Too many look-ups; later.
    #[error("too many look-ups")]
    TooOften,
    /// Central cannot be asked now.
    #[error("central cannot be asked now")]
    Offline,
}

/// The handle of the running sync. Cheap to clone; when the last one goes, sync stops.
#[derive(Clone)]
pub struct Sync {
    shared: Arc<Shared>,
    client: Option<Client>,
    /// Dropped with the last handle, which the tasks see.
    _alive: Arc<watch::Sender<()>>,
}

/// What the two loops and the handle share.
pub(crate) struct Shared {
    board: Mutex<Board>,
    state: watch::Sender<SyncState>,
    /// Something was committed.
    committed: Notify,
    /// Central was reached after it had not been.
    recovered: Notify,
    /// Items went into custody: their documents may follow.
    settled: Notify,
}

impl Sync {
    /// Starts the loops (push, pull, documents) on `handle`'s runtime.
    ///
    /// # Errors
    /// The address is wrong, or plain http to another machine.
    pub fn start<O: Outbox>(handle: &Handle, config: SyncConfig, outbox: Arc<O>) -> Result<Self, SyncError> {
        let client = match (&config.url, &config.credentials) {
            (Some(url), Some(credentials)) => Some(Client::new(url, credentials, &config)?),
            _ => None,
        };
        let link = match (&config.url, &client) {
            (None, _) => Link::NotConfigured,
            (Some(_), None) => Link::NotEnrolled,
            (Some(_), Some(_)) => Link::Connecting,
        };
        let (alive, stop) = watch::channel(());
        let shared = Arc::new(Shared {
            board: Mutex::new(Board::default()),
            state: watch::Sender::new(SyncState::new(link)),
            committed: Notify::new(),
            recovered: Notify::new(),
            settled: Notify::new(),
        });
        if let Some(client) = &client {
            let pull = pull::Pull {
                client: client.clone(),
                outbox: Arc::clone(&outbox),
                shared: Arc::clone(&shared),
                config: config.clone(),
            };
            handle.spawn(until_dropped(stop.clone(), pull.run()));
            let documents = documents::Documents {
                client: client.clone(),
                outbox: Arc::clone(&outbox),
                shared: Arc::clone(&shared),
                config: config.clone(),
            };
            handle.spawn(until_dropped(stop.clone(), documents.run()));
        }
        let push = push::Push::new(client.clone(), outbox, Arc::clone(&shared), config);
        handle.spawn(until_dropped(stop, push.run()));
        Ok(Self { shared, client, _alive: Arc::new(alive) })
    }

    /// How it stands; changes are seen by the receiver.
    #[must_use]
    pub fn state(&self) -> watch::Receiver<SyncState> {
        self.shared.state.subscribe()
    }

    /// Asks for central's config bundle; nothing when it is still the one with this `ETag`. The caller verifies it.
    ///
    /// # Errors
    /// No central now.
    pub async fn config_bundle(&self, etag: Option<&str>) -> Result<Option<Offered>, LookUpError> {
        let client = self.client.as_ref().ok_or(LookUpError::Offline)?;
        client.config(etag).await.map_err(|failure| {
            tracing::warn!(event = "sync.config.failed", %failure);
            LookUpError::Offline
        })
    }

    /// Asks for central's catalogue; nothing when it is still the one with this `ETag`. The caller verifies it.
    ///
    /// # Errors
    /// No central now, or one that hands out no catalogue.
    pub async fn catalogue_bundle(&self, etag: Option<&str>) -> Result<Option<Offered>, LookUpError> {
        let client = self.client.as_ref().ok_or(LookUpError::Offline)?;
        client.catalogue(etag).await.map_err(|failure| match failure {
            Failure::NotFound => LookUpError::NotFound,
            failure => {
                tracing::warn!(event = "sync.catalogue.failed", %failure);
                LookUpError::Offline
            }
        })
    }

    /// Asks for the keys of this centre's kiosks, whose receipts are believed; nothing when they are still those with this
    /// `ETag`. The caller verifies them.
    ///
    /// # Errors
    /// No central now, or one that does not hand them out.
    pub async fn receipt_keys(&self, etag: Option<&str>) -> Result<Option<Offered>, LookUpError> {
        let client = self.client.as_ref().ok_or(LookUpError::Offline)?;
        client.receipt_keys(etag).await.map_err(|failure| match failure {
            Failure::NotFound => LookUpError::NotFound,
            failure => {
                tracing::warn!(event = "sync.receipt_keys.failed", %failure);
                LookUpError::Offline
            }
        })
    }

    /// Tells central how this kiosk is; no personal data.
    ///
    /// # Errors
    /// No central now, or one that does not take this report: then every later one will be refused as well, and the log says
    /// so as a warning.
    pub async fn report(&self, report: &Report) -> Result<(), LookUpError> {
        let client = self.client.as_ref().ok_or(LookUpError::Offline)?;
        client.report(report).await.map_err(|failure| {
            match failure {
                Failure::Refused(_) | Failure::TooLarge => {
                    tracing::warn!(event = "sync.report.refused", %failure);
                }
                _ => tracing::info!(event = "sync.report.failed", %failure),
            }
            LookUpError::Offline
        })
    }

    /// Believes answers signed with these keys from now on: those of a verified bundle.
    pub fn believe(&self, answer_keys: Vec<DatedKey>) {
        if let Some(client) = &self.client {
            client.believe(answer_keys);
        }
    }

    /// Something was committed: push at once, unless central asked for patience.
    pub fn wake(&self) {
        self.shared.committed.notify_one();
    }

    /// The document lane looks at once whether something is due.
    #[cfg(test)]
    fn settled(&self) {
        self.shared.settled.notify_one();
    }

    /// Asks central for the time.
    ///
    /// # Errors
    /// No central now.
    pub async fn server_time(&self) -> Result<ServerTime, LookUpError> {
        let client = self.client.as_ref().ok_or(LookUpError::Offline)?;
        let asked = Instant::now();
        let unix_ms = client.time().await.map_err(|_| LookUpError::Offline)?;
        Ok(ServerTime { unix_ms, took: asked.elapsed() })
    }

    /// Asks central how a request stands. Ends within the look-up time-out (5 s).
    ///
    /// # Errors
    /// Unknown, too often, or no central now.
    pub async fn look_up(&self, reference: &Reference, code: CheckCode) -> Result<StatusAnswer, LookUpError> {
        let client = self.client.as_ref().ok_or(LookUpError::Offline)?;
        client.status(reference, code).await.map_err(|failure| {
            tracing::info!(event = "sync.look_up.failed", %failure);
            match failure {
                Failure::NotFound => LookUpError::NotFound,
                Failure::Busy { .. } => LookUpError::TooOften,
                _ => LookUpError::Offline,
            }
        })
    }
}

/// Runs `work` until the last handle is dropped. What is under way is simply left: an item whose
/// answer was not recorded is pushed again, which is always safe.
async fn until_dropped(mut stop: watch::Receiver<()>, work: impl Future<Output = ()>) {
    tokio::select! {
        () = work => {}
        _ = stop.changed() => {}
    }
}

impl Shared {
    /// Notes an outcome, tells the state, and returns how many failures in a row there are.
    fn note(&self, direction: Direction, outcome: Result<(), Failure>) -> u32 {
        let wall = Timestamp::now();
        let (times, link) = {
            let mut board = self.board.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let times = board.note(direction, outcome, Instant::now(), wall);
            (times, board.link())
        };
        self.state.send_if_modified(|state| {
            let before = *state;
            if outcome.is_ok() {
                state.last_success = Some(wall);
            }
            if before.link.name() != link.name() {
                tracing::info!(event = "sync.link", link = link.name(), queued = state.figures.queued);
            }
            state.link = link;
            *state != before
        });
        if outcome.is_ok() {
            self.recovered.notify_waiters();
        }
        times
    }

    /// Tells how much waits.
    fn tell(&self, figures: Figures) {
        self.state.send_if_modified(|state| {
            let changed = state.figures != figures;
            state.figures = figures;
            changed
        });
    }
}
