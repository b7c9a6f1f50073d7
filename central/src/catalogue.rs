//! Makes the catalogue bundle from a folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kiosk_protocol::CatalogueBundle;

/// No catalogue is larger; a folder that is was named by mistake.
const MAX_BYTES: u64 = 8 * 1024 * 1024;

/// Why a folder is no catalogue.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// A file or folder cannot be read.
    #[error("cannot read {path}: {error}", path = path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// More than 8 MiB.
    #[error("{path} holds more than 8 MiB; is it the catalogue folder?", path = path.display())]
    TooLarge {
        /// Which.
        path: PathBuf,
    },
    /// No `.toml` file in it.
    #[error("no .toml file in {path}; is it the catalogue folder?", path = path.display())]
    Empty {
        /// Which.
        path: PathBuf,
    },
}

/// Every `.toml` file below `folder`, and every `.ftl` file below its `texts/`: what the kiosks say in place of their own texts.
pub(crate) fn bundle(folder: &Path) -> Result<CatalogueBundle, CatalogueError> {
    let mut files = BTreeMap::new();
    let mut size = 0;
    collect(folder, "", &mut files, &mut size)?;
    let path = folder.to_owned();
    if files.is_empty() {
        return Err(CatalogueError::Empty { path });
    }
    Ok(CatalogueBundle::of(files))
}

fn collect(
    folder: &Path,
    prefix: &str,
    files: &mut BTreeMap<String, String>,
    size: &mut u64,
) -> Result<(), CatalogueError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error| CatalogueError::Read { path, error }
    };
    for entry in std::fs::read_dir(folder).map_err(failed(folder))? {
        let entry = entry.map_err(failed(folder))?;
        let path = entry.path();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        // Links are not followed: a bundle must not reach outside its folder.
        let kind = entry.file_type().map_err(failed(&path))?;
        if kind.is_dir() {
            collect(&path, &format!("{name}/"), files, size)?;
        } else if kind.is_file() && (name.ends_with(".toml") || is_text(&name)) {
            *size += entry.metadata().map_err(failed(&path))?.len();
            if *size > MAX_BYTES {
                return Err(CatalogueError::TooLarge { path: folder.to_owned() });
            }
            files.insert(name, std::fs::read_to_string(&path).map_err(failed(&path))?);
        }
    }
    Ok(())
}

/// Texts of a language: `texts/ckb/queue.ftl`.
fn is_text(name: &str) -> bool {
    name.starts_with("texts/") && name.ends_with(".ftl")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn takes_the_tables_of_a_folder_and_refuses_others() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(bundle(folder.path()), Err(CatalogueError::Empty { .. })));
        std::fs::create_dir(folder.path().join("civ")).unwrap();
        std::fs::write(folder.path().join("civ/birth.toml"), "a = 1").unwrap();
        std::fs::write(folder.path().join("notes.txt"), "no").unwrap();
        std::fs::write(folder.path().join("civ/birth.ftl"), "no").unwrap();
        std::fs::create_dir_all(folder.path().join("texts/en")).unwrap();
        std::fs::write(folder.path().join("texts/en/ui.ftl"), "home = Home").unwrap();
        let bundle = bundle(folder.path()).unwrap();
        assert_eq!(bundle.files.keys().collect::<Vec<_>>(), ["civ/birth.toml", "texts/en/ui.ftl"]);
        assert!(bundle.is_intact());
        assert!(super::bundle(&folder.path().join("absent")).is_err());
    }
}
