//! Walking a chain: every row in order, each fault with its place.

use std::collections::{BTreeMap, HashMap};

use kiosk_protocol::{Checkpoint, DatedKey, DeviceId, PublicKey, SignedCheckpoint};

use super::{Entry, GENESIS, Head, SIGNER, chain, misfit};
use crate::store::audit::{End, Row};

/// What is wrong, and at which row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The row.
    pub seq: u64,
    /// What is wrong with it.
    pub what: String,
}

/// Keys to check signatures with.
#[derive(Debug, Default)]
pub struct Keys {
    /// Every key a device had, revoked ones too: what was signed stays signed.
    pub devices: HashMap<DeviceId, Vec<PublicKey>>,
    /// Keys that central countersigns with; without any, countersignatures are not checked.
    pub central: Vec<DatedKey>,
}

/// A chain that was walked to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sound {
    /// Rows.
    pub rows: u64,
    /// Signed heads among them.
    pub heads: u64,
    /// Kiosks' chains they belong to.
    pub logs: usize,
}

/// A walk along one centre's chain. After a fault it goes on from the row as it stands, so that every place is named.
#[derive(Debug)]
pub struct Walk<'k> {
    keys: &'k Keys,
    seq: u64,
    hash: [u8; 32],
    heads: u64,
    logs: HashMap<String, BTreeMap<i64, (u64, Checkpoint)>>,
    /// Hashes that a checkpoint promises, by row.
    promised: BTreeMap<u64, [u8; 32]>,
    faults: Vec<Fault>,
}

impl<'k> Walk<'k> {
    /// Begins before the first row.
    #[must_use]
    pub fn new(keys: &'k Keys) -> Self {
        Self {
            keys,
            seq: 0,
            hash: GENESIS,
            heads: 0,
            logs: HashMap::new(),
            promised: BTreeMap::new(),
            faults: Vec::new(),
        }
    }

    /// A checkpoint says that row `end.rows` had this hash.
    pub fn promise(&mut self, end: &End) {
        if end.rows > 0 {
            self.promised.insert(end.rows, end.hash);
        }
    }

    /// Takes the next row; the head in it, if it holds one.
    pub fn row(&mut self, row: &Row) -> Option<Head> {
        let next = self.seq.saturating_add(1);
        if row.seq == next.saturating_add(1) {
            self.fault(next, "is missing");
        } else if row.seq != next {
            self.fault(next, &format!("and all up to {} are missing", row.seq.saturating_sub(1)));
        } else if row.prev != self.hash {
            self.fault(row.seq, "does not follow from the row before");
        }
        if chain(&row.prev, row.seq, row.at_ms, &row.entry) != row.hash {
            self.fault(row.seq, "is not what was hashed: it was edited");
        }
        if self.promised.remove(&row.seq).is_some_and(|promised| promised != row.hash) {
            self.fault(row.seq, "is another than the checkpoint promised");
        }
        (self.seq, self.hash) = (row.seq, row.hash);
        match serde_json::from_str(&row.entry) {
            Ok(Entry::Head(head)) => {
                self.head(row.seq, &head);
                Some(head)
            }
            Ok(
                Entry::Remedy { .. }
                | Entry::Status { .. }
                | Entry::Command { .. }
                | Entry::Fairness { .. }
                | Entry::CommandEnded { .. }
                | Entry::Appointment { .. },
            ) => None,
            Err(_) => {
                self.fault(row.seq, "cannot be read");
                None
            }
        }
    }

    /// Says that something about the row is wrong.
    pub fn fault(&mut self, seq: u64, what: &str) {
        self.faults.push(Fault { seq, what: what.to_owned() });
    }

    fn head(&mut self, seq: u64, head: &Head) {
        self.heads += 1;
        let Ok(signed) = head.note.parse::<SignedCheckpoint>() else {
            return self.fault(seq, "holds a head that is no signed note");
        };
        if let Some(keys) = self.keys.devices.get(&head.device)
            && !keys.iter().any(|key| signed.verify(&head.device.to_string(), key).is_ok())
        {
            self.fault(seq, "holds a head that its kiosk did not sign");
        }
        if !self.keys.central.is_empty()
            && !self.keys.central.iter().any(|key| signed.verify(SIGNER, &key.public).is_ok())
        {
            self.fault(seq, "holds a head that central did not countersign");
        }
        let said = signed.unverified();
        let log = self.logs.entry(said.origin.clone()).or_default();
        let earlier = log.range(..head.device_seq).next_back().map(|(_, (_, head))| head);
        let later = log.range(head.device_seq.saturating_add(1)..).next().map(|(_, (_, head))| head);
        let broken = misfit(earlier, said, later);
        log.insert(head.device_seq, (seq, said.clone()));
        if let Some(broken) = broken {
            self.fault(seq, &format!("says of the kiosk's own chain ({}): {broken}", said.origin));
        }
    }

    /// Ends where the centre says that its chain ends.
    ///
    /// # Errors
    /// Every fault found, in the order of rows.
    pub fn end(mut self, end: &End) -> Result<Sound, Vec<Fault>> {
        if end.rows > self.seq {
            self.fault(self.seq.saturating_add(1), &format!("and all up to {} were cut off at the end", end.rows));
        } else if (end.rows, end.hash) != (self.seq, self.hash) {
            self.fault(self.seq, "is not where the centre says that its chain ends");
        }
        let last = self.seq;
        for seq in std::mem::take(&mut self.promised).into_keys().filter(|seq| *seq > last) {
            self.fault(seq, "was promised by the checkpoint and is missing");
        }
        self.faults.sort_by_key(|fault| fault.seq);
        if self.faults.is_empty() {
            Ok(Sound { rows: self.seq, heads: self.heads, logs: self.logs.len() })
        } else {
            Err(self.faults)
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use kiosk_protocol::{ItemId, Signer as _, SigningKey};

    use super::*;

    const DEVICE: [u8; 16] = [9; 16];

    fn device() -> DeviceId {
        DeviceId(uuid::Uuid::from_bytes(DEVICE))
    }

    /// A chain of heads of one kiosk: sizes as given.
    fn rows(sizes: &[u64]) -> Vec<Row> {
        let (kiosk, central) = (SigningKey::from_seed(&[1; 32]), SigningKey::from_seed(&[2; 32]));
        let mut hash = GENESIS;
        let mut rows = Vec::new();
        for (seq, size) in (1..).zip(sizes) {
            let said = Checkpoint {
                origin: "erbil-1/d/1".into(),
                size: *size,
                hash: [u8::try_from(*size).unwrap(); 32],
                extensions: Vec::new(),
            };
            let mut note = said.sign(&device().to_string(), &kiosk);
            note.countersign(SIGNER, &central);
            let entry = serde_json::to_string(&Entry::Head(Head {
                item: ItemId::new(seq, [0; 10]),
                device: device(),
                device_seq: i64::try_from(seq).unwrap() * 10,
                note: note.to_string(),
                broken: None,
            }))
            .unwrap();
            let prev = hash;
            hash = chain(&prev, seq, 5, &entry);
            rows.push(Row { seq, at_ms: 5, prev, hash, entry });
        }
        rows
    }

    fn walk(rows: &[Row], end: &End) -> Result<Sound, Vec<(u64, String)>> {
        let keys = Keys {
            devices: HashMap::from([(device(), vec![SigningKey::from_seed(&[1; 32]).public()])]),
            central: Vec::new(),
        };
        let mut walk = Walk::new(&keys);
        for row in rows {
            walk.row(row);
        }
        walk.end(end).map_err(|faults| faults.into_iter().map(|fault| (fault.seq, fault.what)).collect())
    }

    fn end(rows: &[Row]) -> End {
        End {
            centre: "erbil-1".parse().unwrap(),
            rows: rows.len() as u64,
            hash: rows.last().map_or(GENESIS, |row| row.hash),
        }
    }

    #[test]
    fn a_whole_chain_is_sound() {
        let rows = rows(&[3, 5, 9]);
        assert_eq!(walk(&rows, &end(&rows)), Ok(Sound { rows: 3, heads: 3, logs: 1 }));
        assert_eq!(walk(&[], &end(&[])), Ok(Sound { rows: 0, heads: 0, logs: 0 }));
    }

    #[test]
    fn every_harm_is_found_where_it_is() {
        let whole = rows(&[3, 5, 9, 12]);
        let ends = end(&whole);
        let found = |rows: &[Row]| walk(rows, &ends).unwrap_err();

        let mut deleted = whole.clone();
        deleted.remove(1);
        assert_eq!(found(&deleted), [(2, "is missing".to_owned())]);

        assert_eq!(found(&whole[..2]), [(3, "and all up to 4 were cut off at the end".to_owned())]);

        let mut edited = whole.clone();
        edited[2].entry = edited[2].entry.replace("erbil-1/d/1", "erbil-1/x/1");
        let faults = found(&edited);
        assert!(faults.contains(&(3, "is not what was hashed: it was edited".to_owned())), "{faults:?}");
        assert!(faults.contains(&(3, "holds a head that its kiosk did not sign".to_owned())), "{faults:?}");

        let mut swapped = whole.clone();
        let (a, b) = (swapped[1].entry.clone(), swapped[2].entry.clone());
        (swapped[1].entry, swapped[2].entry) = (b, a);
        assert!(found(&swapped).iter().any(|(seq, _)| *seq == 2));
    }

    #[test]
    fn a_chain_made_anew_does_not_keep_a_checkpoints_promise() {
        let (before, after) = (rows(&[3, 5, 9]), rows(&[3, 6, 9]));
        let keys = Keys::default();
        let mut walk = Walk::new(&keys);
        walk.promise(&end(&before[..2]));
        for row in &after {
            walk.row(row);
        }
        let faults = walk.end(&end(&after)).unwrap_err();
        assert_eq!(faults, [Fault { seq: 2, what: "is another than the checkpoint promised".into() }]);
        let mut walk = Walk::new(&keys);
        walk.promise(&end(&before));
        walk.row(&before[0]);
        let faults = walk.end(&end(&before[..1])).unwrap_err();
        assert_eq!(faults, [Fault { seq: 3, what: "was promised by the checkpoint and is missing".into() }]);
    }

    #[test]
    fn a_kiosk_that_cut_its_own_chain_is_found() {
        let rows = rows(&[3, 9, 5]);
        let faults = walk(&rows, &end(&rows)).unwrap_err();
        assert_eq!(faults, [(3, "says of the kiosk's own chain (erbil-1/d/1): rows 6 to 9 were cut off".to_owned())]);
    }
}
