//! What enrolment gave this kiosk: who it is, and which of central's keys it believes.
//!
//! Kept in `enrolment.json` in the state folder, not in the database: it outlives a damaged database, and the kiosk knows
//! who it is before the database is opened. Nothing in it is secret. Enrolling again replaces the file and touches nothing
//! else: what waits for central still waits. Beside it stands the one before the last renewal, for the day on which the
//! newest was damaged: central's keys overlap, so this kiosk goes on and asks central for the newest again.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use kiosk_protocol::{BadBundle, CentreId, ConfigBundle, DatedKey, DeviceId, Enrolled, KeyId, SignedBundle};

use crate::ticket::Slot;

/// The file in the state folder.
const FILE: &str = "enrolment.json";
/// The same kiosk's, with the config bundle before.
const BEFORE: &str = "enrolment.before.json";

/// Why there is no usable enrolment.
#[derive(Debug, thiserror::Error)]
pub enum EnrolmentError {
    /// The file cannot be read or written.
    #[error("{path}: {error}; store.state_dir must be a folder that the kiosk's user may read and write", path = path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The file is not what enrolment wrote.
    #[error("{path}: this is no enrolment ({what}); enrol the kiosk again: kiosk enrol --code CODE", path = path.display())]
    Content {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// Central's config bundle is not believed.
    #[error("central's configuration is not to be trusted: {0}")]
    Bundle(#[from] BadBundle),
    /// Central gave a slot that is none.
    #[error("central gave a slot that is none")]
    Slot,
}

/// An enrolment whose config bundle has been verified.
#[derive(Debug, Clone, PartialEq)]
pub struct Enrolment {
    told: Enrolled,
    slot: Slot,
    config: ConfigBundle,
    /// Why the newest one is not used, when this is the one before.
    instead_of: Option<String>,
}

impl Enrolment {
    /// Takes central's answer, if its bundle is signed as it says.
    ///
    /// # Errors
    /// The bundle is not to be trusted, or the slot is none.
    pub fn new(told: Enrolled) -> Result<Self, EnrolmentError> {
        let config = told.config.verify(ConfigBundle::KIND, &told.bundle_keys)?;
        let slot = Slot::new(told.slot).map_err(|_| EnrolmentError::Slot)?;
        Ok(Self { told, slot, config, instead_of: None })
    }

    /// The enrolment kept in the state folder; `None` when this kiosk is not enrolled. Where the file was altered, the one
    /// before the last renewal serves ([`fell_back`](Self::fell_back)).
    ///
    /// # Errors
    /// The file cannot be read, or was altered and there is no other.
    pub fn load(state_dir: &Path) -> Result<Option<Self>, EnrolmentError> {
        match Self::read(state_dir.join(FILE)) {
            Err(error @ EnrolmentError::Content { .. }) => match Self::read(state_dir.join(BEFORE)) {
                Ok(Some(before)) => Ok(Some(Self { instead_of: Some(error.to_string()), ..before })),
                _ => Err(error),
            },
            read => read,
        }
    }

    fn read(path: PathBuf) -> Result<Option<Self>, EnrolmentError> {
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(EnrolmentError::File { path, error }),
        };
        let told = serde_json::from_slice(&bytes)
            .map_err(|error| EnrolmentError::Content { path: path.clone(), what: error.to_string() })?;
        Self::new(told).map(Some).map_err(|error| EnrolmentError::Content { path, what: error.to_string() })
    }

    /// Keeps it, in one step: after a power cut there is the old file or the new one. The old one becomes the one before
    /// when it speaks of the same kiosk; of another there is none to go back to.
    ///
    /// # Errors
    /// The state folder cannot be written.
    pub fn keep(&self, state_dir: &Path) -> Result<(), EnrolmentError> {
        let path = state_dir.join(FILE);
        let new = path.with_extension("new");
        let write = || -> io::Result<()> {
            DirBuilder::new().recursive(true).mode(0o700).create(state_dir)?;
            let bytes = serde_json::to_vec_pretty(&self.told)?;
            let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
            file.write_all(&bytes)?;
            file.sync_all()?;
            self.keep_former(&path, &state_dir.join(BEFORE))?;
            fs::rename(&new, &path)?;
            File::open(state_dir)?.sync_all()
        };
        write().map_err(|error| EnrolmentError::File { path: path.clone(), error })
    }

    fn keep_former(&self, path: &Path, before: &Path) -> io::Result<()> {
        let is_former = |found: Result<Option<Self>, _>| matches!(found, Ok(Some(old)) if self.is_of(&old));
        if is_former(Self::read(path.to_owned())) {
            // A second name for it, so that at no moment there is no enrolment.
            let second = before.with_extension("new");
            gone(fs::remove_file(&second))?;
            fs::hard_link(path, &second)?;
            return fs::rename(&second, before);
        }
        // The newest was altered: the one before is what this one was renewed from.
        if is_former(Self::read(before.to_owned())) { Ok(()) } else { gone(fs::remove_file(before)) }
    }

    /// Whether both are of the same kiosk, known by the same key, in the same place.
    fn is_of(&self, other: &Self) -> bool {
        let who = |told: &Enrolled| (told.device_id, told.centre_id.clone(), told.slot, told.keyid);
        who(&self.told) == who(&other.told)
    }

    /// Why the newest enrolment is not used, when this is the one before.
    #[must_use]
    pub fn fell_back(&self) -> Option<&str> {
        self.instead_of.as_deref()
    }

    /// Takes a later config bundle of central's over. [`keep`](Self::keep) makes it last.
    ///
    /// # Errors
    /// It is not signed with a key trusted now. One that is not newer changes nothing and is no error: `Ok(false)`.
    pub fn renew(&mut self, signed: SignedBundle) -> Result<bool, BadBundle> {
        let config: ConfigBundle = signed.verify(ConfigBundle::KIND, &self.config.bundle_keys)?;
        if !config.replaces(&self.config) {
            return Ok(false);
        }
        // The file must verify by itself: the keys that signed this one stay beside those it names.
        let mut keys = std::mem::take(&mut self.config.bundle_keys);
        keys.retain(|key| key.id() == signed.kid);
        keys.extend(config.bundle_keys.iter().filter(|key| key.id() != signed.kid));
        self.told.bundle_keys = keys;
        self.told.config = signed;
        self.config = config;
        self.instead_of = None;
        Ok(true)
    }

    /// Who central knows this kiosk as.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        self.told.device_id
    }

    /// The centre central has put it in.
    #[must_use]
    pub fn centre(&self) -> &CentreId {
        &self.told.centre_id
    }

    /// Its sign in ticket labels.
    #[must_use]
    pub fn slot(&self) -> Slot {
        self.slot
    }

    /// The name of the key that central knows this kiosk by.
    #[must_use]
    pub fn keyid(&self) -> KeyId {
        self.told.keyid
    }

    /// Central's keys, verified.
    #[must_use]
    pub fn config(&self) -> &ConfigBundle {
        &self.config
    }

    /// The keys that central signs bundles with.
    #[must_use]
    pub fn bundle_keys(&self) -> &[DatedKey] {
        &self.config.bundle_keys
    }

    /// The keys that central signs its answers with.
    #[must_use]
    pub fn answer_keys(&self) -> &[DatedKey] {
        &self.config.answer_keys
    }
}

/// What was to go may not be there.
fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use kiosk_protocol::{SealKeys, Signer as _, SigningKey, Window};

    use super::*;

    fn dated(key: &SigningKey) -> DatedKey {
        DatedKey { public: key.public(), window: Window { not_before_ms: 0, not_after_ms: i64::MAX } }
    }

    fn bundle(serial: u64, signer: &SigningKey, next: &[&SigningKey]) -> SignedBundle {
        let config = ConfigBundle {
            serial,
            issued_ms: 1,
            seal_keys: SealKeys::default(),
            receipt_keys: Vec::new(),
            answer_keys: Vec::new(),
            bundle_keys: next.iter().map(|key| dated(key)).collect(),
            ca_pem: String::new(),
        };
        SignedBundle::sign(ConfigBundle::KIND, &config, signer).unwrap()
    }

    fn enrolled(key: &SigningKey) -> Enrolled {
        Enrolled {
            device_id: DeviceId(uuid::Uuid::from_bytes([1; 16])),
            centre_id: "erbil-1".parse().unwrap(),
            slot: '3',
            keyid: key.public().id(),
            bundle_keys: vec![dated(key)],
            config: bundle(1, key, &[key]),
        }
    }

    #[test]
    fn kept_and_read_again_and_refused_when_altered() {
        let folder = tempfile::tempdir().unwrap();
        let key = SigningKey::from_seed(&[1; 32]);
        assert_eq!(Enrolment::load(folder.path()).unwrap(), None);
        let enrolment = Enrolment::new(enrolled(&key)).unwrap();
        enrolment.keep(folder.path()).unwrap();
        assert_eq!(Enrolment::load(folder.path()).unwrap(), Some(enrolment));
        let path = folder.path().join(FILE);
        let text = fs::read_to_string(&path).unwrap();
        let config = serde_json::to_value(bundle(9, &SigningKey::from_seed(&[2; 32]), &[])).unwrap();
        let mut json: serde_json::Value = serde_json::from_str(&text).unwrap();
        json["config"] = config;
        fs::write(&path, json.to_string()).unwrap();
        assert!(matches!(Enrolment::load(folder.path()), Err(EnrolmentError::Content { .. })));
        fs::write(&path, &text[..text.len() / 2]).unwrap();
        assert!(matches!(Enrolment::load(folder.path()), Err(EnrolmentError::Content { .. })));
        assert!(matches!(Enrolment::new(Enrolled { slot: 'O', ..enrolled(&key) }), Err(EnrolmentError::Slot)));
    }

    #[test]
    fn bundles_follow_one_another_under_changing_keys_and_never_go_back() {
        let folder = tempfile::tempdir().unwrap();
        let [one, two, stranger] = [1, 2, 3].map(|seed| SigningKey::from_seed(&[seed; 32]));
        let mut enrolment = Enrolment::new(enrolled(&one)).unwrap();
        assert_eq!(enrolment.renew(bundle(2, &stranger, &[&stranger])), Err(BadBundle::UnknownKey));
        assert_eq!(enrolment.renew(bundle(2, &two, &[&two])), Err(BadBundle::UnknownKey), "not named yet");
        assert_eq!(enrolment.renew(bundle(2, &one, &[&one, &two])), Ok(true));
        assert_eq!(enrolment.renew(bundle(3, &two, &[&two])), Ok(true));
        assert_eq!(enrolment.renew(bundle(2, &two, &[&one])), Ok(false), "an older one");
        assert_eq!(enrolment.renew(bundle(4, &one, &[&one])), Err(BadBundle::UnknownKey), "its time is over");
        enrolment.keep(folder.path()).unwrap();
        assert_eq!(Enrolment::load(folder.path()).unwrap(), Some(enrolment));
    }

    #[test]
    fn the_one_before_serves_when_the_newest_is_damaged_and_only_for_the_same_kiosk() {
        let folder = tempfile::tempdir().unwrap();
        let (path, before) = (folder.path().join(FILE), folder.path().join(BEFORE));
        let key = SigningKey::from_seed(&[1; 32]);
        let first = Enrolment::new(enrolled(&key)).unwrap();
        first.keep(folder.path()).unwrap();
        assert!(!before.exists());
        let mut newest = first.clone();
        assert_eq!(newest.renew(bundle(2, &key, &[&key])), Ok(true));
        newest.keep(folder.path()).unwrap();
        assert_eq!(Enrolment::load(folder.path()).unwrap(), Some(newest.clone()));
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        let mut serves = Enrolment::load(folder.path()).unwrap().unwrap();
        assert!(serves.fell_back().unwrap().contains(FILE));
        assert_eq!(serves.config(), first.config());
        // Renewed again, the damaged one is gone and the one before is still the one that served.
        assert_eq!(serves.renew(bundle(3, &key, &[&key])), Ok(true));
        serves.keep(folder.path()).unwrap();
        assert_eq!(Enrolment::load(folder.path()).unwrap().unwrap().config().serial, 3);
        assert_eq!(Enrolment::read(before.clone()).unwrap().unwrap().config(), first.config());
        // With both damaged there is none.
        fs::write(&path, "x").unwrap();
        fs::write(&before, "x").unwrap();
        assert!(matches!(Enrolment::load(folder.path()), Err(EnrolmentError::Content { .. })));
        // Enrolled as somebody else: nothing to go back to.
        newest.keep(folder.path()).unwrap();
        Enrolment::new(Enrolled { slot: '7', ..enrolled(&key) }).unwrap().keep(folder.path()).unwrap();
        assert!(!before.exists());
    }
}
