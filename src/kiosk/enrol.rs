//! Letting this kiosk in at central, once or again. What waits for central is not touched by it.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kiosk_protocol::{CentreId, DeviceId, EnrolCode, Signer as _};

use crate::clock::{Clock, Corrected};
use crate::config::Config;
use crate::enrolment::{Enrolment, EnrolmentError};
use crate::keys::{DeviceKey, DeviceKeyError, KeySource, remember_key};
use crate::store::{StoreError, StoreReader};
use crate::sync::{Candidate, NotEnrolled, enrol as ask};

/// Central's word for a key that never counts again.
const KEY_REVOKED: &str = "key_revoked";

/// Why this kiosk could not be enrolled. Each says how to mend it.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    /// No central is configured.
    #[error("central.url: no central server is configured; write its address there")]
    NoCentral,
    /// The file with the authority's certificates cannot be read.
    #[error("central.ca: {path}: {error}", path = path.display())]
    Authority {
        /// Which file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The device's key cannot be used.
    #[error(transparent)]
    Key(#[from] DeviceKeyError),
    /// The key is revoked, and it is not this program's to replace.
    #[error(
        "central has revoked this kiosk's key, which systemd passes as a credential: make a new credential device.key \
         and enrol again with the same code"
    )]
    RevokedCredential,
    /// Central did not let it in.
    #[error(transparent)]
    NotEnrolled(Box<NotEnrolled>),
    /// What central gave cannot be kept.
    #[error(transparent)]
    Enrolment(#[from] EnrolmentError),
    /// The database cannot be looked into.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Requests that still wait were sealed for somebody else.
    #[error(
        "{waiting} requests wait here that were sealed as {from}, and only as that can they be opened; central gave {to}. \
         Nothing was changed here: ask for a code for {from}, let them be delivered, and enrol again then"
    )]
    Waiting {
        /// How many.
        waiting: usize,
        /// Who this kiosk was.
        from: String,
        /// Who it would become.
        to: String,
    },
}

impl From<NotEnrolled> for EnrolError {
    fn from(error: NotEnrolled) -> Self {
        Self::NotEnrolled(Box::new(error))
    }
}

/// Enrols this kiosk with a one-time code (`central kiosk add`). Its device key is made when there is none; it is made
/// anew when central has revoked the present one.
///
/// # Errors
/// See [`EnrolError`]. Whatever it is, an earlier enrolment still stands, and the same code may be tried again.
pub async fn enrol(config: &Config, code: EnrolCode, clock: Arc<dyn Clock>) -> Result<Enrolment, EnrolError> {
    let dir = &config.store.state_dir;
    let url = config.central.url.as_deref().ok_or(EnrolError::NoCentral)?;
    let before = Enrolment::load(dir).unwrap_or_else(|error| {
        tracing::warn!(event = "enrol.former_unusable", %error);
        None
    });
    let known = known(dir)?;
    let ca_pem = match &config.central.ca {
        Some(path) => {
            let read = fs::read_to_string(path);
            Some(read.map_err(|error| EnrolError::Authority { path: path.clone(), error })?)
        }
        None => before.as_ref().map(|enrolment| enrolment.config().ca_pem.clone()),
    };
    let clock = Arc::new(Corrected::new(clock));
    let device = before.as_ref().map(Enrolment::device).or(known.as_ref().map(|known| known.device));
    let candidate =
        || Candidate { url, ca_pem: ca_pem.as_deref(), code: code.clone(), device, clock: Arc::clone(&clock) };

    let key = DeviceKey::open(dir)?;
    let (told, is_new) = match ask(candidate(), &key).await {
        Err(refused) if refused.code() == Some(KEY_REVOKED) => {
            if key.source() == KeySource::Credential {
                return Err(EnrolError::RevokedCredential);
            }
            (ask(candidate(), &DeviceKey::next(dir)?).await?, true)
        }
        other => (other?, false),
    };
    let enrolment = Enrolment::new(told)?;
    if let Some(known) = known.filter(|known| known.sealed > 0)
        && (&known.centre, known.device) != (enrolment.centre(), enrolment.device())
    {
        let name = |device: DeviceId, centre: &CentreId| format!("device {device} of {centre}");
        return Err(EnrolError::Waiting {
            waiting: known.sealed,
            from: name(known.device, &known.centre),
            to: name(enrolment.device(), enrolment.centre()),
        });
    }
    if is_new {
        remember_key(dir, &key.public()).map_err(|source| DeviceKeyError::File { path: dir.clone(), source })?;
        DeviceKey::take_next(dir)?;
    }
    enrolment.keep(dir)?;
    hand_over(dir);
    tracing::info!(event = "enrol.done", device = %enrolment.device(), centre = %enrolment.centre(), slot = %enrolment.slot());
    Ok(enrolment)
}

/// What the database says about this kiosk.
struct Known {
    device: DeviceId,
    centre: CentreId,
    /// Requests that wait.
    sealed: usize,
}

/// `None` before the first start.
fn known(dir: &Path) -> Result<Option<Known>, EnrolError> {
    let reader = match StoreReader::open(dir) {
        Ok(reader) => reader,
        Err(StoreError::File { source, .. }) if source.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let (device, centre) = reader.device()?;
    let sealed = reader.sealed_waiting()?;
    Ok(Some(Known { device, centre, sealed }))
}

/// Enrolled by an administrator, the kiosk's own user must be able to read what was made. Only who may give files away
/// (root) needs this at all.
fn hand_over(dir: &Path) {
    let Ok(folder) = fs::metadata(dir) else { return };
    for entry in fs::read_dir(dir).into_iter().flatten().filter_map(Result::ok) {
        let path = entry.path();
        let is_other = entry.metadata().is_ok_and(|file| file.uid() != folder.uid());
        if is_other && let Err(error) = chown(&path, Some(folder.uid()), Some(folder.gid())) {
            tracing::warn!(event = "enrol.not_handed_over", path = %path.display(), %error);
        }
    }
}
