//! Opening sealed items, after custody.

use kiosk_protocol::seal::{self, OpenError, Plain, SealContext, SecretKey};
use kiosk_protocol::{Item, KeyId};

use crate::store::Sender;

/// Opens what kiosks have sealed to central. Holds the secret seal keys; every one ever used, for as long as items sealed to
/// it may come.
#[derive(Debug, Clone, Default)]
pub struct Opener {
    keys: Vec<SecretKey>,
}

/// Why an item cannot be opened; as `unseal_failed` it stands in quarantine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unopened {
    /// It is not sealed.
    #[error("the item is not sealed")]
    Plain,
    /// The seal does not open here.
    #[error(transparent)]
    Seal(#[from] OpenError),
}

impl Opener {
    /// With these keys.
    #[must_use]
    pub fn new(keys: Vec<SecretKey>) -> Self {
        Self { keys }
    }

    /// The names of the keys.
    #[must_use]
    pub fn kids(&self) -> Vec<KeyId> {
        self.keys.iter().map(SecretKey::kid).collect()
    }

    /// The plain body of an item that `sender` handed over. It opens only as the item, form, centre and device it was sealed
    /// as; the plain bytes are overwritten when dropped.
    ///
    /// # Errors
    /// See [`Unopened`].
    pub fn open(&self, sender: &Sender, item: &Item) -> Result<Plain, Unopened> {
        let seal = item.seal.as_ref().ok_or(Unopened::Plain)?;
        Ok(seal::open(&context(sender, item), seal, item.body.as_bytes(), &self.keys)?)
    }

    /// A plain document of the item, from its sealed bytes.
    ///
    /// # Errors
    /// See [`Unopened`].
    pub fn open_document(&self, sender: &Sender, item: &Item, document: &[u8]) -> Result<Plain, Unopened> {
        let seal = item.seal.as_ref().ok_or(Unopened::Plain)?;
        Ok(seal::open_document(&context(sender, item), seal, document, &self.keys)?)
    }
}

fn context<'a>(sender: &'a Sender, item: &'a Item) -> SealContext<'a> {
    SealContext { id: item.id, schema: &item.schema, centre: &sender.centre, device: sender.device }
}
