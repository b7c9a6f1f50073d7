//! The members of staff: `staff.json` in the state folder, made by `kiosk staff add`.
//!
//! A member types one code: the two digits of their number, then their PIN. So one hash is looked at for each try, and
//! how long a try takes tells nothing of whether the number exists. PINs are kept as argon2id hashes only.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};

use super::Role;

const FILE: &str = "staff.json";
/// The longest name, in characters.
pub const MAX_NAME: usize = 40;
/// Digits of a PIN.
const PIN: std::ops::RangeInclusive<usize> = 6..=10;
/// Memory in KiB and passes of argon2id, as OWASP recommends for this much memory.
const COST: (u32, u32) = (19 * 1024, 2);

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// 10 to 99: the first two digits of the code, and the name in the audit chain.
    pub number: u8,
    /// What colleagues call them.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The PIN's hash.
    pin: String,
}

/// The members of staff.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roster {
    members: Vec<Member>,
}

/// Why a PIN is too easy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakPin {
    /// Not 6 to 10 digits.
    #[error("a PIN is 6 to 10 digits")]
    Form,
    /// One digit over and over, or digits in a row.
    #[error("this PIN is one of the first that anybody tries; take digits without an order")]
    Easy,
}

/// Why the roster cannot be used or changed.
#[derive(Debug, thiserror::Error)]
pub enum RosterError {
    /// The file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is not what `kiosk staff add` writes.
    #[error("{0}: this is no list of staff; move it away and add everybody anew with kiosk staff add")]
    Damaged(PathBuf),
    /// The PIN is too easy.
    #[error(transparent)]
    Pin(#[from] WeakPin),
    /// The name is empty or too long.
    #[error("a name is 1 to 40 characters")]
    Name,
    /// All numbers are taken.
    #[error("there is no room for another member of staff; remove somebody with kiosk staff remove")]
    TooMany,
    /// The PIN cannot be hashed.
    #[error("the PIN cannot be hashed: {0}")]
    Hash(String),
}

fn hasher() -> Argon2<'static> {
    let (memory, passes) = COST;
    let params = Params::new(memory, passes, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Arabic digits, as a keyboard may send them, are the same digits.
fn digits(text: &str) -> Option<String> {
    let plain = crate::i18n::text::fold_digits(text.trim());
    plain.bytes().all(|b| b.is_ascii_digit()).then_some(plain)
}

fn checked(pin: &str) -> Result<String, WeakPin> {
    let pin = digits(pin).filter(|pin| PIN.contains(&pin.len())).ok_or(WeakPin::Form)?;
    let steps: Vec<i16> = pin.as_bytes().windows(2).map(|pair| i16::from(pair[1]) - i16::from(pair[0])).collect();
    let easy = [0, 1, -1].iter().any(|step| steps.iter().all(|found| found == step));
    if easy { Err(WeakPin::Easy) } else { Ok(pin) }
}

impl Roster {
    /// Reads the roster; `None` when nobody was ever added.
    ///
    /// # Errors
    /// [`RosterError`]. A roster that cannot be read lets nobody in.
    pub fn load(state_dir: &Path) -> Result<Option<Self>, RosterError> {
        let path = state_dir.join(FILE);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(RosterError::File { path, source }),
        };
        serde_json::from_slice(&text).map(Some).map_err(|_| RosterError::Damaged(path))
    }

    /// Adds a member and gives their number, the smallest that is free.
    ///
    /// # Errors
    /// [`RosterError`]; nothing has changed.
    pub fn add(&mut self, name: &str, role: Role, pin: &str) -> Result<u8, RosterError> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > MAX_NAME || name.chars().any(char::is_control) {
            return Err(RosterError::Name);
        }
        let pin = checked(pin)?;
        let number = (10..=99).find(|number| self.member(*number).is_none()).ok_or(RosterError::TooMany)?;
        let salt: [u8; 16] = rand::random();
        let salt = SaltString::encode_b64(&salt).map_err(|error| RosterError::Hash(error.to_string()))?;
        let hash =
            hasher().hash_password(pin.as_bytes(), &salt).map_err(|error| RosterError::Hash(error.to_string()))?;
        self.members.push(Member { number, name: name.to_owned(), role, pin: hash.to_string() });
        Ok(number)
    }

    /// Takes a member out; whether there was one.
    pub fn remove(&mut self, number: u8) -> bool {
        let before = self.members.len();
        self.members.retain(|member| member.number != number);
        self.members.len() < before
    }

    /// Writes the roster, readable for the kiosk's user alone.
    ///
    /// # Errors
    /// [`RosterError::File`]; the old file is still there.
    pub fn save(&self, state_dir: &Path) -> Result<(), RosterError> {
        let path = state_dir.join(FILE);
        let write = || {
            fs::create_dir_all(state_dir)?;
            let beside = path.with_extension("json.new");
            let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
            file.write_all(serde_json::to_string_pretty(self)?.as_bytes())?;
            file.sync_all()?;
            fs::rename(&beside, &path)
        };
        write().map_err(|source| RosterError::File { path: path.clone(), source })
    }

    /// All members, in the order of their coming.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The member with this number.
    #[must_use]
    pub fn member(&self, number: u8) -> Option<&Member> {
        self.members.iter().find(|member| member.number == number)
    }

    /// Whose code this is. Takes about as long whether the number exists or not (some 50 ms): not for a thread that
    /// draws.
    #[must_use]
    pub fn open(&self, code: &str) -> Option<&Member> {
        let code = digits(code)?;
        let (number, pin) = code.split_at_checked(2)?;
        let member = number.parse().ok().and_then(|number| self.member(number));
        // Somebody else's hash stands in for a number that is not there.
        let hash = member.or(self.members.first()).and_then(|member| PasswordHash::new(&member.pin).ok())?;
        let fits = hasher().verify_password(pin.as_bytes(), &hash).is_ok();
        member.filter(|_| fits)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn only_the_right_number_with_the_right_pin_opens() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Roster::load(folder.path()).unwrap(), None);
        let mut roster = Roster::default();
        let first = roster.add("Narin", Role::Attendant, "402817").unwrap();
        let second = roster.add("Dilshad", Role::Supervisor, "402817").unwrap();
        assert_eq!((first, second), (10, 11));
        roster.save(folder.path()).unwrap();
        let roster = Roster::load(folder.path()).unwrap().unwrap();
        assert_eq!(roster.open("10402817").map(|member| member.name.as_str()), Some("Narin"));
        assert_eq!(roster.open("١١٤٠٢٨١٧").map(|member| member.number), Some(11));
        for wrong in ["", "1", "10", "402817", "12402817", "10402818", "1040281", "104028170", "10a02817"] {
            assert_eq!(roster.open(wrong), None, "{wrong}");
        }
        let file = folder.path().join(FILE);
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains("$argon2id$v=19$m=19456,t=2,p=1$") && !text.contains("402817"));
        let hashes: Vec<&str> = roster.members().iter().map(|member| member.pin.as_str()).collect();
        assert_ne!(hashes[0], hashes[1], "each has a salt of its own");
        fs::write(&file, "[]").unwrap();
        assert!(matches!(Roster::load(folder.path()), Err(RosterError::Damaged(_))));
    }

    #[test]
    fn easy_pins_are_refused() {
        for (pin, why) in [
            ("12345", WeakPin::Form),
            ("12345678901", WeakPin::Form),
            ("40a817", WeakPin::Form),
            ("111111", WeakPin::Easy),
            ("123456", WeakPin::Easy),
            ("987654", WeakPin::Easy),
        ] {
            assert_eq!(checked(pin), Err(why), "{pin}");
        }
        let mut roster = Roster::default();
        assert!(matches!(roster.add(" ", Role::Attendant, "402817"), Err(RosterError::Name)));
    }

    #[test]
    fn a_number_is_free_again_after_somebody_has_gone() {
        let mut roster = Roster::default();
        for name in ["a", "b"] {
            roster.add(name, Role::Technician, "402817").unwrap();
        }
        assert!(roster.remove(10));
        assert!(!roster.remove(10));
        assert_eq!(roster.add("c", Role::Technician, "402817").unwrap(), 10);
    }
}
