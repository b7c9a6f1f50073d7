//! Signed statements "at this moment the log had so many rows, and this was the hash of the last": checkpoints.
//!
//! The format is that of C2SP: a checkpoint (<https://c2sp.org/tlog-checkpoint>) in a signed note
//! (<https://c2sp.org/signed-note>), so that an auditor can check it with tools that are not ours:
//!
//! ```text
//! erbil-1/0198c1c4-…/1          whose log: centre/device/incarnation, or a centre
//! 4711                          rows
//! 3q2+7w…=                      SHA-256 of the last row, base64
//! time 1764150000000            what else is said (optional lines)
//!
//! — 0198c1c4-… aGVsbG8…         name of the key, base64 of 4 bytes of its hash and the Ed25519 signature
//! ```
//!
//! A kiosk signs the heads of its audit chain so; central countersigns with a line of its own. A log that was cut,
//! reordered or edited afterwards no longer fits a checkpoint that another has seen.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE64;
use sha2::{Digest as _, Sha256};

use crate::{PublicKey, Signature, Signer};

/// The signature type of Ed25519 in a signed note.
const ED25519: u8 = 0x01;
/// What a signature line begins with: an em dash and a space.
const DASH: &str = "\u{2014} ";
/// No note is larger.
const MAX_NOTE: usize = 16 * 1024;
/// No note has more signatures.
const MAX_SIGNATURES: usize = 16;

/// How a log stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose log: a line of its own, never empty.
    pub origin: String,
    /// How many rows it had.
    pub size: u64,
    /// The hash of the last row.
    pub hash: [u8; 32],
    /// Further lines, not empty.
    pub extensions: Vec<String>,
}

/// A checkpoint with signatures, none of them verified yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    signatures: Vec<NoteSignature>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct NoteSignature {
    name: String,
    key: [u8; 4],
    signature: Signature,
}

/// Why a checkpoint is none, or not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadCheckpoint {
    /// Not a signed note with a checkpoint in it.
    #[error("not a signed checkpoint")]
    Malformed,
    /// No signature of this name and key.
    #[error("the checkpoint is not signed by this key")]
    NotSigned,
    /// There is one, and it does not fit.
    #[error("the signature of the checkpoint does not fit")]
    Signature,
}

/// What is wrong between an earlier and a later checkpoint of one log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// They are of different logs.
    #[error("the checkpoints are of different logs")]
    OtherLog,
    /// The later one has fewer rows: the end was cut off.
    #[error("rows {} to {earlier} were cut off", .later + 1)]
    CutOff {
        /// Rows of the earlier one.
        earlier: u64,
        /// Rows of the later one.
        later: u64,
    },
    /// As many rows, another hash: something up to this row was changed.
    #[error("row {row} or one before it is another than it was")]
    Changed {
        /// The last row of both.
        row: u64,
    },
}

impl Checkpoint {
    /// The signed text, with its line feed at the end.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("{}\n{}\n{}\n", self.origin, self.size, BASE64.encode(&self.hash));
        for line in &self.extensions {
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    /// Signs it under `name` (no spaces, no plus sign).
    #[must_use]
    pub fn sign(self, name: &str, signer: &dyn Signer) -> SignedCheckpoint {
        let mut signed = SignedCheckpoint { checkpoint: self, signatures: Vec::new() };
        signed.countersign(name, signer);
        signed
    }

    /// Whether `later` can have come of this one by adding rows. Rows in between are not looked at: whoever has the log
    /// walks them.
    ///
    /// # Errors
    /// It cannot.
    pub fn is_followed_by(&self, later: &Self) -> Result<(), Broken> {
        if self.origin != later.origin {
            Err(Broken::OtherLog)
        } else if later.size < self.size {
            Err(Broken::CutOff { earlier: self.size, later: later.size })
        } else if later.size == self.size && later.hash != self.hash {
            Err(Broken::Changed { row: self.size })
        } else {
            Ok(())
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let origin = lines.next().filter(|line| !line.is_empty())?.to_owned();
        let size = lines.next()?;
        let number: u64 = size.parse().ok()?;
        let hash = BASE64.decode(lines.next()?.as_bytes()).ok()?.try_into().ok()?;
        let extensions: Vec<String> = lines.map(ToOwned::to_owned).collect();
        // "007" and empty lines would be other bytes with the same meaning.
        (number.to_string() == size && extensions.iter().all(|line| !line.is_empty())).then_some(Self {
            origin,
            size: number,
            hash,
            extensions,
        })
    }
}

impl SignedCheckpoint {
    /// What it says. Believe it only after [`verify`](Self::verify).
    #[must_use]
    pub fn unverified(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// What it says, if the key `public` signed it under `name`.
    ///
    /// # Errors
    /// It did not, or the signature does not fit.
    pub fn verify(&self, name: &str, public: &PublicKey) -> Result<&Checkpoint, BadCheckpoint> {
        let key = key_id(name, public);
        let mut own = self.signatures.iter().filter(|line| line.name == name && line.key == key).peekable();
        own.peek().ok_or(BadCheckpoint::NotSigned)?;
        let text = self.checkpoint.text();
        if own.all(|line| public.verify(text.as_bytes(), &line.signature).is_ok()) {
            Ok(&self.checkpoint)
        } else {
            Err(BadCheckpoint::Signature)
        }
    }

    /// Adds a signature over the same text.
    pub fn countersign(&mut self, name: &str, signer: &dyn Signer) {
        let signature = signer.sign(self.checkpoint.text().as_bytes());
        let key = key_id(name, &signer.public());
        self.signatures.push(NoteSignature { name: name.to_owned(), key, signature });
    }
}

/// The name of a key in a signed note: the first 4 bytes of SHA-256(name, LF, type, public key).
fn key_id(name: &str, public: &PublicKey) -> [u8; 4] {
    let hash: [u8; 32] = Sha256::new()
        .chain_update(name)
        .chain_update([b'\n', ED25519])
        .chain_update(public.as_bytes())
        .finalize()
        .into();
    let [a, b, c, d, ..] = hash;
    [a, b, c, d]
}

impl fmt::Display for SignedCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.checkpoint.text())?;
        for line in &self.signatures {
            let mut bytes = line.key.to_vec();
            bytes.extend_from_slice(line.signature.as_bytes());
            writeln!(f, "{DASH}{} {}", line.name, BASE64.encode(&bytes))?;
        }
        Ok(())
    }
}

impl FromStr for SignedCheckpoint {
    type Err = BadCheckpoint;

    fn from_str(note: &str) -> Result<Self, BadCheckpoint> {
        if note.len() > MAX_NOTE || note.chars().any(|c| c.is_control() && c != '\n') {
            return Err(BadCheckpoint::Malformed);
        }
        // The text ends at the last empty line.
        let end = note.rfind("\n\n").ok_or(BadCheckpoint::Malformed)?;
        let (text, lines) = note.split_at(end + 1);
        let checkpoint = Checkpoint::parse(text).ok_or(BadCheckpoint::Malformed)?;
        let lines = lines.trim_start_matches('\n').strip_suffix('\n').ok_or(BadCheckpoint::Malformed)?;
        let signatures: Option<Vec<_>> = lines.split('\n').map(signature_line).collect();
        let signatures = signatures.filter(|all| all.len() <= MAX_SIGNATURES).ok_or(BadCheckpoint::Malformed)?;
        Ok(Self { checkpoint, signatures })
    }
}

fn signature_line(line: &str) -> Option<NoteSignature> {
    let (name, bytes) = line.strip_prefix(DASH)?.split_once(' ')?;
    let bytes = BASE64.decode(bytes.as_bytes()).ok()?;
    let (key, signature) = bytes.split_at_checked(4)?;
    Some(NoteSignature {
        name: name.to_owned(),
        key: key.try_into().ok()?,
        signature: Signature::from_bytes(signature.try_into().ok()?),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use proptest::prelude::*;

    use super::*;
    use crate::SigningKey;

    fn checkpoint(size: u64, byte: u8) -> Checkpoint {
        Checkpoint {
            origin: "erbil-1/device/1".into(),
            size,
            hash: [byte; 32],
            extensions: vec!["time 1764150000000".into()],
        }
    }

    #[test]
    fn a_published_note_is_read_and_verified() {
        // The example of the Go package golang.org/x/mod/sumdb/note, whose format C2SP describes: key
        // "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW".
        let encoded = BASE64.decode(b"ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").unwrap();
        assert_eq!(encoded[0], ED25519);
        let public = PublicKey::from_bytes(encoded[1..].try_into().unwrap()).unwrap();
        assert_eq!(key_id("PeterNeumann", &public), [0xc7, 0x4f, 0x20, 0xa3]);
        let line = "\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";
        let line = signature_line(line).unwrap();
        let text =
            "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
        assert_eq!(public.verify(text.as_bytes(), &line.signature), Ok(()));
    }

    #[test]
    fn signed_countersigned_and_read_back() {
        let (device, central) = (SigningKey::from_seed(&[1; 32]), SigningKey::from_seed(&[2; 32]));
        let mut signed = checkpoint(7, 9).sign("device", &device);
        signed.countersign("central", &central);
        let note = signed.to_string();
        let read: SignedCheckpoint = note.parse().unwrap();
        assert_eq!(read, signed);
        assert_eq!(read.to_string(), note);
        assert_eq!(read.verify("device", &device.public()), Ok(&checkpoint(7, 9)));
        assert!(read.verify("central", &central.public()).is_ok());
        assert_eq!(read.verify("device", &central.public()), Err(BadCheckpoint::NotSigned));
        let forged: SignedCheckpoint = note.replacen("\n7\n", "\n8\n", 1).parse().unwrap();
        assert_eq!(forged.verify("device", &device.public()), Err(BadCheckpoint::Signature));
    }

    #[test]
    fn what_cannot_follow_is_named() {
        let earlier = checkpoint(7, 1);
        assert_eq!(earlier.is_followed_by(&checkpoint(9, 2)), Ok(()));
        assert_eq!(earlier.is_followed_by(&earlier), Ok(()));
        assert_eq!(earlier.is_followed_by(&checkpoint(5, 2)), Err(Broken::CutOff { earlier: 7, later: 5 }));
        assert_eq!(earlier.is_followed_by(&checkpoint(7, 2)), Err(Broken::Changed { row: 7 }));
        let other = Checkpoint { origin: "other".into(), ..checkpoint(9, 1) };
        assert_eq!(earlier.is_followed_by(&other), Err(Broken::OtherLog));
    }

    proptest! {
        #[test]
        fn anything_may_come(note in "\\PC{0,200}", lines in proptest::collection::vec("[a-z0-9+/= \u{2014}]{0,60}", 0..8)) {
            let _ = note.parse::<SignedCheckpoint>();
            if let Ok(read) = lines.join("\n").parse::<SignedCheckpoint>() {
                prop_assert_eq!(read.to_string().parse::<SignedCheckpoint>().unwrap(), read);
            }
        }
    }
}
