//! Files of secrets: base64, for their owner only, never written over.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use data_encoding::BASE64;
use kiosk_protocol::KeyId;
use zeroize::Zeroizing;

use super::KeysError;

const SECRETS: &str = "secret";

fn failed(path: &Path) -> impl FnOnce(std::io::Error) -> KeysError {
    let path = path.to_owned();
    move |error| KeysError::File { path, error }
}

pub(super) fn to_base64(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

pub(super) fn from_base64(text: &str) -> Option<Vec<u8>> {
    BASE64.decode(text.trim().as_bytes()).ok()
}

pub(super) fn secret_path(folder: &Path, kid: KeyId) -> PathBuf {
    folder.join(SECRETS).join(format!("{kid}.key"))
}

/// Makes the folder for its owner only.
fn make_folder(folder: &Path) -> Result<(), KeysError> {
    for path in [folder.to_owned(), folder.join(SECRETS)] {
        DirBuilder::new().recursive(true).mode(0o700).create(&path).map_err(failed(&path))?;
    }
    Ok(())
}

/// Makes the folder for its owner only. One that holds something is never written over.
pub(super) fn make_empty_folder(folder: &Path) -> Result<(), KeysError> {
    make_folder(folder)?;
    let list = |path: &Path| fs::read_dir(path).map_err(failed(path));
    let used = list(folder)?.filter_map(Result::ok).any(|entry| entry.file_name() != SECRETS)
        || list(&folder.join(SECRETS))?.next().is_some();
    if used { Err(KeysError::NotEmpty { path: folder.to_owned() }) } else { Ok(()) }
}

/// Writes a new file, durably. One that exists is an error.
pub(super) fn write_new(path: &Path, content: &[u8], secret: bool) -> Result<(), KeysError> {
    let mode = if secret { 0o600 } else { 0o644 };
    let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(path).map_err(failed(path))?;
    file.write_all(content).and_then(|()| file.sync_all()).map_err(failed(path))?;
    sync_folder(path)
}

/// Takes the place of a file in one step.
pub(super) fn replace(path: &Path, content: &[u8], secret: bool) -> Result<(), KeysError> {
    let new = path.with_extension("new");
    match fs::remove_file(&new) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(&new)(error)),
        _ => {}
    }
    write_new(&new, content, secret)?;
    fs::rename(&new, path).map_err(failed(path))?;
    sync_folder(path)
}

fn sync_folder(path: &Path) -> Result<(), KeysError> {
    match path.parent() {
        Some(folder) => File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed(folder)),
        None => Ok(()),
    }
}

pub(super) fn write_secret(folder: &Path, kid: KeyId, secret: &[u8]) -> Result<(), KeysError> {
    let text = Zeroizing::new(format!("{}\n", to_base64(secret)));
    write_new(&secret_path(folder, kid), text.as_bytes(), true)
}

/// The secret, or nothing when the file is not there. A file that others may read is refused.
pub(super) fn read_secret(path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>, KeysError> {
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(path)(error)),
    };
    let content = |what: &str| KeysError::Content { path: path.to_owned(), what: what.to_owned() };
    if metadata.permissions().mode() & 0o077 != 0 {
        return Err(content("others may read this secret; chmod 600 it, and think of replacing the key"));
    }
    let text = Zeroizing::new(fs::read_to_string(path).map_err(failed(path))?);
    from_base64(&text).map(|secret| Some(Zeroizing::new(secret))).ok_or_else(|| content("this is not base64"))
}
