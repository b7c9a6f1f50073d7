//! Enrolment: a one-time code makes a device's key known to central, and central's keys known to the device.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{CentreId, DatedKey, DeviceId, KeyId, PublicKey, SignedBundle};

/// The letters of codes: Crockford's base 32, without I, L, O and U.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters of a code.
const LENGTH: usize = 10;

/// A one-time code: 10 letters of Crockford's base 32, 50 random bits, shown as `ABCDE-FGHJK`. It is a secret until it is
/// used: `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EnrolCode([u8; LENGTH]);

/// The text is not a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an enrolment code: 10 letters and digits expected, such as ABCDE-FGHJK")]
pub struct NotACode;

impl EnrolCode {
    /// A code of 50 of these bits.
    #[must_use]
    pub fn new(random: [u8; LENGTH]) -> Self {
        Self(random.map(|byte| LETTERS[usize::from(byte & 31)]))
    }

    /// The 10 letters without the dash: what central keeps a hash of.
    #[must_use]
    pub fn compact(&self) -> String {
        self.0.iter().map(|letter| char::from(*letter)).collect()
    }
}

impl fmt::Display for EnrolCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.compact();
        let (front, back) = text.split_at(LENGTH / 2);
        write!(f, "{front}-{back}")
    }
}

impl fmt::Debug for EnrolCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EnrolCode")
    }
}

impl FromStr for EnrolCode {
    type Err = NotACode;

    /// Reads what people type: any case, with or without dashes and spaces, and the letters that look like digits.
    fn from_str(text: &str) -> Result<Self, NotACode> {
        let letters: Vec<u8> = text
            .bytes()
            .filter(|byte| !matches!(byte, b'-' | b' '))
            .map(|byte| match byte.to_ascii_uppercase() {
                b'O' => b'0',
                b'I' | b'L' => b'1',
                letter => letter,
            })
            .collect();
        let letters: [u8; LENGTH] = letters.try_into().map_err(|_| NotACode)?;
        if letters.iter().all(|letter| LETTERS.contains(letter)) { Ok(Self(letters)) } else { Err(NotACode) }
    }
}

impl TryFrom<String> for EnrolCode {
    type Error = NotACode;

    fn try_from(text: String) -> Result<Self, NotACode> {
        text.parse()
    }
}

impl From<EnrolCode> for String {
    fn from(code: EnrolCode) -> Self {
        code.compact()
    }
}

/// The body of `POST /v1/enrol`, in a request signed by the very key it brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrol {
    /// The one-time code.
    pub code: EnrolCode,
    /// The device's key from now on.
    pub device_public_key: PublicKey,
    /// The identity the device has had so far, so that a device that enrols again stays itself and what it has sealed
    /// stays readable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_id: Option<DeviceId>,
    /// What the machine is, for central's lists.
    #[serde(default)]
    pub hardware: Hardware,
}

/// What a machine is. Nothing about people.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Hardware {
    /// The kiosk's version.
    #[serde(default)]
    pub app_version: String,
    /// Architecture and system, e.g. `x86_64 linux`.
    #[serde(default)]
    pub machine: String,
}

/// The answer: who the device is, and what it believes from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolled {
    /// The device.
    pub device_id: DeviceId,
    /// The centre it belongs to.
    pub centre_id: CentreId,
    /// Its sign in ticket labels: one of `0-9 A-Z` without I and O.
    pub slot: char,
    /// The name of its key.
    pub keyid: KeyId,
    /// The keys that bundles are signed with.
    pub bundle_keys: Vec<DatedKey>,
    /// The first configuration bundle ([`crate::ConfigBundle`]).
    pub config: SignedBundle,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn codes_are_read_as_people_type_them() {
        let code = EnrolCode::new([0, 1, 10, 31, 32, 255, 7, 8, 9, 20]);
        assert_eq!(code.to_string(), "01AZ0-Z789M");
        for text in ["01AZ0-Z789M", "o1az0z789m", " OLAZO Z789M "] {
            assert_eq!(text.parse::<EnrolCode>(), Ok(code.clone()), "{text}");
        }
        for text in ["", "01AZ0-Z789", "01AZ0-Z789MM", "01AZ0-Z789U", "01AZ0-Z789é"] {
            assert_eq!(text.parse::<EnrolCode>(), Err(NotACode), "{text}");
        }
        assert_eq!(format!("{code:?}"), "EnrolCode");
    }
}
