//! Central's own checkpoint: one signed note over the chains of all centres, for a second party to keep.
//!
//! ```text
//! central                          who signs
//! 4713                             rows of all chains together
//! 3q2+7w…=                         SHA-256 of the lines of the centres
//! time 1764150000000
//! erbil-1 4711 q83v…=              a centre, its rows, the hash of its last row, base64
//! slemani-1 2 AAAA…=
//!
//! — central x08go/…                signed with the receipt key
//! ```
//!
//! The form is that of C2SP (<https://c2sp.org/tlog-checkpoint>). Whoever has kept one finds with `central audit verify
//! --checkpoint FILE` whether the chains still begin as they did.

use data_encoding::BASE64;
use kiosk_protocol::{CentreId, Checkpoint, SignedCheckpoint, Signer};
use sha2::{Digest as _, Sha256};

use super::SIGNER;
use crate::store::audit::End;

/// Makes and signs a checkpoint of how the chains stand.
#[must_use]
pub fn sign(ends: &[End], signer: &dyn Signer, now_ms: i64) -> SignedCheckpoint {
    let lines: Vec<String> =
        ends.iter().map(|end| format!("{} {} {}", end.centre, end.rows, BASE64.encode(&end.hash))).collect();
    let mut extensions = vec![format!("time {now_ms}")];
    let hash = hash_of(&lines);
    extensions.extend(lines);
    let size = ends.iter().map(|end| end.rows).sum();
    Checkpoint { origin: SIGNER.to_owned(), size, hash, extensions }.sign(SIGNER, signer)
}

/// The chains as a checkpoint says they stood; `None` when it is not one of central's.
#[must_use]
pub fn ends(checkpoint: &Checkpoint) -> Option<Vec<End>> {
    let (time, lines) = checkpoint.extensions.split_first()?;
    if checkpoint.origin != SIGNER || !time.starts_with("time ") || hash_of(lines) != checkpoint.hash {
        return None;
    }
    let ends: Vec<End> = lines.iter().map(|line| end(line)).collect::<Option<_>>()?;
    (ends.iter().map(|end| end.rows).sum::<u64>() == checkpoint.size).then_some(ends)
}

fn end(line: &str) -> Option<End> {
    let mut words = line.split(' ');
    let centre: CentreId = words.next()?.parse().ok()?;
    let rows = words.next()?.parse().ok()?;
    let hash = BASE64.decode(words.next()?.as_bytes()).ok()?.try_into().ok()?;
    words.next().is_none().then_some(End { centre, rows, hash })
}

fn hash_of(lines: &[String]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for line in lines {
        hash.update(line);
        hash.update("\n");
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use kiosk_protocol::SigningKey;

    use super::*;

    #[test]
    fn what_is_signed_is_read_back_and_nothing_else_is() {
        let key = SigningKey::from_seed(&[7; 32]);
        let of = |centre: &str, rows, byte| End { centre: centre.parse().unwrap(), rows, hash: [byte; 32] };
        let chains = [of("erbil-1", 4711, 1), of("slemani-1", 2, 2)];
        let note = sign(&chains, &key, 1_764_150_000_000).to_string();
        assert!(note.starts_with("central\n4713\n"), "{note}");
        let read: SignedCheckpoint = note.parse().unwrap();
        assert_eq!(ends(read.verify(SIGNER, &key.public()).unwrap()).unwrap(), chains);
        let mut other = read.unverified().clone();
        other.extensions.pop();
        assert_eq!(ends(&other), None);
        assert_eq!(ends(&Checkpoint { origin: "kiosk".into(), ..read.unverified().clone() }), None);
    }
}
