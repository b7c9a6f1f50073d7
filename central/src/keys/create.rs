//! Making keys: all of them at once, or a new one beside the old ones.

use std::path::Path;

use kiosk_protocol::seal::{SecretKey, Suite};
use kiosk_protocol::{KeyId, SealKeys, Signer as _, SigningKey, Window};
use rand::rngs::{StdRng, SysRng};
use rand::{SeedableRng as _, TryRng as _};
use zeroize::Zeroizing;

use super::{Entry, INDEX, Index, KeysError, Use, certificate, file};

pub(super) const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// What `central key init` makes.
#[derive(Debug, Clone)]
pub struct InitOptions {
    /// Names and addresses of the server, for its certificate.
    pub hosts: Vec<String>,
    /// The HPKE suite of the seal key.
    pub suite: Suite,
    /// So many days the keys may be used.
    pub days: u32,
}

impl Default for InitOptions {
    fn default() -> Self {
        let hosts = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).into();
        Self { hosts, suite: Suite::X25519, days: 800 }
    }
}

/// A key to be added beside those there are.
#[derive(Debug, Clone)]
pub struct Rotation {
    /// What it is for.
    pub purpose: Use,
    /// In so many days it begins to be used. Kiosks must have heard of it by then.
    pub from_days: u32,
    /// So many days it may be used.
    pub days: u32,
    /// The HPKE suite of a seal key.
    pub suite: Suite,
}

impl super::Keys {
    /// Makes all keys in a new or empty folder.
    ///
    /// # Errors
    /// The folder is not empty, or cannot be written.
    pub fn init(folder: &Path, options: &InitOptions, now_ms: i64) -> Result<Index, KeysError> {
        file::make_empty_folder(folder)?;
        certificate::authority(folder, now_ms)?;
        certificate::server(folder, &options.hosts, now_ms)?;
        let mut index = Index { serial: 1, changed_ms: now_ms, keys: Vec::new() };
        for purpose in [Use::Bundle, Use::Answer, Use::Receipt, Use::Seal] {
            let rotation = Rotation { purpose, from_days: 0, days: options.days, suite: options.suite };
            index.keys.push(make(folder, &rotation, now_ms)?);
        }
        // The index last: without it the folder is no keys folder.
        file::write_new(&folder.join(INDEX), &written(folder, &index)?, false)?;
        Ok(index)
    }

    /// Adds a key and gives the config bundle a new serial. Old keys stay as they are: requests may still be sealed to them.
    ///
    /// # Errors
    /// The folder cannot be read or written.
    pub fn rotate(folder: &Path, rotation: &Rotation, now_ms: i64) -> Result<Entry, KeysError> {
        let mut index = Index::read(folder)?;
        let entry = make(folder, rotation, now_ms)?;
        index.keys.push(entry.clone());
        index.replace(folder, now_ms)?;
        Ok(entry)
    }

    /// Makes a new certificate for the server, under the same authority.
    ///
    /// # Errors
    /// The authority's key is not in the folder, or the folder cannot be written.
    pub fn renew_certificate(folder: &Path, hosts: &[String], now_ms: i64) -> Result<(), KeysError> {
        certificate::server(folder, hosts, now_ms)
    }
}

pub(super) fn written(folder: &Path, index: &Index) -> Result<Vec<u8>, KeysError> {
    serde_json::to_vec_pretty(index)
        .map_err(|error| KeysError::Content { path: folder.join(INDEX), what: error.to_string() })
}

/// Makes one of central's keys and keeps its secret.
fn make(folder: &Path, rotation: &Rotation, now_ms: i64) -> Result<Entry, KeysError> {
    make_for(folder, rotation, SealKeys::INTAKE, now_ms)
}

/// Makes one key, which is this holder's if it is a seal key, and keeps its secret.
pub(super) fn make_for(folder: &Path, rotation: &Rotation, holder: &str, now_ms: i64) -> Result<Entry, KeysError> {
    let mut seed = Zeroizing::new([0; 32]);
    SysRng.try_fill_bytes(seed.as_mut()).map_err(|_| KeysError::Random)?;
    let not_before_ms = now_ms.saturating_add(i64::from(rotation.from_days) * DAY_MS);
    let window =
        Window { not_before_ms, not_after_ms: not_before_ms.saturating_add(i64::from(rotation.days) * DAY_MS) };
    let (public, secret) = match rotation.purpose {
        Use::Seal => {
            let key = SecretKey::generate(rotation.suite, &mut StdRng::from_seed(*seed));
            (key.public().to_vec(), Zeroizing::new(key.secret_bytes().to_vec()))
        }
        Use::Bundle | Use::Answer | Use::Receipt => {
            (SigningKey::from_seed(&seed).public().as_bytes().to_vec(), Zeroizing::new(seed.to_vec()))
        }
    };
    let kid = KeyId::of(&public);
    file::write_secret(folder, kid, &secret)?;
    let seals = rotation.purpose == Use::Seal;
    Ok(Entry {
        purpose: rotation.purpose,
        kid,
        public: file::to_base64(&public),
        suite: seals.then_some(rotation.suite),
        holder: seals.then(|| holder.to_owned()),
        window,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use std::os::unix::fs::PermissionsExt as _;

    use kiosk_protocol::ConfigBundle;

    use super::super::Keys;
    use super::*;

    const NOW: i64 = 1_764_150_000_000;

    fn rotation(purpose: Use, from_days: u32) -> Rotation {
        Rotation { purpose, from_days, days: 100, suite: Suite::XWing }
    }

    #[test]
    fn init_makes_everything_once_and_for_the_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let keys = folder.path().join("keys");
        Keys::init(&keys, &InitOptions::default(), NOW).unwrap();
        assert!(matches!(Keys::init(&keys, &InitOptions::default(), NOW), Err(KeysError::NotEmpty { .. })));
        let secrets = std::fs::read_dir(keys.join("secret")).unwrap().map(|entry| entry.unwrap().path());
        let secrets: Vec<_> = secrets.chain([keys.join("ca-key.pem"), keys.join("server-key.pem")]).collect();
        assert_eq!(secrets.len(), 6);
        for path in &secrets {
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{}", path.display());
        }
        let loaded = Keys::load(&keys, NOW).unwrap();
        let config: ConfigBundle = loaded.config().verify(ConfigBundle::KIND, &loaded.bundle_keys()).unwrap();
        assert_eq!((config.serial, config.seal_keys.recipients(NOW).unwrap().len()), (1, 1));
        assert!(config.ca_pem.starts_with("-----BEGIN CERTIFICATE-----"));
        // After their time the keys say so.
        assert!(matches!(Keys::load(&keys, NOW + 801 * DAY_MS), Err(KeysError::NoneNow(Use::Bundle))));
        // A secret that others may read is refused.
        std::fs::set_permissions(&secrets[0], std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(Keys::load(&keys, NOW), Err(KeysError::Content { .. })));
    }

    #[test]
    fn a_new_key_begins_beside_the_old_one() {
        let folder = tempfile::tempdir().unwrap();
        Keys::init(folder.path(), &InitOptions::default(), NOW).unwrap();
        let old = Keys::load(folder.path(), NOW).unwrap().answer_key(NOW).unwrap().public().id();
        let entry = Keys::rotate(folder.path(), &rotation(Use::Answer, 30), NOW).unwrap();
        Keys::rotate(folder.path(), &rotation(Use::Seal, 0), NOW).unwrap();
        let loaded = Keys::load(folder.path(), NOW).unwrap();
        assert_eq!(loaded.answer_key(NOW).unwrap().public().id(), old);
        assert_eq!(loaded.answer_key(NOW + 31 * DAY_MS).unwrap().public().id(), entry.kid);
        let config: ConfigBundle = loaded.config().verify(ConfigBundle::KIND, &loaded.bundle_keys()).unwrap();
        assert_eq!((config.serial, config.answer_keys.len(), config.seal_keys.0.len()), (3, 2, 2));
        assert_eq!(loaded.opener().kids().len(), 2, "what was sealed to the old key still opens");
    }
}
