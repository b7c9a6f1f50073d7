//! Key sets in files: for `kiosk receipt verify --keys`, and for a kiosk that has no bundle.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use kiosk_protocol::KeySet;
use kiosk_protocol::key_set::BadKeySet;

/// The largest file that is read: [`MAX_KEYS`](kiosk_protocol::key_set::MAX_KEYS) entries with all their members.
const LARGEST: u64 = 32 * 1024 * 1024;

/// Why a file is no key set.
#[derive(Debug, thiserror::Error)]
pub enum KeySetError {
    /// It cannot be read.
    #[error("{path}: {source}")]
    File {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is wrong.
    #[error("{path}: {source}; the format is described in protocol/src/key_set.rs")]
    Content {
        /// Which one.
        path: PathBuf,
        /// What is wrong.
        source: BadKeySet,
    },
}

/// Reads a key set (the format of [`kiosk_protocol::key_set`]).
///
/// # Errors
/// The file cannot be read, or is no key set.
pub fn read_key_set(path: &Path) -> Result<KeySet, KeySetError> {
    let failed = |source| KeySetError::File { path: path.to_path_buf(), source };
    let mut bytes = Vec::new();
    File::open(path).map_err(failed)?.take(LARGEST).read_to_end(&mut bytes).map_err(failed)?;
    KeySet::from_json(&bytes).map_err(|source| KeySetError::Content { path: path.to_path_buf(), source })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use kiosk_protocol::{KeyRole, Signer as _, SigningKey, TrustedKey};

    use super::*;

    #[test]
    fn a_file_is_read_or_its_mistake_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        assert!(matches!(read_key_set(&path), Err(KeySetError::File { .. })));
        let key = SigningKey::from_seed(&[1; 32]).public();
        let set: KeySet = [TrustedKey::always(key, KeyRole::Device)].into_iter().collect();
        std::fs::write(&path, set.to_json()).unwrap();
        assert_eq!(read_key_set(&path).unwrap(), set);
        std::fs::write(&path, "{\n  \"format\": 1 }").unwrap();
        let error = read_key_set(&path).unwrap_err().to_string();
        assert!(error.contains("keys.json: not a key set, at line 2"), "{error}");
    }
}
