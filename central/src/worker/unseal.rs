//! What opens sealed items.

use kiosk_protocol::Body;

use crate::store::Kept;

/// Opens items. The place where central's secret keys come in.
pub(crate) trait Unseal: Send + Sync {
    /// The plain body; overwritten when dropped.
    ///
    /// # Errors
    /// Why it does not open, without anything of its content.
    fn unseal(&self, kept: &Kept) -> Result<Body, String>;
}

/// Without keys: what came plain is open, what is sealed stays shut.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NoKeys;

impl Unseal for NoKeys {
    fn unseal(&self, kept: &Kept) -> Result<Body, String> {
        match &kept.item.seal {
            None => Ok(kept.item.body.clone()),
            Some(_) => Err("this server has no keys".to_owned()),
        }
    }
}
