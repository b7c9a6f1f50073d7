//! Who and what: items, devices, centres, and the gapless sequence of a device.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The identity of an item: a UUIDv7 made once, in the transaction that commits it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ItemId(pub Uuid);

impl ItemId {
    /// A new identity from the wall clock (milliseconds since 1970; only locality depends on it) and
    /// 80 random bits, of which 74 are used.
    #[must_use]
    pub fn new(unix_ms: u64, random: [u8; 10]) -> Self {
        Self(uuid::Builder::from_unix_timestamp_millis(unix_ms, &random).into_uuid())
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for ItemId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        Uuid::parse_str(text).map(Self)
    }
}

/// The identity of a kiosk (or of any other device that pushes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DeviceId(pub Uuid);

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for DeviceId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        Uuid::parse_str(text).map(Self)
    }
}

/// A service centre: 1 to 64 of `a-z A-Z 0-9 . _ -`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CentreId(String);

/// The text does not name a centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a centre id: 1 to 64 of a-z A-Z 0-9 . _ - expected")]
pub struct NotACentre;

impl CentreId {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CentreId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for CentreId {
    type Err = NotACentre;

    fn from_str(text: &str) -> Result<Self, NotACentre> {
        text.to_owned().try_into()
    }
}

impl TryFrom<String> for CentreId {
    type Error = NotACentre;

    fn try_from(text: String) -> Result<Self, NotACentre> {
        let good = (1..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
        if good { Ok(Self(text)) } else { Err(NotACentre) }
    }
}

impl From<CentreId> for String {
    fn from(centre: CentreId) -> Self {
        centre.0
    }
}

/// The place of an item in its device's own sequence: 1, 2, 3 … without gaps. It orders items and
/// shows losses; the clock never does. At most `i64::MAX`, so that every database can hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct DeviceSeq(u64);

/// The number is not a place in a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a device sequence number: 1 to 9223372036854775807 expected")]
pub struct OutOfRange(pub u64);

impl DeviceSeq {
    /// Where every device begins.
    pub const FIRST: Self = Self(1);

    /// The number.
    #[must_use]
    pub fn get(self) -> u64 {
        self.0
    }

    /// The number as databases keep it.
    #[must_use]
    pub fn as_i64(self) -> i64 {
        self.0.cast_signed()
    }
}

impl TryFrom<u64> for DeviceSeq {
    type Error = OutOfRange;

    fn try_from(n: u64) -> Result<Self, OutOfRange> {
        if (1..=i64::MAX.cast_unsigned()).contains(&n) { Ok(Self(n)) } else { Err(OutOfRange(n)) }
    }
}

impl From<DeviceSeq> for u64 {
    fn from(seq: DeviceSeq) -> Self {
        seq.0
    }
}

impl fmt::Display for DeviceSeq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn an_item_id_is_a_version_7_uuid_of_its_time() {
        let id = ItemId::new(1_700_000_000_000, [0xff; 10]);
        assert_eq!(id.0.get_version_num(), 7);
        assert_eq!(id.0.get_timestamp().unwrap().to_unix().0, 1_700_000_000);
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn bounds_hold() {
        assert!(DeviceSeq::try_from(0).is_err());
        assert!(DeviceSeq::try_from(u64::MAX).is_err());
        assert_eq!(DeviceSeq::try_from(1), Ok(DeviceSeq::FIRST));
        assert!(serde_json::from_str::<DeviceSeq>("-1").is_err());
        assert!("".parse::<CentreId>().is_err());
        assert!("erbil 1".parse::<CentreId>().is_err());
        assert!("x".repeat(65).parse::<CentreId>().is_err());
        assert_eq!("erbil-1".parse::<CentreId>().unwrap().as_str(), "erbil-1");
    }
}
