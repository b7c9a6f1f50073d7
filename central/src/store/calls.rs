//! Calls for a person: who asked for help at a kiosk, and whether somebody came. A kiosk says both.

use std::future::Future;

use kiosk_protocol::{CentreId, DeviceId, ItemId};

use super::StoreError;

/// A call that nobody has answered for so long is open no more, in milliseconds: whoever called has gone.
pub const OPEN_MS: i64 = 12 * 60 * 60 * 1000;

/// Somebody at a kiosk asked for a person.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Call {
    /// The kiosk's centre.
    pub centre: CentreId,
    /// The kiosk.
    pub device: DeviceId,
    /// Its slot, when it is enrolled: what stands on its tickets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slot: Option<char>,
    /// The item that told it.
    pub id: ItemId,
    /// The screen it was asked on.
    pub screen: String,
    /// When, milliseconds since 1970, by the kiosk's clock.
    pub at_ms: i64,
    /// When central heard of it, milliseconds since 1970.
    pub received_ms: i64,
    /// When somebody came, milliseconds since 1970, by the kiosk's clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered_ms: Option<i64>,
}

/// Which calls are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Of this centre only.
    pub centre: Option<CentreId>,
    /// Answered ones, and those that are open no more, as well.
    pub all: bool,
}

/// Looking at calls. Every method is one transaction.
pub trait Calls: Send + Sync + 'static {
    /// The calls, the newest first.
    fn calls(
        &self,
        asked: Asked,
        limit: usize,
        now_ms: i64,
    ) -> impl Future<Output = Result<Vec<Call>, StoreError>> + Send;
}
