//! Commands to kiosks: ordered here, delivered with the changes of the centre, and what became of them.

use std::future::Future;

use kiosk_protocol::{CentreId, Command, DeviceCommand, DeviceId, ItemId};

use super::StoreError;

/// The topic of events that tell what became of a command; kiosks do not see them.
pub(crate) const TOPIC_COMMAND_RESULT: &str = "device.command_result";

/// A command and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The kiosk's centre.
    pub centre: CentreId,
    /// When it was ordered, milliseconds since 1970.
    pub at_ms: i64,
    /// The command.
    pub order: DeviceCommand,
    /// What became of it; `None` while the kiosk has not said it.
    pub ended: Option<Ended>,
}

/// What became of a command. What the kiosk says of it stands in the item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Ended {
    /// The item that told it.
    pub item: ItemId,
    /// Whether it was done.
    pub done: bool,
    /// When it was told, milliseconds since 1970.
    #[serde(skip)]
    pub at_ms: i64,
}

/// Ordering, and looking at orders.
pub trait Commands {
    /// Orders it, in the audit chain of the kiosk's centre. `None`: no such kiosk is enrolled.
    fn order(
        &self,
        device: DeviceId,
        command: Command,
        by: String,
        now_ms: i64,
    ) -> impl Future<Output = Result<Option<DeviceCommand>, StoreError>> + Send;

    /// The newest orders, the newest first.
    fn orders(&self, limit: usize) -> impl Future<Output = Result<Vec<Order>, StoreError>> + Send;
}
