//! The public keys that this kiosk has ever signed with: what an earlier key signed can still be checked after it was
//! replaced. One key a line, base64url, in `device.keys` in the state folder. Nothing in it is secret.
//!
//! Whoever can write the state folder can add a key here. It would not help him: central keeps the keys it let in and the
//! heads that came, and compares them itself.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use kiosk_protocol::PublicKey;

/// The file in the state folder.
const FILE: &str = "device.keys";

/// Every key this kiosk is known to have had, oldest first. Empty before the first start. A line that is no key is passed
/// over.
///
/// # Errors
/// The file is there and cannot be read.
pub fn own_keys(state_dir: &Path) -> io::Result<Vec<PublicKey>> {
    match fs::read_to_string(state_dir.join(FILE)) {
        Ok(text) => Ok(text.lines().filter_map(|line| line.trim().parse().ok()).collect()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// Remembers a key, beside those before it: after a power cut the file is the old one or the new one.
///
/// # Errors
/// The folder cannot be written.
pub(crate) fn remember_key(state_dir: &Path, key: &PublicKey) -> io::Result<()> {
    let known = own_keys(state_dir)?;
    if known.contains(key) {
        return Ok(());
    }
    let text: String = known.iter().chain([key]).map(|key| format!("{key}\n")).collect();
    fs::create_dir_all(state_dir)?;
    // Made with mode 0600.
    let mut file = tempfile::NamedTempFile::new_in(state_dir)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(state_dir.join(FILE)).map_err(|error| error.error)?;
    File::open(state_dir)?.sync_all()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use kiosk_protocol::{Signer as _, SigningKey};

    use super::*;

    #[test]
    fn keys_are_remembered_once_and_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("state");
        assert_eq!(own_keys(&state).unwrap(), []);
        let [one, two] = [1, 2].map(|seed| SigningKey::from_seed(&[seed; 32]).public());
        for key in [&one, &two, &one] {
            remember_key(&state, key).unwrap();
        }
        assert_eq!(own_keys(&state).unwrap(), [one, two]);
        fs::write(state.join(FILE), format!("{one}\nnot a key\n")).unwrap();
        assert_eq!(own_keys(&state).unwrap(), [one]);
    }
}
