//! Holders besides central: an authority that can open every request itself, with a secret that central never sees.
//!
//! The authority makes a folder of its own (`central key holder`) and hands over the public part; central adds it to what
//! kiosks seal to (`central key add`). From then on each request is sealed to both.

use std::path::{Path, PathBuf};

use kiosk_protocol::seal::{self, MAX_RECIPIENTS, SealContext, Suite, rand_core::CryptoRng};
use kiosk_protocol::{DeviceId, ItemId, KeyId, SealKey, SealKeys, Window};
use rand::rngs::{StdRng, SysRng};
use rand::{SeedableRng as _, TryRng as _};
use uuid::Uuid;

use super::create::{DAY_MS, Rotation, make_for, written};
use super::{Entry, INDEX, Index, Keys, KeysError, Use, file};

/// The public part of a holder's key, beside its secret.
pub const PUBLIC: &str = "public.json";
/// The longest name of a holder.
const MAX_HOLDER: usize = 40;

/// Whether a text can name a holder: 1 to 40 of `a-z 0-9 - _`, and not central itself.
fn is_holder(name: &str) -> bool {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
    (1..=MAX_HOLDER).contains(&name.len()) && name.bytes().all(fits) && name != SealKeys::INTAKE
}

fn checked(holder: &str) -> Result<(), KeysError> {
    if is_holder(holder) {
        Ok(())
    } else {
        Err(KeysError::Holder("a name is 1 to 40 of a-z 0-9 - _, and not \"intake\"".into()))
    }
}

impl Keys {
    /// Makes the folder of another holder: its secret and the public part that central needs. Gives the public part's file.
    ///
    /// # Errors
    /// The name is none, the folder is not empty, or cannot be written.
    pub fn init_holder(
        folder: &Path,
        holder: &str,
        suite: Suite,
        days: u32,
        now_ms: i64,
    ) -> Result<(Entry, PathBuf), KeysError> {
        checked(holder)?;
        file::make_empty_folder(folder)?;
        let rotation = Rotation { purpose: Use::Seal, from_days: 0, days, suite };
        let entry = make_for(folder, &rotation, holder, now_ms)?;
        let public = folder.join(PUBLIC);
        let index = Index { serial: 1, changed_ms: now_ms, keys: vec![entry.clone()] };
        let text = serde_json::to_vec_pretty(&entry)
            .map_err(|error| KeysError::Content { path: public.clone(), what: error.to_string() })?;
        file::write_new(&public, &text, false)?;
        // The index last: without it the folder is no keys folder.
        file::write_new(&folder.join(INDEX), &written(folder, &index)?, false)?;
        Ok((entry, public))
    }

    /// Adds the public key of another holder: kiosks seal every request to it as well, as soon as they have the next config
    /// bundle. A holder's first key begins at once, since kiosks take no requests while a holder has no key for the moment;
    /// a later one begins in `from_days`.
    ///
    /// # Errors
    /// The file holds no such key, it is there already, or there are as many holders as an envelope can have.
    pub fn add_holder(
        folder: &Path,
        public: &Path,
        from_days: u32,
        days: u32,
        now_ms: i64,
    ) -> Result<Entry, KeysError> {
        let mut index = Index::read(folder)?;
        let wrong = |what: &str| KeysError::Content { path: public.to_owned(), what: what.to_owned() };
        let text = std::fs::read(public).map_err(|error| KeysError::File { path: public.to_owned(), error })?;
        let given: Entry = serde_json::from_slice(&text)
            .map_err(|_| wrong("this is not the public part of a key; `central key holder` makes one"))?;
        let (Use::Seal, Some(holder), Some(suite)) = (given.purpose, given.holder, given.suite) else {
            return Err(wrong("this is no seal key of a holder"));
        };
        checked(&holder)?;
        let bytes = file::from_base64(&given.public).ok_or_else(|| wrong("the public key is not base64"))?;
        let kid = KeyId::of(&bytes);
        if kid != given.kid {
            return Err(wrong("kid does not belong to the public key"));
        }
        let holders = index.holders();
        let is_new = !holders.contains(&holder.as_str());
        if index.keys.iter().any(|entry| entry.kid == kid) {
            return Err(KeysError::Holder(format!("the key {kid} is there already")));
        }
        if is_new && holders.len() >= MAX_RECIPIENTS {
            return Err(KeysError::Holder(format!("a request is sealed to {MAX_RECIPIENTS} holders at most")));
        }
        if is_new && from_days > 0 {
            return Err(KeysError::Holder(
                "the first key of a holder begins at once: kiosks take no requests while a holder has none; use --from-days 0".into(),
            ));
        }
        let not_before_ms = now_ms.saturating_add(i64::from(from_days) * DAY_MS);
        let window = Window { not_before_ms, not_after_ms: not_before_ms.saturating_add(i64::from(days) * DAY_MS) };
        let mut seed = [0; 32];
        SysRng.try_fill_bytes(&mut seed).map_err(|_| KeysError::Random)?;
        let key = SealKey { holder: holder.clone(), suite, public: bytes, window };
        if !can_be_sealed_to(&key, &mut StdRng::from_seed(seed)) {
            return Err(wrong("nothing can be sealed to this key"));
        }
        let entry =
            Entry { purpose: Use::Seal, kid, public: given.public, suite: Some(suite), holder: Some(holder), window };
        index.keys.push(entry.clone());
        index.replace(folder, now_ms)?;
        Ok(entry)
    }

    /// Takes a holder's keys out: kiosks do not seal to it any more. What was sealed to it stays readable for it. Gives how
    /// many keys those were.
    ///
    /// # Errors
    /// The holder is central itself, or the folder cannot be read or written.
    pub fn remove_holder(folder: &Path, holder: &str, now_ms: i64) -> Result<usize, KeysError> {
        checked(holder)?;
        let mut index = Index::read(folder)?;
        let before = index.keys.len();
        index.keys.retain(|entry| entry.holder.as_deref() != Some(holder));
        let removed = before - index.keys.len();
        if removed > 0 {
            index.replace(folder, now_ms)?;
        }
        Ok(removed)
    }
}

impl Index {
    /// Who holds seal keys.
    fn holders(&self) -> Vec<&str> {
        let mut holders: Vec<&str> = self.of(Use::Seal).filter_map(|entry| entry.holder.as_deref()).collect();
        holders.sort_unstable();
        holders.dedup();
        holders
    }

    /// Writes it as the next one.
    pub(super) fn replace(&mut self, folder: &Path, now_ms: i64) -> Result<(), KeysError> {
        self.serial += 1;
        self.changed_ms = now_ms.max(self.changed_ms);
        file::replace(&folder.join(INDEX), &written(folder, self)?, false)
    }
}

/// A public key that is none would be found out at the kiosks, one citizen after the other.
fn can_be_sealed_to(key: &SealKey, rng: &mut impl CryptoRng) -> bool {
    let Ok(centre) = "try".parse() else { return false };
    let context =
        SealContext { id: ItemId(Uuid::nil()), schema: "try@1", centre: &centre, device: DeviceId(Uuid::nil()) };
    seal::seal(&context, b"try", &[], &[key], rng).is_ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use kiosk_protocol::ConfigBundle;

    use super::super::InitOptions;
    use super::*;

    const NOW: i64 = 1_764_150_000_000;

    #[test]
    fn a_holder_is_added_once_renewed_in_time_and_taken_out() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        Keys::init(&at("central"), &InitOptions::default(), NOW).unwrap();
        let holder = |name: &str, who: &str| Keys::init_holder(&at(name), who, Suite::X25519, 100, NOW);
        let (_, public) = holder("interior", "interior").unwrap();
        assert!(matches!(holder("interior", "interior"), Err(KeysError::NotEmpty { .. })));
        for bad in ["", "intake", "Ministry", "a b"] {
            assert!(matches!(holder("bad", bad), Err(KeysError::Holder(_))), "{bad:?}");
        }
        let recipients = |now_ms: i64| {
            let keys = Keys::load(&at("central"), NOW).unwrap();
            let config: ConfigBundle = keys.config().verify(ConfigBundle::KIND, &keys.bundle_keys()).unwrap();
            let holders = config.seal_keys.recipients(now_ms).map(|keys| keys.len());
            (config.serial, holders.ok(), keys.opener().kids().len())
        };
        assert_eq!(recipients(NOW), (1, Some(1), 1));
        let add = |public: &Path, from_days| Keys::add_holder(&at("central"), public, from_days, 100, NOW);
        assert!(matches!(add(&public, 30), Err(KeysError::Holder(_))), "kiosks would stop for thirty days");
        add(&public, 0).unwrap();
        assert!(matches!(add(&public, 0), Err(KeysError::Holder(_))), "twice");
        assert_eq!(recipients(NOW), (2, Some(2), 1), "sealed to both; central opens with its own only");
        assert_eq!(recipients(NOW + 101 * DAY_MS).1, None, "a holder whose key has ended is not left out silently");
        let (_, next) = holder("interior-2", "interior").unwrap();
        add(&next, 60).unwrap();
        assert_eq!(recipients(NOW + 101 * DAY_MS).1, Some(2));
        // What is no public part of a seal key is refused, and changes nothing.
        let text = std::fs::read_to_string(&public).unwrap();
        let mut other: serde_json::Value = serde_json::from_str(&text).unwrap();
        other["kid"] = "00000000000000000000000000000000".into();
        let central = std::fs::read_to_string(at("central/keys.json")).unwrap();
        let bundle = serde_json::from_str::<serde_json::Value>(&central).unwrap()["keys"][0].to_string();
        for (name, content) in [("kid", other.to_string()), ("use", bundle), ("none", "{}".into())] {
            std::fs::write(at(name), content).unwrap();
            assert!(matches!(add(&at(name), 0), Err(KeysError::Content { .. })), "{name}");
        }
        assert_eq!(recipients(NOW).0, 3);
        assert_eq!(Keys::remove_holder(&at("central"), "interior", NOW).unwrap(), 2);
        assert_eq!(Keys::remove_holder(&at("central"), "interior", NOW).unwrap(), 0);
        assert!(Keys::remove_holder(&at("central"), SealKeys::INTAKE, NOW).is_err());
        assert_eq!(recipients(NOW), (4, Some(1), 1));
    }
}
