//! The opaque cursor: which store, and how far in the centre's sequence.

use data_encoding::BASE64URL_NOPAD;
use kiosk_protocol::{Change, ChangePage};

/// What a cursor says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cursor {
    pub(crate) epoch: String,
    pub(crate) seq: i64,
}

impl Cursor {
    pub(crate) fn write(&self) -> String {
        BASE64URL_NOPAD.encode(format!("1.{}.{}", self.epoch, self.seq).as_bytes())
    }

    pub(crate) fn read(text: &str) -> Option<Self> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let mut parts = text.split('.');
        let (version, epoch, seq) = (parts.next()?, parts.next()?, parts.next()?);
        let seq = seq.parse().ok().filter(|seq| *seq >= 0)?;
        (version == "1" && parts.next().is_none()).then(|| Self { epoch: epoch.to_owned(), seq })
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
        BASE64URL_NOPAD.encode(format!("s.{}.{}.{}", self.until.epoch, self.until.seq, self.after).as_bytes())
    }

    pub(crate) fn read(text: &str) -> Option<Self> {
        let text = String::from_utf8(BASE64URL_NOPAD.decode(text.as_bytes()).ok()?).ok()?;
        let mut parts = text.split('.');
        let (kind, epoch) = (parts.next()?, parts.next()?);
        let mut number = || parts.next()?.parse().ok().filter(|n: &i64| *n >= 0);
        let (seq, after) = (number()?, number()?);
        let until = Cursor { epoch: epoch.to_owned(), seq };
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
        let cursor = |seq| Cursor { epoch: "abc".into(), seq };
        assert_eq!(Cursor::read(&cursor(17).write()), Some(cursor(17)));
        let snapshot = SnapshotCursor { until: cursor(17), after: 3 };
        assert_eq!(SnapshotCursor::read(&snapshot.write()), Some(snapshot.clone()));
        assert_eq!(Cursor::read(&snapshot.write()), None, "the one is not the other");
        assert_eq!(SnapshotCursor::read(&cursor(17).write()), None);
        for stranger in ["", "17", "%", "MS5hYmMuLTE", "MS5hYmMuMTcuMQ"] {
            assert_eq!(Cursor::read(stranger), None, "{stranger}");
        }
    }
}
