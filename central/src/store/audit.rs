//! The audit chains as they are kept: one for each centre.

use std::future::Future;

use kiosk_protocol::{CentreId, DeviceId, DeviceSeq, SignedCheckpoint};

use super::StoreError;

/// Where a centre's chain ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// The centre.
    pub centre: CentreId,
    /// How many rows there are.
    pub rows: u64,
    /// The hash of the last.
    pub hash: [u8; 32],
}

/// A row of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its place, from 1.
    pub seq: u64,
    /// When it was written, milliseconds since 1970.
    pub at_ms: i64,
    /// The hash of the row before.
    pub prev: [u8; 32],
    /// Its hash: [`crate::audit::chain`].
    pub hash: [u8; 32],
    /// A [`crate::audit::Entry`] as JSON, byte for byte as it was hashed.
    pub entry: String,
}

/// A kiosk's signed head whose signature was verified; it is written into the chain when the item is settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewHead {
    /// The kiosk.
    pub device: DeviceId,
    /// The item's place in the kiosk's sequence.
    pub device_seq: DeviceSeq,
    /// The note, countersigned where central has keys.
    pub note: SignedCheckpoint,
}

/// Reading the chains. They are written in the transactions of what they record: [`super::work::Work::settle`],
/// [`super::work::Work::remedy`], [`super::Store::record_event`].
pub trait Audit: Send + Sync + 'static {
    /// How every chain stands, by centre.
    fn audit_ends(&self) -> impl Future<Output = Result<Vec<End>, StoreError>> + Send;

    /// Rows after place `after` of a centre's chain, in order.
    fn audit_after(
        &self,
        centre: CentreId,
        after: u64,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Row>, StoreError>> + Send;
}
