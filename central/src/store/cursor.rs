//! The opaque cursor: which store, how far in the centre's sequence, and what stands at that place.
//!
//! A database that was put back from a copy gives the places after the copy a second time, to other events. A kiosk that had
//! read further then stands at a place that is there again, and what it has not read lies before it. So a cursor says
//! what the kiosk read there ([`Mark`]); where something else stands now, it is told to take a snapshot.

use std::fmt;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use kiosk_protocol::{Change, ChangePage, Digest, ItemId};

/// What stands at a place of a centre's sequence, in few bytes. Two events are told apart by when they were written, if by
/// nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark([u8; 8]);

impl Mark {
    /// Of a place without an event: the start.
    pub(crate) const NOTHING: Self = Self([0; 8]);

    pub(crate) fn of(at_ms: i64, topic: &str, item: ItemId, data: &str) -> Self {
        let mut bytes = Vec::with_capacity(25 + topic.len() + data.len());
        bytes.extend_from_slice(&at_ms.to_be_bytes());
        bytes.extend_from_slice(item.0.as_bytes());
        bytes.extend_from_slice(topic.as_bytes());
        // No topic holds a NUL.
        bytes.push(0);
        bytes.extend_from_slice(data.as_bytes());
        let mut mark = [0; 8];
        mark.copy_from_slice(&Digest::of(&bytes).as_bytes()[..8]);
        Self(mark)
    }

    fn read(text: &str) -> Option<Self> {
        Some(Self(HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()?))
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

/// What a cursor says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cursor {
    pub(crate) epoch: String,
    pub(crate) seq: i64,
    /// What was read at this place. `None` in cursors of earlier programs, which did not say it: they are not believed.
    pub(crate) mark: Option<Mark>,
}

impl Cursor {
    pub(crate) fn new(epoch: String, seq: i64, mark: Mark) -> Self {
        Self { epoch, seq, mark: Some(mark) }
    }

    /// Whether its place is one of this store, where `there` is what stands at it now.
    pub(crate) fn stands(&self, epoch: &str, newest: i64, there: Mark) -> bool {
        self.epoch == epoch && self.seq <= newest && self.mark == Some(there)
    }

    pub(crate) fn write(&self) -> String {
        let mark = self.mark.unwrap_or(Mark::NOTHING);
        BASE64URL_NOPAD.encode(format!("2.{}.{}.{mark}", self.epoch, self.seq).as_bytes())
    }

    pub(crate) fn read(text: &str) -> Option<Self> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let mut parts = text.split('.');
        let (version, epoch, seq) = (parts.next()?, parts.next()?, parts.next()?);
        let seq = seq.parse().ok().filter(|seq| *seq >= 0)?;
        let mark = match (version, parts.next()) {
            ("1", None) => None,
            ("2", Some(mark)) => Some(Mark::read(mark)?),
            _ => return None,
        };
        parts.next().is_none().then(|| Self { epoch: epoch.to_owned(), seq, mark })
    }
}

/// The cursor of a snapshot: a cursor to go on from afterwards, and how far the snapshot has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SnapshotCursor {
    /// Where the centre's sequence was when the snapshot began.
    pub(crate) until: Cursor,
    /// The last place told.
    pub(crate) after: i64,
}

impl SnapshotCursor {
    pub(crate) fn write(&self) -> String {
        let Cursor { epoch, seq, mark } = &self.until;
        let mark = mark.unwrap_or(Mark::NOTHING);
        BASE64URL_NOPAD.encode(format!("s.{epoch}.{seq}.{}.{mark}", self.after).as_bytes())
    }

    pub(crate) fn read(text: &str) -> Option<Self> {
        let text = String::from_utf8(BASE64URL_NOPAD.decode(text.as_bytes()).ok()?).ok()?;
        let mut parts = text.split('.');
        let (kind, epoch) = (parts.next()?, parts.next()?);
        let mut number = || parts.next()?.parse().ok().filter(|n: &i64| *n >= 0);
        let (seq, after) = (number()?, number()?);
        let until = Cursor::new(epoch.to_owned(), seq, Mark::read(parts.next()?)?);
        (kind == "s" && parts.next().is_none()).then_some(Self { until, after })
    }
}

/// A page of a snapshot from one change more than it may hold.
pub(crate) fn snapshot_page(changes: &mut Vec<Change>, until: Cursor, limit: usize) -> ChangePage {
    let more = changes.len() > limit;
    changes.truncate(limit);
    let next_cursor = match changes.last() {
        Some(last) if more => SnapshotCursor { after: last.seq.cast_signed(), until }.write(),
        _ => until.write(),
    };
    ChangePage { changes: std::mem::take(changes), next_cursor, more }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn round_trip_and_strangers() {
        let mark = Mark::of(1, "topic", ItemId::new(1, [2; 10]), "{}");
        let cursor = |seq| Cursor::new("abc".into(), seq, mark);
        assert_eq!(Cursor::read(&cursor(17).write()), Some(cursor(17)));
        let snapshot = SnapshotCursor { until: cursor(17), after: 3 };
        assert_eq!(SnapshotCursor::read(&snapshot.write()), Some(snapshot.clone()));
        assert_eq!(Cursor::read(&snapshot.write()), None, "the one is not the other");
        assert_eq!(SnapshotCursor::read(&cursor(17).write()), None);
        for stranger in ["", "17", "%", "MS5hYmMuLTE", "MS5hYmMuMTcuMQ"] {
            assert_eq!(Cursor::read(stranger), None, "{stranger}");
        }
        let text = |text: &str| Cursor::read(&BASE64URL_NOPAD.encode(text.as_bytes()));
        for stranger in ["2.abc.17", "2.abc.17.00", "2.abc.17.0011223344556677.1", "3.abc.17.0011223344556677"] {
            assert_eq!(text(stranger), None, "{stranger}");
        }
    }

    #[test]
    fn a_cursor_stands_where_the_same_event_stands() {
        let id = ItemId::new(1, [2; 10]);
        let mark = Mark::of(1, "topic", id, "{}");
        let cursor = Cursor::new("abc".into(), 17, mark);
        assert!(cursor.stands("abc", 17, mark) && cursor.stands("abc", 20, mark));
        assert!(!cursor.stands("abd", 17, mark), "another store");
        assert!(!cursor.stands("abc", 16, mark), "not given yet");
        let others = [
            Mark::NOTHING,
            Mark::of(2, "topic", id, "{}"),
            Mark::of(1, "topics", id, "{}"),
            Mark::of(1, "topic", ItemId::new(1, [3; 10]), "{}"),
            Mark::of(1, "topic", id, "{ }"),
        ];
        for other in others {
            assert!(!cursor.stands("abc", 17, other));
        }
        // An earlier program did not say what it read.
        let old = Cursor::read(&BASE64URL_NOPAD.encode(b"1.abc.17")).unwrap();
        assert!(!old.stands("abc", 17, mark) && !old.stands("abc", 17, Mark::NOTHING));
    }
}
