//! Claims as CBOR (RFC 8949): a map with small integer labels, those of CWT (RFC 8392) where it has one.

use ciborium::Value;

use super::Refusal;

/// When it was signed, in seconds since 1970 (CWT `iat`).
pub(super) const ISSUED: i64 = 6;
/// The item's UUID, 16 bytes (CWT `cti`).
pub(super) const ITEM: i64 = 7;
/// The centre's id: text, or packed ([`pack`]) where room is short.
pub(super) const CENTRE: i64 = -1;
/// The kiosk's slot in its centre, one letter or digit; left out where room is short and the label says it.
pub(super) const SLOT: i64 = -2;
/// The service's number in the catalogue.
pub(super) const SERVICE: i64 = -3;
/// The label of the queue ticket, text.
pub(super) const LABEL: i64 = -4;
/// The beginning of the SHA-256 of the item's body, or all of it.
pub(super) const DIGEST: i64 = -5;
/// The item's place in the centre's sequence at central.
pub(super) const SERVER_SEQ: i64 = -6;

/// A map that is being written, labels in the order of the deterministic encoding.
#[derive(Default)]
pub(super) struct Writer(pub(super) Vec<(Value, Value)>);

impl Writer {
    pub(super) fn claim(mut self, label: i64, value: impl Into<Value>) -> Self {
        self.0.push((label.into(), value.into()));
        self
    }

    pub(super) fn claim_if(self, label: i64, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.claim(label, value),
            None => self,
        }
    }

    /// The bytes. `None` only if CBOR cannot be written, which no claim of ours can cause.
    pub(super) fn bytes(self) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        ciborium::into_writer(&Value::Map(self.0), &mut bytes).ok()?;
        Some(bytes)
    }
}

/// A map that is being read. Labels that are not known are passed over.
pub(super) struct Reader(pub(super) Vec<(Value, Value)>);

impl Reader {
    pub(super) fn new(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut rest = bytes;
        let value: Value = ciborium::from_reader(&mut rest).map_err(|_| Refusal::Unreadable)?;
        match value {
            Value::Map(claims) if rest.is_empty() => Ok(Self(claims)),
            _ => Err(Refusal::Unreadable),
        }
    }

    /// The value of a label; one that stands twice is refused.
    pub(super) fn maybe(&self, label: i64) -> Result<Option<&Value>, Refusal> {
        let mut values = self.0.iter().filter(|(key, _)| *key == Value::from(label)).map(|(_, value)| value);
        match (values.next(), values.next()) {
            (value, None) => Ok(value),
            _ => Err(Refusal::Unreadable),
        }
    }

    pub(super) fn integer<T: TryFrom<i128>>(&self, label: i64) -> Result<Option<T>, Refusal> {
        let Some(value) = self.maybe(label)? else { return Ok(None) };
        let integer = value.as_integer().map(i128::from).and_then(|integer| T::try_from(integer).ok());
        integer.map(Some).ok_or(Refusal::Unreadable)
    }

    pub(super) fn text(&self, label: i64) -> Result<Option<&str>, Refusal> {
        let Some(value) = self.maybe(label)? else { return Ok(None) };
        value.as_text().map(Some).ok_or(Refusal::Unreadable)
    }

    pub(super) fn bytes(&self, label: i64) -> Result<Option<&[u8]>, Refusal> {
        let Some(value) = self.maybe(label)? else { return Ok(None) };
        value.as_bytes().map(|bytes| Some(bytes.as_slice())).ok_or(Refusal::Unreadable)
    }
}

/// A claim that must be there.
pub(super) fn need<T>(claim: Option<T>) -> Result<T, Refusal> {
    claim.ok_or(Refusal::Unreadable)
}

/// The characters of a centre's code, `a-z`, `0-9` and `-`; none of them is zero.
const CENTRE_CHARACTERS: &[u8; 37] = b"abcdefghijklmnopqrstuvwxyz0123456789-";

/// A centre's code in two bytes for three characters; `None` for other names.
pub(super) fn pack(name: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| CENTRE_CHARACTERS.iter().position(|known| known == byte).map(|at| at as u16 + 1);
    let mut bytes = Vec::with_capacity(name.len().div_ceil(3) * 2);
    for three in name.as_bytes().chunks(3) {
        let digits = three.iter().map(digit).collect::<Option<Vec<u16>>>()?;
        let number = (0..3).fold(0, |number, at| number * 38 + digits.get(at).copied().unwrap_or(0));
        bytes.extend(number.to_be_bytes());
    }
    Some(bytes)
}

/// The name that [`pack`] made these bytes of; only of those.
pub(super) fn unpack(bytes: &[u8]) -> Option<String> {
    let mut name = String::new();
    for two in bytes.chunks(2) {
        let number = usize::from(u16::from_be_bytes(two.try_into().ok()?));
        for digit in [number / 38 / 38, number / 38 % 38, number % 38] {
            if digit > 0 {
                name.push(char::from(*CENTRE_CHARACTERS.get(digit - 1)?));
            }
        }
    }
    (pack(&name)? == bytes).then_some(name)
}
