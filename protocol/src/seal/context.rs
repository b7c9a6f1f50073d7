//! What a seal is bound to.

use crate::{CentreId, DeviceId, ItemId};

/// What an envelope belongs to. It opens only for exactly this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealContext<'a> {
    /// The item.
    pub id: ItemId,
    /// What the body follows, `service@version`.
    pub schema: &'a str,
    /// The centre it was made in.
    pub centre: &'a CentreId,
    /// The device it was made on.
    pub device: DeviceId,
}

/// Which part of an envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Key,
    Body,
    Document,
}

impl Role {
    fn word(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Body => "body",
            Self::Document => "document",
        }
    }
}

impl SealContext<'_> {
    /// The additional data of a part. Each member stands behind its length, so that no two contexts can give the same
    /// bytes.
    pub(super) fn aad(&self, role: Role) -> Vec<u8> {
        let (id, device) = (self.id.to_string(), self.device.to_string());
        let members = [id.as_str(), self.schema, self.centre.as_str(), device.as_str(), role.word()];
        let mut aad = super::suite::INFO.to_vec();
        for member in members {
            // Members are bounded far below 4 GiB: schemas by the batch, the others by their types.
            let length = u32::try_from(member.len()).unwrap_or(u32::MAX);
            aad.extend_from_slice(&length.to_be_bytes());
            aad.extend_from_slice(member.as_bytes());
        }
        aad
    }
}
