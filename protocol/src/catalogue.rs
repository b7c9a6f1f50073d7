//! The catalogue as central hands it out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Digest;

/// A catalogue folder in one piece; kiosks believe it as a [`SignedBundle`](crate::SignedBundle) only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogueBundle {
    /// SHA-256 over the names and contents, in order; also the ETag.
    pub version: Digest,
    /// Contents by path within the folder, with `/` between parts.
    pub files: BTreeMap<String, String>,
}

impl CatalogueBundle {
    /// A bundle of these files, with its version.
    #[must_use]
    pub fn of(files: BTreeMap<String, String>) -> Self {
        let version = Self::version_of(&files);
        Self { version, files }
    }

    /// Whether the version is that of the files.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        Self::version_of(&self.files) == self.version
    }

    fn version_of(files: &BTreeMap<String, String>) -> Digest {
        // Lengths before contents, so that no two folders run together into the same bytes.
        let mut bytes = Vec::new();
        for (name, content) in files {
            for part in [name, content] {
                bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
                bytes.extend_from_slice(part.as_bytes());
            }
        }
        Digest::of(&bytes)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn the_version_is_that_of_the_content() {
        let bundle = |pairs: &[(&str, &str)]| {
            CatalogueBundle::of(pairs.iter().map(|(n, c)| ((*n).into(), (*c).into())).collect())
        };
        let one = bundle(&[("ab", "c")]);
        assert!(one.is_intact());
        assert_ne!(one.version, bundle(&[("a", "bc")]).version);
        let mut changed = one.clone();
        changed.files.insert("ab".into(), "d".into());
        assert!(!changed.is_intact());
    }
}
