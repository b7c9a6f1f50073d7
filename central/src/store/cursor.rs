//! The opaque cursor: which store, and how far in the centre's sequence.

use data_encoding::BASE64URL_NOPAD;

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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn round_trip_and_strangers() {
        let cursor = Cursor { epoch: "abc".into(), seq: 17 };
        assert_eq!(Cursor::read(&cursor.write()), Some(cursor));
        for stranger in ["", "17", "%", "MS5hYmMuLTE", "MS5hYmMuMTcuMQ"] {
            assert_eq!(Cursor::read(stranger), None, "{stranger}");
        }
    }
}
