//! An outbox in memory that keeps its word as strictly as the real one must.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use kiosk_protocol::{
    ChangePage, DeviceSeq, Digest, Item, ItemId, ItemKind, ItemResult, ItemStatus, Reference, RequestState, ResultCode,
};

use crate::sync::{Document, DocumentOutcome, Due, Figures, Outbox, ServerTime};

/// Stands in the body of a poisoned item.
pub(super) const POISON: &str = "cG9pc29u";

#[derive(Default)]
struct Inside {
    items: BTreeMap<u64, (Item, Option<ItemResult>)>,
    cursor: Option<String>,
    heard: BTreeMap<String, RequestState>,
    failing: u32,
    sequences: Vec<(u64, Vec<u64>)>,
    times: Vec<ServerTime>,
    documents: Vec<(Digest, Kept)>,
    snapshots: usize,
}

/// A document and what became of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    pub(super) bytes: Vec<u8>,
    pub(super) offset: u64,
    pub(super) stored: bool,
    pub(super) refused: Option<String>,
}

pub(super) struct Memory(Mutex<Inside>);

impl Memory {
    pub(super) fn with(items: impl IntoIterator<Item = Item>) -> Self {
        let memory = Self(Mutex::default());
        items.into_iter().for_each(|item| memory.add(item));
        memory
    }

    pub(super) fn add(&self, item: Item) {
        let before = self.0.lock().unwrap().items.insert(item.device_seq.get(), (item, None));
        assert!(before.is_none());
    }

    /// How many snapshots were taken in.
    pub(super) fn snapshots(&self) -> usize {
        self.0.lock().unwrap().snapshots
    }

    /// A document that waits, with what the kiosk believes central has of it; under a name that may be another's.
    pub(super) fn add_document(&self, name: Digest, bytes: Vec<u8>, offset: u64) {
        self.0.lock().unwrap().documents.push((name, Kept { bytes, offset, ..Kept::default() }));
    }

    /// What became of a document.
    pub(super) fn document(&self, name: Digest) -> Kept {
        self.0.lock().unwrap().documents.iter().find(|(n, _)| *n == name).unwrap().1.clone()
    }

    pub(super) fn fail_to_settle(&self, times: u32) {
        self.0.lock().unwrap().failing = times;
    }

    /// What central last said about the sequence.
    pub(super) fn last_sequence(&self) -> Option<(u64, Vec<u64>)> {
        self.0.lock().unwrap().sequences.last().cloned()
    }

    /// Central's times, in order.
    pub(super) fn times(&self) -> Vec<ServerTime> {
        self.0.lock().unwrap().times.clone()
    }

    fn count(&self, so: impl Fn(&Option<ItemResult>) -> bool) -> usize {
        self.0.lock().unwrap().items.values().filter(|(_, result)| so(result)).count()
    }

    pub(super) fn queued(&self) -> usize {
        self.count(Option::is_none)
    }

    pub(super) fn in_custody(&self) -> usize {
        self.count(|result| result.as_ref().is_some_and(|r| r.status.is_custody()))
    }

    pub(super) fn settled_as(&self, status: ItemStatus) -> usize {
        self.count(|result| result.as_ref().is_some_and(|r| r.status == status))
    }

    pub(super) fn aside(&self) -> Vec<(u64, ResultCode)> {
        let inside = self.0.lock().unwrap();
        let aside = inside.items.iter().filter_map(|(seq, (_, result))| {
            let result = result.as_ref()?;
            (!result.status.is_custody()).then(|| (*seq, result.code.clone().unwrap()))
        });
        aside.collect()
    }

    pub(super) fn heard(&self, number: u8) -> Option<RequestState> {
        let inside = self.0.lock().unwrap();
        inside.heard.get(&reference(number).to_string()).copied()
    }

    pub(super) fn stored_cursor(&self) -> Option<String> {
        self.0.lock().unwrap().cursor.clone()
    }
}

impl Outbox for Memory {
    type Error = String;

    async fn due(&self, max_items: usize, max_bytes: usize) -> Result<Due, String> {
        let inside = self.0.lock().unwrap();
        let mut bytes = 0;
        let waiting = inside.items.values().filter(|(_, result)| result.is_none());
        let items: Vec<_> = waiting
            .take(max_items)
            .enumerate()
            .take_while(|(n, (item, _))| {
                bytes += item.body.len();
                *n == 0 || bytes <= max_bytes
            })
            .map(|(_, (item, _))| item.clone())
            .collect();
        let first_unacknowledged = items.first().map(|item| item.device_seq);
        Ok(Due { items, first_unacknowledged })
    }

    async fn settle(&self, results: Vec<ItemResult>) -> Result<(), String> {
        let mut inside = self.0.lock().unwrap();
        if inside.failing > 0 {
            inside.failing -= 1;
            return Err("disk full".into());
        }
        for result in results {
            assert_ne!(result.status, ItemStatus::Retry);
            let waiting = inside.items.values_mut().find(|(item, settled)| item.id == result.id && settled.is_none());
            let (_, settled) = waiting.expect("settled once only, and only what was due");
            *settled = Some(result);
        }
        Ok(())
    }

    async fn sequence(&self, contiguous_seq: u64, missing: Vec<u64>) -> Result<(), String> {
        let mut inside = self.0.lock().unwrap();
        inside.sequences.push((contiguous_seq, missing));
        Ok(())
    }

    async fn heard_time(&self, heard: ServerTime) -> Result<(), String> {
        self.0.lock().unwrap().times.push(heard);
        Ok(())
    }

    async fn cursor(&self) -> Result<Option<String>, String> {
        Ok(self.stored_cursor())
    }

    async fn apply(&self, page: ChangePage) -> Result<(), String> {
        let mut inside = self.0.lock().unwrap();
        for change in page.changes {
            if let Some(status) = change.status() {
                inside.heard.insert(status.reference.to_string(), status.state);
            }
        }
        inside.cursor = Some(page.next_cursor);
        Ok(())
    }

    async fn replace(&self, snapshot: ChangePage) -> Result<(), String> {
        self.0.lock().unwrap().snapshots += 1;
        self.apply(snapshot).await
    }

    async fn document_due(&self) -> Result<Option<Document>, String> {
        let inside = self.0.lock().unwrap();
        let due = inside.documents.iter().find(|(_, kept)| !kept.stored && kept.refused.is_none());
        Ok(due.map(|(name, kept)| Document { sha256: *name, size: kept.bytes.len() as u64, offset: kept.offset }))
    }

    async fn document_part(&self, sha256: Digest, offset: u64, most: usize) -> Result<Vec<u8>, String> {
        let inside = self.0.lock().unwrap();
        let (_, kept) = inside.documents.iter().find(|(name, _)| *name == sha256).ok_or("no such document")?;
        Ok(kept.bytes[usize::try_from(offset).unwrap()..].iter().take(most).copied().collect())
    }

    async fn document_settle(&self, sha256: Digest, outcome: DocumentOutcome) -> Result<(), String> {
        let mut inside = self.0.lock().unwrap();
        let (_, kept) = inside.documents.iter_mut().find(|(name, _)| *name == sha256).ok_or("no such document")?;
        match outcome {
            DocumentOutcome::Reached(offset) => kept.offset = offset,
            DocumentOutcome::Stored => kept.stored = true,
            DocumentOutcome::Refused(code) => kept.refused = Some(code),
        }
        Ok(())
    }

    async fn figures(&self) -> Result<Figures, String> {
        let queued = self.queued() as u64;
        Ok(Figures {
            queued,
            oldest_age: (queued > 0).then_some(Duration::from_secs(1)),
            aside: self.aside().len() as u64,
        })
    }
}

fn id(n: u32) -> ItemId {
    let mut random = [0; 10];
    random[6..].copy_from_slice(&n.to_be_bytes());
    ItemId::new(1_700_000_000_000, random)
}

fn seq(n: u32) -> DeviceSeq {
    DeviceSeq::try_from(u64::from(n)).unwrap()
}

pub(super) fn item(n: u32) -> Item {
    let body =
        format!(r#"{{"label":"B3-{n:03}","service_day":"2026-11-23","queue":"B","issued_ms":1,"language":"ckb"}}"#);
    Item::plain(id(n), seq(n), ItemKind::Ticket, "ticket@1", 1, body.into())
}

pub(super) fn poisoned(n: u32) -> Item {
    // In base 64 these bytes are the word the trickster looks for.
    Item::plain(id(n), seq(n), ItemKind::AuditHead, "audit@1", 1, b"poison".to_vec())
}

pub(super) fn reference(n: u8) -> Reference {
    Reference::new([6, 5, 4, 3, 2, 1, n])
}

pub(super) fn request(n: u8) -> Item {
    let body = r#"{"service":"civ.birth","schema":"civ.birth@1","language":"ckb","answers":{},
        "consent":{"version":"1","hash":"00","at_ms":1}}"#;
    let item = Item::plain(id(n.into()), seq(n.into()), ItemKind::Request, "civ.birth@1", 1, body.into());
    Item { reference: Some(reference(n).to_string()), ..item }
}
