//! Where the files that come with the program are: `assets/` and `locales/`.

use std::path::{Path, PathBuf};

use crate::problem::{Problem, Problems};

/// The folder with `assets/` and `locales/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataDir(PathBuf);

impl DataDir {
    /// Where a package installs the folder.
    pub const INSTALLED: &'static str = "/usr/share/kiosk";

    /// Finds the folder: beside the configuration file, in the current folder, beside the
    /// program and in the folders above it, then where a package installs it.
    ///
    /// # Errors
    /// When none of these has both `assets/` and `locales/`; every folder looked at is named.
    pub fn find(config: Option<&Path>) -> Result<Self, Problems> {
        let program = std::env::current_exe().ok();
        Self::find_in(&Self::places(config, program.as_deref()))
    }

    /// The folder of a package.
    #[must_use]
    pub fn installed() -> Self {
        Self(PathBuf::from(Self::INSTALLED))
    }

    fn places(config: Option<&Path>, program: Option<&Path>) -> Vec<PathBuf> {
        let mut places = Vec::new();
        if let Some(parent) = config.and_then(Path::parent) {
            let beside = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
            places.push(beside.to_path_buf());
        }
        places.push(PathBuf::from("."));
        if let Some(program) = program {
            places.extend(program.ancestors().skip(1).map(Path::to_path_buf));
        }
        places.push(PathBuf::from(Self::INSTALLED));
        places
    }

    fn find_in(places: &[PathBuf]) -> Result<Self, Problems> {
        let found = places.iter().find(|place| place.join("assets").is_dir() && place.join("locales").is_dir());
        match found {
            Some(place) => Ok(Self(place.clone())),
            None => {
                let looked: Vec<_> = places.iter().map(|place| place.display().to_string()).collect();
                Err(Problem::new("assets, locales", "these folders were not found together")
                    .fix(format!("put both beside the configuration file; looked in {}", looked.join(", ")))
                    .into())
            }
        }
    }

    /// The folder itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// `assets/`.
    #[must_use]
    pub fn assets(&self) -> PathBuf {
        self.0.join("assets")
    }

    /// `assets/catalogue/`.
    #[must_use]
    pub fn catalogue(&self) -> PathBuf {
        self.assets().join("catalogue")
    }

    /// `assets/printers/`.
    #[must_use]
    pub fn printers(&self) -> PathBuf {
        self.assets().join("printers")
    }

    /// `assets/icons/`.
    #[must_use]
    pub fn icons(&self) -> PathBuf {
        self.assets().join("icons")
    }

    /// `assets/papers/`.
    #[must_use]
    pub fn papers(&self) -> PathBuf {
        self.assets().join("papers")
    }

    /// `assets/keyboards/`.
    #[must_use]
    pub fn keyboards(&self) -> PathBuf {
        self.assets().join("keyboards")
    }

    /// `assets/fonts/`.
    #[must_use]
    pub fn fonts(&self) -> PathBuf {
        self.assets().join("fonts")
    }

    /// `assets/speech/`.
    #[must_use]
    pub fn speech(&self) -> PathBuf {
        self.assets().join("speech")
    }

    /// `locales/`.
    #[must_use]
    pub fn locales(&self) -> PathBuf {
        self.0.join("locales")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn the_folder_beside_the_configuration_comes_first() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["assets", "locales"] {
            std::fs::create_dir(dir.path().join(name)).unwrap();
        }
        let found = DataDir::find(Some(&dir.path().join("kiosk-config.toml"))).unwrap();
        assert_eq!(found.path(), dir.path());
        assert_eq!(found.catalogue(), dir.path().join("assets/catalogue"));
    }

    #[test]
    fn every_folder_looked_at_is_named() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("assets")).unwrap();
        let problems = DataDir::find_in(&[dir.path().to_path_buf()]).unwrap_err();
        assert!(problems.to_string().contains(&dir.path().display().to_string()));
    }

    #[test]
    fn folders_above_the_program_are_looked_at() {
        let places = DataDir::places(None, Some(Path::new("/opt/kiosk/bin/kiosk")));
        assert!(places.contains(&PathBuf::from("/opt/kiosk")));
        assert_eq!(places.last(), Some(&PathBuf::from(DataDir::INSTALLED)));
    }
}
