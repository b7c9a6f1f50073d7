//! Central's keys: a folder that `central key init` makes and everything else only reads.
//!
//! ```text
//! ca.pem ca-key.pem            the private authority; ca-key.pem may be kept elsewhere after server.pem is made
//! server.pem server-key.pem    the server's certificate
//! keys.json                    the public parts with their windows, and the serial of the config bundle
//! secret/KID.key               a secret part, base64, mode 0600
//! ```
//!
//! Four uses: `bundle` (signs what kiosks believe), `answer` (signs answers), `receipt` (countersigns receipts), `seal` (opens
//! requests). A seal key whose secret is not here belongs to another holder: kiosks seal to it, central cannot open with it.

mod certificate;
mod create;
mod file;
mod holder;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use kiosk_protocol::seal::{SecretKey, Suite};
use kiosk_protocol::{
    CatalogueBundle, ConfigBundle, DatedKey, KeyId, KeySet, PublicKey, SealKey, SealKeys, SignedBundle, Signer as _,
    SigningKey, Window,
};
use serde::{Deserialize, Serialize};

use crate::opener::Opener;
pub use certificate::{CA, SERVER, SERVER_KEY};
pub use create::{InitOptions, Rotation};
pub use holder::PUBLIC;

/// The public parts.
const INDEX: &str = "keys.json";

/// Why the keys cannot be made or used.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// A file cannot be read or written.
    #[error("{path}: {error}", path = path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A file holds what it should not.
    #[error("{path}: {what}", path = path.display())]
    Content {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// A folder that is not empty is never written over: lost keys are lost requests.
    #[error("{path} is not empty; keys are never overwritten: name another folder, or use `central key rotate`", path = path.display())]
    NotEmpty {
        /// Which.
        path: PathBuf,
    },
    /// No key of this use is valid now.
    #[error("no {0} key is valid now; make one with `central key rotate {0}`")]
    NoneNow(Use),
    /// A certificate cannot be made.
    #[error("the certificate cannot be made: {0}")]
    Certificate(#[from] rcgen::Error),
    /// A holder's key cannot be added or taken out.
    #[error("{0}")]
    Holder(String),
    /// The system gives no random bytes.
    #[error("the system gives no random bytes")]
    Random,
}

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    /// Signs bundles.
    Bundle,
    /// Signs answers.
    Answer,
    /// Countersigns receipts.
    Receipt,
    /// Opens requests.
    Seal,
}

impl std::fmt::Display for Use {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Bundle => "bundle",
            Self::Answer => "answer",
            Self::Receipt => "receipt",
            Self::Seal => "seal",
        })
    }
}

/// One key of the index: its public part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What it is for.
    #[serde(rename = "use")]
    pub purpose: Use,
    /// Its name.
    pub kid: KeyId,
    /// The public part, base64.
    pub public: String,
    /// The HPKE suite of a seal key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suite: Option<Suite>,
    /// Who holds the secret of a seal key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// When it may be used.
    #[serde(flatten)]
    pub window: Window,
}

/// The file `keys.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// Of the config bundle; grows with every change.
    pub serial: u64,
    /// When it last changed, milliseconds since 1970.
    pub changed_ms: i64,
    /// The keys.
    pub keys: Vec<Entry>,
}

impl Index {
    /// Reads the public parts of a keys folder.
    ///
    /// # Errors
    /// The file is missing or is no index.
    pub fn read(folder: &Path) -> Result<Self, KeysError> {
        let path = folder.join(INDEX);
        let bytes = std::fs::read(&path).map_err(|error| KeysError::File { path: path.clone(), error })?;
        serde_json::from_slice(&bytes).map_err(|error| KeysError::Content { path, what: error.to_string() })
    }

    /// The public keys that countersign receipts and audit heads.
    #[must_use]
    pub fn receipt_keys(&self) -> Vec<DatedKey> {
        dated(self, Use::Receipt).collect()
    }

    fn of(&self, purpose: Use) -> impl Iterator<Item = &Entry> {
        self.keys.iter().filter(move |entry| entry.purpose == purpose)
    }
}

/// The keys, ready to be used. Secrets are overwritten when dropped.
#[derive(Debug)]
pub struct Keys {
    index: Index,
    signing: HashMap<KeyId, SigningKey>,
    opener: Opener,
    ca_pem: String,
    config: SignedBundle,
}

impl Keys {
    /// What opens requests, of central's folder or of another holder's.
    ///
    /// # Errors
    /// A file is missing or wrong.
    pub fn load_opener(folder: &Path) -> Result<Opener, KeysError> {
        Ok(secrets(folder, &Index::read(folder)?)?.1)
    }

    /// Reads a keys folder and signs the config bundle.
    ///
    /// # Errors
    /// A file is missing or wrong, or no bundle or answer key is valid at `now_ms`.
    pub fn load(folder: &Path, now_ms: i64) -> Result<Self, KeysError> {
        let index = Index::read(folder)?;
        let (signing, opener) = secrets(folder, &index)?;
        let path = folder.join(CA);
        let ca_pem = std::fs::read_to_string(&path).map_err(|error| KeysError::File { path, error })?;
        let unsigned = config_of(folder, &index, &ca_pem)?;
        let bundle_key = newest(&index, &signing, Use::Bundle, now_ms)?;
        let config = SignedBundle::sign(ConfigBundle::KIND, &unsigned, bundle_key)
            .map_err(|error| KeysError::Content { path: folder.join(INDEX), what: error.to_string() })?;
        newest(&index, &signing, Use::Answer, now_ms)?;
        Ok(Self { index, signing, opener, ca_pem, config })
    }

    /// The signed config bundle: what `GET /v1/config` and enrolment hand out.
    #[must_use]
    pub fn config(&self) -> &SignedBundle {
        &self.config
    }

    /// The serial of the config bundle.
    #[must_use]
    pub fn serial(&self) -> u64 {
        self.index.serial
    }

    /// The catalogue as kiosks believe it: signed with the bundle key that is valid at `now_ms`.
    ///
    /// # Errors
    /// No bundle key is valid.
    pub fn sign_catalogue(&self, catalogue: &CatalogueBundle, now_ms: i64) -> Result<SignedBundle, KeysError> {
        let key = newest(&self.index, &self.signing, Use::Bundle, now_ms)?;
        SignedBundle::sign(SignedBundle::CATALOGUE, catalogue, key)
            .map_err(|error| KeysError::Content { path: INDEX.into(), what: error.to_string() })
    }

    /// The keys of kiosks whose receipts are believed, signed with the bundle key that is valid at `now_ms`.
    ///
    /// # Errors
    /// No bundle key is valid.
    pub fn sign_receipt_keys(&self, believed: &KeySet, now_ms: i64) -> Result<SignedBundle, KeysError> {
        let key = newest(&self.index, &self.signing, Use::Bundle, now_ms)?;
        SignedBundle::sign(SignedBundle::RECEIPT_KEYS, believed, key)
            .map_err(|error| KeysError::Content { path: INDEX.into(), what: error.to_string() })
    }

    /// The public keys that bundles are signed with.
    #[must_use]
    pub fn bundle_keys(&self) -> Vec<DatedKey> {
        dated(&self.index, Use::Bundle).collect()
    }

    /// The authority's certificates, PEM.
    #[must_use]
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// The key that signs answers at `now_ms`.
    ///
    /// # Errors
    /// None is valid.
    pub fn answer_key(&self, now_ms: i64) -> Result<&SigningKey, KeysError> {
        newest(&self.index, &self.signing, Use::Answer, now_ms)
    }

    /// The key that countersigns receipts at `now_ms`.
    ///
    /// # Errors
    /// None is valid.
    pub fn receipt_key(&self, now_ms: i64) -> Result<&SigningKey, KeysError> {
        newest(&self.index, &self.signing, Use::Receipt, now_ms)
    }

    /// What opens requests.
    #[must_use]
    pub fn opener(&self) -> &Opener {
        &self.opener
    }
}

/// The secrets of a folder: those that sign, and those that open.
fn secrets(folder: &Path, index: &Index) -> Result<(HashMap<KeyId, SigningKey>, Opener), KeysError> {
    let mut signing = HashMap::new();
    let mut opening = Vec::new();
    for entry in &index.keys {
        let path = file::secret_path(folder, entry.kid);
        let wrong = |what: &str| KeysError::Content { path: path.clone(), what: what.to_owned() };
        let Some(secret) = file::read_secret(&path)? else {
            // Another holder's, or a signing key that was taken offline after its time.
            continue;
        };
        let kid = match entry.purpose {
            Use::Seal => {
                let suite = entry.suite.ok_or_else(|| wrong("keys.json names no suite for this seal key"))?;
                let key = SecretKey::from_bytes(suite, &secret).ok_or_else(|| wrong("this is no seal key"))?;
                let kid = key.kid();
                opening.push(key);
                kid
            }
            Use::Bundle | Use::Answer | Use::Receipt => {
                let seed = secret.as_slice().try_into().map_err(|_| wrong("this is no signing key"))?;
                let key = SigningKey::from_seed(seed);
                let kid = key.public().id();
                signing.insert(kid, key);
                kid
            }
        };
        if kid != entry.kid {
            return Err(wrong("the secret does not belong to the public key in keys.json"));
        }
    }
    Ok((signing, Opener::new(opening)))
}

/// The key of a use whose window holds the moment, the one that began last, and whose secret is here.
fn newest<'a>(
    index: &Index,
    signing: &'a HashMap<KeyId, SigningKey>,
    purpose: Use,
    now_ms: i64,
) -> Result<&'a SigningKey, KeysError> {
    index
        .of(purpose)
        .filter(|entry| entry.window.holds(now_ms))
        .filter_map(|entry| signing.get(&entry.kid).map(|key| (entry.window.not_before_ms, key)))
        .max_by_key(|(began, _)| *began)
        .map(|(_, key)| key)
        .ok_or(KeysError::NoneNow(purpose))
}

fn dated(index: &Index, purpose: Use) -> impl Iterator<Item = DatedKey> {
    index.of(purpose).filter_map(|entry| {
        let bytes: [u8; 32] = file::from_base64(&entry.public)?.try_into().ok()?;
        Some(DatedKey { public: PublicKey::from_bytes(&bytes).ok()?, window: entry.window })
    })
}

fn config_of(folder: &Path, index: &Index, ca_pem: &str) -> Result<ConfigBundle, KeysError> {
    let wrong = |kid: KeyId| KeysError::Content { path: folder.join(INDEX), what: format!("key {kid} cannot be read") };
    let seal_key = |entry: &Entry| {
        let public = file::from_base64(&entry.public).filter(|public| KeyId::of(public) == entry.kid)?;
        Some(SealKey { holder: entry.holder.clone()?, suite: entry.suite?, public, window: entry.window })
    };
    let seal_keys =
        index.of(Use::Seal).map(|entry| seal_key(entry).ok_or_else(|| wrong(entry.kid))).collect::<Result<_, _>>()?;
    Ok(ConfigBundle {
        serial: index.serial,
        issued_ms: index.changed_ms,
        seal_keys: SealKeys(seal_keys),
        receipt_keys: dated(index, Use::Receipt).collect(),
        answer_keys: dated(index, Use::Answer).collect(),
        bundle_keys: dated(index, Use::Bundle).collect(),
        ca_pem: ca_pem.to_owned(),
    })
}
