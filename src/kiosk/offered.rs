//! The catalogue and the texts that central offers, in one bundle: asked for, verified, tried, kept, and used from the next
//! start on, which comes when no visit is running (`reload`).
//!
//! Services never change in the middle of a visit. What is kept is the signed bundle as it came, and the one before it;
//! whichever is read is verified again, and one that this program cannot use is passed over: then the one before serves,
//! then the catalogue of the package. One with which the kiosk has begun [`MOST_TRIES`] times and never shown anything is
//! passed over as well.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use kiosk_protocol::{BadBundle, CatalogueBundle, DatedKey, SignedBundle};
use tokio::sync::watch;

use crate::catalogue::Catalogue;
use crate::config::data::DataDir;
use crate::enrolment::Enrolment;
use crate::i18n::{self, Locales};
use crate::problem::{Problem, Problems};
use crate::store::{BundleAge, Store, StoreError};
use crate::sync::Sync;

/// Where a bundle is laid out as files, below the state folder.
const FOLDER: &str = "catalogue-offered";
/// Where files of the languages lie in a bundle: `texts/ckb/queue.ftl` stands for the package's `locales/ckb/queue.ftl`.
const TEXTS: &str = "texts/";
/// Which bundle is being tried and how often it was, below the state folder.
const TRIED: &str = "catalogue-tried";
/// So often a bundle is begun with before it has shown anything.
const MOST_TRIES: u32 = 3;
/// In the place of the number of tries: the kiosk was shown with it.
const SHOWN: &str = "shown";

/// Why an offered catalogue is not used.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unusable {
    /// Not signed by central.
    #[error(transparent)]
    Bundle(#[from] BadBundle),
    /// Its version is not that of its files, or a file lies outside.
    #[error("its content does not fit its version")]
    Content,
    /// It cannot be laid out.
    #[error("it cannot be written: {0}")]
    File(#[from] io::Error),
    /// It has mistakes, or is of a form that this program does not know.
    #[error("{0}")]
    Mistakes(Problems),
}

/// What a bundle holds.
#[derive(Debug)]
pub(super) struct Offered {
    pub(super) catalogue: Arc<Catalogue>,
    /// The package's languages, with the bundle's texts in place of theirs.
    pub(super) locales: Locales,
}

/// What is used of central's at this start.
#[derive(Debug, Default)]
pub(super) struct InUse {
    /// `None`: the package's serves.
    pub(super) offered: Option<Offered>,
    /// The newest bundle's name, if it is that one which has still to be shown.
    pub(super) tried: Option<String>,
    /// What is wrong with a newer one.
    pub(super) wrong: Option<Problem>,
}

/// What is needed to try a catalogue.
#[derive(Debug, Clone)]
pub(super) struct Trial {
    pub(super) state_dir: PathBuf,
    pub(super) data: DataDir,
    pub(super) locales: Locales,
}

impl Trial {
    /// Verifies a bundle, lays it out and reads it as if it were the package's.
    pub(super) fn of(&self, signed: &SignedBundle, trusted: &[DatedKey]) -> Result<Offered, Unusable> {
        let bundle: CatalogueBundle = signed.verify(SignedBundle::CATALOGUE, trusted)?;
        if !bundle.is_intact() || !bundle.files.keys().all(|name| is_inside(name)) {
            return Err(Unusable::Content);
        }
        let folder = self.state_dir.join(FOLDER);
        lay_out(&folder, &bundle, &self.data)?;
        let read = self.read(&folder, &bundle);
        // The bundle in the database is what counts; the files were a view of it.
        fs::remove_dir_all(&folder)?;
        read.map_err(Unusable::Mistakes)
    }

    fn read(&self, folder: &Path, bundle: &CatalogueBundle) -> Result<Offered, Problems> {
        let mut locales = self.locales.clone();
        if bundle.files.keys().any(|name| name.starts_with(TEXTS)) {
            locales = Locales::load(&folder.join("locales"))?;
            // As strict as `kiosk check`: a text that is missing or does not fit the original is not shown to anybody.
            let problems = i18n::audit(&locales);
            if problems.errors() > 0 {
                return Err(problems);
            }
        }
        let catalogue = Catalogue::load(&folder.join("catalogue"), &locales)?;
        Ok(Offered { catalogue, locales })
    }

    /// The newest catalogue of central's that can be used, else the one before; `None` = the package's serves.
    pub(super) fn in_use(&self, store: &Store, enrolment: &Enrolment) -> Result<InUse, StoreError> {
        let mut wrong = None;
        for age in [BundleAge::Newest, BundleAge::Before] {
            let Some(kept) = store.bundle(SignedBundle::CATALOGUE, age).wait()? else { continue };
            if age == BundleAge::Newest && !self.may_try(&kept.etag) {
                tracing::error!(event = "catalogue.rolled_back", etag = kept.etag);
                let what = "central's catalogue is not used: the kiosk began with it and showed nothing";
                wrong.get_or_insert(Problem::new("catalogue", what));
                continue;
            }
            match self.of(&kept.signed, enrolment.bundle_keys()) {
                Ok(offered) => {
                    let tried = (age == BundleAge::Newest).then_some(kept.etag);
                    return Ok(InUse { offered: Some(offered), tried, wrong });
                }
                Err(error) => {
                    tracing::error!(event = "catalogue.offered_unusable", etag = kept.etag, %error);
                    // It is not begun with: what is altered on the disk may be handed out again.
                    if age == BundleAge::Newest
                        && let Err(error) = fs::remove_file(self.state_dir.join(TRIED))
                    {
                        tracing::warn!(event = "catalogue.try_not_noted", %error);
                    }
                    wrong.get_or_insert(Problem::new("catalogue", format!("central's catalogue is not used: {error}")));
                }
            }
        }
        Ok(InUse { offered: None, tried: None, wrong })
    }

    /// Counts a start with a bundle that has not shown anything yet; whether it is worth one more.
    fn may_try(&self, etag: &str) -> bool {
        let path = self.state_dir.join(TRIED);
        let noted = fs::read_to_string(&path).unwrap_or_default();
        let tries = match noted.split_once(' ') {
            Some((of, SHOWN)) if of == etag => return true,
            Some((of, tries)) if of == etag => tries.parse().unwrap_or(0),
            _ => 0,
        };
        if tries >= MOST_TRIES {
            return false;
        }
        // Where nothing can be noted nothing is counted: a full disk is no reason to go back.
        if let Err(error) = fs::write(&path, format!("{etag} {}", tries + 1)) {
            tracing::warn!(event = "catalogue.try_not_noted", %error);
        }
        true
    }

    /// Asks central once, and keeps a new catalogue that this program can use; whether there is one now.
    pub(super) async fn look(&self, sync: &Sync, store: &Store, trusted: Vec<DatedKey>) -> bool {
        // One that was altered here is asked for again.
        let known = store.bundle(SignedBundle::CATALOGUE, BundleAge::Newest).await.ok().flatten();
        let known =
            known.filter(|kept| kept.signed.verify::<CatalogueBundle>(SignedBundle::CATALOGUE, &trusted).is_ok());
        let Ok(Some(offered)) = sync.catalogue_bundle(known.as_ref().map(|kept| kept.etag.as_str())).await else {
            return false;
        };
        let Some(etag) = offered.etag else { return false };
        let (trial, signed) = (self.clone(), offered.signed.clone());
        let tried = tokio::task::spawn_blocking(move || trial.of(&signed, &trusted)).await;
        match tried {
            Ok(Ok(read)) => match store.keep_bundle(etag, offered.signed).await {
                Ok(()) => {
                    tracing::info!(event = "catalogue.kept", services = read.catalogue.services.len());
                    return true;
                }
                Err(error) => tracing::error!(event = "catalogue.not_kept", %error),
            },
            Ok(Err(error)) => tracing::error!(event = "catalogue.refused", %error),
            Err(error) => tracing::error!(event = "catalogue.refused", %error),
        }
        false
    }

    /// Notes that the kiosk is shown with a bundle that it has begun with, once it is.
    pub(super) async fn prove(self, etag: String, mut frames: watch::Receiver<Option<Instant>>) {
        if frames.wait_for(Option::is_some).await.is_err() {
            return;
        }
        if let Err(error) = fs::write(self.state_dir.join(TRIED), format!("{etag} {SHOWN}")) {
            tracing::warn!(event = "catalogue.try_not_noted", %error);
        }
    }
}

/// A path of plain names, at most one folder deep in the bundle's own: it cannot lead out.
fn is_inside(name: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
    };
    name.len() <= 200 && name.split('/').all(plain)
}

fn lay_out(folder: &Path, bundle: &CatalogueBundle, data: &DataDir) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    if bundle.files.keys().any(|name| name.starts_with(TEXTS)) {
        copy(&data.locales(), &folder.join("locales"))?;
    }
    for (name, text) in &bundle.files {
        let path = match name.strip_prefix(TEXTS) {
            Some(name) => folder.join("locales").join(name),
            None => folder.join("catalogue").join(name),
        };
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, text)?;
    }
    // Names of pictures are checked against those of the package.
    std::os::unix::fs::symlink(fs::canonicalize(data.icons())?, folder.join("icons"))
}

/// The plain files of a folder and those below.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, kind) = (to.join(entry.file_name()), entry.file_type()?);
        if kind.is_dir() {
            copy(&entry.path(), &path)?;
        } else if kind.is_file() {
            fs::copy(entry.path(), path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_do_not_lead_out() {
        for good in ["catalogue.toml", "services/birth_certificate.toml", "a/b/c-1.toml"] {
            assert!(is_inside(good), "{good}");
        }
        for bad in ["", "/etc/passwd", "../x.toml", "services/../../x", "a//b", ".hidden", "a b.toml", "a\\b"] {
            assert!(!is_inside(bad), "{bad}");
        }
    }
}
