//! The device's own key: who this kiosk is, as far as central and receipts are concerned.
//!
//! It is kept as one line, the 32 bytes of the secret (RFC 8032) in base64url, in the first of these places:
//!
//! 1. `$CREDENTIALS_DIRECTORY/device.key`: a systemd credential, on the disk only encrypted to the TPM of this machine
//!    (`systemd-creds encrypt`, `LoadCredentialEncrypted=` in the unit);
//! 2. `device.key` in the state folder, readable by the kiosk's user alone. Made at the first start. Whoever copies the
//!    disk has it, so the log says at every start how to do better.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use data_encoding::BASE64URL_NOPAD;
use kiosk_protocol::{KeyId, PublicKey, Signature, Signer, SigningKey};
use rand::TryRng as _;
use rand::rngs::SysRng;
use zeroize::Zeroizing;

/// The name of the file and of the credential.
const NAME: &str = "device.key";
/// A key that is to take the place of one that was revoked, until central knows it.
const NEXT: &str = "device.key.next";
/// A key is 43 characters; of anything longer no more is read.
const LONGEST: usize = 256;

/// Where a key was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeySource {
    /// A systemd credential.
    Credential,
    /// A file in the state folder.
    File,
    /// As [`File`](Self::File), made just now.
    New,
}

/// The device's own Ed25519 key. The secret is overwritten when dropped and never shown.
pub struct DeviceKey {
    key: SigningKey,
    source: KeySource,
}

/// Why there is no key. Each says how to mend it.
#[derive(Debug, thiserror::Error)]
pub enum DeviceKeyError {
    /// The file or its folder cannot be used.
    #[error(
        "{path}: {source}; the kiosk's user must be able to read it (and to write the folder, for the first start)"
    )]
    File {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Others than the kiosk's user can read it.
    #[error(
        "{path} can be read by others (mode {mode:04o}): if somebody may have copied it, remove it and enrol this kiosk \
         again; if not, run: chmod 600 {path}"
    )]
    Exposed {
        /// Which file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// It holds something else.
    #[error(
        "{path} holds no device key (one line of 43 characters); put the right file there, or remove it and enrol this \
         kiosk again"
    )]
    Malformed {
        /// Which file.
        path: PathBuf,
    },
    /// The system has no random numbers to make one from.
    #[error("the operating system gives no random numbers")]
    Random,
}

impl DeviceKey {
    /// Opens the key of this kiosk: the credential if systemd passed one, else the file in `state_dir`, which is made
    /// when it is missing.
    ///
    /// # Errors
    /// [`DeviceKeyError`]. A file that others can read is refused, not repaired: it may have been copied.
    pub fn open(state_dir: &Path) -> Result<Self, DeviceKeyError> {
        let credentials = std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from);
        Self::open_from(credentials.as_deref(), state_dir)
    }

    /// The key of this kiosk, if it has one already: for tools that must not make one.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn existing(state_dir: &Path) -> Result<Option<Self>, DeviceKeyError> {
        let places = [
            (std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from), Access::Systemd, KeySource::Credential),
            (Some(state_dir.to_path_buf()), Access::OwnerOnly, KeySource::File),
        ];
        for (folder, access, source) in places {
            if let Some(folder) = folder
                && let Some(key) = read(&folder.join(NAME), access)?
            {
                return Ok(Some(Self { key, source }));
            }
        }
        Ok(None)
    }

    /// As [`open`](Self::open), with the credentials' folder said.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_from(credentials: Option<&Path>, state_dir: &Path) -> Result<Self, DeviceKeyError> {
        if let Some(path) = credentials.map(|folder| folder.join(NAME))
            && let Some(key) = read(&path, Access::Systemd)?
        {
            return Ok(Self { key, source: KeySource::Credential });
        }
        let path = state_dir.join(NAME);
        let (key, source) = match read(&path, Access::OwnerOnly)? {
            Some(key) => (key, KeySource::File),
            None => (make(state_dir, &path)?, KeySource::New),
        };
        tracing::warn!(
            event = "keys.device.on_disk",
            keyid = %key.public().id(),
            new = source == KeySource::New,
            mend = "systemd-creds encrypt --with-key=host+tpm2 device.key /etc/credstore.encrypted/device.key, \
                    LoadCredentialEncrypted=device.key in the unit, then shred the file",
        );
        Ok(Self { key, source })
    }

    /// The key that is to take this one's place: a fresh one in a file of its own, or the one that lies there from a try
    /// whose answer was lost.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn next(state_dir: &Path) -> Result<Self, DeviceKeyError> {
        let path = state_dir.join(NEXT);
        let key = match read(&path, Access::OwnerOnly)? {
            Some(key) => key,
            None => make(state_dir, &path)?,
        };
        Ok(Self { key, source: KeySource::New })
    }

    /// Puts [`next`](Self::next) in the place of the present key, in one step. The old one is gone.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn take_next(state_dir: &Path) -> Result<(), DeviceKeyError> {
        let path = state_dir.join(NAME);
        let take = || -> io::Result<()> {
            fs::rename(state_dir.join(NEXT), &path)?;
            File::open(state_dir)?.sync_all()
        };
        take().map_err(|source| DeviceKeyError::File { path: path.clone(), source })
    }

    /// Where it was found.
    #[must_use]
    pub fn source(&self) -> KeySource {
        self.source
    }

    /// Its name, the `keyid` of request signatures (RFC 9421).
    #[must_use]
    pub fn keyid(&self) -> KeyId {
        self.key.public().id()
    }
}

impl Signer for DeviceKey {
    fn public(&self) -> PublicKey {
        self.key.public()
    }

    fn sign(&self, message: &[u8]) -> Signature {
        self.key.sign(message)
    }
}

impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceKey").field("keyid", &self.keyid()).field("source", &self.source).finish()
    }
}

/// Who may be able to read the file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    /// Only its owner.
    OwnerOnly,
    /// As systemd has set it up, on a file system of its own.
    Systemd,
}

/// The key in a file; `None` when there is no file.
fn read(path: &Path, access: Access) -> Result<Option<SigningKey>, DeviceKeyError> {
    let failed = |source| DeviceKeyError::File { path: path.to_path_buf(), source };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    let mode = file.metadata().map_err(failed)?.permissions().mode() & 0o7777;
    if access == Access::OwnerOnly && mode & 0o077 != 0 {
        return Err(DeviceKeyError::Exposed { path: path.to_path_buf(), mode });
    }
    // As large as it can get: growing would leave a copy behind.
    let mut text = Zeroizing::new(Vec::with_capacity(LONGEST + 1));
    file.take(LONGEST as u64).read_to_end(&mut text).map_err(failed)?;
    let malformed = || DeviceKeyError::Malformed { path: path.to_path_buf() };
    let bytes = BASE64URL_NOPAD.decode(text.trim_ascii()).map(Zeroizing::new).map_err(|_| malformed())?;
    let seed: &[u8; 32] = bytes.as_slice().try_into().map_err(|_| malformed())?;
    Ok(Some(SigningKey::from_seed(seed)))
}

/// Makes a key and keeps it: whole under its name, or not at all, and never over another.
fn make(folder: &Path, path: &Path) -> Result<SigningKey, DeviceKeyError> {
    let mut seed = Zeroizing::new([0; 32]);
    SysRng.try_fill_bytes(seed.as_mut_slice()).map_err(|_| DeviceKeyError::Random)?;
    let line = Zeroizing::new(BASE64URL_NOPAD.encode(seed.as_slice()));
    keep(folder, path, &line).map_err(|source| DeviceKeyError::File { path: path.to_path_buf(), source })?;
    Ok(SigningKey::from_seed(&seed))
}

fn keep(folder: &Path, path: &Path, line: &str) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    // Made with mode 0600.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(line.as_bytes())?;
    file.write_all(b"\n")?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path).map_err(|error| error.error)?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    fn mode_of(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[test]
    fn the_first_start_makes_a_key_that_stays() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("state");
        let first = DeviceKey::open_from(None, &state).unwrap();
        assert_eq!(first.source(), KeySource::New);
        let path = state.join(NAME);
        assert_eq!(mode_of(&path), 0o600);
        assert_eq!(fs::read_dir(&state).unwrap().count(), 1, "no half file is left");
        let again = DeviceKey::open_from(None, &state).unwrap();
        assert_eq!(again.source(), KeySource::File);
        assert_eq!(again.public(), first.public());
        assert_eq!(again.public().verify(b"text", &first.sign(b"text")), Ok(()));
        let other = DeviceKey::open_from(None, &folder.path().join("other")).unwrap();
        assert_ne!(other.keyid(), first.keyid());
        let secret = fs::read_to_string(path).unwrap();
        assert!(!format!("{first:?}").contains(secret.trim()));
    }

    #[test]
    fn a_credential_goes_first() {
        let folder = tempfile::tempdir().unwrap();
        let credentials = folder.path().join("credentials");
        let made = DeviceKey::open_from(Some(&credentials), folder.path()).unwrap();
        assert_eq!(made.source(), KeySource::New, "no credential is there");
        fs::create_dir(&credentials).unwrap();
        fs::write(credentials.join(NAME), format!("{}\n", BASE64URL_NOPAD.encode(&[7; 32]))).unwrap();
        let passed = DeviceKey::open_from(Some(&credentials), folder.path()).unwrap();
        assert_eq!(passed.source(), KeySource::Credential);
        assert_eq!(passed.public(), SigningKey::from_seed(&[7; 32]).public());
        // One that is damaged is not passed over in silence.
        fs::write(credentials.join(NAME), "").unwrap();
        assert!(matches!(
            DeviceKey::open_from(Some(&credentials), folder.path()),
            Err(DeviceKeyError::Malformed { .. })
        ));
    }

    #[test]
    fn a_key_that_others_can_read_is_refused_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let made = DeviceKey::open_from(None, folder.path()).unwrap();
        let path = folder.path().join(NAME);
        for open in [0o644, 0o640, 0o602, 0o601] {
            fs::set_permissions(&path, fs::Permissions::from_mode(open)).unwrap();
            let error = DeviceKey::open_from(None, folder.path()).unwrap_err();
            assert!(matches!(error, DeviceKeyError::Exposed { mode, .. } if mode == open));
            assert!(error.to_string().contains("chmod 600"), "{error}");
            assert_eq!(mode_of(&path), open, "it is not repaired behind anybody's back");
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
        assert_eq!(DeviceKey::open_from(None, folder.path()).unwrap().public(), made.public());
    }

    #[test]
    fn what_is_no_key_is_refused_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(NAME);
        drop(DeviceKey::open_from(None, folder.path()).unwrap());
        for wrong in ["", "\n", "key", &"A".repeat(42), &"A".repeat(44), &"A".repeat(100_000)] {
            fs::write(&path, wrong).unwrap();
            let error = DeviceKey::open_from(None, folder.path()).unwrap_err();
            assert!(matches!(error, DeviceKeyError::Malformed { .. }), "{error}");
            assert_eq!(fs::read_to_string(&path).unwrap(), wrong);
        }
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
        assert!(matches!(DeviceKey::open_from(None, folder.path()), Err(DeviceKeyError::File { .. })));
    }
}
