//! The catalogue that central offers: asked for, verified, tried, kept; used from the next start on.
//!
//! Services never change in the middle of a visit. What is kept is the signed bundle as it came, and the one before it;
//! whichever is read is verified again, and one that this program cannot use is passed over: then the one before serves,
//! then the catalogue of the package.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kiosk_protocol::{BadBundle, CatalogueBundle, DatedKey, SignedBundle};

use crate::catalogue::Catalogue;
use crate::config::data::DataDir;
use crate::enrolment::Enrolment;
use crate::i18n::Locales;
use crate::problem::{Problem, Problems};
use crate::store::{BundleAge, Store, StoreError};
use crate::sync::Sync;

/// Where a bundle is laid out as files, below the state folder.
const FOLDER: &str = "catalogue-offered";

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

/// What is needed to try a catalogue.
#[derive(Debug, Clone)]
pub(super) struct Trial {
    pub(super) state_dir: PathBuf,
    pub(super) data: DataDir,
    pub(super) locales: Locales,
}

impl Trial {
    /// Verifies a bundle, lays it out and reads it as if it were the package's.
    pub(super) fn of(&self, signed: &SignedBundle, trusted: &[DatedKey]) -> Result<Arc<Catalogue>, Unusable> {
        let bundle: CatalogueBundle = signed.verify(SignedBundle::CATALOGUE, trusted)?;
        if !bundle.is_intact() || !bundle.files.keys().all(|name| is_inside(name)) {
            return Err(Unusable::Content);
        }
        let folder = self.state_dir.join(FOLDER);
        lay_out(&folder, &bundle, &self.data.icons())?;
        let read = Catalogue::load(&folder.join("catalogue"), &self.locales).map_err(Unusable::Mistakes);
        // The bundle in the database is what counts; the files were a view of it.
        fs::remove_dir_all(&folder)?;
        read
    }

    /// The newest catalogue of central's that can be used, else the one before; `None` = the package's serves.
    pub(super) fn in_use(
        &self,
        store: &Store,
        enrolment: &Enrolment,
    ) -> Result<(Option<Arc<Catalogue>>, Option<Problem>), StoreError> {
        let mut wrong = None;
        for age in [BundleAge::Newest, BundleAge::Before] {
            let Some(kept) = store.bundle(SignedBundle::CATALOGUE, age).wait()? else { continue };
            match self.of(&kept.signed, enrolment.bundle_keys()) {
                Ok(catalogue) => return Ok((Some(catalogue), wrong)),
                Err(error) => {
                    tracing::error!(event = "catalogue.offered_unusable", etag = kept.etag, %error);
                    wrong.get_or_insert(Problem::new("catalogue", format!("central's catalogue is not used: {error}")));
                }
            }
        }
        Ok((None, wrong))
    }

    /// Asks central once, and keeps a new catalogue that this program can use.
    pub(super) async fn look(&self, sync: &Sync, store: &Store, trusted: Vec<DatedKey>) {
        // One that was altered here is asked for again.
        let known = store.bundle(SignedBundle::CATALOGUE, BundleAge::Newest).await.ok().flatten();
        let known =
            known.filter(|kept| kept.signed.verify::<CatalogueBundle>(SignedBundle::CATALOGUE, &trusted).is_ok());
        let Ok(Some(offered)) = sync.catalogue_bundle(known.as_ref().map(|kept| kept.etag.as_str())).await else {
            return;
        };
        let Some(etag) = offered.etag else { return };
        let (trial, signed) = (self.clone(), offered.signed.clone());
        let tried = tokio::task::spawn_blocking(move || trial.of(&signed, &trusted)).await;
        match tried {
            Ok(Ok(catalogue)) => match store.keep_bundle(etag, offered.signed).await {
                Ok(()) => tracing::info!(event = "catalogue.kept", services = catalogue.services.len()),
                Err(error) => tracing::error!(event = "catalogue.not_kept", %error),
            },
            Ok(Err(error)) => tracing::error!(event = "catalogue.refused", %error),
            Err(error) => tracing::error!(event = "catalogue.refused", %error),
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

fn lay_out(folder: &Path, bundle: &CatalogueBundle, icons: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    for (name, text) in &bundle.files {
        let path = folder.join("catalogue").join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, text)?;
    }
    // Names of pictures are checked against those of the package.
    std::os::unix::fs::symlink(fs::canonicalize(icons)?, folder.join("icons"))
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
